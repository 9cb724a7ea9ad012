import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Level } from "level"
import type { OpenedCheckpoint } from "../../src/log/checkpoint.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import { StoreFault } from "../../src/store/store.ts"
import { memoryReplayStore } from "../../src/replay/memory.ts"
import { openReplayer } from "../../src/replay/replayer.ts"
import { type FetchTile, TileFault } from "../../src/replay/tile-fetch.ts"
import { openReplay, type Replay, type ReplayOptions } from "../../src/witness/replay.ts"
import { openReplayFolder } from "../../src/witness/replay-store.ts"
import { ownPolicy } from "../support/forge.ts"
import { busyLedger, checkpointOver, fetchFrom, tilesOf } from "../support/tiled.ts"
import { keyNamed, worldKeys, worldOrigin } from "../support/world.ts"

const log = worldKeys.checkpoint.key
const never = new AbortController().signal

let root = ""
let made = 0
const place = (): string => join(root, `${made++}`)

/** More than two bundles of a real ledger. */
let entries: readonly Uint8Array[]
let fetchTile: FetchTile
let head: OpenedCheckpoint

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kvitto-replay-"))
  entries = await busyLedger("witness replay")
  expect(entries.length).toBeGreaterThan(580)
  fetchTile = fetchFrom(tilesOf(entries))
  head = checkpointOver(entries)
})
afterAll(() => rm(root, { recursive: true }))

const open = (options: Partial<ReplayOptions> = {}): Promise<Replay> =>
  openReplay({ folder: place(), log, fetchTile, verify: verifyNode, ...options })

/** Opens the folder for one advance and closes it again. */
async function once(
  folder: string,
  all: readonly Uint8Array[],
  options: Partial<ReplayOptions> = {},
) {
  const replay = await open({ folder, fetchTile: fetchFrom(tilesOf(all)), ...options })
  try {
    return await replay.advance(checkpointOver(all), never)
  } finally {
    await replay.close()
  }
}

/** All that a folder keeps, to be compared. */
async function keptIn(folder: string): Promise<unknown> {
  const db = new Level(folder, { keyEncoding: "hex", valueEncoding: "hex" })
  await db.open()
  try {
    return Object.fromEntries(await db.iterator().all())
  } finally {
    await db.close()
  }
}

const garbledAt = (index: number): readonly Uint8Array[] =>
  entries.map((bytes, i) => (i === index ? Uint8Array.of(1) : bytes))

describe("a replay from tiles", () => {
  it("goes from checkpoint to checkpoint, and comes to what the engine in memory comes to", async () => {
    const folder = place()
    for (const size of [0, 1, 14, 14, 255, 256, 300, entries.length])
      expect(await once(folder, entries.slice(0, size))).toEqual({ size, faults: [] })
    const store = memoryReplayStore()
    const replayer = await openReplayer({ store, verify: verifyNode, log })
    await replayer.take(entries)
    const kept = await openReplayFolder(folder)
    try {
      expect(await kept.place()).toEqual(replayer.place)
      const ids = [...store.rebuilt.keys()]
      expect(await kept.subjects(ids)).toEqual([...store.rebuilt.values()])
      expect(kept.held()).toEqual(head.bytes)
    } finally {
      await kept.close()
    }
  })

  it("stopped after any batch, goes on from there to the same end", async () => {
    const straight = place()
    await once(straight, entries)
    const told: number[] = []
    const whole = await open({ progress: (count) => told.push(count) })
    await whole.advance(head, never)
    await whole.close()
    expect(told).toEqual([256, 512, entries.length])
    for (const at of told) {
      const folder = place()
      const stop = new AbortController()
      const first = await open({ folder, progress: (count) => count === at && stop.abort() })
      expect(await first.advance(head, stop.signal)).toEqual({ size: at, faults: [] })
      await first.close()
      const counts: number[] = []
      const second = await open({ folder, progress: (count) => counts.push(count) })
      expect(second.state()).toEqual({ size: at, faults: [] })
      const end = await second.advance(head, never)
      await second.close()
      expect(end).toEqual({ size: entries.length, faults: [] })
      expect(counts).toEqual(told.filter((count) => count > at))
      expect(await keptIn(folder)).toEqual(await keptIn(straight))
    }
  })

  it("stops at once while a tile does not come", async () => {
    const stop = new AbortController()
    let asked = 0
    const replay = await open({
      fetchTile: (tile) => {
        asked++
        if (tile.level === "entries" && tile.index === 1) stop.abort()
        return tile.level === "entries" && tile.index > 0
          ? new Promise<never>(() => {})
          : fetchTile(tile)
      },
    })
    expect((await replay.advance(head, stop.signal)).size).toBeLessThanOrEqual(256)
    const before = asked
    await replay.advance(head, stop.signal)
    expect(asked).toBe(before)
    await replay.close()
  })

  it("asks a second time only for what is new", async () => {
    const folder = place()
    await once(folder, entries.slice(0, 530))
    const asked: string[] = []
    const replay = await open({ folder, fetchTile: fetchFrom(tilesOf(entries), asked) })
    await replay.advance(head, never)
    await replay.close()
    expect(asked.every((path) => path.includes("/002.p/"))).toBe(true)
  })

  it("is one at a time, of one log, and never goes back", async () => {
    const folder = place()
    const replay = await open({ folder })
    const first = replay.advance(head, never)
    await expect(replay.advance(head, never)).rejects.toThrow("one advance at a time")
    await first
    await expect(replay.advance(checkpointOver(entries.slice(0, 20)), never)).rejects.toThrow(
      `at least ${entries.length} entries, got 20`,
    )
    const other = { ...worldKeys.checkpoint }
    const strange = {
      ...other,
      key: noteKey("another.example/log", TYPE_ED25519, other.key.publicKey),
    }
    await expect(replay.advance(checkpointOver(entries, strange), never)).rejects.toThrow(
      `checkpoint of ${worldOrigin}`,
    )
    await expect(open({ folder })).rejects.toMatchObject({ code: "locked" })
    await replay.close()
    const key = noteKey(worldOrigin, TYPE_ED25519, keyNamed("somebody").publicKey)
    for (const wrong of [strange.key, key])
      await expect(open({ folder, log: wrong })).rejects.toMatchObject({ code: "exists" })
  })
})

