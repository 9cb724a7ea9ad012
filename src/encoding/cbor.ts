/**
 * Deterministic CBOR (RFC 8949 §4.2.1) over a closed subset: every value has exactly one encoding, and the decoder
 * refuses every other. An item is a head and what the head announces:
 *
 *   first byte   argument in      value
 *   00..17       the byte         integer 0..23
 *   18 19 1a 1b  1, 2, 4, 8 more  integer n              (each width only where no narrower one fits)
 *   20..3b       likewise         integer −1 − n
 *   40..5b       likewise         byte string of n bytes
 *   60..7b       likewise         text string of n bytes, UTF-8, NFC
 *   80..9b       likewise         array of n items
 *   a0..bb       likewise         map of n pairs; keys are integers within ±65535, ascending by their encoding
 *   f4 f5 f6     –                false, true, null
 *
 * Nothing else exists here: no tags, floats, other simple values or indefinite lengths. NFC is that of the running
 * engine; it is the same in every version of Unicode for characters assigned when the text was written.
 */

import { textOf, utf8 } from "./bytes.ts"
import { headLength, leastOfWidth, putHead } from "./put.ts"

type Scalar = number | bigint | boolean | null | string | Uint8Array
/** Integers are numbers while they are safe and bigints beyond, so a value has one form in memory too. */
export type CborValue = Scalar | readonly CborValue[] | ReadonlyMap<number, CborValue>

type Unfinished = "truncated" | "trailing-bytes"
type Misspelt = "not-shortest" | "reserved" | "indefinite" | "bad-utf8" | "not-nfc"
type Foreign = "tag" | "float" | "simple-value"
type Keys = "bad-key" | "duplicate-key" | "unsorted-keys"
/** Why bytes are not an item of the subset: the first fault met, reading from the left. */
export type CborFault = Unfinished | Misspelt | Foreign | Keys | "too-deep" | "too-many-items"

/** `depth`: how many arrays and maps may stand inside each other. `items`: how many keys and values in all. */
export type CborLimits = { readonly depth?: number; readonly items?: number }

export const maxDepth = 16
/** An empty map costs its sender one byte and its reader about two hundred. */
export const maxItems = 65_536
const maxKey = 65_535

type Refused = { readonly ok: false; readonly fault: CborFault; readonly offset: number }
export type CborDecoded = { readonly ok: true; readonly value: CborValue } | Refused
/** `itemsLeft`: of the limit. */
type Item = Extract<CborDecoded, { ok: true }> & {
  readonly end: number
  readonly itemsLeft: number
}
export type CborRead = Item | Refused

/** Up to here letter by letter is faster than the engine's own encoder and decoder. */
const shortText = 32

const keyInRange = (key: number): boolean => Number.isInteger(key) && Math.abs(key) <= maxKey

/** Orders keys as their encodings: 0 to 65535, then −1 to −65535. */
export const keyRank = (key: number): number => (key >= 0 ? key : maxKey - key)

class Writer {
  bytes = new Uint8Array(1024)
  length = 0

  /** Makes room for `count` more bytes and returns where they start. */
  claim(count: number): number {
    const start = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.length, 2 * this.bytes.length))
      grown.set(this.bytes)
      this.bytes = grown
    }
    return start
  }

  head(major: number, argument: number): void {
    const length = headLength(argument)
    const at = this.claim(length)
    putHead(this.bytes, at, major, argument, length)
  }

  string(major: 2 | 3, bytes: Uint8Array): void {
    this.head(major, bytes.length)
    const at = this.claim(bytes.length)
    this.bytes.set(bytes, at)
  }
}

/** Values that no correct caller makes are a broken program, so they are thrown and never encoded. */
const unencodable = (expected: string, got: unknown): Error =>
  new Error(`cbor: expected ${expected}, got ${String(got)}`)

