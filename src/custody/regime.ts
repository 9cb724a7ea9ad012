/**
 * Which receipts move liability, by the section of the guideline that the agreement falls under: 003 §40 in general, §42
 * by post, §43 by air. Custody follows every receipt; liability does not (domain rules L1 to L6).
 */

import type { PartyId } from "./identifier.ts"
import type { CustodyNode, ItemState } from "./item.ts"
import { type LiabilityRule, type Link, lineOf, type Reading } from "./link.ts"
import { bindingContract } from "./standing.ts"
import type { ContractVersion } from "./state.ts"
import type { Evidence } from "./worth.ts"

export type { LiabilityRule } from "./link.ts"

/**
 * What a receipt does to liability. `passes`: to its holder. `stays`: the item is elsewhere, the same parties answer.
 * `joins`: the holder answers together with who answered before. `returns`: to who never ceased to answer. `begins`: the
 * contract's carrier answers for who signed.
 */
type Passing = {
  readonly effect: "passes" | "stays" | "joins" | "returns" | "begins"
  readonly rule: LiabilityRule
}

const passes = (rule: LiabilityRule): Passing => ({ effect: "passes", rule })
const stays = (rule: LiabilityRule): Passing => ({ effect: "stays", rule })

type Agreement = ContractVersion | undefined
/** True and false both where the record does not tell. */
type Either = readonly boolean[]

/** A receipt after a link, and one reading of that link. */
type Leg = {
  readonly node: CustodyNode
  readonly parent: Link
  readonly before: Reading
  readonly state: ItemState
  readonly evidence: Evidence
}

/** Every way to read a receipt after every reading of its parent; each once. */
export function readingsAfter(receipt: Omit<Leg, "before">): readonly Reading[] {
  const { node, parent, evidence } = receipt
  const isInternal = parent.node.holder === node.holder
  // What an organisation cites to itself binds nobody else.
  const cited = isInternal ? [undefined] : agreedOn(node, parent.node.holder, evidence)
  const all: Reading[] = []
  for (const before of parent.readings)
    for (const own of cited)
      for (const over of governing(before.under, own))
        all.push(...readingsUnder({ ...receipt, before }, own, over))
  return onceEach(all)
}

/** Of a receipt that hangs from nothing, or that moves nothing: its holder has signed, and answers for that. */
export function readingsAlone(
  node: CustodyNode,
  toward: PartyId | null,
  evidence: Evidence,
): readonly Reading[] {
  const { holder } = node
  const answers = holder === null ? [] : [holder]
  return agreedOn(node, node.giver, evidence).map((own) => {
    const rule = node.edge === "intake" ? "L7" : takingRule(own, holder)
    // Citing an agreement by which another is to carry it, he has not handed it to him yet.
    const under = holder === carrierOf(own) ? own : undefined
    return { answers, rule, under, taking: null, agreed: own, toward }
  })
}

/** What both sides cited: undefined if nothing that binds them; both if it was only perhaps in force. */
function agreedOn(
  node: CustodyNode,
  giver: PartyId | null,
  evidence: Evidence,
): readonly Agreement[] {
  const surely = bindingContract(node, evidence, giver)
  if (surely !== undefined) return [surely]
  const perhaps = bindingContract(node, evidence, giver, "perhaps")
  return perhaps === undefined ? [undefined] : [perhaps, undefined]
}

/** Who answers depends on whether a contract that was cited, now or on the way here, was in force by then. */
export function isPerhapsAgreed(link: Link, evidence: Evidence): boolean {
  if (new Set(link.readings.map(({ answers }) => answers.join())).size < 2) return false
  return lineOf(link).some(
    ({ node, parent }) => agreedOn(node, parent?.node.holder ?? null, evidence).length > 1,
  )
}

/**
 * The agreement that says whether who answers is discharged: the one that it travels under. What he agrees with others on
 * the way does not take its place, since who he answers to has not signed that; a later version that all of them signed
 * does. Two later versions of one agreement: which is the later cannot be told.
 */
