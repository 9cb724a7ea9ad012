/**
 * Where each value stands in an ordered store of keys, and the guard before it. At each key stands `guarded` of the
 * value; numbers are big-endian, of 8 bytes where nothing else is said.
 *
 *     01                      number of commits (the head)
 *     02 commit               state after that commit: proven, size, published, count, end, cleared: offset, length; sum(16)
 *     03 index                where the entry's record stands in the file of entries: offset, length(4), guard(16)
 *     04 statement id(32)     its entry's index
 *     05 subject(32) page     64 entries' indexes of its mini-log
 *     06 subject(32)          state of the subject
 *     07 level(1) n           hash tile
 *     08 note(32)             the index of the entry that had it first
 *     09 size                 published checkpoint
 *     0a commit               size before it; subject(32) for each whose state it wrote
 *
 * A record is length(4) and bytes of the entry; per opening statement id(32), length(4), bytes. When an opening is erased, the
 * record without it is written anew at the end, and the old one is cleared. Its guard is as if it stood at its key.
 */

import { concat, equal, hashToHex, putUint64, toHex, uint64, writeHex } from "../encoding/bytes.ts"
import { domainPrefix, hashIn, writeSha256 } from "../encoding/hash.ts"
import type { Extent } from "./records.ts"
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
  touched: 10,
} as const
export type Place = (typeof place)[keyof typeof place]

const placeNames = Object.keys(place)
const keyLengths = [1, 9, 9, 33, 41, 33, 10, 33, 9, 9]

const slabLength = 8192
let slab = new Uint8Array(slabLength)
let used = 0

/**
 * Room for a key, cut from a longer array: native code that reads a small one has it moved out of the engine's heap first,
 * which takes as long as all else that is done to put a value (measured: 1.3 µs a value put, 0.7).
 */
function roomFor(length: number): Uint8Array {
  if (used + length > slabLength) {
    slab = new Uint8Array(slabLength)
    used = 0
  }
  used += length
  return slab.subarray(used - length, used)
}

/** Keys. The place fixes the length, so no key begins another and `key ‖ value` reads in one way only. */
export function numberKey(at: Place, n: number): Uint8Array {
  const key = roomFor(9)
  key[0] = at
  putUint64(n, key, 1)
  return key
}

export function hashKey(at: Place, text: string): Uint8Array {
  const key = roomFor(33)
  key[0] = at
  putHash(text, key, 1)
  return key
}

function putHash(text: string, target: Uint8Array, at: number): void {
  if (text.length !== 64 || !writeHex(text, target, at)) expectHash("hash", text)
}

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

/** The value as it is stored. */
export const guarded = (key: Uint8Array, value: Uint8Array): Uint8Array =>
  guardedBriefly(key, [value]).slice()

const prefix = domainPrefix("kvitto/stored")
export const hashLength = 32
let scratch = new Uint8Array(65_536)

/**
 * As `guarded`, of a value in pieces, in memory that the next call uses again: each byte is copied once, to where it is
 * hashed and given to the database from.
 */
export function guardedBriefly(key: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const piece of pieces) length += piece.length
  // A guard is longer than the shortest of what stands before a value.
  const from = guardLength
  const start = from + prefix.length + key.length
  const end = start + length
  if (end + hashLength > scratch.length) scratch = new Uint8Array(2 * (end + hashLength))
  scratch.set(prefix, from)
  scratch.set(key, from + prefix.length)
  let at = start
  for (const piece of pieces) {
    scratch.set(piece, at)
    at += piece.length
  }
  writeSha256(scratch.subarray(from, end), scratch, end)
  // Once hashed, what stood before the value gives its place to the guard.
  scratch.copyWithin(start - guardLength, end, end + guardLength)
  return scratch.subarray(start - guardLength, end)
}

/** The value; throws "corrupt" if it or its guard has changed, or it was stored at another key. */
export function unguarded(key: Uint8Array, stored: Uint8Array): Uint8Array {
  if (stored.length >= guardLength) {
    const value = valueIn(stored)
    if (equal(guardOf(key, value), stored.subarray(0, guardLength))) return value
  }
  throw new StoreFault("corrupt", nameOf(key), "its own hash does not match")
}

