import { describe, expect, it } from "vitest"
import { say } from "../../src/language/say.ts"
import type { Act, Departure } from "../../src/rules/act.ts"
import type { Judgement, Rule } from "../../src/rules/rule.ts"
import { transport } from "../../src/rules/transport.ts"
import { credential, goodAct, handOver } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

/** `10:45/route/person`, as the table writes a departure; `same`: as in the act itself. */
function readDeparture(printed: string, { plan, signer }: Act): Departure {
  const [time = "", route = "", who = ""] = printed.split("/")
  const [hour = NaN, minute = NaN] = time.split(":").map(Number)
  const one = <T>(word: string, same: T): T | null =>
    word === "same" ? same : word === "-" ? null : (word as T)
  return {
    at: 0,
    minute: hour * 60 + minute,
    plan: one(route, plan),
    person: one(who, signer.person),
  }
}

/** "same" means the good act's route, so that a row can set out by another. */
const readDepartures = (act: Act): Act => ({
  ...act,
  past: {
    ...act.past,
    departures: act.past.departures.map((each) =>
      readDeparture(each as unknown as string, { ...goodAct, signer: act.signer }),
    ),
  },
})

const spelled = (rule: Rule): Rule => ({ ...rule, judge: (act) => rule.judge(readDepartures(act)) })
runScenarios("transport.txt", { ...transport, rules: transport.rules.map(spelled) })

describe("what a table does not say", () => {
  const judge = (id: string, act: Act): Judgement | null | undefined =>
    transport.rules.find((rule) => rule.id === id)?.judge(act)
  const detail = (judgement: Judgement | null | undefined): string | undefined =>
    judgement != null && "particulars" in judgement && judgement.particulars !== undefined
      ? say(judgement.particulars)
      : undefined
  const until = (kind: Parameters<typeof credential>[0], to: number) => ({
    ...credential(kind),
    to,
  })
  const guardWith = (to: number): Act => {
    const credentials = [until("personal-approval", to), credential("over-18")]
    const receiver = { ...goodAct.signer, credentials }
    return { ...goodAct, handOver: { ...handOver, receiver } }
  }

  it("50-4 takes an approval that ends with the act, and none that ended before", () => {
    expect(judge("50-4", guardWith(goodAct.at))).toEqual({ outcome: "met" })
    const late = judge("50-4", guardWith(goodAct.at - 1))
    expect(late?.outcome).toBe("missed")
    expect(detail(late)).toBe("lacking: personal approval by the ministry")
  })

  it("51-4 says where it was instead", () => {
    const { place } = goodAct
    const outside = judge("51-4", { ...goodAct, place: place && { ...place, type: "street" } })
    expect(detail(outside)).toBe("the place of the receipt: street")
  })

  it("53-1 takes no case whose approval has ended", () => {
    const { thing } = goodAct
    const withCase = (to: number): Act => ({
      ...goodAct,
      thing: {
        ...thing,
        goods: "case",
        inventory: thing.inventory && { ...thing.inventory, approvals: [until("ssfn-045", to)] },
      },
    })
    expect(judge("53-1", withCase(goodAct.at))?.outcome).toBe("met")
    expect(judge("53-1", withCase(goodAct.at - 1))?.outcome).toBe("missed")
  })

  it("51-2 asks nothing of a carrier whose certificate has ended", () => {
    const { contract } = goodAct
    const until3999 = (to: number): Act => ({
      ...goodAct,
      contract: contract && { ...contract, credentials: [until("ds-3999", to)] },
    })
    expect(judge("51-2", until3999(goodAct.at))?.outcome).toBe("met")
    expect(judge("51-2", until3999(goodAct.at - 1))).toBeNull()
  })
})
