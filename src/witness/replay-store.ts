/**
 * A replay kept in a folder of its own, so that it goes on where it was after whatever stopped it. LevelDB; before each
 * value stands its own hash, as in the ledger's store. Numbers are big-endian.
 *
 *     20                place (JSON)               24 bucket(2)      leaves of the map
 *     21 number(8)      fault (JSON)               25 bucket(2)      hash of the subtree over them
 *     22 subject(32)    what was rebuilt of it     26                checkpoint whose entries these are
 *     23 marker(32)     nothing: it was seen       27                checkpoint that contradicts it
 *                                                  28                the misbehaviour file over these two
 */

import { mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Level } from "level"
import { concat, fromHex, hashToHex, textOf, toHex, uint64, utf8 } from "../encoding/bytes.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { decodeRebuilt, encodeSubjectHead } from "../ledger/subject-head.ts"
import { type Database, expectOpen, faultOf, read, readMany, scan } from "../store/database.ts"
import { guarded, valueIn } from "../store/layout.ts"
import { expectHash, StoreFault } from "../store/store.ts"
import type { AuditFault } from "../replay/fault.ts"
import type { Place, ReplayStore } from "../replay/state.ts"

/** To be counted up whenever the same entries would give another state: what was kept is then of no use. */
const keptVersion = 2

const at = {
  place: 0x20,
  fault: 0x21,
  subject: 0x22,
  marker: 0x23,
  leaves: 0x24,
  bucket: 0x25,
  held: 0x26,
  contradiction: 0x27,
  conviction: 0x28,
} as const

const keyAt = (place: number, ...rest: readonly Uint8Array[]): Uint8Array =>
  concat(Uint8Array.of(place), ...rest)
const subjectKey = (id: string): Uint8Array => keyAt(at.subject, expectHash("subject", id))
const markerKey = (marker: string): Uint8Array => keyAt(at.marker, expectHash("marker", marker))
const numbered = (place: number, bucket: number): Uint8Array =>
  Uint8Array.of(place, bucket >> 8, bucket & 255)

export type ReplayFolder = ReplayStore & {
  /** The newest checkpoint in whose tree all entries replayed were found. */
  held(): Uint8Array | undefined
  /** Kept with the next commit. */
  hold(checkpoint: Uint8Array): void
  /** A checkpoint in whose tree the entries replayed are not. */
  contradiction(): Uint8Array | undefined
  /** The misbehaviour file that shows it, where one could be made. */
  conviction(): Uint8Array | undefined
  /** Durable when it resolves. */
  contradict(checkpoint: Uint8Array, conviction: Uint8Array | undefined): Promise<void>
  close(): Promise<void>
}

/** What tells a replay's folder from a ledger's, which is the same kind of database. */
const replayFile = "kvitto-replay"

/** Makes the folder, or makes sure that it is a replay's: a ledger's own store must never be written into. */
async function claimReplayFolder(what: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const inside = await readdir(folder)
    if (inside.includes(replayFile)) return
    if (inside.length > 0)
      throw new StoreFault(
        "exists",
        what,
        "this folder holds something that is no replay; give an empty one",
      )
    await writeFile(join(folder, replayFile), "")
  } catch (cause) {
    if (cause instanceof StoreFault) throw cause
    throw new StoreFault("unwritable", what, "this folder cannot be made or written to", { cause })
  }
}

/**
 * Opens the folder, or makes it. Throws StoreFault: "locked" if it is open already, "exists" if it is something else's,
 * "corrupt" or "unreadable" if it is not whole, or was kept by another version. LevelDB keeps its tables mapped into
 * memory, here 64 of 1 MB.
 */
export async function openReplayFolder(folder: string): Promise<ReplayFolder> {
  const what = `replay ${folder}`
  await claimReplayFolder(what, folder)
  const db = new Level<Uint8Array, Uint8Array>(folder, {
    keyEncoding: "view",
    valueEncoding: "view",
    compression: false,
    maxOpenFiles: 64,
    maxFileSize: 1024 * 1024,
  }) as Database
  try {
    await db.open()
    const kept = read(db, keyAt(at.place))
    if (kept !== undefined) decodePlace(what, kept)
    return replayFolder(what, db)
  } catch (cause) {
    await db.close()
    throw faultOf(what, cause)
  }
}

