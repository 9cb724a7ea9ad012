import { describe, expect, it } from "vitest"
import type { Inventory } from "../../src/custody/field.ts"
import {
  classOf,
  classTwoSince,
  type Paper,
  type PaperKind,
  postClass,
} from "../../src/custody/goods.ts"
import { paperKinds } from "../../src/custody/words.ts"

const day = 1_000_000

const paper = (kind: PaperKind, matures: number | null = null): Paper => ({
  kind,
  amount: null,
  matures,
})

const holding = (
  papers: readonly Paper[],
  denominations: Inventory["denominations"] = [],
): Inventory => ({ saidToContain: false, denominations, papers, approvals: [] })

/** 003 §41 as it reads, before and after the date of the paper, and without one. */
const table: readonly (readonly [PaperKind, 1 | 2, 1 | 2, 1 | 2 | undefined])[] = [
  ["named-security", 1, 1, 1],
  ["bond", 1, 1, 1],
  ["premium-bond", 2, 2, 2],
  ["share", 1, 1, 1],
  ["coupon", 1, 2, undefined],
  ["bill-of-exchange", 1, 1, 1],
  ["cheque", 1, 1, 1],
  ["card-slip", 1, 1, 1],
  ["bank-book", 1, 1, 1],
  ["lottery-ticket", 1, 2, undefined],
  ["talon", 1, 1, 1],
  ["bearer-security", 2, 2, 2],
  ["cash", 2, 2, 2],
  ["precious-metal", 2, 2, 2],
  ["travellers-cheque", 2, 2, 2],
  ["unused-stamp", 2, 2, 2],
  ["excise-band", 2, 2, 2],
  ["revenue-stamp", 2, 2, 2],
]

describe("the class of a paper (003 §41)", () => {
  it("is known for every kind", () => {
    expect(table.map(([kind]) => kind).toSorted()).toEqual(paperKinds.toSorted())
  })

  it.each(table)(
    "%s: %i before its date, %i from it on, without one %s",
    (kind, before, from, none) => {
      expect(classOf(paper(kind, day), day - 1)).toBe(before)
      expect(classOf(paper(kind, day), day)).toBe(from)
      expect(classOf(paper(kind, day), day + 1)).toBe(from)
      expect(classOf(paper(kind), day)).toBe(none)
    },
  )
})

describe("the class of what lies in an item", () => {
  const note = { face: 50_000, count: 1 }
  it.each<readonly [string, Inventory, 1 | 2 | null | undefined]>([
    ["nothing", holding([]), null],
    ["no note of a kind", holding([], [{ ...note, count: 0 }]), null],
    ["notes", holding([], [note]), 2],
    ["notes of the second kind only", holding([], [{ ...note, count: 0 }, note]), 2],
    ["cheques and a note", holding([paper("cheque")], [note]), 2],
    ["class 1 papers", holding([paper("cheque"), paper("bond")]), 1],
    ["cheques and no note of a kind", holding([paper("cheque")], [{ ...note, count: 0 }]), 1],
    ["cheques and a traveller's cheque", holding([paper("cheque"), paper("travellers-cheque")]), 2],
    ["a coupon to come", holding([paper("coupon", day + 1)]), 1],
    ["a coupon due", holding([paper("cheque"), paper("coupon", day)]), 2],
    ["a coupon without a date", holding([paper("cheque"), paper("coupon")]), undefined],
    ["a coupon without a date and cash", holding([paper("coupon"), paper("cash")]), 2],
  ])("%s", (_, inventory, expected) => {
    expect(postClass(inventory, day)).toBe(expected)
  })
})

describe("since when it is class 2", () => {
  it.each<readonly [string, Inventory, number | null]>([
    ["nothing", holding([]), null],
    ["never", holding([paper("cheque")]), null],
    ["not yet", holding([paper("coupon", day + 1)]), null],
    ["always", holding([paper("premium-bond")]), null],
    ["always, though a coupon fell due", holding([paper("coupon", 5), paper("cash")]), null],
    ["from the day of the coupon", holding([paper("coupon", day)]), day],
    ["from the first of two", holding([paper("coupon", 7), paper("lottery-ticket", 5)]), 5],
    ["not for a date on what has none", holding([paper("premium-bond", 5)]), null],
    [
      "from the coupon, whatever date a bond bears",
      holding([paper("bond", 5), paper("coupon", 7)]),
      7,
    ],
    ["open, beside a coupon without a date", holding([paper("coupon", 5), paper("coupon")]), null],
  ])("%s", (_, inventory, expected) => {
    expect(classTwoSince(inventory, day)).toBe(expected)
  })
})
