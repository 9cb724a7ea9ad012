/** Misbehaviour files out of what people hold: a bundle with a fork in it, a promise and the ledger that gave it. */

import type { LedgerReader } from "../api/ledger-api.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import { openStatement, receivedLines } from "../custody/handover.ts"
import { isRejected } from "../custody/rejected.ts"
import { publicKeysIn } from "../custody/subject.ts"
import type { Bundle } from "../log/bundle.ts"
import { parseCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import { encodeMisbehaviour } from "../log/misbehaviour.ts"
import { type NoteKey, parseNote, parseVkey } from "../log/note.ts"
import { tileReader, tileWidth } from "../merkle/tiles.ts"
import { accuseGiver, accusePromise, type PublishedTree } from "../misbehaviour/accuse.ts"
import { unusable } from "./failure.ts"

/** One file for each pair of receipts by which the item was given twice; whether it convicts, the judge says. */
export function accusationsIn(bundle: Bundle, origin: string): readonly Uint8Array[] {
  const all = bundle.entries.flatMap(({ bytes }) => {
    const entry = decodeEntry(bytes)
    const opened = entry && openStatement(entry.statement, origin)
    return opened === undefined || isRejected(opened) ? [] : [opened]
  })
  const keys = new Map(all.flatMap(publicKeysIn).map((key) => [keyIdOf(key), key]))
  const { item } = bundle.question
  const receipts = all.flatMap((opened) => {
    const line = opened.kind === "acceptance" ? receivedLines(opened) : []
    return line.filter((each) => each.item === item).map(({ previous }) => ({ opened, previous }))
  })
  const files: Uint8Array[] = []
  for (const [i, first] of receipts.entries())
    for (const second of receipts.slice(i + 1)) {
      if (first.previous !== second.previous) continue
      const bytes = [first.opened.bytes, second.opened.bytes] as const
      const made = accuseGiver(origin, item, ...bytes, (id: KeyId) => keys.get(id))
      if (typeof made !== "string") files.push(encodeMisbehaviour(made))
    }
  return files
}

/** The file against a promise that the ledger's newest checkpoint does not keep, or a sentence. */
export async function accusationOf(
  promise: Uint8Array,
  ledger: LedgerReader,
): Promise<Uint8Array | string> {
  const { checkpointKey } = await ledger.about()
  const log = parseVkey(checkpointKey)
  if (log === undefined) throw unusable(`the ledger's key is not a verifier key: ${checkpointKey}`)
  const checkpoint = await ledger.checkpoint()
  const made = await overTree(ledger, log, checkpoint, (tree) => accusePromise(tree, promise))
  return typeof made === "string" ? made : encodeMisbehaviour(made)
}

/**
 * What `make` makes of the published tree. It runs until it has asked for nothing new: what it reads must not depend on
 * what stands there.
 */
async function overTree<T>(
  ledger: LedgerReader,
  log: NoteKey,
  checkpoint: Uint8Array,
  make: (tree: PublishedTree) => T,
): Promise<T> {
  const text = parseNote(checkpoint)?.text
  const size = text === undefined ? undefined : parseCheckpoint(text)?.size
  if (size === undefined) throw unusable("the ledger's checkpoint cannot be read")
  const entries = new Map<number, Uint8Array>()
  const tiles = new Map<string, Uint8Array>()
  for (;;) {
    const missing: (() => Promise<void>)[] = []
    const entry = (index: number): Uint8Array => {
      const known = entries.get(index)
      if (known === undefined)
        missing.push(async () => {
          const view = await ledger.entry(index)
          if (view === undefined) throw unusable(`the ledger does not give entry ${index}`)
          entries.set(index, view.bytes)
        })
      return known ?? new Uint8Array(0)
    }
    const read = tileReader((level, index, needed) => {
      const name = `${level}/${index}`
      const known = tiles.get(name)
      if (known !== undefined) return known
      missing.push(async () => {
        const width = tileWidth(level, index, size)
        const tile = await ledger.tile({ level, index, width })
        if (tile === undefined) throw unusable(`the ledger does not give tile ${name}`)
        tiles.set(name, tile)
      })
      return new Uint8Array(32 * Math.max(needed, 1))
    })
    const made = make({ log, checkpoint, entry, read })
    if (missing.length === 0) return made
    for (const fetch of missing) await fetch()
  }
}
