/** Steps 12 to 16: what a file says that is proven and replayed, about the time and item asked about. */

import { type Message, message } from "../language/message.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Interval, lossInterval } from "../custody/interval.ts"
import { type ItemState, noItem } from "../custody/item.ts"
import { type Alternative, liableAt, type Opinion } from "../custody/liability.ts"
import { isRejected } from "../custody/rejected.ts"
import { authenticate } from "../custody/roster.ts"
import { nextItem } from "../custody/transition.ts"
import type { Bracket, Evidence } from "../custody/worth.ts"
import type { Question } from "../log/bundle.ts"
import type { Placed, World } from "../replay/world.ts"
import {
  bracketsOf,
  completeUpTo,
  noteMap,
  onRecordOf,
  type ProvenSeal,
  signaturesIn,
  type TimeEvidence,
  timeEvidence,
  type WitnessedBracket,
} from "./bracket.ts"
import { type Policy, quorumMet } from "./policy.ts"
import type { Proven } from "./proof.ts"

export type Replayed = {
  readonly world: World
  /** The entries that touch the item asked about. */
  readonly placed: readonly Placed[]
  readonly seals: readonly ProvenSeal[]
  /** Every entry given, because a revocation or a contract has a bracket too. */
  readonly all: readonly Placed[]
}

/** By whose word, with which signature check, and what lay in a drawer. */
export type Scales = {
  readonly policy: Policy
  readonly check: Ed25519Verify
  readonly loose: readonly Uint8Array[]
}

export type Weighed = {
  readonly opinion: Opinion
  /** With what the loose statements made of it. */
  readonly item: ItemState
  readonly bracket: (statement: StatementId) => WitnessedBracket
  readonly complete: Evidence["complete"]
  readonly loose: Loose
  readonly time: TimeEvidence
  readonly interval: Interval
  /** What the opinion rests on beside the item. */
  readonly evidence: Evidence
}

export function weigh(
  proven: Proven,
  { world, seals, all }: Replayed,
  question: Question,
  { policy, check, loose: given }: Scales,
): Weighed {
  const time = evidenceOfTime(proven, seals, policy, check)
  const loose = openLoose(given, proven, world, check)
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
    signaturesIn([
      ...all.map(({ opened, entry }) => ({ opened, index: entry.index })),
      ...loose.counted.map((opened) => ({ opened, index: null })),
    ]),
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
  const interval = lossInterval(item, evidence)
  return { opinion, item, bracket, complete, loose, time, interval, evidence }
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
  readonly unchecked: readonly Message[]
}

/** A loose statement counts if it touches the item, is not on record anyway, and its signatures hold. */
function openLoose(
  loose: readonly Uint8Array[],
  proven: Proven,
  world: World,
  check: Ed25519Verify,
): Loose {
  if (loose.length === 0) return { counted: [], unchecked: [] }
  const item = proven.bundle.question.item as string
  const recorded = new Set([...proven.entries.values()].map(({ entry }) => toHex(entry.statement)))
  const counted: Opened[] = []
  const unchecked: Message[] = []
  for (const bytes of loose) {
    const opened = openStatement(bytes, proven.origin)
    if (isRejected(opened) || recorded.has(toHex(bytes))) continue
    if (!world.touched(opened).some(({ id }) => id === item)) continue
    const fault = authenticate(opened, world, check)
    if (fault === undefined) counted.push(opened)
    else if (fault.code === "key-never-enrolled")
      unchecked.push(message("narrow.keys", { statement: opened.id, fault: fault.sentence }))
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
    placeType: world.placeType,
    pinnedRoot: (party) => policy.pinnedRoots.get(party) as KeyId | undefined,
    minimumAssurance: policy.minimumAssurance,
    settlement: policy.settlementMs,
    complete,
  }
}
