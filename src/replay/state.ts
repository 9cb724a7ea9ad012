/** What a replay must keep to go on from where it is, and the contract of whoever keeps it. */

import { type Hash, toHex } from "../encoding/bytes.ts"
import type { StatementId, SubjectId } from "../custody/identifier.ts"
import type { SubjectState } from "../custody/state.ts"
import type { Statement } from "../custody/statement.ts"
import { subjectTypes } from "../custody/subject.ts"
import { emptyMapRoot } from "../merkle/mapproof.ts"
import type { Frontier } from "../merkle/tree.ts"
import type { AuditFault } from "./fault.ts"

/** Where a replay is, and what of the entries before it the next one is held against. */
export type Place = {
  /** Entries replayed; `frontier` is of the tree over them, `lastLeaf` null before the first. */
  readonly size: number
  readonly frontier: Frontier
  readonly lastLeaf: Hash | null
  /** Of the entry before, milliseconds since 1970; 0 where that was none. */
  readonly appendedAt: number
  /** By how much the entry before called its index higher than it was. */
  readonly shift: number
  /** What genesis says; null until one was found at entry 0. `checkpointKey` is 32 bytes in hex. */
  readonly ledger: {
    readonly origin: string
    readonly genesis: StatementId
    readonly checkpointKey: string
  } | null
  /** Of the map over all entries replayed. */
  readonly subjects: number
  readonly mapRoot: Hash
  /** How many faults have been found and kept. */
  readonly faults: number
}

export const firstPlace = (): Place => ({
  size: 0,
  frontier: [],
  lastLeaf: null,
  appendedAt: 0,
  shift: 0,
  ledger: null,
  subjects: 0,
  mapRoot: emptyMapRoot(),
  faults: 0,
})

/** A subject as replay rebuilt it: its mini-log, the newest entry in it, and one state a type. */
export type Rebuilt = {
  readonly count: number
  readonly last: number
  readonly frontier: Frontier
  readonly states: {
    readonly [T in SubjectState["type"]]?: Extract<SubjectState, { readonly type: T }>
  }
  /** Only where it is packed: the newest entries in it, fewer than a page. */
  readonly tail?: readonly number[]
}

/** The form in which the ledger keeps a subject, so that what a replay packed can be compared byte by byte. */
export type Packing = {
  readonly write: (rebuilt: Rebuilt) => Uint8Array
  /** Only for bytes that `write` wrote. */
  readonly read: (packed: Uint8Array) => Rebuilt
  /** A tail of so many entries becomes a page, which is not packed, and the next one begins empty. */
  readonly page: number
  /** So many subjects touched last, and at most as many again, are not packed; 4096 if not given. */
  readonly unpacked?: number
}

/** One state a type, in the order of `subjectTypes`. */
export const statesOf = ({ states }: Pick<Rebuilt, "states">): readonly SubjectState[] =>
  subjectTypes.flatMap((type) => states[type] ?? [])

/** What a batch of entries makes of the state. */
export type ReplayChanges = {
  readonly subjects: ReadonlyMap<SubjectId, Rebuilt>
  /** Nonces used, as `nonceMarker` names them. */
  readonly markers: readonly string[]
  /** By number: the leaves as `encodeLeaves` writes them, and the hash of the subtree over them. */
  readonly buckets: ReadonlyMap<number, { readonly leaves: Uint8Array; readonly hash: Hash }>
  readonly faults: readonly AuditFault[]
}

/** Answers stand in the order of the question; undefined or false is "never committed". */
export type ReplayStore = {
  /** Undefined before the first commit. */
  readonly place: () => Promise<Place | undefined>
  readonly faults: () => Promise<readonly AuditFault[]>
  readonly subjects: (ids: readonly SubjectId[]) => Promise<readonly (Rebuilt | undefined)[]>
  readonly markers: (markers: readonly string[]) => Promise<readonly boolean[]>
  readonly buckets: (numbers: readonly number[]) => Promise<readonly (Uint8Array | undefined)[]>
  /** All of them, in the order of their ids. */
  readonly allSubjects: () => AsyncIterable<readonly [SubjectId, Rebuilt]>
  readonly bucketHashes: () => AsyncIterable<{ readonly bucket: number; readonly hash: Hash }>
  /** All of it or nothing, and durable (where the store is) when it resolves. */
  readonly commit: (place: Place, changes: ReplayChanges) => Promise<void>
}

/** The store gave something else than was put into it. Says nothing about the log that is replayed. */
export class StateFault extends Error {
  override readonly name: string = "StateFault"
}

/**
 * The name under which a ledger and a replay remember that a key has used a nonce: 64 hex digits, the first half of the
 * key's thumbprint and of the nonce. Nobody can make a key whose thumbprint begins as another's does, and a signer whose
 * nonces begin alike harms himself alone.
 */
export const nonceMarker = ({ keyId, nonce }: Pick<Statement, "keyId" | "nonce">): string =>
  keyId.slice(0, 32) + toHex(nonce.subarray(0, 16))
