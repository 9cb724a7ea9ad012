/**
 * Steps 1 to 8 and 11: what a bundle proves before any statement in it is read. Each step is a function that gives
 * what it found out, or a `Failure` with the sentence for the verdict.
 */

import { equal, type Hash, toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import { openStatement } from "../custody/handover.ts"
import type { Statement } from "../custody/statement.ts"
import { type Bundle, decodeBundle, type MiniLog } from "../log/bundle.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../log/checkpoint.ts"
import { readCosignatures } from "../log/cosignature.ts"
import { decodeEntry, type Entry, firstPrevious, followsLeaf } from "../log/entry.ts"
import { type MapAnswer, openMapProof } from "../merkle/mapproof.ts"
import { openPartial, type PartialTree, rangeShape } from "../merkle/partial.ts"
import { leafHash } from "../merkle/tree.ts"
import { type Policy, quorumMet } from "./policy.ts"

export class Failure {
  readonly step: number
  readonly sentence: string
  /** The file is written in a format that this version does not know: nothing can be said of it. */
  readonly newer: boolean
  constructor(step: number, sentence: string, newer = false) {
    this.step = step
    this.sentence = sentence
    this.newer = newer
  }
}

export const isNewer = ({ code }: Rejected): boolean => code === "newer-format"

export type ProvenEntry = { readonly entry: Entry; readonly bytes: Uint8Array; readonly leaf: Hash }

export type Proven = {
  readonly bundle: Bundle
  readonly head: OpenedCheckpoint
  readonly origin: string
  readonly tree: PartialTree
  /** By index. */
  readonly entries: ReadonlyMap<number, ProvenEntry>
  readonly seal: Statement<"seal">
  readonly genesis: Statement<"genesis">
  readonly mapAnswer: (subject: SubjectId) => MapAnswer
  readonly publications: readonly OpenedCheckpoint[]
  /** Names of the policy's witnesses that cosigned the head. */
  readonly cosigned: ReadonlySet<string>
}

export function openProven(
  bytes: Uint8Array,
  policy: Policy,
  verify: Ed25519Verify,
): Proven | Failure {
  const bundle = decodeBundle(bytes)
  if ("fault" in bundle) return new Failure(1, bundle.fault)
  if (bundle.question.from > bundle.question.to)
    return new Failure(1, "the question ends before it begins")
  const opened = policy.logs.flatMap((log) => {
    const checkpoint = openCheckpoint(bundle.checkpoint, log, verify)
    return checkpoint === undefined ? [] : [{ checkpoint, log }]
  })
  const [trusted] = opened
  if (trusted === undefined)
    return new Failure(
      2,
      "no log of the policy signed the checkpoint, or its signature does not hold",
    )
  const { checkpoint: head, log } = trusted
  const { origin } = head.checkpoint
  const cosigned = cosigners(head, policy, verify)
  if (cosigned === undefined)
    return new Failure(3, "a witness of the policy has a false cosignature there")
  if (!quorumMet(policy.quorum, cosigned))
    return new Failure(3, `cosigned by ${[...cosigned].join(", ") || "nobody"} only`)
  const leaves = openEntries(bundle, head)
  if (leaves instanceof Failure) return leaves
  const { tree, entries } = leaves
  const publications = bundle.publications.flatMap(
    (note) => openCheckpoint(note, log, verify) ?? [],
  )
  const stray = strayPublication(bundle, publications, tree)
  if (stray !== undefined) return new Failure(4, stray)
  const seal = lastSeal(entries, head, origin)
  if (seal instanceof Failure) return seal
  const map = openMapProof(bundle.map, seal.terms.mapRoot)
  if (map === undefined) return new Failure(6, "the map given does not have the root in the seal")
  const mapAnswer = (subject: SubjectId): MapAnswer => map.get(mapKeyOf(origin, subject))
  for (const miniLog of bundle.miniLogs) {
    const fault = miniLogFault(miniLog, entries, mapAnswer(miniLog.subject))
    if (fault !== undefined) return new Failure(7, fault)
  }
  const genesis = openGenesis(entries, origin, toHex(log.publicKey))
  if (genesis instanceof Failure) return genesis
  return { bundle, head, origin, tree, entries, seal, genesis, mapAnswer, publications, cosigned }
}

export function cosigners(
  head: OpenedCheckpoint,
  policy: Policy,
  verify: Ed25519Verify,
): ReadonlySet<string> | undefined {
  const keys = policy.witnesses.map(({ key }) => key)
  const read = readCosignatures(head.note, keys, verify)
  if (read === undefined) return undefined
  const signed = read.map(
    ({ witness }) => policy.witnesses.find(({ key }) => key === witness)?.name,
  )
  return new Set(signed.filter((name) => name !== undefined))
}

function openEntries(
  { entries, sizes, pruned }: Bundle,
  { checkpoint }: OpenedCheckpoint,
): { tree: PartialTree; entries: ReadonlyMap<number, ProvenEntry> } | Failure {
  const proven = new Map<number, ProvenEntry>()
  for (const { index, bytes } of entries) {
    const entry = decodeEntry(bytes)
    if (entry === undefined || entry.index !== index)
      return new Failure(4, `entry ${index} is not an entry in its one spelling`)
    proven.set(index, { entry, bytes, leaf: leafHash(bytes) })
  }
  const shape = { size: checkpoint.size, leaves: entries.map(({ index }) => index), sizes }
  const tree = openPartial(
    shape,
    [...proven.values()].map(({ leaf }) => leaf),
    pruned,
  )
  if (tree === undefined)
    return new Failure(4, "entries and hashes do not make a tree of the checkpoint's size")
  if (!equal(tree.root, checkpoint.root))
    return new Failure(4, "the tree's root is not the checkpoint's")
  return { tree, entries: proven }
}

function strayPublication(
  bundle: Bundle,
  publications: readonly OpenedCheckpoint[],
  tree: PartialTree,
): string | undefined {
  if (publications.length !== bundle.publications.length)
    return "an older checkpoint is not the log's"
  const stray = publications.find(({ checkpoint }) => {
    const root = tree.rootAt(checkpoint.size)
    return root === undefined || !equal(root, checkpoint.root)
  })
  return stray && `the log signed another tree at size ${stray.checkpoint.size}: a split view`
}

function lastSeal(
  entries: ReadonlyMap<number, ProvenEntry>,
  { checkpoint }: OpenedCheckpoint,
  origin: string,
): Statement<"seal"> | Failure {
  const last = entries.get(checkpoint.size - 1)
  const opened = last && openStatement(last.entry.statement, origin)
  if (opened === undefined || isRejected(opened) || opened.kind !== "seal")
    return new Failure(5, `the leaf at ${checkpoint.size - 1} is not a seal`)
  if (opened.terms.size !== checkpoint.size - 1)
    return new Failure(
      5,
      `the seal covers ${opened.terms.size} entries, not ${checkpoint.size - 1}`,
    )
  return opened
}

/** A chain is whole if its count and root are those in the map. Positions before `from` are pruned, none after. */
function miniLogFault(
  miniLog: MiniLog,
  entries: ReadonlyMap<number, ProvenEntry>,
  answer: MapAnswer,
): string | undefined {
  const { type, subject, count, from, pruned } = miniLog
  const what = `${type} ${subject}`
  if (answer.state === "unproven") return `${what}: the map given does not reach it`
  if (answer.state === "absent") return `${what}: the map says that nothing touches it`
  if (answer.count !== count)
    return `${what}: ${count} entries given out of ${answer.count} on record`
  if (from + miniLog.entries.length !== count)
    return `${what}: ${miniLog.entries.length} entries given from position ${from} of ${count}`
  const leaves: Hash[] = []
  let before = -1
  for (const index of miniLog.entries) {
    const proven = entries.get(index)
    if (proven === undefined || index <= before)
      return `${what}: entry ${index} is missing or out of order`
    before = index
    leaves.push(proven.leaf)
  }
  const shape = rangeShape(count, from, count)
  const tree = shape && openPartial(shape, leaves, pruned)
  if (tree === undefined || !equal(tree.root, answer.root))
    return `${what}: its entries are not those on record`
  return undefined
}

function openGenesis(
  entries: ReadonlyMap<number, ProvenEntry>,
  origin: string,
  logKey: string,
): Statement<"genesis"> | Failure {
  const first = entries.get(0)
  if (first === undefined) return new Failure(8, "entry 0 is missing")
  if (!equal(first.entry.previous, firstPrevious))
    return new Failure(8, "entry 0 has a predecessor")
  const opened = openStatement(first.entry.statement, origin)
  if (isRejected(opened)) return new Failure(8, `entry 0: ${opened.sentence}`, isNewer(opened))
  if (opened.kind !== "genesis") return new Failure(8, `entry 0 is a ${opened.kind}`)
  if (toHex(opened.terms.checkpointKey) !== logKey)
    return new Failure(8, "genesis names another checkpoint key than the one that signed")
  return opened
}

/** Neighbours in the log, where both are given, must be linked by leaf hash; and none goes back in time. */
export function chainFault(entries: ReadonlyMap<number, ProvenEntry>): string | undefined {
  let latest = 0
  for (const [index, proven] of entries) {
    if (proven.entry.appendedAt < latest) return `entry ${index} goes back in time`
    latest = proven.entry.appendedAt
    const before = entries.get(index - 1)
    if (before !== undefined && !followsLeaf(proven.entry, before.entry, before.leaf))
      return `entry ${index} does not follow entry ${index - 1}`
  }
  return undefined
}
