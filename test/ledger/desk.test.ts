/** Who is who and who has what, as a desk or a phone is told: against what was signed, and an index that follows. */

import { beforeAll, describe, expect, it } from "vitest"
import type { HeldItem } from "../../src/api/desk.ts"
import { draft } from "../../src/custody/draft.ts"
import type { ItemId, PartyId, PlaceId } from "../../src/custody/identifier.ts"
import { Catalogue } from "../../src/ledger/catalogue.ts"
import { listHoldings } from "../../src/ledger/holdings.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { judge, seal } from "../support/judge.ts"
import { makeWorld, personNamed, signContract, type World, worldOrigin } from "../support/world.ts"

const dkk = (kroner: number) => ({ currency: "DKK", minor: kroner * 100 })
const bag = (value: string) => ({ identifier: { scheme: "bag", value } as const })

const vault = {
  grade: "II",
  approved: dkk(100_000),
  room: null,
  premises: null,
  features: [],
  delay: null,
  windows: [],
  zone: null,
  surveillance: null,
} as const

/** Items by what is printed on them; the one asked for must be there alone. */
async function bearing(world: World, identifier: string): Promise<HeldItem> {
  const found = await world.ledger.holdings({ identifier })
  expect(found.length).toBe(1)
  return found[0] as HeldItem
}

const itemsOf = (held: readonly HeldItem[]) => held.map(({ item }) => item)

it("turns pages over the things that bear one number, and reads no more of them", async () => {
  const own = await makeWorld()
  const { shop, carrier } = own.pens
  const taken = intake(
    shop,
    Array.from({ length: 40 }, () => ({ owner: shop.party, sealed: bag("ÅR 1") })),
  )
  const some = taken.held.slice(0, 3)
  await own.submit(taken, handOver(shop, carrier, some, {}))
  const read: string[] = []
  const store = {
    ...own.store,
    subjects: (ids: readonly string[]) => {
      read.push(...ids)
      return own.store.subjects(ids)
    },
  }
  const ground = { store, origin: worldOrigin }
  const catalogue = new Catalogue(ground)
  await catalogue.refresh()
  const sorted = taken.items.toSorted()
  const found: ItemId[] = []
  for (let after: ItemId | undefined; found.length < 40; after = found.at(-1)) {
    read.length = 0
    // As a Mac types it.
    const query = { identifier: "år1".normalize("NFD"), limit: 7, ...(after && { after }) }
    const page = itemsOf(await listHoldings(ground, catalogue, query))
    expect(read.filter((id) => sorted.includes(id as ItemId)).length).toBeLessThanOrEqual(7)
    found.push(...page)
    if (page.length < 7) break
  }
  expect(found).toEqual(sorted)
  read.length = 0
  const party = carrier.party as PartyId
  const held = await listHoldings(ground, catalogue, { identifier: "ÅR 1", party })
  expect(itemsOf(held)).toEqual(some.map(({ item }) => item).toSorted())
  expect(read.filter((id) => sorted.includes(id as ItemId))).toHaveLength(3)
})

