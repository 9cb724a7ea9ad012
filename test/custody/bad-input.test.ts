import { describe, expect, it } from "vitest"
import { openStatement } from "../../src/custody/handover.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { decodeStatement, statementType } from "../../src/custody/statement.ts"
import { openSign1, sign1 } from "../../src/cose/sign.ts"
import { concat, fromHex, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { draft } from "../../src/custody/draft.ts"
import { keyOf, pen, penOrigin } from "../support/pens.ts"
import { expectPinned, readPinned } from "../support/pinned.ts"
import { specimen } from "../support/specimens.ts"

type Whole = Map<number, CborValue>
type Fault = { readonly fault: string; readonly code: string; readonly bytes: Uint8Array }

/** A statement with one thing wrong in its payload, and a signature that is right over just that. */
const signed = (payload: Uint8Array, type = statementType): Uint8Array =>
  sign1(type, payload, keyOf("specimen of withdraw"))
const good = specimen("withdraw").bytes
const goodPayload = (openSign1(good) as { payload: Uint8Array }).payload

function mapOf(payload: Uint8Array): Whole {
  const decoded = decodeCbor(payload)
  if (!decoded.ok || !(decoded.value instanceof Map)) throw new Error("expected a map")
  return new Map(decoded.value as ReadonlyMap<number, CborValue>)
}
const withField = (key: number, value: CborValue, of = goodPayload): Uint8Array =>
  signed(encodeCbor(mapOf(of).set(key, value)))
function withoutField(key: number): Uint8Array {
  const whole = mapOf(goodPayload)
  whole.delete(key)
  return signed(encodeCbor(whole))
}
/** Terms are field 20. */
function withTerm(
  key: number,
  value: CborValue,
  kind: Parameters<typeof specimen>[0] = "withdraw",
) {
  const { payload } = openSign1(specimen(kind).bytes) as { payload: Uint8Array }
  const terms = new Map(mapOf(payload).get(20) as ReadonlyMap<number, CborValue>)
  const unattested = encodeCbor(mapOf(payload).set(18, []))
  return withField(20, terms.set(key, value), unattested)
}
/** Bytes in place of bytes: for spellings that no encoder here would write. */
function spelt(from: string, to: string, of = goodPayload): Uint8Array {
  const text = toHex(of)
  const at = text.indexOf(from)
  if (at < 0 || at % 2 !== 0) throw new Error(`expected ${from} in the payload`)
  const hex = text.slice(0, at) + to + text.slice(at + from.length)
  return signed(fromHex(hex) as Uint8Array)
}

const byte = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const changed = bytes.slice()
  changed[at] = value
  return changed
}
const id = new Uint8Array(32).fill(1)
const line = [id, id, null]
const at = (mapOf(goodPayload).get(10) as readonly number[])[0] as number
const originHex = toHex(utf8(penOrigin))

