/** items, item: what a ledger holds, and when it was signed as far as that is proven. */

import type { ItemSummary, LedgerReader } from "../api/ledger-api.ts"
import type { ItemId } from "../custody/identifier.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { Policy } from "../verifier/policy.ts"
import { timesSentence } from "../verifier/lines.ts"
import { printInstant, printTimes, type StatementTimes } from "../verifier/verdict.ts"
import { verify } from "../verifier/verify.ts"
import { dataOption, id, jsonOption, ledgerOption } from "./arguments.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { type PlacedEntry, readHistory } from "./history.ts"
import type { Io } from "./io.ts"
import { policyOf, type Where, withLedger } from "./source.ts"

const pageLength = 1000

type Reading = Where & { readonly json?: boolean }

export const addItemCommands: Commands = (program, { io, does }) => {
  program
    .command("items")
    .summary("list all items with their status and printed numbers")
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(jsonOption())
    .action(does((options: Reading) => items(io, options)))
  program
    .command("item")
    .summary("show one item and everything that touches it")
    .argument("<item>", "the item's id", id)
    .addOption(dataOption())
    .addOption(ledgerOption())
    .addOption(jsonOption())
    .action(does((item: ItemId, options: Reading) => showItem(io, item, options)))
}

export async function allItems(ledger: LedgerReader): Promise<readonly ItemSummary[]> {
  const found: ItemSummary[] = []
  for (;;) {
    const page = await ledger.items(found.at(-1)?.id ?? null, pageLength)
    found.push(...page)
    if (page.length < pageLength) return found
  }
}

const itemLine = ({ id: item, status, identifiers }: ItemSummary): string =>
  [item, status.padEnd(8), identifiers.join(", ")].join("  ").trimEnd()

async function items(io: Io, options: Reading): Promise<ExitCode> {
  const found = await withLedger(options, io, allItems)
  if (options.json === true) {
    await outJson(
      io,
      found.map(({ id: item, status, identifiers }) => ({ id: item, status, identifiers })),
    )
  } else await outLines(io, found.map(itemLine))
  return 0
}

/** The id before this one in order, so that a page after it begins with this one. */
function before(item: ItemId): ItemId | null {
  const number = BigInt(`0x${item}`)
  return number === 0n ? null : ((number - 1n).toString(16).padStart(64, "0") as ItemId)
}

async function showItem(io: Io, item: ItemId, options: Reading): Promise<ExitCode> {
  const policy = await policyOf(options, io)
  const { summary, history, times } = await withLedger(options, io, async (ledger) => {
    const [found] = await ledger.items(before(item), 1)
    return {
      summary: found,
      history: await readHistory(ledger, item),
      times: await provenTimes(ledger, item, policy, io),
    }
  })
  if (history.length === 0) throw unusable(`item ${item}: nothing in this ledger touches it`)
  // An id that was only mentioned is on record and still no item.
  const own = summary?.id === item ? summary : { id: item, status: null, identifiers: [] }
  if (options.json === true)
    await outJson(io, { ...own, history: history.map((each) => historyJson(each, times)) })
  else
    await outLines(io, [
      `${item}  ${own.status ?? "only mentioned"}`,
      ...own.identifiers,
      "",
      ...history.map((each) => historyLine(each, times)),
    ])
  return 0
}

type Times = ReadonlyMap<string, StatementTimes>

/** What is proven of the times of everything about the item; empty before the first cosigned publication of it. */
async function provenTimes(
  ledger: LedgerReader,
  item: ItemId,
  policy: Policy,
  io: Io,
): Promise<Times> {
  const { at } = io.clock()
  const bundle = await ledger.bundle({ item, from: at, to: at, scope: "unit" })
  const verdict = bundle && verify(bundle, policy, { verify: verifyNode })
  return new Map(verdict?.history.map((each) => [each.statement, each]))
}

/** Before it is proven, a statement has the times that its device and the ledger claim, and no others. */
const timesIn = (times: Times, { entry, opened }: PlacedEntry): StatementTimes =>
  times.get(opened.id) ?? {
    statement: opened.id,
    notBefore: null,
    notAfter: null,
    witnesses: null,
    claimed: opened.signedAt.at,
    fixed: null,
    arrived: entry.appendedAt,
  }

const historyJson = (placed: PlacedEntry, times: Times) => ({
  index: placed.entry.index,
  kind: placed.opened.kind,
  ...printTimes(timesIn(times, placed)),
  party: placed.opened.party,
  role: placed.opened.role,
  from: placed.opened.offered?.party ?? null,
})

function historyLine(placed: PlacedEntry, times: Times): string {
  const { entry, opened } = placed
  const who = (party: string | null): string => party?.slice(0, 16) ?? "no party"
  const giver = opened.offered === null ? "" : `, offered by ${who(opened.offered.party)}`
  const known = times.get(opened.id)
  const when =
    known === undefined
      ? `claimed ${printInstant(opened.signedAt.at)}, on record ${printInstant(entry.appendedAt)}; not proven yet`
      : timesSentence(known)
  return [
    `entry ${entry.index}`,
    opened.kind.padEnd(11),
    `${opened.role} of ${who(opened.party)}${giver}`,
    when,
  ].join("  ")
}
