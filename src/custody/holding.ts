/** In whose hands an item was: apart from who answers for it in law. */

import type { ItemId, PartyId, PersonId, StatementId } from "./identifier.ts"
import type { Link } from "./link.ts"
import { soft, type Soft } from "./soft.ts"
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

/** A holding with all that is known of when it began and ended; `end` null: nothing on record ends it. */
export type Hands = Pick<Holding, "party" | "person" | "within" | "receipt"> & {
  readonly begin: Soft
  readonly end: Soft | null
  /** Somebody signed for having it, with good signatures, and not on one branch of a fork. */
  readonly firm: boolean
}

/** A claim by one who did not hold the item puts it in nobody's hands; every other receipt does. */
const changesHands = (link: Link): boolean =>
  link.standing.worth !== "void" &&
  (link.edge === "move" || link.edge === "bind" || link.edge === "localise" || link.unit !== "no")

/** The links that had it in hands, one after the other from the intake. */
function linksInHands(links: readonly Link[]): ReadonlySet<Link> {
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

/** `links`: parents first. All who had it, from the intake on; whoever had it may still have it while the next is in doubt. */
export function handsOf(links: readonly Link[], evidence: Evidence): readonly Hands[] {
  const hands = linksInHands(links)
  const disputed = disputedIn(links)
  return [...hands].map((link): Hands => {
    const next = [...link.children, ...signedAfter(link)].filter((child) => hands.has(child))
    const ending = next.filter(
      (child) =>
        child.standing.worth === "good" && (child.edge !== "claim" || child.unit === "yes"),
    )
    const { holder, holderKey, within, receipt } = link.node
    const person = holderKey === null ? null : (evidence.key(holderKey)?.person ?? null)
    const begin = soft(link.begin, link.sure)
    const firm = holder !== null && link.sound && !disputed.has(link)
    return { party: holder, person, within, receipt, begin, end: endedBy(next, ending), firm }
  })
}

/** `links`: parents first. Those on a branch of a fork or after a contested receipt, and all after them. */
export function disputedIn(links: readonly Link[]): ReadonlySet<Link> {
  const disputed = new Set<Link>()
  for (const link of links)
    if (link.branch || link.contested || (link.parent !== null && disputed.has(link.parent)))
      disputed.add(link)
  return disputed
}

/** From the first moment at which one of `next` can have begun, to when one of those that surely end it had. */
export function endedBy(next: readonly Link[], surely: readonly Link[]): Soft | null {
  if (next.length === 0) return null
  const begins = next.map(({ begin }) => begin)
  const first = begins.includes(null) ? null : Math.min(...(begins as readonly number[]))
  return soft(first, Math.min(Infinity, ...surely.map(({ sure }) => sure)))
}

/** Of these, who had it at some moment of the question. */
export const holdersIn = (
  hands: readonly Hands[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Holding[] =>
  hands
    .filter(
      ({ begin, end }) => (begin.from === null || begin.from <= to) && (end?.to ?? Infinity) > from,
    )
    .map(({ party, person, within, receipt, begin, end }) => ({
      party,
      person,
      within,
      receipt,
      from: begin.from,
      to: end?.to ?? null,
    }))
