import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { draft, duressHash, type Pen } from "../../src/custody/draft.ts"
import { statementIdOf } from "../../src/custody/identifier.ts"
import { type Kind, kindNumber, kindOf, kinds } from "../../src/custody/kind.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import {
  attestedHash,
  decodeStatement,
  encodePayload,
  maxStatementBytes,
  type Payload,
  sealedContext,
  signStatement,
  type Statement,
  statementType,
} from "../../src/custody/statement.ts"
import { equal, fromHex, toHex } from "../../src/encoding/bytes.ts"
import { openSign1, sign1 } from "../../src/cose/sign.ts"
import { intake } from "../support/acts.ts"
import { keyOf, pen, penOrigin, penStart } from "../support/pens.ts"
import { expectPinned, readPinned } from "../support/pinned.ts"
import { specimen, specimens, specimenTerms } from "../support/specimens.ts"
import { town } from "../support/town.ts"

const slow = process.env["SLOW"] === "1"
const decoded = (bytes: Uint8Array): Statement => {
  const statement = decodeStatement(bytes)
  if (isRejected(statement)) throw new Error(statement.sentence)
  return statement
}
const codeOf = (bytes: Uint8Array): string => {
  const statement = decodeStatement(bytes)
  return isRejected(statement) ? statement.code : "decoded"
}
const payloadOf = (statement: Statement): Payload => {
  const { id: _, bytes: __, keyId: ___, signed: ____, attested: _____, ...payload } = statement
  return payload
}

describe("kinds", () => {
  it("have numbers from 1, for ever", () => {
    expect(kinds.map((kind) => `${kindNumber(kind)} ${kind}`).join(", ")).toBe(
      "1 genesis, 2 governance, 3 upgrade, 4 party, 5 key, 6 place, 7 contract, 8 intake, 9 close, " +
        "10 owner, 11 offer, 12 withdraw, 13 acceptance, 14 pack, 15 unpack, 16 event, " +
        "17 settlement, 18 same, 19 check, 20 duty, 21 alarm, 22 action, 23 report, " +
        "24 acknowledge, 25 correction, 26 seal, 27 reads, 28 attestation",
    )
    expect([0, 29, -1].map(kindOf)).toEqual([undefined, undefined, undefined])
  })
})

describe("a statement of every kind", () => {
  it.each(specimens)(
    "%s: reads as it was drafted, and writes the same bytes again",
    (kind, signed) => {
      const statement = decoded(signed.bytes)
      expect(statement).toMatchObject({
        kind,
        id: signed.id,
        origins: [penOrigin],
        signedAt: { at: penStart, offset: 60 },
        terms: specimenTerms[kind],
      })
      expect(statement.id).toBe(statementIdOf(signed.bytes))
      const payload = openSign1(signed.bytes)?.payload as Uint8Array
      expect(equal(encodePayload(payloadOf(statement)), payload)).toBe(true)
      expect(equal(sign1(statementType, payload, keyFor(kind)), signed.bytes)).toBe(true)
    },
  )

  it("has bytes and an id that never change", () => {
    const all = specimens.map(([kind, { id, bytes }]) => ({ kind, id, bytes: toHex(bytes) }))
    expectPinned("test/vectors/statements.json", `${JSON.stringify(all, null, 2)}\n`)
  })

  it("is told from every other by its id, which covers the signature too", () => {
    const vectors = JSON.parse(readPinned("test/vectors/statements.json")) as { id: string }[]
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(kinds.length)
    const { bytes, id } = specimen("place")
    const other = bytes.slice()
    other[other.length - 1] = (other.at(-1) as number) ^ 1
    expect(decoded(other).id).not.toBe(id)
  })
})

/** The key that a specimen was signed with. */
const keyFor = (kind: Kind) =>
  kind === "genesis" ? keyOf("specimen governor") : keyOf(`specimen of ${kind}`)

describe("the signer's header", () => {
  const { bytes, duress } = specimen("close")
  const statement = decoded(bytes)

  it("carries what the device was told", () => {
    expect(statement).toMatchObject({
      acted: { at: penStart - 3_600_000, offset: 60, paper: true },
      contract: "1".repeat(64),
      onBehalfOf: "4".repeat(64),
      procedure: "a".repeat(64),
      plan: "b".repeat(64),
      openingsChecked: true,
    })
    expect(statement.crew).toHaveLength(1)
  })

  it("commits to the duress flag either way, and nobody can tell which without the salt", () => {
    const context = sealedContext(statement)
    expect(duress.flag).toBe(true)
    expect(statement.duress).toBe(duressHash(context, duress.salt, true))
    expect(statement.duress).not.toBe(duressHash(context, duress.salt, false))
    const calm = specimen("place")
    expect(calm.duress.flag).toBe(false)
    expect(decoded(calm.bytes).duress).toHaveLength(64)
  })

  it("is the same with and without what is sealed: the whole differs in nonce, salts and roots only", () => {
    const bare = draft("place", { type: "till" }, pen(null, "cashier", "a"))
    const full = draft("place", { type: "till" }, pen(null, "cashier", "a"), {
      sealed: { whole: { name: "The till by the door" } },
    })
    expect(full.bytes.length).toBe(bare.bytes.length)
  })
})

