import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { equal } from "../../src/encoding/bytes.ts"
import { openPartial, type PartialShape, prunedHashes } from "../../src/merkle/partial.ts"
import { consistencyProof, inclusionProof, leafHash, rootAt } from "../../src/merkle/tree.ts"
import { entries, MTH, readerOf, sample, uniformReader, withOneBitFlipped } from "./reference.ts"

const deep = process.env.SLOW === "1"
const all = entries(200)
const read = readerOf(all)
const leaves = all.map((entry) => leafHash(entry))
const roots = Array.from({ length: 201 }, (_, size) => MTH(all.slice(0, size)))
const known = (shape: PartialShape): Uint8Array[] =>
  shape.leaves.map((index) => leaves[index] as Uint8Array)

const shapes = fc.integer({ min: 1, max: 200 }).chain((size) => {
  const increasing = (min: number, max: number, maxLength: number) =>
    fc
      .uniqueArray(fc.integer({ min, max }), { maxLength })
      .map((numbers) => numbers.sort((a, b) => a - b))
  return fc.record({
    size: fc.constant(size),
    leaves: increasing(0, size - 1, 12),
    sizes: increasing(1, size, 6),
  })
})

/** Which subtrees of the recursion a shape must prune: said another way than in the code under test. */
const prunedByDefinition = (shape: PartialShape): Uint8Array[] => {
  const walk = (from: number, to: number): Uint8Array[] => {
    const isKnown = shape.leaves.some((leaf) => from <= leaf && leaf < to)
    const isCut = shape.sizes.some((size) => from < size && size < to)
    if (!isKnown && !isCut) return [MTH(all.slice(from, to))]
    if (to - from === 1) return []
    let half = 1
    while (half * 2 < to - from) half *= 2
    return [...walk(from, from + half), ...walk(from + half, to)]
  }
  return walk(0, shape.size)
}

