/** Two phones hand things over; then a phone that dies at every commit of it, before and after. */

import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import type { PartyId, StatementId } from "../../src/custody/identifier.ts"
import { deliver, prove } from "../../src/device/deliver.ts"
import { stageOf } from "../../src/device/stage.ts"
import { foreseen } from "../../src/device/foresee.ts"
import {
  give,
  note,
  offerOptions,
  offerTerms,
  relieve,
  signHere,
  undo,
  withdraw,
} from "../../src/device/give.ts"
import { memoryShelf } from "../../src/device/memory-shelf.ts"
import { collect, type Collection, printParts } from "../../src/device/parts.ts"
import type { Phone } from "../../src/device/phone.ts"
import { accept, allAccepted, inspect } from "../../src/device/receive.ts"
import { refresh } from "../../src/device/refresh.ts"
import { settle } from "../../src/device/settle.ts"
import { type Given, only, put, type Shelf, ShelfFault } from "../../src/device/shelf.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { fillPhone, phoneOf } from "../support/phones.ts"
import { makeWorld, type World } from "../support/world.ts"

let world: World
let shop: Phone
let carrier: Phone
let carrierParty: PartyId

beforeEach(async () => {
  world = await makeWorld({ witnessed: true })
  shop = await phoneOf(world, "shop")
  carrier = await phoneOf(world, "carrier")
  carrierParty = world.parties.carrier.id
})
afterEach(() => world.ledger.close())

const heldBy = async ({ shelf }: Phone) => [...(await shelf.all("held")).values()]
const papersOf = async ({ shelf }: Phone) =>
  [...(await shelf.all("papers")).values()].sort((a, b) => a.order - b.order)

/** What one phone shows, as the other scans it, in whatever order. */
function scanned(message: Uint8Array): Uint8Array {
  let collection: Collection = []
  for (const part of printParts(message).toReversed()) {
    const after = collect(collection, part)
    if (after.message !== undefined) return after.message
    ;({ collection } = after)
  }
  throw new Error("expected a message")
}

async function handOver(from: Phone, to: Phone, given: Given) {
  const taken = await accept(to, scanned(given.message), allAccepted)
  return { taken, settled: await settle(from, scanned(taken.message)) }
}

const codeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => "done",
    (error: Error & { code?: string }) => error.code ?? error.message,
  )

