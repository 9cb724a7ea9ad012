import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  completeNodes,
  hasNode,
  nodeIn,
  nodeProof,
  pastOfProof,
  shownByPath,
  verifyNodeProof,
} from "../../src/merkle/nodeproof.ts"
import { openPartial, prunedHashes, shownTree } from "../../src/merkle/partial.ts"
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  type NodeReader,
} from "../../src/merkle/tree.ts"
import { entries, flipped, MTH, sample } from "./reference.ts"

const all = entries(40)
const nodeOf = (level: number, index: number): Uint8Array =>
  MTH(all.slice(index * 2 ** level, (index + 1) * 2 ** level))
const read: NodeReader = nodeOf
const rootOf = (size: number): Uint8Array => MTH(all.slice(0, size))

function* nodesOf(size: number) {
  for (let level = 0; 2 ** level <= size; level++)
    for (let index = 0; (index + 1) * 2 ** level <= size; index++) yield { level, index }
}

describe("the path of a node", () => {
  it("is there for every complete subtree of every size, and is PATH for a leaf", () => {
    for (let size = 1; size <= 33; size++)
      for (const { level, index } of nodesOf(size)) {
        const path = nodeProof(level, index, size, read)
        const node = { level, index, hash: nodeOf(level, index) }
        expect(verifyNodeProof(node, size, path, rootOf(size))).toBe(true)
        if (level === 0) expect(path).toEqual(inclusionProof(index, size, read))
        if (2 ** level === size) expect(path).toEqual([])
      }
  })

  it("shows nothing else: no other hash, place, size, root or length", () => {
    for (const size of [1, 2, 3, 7, 8, 11, 16])
      for (const { level, index } of nodesOf(size)) {
        const path = nodeProof(level, index, size, read)
        const node = { level, index, hash: nodeOf(level, index) }
        const root = rootOf(size)
        expect(verifyNodeProof({ ...node, hash: flipped(node.hash, 3) }, size, path, root)).toBe(
          false,
        )
        expect(verifyNodeProof(node, size, [...path, sample("more")], root)).toBe(false)
        expect(verifyNodeProof(node, size, path.slice(1), root)).toBe(path.length === 0)
        expect(verifyNodeProof(node, size, path, flipped(root, 9))).toBe(false)
        for (const other of nodesOf(size))
          if (other.level !== level || other.index !== index)
            expect(verifyNodeProof({ ...node, ...other }, size, path, root)).toBe(false)
        for (const i of path.keys())
          expect(verifyNodeProof(node, size, path.with(i, sample("else")), root)).toBe(false)
      }
  })

  it("is not there for a node that the tree has not, whatever numbers are claimed", () => {
    expect(() => nodeProof(1, 2, 5, read)).toThrow("expected a node of a tree of 5, got 1/2")
    const strange = [-1, 0.5, NaN, Infinity, 2 ** 53, 53, 1e300]
    for (const bad of strange) {
      const node = { level: 0, index: 0, hash: sample("a") }
      expect(hasNode(bad, 1, 8) && bad !== 0).toBe(false)
      expect(verifyNodeProof({ ...node, level: bad }, 8, [], sample("b"))).toBe(false)
      expect(verifyNodeProof({ ...node, index: bad }, 8, [], sample("b"))).toBe(false)
      expect(verifyNodeProof(node, bad, [], sample("b"))).toBe(false)
    }
    expect(hasNode(52, 1, 2 ** 53 - 1)).toBe(false)
    expect(hasNode(52, 0, 2 ** 53 - 1)).toBe(true)
    const short = { level: 0, index: 0, hash: new Uint8Array(31) }
    expect(verifyNodeProof(short, 1, [], short.hash)).toBe(false)
  })
})

