import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  identifierFault,
  itemIdOf,
  mapKeyOf,
  type StatementId,
  statementIdOf,
  type SubjectId,
  tagSubject,
} from "../../src/custody/identifier.ts"
import { toHex } from "../../src/encoding/bytes.ts"

/** SHA-256 over text and bytes in a row, by another implementation. */
const sha = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest("hex")
}
const id = "1f".repeat(32)
const idBytes = Buffer.from(id, "hex")

const digitsOfTen = Array.from({ length: 10 }, (_, digit) => String(digit))

describe("ids", () => {
  it("are hashes in a domain each, written out by hand", () => {
    const bytes = Uint8Array.of(1, 2, 3)
    expect(statementIdOf(bytes)).toBe(sha("kvitto/statement-id\0", bytes))
    const line = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 44)
    expect(itemIdOf(id as StatementId, 300)).toBe(sha("kvitto/item-id\0", idBytes, line))
    const key = mapKeyOf("ledger.example", id as SubjectId)
    expect(toHex(key)).toBe(sha("kvitto/map-key\0", idBytes, "ledger.example"))
    expect(tagSubject(id)).toBe(sha("kvitto/tag\0", idBytes))
  })
})

describe("printed numbers", () => {
  it.each([
    ["s10", "RR473124829FI"],
    ["s10", "RB123456785DK"],
    ["sscc", "106141412345678908"],
    ["sscc", "000000000000000000"],
    ["free", "anything at all"],
    ["seal", "A 0017"],
    ["bag", "B-17"],
    ["paper", "No. 5"],
  ] as const)("%s %s is one", (scheme, value) => {
    expect(identifierFault({ scheme, value })).toBeUndefined()
  })

  it.each([
    ["s10", "RR473124828FI", "expected check digit 9, got 8"],
    ["s10", "rr473124829fi", "two letters"],
    ["s10", "RR47312482FI", "two letters"],
    ["s10", "RR473124829FI ", "two letters"],
    ["s10", "RR47312482٩FI", "two letters"],
    ["sscc", "106141412345678909", "expected check digit 8, got 9"],
    ["sscc", "10614141234567890", "18 digits"],
    ["sscc", "(00)106141412345678908", "18 digits"],
  ] as const)("%s %j is none: %s", (scheme, value, why) => {
    expect(identifierFault({ scheme, value })).toContain(why)
  })

  it("of S10 with remainder 1 and 0 have check digits 0 and 5", () => {
    const digit = (serial: string) =>
      digitsOfTen.find(
        (d) => identifierFault({ scheme: "s10", value: `AA${serial}${d}DK` }) === undefined,
      )
    const remainder = (serial: string) =>
      [8, 6, 4, 2, 3, 5, 9, 7].reduce((sum, weight, i) => sum + weight * Number(serial[i]), 0) % 11
    const serials = Array.from({ length: 200 }, (_, i) => String(10_000_000 + 7919 * i))
    const seen = new Map(serials.map((serial) => [remainder(serial), digit(serial)]))
    expect([...seen].sort(([a], [b]) => a - b)).toEqual(
      Array.from("50987654321").map((expected, r) => [r, expected]),
    )
  })

  it("have exactly one check digit, and show any one digit wrong", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 17, maxLength: 17 })
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (body, at, by) => {
          const fits = (text: string) =>
            identifierFault({ scheme: "sscc", value: text }) === undefined
          const check = digitsOfTen.filter((d) => fits(`${body.join("")}${d}`))
          expect(check).toHaveLength(1)
          const wrong = body.map((d, i) => (i === at ? (d + by) % 10 : d)).join("")
          expect(fits(`${wrong}${check[0]}`)).toBe(false)
        },
      ),
    )
  })
})
