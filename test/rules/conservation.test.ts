import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { draft, plainLine } from "../../src/custody/draft.ts"
import { type ItemId, itemIdOf, type PartyId } from "../../src/custody/identifier.ts"
import type { Money } from "../../src/custody/money.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { Books } from "../../src/rules/conservation.ts"
import { accept, type Held, offer } from "../support/acts.ts"
import { type Desk, desk } from "../support/desk.ts"
import { personOf } from "../support/pens.ts"

const dkk = (minor: number): Money => ({ currency: "DKK", minor })
const eur = (minor: number): Money => ({ currency: "EUR", minor })

type Line = { readonly amount: Money | null; readonly owner?: PartyId | null }

/** Takes sums in, out of these. */
function take(at: Desk, lines: readonly Line[], consumes: readonly Held[] = []) {
  const { shop } = at.town.pens
  const terms: Terms["intake"] = {
    lines: lines.map(({ owner }) => ({
      ...plainLine,
      goods: "cash",
      owner: owner === undefined ? shop.party : owner,
    })),
    consumes,
  }
  const sealed = { lines: lines.map(({ amount }) => (amount === null ? {} : { amount })) }
  const signed = draft("intake", terms, shop, { sealed })
  at.put(signed)
  const held = lines.map((_, i): Held => ({ item: itemIdOf(signed.id, i), previous: signed.id }))
  return { ...signed, held }
}

function count(at: Desk, [{ item, previous }]: readonly [Held], amount: Money, honest = true) {
  const result = honest ? "short" : "as-declared"
  const terms = { type: "count", lines: [{ item, previous, result, sealTag: null }] } as const
  const signed = draft("check", terms, at.town.pens.bank, { sealed: { lines: [{ amount }] } })
  at.put(signed)
  return signed
}

const keep = ({ library, entries }: Desk): Books => {
  const books = new Books(library)
  for (const entry of entries) books.enter(entry)
  return books
}
const first = (held: readonly Held[]): readonly [Held] => [held[0] as Held]
/** `DKK 1000 → 900`, per difference. */
const told = (books: Books): readonly string[] =>
  books.differences.map(
    ({ kind, currency, expected, found, reported }) =>
      `${kind} ${currency} ${expected} → ${found}${reported ? " reported" : ""}`,
  )

describe("sums that stay what they were", () => {
  it("show no difference: split, merged, counted, handed over and closed", () => {
    const at = desk()
    const { shop, carrier } = at.town.pens
    const bag = take(at, [{ amount: dkk(1000) }])
    const split = take(at, [{ amount: dkk(600) }, { amount: dkk(400) }], bag.held)
    const merged = take(at, [{ amount: dkk(1000) }], split.held)
    count(at, first(merged.held), dkk(1000), false)
    const offered = offer(shop, carrier.party, merged.held)
    at.keep(offered)
    at.put(accept(carrier, offered, { sealed: { lines: [{ amount: dkk(1000) }] } }))
    const lines = merged.held.map(({ item, previous }) => ({ item, previous }))
    at.put(
      draft("close", { lines, reason: "paid-in" }, carrier, {
        sealed: { lines: [{ amount: dkk(1000) }] },
      }),
    )
    const books = keep(at)
    expect(books.differences).toEqual([])
    expect(books.balances()).toEqual([
      { owner: shop.party, currency: "DKK", taken: 1000, closed: 1000, held: 0, difference: 0 },
    ])
  })
})

