/**
 * A signed message: COSE_Sign1 (RFC 9052 §4.2), tagged, with no freedom left in it.
 *
 *   d2                    tag 18
 *   84                    array of 4
 *     58.. a3             byte string that holds the protected header, a map of 3
 *       01 32             alg: Ed25519 (−19, RFC 9864)
 *       04 58 20 ‹32›     kid: thumbprint of the signer's key (RFC 9679)
 *       10 ‹text›         typ: what the payload is (RFC 9596)
 *     a0                  unprotected header, empty
 *     ‹byte string›       payload
 *     58 40 ‹64›          signature
 *
 * Signed are the bytes of ["Signature1", protected header, h'', payload] (RFC 9052 §4.4). The one thing outside the
 * signature is the signature, and its rule leaves one spelling of each: nobody but the signer can make other bytes.
 */

import { concat, equal, hashToHex } from "../encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../encoding/cbor.ts"
import { giveUp, pullAll, type Puller } from "../encoding/pull.ts"
import { bytesLength, Putter } from "../encoding/put.ts"
import { type Ed25519Verify, publicKeyLength, signatureLength } from "./ed25519.ts"
import { type KeyId, isNamed, type SigningKey, thumbprintLength, thumbprintOf } from "./key.ts"

/** A message of the right shape; whether its signature is right is another question. */
export type Signed = {
  readonly keyId: KeyId
  readonly type: string
  /** The whole message. */
  readonly bytes: Uint8Array
  readonly protectedHeader: Uint8Array
  readonly payload: Uint8Array
  readonly signature: Uint8Array
}

const tag = 18
const tagHead = 0xc0 | tag
const [algorithmLabel, keyIdLabel, typeLabel] = [1, 4, 16]
const ed25519Algorithm = -19
/** A media type is two names of at most 127 characters (RFC 6838 §4.2) and a slash. */
const typePattern = /^[!-~]{1,255}$/

/** A message without its signature. */
export type Unsigned = Pick<Signed, "protectedHeader" | "payload">

/** An array of 4 and the text "Signature1"; between header and payload stands a byte string of nothing. */
const context = encodeCbor(["Signature1", 0, 0, 0]).subarray(0, 12)
const nothing = encodeCbor(new Uint8Array(0))

export const toBeSignedLength = ({ protectedHeader, payload }: Unsigned): number =>
  context.length + bytesLength(protectedHeader) + nothing.length + bytesLength(payload)

/** Puts the bytes that the signature is over (RFC 9052 §4.4): [context, header, h'', payload]. */
export function putToBeSigned(putter: Putter, { protectedHeader, payload }: Unsigned): void {
  putter.raw(context)
  putter.byteString(protectedHeader)
  putter.raw(nothing)
  putter.byteString(payload)
}

/** The bytes that the signature is over. */
export function toBeSigned(unsigned: Unsigned): Uint8Array {
  const putter = new Putter(toBeSignedLength(unsigned))
  putToBeSigned(putter, unsigned)
  return putter.whole()
}

/**
 * What is to be signed. A key may answer at once or later (a browser's does), so signing is two steps: this, and `withSignature`
 * around the signature over `toBeSigned`. `type` is 1 to 255 visible ASCII characters.
 */
export function unsigned1(type: string, payload: Uint8Array, keyId: KeyId): Unsigned {
  if (!typePattern.test(type))
    throw new Error(`sign: expected a type of visible ASCII, got ${JSON.stringify(type)}`)
  const header = new Map<number, CborValue>([
    [algorithmLabel, ed25519Algorithm],
    [keyIdLabel, thumbprintOf(keyId)],
    [typeLabel, type],
  ])
  return { protectedHeader: encodeCbor(header), payload }
}

/** The whole message. Whether the signature is right is for whoever reads it. */
export function withSignature(
  { protectedHeader, payload }: Unsigned,
  signature: Uint8Array,
): Uint8Array {
  if (signature.length !== signatureLength)
    throw new Error(`sign: expected ${signatureLength} bytes, got ${signature.length}`)
  return concat(
    Uint8Array.of(tagHead),
    encodeCbor([protectedHeader, new Map<number, CborValue>(), payload, signature]),
  )
}

/** Both steps with a key that answers at once. */
export function sign1(type: string, payload: Uint8Array, key: SigningKey): Uint8Array {
  const unsigned = unsigned1(type, payload, key.keyId)
  return withSignature(unsigned, key.sign(toBeSigned(unsigned)))
}

/** A map of 3, its first two members up to the 32 bytes of the second: in the order of the members' encodings, 1, 4, 16. */
const headerStart = encodeCbor(
  new Map<number, CborValue>([
    [algorithmLabel, ed25519Algorithm],
    [keyIdLabel, new Uint8Array(thumbprintLength)],
    [typeLabel, ""],
  ]),
).subarray(0, 6)
const typeAt = headerStart.length + thumbprintLength

/**
 * A header has no freedom but its key and its type, so it is held against its one spelling: reading it as CBOR took half of
 * the time that opening a message takes.
 */
function readHeader(header: Uint8Array): Pick<Signed, "keyId" | "type"> | undefined {
  for (let i = 0; i < headerStart.length; i++) if (header[i] !== headerStart[i]) return undefined
  const text = typeAt + (header.length - typeAt - 2 < 24 ? 2 : 3)
  const length = header.length - text
  const [label, head, next] = [header[typeAt], header[typeAt + 1], header[typeAt + 2]]
  const isHead =
    text - typeAt === 2 ? head === 0x60 + length : head === 0x78 && next === length && length >= 24
  if (label !== typeLabel || !isHead || length < 1) return undefined
  const type = typeIn(header, text)
  return type === undefined
    ? undefined
    : { keyId: hashToHex(header, headerStart.length) as KeyId, type }
}

// Nearly every message has the type of the one before.
let lastType = { bytes: new Uint8Array(0), text: "" }

function typeIn(header: Uint8Array, from: number): string | undefined {
  const bytes = header.subarray(from)
  if (equal(bytes, lastType.bytes)) return lastType.text
  const text = String.fromCharCode(...bytes)
  if (!typePattern.test(text)) return undefined
  lastType = { bytes: bytes.slice(), text }
  return text
}

function pullSign1(source: Puller): Signed {
  if (source.bytes[source.at++] !== tagHead || source.openArray() !== 4) return giveUp()
  const protectedHeader = source.byteString()
  if (source.openMap() !== 0) return giveUp()
  source.close()
  const payload = source.byteString()
  const signature = source.byteString()
  const header = readHeader(protectedHeader)
  if (header === undefined || signature.length !== signatureLength) return giveUp()
  const { keyId, type } = header
  return { keyId, type, bytes: source.bytes, protectedHeader, payload, signature }
}

/**
 * Takes apart what `sign1` puts together; undefined for anything it would not write. Checks no signature.
 * All byte strings are views of `bytes`, not copies.
 */
export const openSign1 = (bytes: Uint8Array): Signed | undefined => pullAll(bytes, pullSign1)

/** Whether the key that a message names is this one, and the signature is right. */
export type CheckSigned = (signed: Signed, publicKey: Uint8Array) => boolean

/** As `CheckSigned`, by `verify`. */
export const verifySigned = (
  signed: Signed,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
): boolean =>
  publicKey.length === publicKeyLength &&
  isNamed(publicKey, signed.keyId) &&
  verify(publicKey, toBeSigned(signed), signed.signature)