function replayFolder(what: string, db: Database): ReplayFolder {
  let pending: Uint8Array | undefined
  const values = async (keys: Uint8Array[]): Promise<readonly (Uint8Array | undefined)[]> =>
    (await readMany(db, keys)).map((stored) => stored && valueIn(stored))
  return {
    async place() {
      const kept = read(db, keyAt(at.place))
      return kept && decodePlace(what, kept)
    },
    async faults() {
      const found: AuditFault[] = []
      for await (const [, value] of scan(db, keyAt(at.fault), keyAt(at.fault + 1)))
        found.push(JSON.parse(textOf(value) ?? "") as AuditFault)
      return found
    },
    subjects: async (ids) =>
      (await values(ids.map(subjectKey))).map((value) => value && decodeRebuilt(value)),
    markers: async (markers) =>
      (await values(markers.map(markerKey))).map((value) => value !== undefined),
    buckets: (numbers) => values(numbers.map((number) => numbered(at.leaves, number))),
    async *allSubjects() {
      for await (const [key, value] of scan(db, keyAt(at.subject), keyAt(at.subject + 1)))
        yield [hashToHex(key, 1) as SubjectId, decodeRebuilt(value)]
    },
    async *bucketHashes() {
      for await (const [key, hash] of scan(db, keyAt(at.bucket), keyAt(at.bucket + 1)))
        yield { bucket: (key[1] as number) * 256 + (key[2] as number), hash }
    },
    async commit(place, { subjects, markers, buckets, faults }) {
      const first = place.faults - faults.length
      const batch: [Uint8Array, Uint8Array][] = [
        [keyAt(at.place), encodePlace(place)],
        ...Array.from(subjects, ([id, head]): [Uint8Array, Uint8Array] => [
          subjectKey(id),
          encodeSubjectHead(head),
        ]),
        ...markers.map((marker): [Uint8Array, Uint8Array] => [
          markerKey(marker),
          new Uint8Array(0),
        ]),
        ...Array.from(buckets, ([bucket, { leaves, hash }]): [Uint8Array, Uint8Array][] => [
          [numbered(at.leaves, bucket), leaves],
          [numbered(at.bucket, bucket), hash],
        ]).flat(),
        ...faults.map((fault, i): [Uint8Array, Uint8Array] => [
          keyAt(at.fault, uint64(first + i)),
          utf8(JSON.stringify(fault)),
        ]),
      ]
      if (pending !== undefined) batch.push([keyAt(at.held), pending])
      await write(what, db, batch)
      pending = undefined
    },
    held: () => pending ?? read(db, keyAt(at.held)),
    hold: (checkpoint) => {
      pending = checkpoint
    },
    contradiction: () => read(db, keyAt(at.contradiction)),
    conviction: () => read(db, keyAt(at.conviction)),
    contradict: async (checkpoint, conviction) => {
      const found = [keyAt(at.contradiction), checkpoint] as const
      const shown = conviction && ([keyAt(at.conviction), conviction] as const)
      await write(what, db, shown === undefined ? [found] : [found, shown])
    },
    close: () => db.close(),
  }
}

async function write(
  what: string,
  db: Database,
  values: readonly (readonly [key: Uint8Array, value: Uint8Array])[],
): Promise<void> {
  expectOpen(db)
  const batch = db.batch()
  for (const [key, value] of values) batch.put(key, guarded(key, value))
  try {
    await batch.write({ sync: true })
  } catch (cause) {
    throw new StoreFault("unwritable", what, "a write failed", { cause })
  }
}

type Written = Omit<Place, "frontier" | "lastLeaf" | "mapRoot"> & {
  readonly version: number
  readonly frontier: readonly string[]
  readonly lastLeaf: string | null
  readonly mapRoot: string
}

const encodePlace = (place: Place): Uint8Array => {
  const written: Written = {
    ...place,
    version: keptVersion,
    frontier: place.frontier.map(toHex),
    lastLeaf: place.lastLeaf && toHex(place.lastLeaf),
    mapRoot: toHex(place.mapRoot),
  }
  return utf8(JSON.stringify(written))
}

/** For bytes that `encodePlace` wrote, in this version or another: their guard has shown that they are unchanged. */
function decodePlace(what: string, bytes: Uint8Array): Place {
  const { version, ...written } = JSON.parse(textOf(bytes) ?? "") as Written
  if (version !== keptVersion)
    throw new StoreFault("corrupt", what, "was kept by another version; remove it and begin anew")
  const hash = (text: string): Uint8Array => fromHex(text) as Uint8Array
  return {
    ...written,
    frontier: written.frontier.map(hash),
    lastLeaf: written.lastLeaf === null ? null : hash(written.lastLeaf),
    mapRoot: hash(written.mapRoot),
  }
}
