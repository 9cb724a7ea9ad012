import { beforeAll, describe, expect, it } from "vitest"
import type { Ed25519Verify } from "../../src/cose/ed25519.ts"
import { draft } from "../../src/custody/draft.ts"
import { scrutinyHere } from "../../src/custody/scrutiny.ts"
import { concat } from "../../src/encoding/bytes.ts"
import { encodeLeaves } from "../../src/merkle/mapbuckets.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { AuditFault } from "../../src/replay/fault.ts"
import { memoryReplayStore, type MemoryReplayStore } from "../../src/replay/memory.ts"
import { type Place, type ReplayStore, StateFault } from "../../src/replay/state.ts"
import { ahead } from "../../src/replay/ahead.ts"
import { openReplayer } from "../../src/replay/replayer.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { entriesIn, frontierOf } from "../support/tiled.ts"
import { keyNamed, makeWorld, worldKeys, worldOrigin } from "../support/world.ts"

const log = worldKeys.checkpoint.key

let entries: readonly Uint8Array[]
let kept: ReadonlyMap<string, Uint8Array>

beforeAll(async () => {
  const world = await makeWorld({ seed: "replayer" })
  const { shop, carrier, bank } = world.pens
  const taken = intake(shop, [{ container: true }, {}, {}])
  const [box, ...notes] = taken.held as [(typeof taken.held)[0], ...typeof taken.held]
  const pack = draft("pack", { container: box.item, lines: notes }, shop)
  const listed = [box, { ...notes[0], within: 0 }] as never
  await world.submit(taken, pack)
  await world.publish()
  // The second note lies in the box and is not listed: its chain is touched through the box's state alone.
  await world.submit(accept(carrier, offer(shop, carrier.party, listed)))
  await world.submit(handOver(carrier, bank, [box]))
  await world.publish()
  entries = await entriesIn(world.store)
  const subjects = new Map<string, Uint8Array>()
  for await (const { key, bytes } of world.store.allSubjects()) subjects.set(key, bytes)
  kept = subjects
})

type End = { readonly place: Place; readonly faults: readonly AuditFault[] }

/** Replays in batches of these lengths, the last one repeated, and opens the replay anew between two. */
async function replay(
  all: readonly Uint8Array[],
  lengths: readonly number[],
  store: ReplayStore = memoryReplayStore(),
): Promise<End> {
  let from = 0
  for (let i = 0; from < all.length; i++) {
    const replayer = await openReplayer({ store, verify: verifyNode, log })
    expect(replayer.place.size).toBe(from)
    const end = from + (lengths[Math.min(i, lengths.length - 1)] as number)
    await replayer.take(all.slice(from, end))
    from = Math.min(end, all.length)
  }
  const { place, faults } = await openReplayer({ store, verify: verifyNode, log })
  return { place, faults: faults.found }
}

describe("a replay", () => {
  it("comes to one state, however the entries are cut into batches", async () => {
    const stores: MemoryReplayStore[] = []
    const ends: End[] = []
    for (const lengths of [[1000], [1], [2], [3], [7], [1, 1000], [19, 2]]) {
      const store = memoryReplayStore()
      stores.push(store)
      ends.push(await replay(entries, lengths, store))
    }
    const [first] = ends as [End]
    expect(first.faults).toEqual([])
    expect(first.place.size).toBe(entries.length)
    expect(first.place.frontier).toEqual(frontierOf(entries))
    expect(first.place.ledger?.origin).toBe(worldOrigin)
    expect(first.place.subjects).toBe(kept.size)
    for (const end of ends) expect(end).toEqual(first)
    for (const { rebuilt } of stores) {
      expect([...rebuilt.keys()].sort()).toEqual([...kept.keys()].sort())
      expect(rebuilt).toEqual(stores[0]?.rebuilt)
    }
  })

  it("comes to it however few subjects stay in memory, and reads those again that did not", async () => {
    const expected = await replay(entries, [1000])
    const reads: number[] = []
    for (const idle of [0, 1000]) {
      const store = memoryReplayStore()
      let read = 0
      const subjects: ReplayStore["subjects"] = async (ids) => {
        const heads = await store.subjects(ids)
        read += heads.filter((head) => head !== undefined).length
        return heads
      }
      const counting = { ...store, subjects }
      const replayer = await openReplayer({ store: counting, verify: verifyNode, log, idle })
      for (let from = 0; from < entries.length; from += 2)
        await replayer.take(entries.slice(from, from + 2))
      expect({ place: replayer.place, faults: replayer.faults.found }).toEqual(expected)
      expect(new Set(store.rebuilt.keys())).toEqual(new Set(kept.keys()))
      reads.push(read)
    }
    expect(reads).toEqual([expect.any(Number), 0])
    expect(reads[0]).toBeGreaterThan(0)
  })

  it("names the same faults, however the entries are cut into batches", async () => {
    const changes: readonly ((all: Uint8Array[]) => void)[] = [
      (all) => all.splice(5, 1),
      (all) => all.splice(9, 2),
      (all) => all.splice(7, 2, ...all.slice(7, 9).toReversed()),
      (all) => all.splice(4, 1, Uint8Array.of(1)),
      (all) => all.push(all.at(-2) as Uint8Array),
      (all) => all.shift(),
    ]
    for (const change of changes) {
      const changed = [...entries]
      change(changed)
      const { faults } = await replay(changed, [1000])
      expect(faults).not.toEqual([])
      for (const lengths of [[1], [3], [8, 1]])
        expect((await replay(changed, lengths)).faults).toEqual(faults)
    }
  })

  it("leaves every signature behind the genesis to scrutiny, after it was opened anew too", async () => {
    const enrolled = 14
    const store = memoryReplayStore()
    let asked = 0
    const verify: Ed25519Verify = (...signature) => {
      asked++
      return verifyNode(...signature)
    }
    const scrutiny = scrutinyHere(verifyNode)
    async function* batches(from: number, to: number): AsyncGenerator<readonly Uint8Array[]> {
      for (let at = from; at < to; at += 2) yield entries.slice(at, Math.min(at + 2, to))
    }
    const first = await openReplayer({ store, verify, scrutiny, log })
    for await (const [batch, prepared] of ahead(first, batches(0, enrolled)))
      await first.take(batch, prepared)
    // Genesis and the entry with it, and each new key's proof that its owner has it.
    const before = asked
    expect(before).toBeLessThan(enrolled)
    const again = await openReplayer({ store, verify, scrutiny, log })
    for await (const [batch, prepared] of ahead(again, batches(enrolled, entries.length)))
      await again.take(batch, prepared)
    expect(again.place.size).toBe(entries.length)
    expect(again.faults.found).toEqual([])
    expect(asked).toBe(before)
  })

  it("is of the ledger that was asked for, or finds no genesis", async () => {
    const strange = keyNamed("a stranger's checkpoints").publicKey
    const others = [
      noteKey("another.example/log", TYPE_ED25519, log.publicKey),
      noteKey(worldOrigin, TYPE_ED25519, strange),
    ]
    for (const other of others) {
      const store = memoryReplayStore()
      const replayer = await openReplayer({ store, verify: verifyNode, log: other })
      await replayer.take(entries)
      expect(replayer.faults.found.map(({ code, index }) => [index, code])).toEqual([
        [0, "no-genesis"],
      ])
      expect(replayer.place.ledger).toBeNull()
    }
  })

  it("takes one batch at a time, and none after a commit failed", async () => {
    const store = memoryReplayStore()
    const full: ReplayStore = { ...store, commit: () => Promise.reject(new Error("disk full")) }
    const replayer = await openReplayer({ store: full, verify: verifyNode })
    const first = replayer.take(entries.slice(0, 3))
    await expect(replayer.take(entries.slice(3, 6))).rejects.toThrow("one batch at a time")
    await expect(first).rejects.toThrow("disk full")
    await expect(replayer.take(entries.slice(0, 3))).rejects.toThrow("none after one failed")
    expect(replayer.place.size).toBe(0)
    expect((await replay(entries, [4], store)).faults).toEqual([])
  })

  it("keeps no more faults than a thousand and one", async () => {
    const all = [...entries, ...Array.from({ length: 1500 }, () => Uint8Array.of(1))]
    const { place, faults } = await replay(all, [400])
    expect(faults).toHaveLength(1001)
    expect(place.faults).toBe(1001)
    expect(place.size).toBe(all.length)
  })
})

