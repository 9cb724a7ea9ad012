/** The casebook on disk, made and questioned by commands alone. */

import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import type { PrintedCases } from "../../src/cli/casebook-folder.ts"
import { caseNames } from "../../src/cli/casebook-stage.ts"
import { isFault } from "../../src/rules/judge.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import { expectedAnswers } from "./casebook-expected.ts"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

describe("kvitto casebook", async () => {
  const path = await scratch()
  const data = path("book")
  let cases: PrintedCases
  beforeAll(async () => {
    const made = await okJson<{ cases: PrintedCases }>(["casebook", "--data", data])
    cases = made.cases
  })

  it("makes a folder that answers as the casebook in memory does", async () => {
    expect(Object.keys(cases)).toEqual(caseNames)
    for (const name of ["street", "joint", "short-count"] as const)
      for (const { about, item, from, to, scope } of cases[name] ?? []) {
        const asked = ["--from", from, "--to", to, "--scope", scope]
        const words = ["liable", item, ...asked, "--data", data, "--json"]
        const answer = JSON.parse((await kvitto(words)).out) as Verdict
        const expected = expectedAnswers.find((each) => each.name === name && each.about === about)
        expect(answer.verdict).toBe(expected?.verdict)
        expect(faultRules(answer)).toEqual(Object.values(expected?.faults ?? {}).flat())
      }
  })

  it("keeps its questions beside the store, and is marked as a sample", async () => {
    const kept = JSON.parse(await readFile(join(data, "casebook.json"), "utf8")) as unknown
    expect(kept).toEqual({ cases })
    const { out, err } = await kvitto(["policy", "--data", data])
    expect(out).toMatch(/^log sample\.invalid\/[0-9a-f]{12}\+/)
    expect(err).toContain("SAMPLE LEDGER")
  })

  it("audits clean, head and store alike", async () => {
    const { faults } = await okJson<{ faults: unknown[] }>(["audit", data])
    expect(faults).toEqual([])
  })

  it("prints each question as the words to ask it with", async () => {
    const other = path("other")
    const printed = await ok(["casebook", "--data", other])
    expect(printed.match(/^[a-z0-9-]+:$/gm)).toHaveLength(caseNames.length)
    const [, item, span] = /^ {2}([0-9a-f]{64}) (--at \S+) {2}an hour later$/m.exec(printed) ?? []
    const asked = await kvitto(["liable", item ?? "", ...(span ?? "").split(" "), "--data", other])
    expect(asked.code).toBe(0)
    expect(asked.out).toContain("Verdict: proved.")
  })

  it("overwrites nothing", async () => {
    const { code, err } = await kvitto(["casebook", "--data", data])
    expect(code).toBe(2)
    expect(err).toContain("nothing is overwritten")
  })
})

const faultRules = ({ rules }: Verdict): readonly string[] =>
  rules
    .filter(isFault)
    .map(({ rule, outcome }) => `${rule} ${outcome}`)
    .sort()
