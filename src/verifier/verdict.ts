/** The closed result of verification: each numbered step with its finding, the opinion, and how to say it. */

import type { PartyId } from "../custody/identifier.ts"
import type { CustodyLine } from "./custody-line.ts"
import type { Alternative, Opinion } from "../custody/liability.ts"
import { type Finding, findingMessage } from "../custody/finding.ts"
import type { Holding } from "../custody/holding.ts"
import type { Interval } from "../custody/interval.ts"
import { step as englishSteps } from "../language/en-report.ts"
import { type Language, type Message, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import type { Question } from "../log/bundle.ts"
import type { Difference } from "../rules/conservation.ts"
import type { Cover } from "../rules/cover.ts"
import type { RuleFinding } from "../rules/judge.ts"

/** The steps of docs/verify.md, in order; a step's number is its place, from 1. */
export const stepNames: readonly string[] = Object.values(englishSteps)

/** A step's name in any language. */
export const stepMessage = ({ step }: Pick<Step, "step">): Message =>
  message(`step.${step}` as Message["say"])

/** What was found at a step, in the language asked for. */
export const sayFound = ({ finding }: Pick<Step, "finding">, language: Language): string =>
  typeof finding === "string" ? finding : say(finding, language)

export type Step = {
  readonly step: number
  readonly name: string
  readonly ok: boolean
  /** Why a step fails is said in English, by whatever part of the file was read. */
  readonly finding: Message | string
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
  readonly narrow: readonly Message[]
  /** What the rule book says of every statement about the item, in log order; docs/rules.md. */
  readonly rules: readonly RuleFinding[]
  /** Sums that did not stay what they were, as far as this file shows them. */
  readonly differences: readonly Difference[]
  /** Per alternative what would be paid, by the contracts that the file shows. */
  readonly cover: readonly Cover[]
  /** Between when it must have been taken, if it was. */
  readonly interval: Interval
  /** The item's whole life, where it was asked for (`VerifyOptions.line`) and the file is genuine. */
  readonly line: CustodyLine | null
  readonly steps: readonly Step[]
}

/** RFC 3339 in UTC with milliseconds; null stays null, as do times that no calendar has. */
export const printInstant = (at: number | null): string | null =>
  at === null || !Number.isFinite(at) || Math.abs(at) > 8.64e15 ? null : new Date(at).toISOString()

/** The contract of `--json`: times as RFC 3339, ids as hex, sentences in the language asked for. */
export function verdictJson(verdict: Verdict, language: Language = "en"): Record<string, unknown> {
  // The line is laid out for a picture, and no part of this contract.
  const { line: _, ...said } = verdict
  const { question, asOf, interval } = said
  const spans = <Span extends { readonly from: number | null; readonly to: number | null }>(
    span: Span,
  ) => ({
    ...span,
    from: printInstant(span.from),
    to: printInstant(span.to),
  })
  const sighting = (each: Interval["after"]) => each && { ...each, at: printInstant(each.at) }
  return {
    ...said,
    question: spans(question),
    alternatives: verdict.alternatives.map((each) => ({
      ...spans(each),
      why: say(each.why, language),
    })),
    holder: verdict.holder.map(spans),
    asOf: { ...asOf, notBefore: printInstant(asOf.notBefore) },
    brackets: verdict.brackets.map(printTimes),
    history: verdict.history.map(printTimes),
    findings: verdict.findings.map(({ code, statement, detail }) => ({
      code,
      statement,
      sentence: say(findingMessage(detail === undefined ? { code } : { code, detail }), language),
    })),
    narrow: verdict.narrow.map((each) => say(each, language)),
    rules: verdict.rules.map((each) => ({ ...each, sentence: say(each.sentence, language) })),
    steps: verdict.steps.map((each) => ({ ...each, finding: sayFound(each, language) })),
    interval: { after: sighting(interval.after), before: sighting(interval.before) },
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

export const stepLines = (verdict: Verdict, language: Language = "en"): readonly string[] =>
  verdict.steps.map((each) => {
    const { step, ok } = each
    const name = say(stepMessage(each), language)
    return `${String(step).padStart(2)} ${ok ? "ok  " : "FAIL"} ${name}: ${sayFound(each, language)}`
  })
