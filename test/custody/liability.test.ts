import { describe, expect, it } from "vitest"
import { say } from "../../src/language/say.ts"
import { minute, partyNamed } from "../support/case.ts"
import { play } from "../support/script.ts"
import { answer, testTable } from "../support/table.ts"

testTable(new URL("liability.txt", import.meta.url), 100)

describe("what would narrow it", () => {
  const narrow = (asked: string, ...script: readonly string[]): string =>
    answer(play(script), asked)
      .narrow.map((each) => say(each))
      .join("\n")
  const taken = "i = intake A 0..5"

  it("names the time after which absence counts", () => {
    expect(narrow("10", taken, "complete 69")).toMatch(/1970-01-01T01:10:00.000Z.*not yet settled/)
  })
  it("says whose word completeness rests on", () => {
    expect(narrow("10", taken, "complete 1000 operator")).toMatch(/operator's word/)
  })
  it("names the predecessor that is missing, the countersignature, and the settlement", () => {
    expect(narrow("50", taken, "u = move lost X>Y 20..25")).toMatch(/predecessor/)
    expect(narrow("50", taken, "x = move i X>Y 20..25")).toMatch(/countersignature/)
    expect(narrow("50", taken, "m = move i A>B 20..25", "n = move i A>C 20..25")).toMatch(
      /settlement/,
    )
  })
})

describe("each answer says by which rule and on what", () => {
  const why = (asked: string, ...script: readonly string[]) =>
    answer(play(["i = intake A 0..5 owner P", ...script]), asked).alternatives.map((each) => ({
      rule: each.liable[0]?.rule.slice(0, 2),
      toward: each.liable[0]?.toward,
      assurance: each.liable[0]?.assurance,
      from: each.from === null ? null : each.from / minute,
      to: each.to === null ? null : each.to / minute,
    }))

  it("who took it in, toward its owner (L7)", () => {
    expect(why("10")).toEqual([
      { rule: "L7", toward: partyNamed("P"), assurance: 2, from: 0, to: null },
    ])
  })
  it("who signed for it, toward who gave it (L2), until he is discharged", () => {
    const moves = ["m = move i A>B 20..25", "n = move m B>C 40..45"]
    expect(why("30", ...moves)).toEqual([
      { rule: "L2", toward: partyNamed("A"), assurance: 2, from: 20, to: 45 },
    ])
  })
  it("who has it inside the house (L1)", () => {
    expect(why("30", "m = move i A>A2 20..25")).toMatchObject([{ rule: "L1", from: 20 }])
  })
  it("with the weakest signature it rests on", () => {
    const moves = ["m = move i A>B 20..25", "n = move m B2>C 40..45"]
    expect(why("50", ...moves, "assurance B 1")).toMatchObject([{ assurance: 1 }])
    expect(why("50", ...moves, "assurance A 1")).toMatchObject([{ assurance: 1 }])
    expect(why("30", ...moves, "assurance B2 1")).toMatchObject([{ assurance: 2 }])
  })
})
