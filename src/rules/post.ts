/** 003 §§40–42: receipts, and value post. When liability passes is not judged here: the answer itself applies it. */

import { isTaken } from "../custody/handover.ts"
import { classTwoSince, type PostClass, postClass } from "../custody/goods.ts"
import type { Inventory } from "../custody/field.ts"
import type { PartyId } from "../custody/identifier.ts"
import { type Money, printMoney } from "../custody/money.ts"
import { type S10Service, s10Service } from "../custody/printed.ts"
import { message } from "../language/message.ts"
import type { Act, Goods } from "./act.ts"
import {
  broken,
  brokenIf,
  type Chapter,
  isExternal,
  type Judgement,
  limitOf,
  limitsOf,
  met,
  missed,
  missedUnless,
  type Rule,
  undecidable,
} from "./rule.ts"

/** What opens the door to money is neither money nor valuables. */
const openers: readonly Goods[] = ["key", "code"]

/**
 * "Vigtigt" for the receipt, "skal" for what it serves: after a theft liability must be placeable (§40). What places it is
 * the receipt for reception, so one who empties a deposit box and signs alone has given it.
 */
const receipts: Rule = {
  id: "40-1",
  source: "003",
  section: "§40",
  force: "skal",
  needs: [],
  editions: [1, null],
  judge: (act) => {
    if (!isTaken(act.handOver) || openers.includes(act.thing.goods)) return null
    if (act.handOver?.side === "giver-only") return missed(message("particulars.no-receiver"))
    return met
  },
}

/** Between organisations liability passes "under the agreement": the receipt says which. */
const agreement: Rule = {
  id: "40-2",
  source: "003",
  section: "§40",
  force: "lov",
  needs: ["contract"],
  editions: [1, null],
  judge: (act) => {
    if (!isTaken(act.handOver) || !isExternal(act) || openers.includes(act.thing.goods)) return null
    // A private addressee has no agreement with who brings it.
    if (act.handOver?.receiver?.party === null) return null
    return missedUnless(act.contract === undefined ? undefined : act.contract !== null, "contract")
  },
}

/**
 * Whether the postal operator takes it over for the sender or hands it out (§42). Who carries for the operator comes in
 * between: from him and to him it is neither, but for his own first collection. Undefined: the contract is not shown.
 */
function legOf(act: Act): "posting" | "delivery" | null | undefined {
  const { handOver, contract, past } = act
  if (!isTaken(handOver) || !isExternal(act) || contract === null) return null
  if (contract === undefined) return undefined
  const { regime, carrier, subcontractors, handlers, screening } = contract.terms
  if (regime !== "post" || carrier === null) return null
  const carries = (party: PartyId | null): boolean =>
    party !== null && [...subcontractors, ...handlers, screening].includes(party)
  const [from = null, to = null] = [handOver?.giver?.party, handOver?.receiver?.party]
  if (to === carrier) return carries(from) && past.posted ? null : "posting"
  return from === carrier && !carries(to) ? "delivery" : null
}

/** The class that it must be sent in: a sender may send class 1 as class 2, never the other way round. */
function classSent({ thing: { goods, inventory }, at }: Act): PostClass | null | undefined {
  if (goods === "value-post-2" || goods === "cash") return 2
  return inventory == null ? inventory : postClass(inventory, at)
}

/** A rule about the posting of class 2. */
const ofClassTwo =
  (judge: (act: Act) => Judgement | null) =>
  (act: Act): Judgement | null => {
    const [leg, sent] = [legOf(act), classSent(act)]
    if (leg === null || leg === "delivery" || sent === 1 || sent === null) return null
    if (leg === undefined) return undecidable("contract")
    return sent === undefined ? undecidable("inventory") : judge(act)
  }

const foundClassTwo = (inventory: Inventory, at: number): Judgement => {
  const since = classTwoSince(inventory, at)
  return broken(
    since === null
      ? message("particulars.class-two")
      : message("particulars.class-changed", { since: new Date(since).toISOString() }),
  )
}

/** The text says how post is "normally" divided: read as bør. At delivery too, since the class can change on the way. */
const classOne: Rule = {
  id: "41-2",
  source: "003",
  section: "§41",
  force: "bør",
  needs: ["contract", "inventory"],
  editions: [1, null],
  judge: (act) => {
    const [leg, { goods, inventory }] = [legOf(act), act.thing]
    if (leg === null || goods !== "value-post-1") return null
    if (leg === undefined) return undecidable("contract")
    // None on record: whatever was sent, this ledger cannot tell its class.
    if (inventory == null) return undecidable("inventory")
    switch (postClass(inventory, act.at)) {
      case 1:
        return met
      case 2:
        return foundClassTwo(inventory, act.at)
      case null:
        return broken(message("particulars.no-post-class"))
      case undefined:
        return undecidable("inventory")
    }
  },
}

