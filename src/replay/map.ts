/** The authenticated map as a replay brings it up to date: whole in memory, or with its leaves in a store. */

import { equal, type Hash } from "../encoding/bytes.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { type MapLeaf, MapTrie } from "../merkle/map.ts"
import {
  bucketOf,
  decodeLeaves,
  encodeLeaves,
  leafPosition,
  MapBuckets,
  subtreeOf,
} from "../merkle/mapbuckets.ts"
import { frontierRoot } from "../merkle/tree.ts"
import { type Rebuilt, type ReplayChanges, type ReplayStore, StateFault } from "./state.ts"

/** A subject as it came from the store. `key`: under which it stands in the map; `head` undefined: it does not. */
export type Admitted = {
  readonly id: SubjectId
  readonly key: Hash
  readonly head: Rebuilt | undefined
}

export type ReplayMap = {
  /** Before these keys are set, or their subjects expected. */
  reach(keys: readonly Hash[]): Promise<void>
  /** Throws StateFault where the map says something else of a subject than the store does. */
  expect(subject: Admitted): void
  /** Whether the key was not there before. */
  set(leaf: MapLeaf): boolean
  /** Hashes only what changed since the last call. */
  root(): Hash
  /** What has changed since `forget`; after `root`. */
  changes(): ReplayChanges["buckets"]
  /** Lets go of what can be had from the store again. */
  forget(): void
}

export function mapInMemory(): ReplayMap {
  const trie = new MapTrie()
  return {
    reach: async () => {},
    expect: () => {},
    set(leaf) {
      const before = trie.size
      trie.set(leaf)
      return trie.size > before
    },
    root: () => trie.root(),
    changes: () => new Map(),
    forget: () => {},
  }
}

/** Leaves in the store, and in memory those of the buckets that are being changed. `root`: as it was kept. */
export async function mapInStore(store: ReplayStore, root: Hash): Promise<ReplayMap> {
  const buckets = new MapBuckets()
  for await (const { bucket, hash } of store.bucketHashes()) buckets.set(bucket, hash)
  if (!equal(buckets.root(), root)) throw new StateFault("the map is not as it was kept")
  return new StoredMap(store, buckets)
}

class StoredMap implements ReplayMap {
  readonly #store: ReplayStore
  readonly #buckets: MapBuckets
  readonly #leaves = new Map<number, MapLeaf[]>()
  /** Whose hash is not that of their leaves any more. */
  readonly #stale = new Set<number>()
  readonly #changed = new Set<number>()

  constructor(store: ReplayStore, buckets: MapBuckets) {
    this.#store = store
    this.#buckets = buckets
  }

  async reach(keys: readonly Hash[]): Promise<void> {
    const numbers = [...new Set(keys.map(bucketOf))].filter((number) => !this.#leaves.has(number))
    const stored = await this.#store.buckets(numbers)
    for (const [i, number] of numbers.entries()) {
      const leaves = decodeLeaves(stored[i] ?? new Uint8Array(0))
      this.#expectHash(number, leaves)
      this.#leaves.set(number, leaves)
    }
  }

  #expectHash(number: number, leaves: readonly MapLeaf[]): void {
    const expected = this.#buckets.get(number)
    const got = leaves.length === 0 ? undefined : subtreeOf(leaves)
    if (got === undefined ? expected !== undefined : !equal(got, expected ?? new Uint8Array(0)))
      throw new StateFault(`bucket ${number} of the map is not as it was kept`)
  }

  expect({ id, key, head }: Admitted): void {
    const leaves = this.#leavesOf(key)
    const leaf = leaves[leafPosition(leaves, key)]
    const isThere = leaf !== undefined && equal(leaf.key, key)
    const same =
      head === undefined
        ? !isThere
        : isThere && leaf.count === head.count && equal(leaf.root, frontierRoot(head.frontier))
    if (!same) throw new StateFault(`subject ${id} is not as it was kept`)
  }

  #leavesOf(key: Hash): MapLeaf[] {
    const leaves = this.#leaves.get(bucketOf(key))
    if (leaves === undefined)
      throw new Error(`replay: expected bucket ${bucketOf(key)} to be fetched`)
    return leaves
  }

  set(leaf: MapLeaf): boolean {
    const leaves = this.#leavesOf(leaf.key)
    const at = leafPosition(leaves, leaf.key)
    const isThere = at < leaves.length && equal((leaves[at] as MapLeaf).key, leaf.key)
    leaves.splice(at, isThere ? 1 : 0, leaf)
    this.#stale.add(bucketOf(leaf.key))
    return !isThere
  }

  root(): Hash {
    for (const number of this.#stale) {
      this.#buckets.set(number, subtreeOf(this.#leaves.get(number) as MapLeaf[]))
      this.#changed.add(number)
    }
    this.#stale.clear()
    return this.#buckets.root()
  }

  changes(): ReplayChanges["buckets"] {
    const buckets = Array.from(this.#changed, (number) => {
      const leaves = encodeLeaves(this.#leaves.get(number) as MapLeaf[])
      return [number, { leaves, hash: this.#buckets.get(number) as Hash }] as const
    })
    return new Map(buckets)
  }

  forget(): void {
    this.#changed.clear()
    this.#leaves.clear()
  }
}
