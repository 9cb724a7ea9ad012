/** What people gain by leaving out, or making up, what decides under which section of the guideline an item travels. */

import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import type { ItemId, PlaceId, StatementId } from "../../src/custody/identifier.ts"
import { accept, type Held, intake, offer } from "../support/acts.ts"
import { forge, opened } from "../support/forge.ts"
import {
  askAt,
  bundleFor,
  codesOf,
  failure,
  judge,
  nameOf,
  printAnswer,
  seal,
  settle,
} from "../support/judge.ts"
import { makeWorld, signContract, type World } from "../support/world.ts"

const describePlace = async (world: World, type: "aircraft-side" | "cargo-handling") => {
  const place = draft("place", { type }, world.parties.bank.root)
  await world.submit(place)
  return place.id as string as PlaceId
}

/** The shop sends by air: the bank plays the airline, the carrier its handler. */
async function byAir(world: World) {
  const { shop, carrier, bank } = world.parties
  const agreed = signContract([shop, carrier, bank], {
    regime: "air",
    carrier: bank.id,
    handlers: [carrier.id],
  })
  await world.submit(agreed)
  const options = { contract: agreed.id }
  const taken = intake(world.pens.shop)
  await world.submit(taken)
  await seal(world)
  const stored = accept(
    world.pens.carrier,
    offer(world.pens.shop, carrier.id, taken.held, options),
    options,
  )
  await world.submit(stored)
  const inWarehouse = await seal(world)
  return { options, stored, item: (taken.held[0] as Held).item, inWarehouse }
}

async function load(
  world: World,
  { stored, options }: { stored: { held: readonly Held[] }; options: { contract: StatementId } },
  point: PlaceId | null,
) {
  const { carrier, bank } = world.pens
  const offered = offer(carrier, bank.party, stored.held, options)
  const receipt = accept(bank, offered, { ...options, terms: { deliveryPoint: point } })
  await world.submit(receipt)
  const at = await seal(world)
  await settle(world)
  return { receipt, at }
}

describe("by air, with handling by another company (003 §43)", () => {
  it("the sender answers in the warehouse, the handler has it in hands", async () => {
    const world = await makeWorld()
    const { item, inWarehouse } = await byAir(world)
    await settle(world)
    const verdict = await askAt(world, item, inWarehouse)
    expect(printAnswer(world, verdict)).toBe("proved shop, burden shop")
    expect(verdict.holder.map(({ party }) => nameOf(world, party))).toEqual(["carrier"])
    expect(verdict.alternatives[0]?.liable[0]).toMatchObject({ rule: "L6", section: "§43" })
  })

  it("the airline answers from the aircraft side, and the place cannot be left out", async () => {
    const world = await makeWorld()
    const scene = await byAir(world)
    const side = await describePlace(world, "aircraft-side")
    const { at } = await load(world, scene, side)
    const bytes = await bundleFor(world, scene.item, at)
    expect(printAnswer(world, judge(bytes))).toBe("proved bank, burden bank")
    const forged = await forge(world, bytes, (bundle) => ({
      ...bundle,
      miniLogs: bundle.miniLogs.filter(({ type }) => type !== "place"),
    }))
    expect(opened(bytes).miniLogs.some(({ subject }) => (subject as string) === side)).toBe(true)
    expect(failure(judge(forged))).toBe(`step 10: the chain of place ${side} is left out`)
  })

  it.each([
    [
      "in the warehouse",
      async (world: World) => describePlace(world, "cargo-handling"),
      "proved shop, burden shop",
    ],
    ["at no place", async () => null, "proved shop, burden shop"],
    [
      "at a place that is not on record, unless it is described yet",
      async () => "cd".repeat(32) as PlaceId,
      "undecided bank+shop, burden shop",
    ],
  ])("the sender goes on answering for what is loaded %s", async (_, point, expected) => {
    const world = await makeWorld()
    const scene = await byAir(world)
    const { at } = await load(world, scene, await point(world))
    const verdict = await askAt(world, scene.item, at)
    expect(printAnswer(world, verdict)).toBe(expected)
    expect(verdict.holder.map(({ party }) => nameOf(world, party))).toContain("bank")
  })

  it("a contract that the sender did not sign moves nobody to another section", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.parties
    const own = signContract([carrier, bank], {
      regime: "air",
      carrier: bank.id,
      handlers: [carrier.id, shop.id],
      subcontractors: [shop.id],
    })
    const whole = signContract([shop, carrier, bank])
    await world.submit(own, whole)
    const taken = intake(world.pens.shop)
    await world.submit(taken)
    await seal(world)
    // The carrier's receipt cites what it agreed with the bank; the shop's offer does not.
    const offered = offer(world.pens.shop, carrier.id, taken.held, { contract: whole.id })
    const receipt = accept(world.pens.carrier, offered, { contract: own.id })
    await world.submit(receipt)
    const at = await seal(world)
    await settle(world)
    const verdict = await askAt(world, (taken.held[0] as Held).item, at)
    expect(printAnswer(world, verdict)).toBe("proved carrier, burden carrier")
  })
})

describe("a seal that was put on before", () => {
  it("is a finding in the verdict of either item, and its chain cannot be left out", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const sealTag = "ef".repeat(32)
    const bags = intake(shop, [{ sealTag }, {}])
    const second = bags.held[1] as Held
    const line = { ...second, result: "as-declared", sealTag } as const
    const reseal = draft("check", { type: "reseal", lines: [line] }, shop)
    await world.submit(bags, reseal)
    const at = await seal(world)
    await settle(world)
    for (const item of bags.items as readonly ItemId[]) {
      const bytes = await bundleFor(world, item, at)
      const verdict = judge(bytes)
      expect(codesOf(verdict.findings, reseal)).toEqual(["seal-used-before"])
      expect(verdict.verdict).toBe("proved")
      const forged = await forge(world, bytes, (bundle) => ({
        ...bundle,
        miniLogs: bundle.miniLogs.filter(({ type }) => type !== "tag"),
      }))
      expect(failure(judge(forged))).toMatch(/^step 10: the chain of tag/)
    }
  })
})
