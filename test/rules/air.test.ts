import { describe, expect, it } from "vitest"
import type { PartyId } from "../../src/custody/identifier.ts"
import { message } from "../../src/language/message.ts"
import { say } from "../../src/language/say.ts"
import { air } from "../../src/rules/air.ts"
import { missed } from "../../src/rules/rule.ts"
import { carrier, contract, goodAct, handOver, shop } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("air.txt", air)

describe("43-3", () => {
  it("says where else it was signed for", () => {
    const handlers: readonly PartyId[] = [shop]
    const terms = { ...contract.terms, regime: "air", carrier, handlers } as const
    const said = message("particulars.receipt-place", { place: message("place.cargo-handling") })
    const [rule] = air.rules
    expect(
      rule?.judge({
        ...goodAct,
        contract: { ...contract, terms },
        handOver: { ...handOver, point: "cargo-handling" },
      }),
    ).toEqual(missed(said))
    expect(say(said)).toBe("the place of the receipt: cargo handling")
  })
})
