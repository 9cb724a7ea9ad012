/**
 * A folder that any static web server can serve as a tiled log (C2SP tlog-tiles): `checkpoint` and `tile/`.
 *
 * Nothing gets into it unchecked. The hashes at the right edge give the root, every full tile the hash above it, every
 * bundle of entries the leaf hashes beside it; so what comes from the highest level down hangs on the checkpoint alone.
 */

import { mkdir, readdir, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { LedgerReader } from "../api/ledger-api.ts"
import { concat, equal } from "../encoding/bytes.ts"
import { type Checkpoint, openCheckpoint } from "../log/checkpoint.ts"
import { decodeEntryBundle, maxEntryBundleBytes } from "../log/entry-bundle.ts"
import { MAX_NOTE_BYTES, type NoteKey, parseVkey } from "../log/note.ts"
import { verifyConsistency } from "../merkle/proof.ts"
import {
  newTiles,
  parseTilePath,
  TILE_WIDTH,
  type Tile,
  type TileLevel,
  tilePath,
  tileReader,
  tileWidth,
} from "../merkle/tiles.ts"
import { leafHash, nodeHash, rootAt } from "../merkle/tree.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { syncDirectory } from "../store/head.ts"
import { refused, unusable } from "./failure.ts"
import { isThere, readWithin, writeWhole } from "./files.ts"

const hashBytes = 32

/** What is known while the tiles of one checkpoint are copied. */
type Copying = {
  readonly ledger: LedgerReader
  readonly folder: string
  readonly size: number
  /** Directories in which names are new, which a crash could take back until they are synced. */
  readonly touched: Set<string>
  readonly wrote: () => void
}

/** `size`: of the checkpoint now in the folder. `written`: hash tiles and bundles that were not there before. */
type Copied = { readonly size: number; readonly written: number }

/**
 * Brings the folder up to the newest published checkpoint. Full tiles that are there stay; the checkpoint is replaced
 * last, so that whatever happens, its tiles are there; partial tiles go when the full one is there. Throws a CliFailure
 * for a folder of another log, of a longer one, or of one that this log does not continue.
 */
export async function copyTiles(
  ledger: LedgerReader,
  folder: string,
  tell: (written: number) => void,
): Promise<Copied> {
  const { origin, checkpointKey } = await ledger.about()
  const key = parseVkey(checkpointKey)
  const note = await ledger.checkpoint()
  const newest = key && openCheckpoint(note, key, verifyNode)?.checkpoint
  if (newest === undefined) throw unusable(`the newest checkpoint is not one of ${origin}`)
  const before = await checkpointIn(folder, key as NoteKey)
  if (before !== undefined) await expectGrowth(ledger, folder, before, newest)
  let written = 0
  const copying: Copying = {
    ledger,
    folder,
    size: newest.size,
    touched: new Set([dirname(join(folder, "checkpoint"))]),
    wrote: () => tell(++written),
  }
  await mkdir(folder, { recursive: true })
  await copyHashes(copying, before?.size ?? 0, newest)
  await copyEntries(copying, before?.size ?? 0)
  for (const directory of copying.touched) await syncDirectory(directory)
  await writeWhole(join(folder, "checkpoint"), note)
  await syncDirectory(folder)
  if (newest.size > 0) await sweep(copying, "tile")
  return { size: newest.size, written }
}

/** What was copied before; undefined in a folder without a checkpoint. */
async function checkpointIn(folder: string, key: NoteKey): Promise<Checkpoint | undefined> {
  const path = join(folder, "checkpoint")
  if (!(await isThere(path))) return undefined
  const opened = openCheckpoint(await readWithin(path, MAX_NOTE_BYTES), key, verifyNode)
  if (opened === undefined) throw refused(`${path}: not a checkpoint of ${key.name}`)
  return opened.checkpoint
}

async function expectGrowth(
  ledger: LedgerReader,
  folder: string,
  before: Checkpoint,
  { size, root }: Checkpoint,
): Promise<void> {
  if (before.size > size)
    throw refused(`${folder} holds ${before.size} entries, the ledger has published only ${size}`)
  if (before.size === 0 && size > 0) return
  const proof = before.size === size ? [] : await ledger.consistency(before.size, size)
  if (proof === undefined || !verifyConsistency(before.size, size, proof, before.root, root))
    throw refused(
      `the ledger at ${size} entries does not continue the ${before.size} in ${folder}: keep both checkpoints, they convict`,
    )
}

async function copyHashes(copying: Copying, before: number, newest: Checkpoint): Promise<void> {
  const { size } = copying
  const edge = new Map<TileLevel, Obtained>()
  for (let level = 0; size >= TILE_WIDTH ** level; level++) {
    const index = Math.floor(size / TILE_WIDTH ** level / TILE_WIDTH)
    const width = tileWidth(level, index, size)
    if (width > 0) edge.set(level, await obtain(copying, { level, index, width }))
  }
  const root = rootAt(
    size,
    tileReader((level) => edge.get(level)?.bytes ?? new Uint8Array(0)),
  )
  if (!equal(root, newest.root)) throw unusable(wrongEdge(copying, [...edge.values()]))
  for (const obtained of edge.values()) await keep(copying, obtained)
  let above: Obtained | undefined
  for (const tile of newTiles(before, size).toReversed()) {
    if (tile.width < TILE_WIDTH) continue
    const parent = parentOf(tile, size)
    if (above === undefined || !isSame(above.tile, parent)) above = await obtain(copying, parent)
    const place = (tile.index % TILE_WIDTH) * hashBytes
    const obtained = await obtain(copying, tile)
    if (!equal(rootOf(obtained.bytes), above.bytes.subarray(place, place + hashBytes)))
      throw wrong(copying, obtained)
    await keep(copying, obtained)
  }
}

async function copyEntries(copying: Copying, before: number): Promise<void> {
  const { size } = copying
  for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    const width = tileWidth("entries", index, size)
    const obtained = await obtain(copying, { level: "entries", index, width })
    const hashes = await obtain(copying, { level: 0, index, width })
    const entries = decodeEntryBundle(obtained.bytes, width)
    if (entries === undefined || !equal(concat(...entries.map(leafHash)), hashes.bytes))
      throw wrong(copying, obtained)
    await keep(copying, obtained)
  }
}

