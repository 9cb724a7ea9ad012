/** A link of an item's custody, and walks along links. `chain.ts` makes them. */

import type { PartyId, StatementId } from "./identifier.ts"
import type { CustodyNode, Edge, ItemState } from "./item.ts"
import type { ContractVersion } from "./state.ts"
import { type Evidence, type Standing } from "./worth.ts"

export type Scope = "unit" | "contents"

/** Whether something ends the liability of the link before it: surely, perhaps, or never. */
export type Discharge = "yes" | "maybe" | "no"

/** The guideline's liability rules that an answer can rest on, and the section of 003 that each is from. */
export const liabilityRules = {
  L1: "§40",
  L2: "§40",
  L3: "§40",
  L4: "§42",
  L5: "§43",
  L6: "§43",
  L7: "§40",
} as const
export type LiabilityRule = keyof typeof liabilityRules

/** One way to read what stands after a receipt: who answers, and on what grounds. `regime.ts` makes them. */
export type Reading = {
  /** Organisations that answer for it, together, who answered first first; who has it in hands is the node's holder. */
  readonly answers: readonly PartyId[]
  /** Of 003, by which they do. */
  readonly rule: LiabilityRule
  /** The contract under whose section it travels. */
  readonly under: ContractVersion | undefined
  /**
   * By which receipt the first of them took it over, null for this very one: what is done with it inside, or for him by
   * others, does not change what he agreed then, and with whom.
   */
  readonly taking: Link | null
  readonly agreed: ContractVersion | undefined
  readonly toward: PartyId | null
}

export type Link = {
  /** The receipt to cite: of the best outcome for the giver. */
  readonly node: CustodyNode
  readonly receipts: readonly StatementId[]
  readonly edge: Edge | "unlinked"
  readonly parent: Link | null
  readonly children: readonly Link[]
  /** Several where it cannot be decided between them. */
  readonly readings: readonly Reading[]
  /** On whom the burden lies once it is carried here; null: on whom it lay before, for the readings differ in that. */
  readonly bearer: PartyId | null
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

/**
 * Milliseconds within which receipts that take the item from this link must be on record: the least that may have been
 * agreed, and the most that was agreed at all events. Null: none.
 */
export function timeToSubmit(link: Link | null): {
  readonly least: number | null
  readonly most: number | null
} {
  if (link === null) return noTimes
  const times = link.readings.map(({ agreed }) => agreed?.terms.timeToSubmit ?? null)
  const agreed = times.filter((time) => time !== null)
  if (agreed.length === 0) return noTimes
  return { least: Math.min(...agreed), most: times.includes(null) ? null : Math.max(...agreed) }
}

const noTimes = { least: null, most: null } as const

/** The first of those who answer, if it is the same by all these readings. */
export function bearerOf(readings: readonly Reading[]): PartyId | null {
  const [first = null, ...others] = new Set(readings.map(({ answers }) => answers[0] ?? null))
  return others.length === 0 ? first : null
}

/** The same answer as before: a reservation opens nothing between them. */
export function isKept(readings: readonly Reading[], before: Link): boolean {
  const answers = (all: readonly Reading[]): string =>
    [...new Set(all.map((each) => each.answers.join("+")))].toSorted().join()
  return answers(readings) === answers(before.readings)
}

/**
 * How long after a moment a receipt may still come that took the item from this link by then. Where it is not sure that
 * the contract cited was in force, the longer of its time and the general one.
 */
export function settlementOf(link: Link, evidence: Evidence): number {
  const times = link.readings.map(({ taking, agreed }) => {
    const { contract } = (taking ?? link).node
    const cited = contract === null ? undefined : evidence.contract(contract)
    const general = Math.max(evidence.settlement, cited?.terms.timeToSubmit ?? 0)
    return agreed?.terms.timeToSubmit ?? general
  })
  return Math.max(...times)
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

/**
 * Whoever claims to be discharged must show it (CMR Art. 17): down the chain as far as each receipt was surely signed
 * by then, and no further than the first fork. What may only discharge does not carry it on, and neither does doubt
 * that a signer cast on his own receipt later carry it back.
 */
export function burdenAt(roots: readonly Link[], at: number): PartyId | null {
  const intake = roots.find(({ edge }) => edge === "intake")
  if (intake === undefined || intake.sure > at || intake.standing.worth === "void") return null
  let last = intake
  let bearer = intake.bearer
  for (;;) {
    const [only, ...others] = last.children.filter(
      ({ firm, begin }) => firm && (begin === null || begin <= at),
    )
    if (only === undefined || others.length > 0 || only.carries > at) break
    last = only
    bearer = only.bearer ?? bearer
  }
  return bearer
}