describe("a partial tree", () => {
  it("opens to the root, to every older root asked for, and has the hashes of its definition", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const pruned = prunedHashes(shape, read)
        expect(pruned).toEqual(prunedByDefinition(shape))
        const opened = openPartial(shape, known(shape), pruned)
        expect(opened?.root).toEqual(roots[shape.size])
        for (const size of [...shape.sizes, shape.size])
          expect(opened?.rootAt(size)).toEqual(roots[size])
      }),
      { numRuns: deep ? 5000 : 400 },
    )
  })

  it("never gives a wrong root for a size that was not asked for", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const opened = openPartial(shape, known(shape), prunedHashes(shape, read))
        for (let size = -1; size <= shape.size + 1; size++) {
          const root = opened?.rootAt(size)
          if (root !== undefined) expect(root).toEqual(roots[size])
        }
        for (const size of [-1, 0, 0.5, shape.size + 1, Number.NaN])
          expect(opened?.rootAt(size)).toBeUndefined()
      }),
    )
  })

  it("is as short as the single proofs of RFC 9162", () => {
    for (let size = 1; size <= 64; size++)
      for (let index = 0; index < size; index++) {
        const path = prunedHashes({ size, leaves: [index], sizes: [] }, read)
        const single = inclusionProof(index, size, read)
        expect(path.length).toBe(single.length)
        expect(new Set(path.map(String))).toEqual(new Set(single.map(String)))
        const cut = prunedHashes({ size, leaves: [], sizes: [index + 1] }, read)
        // What RFC 9162 leaves out, the older root itself when it is one subtree, has to be there.
        const extra = cut.length - consistencyProof(index + 1, size, read).length
        expect(extra).toBe(Number.isInteger(Math.log2(index + 1)) || index + 1 === size ? 1 : 0)
      }
  })

  it("refuses any bit turned, any hash missing, added or exchanged", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const [leafHashes, pruned, root] = [
          known(shape),
          prunedHashes(shape, read),
          roots[shape.size],
        ]
        const isRoot = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
          equal(openPartial(shape, a, b)?.root ?? new Uint8Array(0), root as Uint8Array)
        for (const changed of withOneBitFlipped(leafHashes, deep ? 7 : 37))
          expect(isRoot(changed, pruned)).toBe(false)
        for (const changed of withOneBitFlipped(pruned, deep ? 7 : 37))
          expect(isRoot(leafHashes, changed)).toBe(false)
        for (let i = 0; i + 1 < pruned.length; i++) {
          const [a, b] = [pruned[i] as Uint8Array, pruned[i + 1] as Uint8Array]
          expect(isRoot(leafHashes, pruned.with(i, b).with(i + 1, a))).toBe(false)
        }
        expect(openPartial(shape, leafHashes, [...pruned, sample("more")])).toBeUndefined()
        expect(openPartial(shape, [...leafHashes, sample("more")], pruned)).toBeUndefined()
        if (pruned.length > 0)
          expect(openPartial(shape, leafHashes, pruned.slice(1))).toBeUndefined()
        if (leafHashes.length > 0)
          expect(openPartial(shape, leafHashes.slice(1), pruned)).toBeUndefined()
      }),
      { numRuns: 150 },
    )
  })

  it("turns away every single bit in some trees", () => {
    for (const shape of [
      { size: 13, leaves: [2, 7, 12], sizes: [5, 11] },
      { size: 7, leaves: [], sizes: [3] },
    ]) {
      const pruned = prunedHashes(shape, read)
      for (const changed of withOneBitFlipped(pruned))
        expect(openPartial(shape, known(shape), changed)?.root).not.toEqual(roots[shape.size])
      for (const changed of withOneBitFlipped(known(shape)))
        expect(openPartial(shape, changed, pruned)?.root).not.toEqual(roots[shape.size])
    }
  })

  it("refuses shapes that are none", () => {
    const [a, b] = [leaves[0] as Uint8Array, leaves[1] as Uint8Array]
    const opens = (size: number, indices: readonly number[], sizes: readonly number[] = []) =>
      openPartial(
        { size, leaves: indices, sizes },
        indices.map((i) => leaves[i] ?? a),
        [],
      ) !== undefined
    expect(openPartial({ size: 2, leaves: [0, 1], sizes: [1, 2] }, [a, b], [])?.root).toEqual(
      roots[2],
    )
    for (const indices of [
      [1, 0],
      [0, 0],
      [0, 2],
      [-1, 0],
      [0, 0.5],
      [0, Number.NaN],
    ])
      expect(opens(2, indices)).toBe(false)
    for (const sizes of [[0], [3], [2, 1], [1, 1], [-1], [1.5], [Number.NaN]])
      expect(opens(2, [0, 1], sizes)).toBe(false)
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(opens(size, [])).toBe(false)
    expect(openPartial({ size: 2, leaves: [0, 1], sizes: [] }, [a, b.slice(1)], [])).toBeUndefined()
    expect(openPartial({ size: 2, leaves: [0], sizes: [] }, [a], [b.slice(1)])).toBeUndefined()
    expect(() => prunedHashes({ size: 2, leaves: [2], sizes: [] }, read)).toThrow(/shape/)
  })

  it("knows the tree without leaves", () => {
    const shape = { size: 0, leaves: [], sizes: [] }
    expect(prunedHashes(shape, read)).toEqual([])
    const opened = openPartial(shape, [], [])
    expect(opened?.root).toEqual(MTH([]))
    expect(opened?.rootAt(0)).toEqual(MTH([]))
    expect(opened?.rootAt(1)).toBeUndefined()
    expect(openPartial(shape, [], [sample("more")])).toBeUndefined()
  })

  it("works past 2^32 leaves, and a huge claim with few hashes costs nothing", () => {
    const uniform = uniformReader(sample("leaf"))
    const size = 2 ** 53 - 1
    const shape = { size, leaves: [0, 2 ** 40, size - 1], sizes: [1, 2 ** 33 + 1, size] }
    const pruned = prunedHashes(shape, uniform)
    const opened = openPartial(
      shape,
      Array.from({ length: 3 }, () => sample("leaf")),
      pruned,
    )
    for (const older of shape.sizes) expect(opened?.rootAt(older)).toEqual(rootAt(older, uniform))
    expect(openPartial({ size, leaves: [], sizes: [3, size - 7] }, [], [])).toBeUndefined()
  })

  it("has not changed", () => {
    const pinned = createHash("sha256")
    let outputs = 0
    for (let size = 1; size <= 100; size++)
      for (let step = 1; step <= size; step += 3) {
        const every = Array.from({ length: size }, (_, i) => i)
        const shape = {
          size,
          leaves: every.filter((i) => i % (5 * step) === step - 1),
          sizes: every.filter((i) => i % (7 * step) === step),
        }
        for (const hash of prunedHashes(shape, read)) {
          pinned.update(hash)
          outputs += 1
        }
      }
    expect(outputs).toBe(13_935)
    expect(pinned.digest("hex")).toBe(
      "0c4a53b29c9f89fbe6209b71e3893b0af1b3e2a62bca83fa95aaac1fff40741b",
    )
  })
})
