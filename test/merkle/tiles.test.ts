import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { concat, toHex } from "../../src/encoding/bytes.ts"
import {
  newTiles,
  parseTilePath,
  placeOfNode,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tileReader,
  tileWidth,
} from "../../src/merkle/tiles.ts"
import {
  appendLeaf,
  consistencyProof,
  type Frontier,
  frontierRoot,
  inclusionProof,
  rootAt,
} from "../../src/merkle/tree.ts"
import { sample } from "./reference.ts"

describe("tile paths", () => {
  it("are those of the specification", () => {
    expect(tilePath(0, 1234067)).toBe("tile/0/x001/x234/067")
    expect(tilePath(0, 273)).toBe("tile/0/273")
    expect(tilePath(0, 0)).toBe("tile/0/000")
    expect(tilePath(1, 0, 17)).toBe("tile/1/000.p/17")
    expect(tilePath("entries", 1000, 1)).toBe("tile/entries/x001/000.p/1")
    expect(tilePath(63, 999, 256)).toBe("tile/63/999")
  })

  it("parse back, whatever the tile", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant("entries" as const), fc.integer({ min: 0, max: 63 })),
        fc.oneof(fc.maxSafeNat(), fc.nat(5000)),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width })
        },
      ),
    )
  })

  it("have one spelling", () => {
    for (const path of [
      "",
      "tile/0",
      "tile/0/",
      "/tile/0/000",
      "tile/0/000/",
      "tile/00/000",
      "tile/01/000",
      "tile/64/000",
      "tile/-1/000",
      "tile/0/0",
      "tile/0/00",
      "tile/0/0000",
      "tile/0/x000/001",
      "tile/0/x000/x001/002",
      "tile/0/001/002",
      "tile/0/x001",
      "tile/0/x001/x002",
      "tile/0/000.p/0",
      "tile/0/000.p/256",
      "tile/0/000.p/257",
      "tile/0/000.p/01",
      "tile/0/000.p/",
      "tile/0/000.p",
      "tile/0/000.p/1/",
      "tile/0/000.p/1\n",
      "tile/0/000\n",
      "tile/Entries/000",
      "tile/data/000",
      "tile/0/٠٠٠",
      "tile/0/+01",
      "tile/0/X001/000",
      "tile/ 0/000",
      "Tile/0/000",
      "tile/0/x009/x007/x199/x254/x740/992",
      "tile/0/x999/x999/x999/x999/x999/999",
      `tile/0/${"x000/".repeat(1e5)}000`,
    ])
      expect(parseTilePath(path)).toBeUndefined()
    expect(parseTilePath("tile/0/x009/x007/x199/x254/x740/991")?.index).toBe(2 ** 53 - 1)
  })

  it("are refused for numbers without one", () => {
    for (const [level, index, width] of [
      [64, 0, 1],
      [-1, 0, 1],
      [0.5, 0, 1],
      [0, -1, 1],
      [0, 0.5, 1],
      [0, 2 ** 53, 1],
      [0, 0, 0],
      [0, 0, 257],
      [0, 0, 1.5],
    ] as const)
      expect(() => tilePath(level, index, width)).toThrow(/tile path/)
  })
})

const covers = (tiles: readonly Tile[], size: number): Tile[] =>
  tiles.filter((tile) => tileWidth(tile.level, tile.index, size) === tile.width)

