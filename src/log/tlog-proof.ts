/**
 * C2SP tlog-proof: one file that shows, offline, that an entry is in a log and that witnesses saw it there.
 *
 *   c2sp.org/tlog-proof@v1
 *   extra base64(bytes)           or no such line; authenticated by nothing
 *   index <number>                of the entry, decimal, from 0
 *   base64(hash)                  none to 63 lines: the RFC 9162 inclusion path, the leaf's sibling first
 *                                 one empty line
 *   checkpoint                    the signed note, verbatim
 */

import { concat, equal, fromBase64, type Hash, toBase64, utf8 } from "../encoding/bytes.ts"
import {
  MAX_PROOF_LINES,
  parseHashLines,
  printHashLines,
  splitBeforeNote,
} from "./add-checkpoint.ts"
import { parseCheckpoint, parseDecimal } from "./checkpoint.ts"
import { MAX_NOTE_BYTES, parseNote } from "./note.ts"

/** The bytes that an `extra` line stands for. The specification sets no limit; an entry has room here. */
const MAX_EXTRA_BYTES = 65_536

const firstLine = "c2sp.org/tlog-proof@v1"
const MAX_HEAD_BYTES =
  `${firstLine}\nextra \nindex \n`.length +
  4 * Math.ceil(MAX_EXTRA_BYTES / 3) +
  16 +
  MAX_PROOF_LINES * 45
/** The longest file. */
export const MAX_TLOG_PROOF_BYTES = MAX_HEAD_BYTES + 1 + MAX_NOTE_BYTES

/**
 * `extra` is what the file says beside the proof, never empty; `path` up to 63 hashes; `checkpoint` the bytes of a
 * note whose text is a checkpoint. Nothing is verified.
 */
export type TlogProof = {
  readonly extra: Uint8Array | null
  readonly index: number
  readonly path: readonly Hash[]
  readonly checkpoint: Uint8Array
}

const extraLine = (extra: Uint8Array | null): string =>
  extra === null ? "" : `extra ${toBase64(extra)}\n`

const render = ({ extra, index, path, checkpoint }: TlogProof): Uint8Array =>
  concat(
    utf8(`${firstLine}\n${extraLine(extra)}index ${index}\n${printHashLines(path)}\n`),
    checkpoint,
  )

const after = (prefix: string, line: string | undefined): string | undefined =>
  line?.startsWith(prefix) === true ? line.slice(prefix.length) : undefined

/** Undefined for base64 that is none, for no bytes, which "no extra data" must not have as a second spelling, and for too many. */
function parseExtra(base64: string): Uint8Array | undefined {
  const extra = fromBase64(base64)
  return extra !== undefined && extra.length > 0 && extra.length <= MAX_EXTRA_BYTES
    ? extra
    : undefined
}

function isCheckpointNote(bytes: Uint8Array): boolean {
  const note = parseNote(bytes)
  return note !== undefined && parseCheckpoint(note.text) !== undefined
}

/** Accepts exactly what `printTlogProof` prints. */
export function parseTlogProof(bytes: Uint8Array): TlogProof | undefined {
  const parts = splitBeforeNote(bytes, MAX_HEAD_BYTES)
  if (parts === undefined || parts.head[0] !== firstLine) return undefined
  const base64 = after("extra ", parts.head[1])
  const extra = base64 === undefined ? null : parseExtra(base64)
  const [indexLine, ...pathLines] = parts.head.slice(base64 === undefined ? 1 : 2)
  const index = parseDecimal(after("index ", indexLine) ?? "")
  const path = parseHashLines(pathLines)
  if (extra === undefined || index === undefined || path === undefined) return undefined
  if (!isCheckpointNote(parts.note)) return undefined
  const proof = { extra, index, path, checkpoint: parts.note }
  return equal(render(proof), bytes) ? proof : undefined
}

/** The file. Throws on a proof that could not be read back. */
export function printTlogProof(proof: TlogProof): Uint8Array {
  const bytes = render(proof)
  if (parseTlogProof(bytes) === undefined)
    throw new Error(
      `tlog-proof: expected extra of 1 to ${MAX_EXTRA_BYTES} bytes or null, an index, up to ${MAX_PROOF_LINES} hashes and a checkpoint, got ${proof.extra?.length ?? "null"}, ${proof.index}, ${proof.path.length} and ${proof.checkpoint.length} bytes`,
    )
  return bytes
}
