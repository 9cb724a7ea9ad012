/** The dry run on a command line: what a ledger would say of a statement, before its owner signs it. */

import type { DryRun, LedgerApi } from "../api/ledger-api.ts"
import { encodeParcel, type Parcel } from "../api/parcel.ts"
import { draft, type Options, type Pen } from "../custody/draft.ts"
import { findingMessage } from "../custody/finding.ts"
import type { Kind } from "../custody/kind.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import type { Terms } from "../custody/statement.ts"
import { type Language, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import { isFault } from "../rules/judge.ts"
import { differenceMessage, ruleMessages } from "../verifier/lines.ts"
import { outJson, outLines, sayTo } from "./context.ts"
import { type ExitCode, refused, unusable } from "./failure.ts"
import type { Io } from "./io.ts"

/** A pen that names the key and does not use it: 64 zeros stand for the signature. */
export const dryPen = (pen: Pen): Pen => ({
  ...pen,
  key: { ...pen.key, sign: () => new Uint8Array(64) },
})

/** What the ledger would say of this statement, if the pen signed it now. */
export async function foresee<K extends Kind>(
  ledger: LedgerApi,
  kind: K,
  terms: Terms[K],
  pen: Pen,
  options: Options,
  more: Partial<Pick<Parcel, "notes" | "predecessors" | "offerOpenings">> = {},
): Promise<DryRun> {
  const attest = (options.attest ?? []).map(dryPen)
  const unsigned = draft(kind, terms, dryPen(pen), { ...options, attest })
  const openings = unsigned.leaves.length === 0 ? null : encodeLeaves(unsigned.leaves)
  const parcel = { predecessors: [], notes: [], ...more, statement: unsigned.bytes, openings }
  return ledger.dryRun(encodeParcel(parcel))
}

const short = (id: string): string => id.slice(0, 16)

/** Worst first; nothing to say gives one line that says so. */
export function dryRunLines(answer: DryRun, language?: Language): readonly string[] {
  if (!answer.ok) return [say(message("line.would-refuse", { why: answer.sentence }), language)]
  const { findings, rules, differences } = answer
  const found = [
    ...findings.map((each) =>
      message("line.would-find", { code: each.code, sentence: findingMessage(each) }),
    ),
    ...differences.map((each) => differenceMessage(each, short)),
    ...ruleMessages(rules),
  ]
  return found.map((each) => say(each, language).replaceAll(/\b[0-9a-f]{64}\b/g, short))
}

export type Foreseeing = {
  readonly dryRun?: boolean
  readonly json?: boolean
  readonly language?: Language
  readonly output?: string
}

/**
 * Before anything is signed the ledger at hand is asked, and what it would find is said, worst first. An exit code where
 * that was all that was wanted. Throws what the ledger would refuse.
 */
export async function foreseeFirst<K extends Kind>(
  io: Io,
  ledger: LedgerApi | undefined,
  words: Foreseeing,
  ...signing: [
    kind: K,
    terms: Terms[K],
    pen: Pen,
    options: Options,
    more?: Partial<Pick<Parcel, "notes" | "predecessors" | "offerOpenings">>,
  ]
): Promise<ExitCode | undefined> {
  const { dryRun = false } = words
  if (!dryRun && words.output === undefined) throw unusable("where to? give -o FILE")
  if (ledger === undefined && dryRun)
    throw unusable("a dry run asks a ledger: give --data DIR or --ledger URL")
  if (ledger === undefined) return undefined
  const answer = await foresee(ledger, ...signing)
  if (!dryRun && !answer.ok) throw refused(`not signed: ${answer.sentence}`)
  if (dryRun) return outDryRun(io, answer, words)
  for (const line of dryRunLines(answer, words.language)) sayTo(io)(line)
  return undefined
}

/** 3: something is not followed, or a sum does not stay what it was. 1: the ledger would refuse it. */
export async function outDryRun(
  io: Io,
  answer: DryRun,
  { json, language }: Pick<Foreseeing, "json" | "language">,
): Promise<ExitCode> {
  if (json === true) await outJson(io, dryRunJson(answer, language))
  else await outLines(io, dryRunLines(answer, language))
  if (!answer.ok) return 1
  return answer.differences.length === 0 && !answer.rules.some(isFault) ? 0 : 3
}

const dryRunJson = (answer: DryRun, language?: Language): unknown =>
  answer.ok
    ? {
        ...answer,
        findings: answer.findings.map(({ code, statement, sentence }) => ({
          code,
          statement,
          sentence,
        })),
        rules: answer.rules.map((each) => ({ ...each, sentence: say(each.sentence, language) })),
      }
    : answer
