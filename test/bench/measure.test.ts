/** What the benchmarks say of their runs, and how they are told what to run. */

import { readFileSync } from "node:fs"
import { appendFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { keepPiece, killedPiece, partAt, type Piece, planFor, readPieces } from "./growth-record.ts"
import { figure, figureAt, median, quantile, rateOf, spreadOf } from "./measure.ts"
import { readOptions } from "./options.ts"

describe("a figure", () => {
  it("is the median of its runs, with the distance of the quarters over it", () => {
    const { ratio, limit, ...rest } = figure("name", "ms", [9, 1, 5, 3, 7])
    expect(rest).toEqual({ bench: "name", value: 5, unit: "ms", runs: 5, spread: 0.8 })
    expect([ratio, limit]).toEqual([null, null])
  })

  it("has the median of the runs' own ratios, not the ratio of the medians", () => {
    // A machine that is four times as slow in every second run.
    const found = figure("name", "a second", [90, 20, 88, 24, 86], [100, 25, 100, 25, 100])
    expect(found).toMatchObject({ value: 86, limit: 100, ratio: 0.88 })
    expect(found.spread).toBeCloseTo((0.9 - 0.86) / 0.88, 3)
  })

  it("says four digits and no more", () => {
    expect(figure("name", "a second", [12_345.678], [3])).toMatchObject({
      value: 12_350,
      ratio: 4115,
    })
  })

  it("says how the slowest hundredth fares, and how far that lies apart from fifth to fifth", () => {
    const runs = Array.from({ length: 1000 }, (_, i) =>
      i % 100 < 2 ? 50 + Math.floor(i / 200) : 1,
    )
    expect(figureAt(0.99, "name", "ms", runs, 100)).toEqual({
      bench: "name",
      value: 52,
      unit: "ms",
      limit: 100,
      ratio: 0.52,
      runs: 1000,
      spread: 0.03846,
    })
    expect(figureAt(0.5, "name", "ms", [4])).toMatchObject({
      value: 4,
      ratio: null,
      runs: 1,
      spread: 0,
    })
  })

  it("prints as the line that the page shows", () => {
    const page = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8")
    const [, line = ""] = /^```\n(\{.*\})\n```$/m.exec(page) ?? []
    expect(Object.keys(JSON.parse(line) as object)).toEqual(Object.keys(figure("", "", [1])))
  })
})

describe("order statistics", () => {
  it("leave the runs as they were", () => {
    const runs = [3, 1, 2]
    expect([median(runs), quantile(runs, 0.99), spreadOf(runs)]).toEqual([2, 3, 1])
    expect(runs).toEqual([3, 1, 2])
    expect(spreadOf([-3, -2, -1])).toBe(1)
  })

  it("take the run at that part of all of them", () => {
    const runs = Array.from({ length: 1000 }, (_, i) => 999 - i)
    expect([0, 0.5, 0.99, 1].map((part) => quantile(runs, part))).toEqual([0, 500, 990, 999])
  })
})

describe("a rate", () => {
  it("counts what the step says, over the time that it took", async () => {
    const rate = await rateOf(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return 5
    })
    expect(rate).toBeGreaterThan(5)
    expect(rate).toBeLessThan(5 / 0.049)
  })
})

describe("the command line", () => {
  const read = (...words: readonly string[]) => readOptions(words, ["append", "growth"])

  it("takes names and options in any order", () => {
    expect(read("growth", "--entries=1_000_000", "--json", "append", "--folder=/a=b")).toEqual({
      names: ["growth", "append"],
      isJson: true,
      entries: 1_000_000,
      folder: "/a=b",
    })
    expect(read()).toEqual({ names: [], isJson: false, entries: undefined, folder: undefined })
  })

  it.each([
    ["speed", "no benchmark is called speed; there are append, growth"],
    ["--fast", "no option --fast; there are --json, --entries=N and --folder=PATH"],
    ["--json=yes", "no option --json=yes; there are --json, --entries=N and --folder=PATH"],
    ["--entries", "--entries: expected --entries=N, from 2000 to 100000000"],
    ["--entries=1e6", "--entries=1e6: expected --entries=N, from 2000 to 100000000"],
    ["--entries=1999", "--entries=1999: expected --entries=N, from 2000 to 100000000"],
    ["--folder=", "--folder=: expected --folder=PATH"],
  ])("says what is wrong with %s", (word, fault) => {
    expect(read("append", word)).toEqual({ fault })
  })
})

describe("the lock files", () => {
  it.each(["../../package-lock.json", "peers/package-lock.json"])(
    "%s names no registry",
    (path) => {
      const text = readFileSync(new URL(path, import.meta.url), "utf8")
      const { packages } = JSON.parse(text) as {
        readonly packages: Readonly<Record<string, { readonly resolved?: string }>>
      }
      expect(Object.keys(packages).length).toBeGreaterThan(10)
      expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
    },
  )

  it("have the peers at exact versions, and none of them among what Kvitto needs", () => {
    const [own, peers] = ["../../package.json", "peers/package.json"].map(
      (path) =>
        JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as Readonly<
          Record<string, Readonly<Record<string, string>>>
        >,
    )
    const versions = Object.entries(peers?.["dependencies"] ?? {})
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    const all = {
      ...own?.["dependencies"],
      ...own?.["devDependencies"],
      ...own?.["optionalDependencies"],
    }
    expect(versions.filter(([name]) => all[name] !== undefined)).toEqual([])
  })
})

describe("a growth run", () => {
  const plan = planFor(1_000_000)

  it("measures an early and a late window, and lets an early one on record be", () => {
    expect(plan).toEqual({ entries: 1_000_000, window: 100_000, piece: 20_000 })
    const at = (from: number, hasEarly = false) => partAt(plan, from, hasEarly)
    expect([at(99_999), at(100_000), at(199_999), at(200_000)]).toEqual([
      "between",
      "early",
      "early",
      "between",
    ])
    expect([at(150_000, true), at(899_999), at(900_000, true)]).toEqual([
      "between",
      "between",
      "late",
    ])
  })

  it("goes on from what it kept, and not from a line that was cut off", async () => {
    const folder = await mkdtemp(join(tmpdir(), "kvitto-growth-"))
    try {
      expect(await readPieces(folder)).toEqual([])
      const early = {
        ...killedPiece([], 0, 0),
        part: "early",
        from: 10,
        to: 30,
        peakRss: 7,
      } as const
      const first: Piece = { ...early, statementBytes: 2000, openingBytes: 4000 }
      await keepPiece(folder, first)
      await appendFile(join(folder, "growth.jsonl"), '{"part":"late","fr')
      expect(await readPieces(folder)).toEqual([first])
      await keepPiece(folder, { ...first, from: 30 })
      expect(await readPieces(folder)).toEqual([first, { ...first, from: 30 }])
      // As many bytes for an entry as those have that were counted.
      expect(killedPiece([first], 30, 35)).toMatchObject({
        statementBytes: 500,
        openingBytes: 1000,
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
