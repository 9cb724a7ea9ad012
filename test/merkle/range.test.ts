import { describe, expect, it } from "vitest"
import { equal } from "../../src/encoding/bytes.ts"
import { openPartial, prunedHashes, rangeShape } from "../../src/merkle/partial.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { entries, MTH, readerOf, sample } from "./reference.ts"

const deep = process.env.SLOW === "1"
const all = entries(64)
const read = readerOf(all)
const leaves = all.map((entry) => leafHash(entry))
const roots = Array.from({ length: 65 }, (_, size) => MTH(all.slice(0, size)))

describe("a range of a mini-log", () => {
  const largest = deep ? 64 : 40
  const shapeOf = (size: number, from: number, to: number) => {
    const shape = rangeShape(size, from, to)
    if (shape === undefined) throw new Error(`expected a range, got ${from} to ${to} of ${size}`)
    return shape
  }
  /** What a verifier does with an authentic (size, root) and the entries of a claimed range. */
  const accepts = (
    size: number,
    from: number,
    shown: readonly Uint8Array[],
    pruned: readonly Uint8Array[],
  ): boolean => {
    const shape = rangeShape(size, from, from + shown.length)
    const root = shape && openPartial(shape, shown, pruned)?.rootAt(size)
    return root !== undefined && equal(root, roots[size] as Uint8Array)
  }

  it("accepts every range of every size", () => {
    for (let size = 0; size <= largest; size++)
      for (let from = 0; from <= size; from++)
        for (let to = from; to <= size; to++) {
          const pruned = prunedHashes(shapeOf(size, from, to), read)
          if (!accepts(size, from, leaves.slice(from, to), pruned))
            expect.fail(`${from} to ${to} of ${size} was refused`)
        }
  })

  it("refuses every range that is shifted, or has an entry dropped, added or exchanged", () => {
    for (let size = 1; size <= largest; size++)
      for (let from = 0; from < size; from++)
        for (let to = from + 1; to <= size; to++) {
          const pruned = prunedHashes(shapeOf(size, from, to), read)
          const shown = leaves.slice(from, to)
          const refuse = (
            at: number,
            entriesShown: readonly Uint8Array[],
            hashes: readonly Uint8Array[],
            what: string,
          ) => {
            if (accepts(size, at, entriesShown, hashes))
              expect.fail(`${from} to ${to} of ${size} was accepted ${what}`)
          }
          // With the proof as it is, and with the genuine proof of the place it pretends to be at.
          for (const shift of deep ? [-3, -2, -1, 1, 2, 3] : [-1, 1]) {
            refuse(from + shift, shown, pruned, `shifted by ${shift}`)
            const there = rangeShape(size, from + shift, to + shift)
            if (there !== undefined)
              refuse(from + shift, shown, prunedHashes(there, read), `at ${from + shift}`)
          }
          refuse(from, shown.slice(0, -1), pruned, "without its last entry")
          refuse(from + 1, shown.slice(0, -1), pruned, "without its last entry, shifted")
          refuse(from, shown.slice(1), pruned, "without its first entry")
          refuse(from, [...shown, sample("more")], pruned, "with an entry more")
          refuse(from, shown.with(0, sample("other")), pruned, "with another first entry")
          refuse(
            from,
            shown.with(shown.length - 1, sample("other")),
            pruned,
            "with another last entry",
          )
          if (shown.length > 1) {
            const [a, b] = [shown[0] as Uint8Array, shown.at(-1) as Uint8Array]
            refuse(from, [b, ...shown.slice(1, -1), a], pruned, "out of order")
          }
        }
  })

  it("refuses an end that is not the end: a smaller or larger size than the proven one", () => {
    for (let size = 1; size <= largest; size++)
      for (let from = 0; from < size; from++)
        for (let claimed = Math.max(1, from); claimed <= largest; claimed++) {
          if (claimed === size) continue
          const pruned = prunedHashes(shapeOf(size, from, size), read)
          const shown = leaves.slice(from, Math.min(size, claimed))
          const shape = rangeShape(claimed, from, from + shown.length)
          const root = shape && openPartial(shape, shown, pruned)?.rootAt(size)
          if (root !== undefined && claimed < size) expect.fail(`${claimed} passed for ${size}`)
          if (root !== undefined && equal(root, roots[size] as Uint8Array))
            expect.fail(`${from} to the end of ${size} was accepted as ${claimed}`)
        }
  })

  it("a whole mini-log has no proof but its entries", () => {
    for (let size = 1; size <= largest; size++) {
      expect(prunedHashes(shapeOf(size, 0, size), read)).toEqual([])
      expect(accepts(size, 0, leaves.slice(0, size), [])).toBe(true)
      for (let drop = 0; drop < size; drop++)
        expect(accepts(size, 0, leaves.slice(0, size).toSpliced(drop, 1), [])).toBe(false)
    }
  })

  it("no proof of a stranger's making hides the last entry", () => {
    // Everything he has: all hashes of the genuine tree, in any order, for any claimed range that ends at the end.
    for (let size = 2; size <= 6; size++) {
      const nodes: Uint8Array[] = []
      for (let level = 0; 2 ** level <= size; level++)
        for (let index = 0; (index + 1) * 2 ** level <= size; index++)
          nodes.push(read(level, index))
      const choices = (length: number): Uint8Array[][] =>
        length === 0
          ? [[]]
          : choices(length - 1).flatMap((list) => nodes.map((node) => [...list, node]))
      for (let from = 0; from < size - 1; from++) {
        const shown = leaves.slice(from, size - 1)
        for (let length = 0; length <= 3; length++)
          for (const pruned of choices(length))
            if (accepts(size, size - shown.length, shown, pruned))
              expect.fail(`${from} to ${size - 1} passed for the end of ${size}`)
      }
    }
  })

  it("is undefined for what is no range", () => {
    for (const [size, from, to] of [
      [3, 2, 1],
      [3, -1, 1],
      [3, 0, 4],
      [3, 0.5, 1],
      [3, 0, Number.NaN],
      [-1, 0, 0],
    ] as const)
      expect(rangeShape(size, from, to)).toBeUndefined()
    expect(rangeShape(3, 1, 3)).toEqual({ size: 3, leaves: [1, 2], sizes: [] })
    expect(rangeShape(0, 0, 0)).toEqual({ size: 0, leaves: [], sizes: [] })
  })
})
