/** In whose hands an item was: apart from who answers for it in law. */

import type { ItemId, PartyId, PersonId, StatementId } from "./identifier.ts"
import type { Link } from "./chain.ts"
import type { Evidence } from "./standing.ts"

/** `from` null: no earliest time is proven. `to` null: until further notice. */
export type Holding = {
  /** Null: somebody outside the ledger, by the giver's word. */
  readonly party: PartyId | null
  readonly person: PersonId | null
  /** The container it was in, as signed with the receipt. */
  readonly within: ItemId | null
  readonly receipt: StatementId
  readonly from: number | null
  readonly to: number | null
}

/** A claim by one who did not hold the item puts it in nobody's hands; every other receipt does. */
const changesHands = (link: Link): boolean =>
  link.standing.worth !== "void" &&
  (link.edge === "intake" ||
    link.edge === "move" ||
    link.edge === "bind" ||
    link.edge === "localise" ||
    link.discharges !== "no")

export function holdersIn(
  links: readonly Link[],
  { from, to }: { readonly from: number; readonly to: number },
  evidence: Evidence,
): readonly Holding[] {
  return links.filter(changesHands).flatMap((link) => {
    const next = link.children.filter(changesHands)
    const end = Math.min(Infinity, ...next.map(({ sure }) => sure))
    if ((link.begin !== null && link.begin > to) || end <= from) return []
    const { holder, holderKey, within, receipt } = link.node
    const person = holderKey === null ? null : (evidence.key(holderKey)?.person ?? null)
    return [
      {
        party: holder,
        person,
        within,
        receipt,
        from: link.begin,
        to: end === Infinity ? null : end,
      },
    ]
  })
}
