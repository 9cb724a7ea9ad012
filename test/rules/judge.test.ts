/** Real statements to facts, by the book of their day. */

import { describe, expect, it } from "vitest"
import { draft, type Options, plainContract } from "../../src/custody/draft.ts"
import type { Fittings } from "../../src/custody/field.ts"
import type { ItemId, PartyId, PlaceId, StatementId } from "../../src/custody/identifier.ts"
import { message } from "../../src/language/message.ts"
import { say } from "../../src/language/say.ts"
import { actOf } from "../../src/rules/facts.ts"
import { foresee } from "../../src/rules/dry-run.ts"
import {
  byItems,
  isFault,
  judgeChain,
  judgeLast,
  type RuleFinding,
  worstFirst,
} from "../../src/rules/judge.ts"
import type { Library, Recorded } from "../../src/rules/library.ts"
import { follow, newTrail } from "../../src/rules/past.ts"
import { met, missed, type Rule } from "../../src/rules/rule.ts"
import { editionAt, rulesOf } from "../../src/rules/rulebook.ts"
import { accept, type Held, intake, offer } from "../support/acts.ts"
import { type Desk, desk } from "../support/desk.ts"
import { hour, penStart, personOf } from "../support/pens.ts"

const dkk = (kroner: number) => ({ currency: "DKK", minor: kroner * 100 })

const fittings: Fittings = {
  grade: "I",
  approved: dkk(50_000),
  room: null,
  premises: null,
  features: ["two-locks"],
  delay: 10,
  windows: [],
  zone: "Europe/Copenhagen",
  surveillance: null,
}

function place(at: Desk, type: "vault" | "counting-room", fitted: Partial<Fittings> = {}): PlaceId {
  const whole = { fittings: { ...fittings, ...fitted } }
  const signed = draft("place", { type }, at.town.roots.shop, { sealed: { whole } })
  at.put(signed)
  return signed.id as string as PlaceId
}

function agreement(at: Desk): StatementId {
  const { roots } = at.town
  const parties = [roots.shop.party, roots.carrier.party] as readonly PartyId[]
  const terms = { ...plainContract, parties, carrier: roots.carrier.party }
  const options: Options = {
    attest: [roots.carrier],
    sealed: {
      whole: {
        limits: [{ limit: "round", grade: null, number: null, amount: dkk(25_000) }],
        credentials: [{ kind: "ds-3999", issuer: "DS", number: "1", from: null, to: null }],
      },
    },
  }
  const signed = draft("contract", terms, roots.shop, options)
  at.put(signed)
  return signed.id
}

/** A bag that the shop gave to the carrier, everything said that can be said. */
function handedOver(at: Desk) {
  const { shop, carrier } = at.town.pens
  const mate = at.town.enrol("carrier", "carrier mate")
  const room = place(at, "counting-room")
  const vault = place(at, "vault", { room })
  const contract = agreement(at)
  const bag = intake(shop, [{ sealed: { amount: dkk(900), declared: dkk(800) } }])
  at.put(bag)
  const offered = offer(shop, carrier.party, bag.held, {
    contract,
    sealed: { whole: { amount: dkk(900) } },
  })
  const receipt = accept(carrier, offered, {
    contract,
    attest: [mate],
    crew: [personOf("carrier third")],
    plan: "4".repeat(64),
    procedure: "3".repeat(64),
    acted: { at: penStart + hour, offset: 120, paper: false },
    sealed: {
      whole: { place: vault, circumstances: ["on-foot"] },
      lines: [{ amount: dkk(890) }],
    },
  })
  at.keep(offered)
  at.put(receipt)
  return { bag, offered, receipt, contract, vault, room, item: (bag.held[0] as Held).item }
}

const lastAct = (at: Desk, item: Held["item"], library: Library = at.library) => {
  const chain = at.chain(item)
  const trail = newTrail()
  for (const each of chain.slice(0, -1)) follow(trail, each, item, library)
  return actOf(chain.at(-1) as Recorded, item, trail, library)
}

