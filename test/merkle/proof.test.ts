import { readdirSync, readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { fromBase64 } from "../../src/encoding/bytes.ts"
import { verifyConsistency, verifyInclusion } from "../../src/merkle/proof.ts"
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  nodeHash,
  rootAt,
} from "../../src/merkle/tree.ts"
import {
  entries,
  PATH,
  PROOF,
  rememberingMth,
  sample,
  uniformReader,
  withOneBitFlipped,
} from "./reference.ts"

const deep = process.env.SLOW === "1"
const most = 130
// Every proof is tried; up to this size also against every other index or size.
const crossed = deep ? 130 : 45
const mth = rememberingMth()
const all = entries(most)
const roots = Array.from({ length: most + 1 }, (_, size) => mth(all.slice(0, size)))
const rootOf = (size: number): Uint8Array => roots[size] as Uint8Array
const leaves = all.map((entry) => leafHash(entry))

describe("verifyInclusion", () => {
  it("accepts every proof, and at no other index, with no other leaf", () => {
    for (let size = 1; size <= most; size++)
      for (const [index, leaf] of leaves.slice(0, size).entries()) {
        const proof = PATH(index, all.slice(0, size), mth)
        expect(verifyInclusion(index, size, leaf, proof, rootOf(size))).toBe(true)
        expect(verifyInclusion(index, size, sample("x"), proof, rootOf(size))).toBe(false)
        for (let other = size > crossed ? size : 0; other < size; other++)
          if (other !== index && verifyInclusion(other, size, leaf, proof, rootOf(size)))
            expect.fail(`leaf ${index} of ${size} was accepted at ${other}`)
      }
  })

  it("refuses every proof with a bit turned, a hash too many, too few or cut short", () => {
    for (const [index, size] of [
      [0, 2],
      [3, 7],
      [6, 7],
      [12, 13],
      [20, 33],
      [32, 33],
    ] as const) {
      const [leaf, proof] = [leaves[index] as Uint8Array, PATH(index, all.slice(0, size))]
      const accepts = (changed: readonly Uint8Array[]) =>
        verifyInclusion(index, size, leaf, changed, rootOf(size))
      expect(accepts(proof)).toBe(true)
      for (const changed of withOneBitFlipped(proof)) expect(accepts(changed)).toBe(false)
      expect(accepts(proof.slice(1))).toBe(false)
      expect(accepts(proof.slice(0, -1))).toBe(false)
      expect(accepts([...proof, rootOf(size)])).toBe(false)
      expect(accepts([rootOf(size), ...proof])).toBe(false)
      expect(accepts(proof.with(0, (proof[0] as Uint8Array).slice(1)))).toBe(false)
    }
  })

  it("refuses a genuine path that goes on above the root of the claimed size", () => {
    const [left, right] = [leaves[0] as Uint8Array, leaves[1] as Uint8Array]
    expect(verifyInclusion(1, 2, right, [left], rootOf(2))).toBe(true)
    expect(verifyInclusion(0, 1, right, [left], rootOf(2))).toBe(false)
    const above = [right, sample("x")]
    expect(verifyInclusion(0, 2, left, above, nodeHash(sample("x"), nodeHash(left, right)))).toBe(
      false,
    )
    const [older, newer] = [left, nodeHash(left, right)].map((hash) => nodeHash(sample("x"), hash))
    expect(verifyConsistency(1, 2, above, older as Uint8Array, newer as Uint8Array)).toBe(false)
    const [third, fourth] = [leaves[2] as Uint8Array, leaves[3] as Uint8Array]
    const four = nodeHash(nodeHash(left, right), nodeHash(third, fourth))
    const path = [third, fourth, nodeHash(left, right)]
    expect(verifyConsistency(3, 4, path, rootOf(3), four)).toBe(true)
    expect(
      verifyConsistency(
        3,
        4,
        [...path, sample("x")],
        nodeHash(sample("x"), rootOf(3)),
        nodeHash(sample("x"), four),
      ),
    ).toBe(false)
  })

  it("refuses numbers that are no index of the tree", () => {
    const leaf = leaves[0] as Uint8Array
    expect(verifyInclusion(0, 1, leaf, [], leaf)).toBe(true)
    for (const [index, size] of [
      [1, 1],
      [0, 0],
      [-1, 1],
      [0.5, 1],
      [0, 1.5],
      [Number.NaN, 1],
    ] as const)
      expect(verifyInclusion(index, size, leaf, [], leaf)).toBe(false)
    expect(verifyInclusion(0, 1, leaf.slice(1), [], leaf.slice(1))).toBe(false)
  })
})

