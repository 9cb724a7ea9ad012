/**
 * Who was liable: a pure function of an item's life, the evidence about its signatures, and the question.
 *
 * Rules L1–L3, L7 and L9 of the guideline 003 §40: liability passes by the receiver's receipt; without one the giver
 * stays liable; the giver's own word moves nothing. An opinion is proved when one alternative is left.
 */

import { type Finding, finding } from "./finding.ts"
import type { PartyId, StatementId } from "./identifier.ts"
import type { CheckWord, ItemState } from "./item.ts"
import { linksOf } from "./chain.ts"
import {
  allLinks,
  endOf,
  lineOf,
  type Link,
  type Scope,
  settlementOf,
  timeToSubmit,
} from "./link.ts"
import { holdersIn, type Holding } from "./holding.ts"
import { bindingContract, spokenBy } from "./standing.ts"
import { type Evidence } from "./worth.ts"

/** `from` and `to` in milliseconds since 1970, both included; an instant has both the same. */
export type Asked = { readonly from: number; readonly to: number; readonly scope: Scope }

export type Liable = {
  readonly party: PartyId
  /** To whom he answers for it: who gave it to him, or its owner. */
  readonly toward: PartyId | null
  readonly contract: StatementId | null
  readonly rule: string
  readonly receipt: StatementId
  /** S0 to S3: the weakest signature this rests on. */
  readonly assurance: number
}

/** One way it can have been. `liable` empty: nobody had signed for it. `to` null: until further notice. */
export type Alternative = {
  readonly liable: readonly Liable[]
  readonly from: number | null
  readonly to: number | null
  readonly why: string
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
  readonly narrow: readonly string[]
}

type Possible = { readonly link: Link; readonly from: number | null; readonly to: number | null }

export function liableAt(state: ItemState, evidence: Evidence, asked: Asked): Opinion {
  const roots = linksOf(state, asked.scope, evidence)
  const links = allLinks(roots)
  const possible = checked(possibleIn(links, asked), state, evidence, asked)
  const alternatives = [
    ...nobodyYet(roots, asked),
    ...possible.map((each) => alternativeOf(each, state, asked, evidence)),
  ]
  const relied = possible.map(({ link }) => link)
  const doubts = doubtsOf(relied, alternatives, evidence, asked)
  return {
    verdict: verdictOf(alternatives, relied, doubts),
    alternatives,
    burden: burdenAt(roots, asked.from),
    holder: holdersIn(links, asked, evidence),
    reservations: links.flatMap(({ node }) =>
      node.reservations.length === 0 ? [] : [{ receipt: node.receipt, codes: node.reservations }],
    ),
    findings: findingsOf(links, evidence),
    narrow: [...doubts, ...unsound(relied), ...narrowing(alternatives, possible)],
  }
}

/** Whoever can have answered for it at some moment of the question. */
function possibleIn(links: readonly Link[], { from, to }: Asked): readonly Possible[] {
  return links
    .filter(({ bears }) => bears)
    .flatMap((link) => {
      const end = endOf(link)
      if ((link.begin !== null && link.begin > to) || end <= from) return []
      return [{ link, from: link.begin, to: end === Infinity ? null : end }]
    })
}

/** Before its intake nobody had signed for the item, as far as this ledger knows. */
function nobodyYet(roots: readonly Link[], { from }: Asked): readonly Alternative[] {
  const intake = roots.find(({ edge }) => edge === "intake")
  if (intake === undefined || intake.sure <= from) return []
  const why = "it may not have been taken into the ledger yet"
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
  return state.checks.filter(isIntact).reduce((left, check) => {
    const { notBefore } = evidence.bracket(check.statement)
    if (notBefore === null) return left
    const ended = left.filter(({ to: end }) => end !== null && end <= notBefore)
    const after = left
      .filter(({ link }) => link.established)
      .filter((each) => !ended.includes(each))
    const signed = after.every(({ link }) => spokenBy(check, link.node.holder, evidence) === "yes")
    return signed && after.length > 0 ? left.filter((each) => !ended.includes(each)) : left
  }, possible)
}

const isIntact = ({ result, type }: CheckWord): boolean =>
  result === "as-declared" && (type === "seal" || type === "count")

function alternativeOf(
  { link, from, to }: Possible,
  state: ItemState,
  asked: Asked,
  evidence: Evidence,
): Alternative {
  const { node } = link
  const liable: Liable = {
    party: node.holder as PartyId,
    toward: node.giver ?? link.parent?.node.holder ?? state.intake?.owner ?? null,
    contract: bindingContract(node, evidence)?.id ?? null,
    rule: ruleOf(link),
    receipt: node.receipt,
    assurance: link.assurance,
  }
  return { liable: [liable], from, to, why: whyOf(link, asked) }
}

function ruleOf(link: Link): string {
  switch (link.edge) {
    case "intake":
      return "L7: no receipt by another, the one who took it in stays liable (003 §40)"
    case "move":
      return link.node.giver === link.node.holder
        ? "L1: internal hand-over, liability stays in the organisation (003 §40)"
        : "L2: receipt for reception (003 §40)"
    case "bind":
    case "claim":
    case "unlinked":
    case "localise":
      return "L2: signed for reception (003 §40)"
  }
}

