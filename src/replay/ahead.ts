/** Batches checked by threads while the ones before them are replayed. */

import type { Prepared, Replayer } from "./replayer.ts"

type Ready = readonly [entries: readonly Uint8Array[], prepared: Prepared | undefined]

/** Each batch once `depth` batches behind it are being checked: while one is taken, threads have something to do. */
export async function* ahead(
  replayer: Replayer,
  batches: AsyncIterable<readonly Uint8Array[]>,
  depth = 1,
): AsyncGenerator<Ready> {
  const waiting: Ready[] = []
  try {
    for await (const entries of batches) {
      const prepared = replayer.prepare(entries)
      waiting.push([entries, prepared])
      // What cannot be prepared is taken first: it may hold the genesis, and the next one could not be prepared either.
      const most = prepared === undefined ? 0 : depth
      while (waiting.length > most) yield waiting.shift() as Ready
    }
  } catch (error) {
    // What came before whatever cannot be had is still to be replayed.
    yield* waiting
    throw error
  }
  yield* waiting
}
