/** What the rule book says of a page of items, by the openings that the ledger holds. Judged when it is asked for. */

import { setImmediate } from "node:timers/promises"
import type { FindingsPage } from "../api/desk.ts"
import type { ItemId } from "../custody/identifier.ts"
import { byItems, judgeChain, type RuleFinding, worstFirst } from "../rules/judge.ts"
import type { Catalogue } from "./catalogue.ts"
import { chainOf, libraryFor } from "./library.ts"
import type { Running } from "./running.ts"

export async function findingsAfter(
  running: Pick<Running, "store" | "origin" | "governance">,
  catalogue: Catalogue,
  after: ItemId | null,
  limit: number,
): Promise<FindingsPage> {
  await catalogue.refresh()
  const items = catalogue.all(after, limit)
  const found: (readonly [ItemId, RuleFinding])[] = []
  for (const item of items) {
    // A chain is many entries: each item is a turn of its own.
    await setImmediate()
    const chain = await chainOf(running, item)
    const statements = chain.map(({ opened }) => opened)
    const library = await libraryFor(running, statements)
    for (const each of judgeChain(chain, item, { library, governance: running.governance }))
      if (each.outcome !== "met") found.push([item, each])
  }
  return {
    findings: worstFirst(byItems(found)),
    items: items.length,
    next: items.length < limit ? null : (items.at(-1) ?? null),
  }
}
