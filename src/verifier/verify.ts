/**
 * Verification: a bundle, a trust policy and nothing else, to a verdict. No network, no clock, no files; the steps are
 * those of docs/verify.md, by number.
 */

import { toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { verifyPortable } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { SubjectId } from "../custody/identifier.ts"
import type { Subject } from "../custody/subject.ts"
import { noItem } from "../custody/item.ts"
import { type Alternative, liableAt, type Opinion } from "../custody/liability.ts"
import { isRejected } from "../custody/rejected.ts"
import { authenticate } from "../custody/roster.ts"
import type { Bracket, Evidence } from "../custody/worth.ts"
import { nextItem } from "../custody/transition.ts"
import type { Question } from "../log/bundle.ts"
import {
  bracketsOf,
  completeUpTo,
  noteMap,
  onRecordOf,
  type ProvenSeal,
  signaturesIn,
  type TimeEvidence,
  timeEvidence,
} from "./bracket.ts"
import { demandsAbove, demandsOf, unmet } from "./demand.ts"
import { disclosureOf, namesOf } from "./disclosure.ts"
import { type Policy, quorumMet } from "./policy.ts"
import { chainFault, Failure, isNewer, openProven, type Proven } from "./proof.ts"
import { openEntry, type Placed, World } from "../replay/world.ts"
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
import type { Verdict } from "./verdict.ts"

export type VerifyOptions = {
  /** The platform's verifier under the one rule; the portable one if left out. */
  readonly verify?: Ed25519Verify
  /** Statements that are not in the bundle: a receipt from a drawer. They can only take away from an answer. */
  readonly loose?: readonly Uint8Array[]
  /** Another instant, interval or scope for the same item than the bundle's own. */
  readonly asked?: Omit<Question, "item">
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
  const { world, placed, seals, all } = replayed
  const disclosure = disclosureOf(proven, placed)
  if (typeof disclosure === "string")
    return failed(new Failure(13, disclosure), policy, proven, question)
  const time = evidenceOfTime(proven, seals, policy, check)
  const loose = openLoose(options.loose ?? [], proven, world, check)
  const upTo = completeUpTo(proven.head, time)
  // A receipt from a drawer comes on record no earlier than now.
  const entered = { index: proven.head.checkpoint.size, appendedAt: upTo }
  // A question about a key or a party has a chain, and nobody ever held it.
  const recordedItem = world.item(question.item) ?? noItem(question.item)
  const item = loose.counted.reduce(
    (state, opened) => nextItem(state, { ...entered, opened }).state,
    recordedItem,
  )
  const bracket = bracketsOf(
    signaturesIn(
      [...all, ...loose.counted.map((opened) => ({ opened, index: null }))].map(indexed),
    ),
    time,
  )
  const complete = { upTo, proved: isReplayed(proven, policy) }
  const onRecord: Evidence["onRecord"] = (entry) =>
    // What comes now is not on record yet, and nobody knows when it will be.
    entry.index >= entered.index ? { notBefore: upTo, notAfter: Infinity } : onRecordOf(entry, time)
  const evidence = { ...evidenceOf(world, policy, bracket, complete), onRecord }
  const recorded = liableAt(recordedItem, evidence, question)
  const opinion =
    loose.counted.length + loose.unchecked.length === 0
      ? recorded
      : withLoose(recorded, liableAt(item, evidence, question), loose)
  const times = timesOf(placed, bracket, disclosure.fixedAt, policy)
  const findings = [
    ...timeFindings(placed, bracket, time),
    ...revisions(placed, world),
    ...disclosure.findings,
  ]
  return {
    ...settled(opinion, question, findings, world),
    holder: opinion.holder.map((each) => ({ ...each, place: disclosure.placeOf(each.receipt) })),
    asOf: {
      origin: proven.origin,
      size: proven.head.checkpoint.size,
      notBefore: upTo,
      timeBasis: basisOf(policy),
      sample: proven.genesis.terms.sample,
    },
    brackets: bracketLines(opinion, item, times),
    history: times,
    withheld: disclosure.withheld,
    names: namesOf(proven, all),
    disclosed: disclosure.disclosed,
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

const indexed = (each: Placed | { readonly opened: Opened; readonly index: null }) => ({
  opened: each.opened,
  index: "entry" in each ? each.entry.index : null,
})

type Replayed = {
  readonly world: World
  /** The entries that touch the item asked about. */
  readonly placed: readonly Placed[]
  readonly seals: readonly ProvenSeal[]
  /** Every entry given, because a revocation or a contract has a bracket too. */
  readonly all: readonly Placed[]
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
  const touching = new Map<number, SubjectId[]>()
  for (const { subject, entries: indexes } of bundle.miniLogs)
    for (const index of indexes) touching.set(index, [...(touching.get(index) ?? []), subject])
  const placed: Placed[] = []
  const seals: ProvenSeal[] = []
  const all: Placed[] = []
  const itemId = bundle.question.item as string as SubjectId
  for (const [index, { entry }] of entries) {
    const opened = openEntry(entry, origin, world, check)
    if (isRejected(opened))
      return new Failure(9, `entry ${index}: ${opened.sentence}`, isNewer(opened))
    all.push({ entry, opened })
    if (opened.kind === "seal") seals.push({ index, time: opened.terms.time })
    if (opened.kind === "seal" && opened.terms.time !== entry.appendedAt)
      return new Failure(11, `seal ${index} and its entry have different times`)
    const subjects = touching.get(index) ?? []
    const touched = world.touched(opened)
    const missed = touched.find(({ id }) => given.has(id) && !subjects.includes(id))
    if (missed !== undefined)
      return new Failure(
        10,
        `entry ${index} touches ${missed.type} ${missed.id} and is not in its chain`,
      )
    // What a chain is of, the statement says and not the bundle's maker. It says nothing only of what lies in a
    // container that is not given: an item.
    const typed = [...new Set(subjects)].map(
      (id): Subject => touched.find((each) => each.id === id) ?? { type: "item", id },
    )
    world.enter({ entry, opened }, typed)
    if (subjects.includes(itemId)) placed.push({ entry, opened })
  }
  if (!given.has(itemId)) return new Failure(10, `the chain of item ${itemId} is left out`)
  const left = leftOut(placed, proven, world, given)
  if (left !== undefined) return new Failure(10, left)
  const broken = chainFault(entries)
  return broken === undefined ? { world, placed, seals, all } : new Failure(11, broken)
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

function evidenceOfTime(
  proven: Proven,
  seals: readonly ProvenSeal[],
  policy: Policy,
  check: Ed25519Verify,
): TimeEvidence {
  const inEntries = [...proven.entries.values()].flatMap(({ entry }) => entry.notes)
  return timeEvidence({
    policy,
    origin: proven.origin,
    seals: seals.toSorted((a, b) => a.index - b.index),
    publications: [...proven.publications, proven.head],
    notes: noteMap([...inEntries, ...proven.bundle.notes]),
    rootAt: proven.tree.rootAt,
    verify: check,
  })
}

type Loose = {
  readonly counted: readonly Opened[]
  /** It touches the item, and the keys in the file are not enough to check it. */
  readonly unchecked: readonly string[]
}

/** A loose statement counts if it touches the item, is not on record anyway, and its signatures hold. */
function openLoose(
  loose: readonly Uint8Array[],
  proven: Proven,
  world: World,
  check: Ed25519Verify,
): Loose {
  const item = proven.bundle.question.item as string
  const recorded = new Set([...proven.entries.values()].map(({ entry }) => toHex(entry.statement)))
  const counted: Opened[] = []
  const unchecked: string[] = []
  for (const bytes of loose) {
    const opened = openStatement(bytes, proven.origin)
    if (isRejected(opened) || recorded.has(toHex(bytes))) continue
    if (!world.touched(opened).some(({ id }) => id === item)) continue
    const fault = authenticate(opened, world, check)
    if (fault === undefined) counted.push(opened)
    else if (fault.code === "key-never-enrolled")
      unchecked.push(
        `the chain of every key in loose statement ${opened.id}, to check it: ${fault.sentence}`,
      )
  }
  return { counted, unchecked }
}

/**
 * Loose statements add alternatives and take none away, prove nothing and move no burden: they are not on record. One
 * that the reader cannot check leaves nothing proved.
 */
function withLoose(recorded: Opinion, opinion: Opinion, { unchecked }: Loose): Opinion {
  const answers = opinion.alternatives.map(answerOf)
  const left = recorded.alternatives.filter((each) => !answers.includes(answerOf(each)))
  const same = left.length === 0 && unchecked.length === 0 && recorded.verdict === "proved"
  const lowered = opinion.verdict === "proved" && !same ? "undecided" : opinion.verdict
  const alternatives = [...opinion.alternatives, ...left]
  const verdict = recorded.verdict === "disputed" ? recorded.verdict : lowered
  const narrow = [...opinion.narrow, ...unchecked]
  return { ...opinion, verdict, alternatives, burden: recorded.burden, narrow }
}

const answerOf = ({ liable }: Alternative): string => liable.map(({ party }) => party).join()

/** With no witnesses in the policy nobody is asked to have replayed: the answer then begins with the operator's word. */
const isReplayed = (proven: Proven, policy: Policy): boolean =>
  policy.quorum.kind === "none" ||
  (policy.replayQuorum.kind !== "none" && quorumMet(policy.replayQuorum, proven.cosigned))

function evidenceOf(
  world: World,
  policy: Policy,
  bracket: (id: Parameters<Evidence["bracket"]>[0]) => Bracket,
  complete: Evidence["complete"],
): Omit<Evidence, "onRecord"> {
  return {
    bracket,
    key: world.key,
    contract: world.contract,
    pinnedRoot: (party) => policy.pinnedRoots.get(party) as KeyId | undefined,
    minimumAssurance: policy.minimumAssurance,
    settlement: policy.settlementMs,
    complete,
  }
}
