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
import { type CborValue, decodeCbor, encodeCbor } from "../encoding/cbor.ts"
import { type Ed25519Verify, publicKeyLength, signatureLength } from "./ed25519.ts"
import { type KeyId, keyIdFromThumbprint, keyIdOf, type SigningKey, thumbprintOf } from "./key.ts"

/** A message of the right shape; whether its signature is right is another question. */
export type Signed = {
  readonly keyId: KeyId
  readonly type: string
  readonly payload: Uint8Array
  /** The bytes that `signature` is over. */
  readonly toBeSigned: Uint8Array
  readonly signature: Uint8Array
}

const tag = 18
const tagHead = 0xc0 | tag
const [algorithmLabel, keyIdLabel, typeLabel] = [1, 4, 16]
const ed25519Algorithm = -19
/** A media type is two names of at most 127 characters (RFC 6838 §4.2) and a slash. */
const typePattern = /^[!-~]{1,255}$/

const sigStructure = (protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array =>
  encodeCbor(["Signature1", protectedHeader, new Uint8Array(0), payload])

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
  const signature = key.sign(sigStructure(protectedHeader, payload))
  if (signature.length !== signatureLength)
    throw new Error(`sign: expected ${signatureLength} bytes, got ${signature.length}`)
  return concat(
    Uint8Array.of(tagHead),
    encodeCbor([protectedHeader, new Map<number, CborValue>(), payload, signature]),
  )
}

function openHeader(bytes: Uint8Array): { keyId: KeyId; type: string } | undefined {
  const decoded = decodeCbor(bytes)
  const header = decoded.ok ? decoded.value : undefined
  if (!(header instanceof Map) || header.size !== 3) return undefined
  const thumbprint = header.get(keyIdLabel)
  const type = header.get(typeLabel)
  if (header.get(algorithmLabel) !== ed25519Algorithm) return undefined
  if (!(thumbprint instanceof Uint8Array)) return undefined
  if (typeof type !== "string" || !typePattern.test(type)) return undefined
  const keyId = keyIdFromThumbprint(thumbprint)
  return keyId === undefined ? undefined : { keyId, type }
}

/**
 * Takes apart what `sign1` puts together; undefined for anything it would not write. Checks no signature.
 * `payload` and `signature` are views of `bytes`, not copies.
 */
export function openSign1(bytes: Uint8Array): Signed | undefined {
  if (bytes[0] !== tagHead) return undefined
  const decoded = decodeCbor(bytes.subarray(1))
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 4) return undefined
  const [protectedHeader, unprotectedHeader, payload, signature] =
    decoded.value as readonly CborValue[]
  if (!(unprotectedHeader instanceof Map) || unprotectedHeader.size !== 0) return undefined
  if (!(protectedHeader instanceof Uint8Array) || !(payload instanceof Uint8Array)) return undefined
  if (!(signature instanceof Uint8Array) || signature.length !== signatureLength) return undefined
  const header = openHeader(protectedHeader)
  if (header === undefined) return undefined
  return { ...header, payload, toBeSigned: sigStructure(protectedHeader, payload), signature }
}

/** Whether the key that the message names is this one, and the signature is right by `verify`. */
export const verifySigned = (
  signed: Signed,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
): boolean =>
  publicKey.length === publicKeyLength &&
  keyIdOf(publicKey) === signed.keyId &&
  verify(publicKey, signed.toBeSigned, signed.signature)
