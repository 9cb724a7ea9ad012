/**
 * The pages of tree and map, and the vectors for other implementations: the code and a reader who has only the pages must
 * agree on every one.
 */

import { describe, expect, it } from "vitest"
import { mapKeyOf, type SubjectId } from "../src/custody/identifier.ts"
import { toHex, utf8 } from "../src/encoding/bytes.ts"
import { MapTrie } from "../src/merkle/map.ts"
import { openMapProof } from "../src/merkle/mapproof.ts"
import { openPartial, type PartialShape, prunedHashes } from "../src/merkle/partial.ts"
import { leafHash, nodeHash, rootAt } from "../src/merkle/tree.ts"
import { blocksOf, expectBlocks } from "./support/examples.ts"
import {
  bytesIn,
  hashOfMap,
  hexBytes,
  lookUp,
  mapInner,
  mapLeaf,
  naive,
  walk,
} from "./support/outsider.ts"
import { expectPinned } from "./support/pinned.ts"

describe("docs/merkle.md", () => {
  const entries = ["a", "b", "c", "d", "e", "f", "g"].map((letter) => utf8(letter))
  const leaves = entries.map(naive.leaf)
  const over = (a: number, b: number): Uint8Array => naive.tree(leaves.slice(a, b))
  const shape = { size: 7, leaves: [2], sizes: [5] }
  const known = [leaves[2] as Uint8Array]
  const cut = [over(0, 2), over(3, 4), over(4, 5), over(5, 6), over(6, 7)]

  it("has a tree of seven leaves and a partial tree that shows one of them", () => {
    const spans = [
      ...leaves.map((_, i) => [i, i + 1]),
      [0, 2],
      [2, 4],
      [4, 6],
      [0, 4],
      [4, 7],
      [0, 7],
    ]
    const hashes = spans.map(([a = 0, b = 0]) => `[${a},${b})   ${toHex(over(a, b))}\n`)
    const found = walk(shape, known, cut)
    const partial = `size     7
leaves   2
sizes    5

${found?.steps.join("\n")}

root at 7  ${toHex(over(0, 7))}
root at 5  ${toHex(over(0, 5))}
`
    const listed = entries.map((entry) => toHex(entry)).join(" ")
    expectBlocks("merkle.md", [`entries  ${listed}\n\n${hashes.join("")}`, partial])
    expect(found?.root).toEqual(over(0, 7))
    expect(found?.at(5)).toEqual(over(0, 5))
  })

  it("has the hashes that the code prunes to, and a root that the code finds", () => {
    const nodes = (level: number, index: number): Uint8Array =>
      level === 0
        ? leafHash(entries[index] as Uint8Array)
        : nodeHash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))
    expect(prunedHashes(shape, nodes)).toEqual(cut)
    expect(rootAt(7, nodes)).toEqual(over(0, 7))
    expect(openPartial(shape, known, cut)?.rootAt(5)).toEqual(over(0, 5))
  })

  it("says that a root does not fix the size", () => {
    const hashes = [over(0, 2), over(3, 4), over(4, 7)]
    for (const size of [7, 8])
      expect(walk({ size, leaves: [2], sizes: [] }, known, hashes)?.root).toEqual(over(0, 7))
  })

  type Case = PartialShape & { name: string; leafHashes: string[]; pruned: string[]; root: string }
  type Expected = Case & {
    class: "genuine" | "malformed" | "other-root"
    rootsAt: [number, string | null][]
  }
  const hex = (hashes: readonly Uint8Array[]): string[] => hashes.map((hash) => toHex(hash))
  const base = { ...shape, leafHashes: hex(known), pruned: hex(cut), root: toHex(over(0, 7)) }
  const bare = { leaves: [], sizes: [], leafHashes: [] }
  const genuine = (name: string, change: Partial<Case>, at: readonly number[]): Expected => {
    const whole = { ...base, ...change }
    const found = walk(whole, whole.leafHashes.map(hexBytes), whole.pruned.map(hexBytes))
    const rootsAt = at.map((size): [number, string | null] => {
      const root = found?.at(size)
      return [size, root === undefined ? null : toHex(root)]
    })
    return { name, ...whole, class: "genuine", rootsAt }
  }
  const faulty = (name: string, change: Partial<Case>): Expected => ({
    name,
    ...base,
    ...change,
    class: "malformed",
    rootsAt: [],
  })
  const other = (name: string, change: Partial<Case>): Expected => ({
    ...faulty(name, change),
    class: "other-root",
  })
  const [first = "", second = "", ...rest] = base.pruned
  const vectors: readonly Expected[] = [
    genuine("the example of docs/merkle.md", {}, [5, 7, 4, 6, 3, 2, 1]),
    genuine("no leaves at all", { ...bare, size: 0, pruned: [], root: toHex(naive.sha()) }, []),
    genuine("nothing known: the root itself", { ...bare, pruned: [base.root] }, [7, 4]),
    genuine(
      "one leaf",
      {
        ...bare,
        size: 1,
        leaves: [0],
        leafHashes: hex([over(0, 1)]),
        pruned: [],
        root: toHex(over(0, 1)),
      },
      [1],
    ),
    genuine(
      "every leaf",
      { leaves: [0, 1, 2, 3, 4, 5, 6], sizes: [], leafHashes: hex(leaves), pruned: [] },
      [1, 2, 3, 4, 5, 6, 7],
    ),
    genuine(
      "the end of a chain: leaves 5 and 6",
      {
        leaves: [5, 6],
        sizes: [],
        leafHashes: hex(leaves.slice(5)),
        pruned: hex([over(0, 4), over(4, 5)]),
      },
      [4, 5, 6, 7],
    ),
    genuine(
      "older sizes only, the whole one among them",
      { ...bare, sizes: [3, 7], pruned: hex([over(0, 2), over(2, 3), over(3, 4), over(4, 7)]) },
      [3, 4, 7, 5],
    ),
    faulty("a size that is not a number of leaves", { size: -1 }),
    faulty("known leaves out of order", {
      leaves: [3, 2],
      leafHashes: hex([over(3, 4), over(2, 3)]),
      pruned: [first, ...rest],
    }),
    faulty("a known leaf twice", {
      leaves: [2, 2],
      leafHashes: hex([over(2, 3), over(3, 4)]),
      pruned: [first, ...rest],
    }),
    faulty("a known leaf beyond the size", {
      leaves: [2, 7],
      leafHashes: [...base.leafHashes, first],
    }),
    faulty("an older size of 0", { sizes: [0, 5] }),
    faulty("older sizes out of order", { sizes: [5, 4] }),
    faulty("an older size beyond the size", { sizes: [5, 8] }),
    faulty("a leaf hash too few", { leafHashes: [] }),
    faulty("a leaf hash too many", { leafHashes: [...base.leafHashes, first] }),
    faulty("a pruned hash too few", { pruned: base.pruned.slice(0, -1) }),
    faulty("a pruned hash too many", { pruned: [...base.pruned, first] }),
    faulty("a pruned hash of 31 bytes", { pruned: [first.slice(2), second, ...rest] }),
    faulty("a leaf hash of 33 bytes", { leafHashes: [`${base.leafHashes[0]}00`] }),
    other("two pruned hashes exchanged", { pruned: [second, first, ...rest] }),
    other("a leaf claimed at its neighbour's place", { leaves: [3] }),
    other("one bit changed", { leafHashes: hex([over(2, 3).with(31, 0xff)]) }),
    other("an older root in place of the root", { root: toHex(over(0, 5)) }),
  ]

  it("is what the vectors say", () => {
    expectPinned("test/vectors/partial-tree.json", `${JSON.stringify(vectors, null, 2)}\n`)
  })

  it.each(vectors)(
    "vector: $name",
    ({ class: verdict, root, rootsAt, leafHashes, pruned, ...each }) => {
      for (const open of [walk, openPartial]) {
        const found = open(each, leafHashes.map(hexBytes), pruned.map(hexBytes))
        if (verdict === "malformed") expect(found).toBeUndefined()
        else expect(toHex(found?.root ?? new Uint8Array(0)) === root).toBe(verdict === "genuine")
      }
      const found = openPartial(each, leafHashes.map(hexBytes), pruned.map(hexBytes))
      for (const [size, expected] of rootsAt) {
        const at = found?.rootAt(size)
        expect(at === undefined ? null : toHex(at)).toBe(expected)
      }
    },
  )
})

