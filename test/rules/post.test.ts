import { describe, expect, it } from "vitest"
import type { Paper, PaperKind } from "../../src/custody/goods.ts"
import { say } from "../../src/language/say.ts"
import type { Act } from "../../src/rules/act.ts"
import { post } from "../../src/rules/post.ts"
import type { Chapter } from "../../src/rules/rule.ts"
import { contract, goodAct, handOver, inventory, money, thing } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

const paper = (kind: PaperKind, matures: number | null = null): Paper => ({
  kind,
  amount: null,
  matures,
})

/** The table's words for papers: `coupon@0` falls due at the act itself. */
function withPapers(act: Act): Act {
  const { inventory: listed } = act.thing
  if (listed == null) return act
  const papers = (listed.papers as readonly unknown[] as readonly string[]).map((word) => {
    const [kind, after] = word.split("@")
    return paper(kind as PaperKind, after === undefined ? null : act.at + Number(after))
  })
  return { ...act, thing: { ...act.thing, inventory: { ...listed, papers } } }
}

const spelt: Chapter = {
  ...post,
  rules: post.rules.map((rule) => ({ ...rule, judge: (act) => rule.judge(withPapers(act)) })),
}

runScenarios("post.txt", spelt)

describe("what is said beside it", () => {
  const posted: Act = {
    ...goodAct,
    contract: { ...contract, terms: { ...contract.terms, regime: "post" } },
  }
  const saidOf = (id: string, act: Act): string | undefined => {
    const judgement = post.rules.find((rule) => rule.id === id)?.judge(act)
    return judgement != null && "particulars" in judgement && judgement.particulars !== undefined
      ? say(judgement.particulars)
      : undefined
  }
  const holding = (...papers: readonly Paper[]): Act => ({
    ...posted,
    thing: {
      ...thing,
      goods: "value-post-1",
      inventory: { ...inventory, denominations: [], papers },
    },
  })
  const { at } = goodAct

  it("names the side that did not sign", () => {
    const oneSided = (side: "giver-only" | "reception-only"): Act => ({
      ...goodAct,
      handOver: { ...handOver, side },
    })
    expect(saidOf("40-1", oneSided("giver-only"))).toBe("only the giver signed")
  })

  it("tells what was class 2 from the start from what turned, and when", () => {
    const turned =
      "what lies in it is class 2 since 2026-03-02T09:59:59.999Z, when a coupon fell due or a lottery ticket was drawn"
    expect(saidOf("41-2", holding(paper("premium-bond")))).toBe("what lies in it is class 2")
    expect(saidOf("41-2", holding(paper("cheque"), paper("coupon", at - 1)))).toBe(turned)
    expect(saidOf("41-2", holding(paper("lottery-ticket", at), paper("coupon", at - 1)))).toBe(
      turned,
    )
    expect(saidOf("41-2", holding(paper("coupon", at), paper("premium-bond")))).toBe(
      "what lies in it is class 2",
    )
    expect(saidOf("41-2", holding())).toBe("nothing is listed in it that §41 names")
  })

  it("states the gap in the value's own currency", () => {
    const act: Act = {
      ...posted,
      thing: { ...thing, amount: money("DKK 1600000.25"), declared: money("DKK 600000.00") },
    }
    expect(saidOf("41-5", act)).toBe("DKK 100000.25 that neither the carrier nor a policy covers")
  })

  it("names the letters of the postal number", () => {
    const numbered = (value: string): Act => ({
      ...posted,
      thing: { ...thing, identifier: { scheme: "s10", value } },
    })
    expect(saidOf("41-s10", numbered("RR473124829DK"))).toBe("registered, not insured")
    expect(saidOf("41-s10-service", numbered("LX473124829DK"))).toBe(
      "numbers in LX are for a service without insurance",
    )
  })
})