function writeBigint(writer: Writer, value: bigint): void {
  const argument = value < 0n ? -1n - value : value
  if (Number.isSafeInteger(Number(value)) || argument >= 2n ** 64n)
    throw unencodable("a bigint beyond the safe integers and within 64 bits", value)
  const at = writer.claim(9)
  writer.bytes[at] = value < 0n ? 0x3b : 0x1b
  new DataView(writer.bytes.buffer).setBigUint64(at + 1, argument)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false
  return true
}

function writeText(writer: Writer, text: string): void {
  if (text.length <= shortText && isAscii(text)) {
    writer.head(3, text.length)
    const at = writer.claim(text.length)
    for (let i = 0; i < text.length; i++) writer.bytes[at + i] = text.charCodeAt(i)
    return
  }
  if (/\p{Surrogate}/u.test(text)) throw unencodable("well-formed text", JSON.stringify(text))
  if (text.normalize("NFC") !== text) throw unencodable("text in NFC", JSON.stringify(text))
  writer.string(3, utf8(text))
}

function writeMap(writer: Writer, map: ReadonlyMap<number, CborValue>, depth: number): void {
  const keys = [...map.keys()].sort((a, b) => keyRank(a) - keyRank(b))
  writer.head(5, keys.length)
  for (const key of keys) {
    if (!keyInRange(key)) throw unencodable(`an integer key within ±${maxKey}`, key)
    write(writer, key, 0)
    write(writer, map.get(key) as CborValue, depth)
  }
}

function write(writer: Writer, value: CborValue, depth: number): void {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw unencodable("a safe integer", value)
    writer.head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value)
  } else if (typeof value === "string") writeText(writer, value)
  else if (value instanceof Uint8Array) writer.string(2, value)
  else if (value === null) writer.head(7, 22)
  else if (typeof value === "boolean") writer.head(7, value ? 21 : 20)
  else if (typeof value === "bigint") writeBigint(writer, value)
  else if (depth === 0) throw unencodable("fewer levels", "more")
  else if (value instanceof Map) writeMap(writer, value, depth - 1)
  else if (Array.isArray(value)) {
    writer.head(4, value.length)
    for (const item of value as readonly CborValue[]) write(writer, item, depth - 1)
  } else throw unencodable("a value of the subset", typeof value)
}

// Used again by every call, because allocating a buffer costs more than filling it; a large one is let go.
let scratch = new Writer()

/** The one encoding of `value`. Throws on what is outside the subset, deeper than its limit included. */
export function encodeCbor(value: CborValue, limits: Pick<CborLimits, "depth"> = {}): Uint8Array {
  const writer = scratch
  writer.length = 0
  write(writer, value, limits.depth ?? maxDepth)
  if (writer.bytes.length > 65_536) scratch = new Writer()
  return writer.bytes.slice(0, writer.length)
}

/** One pass from left to right. A method that meets a fault notes it and returns undefined. */
class Reader {
  fault: CborFault = "truncated"
  faultAt = 0
  readonly bytes: Uint8Array
  at: number
  itemsLeft: number

  constructor(bytes: Uint8Array, at: number, items: number) {
    // A plain view, so that the byte strings handed out are plain too, whatever subclass came in.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.at = at
    this.itemsLeft = items
  }

  refuse(fault: CborFault, offset: number): undefined {
    this.fault = fault
    this.faultAt = offset
  }

  item(depth: number): CborValue | undefined {
    const start = this.at
    if (start >= this.bytes.length) return this.refuse("truncated", start)
    if (this.itemsLeft-- <= 0) return this.refuse("too-many-items", start)
    const first = this.bytes[this.at++] as number
    const major = first >> 5
    if (major === 6) return this.refuse("tag", start)
    if (major === 7) return this.simple(first & 31, start)
    const argument = this.argument(first & 31, start)
    if (argument === undefined || major === 0) return argument
    if (major === 1) return negative(argument)
    // Every item takes at least one byte, so a count is checked before anything is allocated for it.
    if (argument > this.bytes.length - this.at) return this.refuse("truncated", start)
    const length = Number(argument)
    if (major === 2) return this.take(length)
    if (major === 3) return this.text(length, start)
    if (depth === 0) return this.refuse("too-deep", start)
    return major === 4 ? this.array(length, depth - 1) : this.map(length, depth - 1)
  }

