/**
 * The texts of C2SP tlog-witness. A log asks for cosignatures with
 *
 *   old <size>                    the newest size it believes this witness has cosigned, decimal
 *   base64(hash)                  none to 63 lines: the consistency proof from that size
 *                                 one empty line; the first one separates
 *   checkpoint                    the signed note, verbatim
 *
 * and is answered with signature lines (`parseSignatures`), or, where the old size was another, with the right one.
 */

import { concat, equal, fromBase64, type Hash, textOf, toBase64, utf8 } from "../encoding/bytes.ts"
import { parseDecimal } from "./checkpoint.ts"
import { MAX_NOTE_BYTES } from "./note.ts"

/** More than a tree of 2^63 leaves needs; tlog-witness forbids a client to send more. */
export const MAX_PROOF_LINES = 63

const HASH_BYTES = 32
const NEWLINE = 0x0a
const MAX_DECIMAL_DIGITS = 16
/** 44 letters of base64 and a newline. */
const HASH_LINE_BYTES = 45
const MAX_HEAD_BYTES = `old \n`.length + MAX_DECIMAL_DIGITS + MAX_PROOF_LINES * HASH_LINE_BYTES

/** The longest request: the longest head, the empty line and the longest note. */
export const MAX_ADD_CHECKPOINT_BYTES = MAX_HEAD_BYTES + 1 + MAX_NOTE_BYTES

/** The content type of a 409, whose body is `printSize` of the size that the witness has. */
export const sizeMediaType = "text/x.tlog.size"

/** `oldSize` is a safe integer, `proof` up to 63 hashes; `checkpoint` is the note as it came: nothing is verified. */
export type AddCheckpoint = {
  readonly oldSize: number
  readonly proof: readonly Hash[]
  readonly checkpoint: Uint8Array
}

/** A line of base64 with its newline for each hash. */
export const printHashLines = (hashes: readonly Hash[]): string =>
  hashes.map((hash) => `${toBase64(hash)}\n`).join("")

/** The hashes of these lines, given without newlines; undefined for more than 63 or one that is not 32 bytes. */
export function parseHashLines(lines: readonly string[]): readonly Hash[] | undefined {
  if (lines.length > MAX_PROOF_LINES) return undefined
  const hashes: Hash[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) return undefined
    hashes.push(hash)
  }
  return hashes
}

/**
 * Parts a text of lines that carries a note at the first empty line. `head` are the lines before it, without their
 * newlines, `note` all bytes after it, a copy. Undefined if the head is longer than `maxHeadBytes` or not UTF-8, or
 * if the note is empty or longer than a note may be.
 */
export function splitBeforeNote(
  bytes: Uint8Array,
  maxHeadBytes: number,
): { readonly head: readonly string[]; readonly note: Uint8Array } | undefined {
  if (bytes.length > maxHeadBytes + 1 + MAX_NOTE_BYTES) return undefined
  let end = 1
  while (end <= maxHeadBytes && !(bytes[end] === NEWLINE && bytes[end - 1] === NEWLINE)) end++
  if (end > maxHeadBytes) return undefined
  const head = textOf(bytes.subarray(0, end - 1))
  const note = bytes.slice(end + 1)
  if (head === undefined || note.length === 0 || note.length > MAX_NOTE_BYTES) return undefined
  return { head: head.split("\n"), note }
}

const render = ({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array =>
  concat(utf8(`old ${oldSize}\n${printHashLines(proof)}\n`), checkpoint)

/** Accepts exactly what `printAddCheckpoint` prints. The checkpoint is not looked into, only measured. */
export function parseAddCheckpoint(bytes: Uint8Array): AddCheckpoint | undefined {
  const parts = splitBeforeNote(bytes, MAX_HEAD_BYTES)
  const [sizeLine = "", ...proofLines] = parts?.head ?? []
  const oldSize = sizeLine.startsWith("old ") ? parseDecimal(sizeLine.slice(4)) : undefined
  const proof = parseHashLines(proofLines)
  if (parts === undefined || oldSize === undefined || proof === undefined) return undefined
  const request = { oldSize, proof, checkpoint: parts.note }
  return equal(render(request), bytes) ? request : undefined
}

/** The request's body. Throws on one that no witness could read. */
export function printAddCheckpoint(request: AddCheckpoint): Uint8Array {
  const bytes = render(request)
  if (parseAddCheckpoint(bytes) === undefined)
    throw new Error(
      `add-checkpoint: expected a size, up to ${MAX_PROOF_LINES} hashes and a note, got size ${request.oldSize}, ${request.proof.length} hashes and ${request.checkpoint.length} bytes`,
    )
  return bytes
}

/** The body of a 409. `size` is a safe integer. */
export function printSize(size: number): string {
  const text = `${size}\n`
  if (parseSize(text) !== size)
    throw new Error(`tree size: expected a safe integer from 0, got ${size}`)
  return text
}

/** Accepts exactly what `printSize` prints. */
export const parseSize = (text: string): number | undefined =>
  text.endsWith("\n") ? parseDecimal(text.slice(0, -1)) : undefined
