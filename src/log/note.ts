/**
 * C2SP signed-note, byte for byte. UTF-8 without control characters other than newline:
 *
 *   text                                     one or more lines, each ending in U+000A
 *                                            one empty line; the last one separates
 *   — name base64(key id (4) ‖ signature)    one or more lines, each ending in U+000A
 *
 * A note says nothing until a known key's signature on it has been verified.
 */

import {
  concat,
  equal,
  fromBase64,
  fromHex,
  textOf,
  toBase64,
  toHex,
  utf8,
} from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"

/** Room for `MAX_SIGNATURES` lines of the largest post-quantum signatures the specification reckons with (5 kB). */
export const MAX_NOTE_BYTES = 524_288
/** The specification asks for at least 16. */
export const MAX_SIGNATURES = 64
/** Of a key name or origin, in UTF-8; tlog-cosignature encodes both with one length byte. */
export const MAX_NAME_BYTES = 255

/** The signature type of a log's own key: Ed25519 over the note text. */
export const TYPE_ED25519 = 0x01
/** The signature type of a witness's key: tlog-cosignature, dated Ed25519. */
export const TYPE_COSIGNATURE = 0x04

const KEY_ID_BYTES = 4
const PUBLIC_KEY_BYTES = 32

/** A key as its owner publishes it: type 1 or 4, 32 bytes of `publicKey`, 4 bytes of `keyId` that follow from the rest. */
export type NoteKey = {
  readonly name: string
  readonly type: number
  readonly publicKey: Uint8Array
  readonly keyId: Uint8Array
}

/** `sign` gives the bare 64-byte Ed25519 signature over exactly `message`. */
export type NoteSigner = {
  readonly key: NoteKey
  readonly sign: (message: Uint8Array) => Uint8Array
}

/** One signature line. `signature` follows the key id: 64 bytes for type 1, 72 for type 4, any for a stranger's. */
export type NoteSignature = {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

/** `text` holds its final newline, not the separating one. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** Whether a signed note could hold this text: it ends in newline and has no other control character. */
export function isNoteText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 && unit !== 0x0a) return false
  }
  // A lone surrogate has no UTF-8 and would come back as another text.
  return text.endsWith("\n") && textOf(utf8(text)) === text
}

const isKeyName = (name: string): boolean =>
  name !== "" &&
  utf8(name).length <= MAX_NAME_BYTES &&
  !/[\p{White_Space}+]/u.test(name) &&
  isNoteText(`${name}\n`)

const isKeyShape = (name: string, type: number, publicKey: Uint8Array): boolean =>
  isKeyName(name) &&
  (type === TYPE_ED25519 || type === TYPE_COSIGNATURE) &&
  publicKey.length === PUBLIC_KEY_BYTES

/** Key id = SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]. Throws on a name or type that no note can carry. */
export function noteKey(name: string, type: number, publicKey: Uint8Array): NoteKey {
  if (!isKeyShape(name, type, publicKey))
    throw new Error(
      `note key: expected a name without spaces or "+", type 1 or 4 and 32 bytes, got ${JSON.stringify(name)}, type ${type} and ${publicKey.length} bytes`,
    )
  const id = sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey))
  return { name, type, publicKey, keyId: id.slice(0, KEY_ID_BYTES) }
}

/** The verifier key ("vkey"): name+hex(key id)+base64(type ‖ public key). */
export const printVkey = (key: NoteKey): string =>
  `${key.name}+${toHex(key.keyId)}+${toBase64(concat(Uint8Array.of(key.type), key.publicKey))}`

/** Accepts exactly what `printVkey` prints for a key of type 1 or 4: the key id must follow from the rest. */
export function parseVkey(text: string): NoteKey | undefined {
  const nameEnd = text.indexOf("+")
  const keyIdEnd = text.indexOf("+", nameEnd + 1)
  if (nameEnd < 0 || keyIdEnd < 0) return undefined
  const name = text.slice(0, nameEnd)
  const material = fromBase64(text.slice(keyIdEnd + 1))
  const type = material?.[0]
  if (material === undefined || type === undefined) return undefined
  const publicKey = material.slice(1)
  if (!isKeyShape(name, type, publicKey)) return undefined
  const key = noteKey(name, type, publicKey)
  const claimedId = fromHex(text.slice(nameEnd + 1, keyIdEnd))
  return claimedId !== undefined && equal(claimedId, key.keyId) ? key : undefined
}

/** Whether a line claims to be by this key: name and key id both match. Says nothing about the signature. */
export const claims = (line: NoteSignature, key: NoteKey): boolean =>
  line.name === key.name && equal(line.keyId, key.keyId)

/** The signature lines, each with its newline: the tail of a note, and what a witness answers. */
export const printSignatures = (signatures: readonly NoteSignature[]): string =>
  signatures
    .map((line) => `— ${line.name} ${toBase64(concat(line.keyId, line.signature))}\n`)
    .join("")

function parseSignature(line: string): NoteSignature | undefined {
  const [dash, name, blob, ...rest] = line.split(" ")
  if (dash !== "—" || name === undefined || blob === undefined || rest.length > 0) return undefined
  const bytes = fromBase64(blob)
  if (!isKeyName(name) || bytes === undefined || bytes.length <= KEY_ID_BYTES) return undefined
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) }
}

/** None to `MAX_SIGNATURES` lines, each ending in newline and nothing between them; otherwise undefined. */
export function parseSignatures(text: string): readonly NoteSignature[] | undefined {
  const lines = text.split("\n")
  if (lines.pop() !== "" || lines.length > MAX_SIGNATURES) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignature(line)
    if (signature === undefined) return undefined
    signatures.push(signature)
  }
  return signatures
}

const render = (note: Note): Uint8Array => utf8(`${note.text}\n${printSignatures(note.signatures)}`)

/** Accepts exactly what `printNote` prints, up to `MAX_NOTE_BYTES` and `MAX_SIGNATURES`. Verifies no signature. */
export function parseNote(bytes: Uint8Array): Note | undefined {
  if (bytes.length > MAX_NOTE_BYTES) return undefined
  const whole = textOf(bytes)
  if (whole === undefined || !isNoteText(whole)) return undefined
  const blank = whole.lastIndexOf("\n\n")
  if (blank < 0) return undefined
  const signatures = parseSignatures(whole.slice(blank + 2))
  if (signatures === undefined || signatures.length === 0) return undefined
  const note = { text: whole.slice(0, blank + 1), signatures }
  return equal(render(note), bytes) ? note : undefined
}

/** The note as it is stored and sent. Throws if no reader would accept it. */
export function printNote(note: Note): Uint8Array {
  const bytes = render(note)
  if (parseNote(bytes)?.text !== note.text)
    throw new Error(`note: expected one that can be read back, got ${JSON.stringify(note.text)}`)
  return bytes
}
