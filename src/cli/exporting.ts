/** Copies of what a ledger holds, byte for byte. */

import { open } from "node:fs/promises"
import type { LedgerReader } from "../api/ledger-api.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type ExitCode, systemSentence, unusable } from "./failure.ts"
import { readEntry } from "./history.ts"
import { sayTo } from "./context.ts"
import type { Io } from "./io.ts"
import { type Where, withLedger } from "./source.ts"
import { copyTiles } from "./tile-folder.ts"

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

async function placeOf(ledger: LedgerReader, statement: StatementId): Promise<number> {
  const index = await ledger.indexOf(statement)
  if (index === undefined) throw unusable(`statement ${statement} is not in this ledger`)
  return index
}

export function exportStatement(
  io: Io,
  statement: StatementId,
  options: Exporting,
): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const index = await placeOf(ledger, statement)
    const { origin } = await ledger.about()
    const { entry } = await readEntry(ledger, index, origin)
    return writing(io, options, (write) => write(entry.statement))
  })
}

export type CheckpointWanted = Exporting & { readonly cosigned?: boolean }

export function exportCheckpoint(io: Io, options: CheckpointWanted): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const checkpoint = await (options.cosigned === true ? ledger.cosigned() : ledger.checkpoint())
    if (checkpoint === undefined) throw unusable("no checkpoint has the quorum's cosignatures yet")
    // A note is text, so a terminal takes it.
    return writing({ ...io, outIsTerminal: false }, options, (write) => write(checkpoint))
  })
}

const notCosigned = (index: number): Error =>
  unusable(`entry ${index}: no checkpoint that the quorum cosigned holds it yet`)

/** The C2SP tlog-proof of a statement's entry. */
export function exportProof(io: Io, statement: StatementId, options: Exporting): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const index = await placeOf(ledger, statement)
    const proof = await ledger.tlogProof(index)
    if (proof === undefined) throw notCosigned(index)
    // Text, so a terminal takes it.
    return writing({ ...io, outIsTerminal: false }, options, (write) => write(proof))
  })
}

export function exportCoseReceipt(
  io: Io,
  statement: StatementId,
  options: Exporting,
): Promise<ExitCode> {
  return withLedger(options, io, async (ledger) => {
    const index = await placeOf(ledger, statement)
    const receipt = await ledger.coseReceipt(index)
    if (receipt === undefined) throw notCosigned(index)
    return writing(io, options, (write) => write(receipt))
  })
}

/** The whole log as files for a web server, in the layout of C2SP tlog-tiles. */
export function exportTiles(io: Io, folder: string, where: Where): Promise<ExitCode> {
  return withLedger<ExitCode>(where, io, async (ledger) => {
    const tell = (count: number): void => {
      if (io.errIsTerminal && count % 100 === 0) io.err(`\r${count} tiles`)
    }
    const { size, written } = await copyTiles(ledger, folder, tell)
    if (io.errIsTerminal && written >= 100) io.err("\n")
    sayTo(io)(`${folder}: checkpoint of ${size} entries, ${written} tiles and bundles written`)
    return 0
  })
}
