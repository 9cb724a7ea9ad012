/**
 * The ledger's own words: the seal, which closes a publication, and the promise, with which it acknowledges an entry.
 *
 * A seal is a statement and the last leaf of every publication, at size − 1: it holds the root of the map over exactly
 * the entries before it, and the ledger's time. A promise says where an entry stands and until when it will be
 * published; a promise that the tree does not keep convicts the operator.
 */

import type { Hash } from "../encoding/bytes.ts"
import { decodeCbor, encodeCbor } from "../encoding/cbor.ts"
import { bytes, fields, identifier, integer, named, type Of, readShape } from "../encoding/shape.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { SigningKey } from "../cose/key.ts"
import { openSign1, sign1, verifySigned } from "../cose/sign.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Payload, signStatement } from "../custody/statement.ts"
import { origin as originShape } from "../custody/shapes.ts"

export type SealTerms = {
  /** How many entries it covers, which is its own index. */
  readonly size: number
  readonly mapRoot: Hash
  readonly subjects: number
  /** Milliseconds since 1970 by the ledger's clock. */
  readonly time: number
}

/** A seal has nobody's duress to hide and no openings; those fields are zero. */
export function makeSeal(origin: string, terms: SealTerms, key: SigningKey): Uint8Array {
  const payload: Payload<"seal"> = {
    kind: "seal",
    origins: [origin],
    // The map root and the size already make every seal another one.
    nonce: terms.mapRoot,
    party: null,
    role: "ledger",
    crew: [],
    onBehalfOf: null,
    signedAt: { at: terms.time, offset: 0 },
    acted: null,
    seen: null,
    contract: null,
    procedure: null,
    plan: null,
    openingsChecked: false,
    duress: "0".repeat(64),
    attestations: [],
    sealed: null,
    terms,
  }
  return signStatement(payload, key)
}

export const promiseType = "application/vnd.kvitto.promise+cbor"

export const promiseShape = named(
  "promise",
  fields({
    version: [1, integer(1, 1)],
    origin: [2, originShape],
    statement: [3, identifier<StatementId>()],
    leafHash: [4, bytes(32)],
    index: [5, integer(0, 2 ** 52)],
    publishBy: [6, integer(0, 2 ** 52)],
  }),
)
export type Promised = Omit<Of<typeof promiseShape>, "version">

export const signPromise = (promised: Promised, key: SigningKey): Uint8Array =>
  sign1(promiseType, encodeCbor(promiseShape.write({ ...promised, version: 1 })), key)

/** The promise in signed bytes, if they are one and `publicKey` made it. */
export function openPromise(
  whole: Uint8Array,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
): Promised | undefined {
  const signed = openSign1(whole)
  if (signed?.type !== promiseType || !verifySigned(signed, publicKey, verify)) return undefined
  const decoded = decodeCbor(signed.payload)
  if (!decoded.ok) return undefined
  const read = readShape(promiseShape, decoded.value)
  return read.ok ? read.value : undefined
}
