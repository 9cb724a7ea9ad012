/** Verification of single inclusion and consistency proofs, RFC 9162 §2.1.3.2 and §2.1.4.2. */

import { equal, type Hash } from "../encoding/bytes.ts"
import { emptyRoot, nodeHash } from "./tree.ts"

// Sizes reach 2^53, so halving is by division: JavaScript's shifts see 32 bits only.
const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1
const isPowerOfTwo = (n: number): boolean => {
  let rest = n
  while (rest > 1 && !isOdd(rest)) rest = half(rest)
  return rest === 1
}

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
const areHashes = (hashes: readonly Hash[]): boolean => hashes.every((hash) => hash.length === 32)

/** The root to which `proof` leads from `leaf` (a leaf hash) at `index` of `size` leaves; undefined if it does not fit. */
export function inclusionRoot(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
): Hash | undefined {
  if (!isSize(size) || !isSize(index) || index >= size) return undefined
  if (!areHashes([leaf, ...proof])) return undefined
  let [position, last, hash] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return undefined
    if (isOdd(position) || position === last) {
      hash = nodeHash(sibling, hash)
      // The rightmost node has no sibling on the levels where it is a left child.
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 ? hash : undefined
}

/**
 * Whether `proof` shows `leaf` (a leaf hash) at `index` of the tree of `size` leaves with `root`.
 * A root alone does not fix its size: `size` and `root` must come from one signed or proven pair.
 */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  const computed = inclusionRoot(index, size, leaf, proof)
  return computed !== undefined && equal(computed, root)
}

/**
 * Whether the tree of `size2` leaves with `root2` continues the tree of `size1` leaves with `root1`.
 * Equal sizes: true for equal roots and an empty proof (for size 0, only with the one root that size has).
 * Otherwise 0 < size1 < size2. From size 0 to a larger one it is false, as in RFC 9162: every tree continues the
 * empty one, so such a "proof" would show nothing about `root2`.
 */
export function verifyConsistency(
  size1: number,
  size2: number,
  proof: readonly Hash[],
  root1: Hash,
  root2: Hash,
): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 > size2) return false
  if (!areHashes([root1, ...proof, root2])) return false
  if (size1 === size2)
    return proof.length === 0 && equal(root1, root2) && (size1 > 0 || equal(root1, emptyRoot()))
  if (size1 === 0 || proof.length === 0) return false
  const [start, ...siblings] = isPowerOfTwo(size1) ? [root1, ...proof] : proof
  let [position, last] = [size1 - 1, size2 - 1]
  while (isOdd(position)) [position, last] = [half(position), half(last)]
  let [older, newer] = [start as Hash, start as Hash]
  for (const sibling of siblings) {
    if (last === 0) return false
    if (isOdd(position) || position === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (!isOdd(position) && position !== 0) [position, last] = [half(position), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    position = half(position)
    last = half(last)
  }
  return last === 0 && equal(older, root1) && equal(newer, root2)
}
