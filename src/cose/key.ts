/** Keys and their names. A key is named by what it is, so nobody can give one name to two keys. */

import { equal, fromHex, toHex } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { sha256 } from "../encoding/hash.ts"
import { Recent } from "../encoding/recent.ts"
import { publicKeyLength, publicKeyOf, signPortable } from "./ed25519.ts"

/** Lower-case hex of a COSE key thumbprint (RFC 9679) with SHA-256: 64 letters. */
export type KeyId = string & { readonly __brand: "KeyId" }

/** A key that can sign, without saying where its secret lives. */
export type SigningKey = {
  readonly publicKey: Uint8Array
  readonly keyId: KeyId
  readonly sign: (message: Uint8Array) => Uint8Array
}

export const thumbprintLength = 32

/** Labels and values of a COSE key, RFC 9052 §7.1 and RFC 9053 §7.2: kty OKP, crv Ed25519, x. */
const [kty, crv, x] = [1, -1, -2]
const [octetKeyPair, ed25519] = [1, 6]

/** SHA-256 over the deterministic encoding of {1: 1, −1: 6, −2: x}, the members RFC 9679 §4.1 requires. */
export function keyIdOf(publicKey: Uint8Array): KeyId {
  if (publicKey.length !== publicKeyLength)
    throw new Error(`key: expected ${publicKeyLength} bytes, got ${publicKey.length}`)
  const members = new Map<number, number | Uint8Array>([
    [kty, octetKeyPair],
    [crv, ed25519],
    [x, publicKey],
  ])
  return toHex(sha256(encodeCbor(members))) as KeyId
}

/** Pairs found right before: a key signs many times, and its name costs as much as a small message. */
const named = new Recent<Uint8Array>(16_384)

/** Whether this is the name of the key. */
export function isNamed(publicKey: Uint8Array, keyId: KeyId): boolean {
  const known = named.get(keyId)
  if (known !== undefined) return equal(known, publicKey)
  if (keyIdOf(publicKey) !== keyId) return false
  named.set(keyId, Uint8Array.from(publicKey))
  return true
}

/** The name that 32 bytes spell, whether or not a key of that name exists; undefined for any other length. */
export const keyIdFromThumbprint = (thumbprint: Uint8Array): KeyId | undefined =>
  thumbprint.length === thumbprintLength ? (toHex(thumbprint) as KeyId) : undefined

export function thumbprintOf(keyId: KeyId): Uint8Array {
  const thumbprint = fromHex(keyId)
  if (thumbprint?.length !== thumbprintLength)
    throw new Error(`key: expected ${2 * thumbprintLength} hex digits, got ${keyId}`)
  return thumbprint
}

/** `sign` must be the signature of RFC 8032, so a platform's own may replace the portable one. */
export function signingKeyFromSeed(
  seed: Uint8Array,
  sign: (seed: Uint8Array, message: Uint8Array) => Uint8Array = signPortable,
): SigningKey {
  // A copy, so that a caller who wipes or reuses the buffer does not change the key.
  const secret = Uint8Array.from(seed)
  const publicKey = publicKeyOf(secret)
  return { publicKey, keyId: keyIdOf(publicKey), sign: (message) => sign(secret, message) }
}
