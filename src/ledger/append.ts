/** The ledger's door, which needs nothing but the bytes that came; and the entry it makes of what is let in. */

import { type Hash, toHex } from "../encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../encoding/cbor.ts"
import { decodeParcel, maxParcelBytes, type Parcel } from "../api/parcel.ts"
import type { Finding } from "../custody/finding.ts"
import { type Opened, openStatement, signersOf } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import { isRejected, type Rejected, rejected } from "../custody/rejected.ts"
import { type Leaf, openingFindings, readLeaves } from "../custody/sealed.ts"
import { lineCount, sealedContext, type Statement } from "../custody/statement.ts"
import { parseSeen, seenHash } from "../log/cosignature.ts"
import { encodeEntry, type Entry, maxEntryBytes, type OpeningsReceived } from "../log/entry.ts"

/** A statement that is well formed and made for this ledger. Who signed it is judged in its turn. */
export type Candidate = {
  readonly opened: Opened
  /** Undefined: openings came that are not those of the statement. */
  readonly received: OpeningsReceived | undefined
  /** By statement: its own, and those of the offer inside it. */
  readonly openings: readonly { readonly id: StatementId; readonly bytes: Uint8Array }[]
  /** What the openings show beside the statement: no part of any state, which reads open terms only. */
  readonly remarks: readonly Finding[]
  /** Notes that a signer of it refers to. */
  readonly notes: readonly { readonly hash: string; readonly bytes: Uint8Array }[]
}

/** A parcel's statement and, oldest first, the statements before it that passed the door. */
export type Delivery = { readonly before: readonly Candidate[]; readonly own: Candidate }

/** A predecessor that is refused is left out, as if it had not been sent; its successor waits for it in the log. */
export function openDelivery(bytes: Uint8Array, origin: string): Delivery | Rejected {
  if (bytes.length > maxParcelBytes)
    return rejected("too-long", `a parcel has at most ${maxParcelBytes} bytes, got ${bytes.length}`)
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) return rejected("malformed", `parcel: ${parcel.fault}`)
  const before: Candidate[] = []
  for (const [i, each] of parcel.predecessors.entries()) {
    const inner = decodeParcel(each)
    if ("fault" in inner) return rejected("malformed", `predecessor ${i}: ${inner.fault}`)
    if (inner.predecessors.length > 0)
      return rejected("malformed", `predecessor ${i}: has predecessors of its own`)
    const candidate = openCandidate(inner, origin)
    if (!isRejected(candidate)) before.push(candidate)
  }
  const own = openCandidate(parcel, origin)
  return isRejected(own) ? own : { before, own }
}

function openCandidate(parcel: Parcel, origin: string): Candidate | Rejected {
  const opened = openStatement(parcel.statement, origin)
  if (isRejected(opened)) return opened
  if (opened.kind === "genesis" || opened.kind === "seal" || opened.kind === "attestation")
    return rejected("not-accepted-from-outside", opened.kind)
  return candidateOf(opened, parcel.openings, parcel.offerOpenings, parcel.notes)
}

export function candidateOf(
  opened: Opened,
  openings: CborValue,
  offerOpenings: CborValue,
  notes: readonly Uint8Array[],
): Candidate {
  const came = [cameWith(opened, openings)]
  if (opened.offered !== null) came.push(cameWith(opened.offered, offerOpenings))
  const stray = opened.offered === null && offerOpenings !== null
  const received = stray ? undefined : receivedInAll(came.map(receivedOf))
  const kept = came.filter((each) => each.openings !== null && received !== undefined)
  return {
    opened,
    received,
    openings: kept.map((each) => ({ id: each.statement.id, bytes: encodeCbor(each.openings) })),
    remarks: kept.flatMap(({ statement, leaves }) => openingFindings(statement.id, leaves ?? [])),
    notes: referredNotes(opened, notes),
  }
}

type Came = {
  readonly statement: Statement
  readonly openings: CborValue
  /** Undefined: none came, or they are not the statement's own. */
  readonly leaves: readonly Leaf[] | undefined
}

// Every leaf is hashed to be read, so they are read once.
const cameWith = (statement: Statement, openings: CborValue): Came => ({
  statement,
  openings,
  leaves: openings === null ? undefined : leavesOf(statement, openings),
})

function receivedOf({ statement, openings, leaves }: Came): OpeningsReceived | undefined {
  if (statement.sealed === null) return openings === null ? "not-foreseen" : undefined
  if (openings === null) return "none"
  if (leaves === undefined) return undefined
  return leaves.every((leaf) => !(leaf instanceof Uint8Array)) ? "all" : "some"
}

function receivedInAll(
  each: readonly (OpeningsReceived | undefined)[],
): OpeningsReceived | undefined {
  if (each.includes(undefined)) return undefined
  const foreseen = new Set(each.filter((one) => one !== "not-foreseen"))
  const [only, ...others] = foreseen
  return others.length > 0 ? "some" : (only ?? "not-foreseen")
}

/** The openings of a statement, if these are its own. */
export const leavesOf = (statement: Statement, openings: CborValue): readonly Leaf[] | undefined =>
  statement.sealed === null
    ? undefined
    : readLeaves(
        openings,
        statement.kind,
        lineCount(statement),
        sealedContext(statement),
        statement.sealed,
      )

function referredNotes(opened: Opened, notes: readonly Uint8Array[]): Candidate["notes"] {
  const seen = new Set(signersOf(opened).map((signer) => signer.seen))
  const found = new Map<string, Uint8Array>()
  for (const bytes of notes) {
    const hash = toHex(seenHash(bytes))
    if (seen.has(hash) && parseSeen(bytes) !== undefined) found.set(hash, bytes)
  }
  return Array.from(found, ([hash, bytes]) => ({ hash, bytes }))
}

/** Where the next entry goes: after `lastLeaf`, not before `appendedAt`. */
export type Tip = { readonly size: number; readonly lastLeaf: Hash; readonly appendedAt: number }

export type Made = {
  readonly entry: Entry
  readonly bytes: Uint8Array
  /** The hashes of the notes that it holds. */
  readonly notes: readonly string[]
}

const noteHeadBytes = 3

/** The entry for a candidate whose openings are right, with as many of the notes not logged yet as fit. */
export function makeEntry(
  { opened, received, notes }: Candidate,
  tip: Tip,
  now: number,
  isLogged: (note: string) => boolean,
): Made {
  if (received === undefined) throw new Error("entry: expected openings of the statement")
  const bare: Entry = {
    index: tip.size,
    appendedAt: Math.max(now, tip.appendedAt),
    previous: tip.lastLeaf,
    openings: received,
    statement: opened.bytes,
    notes: [],
  }
  let room = maxEntryBytes - encodeEntry(bare).length - noteHeadBytes
  const taken = notes.filter(({ hash, bytes }) => {
    const fits = !isLogged(hash) && bytes.length + noteHeadBytes <= room
    if (fits) room -= bytes.length + noteHeadBytes
    return fits
  })
  const entry = { ...bare, notes: taken.map(({ bytes }) => bytes) }
  return { entry, bytes: encodeEntry(entry), notes: taken.map(({ hash }) => hash) }
}
