/**
 * Where each value stands in an ordered store of keys, and the guard before it. At each key stands `guarded` of the
 * value; numbers are big-endian, of 8 bytes where nothing else is said.
 *
 *     01                          number of commits (the head)
 *     02 commit                   state after that commit: proven, size, published, count, sum(16)
 *     03 index                    entry              04 statement id(32)     its entry's index
 *     05 subject(32) position     an entry's index   06 subject(32)          state of the subject
 *     07 level(1) n               hash tile          08 statement id(32)     openings
 *     09 note(32)                 an entry's index   0a size                 published checkpoint
 */

import { concat, equal, toHex, uint64 } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import { expectHash, type StoreBatch, StoreFault } from "./store.ts"

/** The places a value can have: a key's first byte. Then come 32-byte hashes and 8-byte big-endian numbers. */
export const place = {
  head: 1,
  commit: 2,
  entry: 3,
  id: 4,
  link: 5,
  subject: 6,
  tile: 7,
  opening: 8,
  note: 9,
  publication: 10,
} as const
export type Place = (typeof place)[keyof typeof place]

const placeNames = Object.keys(place)
const keyLengths = [1, 9, 9, 33, 41, 33, 10, 33, 33, 9]

/** Keys. The place fixes the length, so no key begins another and `key ‖ value` reads in one way only. */
export const numberKey = (at: Place, n: number): Uint8Array => concat(Uint8Array.of(at), uint64(n))
export const hashKey = (at: Place, text: string): Uint8Array =>
  concat(Uint8Array.of(at), expectHash("hash", text))
export const linkKey = (subject: string, position: number): Uint8Array =>
  concat(hashKey(place.link, subject), uint64(position))
export const tileKey = (level: number, n: number): Uint8Array =>
  concat(Uint8Array.of(place.tile, level), uint64(n))
export const headKey = Uint8Array.of(place.head)

/** The 8-byte big-endian number at `offset`. */
export const numberAt = (bytes: Uint8Array, offset: number): number =>
  Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(offset))

export const isKey = (key: Uint8Array): boolean => keyLengths[(key[0] ?? 0) - 1] === key.length

/** "entry 17", "subject ab12…": the name of the value at a key. */
export function nameOf(key: Uint8Array): string {
  if (!isKey(key)) return `key ${toHex(key)}`
  const name = placeNames[(key[0] as number) - 1] as string
  if (key.length === 1) return name
  if (key.length === 41) return `link ${numberAt(key, 33)} of subject ${toHex(key.subarray(1, 33))}`
  if (key.length === 10) return `tile ${key[1]}/${numberAt(key, 2)}`
  return key.length === 9 ? `${name} ${numberAt(key, 1)}` : `${name} ${toHex(key.subarray(1))}`
}

/** How many bytes of SHA-256 over key and value stand before a stored value. */
export const guardLength = 16

/** The value in what is stored, unchecked. */
export const valueIn = (stored: Uint8Array): Uint8Array =>
  new Uint8Array(stored.buffer, stored.byteOffset + guardLength, stored.length - guardLength)

export const guarded = (key: Uint8Array, value: Uint8Array): Uint8Array =>
  concat(hashIn("kvitto/stored", concat(key, value)).subarray(0, guardLength), value)

/** The value; throws "corrupt" if it or its guard has changed, or it was stored at another key. */
export function unguarded(key: Uint8Array, stored: Uint8Array): Uint8Array {
  const value = stored.length < guardLength ? stored : valueIn(stored)
  if (equal(guarded(key, value), stored)) return value
  throw new StoreFault("corrupt", nameOf(key), "its own hash does not match")
}

/** All that a batch writes in a store of this size, as keys and values. */
export function* valuesOf(batch: StoreBatch, size: number): Generator<[Uint8Array, Uint8Array]> {
  for (const [offset, { id, bytes }] of batch.entries.entries()) {
    yield [numberKey(place.entry, size + offset), bytes]
    yield [hashKey(place.id, id), uint64(size + offset)]
  }
  for (const { subject, position, index } of batch.links)
    yield [linkKey(subject, position), uint64(index)]
  for (const { key, bytes } of batch.subjects) yield [hashKey(place.subject, key), bytes]
  for (const { level, n, bytes } of batch.tiles) yield [tileKey(level, n), bytes]
  for (const { id, bytes } of batch.openings) yield [hashKey(place.opening, id), bytes]
  for (const { hash, index } of batch.notes) yield [hashKey(place.note, hash), uint64(index)]
  const { publication } = batch
  if (publication) yield [numberKey(place.publication, publication.size), publication.bytes]
}
