/** A log copied out, and what whoever replays it has of its map: slow, obvious, and no part of what is tested. */

import { openStatement } from "../../src/custody/handover.ts"
import { mapKeyOf, type SubjectId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { makeSeal, type SealTerms } from "../../src/log/seal.ts"
import { decodeEntry, encodeEntry, type Entry } from "../../src/log/entry.ts"
import {
  decodeMisbehaviour,
  encodeMisbehaviour,
  type Misbehaviour,
} from "../../src/log/misbehaviour.ts"
import { noteKey, type NoteKey, type NoteSigner, TYPE_COSIGNATURE } from "../../src/log/note.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import {
  appendLeaf,
  type Frontier,
  frontierRoot,
  leafHash,
  nodeHash,
  type NodeReader,
  rootAt,
} from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { AuditSource } from "../../src/replay/audit.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import type { EarlierMap, PublishedTree } from "../../src/misbehaviour/accuse.ts"
import type { Judgement } from "../../src/misbehaviour/trial.ts"
import type { Policy } from "../../src/verifier/policy.ts"
import { World as Replay } from "../../src/replay/world.ts"
import { keyNamed, worldKeys } from "../support/world.ts"

export type Copy = {
  readonly log: NoteKey
  readonly entries: readonly Uint8Array[]
  readonly publications: readonly { readonly size: number; readonly bytes: Uint8Array }[]
}

export async function copied(log: NoteKey, source: AuditSource): Promise<Copy> {
  const [entries, publications]: [Uint8Array[], Copy["publications"][number][]] = [[], []]
  for await (const { bytes } of source.entries) entries.push(bytes)
  for await (const each of source.publications) publications.push(each)
  return { log, entries, publications }
}

export const readerOf = (leaves: readonly Uint8Array[]): NodeReader => {
  const known = new Map<string, Uint8Array>()
  const read: NodeReader = (level, index) => {
    if (level === 0) {
      const leaf = leaves[index]
      if (leaf === undefined) throw new Error(`expected leaf ${index} of ${leaves.length}`)
      return leaf
    }
    const name = `${level}/${index}`
    const hash =
      known.get(name) ?? nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
    known.set(name, hash)
    return hash
  }
  return read
}

/** The tree of one publication, the newest if none is named. */
export function treeOf(
  { log, entries, publications }: Copy,
  at = publications.length - 1,
): PublishedTree {
  const publication = publications.at(at)
  if (publication === undefined) throw new Error("expected a publication")
  return {
    log,
    checkpoint: publication.bytes,
    entry: (index) => entries[index] as Uint8Array,
    read: readerOf(entries.slice(0, publication.size).map(leafHash)),
  }
}

export const entryIn = ({ entries }: Copy, index: number): Entry =>
  decodeEntry(entries[index] as Uint8Array) as Entry

/** Indexes of the seals that close its publications. */
export const sealsOf = ({ publications }: Copy): readonly number[] =>
  publications.map(({ size }) => size - 1).filter((index) => index > 0)

/** The map over the first `size` entries, as an honest replay makes it. */
export function mapAt(copy: Copy, size: number): EarlierMap {
  const origin = copy.log.name
  const chains = new Map<SubjectId, { indexes: number[]; frontier: Frontier }>()
  let replay: Replay | undefined
  for (let index = 0; index < size; index++) {
    const entry = entryIn(copy, index)
    const opened = openStatement(entry.statement, origin)
    if (isRejected(opened)) throw new Error(opened.sentence)
    replay ??= new Replay(opened.id)
    const touched = replay.touched(opened)
    replay.enter({ entry, opened }, touched)
    for (const { id } of touched) {
      const { indexes, frontier } = chains.get(id) ?? { indexes: [], frontier: [] }
      const leaf = leafHash(copy.entries[index] as Uint8Array)
      const grown = appendLeaf(frontier, indexes.length, leaf)
      chains.set(id, { indexes: [...indexes, index], frontier: grown })
    }
  }
  const trie = new MapTrie()
  for (const [id, { indexes, frontier }] of chains)
    trie.set({ key: mapKeyOf(origin, id), count: indexes.length, root: frontierRoot(frontier) })
  return {
    get: (subject) => {
      const held = trie.get(mapKeyOf(origin, subject))
      return held === undefined
        ? { state: "absent" }
        : { state: "present", count: held.count, root: held.root }
    },
    prove: (keys) => trie.prove(keys),
    frontier: (subject) => chains.get(subject)?.frontier,
    itemLog: (item) => chains.get(item as string as SubjectId)?.indexes,
  }
}

export const judged = (
  misbehaviour: Misbehaviour | string,
  policy?: Policy,
): Judgement & { readonly bytes: Uint8Array } => {
  if (typeof misbehaviour === "string") throw new Error(misbehaviour)
  const bytes = encodeMisbehaviour(misbehaviour)
  const again = decodeMisbehaviour(bytes)
  if ("fault" in again) throw new Error(again.fault)
  return { ...judge(bytes, policy, verifyNode), bytes }
}

/** Why a file convicts nobody: the step that failed and what it found. */
export const failureOf = ({ convicted, whom, steps }: Judgement): string => {
  if (convicted || whom !== null) throw new Error("expected that nobody is convicted")
  const failure = steps.find(({ ok }) => !ok)
  return `${failure?.name}: ${failure?.finding}`
}

export const witnessNamed = (name: string): NoteSigner => {
  const { publicKey, sign } = keyNamed(name)
  return { key: noteKey(`${name.replaceAll(" ", "")}.example`, TYPE_COSIGNATURE, publicKey), sign }
}

/** The newest seal, which is the last entry, says something else, and the newest checkpoint is signed over it anew. */
export function resealed(copy: Copy, change: (terms: SealTerms) => SealTerms): Copy {
  const at = copy.entries.length - 1
  const last = entryIn(copy, at)
  const sealed = openStatement(last.statement, copy.log.name)
  if (isRejected(sealed) || sealed.kind !== "seal") throw new Error("expected a seal at the end")
  const statement = makeSeal(copy.log.name, change(sealed.terms), worldKeys.seal)
  const entries = [...copy.entries.slice(0, -1), encodeEntry({ ...last, statement })]
  const root = rootAt(entries.length, readerOf(entries.map(leafHash)))
  const checkpoint = { origin: copy.log.name, size: entries.length, root }
  const bytes = signCheckpoint(checkpoint, worldKeys.checkpoint)
  const publications = [...copy.publications.slice(0, -1), { size: entries.length, bytes }]
  return { ...copy, entries, publications }
}