describe("a case with 40 bags, both phones without network", () => {
  it("goes over in one gesture, and whoever has network first delivers all", async () => {
    const holdings = await fillPhone(world, shop, 39)
    const box = holdings[0]?.item as never
    const given = await give(shop, { items: [box], to: carrierParty })
    expect(given.lines).toHaveLength(40)
    expect(given.state).toBe("open")
    const inspection = await inspect(carrier, scanned(given.message))
    expect(inspection.lines.map(({ within }) => within)).toEqual([null, ...Array(39).fill(0)])
    expect(inspection.warnings).toEqual(["giver-unknown"])
    const { taken, settled } = await handOver(shop, carrier, given)
    expect(settled.given.state).toBe("answered")
    expect(await heldBy(shop)).toEqual([])
    const held = await heldBy(carrier)
    expect(held).toHaveLength(40)
    expect(held.every(({ previous }) => previous === taken.receipt)).toBe(true)
    expect(held.filter(({ within }) => within === box)).toHaveLength(39)

    // The carrier goes on to the bank, still without network; only the bank's phone reaches any.
    const bank = await phoneOf(world, "bank")
    const next = await give(carrier, { items: [box], to: world.parties.bank.id })
    const second = await handOver(carrier, bank, next)
    expect(await deliver(bank, world.ledger)).toBe(4)
    const said = (await papersOf(bank)).map((paper) => [paper.kind, paper.own, paper.said.state])
    expect(said).toEqual([
      ["offer", false, "appended"],
      ["acceptance", false, "appended"],
      ["offer", false, "appended"],
      ["acceptance", true, "appended"],
    ])
    expect(await world.ledger.indexOf(taken.receipt)).toBeDefined()
    expect(await world.ledger.indexOf(second.taken.receipt)).toBeDefined()
    for (const paper of await papersOf(bank))
      if (paper.said.state === "appended") expect(paper.said.codes).toEqual([])
    // The shop sends the same later: nothing new, and the same answer.
    expect(await deliver(shop, world.ledger)).toBe(2)
    const papers = await papersOf(shop)
    expect(papers.map(({ said: { state } }) => state)).toEqual(["appended", "appended"])
  })

  it("is signed, then on record, then proved at a cosigned checkpoint", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as never], to: carrierParty })
    const { taken } = await handOver(shop, carrier, given)
    const stage = async () => stageOf(await shop.shelf.get("papers", taken.receipt))
    expect(await stage()).toBe("signed")
    await deliver(shop, world.ledger)
    expect(await stage()).toBe("recorded")
    // Without a policy nothing can be proved, and before a publication there is nothing to.
    expect(await prove(shop, world.ledger)).toBe(0)
    await refresh(shop, world.ledger)
    expect(await prove(shop, world.ledger)).toBe(0)
    await world.publish()
    await refresh(shop, world.ledger)
    expect(await prove(shop, world.ledger)).toBe(2)
    expect(await stage()).toBe("proved")
    expect((await shop.shelf.get("papers", taken.receipt))?.proof?.cosigned.length).toBeGreaterThan(
      2,
    )
  })

  it("is not proved by the proof of another entry, nor by the ledger's word", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    await give(shop, { items: [bag?.item as never], to: carrierParty })
    await deliver(shop, world.ledger)
    await world.publish()
    await refresh(shop, world.ledger)
    const { ledger } = world
    const shifted = {
      tlogProof: (index: number) => ledger.tlogProof(index - 1),
      entry: (index: number) => ledger.entry(index),
    }
    expect(await prove(shop, shifted)).toBe(0)
    const other = {
      tlogProof: (index: number) => ledger.tlogProof(index - 1),
      entry: (index: number) => ledger.entry(index - 1),
    }
    expect(await prove(shop, other)).toBe(0)
    // It acknowledges, and names the place of somebody else's entry, which it can prove well.
    const deceived = await phoneOf(world, "carrier")
    await deceived.shelf.commit(
      await deceived.shelf.edition(),
      (await papersOf(shop)).map((paper) =>
        put("papers", paper.statement, { ...paper, said: { state: "waiting" } }),
      ),
    )
    const lying = {
      submit: async (parcels: readonly Uint8Array[]) =>
        (await ledger.submit(parcels)).map((answer) =>
          answer.ok ? { ...answer, index: answer.index - 1 } : answer,
        ),
    }
    await deliver(deceived, lying)
    await refresh(deceived, ledger)
    expect(await prove(deceived, ledger)).toBe(0)
  })

  it("refers to the newest checkpoint that the phone holds, and its note travels", async () => {
    await refresh(carrier, world.ledger)
    await refresh(shop, world.ledger)
    const [bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as never], to: carrierParty })
    await handOver(shop, carrier, given)
    const seen = (await carrier.shelf.get("known", only))?.seen
    expect(seen).not.toBeNull()
    const { arrived } = await inspect(carrier, given.message)
    expect(arrived.parcel.notes).toEqual([seen])
    await deliver(carrier, world.ledger)
    for (const { said } of await papersOf(carrier)) expect(said).toMatchObject({ codes: [] })
  })
})

