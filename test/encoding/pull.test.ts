/**
 * What is read straight from bytes must be what the plain reader reads, value by value, and refused where that refuses:
 * on every kind of statement, on sealed fields of every shape, whole and spoilt in every way that bytes can be.
 */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { sealedFields } from "../../src/custody/field.ts"
import { kinds } from "../../src/custody/kind.ts"
import { termShapes } from "../../src/custody/terms.ts"
import { openSign1 } from "../../src/cose/sign.ts"
import { concat, fromHex, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { pullAll } from "../../src/encoding/pull.ts"
import {
  anything,
  bool,
  bytes,
  encoded,
  identifier,
  integer,
  oneOf,
  pullShape,
  readShape,
  type Shape,
  text,
} from "../../src/encoding/shape.ts"
import { fields, list, nullable, row } from "../../src/encoding/structure.ts"
import { entryShape } from "../../src/log/entry.ts"
import { specimen } from "../support/specimens.ts"

const slow = process.env["SLOW"] === "1"

type Reading = { readonly value: unknown } | undefined

function plainly(shape: Shape<unknown>, whole: Uint8Array, limits = {}): Reading {
  const decoded = decodeCbor(whole, limits)
  if (!decoded.ok) return undefined
  const read = readShape(shape, decoded.value)
  return read.ok ? { value: read.value } : undefined
}

function atOnce(shape: Shape<unknown>, whole: Uint8Array, limits = {}): Reading {
  const value = pullShape(shape, whole, limits)
  return value === undefined ? undefined : { value }
}

/** Whether it was read at all. */
function compare(shape: Shape<unknown>, whole: Uint8Array, limits = {}): boolean {
  const [plain, pulled] = [plainly(shape, whole, limits), atOnce(shape, whole, limits)]
  expect(pulled, toHex(whole)).toEqual(plain)
  return plain !== undefined
}

/** Every way to spoil bytes a little: another byte, one too few, one too many, a piece twice, a wider head. */
const spoilt = (whole: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const place = fc.nat({ max: whole.length - 1 })
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x18, 0x19, 0x1a, 0x1b, 0x40, 0x58, 0x60, 0x80, 0x98, 0xa0, 0xf4, 0xf6, 0xf9),
  )
  return fc.oneof(
    fc.tuple(place, byte).map(([at, value]) => whole.with(at, value)),
    fc
      .tuple(place, fc.nat({ max: 7 }))
      .map(([at, bit]) => whole.with(at, (whole[at] as number) ^ (1 << bit))),
    place.map((at) => concat(whole.subarray(0, at), whole.subarray(at + 1))),
    place.map((at) => whole.slice(0, at)),
    fc
      .tuple(place, byte)
      .map(([at, value]) =>
        concat(whole.subarray(0, at), Uint8Array.of(value), whole.subarray(at)),
      ),
    fc.tuple(place, place).map(([from, to]) => concat(whole.subarray(0, to), whole.subarray(from))),
    place.map((at) => {
      const head = whole[at] as number
      const wider = Uint8Array.of((head & 0xe0) | 24, head & 31)
      return concat(whole.subarray(0, at), wider, whole.subarray(at + 1))
    }),
  )
}

function compareSpoilt(shape: Shape<unknown>, whole: Uint8Array, runs: number): void {
  expect(compare(shape, whole)).toBe(true)
  fc.assert(
    fc.property(spoilt(whole), (other) => void compare(shape, other)),
    { numRuns: slow ? 50 * runs : runs },
  )
}

/** The terms of a payload by themselves: field 20. */
function termsOf(statement: Uint8Array): Uint8Array {
  const payload = decodeCbor((openSign1(statement) as { payload: Uint8Array }).payload)
  if (!payload.ok || !(payload.value instanceof Map)) throw new Error("expected a payload")
  return encodeCbor(payload.value.get(20) as CborValue)
}

