/**
 * The embedded store: one LevelDB directory, owned by one process. At each key stands `guarded` of the value; numbers
 * are big-endian, of 8 bytes where nothing else is said.
 *
 *     01                          number of commits (the head)
 *     02 commit                   state after that commit: proven, size, published, count, sum(16)
 *     03 index                    entry              04 statement id(32)     its entry's index
 *     05 subject(32) position     an entry's index   06 subject(32)          state of the subject
 *     07 level(1) n               hash tile          08 statement id(32)     openings
 *     09 note(32)                 an entry's index   0a size                 published checkpoint
 *
 * Count and sum (exclusive or of guards) are over everything from 03 on. Creating is commit 0, erasing is a commit.
 *
 * One flipped bit in its log makes LevelDB skip commits without a word, and old values are right by themselves. So
 * opening demands every commit from `proven` on: the number of commits when the store was last opened and found
 * whole. In table files a flipped bit can hide a key from reads (the binding cannot ask for LevelDB's own checksums):
 * `scrub` reads each key both ways, in order and alone, and holds what it found against count and sum. Some damage to a table makes LevelDB abort the
 * whole program; a scrub belongs in a program of its own.
 */

import { readdir } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import { type IteratorOptions, Level } from "level"
import { concat, equal, toHex, uint64 } from "../encoding/bytes.ts"
import { syncDirectory } from "./head.ts"
import * as keys from "./store.ts"
import { expectNumber, nameOf, numberAt, numberKey, place, StoreFault } from "./store.ts"

type Database = Level<Uint8Array, Uint8Array> & {
  compactRange(from: Uint8Array, to: Uint8Array): Promise<void>
}
type Range = IteratorOptions<Uint8Array, Uint8Array>
type Snapshot = ReturnType<Database["snapshot"]>
type Pair = [key: Uint8Array, bytes: Uint8Array]
type Tally = { count: number; readonly sum: Uint8Array }
/** `published` is the size of the newest publication, or 0. */
type State = Readonly<Record<"commits" | "proven" | "size" | "published", number>> & {
  readonly tally: Readonly<Tally>
}
/** An open store: all that changes while it is open. */
type Held = { readonly db: Database; state: State; turn: Promise<unknown>; failure?: unknown }

/** How many of the newest entries opening reads. */
const tailLength = 64
const groupLength = 256
const headKey = Uint8Array.of(place.head)
const afterNumbers = new Uint8Array(8).fill(255)
const replaceable = new Set<unknown>([place.subject, place.tile, place.opening, place.publication])
const noTally = (): Tally => ({ count: 0, sum: new Uint8Array(keys.guardLength) })

/** Puts a stored value in (+1) or takes it out (−1). */
function count(tally: Tally, stored: Uint8Array, change: 1 | -1): void {
  tally.count += change
  for (let i = 0; i < tally.sum.length; i++)
    tally.sum[i] = (tally.sum[i] as number) ^ (stored[i] as number)
}

const encode = ({ proven, size, published, tally }: State): Uint8Array =>
  concat(...[proven, size, published, tally.count].map(uint64), tally.sum)

function decode(bytes: Uint8Array, commits: number): State {
  const [proven = 0, size = 0, published = 0, total = 0] = [0, 8, 16, 24].map((at) =>
    numberAt(bytes, at),
  )
  return { commits, proven, size, published, tally: { count: total, sum: bytes.slice(32) } }
}

function expectOpen(db: Database): void {
  if (db.status !== "open") throw new StoreFault("closed", "store", "is closed")
}

/** What LevelDB threw, as one of our own. */
function faultOf(what: string, cause: unknown): StoreFault {
  if (cause instanceof StoreFault) return cause
  const { code, cause: inner } = cause as { code?: string; cause?: { code?: string } }
  const reason = inner?.code ?? code
  const options = { cause }
  if (reason === "LEVEL_LOCKED")
    return new StoreFault("locked", what, "is open already; a store has one owner", options)
  if (reason === "LEVEL_CORRUPTION") return new StoreFault("corrupt", what, "is corrupt", options)
  if (reason === "LEVEL_DATABASE_NOT_OPEN" || reason === "LEVEL_ITERATOR_NOT_OPEN")
    return new StoreFault("closed", "store", "is closed", options)
  return new StoreFault("unreadable", what, "cannot be read", options)
}

