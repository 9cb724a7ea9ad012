import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { createLedger, openLedger } from "../../src/ledger/ledger.ts"
import { readHead } from "../../src/store/head.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { entriesOf } from "../support/reading.ts"
import {
  headPath,
  keyNamed,
  makeWorld,
  reopen,
  storePath,
  type World,
  worldKeys,
  worldOrigin,
} from "../support/world.ts"

let directory = ""

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "kvitto-guard-"))
})

afterEach(async () => {
  await rm(directory, { recursive: true })
})

const place = (name: string): string => join(directory, name)

/** A store that holds the first `size` entries of another and, by and large, what was derived from them. */
const cutTo = (store: Store, size: number): Store => ({
  ...store,
  size: () => size,
  entries: (from, to) => store.entries(from, Math.min(to, size)),
})

/** What `change` makes of each entry; everything else is as it was. */
const forged = (store: Store, change: (index: number, bytes: Uint8Array) => Uint8Array): Store => ({
  ...store,
  entry: async (index) => {
    const bytes = await store.entry(index)
    return bytes && change(index, bytes)
  },
  async *entries(from, to) {
    for await (const { index, bytes } of store.entries(from, to))
      yield { index, bytes: change(index, bytes) }
  },
})

async function worldIn(name: string, seed = "world"): Promise<World> {
  await mkdir(place(name))
  return makeWorld({ directory: place(name), seed })
}

describe("opening a ledger again", () => {
  it("continues where it was: published, unpublished, and with the same map", async () => {
    const world = await worldIn("a")
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    const item = taken.items[0] as ItemId
    const question = { item, from: 0, to: 1, scope: "unit" } as const
    await world.submit(taken)
    await world.publish()
    const bundle = await world.ledger.bundle(question)
    // Of these, one touches a subject that the map knows and one a subject that it does not.
    await world.submit(handOver(shop, carrier, taken.held), intake(shop))
    const about = await world.ledger.about()
    await world.ledger.close()
    const ledger = await reopen(world, place("a"))
    expect(await ledger.about()).toEqual(about)
    expect(await ledger.bundle(question)).toEqual(bundle)
    await ledger.publish()
    await ledger.close()
    // The seal that the reopened ledger made is checked against a map rebuilt from the store.
    const again = await reopen(world, place("a"))
    expect((await again.about()).published).toBe(about.size + 1)
    expect(await again.history(item)).toHaveLength(2)
    await again.close()
  })

  it("keeps the head beside the store: written before anything is acknowledged", async () => {
    const world = await worldIn("a")
    const [answer] = await world.submit(intake(world.pens.shop))
    const head = await readHead(headPath(place("a")))
    expect(head?.size).toBe((answer?.index ?? 0) + 1)
    expect(head?.signedAt).toBeUndefined()
    await world.publish()
    const signed = await readHead(headPath(place("a")))
    expect(signed).toMatchObject({ size: world.store.size(), signedAt: world.clock.now() })
    await world.ledger.close()
  })

  it("opens after more than a tail of entries", async () => {
    const world = await makeWorld()
    const { store, options } = world
    for (let round = 0; round < 6; round++)
      await world.submit(...Array.from({ length: 250 }, () => intake(world.pens.shop)))
    await world.publish()
    const ledger = await openLedger(options)
    expect(await ledger.checkpoint()).toEqual(await world.ledger.checkpoint())
    // The first tile lies before what is hashed again, the fourth within it.
    for (const wrongTile of [0, 3]) {
      const tile: Store["tile"] = async (level, n) =>
        n === wrongTile ? new Uint8Array(32 * 256) : store.tile(level, n)
      const refusal = openLedger({ ...options, store: { ...store, tile } })
      await expect(refusal).rejects.toMatchObject({ code: "corrupt" })
    }
  })
})

describe("the head guard", () => {
  it("refuses yesterday's copy of the store beside today's head", async () => {
    const world = await worldIn("a")
    await world.submit(intake(world.pens.shop))
    await world.ledger.close()
    await cp(storePath(place("a")), place("yesterday"), { recursive: true })
    const today = await reopen(world, place("a"))
    await today.publish()
    await today.close()
    await rm(storePath(place("a")), { recursive: true })
    await cp(place("yesterday"), storePath(place("a")), { recursive: true })
    const refusal = reopen(world, place("a"))
    await expect(refusal).rejects.toMatchObject({
      name: "LedgerFault",
      code: "behind-head",
      sentence: expect.stringContaining("it is 1 behind") as string,
    })
  })

  it("refuses a store whose newest entries were cut off", async () => {
    const world = await worldIn("a")
    await world.submit(...Array.from({ length: 5 }, () => intake(world.pens.shop)))
    const size = world.store.size()
    const store = cutTo(world.store, size - 3)
    const refusal = openLedger({ ...world.options, store })
    await expect(refusal).rejects.toMatchObject({
      code: "behind-head",
      sentence: `the store holds ${size - 3} entries and this node has acknowledged ${size}: it is 3 behind`,
    })
    await world.ledger.close()
  })

  it("refuses another history of the same keys, as long or longer", async () => {
    const [one, other] = [await worldIn("a"), await worldIn("b", "another seed")]
    await one.submit(intake(one.pens.shop))
    await other.submit(intake(other.pens.shop), intake(other.pens.shop))
    await one.ledger.close()
    await other.ledger.close()
    await writeFile(headPath(place("b")), await readFile(headPath(place("a"))))
    await expect(reopen(other, place("b"))).rejects.toMatchObject({ code: "forked-from-head" })
  })

  it("accepts a store that is ahead of the head, as a crash between the two leaves it", async () => {
    const world = await worldIn("a")
    const before = await readFile(headPath(place("a")))
    await world.submit(...Array.from({ length: 300 }, () => intake(world.pens.shop)))
    await world.ledger.close()
    await writeFile(headPath(place("a")), before)
    await (await reopen(world, place("a"))).close()
  })

  it("refuses when the head is gone, or is not one it wrote", async () => {
    const world = await worldIn("a")
    await world.ledger.close()
    const head = await readFile(headPath(place("a")), "utf8")
    await writeFile(headPath(place("a")), head.replace("size 1", "size 2"))
    await expect(reopen(world, place("a"))).rejects.toMatchObject({ code: "corrupt" })
    await rm(headPath(place("a")))
    await expect(reopen(world, place("a"))).rejects.toMatchObject({ code: "no-head" })
  })
})

