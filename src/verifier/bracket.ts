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
import { type Policy, quorumWitnesses } from "./policy.ts"

/** A proven seal: the ledger's time of one publication. */
export type ProvenSeal = { readonly index: number; readonly time: number }
/** A checkpoint whose root the bundle's tree gives too. */
export type ProvenPublication = { readonly checkpoint: Checkpoint; readonly note: Note }

export type TimeEvidence = {
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

export const noteMap = (notes: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> =>
  new Map(notes.map((note) => [toHex(seenHash(note)), note]))

/** The k-th smallest, counted from 1; undefined where there are fewer. */
const kthSmallest = (values: readonly number[], k: number): number | undefined =>
  [...values].sort((a, b) => a - b)[k - 1]

const secondMs = 1000

/** Not before: the (f + 1)-th largest cosignature time in the note that the signer committed to, less ε. */
export function notBeforeOf(seen: string | null, evidence: TimeEvidence): number | null {
  const bytes = seen === null ? undefined : evidence.notes.get(seen)
  const note = bytes === undefined ? undefined : parseSeen(bytes)
  if (note === undefined || note.checkpoint.origin !== evidence.origin) return null
  const { policy, rootAt } = evidence
  const root = rootAt(note.checkpoint.size)
  if (root === undefined || !equal(root, note.checkpoint.root)) return null
  if (policy.quorum.kind === "none") {
    const seal = evidence.seals.find(({ index }) => index === note.checkpoint.size - 1)
    return seal === undefined ? null : seal.time - policy.clockErrorMs
  }
  return notBeforeByWitnesses(note, evidence)
}

/** One vote per witness, by its key: the later or the earlier of its lines. A false line makes the note worthless. */
function votes(
  note: Note,
  { policy, verify }: TimeEvidence,
  join: (a: number, b: number) => number,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  // Only the quorum's own: who keeps a second key for replaying would otherwise vote twice.
  const voting = new Set(quorumWitnesses(policy.quorum))
  const witnesses = policy.witnesses.filter(({ name }) => voting.has(name)).map(({ key }) => key)
  const times = new Map(before)
  for (const { witness, time } of readCosignatures(note, witnesses, verify) ?? []) {
    const key = toHex(witness.publicKey)
    times.set(key, join(time, times.get(key) ?? time))
  }
  return times
}

/** With at most f witnesses wrong, one of the f + 1 largest times is honest. */
function notBeforeByWitnesses(note: Note, evidence: TimeEvidence): number | null {
  const { faulty, clockErrorMs } = evidence.policy
  const times = [...votes(note, evidence, Math.max).values()]
  const time = kthSmallest(
    times.map((each) => -each),
    faulty + 1,
  )
  return time === undefined ? null : -time * secondMs - clockErrorMs
}

/**
 * Not after: per witness its earliest cosignature on any checkpoint that includes the entry; the (f + 1)-th smallest,
 * plus the second that cosignatures round away, plus ε. Without witnesses: the ledger's own seal.
 */
export function notAfterOf(index: number, evidence: TimeEvidence): number {
  const { policy } = evidence
  if (policy.quorum.kind === "none") {
    const seal = evidence.seals.find((each) => each.index >= index)
    return seal === undefined ? Infinity : seal.time + policy.clockErrorMs
  }
  let earliest: ReadonlyMap<string, number> = new Map()
  for (const { checkpoint, note } of evidence.publications)
    if (checkpoint.size > index) earliest = votes(note, evidence, Math.min, earliest)
  const time = kthSmallest([...earliest.values()], policy.faulty + 1)
  return time === undefined ? Infinity : time * secondMs + secondMs + policy.clockErrorMs
}

/** Up to when the record is known to be complete: the (f + 1)-th largest cosignature time of the head, or its seal. */
export function completeUpTo(head: ProvenPublication, evidence: TimeEvidence): number {
  const { policy, seals } = evidence
  if (policy.quorum.kind === "none") return (seals.at(-1)?.time ?? 0) - policy.clockErrorMs
  return notBeforeByWitnesses(head.note, evidence) ?? 0
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
  return all.flatMap(({ opened, index }) =>
    signersOf(opened).map((statement) => ({
      statement,
      index,
      covers: coversOf(statement, opened),
    })),
  )
}

function coversOf(statement: Statement, opened: Opened): readonly StatementId[] {
  const attested = statement.attested.map(({ id }) => id)
  if (statement === opened || statement.id === opened.id) {
    const inner = opened.offered === null ? [] : [opened.offered.id]
    return [...attested, ...inner, ...coveredIds(opened)]
  }
  if (statement.kind === "offer")
    return [...attested, ...statement.terms.lines.map(({ previous }) => previous)]
  return attested
}

/** Brackets of all signatures, after both bounds have travelled along everything that signatures cover. */
export function bracketsOf(
  signatures: readonly Signature[],
  evidence: TimeEvidence,
): (statement: StatementId) => Bracket {
  const byId = new Map<StatementId, Signature>()
  for (const signature of signatures) {
    const known = byId.get(signature.statement.id)
    if (known === undefined || (known.index ?? Infinity) > (signature.index ?? Infinity))
      byId.set(signature.statement.id, signature)
  }
  const coverers = new Map<StatementId, StatementId[]>()
  for (const { statement, covers } of byId.values())
    for (const covered of covers)
      coverers.set(covered, [...(coverers.get(covered) ?? []), statement.id])
  const lower = travelled<number | null>(
    (id) => notBeforeOf(byId.get(id)?.statement.seen ?? null, evidence),
    (id) => byId.get(id)?.covers ?? [],
    (a, b) => (a === null ? b : b === null ? a : Math.max(a, b)),
  )
  const upper = travelled(
    (id) => {
      const index = byId.get(id)?.index ?? null
      return index === null ? Infinity : notAfterOf(index, evidence)
    },
    (id) => coverers.get(id) ?? [],
    Math.min,
  )
  return (id) => ({ notBefore: lower(id), notAfter: upper(id) })
}

/**
 * The bound of a signature and of all that it reaches, remembered. Covering goes by hash, so it has no cycle; the walk
 * keeps its own stack, because a chain may be longer than the machine's.
 */
function travelled<Bound>(
  own: (id: StatementId) => Bound,
  reaches: (id: StatementId) => readonly StatementId[],
  join: (a: Bound, b: Bound) => Bound,
): (id: StatementId) => Bound {
  const known = new Map<StatementId, Bound>()
  return (start) => {
    const stack = [start]
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      const next = reaches(id)
      const open = next.filter((each) => !known.has(each))
      if (open.length > 0 && !known.has(id)) {
        stack.push(...open)
        continue
      }
      if (!known.has(id))
        known.set(
          id,
          next.reduce((bound, each) => join(bound, known.get(each) as Bound), own(id)),
        )
      stack.pop()
    }
    return known.get(start) as Bound
  }
}
