import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import { type MapLeaf, MapTrie } from "../../src/merkle/map.ts"
import { openMapProof } from "../../src/merkle/mapproof.ts"
import { mapAfter } from "../../src/merkle/maptransition.ts"
import { anyKey, flipped, sample } from "./reference.ts"

const numRuns = process.env["SLOW"] === "1" ? 5000 : 300
const leafOf = (key: Uint8Array, count: number): MapLeaf => ({
  key,
  count,
  root: sample(`root ${toHex(key)} ${count}`),
})
const trieOf = (leaves: readonly MapLeaf[]): MapTrie => {
  const trie = new MapTrie()
  for (const leaf of leaves) trie.set(leaf)
  return trie
}
const distinct = (keys: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(keys.map((key) => [toHex(key), key])).values(),
]

describe("the map after a step", () => {
  it("has the root and the size that the whole map has", () => {
    const some = fc.array(anyKey, { maxLength: 12 })
    fc.assert(
      fc.property(some, some, fc.nat(3), (before, more, kept) => {
        const old = distinct(before).map((key) => leafOf(key, 1))
        // Some keys that are there and some that are not.
        const set = distinct([...more, ...before.slice(0, kept)]).map((key) => leafOf(key, 2))
        const trie = trieOf(old)
        const proof = trie.prove(set.map(({ key }) => key))
        expect(openMapProof(proof, trie.root())).toBeDefined()
        const whole = trieOf([...old, ...set])
        expect(mapAfter(proof, set)).toEqual({
          root: whole.root(),
          added: whole.size - trie.size,
        })
      }),
      { numRuns },
    )
  })

  it("of the empty map is the map of the new keys, and of no keys the map itself", () => {
    const leaf = leafOf(sample("a"), 1)
    const trie = trieOf([leaf])
    expect(mapAfter(null, [])).toEqual({ root: new MapTrie().root(), added: 0 })
    expect(mapAfter(null, [leaf])).toEqual({ root: trie.root(), added: 1 })
    expect(mapAfter(trie.root(), [])).toEqual({ root: trie.root(), added: 0 })
  })

  it("is not known where the pruned map does not reach a key, and only there", () => {
    const keys = [0, 1, 2, 7, 8, 9, 200, 255].map((bit) => flipped(sample("base"), bit))
    const trie = trieOf(keys.map((key) => leafOf(key, 1)))
    for (const shown of keys) {
      const proof = trie.prove([shown])
      const opened = openMapProof(proof, trie.root())
      for (const key of [...keys, sample("base"), sample("else")]) {
        const reaches = opened?.get(key).state !== "unproven"
        expect(mapAfter(proof, [leafOf(key, 2)]) !== undefined).toBe(reaches)
      }
    }
  })
})
