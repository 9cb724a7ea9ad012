/** A log that signed two histories, and a witness that cosigned two, or that saw a tree shrink. */

import { equal, type Hash, toHex } from "../encoding/bytes.ts"
import type { Checkpoint } from "../log/checkpoint.ts"
import type { CommonNode, Content } from "../log/misbehaviour.ts"
import { TYPE_COSIGNATURE, TYPE_ED25519 } from "../log/note.ts"
import { verifyNodeProof } from "../merkle/nodeproof.ts"
import { openPartial } from "../merkle/partial.ts"
import {
  accusedKey,
  type Charge,
  convictOf,
  failed,
  openCosigned,
  openSigned,
  passed,
  type Trial,
} from "./trial.ts"

export function judgeSplitView(content: Content<"split-view">, trial: Trial): Charge | undefined {
  const key = accusedKey(trial, content.log, TYPE_ED25519)
  if (key === undefined) return undefined
  const first = openSigned(trial, "first checkpoint", content.first, key)
  if (first === undefined) return undefined
  const second = openSigned(trial, "second checkpoint", content.second, key)
  if (second === undefined) return undefined
  const differing = contradiction(trial, first.checkpoint, second.checkpoint, content)
  if (differing === undefined) return undefined
  return { whom: convictOf(trial, key), crime: `it signed ${differing}` }
}

export function judgeWitness(
  content: Content<"two-sided-witness">,
  trial: Trial,
): Charge | undefined {
  const key = accusedKey(trial, content.witness, TYPE_COSIGNATURE)
  if (key === undefined) return undefined
  const first = openCosigned(trial, "first checkpoint", content.first, key)
  if (first === undefined) return undefined
  const second = openCosigned(trial, "second checkpoint", content.second, key)
  if (second === undefined) return undefined
  const { origin, size } = first.checkpoint
  if (second.checkpoint.origin !== origin)
    return failed(trial, "one log", `${origin} and ${second.checkpoint.origin} are two logs`)
  passed(trial, "one log", origin)
  const whom = convictOf(trial, key)
  const isSplit = content.node !== null || content.past.length > 0
  if (isSplit || size === second.checkpoint.size) {
    const differing = contradiction(trial, first.checkpoint, second.checkpoint, content)
    return differing === undefined ? undefined : { whom, crime: `it cosigned ${differing}` }
  }
  // A cosignature says that it was the largest tree seen by then. Within one second the order is not known.
  const wentBack = second.time > first.time && second.checkpoint.size < size
  const finding = `size ${size} at ${first.time}, size ${second.checkpoint.size} at ${second.time}`
  if (!wentBack) return failed(trial, "went back", `the tree did not shrink: ${finding}`)
  passed(trial, "went back", finding)
  const crime = `for ${origin} it cosigned as the largest tree seen a smaller one than before (${finding}, in POSIX seconds)`
  return { whom, crime }
}

type Pair = Pick<Content<"split-view">, "node" | "past">

/** What two checkpoints of one log that cannot both be true have of their own; undefined if they can. */
function contradiction(
  trial: Trial,
  a: Checkpoint,
  b: Checkpoint,
  { node, past }: Pair,
): string | undefined {
  const name = "two histories"
  if (a.size !== b.size && node !== null && past.length === 0)
    return twoHashes(trial, name, a, b, node)
  if (a.size < b.size && node === null && past.length > 0) return twoPasts(trial, name, a, b, past)
  if (a.size !== b.size || node !== null || past.length > 0)
    return failed(trial, name, "expected one size, or one way to show that two sizes differ")
  if (equal(a.root, b.root)) return failed(trial, name, "both have the same size and root")
  passed(trial, name, `roots ${toHex(a.root)} and ${toHex(b.root)}`)
  return `two trees of ${a.size} entries for ${a.origin}`
}

function twoHashes(
  trial: Trial,
  name: string,
  a: Checkpoint,
  b: Checkpoint,
  { level, index, first, second }: CommonNode,
): string | undefined {
  const inFirst = { level, index, hash: first.hash }
  const inSecond = { level, index, hash: second.hash }
  if (!verifyNodeProof(inFirst, a.size, first.path, a.root))
    return failed(trial, name, `the first tree does not show that hash at ${level}/${index}`)
  if (!verifyNodeProof(inSecond, b.size, second.path, b.root))
    return failed(trial, name, `the second tree does not show that hash at ${level}/${index}`)
  if (equal(first.hash, second.hash))
    return failed(trial, name, `both have the same hash at ${level}/${index}`)
  passed(trial, name, `at ${level}/${index} ${toHex(first.hash)} and ${toHex(second.hash)}`)
  const from = index * 2 ** level
  const to = from + 2 ** level - 1
  const part = level === 0 ? `entry ${from}` : `entries ${from} to ${to}`
  return `two histories of ${a.origin}: trees of ${a.size} and ${b.size} entries that differ in ${part}`
}

/** The larger tree shows its own past at the smaller's size, and that is another. */
function twoPasts(
  trial: Trial,
  name: string,
  a: Checkpoint,
  b: Checkpoint,
  past: readonly Hash[],
): string | undefined {
  const tree = openPartial({ size: b.size, leaves: [], sizes: [a.size] }, [], past)
  const root = tree?.rootAt(a.size)
  if (tree === undefined || root === undefined || !equal(tree.root, b.root))
    return failed(trial, name, "the hashes do not make the second tree")
  if (equal(root, a.root)) return failed(trial, name, "the second tree continues the first")
  passed(trial, name, `roots at size ${a.size}: ${toHex(a.root)} and ${toHex(root)}`)
  return `two histories of ${a.origin}: a tree of ${a.size} entries, and one of ${b.size} that does not continue it`
}
