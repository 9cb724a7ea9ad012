import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { concat, equal, toHex, uint64 } from "../../src/encoding/bytes.ts"
import { type MapLeaf, MapTrie } from "../../src/merkle/map.ts"
import { openMapProof } from "../../src/merkle/mapproof.ts"
import { anyKey, flipped, hashOf, naiveMapRoot, sample } from "./reference.ts"

const deep = process.env.SLOW === "1"
const leafOf = (name: string, count = 1): MapLeaf => ({
  key: sample(`key ${name}`),
  count,
  root: sample(`root ${name} ${count}`),
})
const trieOf = (leaves: readonly MapLeaf[]): MapTrie => {
  const trie = new MapTrie()
  for (const leaf of leaves) trie.set(leaf)
  return trie
}

const leaf = fc.record({
  key: anyKey,
  count: fc.oneof(
    fc.integer({ min: 1, max: 9 }),
    fc.maxSafeNat().map((n) => Math.max(1, n)),
  ),
  root: fc.integer({ min: 0, max: 9 }).map((n) => sample(`root ${n}`)),
})

describe("the root", () => {
  it("of no key and of one key is defined", () => {
    const { key: only, root } = leafOf("a")
    expect(new MapTrie().root()).toEqual(hashOf([4]))
    const count = 2 ** 53 - 1
    expect(trieOf([{ key: only, count, root }]).root()).toEqual(
      hashOf(concat(Uint8Array.of(2), only, uint64(count), root)),
    )
  })

  it("of two keys covers depth, prefix and both", () => {
    const [a, b] = [new Uint8Array(32).fill(0xff), flipped(new Uint8Array(32).fill(0xff), 11)]
    const root = sample("root")
    const [left, right] = [b, a].map((each) => hashOf([2], each, uint64(7), root))
    const prefix = Uint8Array.of(0xff, 0xe0, ...new Uint8Array(30))
    expect(trieOf([a, b].map((each) => ({ key: each, count: 7, root }))).root()).toEqual(
      hashOf([3, 0, 11], prefix, left as Uint8Array, right as Uint8Array),
    )
  })

  it("is the reference's, after every single change, in any order", () => {
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 24 }), fc.nat(), (leaves, seed) => {
        const trie = new MapTrie()
        const model = new Map<string, MapLeaf>()
        for (const each of leaves) {
          trie.set(each)
          model.set(toHex(each.key), each)
          expect(trie.size).toBe(model.size)
          // Sometimes several changes fall between two roots.
          if ((each.count + seed) % 3 > 0)
            expect(toHex(trie.root())).toBe(toHex(naiveMapRoot([...model.values()])))
        }
        const expected = toHex(naiveMapRoot([...model.values()]))
        expect(toHex(trie.root())).toBe(expected)
        const names = [...model.keys()].sort((a, b) =>
          Buffer.compare(hashOf(Buffer.from(a + seed)), hashOf(Buffer.from(b + seed))),
        )
        const shuffled = trieOf(names.map((name) => model.get(name) as MapLeaf))
        expect(toHex(shuffled.root())).toBe(expected)
        for (const each of model.values()) expect(trie.get(each.key)).toEqual(each)
      }),
      { numRuns: deep ? 3000 : 250 },
    )
  })

  it("changes with every key, count and root, and comes back when they do", () => {
    const leaves = Array.from({ length: 50 }, (_, i) => leafOf(String(i)))
    const trie = trieOf(leaves)
    const before = toHex(trie.root())
    const seen = new Set([before])
    for (const each of leaves) {
      trie.set({ ...each, count: 2 })
      seen.add(toHex(trie.root()))
      trie.set({ ...each, root: sample("other") })
      seen.add(toHex(trie.root()))
      trie.set(each)
      expect(toHex(trie.root())).toBe(before)
    }
    expect(seen.size).toBe(101)
  })

  it("over thousands of updates has not changed", () => {
    const trie = new MapTrie()
    const pinned = createHash("sha256")
    for (let i = 0; i < 6000; i++) {
      trie.set(leafOf(String((i * i) % 4001), 1 + (i % 11)))
      if (i % 2 === 0) pinned.update(trie.root())
    }
    expect(trie.size).toBe(2001)
    expect(pinned.digest("hex")).toBe(
      "9d75cceed47ee5d16423413e183146ce0a9e00166b39205b990c5aae232b1c47",
    )
  })
})

