/** What a thing is, by the openings of its intake where they travel along, and by the giver's word where not. */

import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { cashBag } from "../../src/cli/sample-acts.ts"
import { deliver } from "../../src/device/deliver.ts"
import { give } from "../../src/device/give.ts"
import { decodeMessage, encodeMessage } from "../../src/device/message.ts"
import { ownPaper, putPaper } from "../../src/device/papers.ts"
import type { Phone } from "../../src/device/phone.ts"
import { accept, allAccepted, inspect } from "../../src/device/receive.ts"
import { type Holding, put } from "../../src/device/shelf.ts"
import { intake } from "../support/acts.ts"
import { phoneOf } from "../support/phones.ts"
import { makeWorld, type World } from "../support/world.ts"

let world: World
let shop: Phone
let carrier: Phone

beforeEach(async () => {
  world = await makeWorld()
  shop = await phoneOf(world, "shop")
  carrier = await phoneOf(world, "carrier")
})
afterEach(() => world.ledger.close())

/** Taken in on the shop's phone, and not delivered yet. */
async function takeIn(): Promise<Holding> {
  const taken = intake(world.pens.shop, [cashBag("NT 1", "S-1", 1000)])
  const [held] = taken.held
  if (held === undefined) throw new Error("expected an item")
  const holding: Holding = {
    ...held,
    goods: "cash",
    container: false,
    identifier: { scheme: "bag", value: "NT 1" },
    seal: "S-1",
    amount: { currency: "DKK", minor: 100_000 },
    contents: "banknotes, said to contain",
    within: null,
    basis: "sealed",
    from: null,
    since: world.clock.now(),
    contract: null,
    offered: null,
  }
  await shop.shelf.commit(await shop.shelf.edition(), [
    put("held", held.item, holding),
    putPaper(ownPaper("intake", taken, { notes: [] }, 0)),
  ])
  return holding
}

describe("an intake that travels along", () => {
  it("says what was sealed, and is delivered by the receiver", async () => {
    const { item } = await takeIn()
    const given = await give(shop, { items: [item], to: world.parties.carrier.id })
    const { lines, warnings } = await inspect(carrier, given.message)
    expect(lines[0]).toMatchObject({ basis: "sealed", differs: [] })
    expect(warnings).not.toContain("told-differs")
    await accept(carrier, given.message, allAccepted)
    expect(await deliver(carrier, world.ledger)).toBe(3)
    for (const [, paper] of await carrier.shelf.all("papers"))
      expect(paper.said).toMatchObject({ state: "appended", codes: [] })
  })

  it("gives the giver away who says something else", async () => {
    const { item } = await takeIn()
    const given = await give(shop, { items: [item], to: world.parties.carrier.id })
    const message = decodeMessage(given.message)
    if ("fault" in message || message.kind !== "offer") throw new Error("expected an offer")
    const [told] = message.lines
    if (told === undefined) throw new Error("expected a line")
    const lie = { ...told, amount: { currency: "DKK", minor: 1 }, seal: "S-2" }
    const forged = encodeMessage({ ...message, lines: [lie] })
    const { lines, warnings } = await inspect(carrier, forged)
    expect(lines[0]).toMatchObject({ basis: "told", differs: ["seal", "amount"] })
    expect(warnings).toContain("told-differs")
  })
})
