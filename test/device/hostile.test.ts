/** What strangers, bad days and hostile codes do to a phone: it never says *discharged* on a stranger's word. */

import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { deliver } from "../../src/device/deliver.ts"
import { give, note, relieve } from "../../src/device/give.ts"
import { decodeMessage, encodeMessage } from "../../src/device/message.ts"
import {
  collect,
  type Collection,
  maxMessageBytes,
  printParts,
  printText,
  readPart,
} from "../../src/device/parts.ts"
import type { Phone } from "../../src/device/phone.ts"
import { accept, allAccepted, type Answer, inspect } from "../../src/device/receive.ts"
import { refresh } from "../../src/device/refresh.ts"
import { settle } from "../../src/device/settle.ts"
import { only, put } from "../../src/device/shelf.ts"
import { decodeParcel } from "../../src/api/parcel.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { fillPhone, phoneOf } from "../support/phones.ts"
import { makeWorld, type World } from "../support/world.ts"

let world: World
let shop: Phone
let carrier: Phone
let to: World["parties"]["carrier"]["id"]

beforeEach(async () => {
  world = await makeWorld()
  shop = await phoneOf(world, "shop")
  carrier = await phoneOf(world, "carrier")
  to = world.parties.carrier.id
})
afterEach(() => world.ledger.close())

const heldBy = async ({ shelf }: Phone) => [...(await shelf.all("held")).values()]

/** Somebody with a key of his own making, who says that he is of the carrier. */
async function stranger(): Promise<Phone> {
  const phone = await phoneOf(world, "carrier")
  const seed = sha256(utf8("a stranger"))
  const { publicKey } = signingKeyFromSeed(seed)
  const self = await phone.shelf.get("self", only)
  if (self === undefined) throw new Error("expected a phone with somebody")
  const secret = { kind: "seed", seed } as const
  const mine = put("self", only, { ...self, publicKey, secret })
  await phone.shelf.commit(await phone.shelf.edition(), [mine])
  return phone
}

const refusing = (line: number): Answer => ({
  ...allAccepted,
  exceptions: new Map([[line, { outcome: "refused" as const, reservations: [] }]]),
})

describe("a receipt by a key that nobody enrolled", () => {
  it("is told apart, and the real one counts whenever it comes", async () => {
    await refresh(shop, world.ledger)
    const [, first, second] = await fillPhone(world, shop, 2)
    const items = [first?.item, second?.item] as ItemId[]
    const given = await give(shop, { items, to })
    const forged = await accept(await stranger(), given.message, allAccepted)
    const fooled = await settle(shop, forged.message)
    expect([fooled.isSignerKnown, fooled.given.byKey]).toEqual([false, expect.any(String)])
    const real = await accept(carrier, given.message, refusing(1))
    const settled = await settle(shop, real.message)
    expect(settled.isSignerKnown).toBe(true)
    expect(settled.given.by).toBe(real.receipt)
    const held = await heldBy(shop)
    expect(held.find(({ item }) => item === items[0])).toBeUndefined()
    expect(held.find(({ item }) => item === items[1])).toMatchObject({ offered: null })
    // And the stranger's, shown once more, changes nothing.
    expect((await settle(shop, forged.message)).given.by).toBe(real.receipt)
  })

  it("that the ledger does not take leaves the giver undischarged, whatever was believed", async () => {
    const [, bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as ItemId], to })
    const forged = await accept(await stranger(), given.message, allAccepted)
    await settle(shop, forged.message)
    await deliver(shop, world.ledger)
    const after = await shop.shelf.get("given", given.offer)
    expect(after).toMatchObject({ state: "open", by: null, byKey: null, outcomes: [] })
    const again = (await heldBy(shop)).find(({ item }) => item === bag?.item)
    expect(again?.offered).toBe(given.offer)
    const real = await accept(carrier, given.message, allAccepted)
    expect((await settle(shop, real.message)).given).toMatchObject({ state: "answered" })
    await deliver(shop, world.ledger)
    expect(await shop.shelf.get("given", given.offer)).toMatchObject({ by: real.receipt })
  })

  it("counts from when the ledger takes it after all", async () => {
    const [, bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as ItemId], to })
    const taken = await accept(carrier, given.message, allAccepted)
    await settle(shop, taken.message)
    const no = { ok: false, code: "key-never-enrolled", sentence: "no" } as const
    await deliver(shop, { submit: async (parcels) => parcels.map(() => no) })
    expect((await shop.shelf.get("given", given.offer))?.state).toBe("open")
    await deliver(shop, world.ledger, true)
    const after = await shop.shelf.get("given", given.offer)
    expect(after).toMatchObject({ state: "answered", by: taken.receipt })
    expect((await heldBy(shop)).some(({ item }) => item === bag?.item)).toBe(false)
  })
})