function governing(under: Agreement, own: Agreement): readonly Agreement[] {
  if (under === undefined || own === undefined) return [own ?? under]
  const { revises, parties } = own.terms
  const ofAll = under.terms.parties.every((party) => parties.includes(party))
  if (revises === null || !ofAll) return [under]
  if (revises === under.id) return [own]
  return revises === under.terms.revises ? [under, own] : [under]
}

/** Where it passes by the one agreement, who takes it over and for whom may have an agreement of their own on that. */
function readingsUnder(leg: Leg, own: Agreement, over: Agreement): readonly Reading[] {
  const readings: Reading[] = []
  for (const passing of passingsUnder(leg, over)) {
    const isFree = passing.effect === "passes" && own !== undefined && own !== over
    if (!isFree) readings.push(readingOf(leg, passing, own, over))
    else for (const other of passingsUnder(leg, own)) readings.push(readingOf(leg, other, own, own))
  }
  return readings
}

function passingsUnder(leg: Leg, contract: Agreement): readonly Passing[] {
  const { node, parent, before } = leg
  const { holder } = node
  const from = parent.node.holder
  if (from === holder && (holder === null || !isTakenOnBoard(leg, contract)))
    return [stays(holder !== null && before.answers.includes(holder) ? "L1" : before.rule)]
  // Handed back by whoever carried it for him: he never ceased to answer.
  if (from !== holder && before.answers[0] === holder)
    return [{ effect: "returns", rule: before.rule }]
  switch (contract?.terms.regime) {
    case "post":
      return byPost(leg, contract)
    case "air":
      return byAir(leg, contract)
    case "general":
    case undefined:
      return [general(leg, contract)]
  }
}

/** The airline has it in the warehouse and does not answer yet: its own people's receipt at the aircraft makes it. */
const isTakenOnBoard = ({ node, before }: Leg, contract: Agreement): boolean =>
  node.holder === carrierOf(contract) && before.answers[0] !== node.holder

/** Nobody is made a carrier by what others agree. */
function carrierOf(contract: Agreement): PartyId | null {
  const carrier = contract?.terms.carrier ?? null
  return carrier !== null && contract?.signers.includes(carrier) === true ? carrier : null
}

function isCarried(contract: Agreement, { answers }: Reading): boolean {
  const carrier = carrierOf(contract)
  return carrier !== null && answers.includes(carrier)
}

const takingRule = (contract: Agreement, holder: PartyId | null): LiabilityRule => {
  if (contract === undefined || holder !== carrierOf(contract)) return "L2"
  return ({ general: "L2", post: "L4", air: "L5" } as const)[contract.terms.regime]
}

/** L2 to the carrier, L3 from him; together where the contract says so of his subcontractors. */
function general({ node, before }: Leg, contract: Agreement): Passing {
  if (!isCarried(contract, before)) return passes("L2")
  return isJoint(node, contract) ? { effect: "joins", rule: "L2" } : passes("L3")
}

const isJoint = ({ holder }: CustodyNode, contract: Agreement): boolean =>
  contract?.terms.jointly === true &&
  holder !== null &&
  contract.terms.subcontractors.includes(holder)

/** L4: a receipt for posting, and one for handing out to the addressee. What is scanned in between only localises. */
function byPost(leg: Leg, contract: ContractVersion): readonly Passing[] {
  const { node, before } = leg
  if (!isCarried(contract, before)) return [passes(takingRule(contract, node.holder))]
  const kept = keepsUnder(leg, contract, "L4")
  return deliveredBy(leg, contract).map((yes) => (yes ? passes("L4") : kept))
}

/** On the way it stays; together with a subcontractor where the contract says so. */
const keepsUnder = ({ node }: Leg, contract: ContractVersion, rule: LiabilityRule): Passing =>
  isJoint(node, contract) ? { effect: "joins", rule } : stays(rule)

/**
 * L5: from hand-over to the airline's own cargo-handling until release at the destination's. L6: where handling is another
 * company's, only at the aircraft side, at the ends that the contract names.
 */
