import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { utf8 } from "../../src/encoding/bytes.ts"
import { maxEntryBundleBytes } from "../../src/log/entry-bundle.ts"
import { emptyRoot } from "../../src/merkle/tree.ts"
import { type FetchTile, maxTileBytes, readAhead, TileFault } from "../../src/replay/tile-fetch.ts"
import { type Earlier, openTileLog } from "../../src/replay/tile-log.ts"
import { fetchFrom, frontierOf, rootOf, tilesOf } from "../support/tiled.ts"

const made = (count: number, name = "entry"): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, i) => utf8(`${name} ${i}`))

const earlierOf = (entries: readonly Uint8Array[]): Earlier => ({
  size: entries.length,
  frontier: frontierOf(entries),
})

async function read(
  entries: readonly Uint8Array[],
  fetch: FetchTile,
  earlier?: Earlier,
): Promise<readonly (readonly Uint8Array[])[] | undefined> {
  const log = await openTileLog(rootOf(entries), fetch, earlier)
  if (log === undefined) return undefined
  const found: (readonly Uint8Array[])[] = []
  for await (const batch of log.entries()) found.push(batch)
  return found
}

/** The code of the TileFault that reading ends with; "forked", or "read" where it does not. */
async function outcome(
  entries: readonly Uint8Array[],
  fetch: FetchTile,
  earlier?: Earlier,
): Promise<string> {
  try {
    const batches = await read(entries, fetch, earlier)
    if (batches !== undefined) expect(batches.flat()).toEqual(entries.slice(earlier?.size ?? 0))
    return batches === undefined ? "forked" : "read"
  } catch (error) {
    if (error instanceof TileFault) return error.code
    throw error
  }
}

const big = made(66_200)
const sizes = [1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 900]

describe("a log read from tiles", () => {
  it.each(sizes)("gives all entries of a tree of %i, a bundle at a time", async (size) => {
    const entries = big.slice(0, size)
    const batches = await read(entries, fetchFrom(tilesOf(entries)))
    expect(batches?.flat()).toEqual(entries)
    expect(batches?.every(({ length }) => length > 0 && length <= 256)).toBe(true)
  })

  it("gives nothing for the tree of nothing", async () => {
    expect(await read([], fetchFrom(new Map()))).toEqual([])
    expect(rootOf([]).root).toEqual(emptyRoot())
  })

  it("gives the entries behind the earlier ones, wherever those end", async () => {
    const tiles = new Map(sizes.map((size) => [size, tilesOf(big.slice(0, size))]))
    const pair = fc
      .constantFrom(...sizes)
      .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size })))
    await fc.assert(
      fc.asyncProperty(pair, async ([size, before]) => {
        const entries = big.slice(0, size)
        const fetch = fetchFrom(tiles.get(size) as ReadonlyMap<string, Uint8Array>)
        const batches = await read(entries, fetch, earlierOf(big.slice(0, before)))
        expect(batches?.flat()).toEqual(entries.slice(before))
      }),
      { numRuns: process.env["SLOW"] === "1" ? 1000 : 60 },
    )
  })

  it("goes over several tiles of level 1, and asks only for what is new", async () => {
    const tiles = tilesOf(big)
    const asked: string[] = []
    expect((await read(big, fetchFrom(tiles, asked)))?.flat()).toEqual(big)
    // No full tile of level 0, nothing above level 1: the bundles say the one, level 1 the other.
    expect(asked.filter((path) => !path.startsWith("tile/entries"))).toEqual([
      "tile/1/000",
      "tile/1/001.p/2",
      "tile/0/258.p/152",
    ])
    const again: string[] = []
    const before = earlierOf(big.slice(0, 66_000))
    expect((await read(big, fetchFrom(tiles, again), before))?.flat()).toEqual(big.slice(66_000))
    expect(again).toEqual([
      "tile/0/257",
      "tile/0/258.p/152",
      "tile/entries/257",
      "tile/entries/258.p/152",
    ])
  })

  it("takes the full tile where the partial one is gone", async () => {
    const full = tilesOf(big.slice(0, 1024))
    for (const size of [300, 700]) {
      const own = tilesOf(big.slice(0, size))
      for (const path of own.keys()) if (path.includes(".p/")) own.delete(path)
      // Of level 1 there is no full tile yet.
      for (const [path, bytes] of tilesOf(big.slice(0, size)))
        if (path.startsWith("tile/1/")) own.set(path, bytes)
      const entries = big.slice(0, size)
      const fetch = fetchFrom(new Map([...full, ...own]))
      expect((await read(entries, fetch))?.flat()).toEqual(entries)
      expect(await outcome(entries, fetch, earlierOf(big.slice(0, 290)))).toBe("read")
      expect(await outcome(entries, fetchFrom(own))).toBe("missing")
      const name = `tile/0/00${size >> 8}`
      const short = new Map([...full, ...own]).set(
        name,
        full.get(name)?.slice(0, -32) as Uint8Array,
      )
      expect(await outcome(entries, fetchFrom(short))).toBe("wrong")
    }
  })
})

