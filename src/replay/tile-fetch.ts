/**
 * Tiles of C2SP tlog-tiles as a stranger hands them out: cut to the width that a tree asks for and held to the lengths
 * they can have. Whether their hashes are right, only a root can show: tile-log.ts.
 */

import type { Hash } from "../encoding/bytes.ts"
import { decodeEntryBundle, maxEntryBundleBytes } from "../log/entry-bundle.ts"
import { maxEntryBytes } from "../log/entry.ts"
import { type Tile, TILE_WIDTH, tilePath, tileWidth } from "../merkle/tiles.ts"

/** The bytes of a tile; undefined where there is none. Throws where that cannot be found out. */
export type FetchTile = (tile: Tile) => Promise<Uint8Array | undefined>

/** Where the tiles come from does not hand out what it must. `tile`: the path of what was asked for. */
export class TileFault extends Error {
  override readonly name: string = "TileFault"
  /** `missing`: not there. `wrong`: there, and not of the tree whose root is known. */
  readonly code: "missing" | "wrong"
  readonly tile: string

  constructor(code: TileFault["code"], tile: string, sentence: string) {
    super(`${tile}: ${sentence}`)
    this.code = code
    this.tile = tile
  }
}

export const pathOf = ({ level, index, width }: Tile): string => tilePath(level, index, width)

/** The most bytes that a tile can have: what whoever fetches it reads before he gives up. */
export const maxTileBytes = ({ level, width }: Tile): number =>
  level === "entries" ? Math.min(maxEntryBundleBytes, width * (2 + maxEntryBytes)) : 32 * width

/** The tile as asked for, or the full one in its place: a log may delete a partial tile once there is a full one. */
async function fetchWide(
  fetchTile: FetchTile,
  tile: Tile,
): Promise<{ readonly tile: Tile; readonly bytes: Uint8Array }> {
  for (const width of new Set([tile.width, TILE_WIDTH])) {
    const one = { ...tile, width }
    const bytes = await fetchTile(one)
    if (bytes === undefined) continue
    if (bytes.length <= maxTileBytes(one)) return { tile: one, bytes }
    throw new TileFault("wrong", pathOf(one), `expected at most ${maxTileBytes(one)} bytes`)
  }
  throw new TileFault("missing", pathOf(tile), "is not there")
}

/** The hashes of a tile in the tree of `size` leaves, one after the other. */
export async function fetchHashes(
  fetchTile: FetchTile,
  level: number,
  index: number,
  size: number,
): Promise<Uint8Array> {
  const width = tileWidth(level, index, size)
  const { tile, bytes } = await fetchWide(fetchTile, { level, index, width })
  if (bytes.length === 32 * tile.width) return bytes.subarray(0, 32 * width)
  throw new TileFault(
    "wrong",
    pathOf(tile),
    `expected ${32 * tile.width} bytes, got ${bytes.length}`,
  )
}

/** The entries of a bundle in the tree of `size` leaves. */
export async function fetchEntries(
  fetchTile: FetchTile,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  const width = tileWidth("entries", index, size)
  const { tile, bytes } = await fetchWide(fetchTile, { level: "entries", index, width })
  const entries = decodeEntryBundle(bytes, tile.width)
  if (entries !== undefined) return entries.slice(0, width)
  throw new TileFault("wrong", pathOf(tile), `expected a bundle of ${tile.width} entries`)
}

export const hashAt = (hashes: Uint8Array, position: number): Hash =>
  hashes.slice(32 * position, 32 * (position + 1))

/** Results in order, with at most `ahead` steps begun and not yet taken. */
export async function* readAhead<T>(
  from: number,
  to: number,
  ahead: number,
  step: (index: number) => Promise<T>,
): AsyncGenerator<T> {
  const begun: Promise<T>[] = []
  let next = from
  while (next < to || begun.length > 0) {
    while (next < to && begun.length < ahead) {
      const one = step(next++)
      // Whoever reads may stop before its turn comes: its failure then concerns nobody.
      one.catch(() => {})
      begun.push(one)
    }
    yield await (begun.shift() as Promise<T>)
  }
}
