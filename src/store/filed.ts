/** Entries' records, found by the pointers that LevelDB holds and held against their guards. */

import { type Pair, readOrThrow } from "./database.ts"
import {
  decodePointer,
  isRecord,
  nameOf,
  numberAt,
  numberKey,
  place,
  type Pointer,
  unguarded,
} from "./layout.ts"
import type { Held } from "./state.ts"
import { StoreFault } from "./store.ts"

/** What is read in one go, at most, of records that are neighbours. */
const runLength = 1024 * 1024

/** The record of an entry that is there, and where it stands. Throws "missing" or "corrupt". */
export function recordAt(
  { db, records }: Held,
  index: number,
): { readonly record: Uint8Array; readonly pointer: Pointer } {
  const key = numberKey(place.entry, index)
  const pointer = decodePointer(key, readOrThrow(db, key))
  const found = records.readHere(pointer)
  if (!isRecord(key, pointer, found))
    throw new StoreFault("corrupt", nameOf(key), "its own hash does not match")
  return { record: found, pointer }
}

type Named = Pointer & { readonly key: Uint8Array }

/** The records of these pointers, which are as they are stored. Throws "corrupt". */
export async function recordsOf(
  held: Held,
  pointers: readonly Pair[],
): Promise<readonly Uint8Array[]> {
  const all = pointers.map(([key, stored]) => ({
    ...decodePointer(key, unguarded(key, stored)),
    key,
  }))
  const found: Uint8Array[] = []
  for (const run of runsOf(all)) found.push(...(await recordsIn(held, run)))
  return found
}

function runsOf(pointers: readonly Named[]): readonly (readonly Named[])[] {
  const runs: Named[][] = []
  let [end, length] = [-1, 0]
  for (const pointer of pointers) {
    length += pointer.length
    if (pointer.offset === end && length <= runLength) runs.at(-1)?.push(pointer)
    else {
      runs.push([pointer])
      length = pointer.length
    }
    end = pointer.offset + pointer.length
  }
  return runs
}

/**
 * Of pointers to neighbours. One that was read before an opening was erased points at what is cleared since; the one that
 * is there now decides.
 */
async function recordsIn(held: Held, run: readonly Named[]): Promise<readonly Uint8Array[]> {
  const [{ offset }, last] = [run[0], run.at(-1)] as [Named, Named]
  const bytes = await held.records.read({ offset, length: last.offset + last.length - offset })
  return run.map((pointer) => {
    const from = pointer.offset - offset
    const found = bytes.subarray(from, from + pointer.length)
    if (isRecord(pointer.key, pointer, found)) return found
    return recordAt(held, numberAt(pointer.key, 1)).record
  })
}