describe("holdings", () => {
  let world: World
  let place: PlaceId
  beforeAll(async () => {
    world = await makeWorld()
    const described = draft("place", { type: "vault" }, world.pens.carrier, {
      sealed: { whole: { name: "Vault 2", fittings: vault } },
    })
    await world.submit(described)
    place = described.id as string as PlaceId
  })

  it("says who has an item, by which receipt, where, and what it is worth", async () => {
    const { shop, carrier } = world.pens
    const taken = intake(shop, [
      { owner: shop.party, sealed: { ...bag("B-1"), seal: "S 77", amount: dkk(900) } },
    ])
    await world.submit(taken)
    const before = await bearing(world, "B-1")
    expect(before).toMatchObject({
      holder: shop.party,
      receipt: taken.id,
      place: null,
      contract: null,
    })
    const offered = offer(shop, carrier.party, taken.held, { contract: world.contract })
    const received = accept(carrier, offered, {
      contract: world.contract,
      sealed: { whole: { place }, lines: [{ amount: dkk(880) }] },
    })
    world.clock.advance(60_000)
    await world.submit(received)
    expect(await bearing(world, " b-1 ")).toEqual({
      item: taken.items[0],
      status: "held",
      goods: "cash",
      container: false,
      owner: shop.party,
      within: null,
      holder: carrier.party,
      key: carrier.key.keyId,
      person: personNamed("carrier person"),
      place,
      receipt: received.id,
      since: world.clock.now(),
      contract: world.contract,
      identifiers: ["bag B-1", "seal S 77"],
      value: dkk(880),
    })
    for (const number of ["BAG b-1", "s77", "seal S77", taken.items[0] as string])
      expect(itemsOf(await world.ledger.holdings({ identifier: number }))).toEqual(taken.items)
    for (const number of ["B-11", "crate B-1", "B", "0".repeat(64)])
      expect(await world.ledger.holdings({ identifier: number })).toEqual([])
  })

  it("does not know where it is once it changed hands elsewhere", async () => {
    const { carrier, bank } = world.pens
    const { item, receipt } = await bearing(world, "B-1")
    const on = { contract: world.contract }
    await world.submit(handOver(carrier, bank, [{ item, previous: receipt }], on))
    expect(await bearing(world, "B-1")).toMatchObject({ place: null, value: dkk(880) })
  })

  it("finds a seal that was put on later", async () => {
    const { bank } = world.pens
    const { item, receipt } = await bearing(world, "B-1")
    const line = { item, previous: receipt, result: "as-declared", sealTag: null } as const
    const resealed = draft("check", { type: "reseal", lines: [line] }, bank, {
      sealed: { whole: { place }, lines: [{ seal: "S 77", newSeal: "S 78" }] },
    })
    await world.submit(resealed)
    expect(await bearing(world, "S 78")).toMatchObject({
      item,
      place,
      identifiers: ["bag B-1", "seal S 77", "seal S 78"],
    })
  })

  it("keeps a closed item findable by its number, and nowhere else", async () => {
    const { bank } = world.pens
    const { item, receipt } = await bearing(world, "B-1")
    const party = bank.party as PartyId
    expect(itemsOf(await world.ledger.holdings({ party }))).toEqual([item])
    const lines = [{ item, previous: receipt }]
    await world.submit(draft("close", { lines, reason: "paid-in" }, bank))
    expect(await world.ledger.holdings({ party })).toEqual([])
    expect(await world.ledger.holdings({ party, identifier: "B-1" })).toMatchObject([
      { item, status: "closed" },
    ])
    expect(await world.ledger.holdings({ identifier: "B-1", status: "held" })).toEqual([])
  })

  it("tells the lines of one intake apart", async () => {
    const { shop } = world.pens
    const lines = ["M-1", "M-2"].map((number) => ({ sealed: { ...bag(number), amount: dkk(7) } }))
    const taken = intake(shop, lines)
    await world.submit(taken)
    expect(await bearing(world, "M-2")).toMatchObject({
      item: taken.items[1],
      identifiers: ["bag M-2"],
    })
    const ends = draft("close", { lines: taken.held, reason: "consumed" }, shop)
    await world.submit(ends)
  })

  it("gives all pages of a party and of a key in order, and nothing twice", async () => {
    const { shop, stranger } = world.pens
    const many = intake(
      shop,
      Array.from({ length: 9 }, () => ({})),
    )
    await world.submit(many, intake(stranger))
    const all = [...many.items].sort()
    for (const asked of [{ party: shop.party as PartyId }, { key: shop.key.keyId }]) {
      const found: ItemId[] = []
      for (;;) {
        const last = found.at(-1)
        const after = last === undefined ? {} : { after: last }
        const page = await world.ledger.holdings({ ...asked, ...after, limit: 4 })
        found.push(...itemsOf(page))
        if (page.length < 4) break
      }
      expect(found).toEqual(all)
    }
    expect(
      await world.ledger.holdings({ party: shop.party as PartyId, key: stranger.key.keyId }),
    ).toEqual([])
  })

  it("takes the longest chain of a late repetition, and says what is forked, unlinked or claimed", async () => {
    const { shop, carrier, bank, stranger } = world.pens
    const [a, b, c] = ["L-1", "L-2", "L-3"].map((number) => intake(shop, [{ sealed: bag(number) }]))
    if (a === undefined || b === undefined || c === undefined) throw new Error("three")
    const first = handOver(shop, carrier, a.held)
    await world.submit(a, b, c, first, handOver(carrier, bank, first.held))
    await world.submit(handOver(shop, carrier, a.held))
    expect(await bearing(world, "L-1")).toMatchObject({ holder: bank.party, status: "held" })
    await world.submit(handOver(shop, carrier, b.held), handOver(shop, bank, b.held))
    expect(await bearing(world, "L-2")).toMatchObject({ holder: carrier.party, status: "forked" })
    await world.submit(handOver(stranger, bank, c.held))
    expect(await bearing(world, "L-3")).toMatchObject({ holder: shop.party, status: "claimed" })
    const missing = handOver(shop, carrier, c.held)
    await world.submit(handOver(carrier, bank, missing.held))
    expect(await world.ledger.holdings({ status: "unlinked" })).toMatchObject([
      { item: c.items[0] },
    ])
    await world.submit(missing)
    expect(await world.ledger.holdings({ status: "unlinked" })).toEqual([])
    expect(await world.ledger.holdings({ status: "forked" })).toMatchObject([{ item: b.items[0] }])
  })

  it("shows nothing that was withheld", async () => {
    const { shop } = world.pens
    const taken = intake(shop, [{ sealed: { ...bag("W-1"), amount: dkk(5) } }])
    await world.submit({ ...taken, leaves: [] })
    expect(await world.ledger.holdings({ identifier: "W-1" })).toEqual([])
    expect(await bearing(world, taken.items[0] as string)).toMatchObject({
      identifiers: [],
      value: null,
    })
  })

  it("knows after every step what it would know if it began then", async () => {
    const { store } = world
    const ground = { store, origin: worldOrigin }
    const { shop, carrier, bank } = world.pens
    for (let round = 0; round < 6; round++) {
      const taken = intake(shop, [{ sealed: bag(`R-${round}`) }, {}, {}])
      const passed = handOver(shop, carrier, taken.held)
      const steps = [taken, passed, handOver(carrier, bank, passed.held.slice(round % 3))]
      for (const step of steps) {
        await world.submit(step)
        if (round % 2 === 0) await world.publish()
        const afresh = (query: object) => listHoldings(ground, new Catalogue(ground), query)
        for (const query of [{}, { party: carrier.party }, { identifier: `R-${round}` }])
          expect(await world.ledger.holdings(query as object)).toEqual(await afresh(query))
      }
    }
  })
})