describe("what is in the store", () => {
  it("must be a chain under the newest checkpoint and seal", async () => {
    const { store, options, submit, pens, publish } = await makeWorld()
    const taken = intake(pens.shop)
    await submit(taken)
    await publish()
    const size = store.size()
    await submit(intake(pens.shop), intake(pens.shop))
    const flip = (at: number) =>
      forged(store, (index, bytes) => {
        if (index !== at) return bytes
        const changed = bytes.slice()
        changed[changed.length - 3] = (changed[changed.length - 3] as number) ^ 1
        return changed
      })
    const swapped: Store = {
      ...store,
      async *allSubjects() {
        for await (const each of store.allSubjects()) if (each.key !== taken.items[0]) yield each
      },
    }
    for (const wrong of [flip(3), flip(size - 2), flip(size - 1), flip(size), swapped])
      await expect(openLedger({ ...options, store: wrong })).rejects.toMatchObject({
        code: "corrupt",
      })
    await (await openLedger(options)).close()
  })

  it("must be signed by the keys at hand", async () => {
    const { options } = await makeWorld()
    const other = keyNamed("another key")
    const { checkpoint } = worldKeys
    const origin = { ...checkpoint.key, name: "elsewhere.example" }
    const wrong = [
      { ...worldKeys, seal: other },
      { ...worldKeys, promise: other },
      {
        ...worldKeys,
        checkpoint: { ...checkpoint, key: { ...checkpoint.key, publicKey: other.publicKey } },
      },
      { ...worldKeys, checkpoint: { ...checkpoint, key: origin } },
    ]
    for (const keys of wrong)
      await expect(openLedger({ ...options, keys })).rejects.toMatchObject({ code: "wrong-keys" })
  })
})

async function genesisOf(world: World): Promise<Uint8Array> {
  const [first] = await entriesOf(world)
  return first?.entry.statement ?? new Uint8Array(0)
}

describe("the ledger's own keys", () => {
  it("sign nothing more once governance has named others", async () => {
    const { options, ledger, governors, submit, pens } = await makeWorld()
    const promise = keyNamed("next promise key")
    const { publicKey } = promise
    const terms: Terms["governance"] = {
      act: "succeed-promise-key",
      party: null,
      key: publicKey,
      possession: promise.sign(possessionMessage(worldOrigin, null, publicKey)),
      governors: [],
      threshold: null,
    }
    const [first, ...others] = governors as [Pen, ...Pen[]]
    await submit(draft("governance", terms, first, { attest: others }))
    await expect(submit(intake(pens.shop))).rejects.toMatchObject({ code: "wrong-keys" })
    await expect(ledger.publish()).rejects.toMatchObject({ code: "wrong-keys" })
    const next = await openLedger({ ...options, keys: { ...worldKeys, promise } })
    const [answer] = await next.submit([parcel(intake(pens.shop))])
    expect(answer).toMatchObject({ ok: true })
  })
})

describe("creating a ledger", () => {
  it("wants an empty store, no head that is ahead of it, and a genesis of its own keys", async () => {
    const world = await worldIn("a")
    const genesis = await genesisOf(world)
    const { options } = world
    await expect(createLedger({ ...options, genesis })).rejects.toMatchObject({ code: "exists" })
    const store = memoryStore()
    await expect(createLedger({ ...options, store, genesis })).rejects.toMatchObject({
      code: "behind-head",
    })
    const free = { ...options, store, headPath: null }
    const broken = genesis.slice()
    broken[broken.length - 1] = (broken[broken.length - 1] as number) ^ 1
    await expect(createLedger({ ...free, genesis: broken })).rejects.toMatchObject({
      code: "bad-genesis",
    })
    const keys = { ...worldKeys, seal: keyNamed("another key") }
    await expect(createLedger({ ...free, keys, genesis })).rejects.toMatchObject({
      code: "wrong-keys",
    })
    expect(store.size()).toBe(0)
    const ledger = await createLedger({ ...free, genesis })
    expect(await ledger.about()).toMatchObject({ size: 2, published: 2 })
    await expect(openLedger({ ...free, store: memoryStore() })).rejects.toMatchObject({
      code: "empty",
    })
    await world.ledger.close()
  })

  it("finishes what a crash left after the genesis", async () => {
    const memory = memoryStore()
    const commit: Store["commit"] = async (size, batch) => {
      if (batch.publication !== undefined) throw new Error("power cut")
      await memory.commit(size, batch)
    }
    const world = await worldIn("a")
    const genesis = await genesisOf(world)
    const options = { ...world.options, headPath: place("head") }
    const cut = createLedger({ ...options, store: { ...memory, commit }, genesis })
    await expect(cut).rejects.toMatchObject({ code: "stopped" })
    const ledger = await openLedger({ ...options, store: memory })
    expect(await ledger.about()).toMatchObject({ size: 2, published: 2 })
    await world.ledger.close()
  })
})
