/** Clocks set back, offers kept, keys revoked and receipts from a drawer: time is what is proven, and nothing else. */

import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { accept, type Held, handOver, intake, offer } from "../support/acts.ts"
import {
  answerAt,
  askAt,
  blind,
  bundleFor,
  codesOf,
  dated,
  day,
  hour,
  judge,
  printAnswer,
  seal,
  settle,
} from "../support/judge.ts"
import { carried, type Scene } from "../support/robbed.ts"
import { makeWorld, signContract, type World } from "../support/world.ts"

const carrierHas = "proved carrier, burden carrier"
const open = "undecided carrier+stranger, burden carrier"

describe("an offer accepted after its expiry", () => {
  async function expired() {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    await seal(world)
    const offered = offer(shop, carrier.party, bag.held)
    await settle(world, 2 * hour)
    return { world, bag: bag.held, offered, item: (bag.held[0] as Held).item }
  }

  it("moves nothing, if it surely was after", async () => {
    const { world, offered, item } = await expired()
    const receipt = accept(world.pens.carrier, offered)
    await world.submit(receipt)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, item, now)
    expect(printAnswer(world, verdict)).toBe("proved shop, burden shop")
    expect(codesOf(verdict.findings, receipt)).toEqual(["offer-expired"])
  })

  it("by a device that claims an earlier time proves nothing and moves no burden", async () => {
    const { world, offered, item } = await expired()
    const early = dated(blind(world.pens.carrier), world.clock.now() - 2 * hour)
    const receipt = accept(early, offered)
    await world.submit(receipt)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, item, now)
    expect(printAnswer(world, verdict)).toBe("undecided carrier+shop, burden shop")
    const bracket = verdict.brackets.find((each) => each.receipt === receipt.id)
    expect(bracket?.notAfter).toBeGreaterThan(bracket?.claimed as number)
  })

  it("after the giver offered it to another does not dispute that", async () => {
    const { world, bag, offered, item } = await expired()
    const { shop, bank, carrier } = world.pens
    await world.submit(handOver(shop, bank, bag))
    const now = await seal(world)
    const late = accept(blind(carrier), offered)
    await world.submit(late)
    await settle(world)
    expect(await answerAt(world, item, now)).toBe("undecided bank+carrier, burden bank")
  })
})

/** The bag is stolen from the carrier; all that is signed from now on comes after it. */
async function stolen(options: Parameters<typeof carried>[0] = {}) {
  const scene = await carried(options)
  const { carrier, bank, stranger } = scene.world.pens
  const expires = scene.world.clock.now() + 300 * day
  const kept = [bank, stranger].map((pen) =>
    offer(carrier, pen.party, scene.held, { expires }),
  ) as [ReturnType<typeof offer>, ReturnType<typeof offer>]
  const theft = await seal(scene.world)
  await settle(scene.world, hour)
  const report = { type: "theft", items: [scene.bag.item], from: theft, to: theft } as const
  await scene.world.submit(draft("report", report, carrier))
  return { ...scene, kept, theft }
}

async function afterwards({ world, bag }: Scene, theft: number): Promise<string> {
  await settle(world)
  return answerAt(world, bag.item, theft)
}

describe("after a theft, the acceptance of an offer from before it", () => {
  it("does not reach back, if its signer had seen a later checkpoint", async () => {
    const scene = await stolen()
    await scene.world.submit(accept(scene.world.pens.bank, scene.kept[0]))
    expect(await afterwards(scene, scene.theft)).toBe(carrierHas)
  })

  it("without any checkpoint leaves the time open, and the burden where it was", async () => {
    const scene = await stolen()
    const { world, theft } = scene
    await world.submit(accept(dated(blind(world.pens.stranger), theft - hour), scene.kept[1]))
    expect(await afterwards(scene, theft)).toBe(open)
  })
})

