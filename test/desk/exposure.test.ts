/** What is at stake, by holder, container and place, against what was agreed: by hand, and what is not known counted. */

import { describe, expect, it } from "vitest"
import type { HeldItem, Named } from "../../src/api/desk.ts"
import type { KeyId } from "../../src/cose/key.ts"
import type { Limit } from "../../src/custody/field.ts"
import type {
  ItemId,
  PartyId,
  PersonId,
  PlaceId,
  StatementId,
} from "../../src/custody/identifier.ts"
import { exposuresBy } from "../../src/web/exposure.ts"

const party = (name: string) => name as PartyId
const dkk = (minor: number) => ({ currency: "DKK", minor })

const item = (name: string, more: Partial<HeldItem> = {}): HeldItem => ({
  item: name as ItemId,
  status: "held",
  goods: "cash",
  container: false,
  owner: null,
  within: null,
  holder: party("carrier"),
  key: "key 1" as KeyId,
  person: null,
  place: null,
  receipt: "receipt" as StatementId,
  since: 0,
  contract: "contract" as StatementId,
  identifiers: [],
  value: dkk(100),
  ...more,
})

const limit = (
  name: Limit["limit"],
  amount: number | null,
  grade: Limit["grade"] = null,
): Limit => ({
  limit: name,
  grade,
  number: null,
  amount: amount === null ? null : dkk(amount),
})

const contract = (limits: readonly Limit[] | null, id = "contract"): Named => ({
  type: "contract",
  id: id as StatementId,
  name: null,
  revises: null,
  parties: [],
  signers: [],
  carrier: null,
  regime: "general",
  start: null,
  end: null,
  limits,
})

const place = (fittings: Extract<Named, { type: "place" }>["fittings"]): Named => ({
  type: "place",
  id: "safe" as PlaceId,
  name: "Safe 1",
  party: null,
  placeType: "storage-unit",
  fittings,
})
const bare = { grade: null, approved: null, room: null, premises: null } as const

describe("exposure", () => {
  it("adds up per currency, the largest first, and counts what has no sum or is in doubt", () => {
    const all = exposuresBy(
      "holder",
      [
        item("a"),
        item("b", { value: dkk(250), status: "forked" }),
        item("c", { value: { currency: "EUR", minor: 900 } }),
        item("d", { value: null }),
        item("case", { value: null, container: true }),
        item("e", { holder: party("bank"), value: dkk(5000), contract: null }),
        item("f", { holder: null, value: null }),
      ],
      [contract([])],
    )
    expect(all.map(({ id }) => id)).toEqual(["bank", "carrier", null])
    expect(all[1]).toEqual({
      id: "carrier",
      items: 5,
      sums: [dkk(350), { currency: "EUR", minor: 900 }],
      unvalued: 1,
      doubtful: 1,
      against: [],
      unlimited: 0,
    })
    expect(all[0]).toMatchObject({ sums: [dkk(5000)], unlimited: 1 })
    expect(all[2]).toMatchObject({ sums: [], unvalued: 1 })
  })

  it("holds a holder against cap, policy and what one person may carry alone, contract by contract", () => {
    const anna = "anna" as PersonId
    const bert = "bert" as PersonId
    const other = "other" as StatementId
    const items = [
      item("a", { value: dkk(700), person: anna }),
      item("b", { value: dkk(400), person: bert }),
      item("c", { value: dkk(200), person: bert }),
      item("d", { value: dkk(50), contract: other }),
      item("e", { value: { currency: "EUR", minor: 10_000 } }),
    ]
    const limits = [
      limit("carrier-cap", 1299),
      limit("policy-limit", 1300),
      limit("single-person", 650),
      limit("round", 1),
      limit("larger-sum", null),
    ]
    const [all] = exposuresBy("holder", items, [
      contract(limits),
      contract([limit("carrier-cap", 50)], "other"),
    ])
    expect(all?.against).toEqual([
      { limit: "carrier-cap", contract: "contract", amount: dkk(1299), sum: 1300, over: true },
      { limit: "policy-limit", contract: "contract", amount: dkk(1300), sum: 1300, over: false },
      { limit: "carrier-cap", contract: "other", amount: dkk(50), sum: 50, over: false },
      { limit: "single-person", contract: "contract", amount: dkk(650), sum: 700, over: true },
    ])
  })

  it("says that sums are not shown, and that no contract is cited", () => {
    const items = [
      item("a"),
      item("b", { contract: null }),
      item("c", { contract: "x" as StatementId }),
    ]
    const [all] = exposuresBy("holder", items, [contract(null)])
    expect(all).toMatchObject({ against: [], unlimited: 3 })
  })

  it("finds what lies in a case where the case is, in the outermost container, whatever circle was signed", () => {
    const items = [
      item("bag", { within: "case" as ItemId }),
      item("case", { within: "van" as ItemId, value: null, container: true }),
      item("van", { place: "safe" as PlaceId, value: null, container: true }),
      item("loose"),
      item("x", { within: "y" as ItemId, value: dkk(1) }),
      item("y", { within: "x" as ItemId, value: dkk(1) }),
    ]
    const containers = exposuresBy("container", items, [])
    expect(containers.map(({ id, items: count, sums }) => [id, count, sums])).toEqual([
      ["van", 2, [dkk(100)]],
      ["x", 1, [dkk(1)]],
      ["y", 1, [dkk(1)]],
    ])
    const places = exposuresBy("place", items, [])
    expect(places.map(({ id, items: count }) => [id, count])).toEqual([
      [null, 3],
      ["safe", 3],
    ])
  })

  it("holds a place against its own approved sum, else against the contract's for its grade", () => {
    const here = [item("a", { place: "safe" as PlaceId, value: dkk(800) })]
    const limits = [
      limit("unit-by-night", 500),
      limit("unit-by-night", 900, "II"),
      limit("unit-by-day", 700),
      limit("carrier-cap", 1),
    ]
    const against = (named: readonly Named[]) => exposuresBy("place", here, named)[0]?.against
    expect(against([contract(limits), place({ ...bare, approved: dkk(799) })])).toEqual([
      { limit: "approved", contract: null, amount: dkk(799), sum: 800, over: true },
    ])
    expect(against([contract(limits), place({ ...bare, grade: "II" })])).toEqual([
      { limit: "unit-by-day", contract: "contract", amount: dkk(700), sum: 800, over: true },
      { limit: "unit-by-night", contract: "contract", amount: dkk(900), sum: 800, over: false },
    ])
    expect(against([contract(limits), place(null)])).toEqual([])
    expect(against([contract(limits)])).toEqual([])
  })
})