describe("a sum that differs shows at once", () => {
  it("when counted short and reported, by whom and since whom", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(1000) }])
    const check = count(at, first(bag.held), dkk(900))
    const { shop, bank } = at.town.pens
    expect(keep(at).differences).toEqual([
      {
        kind: "count",
        item: bag.held[0]?.item,
        owner: shop.party,
        currency: "DKK",
        expected: 1000,
        found: 900,
        by: {
          statement: check.id,
          party: bank.party,
          person: personOf("bank person"),
          key: bank.key.keyId,
        },
        since: [
          {
            statement: bag.id,
            party: shop.party,
            person: personOf("shop person"),
            key: shop.key.keyId,
          },
        ],
        reported: true,
      },
    ])
  })

  it("when somebody books less than was declared, without a word of it", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(217_000) }])
    take(at, [{ amount: dkk(117_000) }], bag.held)
    expect(told(keep(at))).toEqual(["exchange DKK 217000 → 117000"])
  })

  it("when a receiver states another sum, reported only by his reservation", () => {
    const at = desk()
    const { shop, carrier } = at.town.pens
    const bag = take(at, [{ amount: dkk(1000) }])
    const offered = offer(shop, carrier.party, bag.held)
    const outcomes = [{ outcome: "with-reservation", reservations: ["short"] }] as const
    at.keep(offered)
    at.put(accept(carrier, offered, { outcomes, sealed: { lines: [{ amount: dkk(950) }] } }))
    expect(told(keep(at))).toEqual(["receipt DKK 1000 → 950 reported"])
  })

  it("when it changes its currency: two differences", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(1000) }])
    count(at, first(bag.held), eur(1000), false)
    expect(told(keep(at))).toEqual(["count DKK 1000 → 0", "count EUR 0 → 1000"])
  })

  it("once: what was counted is what is expected from then on", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(1000) }])
    count(at, first(bag.held), dkk(900))
    count(at, first(bag.held), dkk(900), false)
    expect(told(keep(at))).toEqual(["count DKK 1000 → 900 reported"])
  })

  it("per owner, in a commingled vault whose sum is right", () => {
    const at = desk()
    const { shop, bank, carrier } = at.town.pens
    const bags = take(at, [
      { amount: dkk(600), owner: shop.party },
      { amount: dkk(400), owner: bank.party },
    ])
    take(at, [{ amount: dkk(1000), owner: carrier.party }], bags.held)
    const books = keep(at)
    const left = new Map(books.balances().map((each) => [each.owner, each.difference]))
    expect(left).toEqual(
      new Map([
        [shop.party, -600],
        [bank.party, -400],
        [carrier.party, 1000],
      ]),
    )
    expect(told(books).toSorted()).toEqual([
      "exchange DKK 0 → 1000",
      "exchange DKK 400 → 0",
      "exchange DKK 600 → 0",
    ])
  })

  it("not when ownership passes by a statement of it", () => {
    const at = desk()
    const { shop, bank } = at.town.pens
    const bag = take(at, [{ amount: dkk(600) }])
    at.put(draft("owner", { lines: [...bag.held], owner: bank.party }, shop))
    const books = keep(at)
    expect(books.differences).toEqual([])
    expect(books.balances().map(({ owner, held }) => [owner, held])).toContainEqual([
      bank.party,
      600,
    ])
    expect(books.balances().every(({ difference }) => difference === 0)).toBe(true)
  })
})

describe("who is shown less", () => {
  it("finds a shortage of what is shown, though another's bag is not", () => {
    const at = desk()
    const { bank } = at.town.pens
    const shown = take(at, [{ amount: dkk(600) }])
    const hidden = take(at, [{ amount: dkk(400), owner: bank.party }])
    take(at, [{ amount: dkk(1000), owner: null }], [...shown.held, ...hidden.held])
    at.hide(hidden.id)
    expect(told(keep(at))).toEqual(["exchange DKK 600 → 0"])
  })

  it("says nothing where what came out is not shown", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(600) }])
    const made = take(at, [{ amount: dkk(500) }], bag.held)
    at.hide(made.id)
    expect(keep(at).differences).toEqual([])
  })

  it("says nothing of a count whose sum is withheld, and expects nothing after it", () => {
    const at = desk()
    const bag = take(at, [{ amount: dkk(600) }])
    const hidden = count(at, first(bag.held), dkk(500))
    count(at, first(bag.held), dkk(400))
    at.hide(hidden.id)
    expect(keep(at).differences).toEqual([])
  })

  it("needs no sum of things that have none", () => {
    const at = desk()
    const keys = take(at, [{ amount: null }])
    take(at, [{ amount: null }], keys.held)
    expect(keep(at).differences).toEqual([])
    expect(keep(at).balances()).toEqual([])
  })
})

describe("whatever is split, merged and counted", () => {
  it("leaves per owner and currency what its differences say, and no more", () => {
    const step = fc.record({
      from: fc.array(fc.nat(20), { maxLength: 3 }),
      parts: fc.array(fc.record({ minor: fc.nat(1000), owner: fc.nat(2), euro: fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      }),
      counted: fc.option(fc.nat(1000)),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const at = desk()
        const { shop, bank } = at.town.pens
        const owners = [shop.party, bank.party, null]
        let live: readonly Held[] = []
        for (const { from, parts, counted } of steps) {
          const used = [...new Set(from)].flatMap((i) => live[i] ?? [])
          const made = take(
            at,
            parts.map(({ minor, owner, euro }) => ({
              amount: euro ? eur(minor) : dkk(minor),
              owner: owners[owner] ?? null,
            })),
            used,
          )
          live = [...live.filter((each) => !used.includes(each)), ...made.held]
          if (counted !== null) count(at, first(made.held), dkk(counted))
        }
        const books = keep(at)
        const sums = new Map<string, number>()
        for (const { owner, currency, expected, found } of books.differences) {
          const name = `${owner} ${currency}`
          sums.set(name, (sums.get(name) ?? 0) + found - expected)
        }
        for (const { owner, currency, difference } of books.balances())
          expect(difference).toBe(sums.get(`${owner} ${currency}`) ?? 0)
        const known = new Set<ItemId>(live.map(({ item }) => item))
        expect([...known].every((item) => books.worth(item) !== undefined)).toBe(true)
      }),
      { numRuns: process.env["SLOW"] === "1" ? 300 : 40 },
    )
  })
})
