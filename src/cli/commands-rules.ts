/** rules, findings, books, dry-run: the rule book, what it says of what is on record, and of what is about to be. */

import { maxParcelBytes } from "../api/parcel.ts"
import { say } from "../language/say.ts"
import { type Language, message } from "../language/message.ts"
import type { ItemId } from "../custody/identifier.ts"
import { printMoney } from "../custody/money.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { Balance } from "../rules/conservation.ts"
import { byItems, isFault, type RuleFinding, worstFirst } from "../rules/judge.ts"
import { rulePage } from "../rules/page.ts"
import { differenceMessage, ruleMessages } from "../verifier/lines.ts"
import { verify } from "../verifier/verify.ts"
import { dataOption, id, jsonOption, languageOption, ledgerOption } from "./arguments.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import { openFolder } from "./data-folder.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { readWithin } from "./files.ts"
import { outDryRun } from "./foreseeing.ts"
import type { Io } from "./io.ts"
import { allItems } from "./commands-items.ts"
import { markSample, policyOf, type Where, withLedger } from "./source.ts"

type Spoken = { readonly json?: boolean; readonly language?: Language }
type FindingsWords = Where & Spoken

export const addRuleCommands: Commands = (program, { io, does }) => {
  program
    .command("rules")
    .summary("print the rule book, row by row of its source")
    .addOption(languageOption())
    .action(does((words: Spoken) => printRules(io, words)))
  program
    .command("findings")
    .summary("say which rules were not followed, for one item or for all")
    .argument("[item]", "the item's id; all items without it", id)
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(
      does((item: ItemId | undefined, words: FindingsWords) => printFindings(io, item, words)),
    )
  program
    .command("books")
    .summary("sums per owner over the whole record, and where they did not stay what they were")
    .requiredOption("--data <dir>", "data folder of the ledger")
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(does((words: Spoken & { readonly data: string }) => printBooks(io, words)))
  program
    .command("dry-run")
    .summary("say what a ledger would find about a parcel, and write nothing")
    .argument("<parcel>", "the parcel")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(languageOption())
    .addOption(jsonOption())
    .action(does((path: string, words: FindingsWords) => tryParcel(io, path, words)))
}

async function printRules(io: Io, { language }: Spoken): Promise<ExitCode> {
  await io.out(rulePage(language))
  return 0
}

async function printFindings(
  io: Io,
  item: ItemId | undefined,
  words: FindingsWords,
): Promise<ExitCode> {
  const policy = await policyOf(words, io)
  const { at } = io.clock()
  const found = await withLedger(words, io, async (ledger) => {
    const items = item === undefined ? (await allItems(ledger)).map((each) => each.id) : [item]
    const all: (readonly [ItemId, RuleFinding])[] = []
    for (const each of items) {
      const bundle = await ledger.bundle({ item: each, from: at, to: at, scope: "unit" })
      if (bundle === undefined && item !== undefined)
        throw unusable(`item ${item}: nothing published in this ledger touches it`)
      const verdict = bundle && verify(bundle, policy, { verify: verifyNode })
      for (const finding of verdict?.rules ?? []) all.push([each, finding])
    }
    return worstFirst(byItems(all))
  })
  const { json, language } = words
  const faults = found.filter(isFault)
  if (json === true)
    await outJson(
      io,
      found.map((each) => ({ ...each, sentence: say(each.sentence, language) })),
    )
  else
    await outLines(
      io,
      ruleMessages(found).map((each) => say(each, language)),
    )
  return faults.length === 0 ? 0 : 3
}

async function printBooks(
  io: Io,
  { data, json, language }: Spoken & { readonly data: string },
): Promise<ExitCode> {
  const ledger = await openFolder(data, { clock: () => io.clock().at })
  try {
    markSample(io, (await ledger.about()).origin)
    const report = await ledger.books(Infinity)
    if (json === true) await outJson(io, report)
    else {
      const short = (party: string): string => party.slice(0, 16)
      await outLines(io, [
        ...report.balances.map((each) => balanceLine(each, language)),
        ...report.differences.map((each) => say(differenceMessage(each, short), language)),
      ])
    }
    return report.differences.length === 0 ? 0 : 3
  } finally {
    await ledger.close()
  }
}

function balanceLine({ owner, currency, ...sums }: Balance, language?: Language): string {
  const print = (minor: number): string =>
    minor < 0 ? `-${printMoney({ currency, minor: -minor })}` : printMoney({ currency, minor })
  const values = {
    owner: owner?.slice(0, 16) ?? message("difference.no-owner"),
    taken: print(sums.taken),
    held: print(sums.held),
    closed: print(sums.closed),
    difference: print(sums.difference),
  }
  return say(message("line.balance", values), language)
}

async function tryParcel(io: Io, path: string, words: FindingsWords): Promise<ExitCode> {
  const parcel = await readWithin(path, maxParcelBytes)
  const answer = await withLedger(words, io, (ledger) => ledger.dryRun(parcel))
  return outDryRun(io, answer, words)
}
