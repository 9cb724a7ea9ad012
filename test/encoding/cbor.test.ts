import { readFileSync } from "node:fs"
import { encode as oracle, rfc8949EncodeOptions } from "cborg"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { concat, fromHex, toHex } from "../../src/encoding/bytes.ts"
import {
  type CborFault,
  type CborValue,
  decodeCbor,
  encodeCbor,
  maxDepth,
  readCbor,
} from "../../src/encoding/cbor.ts"

const runs = process.env["SLOW"] === "1" ? 200_000 : 3_000
const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array

function valueOf(bytes: Uint8Array): CborValue {
  const decoded = decodeCbor(bytes)
  if (!decoded.ok) throw new Error(decoded.fault)
  return decoded.value
}

const int64 = fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n - 1n })
const beyondSafe = int64.filter(
  (value) => value < BigInt(Number.MIN_SAFE_INTEGER) || value > BigInt(Number.MAX_SAFE_INTEGER),
)
const key = fc.oneof(fc.integer({ min: -65_535, max: 65_535 }), fc.integer({ min: -30, max: 30 }))
const text = fc
  .oneof(fc.string({ maxLength: 50 }), fc.string({ unit: "grapheme", maxLength: 12 }))
  .map((value) => value.normalize("NFC"))
const value = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<CborValue>(null, true, false, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1),
    fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.nat({ max: 70_000 }),
    beyondSafe,
    fc.uint8Array({ maxLength: 300 }),
    text,
    fc.array(tie("value"), { maxLength: 6 }),
    fc
      .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 6, selector: ([k]) => k })
      .map((entries) => new Map(entries)),
  ),
})).value

type Vector = { readonly hex: string; readonly decoded?: unknown; readonly diagnostic?: string }
const vectors = JSON.parse(
  readFileSync(new URL("../../../shared/vectors/cbor-appendix-a.json", import.meta.url), "utf8"),
) as readonly Vector[]

describe("RFC 8949 appendix A", () => {
  // Where JSON cannot say it.
  const exact = new Map<string, CborValue>([
    ["1bffffffffffffffff", 2n ** 64n - 1n],
    ["3bffffffffffffffff", -(2n ** 64n)],
    ["40", new Uint8Array()],
    ["4401020304", hex("01020304")],
    ["a0", new Map()],
    ["a201020304", new Map([[1, 2] as const, [3, 4] as const])],
  ])
  // Tags; floats and other simple values; indefinite lengths, wherever they stand; text keys.
  const outside = /^[cd]|^f[^456]|^[57]f|^(..)*[9b]f|^a[25]6161|^826161a1/

  it("has every vector inside or outside the subset, as expected", () => {
    let inside = 0
    for (const vector of vectors) {
      const bytes = hex(vector.hex)
      const result = decodeCbor(bytes)
      if (outside.test(vector.hex)) {
        expect(result.ok, vector.hex).toBe(false)
        continue
      }
      inside++
      const expected = exact.get(vector.hex) ?? (vector.decoded as CborValue)
      expect(result, vector.hex).toEqual({ ok: true, value: expected })
      expect(toHex(encodeCbor(expected)), vector.hex).toBe(vector.hex)
    }
    expect([vectors.length, inside]).toEqual([82, 34])
  })
})

