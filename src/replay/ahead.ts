/** Batches checked by threads while the ones before them are replayed. */

import type { Prepared, Replayer } from "./replayer.ts"

/** Each batch once the one after it is being checked: while a batch is taken, threads have something to do. */
export async function* ahead(
  replayer: Replayer,
  batches: AsyncIterable<readonly Uint8Array[]>,
): AsyncGenerator<readonly [entries: readonly Uint8Array[], prepared: Prepared | undefined]> {
  let waiting: readonly [readonly Uint8Array[], Prepared | undefined] | undefined
  try {
    for await (const entries of batches) {
      const next = [entries, replayer.prepare(entries)] as const
      if (waiting !== undefined) yield waiting
      waiting = next
      if (next[1] !== undefined) continue
      // What cannot be prepared is taken first: it may hold the genesis, and the next one could not be prepared either.
      yield waiting
      waiting = undefined
    }
  } catch (error) {
    // What came before whatever cannot be had is still to be replayed.
    if (waiting !== undefined) yield waiting
    throw error
  }
  if (waiting !== undefined) yield waiting
}
