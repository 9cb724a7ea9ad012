/** The closed result of verification: each numbered step with its finding, the opinion, and how to say it. */

import type { PartyId } from "../custody/identifier.ts"
import type { Alternative, Opinion } from "../custody/liability.ts"
import type { Finding } from "../custody/finding.ts"
import type { Holding } from "../custody/holding.ts"
import type { Question } from "../log/bundle.ts"

/** The steps of docs/verify.md, in order; a step's number is its place, from 1. */
export const stepNames = [
  "the file is a bundle for this question",
  "a log that the policy trusts signed the checkpoint",
  "the policy's witnesses cosigned the checkpoint",
  "every entry is a leaf of the checkpoint's tree",
  "the last leaf is the ledger's seal",
  "the map is the one that the seal names",
  "every chain given is whole",
  "the ledger is the one that its genesis says",
  "every statement is well-formed and its signatures hold",
  "every chain that the answer rests on is given",
  "entries follow one another",
  "time",
  "sealed terms",
  "loose receipts",
  "completeness",
  "the answer",
] as const

export type Step = {
  readonly step: number
  readonly name: string
  readonly ok: boolean
  readonly finding: string
}

export type TimeBasis = "operator only" | "witnesses"

/** A sealed term that the file does not show; `line` −1 for the whole statement. */
export type Withheld = {
  readonly statement: string
  readonly line: number
  readonly field: string
  readonly state: "withheld or erased" | "never delivered" | "withheld, erased or never delivered"
}

/** A sealed term that the file shows, in words. */
export type Disclosed = {
  readonly statement: string
  readonly line: number
  readonly field: string
  readonly value: string
}

/**
 * The times of a statement, which are never mixed: what is proven of its signature, what its signer's device claims, when
 * that device fixed its position (null if not shown), and when the ledger says it arrived. Milliseconds since 1970.
 */
export type StatementTimes = {
  readonly statement: string
  readonly notBefore: number | null
  readonly notAfter: number | null
  /** How many of the policy's witnesses each end rests on; null where the policy counts none. */
  readonly witnesses: {
    readonly before: number
    readonly after: number
    readonly of: number
  } | null
  readonly claimed: number
  readonly fixed: number | null
  readonly arrived: number
}

type ReceiptTimes = Omit<StatementTimes, "statement"> & { readonly receipt: string }

export type Verdict = {
  readonly question: Question
  readonly genuine: boolean
  readonly verdict: Opinion["verdict"] | "cannot-decide"
  readonly alternatives: readonly Alternative[]
  readonly liable: readonly PartyId[]
  readonly burden: PartyId | null
  readonly holder: readonly (Holding & { readonly place: string | null })[]
  readonly asOf: {
    readonly origin: string | null
    readonly size: number | null
    /** Milliseconds since 1970: the record is known to be complete up to then. */
    readonly notBefore: number | null
    readonly timeBasis: TimeBasis
    readonly sample: boolean
  }
  /** Of the receipts that the answer relies on, and of the next ones. */
  readonly brackets: readonly ReceiptTimes[]
  /** Of everything that touches the item, in log order. */
  readonly history: readonly StatementTimes[]
  readonly reservations: Opinion["reservations"]
  readonly findings: readonly Finding[]
  readonly withheld: readonly Withheld[]
  /** Names of parties and places, as far as the file shows them; checked against what governance and the party signed. */
  readonly names: Readonly<Record<string, string>>
  readonly disclosed: readonly Disclosed[]
  readonly narrow: readonly string[]
  readonly steps: readonly Step[]
}

/** RFC 3339 in UTC with milliseconds; null stays null, as do times that no calendar has. */
export const printInstant = (at: number | null): string | null =>
  at === null || !Number.isFinite(at) || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString()

/** The contract of `--json`: times as RFC 3339, ids as hex. */
export function verdictJson(verdict: Verdict): Record<string, unknown> {
  const { question, asOf } = verdict
  const spans = <Span extends { readonly from: number | null; readonly to: number | null }>(
    span: Span,
  ) => ({
    ...span,
    from: printInstant(span.from),
    to: printInstant(span.to),
  })
  return {
    ...verdict,
    question: spans(question),
    alternatives: verdict.alternatives.map(spans),
    holder: verdict.holder.map(spans),
    asOf: { ...asOf, notBefore: printInstant(asOf.notBefore) },
    brackets: verdict.brackets.map(printTimes),
    history: verdict.history.map(printTimes),
  }
}

/** The same with every time as RFC 3339. */
export const printTimes = <Times extends Omit<StatementTimes, "statement">>(times: Times) => ({
  ...times,
  notBefore: printInstant(times.notBefore),
  notAfter: printInstant(times.notAfter),
  claimed: printInstant(times.claimed),
  fixed: printInstant(times.fixed),
  arrived: printInstant(times.arrived),
})

type Naming = (party: PartyId) => string

const short = (id: string): string => id.slice(0, 16)

const between = (from: number | null, to: number | null): string =>
  `${printInstant(from) ?? "an unknown time"} and ${printInstant(to) ?? "now"}`

const numerals = "no one two three four five six seven eight nine ten eleven twelve".split(" ")
const numeral = (count: number): string => numerals[count] ?? String(count)