describe("the facts of an act", () => {
  it("are those that its signers signed and opened", () => {
    const at = desk()
    const { item, receipt } = handedOver(at)
    const { shop, carrier } = at.town.pens
    const act = lastAct(at, item)
    expect(act).toMatchObject({
      statement: receipt.id,
      kind: "acceptance",
      at: penStart + hour,
      offset: 120,
      procedure: "3".repeat(64),
      plan: "4".repeat(64),
      circumstances: ["on-foot"],
      place: { type: "vault", room: "counting-room", premises: null, fittings: { grade: "I" } },
      contract: {
        limits: [{ limit: "round" }],
        credentials: [{ kind: "ds-3999" }],
      },
      thing: { goods: "cash", before: dkk(900), amount: dkk(890), declared: dkk(800) },
      total: dkk(900),
      handOver: {
        side: "both",
        internal: false,
        outcome: "accepted",
        giver: { party: shop.party, persons: 1 },
        receiver: { party: carrier.party, persons: 3, person: personOf("carrier person") },
      },
    })
  })

  it("are not known where they are not shown: neither there nor absent", () => {
    const at = desk()
    const { item, receipt, contract, vault, offered, bag } = handedOver(at)
    at.hide(receipt.id)
    const bare = lastAct(at, item)
    expect(bare.place).toBeUndefined()
    expect(bare.circumstances).toBeUndefined()
    expect(bare.thing.amount).toBeUndefined()
    at.hide(offered.id)
    expect(lastAct(at, item).total).toBeUndefined()
    at.hide(bag.id)
    expect(lastAct(at, item).thing.before).toBeUndefined()
    at.hide(contract)
    expect(lastAct(at, item).contract).toMatchObject({ limits: undefined, credentials: undefined })
    at.hide(vault as string as StatementId)
    expect(lastAct(at, item, { ...at.library, contract: () => undefined }).contract).toBeUndefined()
  })

  it("tell an act about several things from one whose sum is its only thing's", () => {
    const at = desk()
    const { shop, carrier } = at.town.pens
    const bags = intake(shop, [{ sealed: { amount: dkk(1) } }, { sealed: { amount: dkk(2) } }])
    at.put(bags)
    const offered = offer(shop, carrier.party, bags.held)
    const receipt = accept(carrier, offered)
    at.keep(offered)
    at.put(receipt)
    expect(lastAct(at, (bags.held[0] as Held).item).total).toBeUndefined()
    const one = offer(carrier, shop.party, [receipt.held[0] as Held])
    at.keep(one)
    at.put(accept(shop, one))
    expect(lastAct(at, (bags.held[0] as Held).item).total).toBeNull()
  })
})

describe("what an item's chain says before an act", () => {
  it("is folded in log order", () => {
    const at = desk()
    const { shop } = at.town.pens
    const box = intake(shop, [{ goods: "deposit-box", container: true }])
    at.put(box)
    const held = box.held[0] as Held
    const items = [held.item]
    const event = (
      type: "code-entered" | "lock" | "unlock" | "route-fixed" | "depart",
      plan?: string,
    ) => draft("event", { type, items, place: null }, shop, plan === undefined ? {} : { plan })
    at.put(event("code-entered"))
    at.put(event("lock"))
    expect(lastAct(at, held.item).past.codeEnteredAt).toBe(penStart)
    at.put(event("code-entered"), event("route-fixed", "4".repeat(64)))
    at.put(event("depart", "4".repeat(64)))
    at.put(
      draft(
        "pack",
        {
          container: held.item,
          lines: [{ item: "8".repeat(64) as Held["item"], previous: box.id }],
        },
        shop,
      ),
    )
    at.put(
      draft(
        "check",
        { type: "count", lines: [{ ...held, result: "as-declared", sealTag: null }] },
        shop,
      ),
      draft(
        "check",
        { type: "screening", lines: [{ ...held, result: "withheld", sealTag: null }] },
        shop,
      ),
      draft("report", { type: "missing", items, from: null, to: null }, shop),
      draft("alarm", { type: "hold-up", duty: null, items }, shop),
    )
    at.put(event("unlock"))
    const { past } = lastAct(at, held.item)
    expect(past).toMatchObject({
      codeEnteredAt: penStart,
      locked: true,
      counted: true,
      screening: "withheld",
      screened: false,
      depositors: [personOf("shop person")],
      routes: ["4".repeat(64)],
      reports: ["missing"],
      alarms: ["hold-up"],
    })
    at.put(event("unlock"))
    expect(lastAct(at, held.item).past).toMatchObject({ codeEnteredAt: null, locked: false })
    expect(past.departures).toEqual([
      { at: penStart, minute: 60, plan: "4".repeat(64), person: personOf("shop person") },
    ])
  })
})

const always = (id: Rule["id"], force: Rule["force"], editions: Rule["editions"]): Rule => ({
  id,
  source: "003",
  section: "§1",
  force,
  needs: [],
  editions,
  judge: (act) => (act.kind === "acceptance" ? missed() : met),
})

