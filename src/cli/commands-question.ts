/** liable, bundle, policy: who was liable, and the files with which anybody can check the answer. */

import { Option } from "commander"
import type { LedgerApi } from "../api/ledger-api.ts"
import type { ItemId } from "../custody/identifier.ts"
import type { Question } from "../log/bundle.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { printPolicy } from "../verifier/policy.ts"
import { verify } from "../verifier/verify.ts"
import { dataOption, id, jsonOption, languageOption, ledgerOption } from "./arguments.ts"
import { type Commands, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { writeWhole } from "./files.ts"
import type { Io } from "./io.ts"
import { writeFolderPolicy } from "./data-folder.ts"
import { readPolicy } from "./policy-file.ts"
import { type Asked, printVerdict, questionOf, type Spoken, withQuestion } from "./question.ts"
import { markSample, policyOf, type Where, withLedger } from "./source.ts"

type LiableOptions = Where & Asked & Spoken & { readonly policy?: string }
type BundleOptions = Where & Asked & { readonly output: string }
type PolicyOptions = Where & { readonly set?: string }

export const addQuestionCommands: Commands = (program, { io, does }) => {
  const itemArgument = ["<item>", "the item's id", id] as const
  withQuestion(program.command("liable"))
    .summary("say who was liable for an item, and show every step")
    .argument(...itemArgument)
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(new Option("--policy <file>", "trust policy; else the ledger's own"))
    .addOption(languageOption())
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
    .summary("print the trust policy of a ledger: its key, its witnesses, how many must agree")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .option("--set <file>", "replace it first; only with --data")
    .action(does((options: PolicyOptions) => policy(io, options)))
}

async function policy(io: Io, options: PolicyOptions): Promise<ExitCode> {
  const { set, data } = options
  if (set !== undefined && (data === undefined || options.ledger !== undefined))
    throw unusable("--set changes a data folder's policy: give --data DIR")
  const kept =
    set !== undefined && data !== undefined
      ? await writeFolderPolicy(data, set, await readPolicy(set))
      : await policyOf(options, io)
  for (const { name } of kept.logs) markSample(io, name)
  await io.out(printPolicy(kept))
  return 0
}

async function bundleFrom(ledger: LedgerApi, question: Question): Promise<Uint8Array> {
  const bytes = await ledger.bundle(question)
  if (bytes !== undefined) return bytes
  throw unusable(`item ${question.item}: nothing published in this ledger touches it`)
}

async function liable(io: Io, item: ItemId, options: LiableOptions): Promise<ExitCode> {
  const question = questionOf(item, options)
  const trusted =
    options.policy === undefined ? await policyOf(options, io) : await readPolicy(options.policy)
  const bytes = await withLedger(options, io, (ledger) => bundleFrom(ledger, question))
  return printVerdict(io, verify(bytes, trusted, { verify: verifyNode }), options)
}

async function bundle(io: Io, item: ItemId, options: BundleOptions): Promise<ExitCode> {
  const question = questionOf(item, options)
  const bytes = await withLedger(options, io, (ledger) => bundleFrom(ledger, question))
  await writeWhole(options.output, bytes)
  sayTo(io)(`wrote ${options.output}, ${bytes.length} bytes`)
  return 0
}
