/** Ed25519 in Node behind the one rule: the same answers as the portable form, some twenty times faster. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto"
import {
  type Ed25519Verify,
  isTorsionFreePortable,
  seedLength,
  strict,
  type TorsionCheck,
} from "../cose/ed25519.ts"
import { Recent } from "../encoding/recent.ts"
import { loadLibsodium } from "./libsodium.ts"

const publicKeysKept = 4096
const privateKeysKept = 64

/** RFC 8410 §7: PrivateKeyInfo, version 0, id-Ed25519, and the seed as an octet string in an octet string. */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex")

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")

/** Importing costs a sizeable part of a verification, so the keys used last are kept. */
function keepLast(
  limit: number,
  importKey: (bytes: Uint8Array) => KeyObject,
): (bytes: Uint8Array) => KeyObject {
  const kept = new Recent<KeyObject>(limit)
  return (bytes) => {
    const name = latin1(bytes)
    const known = kept.get(name)
    if (known !== undefined) return known
    const key = importKey(bytes)
    kept.set(name, key)
    return key
  }
}

// As JWK: on Node 20 the import of SPKI costs ten times as much.
const publicKeyObject = keepLast(publicKeysKept, (publicKey) =>
  createPublicKey({
    format: "jwk",
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
  }),
)

const privateKeyObject = keepLast(privateKeysKept, (seed) =>
  createPrivateKey({ format: "der", type: "pkcs8", key: Buffer.concat([pkcs8Prefix, seed]) }),
)

/** The rule of `cose/ed25519.ts`, rule 5 by OpenSSL. */
export const verifyOpenssl: Ed25519Verify = strict((publicKey, message, signature) =>
  verify(null, message, publicKeyObject(publicKey), signature),
)

const libsodium = await loadLibsodium()

/** Who computes rule 5 for `verifyNode`. */
export const verifier = libsodium === undefined ? "OpenSSL" : "libsodium"

/** The rule of `cose/ed25519.ts`, rule 5 by whoever is fastest of those that are installed. */
export const verifyNode: Ed25519Verify = libsodium?.verify ?? verifyOpenssl

/** The check of new keys by libsodium, or the portable one. */
export const isTorsionFreeNode: TorsionCheck = libsodium?.isTorsionFree ?? isTorsionFreePortable

/** RFC 8032: the same bytes as `signPortable`, in constant time. Keeps the seed's key in memory. */
export function signNode(seed: Uint8Array, message: Uint8Array): Uint8Array {
  if (seed.length !== seedLength)
    throw new Error(`ed25519: expected a seed of ${seedLength} bytes, got ${seed.length}`)
  return Uint8Array.from(sign(null, message, privateKeyObject(seed)))
}
