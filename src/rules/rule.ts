/**
 * What a rule is: a numbered row of the source, its force, what it needs to know, and a pure judgement of one recorded act.
 * Rules judge; they never refuse, and nothing that they say moves liability.
 */

import type { Limit } from "../custody/field.ts"
import { type Money, printMoney } from "../custody/money.ts"
import type { credentialKinds, features, limitNames } from "../custody/words.ts"
import type { rule as rows } from "../language/en-rulebook.ts"
import { type Message, message } from "../language/message.ts"
import type { Act, Circumstance, Place, Signer } from "./act.ts"

/** How the source says it: skal (§10: essential), bør, kan; "vigtigt"; or that it states the law. */
export const forces = ["skal", "bør", "kan", "vigtigt", "lov"] as const
export type Force = (typeof forces)[number]

/** Worst first. */
export const severities = ["violation", "deviation", "note"] as const
export type Severity = (typeof severities)[number]

/** What skal and the law demand is violated; bør and vigtigt are deviated from; kan is worth a note (003 §10). */
export const severityOf: Readonly<Record<Force, Severity>> = {
  skal: "violation",
  lov: "violation",
  bør: "deviation",
  vigtigt: "deviation",
  kan: "note",
}

/** What a rule may need to be shown. */
export const needs = [
  "place",
  "fittings",
  "contract",
  "limits",
  "sum",
  "circumstances",
  "credentials",
  "inventory",
  "identifier",
  "declared-value",
  "standing-order",
  "plan",
  "chain",
] as const
export type Need = (typeof needs)[number]

/**
 * `met`; `missed`: what the rule asks for is not on record; `broken`: what was done goes against it; `undecidable`: what is
 * recorded, or shown to this reader, does not decide it. `particulars` say by how much or by what.
 */
export type Judgement =
  | { readonly outcome: "met" }
  | { readonly outcome: "missed" | "broken"; readonly particulars?: Message }
  | { readonly outcome: "undecidable"; readonly lacks: Need }

/** A row of a source: `33-4` is the fourth statement of §33 of 003. Each has its sentence in every language. */
export type RowId = keyof typeof rows

export type Rule = {
  readonly id: RowId
  readonly source: "003" | "001"
  readonly section: string
  readonly force: Force
  readonly needs: readonly Need[]
  /** The editions of the rule book that it stands in, both included; null: until further notice. */
  readonly editions: readonly [from: number, to: number | null]
  /** Null: it says nothing of such an act. */
  readonly judge: (act: Act) => Judgement | null
}

/** Why a row of the source is no rule here. */
export const unjudgedReasons = [
  "transition",
  "description",
  "reference",
  "conduct",
  "construction",
  "report",
  "repeated",
] as const

export type Unjudged = {
  readonly id: RowId
  readonly source: "003" | "001"
  readonly section: string
  readonly force: Force | null
  readonly why: (typeof unjudgedReasons)[number]
}

/** One chapter of the sources: what is judged, and what is not. */
export type Chapter = { readonly rules: readonly Rule[]; readonly unjudged: readonly Unjudged[] }

export const met: Judgement = { outcome: "met" }
export const missed = (particulars?: Message): Judgement =>
  particulars === undefined ? { outcome: "missed" } : { outcome: "missed", particulars }
export const broken = (particulars?: Message): Judgement =>
  particulars === undefined ? { outcome: "broken" } : { outcome: "broken", particulars }
export const undecidable = (lacks: Need): Judgement => ({ outcome: "undecidable", lacks })

/** A yes-or-no question of the rule: what is not shown is undecidable. */
export const missedUnless = (
  fulfilled: boolean | undefined,
  lacks: Need,
  particulars?: Message,
): Judgement =>
  fulfilled === undefined ? undecidable(lacks) : fulfilled ? met : missed(particulars)
export const brokenIf = (
  violated: boolean | undefined,
  lacks: Need,
  particulars?: Message,
): Judgement => (violated === undefined ? undecidable(lacks) : violated ? broken(particulars) : met)

/** Whether the place has this fitting; undefined where neither is shown, false where no place is named. */
export const fitted = (
  place: Place | null | undefined,
  feature: (typeof features)[number],
): boolean | undefined => (place === null ? false : place?.fittings?.features.includes(feature))

/** Whether the signer says that it was so. */
export const was = (
  { circumstances: said }: Act,
  circumstance: Circumstance,
): boolean | undefined => said?.includes(circumstance)

/** The sums agreed under this name; undefined where no contract is cited or its sums are not shown. */
export const limitsOf = (
  { contract }: Act,
  name: (typeof limitNames)[number],
): readonly Limit[] | undefined => contract?.limits?.filter(({ limit }) => limit === name)

/** The one sum agreed under this name; undefined where none is agreed or shown. */
export const limitOf = (act: Act, name: (typeof limitNames)[number]): Money | undefined =>
  limitsOf(act, name)?.[0]?.amount ?? undefined

/** Whether a sum is above a limit; undefined where one of them is not known, or they cannot be compared. */
export const isAbove = (
  sum: Money | null | undefined,
  limit: Money | null | undefined,
): boolean | undefined =>
  sum == null || limit == null || sum.currency !== limit.currency
    ? undefined
    : sum.minor > limit.minor

/** "DKK 26000.00, where DKK 25000.00 is agreed". */
export const sumOver = (sum: Money | null | undefined, limit: Money | null | undefined): Message =>
  message("particulars.over", {
    sum: sum == null ? "?" : printMoney(sum),
    limit: limit == null ? "?" : printMoney(limit),
  })

/** Whether the sum counts as a larger one by the contract's own measure. */
export const isLarger = (
  act: Act,
  sum: Money | null | undefined = act.total,
): boolean | undefined => isAbove(sum, limitOf(act, "larger-sum"))

/**
 * The sum of the act: what its signer states for the whole; where he states none and it is about this thing alone (null),
 * what it states of the thing, else what was stated last. Undefined where that is not shown.
 */
export const sumOf = ({ total, thing }: Act): Money | undefined =>
  total === null ? (thing.amount ?? thing.before ?? undefined) : total

/** Whether one of several credentials held then: undefined where they are not shown. */
export function holds(
  { credentials }: Pick<Signer, "credentials">,
  kind: (typeof credentialKinds)[number],
  at: number,
): boolean | undefined {
  return credentials?.some(
    (each) =>
      each.kind === kind &&
      (each.from === null || each.from <= at) &&
      (each.to === null || at <= each.to),
  )
}

/** Receipts that change the organisation, in either direction, whatever their outcome for this item. */
export const isExternal = ({ handOver }: Act): boolean =>
  handOver?.side === "both" && !handOver.internal

/** The receiver or giver is the carrier of the contract cited; undefined where the contract is not shown. */
export function isCarriage(act: Act): boolean | undefined {
  if (!isExternal(act) || act.contract === null) return false
  if (act.contract === undefined) return undefined
  const { carrier } = act.contract.terms
  const sides = [act.handOver?.giver?.party, act.handOver?.receiver?.party]
  return carrier !== null && sides.includes(carrier)
}
