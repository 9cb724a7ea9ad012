/**
 * When a signature was made, as far as it is proven (docs/verify.md §Time). Not before: what the signer had seen. Not
 * after: the first publication that holds it. Both travel along signed bytes: a signature is not earlier than any it
 * covers, and not later than any that covers it.
 */

import { equal, type Hash, toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { coveredIds, type Opened, signersOf } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { Bracket } from "../custody/worth.ts"
import type { Statement } from "../custody/statement.ts"
import type { Checkpoint } from "../log/checkpoint.ts"
import { parseSeen, readCosignatures, seenHash } from "../log/cosignature.ts"
import type { Note } from "../log/note.ts"
import { type Policy, quorumMet, quorumWitnesses } from "./policy.ts"

/** A proven seal: the ledger's time of one publication. */
export type ProvenSeal = { readonly index: number; readonly time: number }
/** A checkpoint whose root the bundle's tree gives too. */
export type ProvenPublication = { readonly checkpoint: Checkpoint; readonly note: Note }

export type TimeSources = {
  readonly policy: Policy
  readonly origin: string
  /** In increasing order of index. */
  readonly seals: readonly ProvenSeal[]
  readonly publications: readonly ProvenPublication[]
  /** `seen` notes by hex of their hash. */
  readonly notes: ReadonlyMap<string, Uint8Array>
  readonly rootAt: (size: number) => Hash | undefined
  readonly verify: Ed25519Verify
}

/** Milliseconds since 1970, and how many witnesses have a word in it: 0 where it is the operator's. */
export type Bound = { readonly at: number; readonly by: number }

export type TimeEvidence = TimeSources & {
  /** Per publication the end that it and all larger ones prove, by increasing size. Empty without witnesses. */
  readonly ends: readonly { readonly size: number; readonly end: Bound | undefined }[]
  /** Per publication until when it, or a smaller one, was the whole record, by increasing size. */
  readonly begins: readonly { readonly size: number; readonly at: number | null }[]
}

/** Every cosignature is verified here, once. */
export function timeEvidence(sources: TimeSources): TimeEvidence {
  const { policy, publications, verify } = sources
  if (policy.quorum.kind === "none") return { ...sources, ends: [], begins: [] }
  const newestFirst = publications.toSorted((a, b) => b.checkpoint.size - a.checkpoint.size)
  const earliest = new Map<string, number>()
  const ends = newestFirst.map(({ checkpoint: { size }, note }) => {
    for (const [witness, { first }] of votesOn(note, policy, verify))
      earliest.set(witness, Math.min(first, earliest.get(witness) ?? first))
    return { size, end: endOf([...earliest.values()], policy) }
  })
  const begins: { size: number; at: number | null }[] = []
  for (const { checkpoint, note } of newestFirst.toReversed()) {
    const [at, before] = [wholeUntil(note, sources), begins.at(-1)?.at ?? null]
    const later = at === null || (before !== null && before > at) ? before : at
    begins.push({ size: checkpoint.size, at: later })
  }
  return { ...sources, ends: ends.toReversed(), begins }
}

/** The (f + 1)-th smallest time, plus the second that cosignatures round away, plus ε. */
function endOf(times: readonly number[], { faulty, clockErrorMs }: Policy): Bound | undefined {
  const time = times.toSorted((a, b) => a - b)[faulty]
  return time === undefined
    ? undefined
    : { at: time * secondMs + secondMs + clockErrorMs, by: times.length }
}

/** With at most f witnesses wrong, one of the f + 1 largest times is honest; less ε. */
function beginningOf(note: Note, { policy, verify }: TimeSources): Bound | null {
  const { faulty, clockErrorMs } = policy
  const times = Array.from(votesOn(note, policy, verify).values(), ({ last }) => last)
  const time = times.toSorted((a, b) => b - a)[faulty]
  return time === undefined ? null : { at: time * secondMs - clockErrorMs, by: times.length }
}

export const noteMap = (notes: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> =>
  new Map(notes.map((note) => [toHex(seenHash(note)), note]))

const secondMs = 1000

/** Not before: what the cosignatures prove in the note that the signer committed to; null if nothing. */
export function notBeforeOf(seen: string | null, evidence: TimeSources): Bound | null {
  const bytes = seen === null ? undefined : evidence.notes.get(seen)
  const note = bytes === undefined ? undefined : parseSeen(bytes)
  if (note === undefined || note.checkpoint.origin !== evidence.origin) return null
  const { policy, rootAt } = evidence
  const root = rootAt(note.checkpoint.size)
  if (root === undefined || !equal(root, note.checkpoint.root)) return null
  if (policy.quorum.kind !== "none") return beginningOf(note, evidence)
  const seal = evidence.seals.find(({ index }) => index === note.checkpoint.size - 1)
  return seal === undefined ? null : { at: seal.time - policy.clockErrorMs, by: 0 }
}

type Votes = ReadonlyMap<string, { readonly first: number; readonly last: number }>

/** One vote per witness, by its key: its first and its last time on a note. A false line makes the note worthless. */
function votesOn(note: Note, policy: Policy, verify: Ed25519Verify): Votes {
  // Only the quorum's own: who keeps a second key for replaying would otherwise vote twice.
  const voting = new Set(quorumWitnesses(policy.quorum))
  const witnesses = policy.witnesses.filter(({ name }) => voting.has(name)).map(({ key }) => key)
  const votes = new Map<string, { first: number; last: number }>()
  for (const { witness, time } of readCosignatures(note, witnesses, verify) ?? []) {
    const key = toHex(witness.publicKey)
    const { first, last } = votes.get(key) ?? { first: time, last: time }
    votes.set(key, { first: Math.min(first, time), last: Math.max(last, time) })
  }
  return votes
}

const never: Bound = { at: Infinity, by: 0 }

/**
 * Not after: per witness its earliest cosignature on any checkpoint that includes the entry; the (f + 1)-th smallest.
 * Without witnesses: the ledger's own seal.
 */
export function notAfterOf(index: number, { policy, seals, ends }: TimeEvidence): Bound {
  if (policy.quorum.kind === "none") {
    const seal = seals.find((each) => each.index >= index)
    return seal === undefined ? never : { at: seal.time + policy.clockErrorMs, by: 0 }
  }
  return ends.find(({ size }) => size > index)?.end ?? never
}

/**
 * Until when this was the whole record: a quorum of witnesses said so then or later. Two quorums share an honest witness,
 * and he does not go back, so no larger tree can have had a quorum before. That fewer say so is not enough: of f + 1
 * one is honest, but he may be the one who was never shown the larger tree.
 */
function wholeUntil(note: Note, { policy, verify }: TimeSources): number | null {
  const lasts = Array.from(votesOn(note, policy, verify), ([key, { last }]) => ({ key, last }))
  const names = new Map(policy.witnesses.map(({ name, key }) => [toHex(key.publicKey), name]))
  const fresh = new Set<string>()
  for (const { key, last } of lasts.toSorted((a, b) => b.last - a.last)) {
    fresh.add(names.get(key) ?? "")
    if (quorumMet(policy.quorum, fresh)) return last * secondMs - policy.clockErrorMs
  }
  return null
}

/** Up to when the record is known to be complete: see `wholeUntil`; without witnesses the newest seal. */
export function completeUpTo(head: ProvenPublication, evidence: TimeSources): number {
  const { policy, seals } = evidence
  if (policy.quorum.kind === "none") return (seals.at(-1)?.time ?? 0) - policy.clockErrorMs
  return wholeUntil(head.note, evidence) ?? 0
}

/**
 * When an entry came on record. By the first publications that hold it, as `notAfterOf`; and not before the last time
 * at which a publication without it was the whole record. Without witnesses it is when the operator says so.
 */
export function onRecordOf(
  { index, appendedAt }: { readonly index: number; readonly appendedAt: number },
  evidence: TimeEvidence,
): Bracket {
  if (evidence.policy.quorum.kind === "none") return { notBefore: appendedAt, notAfter: appendedAt }
  const without = evidence.begins.findLast(({ size }) => size <= index)
  return { notBefore: without?.at ?? null, notAfter: notAfterOf(index, evidence).at }
}

export type Signature = {
  readonly statement: Statement
  /** The entry that holds it; null for a loose receipt. */
  readonly index: number | null
  readonly covers: readonly StatementId[]
}

/** Every signature in these statements, each with those that it covers. */
export function signaturesIn(
  all: readonly { readonly opened: Opened; readonly index: number | null }[],
): readonly Signature[] {
  const signatures: Signature[] = []
  for (const { opened, index } of all)
    for (const statement of signersOf(opened))
      signatures.push({ statement, index, covers: coversOf(statement, opened) })
  return signatures
}

function coversOf(statement: Statement, opened: Opened): readonly StatementId[] {
  const covers: StatementId[] = []
  for (const { id } of statement.attested) covers.push(id)
  if (statement === opened || statement.id === opened.id) {
    if (opened.offered !== null) covers.push(opened.offered.id)
    for (const id of coveredIds(opened)) covers.push(id)
  } else if (statement.kind === "offer")
    for (const { previous } of statement.terms.lines) covers.push(previous)
  return covers
}

const none: readonly StatementId[] = []

/** A bracket, and how many witnesses each end rests on. */
export type WitnessedBracket = Bracket & { readonly by: { before: number; after: number } }

/** Brackets of all signatures, after both bounds have travelled along everything that signatures cover. */
export function bracketsOf(
  signatures: readonly Signature[],
  evidence: TimeEvidence,
): (statement: StatementId) => WitnessedBracket {
  const byId = new Map<StatementId, Signature>()
  for (const signature of signatures) {
    const known = byId.get(signature.statement.id)
    if (known === undefined || (known.index ?? Infinity) > (signature.index ?? Infinity))
      byId.set(signature.statement.id, signature)
  }
  const coverers = new Map<StatementId, StatementId[]>()
  for (const { statement, covers } of byId.values())
    for (const covered of covers) {
      const known = coverers.get(covered)
      if (known === undefined) coverers.set(covered, [statement.id])
      else known.push(statement.id)
    }
  const begun = new Map<string | null, Bound | null>()
  const lower = travelled<Bound | null>(
    (id) => {
      const seen = byId.get(id)?.statement.seen ?? null
      const bound = begun.has(seen) ? begun.get(seen) : notBeforeOf(seen, evidence)
      begun.set(seen, bound ?? null)
      return bound ?? null
    },
    (id) => byId.get(id)?.covers ?? none,
    (a, b) => (a === null ? b : b === null || a.at >= b.at ? a : b),
  )
  const upper = travelled(
    (id) => {
      const index = byId.get(id)?.index ?? null
      return index === null ? never : notAfterOf(index, evidence)
    },
    (id) => coverers.get(id) ?? none,
    (a, b) => (a.at <= b.at ? a : b),
  )
  const found = new Map<StatementId, WitnessedBracket>()
  return (id) => {
    const known = found.get(id)
    if (known !== undefined) return known
    const [before, after] = [lower(id), upper(id)]
    const bracket = {
      notBefore: before?.at ?? null,
      notAfter: after.at,
      by: { before: before?.by ?? 0, after: after.by },
    }
    found.set(id, bracket)
    return bracket
  }
}

/**
 * The bound of a signature and of all that it reaches, remembered. Covering goes by hash, so it has no cycle; the walk
 * keeps its own stack, because a chain may be longer than the machine's.
 */
function travelled<Limit>(
  own: (id: StatementId) => Limit,
  reaches: (id: StatementId) => readonly StatementId[],
  join: (a: Limit, b: Limit) => Limit,
): (id: StatementId) => Limit {
  const known = new Map<StatementId, Limit>()
  const settle = (id: StatementId, stack: StatementId[]): boolean => {
    const next = reaches(id)
    const before = stack.length
    for (const each of next) if (!known.has(each)) stack.push(each)
    if (stack.length > before) return false
    let bound = own(id)
    for (const each of next) bound = join(bound, known.get(each) as Limit)
    known.set(id, bound)
    return true
  }
  return (start) => {
    const found = known.get(start)
    if (found !== undefined) return found
    const stack = [start]
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1))
      if (known.has(id) || settle(id, stack)) stack.pop()
    return known.get(start) as Limit
  }
}
