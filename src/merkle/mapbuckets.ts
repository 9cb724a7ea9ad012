/**
 * The authenticated map's root for those who keep its leaves elsewhere. Keys are split by their first 16 bits into
 * buckets; what is in memory is one hash a bucket and the nodes above them, 4 MB however many keys there are. The same
 * hashes as `MapTrie` gives; they are defined in mapproof.ts.
 */

import { compare, concat, type Hash, uint64 } from "../encoding/bytes.ts"
import type { MapLeaf } from "./map.ts"
import { bitAt, emptyMapRoot, mapInnerHash, mapLeafHash, sharedBits } from "./mapproof.ts"

const bucketBits = 16
const bucketCount = 2 ** bucketBits

/** The number of the bucket that a key of 32 bytes belongs to. */
export const bucketOf = (key: Hash): number => (key[0] as number) * 256 + (key[1] as number)

const leafBytes = 32 + 8 + 32

/** Key, count, root; one leaf after the other, in the order given. */
export const encodeLeaves = (leaves: readonly MapLeaf[]): Uint8Array =>
  concat(...leaves.flatMap(({ key, count, root }) => [key, uint64(count), root]))

/** Only for bytes that `encodeLeaves` wrote. */
export function decodeLeaves(bytes: Uint8Array): MapLeaf[] {
  if (bytes.length % leafBytes !== 0)
    throw new Error(`map leaves: expected ${leafBytes} bytes each, got ${bytes.length}`)
  const counts = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Array.from({ length: bytes.length / leafBytes }, (_, i) => {
    const at = i * leafBytes
    return {
      key: bytes.slice(at, at + 32),
      count: Number(counts.getBigUint64(at + 32)),
      root: bytes.slice(at + 40, at + leafBytes),
    }
  })
}

/** Where in leaves sorted by key this key stands, or would stand. */
export function leafPosition(leaves: readonly MapLeaf[], key: Hash): number {
  let from = 0
  let to = leaves.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (compare((leaves[middle] as MapLeaf).key, key) < 0) from = middle + 1
    else to = middle
  }
  return from
}

/** The hash of the subtree over these leaves: at least one, sorted by key, each key once. */
export const subtreeOf = (leaves: readonly MapLeaf[]): Hash => subtree(leaves, 0, leaves.length)

function subtree(leaves: readonly MapLeaf[], from: number, to: number): Hash {
  const first = leaves[from]
  const last = leaves[to - 1]
  if (first === undefined || last === undefined || from >= to)
    throw new Error(`map subtree: expected leaves ${from} to ${to}, got ${leaves.length}`)
  if (to - from === 1) return mapLeafHash(first.key, first.count, first.root)
  const depth = sharedBits(first.key, last.key)
  let left = from
  let right = to
  // The keys whose bit at `depth` is 0 stand first.
  while (left < right) {
    const middle = (left + right) >> 1
    if (bitAt((leaves[middle] as MapLeaf).key, depth) === 0) left = middle + 1
    else right = middle
  }
  return mapInnerHash(depth, first.key, subtree(leaves, from, left), subtree(leaves, left, to))
}

const [EMPTY, FRESH, STALE] = [0, 1, 2] as const

/**
 * The nodes down to the buckets, as a heap: node i has the children 2i and 2i + 1, node 1 covers all, bucket b is node
 * 65,536 + b. A node with one child that holds nothing is that other child: this is the map's path compression.
 */
export class MapBuckets {
  readonly #hashes = new Uint8Array(2 * bucketCount * 32)
  readonly #states = new Uint8Array(2 * bucketCount)

  /** Puts the hash of a bucket's subtree in the place of what it was. A bucket never becomes empty again. */
  set(bucket: number, hash: Hash): void {
    if (!Number.isInteger(bucket) || bucket < 0 || bucket >= bucketCount || hash.length !== 32)
      throw new Error(`map bucket: expected one below ${bucketCount} and a hash, got ${bucket}`)
    let node = bucketCount + bucket
    this.#hashes.set(hash, node * 32)
    this.#states[node] = FRESH
    for (node >>= 1; node > 0 && this.#states[node] !== STALE; node >>= 1)
      this.#states[node] = STALE
  }

  /** The hash of a bucket's subtree; undefined while it is empty. */
  get(bucket: number): Hash | undefined {
    const node = bucketCount + bucket
    return this.#states[node] === EMPTY ? undefined : this.#stored(node).slice()
  }

  /** Hashes only what changed since the last call. */
  root(): Hash {
    return this.#states[1] === EMPTY ? emptyMapRoot() : this.#hash(1).slice()
  }

  #hash(node: number): Hash {
    const stored = this.#stored(node)
    if (this.#states[node] === FRESH) return stored
    const [left, right] = [2 * node, 2 * node + 1]
    if (this.#states[left] === EMPTY) stored.set(this.#hash(right))
    else if (this.#states[right] === EMPTY) stored.set(this.#hash(left))
    else {
      const depth = 31 - Math.clz32(node)
      const below = (node << (bucketBits - depth)) & (bucketCount - 1)
      const prefix = Uint8Array.of(below >> 8, below & 255)
      stored.set(mapInnerHash(depth, prefix, this.#hash(left), this.#hash(right)))
    }
    this.#states[node] = FRESH
    return stored
  }

  #stored(node: number): Hash {
    return this.#hashes.subarray(node * 32, (node + 1) * 32)
  }
}
