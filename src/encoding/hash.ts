/** SHA-256, and the one way Kvitto separates its uses of it. The only file that hashes. */

import { sha256 as portableSha256 } from "@noble/hashes/sha2.js"
import { concat, type Hash, utf8 } from "./bytes.ts"

/** SHA-256 in two forms: as 32 bytes of their own, and written to `target` from `at` on. */
export type Sha256 = {
  readonly digest: (message: Uint8Array) => Hash
  readonly write: (message: Uint8Array, target: Uint8Array, at: number) => void
}

let current: Sha256 = {
  digest: portableSha256,
  write: (message, target, at) => target.set(portableSha256(message), at),
}

/** Lets the composition root put the platform's own SHA-256 under everything; the result is the same by definition. */
export function useSha256(platform: Sha256): void {
  current = platform
}

export const sha256 = (message: Uint8Array): Hash => current.digest(message)

/** Puts the hash of `message` into `target`, 32 bytes from `at` on: for those who would only copy it there. */
export const writeSha256 = (message: Uint8Array, target: Uint8Array, at: number): void =>
  current.write(message, target, at)

/**
 * The uses of SHA-256 beside the trees of RFC 9162 and RFC 9679. A domain is hashed with a final zero byte;
 * no name holds one, so no domain is a prefix of another and no message can be moved from one use to another.
 */
export type Domain =
  | "kvitto/statement-id"
  | "kvitto/item-id"
  | "kvitto/attested"
  | "kvitto/sealed-term"
  | "kvitto/duress"
  | "kvitto/possession"
  | "kvitto/delivery-code"
  | "kvitto/tag"
  | "kvitto/promise"
  | "kvitto/seen"
  | "kvitto/map-key"
  | "kvitto/stored"
  | "kvitto/message"

const prefixes = new Map<Domain, Uint8Array>()

/** What is hashed before a message in this use. */
export function domainPrefix(domain: Domain): Uint8Array {
  let bytes = prefixes.get(domain)
  if (bytes === undefined) {
    bytes = utf8(`${domain}\0`)
    prefixes.set(domain, bytes)
  }
  return bytes
}

// Every message here is put together in one buffer, because the hash keeps nothing of it.
const scratch = new Uint8Array(65_536)

/**
 * SHA-256(domain ‖ 0x00 ‖ message), the message given in pieces: whoever gives several must have fixed their lengths, or
 * one canonical CBOR array that holds them.
 */
export function hashIn(domain: Domain, ...pieces: readonly Uint8Array[]): Hash {
  const before = domainPrefix(domain)
  let length = before.length
  for (const piece of pieces) length += piece.length
  if (length > scratch.length) return sha256(concat(before, ...pieces))
  scratch.set(before)
  let at = before.length
  for (const piece of pieces) {
    scratch.set(piece, at)
    at += piece.length
  }
  return sha256(scratch.subarray(0, length))
}
