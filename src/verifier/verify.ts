/**
 * Verification: a bundle, a trust policy and nothing else, to a verdict. No network, no clock, no files; the steps are
 * those of docs/verify.md, by number.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { verifyPortable } from "../cose/ed25519.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { lifeOf } from "../custody/life.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Subject } from "../custody/subject.ts"
import type { Question } from "../log/bundle.ts"
import { openEntry, type Placed, World } from "../replay/world.ts"
import type { ProvenSeal } from "./bracket.ts"
import { type CustodyLine, custodyLine } from "./custody-line.ts"
import { demandsAbove, demandsOf, unmet } from "./demand.ts"
import { type Disclosure, disclosureOf, namesOf } from "./disclosure.ts"
import type { Policy } from "./policy.ts"
import { chainFault, Failure, isNewer, openProven, type Proven } from "./proof.ts"
import {
  basisOf,
  bracketLines,
  failed,
  passedSteps,
  revisions,
  settled,
  timeFindings,
  timesOf,
} from "./report.ts"
import { judged } from "./judged.ts"
import { openingsIn } from "./openings.ts"
import type { Verdict } from "./verdict.ts"
import { type Replayed, weigh, type Weighed } from "./weigh.ts"

export type VerifyOptions = {
  /** The platform's verifier under the one rule; the portable one if left out. */
  readonly verify?: Ed25519Verify
  /** Statements that are not in the bundle: a receipt from a drawer. They can only take away from an answer. */
  readonly loose?: readonly Uint8Array[]
  /** Another instant, interval or scope for the same item than the bundle's own. */
  readonly asked?: Omit<Question, "item">
  /** Also lay out the item's whole life. */
  readonly line?: boolean
}

export function verify(bytes: Uint8Array, policy: Policy, options: VerifyOptions = {}): Verdict {
  const check = options.verify ?? verifyPortable
  const proven = openProven(bytes, policy, check)
  if (proven instanceof Failure) return failed(proven, policy)
  const question = { ...proven.bundle.question, ...options.asked }
  if (question.from > question.to)
    return failed(new Failure(1, "the question ends before it begins"), policy, proven, question)
  const replayed = replay(proven, check)
  if (replayed instanceof Failure) return failed(replayed, policy, proven, question)
  const { world, placed, all } = replayed
  const openings = openingsIn(proven.bundle.openings, all)
  const disclosure = disclosureOf(openings, placed)
  if (typeof disclosure === "string")
    return failed(new Failure(13, disclosure), policy, proven, question)
  const weighed = weigh(proven, replayed, question, { policy, check, loose: options.loose ?? [] })
  const { opinion, item, bracket, complete, loose, time, interval } = weighed
  const times = timesOf(placed, bracket, disclosure.fixedAt, policy)
  const { seals, ...found } = judged(opinion, question, world, placed, openings)
  const more = [
    ...seals,
    ...timeFindings(placed, bracket, time),
    ...revisions(placed, world),
    ...disclosure.findings,
  ]
  const answer = settled(opinion, question, more, world)
  return {
    ...answer,
    holder: opinion.holder.map((each) => ({ ...each, place: disclosure.placeOf(each.receipt) })),
    asOf: {
      origin: proven.origin,
      size: proven.head.checkpoint.size,
      notBefore: complete.upTo,
      timeBasis: basisOf(policy),
      sample: proven.genesis.terms.sample,
    },
    brackets: bracketLines(opinion, item, times),
    history: times,
    withheld: disclosure.withheld,
    names: namesOf(openings, all),
    disclosed: disclosure.disclosed,
    ...found,
    interval,
    line:
      options.line === true
        ? lineOf(weighed, question, placed, disclosure, { ...found, ...answer })
        : null,
    steps: passedSteps(
      proven,
      placed,
      loose.counted.length,
      options.loose?.length ?? 0,
      disclosure,
      complete,
      opinion,
      policy,
    ),
  }
}

