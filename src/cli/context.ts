/** What every command is given, and how its answer becomes the exit code. */

import type { Command } from "commander"
import type { ExitCode } from "./failure.ts"
import type { Io } from "./io.ts"

export type Context = {
  readonly io: Io
  /** An action for commander: its result becomes the program's exit code. */
  readonly does: <Words extends readonly unknown[]>(
    step: (...words: Words) => Promise<ExitCode>,
  ) => (...words: Words) => Promise<void>
}

/** Adds its commands to the program. */
export type Commands = (program: Command, context: Context) => void

export const sayTo =
  (io: Io) =>
  (line: string): void =>
    io.err(`${line}\n`)

export const outLines = async (io: Io, lines: readonly string[]): Promise<void> => {
  if (lines.length > 0) await io.out(`${lines.join("\n")}\n`)
}

export const outJson = (io: Io, value: unknown): Promise<void> =>
  io.out(`${JSON.stringify(value, null, 2)}\n`)