describe("tiles of a tree", () => {
  it("are those of the specification's examples", () => {
    const tiles = newTiles(0, 70_000)
    const at = (level: number) => tiles.filter((tile) => tile.level === level)
    expect(at(0).length).toBe(274)
    expect(at(0).filter((tile) => tile.width === 256).length).toBe(273)
    expect(at(0).at(-1)).toEqual({ level: 0, index: 273, width: 112 })
    expect(at(1)).toEqual([
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
    ])
    expect(at(2)).toEqual([{ level: 2, index: 0, width: 1 }])
    expect(at(3)).toEqual([])
    expect(newTiles(0, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(tileWidth("entries", 273, 70_000)).toBe(112)
    expect(tileWidth(0, 274, 70_000)).toBe(0)
  })

  it("are empty of news when nothing grew", () => {
    for (const size of [0, 1, 255, 256, 257, 70_000]) expect(newTiles(size, size)).toEqual([])
    expect(() => newTiles(2, 1)).toThrow(/growth/)
    expect(() => newTiles(-1, 1)).toThrow(/growth/)
    expect(() => newTiles(0, 1.5)).toThrow(/growth/)
  })

  it("add up: what growth adds and what was there already is the tree, and nothing comes twice", () => {
    const size = fc.integer({ min: 0, max: 200_000 })
    fc.assert(
      fc.property(size, size, (a, b) => {
        const [older, newer] = [Math.min(a, b), Math.max(a, b)]
        const name = (tile: Tile) => tilePath(tile.level, tile.index, tile.width)
        const before = newTiles(0, older)
        const added = newTiles(older, newer).map(name)
        const kept = covers(before, newer).map(name)
        expect(new Set([...kept, ...added])).toEqual(new Set(newTiles(0, newer).map(name)))
        expect(new Set(added).size).toBe(added.length)
        expect(added.filter((path) => kept.includes(path))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe("tileReader", () => {
  const size = 70_000
  const hashes = new Map<string, Uint8Array>()
  let frontier: Frontier = []
  const roots = new Map<number, Uint8Array>()
  for (let index = 0; index < size; index++) {
    frontier = appendLeaf(frontier, index, sample(`leaf ${index}`), (level, at, hash) => {
      hashes.set(`${level}/${at}`, hash)
    })
    if (index % 997 === 0) roots.set(index + 1, frontierRoot(frontier))
  }
  roots.set(size, frontierRoot(frontier))
  const direct = (level: number, index: number) => {
    const hash = hashes.get(`${level}/${index}`)
    if (hash === undefined) throw new Error(`expected node ${level}/${index}`)
    return hash
  }
  const stored = new Map(
    newTiles(0, size).map(({ level, index, width }) => [
      `${level}/${index}`,
      concat(
        ...Array.from({ length: width }, (_, i) =>
          direct(8 * Number(level), index * TILE_WIDTH + i),
        ),
      ),
    ]),
  )
  const read = tileReader((level, n) => stored.get(`${level}/${n}`) ?? new Uint8Array(0))

  it("finds every node of the tree", () => {
    const pinned = createHash("sha256")
    let count = 0
    for (const [name, hash] of hashes) {
      const [level, index] = name.split("/").map(Number) as [number, number]
      if (level < 4 && index % 7 !== 0) continue
      expect(toHex(read(level, index))).toBe(toHex(hash))
      pinned.update(hash)
      count += 1
    }
    expect(count).toBe(27_494)
    expect(pinned.digest("hex")).toBe(
      "af89c557e5aaed22504aaec1e8aff12a58ddac53b6970a2ae8b2664967b89ae1",
    )
  })

  it("gives the roots and proofs of the tree", () => {
    for (const [older, root] of roots) {
      expect(rootAt(older, read)).toEqual(root)
      expect(consistencyProof(older, size, read)).toEqual(consistencyProof(older, size, direct))
      expect(inclusionProof(older - 1, size, read)).toEqual(inclusionProof(older - 1, size, direct))
    }
  })

  it("asks for the narrowest tile that will do, and takes a wider one", () => {
    const asked: number[][] = []
    const narrow = tileReader((level, n, width) => {
      asked.push([level, n, width])
      return (stored.get(`${level}/${n}`) as Uint8Array).subarray(0, width * 32)
    })
    expect(narrow(0, 273 * 256 + 3)).toEqual(direct(0, 273 * 256 + 3))
    expect(narrow(7, 3)).toEqual(direct(7, 3))
    expect(narrow(8, 255)).toEqual(direct(8, 255))
    expect(narrow(16, 0)).toEqual(direct(16, 0))
    expect(asked).toEqual([
      [0, 273, 4],
      [0, 1, 256],
      [1, 0, 256],
      [2, 0, 1],
    ])
  })

  it("asks for nothing a tree of that size does not have", () => {
    for (const older of roots.keys()) {
      const bounded = tileReader((level, n, width) => {
        expect(width).toBeLessThanOrEqual(tileWidth(level, n, older))
        return stored.get(`${level}/${n}`) as Uint8Array
      })
      rootAt(older, bounded)
      inclusionProof(older - 1, older, bounded)
    }
  })

  it("throws when a tile is too short or torn", () => {
    expect(() => read(0, 70_000)).toThrow(/hashes/)
    expect(() => tileReader(() => new Uint8Array(33))(0, 0)).toThrow(/hashes/)
    expect(() => tileReader(() => new Uint8Array(32))(0, 1)).toThrow(/hashes/)
    expect(() => tileReader(() => new Uint8Array(32))(1, 0)).toThrow(/hashes/)
  })

  it("keeps no view of a tile", () => {
    const tile = Buffer.from(stored.get("0/0") as Uint8Array)
    const hash = tileReader(() => tile)(0, 5)
    tile.fill(0)
    expect(hash).toEqual(direct(0, 5))
  })

  it("places nodes past 2^32", () => {
    expect(placeOfNode(0, 2 ** 40 + 3)).toEqual({ level: 0, index: 2 ** 32, offset: 3, width: 1 })
    expect(placeOfNode(9, 2 ** 40)).toEqual({ level: 1, index: 2 ** 33, offset: 0, width: 2 })
  })
})
