import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { sha256 } from "../../src/encoding/hash.ts"
import { uint64 } from "../../src/encoding/bytes.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import { readMap, writeMap } from "../../src/store/map-file.ts"

let directory = ""

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kvitto-map-"))
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

const leaf = (n: number, count = 1) => ({
  key: sha256(uint64(n)),
  count,
  root: sha256(uint64(n + count)),
})

function trieOf(leaves: number): MapTrie {
  const trie = new MapTrie()
  for (let n = 0; n < leaves; n++) trie.set(leaf(n))
  return trie
}

describe("a map in a file", () => {
  it("comes back as it was, and goes on as it would have", async () => {
    // Around a block: its inner nodes are one fewer.
    for (const leaves of [0, 1, 2, 3, 1023, 1024, 1025, 1026, 2048, 3000]) {
      const path = join(directory, `${leaves}`)
      const trie = trieOf(leaves)
      if (leaves % 2 === 0) trie.root()
      expect(await writeMap(path, { size: leaves + 7, trie })).toBe(true)
      const found = await readMap(path)
      expect(found?.size).toBe(leaves + 7)
      const again = found?.trie as MapTrie
      expect([again.size, again.root()]).toEqual([leaves, trie.root()])
      for (const n of [0, 5, 1024, leaves, leaves + 1, leaves + 2000])
        for (const each of [trie, again]) each.set(leaf(n, 9))
      const keys = [leaf(0).key, leaf(leaves).key, leaf(-1 >>> 1).key]
      expect(again.prove(keys)).toEqual(trie.prove(keys))
      expect(again.root()).toEqual(trie.root())
    }
  })

  it("is not written over while the map changes", async () => {
    const path = join(directory, "changing")
    const trie = trieOf(3000)
    await writeMap(path, { size: 1, trie })
    const before = await readFile(path)
    const writing = writeMap(path, { size: 2, trie })
    trie.set(leaf(1, 5))
    expect(await writing).toBe(false)
    expect(await readFile(path)).toEqual(before)
    await expect(readFile(`${path}.new`)).rejects.toMatchObject({ code: "ENOENT" })
    await expect(writeMap(join(directory, "no", "map"), { size: 1, trie })).rejects.toMatchObject({
      code: "unwritable",
    })
    expect(await readMap(join(directory, "nothing"))).toBe(undefined)
    expect(await readMap(directory)).toBe(undefined)
  })
})
