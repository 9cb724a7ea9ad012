/**
 * A malicious maker of bundles: he has the whole log, the genuine map and checkpoint, and may leave out or change
 * whatever he likes, as long as the tree's hashes are consistent again afterwards.
 */

import { nodeHash, leafHash, type NodeReader } from "../../src/merkle/tree.ts"
import { prunedHashes } from "../../src/merkle/partial.ts"
import { type Bundle, decodeBundle, encodeBundle } from "../../src/log/bundle.ts"
import { parseCheckpoint } from "../../src/log/checkpoint.ts"
import { parseNote } from "../../src/log/note.ts"
import type { Policy } from "../../src/verifier/policy.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { printVkey } from "../../src/log/note.ts"
import type { World } from "./world.ts"
import { worldKeys } from "./world.ts"

export async function nodesOf({ store }: World): Promise<NodeReader> {
  const leaves: Uint8Array[] = []
  for await (const { bytes } of store.entries(0, store.size())) leaves.push(leafHash(bytes))
  const read: NodeReader = (level, index) =>
    level === 0
      ? (leaves[index] as Uint8Array)
      : nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
  return read
}

export function opened(bytes: Uint8Array): Bundle {
  const bundle = decodeBundle(bytes)
  if ("fault" in bundle) throw new Error(bundle.fault)
  return bundle
}

/** Edits a bundle and makes its tree consistent again. */
export async function forge(
  world: World,
  bytes: Uint8Array,
  edit: (bundle: Bundle) => Bundle,
): Promise<Uint8Array> {
  const edited = edit(opened(bytes))
  const { size } = parseCheckpoint(parseNote(edited.checkpoint)?.text ?? "") ?? { size: 0 }
  const shape = { size, leaves: edited.entries.map(({ index }) => index), sizes: edited.sizes }
  return encodeBundle({ ...edited, pruned: prunedHashes(shape, await nodesOf(world)) })
}

/** Takes one entry out of the file and out of every chain; with `honestCount` the chains still say how long they are. */
export const without =
  (index: number, honestCount: boolean) =>
  (bundle: Bundle): Bundle => ({
    ...bundle,
    entries: bundle.entries.filter((entry) => entry.index !== index),
    miniLogs: bundle.miniLogs.map((log) => {
      if (!log.entries.includes(index)) return log
      const entries = log.entries.filter((each) => each !== index)
      return { ...log, entries, count: honestCount ? log.count : entries.length }
    }),
  })

/** The policy of a ledger of one's own: nobody else is asked. */
export function ownPolicy(extra = ""): Policy {
  const text = `log ${printVkey(worldKeys.checkpoint.key)}\nquorum none\nclock-error 0\n${extra}`
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
}
