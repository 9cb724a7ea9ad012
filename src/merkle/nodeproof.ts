/**
 * Inclusion of a complete subtree: what RFC 9162 §2.1.3 shows of a leaf, shown of any node (level, index), which
 * covers the leaves [index·2^level, (index + 1)·2^level). Such a node has one hash in every tree that goes on from the
 * same leaves, so two trees of one log in which it has two hashes are two histories.
 */

import { equal, type Hash } from "../encoding/bytes.ts"
import { joined, type ShownTree } from "./partial.ts"
import { nodeHash, type NodeReader, splitPoint, subtreeRoot } from "./tree.ts"

/** Sizes are below 2^53, so no complete subtree has a level above 52, and no path is longer. */
const highestLevel = 52

/** Whether the tree of `size` leaves, a safe integer, has the complete subtree (level, index). A leaf is level 0. */
export function hasNode(level: number, index: number, size: number): boolean {
  if (![level, index, size].every(Number.isSafeInteger)) return false
  if (level < 0 || level > highestLevel || index < 0) return false
  return (index + 1) * 2 ** level <= size
}

/** The splits from the root down to the node: where the other part lies, and whether it is the left one. */
function splitsTo(level: number, index: number, size: number) {
  const width = 2 ** level
  const start = index * width
  const splits: { from: number; count: number; isLeft: boolean }[] = []
  let [from, count] = [0, size]
  // The node is aligned and no wider than where it lies, so no split cuts it.
  while (count > width) {
    const half = splitPoint(count)
    const goesLeft = start < from + half
    if (goesLeft) splits.push({ from: from + half, count: count - half, isLeft: false })
    else splits.push({ from, count: half, isLeft: true })
    if (!goesLeft) from += half
    count = goesLeft ? half : count - half
  }
  return splits
}

/** The path of a node in the tree of `size` leaves, its sibling first. Throws for a node that this tree has not. */
export function nodeProof(level: number, index: number, size: number, read: NodeReader): Hash[] {
  if (!hasNode(level, index, size))
    throw new Error(`node proof: expected a node of a tree of ${size}, got ${level}/${index}`)
  return splitsTo(level, index, size)
    .map(({ from, count }) => subtreeRoot(from, count, read))
    .toReversed()
}

/** Whether a stranger's path shows that the node has this hash in the tree of `size` leaves with `root`. */
export function verifyNodeProof(
  node: { readonly level: number; readonly index: number; readonly hash: Hash },
  size: number,
  path: readonly Hash[],
  root: Hash,
): boolean {
  if (!hasNode(node.level, node.index, size)) return false
  if (![node.hash, ...path, root].every(({ length }) => length === 32)) return false
  const splits = splitsTo(node.level, node.index, size).toReversed()
  if (splits.length !== path.length) return false
  const top = splits.reduce((hash, { isLeft }, i) => {
    const sibling = path[i] as Hash
    return isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  }, node.hash)
  return equal(top, root)
}

/** The tree that an inclusion path shows; undefined where the leaf with this path does not lead to `root`. */
export function shownByPath(
  index: number,
  size: number,
  leaf: Hash,
  path: readonly Hash[],
  root: Hash,
): ShownTree | undefined {
  if (!verifyNodeProof({ level: 0, index, hash: leaf }, size, path, root)) return undefined
  const start: ShownTree = { from: index, count: 1, hash: leaf, parts: undefined }
  return splitsTo(0, index, size)
    .toReversed()
    .reduce<ShownTree>((node, { from, count, isLeft }, i) => {
      const sibling: ShownTree = { from, count, hash: path[i] as Hash, parts: undefined }
      return isLeft ? joined(sibling, node) : joined(node, sibling)
    }, start)
}

export type ShownNode = {
  readonly level: number
  readonly index: number
  readonly hash: Hash
  readonly path: readonly Hash[]
}

/**
 * The complete subtree over [from, from + 2^level), with its path, if this tree shows it: as one of its parts, or, for
 * one that lies below a cut, not at all.
 */
export function nodeIn(tree: ShownTree, level: number, index: number): ShownNode | undefined {
  const width = 2 ** level
  const start = index * width
  const downwards: Hash[] = []
  let at = tree
  while (at.count > width) {
    if (at.parts === undefined) return undefined
    const [left, right] = at.parts
    const goesLeft = start < right.from
    downwards.push((goesLeft ? right : left).hash)
    at = goesLeft ? left : right
  }
  const isThere = at.count === width && at.from === start
  return isThere ? { level, index, hash: at.hash, path: downwards.toReversed() } : undefined
}

/** The complete subtrees that a tree shows, the widest first in every part. */
export function* completeNodes(tree: ShownTree): Generator<{ level: number; index: number }> {
  const open = [tree]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const level = Math.log2(at.count)
    if (Number.isInteger(level)) yield { level, index: at.from / at.count }
    if (at.parts !== undefined) open.push(at.parts[1], at.parts[0])
  }
}

/**
 * The pruned hashes of the partial tree that has no known leaf and one older size, from a tree that shows as much;
 * undefined where it does not. Expects 0 < older < the tree's size.
 */
export function pastIn(tree: ShownTree, older: number): readonly Hash[] | undefined {
  const end = tree.from + tree.count
  if (older <= tree.from || older >= end) return [tree.hash]
  if (tree.parts === undefined) return undefined
  const [left, right] = tree.parts.map((part) => pastIn(part, older))
  return left && right && [...left, ...right]
}

/**
 * The same hashes out of a consistency proof of RFC 9162 §2.1.4 from `older` to `size`, which has them in another
 * order. Undefined for a proof of another length. So it is for every one from a power of two: there the older tree is
 * itself one of these hashes, and the proof leaves it out. Nothing is verified here.
 */
export function pastOfProof(
  older: number,
  size: number,
  proof: readonly Hash[],
): readonly Hash[] | undefined {
  if (![older, size].every(Number.isSafeInteger) || older <= 0 || older >= size) return undefined
  const starts: number[] = []
  let [from, count] = [0, size]
  while (from + count !== older) {
    const half = splitPoint(count)
    const goesLeft = older <= from + half
    starts.push(goesLeft ? from + half : from)
    if (!goesLeft) from += half
    count = goesLeft ? half : count - half
  }
  if (proof.length !== starts.length + 1) return undefined
  return [...starts, from]
    .toReversed()
    .map((start, i) => ({ start, hash: proof[i] as Hash }))
    .sort((a, b) => a.start - b.start)
    .map(({ hash }) => hash)
}
