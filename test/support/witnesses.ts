/**
 * Four witnesses of the test world, in this process and on its clock: all watch growth, the first two replay. Each can
 * be switched off, and each has a clock that can be set wrong.
 */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { WitnessApi } from "../../src/api/witness-api.ts"
import type { WitnessLink } from "../../src/ledger/witnessing.ts"
import {
  type NoteKey,
  noteKey,
  type NoteSigner,
  printVkey,
  TYPE_COSIGNATURE,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import type { FetchTile } from "../../src/replay/tile-fetch.ts"
import { openReplay } from "../../src/witness/replay.ts"
import { openWitness, type Witness } from "../../src/witness/witness.ts"
import { memoryFiles } from "./memory-files.ts"
import { keyNamed } from "./world.ts"

export const witnessNames = ["north", "south", "east", "west"] as const
export type WitnessName = (typeof witnessNames)[number]
export const replaying: readonly WitnessName[] = ["north", "south"]

export const witnessSigner = (name: string, work: "growth" | "replay"): NoteSigner => {
  const { publicKey, sign } = keyNamed(`witness ${name} ${work}`)
  return { key: noteKey(`${name}.example/witness`, TYPE_COSIGNATURE, publicKey), sign }
}

export type PolicyLines = { readonly extra?: string; readonly clockError?: number }

/** Three of the four must cosign, one may be bad, both replaying ones must have replayed. */
export function witnessPolicy(
  log: NoteKey,
  { extra = "", clockError = 2 }: PolicyLines = {},
): Policy {
  const lines = [
    `log ${printVkey(log)}`,
    ...witnessNames.map(
      (name) => `witness ${name} ${printVkey(witnessSigner(name, "growth").key)}`,
    ),
    ...replaying.map(
      (name) => `witness ${name}-replay ${printVkey(witnessSigner(name, "replay").key)}`,
    ),
    `group growth 3 ${witnessNames.join(" ")}`,
    "quorum growth",
    "faulty 1",
    `group replay all ${replaying.map((name) => `${name}-replay`).join(" ")}`,
    "replay-quorum replay",
    `clock-error ${clockError}`,
  ]
  const result = parsePolicy(`${lines.join("\n")}\n${extra}`)
  if (!result.ok) throw new Error(`policy: line ${result.fault.line}: ${result.fault.sentence}`)
  return result.policy
}

export type Witnesses = {
  readonly policy: Policy
  readonly links: readonly WitnessLink[]
  readonly apis: Readonly<Record<WitnessName, Witness>>
  /** Those switched off answer nothing. */
  readonly down: Set<WitnessName>
  /** How many milliseconds a witness's clock is ahead. */
  readonly skew: Map<WitnessName, number>
  /** Asked and answered so far, by name. */
  readonly asked: Map<WitnessName, number>
  readonly close: () => Promise<void>
}

/** Witnesses of the log whose tiles these are. */
export async function makeWitnesses(
  log: NoteKey,
  clock: () => number,
  fetchTile: FetchTile,
  lines: PolicyLines = {},
): Promise<Witnesses> {
  const root = await mkdtemp(join(tmpdir(), "kvitto-witnesses-"))
  const down = new Set<WitnessName>()
  const skew = new Map<WitnessName, number>()
  const asked = new Map<WitnessName, number>()
  const apis = {} as Record<WitnessName, Witness>
  const links: WitnessLink[] = []
  for (const name of witnessNames) {
    const replay = replaying.includes(name)
      ? await openReplay({ folder: join(root, name), log, fetchTile, verify: verifyNode })
      : undefined
    const [growthSigner, replaySigner] = [
      witnessSigner(name, "growth"),
      witnessSigner(name, "replay"),
    ]
    const witness = await openWitness({
      name: growthSigner.key.name,
      growth: growthSigner,
      replay: replaySigner,
      logs: [{ key: log, replay }],
      files: memoryFiles(),
      clock: () => clock() + (skew.get(name) ?? 0),
      verify: verifyNode,
      replayDeadlineMs: 30_000,
    })
    apis[name] = witness
    const reach = async <T>(step: () => Promise<T>): Promise<T> => {
      if (down.has(name)) throw new Error("no answer came")
      asked.set(name, (asked.get(name) ?? 0) + 1)
      return step()
    }
    const api: Pick<WitnessApi, "addCheckpoint" | "checkpoint"> = {
      addCheckpoint: (request) => reach(() => witness.addCheckpoint(request)),
      checkpoint: (originHash) => reach(() => witness.checkpoint(originHash)),
    }
    const keys = replay === undefined ? [growthSigner.key] : [growthSigner.key, replaySigner.key]
    links.push({ name, keys, api, everyMs: 0 })
  }
  const close = async (): Promise<void> => {
    for (const name of witnessNames) await apis[name].close()
    await rm(root, { recursive: true })
  }
  return { policy: witnessPolicy(log, lines), links, apis, down, skew, asked, close }
}