function whyOf(link: Link, { from }: Asked): string {
  if (link.edge === "unlinked")
    return "signed for it after a predecessor that is not on record; it may have had it"
  if (link.standing.why !== null) return `signed for it, but ${link.standing.why}`
  if (link.branch) return "signed for it on one branch of a fork: the holder signed it away twice"
  if (link.edge === "claim" && link.discharges === "no")
    return "signed for it, though the one who gave it did not hold it"
  if (link.edge === "bind" && link.discharges === "no")
    return "signed for it without a giver; the holder before is not discharged by that"
  if (link.sure > from) return "its receipt may have been signed before or after the time asked"
  const passed = link.children.filter(({ edge }) => edge !== "localise")
  const [later] = passed
  if (later === undefined) return "signed for it, and no later receipt discharges it"
  if (passed.every(({ discharges }) => discharges === "no"))
    return "signed for it, and no later receipt by another discharges it"
  if (later.discharges === "maybe")
    return `signed for it; whether a later receipt discharges it cannot be decided: ${later.standing.why ?? "one of its signatures is in doubt"}`
  return "signed for it; the receipt that discharges it was signed no earlier than proven"
}

/** Why one alternative alone would still not be proved. */
function doubtsOf(
  relied: readonly Link[],
  alternatives: readonly Alternative[],
  evidence: Evidence,
  { to }: Asked,
): readonly string[] {
  if (alternatives.length === 0) return []
  const windows = relied.map((link) => settlementOf(link, evidence))
  const until = to + Math.max(...windows, windows.length === 0 ? evidence.settlement : 0)
  const doubts: string[] = []
  if (evidence.complete.upTo < until)
    doubts.push(
      `a checkpoint after ${printTime(until)}: not yet settled, a receipt may still be submitted until then`,
    )
  else if (!evidence.complete.proved)
    doubts.push(
      "a cosignature by witnesses that replay the ledger: it is complete on the operator's word",
    )
  return doubts
}

/** What is wrong with the receipts that an answer rests on. */
function unsound(relied: readonly Link[]): readonly string[] {
  const doubted = relied.filter(({ sound }) => !sound).flatMap(lineOf)
  return [...new Set(doubted)].flatMap(({ node, standing }) =>
    standing.why === null ? [] : [`better proof of ${node.receipt}: ${standing.why}`],
  )
}

const printTime = (at: number): string =>
  Number.isFinite(at) && at < 8.64e15 ? new Date(at).toISOString() : "the end of time"

const answersOf = (alternatives: readonly Alternative[]): ReadonlySet<string> =>
  new Set(alternatives.map(({ liable }) => liable.map(({ party }) => party).join()))

function verdictOf(
  alternatives: readonly Alternative[],
  relied: readonly Link[],
  doubts: readonly string[],
): Opinion["verdict"] {
  const someone = alternatives.filter(({ liable }) => liable.length > 0)
  if (someone.length === 0) return "not-proved"
  const answers = answersOf(alternatives)
  if (relied.some(({ contested }) => contested) || isDisputed(relied)) return "disputed"
  const sound = relied.every((link) => link.sound)
  return answers.size === 1 && doubts.length === 0 && sound ? "proved" : "undecided"
}

/** A fork disputes the question when those asked about stand on different branches of it. */
function isDisputed(relied: readonly Link[]): boolean {
  const branches = new Set(relied.flatMap((link) => lineOf(link).filter(({ branch }) => branch)))
  return new Set([...branches].map(({ parent }) => parent)).size < branches.size
}

/**
 * Whoever claims to be discharged must show it (CMR Art. 17): down the chain as far as each receipt was surely signed
 * by then, and no further than the first fork. What may only discharge does not carry it on, and neither does doubt
 * that a signer cast on his own receipt later carry it back.
 */
function burdenAt(roots: readonly Link[], at: number): PartyId | null {
  const intake = roots.find(({ edge }) => edge === "intake")
  if (intake === undefined || intake.sure > at || intake.standing.worth === "void") return null
  let last = intake
  for (;;) {
    const [only, ...others] = last.children.filter(
      ({ firm, begin }) => firm && (begin === null || begin <= at),
    )
    if (only === undefined || others.length > 0 || only.carries > at) break
    last = only
  }
  return last.node.holder
}

function findingsOf(links: readonly Link[], evidence: Evidence): readonly Finding[] {
  return links.flatMap((link) => {
    const { node, standing, parent } = link
    const found = [...standing.findings]
    if (node.contract !== null && evidence.contract(node.contract) === undefined)
      found.push(finding("contract-unknown", node.receipt, node.contract))
    else if (node.contract !== null && bindingContract(node, evidence) === undefined)
      found.push(finding("contract-not-binding", node.receipt, node.contract))
    const submit = parent === null ? null : timeToSubmit(parent, evidence)
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
): readonly string[] {
  if (answersOf(alternatives).size < 2) return []
  const said = possible.flatMap(({ link }) => {
    const receipt = link.node.receipt
    if (link.edge === "unlinked") return [`the predecessor that ${receipt} names`]
    if (link.edge === "claim")
      return [`a countersignature of ${receipt} by the organisation that held the item`]
    if (link.branch) return ["a settlement signed by all who signed the branches of the fork"]
    return []
  })
  const general =
    "a check or count signed by everyone concerned, or a proven earlier time of a receipt"
  return [...new Set([...said, general])]
}
