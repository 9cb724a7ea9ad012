/** A link of an item's custody, and walks along links. `chain.ts` makes them. */

import type { StatementId } from "./identifier.ts"
import type { CustodyNode, Edge, ItemState } from "./item.ts"
import { bindingContract } from "./standing.ts"
import { type Evidence, type Standing } from "./worth.ts"

export type Scope = "unit" | "contents"

/** Whether something ends the liability of the link before it: surely, perhaps, or never. */
export type Discharge = "yes" | "maybe" | "no"

export type Link = {
  /** The receipt to cite: of the best outcome for the giver. */
  readonly node: CustodyNode
  readonly receipts: readonly StatementId[]
  readonly edge: Edge | "unlinked"
  readonly parent: Link | null
  readonly children: readonly Link[]
  readonly standing: Standing
  /** Earliest it can have taken effect (null: unknown), and from when it surely had. */
  readonly begin: number | null
  readonly sure: number
  /** From when it carries the burden on; infinite if it does not. */
  readonly carries: number
  /** For the scope asked about; and for the unit, whatever is asked. */
  readonly discharges: Discharge
  readonly unit: Discharge
  /** It discharges the unit, but for what a signer said of it later. */
  readonly firm: boolean
  /** The intake, or firm all the way from it: what strangers add is never established. */
  readonly established: boolean
  /** Its holder answers for it by having signed. */
  readonly bears: boolean
  /** Set on each of several branches that one holder signed away, while no settlement counts. */
  readonly branch: boolean
  /** S0 to S3: the weakest signature up to here. */
  readonly assurance: number
  /** Every receipt up to here is of good standing; or an established one of them is contested. */
  readonly sound: boolean
  readonly contested: boolean
}

/** A link while the chain is being built. */
export type Draft = { -readonly [Field in Exclude<keyof Link, "children">]: Link[Field] } & {
  children: Draft[]
}

export type Ground = {
  readonly state: ItemState
  readonly scope: Scope
  readonly evidence: Evidence
}

/** The receipt by which the organisation took it over: what it does inside does not change what it agreed then. */
function takenOver(link: Link): CustodyNode {
  let each = link
  while (each.parent !== null && each.edge === "move" && each.node.giver === each.node.holder)
    each = each.parent
  return each.node
}

/** Milliseconds within which receipts that take the item from this link must be on record; null if not agreed. */
export function timeToSubmit(link: Link, evidence: Evidence): number | null {
  return bindingContract(takenOver(link), evidence)?.terms.timeToSubmit ?? null
}

/**
 * How long after a moment a receipt may still come that took the item from this link by then. Where it is not sure that
 * the contract cited was in force, the longer of its time and the general one.
 */
export function settlementOf(link: Link, evidence: Evidence): number {
  const agreed = timeToSubmit(link, evidence)
  if (agreed !== null) return agreed
  const { contract } = takenOver(link)
  const cited = contract === null ? undefined : evidence.contract(contract)
  return Math.max(evidence.settlement, cited?.terms.timeToSubmit ?? 0)
}

/** Every link of these trees, parents first. */
export function allLinks(roots: readonly Link[]): readonly Link[] {
  const all = [...roots]
  for (const { children } of all) for (const child of children) all.push(child)
  return all
}

/** The link and all before it, up to its root. */
export function lineOf(link: Link): readonly Link[] {
  const line: Link[] = []
  for (let each: Link | null = link; each !== null; each = each.parent) line.push(each)
  return line
}

/** From when the link's holder surely no longer answers for the item; infinite if nothing discharges him. */
export function endOf(link: Link): number {
  const discharging = link.children.filter(({ discharges }) => discharges === "yes")
  return Math.min(Infinity, ...discharging.map(({ sure }) => sure))
}
