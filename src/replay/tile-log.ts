/**
 * A log read from tiles, every entry held against the root of one checkpoint. The nodes over each 256 entries are
 * fetched first and must give that root; each bundle of entries must then give its node. What is in memory is 32 bytes
 * for each 256 entries that are to be read.
 */

import { concat, equal, type Hash } from "../encoding/bytes.ts"
import type { Checkpoint } from "../log/checkpoint.ts"
import { TILE_WIDTH, tileWidth } from "../merkle/tiles.ts"
import {
  appendLeaf,
  type Frontier,
  frontierRoot,
  leafHash,
  nodeHash,
  rootAt,
} from "../merkle/tree.ts"
import {
  fetchEntries,
  fetchHashes,
  type FetchTile,
  hashAt,
  pathOf,
  readAhead,
  TileFault,
} from "./tile-fetch.ts"

/** How many tiles are on their way at once; a bundle of entries can have 16 MiB. */
const hashTilesAhead = 8
const bundlesAhead = 4
/** Each hash of a tile of level 1 stands over one full tile of level 0. */
const bundleLevel = 8

/** The first `size` leaves of a log, as somebody has them who has read them before. */
export type Earlier = { readonly size: number; readonly frontier: Frontier }
const nothingEarlier: Earlier = { size: 0, frontier: [] }

export type TileLog = {
  /** The entries behind the earlier ones, in order, at most 256 at once and never across a bundle's end. */
  readonly entries: () => AsyncGenerator<readonly Uint8Array[]>
}

/** What of the tree is known without its entries, and the hashes that say so. */
type Nodes = {
  readonly size: number
  readonly earlier: Earlier
  /** From this bundle on: the hash over each full one. */
  readonly first: number
  readonly full: Uint8Array
  /** Of bundles that no node of level 1 covers as a whole: leaf hashes, by number of the bundle. */
  readonly leaves: ReadonlyMap<number, Uint8Array>
}

/**
 * The entries of a checkpoint's tree behind the `earlier` ones. Undefined if the tiles prove that the earlier ones are
 * not the first of this tree: somebody has signed two histories. Throws TileFault where tiles are missing or wrong,
 * which proves nothing about the log.
 */
export async function openTileLog(
  { size, root }: Checkpoint,
  fetchTile: FetchTile,
  earlier: Earlier = nothingEarlier,
): Promise<TileLog | undefined> {
  if (earlier.size > size)
    throw new Error(`tile log: expected a tree of at least ${earlier.size}, got ${size}`)
  const nodes = await fetchNodes(size, fetchTile, earlier)
  if (equal(rootAt(size, readerOf(nodes)), root))
    return { entries: () => entriesOf(nodes, fetchTile) }
  const wrong = new TileFault("wrong", "tiles", "they do not give the root of the checkpoint")
  if (earlier.size === 0) throw wrong
  // Either the tiles are wrong or the earlier entries are not of this tree. Without those it shows which.
  const whole = await fetchNodes(size, fetchTile, nothingEarlier)
  if (!equal(rootAt(size, readerOf(whole)), root)) throw wrong
  if (await begins(whole, earlier, fetchTile)) throw wrong
  return undefined
}

/** Whether the earlier leaves are the first of a tree whose nodes have been proven. */
async function begins(
  whole: Nodes,
  { size, frontier }: Earlier,
  fetchTile: FetchTile,
): Promise<boolean> {
  const bundle = Math.floor(size / TILE_WIDTH)
  const leaves = new Map(whole.leaves)
  if (size % TILE_WIDTH > 0 && !leaves.has(bundle)) {
    const hashes = await fetchHashes(fetchTile, 0, bundle, whole.size)
    if (!equal(rootOf(hashes), hashAt(whole.full, bundle)))
      throw new TileFault(
        "wrong",
        pathOf({ level: 0, index: bundle, width: TILE_WIDTH }),
        "is not the one of this tree",
      )
    leaves.set(bundle, hashes)
  }
  const read = readerOf({ ...whole, leaves })
  const peaks = peaksOf(size).map(([level, index]) => read(level, index))
  return equal(concat(...peaks), concat(...frontier))
}

