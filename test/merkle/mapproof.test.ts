import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import { type MapLeaf, MapTrie } from "../../src/merkle/map.ts"
import { emptyMapRoot, openMapProof, prefixOf, sharedBits } from "../../src/merkle/mapproof.ts"
import { anyKey, flipped, sample } from "./reference.ts"

const deep = process.env.SLOW === "1"
const leafOf = (key: Uint8Array, count = 3): MapLeaf => ({
  key,
  count,
  root: sample(`root ${toHex(key)}`),
})
const trieOf = (keys: readonly Uint8Array[]): MapTrie => {
  const trie = new MapTrie()
  for (const key of keys) trie.set(leafOf(key))
  return trie
}
const truth = (trie: MapTrie, key: Uint8Array) => {
  const held = trie.get(key)
  return held === undefined
    ? { state: "absent" }
    : { state: "present", count: held.count, root: held.root }
}

/** A long chain: every key shares another number of bits with the first. */
const base = sample("base")
const chain = [base, ...Array.from({ length: 255 }, (_, i) => flipped(base, i + 1))]

type Tree = unknown
const isNode = (value: Tree): value is Tree[] => Array.isArray(value)

/** Every proof that differs from the given one in one place, with what was done. */
function* edits(node: Tree, pool: readonly Tree[], step: number): Generator<[string, Tree]> {
  yield ["null", null]
  yield ["nothing", undefined]
  for (const other of pool) if (other !== node) yield ["something else of the trie", other]
  if (node instanceof Uint8Array) {
    for (let bit = 0; bit < 8 * node.length; bit += step) yield ["bit", flipped(node, bit)]
    yield ["shorter", node.slice(1)]
    yield ["longer", Uint8Array.of(...node, 0)]
    yield ["text", toHex(node)]
    yield ["plain array", [...node]]
  } else if (typeof node === "number") {
    for (const other of [node + 1, node - 1, node + 8, node - 8, node * 2, 0, 1, 255, 256, 0.5, -1])
      if (other !== node) yield ["number", other]
    for (const other of [node + 2 ** 32, node + 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      yield ["number", other]
    yield ["bigint", BigInt(node)]
  } else if (isNode(node)) {
    for (const [at, part] of node.entries())
      for (const [what, other] of edits(part, pool, step)) yield [what, node.with(at, other)]
    for (let at = 0; at < node.length; at++) yield ["an element less", node.toSpliced(at, 1)]
    for (let at = 0; at <= node.length; at++) yield ["an element more", node.toSpliced(at, 0, 0)]
    for (const part of node) yield ["collapsed to a part", part]
    yield ["wrapped", [node]]
    if (node.length === 4) yield ["children exchanged", [node[0], node[1], node[3], node[2]]]
  }
}

/** All subtrees of a proof, to be put where they do not belong. */
const parts = (node: Tree): Tree[] => (isNode(node) ? [node, ...node.flatMap(parts)] : [node])

/** Asserts that no edit makes any of `keys` look other than it is; returns how many edits still opened. */
function attack(trie: MapTrie, proof: Tree, keys: readonly Uint8Array[], step: number): number {
  const root = trie.root()
  const pool = parts(proof).slice(0, 12)
  let opened = 0
  for (const [what, forged] of edits(proof, pool, step)) {
    const result = openMapProof(forged, root)
    if (result === undefined) continue
    if (what === "bit" || what === "number") expect.fail(`opened after an edit: ${what}`)
    opened += 1
    for (const key of keys) {
      const answer = result.get(key)
      if (answer.state !== "unproven") expect(answer, what).toEqual(truth(trie, key))
    }
  }
  return opened
}

const keyLists = fc.uniqueArray(anyKey, {
  minLength: 1,
  maxLength: 9,
  selector: toHex,
})

describe("forged map proofs", () => {
  it("no edit makes a present key absent, an absent key present, or changes count or root", () => {
    fc.assert(
      fc.property(keyLists, keyLists, fc.nat(8), (keys, others, several) => {
        const trie = trieOf(keys)
        const asked = [...keys, ...others].slice(0, several)
        attack(trie, trie.prove(asked), [...keys, ...others], deep ? 1 : 41)
      }),
      { numRuns: deep ? 300 : 80 },
    )
  })

  it("nor does any single bit, in proofs of every shape", () => {
    const keys = [0, 1, 7, 8, 9, 100, 254, 255].map((bit) => flipped(base, bit))
    const trie = trieOf([base, ...keys])
    attack(trie, trie.prove([base]), [base, ...keys], 1)
    attack(trie, trie.prove([flipped(base, 50)]), [base, ...keys, flipped(base, 50)], 1)
    attack(trieOf([base]), trieOf([base]).prove([base]), [base, flipped(base, 9)], 1)
    attack(new MapTrie(), null, [base], 1)
  })

  it("nor in keys that share 1 … 255 bits", () => {
    const trie = trieOf(chain)
    const root = trie.root()
    for (let shared = 1; shared <= 255; shared++) {
      const pair = trieOf([base, flipped(base, shared)])
      const present = openMapProof(pair.prove([base]), pair.root())
      expect(present?.get(base).state).toBe("present")
      expect(present?.get(flipped(base, 0))).toEqual({ state: "absent" })
      expect(present?.get(flipped(base, shared)).state).toBe("unproven")
      attack(pair, pair.prove([base]), [base, flipped(base, shared)], 61)

      const deepest = openMapProof(trie.prove([flipped(base, shared)]), root)
      expect(deepest?.get(flipped(base, shared))).toEqual(truth(trie, flipped(base, shared)))
      const absent = flipped(flipped(base, shared), 256 - shared === shared ? 0 : 256 - shared)
      const asked = openMapProof(trie.prove([absent]), root)
      expect(asked?.get(absent)).toEqual(truth(trie, absent))
    }
    attack(trie, trie.prove([base]), chain, deep ? 8 : 127)
  })

  it("a trie rebuilt without a leaf, or with another one, has another root", () => {
    fc.assert(
      fc.property(keyLists, fc.nat(), (keys, pick) => {
        const trie = trieOf(keys)
        const victim = keys[pick % keys.length] as Uint8Array
        const without = trieOf(keys.filter((key) => key !== victim))
        expect(openMapProof(without.prove([victim]), without.root())?.get(victim).state).toBe(
          "absent",
        )
        expect(openMapProof(without.prove([victim]), trie.root())).toBeUndefined()
        const other = trieOf(keys)
        other.set({ ...leafOf(victim), count: 2 })
        expect(openMapProof(other.prove([victim]), trie.root())).toBeUndefined()
      }),
    )
  })
})

describe("answers", () => {
  it("a pruned hash on the way is unproven, never absent", () => {
    const keys = Array.from({ length: 40 }, (_, i) => sample(`key ${i}`))
    const trie = trieOf(keys)
    expect(openMapProof(trie.root(), trie.root())?.get(base)).toEqual({ state: "unproven" })
    let unproven = 0
    for (const asked of keys) {
      const opened = openMapProof(trie.prove([asked]), trie.root())
      for (const key of keys) {
        const state = opened?.get(key).state
        expect(state).not.toBe("absent")
        if (key === asked) expect(state).toBe("present")
        if (state === "unproven") unproven += 1
      }
    }
    expect(unproven).toBe(40 * 39)
  })

  it("absence shows as an empty map, a leaf of another key, or a prefix the key does not have", () => {
    expect(openMapProof(null, emptyMapRoot())?.get(base)).toEqual({ state: "absent" })
    const one = trieOf([base])
    expect(
      openMapProof(one.prove([chain[9] as Uint8Array]), one.root())?.get(chain[9] as Uint8Array),
    ).toEqual({ state: "absent" })
    const two = trieOf([base, flipped(base, 200)])
    const outside = flipped(base, 100)
    const proof = two.prove([outside]) as readonly unknown[]
    // Both children are pruned: the node's prefix alone is the evidence.
    expect(proof.slice(2).every((child) => child instanceof Uint8Array)).toBe(true)
    expect(openMapProof(proof, two.root())?.get(outside)).toEqual({ state: "absent" })
    expect(openMapProof(null, one.root())).toBeUndefined()
  })

  it("throws for a key that is none", () => {
    const opened = openMapProof(null, emptyMapRoot())
    expect(() => opened?.get(base.slice(1))).toThrow(/map key/)
  })
})

describe("bits", () => {
  it("counts shared bits from the most significant one", () => {
    for (let bit = 0; bit < 256; bit++) expect(sharedBits(base, flipped(base, bit))).toBe(bit)
    expect(sharedBits(base, base)).toBe(256)
    expect(sharedBits(base.slice(0, 2), base)).toBe(16)
    expect(prefixOf(new Uint8Array(32).fill(255), 12)).toEqual(Uint8Array.of(255, 240))
  })
})
