/**
 * The parcel: what phones and uploads exchange. A statement's bytes, what opens its sealed terms, the exact `seen` notes
 * its signers refer to, and statements before it that may not have been delivered yet.
 */

import { encodeCbor } from "../encoding/cbor.ts"
import { bytes, decodeShape, encoded, integer, type Of } from "../encoding/shape.ts"
import { fields, list, nullable } from "../encoding/structure.ts"
import { maxEntryBytes, maxNoteBytes, maxNotes } from "../log/entry.ts"

/** The openings of 500 lines with their salts, and as many predecessors as a day's route has hand-overs. */
export const maxParcelBytes = 4 * 1024 * 1024
export const maxPredecessors = 64

const parcelShape = fields({
  version: [1, integer(1, 1)],
  statement: [2, bytes(1, maxEntryBytes)],
  // As `encodeLeaves` wrote them; checked against the statement they belong to.
  openings: [3, nullable(encoded)],
  notes: [4, list(bytes(1, maxNoteBytes), 0, maxNotes)],
  predecessors: [5, list(bytes(1, maxParcelBytes), 0, maxPredecessors)],
  offerOpenings: [6, nullable(encoded)],
})

/**
 * `openings` are those of the statement, `offerOpenings` those of the offer inside an acceptance, which its receiver
 * checked before he signed. `predecessors` are parcels too, oldest first, without predecessors of their own.
 */
export type Parcel = Omit<Of<typeof parcelShape>, "version">

export const encodeParcel = (
  parcel: Omit<Parcel, "offerOpenings"> & Partial<Pick<Parcel, "offerOpenings">>,
): Uint8Array => encodeCbor(parcelShape.write({ offerOpenings: null, ...parcel, version: 1 }))

/** A sentence if the bytes are no parcel. */
export function decodeParcel(whole: Uint8Array): Parcel | { readonly fault: string } {
  if (whole.length > maxParcelBytes) return { fault: `longer than ${maxParcelBytes} bytes` }
  const read = decodeShape(parcelShape, whole)
  return read.ok ? read.value : { fault: read.fault }
}

/** The statements in a file that lies beside a bundle: one by itself, or a parcel's with whatever came before it. */
export function statementsIn(file: Uint8Array): readonly Uint8Array[] {
  const parcel = decodeParcel(file)
  if ("fault" in parcel) return [file]
  const before = parcel.predecessors.flatMap((each) => {
    const inner = decodeParcel(each)
    return "fault" in inner ? [] : [inner.statement]
  })
  return [...before, parcel.statement]
}

/** The CDDL of the parcel, as `docs/parcel.md` holds it. */
export const parcelCddl = (): string => `parcel = ${parcelShape.cddl}\n`
