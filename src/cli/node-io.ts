/** Node's own streams, clock and randomness behind `Io`. */

import { randomBytes } from "node:crypto"
import { unusable } from "./failure.ts"
import type { Io } from "./io.ts"

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
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve())
      }),
  }
}

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
