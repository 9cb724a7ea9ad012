import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import {
  appendLeaf,
  consistencyProof,
  emptyRoot,
  type Frontier,
  frontierRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  rootAt,
  splitPoint,
} from "../../src/merkle/tree.ts"
import { entries, hex, k, MTH, PATH, PROOF, readerOf, rememberingMth, sample } from "./reference.ts"

const deep = process.env.SLOW === "1"
const most = deep ? 300 : 130
const all = entries(most)

describe("hashes", () => {
  it("has the empty root and the tagged hashes of RFC 9162", () => {
    expect(toHex(emptyRoot())).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )
    expect(toHex(leafHash(new Uint8Array(0)))).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    )
    const [a, b] = [sample("a"), sample("b")]
    expect(nodeHash(a, b)).toEqual(
      new Uint8Array(createHash("sha256").update(Uint8Array.of(1)).update(a).update(b).digest()),
    )
  })

  it("never hashes a node of anything but two hashes", () => {
    expect(() => nodeHash(sample("a"), sample("b").slice(1))).toThrow(/32/)
    expect(() => nodeHash(new Uint8Array(33), sample("b"))).toThrow(/33/)
  })
})

describe("splitPoint", () => {
  it("is the largest smaller power of two, for every size a ledger can have", () => {
    for (let n = 2; n < 5000; n++) expect(splitPoint(n)).toBe(k(n))
    for (let power = 5; power <= 52; power++) {
      expect(splitPoint(2 ** power)).toBe(2 ** (power - 1))
      expect(splitPoint(2 ** power + 1)).toBe(2 ** power)
      expect(splitPoint(2 ** power - 1)).toBe(2 ** (power - 1))
    }
    expect(splitPoint(Number.MAX_SAFE_INTEGER)).toBe(2 ** 52)
  })
})

describe("appendLeaf", () => {
  it("gives the reference's root at every size, and every complete subtree once", () => {
    let frontier: Frontier = []
    const completed = new Map<string, Uint8Array>()
    expect(frontierRoot(frontier)).toEqual(MTH([]))
    for (const [size, entry] of all.entries()) {
      frontier = appendLeaf(frontier, size, leafHash(entry), (level, index, hash) => {
        expect(completed.has(`${level}/${index}`)).toBe(false)
        expect((index + 1) * 2 ** level).toBe(size + 1)
        completed.set(`${level}/${index}`, hash)
      })
      expect(frontierRoot(frontier)).toEqual(MTH(all.slice(0, size + 1)))
    }
    const read = readerOf(all)
    let expected = 0
    for (let level = 0; 2 ** level <= most; level++)
      for (let index = 0; (index + 1) * 2 ** level <= most; index++) {
        expect(completed.get(`${level}/${index}`)).toEqual(read(level, index))
        expected += 1
      }
    expect(completed.size).toBe(expected)
  })

  it("leaves the frontier it was given as it was", () => {
    const before: Frontier = [sample("a")]
    appendLeaf(before, 1, sample("b"))
    expect(before).toEqual([sample("a")])
  })

  it("throws when the frontier is not one of that size", () => {
    expect(() => appendLeaf([], 1, sample("a"))).toThrow(/frontier/)
    expect(() => appendLeaf([sample("a"), sample("b")], 4, sample("c"))).toThrow(/frontier/)
  })
})

describe("roots and proofs", () => {
  const read = readerOf(all)

  it("gives the reference's root, every inclusion and every consistency proof", () => {
    const mth = rememberingMth()
    const pinned = createHash("sha256")
    let outputs = 0
    for (let size = 0; size <= most; size++) {
      const D = all.slice(0, size)
      const root = rootAt(size, read)
      expect(root).toEqual(MTH(D))
      if (size <= 130) pinned.update(root)
      for (let index = 0; index < size; index++) {
        const inclusion = inclusionProof(index, size, read)
        const consistency = consistencyProof(index + 1, size, read)
        for (const hash of [...inclusion, ...consistency]) if (size <= 130) pinned.update(hash)
        if (size <= 130) outputs += inclusion.length + consistency.length
        expect(hex(inclusion)).toBe(hex(PATH(index, D, mth)))
        expect(hex(consistency)).toBe(hex(PROOF(index + 1, D, mth)))
      }
    }
    expect(outputs).toBe(110_329)
    expect(pinned.digest("hex")).toBe(
      "c4fc33dc626f1b2065127a678b0f45c6b5ce6b786b6384de8580fe46ed9e5b0d",
    )
  })

  it("asks for no node beyond the size", () => {
    for (let size = 1; size <= 70; size++) {
      const narrow = readerOf(all.slice(0, size))
      expect(() => rootAt(size, narrow)).not.toThrow()
      expect(() => rootAt(size + 1, narrow)).toThrow(/within/)
      for (let index = 0; index < size; index++) {
        inclusionProof(index, size, narrow)
        consistencyProof(index + 1, size, narrow)
      }
    }
  })

  it("works at sizes past 2^32, where a bitwise operator would not", () => {
    const asked: string[] = []
    const huge = 2 ** 40 + 5
    const proof = inclusionProof(2 ** 40 + 4, huge, (level, index) => {
      asked.push(`${level}/${index}`)
      return sample(`${level}/${index}`)
    })
    expect(asked).toEqual(["40/0", `2/${2 ** 38}`])
    expect(proof).toEqual([sample(`2/${2 ** 38}`), sample("40/0")])
  })

  it("throws for what has no proof", () => {
    for (const [index, size] of [
      [0, 0],
      [5, 5],
      [-1, 5],
      [0.5, 5],
      [0, 2 ** 53],
    ] as const)
      expect(() => inclusionProof(index, size, read)).toThrow(/inclusion/)
    for (const [size1, size2] of [
      [0, 0],
      [0, 5],
      [6, 5],
      [1.5, 5],
      [1, 2 ** 53],
    ] as const)
      expect(() => consistencyProof(size1, size2, read)).toThrow(/consistency/)
  })
})