describe("the book of its day", () => {
  const old = always("33-4", "skal", [1, 1])
  const renewed = always("34-1", "bør", [2, null])
  const kept = always("40-1", "kan", [1, null])
  const all = [kept, renewed, old]

  it("holds the rules that stand in it", () => {
    expect(rulesOf(1, all)).toEqual([kept, old])
    expect(rulesOf(2, all)).toEqual([kept, renewed])
  })

  it("is the first, until governance names another, and never for what stood before", () => {
    const at = desk()
    const { governors } = at.town
    const [first, second] = governors
    const governance = () => at.town.book.roster.governance
    const adopt = (version: number, atIndex: number): number => {
      const terms = { version, atIndex, of: "rule-book" } as const
      return at.put(draft("upgrade", terms, first as never, { attest: [second as never] })).index
    }
    expect(editionAt(governance(), 5)).toBe(1)
    const adopted = adopt(2, 1000)
    expect([999, 1000, 1001].map((index) => editionAt(governance(), index))).toEqual([1, 2, 2])
    // The town's entries before the desk opened count too.
    const early = adopt(3, 0)
    expect(editionAt(governance(), early)).toBe(1)
    expect(adopted).toBeLessThan(early)
  })

  it("judges each entry by its own index, and by nothing else", () => {
    const at = desk()
    const { item } = handedOver(at)
    const governance = {
      ...(at.town.book.roster.governance as NonNullable<typeof at.town.book.roster.governance>),
      ruleBooks: [{ edition: 2, atIndex: at.entries.length - 1 }],
    }
    const judging = { library: at.library, governance, rules: all }
    const found = judgeChain(at.chain(item), item, judging)
    expect(found.map(({ rule, edition, outcome }) => `${rule} ${edition} ${outcome}`)).toEqual([
      "40-1 1 met",
      "33-4 1 met",
      "40-1 2 missed",
      "34-1 2 missed",
    ])
    expect(judgeChain(at.chain(item), item, judging)).toEqual(found)
  })

  it("that this code does not know leaves everything undecided", () => {
    const at = desk()
    const { item } = handedOver(at)
    const governance = {
      ...(at.town.book.roster.governance as NonNullable<typeof at.town.book.roster.governance>),
      ruleBooks: [{ edition: 99, atIndex: 0 }],
    }
    const found = judgeLast(at.chain(item), item, { library: at.library, governance })
    expect(found.map(({ rule, outcome }) => [rule, outcome])).toEqual([["edition", "undecidable"]])
    expect(say((found[0] as (typeof found)[0]).sentence)).toMatch(/edition 99/)
  })

  it("lists what is worst first", () => {
    const at = desk()
    const { item } = handedOver(at)
    const judging = { library: at.library, governance: undefined, rules: all }
    const found = worstFirst(judgeChain(at.chain(item), item, judging))
    expect(found.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      "33-4 missed",
      "40-1 missed",
      "33-4 met",
      "40-1 met",
    ])
    expect(found.filter(isFault)).toHaveLength(2)
  })
})

describe("before it is signed", () => {
  it("an act has the findings that it has afterwards, each with its items", () => {
    const at = desk()
    const { shop, carrier } = at.town.pens
    const bags = intake(shop, [{ sealed: { amount: dkk(1) } }, { sealed: { amount: dkk(2) } }])
    at.put(bags)
    const offered = offer(shop, carrier.party, bags.held)
    const receipt = accept(carrier, offered, {
      sealed: { lines: [{ amount: dkk(1) }, { amount: dkk(1) }] },
    })
    at.keep(offered)
    const items = bags.items
    const before = new Map(items.map((item) => [item, at.chain(item)]))
    const judging = { library: at.library, governance: undefined }
    const { opened, index } = at.put(receipt)
    const seen = foresee(opened, index, before, judging)
    for (const item of items) {
      const own = seen.rules.filter((each) => each.items.includes(item))
      const after = judgeLast(at.chain(item), item, judging)
      expect(own.map(({ rule, outcome }) => `${rule} ${outcome}`).toSorted()).toEqual(
        after.map(({ rule, outcome }) => `${rule} ${outcome}`).toSorted(),
      )
    }
    expect(seen.rules.find(({ rule }) => rule === "51-3" || rule === "40-2")?.items).toEqual(items)
    expect(seen.differences.map(({ expected, found }) => [expected, found])).toEqual([[200, 100]])
  })
})

describe("findings of several items", () => {
  const finding: RuleFinding = {
    rule: "40-1",
    source: "003",
    section: "§40",
    force: "skal",
    severity: "violation",
    outcome: "missed",
    statement: "s" as StatementId,
    edition: 1,
    sentence: message("rule.40-1"),
  }
  const [a, b, c] = ["a", "b", "c"] as unknown as readonly [ItemId, ItemId, ItemId]

  it("are said once, but what one item misses is not what another meets", () => {
    const isMet = { ...finding, outcome: "met" } as const
    const found = byItems([
      [a, finding],
      [b, isMet],
      [c, finding],
    ])
    expect(found).toEqual([
      { ...finding, items: [a, c] },
      { ...isMet, items: [b] },
    ])
  })
})
