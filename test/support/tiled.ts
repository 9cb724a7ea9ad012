/** Entries as C2SP tiles, by path, as a log of exactly that size serves them; and such tiles tampered with. */

import { decodeEntry, encodeEntry, type Entry } from "../../src/log/entry.ts"
import { encodeEntryBundle } from "../../src/log/entry-bundle.ts"
import { type Checkpoint, openCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import type { OpenedCheckpoint } from "../../src/log/checkpoint.ts"
import type { NoteSigner } from "../../src/log/note.ts"
import { newTiles, type Tile, TILE_WIDTH, tilePath, tileWidth } from "../../src/merkle/tiles.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { StoreReader } from "../../src/store/store.ts"
import type { FetchTile } from "../../src/replay/tile-fetch.ts"
import { handOver, intake } from "./acts.ts"
import { makeWorld, worldKeys, worldOrigin } from "./world.ts"

export type Tiles = Map<string, Uint8Array>

export const frontierOf = (entries: readonly Uint8Array[]): Frontier =>
  entries.reduce<Frontier>((peaks, bytes, i) => appendLeaf(peaks, i, leafHash(bytes)), [])

/** All tiles of the tree over these entries. */
export function tilesOf(entries: readonly Uint8Array[]): Tiles {
  const size = entries.length
  const nodes = new Map<string, Uint8Array>()
  let frontier: Frontier = []
  for (const [i, bytes] of entries.entries())
    frontier = appendLeaf(frontier, i, leafHash(bytes), (level, index, hash) => {
      if (level % 8 === 0) nodes.set(`${level / 8} ${index}`, hash)
    })
  const tiles: Tiles = new Map()
  for (const { level, index, width } of newTiles(0, size)) {
    const hashes = Array.from({ length: width }, (_, i) => [
      ...(nodes.get(`${level} ${index * TILE_WIDTH + i}`) as Uint8Array),
    ])
    tiles.set(tilePath(level, index, width), Uint8Array.from(hashes.flat()))
  }
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = tileWidth("entries", index, size)
    const own = entries.slice(index * TILE_WIDTH, index * TILE_WIDTH + width)
    tiles.set(tilePath("entries", index, width), encodeEntryBundle(own))
  }
  return tiles
}

/** Hands out these tiles and nothing else; `asked` gets every path that is asked for. */
export const fetchFrom =
  (tiles: ReadonlyMap<string, Uint8Array>, asked: string[] = []): FetchTile =>
  async ({ level, index, width }: Tile) => {
    const path = tilePath(level, index, width)
    asked.push(path)
    return tiles.get(path)
  }

export const rootOf = (entries: readonly Uint8Array[]): Checkpoint => ({
  origin: worldOrigin,
  size: entries.length,
  root: frontierRoot(frontierOf(entries)),
})

/** The checkpoint over these entries, signed by the world's log or by another, and opened. */
export function checkpointOver(
  entries: readonly Uint8Array[],
  signer: NoteSigner = worldKeys.checkpoint,
): OpenedCheckpoint {
  const checkpoint = { ...rootOf(entries), origin: signer.key.name }
  const opened = openCheckpoint(signCheckpoint(checkpoint, signer), signer.key, verifyNode)
  if (opened === undefined) throw new Error("expected a checkpoint that opens")
  return opened
}

export async function entriesIn(store: StoreReader): Promise<readonly Uint8Array[]> {
  const found: Uint8Array[] = []
  for await (const { bytes } of store.entries(0, store.size())) found.push(bytes)
  return found
}

/** More than two bundles of a real ledger, ending in a seal. */
export async function busyLedger(seed: string, rounds = 6): Promise<readonly Uint8Array[]> {
  const world = await makeWorld({ seed })
  const { shop, carrier } = world.pens
  for (let round = 0; round < rounds; round++) {
    const taken = Array.from({ length: 48 }, () => intake(shop))
    await world.submit(...taken)
    await world.submit(...taken.map(({ held }) => handOver(shop, carrier, held)))
    world.clock.advance(1000)
    await world.publish()
  }
  const entries = await entriesIn(world.store)
  await world.ledger.close()
  return entries
}

/** A ledger of new items grown to each of these sizes in turn, without the slow way through a ledger. */
export async function grownLedger(
  seed: string,
  sizes: readonly number[],
): Promise<readonly (readonly Uint8Array[])[]> {
  const world = await makeWorld({ seed })
  const entries = [...(await entriesIn(world.store))]
  await world.ledger.close()
  let last = decodeEntry(entries.at(-1) as Uint8Array) as Entry
  return sizes.map((size) => {
    while (entries.length < size) {
      const previous = leafHash(entries.at(-1) as Uint8Array)
      const statement = intake(world.pens.shop).bytes
      last = { ...last, index: entries.length, previous, openings: "none", statement }
      entries.push(encodeEntry(last))
    }
    return [...entries]
  })
}
