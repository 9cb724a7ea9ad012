/**
 * The data folder of a ledger: `store` (LevelDB), `head` (the head guard's file, kept apart from the store), `map` (the
 * map, so that opening is quick; it may be missing), `keys`, `phones` (who was invited to enrol one),
 * `policy` (the trust policy with the ledger's witnesses; without it, nobody's) and `ledger.json`, which is written last:
 * without it the folder is no ledger.
 */

import { mkdir, readdir } from "node:fs/promises"
import { join } from "node:path"
import { type SigningKey, signingKeyFromSeed } from "../cose/key.ts"
import { type Ledger, openLedger } from "../ledger/ledger.ts"
import type { LedgerKeys, LedgerOptions } from "../ledger/running.ts"
import { type NoteKey, noteKey, TYPE_ED25519 } from "../log/note.ts"
import { signNode, verifyNode } from "../platform/ed25519.ts"
import { openLevelStore } from "../store/level.ts"
import type { Store } from "../store/store.ts"
import { systemSentence, unusable } from "./failure.ts"
import { isThere, readTextWithin, writeNew, writeWhole } from "./files.ts"
import { loadKey, saveKeyFile } from "./keyring.ts"
import { plainKeyFile } from "./keyfile.ts"
import { policyFor, readPolicy } from "./policy-file.ts"
import { linksOf } from "./witness-links.ts"
import { utf8 } from "../encoding/bytes.ts"
import { type Policy, printPolicy, unwitnessed } from "../verifier/policy.ts"

const maxAboutBytes = 4096

export const storeIn = (folder: string): string => join(folder, "store")
export const headIn = (folder: string): string => join(folder, "head")
export const mapIn = (folder: string): string => join(folder, "map")
export const keyIn = (folder: string, name: string): string => join(folder, "keys", `${name}.key`)
export const policyIn = (folder: string): string => join(folder, "policy")
const aboutIn = (folder: string): string => join(folder, "ledger.json")

const printAbout = (origin: string): string =>
  `${JSON.stringify({ format: "kvitto data folder", version: 1, origin })}\n`

/** Whether the folder holds a ledger. */
export const holdsLedger = (folder: string): Promise<boolean> => isThere(aboutIn(folder))

/** Only what `printAbout` prints. */
export async function readOrigin(folder: string): Promise<string> {
  if (!(await holdsLedger(folder)))
    throw unusable(`${folder}: not a data folder of a ledger (it has no ledger.json)`)
  const text = await readTextWithin(aboutIn(folder), maxAboutBytes)
  let origin: unknown
  try {
    origin = (JSON.parse(text) as { readonly origin?: unknown } | null)?.origin
  } catch (cause) {
    throw unusable(`${aboutIn(folder)}: not JSON`, cause)
  }
  if (typeof origin !== "string" || printAbout(origin) !== text)
    throw unusable(`${aboutIn(folder)}: not one that this version wrote`)
  return origin
}

/** The governors' keys are not the ledger's own: it runs without them. */
const ownKeys = ["seal", "promise", "checkpoint"] as const

/** Ledger nodes are unattended: a key under a passphrase is refused here. */
const noPassphrase = (): Promise<string> => {
  throw unusable("the keys of a data folder are used unattended and must be in the clear")
}

async function readKeys(folder: string, origin: string): Promise<LedgerKeys> {
  const [seal, promise, checkpoint] = await Promise.all(
    ownKeys.map((name) => loadKey(keyIn(folder, name), noPassphrase)),
  )
  return ledgerKeys(origin, seal as SigningKey, promise as SigningKey, checkpoint as SigningKey)
}

const ledgerKeys = (
  origin: string,
  seal: SigningKey,
  promise: SigningKey,
  { publicKey, sign }: SigningKey,
): LedgerKeys => ({
  seal,
  promise,
  checkpoint: { key: noteKey(origin, TYPE_ED25519, publicKey), sign },
})