describe("what is pulled from bytes", () => {
  it.each(kinds)("is what the plain reader reads: terms of %s", (kind) => {
    compareSpoilt(termShapes[kind], termsOf(specimen(kind).bytes), 400)
  })

  const all = row({
    whole: integer(-70_000, 2 ** 52),
    small: integer(-5, 5),
    yes: bool,
    text: text(0, 200),
    bytes: bytes(0, 300),
    id: identifier<string>(),
    word: oneOf(["zero", "one", "two"]),
    perhaps: nullable(list(fields({ a: [0, bool], b: [24, text(1, 3)], c: [-1, anything] }), 0, 3)),
    kept: encoded,
  })
  const value = (words: string, kept: CborValue): CborValue => [
    1_767_225_600_000,
    -3,
    true,
    words,
    utf8("b".repeat(60)),
    new Uint8Array(32).fill(9),
    2,
    [
      new Map<number, CborValue>([
        [0, false],
        [24, "ab"],
        [-1, [1, new Map([[1, null]]), 2n ** 60n]],
      ]),
    ],
    kept,
  ]

  it.each<[string, CborValue]>([
    ["ascii", value("two bags", [1, "x", utf8("y")])],
    ["letters beyond ASCII, in NFC", value("två påsar ☃ 𝄞", null)],
    ["a long text", value("l".repeat(180), new Map([[3, [[]]]]))],
    ["control characters, which are refused", value("a\u0007b", 1)],
    ["integers that are bigints", value("x", -(2n ** 63n))],
  ])("is what the plain reader reads: %s", (name, whole) => {
    if (name.startsWith("control")) expect(compare(all, encodeCbor(whole))).toBe(false)
    else compareSpoilt(all, encodeCbor(whole), 2000)
  })

  it("is what the plain reader reads: text that is not in NFC, or no UTF-8", () => {
    const shape = text(0, 100)
    for (const hex of ["6365cc81", "63c3a961", "61ff", "62c328", "60", "63efbbbf", "6461626364"])
      compare(shape, fromHex(hex) as Uint8Array)
  })

  it.each(Object.entries(sealedFields))("is what the plain reader reads: sealed %s", (name) => {
    const [, shape] = sealedFields[name as keyof typeof sealedFields] as [number, Shape<unknown>]
    const tried = fc.letrec<{ value: CborValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer({ min: -10, max: 10 }),
        fc.constantFrom<CborValue>(null, true, 1_767_225_600_000, "DKK", new Uint8Array(32)),
        fc.string({ maxLength: 4 }),
        fc.array(tie("value"), { maxLength: 9 }),
      ),
    })).value
    fc.assert(
      fc.property(tried, (each) => void compare(shape, encodeCbor(each))),
      { numRuns: slow ? 20_000 : 500 },
    )
  })

  it("is what the plain reader reads: an entry", () => {
    const whole = encodeCbor(
      entryShape.write({
        version: 1,
        index: 300,
        appendedAt: 1_767_225_600_000,
        previous: new Uint8Array(32),
        openings: "some",
        statement: specimen("offer").bytes,
        notes: [utf8("note")],
      }),
    )
    compareSpoilt(entryShape, whole, 2000)
  })

  it("keeps the limits of the plain reader", () => {
    const nested = (levels: number): CborValue => (levels === 0 ? 1 : [nested(levels - 1)])
    for (const shape of [anything, encoded, list(encoded, 0, 9), list(anything, 0, 9)])
      for (const levels of [1, 2, 3, 4])
        for (const depth of [1, 2, 3])
          for (const items of [1, 2, 3, 4, 5])
            compare(shape, encodeCbor(nested(levels)), { depth, items })
    for (const items of [1, 2, 3, 4])
      compare(list(nullable(bool), 0, 9), encodeCbor([null, null, true]), { items })
    const siblings = Array.from({ length: 40 }, () => [1])
    expect(compare(list(list(integer(0, 9), 0, 1), 0, 99), encodeCbor(siblings))).toBe(true)
  })

  it("is nothing where a head is reserved, whatever follows it", () => {
    const zeros = Array.from({ length: 16 }, () => 0)
    for (const head of [0x1c, 0x1d, 0x1e, 0x1f, 0x3c, 0x5c, 0x7c, 0x9c, 0xbc])
      for (const shape of [
        integer(-9, 9),
        anything,
        encoded,
        bytes(0, 9),
        text(0, 9),
        list(bool, 0, 9),
      ])
        expect(compare(shape, Uint8Array.of(head, ...zeros))).toBe(false)
  })

  it("is nothing where more follows, and says nothing where a program is broken", () => {
    expect(pullShape(bool, Uint8Array.of(0xf5, 0xf5))).toBeUndefined()
    const broken = (): never => {
      throw new Error("broken")
    }
    expect(() => pullAll(Uint8Array.of(1), broken)).toThrow("broken")
  })
})
