/**
 * Who was liable: a pure function of an item's life, the evidence about its signatures, and the question.
 *
 * Liability passes by the receiver's receipt (003 §40), which one `regime.ts` says; without one the giver stays liable,
 * and the giver's own word moves nothing. An opinion is proved when one alternative is left.
 */

import { type Message, message } from "../language/message.ts"
import { type Finding, finding } from "./finding.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import { isWhole } from "./interval.ts"
import type { ItemState } from "./item.ts"
import { linksOf } from "./chain.ts"
import {
  allLinks,
  burdenAt,
  endOf,
  lineOf,
  type LiabilityRule,
  liabilityRules,
  type Link,
  type Reading,
  type Scope,
  settlementOf,
  timeToSubmit,
} from "./link.ts"
import { handsOf, holdersIn, type Holding } from "./holding.ts"
import { isPerhapsAgreed } from "./regime.ts"
import { bindingContract, spokenBy } from "./standing.ts"
import { type Evidence } from "./worth.ts"

/** `from` and `to` in milliseconds since 1970, both included; an instant has both the same. */
export type Asked = { readonly from: number; readonly to: number; readonly scope: Scope }

export type Liable = {
  readonly party: PartyId
  /** To whom he answers for it: whoever answered before him, or its owner; together with another, to that one. */
  readonly toward: PartyId | null
  readonly contract: StatementId | null
  readonly rule: LiabilityRule
  /** Of the guideline 003, that the rule is from. */
  readonly section: string
  readonly receipt: StatementId
  /** S0 to S3: the weakest signature this rests on. */
  readonly assurance: number
}

/** One way it can have been. `liable` empty: nobody had signed for it. `to` null: until further notice. */
export type Alternative = {
  readonly liable: readonly Liable[]
  readonly from: number | null
  readonly to: number | null
  readonly why: Message
}

export type Opinion = {
  readonly verdict: "proved" | "undecided" | "disputed" | "not-proved"
  readonly alternatives: readonly Alternative[]
  /** On whom it lies to show discharge: the last party proved liable. */
  readonly burden: PartyId | null
  readonly holder: readonly Holding[]
  readonly reservations: readonly {
    readonly receipt: StatementId
    readonly codes: readonly string[]
  }[]
  readonly findings: readonly Finding[]
  /** What would narrow it, as sentences. */
  readonly narrow: readonly Message[]
}

export type Possible = {
  readonly link: Link
  readonly reading: Reading
  readonly from: number | null
  readonly to: number | null
}

export function liableAt(state: ItemState, evidence: Evidence, asked: Asked): Opinion {
  const roots = linksOf(state, asked.scope, evidence)
  const links = allLinks(roots)
  const possible = checked(possibleIn(links, asked), state, evidence, asked)
  const alternatives = [
    ...nobodyYet(roots, asked),
    ...possible.map((each) => alternativeOf(each, asked, evidence)),
  ]
  const doubts = doubtsOf(possible, alternatives, evidence, asked)
  return {
    verdict: verdictOf(alternatives, possible, doubts),
    alternatives,
    burden: burdenAt(roots, asked.from),
    holder: holdersIn(handsOf(links, evidence), asked),
    reservations: links.flatMap(({ node }) =>
      node.reservations.length === 0 ? [] : [{ receipt: node.receipt, codes: node.reservations }],
    ),
    findings: findingsOf(links, evidence),
    narrow: [...doubts, ...unsound(possible), ...narrowing(alternatives, possible)],
  }
}

/** `links`: parents first. Whoever can have answered for it at some moment of the question. */
export function possibleIn(links: readonly Link[], asked: Asked): readonly Possible[] {
  return links
    .filter(({ bears }) => bears)
    .flatMap((link) => {
      const end = endOf(link)
      if ((link.begin !== null && link.begin > asked.to) || end <= asked.from) return []
      const to = end === Infinity ? null : end
      return link.readings.map((reading) => ({ link, reading, from: link.begin, to }))
    })
}