/** The C2SP verifier key of the folder's checkpoints; the store is not opened, so a server may be running on it. */
export async function readCheckpointKey(folder: string): Promise<NoteKey> {
  const origin = await readOrigin(folder)
  const { publicKey } = await loadKey(keyIn(folder, "checkpoint"), noPassphrase)
  return noteKey(origin, TYPE_ED25519, publicKey)
}

/** The trust policy that this ledger keeps and suggests; the store is not opened. */
export async function readFolderPolicy(folder: string): Promise<Policy> {
  const checkpointKey = await readCheckpointKey(folder)
  const path = policyIn(folder)
  if (!(await isThere(path))) return unwitnessed(checkpointKey)
  return policyFor(checkpointKey, path, await readPolicy(path))
}

/** Replaces the ledger's policy, with the ledger itself as its log. Gives what is kept now. */
export async function writeFolderPolicy(
  folder: string,
  what: string,
  policy: Policy,
): Promise<Policy> {
  const kept = policyFor(await readCheckpointKey(folder), what, policy)
  await writeWhole(policyIn(folder), utf8(printPolicy(kept)))
  return kept
}

export const openStore = (folder: string): Promise<Store> =>
  openLevelStore(storeIn(folder), { create: false })

/** As few tables in memory as LevelDB can do with: for whoever reads the whole store once, in order. */
export const openStoreOnce = (folder: string): Promise<Store> =>
  openLevelStore(storeIn(folder), { create: false, maxOpenFiles: 64 })

/** How long a witness is waited for. */
const witnessTimeoutMs = 2000

export type Node = Pick<LedgerOptions, "clock"> &
  Partial<Pick<LedgerOptions, "publishByMs" | "needWitnesses" | "observe" | "policy" | "scrutiny">>

/** The ledger of a folder, with the witnesses of its policy, or of the one given instead. */
export async function openFolder(folder: string, node: Node): Promise<Ledger> {
  const keys = await readKeys(folder, await readOrigin(folder))
  const policy = node.policy ?? (await readFolderPolicy(folder))
  const witnesses = linksOf(policy, witnessTimeoutMs)
  const store = await openStore(folder)
  try {
    return await openLedger({
      ...node,
      store,
      headPath: headIn(folder),
      mapPath: mapIn(folder),
      keys,
      verify: verifyNode,
      policy,
      witnesses,
      witnessTimeoutMs,
    })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The folder, empty: made if it is not there, refused if it holds anything. */
async function claimFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length > 0)
      throw unusable(`${folder}: holds something already, and nothing is overwritten`)
    await mkdir(join(folder, "keys"), { mode: 0o700 })
  } catch (cause) {
    if (cause instanceof Error && "exitCode" in cause) throw cause
    throw unusable(systemSentence(folder, cause), cause)
  }
}

/** What a new ledger is begun with. Keys of as many governors as asked for are made too, for the genesis. */
export type Begun = {
  readonly store: Store
  readonly headPath: string
  readonly keys: LedgerKeys
  readonly governors: readonly SigningKey[]
}

/**
 * Makes a data folder with keys and store, and lets `begin` make the ledger in it. `ledger.json` is written last: a
 * folder half made is no ledger, and is not filled up later either.
 */
export async function makeFolder<T>(
  folder: string,
  origin: string,
  governors: number,
  random: (length: number) => Uint8Array,
  begin: (begun: Begun) => Promise<T>,
): Promise<T> {
  await claimFolder(folder)
  const newKey = async (name: string): Promise<SigningKey> => {
    const seed = random(32)
    await saveKeyFile(keyIn(folder, name), plainKeyFile(seed))
    return signingKeyFromSeed(seed, signNode)
  }
  const seal = await newKey("seal")
  const promise = await newKey("promise")
  const keys = ledgerKeys(origin, seal, promise, await newKey("checkpoint"))
  const governing: SigningKey[] = []
  for (let i = 1; i <= governors; i++) governing.push(await newKey(`governor-${i}`))
  const store = await openLevelStore(storeIn(folder), { create: true })
  try {
    const headPath = headIn(folder)
    const begun = await begin({ store, headPath, keys, governors: governing })
    await writeNew(aboutIn(folder), printAbout(origin), 0o644)
    return begun
  } finally {
    await store.close()
  }
}
