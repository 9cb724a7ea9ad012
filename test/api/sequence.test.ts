import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { maxParcelBytes } from "../../src/api/parcel.ts"
import { isOneItem, type SequenceFault, SequenceScanner } from "../../src/api/sequence.ts"
import { concat, equal, fromHex } from "../../src/encoding/bytes.ts"
import { type CborValue, encodeCbor, readCbor } from "../../src/encoding/cbor.ts"

type Scanned = { readonly items: readonly Uint8Array[]; readonly fault: SequenceFault | undefined }

/** The sequence cut into pieces of these lengths, over and over. */
function scan(whole: Uint8Array, lengths: readonly number[]): Scanned {
  const scanner = new SequenceScanner()
  const items: Uint8Array[] = []
  let at = 0
  for (let i = 0; at < whole.length && scanner.fault === undefined; i++) {
    const end = at + (lengths[i % lengths.length] as number)
    items.push(...scanner.scan(whole.subarray(at, end)))
    at = end
  }
  return { items, fault: scanner.end() }
}

const { value: nested } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.string({ maxLength: 300 }).map((text) => text.normalize("NFC")),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("value"), { maxLength: 30 }),
    fc
      .array(fc.tuple(fc.integer({ min: -300, max: 300 }), tie("value")), { maxLength: 5 })
      .map((pairs) => new Map(pairs)),
  ),
}))
const parcel = nested.map((value) =>
  encodeCbor(
    new Map<number, CborValue>([
      [1, value],
      [2, new Uint8Array(64)],
    ]),
  ),
)
const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 })
const runs = { numRuns: process.env["SLOW"] === "1" ? 20_000 : 500 }

describe("a sequence of parcels", () => {
  it("is cut where its items end, however it arrives", () => {
    fc.assert(
      fc.property(fc.array(parcel, { maxLength: 6 }), lengths, (parcels, pieces) => {
        expect(scan(concat(...parcels), pieces)).toEqual({ items: parcels, fault: undefined })
      }),
      runs,
    )
  })

  it("gives what is whole, and says that the rest is cut off", () => {
    fc.assert(
      fc.property(parcel, parcel, lengths, fc.nat(), (first, second, pieces, cut) => {
        const rest = second.subarray(0, 1 + (cut % (second.length - 1)))
        const { items, fault } = scan(concat(first, rest), pieces)
        expect(items).toEqual([first])
        expect(fault).toEqual({
          code: "broken-sequence",
          sentence: `byte ${first.length}: the item ends before it is whole, after ${rest.length} bytes`,
        })
      }),
      runs,
    )
  })

  it("agrees with the decoder on where any item ends", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (tail) => {
        // Keys 1 and 2, the second one's value left to chance.
        const whole = concat(hex("a2015840"), new Uint8Array(64), hex("02"), tail)
        const read = readCbor(whole, 0)
        const first = new SequenceScanner().scan(whole).next()
        if (read.ok) expect(first.value).toEqual(whole.subarray(0, read.end))
      }),
      runs,
    )
  })

  it.each(["c100", "d81820", "f4", "f97e00", "fa00000000", "fb0000000000000000", "c1c2c380"])(
    "knows where %s ends, though no parcel holds such a thing",
    (value) => {
      const odd = concat(hex("a2015840"), new Uint8Array(64), hex("02"), hex(value))
      expect(scan(concat(odd, one), [1])).toEqual({ items: [odd, one], fault: undefined })
    },
  )

  it("looks at pieces of one byte in linear time", () => {
    const whole = encodeCbor(new Map([[1, new Uint8Array(1_000_000)]]))
    const [item = new Uint8Array(), ...others] = scan(whole, [1]).items
    expect([equal(item, whole), others]).toEqual([true, []])
  })
})

const one = encodeCbor(new Map([[1, new Uint8Array(64)]]))
const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array

describe("what is no sequence of parcels ends it", () => {
  it.each([
    ["00", "an item that is no map is no parcel"],
    ["f6", "an item that is no map is no parcel"],
    ["8401", "an item that is no map is no parcel"],
    ["a0", "an item of 1 bytes is no parcel, which has at least 64"],
    ["a10102", "an item of 3 bytes is no parcel, which has at least 64"],
    ["bf", "an item without a definite length"],
    ["a1015f", "an item without a definite length"],
    ["a1011c", "an item without a definite length"],
    ["a101", "the item ends before it is whole, after 2 bytes"],
    ["a1015840", "the item ends before it is whole, after 4 bytes"],
    ["b8", "the item ends before it is whole, after 1 bytes"],
  ])("%s: %s", (bytes, why) => {
    const fault = { code: "broken-sequence", sentence: `byte 0: ${why}` }
    expect(scan(hex(bytes), [1])).toEqual({ items: [], fault })
    expect(scan(hex(bytes), [100])).toEqual({ items: [], fault })
    const later = { code: "broken-sequence", sentence: `byte ${one.length}: ${why}` }
    expect(scan(concat(one, hex(bytes)), [7])).toEqual({ items: [one], fault: later })
  })

  const tooLong = {
    code: "too-long",
    sentence: `byte 0: a parcel has at most ${maxParcelBytes} bytes`,
  }

  it.each([
    ["a string of 2^62 bytes", "a1015b4000000000000000"],
    ["an array of 2^62 items", "a1019b4000000000000000"],
    ["a map of 2^62 pairs", "bb4000000000000000"],
    [
      "arrays in arrays of a million each",
      "a1019a001000009a001000009a001000009a001000009a00100000",
    ],
  ])("refuses %s as soon as it is announced", (_, bytes) => {
    expect(scan(hex(bytes), [1])).toEqual({ items: [], fault: tooLong })
  })

  it("takes the longest parcel and no longer one", () => {
    const longest = encodeCbor(new Map([[1, new Uint8Array(maxParcelBytes - 7)]]))
    const longer = encodeCbor(new Map([[1, new Uint8Array(maxParcelBytes - 6)]]))
    expect(longest.length).toBe(maxParcelBytes)
    const { items, fault } = scan(longest, [65_536])
    expect([items.map((item) => equal(item, longest)), fault]).toEqual([[true], undefined])
    expect(scan(longer, [65_536])).toEqual({ items: [], fault: tooLong })
  })
})

it("one item is one that spoils nothing for its neighbours", () => {
  expect(isOneItem(one)).toBe(true)
  expect(isOneItem(concat(one, one))).toBe(false)
  expect(isOneItem(concat(one, hex("00")))).toBe(false)
  expect(isOneItem(one.subarray(1))).toBe(false)
  expect(isOneItem(one.subarray(0, -1))).toBe(false)
  expect(isOneItem(new Uint8Array())).toBe(false)
})
