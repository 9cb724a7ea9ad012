/** A log that signs whatever a test wants, and the folder and keys of a witness to show it to. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { printAddCheckpoint } from "../../src/log/add-checkpoint.ts"
import { type OpenedCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import {
  noteKey,
  type NoteKey,
  type NoteSigner,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import {
  consistencyProof,
  leafHash,
  nodeHash,
  type NodeReader,
  rootAt,
} from "../../src/merkle/tree.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"
import { witnessFiles } from "../../src/witness/checkpoint-file.ts"
import type { Replay, ReplayState } from "../../src/witness/replay.ts"
import { openWitness, type Witness, type WitnessOptions } from "../../src/witness/witness.ts"

export const signerOf = (name: string, type: number, secret = name): NoteSigner => {
  const { publicKey, sign } = signingKeyFromSeed(sha256(utf8(`${secret} ${type}`)), signNode)
  return { key: noteKey(name, type, publicKey), sign }
}

export type ToyLog = {
  readonly key: NoteKey
  readonly origin: string
  root(size: number): Uint8Array
  /** The signed note of the first `size` leaves. */
  checkpoint(size: number): Uint8Array
  proof(from: number, to: number): readonly Uint8Array[]
  /** The body of add-checkpoint. */
  request(from: number, to: number): Uint8Array
}

/** Two logs of one origin and another `history` share the leaves before `common`. */
export function toyLog(origin: string, history = "", common = 0): ToyLog {
  const signer = signerOf(origin, TYPE_ED25519)
  const leaf = (index: number): Uint8Array =>
    leafHash(utf8(`${index < common ? "" : history} ${index}`))
  const nodes = new Map<string, Uint8Array>()
  const node: NodeReader = (level, index) => {
    const name = `${level}/${index}`
    const hash =
      nodes.get(name) ??
      (level === 0
        ? leaf(index)
        : nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1)))
    nodes.set(name, hash)
    return hash
  }
  const root = (size: number): Uint8Array => rootAt(size, node)
  const proof = (from: number, to: number): readonly Uint8Array[] =>
    from === 0 || from >= to ? [] : consistencyProof(from, to, node)
  const checkpoint = (size: number): Uint8Array =>
    signCheckpoint({ origin, size, root: root(size) }, signer)
  return {
    key: signer.key,
    origin,
    root,
    checkpoint,
    proof,
    request: (from, to) =>
      printAddCheckpoint({ oldSize: from, proof: proof(from, to), checkpoint: checkpoint(to) }),
  }
}

export const witnessName = "north.example/w1"
export const growth = signerOf(witnessName, TYPE_COSIGNATURE, "growth")
export const replaying = signerOf(witnessName, TYPE_COSIGNATURE, "replay")

/** 2026-01-01T00:00:00Z. */
export const start = 1_767_225_600_000

export async function scratchFolder(): Promise<{
  readonly place: () => string
  readonly remove: () => Promise<void>
}> {
  const root = await mkdtemp(join(tmpdir(), "kvitto-witness-"))
  let made = 0
  return {
    place: () => join(root, `${made++}`),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** A witness of these logs over a folder, without replays unless they are given. */
export async function witnessOf(
  folder: string,
  logs: WitnessOptions["logs"],
  further: Partial<WitnessOptions> = {},
): Promise<Witness> {
  return openWitness({
    name: witnessName,
    growth,
    replay: replaying,
    logs,
    files: await witnessFiles(folder),
    clock: () => start,
    verify: verifyNode,
    ...further,
  })
}

export type ToyReplay = Replay & { advances: OpenedCheckpoint[] }

/** A replay that does what `step` says. */
export function toyReplay(
  step: (checkpoint: OpenedCheckpoint, signal: AbortSignal) => Promise<ReplayState>,
): ToyReplay {
  let state: ReplayState = { size: 0, faults: [] }
  const advances: OpenedCheckpoint[] = []
  return {
    advances,
    advance: async (checkpoint, signal) => {
      advances.push(checkpoint)
      state = await step(checkpoint, signal)
      return state
    },
    splitView: async () => undefined,
    state: () => state,
    close: async () => undefined,
  }
}

/** The logs that the crash test shows to its witness. */
export const crashOrigins = ["one.example/log", "two.example/log"] as const
