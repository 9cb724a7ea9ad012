/** items, item: what a ledger holds, without proof. */

import type { ItemSummary, LedgerReader } from "../api/ledger-api.ts"
import type { ItemId } from "../custody/identifier.ts"
import { printInstant } from "../verifier/verdict.ts"
import { dataOption, id, jsonOption, ledgerOption } from "./arguments.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { type PlacedEntry, readHistory } from "./history.ts"
import type { Io } from "./io.ts"
import { type Where, withLedger } from "./source.ts"

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

async function allItems(ledger: LedgerReader): Promise<readonly ItemSummary[]> {
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
  const { summary, history } = await withLedger(options, io, async (ledger) => {
    const [found] = await ledger.items(before(item), 1)
    return { summary: found, history: await readHistory(ledger, item) }
  })
  if (history.length === 0) throw unusable(`item ${item}: nothing in this ledger touches it`)
  // An id that was only mentioned is on record and still no item.
  const own = summary?.id === item ? summary : { id: item, status: null, identifiers: [] }
  if (options.json === true) await outJson(io, { ...own, history: history.map(historyJson) })
  else
    await outLines(io, [
      `${item}  ${own.status ?? "only mentioned"}`,
      ...own.identifiers,
      "",
      ...history.map(historyLine),
    ])
  return 0
}

const historyJson = ({ entry, opened }: PlacedEntry) => ({
  index: entry.index,
  kind: opened.kind,
  statement: opened.id,
  appendedAt: printInstant(entry.appendedAt),
  signedAt: printInstant(opened.signedAt.at),
  party: opened.party,
  role: opened.role,
  from: opened.offered?.party ?? null,
})

function historyLine({ entry, opened }: PlacedEntry): string {
  const who = (party: string | null): string => party?.slice(0, 16) ?? "no party"
  const giver = opened.offered === null ? "" : `, offered by ${who(opened.offered.party)}`
  return [
    `entry ${entry.index}`,
    opened.kind.padEnd(11),
    `claims ${printInstant(opened.signedAt.at)}`,
    `appended ${printInstant(entry.appendedAt)}`,
    `${opened.role} of ${who(opened.party)}${giver}`,
  ].join("  ")
}
