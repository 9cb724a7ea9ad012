import { describe, expect, it } from "vitest"
import { draft, type Options } from "../../src/custody/draft.ts"
import { kinds } from "../../src/custody/kind.ts"
import type { PlaceId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import {
  type SealedField,
  sealedFields,
  sealedLayout,
  type SealedValue,
} from "../../src/custody/field.ts"
import {
  commitment,
  type Leaf,
  type Opening,
  readLeaves,
  type Sealed,
  type SealedContext,
  sealedPlaces,
  sealedRoot,
  encodeLeaves,
} from "../../src/custody/sealed.ts"
import {
  decodeStatement,
  leavesOf,
  lineCount,
  sealedContext,
  type Statement,
} from "../../src/custody/statement.ts"
import { concat, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { MTH } from "../merkle/reference.ts"
import { intake } from "../support/acts.ts"
import { pen } from "../support/pens.ts"
import { specimen } from "../support/specimens.ts"
import { withhold } from "../support/withhold.ts"

const { bytes, leaves } = specimen("intake")
const statement = decodeStatement(bytes) as Statement<"intake">
const context = sealedContext(statement)
const root = statement.sealed as Uint8Array
const sealed: Sealed = { kind: "intake", lines: lineCount(statement), context, root }
const read = (value: CborValue, over: Partial<SealedContext> = {}, lines = lineCount(statement)) =>
  readLeaves(encodeCbor(value), { ...sealed, lines, context: { ...context, ...over } })
const listOf = (encoded: Uint8Array): readonly CborValue[] => {
  const whole = decodeCbor(encoded)
  return whole.ok ? (whole.value as readonly CborValue[]) : []
}
const written = listOf(encodeLeaves(leaves))
const replaced = (at: number, leaf: CborValue): CborValue =>
  written.map((each, i) => (i === at ? leaf : each))
const opening = (line: number, field: SealedField): Opening =>
  leaves.find(
    (leaf) => !(leaf instanceof Uint8Array) && leaf.line === line && leaf.field === field,
  ) as Opening

describe("a commitment", () => {
  const remark = opening(-1, "remark")
  const salt = new Uint8Array(32).fill(3)

  it("is over origin, nonce, role, line, field, salt and value, written out by hand", () => {
    const { origin, nonce, role } = context
    const message = encodeCbor([origin, nonce, role, -1, 5, remark.salt, "two bags, one case"])
    const byHand = leafHash(concat(utf8("kvitto/sealed-term\0"), message))
    expect(toHex(commitment(context, remark))).toBe(toHex(byHand))
  })

  it("changes with everything that it is bound to", () => {
    const changed: readonly [SealedContext, Opening][] = [
      [context, remark],
      [{ ...context, origin: "ledger.example/other" }, remark],
      [{ ...context, nonce: salt }, remark],
      [{ ...context, role: context.role + 1 }, remark],
      [context, { ...remark, line: 0 }],
      [context, { ...remark, field: "reference" }],
      [context, { ...remark, salt }],
      [context, { ...remark, value: "two bags, one cage" }],
      [context, { ...remark, value: null }],
    ]
    const hashes = changed.map(([bound, term]) => toHex(commitment(bound, term)))
    expect(new Set(hashes).size).toBe(changed.length)
  })
})

describe("the root of sealed terms", () => {
  it("is the RFC 9162 root over the commitments, in the kind's order", () => {
    expect(
      leaves.map((leaf) => (leaf instanceof Uint8Array ? "" : `${leaf.line} ${leaf.field}`)),
    ).toEqual([
      "-1 place",
      "-1 position",
      "-1 remark",
      "-1 photo",
      "0 identifier",
      "0 seal",
      "0 amount",
      "0 contents",
      "0 declared",
      "0 inventory",
      "0 sealClass",
      "1 identifier",
      "1 seal",
      "1 amount",
      "1 contents",
      "1 declared",
      "1 inventory",
      "1 sealClass",
    ])
    const { origin, nonce, role } = context
    const entries = written.map((leaf) =>
      concat(
        utf8("kvitto/sealed-term\0"),
        encodeCbor([origin, nonce, role, ...(leaf as readonly CborValue[])]),
      ),
    )
    expect(toHex(root)).toBe(toHex(MTH(entries)))
    expect(toHex(sealedRoot(context, leaves))).toBe(toHex(root))
  })

  it("stays the same whatever is withheld", () => {
    const some = withhold(context, leaves, ({ field }) => field === "amount")
    const nothing = withhold(context, some, () => false)
    expect(some.filter((leaf) => leaf instanceof Uint8Array)).toHaveLength(16)
    expect(nothing.every((leaf) => leaf instanceof Uint8Array)).toBe(true)
    for (const each of [some, nothing]) {
      expect(toHex(sealedRoot(context, each))).toBe(toHex(root))
      expect(read(listOf(encodeLeaves(each)))).toEqual(each)
    }
    expect(withhold(context, nothing, () => true)).toEqual(nothing)
  })

  it("stays the same where openings are withheld as they are read", () => {
    const wanted = ({ field }: Opening) => field === "amount"
    const some = withhold(context, leaves, wanted)
    for (const each of [leaves, some]) {
      expect(readLeaves(encodeLeaves(each), sealed, wanted)).toEqual(some)
      expect(leavesOf(statement, encodeLeaves(each), wanted)).toEqual(some)
      const theirs = { ...sealed, root: new Uint8Array(32) }
      expect(readLeaves(encodeLeaves(each), theirs, wanted)).toBeUndefined()
    }
    expect(readLeaves(encodeLeaves(some), sealed, () => false)).toEqual(
      withhold(context, leaves, () => false),
    )
    expect(readLeaves(encodeLeaves(leaves), sealed, () => true)).toEqual(leaves)
  })
})

describe("openings", () => {
  it("read as they were written, and in no other spelling", () => {
    const whole = encodeLeaves(leaves)
    const readAll = (encoded: Uint8Array) => readLeaves(encoded, sealed)
    expect(readAll(whole)).toEqual(leaves)
    expect(readAll(concat(whole, whole))).toBeUndefined()
    expect(readAll(whole.subarray(0, -1))).toBeUndefined()
    // A head of two bytes where one would do.
    expect(readAll(concat(Uint8Array.of(0x98, written.length), whole.subarray(1)))).toBeUndefined()
  })

  it("belong to one statement", () => {
    expect(read(written, { nonce: new Uint8Array(32) })).toBeUndefined()
    expect(read(written, { origin: "ledger.example/other" })).toBeUndefined()
    expect(read(written, { role: context.role + 1 })).toBeUndefined()
    const whole = encodeLeaves(leaves)
    expect(readLeaves(whole, { ...sealed, root: new Uint8Array(32) })).toBeUndefined()
    expect(readLeaves(whole, { ...sealed, kind: "check" })).toBeUndefined()
  })

  const [, , third] = written as [CborValue, CborValue, readonly CborValue[]]
  const [line, field, salt, value] = third as readonly [number, number, Uint8Array, string]
  it.each<[string, CborValue]>([
    ["no list", null],
    ["none", []],
    ["one too few", written.slice(1)],
    ["one too many", [...written, root]],
    ["another order", written.toReversed()],
    ["another value", replaced(2, [line, field, salt, `${value}!`])],
    ["no value where there is one", replaced(2, [line, field, salt, null])],
    ["another salt", replaced(2, [line, field, new Uint8Array(32), value])],
    ["a salt of 31 bytes", replaced(2, [line, field, salt.subarray(1), value])],
    ["another line", replaced(2, [0, field, salt, value])],
    ["another field", replaced(2, [line, 7, salt, value])],
    ["a field that does not exist", replaced(2, [line, 99, salt, value])],
    ["a field by its name", replaced(2, [line, "remark", salt, value])],
    ["a value of another type", replaced(2, [line, field, salt, 7])],
    ["an empty text", replaced(2, [line, field, salt, ""])],
    ["an opening of three", replaced(2, [line, field, salt])],
    ["an opening of five", replaced(2, [line, field, salt, value, null])],
    ["a hash of 31 bytes", replaced(2, root.subarray(1))],
    ["another hash", replaced(2, root)],
  ])("that are %s are refused", (_, openings) => {
    expect(read(openings)).toBeUndefined()
  })

  it("of a value out of range are refused even if the root is theirs", () => {
    const openings = leaves.map((leaf) =>
      (leaf as Opening).field === "amount" && (leaf as Opening).line === 1
        ? { ...(leaf as Opening), value: { currency: "DKK", minor: -1 } as SealedValue }
        : leaf,
    )
    const theirs = sealedRoot(context, openings)
    expect(readLeaves(encodeLeaves(openings), { ...sealed, root: theirs })).toBeUndefined()
  })
})

describe("presence", () => {
  it("tells nothing: as many leaves, as many bytes, whatever is said", () => {
    const drafted = (options: Options) => intake(pen(null, "cashier", "same"), [{}, {}], options)
    const bare = drafted({})
    const full = drafted({
      sealed: { whole: { remark: "a".repeat(2000), photo: new Uint8Array(32) } },
    })
    expect(full.bytes.length).toBe(bare.bytes.length)
    expect(full.leaves).toHaveLength(bare.leaves.length)
    const hashesOf = (all: readonly Leaf[]) =>
      withhold(context, all, () => false).map((leaf) => leaf as Uint8Array)
    expect(hashesOf(full.leaves).every(({ length }) => length === 32)).toBe(true)
  })

  it("of the same value is not seen twice: every field has its own salt", () => {
    const salts = leaves.map((leaf) => toHex((leaf as Opening).salt))
    expect(new Set(salts).size).toBe(leaves.length)
  })
})

describe("the layout", () => {
  it("gives a kind the same fields for ever", () => {
    const lines = kinds.map((kind) => {
      const { whole, line } = sealedLayout[kind]
      return `${kind}: ${whole.join(" ")} | ${line.join(" ")}`
    })
    expect(lines).toMatchInlineSnapshot(`
      [
        "genesis:  | ",
        "governance:  | ",
        "upgrade:  | ",
        "party: name registration address credentials | ",
        "key: name reference credentials | ",
        "place: name address position fittings | ",
        "contract: name reference amount document limits credentials | ",
        "intake: place position remark photo | identifier seal amount contents declared inventory sealClass",
        "close: place position remark photo reference | amount",
        "owner: remark | ",
        "offer: place position remark photo reference amount | seal remark",
        "withdraw: remark | ",
        "acceptance: place position remark photo reference amount circumstances | seal amount remark photo",
        "pack: place position remark photo | ",
        "unpack: place position remark photo | ",
        "event: place position remark photo reference event amount circumstances | ",
        "settlement: remark | ",
        "same: remark | ",
        "check: place position remark photo amount circumstances | seal newSeal amount remark inventory sealClass",
        "duty: position remark | ",
        "alarm: place position remark photo | ",
        "action: remark | ",
        "report: place position remark photo reference | ",
        "acknowledge: remark | ",
        "correction: remark | ",
        "seal:  | ",
        "reads: remark | ",
        "attestation:  | ",
      ]
    `)
  })

  it("numbers fields from 0, each once, for ever", () => {
    const numbers = Object.entries(sealedFields).map(([name, [number]]) => `${number} ${name}`)
    expect(numbers.join(", ")).toBe(
      "0 name, 1 registration, 2 address, 3 place, 4 position, 5 remark, 6 photo, 7 reference, " +
        "8 identifier, 9 seal, 10 newSeal, 11 amount, 12 contents, 13 document, 14 event, " +
        "15 limits, 16 credentials, 17 fittings, 18 inventory, 19 declared, 20 sealClass, 21 circumstances",
    )
  })

  it("has lines exactly where the statement has", () => {
    for (const kind of kinds) {
      const decoded = decodeStatement(specimen(kind).bytes)
      if (isRejected(decoded)) throw new Error(decoded.sentence)
      expect([kind, sealedLayout[kind].line.length > 0]).toEqual([kind, lineCount(decoded) > 0])
      const places = sealedPlaces(kind, lineCount(decoded))
      expect([kind, decoded.sealed !== null]).toEqual([kind, places.length > 0])
    }
  })

  it("lets every field be said, and be read again", () => {
    const values: { readonly [F in SealedField]: SealedValue } = {
      name: "Bank of the Test",
      registration: "DK 12 34 56 78",
      address: "Ny Østergade 1",
      place: "5".repeat(64),
      position: { latitude: 556_760_968, longitude: 125_683_372, accuracy: 12, fixedAt: 1 },
      remark: "seal whole",
      photo: new Uint8Array(32).fill(1),
      reference: "AWB 117-12345675",
      identifier: { scheme: "s10", value: "RR473124829FI" },
      seal: "A 0017",
      newSeal: "A 0018",
      amount: { currency: "DKK", minor: 1 },
      contents: "coins",
      document: new Uint8Array(32).fill(2),
      event: "{}",
      limits: [
        { limit: "round", grade: null, number: null, amount: { currency: "DKK", minor: 1 } },
      ],
      credentials: [{ kind: "ds-3999", issuer: "DS", number: "7", from: 0, to: null }],
      fittings: {
        grade: "I",
        approved: { currency: "DKK", minor: 1 },
        room: "6".repeat(64) as PlaceId,
        premises: null,
        features: ["cctv", "latch-lock"],
        delay: 15,
        windows: [{ from: 1260, to: 1275 }],
        zone: "Europe/Copenhagen",
        surveillance: 2,
      },
      inventory: {
        saidToContain: true,
        denominations: [{ face: 10_000, count: 3 }],
        papers: [{ kind: "coupon", amount: null, matures: 1 }],
        approvals: [],
      },
      declared: { currency: "DKK", minor: 1 },
      sealClass: "high-security",
      circumstances: ["on-foot", "night"],
    }
    const said = new Set<SealedField>()
    for (const kind of kinds) {
      const { whole, line } = sealedLayout[kind]
      if (whole.length + line.length === 0) continue
      const places = sealedPlaces(kind, 2)
      const full = places.map(({ line: at, field }) => {
        said.add(field)
        return { line: at, field, salt: new Uint8Array(32), value: values[field] }
      })
      const all = { kind, lines: 2, context, root: sealedRoot(context, full) }
      const back = readLeaves(encodeLeaves(full), all)
      expect(back).toEqual(full)
    }
    expect([...said].sort()).toEqual(Object.keys(sealedFields).sort())
  })
})

describe("a draft", () => {
  it("commits to what it was told, and keeps what opens it", () => {
    const signed = draft("place", { type: "till" }, pen(null, "cashier", "k"), {
      sealed: { whole: { name: "Till 1" } },
    })
    const place = decodeStatement(signed.bytes) as Statement
    const back = leavesOf(place, encodeLeaves(signed.leaves))
    expect(back).toMatchObject([
      { field: "name", value: "Till 1" },
      { value: null },
      { value: null },
      { value: null },
    ])
  })
})