describe("get", () => {
  it("finds what was set last and nothing else", () => {
    const trie = new MapTrie()
    expect(trie.get(sample("key a"))).toBeUndefined()
    for (let i = 0; i < 3000; i++) trie.set(leafOf(String(i)))
    for (let i = 0; i < 3000; i += 3) trie.set(leafOf(String(i), 9))
    for (let i = 0; i < 3000; i++) {
      expect(trie.get(sample(`key ${i}`))).toEqual(leafOf(String(i), i % 3 === 0 ? 9 : 1))
      expect(trie.get(flipped(sample(`key ${i}`), i % 256))).toBeUndefined()
    }
  })

  it("shares no memory with what comes in or goes out", () => {
    const given = leafOf("a")
    const trie = trieOf([given, leafOf("b")])
    const expected = toHex(trie.root())
    trie.root().fill(0)
    const got = trie.get(given.key) as MapLeaf
    got.key.fill(0)
    got.root.fill(0)
    const proof = trie.prove([sample("key b")]) as readonly unknown[]
    for (const part of proof.flat(2)) if (part instanceof Uint8Array) part.fill(0)
    given.root.fill(0)
    given.key.fill(0)
    expect(toHex(trie.root())).toBe(expected)
    trie.set(leafOf("c"))
    expect(toHex(trie.root())).toBe(toHex(naiveMapRoot([leafOf("a"), leafOf("b"), leafOf("c")])))
  })
})

describe("contracts", () => {
  it("throws for leaves and keys that are none", () => {
    const trie = new MapTrie()
    const good = leafOf("a")
    for (const bad of [
      { ...good, key: good.key.slice(1) },
      { ...good, root: new Uint8Array(33) },
      { ...good, count: 0 },
      { ...good, count: -1 },
      { ...good, count: 1.5 },
      { ...good, count: 2 ** 53 },
    ])
      expect(() => trie.set(bad)).toThrow(/map leaf/)
    expect(() => trie.get(good.key.slice(1))).toThrow(/map key/)
    expect(() => trie.prove([good.key, good.key.slice(1)])).toThrow(/map key/)
    expect(trie.size).toBe(0)
  })
})

describe("prove", () => {
  it("proves every present key present and every other key absent, alone and together", () => {
    fc.assert(
      fc.property(
        fc.array(leaf, { maxLength: 20 }),
        fc.array(anyKey, { maxLength: 6 }),
        (leaves, others) => {
          const trie = trieOf(leaves)
          const keys = [...leaves.map((each) => each.key), ...others]
          const together = openMapProof(trie.prove(keys), trie.root())
          for (const each of keys) {
            const alone = openMapProof(trie.prove([each]), trie.root())
            const held = trie.get(each)
            const expected =
              held === undefined
                ? { state: "absent" }
                : { state: "present", count: held.count, root: held.root }
            expect(alone?.get(each)).toEqual(expected)
            expect(together?.get(each)).toEqual(expected)
            // A proof for one key may settle others, and must not settle them wrongly.
            for (const other of keys) {
              const answer = alone?.get(other)
              if (answer?.state !== "unproven") expect(answer).toEqual(together?.get(other))
            }
          }
        },
      ),
      { numRuns: deep ? 3000 : 250 },
    )
  })

  it("needs no more than the path: one hash a level", () => {
    const trie = new MapTrie()
    for (let i = 0; i < 4096; i++) trie.set(leafOf(String(i)))
    for (let i = 0; i < 4200; i += 100) {
      let node: unknown = trie.prove([sample(`key ${i}`)])
      let depth = 0
      while (Array.isArray(node) && node.length === 4) {
        const open: unknown[] = node.slice(2).filter((child) => Array.isArray(child))
        expect(open.length).toBeLessThanOrEqual(1)
        node = open[0]
        depth += 1
      }
      expect(depth).toBeLessThan(30)
    }
    expect(equal(trie.prove([]) as Uint8Array, trie.root())).toBe(true)
    expect(new MapTrie().prove([sample("a")])).toBeNull()
  })

  it("has not changed over thousands of proofs", () => {
    const trie = new MapTrie()
    for (let i = 0; i < 1500; i++) trie.set(leafOf(String(i)))
    const pinned = createHash("sha256")
    const feed = (node: unknown): void => {
      if (node instanceof Uint8Array) pinned.update(node)
      else if (Array.isArray(node)) for (const part of [node.length, ...node]) feed(part)
      else pinned.update(String(node))
    }
    for (let i = 0; i < 3000; i++) feed(trie.prove([sample(`key ${i}`), sample(`key ${i * i}`)]))
    expect(pinned.digest("hex")).toBe(
      "95ea5911e3033c41a12f5a3823d71f426588122df2803591d63b5fd201580420",
    )
  })
})
