/**
 * The embedded store: one directory, owned by one process, with LevelDB and the file of entries (`records.ts`); opening it, and
 * the one way to write to it. Keys and values are laid out in `layout.ts`.
 *
 * One flipped bit in its log makes LevelDB skip commits without a word, and old values are right by themselves. So
 * opening demands every commit from `proven` on: the number of commits when the store was last opened and found
 * whole. What a flipped bit in a table file can do, and how it is found: `scrub.ts`.
 */

import { readdir } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { Level } from "level"
import { uint64 } from "../encoding/bytes.ts"
import { counted, type Database, expectOpen, faultOf, readMany, readOrThrow } from "./database.ts"
import { syncDirectory } from "./head.ts"
import {
  type Change,
  changesOf,
  encodePointer,
  entryIn,
  guardedBriefly,
  guardLength,
  headKey,
  numberAt,
  numberKey,
  openingsIn,
  place,
  recordPieces,
} from "./layout.ts"
import { recordAt } from "./filed.ts"
import { levelReader } from "./reader.ts"
import { Records } from "./records.ts"
import {
  count,
  decodeState,
  encodeState,
  type Held,
  inTurn,
  nothingCleared,
  noGuards,
  noTally,
  type State,
} from "./state.ts"
import {
  expectBatch,
  expectHash,
  expectNumber,
  SizeMoved,
  type Store,
  StoreFault,
  type StoreWriter,
} from "./store.ts"

const writeBufferSize = 32 * 1024 * 1024

/** How many of the newest entries opening reads. */
const tailLength = 64
const replaceable = new Set<unknown>([place.subject, place.tile, place.publication])

/** The state, once no commit since `proven` was skipped and the newest entries are whole. */
async function provenState(held: Held): Promise<State> {
  const { db, records } = held
  const commits = numberAt(readOrThrow(db, headKey), 0)
  const state = decodeState(readOrThrow(db, numberKey(place.commit, commits - 1)), commits)
  const size = await records.size()
  if (size < state.end)
    throw new StoreFault("corrupt", "file of entries", `has ${size} of ${state.end} bytes`)
  const tails = [
    [place.commit, state.proven, commits],
    [place.entry, Math.max(0, state.size - tailLength), state.size],
  ] as const
  for (const [at, from, end] of tails) {
    let next = from
    for await (const { n } of counted(db, Uint8Array.of(at), from, Uint8Array.of(at + 1)))
      next = n + 1
    if (next < end) readOrThrow(db, numberKey(at, next))
    if (next !== end) throw new StoreFault("corrupt", "head", "does not fit what is stored")
  }
  for (let index = Math.max(0, state.size - tailLength); index < state.size; index++)
    recordAt(held, index)
  return { ...state, proven: commits }
}

/** The guards of what these changes replace; subjects' are mostly known. */
async function replacedBy(
  held: Held,
  changes: readonly Change[],
  rewritten: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = []
  const unknown = [...rewritten]
  for (const { key, subject } of changes) {
    const guard = subject === undefined ? undefined : held.guards.get(subject)
    if (guard === undefined && replaceable.has(key[0])) unknown.push(key)
    else if (guard) found.push(guard)
  }
  if (unknown.length === 0) return found
  for (const stored of await readMany(held.db, unknown)) if (stored) found.push(stored)
  return found
}

