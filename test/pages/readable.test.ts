/** Times and sums of a sentence, as a page writes them. */

import { describe, expect, it } from "vitest"
import { readable } from "../../src/web/readable.ts"

const sentence =
  "stated DKK 52300.00, 2026-03-02T17:10:00.000Z and 2026-03-02T18:05:00.123Z; JPY 1500"

describe("a sentence beside a picture", () => {
  it.each([
    [
      "en",
      "stated DKK\u00a052,300.00, 2 Mar 2026, 17:10:00 UTC and 2 Mar 2026, 18:05:00 UTC; JPY\u00a01,500",
    ],
    [
      "da",
      "stated DKK\u00a052.300,00, 2. mar. 2026, 17.10.00 UTC and 2. mar. 2026, 18.05.00 UTC; JPY\u00a01.500",
    ],
  ] as const)("is in the reader's form: %s", (language, expected) => {
    expect(readable(sentence, language)).toBe(expected)
  })

  it("keeps what is neither a time nor a sum", () => {
    for (const each of ["NT 100212", "DKK 1.5", "2026-03-02", "003 §40 40-1", "XX 5"])
      expect(readable(each, "sv")).toBe(each)
  })
})
