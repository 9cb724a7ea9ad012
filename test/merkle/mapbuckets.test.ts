import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { compare, toHex } from "../../src/encoding/bytes.ts"
import { type MapLeaf, MapTrie } from "../../src/merkle/map.ts"
import {
  bucketOf,
  decodeLeaves,
  encodeLeaves,
  leafPosition,
  MapBuckets,
  subtreeOf,
} from "../../src/merkle/mapbuckets.ts"
import { emptyMapRoot } from "../../src/merkle/mapproof.ts"

const numRuns = process.env["SLOW"] === "1" ? 2000 : 150

const leaf = (key: Uint8Array, count: number): MapLeaf => ({
  key,
  count,
  root: key.map((byte) => byte ^ count),
})

/** Keeps leaves beside the buckets, as a store would. */
function kept() {
  const buckets = new MapBuckets()
  const stored = new Map<number, Uint8Array>()
  const put = (one: MapLeaf): void => {
    const number = bucketOf(one.key)
    const leaves = decodeLeaves(stored.get(number) ?? new Uint8Array(0))
    const at = leafPosition(leaves, one.key)
    const same = leaves[at] !== undefined && compare(leaves[at].key, one.key) === 0
    leaves.splice(at, same ? 1 : 0, one)
    stored.set(number, encodeLeaves(leaves))
    buckets.set(number, subtreeOf(leaves))
  }
  return { buckets, put }
}

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Keys that share all but a few bits with each other, wherever those are. */
const nearKey = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }).map((bits) =>
  bits.reduce((key, bit) => {
    key[bit >> 3] = (key[bit >> 3] as number) | (1 << (bit & 7))
    return key
  }, new Uint8Array(32)),
)
/** All in one bucket: they share more than 16 bits. */
const bucketKey = anyKey.map((key) => {
  key.set([7, 7])
  return key
})

describe("buckets of the map", () => {
  it.each([
    ["any keys", anyKey],
    ["keys that share many bits", nearKey],
    ["keys of one bucket", bucketKey],
    ["a mixture", fc.oneof(anyKey, nearKey, bucketKey)],
  ])("give the root that the trie gives: %s", (_, key) => {
    const changes = fc.array(fc.tuple(key, fc.integer({ min: 1, max: 200 })), { maxLength: 60 })
    fc.assert(
      fc.property(changes, fc.boolean(), (all, eachTime) => {
        const trie = new MapTrie()
        const { buckets, put } = kept()
        for (const [one, count] of all) {
          trie.set(leaf(one, count))
          put(leaf(one, count))
          if (eachTime) expect(toHex(buckets.root())).toBe(toHex(trie.root()))
        }
        expect(toHex(buckets.root())).toBe(toHex(trie.root()))
      }),
      { numRuns },
    )
  })

  it("give the root of the map of nothing, of one and of two", () => {
    const { buckets, put } = kept()
    const trie = new MapTrie()
    expect(buckets.root()).toEqual(emptyMapRoot())
    for (const first of [0x80, 0x7f]) {
      const one = leaf(new Uint8Array(32).fill(first), 3)
      put(one)
      trie.set(one)
      expect(buckets.root()).toEqual(trie.root())
    }
  })

  it("give what was set, copied, and nothing for an empty one", () => {
    const buckets = new MapBuckets()
    expect(buckets.get(65_535)).toBeUndefined()
    const hash = new Uint8Array(32).fill(5)
    buckets.set(65_535, hash)
    buckets.get(65_535)?.fill(0)
    expect(buckets.get(65_535)).toEqual(hash)
    buckets.root().fill(0)
    expect(buckets.root()).toEqual(hash)
  })

  it("refuse what breaks their contract", () => {
    const buckets = new MapBuckets()
    expect(() => buckets.set(65_536, new Uint8Array(32))).toThrow("below 65536")
    expect(() => buckets.set(0, new Uint8Array(31))).toThrow("a hash")
    expect(() => decodeLeaves(new Uint8Array(71))).toThrow("72 bytes each, got 71")
    expect(() => subtreeOf([])).toThrow("expected leaves")
  })
})

describe("stored leaves", () => {
  it("come back as they were", () => {
    const counts = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
    const leaves = fc.array(fc.record({ key: anyKey, count: counts, root: anyKey }))
    fc.assert(
      fc.property(leaves, (all) => {
        expect(decodeLeaves(encodeLeaves(all))).toEqual(all)
      }),
      { numRuns },
    )
  })
})
