/** What a witness keeps of a checkpoint that the log signed and it will not cosign. */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { concat, utf8 } from "../encoding/bytes.ts"
import { type AddCheckpoint, printAddCheckpoint } from "../log/add-checkpoint.ts"
import type { OpenedCheckpoint } from "../log/checkpoint.ts"
import { claims, type Note, type NoteKey, type NoteSignature, printNote } from "../log/note.ts"
import { pastOfProof } from "../merkle/nodeproof.ts"
import { splitFile } from "../misbehaviour/split-file.ts"

/**
 * The misbehaviour file of a request that convicts the log by itself: another root for the size cosigned last, or a
 * proof that leads from another tree of that size to the one that the log signed now. `before` was cosigned last.
 */
export function splitIn(
  log: NoteKey,
  before: OpenedCheckpoint,
  { proof }: AddCheckpoint,
  opened: OpenedCheckpoint,
  verify: Ed25519Verify,
): Uint8Array | undefined {
  const [older, size] = [before.checkpoint.size, opened.checkpoint.size]
  const past = older === size ? [] : pastOfProof(older, size, proof)
  return past && splitFile(log, before, opened, past, verify)
}

/**
 * A request that shows nothing, behind the newest checkpoint cosigned. Without the lines of others, so that nobody can
 * make a second one of it.
 */
export function unprovenText(
  log: NoteKey,
  before: Note | undefined,
  { oldSize, proof }: AddCheckpoint,
  note: Note,
): Uint8Array {
  const request = printAddCheckpoint({ oldSize, proof, checkpoint: onlyBy(log, note) })
  return before === undefined ? request : concat(onlyBy(log, before), utf8("\n"), request)
}

/** The first line by this key; there is one, since the note has been opened with it. */
export const lineBy = (key: NoteKey, { signatures }: Note): NoteSignature =>
  signatures.find((line) => claims(line, key)) as NoteSignature

const onlyBy = (key: NoteKey, note: Note): Uint8Array =>
  printNote({ text: note.text, signatures: [lineBy(key, note)] })