describe("tiles that were tampered with", () => {
  const entries = big.slice(0, 700)
  const tiles = tilesOf(entries)
  const changes: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | undefined>> = {
    "a flipped bit": (bytes) => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
    "a flipped first bit": (bytes) => bytes.map((byte, i) => (i === 0 ? byte ^ 128 : byte)),
    "one byte less": (bytes) => bytes.slice(1),
    "one byte more": (bytes) => Uint8Array.from([...bytes, 0]),
    "nothing in it": () => new Uint8Array(0),
    "another's place": () => tiles.get("tile/entries/000"),
    "being gone": () => undefined,
  }
  const earlier: Readonly<Record<string, Earlier | undefined>> = {
    "from the first entry": undefined,
    "from the middle of a bundle": earlierOf(big.slice(0, 300)),
    "from a bundle's end": earlierOf(big.slice(0, 256)),
    "from the middle of the last bundle": earlierOf(big.slice(0, 600)),
  }

  it.each(
    Object.keys(changes).flatMap((change) => Object.keys(earlier).map((from) => [change, from])),
  )("by %s are noticed, read %s", async (change, from) => {
    const asked: string[] = []
    const before = earlier[from]
    await outcome(entries, fetchFrom(tiles, asked), before)
    expect(asked.length).toBeGreaterThan(1)
    for (const path of asked) {
      const put = changes[change]?.(tiles.get(path) as Uint8Array)
      if (put !== undefined && put === tiles.get(path)) continue
      const changed = new Map(tiles)
      if (put === undefined) changed.delete(path)
      else changed.set(path, put)
      const found = await outcome(entries, fetchFrom(changed), before)
      // Never "forked": whoever hands out bad tiles convicts nobody. What lies before the earlier end is not looked at.
      const unread = change === "a flipped first bit" && before !== undefined && found === "read"
      const expected = put === undefined ? "missing" : "wrong"
      expect([path, found]).toEqual([path, unread ? "read" : expected])
    }
  })

  it("are named by their path", async () => {
    const changed = new Map(tiles).set("tile/entries/001", tiles.get("tile/entries/000") as never)
    await expect(read(entries, fetchFrom(changed))).rejects.toThrow(
      "tile/entries/001: its entries are not those of this tree",
    )
    const gone = new Map(tiles)
    gone.delete("tile/0/002.p/188")
    await expect(read(entries, fetchFrom(gone))).rejects.toThrow("tile/0/002.p/188: is not there")
  })

  it("by another entry of the right length are noticed", async () => {
    const other = entries.map((bytes, i) => (i === 699 ? utf8("entry 777") : bytes))
    const path = "tile/entries/002.p/188"
    const changed = new Map(tiles).set(path, tilesOf(other).get(path) as Uint8Array)
    expect(await outcome(entries, fetchFrom(changed))).toBe("wrong")
  })

  it("give no entry before their bundle has been held against the tree", async () => {
    const other = entries.map((bytes, i) => (i === 300 ? utf8("entry 777") : bytes))
    const changed = new Map(tiles).set(
      "tile/entries/001",
      tilesOf(other).get("tile/entries/001") as Uint8Array,
    )
    const log = await openTileLog(rootOf(entries), fetchFrom(changed))
    const seen: Uint8Array[] = []
    await expect(async () => {
      for await (const batch of log?.entries() ?? []) seen.push(...batch)
    }).rejects.toThrow(TileFault)
    expect(seen).toEqual(entries.slice(0, 256))
  })
})

describe("earlier entries of another history", () => {
  it.each([1, 255, 256, 257, 300, 512, 600, 699, 700])("%i of them are told", async (count) => {
    const entries = big.slice(0, 700)
    const tiles = tilesOf(entries)
    const own = big.slice(0, count)
    expect(await outcome(entries, fetchFrom(tiles), earlierOf(own))).toBe("read")
    for (const at of new Set([0, count >> 1, count - 1])) {
      const others = own.map((bytes, i) => (i === at ? utf8("another") : bytes))
      expect(await outcome(entries, fetchFrom(tiles), earlierOf(others))).toBe("forked")
    }
  })

  it("are not told by tiles that are wrong themselves", async () => {
    const entries = big.slice(0, 700)
    const others = earlierOf(made(300, "another"))
    for (const path of ["tile/1/000.p/2", "tile/0/001", "tile/0/002.p/188"]) {
      const tiles = tilesOf(entries)
      const bytes = tiles.get(path) as Uint8Array
      tiles.set(
        path,
        bytes.map((byte) => byte ^ 1),
      )
      expect([path, await outcome(entries, fetchFrom(tiles), others)]).toEqual([path, "wrong"])
    }
  })

  it("are no more than the tree: that is the caller's mistake", async () => {
    await expect(
      openTileLog(rootOf(big.slice(0, 5)), fetchFrom(new Map()), earlierOf(big.slice(0, 6))),
    ).rejects.toThrow("expected a tree of at least 6, got 5")
  })
})

describe("limits", () => {
  it("are known before a tile is fetched", () => {
    expect(maxTileBytes({ level: "entries", index: 0, width: 256 })).toBe(maxEntryBundleBytes)
    expect(maxTileBytes({ level: "entries", index: 0, width: 1 })).toBe(65_537)
    expect(maxTileBytes({ level: 1, index: 0, width: 2 })).toBe(64)
  })

  it("hold however much is handed out", async () => {
    const entries = big.slice(0, 3)
    const tiles = tilesOf(entries).set("tile/entries/000.p/3", new Uint8Array(3 * 65_537 + 1))
    await expect(read(entries, fetchFrom(tiles))).rejects.toThrow("expected at most 196611 bytes")
  })

  it("keep a few steps ahead, in order, and no more", async () => {
    let running = 0
    let most = 0
    const step = async (index: number): Promise<number> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, index % 3))
      running--
      return index
    }
    const found: number[] = []
    for await (const index of readAhead(2, 40, 8, step)) found.push(index)
    expect(found).toEqual(Array.from({ length: 38 }, (_, i) => i + 2))
    expect(most).toBe(8)
  })
})