describe("findings and books", () => {
  it("finds page by page what the file of each item finds, and leaves out what was met", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const sealed = { amount: dkk(9_000_000) }
    const taken = intake(shop, [{ sealed }, { sealed }, { sealed }])
    const closed = draft("close", { lines: taken.held.slice(0, 1), reason: "paid-in" }, shop)
    await world.submit(taken, handOver(shop, carrier, taken.held.slice(1)), closed)
    const at = await seal(world)
    const expected: string[] = []
    for (const item of taken.items) {
      const bytes = await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })
      for (const each of judge(bytes as Uint8Array).rules)
        if (each.outcome !== "met")
          expected.push([item, each.statement, each.rule, each.outcome].join())
    }
    const found: string[] = []
    let judged = 0
    for (let after: ItemId | null = null; ; ) {
      const page = await world.ledger.findings(after, 2)
      judged += page.items
      for (const { items, statement, rule, outcome } of page.findings)
        for (const item of items) found.push([item, statement, rule, outcome].join())
      if (page.next === null) break
      after = page.next
    }
    expect(judged).toBe(3)
    expect(expected.length).toBeGreaterThan(3)
    expect(found.sort()).toEqual(expected.sort())
  })

  it("keeps books that go on from where they were", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const { ledger } = world
    const owner = shop.party
    const taken = intake(shop, [
      { owner, sealed: { amount: dkk(900) } },
      { owner, sealed: { amount: dkk(50) } },
    ])
    await world.submit(taken)
    expect((await ledger.books(10)).balances).toMatchObject([
      { owner, taken: 95_000, held: 95_000 },
    ])
    const short = accept(carrier, offer(shop, carrier.party, taken.held), {
      sealed: { lines: [{ amount: dkk(800) }, { amount: dkk(40) }] },
    })
    await world.submit(short)
    const both = await Promise.all([ledger.books(1), ledger.books(10)])
    expect(both[1]).toMatchObject({
      size: world.store.size(),
      balances: [{ owner, taken: 95_000, held: 84_000, difference: -11_000 }],
      differing: 2,
    })
    expect(both[1].differences.map(({ found }) => found)).toEqual([80_000, 4_000])
    expect(both[0].differences.map(({ found }) => found)).toEqual([4_000])
  })
})

