/** Before signing: the ledger says what it would find, and nothing is written. */

import { describe, expect, it } from "vitest"
import type { DryRun } from "../../src/api/ledger-api.ts"
import { draft, type Pen, type SignedDraft } from "../../src/custody/draft.ts"
import { isFault } from "../../src/rules/judge.ts"
import { encodeParcel, maxParcelBytes } from "../../src/api/parcel.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import { accept, type Held, intake, offer, parcel } from "../support/acts.ts"
import { judge, seal } from "../support/judge.ts"
import { makeWorld, type World } from "../support/world.ts"

const dkk = (kroner: number) => ({ currency: "DKK", minor: kroner * 100 })

/** The same key, and no signature. */
const unsigned = (pen: Pen): Pen => ({
  ...pen,
  key: { ...pen.key, sign: () => new Uint8Array(64) },
})

const parcelOf = (signed: SignedDraft, offered?: SignedDraft, before: readonly Uint8Array[] = []) =>
  encodeParcel({
    statement: signed.bytes,
    openings: signed.leaves.length === 0 ? null : encodeLeaves(signed.leaves),
    offerOpenings: offered === undefined ? null : encodeLeaves(offered.leaves),
    notes: [],
    predecessors: before,
  })

async function bagged(world: World) {
  const bag = intake(world.pens.shop, [{ sealed: { amount: dkk(900) } }])
  await world.submit(bag)
  return bag
}

const expectForeseen = (answer: DryRun) => {
  if (!answer.ok) throw new Error(answer.sentence)
  return answer
}

describe("a dry run", () => {
  it("finds of an unsigned receipt what the file finds of the signed one, and writes nothing", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = await bagged(world)
    const agreed = { contract: world.contract }
    const offered = offer(shop, carrier.party, bag.held, agreed)
    const size = world.store.size()
    const tried = expectForeseen(
      await world.ledger.dryRun(parcelOf(accept(unsigned(carrier), offered, agreed), offered)),
    )
    expect(world.store.size()).toBe(size)
    const receipt = accept(carrier, offered, agreed)
    await world.ledger.submit([parcelOf(receipt, offered)])
    const at = await seal(world)
    const [{ item }] = bag.held as [Held]
    const bytes = await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })
    const after = judge(bytes as Uint8Array).rules.filter(
      ({ statement }) => statement === receipt.id,
    )
    const told = (each: { rule: string; outcome: string }) => `${each.rule} ${each.outcome}`
    expect(tried.rules.map(told).toSorted()).toEqual(after.map(told).toSorted())
    expect(tried.rules.filter(isFault).length).toBeGreaterThan(0)
    expect(tried.rules.every(({ items }) => items.length === 1 && items[0] === item)).toBe(true)
  })

  it("says what the record would find: a fork, a sum that differs, a number seen before", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.pens
    const bag = await bagged(world)
    await world.submit(accept(carrier, offer(shop, carrier.party, bag.held)))
    const again = offer(shop, bank.party, bag.held)
    const stated = { sealed: { lines: [{ amount: dkk(800) }] } }
    const tried = expectForeseen(
      await world.ledger.dryRun(parcelOf(accept(unsigned(bank), again, stated), again)),
    )
    expect(tried.findings.map(({ code }) => code)).toContain("fork")
    expect(tried.differences.map(({ expected, found }) => [expected, found])).toEqual([
      [90_000, 80_000],
    ])
  })

  it("lists the worst first", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = await bagged(world)
    const offered = offer(shop, carrier.party, bag.held)
    const { rules } = expectForeseen(
      await world.ledger.dryRun(parcelOf(accept(unsigned(carrier), offered), offered)),
    )
    const faults = rules.filter(isFault)
    expect(rules.slice(0, faults.length)).toEqual(faults)
    const severities = faults.map(({ severity }) => severity)
    const order = ["violation", "deviation", "note"]
    expect(severities).toEqual(severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
  })

  it("counts what comes in the same parcel", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop, [{ sealed: { amount: dkk(900) } }])
    const offered = offer(shop, carrier.party, bag.held)
    const before = [parcel(bag)]
    const stated = { sealed: { lines: [{ amount: dkk(800) }] } }
    const receipt = accept(unsigned(carrier), offered, stated)
    const tried = expectForeseen(await world.ledger.dryRun(parcelOf(receipt, offered, before)))
    expect(tried.findings.map(({ code }) => code)).not.toContain("unlinked")
    expect(tried.differences).toHaveLength(1)
    const alone = expectForeseen(await world.ledger.dryRun(parcelOf(receipt, offered)))
    expect(alone.findings.map(({ code }) => code)).toContain("unlinked")
  })

  it("refuses what the ledger would refuse for another reason than its signature", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const twice = draft("report", { type: "claim", items: [], from: null, to: null }, carrier)
    await world.submit(twice)
    const wrong = { ...unsigned(shop), origin: "another.example/ledger" }
    const cases: readonly (readonly [string, Uint8Array])[] = [
      ["malformed", new Uint8Array(100)],
      ["too-long", new Uint8Array(maxParcelBytes + 1)],
      ["wrong-origin", parcelOf(intake(wrong, [{}]))],
    ]
    for (const [code, bytes] of cases)
      expect(await world.ledger.dryRun(bytes)).toMatchObject({ ok: false, code })
    const unknown: Pen = { ...unsigned(shop), key: unsigned(world.governors[0] as Pen).key }
    expect(await world.ledger.dryRun(parcelOf(intake(unknown, [{}])))).toMatchObject({
      ok: false,
      code: "key-never-enrolled",
    })
    expect(await world.ledger.dryRun(parcelOf(twice))).toMatchObject({ ok: true, findings: [] })
  })
})

describe("the books of a ledger", () => {
  it("hold what was taken in, and where it did not stay what it was", async () => {
    const world = await makeWorld()
    const { shop, bank } = world.pens
    const bag = await bagged(world)
    const [{ item, previous }] = bag.held as [Held]
    const line = { item, previous, result: "short", sealTag: null } as const
    const counted = draft("check", { type: "count", lines: [line] }, bank, {
      sealed: { lines: [{ amount: dkk(850) }] },
    })
    await world.submit(counted)
    const books = await world.ledger.books(Infinity)
    expect(books.size).toBe(world.store.size())
    expect(books.balances).toEqual([
      { owner: null, currency: "DKK", taken: 90_000, closed: 0, held: 85_000, difference: -5_000 },
    ])
    expect(books.differences).toMatchObject([
      {
        kind: "count",
        by: { statement: counted.id, party: bank.party },
        since: [{ statement: bag.id, party: shop.party }],
        reported: true,
      },
    ])
  })
})
