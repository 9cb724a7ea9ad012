import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import type { Inventory } from "../../src/custody/field.ts"
import { openingFindings } from "../../src/custody/against-itself.ts"
import { sealFindings } from "../../src/rules/seals.ts"
import { accept, type Held, intake, offer } from "../support/acts.ts"
import { type Desk, desk } from "../support/desk.ts"

function bagged(at: Desk, seal: string) {
  const bag = intake(at.town.pens.shop, [{ sealed: { seal } }])
  at.put(bag)
  return bag.held[0] as Held
}

type Result = "as-declared" | "differs" | "broken"

const check = (at: Desk, held: Held, seal: string, result: Result = "as-declared") =>
  at.put(
    draft(
      "check",
      { type: "seal", lines: [{ ...held, result, sealTag: null }] },
      at.town.pens.shop,
      { sealed: { lines: [{ seal }] } },
    ),
  )

const reseal = (at: Desk, held: Held, seal: string, newSeal: string) =>
  at.put(
    draft(
      "check",
      { type: "reseal", lines: [{ ...held, result: "broken", sealTag: null }] },
      at.town.pens.shop,
      { sealed: { lines: [{ seal, newSeal }] } },
    ),
  )

function receive(at: Desk, held: Held, seal: string, reserved = false) {
  const { shop, carrier } = at.town.pens
  const offered = offer(shop, carrier.party, [held])
  const outcomes = [
    reserved
      ? ({ outcome: "with-reservation", reservations: ["seal-differs"] } as const)
      : ({ outcome: "accepted", reservations: [] } as const),
  ]
  at.keep(offered)
  return at.put(accept(carrier, offered, { outcomes, sealed: { lines: [{ seal }] } }))
}

const told = (at: Desk, { item }: Held): readonly string[] =>
  sealFindings(at.chain(item), item, at.library).map(({ sentence }) => sentence)

describe("the seals of an item", () => {
  it("are what was put on, checked, replaced and found again", () => {
    const at = desk()
    const bag = bagged(at, "S-1")
    check(at, bag, "S-1")
    reseal(at, bag, "S-1", "S-2")
    receive(at, bag, "S-2")
    expect(told(at, bag)).toEqual([])
  })

  it("are not the ones last put on, and nobody says so", () => {
    const at = desk()
    const bag = bagged(at, "S-1")
    check(at, bag, "S-9")
    receive(at, bag, "S-8")
    expect(told(at, bag)).toEqual([
      "it bears another seal than the one last put on, and nobody remarked it: S-9 instead of S-1",
      "it bears another seal than the one last put on, and nobody remarked it: S-8 instead of S-9",
    ])
  })

  it("are remarked by a reservation or a result", () => {
    const at = desk()
    const bag = bagged(at, "S-1")
    check(at, bag, "S-9", "differs")
    check(at, bag, "S-9")
    receive(at, bag, "S-7", true)
    check(at, bag, "S-7")
    expect(told(at, bag)).toEqual([])
  })

  it("are never used twice", () => {
    const at = desk()
    const bag = bagged(at, "S-1")
    reseal(at, bag, "S-1", "S-2")
    reseal(at, bag, "S-2", "S-1")
    expect(told(at, bag)).toEqual(["a seal of this number was put on before: S-1"])
  })

  it("are passed over where they are not shown", () => {
    const at = desk()
    const bag = bagged(at, "S-1")
    const { opened } = check(at, bag, "S-9")
    at.hide(opened.id)
    expect(told(at, bag)).toEqual([])
  })
})

describe("coins and notes", () => {
  const inventory = (denominations: Inventory["denominations"]): Inventory => ({
    saidToContain: false,
    denominations,
    papers: [],
    approvals: [],
  })
  const addUp = (denominations: Inventory["denominations"], minor: number | null) => {
    const at = desk()
    const amount = minor === null ? {} : { amount: { currency: "DKK", minor } }
    const bag = intake(at.town.pens.shop, [
      { sealed: { ...amount, inventory: inventory(denominations) } },
    ])
    return openingFindings(bag.id, bag.leaves).map(({ sentence }) => sentence)
  }
  const notes = [
    { face: 50_000, count: 3 },
    { face: 2_000, count: 5 },
  ]

  it("add up to the amount, or it is said by how much they do not", () => {
    expect(addUp(notes, 160_000)).toEqual([])
    expect(addUp(notes, 160_001)).toEqual([
      "coins and notes do not add up to the amount: DKK 1600.00, where DKK 1600.01 is stated",
    ])
  })

  it("need not be listed, and need no amount", () => {
    expect(addUp([], 160_000)).toEqual([])
    expect(addUp(notes, null)).toEqual([])
  })
})
