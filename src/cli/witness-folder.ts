/**
 * The folder of a witness: `witness.json`, which is written last (without it the folder is no witness), its two `keys`,
 * and what it knows: `checkpoints`, `evidence` and `replay` (docs/witness.md). `lock` is held while it is open.
 */

import { mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import { originHashOf } from "../log/checkpoint.ts"
import { noteKey, type NoteKey, type NoteSigner, TYPE_COSIGNATURE } from "../log/note.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import { witnessFiles } from "../witness/checkpoint-file.ts"
import { StoreFault } from "../store/store.ts"
import { lockFolder } from "../witness/folder-lock.ts"
import { openReplay } from "../witness/replay.ts"
import { openWitness, type WatchedLog, type Witness } from "../witness/witness.ts"
import { systemSentence, unusable } from "./failure.ts"
import { isThere, readTextWithin, writeNew } from "./files.ts"
import { plainKeyFile } from "./keyfile.ts"
import { loadKey, saveKeyFile } from "./keyring.ts"

const maxAboutBytes = 4096

const aboutIn = (folder: string): string => join(folder, "witness.json")
const keyIn = (folder: string, name: string): string => join(folder, "keys", `${name}.key`)

const printAbout = (name: string): string =>
  `${JSON.stringify({ format: "kvitto witness folder", version: 1, name })}\n`

export const holdsWitness = (folder: string): Promise<boolean> => isThere(aboutIn(folder))

/** Only what `printAbout` prints. */
async function readName(folder: string): Promise<string> {
  const text = await readTextWithin(aboutIn(folder), maxAboutBytes)
  let name: unknown
  try {
    name = (JSON.parse(text) as { readonly name?: unknown } | null)?.name
  } catch (cause) {
    throw unusable(`${aboutIn(folder)}: not JSON`, cause)
  }
  if (typeof name !== "string" || printAbout(name) !== text)
    throw unusable(`${aboutIn(folder)}: not one that this version wrote`)
  return name
}

/** `growth` states only that a log grew, `replay` that all of it has been replayed; both bear the witness's name. */
export type WitnessKeys = {
  readonly name: string
  readonly growth: NoteSigner
  readonly replay: NoteSigner
}

/** 32 bytes each, not the same. */
export type WitnessSeeds = { readonly growth: Uint8Array; readonly replay: Uint8Array }

/** Makes a folder, which must be empty or not there yet. */
export async function makeWitnessFolder(
  folder: string,
  name: string,
  seeds: WitnessSeeds,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length > 0)
      throw unusable(`${folder}: holds something already, and is no witness's folder`)
    await mkdir(join(folder, "keys"), { mode: 0o700 })
  } catch (cause) {
    if (cause instanceof Error && "exitCode" in cause) throw cause
    throw unusable(systemSentence(folder, cause), cause)
  }
  for (const work of ["growth", "replay"] as const)
    await saveKeyFile(keyIn(folder, work), plainKeyFile(seeds[work]))
  await writeNew(aboutIn(folder), printAbout(name), 0o644)
}

/** A witness answers unattended: a key under a passphrase is refused here. */
const noPassphrase = (): Promise<string> => {
  throw unusable("the keys of a witness are used unattended and must be in the clear")
}

/** The keys of a folder; nothing else of it is opened, so a witness may be running on it. */
export async function readWitnessKeys(folder: string): Promise<WitnessKeys> {
  if (!(await holdsWitness(folder)))
    throw unusable(`${folder}: not the folder of a witness (it has no witness.json)`)
  const name = await readName(folder)
  const signerOf = async (work: "growth" | "replay"): Promise<NoteSigner> => {
    const { publicKey, sign } = await loadKey(keyIn(folder, work), noPassphrase)
    return { key: noteKey(name, TYPE_COSIGNATURE, publicKey), sign }
  }
  return { name, growth: await signerOf("growth"), replay: await signerOf("replay") }
}

/** A log by its key; with tiles it is replayed from them. */
export type FollowedLog = { readonly key: NoteKey; readonly fetchTile: FetchTile | undefined }

export type WitnessRun = {
  readonly logs: readonly FollowedLog[]
  /** Milliseconds since 1970. */
  readonly clock: () => number
  /** Told of failed writes and of replays that could not go on, and of which log. */
  readonly report: (error: unknown, origin: string) => void
  readonly replayDeadlineMs?: number
}

async function lockOf(folder: string): Promise<() => Promise<void>> {
  try {
    return await lockFolder(join(folder, "lock"))
  } catch (cause) {
    if (!(cause instanceof StoreFault && cause.code === "locked")) throw cause
    const sentence = "is open already: another kvitto witness is running on this folder"
    throw new StoreFault("locked", folder, sentence, { cause })
  }
}

/** Throws StoreFault "locked" while another program has the folder open, and where anything in it is not whole. */
export async function openWitnessFolder(folder: string, run: WitnessRun): Promise<Witness> {
  const keys = await readWitnessKeys(folder)
  const unlock = await lockOf(folder)
  const logs: WatchedLog[] = []
  try {
    for (const { key, fetchTile } of run.logs) {
      const place = join(folder, "replay", originHashOf(key.name))
      const replay =
        fetchTile && (await openReplay({ folder: place, log: key, fetchTile, verify: verifyNode }))
      logs.push({ key, replay })
    }
    const files = await witnessFiles(folder)
    const witness = await openWitness({ ...run, ...keys, logs, files, verify: verifyNode })
    const close = async (): Promise<void> => {
      try {
        await witness.close()
      } finally {
        await unlock()
      }
    }
    return { ...witness, close }
  } catch (error) {
    for (const { replay } of logs) await replay?.close()
    await unlock()
    throw error
  }
}
