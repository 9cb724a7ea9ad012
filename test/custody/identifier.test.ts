import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { identifierFault, s10Service } from "../../src/custody/printed.ts"
import {
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
    ["s10", "EN533720370JP"],
    ["s10", "EG230930844KR"],
    ["gln", "4012345000115"],
    ["grai", "04012345000115"],
    ["grai", "04012345000115CASSETTE-17"],
    ["giai", "4012345VAN.12"],
    ["awb", "020-12345675"],
    ["awb", "020-81140743"],
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
    ["s10", "RB123456786US", "expected check digit 5, got 6"],
    ["gln", "4012345000116", "expected check digit 5, got 6"],
    ["gln", "401234500011", "13 digits"],
    ["grai", "04012345000116", "expected check digit 5, got 6"],
    ["grai", "14012345000115", "0, thirteen digits"],
    ["grai", "04012345000115 17", "0, thirteen digits"],
    ["grai", "0401234500011512345678901234567", "0, thirteen digits"],
    ["giai", "VAN12", "GS1 company prefix"],
    ["giai", "4012345678901234567890123456789", "at most 30"],
    ["awb", "020-12345674", "expected check digit 5, got 4"],
    ["awb", "020-12345677", "expected check digit 5, got 7"],
    ["awb", "02012345675", "a hyphen"],
  ] as const)("%s %j is none: %s", (scheme, value, why) => {
    expect(identifierFault({ scheme, value })).toContain(why)
  })

  it("of an airline never end in 7, 8 or 9", () => {
    for (let serial = 1_000_000; serial < 1_000_100; serial++)
      for (const digit of ["7", "8", "9"])
        expect(identifierFault({ scheme: "awb", value: `020-${serial}${digit}` })).toBeDefined()
  })

  it.each([
    ["VV473124829DK", "insured"],
    ["RB123456785DK", "registered"],
    ["CV230930844DK", "insured-parcel"],
    ["CP230930844DK", "parcel"],
    ["EE230930844DK", "express"],
    ["LX230930844DK", "express"],
    ["UA230930844DK", "other"],
  ] as const)("%s is for %s", (value, service) => {
    expect(s10Service(value)).toBe(service)
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
