/** The order in which a receiver looks at the lines of an offer. */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { linesInOrder } from "../../src/device/lines.ts"

const line = (value: string | null, within: number | null) => ({
  goods: "cash" as const,
  identifier: value === null ? null : { scheme: "bag" as const, value },
  seal: null,
  amount: null,
  contents: null,
  container: false,
  within,
})

const shown = (lines: readonly ReturnType<typeof line>[]): readonly (string | undefined)[] =>
  linesInOrder(lines).map(([, { identifier }]) => identifier?.value)

describe("lines of an offer", () => {
  it("come by number, and what lies in a case after it", () => {
    const lines = [line("NT 10", 2), line("NT 9", 2), line("CASE 2", null), line("CASE 1", null)]
    expect(shown(lines)).toEqual(["CASE 1", "CASE 2", "NT 9", "NT 10"])
  })

  it("keep their place in the offer, by which they are refused", () => {
    expect(linesInOrder([line("B", null), line("A", null)]).map(([at]) => at)).toEqual([1, 0])
  })

  it("are all there, whatever lies in what", () => {
    expect(shown([line("A", 1), line("B", 0), line("C", 2), line("D", 99)])).toHaveLength(4)
    const anyLines = fc.array(fc.option(fc.nat(12)), { maxLength: 12 })
    fc.assert(
      fc.property(anyLines, (within) => {
        const found = linesInOrder(within.map((each, i) => line(`NT ${i}`, each)))
        expect(found.map(([at]) => at).toSorted((a, b) => a - b)).toEqual([...within.keys()])
      }),
    )
  })
})
