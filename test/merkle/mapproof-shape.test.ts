import { describe, expect, it } from "vitest"
import {
  emptyMapRoot,
  mapInnerHash,
  mapLeafHash,
  openMapProof,
  prefixOf,
} from "../../src/merkle/mapproof.ts"
import { flipped, sample } from "./reference.ts"

type Tree = unknown
const isNode = (value: Tree): value is Tree[] => Array.isArray(value)

/** Roots that a dishonest ledger could publish over a malformed trie: the hash fits, the shape must still not pass. */
describe("malformed tries under a fitting root", () => {
  const zero = new Uint8Array(32)
  const one = flipped(zero, 0)
  const root = sample("root")
  const leaf = (key: Uint8Array): unknown[] => [key, 1, root]
  const hashOfNode = (node: Tree): Uint8Array => {
    if (node instanceof Uint8Array) return node
    if (!isNode(node)) return emptyMapRoot()
    if (node.length === 3)
      return mapLeafHash(node[0] as Uint8Array, node[1] as number, node[2] as Uint8Array)
    const prefix = Uint8Array.of(...(node[1] as Uint8Array), ...zero).slice(0, 32)
    return mapInnerHash(node[0] as number, prefix, hashOfNode(node[2]), hashOfNode(node[3]))
  }
  const opens = (node: Tree): boolean => openMapProof(node, hashOfNode(node)) !== undefined
  const none = new Uint8Array(0)
  const pruned = sample("pruned")

  it("opens the well-formed ones, so that the refusals below mean something", () => {
    expect(opens(leaf(zero))).toBe(true)
    expect(opens([0, none, leaf(zero), leaf(one)])).toBe(true)
    expect(opens([0, none, [4, Uint8Array.of(0), leaf(zero), pruned], leaf(one)])).toBe(true)
    expect(opens([255, zero, pruned, pruned])).toBe(true)
    expect(opens([12, Uint8Array.of(0xff, 0xf0), pruned, pruned])).toBe(true)
  })

  it("refuses keys and prefixes on the wrong side or off the path", () => {
    expect(opens([0, none, leaf(one), leaf(zero)])).toBe(false)
    expect(opens([0, none, leaf(zero), leaf(zero)])).toBe(false)
    expect(opens([0, none, leaf(one), leaf(one)])).toBe(false)
    expect(opens([0, none, pruned, [4, Uint8Array.of(0), pruned, pruned]])).toBe(false)
    expect(opens([4, Uint8Array.of(0x10), pruned, leaf(flipped(flipped(zero, 2), 4))])).toBe(false)
    expect(opens([4, Uint8Array.of(0x10), pruned, leaf(flipped(flipped(zero, 3), 4))])).toBe(true)
    expect(
      opens([4, Uint8Array.of(0x10), [9, Uint8Array.of(0x20, 0), pruned, pruned], pruned]),
    ).toBe(false)
    expect(
      opens([4, Uint8Array.of(0x10), [9, Uint8Array.of(0x10, 0), pruned, pruned], pruned]),
    ).toBe(true)
    expect(
      opens([4, Uint8Array.of(0x10), [9, Uint8Array.of(0x18, 0), pruned, pruned], pruned]),
    ).toBe(false)
  })

  it("refuses a depth that does not grow or is none", () => {
    expect(opens([4, Uint8Array.of(0), [4, Uint8Array.of(0), pruned, pruned], pruned])).toBe(false)
    expect(opens([4, Uint8Array.of(0), [3, Uint8Array.of(0), pruned, pruned], pruned])).toBe(false)
    expect(opens([0, none, [0, none, pruned, pruned], pruned])).toBe(false)
    expect(opens([0, none, [1, Uint8Array.of(0), pruned, pruned], pruned])).toBe(true)
    expect(opens([256, zero, pruned, pruned])).toBe(false)
    expect(opens([256, Uint8Array.of(...zero, 0), pruned, pruned])).toBe(false)
    expect(opens([-1, none, pruned, pruned])).toBe(false)
  })

  it("refuses prefixes of another length or with spare bits set, also in a platform's subclass", () => {
    expect(opens([4, none, pruned, pruned])).toBe(false)
    expect(opens([4, Uint8Array.of(0, 0), pruned, pruned])).toBe(false)
    expect(opens([8, Uint8Array.of(0, 0), pruned, pruned])).toBe(false)
    expect(opens([0, Uint8Array.of(0), pruned, pruned])).toBe(false)
    expect(opens([4, Uint8Array.of(0x08), pruned, pruned])).toBe(false)
    expect(opens([4, Uint8Array.of(0x01), pruned, pruned])).toBe(false)
    const buffer = Buffer.from([0x01])
    expect(opens([4, buffer, pruned, pruned])).toBe(false)
    expect(buffer[0]).toBe(1)
    expect(opens([4, Buffer.from([0xf0]), pruned, Buffer.from(pruned)])).toBe(true)
  })

  it("refuses counts and parts that are none", () => {
    for (const count of [0, -1, 1.5, 2 ** 53, 1n, "1", null, undefined])
      expect(
        openMapProof([zero, count, root], mapLeafHash(zero, Number(count ?? 0), root)),
      ).toBeUndefined()
    const fit = hashOfNode(leaf(zero))
    for (const value of [
      undefined,
      0,
      4,
      "",
      true,
      {},
      [],
      [zero],
      [zero, 1],
      [...leaf(zero), 0, 0],
      new Map(),
    ])
      expect(openMapProof(value, fit)).toBeUndefined()
    expect(opens([0, none, null, leaf(one)])).toBe(false)
    expect(openMapProof(leaf(zero), fit.slice(1))).toBeUndefined()
    expect(openMapProof([zero.slice(1), 1, root], fit)).toBeUndefined()
    expect(openMapProof([zero, 1, root.slice(1)], fit)).toBeUndefined()
    expect(openMapProof(new Uint8Array(31), new Uint8Array(31))).toBeUndefined()
  })

  it("does not nest deeper than the bits of a key, however deep the claim", () => {
    let node: Tree = pruned
    for (let depth = 255; depth >= 0; depth--) node = [depth, prefixOf(zero, depth), node, pruned]
    expect(opens(node)).toBe(true)
    for (let more = 0; more < 100_000; more++) node = [0, none, node, pruned]
    expect(openMapProof(node, pruned)).toBeUndefined()
  })
})
