/**
 * A message in several QR codes, which may be scanned in any order, and the same as text to paste. Format: docs/phone.md.
 *
 * Each part names the whole by its hash, so that parts of two messages never mix, and a message is there when its hash is.
 */

import { equal, fromBase64, toBase64 } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { hashIn } from "../encoding/hash.ts"
import { bytes, decodeShape, integer, type Of } from "../encoding/shape.ts"
import { row } from "../encoding/structure.ts"
import { decodeBase45, encodeBase45 } from "./base45.ts"

/** A hand-over of 500 lines with the receipts before it; nobody scans more. */
export const maxMessageBytes = 512 * 1024
export const maxParts = 1024
/** 16 bytes name a message: whoever makes two of one name needs 2⁶⁴ hashes, and deceives himself. */
const nameLength = 16
/** In Base45 a QR code of version 18 at the lowest level of correction, which a cheap camera reads at arm's length. */
export const partBytes = 600

const partShape = row({
  version: integer(1, 1),
  whole: bytes(nameLength),
  number: integer(0, maxParts - 1),
  count: integer(1, maxParts),
  bytes: bytes(1, maxMessageBytes),
})
export type Part = Omit<Of<typeof partShape>, "version">

export const partCddl = (): string => `part = ${partShape.cddl}\n`

const qrPrefix = "KVITTO:"
const textPrefix = "kvitto:"

const nameOf = (message: Uint8Array): Uint8Array =>
  hashIn("kvitto/message", message).slice(0, nameLength)

const encodePart = (part: Part): Uint8Array => encodeCbor(partShape.write({ version: 1, ...part }))

function expectMessage({ length }: Uint8Array): void {
  if (length < 1 || length > maxMessageBytes)
    throw new Error(`parts: expected a message of 1 to ${maxMessageBytes} bytes, got ${length}`)
}

/** The texts of the QR codes, in order: letters of the alphanumeric mode only. */
export function printParts(message: Uint8Array, size = partBytes): readonly string[] {
  expectMessage(message)
  const whole = nameOf(message)
  const count = Math.ceil(message.length / size)
  return Array.from({ length: count }, (_, number) => {
    const piece = message.subarray(number * size, (number + 1) * size)
    return qrPrefix + encodeBase45(encodePart({ whole, number, count, bytes: piece }))
  })
}

/** One text that may be pasted or put in a link: base64 with the letters of URLs, without padding. */
export function printText(message: Uint8Array): string {
  expectMessage(message)
  const part = encodePart({ whole: nameOf(message), number: 0, count: 1, bytes: message })
  return textPrefix + toBase64(part).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

/** Reads what `printParts` and `printText` print; white space around it is nobody's fault. */
export function readPart(text: string): Part | undefined {
  if (text.length > 2 * maxMessageBytes) return undefined
  const encoded = text.startsWith(qrPrefix)
    ? decodeBase45(text.slice(qrPrefix.length))
    : unprinted(text.trim())
  if (encoded === undefined || encoded.length > maxMessageBytes + 64) return undefined
  const read = decodeShape(partShape, encoded)
  return read.ok && read.value.number < read.value.count ? read.value : undefined
}

function unprinted(text: string): Uint8Array | undefined {
  if (!text.startsWith(textPrefix)) return undefined
  const letters = text.slice(textPrefix.length).replaceAll(/\s/g, "")
  if (!/^[\w-]+$/.test(letters)) return undefined
  const base64 = letters.replaceAll("-", "+").replaceAll("_", "/")
  return fromBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, "="))
}

/** What was scanned so far: per message its parts. */
export type Collection = readonly Gathering[]
type Gathering = Pick<Part, "whole" | "count"> & {
  readonly parts: ReadonlyMap<number, Uint8Array>
}

/** So many messages are gathered at once: the one that is meant, and what else hung on the wall. */
const maxGatherings = 4

export type Collected = {
  readonly collection: Collection
  /** The message, once all its parts are there. */
  readonly message?: Uint8Array
  /** Of the message that this part belongs to: how many parts are there, of how many. Undefined: it is no part. */
  readonly progress?: { readonly have: readonly number[]; readonly count: number }
}

/** Takes in what a camera saw. Text that is no part changes nothing; parts of other messages spoil nothing. */
export function collect(collection: Collection, text: string): Collected {
  const part = readPart(text)
  if (part === undefined) return { collection }
  const { whole, number, count } = part
  const isSame = (each: Gathering): boolean => equal(each.whole, whole) && each.count === count
  const before = collection.find(isSame)
  const parts = new Map(before?.parts).set(number, part.bytes)
  const others = collection.filter((each) => each !== before).slice(0, maxGatherings - 1)
  // Together they are no message any more.
  if (lengthOf(parts) > maxMessageBytes) return { collection: others }
  const progress = { have: [...parts.keys()].sort((a, b) => a - b), count }
  if (parts.size < count) return { collection: [{ whole, count, parts }, ...others], progress }
  const message = joined(parts, count)
  // One of the parts was somebody else's under this name: all are scanned again.
  if (!equal(nameOf(message), whole)) return { collection: others }
  return { collection: others, message, progress }
}

const lengthOf = (parts: ReadonlyMap<number, Uint8Array>): number =>
  [...parts.values()].reduce((sum, { length }) => sum + length, 0)

function joined(parts: ReadonlyMap<number, Uint8Array>, count: number): Uint8Array {
  const pieces = Array.from({ length: count }, (_, i) => parts.get(i) as Uint8Array)
  const message = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const piece of pieces) {
    message.set(piece, at)
    at += piece.length
  }
  return message
}
