/** What a verification has to say, put in order. */

import { finding, type Finding } from "../custody/finding.ts"
import type { ItemState } from "../custody/item.ts"
import type { Opinion } from "../custody/liability.ts"
import type { Evidence } from "../custody/worth.ts"
import { message } from "../language/message.ts"
import type { Question } from "../log/bundle.ts"
import type { TimeEvidence, WitnessedBracket } from "./bracket.ts"
import type { Disclosure } from "./disclosure.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Policy, quorumWitnesses } from "./policy.ts"
import type { Failure, Proven } from "./proof.ts"
import type { Placed, World } from "../replay/world.ts"
import { type StatementTimes, type Step, stepNames, type Verdict } from "./verdict.ts"

export const basisOf = (policy: Policy): Verdict["asOf"]["timeBasis"] =>
  policy.quorum.kind === "none" ? "operator only" : "witnesses"

export function timeFindings(
  placed: readonly Placed[],
  bracket: Evidence["bracket"],
  time: TimeEvidence,
): readonly Finding[] {
  const found: Finding[] = []
  for (const { opened } of placed) {
    const { notBefore, notAfter } = bracket(opened.id)
    const { at } = opened.signedAt
    const isInverted = notBefore !== null && notBefore > notAfter
    const isOutside = (notBefore !== null && at < notBefore) || at > notAfter
    const isUnseen = opened.seen !== null && !time.notes.has(opened.seen)
    if (isInverted) found.push(finding("times-contradict", opened.id))
    if (isOutside) found.push(finding("claim-outside-bracket", opened.id))
    if (isUnseen) found.push(finding("seen-unknown", opened.id))
  }
  return found
}

export function revisions(placed: readonly Placed[], world: World): readonly Finding[] {
  const cited = new Set(placed.flatMap(({ opened }) => opened.contract ?? []))
  return [...cited].flatMap((id) => {
    const first = world.contract(id)?.terms.revises ?? id
    const last = world.versions(first).at(-1)
    return last === undefined || last.id === id ? [] : [finding("contract-revised", last.id, id)]
  })
}

/** The opinion as a verdict: findings of the replay about the item, of time, and of the opinion, each once. */
export function settled(
  opinion: Opinion,
  question: Question,
  more: readonly Finding[],
  world: World,
): Pick<
  Verdict,
  | "question"
  | "genuine"
  | "verdict"
  | "alternatives"
  | "liable"
  | "burden"
  | "reservations"
  | "findings"
  | "narrow"
> {
  const all = [...world.findings, ...opinion.findings, ...more]
  const once = new Map(all.map((each) => [`${each.code} ${each.statement} ${each.sentence}`, each]))
  const parties = opinion.alternatives.flatMap(({ liable }) => liable.map(({ party }) => party))
  return {
    question,
    genuine: true,
    verdict: opinion.verdict,
    alternatives: opinion.alternatives,
    liable: [...new Set(parties)],
    burden: opinion.burden,
    reservations: opinion.reservations,
    findings: [...once.values()],
    narrow: opinion.narrow,
  }
}

/** The times of every statement that touches the item, in log order. */
export function timesOf(
  placed: readonly Placed[],
  bracket: (statement: StatementId) => WitnessedBracket,
  fixedAt: Disclosure["fixedAt"],
  policy: Policy,
): readonly StatementTimes[] {
  const of = quorumWitnesses(policy.quorum).length
  return placed.map(({ opened, entry }) => {
    const { notBefore, notAfter, by } = bracket(opened.id)
    return {
      statement: opened.id,
      notBefore,
      notAfter,
      witnesses: of === 0 ? null : { before: by.before, after: by.after, of },
      claimed: opened.signedAt.at,
      fixed: fixedAt(opened.id),
      arrived: entry.appendedAt,
    }
  })
}

/** Of these, the receipts that the answer relies on, and the next ones. */
export function bracketLines(
  opinion: Opinion,
  item: ItemState,
  times: readonly StatementTimes[],
): Verdict["brackets"] {
  const relied = new Set<string>(
    opinion.alternatives.flatMap(({ liable }) => liable.map(({ receipt }) => receipt)),
  )
  const later = item.nodes.filter(({ previous }) => previous !== null && relied.has(previous))
  const shown = new Set<string>([...relied, ...later.map(({ receipt }) => receipt)])
  return times
    .filter(({ statement }) => shown.has(statement))
    .map(({ statement, ...each }) => ({ receipt: statement, ...each }))
}

export function passedSteps(
  proven: Proven,
  placed: readonly Placed[],
  loose: number,
  looseGiven: number,
  disclosure: Disclosure,
  complete: Evidence["complete"],
  opinion: Opinion,
  policy: Policy,
): readonly Step[] {
  const { bundle, head, cosigned, seal } = proven
  const sizes = { entries: bundle.entries.length, chains: bundle.miniLogs.length }
  const terms = { shown: disclosure.disclosed.length, withheld: disclosure.withheld.length }
  const { origin, size } = head.checkpoint
  const said: readonly Step["finding"][] = [
    message("found.read", sizes),
    message("found.head", { origin, size: String(size) }),
    cosigned.size === 0
      ? message("found.uncosigned")
      : message("found.cosigned", { witnesses: [...cosigned] }),
    message("found.leaves"),
    message("found.seal", { index: String(size - 1) }),
    message("found.map", { subjects: seal.terms.subjects }),
    message("found.chains", { entries: placed.length }),
    proven.genesis.terms.sample ? message("found.sample") : proven.origin,
    message("found.signed"),
    message("found.given"),
    message("found.following"),
    message(basisOf(policy) === "witnesses" ? "found.witnesses" : "found.operator"),
    message("found.terms", terms),
    message("found.loose", { counted: String(loose), given: String(looseGiven) }),
    message(complete.proved ? "found.complete" : "found.on-word"),
    message(`verdict.${opinion.verdict}`),
  ]
  return stepNames.map((name, i) => ({
    step: i + 1,
    name,
    ok: true,
    finding: said[i] as Step["finding"],
  }))
}

/** Nothing after the step that failed was looked at. Only what cannot be read is "cannot decide". */
export function failed(
  failure: Failure,
  policy: Policy,
  proven?: Proven,
  question?: Question,
): Verdict {
  const steps = stepNames.slice(0, failure.step).map((name, i) => ({
    step: i + 1,
    name,
    ok: i + 1 < failure.step,
    finding: i + 1 < failure.step ? message("found.holds") : failure.sentence,
  }))
  return {
    question: question ?? { item: "" as Question["item"], from: 0, to: 0, scope: "unit" },
    genuine: false,
    verdict: failure.newer ? "cannot-decide" : "not-proved",
    alternatives: [],
    liable: [],
    burden: null,
    holder: [],
    asOf: {
      origin: proven?.origin ?? null,
      size: proven?.head.checkpoint.size ?? null,
      notBefore: null,
      timeBasis: basisOf(policy),
      sample: proven?.genesis.terms.sample ?? false,
    },
    brackets: [],
    history: [],
    reservations: [],
    findings: [],
    withheld: [],
    names: {},
    disclosed: [],
    narrow: [],
    rules: [],
    differences: [],
    cover: [],
    interval: { after: null, before: null },
    line: null,
    steps,
  }
}