describe("a changed byte", () => {
  const { book, pens } = town()
  const signed = intake(pens.shop)
  const flips = slow ? Array.from({ length: 255 }, (_, i) => i + 1) : [0x01, 0x20, 0x80, 0xff]

  it("is never another statement that authenticates", () => {
    const let_in: string[] = []
    for (let at = 0; at < signed.bytes.length; at++)
      for (const flip of flips) {
        const other = signed.bytes.slice()
        other[at] = (other[at] as number) ^ flip
        if (!("code" in book.copy().enter({ bytes: other }))) let_in.push(`${at} ^ ${flip}`)
      }
    expect(let_in).toEqual([])
    expect("code" in book.copy().enter(signed)).toBe(false)
  })

  it("nor is a prefix, or a longer one", () => {
    for (let length = 0; length < signed.bytes.length; length++)
      expect(codeOf(signed.bytes.subarray(0, length))).toBe("malformed")
    expect(codeOf(Uint8Array.of(...signed.bytes, 0))).toBe("malformed")
  })

  it("nor is noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
        expect(codeOf(noise)).toBe("malformed")
      }),
    )
  })
})

describe("length", () => {
  it("is bounded before anything is read", () => {
    expect(codeOf(new Uint8Array(maxStatementBytes))).toBe("malformed")
    expect(codeOf(new Uint8Array(maxStatementBytes + 1))).toBe("too-long")
  })
})

describe("attestations", () => {
  const signer = pen(null, "cashier", "signer")
  const witnesses = ["first", "second"].map((seed) => pen(null, "guard", seed)) as [Pen, Pen]
  const signed = draft("place", { type: "vault" }, signer, { attest: witnesses })
  const payload = payloadOf(decoded(signed.bytes))
  const [first, second] = payload.attestations as [Uint8Array, Uint8Array]
  const resigned = (attestations: readonly Uint8Array[], changed: Partial<Payload> = {}) =>
    codeOf(signStatement({ ...payload, ...changed, attestations } as Payload, signer.key))

  it("each cover all before them, and the outermost signature covers all", () => {
    const { attested } = decoded(signed.bytes)
    expect(attested.map(({ keyId }) => keyId)).toEqual(witnesses.map(({ key }) => key.keyId))
    expect(attested.map(({ terms }) => terms.over)).toEqual([
      attestedHash(payload, 0),
      attestedHash(payload, 1),
    ])
  })

  it("fit no other order, number or statement, even if the outermost signer signs anew", () => {
    expect(resigned([first, second])).toBe("decoded")
    expect(resigned([first])).toBe("decoded")
    expect(resigned([])).toBe("decoded")
    expect(resigned([second])).toBe("attestation-mismatch")
    expect(resigned([second, first])).toBe("attestation-mismatch")
    expect(resigned([first, first])).toBe("attestation-mismatch")
    expect(resigned([first, second, second])).toBe("attestation-mismatch")
    expect(resigned([first], { nonce: new Uint8Array(32) })).toBe("attestation-mismatch")
    expect(resigned([first], { role: "driver" })).toBe("attestation-mismatch")
  })

  it("cannot be stripped, swapped or added by anybody else: the signature does not hold", () => {
    const { book, pens, roots } = town()
    const attested = intake(pens.shop, [{}], { attest: [pens.carrier, roots.shop] })
    const whole = payloadOf(decoded(attested.bytes))
    const outsider = pen(pens.shop.party, "cashier", "outsider")
    const remade = draft("attestation", { over: attestedHash(whole, 0) }, pens.bank).bytes
    const [one, two] = whole.attestations as [Uint8Array, Uint8Array]
    for (const attestations of [[], [one], [remade], [one, two]]) {
      const changed = { ...whole, attestations } as Payload
      // Signed by another in the signer's name: the signature of one key under the name of another.
      const forged = signStatement(changed, { ...outsider.key, keyId: pens.shop.key.keyId })
      expect(book.copy().enter({ bytes: forged })).toMatchObject({ code: "bad-signature" })
    }
    expect(book.copy().enter(attested)).toEqual([])
    const byShop = signStatement({ ...whole, attestations: [remade] }, pens.shop.key)
    expect(book.copy().enter({ bytes: byShop })).toEqual([])
  })

  it("are attestations, and have none of their own", () => {
    const place = draft("place", { type: "till" }, witnesses[0]).bytes
    expect(resigned([place])).toBe("malformed")
    const over = attestedHash(payload, 0)
    const nested = draft("attestation", { over }, witnesses[0], { attest: [witnesses[1]] }).bytes
    expect(resigned([nested])).toBe("malformed")
    expect(resigned([Uint8Array.of(1, 2, 3)])).toBe("malformed")
  })
})

describe("golden vectors", () => {
  it("are read by anybody: each has its id", () => {
    const vectors = JSON.parse(readPinned("test/vectors/statements.json")) as {
      kind: string
      id: string
      bytes: string
    }[]
    for (const { kind, id, bytes } of vectors)
      expect(decodeStatement(fromHex(bytes) as Uint8Array)).toMatchObject({ kind, id })
  })
})
