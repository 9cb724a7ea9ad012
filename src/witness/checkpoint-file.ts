/**
 * What a witness keeps: per log, named by the hexadecimal SHA-256 of its origin,
 *
 *     checkpoints/HASH    the newest checkpoint it cosigned: a signed note with the log's line and its own
 *     evidence/HASH/KIND-TIME-ROOT.ENDING   what a log signed and should not have: see `Evidence`
 *
 * A file is written whole or not at all. What stands in it is for the reader to check: this is only where it lies.
 */

import { type FileHandle, mkdir, open, readdir, rename, unlink } from "node:fs/promises"
import { dirname, join } from "node:path"
import { toHex } from "../encoding/bytes.ts"
import { parseDecimal } from "../log/checkpoint.ts"
import { MAX_NOTE_BYTES } from "../log/note.ts"
import { syncDirectory } from "../store/head.ts"
import { StoreFault } from "../store/store.ts"

/**
 * `split`: two checkpoints that cannot both be true, as a misbehaviour file that convicts. `unproven`: the newest
 * checkpoint cosigned, an empty line, and a request whose proof shows nothing; the proof may be the asker's fault, so it
 * accuses nobody by itself.
 */
export type EvidenceKind = "split" | "unproven"

const endings: Readonly<Record<EvidenceKind, string>> = {
  split: "kvitto-fault",
  unproven: "txt",
}

/** `root`: of the checkpoint that is new, 32 bytes; one of one kind is kept once. `at`: milliseconds since 1970. */
export type Evidence = {
  readonly kind: EvidenceKind
  readonly root: Uint8Array
  readonly at: number
  readonly bytes: Uint8Array
}

/** How many of each kind are kept per log: of splits the first, since one is enough; of the others the newest. */
export const MAX_EVIDENCE = 16

export type WitnessFiles = {
  /** Undefined if this witness never cosigned; of a file too long for a note only so much. Throws "unreadable". */
  read(originHash: string): Promise<Uint8Array | undefined>
  /** Durable when it resolves. Calls for one log must not overlap. Throws StoreFault "unwritable". */
  write(originHash: string, note: Uint8Array): Promise<void>
  /** Durable when it resolves. Calls for one log must not overlap. Throws StoreFault "unwritable". */
  keep(originHash: string, evidence: Evidence): Promise<void>
}

/** Makes the folder where it is not there yet. */
export async function witnessFiles(folder: string): Promise<WitnessFiles> {
  const checkpoints = join(folder, "checkpoints")
  const evidence = join(folder, "evidence")
  await unwritable(folder, async () => {
    await mkdir(checkpoints, { recursive: true })
    await mkdir(evidence, { recursive: true })
    await syncDirectory(folder)
    await syncDirectory(dirname(folder))
  })
  return {
    read: (originHash) => readAtMost(join(checkpoints, originHash), MAX_NOTE_BYTES + 1),
    write: (originHash, note) => replace(join(checkpoints, originHash), note),
    keep: (originHash, found) => keep(join(evidence, originHash), found),
  }
}

async function unwritable<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (cause) {
    if (cause instanceof StoreFault) throw cause
    throw new StoreFault("unwritable", path, "cannot be written", { cause })
  }
}

async function closing<T>(file: FileHandle, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } finally {
    await file.close()
  }
}

async function readAtMost(path: string, limit: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(limit)
  let length = 0
  try {
    const file = await open(path, "r")
    await closing(file, async () => {
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = (await file.read(bytes, length, bytes.length - length, length)).bytesRead
    })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw new StoreFault("unreadable", path, "cannot be read", { cause })
  }
  return bytes.slice(0, length)
}

/** A crash leaves the old file or the new one, whole, and perhaps a file `PATH.new`, which nobody reads. */
const replace = (path: string, bytes: Uint8Array): Promise<void> =>
  unwritable(path, async () => {
    const draft = `${path}.new`
    const file = await open(draft, "w", 0o644)
    await closing(file, async () => {
      await file.writeFile(bytes)
      await file.sync()
    })
    await rename(draft, path)
    await syncDirectory(dirname(path))
  })

type Kept = { readonly name: string; readonly at: number; readonly root: string }

const nameOf = ({ kind, at, root }: Evidence): string =>
  `${kind}-${at}-${toHex(root)}.${endings[kind]}`

/** Of one kind, oldest first. Other names are not ours and stay. */
function keptOf(kind: EvidenceKind, names: readonly string[]): readonly Kept[] {
  const kept = names.flatMap((name): readonly Kept[] => {
    const match = /^([a-z]+)-([0-9]+)-([0-9a-f]{64})\.([a-z-]+)$/.exec(name)
    const [, kindOf, time = "", root = "", ending] = match ?? []
    const at = parseDecimal(time)
    const ours = kindOf === kind && ending === endings[kind]
    return ours && at !== undefined ? [{ name, at, root }] : []
  })
  return kept.sort((a, b) => a.at - b.at)
}

async function keep(folder: string, evidence: Evidence): Promise<void> {
  await unwritable(folder, async () => {
    await mkdir(folder, { recursive: true })
    await syncDirectory(dirname(folder))
    const before = keptOf(evidence.kind, await readdir(folder))
    if (before.some(({ root }) => root === toHex(evidence.root))) return
    const full = before.length >= MAX_EVIDENCE
    if (full && evidence.kind === "split") return
    await replace(join(folder, nameOf(evidence)), evidence.bytes)
    const surplus = before.slice(0, Math.max(0, before.length + 1 - MAX_EVIDENCE))
    for (const { name } of surplus) await unlink(join(folder, name))
  })
}
