/**
 * C2SP tlog-checkpoint: a signed note whose text is three lines,
 *
 *   origin                the log's name; also the name of the key that signs
 *   tree size             decimal, no leading zero
 *   base64(root hash)     the RFC 6962 root of the first `size` leaves
 *
 * Extension lines, which the specification allows and advises against, are refused: nobody could audit them.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { fromBase64, type Hash, toBase64, toHex, utf8 } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import {
  claims,
  isNoteText,
  MAX_NAME_BYTES,
  type Note,
  type NoteKey,
  type NoteSigner,
  parseNote,
  printNote,
  TYPE_ED25519,
} from "./note.ts"

const HASH_BYTES = 32

/** `size` counts leaves and is a safe integer; `root` is 32 bytes. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash }

/** A checkpoint whose log signature was verified; `note` holds the witnesses' lines too, not verified. */
export type OpenedCheckpoint = {
  readonly checkpoint: Checkpoint
  readonly note: Note
  readonly bytes: Uint8Array
}

/** How tlog-witness names a log in a path: the SHA-256 of its origin, in hex. */
export const originHashOf = (origin: string): string => toHex(sha256(utf8(origin)))

/** The integer from 0 to 2^53 − 1 that these ASCII digits print, without sign or leading zero. */
export function parseDecimal(text: string): number | undefined {
  if (!/^[0-9]{1,16}$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) && String(value) === text ? value : undefined
}

const render = (checkpoint: Checkpoint): string =>
  `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`

/** Accepts exactly what `printCheckpoint` prints. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!isNoteText(text)) return undefined
  const [origin = "", digits = "", base64 = ""] = text.split("\n", 3)
  if (origin === "" || utf8(origin).length > MAX_NAME_BYTES) return undefined
  const size = parseDecimal(digits)
  const root = fromBase64(base64)
  if (size === undefined || root?.length !== HASH_BYTES) return undefined
  const checkpoint = { origin, size, root }
  return render(checkpoint) === text ? checkpoint : undefined
}

/** The note text: three lines, final newline included. Throws on a checkpoint that could not be read back. */
export function printCheckpoint(checkpoint: Checkpoint): string {
  const text = render(checkpoint)
  if (parseCheckpoint(text) === undefined)
    throw new Error(`checkpoint: expected one that can be read back, got ${JSON.stringify(text)}`)
  return text
}

function requireLogKey(key: NoteKey): void {
  if (key.type !== TYPE_ED25519)
    throw new Error(`log key ${key.name}: expected type ${TYPE_ED25519}, got type ${key.type}`)
}

/** The signed note. The signer's key has type 1 and the origin as its name, or this throws. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Uint8Array {
  const { key, sign } = signer
  requireLogKey(key)
  if (key.name !== checkpoint.origin)
    throw new Error(`checkpoint: expected a key named ${checkpoint.origin}, got ${key.name}`)
  const text = printCheckpoint(checkpoint)
  const signature = sign(utf8(text))
  return printNote({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
}

/**
 * Steps 1–4 of docs/checkpoint.md: the note parses, the origin is the key's name, at least one line is by this
 * key, and every line by it verifies. Other keys' lines are not looked at: see `readCosignatures`.
 */
export function openCheckpoint(
  bytes: Uint8Array,
  key: NoteKey,
  verify: Ed25519Verify,
): OpenedCheckpoint | undefined {
  requireLogKey(key)
  const note = parseNote(bytes)
  if (note === undefined) return undefined
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint?.origin !== key.name) return undefined
  const message = utf8(note.text)
  const own = note.signatures.filter((line) => claims(line, key))
  if (own.length === 0) return undefined
  if (!own.every((line) => verify(key.publicKey, message, line.signature))) return undefined
  return { checkpoint, note, bytes }
}
