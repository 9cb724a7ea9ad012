/**
 * One step of the authenticated map without the map: what its root becomes when some keys are set. A trie pruned to the
 * paths of exactly those keys is enough, because setting a key changes nothing off its path.
 */

import type { Hash } from "../encoding/bytes.ts"
import type { MapLeaf } from "./map.ts"
import {
  bitAt,
  emptyMapRoot,
  type MapProof,
  type MapProofInner,
  mapInnerHash,
  mapLeafHash,
  type MapProofNode,
  prefixOf,
  sharedBits,
} from "./mapproof.ts"
import { equal } from "../encoding/bytes.ts"

/** `added`: how many of the keys were not in the map before. */
export type MapStep = { readonly root: Hash; readonly added: number }

/**
 * The map after all `leaves` are set, each key once. Undefined where the pruned map does not reach one of the keys: then
 * nothing is known of the new root. `proof` is one that `openMapProof` has accepted, so it is well formed.
 */
export function mapAfter(proof: MapProof, leaves: readonly MapLeaf[]): MapStep | undefined {
  let node: MapProof = proof
  let added = 0
  for (const leaf of leaves) {
    const set: Placed | undefined = node === null ? fresh(leaf) : place(node, leaf)
    if (set === undefined) return undefined
    node = set.node
    added += set.isNew ? 1 : 0
  }
  return { root: node === null ? emptyMapRoot() : hashOf(node), added }
}

type Placed = { readonly node: MapProofNode; readonly isNew: boolean }

const fresh = ({ key, count, root }: MapLeaf): Placed => ({ node: [key, count, root], isNew: true })

/** Depth grows at every step down, so this nests at most 257 deep. */
function place(node: MapProofNode, leaf: MapLeaf): Placed | undefined {
  if (node instanceof Uint8Array) return undefined
  if (node.length === 3) {
    const [key] = node
    if (equal(key, leaf.key)) return { ...fresh(leaf), isNew: false }
    return { node: joined(node, key, leaf, sharedBits(key, leaf.key)), isNew: true }
  }
  const [depth, prefix, left, right]: MapProofInner = node
  const shared = sharedBits(prefix, leaf.key)
  if (shared < depth) return { node: joined(node, prefix, leaf, shared), isNew: true }
  const isLeft = bitAt(leaf.key, depth) === 0
  const below = place(isLeft ? left : right, leaf)
  if (below === undefined) return undefined
  const pair = isLeft ? ([below.node, right] as const) : ([left, below.node] as const)
  return { node: [depth, prefix, ...pair], isNew: below.isNew }
}

/** The new inner node where a key leaves the path of what stood here, whose own hash does not change by that. */
function joined(node: MapProofNode, below: Uint8Array, leaf: MapLeaf, depth: number): MapProofNode {
  const { node: beside } = fresh(leaf)
  const pair = bitAt(below, depth) === 1 ? ([beside, node] as const) : ([node, beside] as const)
  return [depth, prefixOf(leaf.key, depth), ...pair]
}

function hashOf(node: MapProofNode): Hash {
  if (node instanceof Uint8Array) return node
  if (node.length === 3) return mapLeafHash(...node)
  const [depth, prefix, left, right]: MapProofInner = node
  return mapInnerHash(depth, prefix, hashOf(left), hashOf(right))
}
