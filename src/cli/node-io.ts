/** Node's own streams, clock and randomness behind `Io`. */

import { fork } from "node:child_process"
import { randomBytes } from "node:crypto"
import { unusable } from "./failure.ts"
import type { Beside, Io } from "./io.ts"

/** Whoever reads may stop early, as `head` does; that is no failure of ours. */
function endQuietlyWithoutReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
    process.exit(0)
  })
}

function write(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    // An error is the listener's above.
    process.stdout.write(chunk, () => resolve())
  })
}

export function nodeIo(): Io {
  endQuietlyWithoutReader()
  return {
    out: write,
    err: (text) => {
      process.stderr.write(text)
    },
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    clock: () => {
      const now = new Date()
      return { at: now.getTime(), offset: -now.getTimezoneOffset() || 0 }
    },
    random: (length) => Uint8Array.from(randomBytes(length)),
    askSecret,
    asked: () =>
      new Promise((resolve) => {
        const stop = (): void => {
          // Started beside another, the channel to it would keep this process alive.
          if (process.connected) process.disconnect()
          resolve()
        }
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop)
        // The other has ended, however it did.
        process.once("disconnect", resolve)
      }),
    startBeside,
  }
}

/** Standard error of the other is kept for the case that it ends before it has begun. */
function startBeside(argv: readonly string[]): Promise<Beside> {
  const program = process.argv[1]
  if (program === undefined) throw new Error("start beside: expected a program, got none")
  // In a group of its own: Ctrl-C is for this program, which still has a checkpoint to show to the other.
  const child = fork(program, argv, { stdio: ["ignore", "pipe", "pipe", "ipc"], detached: true })
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve())
  })
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM")
    const impatient = setTimeout(() => child.kill("SIGKILL"), patienceMs)
    await ended
    clearTimeout(impatient)
  }
  let said = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-maxSaid)
  })
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("exit", () => {
      const [last = ""] = said.trim().split("\n").slice(-1)
      reject(unusable(`${argv[0]} beside it ended: ${last.replace(/^kvitto: /, "")}`))
    })
    child.stdout?.once("data", () => resolve({ stop }))
    // Nobody reads on, and a full pipe would stop the other.
    child.stdout?.resume()
  })
}

const maxSaid = 2000
const patienceMs = 10_000

const [backspace, deleted, enter, newline, interrupt, endOfInput] = [8, 127, 13, 10, 3, 4]

/** Raw mode, because a terminal shows what it collects into lines. */
async function askSecret(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process
  if (!stdin.isTTY || !stderr.isTTY) return undefined
  stderr.write(question)
  stdin.setRawMode(true)
  const typed: number[] = []
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false }))
      for (const byte of chunk as Buffer) {
        if (byte === enter || byte === newline) return Buffer.from(typed).toString("utf8")
        if (byte === interrupt || byte === endOfInput) throw unusable("no passphrase was given")
        if (byte === backspace || byte === deleted) dropLetter(typed)
        else typed.push(byte)
      }
    throw unusable("no passphrase was given")
  } finally {
    stdin.setRawMode(false)
    stderr.write("\n")
  }
}

/** The bytes of the last letter: its continuation bytes, and the one that begins it. */
function dropLetter(typed: number[]): void {
  let last = typed.pop()
  while (last !== undefined && (last & 0xc0) === 0x80) last = typed.pop()
}
