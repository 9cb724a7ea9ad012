/** Messages in parts: any order, foreign parts, parts of one name with other bytes; and the letters of RFC 9285. */

import { assert, integer, property, string, uint8Array } from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeBase45, encodeBase45 } from "../../src/device/base45.ts"
import {
  collect,
  type Collection,
  maxMessageBytes,
  partBytes,
  printParts,
  printText,
  readPart,
} from "../../src/device/parts.ts"
import { utf8 } from "../../src/encoding/bytes.ts"

const message = (length: number, seed = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) & 0xff)

const scan = (texts: readonly string[]) => {
  let collection: Collection = []
  const whole: Uint8Array[] = []
  for (const text of texts) {
    const after = collect(collection, text)
    collection = after.collection
    if (after.message !== undefined) whole.push(after.message)
  }
  return { collection, whole }
}

describe("Base45", () => {
  it("writes the examples of RFC 9285 §4.3 and §4.4", () => {
    for (const [text, encoded] of [
      ["AB", "BB8"],
      ["Hello!!", "%69 VD92EX0"],
      ["base-45", "UJCLQE7W581"],
      ["ietf!", "QED8WEX0"],
    ] as const) {
      expect(encodeBase45(utf8(text))).toBe(encoded)
      expect(decodeBase45(encoded)).toEqual(utf8(text))
    }
  })

  it("reads back what it wrote, and nothing that it would not write", () => {
    assert(
      property(uint8Array({ maxLength: 99 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes)
      }),
    )
    assert(
      property(string({ maxLength: 12 }), (text) => {
        const decoded = decodeBase45(text)
        if (decoded !== undefined) expect(encodeBase45(decoded)).toBe(text)
      }),
    )
    // RFC 9285 §6: above 65535, above 255, a letter alone, and letters that are none.
    for (const wrong of ["GGW", ":::", "A", "ab8", "BB8B", ":6"])
      expect(decodeBase45(wrong)).toBeUndefined()
  })
})

describe("a message in parts", () => {
  it("comes together in any order, some of them seen twice", () => {
    assert(
      property(integer({ min: 1, max: 9000 }), integer(), (length, seed) => {
        const whole = message(length)
        const parts = printParts(whole)
        expect(parts).toHaveLength(Math.ceil(length / partBytes))
        const shuffled = [...parts, ...parts]
          .map((part, i) => [Math.imul(seed ^ i, 2_654_435_761), part] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, part]) => part)
        expect(scan(shuffled).whole[0]).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it("fits the alphanumeric mode of a QR code of version 18", () => {
    for (const part of printParts(message(9000))) {
      expect(part).toMatch(/^[0-9A-Z $%*+\-./:]+$/)
      expect(part.length).toBeLessThanOrEqual(1046)
    }
  })

  it("is not spoilt by other messages, nor by what is no part", () => {
    const [mine, theirs] = [message(2000), message(2000, 11)]
    const [a, b] = [printParts(mine), printParts(theirs)]
    const mixed = a.flatMap((part, i) => [part, "https://example.com", b[i] ?? "", "KVITTO:@"])
    const { whole, collection } = scan(mixed)
    expect(whole).toEqual([mine, theirs])
    expect(collection).toEqual([])
  })

  it("is scanned again where one of its parts was another's under its name", () => {
    const whole = message(1500)
    const parts = printParts(whole)
    const [first = "", second = "", third = ""] = parts
    expect(readPart(second)?.number).toBe(1)
    const lie = lying(second, message(partBytes, 3))
    expect(scan([first, lie, third]).whole).toEqual([])
    expect(scan([first, lie, third, ...parts]).whole).toEqual([whole])
  })

  it("has limits", () => {
    expect(() => printParts(new Uint8Array(maxMessageBytes + 1))).toThrow("expected a message")
    expect(() => printText(new Uint8Array(0))).toThrow("expected a message")
    for (const wrong of ["", "KVITTO:", "kvitto:", "kvitto:!", `kvitto:${"A".repeat(2e6)}`])
      expect(readPart(wrong)).toBeUndefined()
  })
})

describe("a message as text", () => {
  it("is one text that survives line breaks, and links", () => {
    assert(
      property(uint8Array({ minLength: 1, maxLength: 3000 }), (whole) => {
        const text = printText(whole)
        expect(encodeURIComponent(text)).toBe(text.replace(":", "%3A"))
        expect(scan([`  ${text.replaceAll(/(.{60})/g, "$1\n")}\n`]).whole).toEqual([whole])
      }),
    )
  })
})

/** The part with other bytes of the same length in it: those stand last. */
function lying(part: string, bytes: Uint8Array): string {
  const encoded = decodeBase45(part.slice("KVITTO:".length)) as Uint8Array
  const lie = encoded.slice()
  lie.set(bytes, lie.length - bytes.length)
  return `KVITTO:${encodeBase45(lie)}`
}