/**
 * The receipt by which they answer. What only moved it from hand to hand since adds nothing to it, and takes nothing from
 * it if it was worth nothing.
 */
const groundsOf = ({ link, reading: { taking, answers } }: Possible): Link =>
  taking !== null && answers.length === 1 ? taking : link

/** Before its intake nobody had signed for the item, as far as this ledger knows. */
function nobodyYet(roots: readonly Link[], { from }: Asked): readonly Alternative[] {
  const intake = roots.find(({ edge }) => edge === "intake")
  if (intake === undefined || intake.sure <= from) return []
  const why = message("why.not-taken-in")
  return [{ liable: [], from: null, to: intake.sure, why }]
}

/**
 * Integrity checks narrow a theft interval (L9), against whoever signed them: an alternative that had surely ended
 * before a check "as declared" falls away if everyone who is left signed that check. What strangers add neither bears
 * the fall of another nor hinders it.
 */
function checked(
  possible: readonly Possible[],
  state: ItemState,
  evidence: Evidence,
  { from, to }: Asked,
): readonly Possible[] {
  if (from === to) return possible
  return state.checks.filter(isWhole).reduce((left, check) => {
    const { notBefore } = evidence.bracket(check.statement)
    if (notBefore === null) return left
    const ended = left.filter(({ to: end }) => end !== null && end <= notBefore)
    const after = left
      .filter(({ link }) => link.established)
      .filter((each) => !ended.includes(each))
    const signed = after
      .flatMap(({ reading }) => reading.answers)
      .every((party) => spokenBy(check, party, evidence) === "yes")
    return signed && after.length > 0 ? left.filter((each) => !ended.includes(each)) : left
  }, possible)
}

/** What one who can have answered is said to have answered for, and why. */
export function alternativeOf(each: Possible, asked: Asked, evidence: Evidence): Alternative {
  const { link, reading, from, to } = each
  const { answers, rule, taking, agreed, toward } = reading
  const liable = answers.map((party, i): Liable => {
    // Who answers beside another carries it for him, and signed for it himself.
    const own = i > 0 || party === link.node.holder ? link : (taking ?? link)
    return {
      party,
      toward: i === 0 ? toward : (answers[0] as PartyId),
      contract: (i === 0 ? agreed : bindingContract(link.node, evidence))?.id ?? null,
      rule,
      section: liabilityRules[rule],
      receipt: own.node.receipt,
      assurance: own.assurance,
    }
  })
  return { liable, from, to, why: whyOf(each, asked, evidence) }
}

function whyOf({ link, reading }: Possible, { from }: Asked, evidence: Evidence): Message {
  const { standing, children, node } = link
  if (link.edge === "unlinked") return message("why.unlinked")
  if (isPerhapsAgreed(link, evidence))
    return message("why.but", { reason: message("reason.regime-doubt") })
  if (node.holder !== null && !reading.answers.includes(node.holder))
    return message("why.carried", { receipt: node.receipt })
  if (standing.why !== null) return message("why.but", { reason: standing.why })
  if (link.branch) return message("why.branch")
  if (link.edge === "claim" && link.discharges === "no") return message("why.claim")
  if (link.edge === "bind" && link.discharges === "no") return message("why.bind")
  if (link.sure > from) return message("why.timing")
  if (reading.answers.length > 1) return message("why.jointly")
  const passed = children.filter(({ edge }) => edge !== "localise")
  const [later] = passed
  if (later === undefined) return message("why.last")
  if (passed.every(({ discharges }) => discharges === "no")) return message("why.by-another")
  if (later.discharges === "maybe")
    return message("why.maybe", {
      reason: later.standing.why ?? message("reason.signature-doubt"),
    })
  return message("why.discharged")
}