describe("the encoder", () => {
  it("agrees with cborg under the rules of RFC 8949", () => {
    fc.assert(
      fc.property(value, (sample) => {
        expect(toHex(encodeCbor(sample))).toBe(toHex(oracle(sample, rfc8949EncodeOptions)))
      }),
      { numRuns: runs },
    )
  })

  it("sorts keys by their encoding, not by their length or value", () => {
    const map = new Map([-65_535, -1, 65_535, 256, 24, 23, 0, -25].map((k) => [k, null]))
    const order = valueOf(encodeCbor(map)) as ReadonlyMap<number, null>
    expect([...order.keys()]).toEqual([0, 23, 24, 256, 65_535, -1, -25, -65_535])
  })

  it.each<[string, unknown]>([
    ["a fraction", 1.5],
    ["an unsafe number", 2 ** 53],
    ["not a number", Number.NaN],
    ["a bigint that a number could say", 5n],
    ["a bigint at the edge of the safe integers", BigInt(Number.MIN_SAFE_INTEGER)],
    ["a bigint above 64 bits", 2n ** 64n],
    ["a bigint below 64 bits", -(2n ** 64n) - 1n],
    ["a lone surrogate", "a\ud800"],
    ["text that is not NFC", "e\u0301"],
    ["undefined", undefined],
    ["a plain object", {}],
    ["a key too large", new Map([[65_536, 1]])],
    ["a fractional key", new Map([[0.5, 1]])],
    ["a text key", new Map([["1", 1]])],
    ["something inside an array", [undefined]],
  ])("throws on %s", (_, sample) => {
    expect(() => encodeCbor(sample as CborValue)).toThrow(/^cbor: expected/)
  })

  it("is not disturbed by the size or the failure of earlier calls", () => {
    const many = Array.from({ length: 2_000 }, (_, i) => i)
    const expected = toHex(oracle(many, rfc8949EncodeOptions))
    for (const earlier of [[], new Uint8Array(70_000), [many, 1.5]]) {
      try {
        encodeCbor(earlier)
      } catch {
        // The refusal is tested above; here only what it leaves behind matters.
      }
      expect(toHex(encodeCbor(many))).toBe(expected)
    }
  })

  const nested = (levels: number): CborValue => (levels === 0 ? 0 : [nested(levels - 1)])
  it("goes exactly as deep as the decoder", () => {
    expect(decodeCbor(encodeCbor(nested(maxDepth))).ok).toBe(true)
    expect(() => encodeCbor(nested(maxDepth + 1))).toThrow("levels")
  })
})

