import { expect, it } from "vitest"
import { concat, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { isSameTile, nodeInTile, storedTile } from "../../src/ledger/stored-tile.ts"
import { TILE_WIDTH } from "../../src/merkle/tiles.ts"
import { appendLeaf, type Frontier, frontierRoot } from "../../src/merkle/tree.ts"

const rootOver = (leaves: readonly Uint8Array[]) =>
  frontierRoot(leaves.reduce<Frontier>((peaks, leaf, i) => appendLeaf(peaks, i, leaf), []))

const hashes = Array.from({ length: TILE_WIDTH }, (_, i) => sha256(utf8(`leaf ${i}`)))
const stored = storedTile(hashes)
const plain = concat(...hashes)
const at = (offset: number, width: number) => ({ level: 3, index: 7, offset, width })

it("gives every node of a tile, stored with its middle or without, and of one that is not complete", () => {
  for (let width = 1; width <= TILE_WIDTH; width *= 2)
    for (let offset = 0; offset < TILE_WIDTH; offset += width) {
      const wanted = toHex(rootOver(hashes.slice(offset, offset + width)))
      for (const tile of [stored, plain, plain.subarray(0, 32 * (offset + width))])
        expect(toHex(nodeInTile(tile, at(offset, width)))).toBe(wanted)
    }
})

it("begins with the tile as others read it", () => {
  expect(stored.subarray(0, plain.length)).toEqual(plain)
  expect(stored.length).toBe(plain.length + 512)
})

it("takes what stands above the middle from there, and the rest from the hashes", () => {
  const middleOnly = stored.slice().fill(0, 0, plain.length)
  const hashesOnly = stored.slice().fill(0, plain.length)
  for (const [offset, width] of [
    [0, 256],
    [128, 64],
    [240, 16],
  ] as const)
    expect(nodeInTile(middleOnly, at(offset, width))).toEqual(nodeInTile(plain, at(offset, width)))
  for (const [offset, width] of [
    [0, 8],
    [255, 1],
  ] as const)
    expect(nodeInTile(hashesOnly, at(offset, width))).toEqual(nodeInTile(plain, at(offset, width)))
})

it("says where a tile is too short", () => {
  for (const [offset, width] of [
    [3, 1],
    [0, 4],
  ] as const)
    expect(() => nodeInTile(plain.subarray(0, 96), at(offset, width))).toThrow(
      "tile 3/7: expected at least 4 hashes, got 96 bytes",
    )
})

it("knows a tile again with its middle and without, and no other", () => {
  expect(isSameTile(stored, stored)).toBe(true)
  expect(isSameTile(plain, stored)).toBe(true)
  for (const place of [0, plain.length - 1, plain.length, stored.length - 1]) {
    const other = stored.slice()
    other[place] = (other[place] as number) ^ 1
    expect(isSameTile(other, stored)).toBe(false)
  }
  expect(isSameTile(plain.subarray(32), stored)).toBe(false)
})
