/**
 * What the ledger keeps of a subject: its mini-log's count and frontier, and its state. One id has one mini-log; since
 * some kinds mention ids that their signer chose, an id may be spoken of as an item and be a key's, so each type has
 * a state of its own and none can overwrite another's.
 */

import { Encoder } from "cbor-x"
import { concat, type Hash } from "../encoding/bytes.ts"
import { appendLeaf, type Frontier, frontierRoot } from "../merkle/tree.ts"
import type { SubjectState } from "../custody/state.ts"
import { type Subject, subjectTypes } from "../custody/subject.ts"

export type States = {
  readonly [T in SubjectState["type"]]?: Extract<SubjectState, { readonly type: T }>
}

export type SubjectHead = {
  /** Entries in its mini-log. */
  readonly count: number
  /** The index of the newest of them. */
  readonly last: number
  readonly frontier: Frontier
  /** By type; a type is missing while it has only been mentioned. */
  readonly states: States
}

const untouched: SubjectHead = { count: 0, last: 0, frontier: [], states: {} }

export const miniLogRoot = ({ frontier }: Pick<SubjectHead, "frontier">): Hash =>
  frontierRoot(frontier)

/** In the order of `subjectTypes`, as the audit compares them. */
export const statesOf = ({ states }: SubjectHead): readonly SubjectState[] =>
  subjectTypes.flatMap((type) => states[type] ?? [])

/** The head after one more entry, which gave the subject this state. */
export function touched(
  before: SubjectHead = untouched,
  type: Subject["type"],
  state: SubjectState | undefined,
  entry: { readonly index: number; readonly leaf: Hash },
): SubjectHead {
  return {
    count: before.count + 1,
    last: entry.index,
    frontier: appendLeaf(before.frontier, before.count, entry.leaf),
    states: state === undefined ? before.states : { ...before.states, [type]: state },
  }
}

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false })

type Stored = Omit<SubjectHead, "frontier"> & { readonly peaks: Uint8Array }

export function encodeSubjectHead({ count, last, frontier, states }: SubjectHead): Uint8Array {
  const stored: Stored = { count, last, peaks: concat(...frontier), states }
  return Uint8Array.from(encoder.encode(stored))
}

/** Only for bytes that `encodeSubjectHead` wrote: the store has proven them unchanged. */
export function decodeSubjectHead(bytes: Uint8Array): SubjectHead {
  const { count, last, peaks, states } = encoder.decode(bytes) as Stored
  const whole = Uint8Array.from(peaks)
  const frontier = Array.from({ length: whole.length / 32 }, (_, i) =>
    whole.slice(32 * i, 32 * (i + 1)),
  )
  return { count, last, frontier, states }
}
