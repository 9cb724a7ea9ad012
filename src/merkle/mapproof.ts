/**
 * The hashes of the authenticated map, and the check of what a stranger says is in it.
 *
 * The map is a path-compressed binary Merkle trie over keys of 32 bytes; bit 0 is the most significant bit of byte 0.
 *   empty map   SHA-256(0x04)
 *   leaf        SHA-256(0x02 ‖ key ‖ uint64 count ‖ root)
 *   inner node  SHA-256(0x03 ‖ uint16 depth ‖ prefix ‖ left ‖ right)
 * An inner node's depth is the number of bits that all keys below it share, its prefix those bits padded with zero
 * bits to 32 bytes; `left` holds the keys whose bit at that depth is 0. The hash covers position and skipped bits,
 * so a root fixes for every key the one path on which it would be, and what is there instead.
 */

import { equal, type Hash } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"

/** Key, count (a safe integer of at least 1) and root. */
export type MapProofLeaf = readonly [key: Hash, count: number, root: Hash]

/** Depth 0 … 255; prefix of ceil(depth / 8) bytes, spare bits zero; the children with bit 0 and bit 1. */
export type MapProofInner = readonly [
  depth: number,
  prefix: Uint8Array,
  left: MapProofNode,
  right: MapProofNode,
]

/** A bare hash is a pruned subtree. */
export type MapProofNode = Hash | MapProofLeaf | MapProofInner

/** A trie pruned to the paths of some keys; null is the empty map, and only as a whole. */
export type MapProof = null | MapProofNode

/** `unproven`: the proof is genuine and does not reach this key. Never to be read as `absent`. */
export type MapAnswer =
  | { readonly state: "present"; readonly count: number; readonly root: Hash }
  | { readonly state: "absent" }
  | { readonly state: "unproven" }

const keyLength = 32
const keyBits = 8 * keyLength
const leafMessage = new Uint8Array(1 + keyLength + 8 + 32).fill(2, 0, 1)
const leafCount = new DataView(leafMessage.buffer, 1 + keyLength, 8)
const innerMessage = new Uint8Array(1 + 2 + keyLength + 32 + 32).fill(3, 0, 1)

export const emptyMapRoot = (): Hash => sha256(Uint8Array.of(4))

/** Expects 32 bytes, a safe integer and 32 bytes: callers have checked them. */
export function mapLeafHash(key: Hash, count: number, root: Hash): Hash {
  leafMessage.set(key, 1)
  leafCount.setUint32(0, Math.floor(count / 2 ** 32))
  leafCount.setUint32(4, count % 2 ** 32)
  leafMessage.set(root, 1 + keyLength + 8)
  return sha256(leafMessage)
}

/** `below` starts with the prefix: any key under the node will do. Callers have checked the lengths. */
export function mapInnerHash(depth: number, below: Uint8Array, left: Hash, right: Hash): Hash {
  innerMessage[1] = depth >> 8
  innerMessage[2] = depth & 255
  innerMessage.fill(0, 3, 3 + keyLength)
  innerMessage.set(prefixOf(below, depth), 3)
  innerMessage.set(left, 3 + keyLength)
  innerMessage.set(right, 3 + keyLength + 32)
  return sha256(innerMessage)
}

/** Bytes that hold a prefix of `depth` bits. */
export const prefixLength = (depth: number): number => (depth + 7) >> 3

export const bitAt = (bytes: Uint8Array, position: number): number =>
  ((bytes[position >> 3] as number) >> (7 - (position & 7))) & 1

/** The first `depth` bits of a key in `prefixLength(depth)` bytes, the spare bits zero. */
export function prefixOf(key: Uint8Array, depth: number): Uint8Array {
  const length = prefixLength(depth)
  // Copied through the constructor: `slice` of a platform's subclass may share memory with a stranger's bytes.
  const prefix = new Uint8Array(key.subarray(0, length))
  const spare = 8 * length - depth
  if (spare > 0) prefix[length - 1] = (prefix[length - 1] as number) & (256 - 2 ** spare)
  return prefix
}

/** The number of leading bits that a and b share; as many as the shorter has when it begins the longer. */
export function sharedBits(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) ^ (b[i] as number)
    if (difference !== 0) return 8 * i + Math.clz32(difference) - 24
  }
  return 8 * length
}

const isBytes = (value: unknown, length: number): value is Uint8Array =>
  value instanceof Uint8Array && value.length === length

/** Where a node must be: its keys begin with the parent's prefix, then the bit of its side. */
type Place = { readonly parent: Uint8Array; readonly parentDepth: number; readonly bit: number }

function isAt(place: Place | undefined, bytes: Uint8Array, bits: number): boolean {
  if (place === undefined) return true
  const { parent, parentDepth, bit } = place
  return (
    bits > parentDepth &&
    bitAt(bytes, parentDepth) === bit &&
    sharedBits(parent, bytes) >= parentDepth
  )
}

/** The hash of a well-formed node, or undefined. Depth grows at every step, so it nests at most 257 deep. */
function hashOf(node: unknown, place: Place | undefined): Hash | undefined {
  if (isBytes(node, 32)) return node
  if (!Array.isArray(node)) return undefined
  const parts: readonly unknown[] = node
  if (parts.length === 3) {
    const [key, count, root] = parts
    if (!isBytes(key, keyLength) || !isBytes(root, 32) || !isAt(place, key, keyBits))
      return undefined
    const isCount = typeof count === "number" && Number.isSafeInteger(count) && count >= 1
    return isCount ? mapLeafHash(key, count, root) : undefined
  }
  if (parts.length !== 4) return undefined
  const [depth, prefix, left, right] = parts
  if (typeof depth !== "number" || !Number.isInteger(depth) || depth < 0 || depth >= keyBits)
    return undefined
  if (!isBytes(prefix, prefixLength(depth)) || !equal(prefixOf(prefix, depth), prefix))
    return undefined
  if (!isAt(place, prefix, depth)) return undefined
  const leftHash = hashOf(left, { parent: prefix, parentDepth: depth, bit: 0 })
  if (leftHash === undefined) return undefined
  const rightHash = hashOf(right, { parent: prefix, parentDepth: depth, bit: 1 })
  return rightHash === undefined ? undefined : mapInnerHash(depth, prefix, leftHash, rightHash)
}

function answer(proof: MapProof, key: Hash): MapAnswer {
  if (key.length !== keyLength) throw new Error(`map key: expected 32 bytes, got ${key.length}`)
  let node = proof
  for (;;) {
    if (node === null) return { state: "absent" }
    if (node instanceof Uint8Array) return { state: "unproven" }
    if (node.length === 3) {
      const [leafKey, count, root] = node
      return equal(leafKey, key) ? { state: "present", count, root } : { state: "absent" }
    }
    const [depth, prefix, left, right]: MapProofInner = node
    if (sharedBits(prefix, key) < depth) return { state: "absent" }
    node = bitAt(key, depth) === 0 ? left : right
  }
}

/**
 * Checks a stranger's proof against the root of a map and answers for any key. Undefined for anything that is not a
 * `MapProof` of exactly that root. The work is linear in the proof, which its decoder has bounded.
 * `get` throws for a key that is not 32 bytes.
 */
export function openMapProof(
  proof: unknown,
  root: Hash,
): { readonly get: (key: Hash) => MapAnswer } | undefined {
  const hash = proof === null ? emptyMapRoot() : hashOf(proof, undefined)
  if (hash === undefined || !equal(hash, root)) return undefined
  return { get: (key) => answer(proof as MapProof, key) }
}