describe("what the receiver says", () => {
  it("keeps what was refused with the giver, and what was reserved with the receiver", async () => {
    const [, ...bags] = await fillPhone(world, shop, 3)
    const given = await give(shop, { items: bags.map(({ item }) => item), to: carrierParty })
    const exceptions = new Map([
      [0, { outcome: "refused" as const, reservations: [] }],
      [1, { outcome: "with-reservation" as const, reservations: ["seal-broken" as const] }],
      [2, { outcome: "not-presented" as const, reservations: [] }],
    ])
    const photo = Uint8Array.of(1, 2, 3)
    const answer = { ...allAccepted, exceptions, extras: 1, remark: "wet", photo }
    const taken = await accept(carrier, given.message, answer)
    await settle(shop, taken.message)
    const left = (await heldBy(shop)).map(({ item, offered }) => [item, offered])
    const [first, second, third] = bags.map(({ item }) => item)
    expect(left).toContainEqual([first, null])
    expect(left).toContainEqual([third, null])
    expect((await heldBy(carrier)).map(({ item }) => item)).toEqual([second])
    expect((await carrier.shelf.all("pictures")).size).toBe(1)
    await deliver(carrier, world.ledger)
    const codes = (await papersOf(carrier)).map(({ said }) =>
      said.state === "appended" ? said.codes : [],
    )
    expect(codes.flat()).toEqual(expect.arrayContaining(["refused", "not-presented"]))
  })

  it("is not asked for what cannot be accepted", async () => {
    const [, bag] = await fillPhone(world, shop, 1)
    const items = [bag?.item as never]
    const bank = await phoneOf(world, "bank")
    const given = await give(shop, { items, to: carrierParty })
    expect(await codeOf(inspect(bank, given.message))).toBe("not-to-us")
    expect(await codeOf(inspect(shop, given.message))).toBe("from-ourselves")
    expect(await codeOf(inspect(carrier, given.message.slice(1)))).toBe("not-a-message")
    const flipped = given.message.slice()
    flipped[60] = (flipped[60] as number) ^ 1
    expect(["bad-signature", "not-a-message"]).toContain(await codeOf(inspect(carrier, flipped)))
    const taken = await accept(carrier, given.message, allAccepted)
    expect(await codeOf(inspect(carrier, taken.message))).toBe("not-an-offer")
    expect(await codeOf(settle(shop, given.message))).toBe("not-a-receipt")
    expect(await codeOf(settle(carrier, taken.message))).toBe("no-such-offer")
    expect(await codeOf(give(shop, { items, to: carrierParty }))).toBe("offered-already")
    world.clock.advance(13 * 3_600_000)
    const late = await phoneOf(world, "carrier")
    expect(await codeOf(inspect(late, given.message))).toBe("expired")
  })

  it("is warned of by what is sealed: the giver's word beside the intake's openings", async () => {
    const [, bag] = await fillPhone(world, shop, 1)
    const item = bag?.item as never
    const first = await give(shop, { items: [item], to: carrierParty })
    const message = scanned(first.message)
    expect((await inspect(carrier, message)).lines[0]?.basis).toBe("told")
    // With the limit of the phone's owner below what lies there.
    const self = await carrier.shelf.get("self", only)
    const limit = { currency: "DKK", minor: 1 }
    if (self !== undefined)
      await carrier.shelf.commit(await carrier.shelf.edition(), [
        put("self", only, { ...self, limit }),
      ])
    expect((await inspect(carrier, message)).warnings).toContain("above-limit")
  })
})