  simple(value: number, start: number): boolean | null | undefined {
    if (value === 20 || value === 21) return value === 21
    if (value === 22) return null
    if (value === 31) return this.refuse("indefinite", start)
    return this.refuse(value >= 25 && value <= 27 ? "float" : "simple-value", start)
  }

  argument(short: number, start: number): number | bigint | undefined {
    if (short < 24) return short
    if (short > 27) return this.refuse(short === 31 ? "indefinite" : "reserved", start)
    const end = this.at + 2 ** (short - 24)
    if (end > this.bytes.length) return this.refuse("truncated", start)
    let high = 0
    let low = 0
    for (; this.at < end - 4; this.at++) high = high * 256 + (this.bytes[this.at] as number)
    for (; this.at < end; this.at++) low = low * 256 + (this.bytes[this.at] as number)
    const value = high * 2 ** 32 + low
    if (value < (leastOfWidth[short - 24] as number)) return this.refuse("not-shortest", start)
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) | BigInt(low)
  }

  take(length: number): Uint8Array {
    const start = this.at
    this.at += length
    return this.bytes.subarray(start, this.at)
  }

  text(length: number, start: number): string | undefined {
    const begin = this.at
    const encoded = this.take(length)
    if (length <= shortText) {
      let ascii = ""
      let at = begin
      for (; at < this.at && (this.bytes[at] as number) < 0x80; at++)
        ascii += String.fromCharCode(this.bytes[at] as number)
      if (at === this.at) return ascii
    }
    const text = textOf(encoded)
    if (text === undefined) return this.refuse("bad-utf8", start)
    return text.normalize("NFC") === text ? text : this.refuse("not-nfc", start)
  }

  array(count: number, depth: number): readonly CborValue[] | undefined {
    const items: CborValue[] = []
    for (let i = 0; i < count; i++) {
      const value = this.item(depth)
      if (value === undefined) return undefined
      items.push(value)
    }
    return items
  }

  map(count: number, depth: number): ReadonlyMap<number, CborValue> | undefined {
    const map = new Map<number, CborValue>()
    let lastRank = -1
    for (let i = 0; i < count; i++) {
      const start = this.at
      const key = this.item(0)
      if (key === undefined) return undefined
      if (typeof key !== "number" || !keyInRange(key)) return this.refuse("bad-key", start)
      const rank = keyRank(key)
      if (rank <= lastRank)
        return this.refuse(map.has(key) ? "duplicate-key" : "unsorted-keys", start)
      lastRank = rank
      const value = this.item(depth)
      if (value === undefined) return undefined
      map.set(key, value)
    }
    return map
  }
}

const negative = (argument: number | bigint): number | bigint =>
  typeof argument === "number" && argument < Number.MAX_SAFE_INTEGER
    ? -1 - argument
    : -1n - BigInt(argument)

/**
 * One item of a CBOR sequence (RFC 8742), starting at `offset`; `end` is where the next one starts. Byte strings
 * are views of `bytes`, not copies. A fault's offset is that of the head at fault.
 */
export function readCbor(bytes: Uint8Array, offset: number, limits: CborLimits = {}): CborRead {
  const reader = new Reader(bytes, offset, limits.items ?? maxItems)
  const value = reader.item(limits.depth ?? maxDepth)
  if (value === undefined) return { ok: false, fault: reader.fault, offset: reader.faultAt }
  return { ok: true, value, end: reader.at, itemsLeft: reader.itemsLeft }
}

/**
 * The value that `bytes` encode, all of them. If it succeeds, `encodeCbor` of the value gives `bytes` again
 * (unless `limits.depth` was above `maxDepth`). Byte strings are views of `bytes`, not copies.
 */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits = {}): CborDecoded {
  const read = readCbor(bytes, 0, limits)
  if (!read.ok) return read
  if (read.end < bytes.length) return { ok: false, fault: "trailing-bytes", offset: read.end }
  return { ok: true, value: read.value }
}
