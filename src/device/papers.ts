/**
 * Papers: every statement that this phone made or was shown, kept for good, and delivered by whoever has network first.
 * Both sides of a hand-over have both; the same bytes twice give the same answer.
 */

import { decodeParcel, encodeParcel, maxPredecessors, type Parcel } from "../api/parcel.ts"
import { coveredIds, type Opened, openStatement } from "../custody/handover.ts"
import type { SignedDraft } from "../custody/draft.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { Kind } from "../custody/kind.ts"
import { isRejected } from "../custody/rejected.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import { toHex } from "../encoding/bytes.ts"
import { type MessageOf, messageOf } from "./message.ts"
import { maxMessageBytes } from "./parts.ts"
import { PhoneFault } from "./phone.ts"
import { type Change, type Paper, put } from "./shelf.ts"

export type Papers = ReadonlyMap<string, Paper>

/** What a draft needs beside it on its way. */
export type Beside = Pick<Parcel, "notes"> & {
  readonly offerOpenings?: Uint8Array | null
  readonly needs?: readonly StatementId[]
}

export const parcelOf = (
  { bytes, leaves }: Pick<SignedDraft, "bytes" | "leaves">,
  { notes, offerOpenings = null }: Beside,
): Parcel => ({
  statement: bytes,
  openings: leaves.length === 0 ? null : encodeLeaves(leaves),
  notes: withoutCopies(notes),
  predecessors: [],
  offerOpenings,
})

export const withoutCopies = (notes: readonly Uint8Array[]): readonly Uint8Array[] => [
  ...new Map(notes.map((note) => [toHex(note), note])).values(),
]

export const nextOrder = (papers: Papers): number =>
  [...papers.values()].reduce((most, { order }) => Math.max(most, order), -1) + 1

/** A statement of this phone's own, as the paper that delivers it. */
export const ownPaper = (
  kind: Kind,
  signed: SignedDraft,
  beside: Beside,
  order: number,
): Paper => ({
  statement: signed.id,
  kind,
  parcel: encodeParcel(parcelOf(signed, beside)),
  needs: beside.needs ?? [],
  order,
  own: true,
  said: { state: "waiting" },
  proof: null,
})

export const putPaper = (paper: Paper): Change => put("papers", paper.statement, paper)

/** The papers among these ids and all that must be delivered before them, which the ledger has not taken yet; oldest first. */
export function undelivered(papers: Papers, ids: readonly StatementId[]): readonly Paper[] {
  const found = new Map<StatementId, Paper>()
  const open = [...ids]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const paper = papers.get(id)
    if (paper === undefined || found.has(id) || paper.said.state === "appended") continue
    found.set(id, paper)
    open.push(...paper.needs)
  }
  return [...found.values()].sort((a, b) => a.order - b.order)
}

/** Before each parcel in a list stands its length, in at most so many bytes. */
const lengthBytes = 5

/**
 * The parcel with what may not have been delivered yet and goes with it: as many of the newest as `room` bytes hold. After a
 * day without network that is not all of them; the rest is delivered by whoever has it.
 */
export function withPredecessors(parcel: Parcel, before: readonly Paper[], room: number): Parcel {
  const newest = before.slice(-maxPredecessors)
  let left = room - lengthBytes
  let first = newest.length
  while (first > 0) {
    left -= lengthBytes + (newest[first - 1] as Paper).parcel.length
    if (left < 0) break
    first--
  }
  return { ...parcel, predecessors: newest.slice(first).map((paper) => paper.parcel) }
}

/**
 * What a phone shows, with as much of what was not delivered before it as there is room for. Throws PhoneFault where there
 * is no room for the statement itself.
 */
export function shown(
  message: Omit<MessageOf<"offer">, "parcel"> | Omit<MessageOf<"receipt">, "parcel">,
  bare: Parcel,
  before: readonly Paper[],
): Uint8Array {
  const encoded = (parcel: Parcel): Uint8Array | undefined =>
    messageOf({ ...message, parcel: encodeParcel(parcel) })
  const alone = encoded(bare)
  if (alone === undefined) throw new PhoneFault("too-many")
  // The parcel's own length may take some bytes more.
  const room = maxMessageBytes - alone.length - lengthBytes
  return encoded(withPredecessors(bare, before, room)) ?? alone
}

/** A parcel that came from another phone, with its statement opened. */
export type Arrived = { readonly parcel: Parcel; readonly opened: Opened }

/** Undefined for what is no parcel with a statement for this ledger. */
export function openParcel(bytes: Uint8Array, origin: string): Arrived | undefined {
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) return undefined
  const opened = openStatement(parcel.statement, origin)
  return isRejected(opened) ? undefined : { parcel, opened }
}

/**
 * Papers of the predecessors that came along: those only that the statement rests on, so that nobody can fill the shelf with
 * others. In their order, which begins at `order`.
 */
export function arrivedPapers(
  { parcel, opened }: Arrived,
  papers: Papers,
  origin: string,
  order: number,
): readonly Paper[] {
  const came = new Map<StatementId, Arrived>()
  for (const each of parcel.predecessors) {
    const arrived = openParcel(each, origin)
    if (arrived !== undefined) came.set(arrived.opened.id, arrived)
  }
  const wanted = new Set<StatementId>()
  const open = [...needsOf(opened)]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const arrived = came.get(id)
    if (arrived === undefined || wanted.has(id)) continue
    wanted.add(id)
    open.push(...needsOf(arrived.opened))
  }
  return [...came.values()]
    .filter((each) => wanted.has(each.opened.id) && !papers.has(each.opened.id))
    .map((each, i) => foreignPaper(each, order + i))
}

/** What a statement names and could not exist without, the offer inside a receipt included: delivered before it. */
export const needsOf = (opened: Opened): readonly StatementId[] => [
  ...new Set([...coveredIds(opened), ...(opened.offered === null ? [] : [opened.offered.id])]),
]

/** A statement of somebody else's, as the paper that delivers it. */
export const foreignPaper = ({ parcel, opened }: Arrived, order: number): Paper => ({
  statement: opened.id,
  kind: opened.kind,
  parcel: encodeParcel({ ...parcel, predecessors: [] }),
  needs: needsOf(opened),
  order,
  own: false,
  said: { state: "waiting" },
  proof: null,
})