/** Why one alternative alone would still not be proved. */
function doubtsOf(
  possible: readonly Possible[],
  alternatives: readonly Alternative[],
  evidence: Evidence,
  { to }: Asked,
): readonly Message[] {
  if (alternatives.length === 0) return []
  const windows = possible.map(({ link }) => settlementOf(link, evidence))
  const until = to + Math.max(...windows, windows.length === 0 ? evidence.settlement : 0)
  const doubts: Message[] = []
  if (evidence.complete.upTo < until)
    doubts.push(message("narrow.checkpoint", { time: printTime(until) }))
  else if (!evidence.complete.proved) doubts.push(message("narrow.replay"))
  return doubts
}

/** What is wrong with the receipts that an answer rests on. */
function unsound(possible: readonly Possible[]): readonly Message[] {
  const grounds = possible.map(groundsOf)
  const doubted = grounds.filter(({ sound }) => !sound).flatMap(lineOf)
  return [...new Set(doubted)].flatMap(({ node: { receipt }, standing: { why: reason } }) =>
    reason === null ? [] : [message("narrow.better", { receipt, reason })],
  )
}

const printTime = (at: number): string =>
  Number.isFinite(at) && at < 8.64e15 ? new Date(at).toISOString() : "the end of time"

const answersOf = (alternatives: readonly Alternative[]): ReadonlySet<string> =>
  new Set(alternatives.map(({ liable }) => liable.map(({ party }) => party).join()))

function verdictOf(
  alternatives: readonly Alternative[],
  possible: readonly Possible[],
  doubts: readonly Message[],
): Opinion["verdict"] {
  const someone = alternatives.filter(({ liable }) => liable.length > 0)
  if (someone.length === 0) return "not-proved"
  const answers = answersOf(alternatives)
  const relied = possible.map(groundsOf)
  if (relied.some(({ contested }) => contested) || isDisputed(possible)) return "disputed"
  const sound = relied.every((link) => link.sound)
  return answers.size === 1 && doubts.length === 0 && sound ? "proved" : "undecided"
}

/** A fork disputes the question when those asked about stand on different branches of it, on different grounds. */
function isDisputed(possible: readonly Possible[]): boolean {
  const forks = new Map<Link | null, { branches: Set<Link>; grounds: Set<Link> }>()
  for (const each of possible)
    for (const link of lineOf(each.link).filter(({ branch }) => branch)) {
      const fork = forks.get(link.parent) ?? { branches: new Set(), grounds: new Set() }
      forks.set(link.parent, fork)
      fork.branches.add(link)
      fork.grounds.add(groundsOf(each))
    }
  return [...forks.values()].some(({ branches, grounds }) => branches.size > 1 && grounds.size > 1)
}

function findingsOf(links: readonly Link[], evidence: Evidence): readonly Finding[] {
  return links.flatMap((link) => {
    const { node, standing, parent } = link
    const found = [...standing.findings]
    if (node.contract !== null && evidence.contract(node.contract) === undefined)
      found.push(finding("contract-unknown", node.receipt, node.contract))
    else if (node.contract !== null && bindingContract(node, evidence) === undefined)
      found.push(finding("contract-not-binding", node.receipt, node.contract))
    const submit = timeToSubmit(parent).most
    const { notBefore } = evidence.bracket(node.receipt)
    const { notBefore: recorded } = evidence.onRecord(node)
    if (submit !== null && recorded !== null && recorded - (notBefore ?? -Infinity) > submit)
      found.push(finding("late-submission", node.receipt))
    return found
  })
}

/** What more could decide between the alternatives that are left. */
function narrowing(
  alternatives: readonly Alternative[],
  possible: readonly Possible[],
): readonly Message[] {
  if (answersOf(alternatives).size < 2) return []
  const said = possible.flatMap(({ link }) => {
    const { receipt } = link.node
    if (link.edge === "unlinked") return [message("narrow.predecessor", { receipt })]
    if (link.edge === "claim") return [message("narrow.countersignature", { receipt })]
    if (link.branch) return [message("narrow.settlement")]
    return []
  })
  return onceEach([...said, message("narrow.general")])
}

const onceEach = (messages: readonly Message[]): readonly Message[] => [
  ...new Map(messages.map((each) => [JSON.stringify(each), each])).values(),
]