function read(db: Database, key: Uint8Array): Uint8Array | undefined {
  try {
    const stored = db.getSync(key)
    return stored && keys.unguarded(key, stored)
  } catch (cause) {
    throw faultOf(nameOf(key), cause)
  }
}

function readOrThrow(db: Database, key: Uint8Array): Uint8Array {
  const value = read(db, key)
  if (value === undefined) throw new StoreFault("missing", nameOf(key), "is not there")
  return value
}

/** As stored, after a look at their guards. */
async function readMany(db: Database, wanted: Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
  try {
    const stored = await db.getMany(wanted)
    for (const [i, key] of wanted.entries()) if (stored[i]) keys.unguarded(key, stored[i])
    return stored
  } catch (cause) {
    throw faultOf("store", cause)
  }
}

/** Everything in a range of keys, as stored, unchecked. */
async function* groups(db: Database, range: Range): AsyncGenerator<Pair[]> {
  expectOpen(db)
  const iterator = db.iterator(range)
  try {
    for (;;) {
      const group: Pair[] = await iterator.nextv(groupLength)
      if (group.length === 0) return
      yield group
    }
  } catch (cause) {
    throw faultOf("store", cause)
  } finally {
    await iterator.close()
  }
}

async function* scan(db: Database, gte: Uint8Array, lt: Uint8Array): AsyncGenerator<Pair> {
  for await (const group of groups(db, { gte, lt }))
    for (const [key, stored] of group) yield [key, keys.unguarded(key, stored)]
}

/** The values whose keys are `prefix` and a number that counts up from `from`; a gap is thrown as "missing". */
async function* counted(db: Database, prefix: Uint8Array, from: number, lt: Uint8Array) {
  let n = from
  for await (const [key, value] of scan(db, concat(prefix, uint64(from)), lt)) {
    const wanted = concat(prefix, uint64(n))
    if (!equal(key, wanted)) throw new StoreFault("missing", nameOf(wanted), "is not there")
    yield { n, value }
    n++
  }
}

/** The state, once no commit since `proven` was skipped and the newest entries are whole. */
async function provenState(db: Database): Promise<State> {
  const commits = numberAt(readOrThrow(db, headKey), 0)
  const state = decode(readOrThrow(db, numberKey(place.commit, commits - 1)), commits)
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
  return { ...state, proven: commits }
}

function reader(held: Held): keys.StoreReader {
  const { db } = held
  // What a commit under way has written already is not durable yet, so it is not shown.
  const shown = (value: Uint8Array | undefined): number | undefined =>
    value && numberAt(value, 0) < held.state.size ? numberAt(value, 0) : undefined
  const many = async (at: keys.Place, hashes: readonly string[]) => {
    const stored = await readMany(
      db,
      hashes.map((hash) => keys.hashKey(at, hash)),
    )
    return stored.map((bytes) => bytes && keys.valueIn(bytes))
  }
  return {
    size: () => held.state.size,
    async entry(index) {
      expectNumber("index", index)
      expectOpen(db)
      return index < held.state.size ? readOrThrow(db, numberKey(place.entry, index)) : undefined
    },
    async *entries(from, to) {
      expectNumber("from", from)
      expectNumber("to", to)
      let next = from
      const end = Math.min(to, held.state.size)
      const limit = numberKey(place.entry, end)
      for await (const { n, value } of counted(db, Uint8Array.of(place.entry), from, limit)) {
        yield { index: n, bytes: value }
        next = n + 1
      }
      if (next < end) readOrThrow(db, numberKey(place.entry, next))
    },
    indexesOf: async (ids) => (await many(place.id, ids)).map(shown),
    subjects: (subjects) => many(place.subject, subjects),
    async *allSubjects() {
      const [first, end] = [Uint8Array.of(place.subject), Uint8Array.of(place.subject + 1)]
      for await (const [key, bytes] of scan(db, first, end))
        yield { key: toHex(key.subarray(1)), bytes }
    },
    async links(subject, from, to) {
      expectNumber("from", from)
      expectNumber("to", to)
      const found: number[] = []
      const prefix = keys.hashKey(place.link, subject)
      if (from >= to) return found
      for await (const { n, value } of counted(db, prefix, from, concat(prefix, afterNumbers))) {
        const index = shown(value)
        if (index === undefined) break
        found.push(index)
        if (n + 1 === to) break
      }
      return found
    },
    async tile(level, n) {
      expectNumber("tile's level", level, 256)
      expectNumber("tile's number", n)
      return read(db, keys.tileKey(level, n))
    },
    opening: async (id) => read(db, keys.hashKey(place.opening, id)),
    noteIndexes: async (hashes) => (await many(place.note, hashes)).map(shown),
    async publication() {
      expectOpen(db)
      const size = held.state.published
      if (size === 0) return undefined
      return { size, bytes: readOrThrow(db, numberKey(place.publication, size)) }
    },
    async *publications(from) {
      expectNumber("from", from)
      const end = Uint8Array.of(place.publication + 1)
      for await (const [key, bytes] of scan(db, numberKey(place.publication, from), end))
        yield { size: numberAt(key, 1), bytes }
    },
    scrub: () => scrub(held),
  }
}

