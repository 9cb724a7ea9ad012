/** The past of a tree out of its tiles: what it is, how little is fetched, and what wrong tiles come to. */

import { beforeAll, describe, expect, it } from "vitest"
import { utf8 } from "../../src/encoding/bytes.ts"
import { openPartial, prunedHashes } from "../../src/merkle/partial.ts"
import { leafHash, nodeHash, type NodeReader } from "../../src/merkle/tree.ts"
import { pastFromTiles } from "../../src/replay/past.ts"
import { fetchFrom, rootOf, type Tiles, tilesOf } from "../support/tiled.ts"

const all = Array.from({ length: 70_000 }, (_, i) => utf8(`entry ${i}`))
const nodes = new Map<string, Uint8Array>()
const read: NodeReader = (level, index) => {
  const name = `${level}/${index}`
  const hash =
    nodes.get(name) ??
    (level === 0
      ? leafHash(all[index] as Uint8Array)
      : nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1)))
  nodes.set(name, hash)
  return hash
}
const pastOf = (older: number, size: number) =>
  prunedHashes({ size, leaves: [], sizes: [older] }, read)

describe("the past from tiles", () => {
  it("is the partial tree of any older size", async () => {
    for (const size of [2, 7, 255, 256, 257, 512, 600]) {
      const entries = all.slice(0, size)
      const fetchTile = fetchFrom(tilesOf(entries))
      for (let older = 1; older < size; older += older > 20 && older % 256 > 3 ? 17 : 1) {
        const past = await pastFromTiles(rootOf(entries), older, fetchTile)
        expect(past).toEqual(pastOf(older, size))
        const tree = openPartial({ size, leaves: [], sizes: [older] }, [], past)
        expect(tree?.rootAt(older)).toEqual(rootOf(all.slice(0, older)).root)
      }
    }
  })

  describe("of a large tree", () => {
    const size = all.length
    const whole = rootOf(all)
    let tiles: Tiles
    beforeAll(() => {
      tiles = tilesOf(all)
    })

    it("takes few tiles, each once, and no entries", async () => {
      for (const older of [1, 300, 4096, 65_535, 65_537, 69_999]) {
        const asked: string[] = []
        const past = await pastFromTiles(whole, older, fetchFrom(tiles, asked))
        expect(past).toEqual(pastOf(older, size))
        expect(new Set(asked).size).toBe(asked.length)
        expect(asked.length).toBeLessThanOrEqual(6)
        expect(asked.filter((path) => path.includes("entries"))).toEqual([])
      }
    })

    it("is not made of tiles that are missing, too short or another tree's", async () => {
      const asked: string[] = []
      const older = 65_537
      await pastFromTiles(whole, older, fetchFrom(tiles, asked))
      expect(asked.length).toBeGreaterThan(2)
      for (const path of asked) {
        const own = tiles.get(path) as Uint8Array
        const without = new Map(tiles)
        without.delete(path)
        const attempt = (changed: Tiles) => pastFromTiles(whole, older, fetchFrom(changed))
        await expect(attempt(without)).rejects.toMatchObject({ code: "missing" })
        for (const wrong of [own.slice(32), own.map((byte) => byte ^ 1)])
          await expect(attempt(new Map(tiles).set(path, wrong))).rejects.toMatchObject({
            code: "wrong",
          })
      }
      const down = pastFromTiles(whole, older, async () => Promise.reject(new Error("down")))
      await expect(down).rejects.toThrow("down")
    })
  })
})
