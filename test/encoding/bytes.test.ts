import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  compare,
  concat,
  equal,
  fromBase64,
  fromHex,
  textOf,
  toBase64,
  toHex,
  uint64,
  utf8,
} from "../../src/encoding/bytes.ts"

const bytes = () => fc.uint8Array({ maxLength: 40 })

describe("text of bytes", () => {
  it("gives back any well-formed text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(textOf(utf8(text))).toBe(text)
      }),
    )
  })

  it.each([
    ["a byte that starts nothing", "ff"],
    ["a sequence cut short", "e282"],
    ["an overlong form", "c0af"],
    ["a surrogate", "eda080"],
    ["beyond U+10FFFF", "f4908080"],
  ])("refuses %s", (_, hex) => {
    expect(textOf(fromHex(hex) as Uint8Array)).toBeUndefined()
  })

  it("keeps a leading byte order mark", () => {
    expect(textOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\u{feff}a")
  })
})

describe("order and joining", () => {
  it("orders as a string of two hex digits per byte", () => {
    fc.assert(
      fc.property(bytes(), bytes(), (a, b) => {
        const [x, y] = [toHex(a), toHex(b)]
        expect(Math.sign(compare(a, b))).toBe(x < y ? -1 : x > y ? 1 : 0)
        expect(equal(a, b)).toBe(x === y)
      }),
    )
  })

  it("joins what it is given, in order", () => {
    fc.assert(
      fc.property(fc.array(bytes(), { maxLength: 4 }), (parts) => {
        expect(toHex(concat(...parts))).toBe(parts.map(toHex).join(""))
      }),
    )
  })

  it("writes sizes as eight bytes, most significant first", () => {
    expect(toHex(uint64(0))).toBe("0000000000000000")
    expect(toHex(uint64(0x0102030405))).toBe("0000000102030405")
    expect(toHex(uint64(Number.MAX_SAFE_INTEGER))).toBe("001fffffffffffff")
  })
})

describe("hex", () => {
  it("agrees with the platform and reads itself back", () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString("hex"))
        expect(fromHex(toHex(value))).toEqual(value)
      }),
    )
  })

  it.each(["0", "0g", "AB", " 00", "00\n", "0x00"])("refuses %j", (text) => {
    expect(fromHex(text)).toBeUndefined()
  })
})

describe("base64", () => {
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("has the vector of RFC 4648 §10 for %j", (text, base64) => {
    expect(toBase64(utf8(text))).toBe(base64)
    expect(fromBase64(base64)).toEqual(utf8(text))
  })

  it("agrees with the platform and reads itself back", () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(toBase64(value)).toBe(Buffer.from(value).toString("base64"))
        expect(fromBase64(toBase64(value))).toEqual(value)
      }),
    )
  })

  it.each([
    ["no padding", "Zg"],
    ["half the padding", "Zg="],
    ["padding alone", "===="],
    ["padding in the middle", "Zg==Zg=="],
    ["unused bits set", "Zh=="],
    ["the alphabet for addresses", "-_8="],
    ["white space", "Zm9v\n"],
    ["white space inside", "Zm 9"],
  ])("refuses %s", (_, text) => {
    expect(fromBase64(text)).toBeUndefined()
  })

  it("accepts no text but its own", () => {
    const letter = fc.constantFrom("Z", "m", "9", "v", "=", "A", "Q", "g", "-", "_", " ")
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 8 }), (text) => {
        const value = fromBase64(text)
        if (value !== undefined) expect(toBase64(value)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})
