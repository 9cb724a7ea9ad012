/** Where a stretch with soft edges lies in the picture, worked out by hand: a picture of 100 pixels from second 0 to 100. */

import { describe, expect, it } from "vitest"
import type { SaidLine, SaidStretch } from "../../src/verifier/said-line.ts"
import {
  barOf,
  moved,
  placeOf,
  rowsOf,
  ticksOf,
  firstOf,
  wholeOf,
  zoomed,
} from "../../src/web/custody-scale.ts"

const second = 1000
const view = { from: 0, to: 100 * second }
const width = 100
type Seconds = readonly [from: number | null, to: number | null]
const softly = ([from, to]: Seconds) => ({
  from: from === null ? null : from * second,
  to: to === null ? null : to * second,
})
const stretch = (begin: Seconds, end: Seconds | null, continues: string | null = null) =>
  ({
    lane: "",
    who: "",
    more: [],
    statement: "",
    begin: softly(begin),
    end: end === null ? null : softly(end),
    firm: true,
    continues,
  }) satisfies SaidStretch

describe("a stretch", () => {
  it("is firm between its edges, and soft within them", () => {
    expect(barOf(stretch([10, 20], [60, 70]), false, view, width)).toEqual({
      whole: [10, 70],
      firm: [20, 60],
      soft: [
        [10, 20],
        [60, 70],
      ],
      isOpen: false,
    })
  })

  it("is soft all through where it may have ended before it had surely begun", () => {
    expect(barOf(stretch([10, 50], [30, 70]), false, view, width)).toEqual({
      whole: [10, 70],
      firm: null,
      soft: [[10, 70]],
      isOpen: false,
    })
  })

  it("goes out of the picture where nothing ends it, and where nothing proves that it has ended", () => {
    const open = barOf(stretch([10, 20], null), false, view, width)
    expect(open).toMatchObject({ firm: [20, 112], soft: [[10, 20]], isOpen: true })
    const doubtful = barOf(stretch([10, 20], [60, null]), false, view, width)
    expect(doubtful).toMatchObject({ firm: [20, 60], isOpen: true })
    expect(doubtful?.soft[1]).toEqual([60, 112])
    const unbegun = barOf(stretch([null, 20], [60, 70]), false, view, width)
    expect(unbegun?.soft[0]).toEqual([-12, 20])
    expect(barOf(stretch([10, null], null), false, view, width)?.firm).toBeNull()
  })

  it("has no edge where it carries on, or is carried on", () => {
    expect(barOf(stretch([10, 20], null, "before"), false, view, width)?.firm).toEqual([10, 112])
    expect(barOf(stretch([10, 20], [60, 70]), true, view, width)).toMatchObject({
      firm: [20, 70],
      soft: [[10, 20]],
    })
  })

  it("is not drawn where nothing of it is in the picture", () => {
    expect(barOf(stretch([200, 210], null), false, view, width)).toBeNull()
    expect(
      barOf(stretch([10, 20], [30, 40]), false, { from: 50_000, to: 60_000 }, width),
    ).toBeNull()
    expect(
      barOf(stretch([10, 20], [30, 60]), false, { from: 50_000, to: 60_000 }, width),
    ).not.toBeNull()
  })
})

describe("the view", () => {
  const lineOf = (asked: number): SaidLine => ({
    item: "",
    scope: "",
    goods: null,
    answering: [stretch([10, 20], [60, 70])],
    hands: [],
    containers: [],
    acts: [],
    loss: { after: null, before: null },
    asked: { from: asked, to: asked },
    upTo: 10 ** 12,
  })

  it("shows the whole life, what is asked if that is near, and not all that the record has after it", () => {
    const minute = 60 * second
    expect(wholeOf(lineOf(30 * second))).toEqual({
      from: 10 * second - minute,
      to: 70 * second + minute,
    })
    expect(wholeOf(lineOf(30 * minute)).to).toBeGreaterThan(30 * minute)
    expect(wholeOf(lineOf(10 ** 12)).to).toBe(70 * second + minute)
  })

  it("begins a long life a day around what is asked, and a short one whole", () => {
    const day = 86_400 * second
    const short = lineOf(30 * second)
    expect(firstOf(short)).toEqual(wholeOf(short))
    const long = (asked: number): SaidLine => ({
      ...lineOf(asked),
      answering: [stretch([0, 0], [400 * 86_400, 400 * 86_400])],
    })
    expect(firstOf(long(200 * day))).toEqual({ from: 199 * day, to: 201 * day })
    const loss = { after: { at: 150 * day }, before: { at: 160 * day } } as SaidLine["loss"]
    const stolen = { ...long(200 * day), loss }
    expect(firstOf(stolen)).toEqual({ from: 149 * day, to: 201 * day })
    // Asked about a time far after its life: all of it.
    expect(firstOf(long(900 * day))).toEqual(wholeOf(long(900 * day)))
  })

  it("stays where it is pointed at when it is zoomed, and never becomes nothing or for ever", () => {
    expect(zoomed(view, 0.5, 20 * second)).toEqual({ from: 10 * second, to: 60 * second })
    expect(zoomed(view, 1e-9, 0)).toEqual({ from: 0, to: second })
    const most = zoomed(view, 1e12, 0)
    expect((most.to - most.from) / (365 * 86_400 * second)).toBeCloseTo(60, 1)
    expect(moved(view, 0.25)).toEqual({ from: 25 * second, to: 125 * second })
    expect(placeOf(50 * second, view, width)).toBe(50)
  })

  it("has round ticks that leave room for their labels", () => {
    expect(ticksOf({ from: 0, to: 3600 * second }, 960)).toEqual({
      step: 900 * second,
      at: [0, 900, 1800, 2700, 3600].map((each) => each * second),
    })
    for (const length of [1, 77, 4000, 90_000, 10 ** 7, 10 ** 9]) {
      const { step, at } = ticksOf({ from: 123, to: 123 + length * second }, 1000)
      expect(at.length).toBeLessThanOrEqual(11)
      expect(at.every((each) => each % step === 0)).toBe(true)
    }
  })

  it("puts marks that are near to each other into rows", () => {
    expect(rowsOf([0, 10, 20, 60, 70], 46, 6)).toEqual([0, 1, 2, 0, 1])
    expect(rowsOf([0, 1, 2, 3], 46, 2)).toEqual([0, 1, 1, 1])
  })
})
