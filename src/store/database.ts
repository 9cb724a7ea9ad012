/** LevelDB, read so that every value is held against its guard and everything it throws is a StoreFault. */

import type { IteratorOptions, Level } from "level"
import { concat, equal, uint64 } from "../encoding/bytes.ts"
import { nameOf, unguarded } from "./layout.ts"
import { StoreFault } from "./store.ts"

export type Database = Level<Uint8Array, Uint8Array>
type Range = IteratorOptions<Uint8Array, Uint8Array>
export type Snapshot = ReturnType<Database["snapshot"]>
export type Pair = [key: Uint8Array, bytes: Uint8Array]

const groupLength = 256
/** LevelDB ends a group before its length at 16 KiB, if nobody says otherwise: six entries, and a thread's turn for each six. */
const highWaterMarkBytes = 1024 * 1024

/** Throws "closed" unless the database is open. */
export function expectOpen(db: Database): void {
  if (db.status !== "open") throw new StoreFault("closed", "store", "is closed")
}

/** What LevelDB threw, as one of our own. */
export function faultOf(what: string, cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause
  const { code, cause: inner } = cause as { code?: string; cause?: { code?: string } }
  const reason = inner?.code ?? code
  const options = { cause }
  if (reason === "LEVEL_LOCKED")
    return new StoreFault(
      "locked",
      what,
      "is open already; a store has one owner: stop the program that runs on it, or ask that one with --ledger",
      options,
    )
  if (reason === "LEVEL_CORRUPTION") return new StoreFault("corrupt", what, "is corrupt", options)
  if (reason === "LEVEL_DATABASE_NOT_OPEN" || reason === "LEVEL_ITERATOR_NOT_OPEN")
    return new StoreFault("closed", "store", "is closed", options)
  return new StoreFault("unreadable", what, "cannot be read", options)
}

/** The value; undefined if there is none. */
export function read(db: Database, key: Uint8Array): Uint8Array | undefined {
  try {
    const stored = db.getSync(key)
    return stored && unguarded(key, stored)
  } catch (cause) {
    throw faultOf(nameOf(key), cause)
  }
}

/** The value; "missing" is thrown if there is none. */
export function readOrThrow(db: Database, key: Uint8Array): Uint8Array {
  const value = read(db, key)
  if (value === undefined) throw new StoreFault("missing", nameOf(key), "is not there")
  return value
}

/** As stored, after a look at their guards. One alone is read here: a turn of a thread for it costs three times as much. */
export async function readMany(
  db: Database,
  wanted: Uint8Array[],
): Promise<(Uint8Array | undefined)[]> {
  try {
    const [only] = wanted
    const isAlone = only !== undefined && wanted.length === 1
    const stored = isAlone ? [db.getSync(only)] : await db.getMany(wanted)
    for (const [i, key] of wanted.entries()) if (stored[i]) unguarded(key, stored[i])
    return stored
  } catch (cause) {
    throw faultOf("store", cause)
  }
}

/** How many are read at a time, and how many at first, from where it is four times as many each time. */
export type Steps = { readonly length?: number; readonly first?: number }

/** Everything in a range of keys, as stored, unchecked. */
export async function* groups(
  db: Database,
  range: Range,
  { length = groupLength, first = length }: Steps = {},
): AsyncGenerator<Pair[]> {
  expectOpen(db)
  const iterator = db.iterator({ highWaterMarkBytes, ...range })
  try {
    for (let wanted = first; ; wanted = Math.min(length, 4 * wanted)) {
      const group: Pair[] = await iterator.nextv(wanted)
      if (group.length === 0) return
      yield group
    }
  } catch (cause) {
    throw faultOf("store", cause)
  } finally {
    await iterator.close()
  }
}

/** The values whose keys are `gte` ≤ key < `lt`, in order, each after a look at its guard. */
export async function* scan(
  db: Database,
  gte: Uint8Array,
  lt: Uint8Array,
  steps?: Steps,
): AsyncGenerator<Pair> {
  for await (const group of groups(db, { gte, lt }, steps))
    for (const [key, stored] of group) yield [key, unguarded(key, stored)]
}

/** As `scan`, from the last key to the first. */
export async function* scanBack(
  db: Database,
  gte: Uint8Array,
  lt: Uint8Array,
  steps?: Steps,
): AsyncGenerator<Pair> {
  for await (const group of groups(db, { gte, lt, reverse: true }, steps))
    for (const [key, stored] of group) yield [key, unguarded(key, stored)]
}

/** The values whose keys are `prefix` and a number that counts up from `from`; a gap is thrown as "missing". */
export async function* counted(db: Database, prefix: Uint8Array, from: number, lt: Uint8Array) {
  let n = from
  for await (const [key, value] of scan(db, concat(prefix, uint64(from)), lt)) {
    const wanted = concat(prefix, uint64(n))
    if (!equal(key, wanted)) throw new StoreFault("missing", nameOf(wanted), "is not there")
    yield { n, value }
    n++
  }
}
