/** What a witness keeps of a checkpoint that the log signed and it will not cosign. */

import { concat, utf8 } from "../encoding/bytes.ts"
import { type AddCheckpoint, printAddCheckpoint } from "../log/add-checkpoint.ts"
import { encodeMisbehaviour } from "../log/misbehaviour.ts"
import {
  claims,
  type Note,
  type NoteKey,
  type NoteSignature,
  printNote,
  printVkey,
} from "../log/note.ts"
import type { EvidenceKind } from "./checkpoint-file.ts"

/**
 * What `Evidence` of a request holds. `before`: the newest checkpoint cosigned. Without the lines of others, so that
 * nobody can make a second one of it.
 */
export function evidenceOf(
  kind: EvidenceKind,
  log: NoteKey,
  before: Note | undefined,
  { oldSize, proof }: AddCheckpoint,
  note: Note,
): Uint8Array {
  const first = before && onlyBy(log, before)
  const second = onlyBy(log, note)
  // Of one size the two roots say it all.
  const content = { log: printVkey(log), second, node: null, past: [] }
  if (kind === "split" && first !== undefined)
    return encodeMisbehaviour({ kind: "split-view", content: { ...content, first } })
  const request = printAddCheckpoint({ oldSize, proof, checkpoint: second })
  return first === undefined ? request : concat(first, utf8("\n"), request)
}

/** The first line by this key; there is one, since the note has been opened with it. */
export const lineBy = (key: NoteKey, { signatures }: Note): NoteSignature =>
  signatures.find((line) => claims(line, key)) as NoteSignature

const onlyBy = (key: NoteKey, note: Note): Uint8Array =>
  printNote({ text: note.text, signatures: [lineBy(key, note)] })