function byAir(leg: Leg, contract: ContractVersion): readonly Passing[] {
  const { node, parent, before } = leg
  const { handlers, screening, airEnds } = contract.terms
  const carrier = carrierOf(contract)
  const isHandler = (party: PartyId | null): boolean => party !== null && handlers.includes(party)
  const isOther = (party: PartyId | null): boolean =>
    isHandler(party) || (party !== null && party === screening)
  const bySide = (): readonly Passing[] =>
    isAtAircraft(leg).map((yes) => (yes ? passes("L6") : stays("L6")))
  if (carrier !== null && node.holder === carrier) {
    const isFromOther = isOther(parent.node.holder) || parent.node.holder === carrier
    return isFromOther && airEnds !== "destination" ? bySide() : [passes("L5")]
  }
  if (!isCarried(contract, before)) {
    if (!isOther(node.holder)) return [passes("L2")]
    const begins = airEnds === "destination" && carrier !== null && isHandler(node.holder)
    return [begins ? { effect: "begins", rule: "L5" } : stays("L6")]
  }
  const delivered = deliveredBy(leg, contract)
  if (delivered.includes(true) || !isHandler(node.holder)) {
    const kept = keepsUnder(leg, contract, "L5")
    return delivered.map((yes) => (yes ? passes("L5") : kept))
  }
  if (airEnds === "origin") return [stays("L5")]
  return parent.node.holder === carrier ? bySide() : [stays("L6")]
}

/** A place that nobody has described may be any. */
function isAtAircraft({ node, evidence }: Leg): Either {
  if (node.deliveryPoint === null) return [false]
  const type = evidence.placeType(node.deliveryPoint)
  return type === undefined ? [true, false] : [type === "aircraft-side"]
}

/**
 * Handed out to the addressee, or given back to where it came from. The carrier must show that: the sender named the
 * addressee, or gave him a code, or he is a party to the agreement who carries nothing under it.
 */
function deliveredBy({ node, before, state }: Leg, { terms }: ContractVersion): Either {
  const { holder } = node
  const { addressee = null, owner = null } = state.intake ?? {}
  if (holder === null) return [false]
  if (holder === addressee || node.oneTime) return [true]
  const { subcontractors, handlers, screening } = terms
  if ([...subcontractors, ...handlers, screening].includes(holder)) return [false]
  const first = state.nodes.find(({ edge }) => edge === "intake")?.holder ?? null
  if ([before.toward, owner, first].includes(holder)) return [true]
  if (addressee !== null) return [false]
  return terms.parties.includes(holder) ? [true] : [true, false]
}

function readingOf(
  { node, parent, before }: Leg,
  { effect, rule }: Passing,
  own: Agreement,
  over: Agreement,
): Reading {
  const { holder, holderKey } = node
  const mine: readonly PartyId[] = holder === null ? [] : [holder]
  const carrier = carrierOf(over)
  const kept = { ...before, rule, under: over, taking: before.taking ?? parent }
  const taken = { rule, taking: null, toward: before.answers[0] ?? parent.node.holder }
  switch (effect) {
    case "stays":
      return kept
    case "returns":
      return { ...kept, answers: mine }
    case "joins":
      return { ...kept, answers: [...before.answers.slice(0, 1), ...mine] }
    case "begins":
      // Nobody is made liable by the giver's word.
      if (holderKey === null || carrier === null) return kept
      return { ...taken, answers: [carrier], under: over, agreed: over }
    case "passes": {
      // Delivered: the agreement it travelled under has run its course.
      const under = isCarried(over, before) ? undefined : over
      return { ...taken, answers: mine, under, agreed: own ?? (holder === carrier ? over : own) }
    }
  }
}

/** Two readings by which the same parties answer on the same grounds, now and later, are one. */
export function onceEach(readings: readonly Reading[]): readonly Reading[] {
  if (readings.length < 2) return readings
  const name = ({ answers, under, taking, agreed, toward, rule }: Reading): string =>
    [answers.join("+"), under?.id, taking?.node.receipt, agreed?.id, toward, rule].join()
  return [...new Map(readings.map((each) => [name(each), each])).values()]
}

/** Whether it is where the contract says that its holder may leave it for whoever signs for it alone. */
export function isDeliveryPoint(node: CustodyNode, parent: Link, evidence: Evidence): boolean {
  if (node.deliveryPoint === null || node.extra) return false
  const contract = bindingContract(node, evidence, parent.node.holder)
  return contract?.terms.deliveryPoints.includes(node.deliveryPoint) ?? false
}
