/** Tiles as C2SP tlog-tiles has them: full ones from the store, partial ones from the growing edge. */

import { concat } from "../encoding/bytes.ts"
import { encodeEntryBundle } from "../log/entry-bundle.ts"
import { type Tile, TILE_WIDTH, tileWidth } from "../merkle/tiles.ts"
import { expectTile } from "./growth.ts"
import type { Running } from "./running.ts"

const hashLength = 32

/**
 * Undefined where the newest published tree has no tile of that width. A narrower one than it has is part of an older
 * tree, and what stands in it never changes.
 */
export async function readTile(running: Running, tile: Tile): Promise<Uint8Array | undefined> {
  const { level, index, width } = tile
  if (index < 0 || tileWidth(level, index, running.published?.size ?? 0) < width) return undefined
  if (level === "entries") return readBundle(running, index, width)
  const { store, growth } = running
  const first = index * TILE_WIDTH
  const complete = Math.floor(growth.size / TILE_WIDTH ** level)
  const whole =
    first + TILE_WIDTH <= complete
      ? await expectTile(store, level, index)
      : concat(...(growth.edges[level] ?? []))
  return whole.slice(0, width * hashLength)
}

async function readBundle(
  { store }: Running,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  const from = index * TILE_WIDTH
  const entries: Uint8Array[] = []
  for await (const { bytes } of store.entries(from, from + width)) entries.push(bytes)
  return entries.length === width ? encodeEntryBundle(entries) : undefined
}
