import { describe, expect, it } from "vitest"
import type { Fittings, Limit } from "../../src/custody/field.ts"
import { say } from "../../src/language/say.ts"
import type { Act } from "../../src/rules/act.ts"
import type { Judgement } from "../../src/rules/rule.ts"
import { storage } from "../../src/rules/storage.ts"
import { contract, fittings, goodAct, money, past, place } from "./good-act.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("storage.txt", storage)

/** What a cell of a table cannot hold: windows of one's own, rows for one grade, and what is said of a fault. */

const judge = (id: string, act: Act): Judgement | null | undefined =>
  storage.rules.find((rule) => rule.id === id)?.judge(act)

const said = (id: string, act: Act): string => {
  const judgement = judge(id, act)
  const particulars = judgement != null && "particulars" in judgement && judgement.particulars
  return particulars ? say(particulars) : String(judgement?.outcome)
}

const atUnit = (event: Act["event"], more: Partial<Fittings>): Act => ({
  ...goodAct,
  kind: "event",
  event,
  place: { ...place, type: "storage-unit", fittings: { ...fittings, ...more } },
})

const row = (limit: Limit["limit"], amount: string | null, more: Partial<Limit>): Limit => ({
  limit,
  grade: null,
  number: null,
  amount: amount === null ? null : money(amount),
  ...more,
})

describe("35-2", () => {
  it.each([
    ["ungraded", "missed"],
    ["S1", "missed"],
    ["S2", "missed"],
    ["0", "met"],
    ["I", "met"],
    ["XIII", "met"],
  ] as const)("grade %s: %s", (grade, outcome) => {
    expect(judge("35-2", atUnit("balance", { grade }))?.outcome).toBe(outcome)
  })
})

describe("36-4 windows", () => {
  const opened = (at: number, more: Partial<Fittings>, offset = 60): string | undefined =>
    judge("36-4", { ...atUnit("unlock", more), at, offset })?.outcome
  const overMidnight = { windows: [{ from: 23 * 60, to: 60 }] }

  it.each([
    ["22:59:59", Date.UTC(2026, 2, 2, 21, 59, 59), "broken"],
    ["23:00:00", Date.UTC(2026, 2, 2, 22), "met"],
    ["00:00:00", Date.UTC(2026, 2, 2, 23), "met"],
    ["00:59:59", Date.UTC(2026, 2, 2, 23, 59, 59), "met"],
    ["01:00:00", Date.UTC(2026, 2, 3), "broken"],
  ])("over midnight, at %s", (_, at, outcome) => {
    expect(opened(at, overMidnight)).toBe(outcome)
    expect(opened(at, { ...overMidnight, zone: null })).toBe(outcome)
  })

  it("on the evening before the first day there is, west of Greenwich", () => {
    const evening = { windows: [{ from: 23 * 60, to: 24 * 60 }], zone: null }
    expect(opened(30 * 60_000, evening, -60)).toBe("met")
    expect(opened(90 * 60_000, evening, -60)).toBe("broken")
  })

  const inTheNight = { windows: [{ from: 120, to: 135 }] }
  it.each([
    ["the night that has no 02:00: 01:59:59", Date.UTC(2026, 2, 29, 0, 59, 59), "broken"],
    ["the night that has no 02:00: 03:00:00", Date.UTC(2026, 2, 29, 1), "broken"],
    ["the night that has two: the first 02:00", Date.UTC(2026, 9, 25, 0), "met"],
    ["the night that has two: 02:15 between them", Date.UTC(2026, 9, 25, 0, 15), "broken"],
    ["the night that has two: the second 02:00", Date.UTC(2026, 9, 25, 1), "met"],
    ["the night that has two: 03:00", Date.UTC(2026, 9, 25, 2), "broken"],
  ])("%s", (_, at, outcome) => {
    expect(opened(at, inTheNight, 180)).toBe(outcome)
  })

  it("is met within any of several", () => {
    const two = { windows: [{ from: 0, to: 1 }, ...fittings.windows] }
    expect(opened(Date.UTC(2026, 2, 2, 20), two)).toBe("met")
  })

  it("is never met by a window without length", () => {
    const at = Date.UTC(2026, 2, 2, 20)
    expect(opened(at, { windows: [{ from: 21 * 60, to: 21 * 60 }] })).toBe("broken")
  })
})

