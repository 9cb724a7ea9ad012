/** The reads of the LevelDB store: what is durable, in the order and the ranges that the contract asks for. */

import { concat, toHex } from "../encoding/bytes.ts"
import { counted, expectOpen, read, readMany, readOrThrow, scan, scanBack } from "./database.ts"
import { hashKey, numberAt, numberKey, type Place, place, tileKey, valueIn } from "./layout.ts"
import { scrub } from "./scrub.ts"
import type { Held } from "./state.ts"
import { expectNumber, type StoreReader } from "./store.ts"

const afterNumbers = new Uint8Array(8).fill(255)

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

async function indexesAt(
  held: Held,
  at: Place,
  hashes: readonly string[],
): Promise<(number | undefined)[]> {
  return (await valuesAt(held, at, hashes)).map((value) => shown(held, value))
}

async function linksOf(held: Held, subject: string, from: number, to: number): Promise<number[]> {
  const found: number[] = []
  const prefix = hashKey(place.link, subject)
  if (from >= to) return found
  for await (const { n, value } of counted(held.db, prefix, from, concat(prefix, afterNumbers))) {
    const index = shown(held, value)
    if (index === undefined) break
    found.push(index)
    if (n + 1 === to) break
  }
  return found
}

/** Publications are long, and who asks for them seldom wants more than the next one or two. */
const fewAtATime = 8

/** The reading half of the contract in `store.ts`. */
export function levelReader(held: Held): StoreReader {
  const { db } = held
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
    indexesOf: (ids) => indexesAt(held, place.id, ids),
    subjects: (subjects) => valuesAt(held, place.subject, subjects),
    async *allSubjects() {
      const [first, end] = [Uint8Array.of(place.subject), Uint8Array.of(place.subject + 1)]
      for await (const [key, bytes] of scan(db, first, end))
        yield { key: toHex(key.subarray(1)), bytes }
    },
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
    opening: async (id) => read(db, hashKey(place.opening, id)),
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
      for await (const [key, bytes] of scan(db, first, end, fewAtATime))
        yield { size: numberAt(key, 1), bytes }
    },
    async *publicationsDown(from) {
      expectNumber("from", from)
      const first = Uint8Array.of(place.publication)
      const end = numberKey(place.publication, from + 1)
      for await (const [key, bytes] of scanBack(db, first, end, fewAtATime))
        yield { size: numberAt(key, 1), bytes }
    },
    scrub: () => scrub(held),
  }
}