describe("a straw man's receipt three weeks later", () => {
  const wait = 21 * day
  const straw = ({ world }: Scene, taken: ReturnType<typeof offer>, theft: number) =>
    accept(dated(blind(world.pens.stranger), theft - hour), taken)

  it("does not reach back past the contract's time to submit", async () => {
    const scene = await stolen()
    const { world, bag, theft } = scene
    await settle(world, wait)
    const receipt = straw(scene, scene.kept[1], theft)
    await world.submit(receipt)
    await settle(world)
    const verdict = await askAt(world, bag.item, theft)
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, receipt)).toContain("late-submission")
  })

  it("binds its signers from then on", async () => {
    const scene = await stolen()
    const { world, bag } = scene
    await settle(world, wait)
    await world.submit(straw(scene, scene.kept[1], scene.theft))
    const now = await seal(world)
    await settle(world)
    expect(await answerAt(world, bag.item, now)).toBe("proved stranger, burden stranger")
  })

  it("hung from a hand-over inside the carrier's house that cites no contract", async () => {
    const scene = await carried()
    const { world, held, bag } = scene
    const second = await world.enrol(world.parties.carrier, "second courier", "courier")
    const inside = handOver(world.pens.carrier, second, held)
    await world.submit(inside)
    const theft = await seal(world)
    await settle(world, wait)
    const late = handOver(blind(second), blind(world.pens.stranger), inside.held)
    await world.submit(late)
    await settle(world)
    const verdict = await askAt(world, bag.item, theft)
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, late)).toContain("late-submission")
  })

  it("… or one between the carrier and the straw man, with a year to submit", async () => {
    const scene = await carried()
    const { world, held } = scene
    const friends = [world.parties.carrier, world.parties.stranger]
    const own = signContract(friends, { timeToSubmit: 365 * day })
    await world.submit(own)
    const second = await world.enrol(world.parties.carrier, "second courier", "courier")
    const contract = own.id
    const inside = handOver(world.pens.carrier, second, held, { contract })
    await world.submit(inside)
    const theft = await seal(world)
    await settle(world, wait)
    const [from, to] = [blind(second), blind(world.pens.stranger)]
    await world.submit(handOver(from, to, inside.held, { contract }))
    expect(await afterwards(scene, theft)).toBe(carrierHas)
  })

  it("with a later version of the contract that gives it longer", async () => {
    const scene = await stolen()
    const { world, bag, theft } = scene
    const { shop, carrier, bank } = world.parties
    const longer = signContract([shop, carrier, bank], {
      revises: world.contract,
      timeToSubmit: 365 * day,
    })
    await world.submit(longer)
    await settle(world, wait)
    await world.submit(straw(scene, scene.kept[1], theft))
    await settle(world)
    const verdict = await askAt(world, bag.item, theft)
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, longer)).toEqual(["contract-revised"])
  })

  it.each([
    ["where nothing was agreed", null],
    ["where the contract is signed by the carrier only", "one side"],
  ])("%s leaves it open, and the burden where it was", async (_, side) => {
    const world: World = await makeWorld()
    const { shop, carrier } = world.parties
    const agreed = signContract([carrier], { parties: [shop.id, carrier.id] })
    await world.submit(agreed)
    const scene = await stolen({ world, contract: side === null ? null : agreed.id })
    await settle(world, wait)
    await world.submit(straw(scene, scene.kept[1], scene.theft))
    await settle(world)
    const verdict = await askAt(world, scene.bag.item, scene.theft)
    expect(printAnswer(world, verdict)).toBe(open)
    const codes = codesOf(verdict.findings, scene.receipt)
    expect(codes.includes("contract-not-binding")).toBe(side !== null)
  })
})

describe("an offer withdrawn after it was accepted", () => {
  const withdraw = ({ world, bag, offered }: Scene, pen = world.pens.shop) =>
    draft("withdraw", { offer: offered.id, items: [bag.item] }, pen)

  it("stays accepted", async () => {
    const scene = await carried()
    await scene.world.submit(withdraw(scene))
    expect(await afterwards(scene, scene.at)).toBe(carrierHas)
  })

  it("by a device that has seen nothing moves no burden", async () => {
    const scene = await carried()
    await scene.world.submit(withdraw(scene, blind(scene.world.pens.shop)))
    expect(await afterwards(scene, scene.at)).toBe("undecided carrier+shop, burden carrier")
  })
})

describe("a loose statement", () => {
  it("ratifies, annuls and settles nothing: it is not on record", async () => {
    const { world, bag, receipt, held } = await carried()
    const { carrier, shop, stranger, post } = world.pens
    const claim = handOver(stranger, post, held)
    await world.submit(claim)
    const now = await seal(world)
    await settle(world)
    const bytes = await bundleFor(world, bag.item, now)
    const asked = (...loose: readonly Uint8Array[]): string =>
      printAnswer(world, judge(bytes, { loose }))
    const ratified = { act: "ratify", of: claim.id, items: [bag.item] } as const
    const annulled = { act: "annul", of: receipt.id, items: [bag.item] } as const
    const ratify = draft("acknowledge", ratified, carrier).bytes
    const annul = draft("correction", annulled, carrier, { attest: [shop] }).bytes
    expect(asked()).toBe("undecided carrier+post, burden carrier")
    expect(asked(ratify)).toBe("undecided carrier+post, burden carrier")
    expect(asked(annul)).toBe("undecided carrier+post+shop, burden carrier")
    expect(asked(ratify, annul)).toBe("undecided carrier+post+shop, burden carrier")
  })

  it("takes a proof away without moving the burden, also by one who never held it", async () => {
    const { world, bag, held, at } = await carried()
    await settle(world)
    const bytes = await bundleFor(world, bag.item, at)
    expect(printAnswer(world, judge(bytes))).toBe(carrierHas)
    const { carrier, stranger, shop } = world.pens
    const from = { carrier, shop }
    for (const giver of [from.carrier, from.shop]) {
      const loose = [handOver(blind(giver), blind(stranger), held).bytes]
      const verdict = judge(bytes, { loose })
      expect(verdict.verdict).not.toBe("proved")
      expect(verdict.burden).toBe(world.parties.carrier.id)
    }
  })
})