describe("a shown tree", () => {
  it("gives every complete subtree that it shows, each with a path that holds", () => {
    const shape = fc.integer({ min: 1, max: 40 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        leaves: fc.subarray([...Array(size).keys()]),
        sizes: fc.subarray(Array.from({ length: size }, (_, i) => i + 1)),
      }),
    )
    fc.assert(
      fc.property(shape, (each) => {
        const leaves = each.leaves.map((i) => nodeOf(0, i))
        const tree = shownTree(each, leaves, prunedHashes(each, read))
        if (tree === undefined) throw new Error("expected a tree")
        expect(tree.hash).toEqual(rootOf(each.size))
        const found = [...completeNodes(tree)]
        for (const { level, index } of found) {
          const node = nodeIn(tree, level, index)
          expect(node?.hash).toEqual(nodeOf(level, index))
          expect(node && verifyNodeProof(node, each.size, node.path, tree.hash)).toBe(true)
        }
        for (const index of each.leaves) expect(found).toContainEqual({ level: 0, index })
        for (const { level, index } of nodesOf(each.size)) {
          const listed = found.some((one) => one.level === level && one.index === index)
          expect(nodeIn(tree, level, index) !== undefined).toBe(listed)
        }
      }),
      { numRuns: process.env["SLOW"] === "1" ? 2000 : 100 },
    )
  })

  it("is none for hashes that do not fit the shape", () => {
    const shape = { size: 5, leaves: [1], sizes: [] }
    const pruned = prunedHashes(shape, read)
    expect(shownTree(shape, [], pruned)).toBeUndefined()
    expect(shownTree(shape, [leafHash(all[1] as Uint8Array)], pruned.slice(1))).toBeUndefined()
    expect(shownTree({ size: 0, leaves: [], sizes: [] }, [], [])).toBeUndefined()
  })

  it("is made of an inclusion path too, if it leads to the root", () => {
    for (let size = 1; size <= 20; size++)
      for (let index = 0; index < size; index++) {
        const path = inclusionProof(index, size, read)
        const tree = shownByPath(index, size, nodeOf(0, index), path, rootOf(size))
        expect(tree?.hash).toEqual(rootOf(size))
        if (tree === undefined) continue
        for (const { level, index: at } of completeNodes(tree))
          expect(nodeIn(tree, level, at)?.hash).toEqual(nodeOf(level, at))
        expect(shownByPath(index, size, sample("x"), path, rootOf(size))).toBeUndefined()
      }
  })
})

describe("the past out of a consistency proof", () => {
  const past = (older: number, size: number) =>
    prunedHashes({ size, leaves: [], sizes: [older] }, read)
  const isPowerOfTwo = (size: number): boolean => Number.isInteger(Math.log2(size))

  it("is what a partial tree has, for every two sizes but where the older is a power of two", () => {
    for (let size = 1; size <= 40; size++)
      for (let older = 1; older < size; older++) {
        const proof = consistencyProof(older, size, read)
        const found = pastOfProof(older, size, proof)
        if (isPowerOfTwo(older)) expect(found).toBeUndefined()
        else expect(found).toEqual(past(older, size))
      }
  })

  it("is so of trees of any size", () => {
    // A node is named by its place: what is read is compared, not hashed.
    const named: NodeReader = (level, index) => leafHash(Uint8Array.from([level, index % 251]))
    const sizes = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())
    fc.assert(
      fc.property(sizes, ([a, b]) => {
        const [older, size] = a < b ? [a, b] : [b, a]
        fc.pre(older > 0 && older < size && !isPowerOfTwo(older))
        const found = pastOfProof(older, size, consistencyProof(older, size, named))
        expect(found).toEqual(prunedHashes({ size, leaves: [], sizes: [older] }, named))
      }),
    )
  })

  it("leads to the older root of whoever made the proof, and to no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.nat(), fc.nat(255), (size, at, change) => {
        const older = 1 + (at % (size - 1))
        fc.pre(!isPowerOfTwo(older))
        const proof = consistencyProof(older, size, read)
        const hashes = pastOfProof(older, size, proof) ?? []
        const tree = openPartial({ size, leaves: [], sizes: [older] }, [], hashes)
        expect([tree?.root, tree?.rootAt(older)]).toEqual([rootOf(size), rootOf(older)])
        const changed = proof.with(
          at % proof.length,
          flipped(proof[at % proof.length] as Uint8Array, change),
        )
        const other = pastOfProof(older, size, changed) ?? []
        const wrong = openPartial({ size, leaves: [], sizes: [older] }, [], other)
        expect(wrong?.root).not.toEqual(rootOf(size))
      }),
    )
  })

  it("is nothing for a proof of another length, or for numbers that are no sizes", () => {
    const proof = consistencyProof(5, 11, read)
    expect(pastOfProof(5, 11, proof)).toBeDefined()
    for (const wrong of [[], proof.slice(1), [...proof, sample("more")]])
      expect(pastOfProof(5, 11, wrong)).toBeUndefined()
    for (const [older, size] of [
      [0, 11],
      [-1, 11],
      [11, 11],
      [12, 11],
      [5.5, 11],
      [5, Number.NaN],
      [5, Infinity],
    ] as const)
      expect(pastOfProof(older, size, proof)).toBeUndefined()
  })
})
