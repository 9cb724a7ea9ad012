/**
 * An item's whole life, where an opinion is about one time of it: all who answered for it and all who had it in hands, each
 * with the time in which that can have begun and ended. The same links and readings as the opinion's.
 */

import { linksOf } from "./chain.ts"
import { endedBy, type Hands, handsOf } from "./holding.ts"
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
      continues: continued(link, reading),
      why,
    }
  })
  return { answering, hands: handsOf(links, evidence) }
}

const isFirm = ({ established, sound, contested, branch, readings }: Link): boolean =>
  established && sound && !contested && !branch && readings.length === 1

function continued(link: Link, { answers }: Reading): StatementId | null {
  const { parent } = link
  const before = parent?.bears === true && isFirm(parent) && isFirm(link) ? parent : null
  const [reading] = before?.readings ?? []
  return before !== null && reading?.answers.join() === answers.join() ? before.node.receipt : null
}