function lineOf(
  { item, bracket, complete, loose, interval, evidence }: Weighed,
  question: Question,
  placed: readonly Placed[],
  { placeOf }: Disclosure,
  { findings, rules }: Pick<Verdict, "findings" | "rules">,
): CustodyLine {
  return custodyLine({
    question,
    life: lifeOf(item, question.scope, evidence),
    item,
    placed,
    loose: loose.counted,
    bracket,
    placeOf,
    findings,
    rules,
    loss: interval,
    upTo: complete.upTo,
  })
}

/** Steps 9 to 11: every statement's signatures, states from nothing, and no chain left out. */
function replay(proven: Proven, check: Ed25519Verify): Replayed | Failure {
  const { bundle, entries, origin, genesis } = proven
  const world = new World(genesis.id)
  const given = new Set(bundle.miniLogs.map(({ subject }) => subject))
  const part = bundle.miniLogs.find(({ from }) => from > 0)
  if (part !== undefined)
    return new Failure(10, `the chain of ${part.subject} is given from position ${part.from} only`)
  if (!given.has(genesis.id as string as SubjectId))
    return new Failure(10, `the chain of governance ${genesis.id} is left out`)
  const touching = subjectsByEntry(bundle)
  const placed: Placed[] = []
  const seals: ProvenSeal[] = []
  const all: Placed[] = []
  const itemId = bundle.question.item as string as SubjectId
  for (const [index, { entry }] of entries) {
    const opened = openEntry(entry, origin, world, check)
    if (isRejected(opened))
      return new Failure(9, `entry ${index}: ${opened.sentence}`, isNewer(opened))
    if (opened.kind === "seal") seals.push({ index, time: opened.terms.time })
    if (opened.kind === "seal" && opened.terms.time !== entry.appendedAt)
      return new Failure(11, `seal ${index} and its entry have different times`)
    const subjects = touching.get(index) ?? untouched
    const touched = world.touched(opened)
    const missed = touched.find(({ id }) => given.has(id) && !subjects.includes(id))
    if (missed !== undefined)
      return new Failure(
        10,
        `entry ${index} touches ${missed.type} ${missed.id} and is not in its chain`,
      )
    const each = { entry, opened }
    // What a chain is of, the statement says and not the bundle's maker. It says nothing only of what lies in a
    // container that is not given: an item.
    world.enter(
      each,
      subjects.map(
        (id): Subject => touched.find((subject) => subject.id === id) ?? { type: "item", id },
      ),
    )
    all.push(each)
    if (subjects.includes(itemId)) placed.push(each)
  }
  if (!given.has(itemId)) return new Failure(10, `the chain of item ${itemId} is left out`)
  const left = leftOut(placed, proven, world, given)
  if (left !== undefined) return new Failure(10, left)
  const broken = chainFault(entries)
  return broken === undefined ? { world, placed, seals, all } : new Failure(11, broken)
}

const untouched: readonly SubjectId[] = []

/** By index, the subjects in whose chains the bundle has the entry, each once. */
function subjectsByEntry({
  miniLogs,
}: Proven["bundle"]): ReadonlyMap<number, readonly SubjectId[]> {
  const touching = new Map<number, SubjectId[]>()
  // A chain that is given twice is the same both times: it was held against the map.
  const chains = new Map(miniLogs.map(({ subject, entries }) => [subject, entries]))
  for (const [subject, entries] of chains)
    for (const index of entries) {
      const known = touching.get(index)
      if (known === undefined) touching.set(index, [subject])
      else known.push(subject)
    }
  return touching
}

function leftOut(
  placed: readonly Placed[],
  proven: Proven,
  world: World,
  given: ReadonlySet<SubjectId>,
): string | undefined {
  let demands = demandsOf(placed, proven.genesis.id, proven.bundle.question.item)
  const asked = new Set<SubjectId>()
  while (demands.length > 0) {
    const [missing] = unmet(demands, given, proven.mapAnswer)
    if (missing !== undefined) return missing
    for (const { subject } of demands) asked.add(subject)
    demands = demandsAbove(demands, world).filter(({ subject }) => !asked.has(subject))
  }
  return undefined
}
