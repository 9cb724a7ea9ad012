/** The authenticated map in memory: subject key → (count, mini-log root). Its hashes are defined in mapproof.ts. */

import { equal, type Hash } from "../encoding/bytes.ts"
import {
  bitAt,
  emptyMapRoot,
  type MapProof,
  type MapProofNode,
  mapInnerHash,
  mapLeafHash,
  prefixOf,
  sharedBits,
} from "./mapproof.ts"

/** `key`: 32 bytes. `count`: entries in the subject's mini-log, a safe integer of at least 1. `root`: its root. */
export type MapLeaf = { readonly key: Hash; readonly count: number; readonly root: Hash }

// Rows live in chunks of typed arrays: a million keys are some thousand objects to the garbage collector, and growing
// copies nothing. A small chunk keeps a small map small.
const chunkRows = 1024

type Cells = Uint8Array | Int32Array | Float64Array

/** Rows of a fixed number of cells; `at` is where row `row` starts in its chunk. */
class Column<T extends Cells> {
  readonly width: number
  readonly #chunks: T[] = []
  readonly #allocate: (cells: number) => T

  constructor(width: number, allocate: (cells: number) => T) {
    this.width = width
    this.#allocate = allocate
  }

  get chunks(): readonly T[] {
    return this.#chunks
  }

  /** A chunk that another column of this kind had in the same place. */
  append(chunk: T): void {
    this.#chunks.push(chunk)
  }

  chunk(row: number): T {
    const chunk = this.#chunks[Math.floor(row / chunkRows)]
    if (chunk === undefined) throw new Error(`map: expected row ${row} to exist`)
    return chunk
  }

  at(row: number): number {
    return (row % chunkRows) * this.width
  }

  /** Makes room for row `row`, the one after the last. */
  reach(row: number): void {
    if (row % chunkRows === 0) this.#chunks.push(this.#allocate(chunkRows * this.width))
  }
}

// Cells of an inner node. A reference to a node is its row, or the complement of a leaf's row. No key is ever taken
// out, so any leaf below a node keeps showing the node's prefix.
const [LEFT, RIGHT, LEAF_BELOW, DEPTH, STALE] = [0, 1, 2, 3, 4] as const

// A block is what the columns have of the same rows, the widest cells first, so that all are aligned.
const [countsEnd, leavesEnd, hashesEnd] = [8, 8 + 64, 8 + 64 + 32].map((cells) => cells * chunkRows)
export const mapBlockLength = (hashesEnd as number) + 5 * 4 * chunkRows

/** What a trie is beside its blocks: its number of leaves, and a reference to its top node. */
export type MapShape = { readonly leaves: number; readonly top: number }

/** Keys are set and overwritten, never removed: a subject that has entries keeps them. */
export class MapTrie {
  readonly #keysAndRoots = new Column(64, (cells) => new Uint8Array(cells))
  readonly #counts = new Column(1, (cells) => new Float64Array(cells))
  readonly #inner = new Column(5, (cells) => new Int32Array(cells))
  readonly #hashes = new Column(32, (cells) => new Uint8Array(cells))
  #leaves = 0
  #inners = 0
  #top = 0
  #changes = 0