/** Class 1 may be sent as class 2, so that even a coupon without a date is in order here. */
const classTwo: Rule = {
  id: "41-3",
  source: "003",
  section: "§41",
  force: "bør",
  needs: ["contract", "inventory"],
  editions: [1, null],
  judge: (act) => {
    const [leg, { goods, inventory }] = [legOf(act), act.thing]
    if (leg === null || leg === "delivery" || goods !== "value-post-2") return null
    if (leg === undefined) return undecidable("contract")
    if (inventory == null) return undecidable("inventory")
    const isListed = postClass(inventory, act.at) !== null
    return isListed ? met : broken(message("particulars.no-post-class"))
  },
}

/** A value of nothing declares none. */
const declaredValue: Rule = {
  id: "41-4",
  source: "003",
  section: "§41",
  force: "skal",
  needs: ["contract", "inventory", "declared-value"],
  editions: [1, null],
  judge: ofClassTwo(({ thing: { declared } }) =>
    missedUnless(
      declared === undefined ? undefined : declared !== null && declared.minor > 0,
      "declared-value",
    ),
  ),
}

/**
 * What neither the operator nor a policy would pay, in minor units. The operator pays at most what was declared to him,
 * and at most his own cap. Undefined: different currencies.
 */
function uncovered(
  value: Money,
  declared: Money | null,
  cap: Money | undefined,
  policy: Money | undefined,
): number | undefined {
  const foreign = [declared, cap, policy].some(
    (sum) => sum != null && sum.currency !== value.currency,
  )
  if (foreign) return undefined
  const paid = Math.min(declared?.minor ?? 0, cap?.minor ?? Infinity)
  return value.minor - paid - (policy?.minor ?? 0)
}

/** Of the item alone: the act's total may be for many. A cap or policy that nobody agreed on limits or covers nothing. */
const coverGap: Rule = {
  id: "41-5",
  source: "003",
  section: "§41",
  force: "kan",
  needs: ["contract", "inventory", "declared-value", "limits", "sum"],
  editions: [1, null],
  judge: ofClassTwo((act) => {
    const { declared, amount, before } = act.thing
    const value = amount ?? before
    if (declared === undefined) return undecidable("declared-value")
    if (limitsOf(act, "policy-limit") === undefined) return undecidable("limits")
    if (value == null) return undecidable("sum")
    const [cap, policy] = [limitOf(act, "carrier-cap"), limitOf(act, "policy-limit")]
    const gap = uncovered(value, declared, cap, policy)
    if (gap === undefined) return undecidable("sum")
    if (gap <= 0) return met
    const printed = printMoney({ currency: value.currency, minor: gap })
    return missed(message("particulars.gap", { gap: printed }))
  }),
}

/** What its postal number says of the service; null: it bears none. */
const serviceOf = ({ thing: { identifier } }: Act): S10Service | null | undefined =>
  identifier == null
    ? identifier
    : identifier.scheme === "s10"
      ? s10Service(identifier.value)
      : null

/** UPU S10: `R*` is registered and not insured. Class 2 is expected under `V*` or `CV`; what other `C*` are it leaves open. */
const insuredNumber: Rule = {
  id: "41-s10",
  source: "003",
  section: "§41",
  force: "bør",
  needs: ["contract", "inventory", "identifier"],
  editions: [1, null],
  judge: (act) => {
    const promised = serviceOf(act)
    const silent: readonly (S10Service | null | undefined)[] = [null, "parcel", "express", "other"]
    if (silent.includes(promised)) return null
    return ofClassTwo(() =>
      missedUnless(
        promised === undefined ? undefined : promised !== "registered",
        "identifier",
        message("particulars.registered"),
      ),
    )(act)
  },
}

/** UPU S10: express and other letter post knows no declared value. */
const insuredService: Rule = {
  id: "41-s10-service",
  source: "003",
  section: "§41",
  force: "skal",
  needs: ["contract", "inventory", "identifier"],
  editions: [1, null],
  judge: (act) => {
    const promised = serviceOf(act)
    if (promised === null) return null
    return ofClassTwo(() =>
      brokenIf(
        promised === undefined ? undefined : promised === "express" || promised === "other",
        "identifier",
        message("particulars.no-insurance", {
          letters: act.thing.identifier?.value.slice(0, 2) ?? "",
        }),
      ),
    )(act)
  },
}

export const post: Chapter = {
  rules: [
    receipts,
    agreement,
    classOne,
    classTwo,
    declaredValue,
    coverGap,
    insuredNumber,
    insuredService,
  ],
  unjudged: [
    { id: "41-1", source: "003", section: "§41", force: null, why: "description" },
    { id: "42-1", source: "003", section: "§42", force: "lov", why: "transition" },
  ],
}