/** Runs a step after all earlier ones. */
function inTurn<T>(held: Held, step: () => Promise<T>): Promise<T> {
  const turn = held.turn.then(step)
  held.turn = turn.catch(() => undefined)
  return turn
}

/** The one way to write: all of the changes (no value: erase) and the state after them, or nothing. */
async function write(
  held: Held,
  changes: readonly (readonly [key: Uint8Array, value: Uint8Array | undefined])[],
  { size, published }: Pick<State, "size" | "published">,
): Promise<void> {
  const { db, state, failure } = held
  if (failure) throw new StoreFault("unwritable", "store", "stopped", { cause: failure })
  const replaced = changes.filter(([key]) => replaceable.has(key[0])).map(([key]) => key)
  const tally = { count: state.tally.count, sum: state.tally.sum.slice() }
  for (const stored of await readMany(db, replaced)) if (stored) count(tally, stored, -1)
  const batch = db.batch()
  const put = (key: Uint8Array, value: Uint8Array): Uint8Array => {
    const stored = keys.guarded(key, value)
    batch.put(key, stored)
    return stored
  }
  for (const [key, value] of changes)
    if (value) count(tally, put(key, value), 1)
    else batch.del(key)
  const { commits, proven } = state
  const after = { commits: commits + 1, proven, size, published, tally }
  put(numberKey(place.commit, commits), encode(after))
  put(headKey, uint64(after.commits))
  try {
    await batch.write({ sync: true })
  } catch (cause) {
    held.failure = cause
    throw new StoreFault("unwritable", "store", "stops: a write failed", { cause })
  }
  held.state = after
}

async function compact(db: Database, key: Uint8Array): Promise<void> {
  try {
    await db.compactRange(key, key)
  } catch (cause) {
    throw new StoreFault("unwritable", nameOf(key), "its bytes cannot be cleared", { cause })
  }
}

const writer = (held: Held): keys.StoreWriter => ({
  commit: (expectedSize, batch) =>
    inTurn(held, async () => {
      expectOpen(held.db)
      const { size, published } = held.state
      if (size !== expectedSize) throw new keys.SizeMoved(expectedSize, size)
      keys.expectBatch(batch, size, published)
      await write(held, [...keys.valuesOf(batch, size)], {
        size: size + batch.entries.length,
        published: batch.publication?.size ?? published,
      })
    }),
  eraseOpening: (id) =>
    inTurn(held, async () => {
      const key = keys.hashKey(place.opening, id)
      const found = read(held.db, key) !== undefined
      // LevelDB keeps what a deletion hides until it merges both; it merges downwards, so the value must be below.
      await compact(held.db, key)
      if (found) await write(held, [[key, undefined]], held.state)
      await compact(held.db, key)
      return found
    }),
  close: () => inTurn(held, () => held.db.close()),
})

const numbered = new Set<unknown>([place.commit, place.entry, place.link])
const pointing = new Set<unknown>([place.id, place.link, place.note])