const parentOf = ({ level, index }: Tile, size: number): Tile => {
  const above = (level as number) + 1
  const place = Math.floor(index / TILE_WIDTH)
  return { level: above, index: place, width: tileWidth(above, place, size) }
}

const isSame = (a: Tile, b: Tile): boolean => a.level === b.level && a.index === b.index

/** The hash that stands for a full tile one level up. */
function rootOf(hashes: Uint8Array): Uint8Array {
  const node = tileReader(() => hashes)
  return nodeHash(node(7, 0), node(7, 1))
}

/** A tile as the folder has it, or else as the ledger gives it. */
type Obtained = { readonly tile: Tile; readonly bytes: Uint8Array; readonly wasThere: boolean }

const pathOf = (folder: string, { level, index, width }: Tile): string =>
  join(folder, tilePath(level, index, width))

async function obtain(copying: Copying, tile: Tile): Promise<Obtained> {
  const { ledger, folder } = copying
  const path = pathOf(folder, tile)
  const length = tile.level === "entries" ? maxEntryBundleBytes : tile.width * hashBytes
  const wasThere = await isThere(path)
  const bytes = wasThere ? await readWithin(path, length) : await ledger.tile(tile)
  if (bytes === undefined) throw unusable(`the ledger does not give ${pathOf("", tile)}`)
  const obtained = { tile, bytes, wasThere }
  if (tile.level !== "entries" && bytes.length !== length) throw wrong(copying, obtained)
  return obtained
}

async function keep({ folder, touched, wrote }: Copying, obtained: Obtained): Promise<void> {
  const { tile, bytes, wasThere } = obtained
  if (wasThere) return
  const path = pathOf(folder, tile)
  await mkdir(dirname(path), { recursive: true })
  await writeWhole(path, bytes)
  for (let above = dirname(path); !touched.has(above); above = dirname(above)) touched.add(above)
  wrote()
}

const wrong = ({ folder }: Copying, { tile, wasThere }: Obtained): Error =>
  wasThere
    ? refused(`${pathOf(folder, tile)}: it is there already, and no part of this log`)
    : unusable(`the ledger's ${pathOf("", tile)} does not belong to its checkpoint`)

/** Which of the tiles that make up the root is wrong cannot be told. */
function wrongEdge({ folder }: Copying, edge: readonly Obtained[]): string {
  const strange = edge.filter(({ wasThere }) => wasThere).map(({ tile }) => pathOf(folder, tile))
  return strange.length === 0
    ? "the ledger's tiles do not give the root of its checkpoint"
    : `with these tiles, there already, the root is not the checkpoint's: ${strange.join(", ")}`
}

/** Removes what an interrupted run left behind, and partial tiles where this tree has the full one. */
async function sweep(copying: Copying, directory: string): Promise<void> {
  const { folder, size } = copying
  for (const each of await readdir(join(folder, directory), { withFileTypes: true })) {
    const name = `${directory}/${each.name}`
    const tile = name.endsWith(".p") ? parseTilePath(name.slice(0, -2)) : undefined
    const isFull = tile !== undefined && tileWidth(tile.level, tile.index, size) === TILE_WIDTH
    const isLeft = each.isFile() && /^\d{1,3}\.new$/.test(each.name)
    if (isFull || isLeft) await rm(join(folder, name), { recursive: true })
    else if (each.isDirectory()) await sweep(copying, name)
  }
}
