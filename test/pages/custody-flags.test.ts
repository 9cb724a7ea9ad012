/** Words in a narrow picture: none lies over another, and none leaves it. */

import { describe, expect, it } from "vitest"
import type { Drawn } from "../../src/web/custody-drawn.ts"
import { fitted, flagsOf } from "../../src/web/custody-flags.ts"
import { words } from "../../src/web/en-line.ts"

const minute = 60_000
/** A picture of that many pixels, of which each is a minute. */
const drawn = (width: number, taken: number, asked: number, record: number): Drawn =>
  ({
    words,
    language: "en",
    view: { from: 0, to: width * minute },
    width,
    id: "x",
    line: {
      asked: { from: asked * minute, to: asked * minute },
      loss: { after: { at: taken * minute }, before: { at: (taken + 5) * minute } },
      upTo: record * minute,
    },
  }) as unknown as Drawn

describe("the flags of a picture", () => {
  it("stand beside each other where there is room", () => {
    expect(flagsOf(drawn(900, 100, 300, 600)).map(({ of, row }) => [of, row])).toEqual([
      ["loss", 0],
      ["asked", 0],
      ["record", 0],
    ])
  })

  it("stand above each other where there is none", () => {
    const rows = flagsOf(drawn(320, 100, 104, 108)).map(({ row }) => row)
    expect(new Set(rows)).toEqual(new Set([0, 1, 2]))
  })

  it("point left where they would leave the picture", () => {
    const found = flagsOf(drawn(320, 10, 100, 300))
    expect(found.map(({ of, isLeft }) => [of, isLeft])).toEqual([
      ["loss", false],
      ["asked", false],
      ["record", true],
    ])
  })

  it("are only of what is in the picture", () => {
    expect(flagsOf(drawn(320, 400, 500, 600))).toEqual([])
  })
})

describe("a name", () => {
  const name = "Nordvagt Værditransport A/S (a03543f579905cfd)"
  it("stays as it is where there is room", () => {
    expect(fitted(name, 900)).toBe(name)
  })

  it("loses its id first, and is cut then", () => {
    expect(fitted(name, 300)).toBe("Nordvagt Værditransport A/S")
    expect(fitted(name, 80)).toBe("Nordvagt …")
  })
})
