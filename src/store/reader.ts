/** The reads of the LevelDB store: what is durable, in the order and the ranges that the contract asks for. */

import { concat, equal, hashToHex } from "../encoding/bytes.ts"
import {
  expectOpen,
  groups,
  read,
  readMany,
  readOrThrow,
  scan,
  scanBack,
  type Steps,
} from "./database.ts"
import {
  entryIn,
  guardLength,
  hashKey,
  hashLength,
  linkKey,
  nameOf,
  numberAt,
  numberKey,
  openingsIn,
  type Place,
  place,
  tileKey,
  valueIn,
} from "./layout.ts"
import { recordAt, recordsOf } from "./filed.ts"
import { scrub } from "./scrub.ts"
import type { Held } from "./state.ts"
import { expectHash, expectNumber, linksInPage, StoreFault, type StoreReader } from "./store.ts"

/** Where who asks seldom wants more than the next one or two; publications and subjects are long. */
const fewAtATime = 8

/** An entry's index; what a commit under way has written already is not durable yet, so it is not shown. */
const shown = (held: Held, value: Uint8Array | undefined): number | undefined =>
  value && numberAt(value, 0) < held.state.size ? numberAt(value, 0) : undefined

async function valuesAt(
  { db }: Held,
  at: Place,
  hashes: readonly string[],
): Promise<(Uint8Array | undefined)[]> {
  const keys = hashes.map((hash) => hashKey(at, hash))
  return (await readMany(db, keys)).map((bytes) => bytes && valueIn(bytes))
}

async function subjectsAt(
  held: Held,
  subjects: readonly string[],
): Promise<(Uint8Array | undefined)[]> {
  const { commits } = held.state
  const wasWriting = held.isWriting
  const keys = subjects.map((subject) => hashKey(place.subject, subject))
  const stored = await readMany(held.db, keys)
  if (!wasWriting && !held.isWriting && held.state.commits === commits)
    for (const [i, subject] of subjects.entries())
      held.guards.set(subject, stored[i]?.slice(0, guardLength) ?? null)
  return stored.map((bytes) => bytes && valueIn(bytes))
}

async function indexesAt(
  held: Held,
  at: Place,
  hashes: readonly string[],
): Promise<(number | undefined)[]> {
  return (await valuesAt(held, at, hashes)).map((value) => shown(held, value))
}

function linksOf(held: Held, subject: string, from: number, to: number): number[] {
  const found: number[] = []
  for (let page = from; page < to; page++) {
    const value = readOrThrow(held.db, linkKey(subject, page))
    for (let i = 0; i < linksInPage; i++) found.push(numberAt(value, 8 * i))
  }
  return found
}

async function* subjectsIn(
  { db }: Held,
  after: string | null,
): AsyncGenerator<{ readonly key: string; readonly bytes: Uint8Array }> {
  const [all, end] = [Uint8Array.of(place.subject), Uint8Array.of(place.subject + 1)]
  // No key is longer than these, so the next one in order is this one with a zero byte behind it.
  const first = after === null ? all : concat(hashKey(place.subject, after), Uint8Array.of(0))
  for await (const [key, bytes] of scan(db, first, end, { first: fewAtATime }))
    yield { key: hashToHex(key, 1), bytes }
}

async function* touchedSince({ db }: Held, from: number): AsyncGenerator<string> {
  expectNumber("from", from)
  const [first, end] = [Uint8Array.of(place.touched), Uint8Array.of(place.touched + 1)]
  for await (const [, value] of scanBack(db, first, end)) {
    if (numberAt(value, 0) < from) return
    for (let at = 8; at < value.length; at += hashLength) yield hashToHex(value, at)
  }
}

function openingAt(held: Held, index: number, id: string): Uint8Array | undefined {
  const { db, state } = held
  expectNumber("index", index)
  expectHash("opening", id)
  expectOpen(db)
  if (index >= state.size) return undefined
  const { record } = recordAt(held, index)
  return openingsIn(record).find((each) => each.id === id)?.bytes
}

/** Groups of entries from `from` up to `to`, in order; a gap is thrown as "missing". */
async function* entryGroups(
  held: Held,
  from: number,
  to: number,
  steps?: Steps,
): AsyncGenerator<readonly Uint8Array[]> {
  expectNumber("from", from)
  expectNumber("to", to)
  const { db, state } = held
  const end = Math.min(to, state.size)
  if (from >= end) return
  const range = { gte: numberKey(place.entry, from), lt: numberKey(place.entry, end) }
  let next = from
  for await (const group of groups(db, range, steps)) {
    for (const [i, [key]] of group.entries()) {
      const wanted = numberKey(place.entry, next + i)
      if (!equal(key, wanted)) throw new StoreFault("missing", nameOf(wanted), "is not there")
    }
    // Copies: whoever keeps an entry should not keep what was read with it.
    yield (await recordsOf(held, group)).map((record) => entryIn(record).slice())
    next += group.length
  }
  if (next < end) readOrThrow(db, numberKey(place.entry, next))
}

/** In one step: five generators in a row take 8 µs and 5 kB for each entry. */
async function someEntries(held: Held, from: number, to: number): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const group of entryGroups(held, from, to, { length: Math.max(1, to - from) }))
    found.push(...group)
  return found
}

/** The reading half of the contract in `store.ts`. */
export function levelReader(held: Held): StoreReader {
  const { db } = held
  return {
    size: () => held.state.size,
    async entry(index) {
      expectNumber("index", index)
      expectOpen(db)
      if (index >= held.state.size) return undefined
      return entryIn(recordAt(held, index).record)
    },
    async *entries(from, to) {
      let index = from
      for await (const group of entryGroups(held, from, to))
        for (const bytes of group) yield { index: index++, bytes }
    },
    someEntries: (from, to) => someEntries(held, from, to),
    indexesOf: (ids) => indexesAt(held, place.id, ids),
    subjects: (subjects) => subjectsAt(held, subjects),
    allSubjects: (after = null) => subjectsIn(held, after),
    subjectsSince: (from) => touchedSince(held, from),
    async links(subject, from, to) {
      expectNumber("from", from)
      expectNumber("to", to)
      return linksOf(held, subject, from, to)
    },
    async tile(level, n) {
      expectNumber("tile's level", level, 256)
      expectNumber("tile's number", n)
      return read(db, tileKey(level, n))
    },
    opening: async (index, id) => openingAt(held, index, id),
    noteIndexes: (hashes) => indexesAt(held, place.note, hashes),
    async publication() {
      expectOpen(db)
      const size = held.state.published
      if (size === 0) return undefined
      return { size, bytes: readOrThrow(db, numberKey(place.publication, size)) }
    },
    async *publications(from) {
      expectNumber("from", from)
      const end = Uint8Array.of(place.publication + 1)
      const first = numberKey(place.publication, from)
      for await (const [key, bytes] of scan(db, first, end, { length: fewAtATime }))
        yield { size: numberAt(key, 1), bytes }
    },
    async *publicationsDown(from) {
      expectNumber("from", from)
      const first = Uint8Array.of(place.publication)
      const end = numberKey(place.publication, from + 1)
      for await (const [key, bytes] of scanBack(db, first, end, { length: fewAtATime }))
        yield { size: numberAt(key, 1), bytes }
    },
    scrub: () => scrub(held),
  }
}