const malformed: readonly (readonly [string, Uint8Array])[] = [
  ["no bytes", new Uint8Array(0)],
  ["text", utf8("three bags, seals whole")],
  ["one byte too many", concat(good, Uint8Array.of(0))],
  ["one byte too few", good.subarray(0, -1)],
  ["COSE_Sign1 without its tag", good.subarray(1)],
  ["COSE_Mac0 (tag 17)", byte(good, 0, 0xd1)],
  ["an array of five", byte(good, 1, 0x85)],
  ["an array of indefinite length", byte(good, 1, 0x9f)],
  ["another media type", signed(goodPayload, "application/cbor")],
  ["a payload that is no CBOR", signed(utf8("not CBOR"))],
  ["a payload that is an array", signed(encodeCbor([1, 1, 12]))],
  ["an empty payload", signed(new Uint8Array(0))],
  ["an empty map", signed(encodeCbor(new Map()))],
  ["no version", withoutField(1)],
  ["no kind", withoutField(3)],
  ["no contract, instead of null", withoutField(13)],
  ["no sealed terms, instead of null", withoutField(19)],
  ["a field too many", withField(21, null)],
  ["a field with a negative key", withField(-1, null)],
  ["version as text", withField(1, "1")],
  ["kind null", withField(3, null)],
  ["no origin", withField(4, [])],
  ["five origins", withField(4, ["a", "b", "c", "d", "e"])],
  ["an empty origin", withField(4, [""])],
  ["an origin of 256 bytes", withField(4, ["ä".repeat(128)])],
  ["a newline in the origin", withField(4, ["ledger.example\n"])],
  ["an origin as bytes", withField(4, [utf8(penOrigin)])],
  ["a nonce of 31 bytes", withField(5, new Uint8Array(31))],
  ["a nonce of 33 bytes", withField(5, new Uint8Array(33))],
  ["a nonce as text", withField(5, "0".repeat(32))],
  ["a party as hex text", withField(6, "3".repeat(64))],
  ["a role beyond the list", withField(7, 16)],
  ["a negative role", withField(7, -1)],
  ["a role as text", withField(7, "courier")],
  ["a crew of seventeen", withField(8, Array(17).fill(id))],
  ["a crew of null", withField(8, null)],
  ["a time without its offset", withField(10, [at])],
  ["a time before 1970", withField(10, [-1, 60])],
  ["a time beyond 2^52", withField(10, [2 ** 52 + 1, 60])],
  ["a time as a 64-bit integer", withField(10, [2n ** 60n, 60])],
  ["an offset of more than 18 hours", withField(10, [at, 1081])],
  ["an act time without its paper", withField(11, [at, 60])],
  ["paper as a number", withField(11, [at, 60, 1])],
  ["a bare false for nothing seen", withField(12, false)],
  ["openings checked: null", withField(16, null)],
  ["no duress commitment", withField(17, null)],
  ["sixteen attestations", withField(18, Array(16).fill(id))],
  ["an empty attestation", withField(18, [new Uint8Array(0)])],
  ["an attestation of 2001 bytes", withField(18, [new Uint8Array(2001)])],
  ["sealed terms missing where the kind has some", withField(19, null)],
  [
    "sealed terms where the kind has none",
    withField(19, id, (openSign1(specimen("upgrade").bytes) as { payload: Uint8Array }).payload),
  ],
  ["terms of another kind", withField(3, 18)],
  ["no terms", withoutField(20)],
  ["terms null", withField(20, null)],
  ["terms without a field", withField(20, new Map([[1, id]]))],
  ["terms with a field too many", withTerm(3, null)],
  ["no item", withTerm(2, [])],
  ["501 items", withTerm(2, Array(501).fill(id))],
  [
    "501 lines",
    withTerm(
      3,
      Array.from({ length: 501 }, () => line),
      "offer",
    ),
  ],
  ["a line of two", withTerm(3, [[id, id]], "offer")],
  ["a line of four", withTerm(3, [[...line, null]], "offer")],
  ["a line that names the container 500", withTerm(3, [[id, id, 500]], "offer")],
  ["the same item on two lines", withTerm(3, [line, line], "offer")],
  ["a line that lies in itself", withTerm(3, [[id, id, 0]], "offer")],
  ["an outcome beyond the list", withTerm(6, [[4, []]], "acceptance")],
  ["eight reservations", withTerm(6, [[1, [0, 1, 2, 3, 4, 5, 6, 0]]], "acceptance")],
  ["a public key of 31 bytes", withTerm(2, new Uint8Array(31), "key")],
  ["an assurance of 4", withTerm(7, 4, "key")],
  ["a contract with one party", withTerm(2, [id], "contract")],
  ["a code of 15 bytes", withTerm(10, [id, new Uint8Array(15)], "acceptance")],
  ["a version in two bytes", spelt("b40101", "b4011801")],
  ["a map of indefinite length", spelt("b40101", "bf0101")],
  ["a key twice", spelt("01010201", "01010101")],
  ["keys in another order", spelt("01010201", "02010101")],
  ["a time as a float", spelt("821b", "82fb")],
  ["a time with a tag", spelt("821b", "82c11b")],
  ["undefined instead of null", spelt("0bf6", "0bf7")],
  ["text of bytes that are no UTF-8", spelt(originHex, `ff${originHex.slice(2)}`)],
  [
    "text that is not in NFC",
    spelt(`73${originHex}`, `75${originHex.slice(0, 4)}cc81${originHex.slice(4)}`),
  ],
]

