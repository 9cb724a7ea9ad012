/**
 * An item's whole life, where an opinion is about one time of it: all who answered for it and all who had it in hands, each
 * with the time in which that can have begun and ended. The same links and readings as the opinion's.
 */

import { linksOf } from "./chain.ts"
import { disputedIn, endedBy, type Hands, handsOf } from "./holding.ts"
import type { StatementId } from "./identifier.ts"
import type { ItemState } from "./item.ts"
import { alternativeOf, type Liable, possibleIn } from "./liability.ts"
import { allLinks, type Link, type Reading, type Scope } from "./link.ts"
import { soft, type Soft } from "./soft.ts"
import type { Message } from "../language/message.ts"
import type { Evidence } from "./worth.ts"

/** Who answered by one receipt, together if several. `end` null: nothing on record ends it. */
export type Answering = {
  readonly receipt: StatementId
  readonly liable: readonly Liable[]
  readonly begin: Soft
  readonly end: Soft | null
  /** Apart from its times nothing is open about it: a good receipt on an undisputed line, with one reading. */
  readonly firm: boolean
  /** The receipt by which the same parties answered until this one: it moved the item and nothing else. */
  readonly continues: StatementId | null
  readonly why: Message
}

export type Life = {
  /** In the order of the receipts: each after the one that it names. */
  readonly answering: readonly Answering[]
  readonly hands: readonly Hands[]
}

/** `scope`: of the unit, or of what is declared to be in it. */
export function lifeOf(state: ItemState, scope: Scope, evidence: Evidence): Life {
  const links = allLinks(linksOf(state, scope, evidence))
  const disputed = disputedIn(links)
  const isFirm = (link: Link): boolean =>
    link.established && link.sound && !disputed.has(link) && link.readings.length === 1
  // Asked at the end of time: then no reason is that a receipt may have been signed before or after.
  const always = { from: -Infinity, to: Infinity, scope }
  const answering = possibleIn(links, always).map((possible): Answering => {
    const { link, reading } = possible
    const { liable, why } = alternativeOf(possible, { ...always, from: Infinity }, evidence)
    const discharging = link.children.filter(({ discharges }) => discharges !== "no")
    const surely = discharging.filter(({ discharges }) => discharges === "yes")
    return {
      receipt: link.node.receipt,
      liable,
      begin: soft(link.begin, link.sure),
      end: endedBy(discharging, surely),
      firm: isFirm(link),
      continues: isFirm(link) ? continued(link, reading, isFirm) : null,
      why,
    }
  })
  return { answering, hands: handsOf(links, evidence) }
}

/** Of a firm link. */
function continued(
  { parent }: Link,
  { answers }: Reading,
  isFirm: (link: Link) => boolean,
): StatementId | null {
  if (parent?.bears !== true || !isFirm(parent)) return null
  const [before] = parent.readings
  return before?.answers.join() === answers.join() ? parent.node.receipt : null
}
