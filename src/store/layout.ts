/**
 * Where each value stands in an ordered store of keys, and the guard before it. At each key stands `guarded` of the
 * value; numbers are big-endian, of 8 bytes where nothing else is said.
 *
 *     01                      number of commits (the head)
 *     02 commit               state after that commit: proven, size, published, count, sum(16)
 *     03 index                length(4) and bytes of the entry; per opening statement id(32), length(4), bytes
 *     04 statement id(32)     its entry's index
 *     05 subject(32) page     64 entries' indexes of its mini-log
 *     06 subject(32)          state of the subject
 *     07 level(1) n           hash tile
 *     08 note(32)             the index of the entry that had it first
 *     09 size                 published checkpoint
 *
 * An entry and its openings are one value, because they are written together and each value costs as much as some hundred
 * bytes; they are taken apart again when an opening is erased.
 */

import { concat, equal, hashToHex, toHex, uint64 } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import { expectHash, type StoreBatch, type StoredOpening, StoreFault } from "./store.ts"

/** The places a value can have: a key's first byte. Then come 32-byte hashes and 8-byte big-endian numbers. */
export const place = {
  head: 1,
  commit: 2,
  entry: 3,
  id: 4,
  link: 5,
  subject: 6,
  tile: 7,
  note: 8,
  publication: 9,
} as const
export type Place = (typeof place)[keyof typeof place]

const placeNames = Object.keys(place)
const keyLengths = [1, 9, 9, 33, 41, 33, 10, 33, 9]

/** Keys. The place fixes the length, so no key begins another and `key ‖ value` reads in one way only. */
export const numberKey = (at: Place, n: number): Uint8Array => concat(Uint8Array.of(at), uint64(n))
export const hashKey = (at: Place, text: string): Uint8Array =>
  concat(Uint8Array.of(at), expectHash("hash", text))
export const linkKey = (subject: string, page: number): Uint8Array =>
  concat(hashKey(place.link, subject), uint64(page))
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
  if (key.length === 41) return `page ${numberAt(key, 33)} of subject ${toHex(key.subarray(1, 33))}`
  if (key.length === 10) return `tile ${key[1]}/${numberAt(key, 2)}`
  return key.length === 9 ? `${name} ${numberAt(key, 1)}` : `${name} ${toHex(key.subarray(1))}`
}

/** How many bytes of SHA-256 over key and value stand before a stored value. */
export const guardLength = 16

/** The value in what is stored, unchecked. */
export const valueIn = (stored: Uint8Array): Uint8Array =>
  new Uint8Array(stored.buffer, stored.byteOffset + guardLength, stored.length - guardLength)

/** A key's place fixes its length, so key and value hashed one after the other read in one way only. */
const guardOf = (key: Uint8Array, value: Uint8Array): Uint8Array =>
  hashIn("kvitto/stored", key, value).subarray(0, guardLength)

export const guarded = (key: Uint8Array, value: Uint8Array): Uint8Array =>
  concat(guardOf(key, value), value)

/** The value; throws "corrupt" if it or its guard has changed, or it was stored at another key. */
export function unguarded(key: Uint8Array, stored: Uint8Array): Uint8Array {
  if (stored.length >= guardLength) {
    const value = valueIn(stored)
    if (equal(guardOf(key, value), stored.subarray(0, guardLength))) return value
  }
  throw new StoreFault("corrupt", nameOf(key), "its own hash does not match")
}

const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** The value of an entry with its openings. */
export const entryValue = (bytes: Uint8Array, openings: readonly StoredOpening[]): Uint8Array =>
  concat(
    uint32(bytes.length),
    bytes,
    ...openings.flatMap((each) => [
      expectHash("opening", each.id),
      uint32(each.bytes.length),
      each.bytes,
    ]),
  )

const idLength = 32

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

/** The entry in what `entryValue` put together; a view. */
export const entryIn = (value: Uint8Array): Uint8Array =>
  value.subarray(4, 4 + viewOf(value).getUint32(0))

/** The openings in what `entryValue` put together; views. */
export function openingsIn(value: Uint8Array): readonly StoredOpening[] {
  const lengths = viewOf(value)
  let at = 4 + lengths.getUint32(0)
  const openings: StoredOpening[] = []
  while (at < value.length) {
    const id = hashToHex(value, at)
    const from = at + idLength + 4
    at = from + lengths.getUint32(at + idLength)
    openings.push({ id, bytes: value.subarray(from, at) })
  }
  return openings
}

/** All that a batch writes in a store of this size, as keys and values. */
export function* valuesOf(batch: StoreBatch, size: number): Generator<[Uint8Array, Uint8Array]> {
  for (const [offset, { id, bytes, openings }] of batch.entries.entries()) {
    yield [numberKey(place.entry, size + offset), entryValue(bytes, openings)]
    yield [hashKey(place.id, id), uint64(size + offset)]
  }
  for (const { subject, page, indexes } of batch.links)
    yield [linkKey(subject, page), concat(...indexes.map(uint64))]
  for (const { key, bytes } of batch.subjects) yield [hashKey(place.subject, key), bytes]
  for (const { level, n, bytes } of batch.tiles) yield [tileKey(level, n), bytes]
  for (const { hash, index } of batch.notes) yield [hashKey(place.note, hash), uint64(index)]
  const { publication } = batch
  if (publication) yield [numberKey(place.publication, publication.size), publication.bytes]
}
