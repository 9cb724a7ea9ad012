/**
 * The guard at the door of a store: nothing is signed on it before it is shown that it continues what this node has
 * signed or acknowledged before, and that its newest part contradicts itself nowhere.
 */

import { equal, type Hash, toHex } from "../encoding/bytes.ts"
import { openStatement } from "../custody/handover.ts"
import type { StatementId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { openCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry, type Entry, firstPrevious, follows } from "../log/entry.ts"
import type { MapTrie } from "../merkle/map.ts"
import { rootWithin } from "../merkle/tiles.ts"
import { leafHash, rootAt } from "../merkle/tree.ts"
import { type Head, readHead } from "../store/head.ts"
import type { Publication, Store } from "../store/store.ts"
import type { Tip } from "./append.ts"
import { LedgerFault } from "./fault.ts"
import { readSubjects } from "./fetch.ts"
import { expectTile, grow, type Growth, growthFromTiles, withNodes } from "./growth.ts"
import { begun, expectKeys, type LedgerOptions, type Running } from "./running.ts"
import { isSealed, mapsOf } from "./maps.ts"
import { publicationsOf } from "./shown.ts"
import { isSameTile } from "./stored-tile.ts"

/** How many of the newest entries are hashed again at opening, at least. */
const tailLength = 1000
const tileLength = 256

const corrupt = (sentence: string): LedgerFault => new LedgerFault("corrupt", sentence)

/** Everything that a running ledger keeps in memory, from a store that has been shown to be right. */
export async function openRunning(options: LedgerOptions): Promise<Running> {
  const { store, keys } = options
  const size = store.size()
  const head = options.headPath === null ? undefined : await readHead(options.headPath)
  expectNotBehind(size, head, options.headPath)
  const { growth, tip } = await readTail(store, size)
  if (head !== undefined) await expectContinues(store, growth, head)
  const origin = keys.checkpoint.key.name
  const genesis = await readGenesis(store, origin)
  const governance = (await readSubjects(store, [genesis])).get(genesis)?.states.governance
  if (governance === undefined) throw corrupt("entry 0 is on record, its governance is not")
  expectKeys(keys, governance.governance)
  const published = await store.publication()
  if (published !== undefined) await expectPublished(options, growth, published)
  const start = begun(options)
  const onShow = await publicationsOf(store, start.policy, published)
  const maps = await mapsOf({ ...options, policy: start.policy, origin, growth }, onShow)
  if (published !== undefined) await expectSealed(store, origin, published, maps.trie)
  return {
    ...options,
    ...start,
    ...onShow,
    ...maps,
    origin,
    genesis,
    governance: governance.governance,
    growth,
    tip,
    shownAt: options.clock(),
  }
}

function expectNotBehind(size: number, head: Head | undefined, path: string | null): void {
  if (head === undefined && path !== null)
    throw new LedgerFault(
      "no-head",
      `${path} is not there: without it nobody can tell whether the store has gone backwards`,
    )
  if (head !== undefined && size < head.size)
    throw new LedgerFault(
      "behind-head",
      `the store holds ${size} entries and this node has acknowledged ${head.size}: it is ${head.size - size} behind`,
    )
  if (size === 0) throw new LedgerFault("empty", "the store holds no ledger")
}

async function expectContinues(store: Store, growth: Growth, head: Head): Promise<void> {
  const root = toHex(await withNodes(store, growth, (read) => rootAt(head.size, read)))
  if (root === head.root) return
  throw new LedgerFault(
    "forked-from-head",
    `the first ${head.size} entries of the store have root ${root}, this node has acknowledged ${head.root}`,
  )
}

type Tail = { readonly growth: Growth; readonly tip: Tip }

/** Hashes the newest entries again, and checks their chain and the tiles that were made of them. */
async function readTail(store: Store, size: number): Promise<Tail> {
  const oldest = Math.max(0, size - tailLength)
  const from = oldest - (oldest % tileLength)
  const before = await growthFromTiles(store, from)
  const leaves: Hash[] = []
  let last: { readonly entry: Entry; readonly bytes: Uint8Array } | undefined
  for await (const { index, bytes } of store.entries(from, size)) {
    const entry = decodeEntry(bytes)
    if (entry?.index !== index) throw corrupt(`entry ${index} is not one of that index`)
    const previous = from === 0 ? firstPrevious : await lastLeafBefore(store, from)
    const inChain = last === undefined ? equal(entry.previous, previous) : follows(entry, last)
    if (!inChain) throw corrupt(`entry ${index} does not follow the entry before it`)
    leaves.push(leafHash(bytes))
    last = { entry, bytes }
  }
  if (last === undefined || from + leaves.length !== size)
    throw corrupt(`expected ${size} entries, got ${from + leaves.length}`)
  const { growth, tiles } = grow(before, leaves)
  for (const { level, n, bytes } of tiles)
    if (!isSameTile(await expectTile(store, level, n), bytes))
      throw corrupt(`tile ${level}/${n} is not that of the entries below it`)
  const lastLeaf = leaves.at(-1) as Hash
  return { growth, tip: { size, lastLeaf, appendedAt: last.entry.appendedAt } }
}

const lastLeafBefore = async (store: Store, from: number): Promise<Hash> =>
  rootWithin(await expectTile(store, 0, from / tileLength - 1), tileLength - 1, 1)

async function readGenesis(store: Store, origin: string): Promise<StatementId> {
  const opened = await readStatement(store, 0, origin)
  if (opened.kind !== "genesis") throw corrupt(`entry 0: expected a genesis, got ${opened.kind}`)
  return opened.id
}

async function readStatement(store: Store, index: number, origin: string) {
  const bytes = await store.entry(index)
  const entry = bytes && decodeEntry(bytes)
  if (entry === undefined) throw corrupt(`entry ${index} is not an entry`)
  const opened = openStatement(entry.statement, origin)
  if (!isRejected(opened)) return opened
  const code = opened.code === "wrong-origin" ? "wrong-keys" : "corrupt"
  throw new LedgerFault(code, `entry ${index}: ${opened.sentence}`)
}

async function expectPublished(
  { store, keys, verify }: LedgerOptions,
  growth: Growth,
  { size, bytes }: Publication,
): Promise<void> {
  const opened = openCheckpoint(bytes, keys.checkpoint.key, verify)
  if (opened === undefined) throw corrupt(`publication ${size} is not one by the checkpoint key`)
  const root = await withNodes(store, growth, (read) => rootAt(size, read))
  if (opened.checkpoint.size !== size || !equal(opened.checkpoint.root, root))
    throw corrupt(`publication ${size} is not over the entries of the store`)
}

async function expectSealed(
  store: Store,
  origin: string,
  { size }: Publication,
  trie: MapTrie,
): Promise<void> {
  const opened = await readStatement(store, size - 1, origin)
  if (opened.kind !== "seal")
    throw corrupt(`entry ${size - 1}: expected a seal, got ${opened.kind}`)
  if (!isSealed(trie, opened.terms))
    throw corrupt(`the subjects of the store are not those under the seal of ${size - 1} entries`)
}