/** What is wrong with a stored value, given the key before it and what a reader gets who asks for it alone. */
function* flawsAt(
  [key, stored]: Pair,
  before: Uint8Array,
  alone: Uint8Array | undefined,
  size: number,
): Generator<keys.Flaw> {
  const what = nameOf(key)
  if (!keys.isKey(key)) {
    yield { what, fault: "is no key of this store" }
    return
  }
  if (alone === undefined || !equal(alone, stored))
    yield { what, fault: "is not what a reader of it gets" }
  const n = numbered.has(key[0]) ? numberAt(key, key.length - 8) : 0
  if (n > 0) {
    const due = concat(key.subarray(0, -8), uint64(n - 1))
    if (!equal(before, due)) yield { what: nameOf(due), fault: "is not there, the next one is" }
  }
  try {
    const value = keys.unguarded(key, stored)
    const index = pointing.has(key[0]) ? numberAt(value, 0) : -1
    if (index >= size) yield { what, fault: `points at entry ${index}, which is not there` }
  } catch (cause) {
    yield { what, fault: (cause as Error).message }
  }
}

/** The flaws among all keys with this first byte (11: and above). What must be counted is put into `tally`. */
async function* flawsIn(
  db: Database,
  at: number,
  snapshot: Snapshot,
  state: State,
  tally: Tally,
): AsyncGenerator<keys.Flaw> {
  const lt = at > place.publication ? {} : { lt: Uint8Array.of(at + 1) }
  const range = { gte: Uint8Array.of(at), ...lt, snapshot }
  let found = 0
  let before = new Uint8Array()
  try {
    for await (const group of groups(db, range)) {
      const names = group.map(([key]) => key)
      const alone = await db.getMany(names, { snapshot })
      for (const [i, pair] of group.entries()) {
        yield* flawsAt(pair, before, alone[i], state.size)
        before = new Uint8Array(pair[0])
        found++
        if (at >= place.entry) count(tally, pair[1], 1)
      }
    }
  } catch (cause) {
    const fault = faultOf(`keys that begin with ${at}`, cause)
    if (fault.code === "closed") throw fault
    yield { what: fault.what, fault: fault.message }
  }
  const dues = { head: 1, commit: state.commits, entry: state.size }
  for (const [name, due] of Object.entries(dues))
    if (place[name as keyof typeof dues] === at && found !== due)
      yield { what: name, fault: `expected ${due} in all, got ${found}` }
}

async function* scrub(held: Held): AsyncGenerator<keys.Flaw> {
  const { db } = held
  const { snapshot, state } = await inTurn(held, async () => {
    expectOpen(db)
    return { snapshot: db.snapshot(), state: held.state }
  })
  try {
    const head = await db.get(headKey, { snapshot })
    const due = keys.guarded(headKey, uint64(state.commits))
    if (head === undefined || !equal(head, due)) yield { what: "head", fault: "is not the newest" }
    const tally = noTally()
    for (let at = 0; at <= place.publication + 1; at++)
      yield* flawsIn(db, at, snapshot, state, tally)
    if (tally.count !== state.tally.count || !equal(tally.sum, state.tally.sum)) {
      const counts = `${state.tally.count} values, got ${tally.count}`
      yield { what: "store", fault: `some are lost, old or too many: expected ${counts}` }
    }
  } finally {
    await snapshot.close()
  }
}

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
 * here or in another program; "corrupt", "missing" or "unreadable" if it is not whole.
 */
export async function openLevelStore(
  directory: string,
  options: { readonly create: boolean },
): Promise<keys.Store> {
  const what = `store ${directory}`
  const { create } = options
  const names = await namesIn(directory)
  if (create && names.length > 0) throw new StoreFault("exists", what, "the directory is not empty")
  // Checked here because LevelDB would leave a directory behind where it found none.
  if (!create && !names.includes("CURRENT")) throw new StoreFault("missing", what, "is not there")
  const db = new Level<Uint8Array, Uint8Array>(directory, {
    keyEncoding: "view",
    valueEncoding: "view",
    compression: false,
    createIfMissing: create,
    errorIfExists: create,
  }) as Database
  try {
    await db.open()
    const state = { commits: 0, proven: 0, size: 0, published: 0, tally: noTally() }
    const held: Held = { db, state, turn: Promise.resolve() }
    if (create) {
      await write(held, [], state)
      await syncDirectory(directory)
      await syncDirectory(dirname(resolve(directory)))
    }
    held.state = await provenState(db)
    return { ...reader(held), ...writer(held) }
  } catch (cause) {
    await db.close()
    throw faultOf(what, cause)
  }
}
