/** What ends a command early: one sentence for the user and the exit code. */

import { RemoteFault } from "../api/exchange.ts"
import { LedgerFault } from "../ledger/fault.ts"
import { TileFault } from "../replay/tile-fetch.ts"
import { StoreFault } from "../store/store.ts"

/** 0: done, or proved. 1: not genuine, not proved, or refused. 2: wrong usage, or unreadable. 3: undecided. */
export type ExitCode = 0 | 1 | 2 | 3

export class CliFailure extends Error {
  override readonly name: string = "CliFailure"
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.exitCode = exitCode
  }
}

/** Wrong usage, or something that is not there or cannot be read. */
export const unusable = (sentence: string, cause?: unknown): CliFailure =>
  new CliFailure(2, sentence, { cause })

/** Understood, and the answer is no. */
export const refused = (sentence: string): CliFailure => new CliFailure(1, sentence)

const fileSentences: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of this path is not a folder",
  EISDIR: "this is a folder, not a file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EEXIST: "it is there already, and nothing is overwritten",
  ENOSPC: "the disk is full",
  EADDRINUSE: "this port is in use",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "there is no such host",
}

/** The sentence for what a system call threw. */
export function systemSentence(what: string, cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return `${what}: ${fileSentences[code ?? ""] ?? message}`
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "code" in error && "syscall" in error

/** Anything thrown, as its sentence and code; what nobody foresaw is called a fault of the program. */
export function failureOf(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error
  const foreseen = [LedgerFault, StoreFault, TileFault, RemoteFault]
  if (error instanceof Error && foreseen.some((kind) => error instanceof kind))
    return unusable(error.message, error)
  if (isSystemError(error))
    return unusable(systemSentence(error.path ?? error.syscall ?? "", error))
  const message = error instanceof Error ? error.message : String(error)
  return unusable(`a fault in kvitto itself: ${message}`, error)
}
