/**
 * What every kind of misbehaviour is judged with: the steps taken so far, the key that is accused, and the checkpoints
 * that it signed. Nothing here throws, whatever a stranger sent.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { equal, type Hash } from "../encoding/bytes.ts"
import type { MisbehaviourKind } from "../log/misbehaviour.ts"
import {
  type Checkpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from "../log/checkpoint.ts"
import { readCosignatures } from "../log/cosignature.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { type NoteKey, parseNote, parseVkey, printVkey, TYPE_COSIGNATURE } from "../log/note.ts"
import { openPartial } from "../merkle/partial.ts"
import { leafHash } from "../merkle/tree.ts"
import type { Policy } from "../verifier/policy.ts"

export type MisbehaviourStep = {
  readonly name: string
  readonly ok: boolean
  readonly finding: string
}

/** `key`: the verifier key of a ledger or witness, the key id of a party's key. */
export type Convict = {
  readonly role: "ledger" | "witness" | "party"
  readonly name: string
  readonly key: string
}

/** `whom` is null unless somebody is convicted, `kind` unless the file is one. */
export type Judgement = {
  readonly convicted: boolean
  readonly kind: MisbehaviourKind | null
  readonly whom: Convict | null
  readonly sentence: string
  readonly steps: readonly MisbehaviourStep[]
}

/** A judgement in the making. */
export type Trial = {
  readonly policy: Policy | undefined
  readonly verify: Ed25519Verify
  readonly steps: MisbehaviourStep[]
}

/** What is proved: `crime` follows "is convicted: ". */
export type Charge = { readonly whom: Convict; readonly crime: string }

export const passed = ({ steps }: Trial, name: string, finding: string): void => {
  steps.push({ name, ok: true, finding })
}

/** Ends a trial without a conviction: what is not proved convicts nobody. */
export const failed = ({ steps }: Trial, name: string, finding: string): undefined => {
  steps.push({ name, ok: false, finding })
}

export const brief = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)

/** The key of type `type` that a file accuses. That it is one says nothing of whose it is. */
export function accusedKey(trial: Trial, vkey: string, type: number): NoteKey | undefined {
  const key = parseVkey(vkey)
  if (key?.type !== type)
    return failed(trial, "key", `expected a verifier key of type ${type}, got ${brief(vkey)}`)
  passed(trial, "key", printVkey(key))
  return key
}

/** Who holds a log's or witness's key, by the policy's name for it if there is one. */
export function convictOf({ policy }: Trial, key: NoteKey): Convict {
  const vkey = printVkey(key)
  if (key.type !== TYPE_COSIGNATURE) return { role: "ledger", name: key.name, key: vkey }
  const known = policy?.witnesses.find((witness) => printVkey(witness.key) === vkey)
  return { role: "witness", name: known?.name ?? key.name, key: vkey }
}

/** Whether the policy names this key; no policy names a party's. */
export const isNamed = ({ logs, witnesses }: Policy, { key }: Convict): boolean =>
  [...logs, ...witnesses.map((witness) => witness.key)].some((each) => printVkey(each) === key)

/** A checkpoint that the log key signed, cut down to that line unless others are `wanted` beside it. */
export function openSigned(
  trial: Trial,
  name: string,
  bytes: Uint8Array,
  key: NoteKey,
  wanted: "alone" | "cosigned" = "alone",
): OpenedCheckpoint | undefined {
  const opened = openCheckpoint(bytes, key, trial.verify)
  if (opened === undefined) return failed(trial, name, "not a checkpoint that this key signed")
  if (wanted === "alone" && opened.note.signatures.length > 1)
    return failed(trial, name, "more than the one line that counts")
  passed(trial, name, `signed, size ${opened.checkpoint.size}`)
  return opened
}

export type Cosigned = { readonly checkpoint: Checkpoint; readonly time: number }

/** A checkpoint that the witness cosigned, with that one line; `time` in whole seconds. */
export function openCosigned(
  trial: Trial,
  name: string,
  bytes: Uint8Array,
  witness: NoteKey,
): Cosigned | undefined {
  const note = parseNote(bytes)
  const checkpoint = note && parseCheckpoint(note.text)
  const [line, ...others] = (note && readCosignatures(note, [witness], trial.verify)) ?? []
  if (note === undefined || checkpoint === undefined || line === undefined)
    return failed(trial, name, "not a checkpoint that this key cosigned")
  if (others.length > 0 || note.signatures.length > 1)
    return failed(trial, name, "more than the one line that counts")
  passed(trial, name, `cosigned at ${line.time}, size ${checkpoint.size}`)
  return { checkpoint, time: line.time }
}

export type Leaf = { readonly entry: Entry; readonly leaf: Hash }

/** Entries as proven leaves of a checkpoint's tree, by index. */
export function openLeaves(
  trial: Trial,
  entries: readonly { readonly index: number; readonly bytes: Uint8Array }[],
  pruned: readonly Hash[],
  { size, root }: Checkpoint,
): ReadonlyMap<number, Leaf> | undefined {
  const name = "entries"
  const leaves = new Map<number, Leaf>()
  for (const { index, bytes } of entries) {
    const entry = decodeEntry(bytes)
    if (entry === undefined || entry.index !== index)
      return failed(trial, name, `entry ${index} is not an entry in its one spelling`)
    leaves.set(index, { entry, leaf: leafHash(bytes) })
  }
  const shape = { size, leaves: entries.map(({ index }) => index), sizes: [] }
  const hashes = [...leaves.values()].map(({ leaf }) => leaf)
  const tree = openPartial(shape, hashes, pruned)
  if (tree === undefined || !equal(tree.root, root))
    return failed(trial, name, "entries and hashes do not make the checkpoint's tree")
  passed(trial, name, `${leaves.size} proven leaves`)
  return leaves
}