/** The complete subtrees that make up a tree of this size, the largest first. */
function peaksOf(size: number): readonly (readonly [level: number, index: number])[] {
  const peaks: [number, number][] = []
  for (let level = 52, from = 0; level >= 0; level--) {
    const width = 2 ** level
    if (from + width > size) continue
    peaks.push([level, from / width])
    from += width
  }
  return peaks
}

async function fetchNodes(size: number, fetchTile: FetchTile, earlier: Earlier): Promise<Nodes> {
  const fullBundles = Math.floor(size / TILE_WIDTH)
  // Tiles of level 1 that hold a node of nothing but later entries.
  const later = Math.ceil(earlier.size / TILE_WIDTH)
  const firstTile = Math.floor(later / TILE_WIDTH)
  const parts: Uint8Array[] = []
  if (later < fullBundles) {
    const end = Math.ceil(fullBundles / TILE_WIDTH)
    const tiles = readAhead(firstTile, end, hashTilesAhead, (index) =>
      fetchHashes(fetchTile, 1, index, size),
    )
    for await (const hashes of tiles) parts.push(hashes)
  }
  const leaves = new Map<number, Uint8Array>()
  const split = [...(earlier.size % TILE_WIDTH > 0 ? [later - 1] : []), fullBundles]
  for (const bundle of new Set(split))
    if (tileWidth(0, bundle, size) > 0)
      leaves.set(bundle, await fetchHashes(fetchTile, 0, bundle, size))
  return { size, earlier, first: firstTile * TILE_WIDTH, full: concat(...parts), leaves }
}

/** The root of the tree over these leaf hashes. */
function rootOf(hashes: Uint8Array): Hash {
  let frontier: Frontier = []
  for (let i = 0; 32 * i < hashes.length; i++) frontier = appendLeaf(frontier, i, hashAt(hashes, i))
  return frontierRoot(frontier)
}

/**
 * Nodes out of the earlier frontier, the nodes of level 1 and the leaves. A subtree that lies within the earlier entries
 * is asked for only where it is one of their peaks: what reaches over their end is put together from its halves.
 */
function readerOf({ earlier, first, full, leaves }: Nodes) {
  const peaks = new Map(peaksOf(earlier.size).map(([level, index], i) => [`${level} ${index}`, i]))
  const read = (level: number, index: number): Hash => {
    const width = 2 ** level
    const peak = peaks.get(`${level} ${index}`)
    if (peak !== undefined) return earlier.frontier[peak] as Hash
    const isBehind = index * width >= earlier.size
    const bundle = Math.floor((index * width) / TILE_WIDTH)
    if (level === bundleLevel && isBehind) return hashAt(full, bundle - first)
    if (level > 0) return nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
    const hashes = leaves.get(bundle)
    if (hashes === undefined || !isBehind)
      throw new Error(`tile log: expected leaf ${index} to be fetched`)
    return hashAt(hashes, index % TILE_WIDTH)
  }
  return read
}

async function* entriesOf(
  nodes: Nodes,
  fetchTile: FetchTile,
): AsyncGenerator<readonly Uint8Array[]> {
  const { size, earlier, first, full, leaves } = nodes
  const begin = Math.floor(earlier.size / TILE_WIDTH)
  if (earlier.size === size) return
  let bundle = begin
  const bundles = readAhead(begin, Math.ceil(size / TILE_WIDTH), bundlesAhead, (index) =>
    fetchEntries(fetchTile, index, size),
  )
  for await (const entries of bundles) {
    const skipped = Math.max(0, earlier.size - bundle * TILE_WIDTH)
    const own = concat(...entries.map((entry) => leafHash(entry)))
    const known = leaves.get(bundle)
    const same =
      known === undefined
        ? equal(rootOf(own), hashAt(full, bundle - first))
        : equal(own.subarray(32 * skipped), known.subarray(32 * skipped))
    if (!same) {
      const path = pathOf({ level: "entries", index: bundle, width: entries.length })
      throw new TileFault("wrong", path, "its entries are not those of this tree")
    }
    yield entries.slice(skipped)
    bundle++
  }
}