describe("verifyConsistency", () => {
  it("accepts every proof, and between no other sizes", () => {
    for (let size2 = 1; size2 <= most; size2++)
      for (let size1 = 1; size1 <= size2; size1++) {
        const proof = PROOF(size1, all.slice(0, size2), mth)
        expect(verifyConsistency(size1, size2, proof, rootOf(size1), rootOf(size2))).toBe(true)
        expect(verifyConsistency(size1, size2, proof, sample("x"), rootOf(size2))).toBe(false)
        expect(verifyConsistency(size1, size2, proof, rootOf(size1), sample("x"))).toBe(false)
        for (let other = size2 > crossed ? size2 : 1; other <= size2; other++)
          if (
            other !== size1 &&
            verifyConsistency(size1, size2, proof, rootOf(other), rootOf(size2))
          )
            expect.fail(`root of ${other} was accepted as that of ${size1} in ${size2}`)
      }
  })

  it("refuses every proof with a bit turned, a hash too many or too few", () => {
    for (const [size1, size2] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 7],
      [12, 13],
      [20, 33],
      [32, 33],
    ] as const) {
      const proof = PROOF(size1, all.slice(0, size2))
      const accepts = (changed: readonly Uint8Array[]) =>
        verifyConsistency(size1, size2, changed, rootOf(size1), rootOf(size2))
      expect(accepts(proof)).toBe(true)
      for (const changed of withOneBitFlipped(proof)) expect(accepts(changed)).toBe(false)
      expect(accepts(proof.slice(1))).toBe(false)
      expect(accepts(proof.slice(0, -1))).toBe(false)
      expect(accepts([...proof, rootOf(size2)])).toBe(false)
      expect(accepts([rootOf(size1), ...proof])).toBe(false)
    }
  })

  it("says of size 0 only that it equals itself", () => {
    const [none, one] = [rootOf(0), rootOf(1)]
    expect(verifyConsistency(0, 0, [], none, none)).toBe(true)
    expect(verifyConsistency(0, 0, [], one, one)).toBe(false)
    expect(verifyConsistency(0, 0, [none], none, none)).toBe(false)
    expect(verifyConsistency(0, 1, [], none, one)).toBe(false)
    expect(verifyConsistency(0, 1, [one], none, one)).toBe(false)
    expect(verifyConsistency(2, 1, [], rootOf(2), one)).toBe(false)
    expect(verifyConsistency(1, 1, [], one, rootOf(2))).toBe(false)
  })
})

describe("trees past 2^32 leaves", () => {
  const leaf = sample("leaf")
  const read = uniformReader(leaf)
  const size = fc.bigInt(1n, 2n ** 53n - 1n).map(Number)
  const pair = fc.tuple(size, size).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)

  it("verifies what it proves and refuses the nearest other thing", () => {
    fc.assert(
      fc.property(pair, ([low, high]) => {
        const root = rootAt(high, read)
        const inclusion = inclusionProof(low - 1, high, read)
        expect(verifyInclusion(low - 1, high, leaf, inclusion, root)).toBe(true)
        expect(verifyInclusion(low - 1, high, sample("x"), inclusion, root)).toBe(false)
        expect(verifyInclusion(high, high, leaf, inclusion, root)).toBe(false)
        const consistency = consistencyProof(low, high, read)
        expect(verifyConsistency(low, high, consistency, rootAt(low, read), root)).toBe(true)
        expect(verifyConsistency(low, high, consistency, sample("x"), root)).toBe(false)
        const [changed] = withOneBitFlipped(consistency)
        if (changed !== undefined)
          expect(verifyConsistency(low, high, changed, rootAt(low, read), root)).toBe(false)
      }),
    )
  })
})

describe("public vectors (transparency-dev/merkle)", () => {
  type Vector = {
    readonly desc: string
    readonly wantErr: boolean
    readonly proof: readonly string[] | null
    readonly [field: string]: unknown
  }
  const folder = new URL("../../../shared/vectors/merkle/", import.meta.url)
  const vectors = (kind: string): [string, Vector][] =>
    readdirSync(new URL(`${kind}/`, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".json"))
      .sort()
      .map((path) => [
        path,
        JSON.parse(
          readFileSync(
            new URL(`${kind}/${path.replaceAll("@", "%40").replaceAll("[", "%5B")}`, folder),
            "utf8",
          ),
        ),
      ])
  const bytes = (text: unknown): Uint8Array => {
    const decoded = fromBase64(text as string)
    if (decoded === undefined) throw new Error(`expected base64, got ${String(text)}`)
    return decoded
  }
  const differing = (kind: string, verify: (vector: Vector, proof: Uint8Array[]) => boolean) => {
    const read = vectors(kind)
    expect(read.length).toBe(98)
    return read
      .filter(([, vector]) => verify(vector, (vector.proof ?? []).map(bytes)) === vector.wantErr)
      .map(([path]) => path)
  }

  it("agrees on all of inclusion", () => {
    const verify = (v: Vector, proof: Uint8Array[]) =>
      verifyInclusion(
        Number(v.leafIdx),
        Number(v.treeSize),
        bytes(v.leafHash),
        proof,
        bytes(v.root),
      )
    expect(differing("inclusion", verify)).toEqual([])
  })

  it("agrees on all of consistency but one, whose roots are not hashes", () => {
    const verify = (v: Vector, proof: Uint8Array[]) =>
      verifyConsistency(Number(v.size1), Number(v.size2), proof, bytes(v.root1), bytes(v.root2))
    // Two equal "roots" of 12 bytes ("don't care 2"): accepted there, no roots at all here.
    expect(differing("consistency", verify)).toEqual([
      "additional/sizes-are-equal-one-and-proof-is-empty.json",
    ])
  })
})
