/** The arithmetic of C2SP tlog-tiles: which hash is in which tile, what a tile is called, what growth adds. */

import type { Hash } from "../encoding/bytes.ts"
import { type NodeReader, nodeHash } from "./tree.ts"

/** Hashes in a full tile. */
export const TILE_WIDTH = 256

const tileHeight = 8
const hashLength = 32
const highestLevel = 63
// 6 groups of digits name every safe integer.
const longestPath = "tile/entries/x000/x000/x000/x000/x000/000.p/255".length

/** A level of hashes, 0 being the leaf hashes, or the bundles of entries, which are numbered as level 0 is. */
export type TileLevel = number | "entries"

/** `index`: N of the specification. `width`: 1 … 256; less than 256 is a partial tile. */
export type Tile = { readonly level: TileLevel; readonly index: number; readonly width: number }

/** `tile/<L>/<N>[.p/<W>]`, without a leading slash. Throws for numbers the specification has no path for. */
export function tilePath(level: TileLevel, index: number, width: number = TILE_WIDTH): string {
  const isLevel =
    level === "entries" || (Number.isInteger(level) && level >= 0 && level <= highestLevel)
  if (!isLevel || !Number.isSafeInteger(index) || index < 0)
    throw new Error(`tile path: expected a level to 63 and an index, got ${level} and ${index}`)
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new Error(`tile path: expected a width of 1 to 256, got ${width}`)
  let name = String(index % 1000).padStart(3, "0")
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    name = `x${String(rest % 1000).padStart(3, "0")}/${name}`
  return `tile/${level}/${name}${width === TILE_WIDTH ? "" : `.p/${width}`}`
}

/** Accepts exactly what `tilePath` prints; otherwise undefined. */
export function parseTilePath(path: string): Tile | undefined {
  if (path.length > longestPath) return undefined
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return undefined
  const [, levelText, indexText = "", widthText] = match
  const level = levelText === "entries" ? levelText : Number(levelText)
  const index = Number(indexText.replaceAll(/[x/]/g, ""))
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText)
  if (level !== "entries" && level > highestLevel) return undefined
  if (!Number.isSafeInteger(index) || width < 1 || width > TILE_WIDTH) return undefined
  return tilePath(level, index, width) === path ? { level, index, width } : undefined
}

/** How many hashes tile `index` of `level` holds in a tree of `size` leaves; 0 when the tree has no such tile. */
export function tileWidth(level: TileLevel, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === "entries" ? 0 : level))
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH))
}

/**
 * The tiles of hashes that a tree has at `newSize` and had not, or had narrower, at `oldSize`: lowest level first, left
 * to right. From 0 these are all tiles of the tree. Throws unless 0 ≤ oldSize ≤ newSize.
 */
export function newTiles(oldSize: number, newSize: number): Tile[] {
  if (!Number.isSafeInteger(newSize) || !(oldSize >= 0 && oldSize <= newSize))
    throw new Error(`new tiles: expected growth to ${newSize}, got it from ${oldSize}`)
  const tiles: Tile[] = []
  for (let level = 0; newSize >= TILE_WIDTH ** level; level++) {
    const before = Math.floor(oldSize / TILE_WIDTH ** level)
    const after = Math.floor(newSize / TILE_WIDTH ** level)
    const first = Math.floor(before / TILE_WIDTH)
    if (after === before) continue
    for (let index = first; index * TILE_WIDTH < after; index++)
      tiles.push({ level, index, width: tileWidth(level, index, newSize) })
  }
  return tiles
}

/** Where a node lies: `width` hashes of the tile from `offset` on are the leaves of its subtree inside the tile. */
export type NodePlace = {
  readonly level: number
  readonly index: number
  readonly offset: number
  readonly width: number
}

/** The place of the complete subtree (level, index) of the tree. A node with `width` 1 is itself in the tile. */
export function placeOfNode(level: number, index: number): NodePlace {
  const width = 2 ** (level % tileHeight)
  const first = index * width
  return {
    level: Math.floor(level / tileHeight),
    index: Math.floor(first / TILE_WIDTH),
    offset: first % TILE_WIDTH,
    width,
  }
}

/** The root over `width` of these hashes, a power of two, from `offset` on; they must be there. */
export function rootWithin(hashes: Uint8Array, offset: number, width: number): Hash {
  if (width === 1)
    return new Uint8Array(hashes.subarray(offset * hashLength, (offset + 1) * hashLength))
  const half = width / 2
  return nodeHash(rootWithin(hashes, offset, half), rootWithin(hashes, offset + half, half))
}

/**
 * Reads nodes out of tiles. `tile` gives the concatenated hashes of a tile, at least `width` of them (more is
 * welcome: the full tile stands in for a partial one). Nothing is verified here; the root shows whether tiles are right.
 */
export function tileReader(
  tile: (tileLevel: number, n: number, width: number) => Uint8Array,
): NodeReader {
  return (level, index) => {
    const place = placeOfNode(level, index)
    const needed = place.offset + place.width
    const hashes = tile(place.level, place.index, needed)
    if (hashes.length % hashLength !== 0 || hashes.length < needed * hashLength)
      throw new Error(
        `tile ${place.level}/${place.index}: expected at least ${needed} hashes, got ${hashes.length} bytes`,
      )
    return rootWithin(hashes, place.offset, place.width)
  }
}
