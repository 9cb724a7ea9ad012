/**
 * For who has the whole log, as an auditor does: what the makers of misbehaviour files ask for, made from its entries.
 * It keeps a hash of every entry and the chains of every subject, so it is for once, after a fault was found.
 */

import { openStatement } from "../custody/handover.ts"
import { mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { decodeEntry } from "../log/entry.ts"
import type { Misbehaviour } from "../log/misbehaviour.ts"
import type { NoteKey } from "../log/note.ts"
import { MapTrie } from "../merkle/map.ts"
import {
  appendLeaf,
  type Frontier,
  frontierRoot,
  leafHash,
  nodeHash,
  type NodeReader,
} from "../merkle/tree.ts"
import { accuseMapRoot, accuseSeal, type EarlierMap } from "./accuse.ts"
import { World } from "../replay/world.ts"

/** `checkpoint`: a signed one that covers all of `entries`, and nothing more. */
export type WholeLog = {
  readonly log: NoteKey
  readonly checkpoint: Uint8Array
  readonly entries: readonly Uint8Array[]
}

/**
 * The file against the seal at index `at`; a sentence where none can be made. Whether it convicts, `judge` says. Of
 * several false seals the first does: behind it the step would begin with a map that replay cannot give.
 */
export function accuseLedger(
  { log, checkpoint, entries }: WholeLog,
  at: number,
): Misbehaviour | string {
  const entry = (index: number): Uint8Array => {
    const bytes = entries[index]
    if (bytes === undefined) throw new Error(`entry ${index}: expected one of ${entries.length}`)
    return bytes
  }
  const tree = { log, checkpoint, entry, read: readerOver(entries.map(leafHash)) }
  const seal = sealIn(entries, at, log.name)
  if (seal === undefined) return `entry ${at} is not a seal`
  if (seal.isFalse) return accuseSeal(tree, at)
  let after: number | null = at - 1
  while (after >= 0 && sealIn(entries, after, log.name) === undefined) after--
  if (after < 0) after = null
  const earlier = mapOver(entries.slice(0, after ?? 0), log.name)
  return typeof earlier === "string" ? earlier : accuseMapRoot(tree, earlier, after, at)
}

function sealIn(entries: readonly Uint8Array[], index: number, origin: string) {
  const entry = decodeEntry(entries[index] ?? new Uint8Array(0))
  const opened = entry && openStatement(entry.statement, origin)
  if (entry === undefined || opened === undefined || isRejected(opened)) return undefined
  if (opened.kind !== "seal") return undefined
  const { size, time } = opened.terms
  return { isFalse: size !== index || time !== entry.appendedAt }
}

/** Every complete subtree over these leaves. */
function readerOver(leaves: readonly Uint8Array[]): NodeReader {
  const levels = [leaves]
  for (let below = leaves; below.length > 1; ) {
    const pairs = Array.from({ length: Math.floor(below.length / 2) }, (_, i) =>
      nodeHash(below[2 * i] as Uint8Array, below[2 * i + 1] as Uint8Array),
    )
    levels.push(pairs)
    below = pairs
  }
  return (level, index) => {
    const hash = levels[level]?.[index]
    if (hash === undefined)
      throw new Error(`node ${level}/${index}: expected one within ${leaves.length} leaves`)
    return hash
  }
}

/** The map over exactly these entries, and the mini-logs in it; a sentence if one of them cannot be read. */
function mapOver(entries: readonly Uint8Array[], origin: string): EarlierMap | string {
  const chains = new Map<SubjectId, { indexes: number[]; frontier: Frontier }>()
  let world: World | undefined
  for (const [index, bytes] of entries.entries()) {
    const entry = decodeEntry(bytes)
    const opened = entry && openStatement(entry.statement, origin)
    if (entry === undefined || opened === undefined || isRejected(opened))
      return `entry ${index} cannot be read`
    world ??= new World(opened.id)
    const touched = world.touched(opened)
    world.enter({ entry, opened }, touched)
    for (const { id } of touched) {
      const { indexes, frontier } = chains.get(id) ?? { indexes: [], frontier: [] }
      const grown = appendLeaf(frontier, indexes.length, leafHash(bytes))
      indexes.push(index)
      chains.set(id, { indexes, frontier: grown })
    }
  }
  const trie = new MapTrie()
  for (const [id, { indexes, frontier }] of chains) {
    const root = frontierRoot(frontier)
    trie.set({ key: mapKeyOf(origin, id), count: indexes.length, root })
  }
  return {
    get: (subject) => {
      const leaf = trie.get(mapKeyOf(origin, subject))
      return leaf === undefined ? { state: "absent" } : { state: "present", ...leaf }
    },
    prove: (keys) => trie.prove(keys),
    frontier: (subject) => chains.get(subject)?.frontier,
    itemLog: (item) => chains.get(item as string as SubjectId)?.indexes,
  }
}
