import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { SignedDraft } from "../../src/custody/draft.ts"
import type { ItemId, SubjectId } from "../../src/custody/identifier.ts"
import { mapKeyOf } from "../../src/custody/identifier.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { openRunning } from "../../src/ledger/guard.ts"
import { openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerOptions } from "../../src/ledger/running.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { makeWorld, type World, type WorldOptions } from "../support/world.ts"

let directory = ""
let made = 0

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "kvitto-maps-"))
})

afterAll(async () => {
  await rm(directory, { recursive: true })
})

type Kept = World & { readonly mapPath: string }

/** A world whose store outlives its ledger, and whose map is on file once that is closed. */
async function keptWorld(options: WorldOptions = {}): Promise<Kept> {
  const mapPath = join(directory, `map ${made++}`)
  const store: Store = { ...memoryStore(), close: async () => {} }
  return { ...(await makeWorld({ ...options, store, ledger: { mapPath } })), mapPath }
}

const unread = (store: Store): Store => ({
  ...store,
  allSubjects() {
    throw new Error("all subjects are read")
  },
})

/** All that opening makes of what is on record. */
async function opened(options: LedgerOptions) {
  const { trie, dirty, shown, unshown, cosigned, replayed } = await openRunning(options)
  const root = trie.root()
  const shownRoot = shown?.trie?.root()
  const sizes = [shown?.publication.size, cosigned?.size, replayed?.size]
  const sorted = (changes: typeof dirty) => [...changes].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { root, shownRoot, sizes, dirty: sorted(dirty), unshown: sorted(unshown) }
}

const fromStore = ({ options }: World) => opened({ ...options, mapPath: null })
const fromFile = ({ options, store }: World) => opened({ ...options, store: unread(store) })

/** An item that moves before and after its map was kept, one that comes later, and some that nobody has published. */
async function lived(world: Kept): Promise<{ readonly item: ItemId }> {
  const { shop, carrier, bank } = world.pens
  const [moving, resting] = [intake(shop), intake(shop)]
  await world.submit(moving, resting)
  const over = handOver(shop, carrier, moving.held)
  await world.submit(over)
  await world.publish()
  await world.ledger.close()
  const ledger = await openLedger(world.options)
  const send = async (...drafts: readonly SignedDraft[]) => {
    for (const answer of await ledger.submit(drafts.map((each) => parcel(each))))
      expect(answer.ok).toBe(true)
  }
  await send(handOver(carrier, bank, over.held), intake(shop))
  await ledger.publish()
  await send(handOver(shop, carrier, resting.held), intake(shop))
  return { item: moving.items[0] as ItemId }
}

describe("the map on file", () => {
  it("opens a ledger as its store does, whenever it was kept", async () => {
    const world = await keptWorld()
    await lived(world)
    const whole = await fromStore(world)
    expect(whole.dirty.length).toBeGreaterThan(1)
    const early = await readFile(world.mapPath)
    expect(await fromFile(world)).toEqual(whole)
    await (await openLedger(world.options)).close()
    expect(await readFile(world.mapPath)).not.toEqual(early)
    expect(await fromFile(world)).toEqual(whole)
    expect((await readdir(directory)).filter((name) => name.endsWith(".new"))).toEqual([])
  })

  it("is that of what the witnesses have seen, where they are behind", async () => {
    const world = await keptWorld({ witnessed: true })
    await lived(world)
    const alone = await openLedger({ ...world.options, witnesses: [], needWitnesses: false })
    await alone.submit([parcel(intake(world.pens.shop))])
    await alone.publish()
    const whole = await fromStore(world)
    expect(whole.unshown.length).toBeGreaterThan(0)
    expect(whole.shownRoot).not.toEqual(whole.root)
    expect(await fromFile(world)).toEqual(whole)
    await alone.close()
    expect(await fromFile(world)).toEqual(whole)
  })

  it("is passed over where it is not whole, not this ledger's, or ahead of it", async () => {
    const world = await keptWorld()
    await lived(world)
    const other = await keptWorld({ seed: "another" })
    await lived(other)
    const [own, strange] = [await readFile(world.mapPath), await readFile(other.mapPath)]
    const whole = await fromStore(world)
    const changed = Array.from({ length: 40 }, (_, i) => {
      const bytes = Uint8Array.from(own)
      const at = i < 20 ? 4 * i : Math.floor((own.length / 20) * (i - 20))
      bytes[at] = (bytes[at] as number) ^ 1
      return bytes
    })
    const wrong = [
      ...changed,
      new Uint8Array(0),
      own.subarray(0, 60),
      own.subarray(0, -1),
      Buffer.concat([own, Buffer.from([0])]),
      Buffer.concat([own, own.subarray(-1000)]),
      strange,
    ]
    for (const bytes of wrong) {
      await writeFile(world.mapPath, bytes)
      await expect(fromFile(world)).rejects.toThrow("all subjects are read")
      expect(await opened(world.options)).toEqual(whole)
    }
    // The same ledger, as a copy from before has it.
    await writeFile(world.mapPath, own)
    const { store } = world
    const young = await keptWorld()
    await writeFile(young.mapPath, own)
    expect(young.store.size()).toBeLessThan(store.size())
    expect(await opened(young.options)).toEqual(await fromStore(young))
  })

  it("stays where it cannot be replaced, and the ledger goes on", async () => {
    const world = await keptWorld()
    await world.ledger.close()
    const lost = join(directory, "not there", "map")
    const ledger = await openLedger({ ...world.options, mapPath: lost })
    await ledger.submit([parcel(intake(world.pens.shop))])
    await ledger.publish()
    await ledger.close()
    expect(await fromFile(world)).toEqual(await fromStore(world))
  })
})

describe("what the store has of a subject", () => {
  it("must be what the map has of it, or nothing more is written", async () => {
    const world = await keptWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    const item = taken.items[0] as ItemId
    await world.submit(taken)
    const [old] = await world.store.subjects([item])
    const over = handOver(shop, carrier, taken.held)
    await world.submit(over)
    await world.publish()
    await world.ledger.close()
    const { store } = world
    const [now] = await store.subjects([item])
    const strange = Uint8Array.from(now as Uint8Array)
    // In the first peak of its mini-log.
    strange[1] = (strange[1] as number) ^ 1
    for (const stored of [undefined, old, strange]) {
      const wrong: Store = {
        ...store,
        subjects: async (keys) =>
          (await store.subjects(keys)).map((bytes, i) => (keys[i] === item ? stored : bytes)),
      }
      const ledger = await openLedger({ ...world.options, store: wrong })
      const submitted = ledger.submit([parcel(handOver(carrier, shop, over.held))])
      await expect(submitted).rejects.toMatchObject({
        code: "stopped",
        cause: { code: "corrupt", message: expect.stringContaining(`subject ${item}`) },
      })
    }
    const { trie } = await openRunning(world.options)
    const leaf = trie.get(
      mapKeyOf(world.options.keys.checkpoint.key.name, item as string as SubjectId),
    )
    expect([leaf?.count, toHex(leaf?.root ?? new Uint8Array())]).toEqual([2, expect.any(String)])
  })
})