describe("when no QR code comes back", () => {
  it("stays open, is shown again, and a second scan gets the same receipt", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as never], to: carrierParty })
    const taken = await accept(carrier, given.message, allAccepted)
    expect((await shop.shelf.get("given", given.offer))?.state).toBe("open")
    const again = await accept(carrier, given.message, allAccepted)
    expect(again.receipt).toBe(taken.receipt)
    expect(await papersOf(carrier)).toHaveLength(2)
    await settle(shop, again.message)
    const { given: twice } = await settle(shop, again.message)
    expect(twice.state).toBe("answered")
  })

  it("can be taken back; a receipt that was signed all the same counts", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    const items = [bag?.item as never]
    const given = await give(shop, { items, to: carrierParty })
    const taken = await accept(carrier, given.message, allAccepted)
    await withdraw(shop, given.offer)
    expect((await heldBy(shop)).every(({ offered }) => offered === null)).toBe(true)
    await settle(shop, taken.message)
    expect(await heldBy(shop)).toEqual([])
    await deliver(shop, world.ledger)
    expect((await papersOf(shop)).every(({ said }) => said.state === "appended")).toBe(true)
  })

  it("is noted by the giver's word, with a paper receipt", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as never], to: carrierParty })
    const noted = await note(shop, given.offer, "refused-to-sign", "R 4711")
    expect(noted.state).toBe("noted")
    expect(await heldBy(shop)).toEqual([])
    await deliver(shop, world.ledger)
    expect((await papersOf(shop)).map(({ said }) => said.state)).toEqual(["appended", "appended"])
    expect(await codeOf(note(shop, given.offer, "not-present", null))).toBe("answered-already")
  })

  it("is signed on this phone by whoever stands there, which does not discharge", async () => {
    const [bag] = await fillPhone(world, shop, 1)
    const given = await give(shop, { items: [bag?.item as never], to: carrierParty })
    const here = await signHere(shop, given.offer)
    expect([here.state, here.to]).toEqual(["noted", null])
    expect((await shop.shelf.get("given", given.offer))?.state).toBe("withdrawn")
    await deliver(shop, world.ledger)
    const said = (await papersOf(shop)).map((paper) => [paper.kind, paper.said])
    expect(said.map(([kind]) => kind)).toEqual(["offer", "offer", "withdraw", "acceptance"])
    const codes = ["code-not-proved", "code-not-proved"]
    expect(said.at(-1)?.[1]).toMatchObject({ codes })
  })
})

describe("one gesture", () => {
  it("undoes: a hand-over back of what is still here", async () => {
    const [box] = await fillPhone(world, shop, 2)
    const given = await give(shop, { items: [box?.item as never], to: carrierParty })
    const { taken } = await handOver(shop, carrier, given)
    const back = await undo(carrier, taken.receipt)
    expect(back.to).toBe(world.parties.shop.id)
    expect((await carrier.shelf.get("taken", taken.receipt))?.undone).toBe(back.offer)
    await handOver(carrier, shop, back)
    expect(await heldBy(shop)).toHaveLength(3)
    expect(await heldBy(carrier)).toEqual([])
    await deliver(shop, world.ledger)
    expect((await papersOf(shop)).map(({ said }) => said)).toMatchObject(
      Array.from({ length: 4 }, () => ({ codes: [] })),
    )
  })

  it("relieves: everything to another person of the organisation", async () => {
    await fillPhone(world, shop, 2)
    const relief = await relieve(shop)
    expect(relief.to).toBe(world.parties.shop.id)
    expect(relief.lines).toHaveLength(3)
    await world.enrol(world.parties.shop, "second cashier", "cashier")
    const second = await otherPhone(world, "second cashier")
    await handOver(shop, second, relief)
    expect(await heldBy(second)).toHaveLength(3)
    await deliver(second, world.ledger)
    expect((await papersOf(second)).map(({ said }) => said)).toMatchObject(
      Array.from({ length: 2 }, () => ({ codes: [] })),
    )
  })
})

async function otherPhone(where: World, name: string): Promise<Phone> {
  const phone = await phoneOf(where, "shop")
  const self = await phone.shelf.get("self", only)
  const seed = sha256(utf8(`seed of ${name}`))
  const { publicKey } = signingKeyFromSeed(seed)
  const secret = { kind: "seed", seed } as const
  if (self !== undefined)
    await phone.shelf.commit(await phone.shelf.edition(), [
      put("self", only, { ...self, publicKey, secret }),
    ])
  return phone
}

describe("before signing", () => {
  it("says what the ledger would find, and without network what the phone can know", async () => {
    const lines = (await fillPhone(world, shop, 1)).slice(1)
    const items = lines.map(({ item }) => item)
    const expires = world.clock.now() + 1000
    const terms = offerTerms(lines, carrierParty, expires)
    const beside = { notes: [], needs: [] }
    const intended = {
      kind: "offer" as const,
      terms,
      options: offerOptions(lines, {}),
      items,
      beside,
      came: [],
    }
    const online = await foreseen(shop, intended, world.ledger)
    expect(online).toMatchObject({ by: "ledger", answer: { ok: true } })
    const unreachable = { dryRun: () => Promise.reject(new Error("no network")) }
    const offline = await foreseen(shop, intended, unreachable)
    expect(offline).toMatchObject({ by: "phone", answer: { ok: true } })
    expect(await papersOf(shop)).toEqual([])
  })
})