describe("a store that lost something", () => {
  /** The last leaf that the bucket of these could have. */
  const beside = (leaves: Uint8Array): Uint8Array =>
    encodeLeaves([
      {
        key: new Uint8Array(32).map((_, i) => (i < 2 ? (leaves[i] as number) : 255)),
        count: 1,
        root: new Uint8Array(32),
      },
    ])

  /** Replays up to `size` into a store that then answers otherwise. */
  async function opened(size: number, change: (store: MemoryReplayStore) => Partial<ReplayStore>) {
    const half = memoryReplayStore()
    await replay(entries.slice(0, size), [1000], half)
    return openReplayer({ store: { ...half, ...change(half) }, verify: verifyNode, log })
  }
  // The next entry moves the box, which the one before the last packed.
  const size = 17

  it("is noticed when it is opened", async () => {
    const lost: readonly ((store: MemoryReplayStore) => Partial<ReplayStore>)[] = [
      () => ({ bucketHashes: async function* () {} }),
      () => ({ faults: async () => [{ index: 0, code: "no-genesis", sentence: "" }] }),
      ({ bucketHashes }) => ({
        bucketHashes: async function* () {
          let isFirst = true
          for await (const each of bucketHashes()) {
            if (!isFirst) yield each
            isFirst = false
          }
        },
      }),
    ]
    for (const change of lost) await expect(opened(size, change)).rejects.toThrow(StateFault)
  })

  it("is noticed when what it lost is read, and is no fault of the log", async () => {
    const early = memoryReplayStore()
    await replay(entries.slice(0, size - 2), [1000], early)
    const lost: readonly ((store: MemoryReplayStore) => Partial<ReplayStore>)[] = [
      () => ({ subjects: async (ids) => ids.map(() => undefined) }),
      () => ({ subjects: early.subjects }),
      () => ({ buckets: async (numbers) => numbers.map(() => undefined) }),
      () => ({ buckets: early.buckets }),
      // A leaf that no entry touches again.
      ({ buckets }) => ({
        buckets: async (numbers) =>
          (await buckets(numbers)).map((leaves) => leaves && concat(leaves, beside(leaves))),
      }),
    ]
    for (const change of lost) {
      const replayer = await opened(size, change)
      await expect(replayer.take(entries.slice(size))).rejects.toThrow(StateFault)
      expect(replayer.faults.found).toEqual([])
    }
    // A new item that the store says is there already.
    const made = await opened(14, ({ rebuilt }) => ({
      subjects: async (ids) => ids.map((id) => rebuilt.get(id) ?? [...rebuilt.values()][0]),
    }))
    await expect(made.take(entries.slice(14))).rejects.toThrow(StateFault)
    const replayer = await opened(size, () => ({}))
    await replayer.take(entries.slice(size))
    expect(replayer.faults.found).toEqual([])
  })
})
