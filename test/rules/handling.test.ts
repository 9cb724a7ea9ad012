import { expect, it } from "vitest"
import { say } from "../../src/language/say.ts"
import type { Act } from "../../src/rules/act.ts"
import { handling } from "../../src/rules/handling.ts"
import { contract, fittings, goodAct, money, order, place, thing } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("handling.txt", handling)

/** What is said beside a rule that was not followed. */
function particularsOf(id: string, changes: Partial<Act>): string | undefined {
  const judgement = handling.rules
    .find((rule) => rule.id === id)
    ?.judge({ ...goodAct, handOver: null, ...changes })
  return judgement != null && "particulars" in judgement && judgement.particulars !== undefined
    ? say(judgement.particulars)
    : undefined
}

it("says how a count differs", () => {
  const counted = { ...thing, amount: money("DKK 23500.00") }
  expect(particularsOf("30-1", { kind: "check", check: "count", thing: counted })).toBe(
    "DKK 23500.00 counted, DKK 24000.00 declared",
  )
})

it("says what the till lacks", () => {
  const bare = { ...place, type: "till", fittings: { ...fittings, features: [] } } as const
  expect(particularsOf("32-6", { kind: "event", event: "balance", place: bare })).toBe(
    "lacking: hold up button, connection to an approved control centre",
  )
})

it("says what a standing order leaves out", () => {
  const orders = [{ digest: order, topics: ["walkways", "counting"] as const }]
  const cited = { ...contract, terms: { ...contract.terms, orders } }
  expect(particularsOf("31-2", { contract: cited, handOver: goodAct.handOver })).toMatch(
    /^lacking: till holdings, till emptying, internal transport, counting room, storage until/,
  )
})

it("says what is above what is agreed", () => {
  const balance = { kind: "event", event: "balance", place: { ...place, type: "till" } } as const
  expect(particularsOf("30-2", { ...balance, total: money("DKK 5000.01") })).toBe(
    "DKK 5000.01, where DKK 5000.00 is agreed",
  )
})
