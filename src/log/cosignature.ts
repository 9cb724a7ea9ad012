/**
 * C2SP tlog-cosignature, type 0x04. A witness's line on a checkpoint holds
 *
 *   key id (4) ‖ POSIX seconds (8, big-endian) ‖ Ed25519 signature (64)
 *
 * and signs "cosignature/v1", "time <seconds>", each with newline, then the checkpoint's whole text. It says: at
 * that second this was the largest consistent tree of this origin I had seen.
 *
 * Also the `seen` note, the form in which a statement commits to a cosigned checkpoint: the checkpoint's text, an
 * empty line, one line per witness, sorted by key id. The log's own line is not in it: it dates nothing.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import {
  compare,
  concat,
  equal,
  type Hash,
  textOf,
  toHex,
  uint64,
  utf8,
} from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts"
import {
  claims,
  type Note,
  type NoteKey,
  type NoteSignature,
  type NoteSigner,
  MAX_NOTE_BYTES,
  parseSignatures,
  printSignatures,
  TYPE_COSIGNATURE,
} from "./note.ts"

/** The last second whose milliseconds are a safe integer. A later one is refused as if its signature were false. */
export const MAX_COSIGNATURE_SECONDS = 9_007_199_254_740

const TIME_BYTES = 8
const COSIGNATURE_BYTES = TIME_BYTES + 64

/** The whole POSIX seconds that a line states, if it has a cosignature's shape. Says nothing about the signature. */
export function cosignatureTime({ signature }: NoteSignature): number | undefined {
  if (signature.length !== COSIGNATURE_BYTES) return undefined
  const { buffer, byteOffset } = signature
  const time = Number(new DataView(buffer, byteOffset, TIME_BYTES).getBigUint64(0))
  return isCosignatureTime(time) ? time : undefined
}

/** One verified cosignature; `time` is whole POSIX seconds. */
export type Cosignature = { readonly witness: NoteKey; readonly time: number }

/** A parsed `seen` note, and by its shape a note that `readCosignatures` can read. */
export type Seen = Note & { readonly checkpoint: Checkpoint }

const isCosignatureTime = (seconds: number): boolean =>
  Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= MAX_COSIGNATURE_SECONDS

