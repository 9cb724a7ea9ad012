/** docs/rules.md is the rule book itself, and the rule book has every numbered row of its source. */

import { describe, expect, it } from "vitest"
import { languages } from "../../src/language/message.ts"
import { rulePage } from "../../src/rules/page.ts"
import { allRules, chapters } from "../../src/rules/rulebook.ts"
import { expectPinned } from "../support/pinned.ts"

/** How many numbered statements each section of the sources has, counted in them by hand. */
const counted: Readonly<Record<string, number>> = {
  "10": 4,
  "20": 3,
  "30": 4,
  "31": 2,
  "32": 8,
  "33": 6,
  "34": 6,
  "35": 3,
  "36": 5,
  "37": 2,
  "38": 2,
  "39": 3,
  "40": 2,
  "41": 5,
  "42": 1,
  "43": 3,
  "50": 5,
  "51": 4,
  "52": 2,
  "53": 2,
  "54": 3,
  "55": 1,
  "61": 1,
  "62": 6,
  "63": 2,
  "64": 4,
  "001": 9,
}
const rows = Object.entries(counted).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, i) => `${section}-${i + 1}`),
)

const all = Object.values(chapters).flatMap(({ rules, unjudged }) => [...rules, ...unjudged])

describe("the rule book", () => {
  it("has every numbered row of the guideline and of the secured letters, once", () => {
    expect(rows).toHaveLength(98)
    const ids = all.map(({ id }) => id as string)
    expect(rows.filter((row) => !ids.includes(row))).toEqual([])
    // Beside them only what a postal number says of its service.
    expect(ids.filter((id) => !rows.includes(id))).toEqual(["41-s10", "41-s10-service"])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("judges most of them, each in the chapter of its section", () => {
    expect(allRules.length).toBeGreaterThan(65)
    for (const { id, section, source } of all)
      if (source === "003") expect([id, section]).toEqual([id, `§${id.split("-")[0]}`])
  })

  it("is docs/rules.md, and in the language of the guideline docs/rules-da.md", () => {
    expectPinned("docs/rules.md", rulePage())
    expectPinned("docs/rules-da.md", rulePage("da"))
  })

  it.each([...languages])("is a page in %s, every row in it", (language) => {
    const page = rulePage(language)
    for (const { id } of all) expect(page).toContain(` ${id} | `)
    expect(page).not.toMatch(/undefined|\[object/)
  })
})
