/** What tests read back: checkpoints, entries and statements, or an error where there is none. */

import { type Opened, openStatement } from "../../src/custody/handover.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { type Checkpoint, parseCheckpoint } from "../../src/log/checkpoint.ts"
import { decodeEntry, type Entry } from "../../src/log/entry.ts"
import { parseNote } from "../../src/log/note.ts"
import type { StoreReader } from "../../src/store/store.ts"
import { worldOrigin } from "./world.ts"

export const checkpointOf = (bytes: Uint8Array): Checkpoint => {
  const checkpoint = parseCheckpoint(parseNote(bytes)?.text ?? "")
  if (checkpoint === undefined) throw new Error("expected a checkpoint")
  return checkpoint
}

export async function entriesOf({
  store,
}: {
  readonly store: StoreReader
}): Promise<{ entry: Entry; bytes: Uint8Array }[]> {
  const all: { entry: Entry; bytes: Uint8Array }[] = []
  for await (const { bytes } of store.entries(0, store.size()))
    all.push({ entry: decodeEntry(bytes) as Entry, bytes })
  return all
}

export function expectOpened(bytes: Uint8Array): Opened {
  const opened = openStatement(bytes, worldOrigin)
  if (isRejected(opened)) throw new Error(opened.sentence)
  return opened
}