it("has in hand again what was noted as taken, and refused by the receipt that came later", async () => {
  const [, first, second] = await fillPhone(world, shop, 2)
  const items = [first?.item, second?.item] as ItemId[]
  const given = await give(shop, { items, to })
  const real = await accept(carrier, given.message, refusing(0))
  await note(shop, given.offer, "no-key", "P 1")
  await settle(shop, real.message)
  const held = (await heldBy(shop)).map(({ item }) => item)
  expect(items.map((item) => held.includes(item))).toEqual([true, false])
})

it("is relieved of a case while a bag of it stands in another offer", async () => {
  const [box, bag] = await fillPhone(world, shop, 2)
  await give(shop, { items: [bag?.item as ItemId], to })
  const relief = await relieve(shop)
  const items = relief.lines.map(({ item }) => item)
  expect([items.length, items.includes(box?.item as ItemId)]).toEqual([2, true])
  expect(items).not.toContain(bag?.item)
})

describe("a long day without network", () => {
  it("gives 499 things in a case, and they go over", async () => {
    const [box] = await fillPhone(world, shop, 499)
    const given = await give(shop, { items: [box?.item as ItemId], to })
    const taken = await accept(carrier, given.message, allAccepted)
    expect((await settle(shop, taken.message)).given.state).toBe("answered")
    expect(await heldBy(carrier)).toHaveLength(500)
  }, 60_000)

  it("shows as much of what came before as a message holds, the newest of it", async () => {
    const [box] = await fillPhone(world, shop, 199)
    const items = [box?.item as ItemId]
    let [from, into] = [shop, carrier]
    let parties = [to, world.parties.shop.id]
    for (let turn = 0; turn < 7; turn++) {
      const given = await give(from, { items, to: parties[0] as typeof to })
      const taken = await accept(into, given.message, allAccepted)
      await settle(from, taken.message)
      ;[from, into] = [into, from]
      parties = parties.toReversed()
    }
    const last = await give(from, { items, to: parties[0] as typeof to })
    expect(last.message.length).toBeLessThanOrEqual(maxMessageBytes)
    expect(last.message.length).toBeGreaterThan(maxMessageBytes / 2)
    const { arrived } = await inspect(into, last.message)
    const newest = arrived.parcel.predecessors.at(-1) as Uint8Array
    const papers = [...(await from.shelf.all("papers")).values()]
    const previous = papers.find(({ statement }) => statement === last.lines[0]?.previous)
    const [came, own] = [decodeParcel(newest), decodeParcel(previous?.parcel ?? newest)]
    if ("fault" in came || "fault" in own) throw new Error("expected parcels")
    expect(came.statement).toEqual(own.statement)
    // Everything is on record all the same once both are home.
    await deliver(from, world.ledger)
    await deliver(into, world.ledger)
    for (const phone of [from, into])
      for (const { said } of (await phone.shelf.all("papers")).values())
        expect(said).toMatchObject({ state: "appended", codes: [] })
  }, 120_000)
})

describe("hostile codes", () => {
  it("are no part, or the part that they say, and never a message of another name", () => {
    const message = sha256(utf8("message"))
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        for (const each of [text, `KVITTO:${text}`, `kvitto:${text}`]) {
          const { collection, message: found } = collect([], each)
          expect(found).toBeUndefined()
          expect(collection.length).toBeLessThanOrEqual(1)
        }
      }),
    )
    const [whole = ""] = printParts(message)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.constantFrom("0", "A", ":", " "), (at, letter) => {
        const changed = whole.slice(0, at) + letter + whole.slice(at + 1)
        const found = collect([], changed).message
        expect(found === undefined || changed === whole).toBe(true)
      }),
    )
  })

  it("fill no memory: parts that are too much together are let go", () => {
    const message = new Uint8Array(maxMessageBytes)
    const third = printParts(message, maxMessageBytes / 3 + 1)
    const named = readPart(third[0] as string)
    expect(named?.count).toBe(3)
    let collection: Collection = [
      {
        whole: named?.whole as Uint8Array,
        count: 3,
        parts: new Map([[1, new Uint8Array(maxMessageBytes)]]),
      },
    ]
    ;({ collection } = collect(collection, third[0] as string))
    expect(collection).toEqual([])
    expect(readPart("KVITTO:".padEnd(3 * maxMessageBytes, "0"))).toBeUndefined()
  })

  it("of any bytes are no message, or that message again in one spelling", () => {
    const code = new Uint8Array(16)
    const party = "ab".repeat(32) as typeof to
    const sample = encodeMessage({ kind: "invitation", origin: "o", url: "u", party, code })
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.nat(255), (at, octet) => {
        const bytes = sample.with(at, octet)
        const read = decodeMessage(bytes)
        expect("fault" in read ? bytes : encodeMessage(read)).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeMessage(bytes)).toHaveProperty("fault")
      }),
    )
    expect(collect([], printText(sample)).message).toEqual(sample)
  })
})
