/** submit, import, export: what goes into a ledger and what comes out of it. */

import { basename } from "node:path"
import type { Command } from "commander"
import type { Answer, LedgerApi } from "../api/ledger-api.ts"
import { maxParcelBytes } from "../api/parcel.ts"
import { toHex } from "../encoding/bytes.ts"
import { dataOption, jsonOption, ledgerOption } from "./arguments.ts"
import { addExportCommands } from "./commands-export.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import { importEpcis, printReport } from "./epcis.ts"
import { maxFileBytes } from "./epcis-document.ts"
import type { ExitCode } from "./failure.ts"
import { readWithin } from "./files.ts"
import type { Io } from "./io.ts"
import { handOf, type Signer, withSigner } from "./signing.ts"
import { type Where, withLedger } from "./source.ts"

type Submitting = Where & { readonly json?: boolean }

const withWhere = (command: Command): Command =>
  command.addOption(dataOption()).addOption(ledgerOption())

export const addExchangeCommands: Commands = (program, context) => {
  const { io, does } = context
  withWhere(program.command("submit"))
    .summary("append parcels to a ledger; prints index and promise of each")
    .argument("<file...>", "parcels")
    .addOption(jsonOption())
    .action(does((files: readonly string[], options: Submitting) => submit(io, files, options)))
  const imports = program.command("import").summary("take up what other systems say")
  withWhere(withSigner(imports.command("epcis"), "sends"))
    .summary("sign each EPCIS 2.0 event as an imported event and append it")
    .argument("<file...>", "EPCIS 2.0 documents, JSON")
    .action(does((files: readonly string[], words: Signer & Submitting) => epcis(io, files, words)))
  addExportCommands(program, context)
}

/** Appends; in a data folder of one's own, publishes too, since no server will do it. */
function append(io: Io, where: Where, parcels: readonly Uint8Array[]): Promise<readonly Answer[]> {
  return withLedger(where, io, async (ledger: LedgerApi) => {
    const answers = await ledger.submit(parcels)
    if (where.data !== undefined) await ledger.publish()
    return answers
  })
}

async function submit(io: Io, files: readonly string[], options: Submitting): Promise<ExitCode> {
  const parcels: Uint8Array[] = []
  for (const file of files) parcels.push(await readWithin(file, maxParcelBytes))
  const answers = await append(io, options, parcels)
  if (options.json === true) await outJson(io, answers.map(answerJson))
  else
    for (const [i, answer] of answers.entries())
      if (answer.ok) await outLines(io, [acknowledgedLine(answer)])
      else io.err(`kvitto: ${files[i]}: ${answer.code}: ${answer.sentence}\n`)
  return answers.every(({ ok }) => ok) ? 0 : 1
}

type Acknowledged = Extract<Answer, { ok: true }>

const acknowledgedLine = ({ index, statement, repeated, findings, promise }: Acknowledged) =>
  [
    `index ${index}`,
    `statement ${statement}`,
    `promise ${toHex(promise)}`,
    ...(repeated ? ["was there before"] : []),
    ...findings.map(({ code }) => `finding ${code}`),
  ].join("  ")

const answerJson = (answer: Answer): unknown =>
  answer.ok ? { ...answer, promise: toHex(answer.promise) } : answer

async function epcis(
  io: Io,
  paths: readonly string[],
  words: Signer & Submitting,
): Promise<ExitCode> {
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = []
  for (const path of paths)
    files.push({ name: basename(path), bytes: await readWithin(path, maxFileBytes) })
  const { origin } = await withLedger(words, io, (ledger) => ledger.about())
  const { pen, notes } = await handOf(io, words, origin)
  const { parcels, report } = importEpcis(files, pen, notes)
  const answers = parcels.length === 0 ? [] : await append(io, words, parcels)
  if (words.json === true) await outJson(io, { ...report, answers: answers.map(answerJson) })
  else await outLines(io, [printReport(report)])
  for (const answer of answers)
    if (!answer.ok) io.err(`kvitto: ${answer.code}: ${answer.sentence}\n`)
  return report.total.refusedFiles === 0 && answers.every(({ ok }) => ok) ? 0 : 1
}
