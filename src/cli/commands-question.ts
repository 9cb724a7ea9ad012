/** liable, bundle, policy, verify: who was liable, and the files with which anybody can check the answer. */

import { Option } from "commander"
import type { LedgerApi } from "../api/ledger-api.ts"
import { decodeParcel, maxParcelBytes } from "../api/parcel.ts"
import type { ItemId } from "../custody/identifier.ts"
import { decodeBundle, maxBundleBytes, type Question } from "../log/bundle.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { printPolicy } from "../verifier/policy.ts"
import { verify, type VerifyOptions } from "../verifier/verify.ts"
import { dataOption, id, jsonOption, ledgerOption, texts } from "./arguments.ts"
import { type Commands, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { readWithin, writeWhole } from "./files.ts"
import type { Io } from "./io.ts"
import { ownPolicy, readPolicy } from "./policy-file.ts"
import { type Asked, printVerdict, questionOf, spanOf, withQuestion } from "./question.ts"
import { checkpointKeyOf, markSample, type Where, withLedger } from "./source.ts"

type LiableOptions = Where & Asked & { readonly json?: boolean; readonly policy?: string }
type BundleOptions = Where & Asked & { readonly output: string }
type VerifyWords = Asked & {
  readonly policy: string
  readonly loose?: readonly string[]
  readonly json?: boolean
}

export const addQuestionCommands: Commands = (program, { io, does }) => {
  const itemArgument = ["<item>", "the item's id", id] as const
  withQuestion(program.command("liable"))
    .summary("say who was liable for an item, and show every step")
    .argument(...itemArgument)
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(new Option("--policy <file>", "trust policy; else the ledger's own, no witnesses"))
    .addOption(jsonOption())
    .action(does((item: ItemId, options: LiableOptions) => liable(io, item, options)))
  withQuestion(program.command("bundle"))
    .summary("write the one file that answers a question offline")
    .argument(...itemArgument)
    .requiredOption("-o, --output <file>", "where to write it")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .action(does((item: ItemId, options: BundleOptions) => bundle(io, item, options)))
  program
    .command("policy")
    .summary("print the trust policy of a ledger of one's own")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .action(
      does(async (where: Where): Promise<ExitCode> => {
        const key = await checkpointKeyOf(where, io)
        markSample(io, key)
        await io.out(printPolicy(ownPolicy(key)))
        return 0
      }),
    )
  withQuestion(program.command("verify"))
    .summary("check a bundle against a trust policy: no server, no data folder")
    .argument("<file>", "a bundle (.kvitto)")
    .requiredOption("--policy <file>", "trust policy")
    .option("--loose <file>", "a receipt that is not in the bundle; may stand several times", texts)
    .addOption(jsonOption())
    .action(does((file: string, options: VerifyWords) => verifyFile(io, file, options)))
}

async function bundleFrom(ledger: LedgerApi, question: Question): Promise<Uint8Array> {
  const bytes = await ledger.bundle(question)
  if (bytes !== undefined) return bytes
  throw unusable(`item ${question.item}: nothing published in this ledger touches it`)
}

async function liable(io: Io, item: ItemId, options: LiableOptions): Promise<ExitCode> {
  const question = questionOf(item, options)
  const policy =
    options.policy === undefined
      ? ownPolicy(await checkpointKeyOf(options, io))
      : await readPolicy(options.policy)
  const bytes = await withLedger(options, io, (ledger) => bundleFrom(ledger, question))
  return printVerdict(io, verify(bytes, policy, { verify: verifyNode }), options.json)
}

async function bundle(io: Io, item: ItemId, options: BundleOptions): Promise<ExitCode> {
  const question = questionOf(item, options)
  const bytes = await withLedger(options, io, (ledger) => bundleFrom(ledger, question))
  await writeWhole(options.output, bytes)
  sayTo(io)(`wrote ${options.output}, ${bytes.length} bytes`)
  return 0
}

async function verifyFile(io: Io, path: string, options: VerifyWords): Promise<ExitCode> {
  const span = spanOf(options)
  const policy = await readPolicy(options.policy)
  const loose = await Promise.all((options.loose ?? []).map(readLoose))
  const bytes = await readWithin(path, maxBundleBytes)
  const decoded = decodeBundle(bytes)
  if ("fault" in decoded) {
    sayTo(io)(`kvitto: ${path}: not a bundle: ${decoded.fault}`)
    // For a person that sentence is all there is to say.
    if (options.json === true) await printVerdict(io, verify(bytes, policy), true)
    return 2
  }
  const { item: _, ...own } = decoded.question
  const asked = { ...own, ...span, scope: options.scope ?? own.scope }
  const given: VerifyOptions = { verify: verifyNode, loose: loose.flat(), asked }
  return printVerdict(io, verify(bytes, policy, given), options.json)
}

/** A statement by itself, or a parcel with whatever came before it. */
async function readLoose(path: string): Promise<readonly Uint8Array[]> {
  const bytes = await readWithin(path, maxParcelBytes)
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) return [bytes]
  const before = parcel.predecessors.flatMap((each) => {
    const inner = decodeParcel(each)
    return "fault" in inner ? [] : [inner.statement]
  })
  return [...before, parcel.statement]
}
