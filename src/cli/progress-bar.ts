/** How far something long has come, on standard error and only where somebody looks at it. */

import { Writable } from "node:stream"
import cliProgress from "cli-progress"
import type { Io } from "./io.ts"

export type ProgressBar = {
  /** The whole, as soon as it is known. */
  readonly begin: (total: number, done: number) => void
  readonly update: (done: number) => void
  /** Ends the line. May be called again. */
  readonly stop: () => void
}

export function progressBar(io: Pick<Io, "err" | "errIsTerminal">, unit: string): ProgressBar {
  if (!io.errIsTerminal) return { begin: () => {}, update: () => {}, stop: () => {} }
  // What makes the bar asks its stream whether it is a terminal and how wide.
  const stream = Object.assign(
    new Writable({
      write: (chunk, _encoding, done) => {
        io.err(String(chunk))
        done()
      },
    }),
    { isTTY: true, columns: 80 },
  )
  const bar = new cliProgress.SingleBar({
    format: `[{bar}] {value}/{total} ${unit}, {percentage} %, {eta_formatted} left`,
    barsize: 24,
    barCompleteChar: "=",
    barIncompleteChar: " ",
    hideCursor: true,
    stopOnComplete: false,
    stream,
  })
  let isRunning = false
  return {
    begin: (total, done) => {
      isRunning = true
      bar.start(total, done)
    },
    update: (done) => {
      if (isRunning) bar.update(done)
    },
    stop: () => {
      if (isRunning) bar.stop()
      isRunning = false
    },
  }
}