function byWhom({ witnesses, notBefore }: Omit<StatementTimes, "statement">): string {
  if (witnesses === null) return "by the operator's clock"
  const { before, after, of } = witnesses
  const fewest = notBefore === null ? after : Math.min(before, after)
  return `by ${numeral(fewest)} of ${numeral(of)} witnesses`
}

/** "signed between … and … by three of four witnesses; claimed …, on record …" */
export function timesSentence(each: Omit<StatementTimes, "statement">): string {
  const { notBefore, notAfter, claimed, fixed, arrived } = each
  const position = fixed === null ? "" : `, position fixed ${printInstant(fixed)}`
  return `signed between ${between(notBefore, notAfter)} ${byWhom(each)}; claimed ${printInstant(claimed)}${position}, on record ${printInstant(arrived)}`
}

/**
 * The sentence of the design, in its fixed order, one line a part, so that it can be filed. It says who had signed for
 * the item, and last what it does not say.
 */
export function verdictLines(verdict: Verdict): readonly string[] {
  const { question, asOf } = verdict
  const name: Naming = (party) => {
    const known = verdict.names[party]
    return known === undefined ? short(party) : `${known} (${short(party)})`
  }
  // Ids inside sentences are for machines; people get the name, or enough of the id to find it in the JSON.
  const named = (sentence: string): string =>
    sentence.replaceAll(/\b[0-9a-f]{64}\b/g, (id) => name(id as PartyId))
  const when =
    question.from === question.to
      ? `at ${printInstant(question.from)}`
      : `between ${between(question.from, question.to)}`
  const lines = [
    ...(asOf.sample ? ["SAMPLE LEDGER: nothing here happened."] : []),
    ...(asOf.timeBasis === "operator only" ? ["On the operator's word and clock:"] : []),
    `Question: who was liable for the ${question.scope} of item ${question.item} ${when}?`,
    `File: ${verdict.genuine ? "genuine" : `NOT GENUINE: ${failure(verdict)}`}.`,
    `Verdict: ${verdict.verdict}.`,
    ...verdict.alternatives.map((each, i) => alternativeLine(each, i, verdict, name)),
    ...verdict.brackets.map((each) => `Receipt ${short(each.receipt)}: ${timesSentence(each)}.`),
    ...verdict.holder.map(
      (each) =>
        `In the hands of ${each.party === null ? "somebody outside the ledger" : name(each.party)}${
          each.place === null ? "" : ` at ${named(each.place)}`
        } between ${between(each.from, each.to)}.`,
    ),
    `Burden: ${verdict.burden === null ? "on nobody, as far as it is proved" : `on ${name(verdict.burden)} to show discharge`}.`,
    ...verdict.reservations.map(
      (each) => `Reservation in receipt ${short(each.receipt)}: ${each.codes.join(", ")}.`,
    ),
    ...verdict.findings.map(
      (each) => `Finding ${each.code} (${short(each.statement)}): ${named(each.sentence)}.`,
    ),
    `Weakest assurance: ${assuranceLine(verdict)}.`,
    withheldLine(verdict),
    `Complete up to checkpoint ${asOf.size ?? "none"} of ${asOf.origin ?? "no ledger"}, ${printInstant(asOf.notBefore) ?? "no time"} (time basis: ${asOf.timeBasis}), for this item id. A receipt in a drawer can still arrive.`,
    ...verdict.narrow.map((each) => `What would narrow it: ${named(each)}.`),
    "This says who had signed for it; not who took it, whether anyone was negligent, or whether cover exists.",
  ]
  return lines
}

const failure = (verdict: Verdict): string => {
  const failed = verdict.steps.find(({ ok }) => !ok)
  return failed === undefined
    ? "no step failed"
    : `step ${failed.step}, ${failed.name}: ${failed.finding}`
}

function alternativeLine(each: Alternative, i: number, verdict: Verdict, name: Naming): string {
  const label = verdict.alternatives.length === 1 ? "Liable" : `Alternative ${i + 1}`
  if (each.liable.length === 0) return `${label}: nobody yet; ${each.why}.`
  const who = each.liable.map(
    ({ party, toward, contract, rule, receipt }) =>
      `${name(party)}, toward ${toward === null ? "its owner" : toward === party ? "itself" : name(toward)}, under ${
        contract === null ? "no contract on record" : `contract ${short(contract)}`
      } and rule ${rule}, by receipt ${short(receipt)}`,
  )
  return `${label}: ${who.join("; jointly with ")}; between ${between(each.from, each.to)}: ${each.why}.`
}

function assuranceLine(verdict: Verdict): string {
  const levels = verdict.alternatives.flatMap(({ liable }) =>
    liable.map(({ assurance }) => assurance),
  )
  return levels.length === 0 ? "none" : `S${Math.min(...levels)}`
}

function withheldLine({ withheld }: Verdict): string {
  if (withheld.length === 0) return "Withheld: nothing."
  const never = withheld.filter(({ state }) => state === "never delivered").length
  return `Withheld: ${withheld.length} sealed terms (${never} of them never delivered).`
}

export const stepLines = (verdict: Verdict): readonly string[] =>
  verdict.steps.map(
    ({ step, name, ok, finding }) =>
      `${String(step).padStart(2)} ${ok ? "ok  " : "FAIL"} ${name}: ${finding}`,
  )