describe("the decoder", () => {
  it("gives back what was encoded", () => {
    fc.assert(
      fc.property(value, (sample) => {
        expect(decodeCbor(encodeCbor(sample))).toEqual({ ok: true, value: sample })
      }),
      { numRuns: runs },
    )
  })

  const mutation = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("set", "cut", "add"))
  it("accepts changed bytes only as another value's own encoding", () => {
    let accepted = 0
    fc.assert(
      fc.property(value, fc.array(mutation, { minLength: 1, maxLength: 3 }), (sample, changes) => {
        const bytes = [...encodeCbor(sample)]
        for (const [place, byte, kind] of changes)
          bytes.splice(
            place % (bytes.length + 1),
            kind === "add" ? 0 : 1,
            ...(kind === "cut" ? [] : [byte]),
          )
        const input = Uint8Array.from(bytes)
        const result = decodeCbor(input)
        if (!result.ok) return
        accepted++
        expect(toHex(encodeCbor(result.value))).toBe(toHex(input))
      }),
      { numRuns: runs },
    )
    expect(accepted).toBeGreaterThan(runs / 20)
  })

  it("accepts short byte strings only as some value's own encoding, all 16.8 million or a sample", () => {
    const step = process.env["SLOW"] === "1" ? 1 : 251
    for (let n = 0; n < 2 ** 24; n += step) {
      const input = Uint8Array.of(n >> 16, (n >> 8) & 255, n & 255)
      const read = readCbor(input, 0)
      if (read.ok && toHex(encodeCbor(read.value)) !== toHex(input.subarray(0, read.end)))
        throw new Error(`another spelling accepted: ${toHex(input)}`)
    }
  })

  it.each<[CborFault, string, number, string]>([
    ["truncated", "nothing at all", 0, ""],
    ["truncated", "a head cut short", 0, "19ff"],
    ["truncated", "a byte string cut short", 0, "4201"],
    ["truncated", "an item cut short", 2, "820141"],
    ["truncated", "an array longer than memory", 0, "9bffffffffffffffff"],
    ["truncated", "a map longer than the input", 0, "ba7fffffff"],
    ["trailing-bytes", "two items", 1, "0000"],
    ["not-shortest", "23 in two bytes", 0, "1817"],
    ["not-shortest", "255 in three bytes", 0, "1900ff"],
    ["not-shortest", "65535 in five bytes", 0, "1a0000ffff"],
    ["not-shortest", "2^32 − 1 in nine bytes", 0, "1b00000000ffffffff"],
    ["not-shortest", "−1 in two bytes", 0, "3800"],
    ["not-shortest", "the length of a byte string", 0, "5800"],
    ["not-shortest", "the length of a text", 0, "780161"],
    ["not-shortest", "the length of an array", 0, "9800"],
    ["not-shortest", "the length of a map", 0, "b800"],
    ["not-shortest", "a key", 1, "a1180100"],
    ["reserved", "additional information 28", 0, "1c"],
    ["indefinite", "a byte string in pieces", 0, "5f4100ff"],
    ["indefinite", "an array without a length", 0, "9fff"],
    ["indefinite", "a map without a length", 0, "bfff"],
    ["indefinite", "a break alone", 0, "ff"],
    ["tag", "a time", 0, "c101"],
    ["tag", "a bignum", 0, "c24101"],
    ["tag", "a COSE message", 0, "d28440a04040"],
    ["float", "half precision", 0, "f93c00"],
    ["float", "double precision", 0, "fb3ff0000000000000"],
    ["simple-value", "undefined", 0, "f7"],
    ["simple-value", "simple value 16", 0, "f0"],
    ["simple-value", "false in two bytes", 0, "f814"],
    ["duplicate-key", "the same key twice", 3, "a201000100"],
    ["unsorted-keys", "keys in the wrong order", 3, "a202000100"],
    ["unsorted-keys", "a negative key first", 3, "a220000000"],
    ["bad-key", "a text key", 1, "a1616100"],
    ["bad-key", "a boolean key", 1, "a1f500"],
    ["bad-key", "key 65536", 1, "a11a0001000000"],
    ["bad-key", "key −65536", 1, "a139ffff00"],
    ["bad-key", "a key beyond the safe integers", 1, "a11bffffffffffffffff00"],
    ["bad-utf8", "a byte that starts nothing", 0, "61ff"],
    ["bad-utf8", "a surrogate", 0, "63eda080"],
    ["bad-utf8", "an overlong letter", 0, "62c1a1"],
    ["not-nfc", "e and an accent apart", 0, "6365cc81"],
    ["too-deep", "17 levels", 16, "81".repeat(17) + "00"],
  ])("answers %s for %s", (fault, _, offset, spelling) => {
    expect(decodeCbor(hex(spelling))).toEqual({ ok: false, fault, offset })
  })

  it("keeps the limits it is given", () => {
    expect(decodeCbor(hex("818100"), { depth: 2 }).ok).toBe(true)
    expect(decodeCbor(hex("818100"), { depth: 1 })).toMatchObject({ fault: "too-deep", offset: 1 })
    expect(decodeCbor(hex("83000000"), { items: 4 }).ok).toBe(true)
    expect(decodeCbor(hex("83000000"), { items: 3 })).toMatchObject({
      fault: "too-many-items",
      offset: 3,
    })
  })

  it("refuses a statement's worth of empty maps by default", () => {
    const count = 2 ** 16
    const bytes = new Uint8Array(5 + count).fill(0xa0)
    bytes.set(hex("9a00010000"))
    expect(decodeCbor(bytes)).toMatchObject({ fault: "too-many-items", offset: 4 + count })
  })

  it("hands out plain views of its input", () => {
    const input = Buffer.from("82410741ff", "hex")
    const [first] = valueOf(input) as readonly Uint8Array[]
    expect(first?.constructor).toBe(Uint8Array)
    input[2] = 9
    expect(first).toEqual(Uint8Array.of(9))
  })

  it("tells numbers from bigints at the edge of the safe integers", () => {
    expect(valueOf(hex("1b001fffffffffffff"))).toBe(Number.MAX_SAFE_INTEGER)
    expect(valueOf(hex("1b0020000000000000"))).toBe(2n ** 53n)
    expect(valueOf(hex("3b001ffffffffffffe"))).toBe(Number.MIN_SAFE_INTEGER)
    expect(valueOf(hex("3b001fffffffffffff"))).toBe(-(2n ** 53n))
  })
})

describe("a sequence", () => {
  it("is read item by item", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (samples) => {
        const bytes = concat(...samples.map((sample) => encodeCbor(sample)))
        const found: CborValue[] = []
        for (let at = 0; at < bytes.length; ) {
          const read = readCbor(bytes, at)
          if (!read.ok) throw new Error(read.fault)
          found.push(read.value)
          at = read.end
        }
        expect(found).toEqual(samples)
      }),
    )
  })

  it("ends where its bytes end", () => {
    expect(readCbor(hex("00"), 1)).toEqual({ ok: false, fault: "truncated", offset: 1 })
    expect(readCbor(hex("0042"), 1)).toEqual({ ok: false, fault: "truncated", offset: 1 })
  })
})
