/**
 * What would be paid for an item that is gone (003 §41): by who answers for it to another, up to the declared value and the
 * cap of their contract; then by the owner's own policy; and what nobody covers (L8).
 */

import type { Limit } from "../custody/field.ts"
import type { ItemId, PartyId, StatementId } from "../custody/identifier.ts"
import type { Liable } from "../custody/liability.ts"
import { type Money, printMoney } from "../custody/money.ts"
import { type Message, message, type Value } from "../language/message.ts"
import { type Library, type Recorded, reveal, revealOwn } from "./library.ts"
import { worthAfter } from "./sums.ts"

/** Null: there is none; undefined: it is not shown. `gap` undefined where one of the others is, or currencies differ. */
export type Cover = {
  readonly value: Money | null | undefined
  readonly declared: Money | null | undefined
  readonly cap: Money | null | undefined
  readonly policy: Money | null | undefined
  readonly gap: Money | undefined
}

/** What an item is worth, what its sender declared to the carrier, and the owner's own policy. */
export type Risk = Pick<Cover, "value" | "declared" | "policy">

/** `chain`: up to the time asked about. The owner's policy is what the intake cites. */
export function riskOf(chain: readonly Recorded[], item: ItemId, library: Library): Risk {
  const intake = chain.find(({ opened }) => opened.kind === "intake")?.opened
  return {
    value: worthAfter(chain, item, library),
    declared: intake === undefined ? undefined : revealOwn(library, intake, item, "declared"),
    policy: agreed(library, intake?.contract ?? null, "policy-limit"),
  }
}

/**
 * Who answers to nobody but himself pays nothing: only his policy does. Declared value and cap are the carrier's, and of who
 * carries for him; whoever else answers, an addressee, does so without them.
 */
export function coverOf(
  { value, declared, policy: own }: Risk,
  { party, toward, contract }: Pick<Liable, "party" | "toward" | "contract">,
  library: Library,
): Cover {
  const isOwn = party === toward
  const carries = !isOwn && isCarrier(library, contract, party)
  const cap = carries ? agreed(library, contract, "carrier-cap") : null
  const policy = own ?? (own === null ? agreed(library, contract, "policy-limit") : undefined)
  const most = isOwn ? [value && { ...value, minor: 0 }] : carries ? [declared, cap] : []
  return { value, declared, cap, policy, gap: gapOf(value, most, policy) }
}

/** A contract that names no carrier speaks of whoever took it over under it. */
function isCarrier(library: Library, contract: StatementId | null, party: PartyId): boolean {
  const terms = contract === null ? undefined : library.contract(contract)?.terms
  if (terms === undefined || terms.carrier === null) return true
  return terms.carrier === party || terms.subcontractors.includes(party)
}

function agreed(
  library: Library,
  contract: StatementId | null,
  name: Limit["limit"],
): Money | null | undefined {
  if (contract === null) return null
  const limits = reveal(library, contract, -1, "limits")
  if (limits === undefined) return undefined
  return limits?.find(({ limit }) => limit === name)?.amount ?? null
}

/** `most`: what whoever answers would pay at most. */
function gapOf(
  value: Money | null | undefined,
  most: readonly (Money | null | undefined)[],
  policy: Money | null | undefined,
): Money | undefined {
  const all = [value, ...most, policy]
  if (value == null || all.includes(undefined)) return undefined
  const { currency } = value
  if (all.some((sum) => sum != null && sum.currency !== currency)) return undefined
  const paid = Math.min(value.minor, ...most.map((sum) => sum?.minor ?? Infinity))
  const rest = value.minor - paid
  return { currency, minor: rest - Math.min(rest, policy?.minor ?? 0) }
}

/** "DKK 25000.00 at risk; declared DKK 10000.00, policy limit …, DKK 5000.00 not covered". */
export function coverMessage({ value, declared, cap, policy, gap }: Cover): Message {
  const lacking = (
    what: "value-not-shown" | "no-value" | "currencies-differ" | "terms-not-shown",
  ): Message => message("cover.not-shown", { what: message(`cover.${what}`) })
  if (value === undefined) return lacking("value-not-shown")
  if (value === null) return lacking("no-value")
  if ([declared, cap, policy].includes(undefined)) return lacking("terms-not-shown")
  if (gap === undefined) return lacking("currencies-differ")
  const part = (name: "declared" | "cap" | "policy", sum: Money | null | undefined): Value[] =>
    sum == null ? [] : [message(`cover.${name}`, { sum: printMoney(sum) })]
  const left =
    gap.minor === 0 ? message("cover.no-gap") : message("cover.gap", { sum: printMoney(gap) })
  const parts = [
    ...part("declared", declared),
    ...part("cap", cap),
    ...part("policy", policy),
    left,
  ]
  return message("cover.value", { value: printMoney(value), parts })
}