  /** The trie that had this shape and gave these blocks; they become its memory. */
  static restored({ leaves, top }: MapShape, blocks: readonly Uint8Array[]): MapTrie {
    const trie = new MapTrie()
    trie.#leaves = leaves
    trie.#inners = Math.max(0, leaves - 1)
    trie.#top = top
    blocks.forEach((block, i) => {
      const [buffer, at] = [block.buffer as ArrayBuffer, block.byteOffset]
      trie.#counts.append(new Float64Array(buffer, at, chunkRows))
      const bytes = new Uint8Array(buffer, at, mapBlockLength)
      trie.#keysAndRoots.append(bytes.subarray(countsEnd, leavesEnd))
      if (i * chunkRows >= trie.#inners) return
      trie.#hashes.append(bytes.subarray(leavesEnd, hashesEnd))
      trie.#inner.append(new Int32Array(buffer, at + (hashesEnd as number), 5 * chunkRows))
    })
    return trie
  }

  /** How many blocks a trie of this shape has. */
  static blockCount({ leaves }: MapShape): number {
    return Math.ceil(leaves / chunkRows)
  }

  get shape(): MapShape {
    return { leaves: this.#leaves, top: this.#top }
  }

  /** How often something was set: two equal numbers, and between them nothing was. */
  get changes(): number {
    return this.#changes
  }

  /** Its memory, in blocks of `mapBlockLength`; each is a copy, of the machine's own byte order. */
  *blocks(): Generator<Uint8Array> {
    for (const [i, counts] of this.#counts.chunks.entries()) {
      const block = new Uint8Array(mapBlockLength)
      const columns = [counts, this.#keysAndRoots.chunks[i], this.#hashes.chunks[i]]
      let at = 0
      for (const cells of [...columns, this.#inner.chunks[i]]) {
        if (cells === undefined) break
        block.set(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength), at)
        at += cells.byteLength
      }
      yield block
    }
  }

  /** Number of keys. */
  get size(): number {
    return this.#leaves
  }

  /** Adds a key or replaces its count and root. Throws for a leaf that breaks the contract of `MapLeaf`. */
  set(leaf: MapLeaf): void {
    if (leaf.key.length !== 32 || leaf.root.length !== 32 || !Number.isSafeInteger(leaf.count))
      throw new Error("map leaf: expected a key and root of 32 bytes and a safe integer")
    if (leaf.count < 1) throw new Error(`map leaf: expected at least one entry, got ${leaf.count}`)
    this.#changes++
    if (this.#leaves === 0) {
      this.#top = this.#addLeaf(leaf)
      return
    }
    const nearest = this.#nearest(leaf.key)
    const shared = sharedBits(this.#key(nearest), leaf.key)
    if (shared === 256) this.#replace(nearest, leaf)
    else this.#insert(leaf, shared)
  }

  get(key: Hash): MapLeaf | undefined {
    if (key.length !== 32) throw new Error(`map key: expected 32 bytes, got ${key.length}`)
    if (this.#leaves === 0) return undefined
    const row = this.#nearest(key)
    if (!equal(this.#key(row), key)) return undefined
    return { key: this.#key(row).slice(), count: this.#count(row), root: this.#root(row).slice() }
  }

  /** Hashes only what changed since the last call. */
  root(): Hash {
    return this.#leaves === 0 ? emptyMapRoot() : this.#hash(this.#top).slice()
  }

  /** The trie pruned to what decides presence or absence of each of `keys`; in any order, repeated or not. */
  prove(keys: readonly Hash[]): MapProof {
    const wrong = keys.find((key) => key.length !== 32)
    if (wrong !== undefined) throw new Error(`map key: expected 32 bytes, got ${wrong.length}`)
    return this.#leaves === 0 ? null : this.#prove(this.#top, keys)
  }

  #prove(node: number, keys: readonly Hash[]): MapProofNode {
    if (keys.length === 0) return this.#hash(node).slice()
    if (node < 0) {
      const row = ~node
      return [this.#key(row).slice(), this.#count(row), this.#root(row).slice()]
    }
    const depth = this.#cell(node, DEPTH)
    const below = this.#key(this.#cell(node, LEAF_BELOW))
    // A key that leaves the path inside the skipped bits is shown absent by this node alone.
    const onward = keys.filter((key) => sharedBits(key, below) >= depth)
    const left = onward.filter((key) => bitAt(key, depth) === 0)
    const right = onward.filter((key) => bitAt(key, depth) === 1)
    return [
      depth,
      prefixOf(below, depth),
      this.#prove(this.#cell(node, LEFT), left),
      this.#prove(this.#cell(node, RIGHT), right),
    ]
  }

  /** The leaf that a key would share the longest prefix with, found without looking at skipped bits. */
  #nearest(key: Hash): number {
    let node = this.#top
    while (node >= 0) {
      const cells = this.#inner.chunk(node)
      const at = this.#inner.at(node)
      node = cells[at + bitAt(key, cells[at + DEPTH] as number)] as number
    }
    return ~node
  }

  #replace(row: number, { key, count, root }: MapLeaf): void {
    if (this.#count(row) === count && equal(this.#root(row), root)) return
    this.#write(row, { key, count, root })
    for (let node = this.#top; node >= 0; ) {
      const cells = this.#inner.chunk(node)
      const at = this.#inner.at(node)
      cells[at + STALE] = 1
      node = cells[at + bitAt(key, cells[at + DEPTH] as number)] as number
    }
  }

  /** `depth`: the bits that `leaf` shares with the keys it is put beside. */
  #insert(leaf: MapLeaf, depth: number): void {
    let parent = -1
    let side = LEFT as number
    let node = this.#top
    while (node >= 0 && this.#cell(node, DEPTH) < depth) {
      const cells = this.#inner.chunk(node)
      const at = this.#inner.at(node)
      cells[at + STALE] = 1
      parent = node
      side = bitAt(leaf.key, cells[at + DEPTH] as number)
      node = cells[at + side] as number
    }
    const added = this.#addLeaf(leaf)
    const joint = this.#inners++
    this.#inner.reach(joint)
    this.#hashes.reach(joint)
    const pair = bitAt(leaf.key, depth) === 0 ? [added, node] : [node, added]
    this.#inner.chunk(joint).set([...pair, ~added, depth, 1], this.#inner.at(joint))
    if (parent < 0) this.#top = joint
    else this.#inner.chunk(parent)[this.#inner.at(parent) + side] = joint
  }

  #addLeaf(leaf: MapLeaf): number {
    const row = this.#leaves++
    this.#keysAndRoots.reach(row)
    this.#counts.reach(row)
    this.#write(row, leaf)
    return ~row
  }

  #write(row: number, { key, count, root }: MapLeaf): void {
    this.#keysAndRoots.chunk(row).set(key, this.#keysAndRoots.at(row))
    this.#keysAndRoots.chunk(row).set(root, this.#keysAndRoots.at(row) + 32)
    this.#counts.chunk(row)[this.#counts.at(row)] = count
  }

  /** A view into the trie's own memory, as are `#key` and `#root`: copied before it leaves this class. */
  #hash(node: number): Hash {
    if (node < 0) return mapLeafHash(this.#key(~node), this.#count(~node), this.#root(~node))
    const at = this.#hashes.at(node)
    const stored = this.#hashes.chunk(node).subarray(at, at + 32)
    if (this.#cell(node, STALE) === 0) return stored
    const left = this.#hash(this.#cell(node, LEFT))
    const right = this.#hash(this.#cell(node, RIGHT))
    const below = this.#key(this.#cell(node, LEAF_BELOW))
    stored.set(mapInnerHash(this.#cell(node, DEPTH), below, left, right))
    this.#inner.chunk(node)[this.#inner.at(node) + STALE] = 0
    return stored
  }

  #cell(node: number, cell: number): number {
    return this.#inner.chunk(node)[this.#inner.at(node) + cell] as number
  }

  #key(row: number): Hash {
    const at = this.#keysAndRoots.at(row)
    return this.#keysAndRoots.chunk(row).subarray(at, at + 32)
  }

  #root(row: number): Hash {
    const at = this.#keysAndRoots.at(row)
    return this.#keysAndRoots.chunk(row).subarray(at + 32, at + 64)
  }

  #count(row: number): number {
    return this.#counts.chunk(row)[this.#counts.at(row)] as number
  }
}
