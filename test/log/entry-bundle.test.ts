import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { concat, utf8 } from "../../src/encoding/bytes.ts"
import { maxEntryBytes } from "../../src/log/entry.ts"
import {
  decodeEntryBundle,
  encodeEntryBundle,
  maxEntryBundleBytes,
} from "../../src/log/entry-bundle.ts"
import { TILE_WIDTH } from "../../src/merkle/tiles.ts"

const runs = process.env["SLOW"] === "1" ? 5000 : 200
const entries = ["", "a", "bc"].map(utf8)
const whole = Uint8Array.of(0, 0, 0, 1, 0x61, 0, 2, 0x62, 0x63)

describe("an entry bundle", () => {
  it("is two length bytes, the higher first, and the entry, for each", () => {
    expect(encodeEntryBundle(entries)).toEqual(whole)
    expect(decodeEntryBundle(whole, 3)).toEqual(entries)
    const long = encodeEntryBundle([new Uint8Array(0x1234)])
    expect([...long.subarray(0, 2)]).toEqual([0x12, 0x34])
  })

  it("comes back, whatever the entries", () => {
    const some = fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(some, (each) => {
        const taken = each.slice(0, TILE_WIDTH)
        expect(decodeEntryBundle(encodeEntryBundle(taken), taken.length)).toEqual(taken)
      }),
      { numRuns: runs },
    )
  })

  it("has one spelling: what decodes encodes again to the same bytes", () => {
    const some = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 })
    let read = 0
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 12 }), (octets, width) => {
        const bytes = Uint8Array.from(octets)
        const found = decodeEntryBundle(bytes, width)
        if (found === undefined) return
        read++
        expect(found).toHaveLength(width)
        expect(encodeEntryBundle(found)).toEqual(bytes)
      }),
      { numRuns: 10 * runs },
    )
    expect(read).toBeGreaterThan(0)
  })

  it("gives copies, so that a buffer used again changes no entry", () => {
    const buffer = Uint8Array.from(whole)
    const found = decodeEntryBundle(buffer, 3)
    buffer.fill(0xff)
    expect(found).toEqual(entries)
  })

  it("holds 256 of the longest entries and nothing more", () => {
    const longest = new Uint8Array(maxEntryBytes)
    expect(maxEntryBytes).toBe(65_535)
    const full = encodeEntryBundle(Array.from({ length: TILE_WIDTH }, () => longest))
    expect(full).toHaveLength(maxEntryBundleBytes)
    expect(decodeEntryBundle(full, TILE_WIDTH)).toHaveLength(TILE_WIDTH)
    expect(() => encodeEntryBundle([new Uint8Array(maxEntryBytes + 1)])).toThrow("got one of 65536")
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => longest))).toThrow("got 257")
    expect(() => encodeEntryBundle([])).toThrow("got 0")
  })
})

describe("decodeEntryBundle refuses", () => {
  it.each<[string, Uint8Array, number]>([
    ["no bytes where one entry should be", new Uint8Array(0), 1],
    ["an entry too few", whole, 4],
    ["an entry too many", whole, 2],
    ["an empty entry too many", concat(whole, Uint8Array.of(0, 0)), 3],
    ["half a length at the end", concat(whole, Uint8Array.of(0)), 3],
    ["half a length as the last entry", whole.subarray(0, 6), 3],
    ["a length and no entry", whole.subarray(0, 7), 3],
    ["an entry cut short", whole.subarray(0, -1), 3],
    ["a byte behind the last", concat(whole, Uint8Array.of(9)), 3],
    ["a length whose lower byte comes first", Uint8Array.of(1, 0, 0x61), 1],
  ])("%s", (_, bytes, width) => {
    expect(decodeEntryBundle(bytes, width)).toBeUndefined()
  })

  it("widths that no tile has: none, and not a whole number", () => {
    for (const width of [-1, 0.5, 257, NaN]) expect(decodeEntryBundle(whole, width)).toBeUndefined()
  })
})