describe("rows of limits", () => {
  const under = (id: string, limits: readonly Limit[], total: string, delay = 10) => {
    const act = atUnit("balance", { delay })
    return judge(id, { ...act, contract: { ...contract, limits }, total: money(total) })?.outcome
  }

  it("36-2 takes the lowest that reaches the sum, in whatever order they stand", () => {
    const limits = [
      row("lock-delay", "DKK 200000.00", { number: 20 }),
      row("lock-delay", "DKK 50000.00", { number: 10 }),
    ]
    expect(under("36-2", limits, "DKK 50000.00")).toBe("met")
    expect(under("36-2", limits, "DKK 50000.01")).toBe("missed")
  })

  it("36-2 takes a row without a sum for every sum above the others", () => {
    const limits = [
      row("lock-delay", null, { number: 30 }),
      row("lock-delay", "DKK 50000.00", { number: 10 }),
    ]
    for (const rows of [limits, limits.toReversed()]) {
      expect(under("36-2", rows, "DKK 50000.00")).toBe("met")
      expect(under("36-2", rows, "DKK 50000.01", 29)).toBe("missed")
      expect(under("36-2", rows, "DKK 50000.01", 30)).toBe("met")
    }
  })

  it("36-2 leaves rows of other grades and currencies alone", () => {
    const limits = [
      row("lock-delay", "DKK 50000.00", { number: 30, grade: "S1" }),
      row("lock-delay", "EUR 50000.00", { number: 30 }),
      row("lock-delay", "DKK 60000.00", { number: 10, grade: "I" }),
    ]
    expect(under("36-2", limits, "DKK 50000.00")).toBe("met")
    expect(under("36-2", limits.slice(0, 2), "DKK 50000.00")).toBe("undecidable")
  })

  it("35-3 takes the row of the grade before the row of all grades", () => {
    const limits = [
      row("unit-by-day", "DKK 10000.00", {}),
      row("unit-by-day", "DKK 20000.00", { grade: "I" }),
    ]
    expect(under("35-3", limits, "DKK 20000.00")).toBe("met")
    expect(under("35-3", limits, "DKK 20000.01")).toBe("broken")
  })
})

describe("what is said of a fault", () => {
  const opening = {
    ...atUnit("unlock", {}),
    past: { ...past, codeEnteredAt: goodAct.at - 599_999 },
  }

  it("gives what was waited and what is demanded", () => {
    expect(said("36-3", opening)).toBe("opened 599 seconds after the code, where 600 are demanded")
    expect(said("36-3", { ...atUnit("unlock", { delay: 9 }), past: opening.past })).toBe(
      "the lock is set to 9 minutes, where 10 are demanded",
    )
    expect(said("36-2", atUnit("balance", { delay: 9 }))).toBe(
      "the lock is set to 9 minutes, where 10 are demanded",
    )
  })

  it("gives the hour by the zone's clock", () => {
    const late = { ...opening, at: Date.UTC(2026, 5, 1, 19, 5) }
    expect(said("36-4", { ...late, at: late.at + 3_600_000, offset: 0 })).toBe("opened at 22:05")
    expect(said("36-4", late)).toBe("met")
  })

  it("gives the sum and what it may be", () => {
    const night = { ...atUnit("balance", {}), circumstances: ["night"] } as const
    expect(said("37-1", { ...night, total: money("DKK 100000.01") })).toBe(
      "DKK 100000.01, where the unit is approved for DKK 100000.00",
    )
  })
})
