/** The ledger's door, which needs nothing but the bytes that came; and the entry it makes of what is let in. */

import { type Hash, toHex } from "../encoding/bytes.ts"
import type { KeyId } from "../cose/key.ts"
import { decodeParcel, maxParcelBytes, type Parcel } from "../api/parcel.ts"
import type { Finding } from "../custody/finding.ts"
import { type Opened, openStatement, signersOf } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import { isRejected, type Rejected, rejected } from "../custody/rejected.ts"
import {
  type Asked,
  type Checked,
  checkedIn,
  type Found,
  openingsFound,
  signaturesAsked,
} from "../custody/scrutiny.ts"
import { lineCount, sealedContext, type Statement } from "../custody/statement.ts"
import { parseSeen, seenHash } from "../log/cosignature.ts"
import { encodeEntry, type Entry, maxEntryBytes, type OpeningsReceived } from "../log/entry.ts"
import { nonceMarker } from "../replay/state.ts"

/** A statement that is well formed and made for this ledger, with what came beside it, unchecked. */
export type Draft = {
  readonly opened: Opened
  /** Of the statement, and of the offer inside it. */
  readonly openings: Uint8Array | null
  readonly offerOpenings: Uint8Array | null
  /** Notes that a signer of it refers to. */
  readonly notes: readonly { readonly hash: string; readonly bytes: Uint8Array }[]
}

/** A draft after scrutiny. Whether its signers may sign it is judged in its turn. */
export type Candidate = Pick<Draft, "opened" | "notes"> & {
  /** Undefined: openings came that are not those of the statement. */
  readonly received: OpeningsReceived | undefined
  /** That its signer has used its nonce, as `nonceMarker` names it. */
  readonly marker: string
  /** By statement: its own, and those of the offer inside it. */
  readonly openings: readonly { readonly id: StatementId; readonly bytes: Uint8Array }[]
  /** What the openings show beside the statement: no part of any state, which reads open terms only. */
  readonly remarks: readonly Finding[]
  readonly checked: Checked
}

/** A parcel's statement and, oldest first, the statements before it that passed the door. */
export type Delivery = { readonly before: readonly Draft[]; readonly own: Draft }

/** A predecessor that is refused is left out, as if it had not been sent; its successor waits for it in the log. */
export function openDelivery(bytes: Uint8Array, origin: string): Delivery | Rejected {
  if (bytes.length > maxParcelBytes)
    return rejected("too-long", `a parcel has at most ${maxParcelBytes} bytes, got ${bytes.length}`)
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) return rejected("malformed", `parcel: ${parcel.fault}`)
  const before: Draft[] = []
  for (const [i, each] of parcel.predecessors.entries()) {
    const inner = decodeParcel(each)
    if ("fault" in inner) return rejected("malformed", `predecessor ${i}: ${inner.fault}`)
    if (inner.predecessors.length > 0)
      return rejected("malformed", `predecessor ${i}: has predecessors of its own`)
    const draft = openDraft(inner, origin)
    if (!isRejected(draft)) before.push(draft)
  }
  const own = openDraft(parcel, origin)
  return isRejected(own) ? own : { before, own }
}

function openDraft(parcel: Parcel, origin: string): Draft | Rejected {
  const opened = openStatement(parcel.statement, origin)
  if (isRejected(opened)) return opened
  if (opened.kind === "genesis" || opened.kind === "seal" || opened.kind === "attestation")
    return rejected("not-accepted-from-outside", opened.kind)
  const { openings, offerOpenings } = parcel
  return { opened, openings, offerOpenings, notes: referredNotes(opened, parcel.notes) }
}

/** A statement of the ledger's own, with nothing beside it. */
export const draftOf = (opened: Opened): Draft => ({
  opened,
  openings: null,
  offerOpenings: null,
  notes: [],
})

/** A statement and the openings that came for it. */
type Came = { readonly statement: Statement; readonly openings: Uint8Array | null }

const cameWith = ({ opened, openings, offerOpenings }: Draft): readonly Came[] => [
  { statement: opened, openings },
  ...(opened.offered === null ? [] : [{ statement: opened.offered, openings: offerOpenings }]),
]

/** What scrutiny is asked about a draft; `keyOf` gives the public keys that are known. */
export function askedOf(draft: Draft, keyOf: (id: KeyId) => Uint8Array | undefined): Asked {
  const signatures = signaturesAsked(draft.opened, keyOf)
  const openings = cameWith(draft).flatMap(({ statement, openings: encoded }) => {
    const { id, kind, sealed: root } = statement
    if (encoded === null || root === null) return []
    const lines = lineCount(statement)
    return [{ encoded, statement: id, kind, lines, context: sealedContext(statement), root }]
  })
  return { signatures, openings }
}

/** The candidate that a draft is, by what was found where `asked` was asked. */
export function candidateOf(draft: Draft, asked: Asked, found: Found): Candidate {
  const { opened, notes, offerOpenings } = draft
  let next = 0
  const all = cameWith(draft)
  const results = all.map(({ statement, openings }): OpeningsReceived | undefined => {
    if (statement.sealed === null) return openings === null ? "not-foreseen" : undefined
    return openings === null ? "none" : found.openings[next++]?.received
  })
  const stray = opened.offered === null && offerOpenings !== null
  const received = stray ? undefined : receivedInAll(results)
  return {
    opened,
    notes,
    received,
    marker: nonceMarker(opened),
    openings:
      received === undefined
        ? []
        : all.flatMap(({ statement, openings: bytes }) =>
            bytes === null ? [] : [{ id: statement.id, bytes }],
          ),
    remarks: received === undefined ? [] : found.openings.flatMap((each) => each?.findings ?? []),
    checked: checkedIn([asked], [found]),
  }
}

/** As `candidateOf`, at once and without a look at signatures: they are checked when they are asked for. */
export function unsignedCandidate(draft: Draft): Candidate {
  const asked = askedOf(draft, () => undefined)
  return candidateOf(draft, asked, { signatures: [], openings: asked.openings.map(openingsFound) })
}

function receivedInAll(
  each: readonly (OpeningsReceived | undefined)[],
): OpeningsReceived | undefined {
  if (each.includes(undefined)) return undefined
  const foreseen = new Set(each.filter((one) => one !== "not-foreseen"))
  const [only, ...others] = foreseen
  return others.length > 0 ? "some" : (only ?? "not-foreseen")
}

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
  const whole = encodeEntry(bare)
  if (notes.length === 0) return { entry: bare, bytes: whole, notes: [] }
  let room = maxEntryBytes - whole.length - noteHeadBytes
  const taken = notes.filter(({ hash, bytes }) => {
    const fits = !isLogged(hash) && bytes.length + noteHeadBytes <= room
    if (fits) room -= bytes.length + noteHeadBytes
    return fits
  })
  const entry = { ...bare, notes: taken.map(({ bytes }) => bytes) }
  return { entry, bytes: encodeEntry(entry), notes: taken.map(({ hash }) => hash) }
}
