import { describe, expect, it } from "vitest"
import { draft, type Options, plainContract, plainLine } from "../../src/custody/draft.ts"
import type { Limit } from "../../src/custody/field.ts"
import { itemIdOf, type PartyId, type StatementId } from "../../src/custody/identifier.ts"
import type { Money } from "../../src/custody/money.ts"
import { say } from "../../src/language/say.ts"
import { coverMessage, coverOf, riskOf } from "../../src/rules/cover.ts"
import { desk } from "../support/desk.ts"

const dkk = (minor: number): Money => ({ currency: "DKK", minor })
const limit = (name: Limit["limit"], amount: Money): Limit => ({
  limit: name,
  grade: null,
  number: null,
  amount,
})

type Sums = {
  readonly value?: Money
  readonly declared?: Money
  readonly cap?: Money
  readonly policy?: Money
  readonly hide?: "carriage" | "policy" | "intake"
  /** The owner himself answers; or an addressee, under a contract that names the carrier. */
  readonly own?: true
  readonly delivered?: true
}

/** A bag whose intake cites the owner's policy, and a carriage contract with the carrier's cap. */
function cover({ value, declared, cap, policy, hide, own, delivered }: Sums) {
  const at = desk()
  const { roots, pens } = at.town
  const agree = (limits: readonly Limit[]): StatementId => {
    const parties = [roots.shop.party, roots.carrier.party] as readonly PartyId[]
    const options: Options = { attest: [roots.carrier], sealed: { whole: { limits } } }
    const named = delivered ? { carrier: roots.carrier.party } : {}
    const signed = draft("contract", { ...plainContract, ...named, parties }, roots.shop, options)
    at.put(signed)
    return signed.id
  }
  const carriage = agree(cap === undefined ? [] : [limit("carrier-cap", cap)])
  const insurance = agree(policy === undefined ? [] : [limit("policy-limit", policy)])
  const line = {
    ...(value === undefined ? {} : { amount: value }),
    ...(declared === undefined ? {} : { declared }),
  }
  const signed = draft("intake", { lines: [plainLine], consumes: [] }, pens.shop, {
    contract: insurance,
    sealed: { lines: [line] },
  })
  at.put(signed)
  if (hide !== undefined) at.hide({ carriage, policy: insurance, intake: signed.id }[hide])
  const item = itemIdOf(signed.id, 0)
  const [shop, carrier] = [roots.shop.party, roots.carrier.party] as [PartyId, PartyId]
  const party = own ? shop : delivered ? (roots.bank.party as PartyId) : carrier
  const answers = { party, toward: shop, contract: carriage }
  return coverOf(riskOf(at.chain(item), item, at.library), answers, at.library)
}

const gap = (sums: Sums): number | undefined => cover(sums).gap?.minor

describe("what nobody covers (003 §41, L8)", () => {
  it.each<[string, Sums, number]>([
    ["nothing, where the carrier answers without a cap", { value: dkk(900) }, 0],
    ["what lies above the carrier's cap", { value: dkk(900), cap: dkk(500) }, 400],
    ["what lies above the declared value", { value: dkk(900), declared: dkk(300) }, 600],
    ["above the lower of both", { value: dkk(900), declared: dkk(300), cap: dkk(500) }, 600],
    [
      "less what the owner's own policy pays",
      { value: dkk(900), declared: dkk(300), policy: dkk(200) },
      400,
    ],
    [
      "nothing, where the policy pays all that is left",
      { value: dkk(900), cap: dkk(500), policy: dkk(400) },
      0,
    ],
    [
      "nothing, once an addressee answers, whatever was declared to the carrier",
      { value: dkk(900), declared: dkk(300), cap: dkk(500), delivered: true },
      0,
    ],
    ["to the minor unit", { value: dkk(900), cap: dkk(500), policy: dkk(399) }, 1],
    ["nothing of less than the cap", { value: dkk(400), cap: dkk(500) }, 0],
    ["all of it, where the owner answers to himself", { value: dkk(900), own: true }, 900],
    [
      "what his policy does not pay him, whatever a carrier would have",
      { value: dkk(900), declared: dkk(800), cap: dkk(500), policy: dkk(200), own: true },
      700,
    ],
  ])("is %s", (_, sums, expected) => {
    expect(gap(sums)).toBe(expected)
  })

  it("is not said where a sum is not shown, or in another currency", () => {
    expect(gap({ cap: dkk(500) })).toBeUndefined()
    expect(gap({ value: dkk(900), cap: { currency: "EUR", minor: 1 } })).toBeUndefined()
    for (const hide of ["carriage", "policy", "intake"] as const)
      expect(gap({ value: dkk(900), cap: dkk(500), hide })).toBeUndefined()
  })

  it("reads as a sentence", () => {
    const sums = {
      value: dkk(90_000),
      declared: dkk(30_000),
      cap: dkk(50_000),
      policy: dkk(20_000),
    }
    expect(say(coverMessage(cover(sums)))).toBe(
      "DKK 900.00 at risk; declared DKK 300.00, carrier's cap DKK 500.00, policy limit DKK 200.00, DKK 400.00 not covered",
    )
    expect(say(coverMessage(cover({})), "da")).toMatch(/kan ikke opgøres/)
  })
})
