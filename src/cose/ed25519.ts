/**
 * The one rule by which a signature is right, on every platform and for all time.
 *
 * A public key A, a message M and a signature R ‖ S are accepted exactly if
 *
 *   1. A is 32 bytes, R ‖ S is 64 bytes;
 *   2. A and R are canonical: y < p, and no "−0" for x;
 *   3. neither A nor R is one of the 8 points of small order;
 *   4. S < L;
 *   5. A is on the curve, and SB = R + kA exactly, k = SHA-512(R ‖ A ‖ M) over the bytes as they came.
 *
 * This is what curve25519-dalek calls `verify_strict`. RFC 8032 leaves the cofactor open, and real verifiers
 * answer differently on keys and signatures made for the purpose; a ledger that two auditors read must not. Rules
 * 1–4 need no arithmetic. Behind them the verifiers of OpenSSL, WebCrypto and this file agree on rule 5, which all
 * compute without multiplying by the cofactor (measured: 43 of the 914 vectors of C2SP/CCTV). No library's own
 * `verify` is trusted alone: @noble/ed25519 multiplies by the cofactor in both of its modes, some accept a small A.
 */

import { etc, getPublicKey, hashes, Point, sign } from "@noble/ed25519"
import { sha512 } from "@noble/hashes/sha2.js"
import { concat, equal, fromHex, toHex } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"

export type Ed25519Verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean

export const publicKeyLength = 32
export const signatureLength = 64
export const seedLength = 32

hashes.sha512 = sha512

function constant(hex: string): Uint8Array {
  const bytes = fromHex(hex)
  if (bytes === undefined) throw new Error(`ed25519: expected hex, got ${hex}`)
  return bytes
}

/** p = 2^255 − 19 and L = 2^252 + 27742317777372353535851937790883648493, little-endian. */
const fieldPrime = constant("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
const groupOrder = constant("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
const groupOrderInteger = Point.CURVE().n

/** The canonical y of the points of order 1, 2, 4 and 8. Each stands for both signs of x. */
const smallOrder = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(constant)

/** Whether the 32 bytes at `at`, little-endian and with bit 255 as `topMask` leaves it, are below `limit`. */
function below(bytes: Uint8Array, at: number, topMask: number, limit: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const byte = (bytes[at + i] as number) & (i === 31 ? topMask : 0xff)
    if (byte !== limit[i]) return byte < (limit[i] as number)
  }
  return false
}

function isPointY(bytes: Uint8Array, at: number, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i++) if (bytes[at + i] !== y[i]) return false
  return ((bytes[at + 31] as number) & 0x7f) === y[31]
}

/** Rules 2 and 3. x is 0 only where y is ±1, which is of small order, so no separate look for "−0" is needed. */
const passesPoint = (bytes: Uint8Array, at: number): boolean =>
  below(bytes, at, 0x7f, fieldPrime) && !smallOrder.some((y) => isPointY(bytes, at, y))

/** Rules 1 to 4: whether a platform that is right about rule 5 may be asked at all. Compares bytes, no arithmetic. */
export const passesFilter = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  publicKey.length === publicKeyLength &&
  signature.length === signatureLength &&
  below(signature, 32, 0xff, groupOrder) &&
  passesPoint(publicKey, 0) &&
  passesPoint(signature, 0)

/** The rule, from a platform's verifier whose equation is the cofactorless one of rule 5. */
export const strict =
  (platform: Ed25519Verify): Ed25519Verify =>
  (publicKey, message, signature) =>
    passesFilter(publicKey, signature) && platform(publicKey, message, signature)

/** The point that 32 canonical bytes encode, or undefined if the curve has none with that y. */
function pointOf(bytes: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(bytes, false)
  } catch {
    return undefined
  }
}

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.toReversed())}`)

/** Rule 5 as R = SB − kA, compared as bytes: R is canonical here, so the two say the same. */
const satisfiesEquation: Ed25519Verify = (publicKey, message, signature) => {
  const a = pointOf(publicKey)
  if (a === undefined) return false
  const r = signature.subarray(0, 32)
  const k = etc.mod(littleEndian(sha512(concat(r, publicKey, message))), groupOrderInteger)
  const sb = Point.BASE.multiplyUnsafe(littleEndian(signature.subarray(32)))
  return equal(sb.subtract(a.multiplyUnsafe(k)).toBytes(), r)
}

/** The rule in plain JavaScript, for every platform; about 1 ms, some twenty times what a platform takes. */
export const verifyPortable: Ed25519Verify = strict(satisfiesEquation)

/**
 * Whether a key may be enrolled: canonical, not of small order, and [L]A = 0. The rule above accepts keys with a
 * small-order part, which only somebody who made the key for the purpose can have; they are stopped at the door.
 */
export function inPrimeOrderSubgroup(publicKey: Uint8Array): boolean {
  if (publicKey.length !== publicKeyLength || !passesPoint(publicKey, 0)) return false
  const name = toHex(publicKey)
  if (proper.get(name)) return true
  const isProper = isTorsionFree(publicKey)
  if (isProper) proper.set(name, true)
  return isProper
}

/** Keys found proper before: every bundle of a ledger brings the same ones, and in a browser each costs a millisecond. */
const properKept = 16_384
let proper = new Recent<true>(properKept)

/** Of a key that passes the filter: whether it is on the curve, and [L]A = 0. */
export type TorsionCheck = (publicKey: Uint8Array) => boolean

export const isTorsionFreePortable: TorsionCheck = (publicKey) =>
  pointOf(publicKey)?.isTorsionFree() === true

let isTorsionFree = isTorsionFreePortable

/**
 * Lets the composition root put the platform's own check under every enrolment: the portable one takes 2 ms, a hundred
 * times as long, for each key in a bundle or a log.
 */
export function useTorsionCheck(platform: TorsionCheck): void {
  isTorsionFree = platform
  proper = new Recent(properKept)
}

function assertSeed(seed: Uint8Array): void {
  if (seed.length !== seedLength)
    throw new Error(`ed25519: expected a seed of ${seedLength} bytes, got ${seed.length}`)
}

/** The public key of a 32-byte seed (RFC 8032 §5.1.5). */
export function publicKeyOf(seed: Uint8Array): Uint8Array {
  assertSeed(seed)
  return getPublicKey(seed)
}

/** The signature of RFC 8032 §5.1.6: the same seed and message give the same 64 bytes on every platform. */
export function signPortable(seed: Uint8Array, message: Uint8Array): Uint8Array {
  assertSeed(seed)
  return sign(message, seed)
}