describe("tiles", () => {
  it("are held against the root before any entry is replayed", async () => {
    const changed = garbledAt(5)
    for (const tiles of [tilesOf(changed), new Map<string, Uint8Array>()]) {
      const replay = await open({ fetchTile: fetchFrom(tiles) })
      await expect(replay.advance(head, never)).rejects.toThrow(TileFault)
      expect(replay.state()).toEqual({ size: 0, faults: [] })
      await replay.close()
    }
  })

  it("that are missing or wrong say nothing about the log: it goes on once they come", async () => {
    const good = tilesOf(entries)
    const bundle = good.get("tile/entries/001") as Uint8Array
    for (const bad of [undefined, bundle.map((byte, i) => (i === 99 ? byte ^ 1 : byte))]) {
      const tiles = new Map(good)
      if (bad === undefined) tiles.delete("tile/entries/001")
      else tiles.set("tile/entries/001", bad)
      const replay = await open({ fetchTile: fetchFrom(tiles) })
      const code = bad === undefined ? "missing" : "wrong"
      await expect(replay.advance(head, never)).rejects.toMatchObject({ code })
      expect(replay.state()).toEqual({ size: 256, faults: [] })
      tiles.set("tile/entries/001", bundle)
      expect(await replay.advance(head, never)).toEqual({ size: entries.length, faults: [] })
      await replay.close()
    }
  })
})

describe("a fault", () => {
  it("ends the replay for good, with the entries before it", async () => {
    const folder = place()
    const changed = garbledAt(300)
    const state = await once(folder, changed)
    expect(state.size).toBe(300)
    expect(state.faults.map(({ index, code }) => [index, code]).slice(0, 2)).toEqual([
      [300, "not-an-entry"],
      [301, "broken-chain"],
    ])
    // Neither by the log's growing nor by its taking it back.
    for (const all of [[...changed, ...entries.slice(0, 9)], entries])
      expect(await once(folder, all)).toEqual(state)
    const kept = await openReplayFolder(folder)
    expect((await kept.place())?.size).toBe(512)
    await kept.close()
  })

  it("can be gone past by who wants to know them all", async () => {
    const folder = place()
    const changed = garbledAt(300).map((bytes, i) => (i === 550 ? Uint8Array.of(2) : bytes))
    const { size, faults } = await once(folder, changed, { pastFaults: true })
    expect(size).toBe(300)
    const all = memoryReplayStore()
    const replayer = await openReplayer({ store: all, verify: verifyNode, log })
    await replayer.take(changed)
    expect(faults).toEqual(replayer.faults.found)
    expect(faults.some(({ index }) => index === 550)).toBe(true)
    expect(await once(folder, changed, { pastFaults: true })).toEqual({ size, faults })
  })

  it("is found where the log is another than the one it was opened for", async () => {
    const sign = keyNamed("somebody").sign
    const key = noteKey(worldOrigin, TYPE_ED25519, keyNamed("somebody").publicKey)
    const replay = await open({ log: key })
    const state = await replay.advance(checkpointOver(entries, { key, sign }), never)
    expect(state.faults[0]).toMatchObject({ index: 0, code: "no-genesis" })
    expect(state.size).toBe(0)
    await replay.close()
  })
})

