/** SHA-256, and the one way Kvitto separates its uses of it. The only file that hashes. */

import { sha256 as portableSha256 } from "@noble/hashes/sha2.js"
import { concat, type Hash, utf8 } from "./bytes.ts"

type Digest = (message: Uint8Array) => Hash
let digest: Digest = portableSha256

/** Lets the composition root put the platform's own SHA-256 under everything; the result is the same by definition. */
export function useSha256(platform: Digest): void {
  digest = platform
}

export const sha256 = (message: Uint8Array): Hash => digest(message)

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
  | "kvitto/nonce"
  | "kvitto/seen"
  | "kvitto/map-key"
  | "kvitto/stored"

const prefixes = new Map<Domain, Uint8Array>()

function prefix(domain: Domain): Uint8Array {
  let bytes = prefixes.get(domain)
  if (bytes === undefined) {
    bytes = utf8(`${domain}\0`)
    prefixes.set(domain, bytes)
  }
  return bytes
}

/** SHA-256(domain ‖ 0x00 ‖ message). A message of several parts is one canonical CBOR array. */
export const hashIn = (domain: Domain, message: Uint8Array): Hash =>
  sha256(concat(prefix(domain), message))
