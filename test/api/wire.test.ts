import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { maxParcelBytes } from "../../src/api/parcel.ts"
import {
  lastInstant,
  maxItemsPerPage,
  maxParcelsPerRequest,
  parseInstant,
  problemCodes,
  problemOf,
  printInstant,
  rejectionStatus,
  requestProblems,
} from "../../src/api/wire.ts"
import { maxEntryBundleBytes } from "../../src/log/entry-bundle.ts"
import { rejections } from "../../src/custody/rejected.ts"

describe("instants", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2026-01-01T00:00:00Z", 1_767_225_600_000],
    ["2026-01-01T00:00:00.000Z", 1_767_225_600_000],
    ["2024-02-29T23:59:59.999Z", 1_709_251_199_999],
    ["9999-12-31T23:59:59.999Z", lastInstant],
  ])("%s", (text, at) => {
    expect(parseInstant(text)).toBe(at)
    expect(parseInstant(printInstant(at))).toBe(at)
  })

  it.each([
    "",
    "0",
    "2026-01-01",
    "2026-01-01T00:00Z",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:00z",
    "2026-01-01t00:00:00Z",
    "2026-01-01 00:00:00Z",
    "2026-01-01T00:00:00+00:00",
    "2026-01-01T01:00:00+01:00",
    "2026-01-01T00:00:00.0Z",
    "2026-01-01T00:00:00.000000Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-12-31T23:59:60Z",
    "1969-12-31T23:59:59Z",
    "+010000-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00Z\n",
    " 2026-01-01T00:00:00Z",
  ])("refuses %j", (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it("cannot print what it could not read back", () => {
    for (const at of [-1, 0.5, lastInstant + 1, 2 ** 52, Number.NaN])
      expect(() => printInstant(at)).toThrow("instant: expected")
  })
})

describe("problems", () => {
  it("every rejection has a status of its own kind, and no code means two things", () => {
    expect(Object.keys(rejectionStatus).sort()).toEqual(Object.keys(rejections).sort())
    for (const status of Object.values(rejectionStatus))
      expect([400, 403, 409, 413, 422]).toContain(status)
    expect(new Set(problemCodes).size).toBe(problemCodes.length)
    expect(problemCodes.length).toBe(
      Object.keys(rejections).length + Object.keys(requestProblems).length,
    )
  })

  it("the page has the limits of the code", () => {
    const page = readFileSync(new URL("../../docs/http.md", import.meta.url), "utf8")
    for (const limit of [maxParcelBytes, maxEntryBundleBytes])
      expect(page).toContain(limit.toLocaleString("en"))
    for (const limit of [maxItemsPerPage, maxParcelsPerRequest])
      expect(page).toMatch(new RegExp(`\\b${limit}\\b`))
  })

  it("the page lists each code once, with its status", () => {
    const page = readFileSync(new URL("../../docs/http.md", import.meta.url), "utf8")
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| ([0-9]{3}) \|/gm)].map(
      ([, code, status]): [unknown, number] => [code, Number(status)],
    )
    const expected = problemCodes.map((code): [unknown, number] => [
      code,
      problemOf(code, "").status,
    ])
    expect(new Map(rows)).toEqual(new Map(expected))
    expect(rows.length).toBe(expected.length)
  })
})
