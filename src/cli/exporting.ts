/** Copies of what a ledger holds, byte for byte. */

import { open } from "node:fs/promises"
import type { LedgerReader } from "../api/ledger-api.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type ExitCode, systemSentence, unusable } from "./failure.ts"
import { readEntry } from "./history.ts"
import { sayTo } from "./context.ts"
import type { Io } from "./io.ts"
import { type Where, withLedger } from "./source.ts"

export type Exporting = Where & { readonly output?: string }

type Write = (chunk: Uint8Array) => Promise<void>

/** To a file, or to standard output unless that is a terminal, which bytes would upset. */
async function writing(
  io: Io,
  { output }: Exporting,
  step: (write: Write) => Promise<void>,
): Promise<ExitCode> {
  if (output === undefined) {
    if (io.outIsTerminal) throw unusable("these are bytes, not text: give -o FILE")
    await step(io.out)
    return 0
  }
  try {
    const file = await open(output, "w", 0o644)
    try {
      await step(async (chunk) => {
        await file.writeFile(chunk)
      })
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause)
      throw unusable(systemSentence(output, cause), cause)
    throw cause
  }
  sayTo(io)(`wrote ${output}`)
  return 0
}

export type EntryRange = Exporting & { readonly from: number; readonly to?: number }

export function exportEntries(io: Io, options: EntryRange): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const { size } = await ledger.about()
    const { from, to = size } = options
    if (to > size || from > to)
      throw unusable(`entries ${from} to ${to}: the ledger has entries 0 to ${size}`)
    return writing(io, options, (write) => writeEntries(ledger, from, to, write))
  })
}

async function writeEntries(
  ledger: LedgerReader,
  from: number,
  to: number,
  write: Write,
): Promise<void> {
  for (let index = from; index < to; index++) {
    const view = await ledger.entry(index)
    if (view === undefined) throw unusable(`entry ${index} is not there`)
    await write(view.bytes)
  }
}

export function exportStatement(
  io: Io,
  statement: StatementId,
  options: Exporting,
): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const index = await ledger.indexOf(statement)
    if (index === undefined) throw unusable(`statement ${statement} is not in this ledger`)
    const { origin } = await ledger.about()
    const { entry } = await readEntry(ledger, index, origin)
    return writing(io, options, (write) => write(entry.statement))
  })
}

export function exportCheckpoint(io: Io, options: Exporting): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const checkpoint = await ledger.checkpoint()
    // A note is text, so a terminal takes it.
    return writing({ ...io, outIsTerminal: false }, options, (write) => write(checkpoint))
  })
}
