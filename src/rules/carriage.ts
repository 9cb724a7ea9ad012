/** Which acts are value transport, who carries, and how a rule asks that: shared by the chapters on it (003 §§50–64). */

import { isTaken } from "../custody/handover.ts"
import type { Act, Agreement, Goods, Signer } from "./act.ts"
import { isCarriage, type Judgement, type Need, undecidable, was } from "./rule.ts"

type Condition = Agreement["terms"]["conditions"][number]

/** Whether a rule is about an act; a need: before that is shown it cannot be told. */
export type Scope = boolean | Need

/** What is surely not so decides at once; else whatever is not shown does. */
export const allOf = (scopes: readonly Scope[]): Scope =>
  !scopes.includes(false) && (scopes.find((scope) => typeof scope === "string") ?? true)

export const judgeIf = (scope: Scope, judge: () => Judgement | null): Judgement | null =>
  typeof scope === "string" ? undecidable(scope) : scope ? judge() : null

/** Whether the contract says so of its parties; where none is cited, nothing is agreed. */
export const agreed = ({ contract }: Act, condition: Condition): Scope =>
  contract === undefined ? "contract" : contract?.terms.conditions.includes(condition) === true

const noValues: readonly Goods[] = ["letter", "parcel", "key", "code"]

/**
 * "Penge eller andre værdigenstande" (§50): of letters, keys and codes as such these sections say nothing, nor of what goes
 * by post or air, which have sections and places of their own (§§41–43).
 */
export const isValue = ({ thing, contract }: Act): boolean =>
  !noValues.includes(thing.goods) && (contract?.terms.regime ?? "general") === "general"

/** The carrier fetches or brings it, and it changes hands: what is refused is neither fetched nor brought. */
export const carriage = (act: Act): Scope =>
  isTaken(act.handOver) && isValue(act) && (isCarriage(act) ?? "contract")

export const professionalCarriage = (act: Act): Scope =>
  allOf([carriage(act), agreed(act, "professional-carrier")])

export const departs = (act: Act): boolean => act.event === "depart" && isValue(act)

/** It sets out, and its signer says in which way. */
export const departsThus = (act: Act, way: "on-foot" | "by-vehicle"): Scope =>
  allOf([departs(act), was(act, way) ?? "circumstances"])

/** "Alle former for værditransporter": fetched, brought, or on its way. */
export const isTransport = (act: Act): Scope => departs(act) || carriage(act)

/** Who carries: the carrier's side of a hand-over, else whoever sets out. */
export function whoCarries({ handOver, contract, signer }: Act): Signer | null {
  if (handOver === null) return signer
  const { giver, receiver } = handOver
  return giver?.party === contract?.terms.carrier ? giver : receiver
}