/** The one way to write: all of the changes and the state after them, or nothing. `rewritten`: keys that are there. */
async function write(
  held: Held,
  changes: readonly Change[],
  { size, published, cleared }: Pick<State, "size" | "published" | "cleared">,
  rewritten: readonly Uint8Array[] = [],
): Promise<void> {
  const { db, records, state, failure } = held
  if (failure) throw new StoreFault("unwritable", "store", "stopped", { cause: failure })
  const tally = { count: state.tally.count, sum: state.tally.sum.slice() }
  for (const guard of await replacedBy(held, changes, rewritten)) count(tally, guard, -1)
  records.begin(state.end)
  const batch = db.batch()
  const guards: [string, Uint8Array][] = []
  const touched: Uint8Array[] = [uint64(state.size)]
  const put = (key: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array => {
    const stored = guardedBriefly(key, pieces)
    batch.put(key, stored)
    return stored
  }
  const file = (key: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array => {
    const stored = guardedBriefly(key, pieces)
    const guard = stored.subarray(0, guardLength)
    return encodePointer({ ...records.put(stored.subarray(guardLength)), guard })
  }
  for (const { key, pieces, subject } of changes) {
    const stored = put(key, key[0] === place.entry ? [file(key, pieces)] : pieces)
    count(tally, stored, 1)
    if (subject === undefined) continue
    guards.push([subject, stored.slice(0, guardLength)])
    touched.push(key.subarray(1))
  }
  const { commits, proven } = state
  const { end } = records
  if (guards.length > 0) count(tally, put(numberKey(place.touched, commits), touched), 1)
  const after = { commits: commits + 1, proven, size, published, end, cleared, tally }
  put(numberKey(place.commit, commits), [encodeState(after)])
  put(headKey, [uint64(after.commits)])
  held.isWriting = true
  try {
    await records.write()
    await batch.write({ sync: true })
  } catch (cause) {
    held.failure = cause
    throw new StoreFault("unwritable", "store", "stops: a write failed", { cause })
  } finally {
    held.isWriting = false
  }
  held.state = after
  for (const [subject, guard] of guards) held.guards.set(subject, guard)
}

/** Durably, what the newest commit took out of the file of entries: if it had no time to, that is done now. */
async function clear(held: Held): Promise<void> {
  const { records, state } = held
  if (state.cleared.length === 0) return
  try {
    await records.clear(state.cleared)
  } catch (cause) {
    held.failure = cause
    throw new StoreFault("unwritable", "file of entries", "what was erased cannot be cleared", {
      cause,
    })
  }
}

/** Also of a store that is closed already. */
async function closed({ db, records }: Pick<Held, "db" | "records">): Promise<void> {
  const isOpen = db.status === "open"
  await db.close()
  if (isOpen) await records.close()
}

const writer = (held: Held): StoreWriter => ({
  commit: (expectedSize, batch) =>
    inTurn(held, async () => {
      expectOpen(held.db)
      const { size, published } = held.state
      if (size !== expectedSize) throw new SizeMoved(expectedSize, size)
      expectBatch(batch, size, published)
      await write(held, changesOf(batch, size), {
        size: size + batch.entries.length,
        published: batch.publication?.size ?? published,
        cleared: nothingCleared,
      })
    }),
  eraseOpening: (index, id) =>
    inTurn(held, async () => {
      expectNumber("index", index)
      expectHash("opening", id)
      expectOpen(held.db)
      if (index >= held.state.size) return false
      const key = numberKey(place.entry, index)
      const { record, pointer } = recordAt(held, index)
      const openings = openingsIn(record)
      const left = openings.filter((each) => each.id !== id)
      const found = left.length < openings.length
      if (found) {
        const change = { key, pieces: recordPieces(entryIn(record), left) }
        await write(held, [change], { ...held.state, cleared: pointer }, [key])
        await clear(held)
      }
      return found
    }),
  close: () => inTurn(held, () => closed(held)),
})

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return []
    throw new StoreFault("unreadable", `store ${directory}`, "cannot be read", { cause })
  }
}

/**
 * Opens the store in `directory`, or with `create` makes one there. Nothing is implicit: "missing" if it should be
 * there and is not, "exists" if it should be made and the directory holds anything; "locked" if it is open already,
 * here or in another program; "corrupt", "missing" or "unreadable" if it is not whole. `maxOpenFiles`: LevelDB keeps as many
 * tables of 2 MB mapped into memory, 1000 if nobody says otherwise, and never fewer than 64.
 */
export async function openLevelStore(
  directory: string,
  options: { readonly create: boolean; readonly maxOpenFiles?: number },
): Promise<Store> {
  const what = `store ${directory}`
  const { create, maxOpenFiles } = options
  const names = await namesIn(directory)
  if (create && names.length > 0) throw new StoreFault("exists", what, "the directory is not empty")
  // Checked here because LevelDB would leave a directory behind where it found none.
  if (!create && !names.includes("CURRENT")) throw new StoreFault("missing", what, "is not there")
  const db = new Level<Uint8Array, Uint8Array>(directory, {
    keyEncoding: "view",
    valueEncoding: "view",
    compression: false,
    // Entries go by with keys in order, ids and subjects with keys at random; the larger the batches in which LevelDB sorts
    // them into its tables, the less often it writes the entries again (measured: 66 µs a receipt with 4 MiB, 45 with 32).
    writeBufferSize,
    ...(maxOpenFiles === undefined ? {} : { maxOpenFiles }),
    createIfMissing: create,
    errorIfExists: create,
  }) as Database
  let records: Records | undefined
  try {
    await db.open()
    records = await Records.open(directory, create)
    const held = heldIn(db, records)
    if (create) {
      await write(held, [], held.state)
      await syncDirectory(directory)
      await syncDirectory(dirname(resolve(directory)))
    }
    held.state = await provenState(held)
    await clear(held)
    return { ...levelReader(held), ...writer(held) }
  } catch (cause) {
    await db.close()
    await records?.close()
    throw faultOf(what, cause)
  }
}

const heldIn = (db: Database, records: Records): Held => ({
  db,
  records,
  state: {
    commits: 0,
    proven: 0,
    size: 0,
    published: 0,
    end: 0,
    cleared: nothingCleared,
    tally: noTally(),
  },
  turn: Promise.resolve(),
  isWriting: false,
  guards: noGuards(),
})