describe("a second history", () => {
  it.each([
    ["longer", 600],
    ["as long", 300],
  ])("that is %s is a fork, kept for good with both checkpoints", async (_, size) => {
    const folder = place()
    const first = entries.slice(0, 300)
    await once(folder, first)
    const others = [...garbledAt(40), ...entries].slice(0, size)
    const state = await once(folder, others)
    expect(state).toMatchObject({ size: 300, faults: [] })
    expect(state.fork?.sentence).toContain("two histories")
    expect(state.fork?.held).toEqual(checkpointOver(first).bytes)
    expect(state.fork?.found).toEqual(checkpointOver(others).bytes)
    expect(judge(state.fork?.file as Uint8Array, ownPolicy(), verifyNode)).toMatchObject({
      convicted: true,
      kind: "split-view",
      whom: { role: "ledger", name: worldOrigin },
    })
    // Not taken back by the first history's going on, nor by a third.
    expect(await once(folder, entries)).toEqual(state)
    expect(await once(folder, garbledAt(2))).toEqual(state)
  })

  it("that is shorter than what is held is shown by the tiles of the longer one", async () => {
    const folder = place()
    // Stopped after the first bundle: 256 entries are replayed, and all of them are held.
    const stop = new AbortController()
    const first = await open({ folder, progress: () => stop.abort() })
    expect((await first.advance(head, stop.signal)).size).toBe(256)
    await first.close()
    const others = garbledAt(40).slice(0, 300)
    const short = fetchFrom(tilesOf(others))
    const forked = await open({ folder, fetchTile: short })
    const state = await forked.advance(checkpointOver(others), never)
    expect(state.fork).toMatchObject({ held: head.bytes, file: undefined })
    expect(await forked.advance(checkpointOver(others), never)).toEqual(state)
    await forked.close()
    // Where they can be had again, the file is made after all.
    const later = await once(folder, entries)
    expect(later.fork).toMatchObject({ held: head.bytes, found: checkpointOver(others).bytes })
    const file = later.fork?.file as Uint8Array
    expect(judge(file, ownPolicy(), verifyNode).sentence).toContain(
      `a tree of 300 entries, and one of ${entries.length} that does not continue it`,
    )
    const kept = await openReplayFolder(folder)
    expect(kept.conviction()).toEqual(file)
    await kept.close()
  })

  it("is not what bad tiles make of one", async () => {
    const folder = place()
    await once(folder, entries.slice(0, 300))
    const tiles = tilesOf(garbledAt(400))
    const replay = await open({ folder, fetchTile: fetchFrom(tiles) })
    await expect(replay.advance(head, never)).rejects.toMatchObject({ code: "wrong" })
    expect(replay.state()).toEqual({ size: 300, faults: [] })
    await replay.close()
    expect((await once(folder, entries)).size).toBe(entries.length)
  })
})

describe("a folder that is not whole", () => {
  /** Changes what stands at the keys that begin with these hex digits. */
  async function changed(begin: string, change: (value: string) => string | undefined) {
    const folder = place()
    await once(folder, entries.slice(0, 300))
    const db = new Level(folder, { keyEncoding: "hex", valueEncoding: "hex" })
    await db.open()
    const pairs = await db.iterator().all()
    const own = pairs.filter(([key]) => key.startsWith(begin))
    expect(own.length).toBeGreaterThan(0)
    for (const [key, value] of own) {
      const put = change(value)
      if (put === undefined) await db.del(key)
      else await db.put(key, put)
    }
    await db.close()
    return once(folder, entries)
  }
  const flip = (value: string): string => `${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`

  it.each(["20", "22", "24", "25"])("is noticed at %s, whether changed or gone", async (begin) => {
    await expect(changed(begin, flip)).rejects.toThrow(StoreFault)
    await expect(changed(begin, () => undefined)).rejects.toThrow(StoreFault)
  })

  it("says what to do", async () => {
    await expect(changed("22", () => undefined)).rejects.toThrow("remove it and begin anew")
  })
})
