/** Tables of cases: a script, questions, and the answers written by hand. What every such table is held to as a whole. */

import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Opinion } from "../../src/custody/liability.ts"
import { ask, printOpinion, type Scene } from "./case.ts"
import { play } from "./script.ts"

type Row = { readonly asked: string; readonly expected: ReturnType<typeof printOpinion> }
type Case = {
  readonly name: string
  readonly script: readonly string[]
  readonly rows: readonly Row[]
}

function readRow(line: string): Row {
  const cells = line.split("|").map((cell) => cell.trim())
  if (cells.length !== 7) throw new Error(`table: expected five cells, got ${line}`)
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

/** A case is a heading `## name`, indented lines of script, and rows `| question | verdict | … |`. */
function readCases(table: URL): readonly Case[] {
  return readFileSync(table, "utf8")
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

/** `20`, `20-50`, either with ` contents` after it. */
export function answer(scene: Scene, asked: string, entries = scene.entries): Opinion {
  const [, from, to = from, scope = "unit"] = /^(\d+)(?:-(\d+))?(?: (contents))?$/.exec(asked) ?? []
  if (from === undefined) throw new Error(`table: expected a question, got ${asked}`)
  const question = { from: Number(from), to: Number(to), scope: scope as "unit" | "contents" }
  return ask(scene, question, 0, entries)
}

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

function sameInAnyOrder({ script, rows }: Case): void {
  const scene = play(script)
  const { entries } = scene
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
}

function hangsTogether({ script, rows }: Case): void {
  const scene = play(script)
  for (const { asked } of rows) {
    const opinion = answer(scene, asked)
    const { verdict, alternatives, burden } = printOpinion(opinion)
    const isInstant = !asked.includes("-")
    // Of several who answer together it lies on the one who answered first.
    if (verdict === "proved" && isInstant) expect(burden).toBe(alternatives.split("+")[0])
    if (verdict === "proved") expect(opinion.narrow).toEqual([])
    if (verdict === "undecided" || verdict === "disputed")
      expect(opinion.narrow.length + opinion.findings.length).toBeGreaterThan(0)
    expect(opinion.alternatives.every(({ why }) => why.say.length > 0)).toBe(true)
  }
}

/** Holds the code to every row of the table, and the table to what is true of all. */
export function testTable(table: URL, atLeast: number): void {
  const cases = readCases(table)

  describe("who was liable", () => {
    it("reads the whole table", () => {
      expect(cases.length).toBeGreaterThan(atLeast)
      expect(cases.every(({ script, rows }) => script.length > 0 && rows.length > 0)).toBe(true)
      expect(new Set(cases.map(({ name, script }) => name + script.join())).size).toBe(cases.length)
    })

    for (const { name, script, rows } of cases)
      for (const { asked, expected } of rows)
        it(`${name}: at ${asked}`, () => {
          expect(printOpinion(answer(play(script), asked))).toEqual(expected)
        })
  })

  describe("the order of arrival decides nothing", () => {
    for (const each of cases) it(each.name, () => sameInAnyOrder(each))
  })

  describe("an opinion hangs together", () => {
    for (const each of cases) it(each.name, () => hangsTogether(each))
  })
}
