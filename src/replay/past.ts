/** What a tree was when it was smaller, out of its tiles: as many of them as one path needs, and no entry. */

import { equal, type Hash } from "../encoding/bytes.ts"
import type { Checkpoint } from "../log/checkpoint.ts"
import { openPartial, prunedHashes } from "../merkle/partial.ts"
import { tileReader } from "../merkle/tiles.ts"
import { fetchHashes, type FetchTile, TileFault } from "./tile-fetch.ts"

/** A tile on which nothing is decided: all that is wanted is to see which ones are read. */
const unread = new Uint8Array(32 * 256)

/**
 * The pruned hashes of the partial tree that has no known leaf and the one older size, 0 < `older` < the checkpoint's
 * size. They make the checkpoint's root. Throws TileFault where tiles are missing or wrong, and what `fetchTile` threw.
 */
export async function pastFromTiles(
  { size, root }: Checkpoint,
  older: number,
  fetchTile: FetchTile,
): Promise<readonly Hash[]> {
  const shape = { size, leaves: [], sizes: [older] }
  const wanted = new Map<string, { readonly level: number; readonly index: number }>()
  const nameOf = (level: number, index: number): string => `${level} ${index}`
  const mark = tileReader((level, index) => {
    wanted.set(nameOf(level, index), { level, index })
    return unread
  })
  prunedHashes(shape, mark)
  const tiles = new Map<string, Uint8Array>()
  for (const [name, { level, index }] of wanted)
    tiles.set(name, await fetchHashes(fetchTile, level, index, size))
  const read = tileReader((level, index) => tiles.get(nameOf(level, index)) ?? new Uint8Array(0))
  const past = prunedHashes(shape, read)
  const tree = openPartial(shape, [], past)
  if (tree !== undefined && equal(tree.root, root)) return past
  throw new TileFault("wrong", "tiles", "they do not give the root of the checkpoint")
}