const newer: readonly (readonly [string, Uint8Array])[] = [
  ["version 2", withField(1, 2)],
  ["version 0", withField(1, 0)],
  ["suite 2", withField(2, 2)],
  ["kind 29", withField(3, 29)],
  ["kind 0", withField(3, 0)],
  ["version 2 with a field that version 1 does not know", withField(1, 2, versionTwo())],
]
function versionTwo(): Uint8Array {
  return encodeCbor(mapOf(goodPayload).set(40, "new"))
}

const witness = pen(null, "guard", "specimen witness")
const others: readonly Fault[] = [
  {
    fault: "an attestation of something else",
    code: "attestation-mismatch",
    bytes: withField(18, [draft("attestation", { over: "0".repeat(64) }, witness).bytes]),
  },
  {
    fault: "an attestation in a newer format",
    code: "newer-format",
    bytes: withField(18, [withField(1, 2)]),
  },
  {
    fault: "made for another ledger",
    code: "wrong-origin",
    bytes: withField(4, ["ledger.example/other"]),
  },
  {
    fault: "a newer offer inside an acceptance",
    code: "newer-format",
    bytes: withTerm(2, withField(1, 2), "acceptance"),
  },
  {
    fault: "no offer inside an acceptance, but another kind",
    code: "offer-mismatch",
    bytes: withTerm(2, good, "acceptance"),
  },
]

const withCode = (
  code: string,
  all: readonly (readonly [string, Uint8Array])[],
): readonly Fault[] => all.map(([fault, bytes]) => ({ fault, code, bytes }))
const faults = [...withCode("malformed", malformed), ...withCode("newer-format", newer), ...others]

const path = "test/vectors/statement-faults.json"
const print = ({ fault, code, bytes }: Fault) => ({ fault, code, bytes: toHex(bytes) })

describe("bad input", () => {
  it("is written down for anybody, one fault per statement", () => {
    expectPinned(path, `${JSON.stringify(faults.map(print), null, 2)}\n`)
  })

  it("starts from a statement that is right", () => {
    expect(isRejected(openStatement(good, penOrigin))).toBe(false)
    expect(toHex(signed(goodPayload))).toBe(toHex(good))
  })

  const vectors = JSON.parse(readPinned(path) || "[]") as {
    fault: string
    code: string
    bytes: string
  }[]
  it.each(vectors)("$code: $fault", ({ code, bytes }) => {
    expect(openStatement(fromHex(bytes) as Uint8Array, penOrigin)).toMatchObject({ code })
  })

  it("names the place and what was expected there", () => {
    const sentence = (bytes: Uint8Array) =>
      (decodeStatement(bytes) as { sentence?: string }).sentence
    expect([
      sentence(withTerm(3, [line, [id, 7, null]], "offer")),
      sentence(withField(7, 99)),
      sentence(withField(21, null)),
      sentence(withTerm(3, null)),
      sentence(spelt("0bf6", "0bf7")),
      sentence(withField(1, 2)),
    ]).toMatchInlineSnapshot(`
      [
        "not a statement in its one spelling: offer.terms.lines[1].previous: expected 32 bytes",
        "not a statement in its one spelling: withdraw.role: expected one of 0 governor, 1 ledger, 2 root, 3 administrator, 4 cashier, 5 counter, 6 courier, 7 guard, 8 driver, 9 clerk, 10 handler, 11 addressee, 12 security, 13 centre, 14 insurer, 15 device",
        "not a statement in its one spelling: withdraw: expected a map of exactly 20 fields",
        "not a statement in its one spelling: withdraw.terms: expected a map of exactly 2 fields",
        "not a statement in its one spelling: payload: simple-value at byte 119",
        "cannot decide: written in a newer format than this version knows: version 2, suite 1, kind 12 is not known to this version",
      ]
    `)
  })
})
