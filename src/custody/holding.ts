/** In whose hands an item was: apart from who answers for it in law. */

import type { ItemId, PartyId, PersonId, StatementId } from "./identifier.ts"
import type { Link } from "./link.ts"
import type { Evidence } from "./worth.ts"

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
  (link.edge === "move" || link.edge === "bind" || link.edge === "localise" || link.unit !== "no")

/** The links that had it in hands, one after the other from the intake. */
function handsOf(links: readonly Link[]): ReadonlySet<Link> {
  const hands = new Set<Link>()
  for (const link of links) {
    const taken = link.edge === "intake" && link.standing.worth !== "void"
    if (taken || (link.parent !== null && hands.has(link.parent) && changesHands(link)))
      hands.add(link)
  }
  return hands
}

/** A giver's own word of where the item went ends with the first receipt that somebody signs for it. */
const signedAfter = ({ edge, parent, sure }: Link): readonly Link[] =>
  edge === "localise" && parent !== null
    ? parent.children.filter((sibling) => sibling.edge !== "localise" && sibling.sure > sure)
    : []

/** `links`: parents first. Whoever had it may still have it while the next receipt is in doubt. */
export function holdersIn(
  links: readonly Link[],
  { from, to }: { readonly from: number; readonly to: number },
  evidence: Evidence,
): readonly Holding[] {
  const hands = handsOf(links)
  return [...hands].flatMap((link) => {
    const next = [...link.children, ...signedAfter(link)].filter(
      (child) =>
        hands.has(child) &&
        child.standing.worth === "good" &&
        (child.edge !== "claim" || child.unit === "yes"),
    )
    const end = Math.min(Infinity, ...next.map(({ sure }) => sure))
    if ((link.begin !== null && link.begin > to) || end <= from) return []
    const { holder, holderKey, within, receipt } = link.node
    const person = holderKey === null ? null : (evidence.key(holderKey)?.person ?? null)
    const until = end === Infinity ? null : end
    return [{ party: holder, person, within, receipt, from: link.begin, to: until }]
  })
}