const signedMessage = (checkpointText: string, seconds: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${seconds}\n${checkpointText}`)

function requireWitnessKey(key: NoteKey): void {
  if (key.type !== TYPE_COSIGNATURE)
    throw new Error(`witness key ${key.name}: expected type ${TYPE_COSIGNATURE}, got ${key.type}`)
}

/** The line a witness adds. Throws unless the text is a checkpoint's, the key has type 4 and the time is in range. */
export function cosign(
  checkpointText: string,
  timeSeconds: number,
  signer: NoteSigner,
): NoteSignature {
  const { key, sign } = signer
  requireWitnessKey(key)
  if (!isCosignatureTime(timeSeconds))
    throw new Error(
      `cosignature: expected whole seconds up to ${MAX_COSIGNATURE_SECONDS}, got ${timeSeconds}`,
    )
  if (parseCheckpoint(checkpointText) === undefined)
    throw new Error(`cosignature: expected a checkpoint, got ${JSON.stringify(checkpointText)}`)
  const signature = sign(signedMessage(checkpointText, timeSeconds))
  return {
    name: key.name,
    keyId: key.keyId,
    signature: concat(uint64(timeSeconds), signature),
  }
}

function readCosignature(
  text: string,
  line: NoteSignature,
  witness: NoteKey,
  verify: Ed25519Verify,
): Cosignature | undefined {
  const time = cosignatureTime(line)
  if (time === undefined) return undefined
  const signature = line.signature.subarray(TIME_BYTES)
  return verify(witness.publicKey, signedMessage(text, time), signature)
    ? { witness, time }
    : undefined
}

/**
 * Every cosignature on the note by one of these witnesses (keys of type 4), by time and then by key id. Lines by
 * other keys are ignored; one line by a witness that is false makes the whole note undefined. A witness that
 * signed twice is there twice: the caller counts one vote per witness, its earliest or its latest as the
 * question asks. The log's own signature is not looked at: see `openCheckpoint`.
 */
export function readCosignatures(
  note: Note,
  witnesses: readonly NoteKey[],
  verify: Ed25519Verify,
): readonly Cosignature[] | undefined {
  witnesses.forEach(requireWitnessKey)
  const found: Cosignature[] = []
  for (const line of note.signatures) {
    for (const witness of witnesses) {
      if (!claims(line, witness)) continue
      const cosignature = readCosignature(note.text, line, witness, verify)
      if (cosignature === undefined) return undefined
      found.push(cosignature)
    }
  }
  return found.sort((a, b) => a.time - b.time || compare(a.witness.keyId, b.witness.keyId))
}

/**
 * The lines of a note with further cosignatures. Of each witness its earliest and its latest line are kept: one bounds
 * when the tree existed, the other how fresh it is. Other lines stay as they are, first. Nothing is verified here.
 */
export function mergeCosignatures(
  before: readonly NoteSignature[],
  further: readonly NoteSignature[],
): readonly NoteSignature[] {
  const others = before.filter(({ signature }) => signature.length !== COSIGNATURE_BYTES)
  const byWitness = new Map<string, NoteSignature[]>()
  for (const line of [...before, ...further]) {
    if (line.signature.length !== COSIGNATURE_BYTES) continue
    const witness = `${toHex(line.keyId)} ${line.name}`
    byWitness.set(witness, [...(byWitness.get(witness) ?? []), line])
  }
  const kept = [...byWitness.values()].flatMap((lines) => {
    // The time comes first and big-endian, so the order of bytes is the order of time.
    const inOrder = lines.toSorted((a, b) => compare(a.signature, b.signature))
    const [first, last] = [inOrder[0] as NoteSignature, inOrder.at(-1) as NoteSignature]
    return equal(first.signature, last.signature) ? [first] : [first, last]
  })
  return [...others, ...kept.sort((a, b) => bySigner(a, b) || compare(a.signature, b.signature))]
}

const bySigner = (a: NoteSignature, b: NoteSignature): number =>
  compare(a.keyId, b.keyId) || compare(utf8(a.name), utf8(b.name))

const renderSeen = (text: string, signatures: readonly NoteSignature[]): Uint8Array =>
  utf8(`${text}\n${printSignatures(signatures)}`)

/**
 * The canonical bytes of a checkpoint with its cosignatures: its text, an empty line, one line per witness, by
 * key id and then name. Of a witness that signed twice the later line counts. Without such lines it is the text and
 * the empty line. The note is one that `readCosignatures` accepted: nothing is verified here.
 */
export function printSeen(note: Note, witnesses: readonly NoteKey[]): Uint8Array {
  if (parseCheckpoint(note.text) === undefined)
    throw new Error(`seen note: expected a checkpoint, got ${JSON.stringify(note.text)}`)
  const lines: NoteSignature[] = []
  for (const witness of witnesses) {
    // The time comes first and big-endian, so the greatest bytes are the latest time.
    const latest = note.signatures
      .filter((line) => claims(line, witness) && line.signature.length === COSIGNATURE_BYTES)
      .sort((a, b) => compare(b.signature, a.signature))[0]
    if (latest !== undefined) lines.push(latest)
  }
  return renderSeen(note.text, lines.sort(bySigner))
}

/** Accepts exactly what `printSeen` prints. Verifies no signature. */
export function parseSeen(bytes: Uint8Array): Seen | undefined {
  if (bytes.length > MAX_NOTE_BYTES) return undefined
  const whole = textOf(bytes)
  const blank = whole?.indexOf("\n\n")
  if (whole === undefined || blank === undefined || blank < 0) return undefined
  const text = whole.slice(0, blank + 1)
  const checkpoint = parseCheckpoint(text)
  const signatures = parseSignatures(whole.slice(blank + 2))
  if (checkpoint === undefined || signatures === undefined) return undefined
  for (const [i, line] of signatures.entries()) {
    const before = signatures[i - 1]
    if (line.signature.length !== COSIGNATURE_BYTES) return undefined
    if (before !== undefined && bySigner(before, line) >= 0) return undefined
  }
  return equal(renderSeen(text, signatures), bytes) ? { checkpoint, text, signatures } : undefined
}

/** What a statement's `seen` field holds: SHA-256 in the domain "kvitto/seen" over the canonical bytes. */
export const seenHash = (bytes: Uint8Array): Hash => hashIn("kvitto/seen", bytes)