describe("others meanwhile", () => {
  it("have their turn while everything is read, and while a page is", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const many = Array.from({ length: 100 }, () => intake(shop))
    await world.submit(...many)
    const { ledger, store } = world
    const ground = { store, origin: worldOrigin }
    const asks: readonly (() => Promise<unknown>)[] = [
      () => new Catalogue(ground).refresh(),
      () => ledger.holdings({}),
      () => ledger.findings(null, 20),
      () => ledger.books(1),
    ]
    for (const ask of asks) {
      let turns = 0
      let isDone = false
      const count = (): void => {
        turns += 1
        if (!isDone) setImmediate(count)
      }
      setImmediate(count)
      await ask()
      isDone = true
      expect(turns).toBeGreaterThan(2)
    }
  })
})

describe("names", () => {
  it("says what parties, keys, places and contracts are called, and null where that is not shown", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const described = draft("place", { type: "vault" }, carrier, {
      sealed: { whole: { name: "Vault 2", fittings: vault } },
    })
    const withheld = draft("place", { type: "till" }, shop, {
      sealed: { whole: { name: "Till 1" } },
    })
    const first = signContract([world.parties.shop, world.parties.bank], { regime: "post" })
    const second = signContract([world.parties.shop, world.parties.bank], { revises: first.id })
    await world.submit(described, { ...withheld, leaves: [] }, first, second)
    const all = await world.ledger.names(null, 1000)
    const ids = all.map(({ id }) => id as string)
    expect(ids).toEqual([...ids].sort())
    const of = (id: string) => all.find((each) => each.id === id)
    expect(of(described.id)).toEqual({
      type: "place",
      id: described.id,
      name: "Vault 2",
      party: carrier.party,
      placeType: "vault",
      fittings: { grade: "II", approved: dkk(100_000), room: null, premises: null },
    })
    expect(of(withheld.id)).toMatchObject({ name: null, fittings: null, placeType: "till" })
    expect(of(shop.key.keyId)).toEqual({
      type: "key",
      id: shop.key.keyId,
      name: null,
      party: shop.party,
      person: personNamed("shop person"),
      rights: "sign",
      assurance: 2,
      revoked: false,
    })
    expect(of(shop.party as string)).toMatchObject({ type: "party", form: "organisation" })
    expect(of(first.id)).toMatchObject({ type: "contract", regime: "post", revises: null })
    expect(of(second.id)).toMatchObject({ type: "contract", regime: "general", revises: first.id })
    const pages: string[] = []
    for (;;) {
      const page = await world.ledger.names(pages.at(-1) ?? null, 5)
      pages.push(...page.map(({ id }) => id))
      if (page.length < 5) break
    }
    expect(pages).toEqual(ids)
  })

  it("says which key was revoked", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    await world.ledger.names(null, 1)
    const terms = {
      act: "revoke",
      key: shop.key.publicKey,
      possession: null,
      replaces: null,
      person: null,
      rights: "sign",
      assurance: 2,
      compromisedSince: null,
    } as const
    await world.submit(draft("key", terms, world.parties.shop.root))
    const names = await world.ledger.names(null, 1000)
    expect(names.find(({ id }) => id === shop.key.keyId)).toMatchObject({ revoked: true })
  })
})
