/**
 * One multiproof for everything. A partial tree has some known leaves and some older sizes whose roots can be
 * computed; every other subtree of RFC 9162's recursion is pruned to its hash, as high up as possible. So one
 * structure shows inclusion of many leaves, consistency with many older checkpoints, and, over a subject's
 * mini-log, that a run of entries is complete and in place.
 */

import type { Hash } from "../encoding/bytes.ts"
import { emptyRoot, type NodeReader, nodeHash, splitPoint, subtreeRoot } from "./tree.ts"

/**
 * `size`: leaves of the tree, a safe integer. `leaves`: indices of the known ones, strictly increasing, below `size`.
 * `sizes`: older sizes whose roots must be computable, strictly increasing, each 0 < s ≤ size.
 */
export type PartialShape = {
  readonly size: number
  readonly leaves: readonly number[]
  readonly sizes: readonly number[]
}

/**
 * A root alone does not fix its size, so whoever has an authentic (size, root) compares `rootAt(size)` with that root.
 * Then every known leaf below that size stands at its index, and every smaller `rootAt` belongs to the same history.
 */
export type PartialTree = {
  readonly root: Hash
  /** The root of the first `size` leaves, or undefined when the partial tree does not determine it. */
  readonly rootAt: (size: number) => Hash | undefined
}

/**
 * The shape that knows exactly the leaves from … to − 1. Undefined unless 0 ≤ from ≤ to ≤ size.
 * It holds to − from numbers: a verifier takes that from the entries in its hands, never from a claim.
 */
export function rangeShape(size: number, from: number, to: number): PartialShape | undefined {
  if (![size, from, to].every(Number.isSafeInteger)) return undefined
  if (from < 0 || from > to || to > size) return undefined
  return { size, leaves: Array.from({ length: to - from }, (_, i) => from + i), sizes: [] }
}

function increasesWithin(numbers: readonly number[], lowest: number, highest: number): boolean {
  let least = lowest
  for (const number of numbers) {
    if (!Number.isSafeInteger(number) || number < least || number > highest) return false
    least = number + 1
  }
  return true
}

const isShape = ({ size, leaves, sizes }: PartialShape): boolean =>
  Number.isSafeInteger(size) &&
  size >= 0 &&
  increasesWithin(leaves, 0, size - 1) &&
  increasesWithin(sizes, 1, size)

type Visitor<T> = {
  readonly known: (index: number) => T | undefined
  readonly pruned: (from: number, count: number) => T | undefined
  readonly inner: (left: T, right: T) => T
}

/**
 * Visits a valid shape in order, left to right, and stops at the first undefined. Prover and verifier both walk here,
 * so they cannot disagree on which subtree a hash stands for.
 */
function traverse<T>({ size, leaves, sizes }: PartialShape, visitor: Visitor<T>): T | undefined {
  let nextLeaf = 0
  let nextSize = 0
  const visit = (from: number, count: number): T | undefined => {
    const end = from + count
    while ((sizes[nextSize] ?? end) <= from) nextSize += 1
    const holdsLeaf = (leaves[nextLeaf] ?? end) < end
    const isCut = (sizes[nextSize] ?? end) < end
    if (!holdsLeaf && !isCut) return visitor.pruned(from, count)
    if (count === 1) {
      nextLeaf += 1
      return visitor.known(from)
    }
    const half = splitPoint(count)
    const left = visit(from, half)
    if (left === undefined) return undefined
    const right = visit(from + half, count - half)
    return right === undefined ? undefined : visitor.inner(left, right)
  }
  return visit(0, size)
}

/** The hashes a verifier needs beside the known leaves: the fewest, in the only order. Throws for an invalid shape. */
export function prunedHashes(shape: PartialShape, read: NodeReader): Hash[] {
  if (!isShape(shape)) throw new Error(`partial tree: expected a valid shape of ${shape.size}`)
  const hashes: Hash[] = []
  if (shape.size === 0) return hashes
  traverse<true>(shape, {
    known: () => true,
    pruned: (from, count) => {
      hashes.push(subtreeRoot(from, count, read))
      return true
    },
    inner: () => true,
  })
  return hashes
}

/** The part of a tree that somebody shows: every subtree of RFC 9162's recursion down to where it is cut off. */
export type ShownTree = {
  readonly from: number
  readonly count: number
  readonly hash: Hash
  readonly parts: readonly [ShownTree, ShownTree] | undefined
}

export const joined = (left: ShownTree, right: ShownTree): ShownTree => ({
  from: left.from,
  count: left.count + right.count,
  hash: nodeHash(left.hash, right.hash),
  parts: [left, right],
})

const areHashes = (hashes: readonly Hash[]): boolean => hashes.every((hash) => hash.length === 32)

/**
 * The tree that a stranger's shape and hashes show, `leafHashes` in the order of `shape.leaves`. Undefined for a tree
 * without leaves, an invalid shape, a hash not of 32 bytes, or one hash too many or too few; so every hash counts
 * towards its root. The work is bounded by the hashes given, whatever size is claimed.
 */
export function shownTree(
  shape: PartialShape,
  leafHashes: readonly Hash[],
  pruned: readonly Hash[],
): ShownTree | undefined {
  if (!isShape(shape) || shape.size === 0) return undefined
  if (leafHashes.length !== shape.leaves.length) return undefined
  if (!areHashes(leafHashes) || !areHashes(pruned)) return undefined
  let usedLeaves = 0
  let usedPruned = 0
  const terminal = (from: number, count: number, hash: Hash | undefined): ShownTree | undefined =>
    hash === undefined ? undefined : { from, count, hash, parts: undefined }
  const top = traverse<ShownTree>(shape, {
    known: (index) => terminal(index, 1, leafHashes[usedLeaves++]),
    pruned: (from, count) => terminal(from, count, pruned[usedPruned++]),
    inner: joined,
  })
  return usedPruned === pruned.length ? top : undefined
}

function rootOfFirst(size: number, { count, hash, parts }: ShownTree): Hash | undefined {
  if (size === count) return hash
  if (parts === undefined) return undefined
  const [left, right] = parts
  if (size <= left.count) return rootOfFirst(size, left)
  const rest = rootOfFirst(size - left.count, right)
  return rest === undefined ? undefined : nodeHash(left.hash, rest)
}

const emptyTree = (): PartialTree => ({
  root: emptyRoot(),
  rootAt: (size) => (size === 0 ? emptyRoot() : undefined),
})

/** The partial tree of a stranger's shape and hashes; undefined as `shownTree` says. One without leaves has no hashes. */
export function openPartial(
  shape: PartialShape,
  leafHashes: readonly Hash[],
  pruned: readonly Hash[],
): PartialTree | undefined {
  if (shape.size === 0) {
    const isEmpty = isShape(shape) && leafHashes.length === 0 && pruned.length === 0
    return isEmpty ? emptyTree() : undefined
  }
  const top = shownTree(shape, leafHashes, pruned)
  return (
    top && {
      root: top.hash,
      rootAt: (size) =>
        Number.isSafeInteger(size) && size > 0 && size <= shape.size
          ? rootOfFirst(size, top)
          : undefined,
    }
  )
}
