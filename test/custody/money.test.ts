import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decimalsOf, money, parseMoney, printMoney } from "../../src/custody/money.ts"
import { readShape } from "../../src/encoding/shape.ts"

const amounts = fc.record({
  currency: fc.constantFrom("DKK", "EUR", "SEK", "JPY", "ISK", "KWD", "TND"),
  minor: fc.integer({ min: 0, max: 10 ** 14 }),
})

describe("money", () => {
  it.each([
    ["DKK", 123_450, "DKK 1234.50"],
    ["DKK", 5, "DKK 0.05"],
    ["DKK", 0, "DKK 0.00"],
    ["JPY", 1234, "JPY 1234"],
    ["JPY", 0, "JPY 0"],
    ["KWD", 1234, "KWD 1.234"],
    ["KWD", 1, "KWD 0.001"],
    ["EUR", 10 ** 14, "EUR 1000000000000.00"],
  ])("of %s %i minor units prints as %s", (currency, minor, printed) => {
    expect(printMoney({ currency, minor })).toBe(printed)
  })

  it("reads what it prints", () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseMoney(printMoney(amount))).toEqual(amount)
      }),
    )
  })

  it.each([
    "",
    "DKK",
    "1234.50",
    "DKK 1234",
    "DKK 1234.5",
    "DKK 1234.500",
    "DKK 1234,50",
    "DKK 1,234.50",
    "DKK 01234.50",
    "DKK -1.00",
    "DKK +1.00",
    "DKK 1e3",
    "DKK  1.00",
    " DKK 1.00",
    "DKK 1.00 ",
    "DKK 1.00\n",
    "dkk 1.00",
    "DKKR 1.00",
    "JPY 1.00",
    "JPY 1.",
    "KWD 1.00",
    "DKK .50",
    "DKK 1000000000000.01",
    "DKK 99999999999999999999.00",
    "DKK ١.00",
  ])("reads nothing else: %j", (printed) => {
    expect(parseMoney(printed)).toBeUndefined()
  })

  it("has the minor units of ISO 4217", () => {
    expect(["DKK", "NOK", "JPY", "ISK", "KRW", "KWD", "BHD", "TND"].map(decimalsOf)).toEqual([
      2, 2, 0, 0, 0, 3, 3, 3,
    ])
  })

  it.each([
    [["DKK", -1]],
    [["DKK", 10 ** 14 + 1]],
    [["DK", 1]],
    [["DKKR", 1]],
    [["DKK", "1"]],
    [["DKK", 1, 2]],
    [[208, 1]],
  ])("on the wire is a code of three letters and a whole number: %j", (value) => {
    expect(readShape(money, value).ok).toBe(false)
  })
})
