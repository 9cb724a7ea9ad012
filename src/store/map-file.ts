/**
 * The map of a publication in a file beside the store, so that opening a ledger need not read every subject. It is made of
 * what the store holds and is no evidence of anything: whoever reads it holds its root against the seal, and one that is
 * missing, old, cut or changed costs time and nothing else.
 *
 *     "kvitto map 1" LF, order mark(4), size(8), leaves(8), top + 2^31 (8), sha256 of that
 *     per block: the bytes of `MapTrie.blocks`, sha256 of its number(8) and them
 */

import { type FileHandle, open, rename, rm } from "node:fs/promises"
import { concat, equal, type Hash, uint64, utf8 } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"
import { mapBlockLength, MapTrie } from "../merkle/map.ts"
import { numberAt } from "./layout.ts"
import { StoreFault } from "./store.ts"

/** `size`: of the publication whose map it is. */
export type MapOnFile = { readonly size: number; readonly trie: MapTrie }

const magic = utf8("kvitto map 1\n")
// Blocks have the byte order of the machine that wrote them.
const orderMark = new Uint8Array(Uint32Array.of(0x01020304).buffer)
const start = concat(magic, orderMark)
const topOffset = 2 ** 31
const hashLength = 32
const headLength = start.length + 24

const guardOf = (number: number, bytes: Uint8Array): Hash =>
  hashIn("kvitto/stored", uint64(number), bytes)

/**
 * Writes the map beside an older one and puts it in its place; durable when it resolves. False, and the old one stays, if
 * something was set in the trie meanwhile. Calls for one path must not overlap. Throws StoreFault "unwritable".
 */
export async function writeMap(path: string, { size, trie }: MapOnFile): Promise<boolean> {
  const draft = `${path}.new`
  const { changes } = trie
  const { leaves, top } = trie.shape
  const head = concat(start, uint64(size), uint64(leaves), uint64(top + topOffset))
  try {
    const file = await open(draft, "w", 0o600)
    try {
      await file.writev([head, guardOf(0, head)])
      let number = 0
      for (const block of trie.blocks()) {
        await file.writev([block, guardOf(++number, block)])
        if (trie.changes !== changes) break
      }
      await file.sync()
    } finally {
      await file.close()
    }
    if (trie.changes === changes) await rename(draft, path)
    else await rm(draft)
    return trie.changes === changes
  } catch (cause) {
    throw new StoreFault("unwritable", `map file ${path}`, "cannot be written", { cause })
  }
}

/** Undefined if there is none, or it is not whole. */
export async function readMap(path: string): Promise<MapOnFile | undefined> {
  let file: FileHandle
  try {
    file = await open(path, "r")
  } catch {
    return undefined
  }
  try {
    return await readWhole(file)
  } catch {
    return undefined
  } finally {
    await file.close()
  }
}

async function readWhole(file: FileHandle): Promise<MapOnFile | undefined> {
  const head = await readGuarded(file, headLength, 0)
  if (head === undefined || !equal(head.subarray(0, start.length), start)) return undefined
  const [size, leaves, top] = [0, 8, 16].map((at) => numberAt(head, start.length + at)) as [
    number,
    number,
    number,
  ]
  const blocks: Uint8Array[] = []
  for (let number = 1; ; number++) {
    const block = await readGuarded(file, mapBlockLength, number)
    if (block === undefined) break
    blocks.push(block)
  }
  const shape = { leaves, top: top - topOffset }
  const whole = headLength + hashLength + blocks.length * (mapBlockLength + hashLength)
  if (blocks.length !== MapTrie.blockCount(shape) || (await file.stat()).size !== whole)
    return undefined
  return { size, trie: MapTrie.restored(shape, blocks) }
}

/** The next bytes, if their guard is theirs. */
async function readGuarded(
  file: FileHandle,
  length: number,
  number: number,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(length)
  const guard = new Uint8Array(hashLength)
  const { bytesRead } = await file.readv([bytes, guard])
  const isWhole = bytesRead === length + hashLength && equal(guardOf(number, bytes), guard)
  return isWhole ? bytes : undefined
}
