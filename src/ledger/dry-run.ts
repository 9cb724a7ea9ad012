/**
 * Before signing: what the ledger would say of a statement. It goes the whole way of an append, but for signatures, which
 * nobody has made yet, and nothing is written.
 */

import type { DryRun } from "../api/ledger-api.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Leaf } from "../custody/sealed.ts"
import { leavesOf } from "../custody/statement.ts"
import { foresee } from "../rules/dry-run.ts"
import type { Recorded } from "../rules/library.ts"
import { type Candidate, type Draft, openDelivery, unsignedCandidate } from "./append.ts"
import { fetchReads } from "./fetch.ts"
import { integrate } from "./integrate.ts"
import { chainOf, itemsIn, libraryFor } from "./library.ts"
import type { Running } from "./running.ts"

export async function dryRun(running: Running, parcel: Uint8Array): Promise<DryRun> {
  const { store, origin, genesis, tip, clock } = running
  const delivery = openDelivery(parcel, origin)
  if (isRejected(delivery)) return { ok: false, ...delivery }
  const { before, own } = delivery
  const candidates = [...before, own].map(unsignedCandidate)
  const reads = await fetchReads(store, candidates, genesis)
  const unsigned = { governance: genesis, now: clock(), verify: () => true }
  const outcome = integrate(candidates, tip, reads, unsigned).outcomes.at(-1)
  if (outcome?.kind === "refused") return { ok: false, ...outcome.why }
  const findings = outcome?.kind === "appended" ? outcome.findings : []
  const chains = new Map<ItemId, readonly Recorded[]>()
  for (const item of itemsIn(own.opened, genesis))
    chains.set(item, [...(await chainOf(running, item)), ...comingOf(item, before, running)])
  const statements = [...chains.values()].flat().map(({ opened }) => opened)
  const library = await libraryFor(running, [...statements, own.opened], atHand(candidates))
  const index = tip.size + before.length
  const judging = { library, governance: running.governance }
  return { ok: true, findings, ...foresee(own.opened, index, chains, judging) }
}

/** What came in the same parcel and would stand before it. */
const comingOf = (
  item: ItemId,
  before: readonly Draft[],
  { tip, genesis }: Running,
): readonly Recorded[] =>
  before.flatMap(({ opened }, i) =>
    itemsIn(opened, genesis).includes(item) ? [{ opened, index: tip.size + i }] : [],
  )

function atHand(candidates: readonly Candidate[]): ReadonlyMap<StatementId, readonly Leaf[]> {
  const found = new Map<StatementId, readonly Leaf[]>()
  for (const { opened, openings } of candidates)
    for (const { id, bytes } of openings) {
      const statement = id === opened.offered?.id ? opened.offered : opened
      const leaves = leavesOf(statement, bytes)
      if (leaves !== undefined) found.set(id, leaves)
    }
  return found
}