describe("a phone that dies", () => {
  /** A shelf that dies at its nth commit from now: before it, or right after it. */
  function mortal(): { shelf: Shelf; dieAt: (count: number, when: "before" | "after") => void } {
    const inner = memoryShelf()
    let left = Infinity
    let moment: "before" | "after" = "before"
    const commit: Shelf["commit"] = async (edition, changes) => {
      const isNow = --left < 0
      if (isNow && moment === "before") throw new Error("died")
      const after = await inner.commit(edition, changes)
      if (isNow) throw new Error("died")
      return after
    }
    return {
      shelf: { ...inner, commit },
      dieAt: (count, when) => {
        left = count
        moment = when
      },
    }
  }

  const moments = [0, 1, 2, 3].flatMap((count) =>
    (["before", "after"] as const).map((when) => [count, when] as const),
  )

  it.each(moments)(
    "at commit %i, %s: nothing is lost, nothing is signed twice",
    async (count, when) => {
      const [mine, theirs] = [mortal(), mortal()]
      const giver = await phoneOf(world, "shop", mine.shelf)
      const receiver = await phoneOf(world, "carrier", theirs.shelf)
      const lines = await fillPhone(world, giver, 2)
      for (const { dieAt } of [mine, theirs]) dieAt(count, when)
      const shown = new Set<StatementId>()
      const alive = () => {
        for (const { dieAt } of [mine, theirs]) dieAt(Infinity, when)
      }
      /** What the people do: look what is on the screen after waking up, and go on from there. */
      const goOn = async (): Promise<void> => {
        let open = [...(await giver.shelf.all("given")).values()].find(
          ({ state }) => state === "open",
        )
        const done = [...(await giver.shelf.all("given")).values()].find(
          ({ state }) => state === "answered",
        )
        if (open === undefined && done === undefined)
          open = await give(giver, { items: [lines[0]?.item as never], to: carrierParty })
        if (open !== undefined) {
          const taken = await accept(receiver, open.message, allAccepted)
          shown.add(taken.receipt)
          await settle(giver, taken.message)
        }
        await deliver(giver, world.ledger)
        await deliver(receiver, world.ledger)
      }
      for (let tries = 0; tries < 3; tries++)
        try {
          await goOn()
          break
        } catch (error) {
          expect(String(error)).toContain("died")
          alive()
        }
      expect(shown.size).toBe(1)
      expect(await heldBy(giver)).toEqual([])
      expect(await heldBy(receiver)).toHaveLength(3)
      for (const phone of [giver, receiver]) {
        const papers = await papersOf(phone)
        expect(papers.map(({ kind }) => kind)).toEqual(["offer", "acceptance"])
        expect(papers.map(({ said }) => said)).toMatchObject(
          Array.from({ length: 2 }, () => ({ state: "appended", codes: [] })),
        )
      }
    },
  )

  it("with a full disk signs nothing that anybody sees, and says so", async () => {
    let isFull = false
    const shelf = memoryShelf(() => {
      if (isFull) throw new ShelfFault("full", "no room")
    })
    const giver = await phoneOf(world, "shop", shelf)
    const [bag] = await fillPhone(world, giver, 1)
    isFull = true
    expect(await codeOf(give(giver, { items: [bag?.item as never], to: carrierParty }))).toBe(
      "full",
    )
    isFull = false
    expect(await papersOf(giver)).toEqual([])
    expect((await heldBy(giver)).every(({ offered }) => offered === null)).toBe(true)
  })

  it("does nothing that another window overtook", async () => {
    const [box] = await fillPhone(world, shop, 1)
    const items = [box?.item as never]
    const both = await Promise.all([
      codeOf(give(shop, { items, to: carrierParty })),
      codeOf(give(shop, { items, to: carrierParty })),
    ])
    expect(both.toSorted()).toEqual(["done", "overtaken"])
    expect((await shop.shelf.all("given")).size).toBe(1)
  })
})
