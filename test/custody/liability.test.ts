import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Opinion } from "../../src/custody/liability.ts"
import { ask, minute, partyNamed, printOpinion, type Scene } from "../support/case.ts"
import { play } from "../support/script.ts"

type Row = { readonly asked: string; readonly expected: ReturnType<typeof printOpinion> }
type Case = {
  readonly name: string
  readonly script: readonly string[]
  readonly rows: readonly Row[]
}

function readRow(line: string): Row {
  const cells = line.split("|").map((cell) => cell.trim())
  if (cells.length !== 7) throw new Error(`liability.txt: expected five cells, got ${line}`)
  const [, asked, verdict, alternatives, burden, holder] = cells as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return { asked, expected: { verdict, alternatives, burden, holder } }
}

function readCases(): readonly Case[] {
  const text = readFileSync(new URL("liability.txt", import.meta.url), "utf8")
  return text
    .split(/^## /m)
    .slice(1)
    .map((block) => {
      const [name = "", ...lines] = block.split("\n")
      return {
        name,
        script: lines.filter((line) => line.startsWith("  ")),
        rows: lines.filter((line) => line.startsWith("|")).map(readRow),
      }
    })
}

function answer(scene: Scene, asked: string, entries = scene.entries): Opinion {
  const [, from, to = from, scope = "unit"] = /^(\d+)(?:-(\d+))?(?: (contents))?$/.exec(asked) ?? []
  if (from === undefined) throw new Error(`liability.txt: expected a question, got ${asked}`)
  const question = { from: Number(from), to: Number(to), scope: scope as "unit" | "contents" }
  return ask(scene, question, 0, entries)
}

const cases = readCases()

describe("who was liable", () => {
  it("reads the whole table", () => {
    expect(cases.length).toBeGreaterThan(100)
    expect(cases.every(({ script, rows }) => script.length > 0 && rows.length > 0)).toBe(true)
    expect(new Set(cases.map(({ name, script }) => name + script.join())).size).toBe(cases.length)
  })

  for (const { name, script, rows } of cases)
    for (const { asked, expected } of rows)
      it(`${name}: at ${asked}`, () => {
        expect(printOpinion(answer(play(script), asked))).toEqual(expected)
      })
})

/** An opinion without the order in which findings were made. */
const compared = (opinion: Opinion) => ({
  ...opinion,
  findings: opinion.findings
    .map(({ code, statement, sentence }) => `${code} ${statement} ${sentence}`)
    .toSorted(),
})

const permutations = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  values.length < 2
    ? [values]
    : values.flatMap((first, i) =>
        permutations(values.toSpliced(i, 1)).map((rest) => [first, ...rest]),
      )

const exhaustive = process.env.SLOW === "1" ? 6 : 4

describe("the order of arrival decides nothing", () => {
  for (const { name, script, rows } of cases) {
    const scene = play(script)
    const { entries } = scene
    if (entries.length < 2) continue
    it(name, () => {
      for (const { asked } of rows) {
        const expected = compared(answer(scene, asked))
        const sameInOrder = (order: typeof entries): void => {
          expect(compared(answer(scene, asked, order))).toEqual(expected)
        }
        if (entries.length <= exhaustive) permutations(entries).forEach(sameInOrder)
        else {
          const order = fc.shuffledSubarray([...entries], { minLength: entries.length })
          fc.assert(fc.property(order, sameInOrder), { numRuns: 20 })
        }
      }
    })
  }
})

describe("an opinion hangs together", () => {
  for (const { name, script, rows } of cases)
    it(name, () => {
      const scene = play(script)
      for (const { asked } of rows) {
        const opinion = answer(scene, asked)
        const { verdict, alternatives, burden } = printOpinion(opinion)
        const isInstant = !asked.includes("-")
        if (verdict === "proved" && isInstant) expect(burden).toBe(alternatives)
        if (verdict === "proved") expect(opinion.narrow).toEqual([])
        if (verdict === "undecided" || verdict === "disputed")
          expect(opinion.narrow.length + opinion.findings.length).toBeGreaterThan(0)
        expect(opinion.alternatives.every(({ why }) => why.length > 0)).toBe(true)
      }
    })
})

describe("what would narrow it", () => {
  const narrow = (asked: string, ...script: readonly string[]): string =>
    answer(play(script), asked).narrow.join("\n")
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
