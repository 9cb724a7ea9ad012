/**
 * A promise that the tree does not keep: something else stands where the entry was promised; or, after its time, a quorum
 * of witnesses had still not seen a tree that reaches it.
 */

import { equal, toHex } from "../encoding/bytes.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import { nextGovernance } from "../custody/enrolment.ts"
import { openStatement } from "../custody/handover.ts"
import { isRejected } from "../custody/rejected.ts"
import type { GovernanceState } from "../custody/roster.ts"
import type { OpenedCheckpoint } from "../log/checkpoint.ts"
import { readCosignatures } from "../log/cosignature.ts"
import type { Content } from "../log/misbehaviour.ts"
import { type NoteKey, TYPE_ED25519 } from "../log/note.ts"
import { openPromise, type Promised, readPromise } from "../log/promise.ts"
import { verifyNodeProof } from "../merkle/nodeproof.ts"
import {
  accusedKey,
  type Charge,
  convictOf,
  failed,
  type Leaf,
  openLeaves,
  openSigned,
  passed,
  type Trial,
} from "./trial.ts"
import { quorumMet, quorumWitnesses } from "../verifier/policy.ts"

type Broken = Content<"broken-promise">

export function judgePromise(content: Broken, trial: Trial): Charge | undefined {
  const key = accusedKey(trial, content.log, TYPE_ED25519)
  if (key === undefined) return undefined
  const wanted = content.leaf === null ? "cosigned" : "alone"
  const head = openSigned(trial, "checkpoint", content.checkpoint, key, wanted)
  if (head === undefined) return undefined
  const leaves = openLeaves(trial, content.entries, content.pruned, head.checkpoint)
  if (leaves === undefined) return undefined
  const promiseKeys = promiseKeysOf(trial, leaves, key)
  if (promiseKeys === undefined) return undefined
  const promised = openPromised(trial, content.promise, promiseKeys, key)
  if (promised === undefined) return undefined
  const crime =
    content.leaf === null
      ? late(trial, promised, head)
      : elsewhere(trial, promised, head, content.leaf)
  return crime === undefined ? undefined : { whom: convictOf(trial, key), crime }
}

type PromiseKey = { readonly publicKey: Uint8Array; readonly from: number }

/** The promise keys that the ledger's own governance names, each with the entry from which it was in force. */
function promiseKeysOf(
  trial: Trial,
  leaves: ReadonlyMap<number, Leaf>,
  key: NoteKey,
): ReadonlyMap<KeyId, PromiseKey> | undefined {
  const name = "promise key"
  const keys = new Map<KeyId, PromiseKey>()
  let governance: GovernanceState | undefined
  for (const [index, { entry }] of leaves) {
    const opened = openStatement(entry.statement, key.name)
    if (isRejected(opened)) return failed(trial, name, `entry ${index}: ${opened.sentence}`)
    if (opened.kind !== (index === 0 ? "genesis" : "governance"))
      return failed(trial, name, `entry ${index} is a ${opened.kind}`)
    const next = nextGovernance(governance, { opened, index })
    const made = opened.kind === "genesis" ? opened.terms.promiseKey : opened.terms.key
    const isNew = next !== undefined && next.promiseKey !== governance?.promiseKey
    if (!isNew || made === null || keyIdOf(made) !== next.promiseKey)
      return failed(trial, name, `entry ${index} puts no promise key in force`)
    keys.set(next.promiseKey, { publicKey: made, from: index })
    governance = next
  }
  if (governance?.checkpointKey !== toHex(key.publicKey))
    return failed(trial, name, "the genesis is not given, or names another checkpoint key")
  passed(trial, name, governance.promiseKey)
  return keys
}

function openPromised(
  trial: Trial,
  bytes: Uint8Array,
  keys: ReadonlyMap<KeyId, PromiseKey>,
  { name: origin }: NoteKey,
): Promised | undefined {
  const name = "promise"
  const keyId = readPromise(bytes)?.keyId
  const signer = keyId === undefined ? undefined : keys.get(keyId)
  const promised = signer && openPromise(bytes, signer.publicKey, trial.verify)
  if (signer === undefined || promised === undefined)
    return failed(trial, name, "not a promise that a promise key of the ledger signed")
  if (promised.origin !== origin) return failed(trial, name, `it is of ${promised.origin}`)
  const { index } = promised
  // A successor in force by then: whoever had the retired key could promise what he liked.
  const later = [...keys.values()].some(({ from }) => from > signer.from && from < index)
  if (later) return failed(trial, name, `its key was not in force any more at entry ${index}`)
  passed(trial, name, `leaf ${toHex(promised.leafHash)} at entry ${index}`)
  return promised
}

function elsewhere(
  trial: Trial,
  { index, leafHash }: Promised,
  { checkpoint }: OpenedCheckpoint,
  { hash, path }: NonNullable<Broken["leaf"]>,
): string | undefined {
  const name = "another leaf"
  const { size, root } = checkpoint
  if (!verifyNodeProof({ level: 0, index, hash }, size, path, root))
    return failed(trial, name, `the tree does not show that leaf at entry ${index}`)
  if (equal(hash, leafHash))
    return failed(trial, name, "the promised leaf stands there: it is kept")
  passed(trial, name, `leaf ${toHex(hash)} at entry ${index}`)
  return `it promised leaf ${toHex(leafHash)} at entry ${index}, and put ${toHex(hash)} there`
}

/**
 * Anybody can have an old checkpoint cosigned afresh by a witness that saw no newer one. So some late cosignatures say
 * little: they convict only if the witnesses that gave them, each after the time, are a quorum, without which nothing
 * was published by then.
 */
function late(
  trial: Trial,
  { index, publishBy }: Promised,
  { checkpoint, note }: OpenedCheckpoint,
): string | undefined {
  const { policy, verify } = trial
  const name = "not published in time"
  if (checkpoint.size > index) return failed(trial, name, `the checkpoint reaches entry ${index}`)
  if (policy === undefined || policy.quorum.kind === "none")
    return failed(trial, name, "it takes a policy with witnesses: their clocks decide")
  const voting = new Set(quorumWitnesses(policy.quorum))
  const witnesses = policy.witnesses.filter(({ name: each }) => voting.has(each))
  const read = readCosignatures(
    note,
    witnesses.map(({ key }) => key),
    verify,
  )
  if (read === undefined) return failed(trial, name, "a witness has a false cosignature there")
  const afterwards = new Set<string>()
  for (const { witness, time } of read) {
    const own = witnesses.find(({ key }) => key === witness)
    if (own !== undefined && time * 1000 - policy.clockErrorMs > publishBy) afterwards.add(own.name)
  }
  const who = [...afterwards].join(", ") || "nobody"
  if (!quorumMet(policy.quorum, afterwards))
    return failed(trial, name, `cosigned after ${publishBy} by ${who} only`)
  passed(trial, name, `cosigned after ${publishBy} by ${who}`)
  return `it promised entry ${index} by ${publishBy}, and after that a quorum of witnesses (${who}) had seen no more than ${checkpoint.size} entries`
}