describe("docs/map.md", () => {
  const origin = "ledger.example/kvitto"
  const subjects = [1, 30].map((byte) => new Uint8Array(32).fill(byte))
  const [keyA, keyB] = subjects.map((id) =>
    naive.sha(utf8("kvitto/map-key"), [0], id, utf8(origin)),
  ) as [Uint8Array, Uint8Array]
  const rootOf = (...entries: readonly string[]): Uint8Array =>
    naive.tree(entries.map((entry) => naive.leaf(utf8(entry))))
  const [rootA, rootB] = [rootOf("a", "b", "c"), rootOf("d")]
  const [leafA, leafB] = [mapLeaf(keyA, 3, rootA), mapLeaf(keyB, 1, rootB)]
  const prefix = Uint8Array.of(0x08)
  const both = mapInner(5, prefix, leafB, leafA)
  const proofOfA = [5, prefix, leafB, [keyA, 3, rootA]]

  it("has the empty map, one leaf and two, byte by byte", () => {
    const hex = (bytes: Uint8Array): string => toHex(bytes)
    const leaf = (name: string, key: Uint8Array, count: number, root: Uint8Array): string =>
      `02                                                                # leaf ${name}
${hex(key)}  # key ${name}
${hex(Uint8Array.from(naive.uint(count, 8)))}                                                  # count
${hex(root)}  # root of the mini-log
`
    const example = `04                                                                # the empty map
SHA-256 ${toHex(naive.sha([4]))}

${leaf("A", keyA, 3, rootA)}SHA-256 ${hex(leafA)}

${leaf("B", keyB, 1, rootB)}SHA-256 ${hex(leafB)}

03                                                                # inner node over A and B
0005                                                              # depth
${hex(prefix).padEnd(64, "0")}  # prefix: bits 00001
${hex(leafB)}  # left: bit 5 of key B is 0
${hex(leafA)}  # right: bit 5 of key A is 1
SHA-256 ${hex(both)}
`
    const said = `[
  5, h'${hex(prefix)}',
  h'${hex(leafB)}',
  [h'${hex(keyA)}', 3,
   h'${hex(rootA)}']
]
`
    const ids = `origin     ${origin}\nsubject A  ${hex(subjects[0] as Uint8Array)}\nsubject B  ${hex(subjects[1] as Uint8Array)}\nkey A      ${hex(keyA)}\nkey B      ${hex(keyB)}\n`
    expectBlocks("map.md", [example, ids, said])
    for (const paragraph of (blocksOf("map.md")[0] as string).split("\n\n")) {
      const [message = "", hash = ""] = paragraph.split("SHA-256 ")
      expect(hex(naive.sha(bytesIn(message)))).toBe(hash.trim())
    }
  })

  it("has the keys, roots and proof of the code", () => {
    const keys = subjects.map((id) => mapKeyOf(origin, toHex(id) as SubjectId))
    expect(keys).toEqual([keyA, keyB])
    const map = new MapTrie()
    expect(map.root()).toEqual(naive.sha([4]))
    map.set({ key: keyA, count: 3, root: rootA })
    expect(map.root()).toEqual(leafA)
    map.set({ key: keyB, count: 1, root: rootB })
    expect(map.root()).toEqual(both)
    expect(map.prove([keyA])).toEqual(proofOfA)
  })

  type Json = null | string | number | Json[]
  type Answer = { key: string; state: string; count?: number; root?: string }
  type Expected = { name: string; root: string; proof: Json; class: string; answers: Answer[] }
  const json = (value: unknown): Json =>
    value instanceof Uint8Array
      ? toHex(value)
      : Array.isArray(value)
        ? value.map(json)
        : (value as number | null)
  const bytes = (value: Json): unknown =>
    typeof value === "string" ? hexBytes(value) : Array.isArray(value) ? value.map(bytes) : value
  const near = keyA.with(31, (keyA[31] as number) ^ 1)
  const far = new Uint8Array(32).fill(0xff)
  const genuine = (
    name: string,
    proof: unknown,
    root: Uint8Array,
    keys: readonly Uint8Array[],
  ): Expected => {
    const answers = keys.map((key) => {
      const { state, count, root: of } = lookUp(proof, key)
      return { key: toHex(key), state, ...(of && count && { count, root: toHex(of) }) }
    })
    return { name, root: toHex(root), proof: json(proof), class: "genuine", answers }
  }
  /** What a reader makes of a node who checks nothing: with this root only the missing check shows. */
  const unchecked = (node: unknown): Uint8Array => {
    if (node === null) return naive.sha([4])
    if (node instanceof Uint8Array) return node
    if ((node as unknown[]).length === 3)
      return mapLeaf(...(node as [Uint8Array, number, Uint8Array]))
    const [depth, bits, left = leafB, right = leafA] = node as [
      number,
      Uint8Array,
      unknown?,
      unknown?,
    ]
    const masked = bits.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, depth - 8 * i))))
    return mapInner(depth, masked, unchecked(left), unchecked(right))
  }
  const faulty = (name: string, proof: unknown): Expected => ({
    name,
    root: toHex(unchecked(proof)),
    proof: json(proof),
    class: "malformed",
    answers: [],
  })
  const other = (name: string, proof: unknown): Expected => ({
    ...faulty(name, proof),
    root: toHex(both),
    class: "other-root",
  })
  const [nodeA, nodeB] = [
    [keyA, 3, rootA],
    [keyB, 1, rootB],
  ]
  const deep = mapInner(255, keyA, leafA, mapLeaf(near, 2, rootB))
  const deepProof = [255, keyA, nodeA, [near, 2, rootB]]
  const vectors: readonly Expected[] = [
    genuine("the example of docs/map.md", proofOfA, both, [keyA, keyB, near, far]),
    genuine("the empty map", null, naive.sha([4]), [keyA]),
    genuine("one leaf", nodeA, leafA, [keyA, keyB]),
    genuine("nothing but the root", both, both, [keyA, far]),
    genuine("both leaves", [5, prefix, nodeB, nodeA], both, [keyA, keyB, near]),
    genuine(
      "absent by the skipped bits, with both leaves cut off",
      [5, prefix, leafB, leafA],
      both,
      [far, keyA],
    ),
    genuine(
      "keys that differ in their last bit",
      [5, prefix, leafB, deepProof],
      mapInner(5, prefix, leafB, deep),
      [keyA, near, keyB],
    ),
    faulty("null inside", [5, prefix, null, nodeA]),
    faulty("a node of two", [5, prefix]),
    faulty("a node of five", [...proofOfA, leafA]),
    faulty("a hash of 31 bytes", [5, prefix, leafB.slice(1), nodeA]),
    faulty("a key of 31 bytes", [5, prefix, leafB, [keyA.slice(0, 31), 3, rootA]]),
    faulty("a count of 0", [5, prefix, leafB, [keyA, 0, rootA]]),
    faulty("a count beyond 2^53 − 1", [5, prefix, leafB, [keyA, 2 ** 53, rootA]]),
    faulty("a depth of 256", [256, keyA, leafB, leafA]),
    faulty("a depth below 0", [-1, new Uint8Array(0), leafB, leafA]),
    faulty("a prefix a byte too long", [5, Uint8Array.of(0x08, 0), leafB, nodeA]),
    faulty("a prefix a byte too short", [5, new Uint8Array(0), leafB, leafA]),
    faulty("a spare bit of the prefix set", [5, Uint8Array.of(0x0c), leafB, nodeA]),
    faulty("a leaf on the wrong side", [5, prefix, nodeA, leafB]),
    faulty("a leaf outside the prefix", [5, prefix, leafB, [far, 3, rootA]]),
    faulty("an inner node no deeper than the one above", [
      5,
      prefix,
      [5, prefix, leafB, leafB],
      nodeA,
    ]),
    faulty("an inner node outside the prefix", [
      5,
      prefix,
      leafB,
      [8, Uint8Array.of(0xff), leafA, leafA],
    ]),
    other("another count", [5, prefix, leafB, [keyA, 2, rootA]]),
    other("another key in its place", [5, prefix, leafB, [near, 3, rootA]]),
    other("another depth", [4, Uint8Array.of(0), leafB, nodeA]),
    other("the empty map instead", null),
  ]

  it("is what the vectors say", () => {
    expectPinned("test/vectors/map.json", `${JSON.stringify(vectors, null, 2)}\n`)
  })

  it.each(vectors)("vector: $name", ({ class: verdict, root, proof, answers }) => {
    const hash = hashOfMap(bytes(proof))
    const found = hash === undefined ? "malformed" : toHex(hash) === root ? "genuine" : "other-root"
    expect(found).toBe(verdict)
    const map = openMapProof(bytes(proof), hexBytes(root))
    expect(map !== undefined).toBe(verdict === "genuine")
    for (const { key, state, ...present } of answers) {
      const answer = map?.get(hexBytes(key))
      expect(answer).toEqual(
        present.root === undefined
          ? { state }
          : { state, ...present, root: hexBytes(present.root) },
      )
    }
  })
})
