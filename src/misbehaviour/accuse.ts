/**
 * Makes the files that accuse a ledger or a party of more than two histories: for whoever replays it, was promised
 * something, or holds two receipts. They gather what a judge will ask for, and judge nothing themselves.
 */

import type { KeyId } from "../cose/key.ts"
import { openStatement, signersOf } from "../custody/handover.ts"
import { type ItemId, mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { parseCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import type { Misbehaviour } from "../log/misbehaviour.ts"
import { claims, type NoteKey, parseNote, printNote, printVkey } from "../log/note.ts"
import { readPromise } from "../log/promise.ts"
import type { MapAnswer, MapProof } from "../merkle/mapproof.ts"
import { nodeProof } from "../merkle/nodeproof.ts"
import { prunedHashes } from "../merkle/partial.ts"
import { type Frontier, leafHash, type NodeReader } from "../merkle/tree.ts"
import { replayStep, Undecided } from "./step.ts"
import type { Leaf } from "./trial.ts"

/** A published tree, in whoever's hands it is. `checkpoint` is the signed note, `read` gives the nodes of its tree. */
export type PublishedTree = {
  readonly log: NoteKey
  readonly checkpoint: Uint8Array
  readonly entry: (index: number) => Uint8Array
  readonly read: NodeReader
}

/** What a replay has of the map at an earlier seal; before the first one everything is absent, and `prove` gives null. */
export type EarlierMap = {
  readonly get: (subject: SubjectId) => MapAnswer
  readonly prove: (keys: readonly Uint8Array[]) => MapProof
  readonly frontier: (subject: SubjectId) => Frontier | undefined
  /** The indices of the entries that touch an item before that seal. */
  readonly itemLog: (item: ItemId) => readonly number[] | undefined
}

type Accusing = Pick<PublishedTree, "log" | "checkpoint" | "read">

function treePart({ checkpoint, log, read }: Accusing, leaves: readonly number[]) {
  const note = parseNote(checkpoint)
  const parsed = note && parseCheckpoint(note.text)
  if (note === undefined || parsed === undefined)
    throw new Error(`misbehaviour: expected a checkpoint, got ${checkpoint.length} bytes`)
  const { size } = parsed
  const own = note.signatures.filter((line) => claims(line, log)).slice(0, 1)
  return {
    size,
    log: printVkey(log),
    cosigned: checkpoint,
    checkpoint: printNote({ ...note, signatures: own }),
    pruned: prunedHashes({ size, leaves, sizes: [] }, read),
  }
}

/** A seal whose own terms are false: its size is not its index, or its time not its entry's. */
export function accuseSeal(tree: PublishedTree, at: number): Misbehaviour {
  const { log, checkpoint, pruned } = treePart(tree, [at])
  const entries = [{ index: at, bytes: tree.entry(at) }]
  const none = { after: null, at, map: null, frontiers: [], miniLogs: [] }
  return { kind: "map-root", content: { log, checkpoint, entries, pruned, ...none } }
}

/**
 * A seal whose map root or count replay does not give. `after` is the index of an earlier seal that it is given the map
 * of, null for the empty map before the first. A sentence where the step cannot be shown.
 */
export function accuseMapRoot(
  tree: PublishedTree,
  earlier: EarlierMap,
  after: number | null,
  at: number,
): Misbehaviour | string {
  const origin = tree.log.name
  const leaves = new Map<number, Leaf>()
  const leafAt = (index: number): Leaf | undefined => {
    const bytes = tree.entry(index)
    const entry = decodeEntry(bytes)
    if (entry === undefined) return undefined
    leaves.set(index, { entry, leaf: leafHash(bytes) })
    return leaves.get(index)
  }
  const genesis = leafAt(0) && openStatement((leaves.get(0) as Leaf).entry.statement, origin)
  if (genesis === undefined || isRejected(genesis)) return "entry 0 is not a genesis"
  const needed = new Set<SubjectId>()
  const made = replayStep({
    origin,
    genesis: genesis.id,
    from: after ?? 0,
    to: at,
    leaf: leafAt,
    before: (subject) => {
      needed.add(subject)
      return earlier.get(subject)
    },
    frontier: earlier.frontier,
    itemLog: earlier.itemLog,
  })
  if (made instanceof Undecided) return made.why
  for (const index of after === null ? [at] : [after, at]) leafAt(index)
  const indexes = [...leaves.keys()].sort((a, b) => a - b)
  const { log, checkpoint, pruned } = treePart(tree, indexes)
  const isListed = (id: SubjectId): boolean => made.listed.has(id as string as ItemId)
  const present = [...needed].filter((id) => earlier.get(id).state === "present")
  const content = {
    log,
    checkpoint,
    entries: indexes.map((index) => ({ index, bytes: tree.entry(index) })),
    pruned,
    after,
    at,
    map: earlier.prove([...needed].map((id) => mapKeyOf(origin, id))),
    frontiers: present
      .filter((id) => !isListed(id))
      .map((subject) => ({ subject, peaks: earlier.frontier(subject) ?? [] })),
    miniLogs: present
      .filter(isListed)
      .map((id) => id as string as ItemId)
      .map((item) => ({ item, entries: earlier.itemLog(item) ?? [] })),
  }
  return { kind: "map-root", content }
}

/** Two receipts of one item; `publicKey` as the record has them. A sentence where a key or a receipt is missing. */
export function accuseGiver(
  origin: string,
  item: ItemId,
  first: Uint8Array,
  second: Uint8Array,
  publicKey: (id: KeyId) => Uint8Array | undefined,
): Misbehaviour | string {
  const keys = new Map<KeyId, Uint8Array>()
  for (const bytes of [first, second]) {
    const opened = openStatement(bytes, origin)
    if (isRejected(opened)) return opened.sentence
    for (const { keyId } of signersOf(opened)) {
      const key = publicKey(keyId)
      if (key === undefined) return `key ${keyId} is not known`
      keys.set(keyId, key)
    }
  }
  return {
    kind: "double-receipt",
    content: { origin, item, first, second, keys: [...keys.values()] },
  }
}

/**
 * A promise that a tree does not keep: with the leaf that stands at its index, or, where the tree does not reach that
 * far, with the witnesses' lines. `succeeded`: the entries by which governance put other promise keys in force.
 */
export function accusePromise(
  tree: PublishedTree,
  promise: Uint8Array,
  succeeded: readonly number[] = [],
): Misbehaviour | string {
  const read = readPromise(promise)
  if (read === undefined) return "not a promise"
  const { index } = read
  const indexes = [0, ...succeeded]
  const { size, log, checkpoint, cosigned, pruned } = treePart(tree, indexes)
  const entries = indexes.map((each) => ({ index: each, bytes: tree.entry(each) }))
  const content = { log, promise, entries, pruned }
  if (index >= size)
    return { kind: "broken-promise", content: { ...content, checkpoint: cosigned, leaf: null } }
  const path = nodeProof(0, index, size, tree.read)
  const leaf = { hash: tree.read(0, index), path }
  return { kind: "broken-promise", content: { ...content, checkpoint, leaf } }
}
