import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { assumed, measured, onPaper, paperTable } from "./paper.ts"

const page = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8")
const section = /\n## On paper\n([^]*?)(?:\n## |$)/.exec(page)?.[1] ?? ""
const byText = (a: string, b: string): number => (a < b ? -1 : 1)
const number = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 })

describe("docs/performance.md, on paper", () => {
  it("has the table that comes of what it says goes in", () => {
    expect(section).toContain(`\n${paperTable()}\n`)
  })

  it("names everything that goes in", () => {
    const named = [...section.matchAll(/^\| `(\w+)` \| ([\d.,]+)/gm)]
      .map(([, name, value]) => `${name} ${value}`)
      .toSorted(byText)
    const all = [...Object.entries(measured), ...Object.entries(assumed)]
      .map(([name, value]) => `${name} ${number(value)}`)
      .toSorted(byText)
    expect(named).toEqual(all)
  })

  it("takes what is measured from the tables above it", () => {
    const above = page.slice(0, page.indexOf("\n## On paper\n"))
    expect(above).toContain(`| heap and buffers for an item | ${measured.memoryPerItem} bytes |`)
    expect(above).toContain(
      `| append over HTTP, 1 a request, 64 connections | ${number(2 * measured.halfLoad)} `,
    )
    expect(above).toMatch(/\| bytes stored, over statements and openings \| 2,484 MB \|/)
    expect(measured.storedPerEntry).toBe(Math.round(2_484_000_000 / 1_000_848))
  })

  it("comes to what pen and paper come to, for a million items", () => {
    const { ledgers, ...found } = onPaper(1_000_000)
    expect(ledgers).toBe(1)
    expect(found.average).toBeCloseTo(0.1903, 4)
    expect(found.peak).toBeCloseTo(1.37, 2)
    // 6,000,000 × 2,482 + 6,307,200 × 1,300 bytes.
    expect(found.storedGigabytes).toBeCloseTo(14.89 + 8.2, 1)
    // 6,307,200 × 2,000 × 4 + 6,000,000 × 916 × 2 bytes.
    expect(found.sentGigabytes).toBeCloseTo(50.46 + 10.99, 1)
    expect(found.forServers).toBe(960)
    expect(found.forWitnesses).toBe(1920)
  })
})
