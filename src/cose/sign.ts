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

import { concat } from "../encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../encoding/cbor.ts"
import { giveUp, pullAll, type Puller } from "../encoding/pull.ts"
import { type Ed25519Verify, publicKeyLength, signatureLength } from "./ed25519.ts"
import { type KeyId, isNamed, type SigningKey, thumbprintOf } from "./key.ts"

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

const none = new Uint8Array(0)

/** The bytes that the signature is over (RFC 9052 §4.4). */
export const toBeSigned = ({
  protectedHeader,
  payload,
}: Pick<Signed, "protectedHeader" | "payload">): Uint8Array =>
  encodeCbor(["Signature1", protectedHeader, none, payload])

/** `type` is 1 to 255 visible ASCII characters. */
export function sign1(type: string, payload: Uint8Array, key: SigningKey): Uint8Array {
  if (!typePattern.test(type))
    throw new Error(`sign: expected a type of visible ASCII, got ${JSON.stringify(type)}`)
  const header = new Map<number, CborValue>([
    [algorithmLabel, ed25519Algorithm],
    [keyIdLabel, thumbprintOf(key.keyId)],
    [typeLabel, type],
  ])
  const protectedHeader = encodeCbor(header)
  const signature = key.sign(toBeSigned({ protectedHeader, payload }))
  if (signature.length !== signatureLength)
    throw new Error(`sign: expected ${signatureLength} bytes, got ${signature.length}`)
  return concat(
    Uint8Array.of(tagHead),
    encodeCbor([protectedHeader, new Map<number, CborValue>(), payload, signature]),
  )
}

/** In the order of the members' encodings: 1, 4, 16. */
function pullHeader(source: Puller): Pick<Signed, "keyId" | "type"> {
  const isOurs =
    source.openMap() === 3 &&
    source.integer() === algorithmLabel &&
    source.integer() === ed25519Algorithm &&
    source.integer() === keyIdLabel
  if (!isOurs) return giveUp()
  const keyId = source.hash() as KeyId
  const type = source.integer() === typeLabel ? source.text() : giveUp()
  return typePattern.test(type) ? { keyId, type } : giveUp()
}

function pullSign1(source: Puller): Omit<Signed, "bytes"> {
  if (source.openArray() !== 4) return giveUp()
  const protectedHeader = source.byteString()
  if (source.openMap() !== 0) return giveUp()
  source.close()
  const payload = source.byteString()
  const signature = source.byteString()
  const header = pullAll(protectedHeader, pullHeader)
  if (header === undefined || signature.length !== signatureLength) return giveUp()
  return { keyId: header.keyId, type: header.type, protectedHeader, payload, signature }
}

/**
 * Takes apart what `sign1` puts together; undefined for anything it would not write. Checks no signature.
 * All byte strings are views of `bytes`, not copies.
 */
export function openSign1(bytes: Uint8Array): Signed | undefined {
  const opened = bytes[0] === tagHead ? pullAll(bytes.subarray(1), pullSign1) : undefined
  return opened && { ...opened, bytes }
}

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
