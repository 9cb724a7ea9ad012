/** Makes the file that convicts a log of two histories, for who holds two of its checkpoints. */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { Hash } from "../encoding/bytes.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../log/checkpoint.ts"
import { encodeMisbehaviour } from "../log/misbehaviour.ts"
import { claims, type NoteKey, printNote, printVkey } from "../log/note.ts"
import { pastFromTiles } from "../replay/past.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import { judge } from "./judge.ts"

/** The signed note cut down to the log's own first line: lines of others prove nothing here. */
const cut = ({ note }: OpenedCheckpoint, log: NoteKey): Uint8Array =>
  printNote({
    ...note,
    signatures: note.signatures.filter((line) => claims(line, log)).slice(0, 1),
  })

/**
 * The file, if it convicts. Both checkpoints have been opened with the log's key, the first is the smaller one. `past`:
 * the partial tree of the second with the first's size (docs/misbehaviour.md), nothing where both have one size.
 */
export function splitFile(
  log: NoteKey,
  first: OpenedCheckpoint,
  second: OpenedCheckpoint,
  past: readonly Hash[],
  verify: Ed25519Verify,
): Uint8Array | undefined {
  const notes = { first: cut(first, log), second: cut(second, log) }
  const content = { log: printVkey(log), ...notes, node: null, past }
  const file = encodeMisbehaviour({ kind: "split-view", content })
  return judge(file, undefined, verify).convicted ? file : undefined
}

/**
 * The file, with the hashes between the two checkpoints out of the larger one's tiles. Undefined where they do not
 * contradict each other, or are not by this log. Throws TileFault, or what `fetchTile` threw, where tiles cannot be had.
 */
export async function splitFromTiles(
  log: NoteKey,
  a: Uint8Array,
  b: Uint8Array,
  fetchTile: FetchTile,
  verify: Ed25519Verify,
): Promise<Uint8Array | undefined> {
  const [one, other] = [openCheckpoint(a, log, verify), openCheckpoint(b, log, verify)]
  if (one === undefined || other === undefined) return undefined
  const isInOrder = one.checkpoint.size <= other.checkpoint.size
  const [first, second] = isInOrder ? [one, other] : [other, one]
  const { size } = first.checkpoint
  const isLarger = size < second.checkpoint.size
  if (isLarger && size === 0) return undefined
  const past = isLarger ? await pastFromTiles(second.checkpoint, size, fetchTile) : []
  return splitFile(log, first, second, past, verify)
}
