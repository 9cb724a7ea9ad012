/**
 * The tree of all entries as it grows. Complete tiles are stored; the incomplete tile of each level, at most 255
 * hashes, is kept here. A `Growth` never changes: a reader keeps the one it began with.
 */

import { concat, type Hash } from "../encoding/bytes.ts"
import { placeOfNode, rootWithin, TILE_WIDTH } from "../merkle/tiles.ts"
import { appendLeaf, type Frontier, frontierRoot, type NodeReader } from "../merkle/tree.ts"
import { StoreFault, type StoreBatch, type StoreReader } from "../store/store.ts"
import { nodeInTile, storedTile } from "./stored-tile.ts"

export type Growth = {
  readonly size: number
  readonly frontier: Frontier
  /** Per level of tiles, the hashes of its incomplete tile. */
  readonly edges: readonly (readonly Hash[])[]
}

export const noGrowth: Growth = { size: 0, frontier: [], edges: [] }

export const rootOf = ({ frontier }: Growth): Hash => frontierRoot(frontier)

const tileHeight = 8

/** The tree with these leaves after it, and the tiles that they complete. */
export function grow(
  growth: Growth,
  leaves: readonly Hash[],
): { readonly growth: Growth; readonly tiles: StoreBatch["tiles"] } {
  let { size, frontier } = growth
  const edges = growth.edges.map((edge) => [...edge])
  const tiles: { level: number; n: number; bytes: Uint8Array }[] = []
  const complete = (height: number, index: number, hash: Hash): void => {
    if (height % tileHeight !== 0) return
    const level = height / tileHeight
    const edge = edges[level] ?? []
    edge.push(hash)
    if (edge.length < TILE_WIDTH) {
      edges[level] = edge
      return
    }
    tiles.push({ level, n: Math.floor(index / TILE_WIDTH), bytes: storedTile(edge) })
    edges[level] = []
  }
  for (const leaf of leaves) {
    frontier = appendLeaf(frontier, size, leaf, complete)
    size += 1
  }
  return { growth: { size, frontier, edges }, tiles }
}

/** How many whole hashes a level of tiles holds in a tree of this size. */
const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/**
 * The answer of `ask`, which may read every node of the tree. It runs twice, first only to see which tiles it
 * wants: which nodes it reads must not depend on what they hold.
 */
export async function withNodes<T>(
  store: StoreReader,
  growth: Growth,
  ask: (read: NodeReader) => T,
): Promise<T> {
  const wanted = new Map<string, readonly [level: number, n: number]>()
  const isEdge = (level: number, n: number): boolean =>
    n === Math.floor(hashesAt(level, growth.size) / TILE_WIDTH)
  const anyHash = new Uint8Array(32)
  ask((height, position) => {
    const { level, index } = placeOfNode(height, position)
    if (!isEdge(level, index)) wanted.set(`${level}/${index}`, [level, index])
    return anyHash
  })
  const tiles = new Map<string, Uint8Array>()
  for (const [name, [level, n]] of wanted) tiles.set(name, await expectTile(store, level, n))
  return ask((height, position) => {
    const place = placeOfNode(height, position)
    const name = `${place.level}/${place.index}`
    const tile = tiles.get(name) ?? concat(...(growth.edges[place.level] ?? []))
    tiles.set(name, tile)
    return nodeInTile(tile, place)
  })
}

/** As `storedTile` made it: a C2SP tile and more. */
export async function expectTile(
  store: StoreReader,
  level: number,
  n: number,
): Promise<Uint8Array> {
  const tile = await store.tile(level, n)
  if (tile === undefined) throw new StoreFault("missing", `tile ${level}/${n}`, "is not there")
  return tile
}

/** The peaks of the first `size` leaves. */
function frontierAt(size: number, read: NodeReader): Frontier {
  const peaks: Hash[] = []
  let from = 0
  for (let level = 52; level >= 0; level--) {
    const width = 2 ** level
    if (Math.floor(size / width) % 2 === 0) continue
    peaks.push(read(level, from / width))
    from += width
  }
  return peaks
}

/** The tree of the first `size` entries, a multiple of 256, from stored tiles. */
export async function growthFromTiles(store: StoreReader, size: number): Promise<Growth> {
  const edges: Hash[][] = [[]]
  for (let level = 1; hashesAt(level, size) > 0; level++) {
    const whole = hashesAt(level, size)
    const edge: Hash[] = []
    // Of the tile's own hashes, so that they are looked at once.
    for (let n = whole - (whole % TILE_WIDTH); n < whole; n++)
      edge.push(rootWithin(await expectTile(store, level - 1, n), 0, TILE_WIDTH))
    edges.push(edge)
  }
  const bare = { size, frontier: [], edges }
  return { ...bare, frontier: await withNodes(store, bare, (read) => frontierAt(size, read)) }
}