/** Byte by byte: a DataView takes longer to make than an entry's other heads together. */
function putUint32(value: number, target: Uint8Array, at: number): void {
  for (let i = 0; i < 4; i++) target[at + i] = value >>> (24 - 8 * i)
}

/** The record of an entry with its openings, in pieces. */
export function recordPieces(
  bytes: Uint8Array,
  openings: readonly StoredOpening[],
): readonly Uint8Array[] {
  const length = new Uint8Array(4)
  putUint32(bytes.length, length, 0)
  const pieces = [length, bytes]
  for (const { id, bytes: opening } of openings) {
    const head = new Uint8Array(hashLength + 4)
    putHash(id, head, 0)
    putUint32(opening.length, head, hashLength)
    pieces.push(head, opening)
  }
  return pieces
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length)

/** The entry in what `recordPieces` put together; a view. */
export const entryIn = (value: Uint8Array): Uint8Array =>
  value.subarray(4, 4 + viewOf(value).getUint32(0))

/** The openings in what `recordPieces` put together; views. */
export function openingsIn(value: Uint8Array): readonly StoredOpening[] {
  const lengths = viewOf(value)
  let at = 4 + lengths.getUint32(0)
  const openings: StoredOpening[] = []
  while (at < value.length) {
    const id = hashToHex(value, at)
    const from = at + hashLength + 4
    at = from + lengths.getUint32(at + hashLength)
    openings.push({ id, bytes: value.subarray(from, at) })
  }
  return openings
}

/** Where a record stands, and its guard. */
export type Pointer = Extent & { readonly guard: Uint8Array }

export function encodePointer({ offset, length, guard }: Pointer): Uint8Array {
  const pointer = new Uint8Array(pointerLength)
  putUint64(offset, pointer, 0)
  putUint32(length, pointer, 8)
  pointer.set(guard, 12)
  return pointer
}

const pointerLength = 12 + guardLength

/** Throws "corrupt" for a value that `encodePointer` did not make. */
export function decodePointer(key: Uint8Array, value: Uint8Array): Pointer {
  if (value.length !== pointerLength)
    throw new StoreFault("corrupt", nameOf(key), "was kept by another version")
  return {
    offset: numberAt(value, 0),
    length: viewOf(value).getUint32(8),
    guard: value.subarray(12),
  }
}

/** Whether the bytes are the record that this key's pointer is to. */
export const isRecord = (
  key: Uint8Array,
  { length, guard }: Pointer,
  record: Uint8Array,
): boolean => record.length === length && equal(guardOf(key, record), guard)

/** A value to be written, in pieces; `subject`: whose state it is. */
export type Change = {
  readonly key: Uint8Array
  readonly pieces: readonly Uint8Array[]
  readonly subject?: string
}

/** All that a batch writes in a store of this size. */
export function changesOf(batch: StoreBatch, size: number): readonly Change[] {
  const changes: Change[] = []
  const put = (key: Uint8Array, ...pieces: readonly Uint8Array[]): void => {
    changes.push({ key, pieces })
  }
  batch.entries.forEach(({ id, bytes, openings }, offset) => {
    const index = size + offset
    put(numberKey(place.entry, index), ...recordPieces(bytes, openings))
    put(hashKey(place.id, id), uint64(index))
  })
  for (const { subject, page, indexes } of batch.links)
    put(linkKey(subject, page), ...indexes.map(uint64))
  for (const { key, bytes } of batch.subjects)
    changes.push({ key: hashKey(place.subject, key), pieces: [bytes], subject: key })
  for (const { level, n, bytes } of batch.tiles) put(tileKey(level, n), bytes)
  for (const { hash, index } of batch.notes) put(hashKey(place.note, hash), uint64(index))
  const { publication } = batch
  if (publication) put(numberKey(place.publication, publication.size), publication.bytes)
  return changes
}
