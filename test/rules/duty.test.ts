import { describe, expect, it } from "vitest"
import type { Limit } from "../../src/custody/field.ts"
import { say } from "../../src/language/say.ts"
import type { Act } from "../../src/rules/act.ts"
import { duty } from "../../src/rules/duty.ts"
import type { Judgement } from "../../src/rules/rule.ts"
import { goodAct, money } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("duty.txt", duty)

const judge = (id: string, act: Act): Judgement | null | undefined =>
  duty.rules.find((rule) => rule.id === id)?.judge(act)

describe("what is said of a missing person", () => {
  it("counts who carried", () => {
    const alone: Act = { ...goodAct, handOver: null, event: "depart" }
    const judgement = judge("62-1", { ...alone, signer: { ...alone.signer, persons: 1 } })
    if (judgement == null || !("particulars" in judgement)) throw new Error("expected particulars")
    expect(judgement.particulars && say(judgement.particulars)).toBe("persons who carried: 1")
  })
})

describe("the contract's transport classes", () => {
  const row = (number: number, amount: string | null): Limit => ({
    limit: "transport-class",
    grade: null,
    number,
    amount: amount === null ? null : money(amount),
  })

  /** Whether a departure with that sum is asked for a control centre. */
  function isAsked(limits: readonly Limit[], sum: string): boolean | "undecidable" {
    const contract = goodAct.contract && { ...goodAct.contract, limits }
    const act: Act = { ...goodAct, contract, event: "depart", handOver: null, total: money(sum) }
    const judgement = judge("63-1", act)
    return judgement?.outcome === "undecidable" ? "undecidable" : judgement?.outcome === "met"
  }

  it.each([
    [[row(3, "DKK 10.00"), row(4, null)], "DKK 10.00", false],
    [[row(3, "DKK 10.00"), row(4, null)], "DKK 10.01", true],
    [[row(2, "DKK 10.00"), row(3, null)], "DKK 99.00", false],
    [[row(4, "DKK 99.00"), row(1, "DKK 10.00")], "DKK 10.00", false],
    [[row(4, "DKK 99.00"), row(1, "DKK 10.00")], "DKK 10.01", true],
    [[row(3, "DKK 10.00"), row(2, "DKK 5.00")], "DKK 10.01", true],
    [[row(2, "DKK 10.00")], "DKK 99.00", false],
    [[row(4, "EUR 10.00"), row(3, "DKK 10.00")], "DKK 5.00", false],
    [[row(4, "EUR 10.00")], "DKK 5.00", "undecidable"],
  ] as const)("%j and %s: %s", (limits, sum, expected) => {
    const asked = isAsked(limits, sum)
    expect(asked).toBe(expected)
  })
})
