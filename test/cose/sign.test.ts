import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type KeyId, keyIdOf, signingKeyFromSeed } from "../../src/cose/key.ts"
import {
  openSign1,
  type Signed,
  sign1,
  toBeSigned as signedBytes,
  verifySigned,
} from "../../src/cose/sign.ts"
import { concat, equal, fromHex, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../../src/encoding/cbor.ts"
import { signNode, verifyNode } from "../../src/platform/ed25519.ts"

const noSignature = new Uint8Array(64)
const slow = process.env["SLOW"] === "1"
const key = signingKeyFromSeed(new Uint8Array(32).fill(1), signNode)
const stranger = signingKeyFromSeed(new Uint8Array(32).fill(2), signNode)
const type = "application/vnd.kvitto+cose"
const payload = utf8("three bags, seals whole")
const message = sign1(type, payload, key)
const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array

const opensAndVerifies = (bytes: Uint8Array, publicKey = key.publicKey): boolean => {
  const signed = openSign1(bytes)
  return signed !== undefined && verifySigned(signed, publicKey, verifyNode)
}

describe("a signed message", () => {
  it("has the layout of RFC 9052, written out by hand", () => {
    const kid = hex(key.keyId)
    const header = concat(hex("a30132045820"), kid, hex("10781b"), utf8(type))
    const toBeSigned = concat(
      hex("846a"),
      utf8("Signature1"),
      hex("5844"),
      header,
      hex("40"),
      hex("57"),
      payload,
    )
    expect([header.length, payload.length]).toEqual([0x44, 0x17])
    const expected = concat(
      hex("d2845844"),
      header,
      hex("a057"),
      payload,
      hex("5840"),
      key.sign(toBeSigned),
    )
    expect(toHex(message)).toBe(toHex(expected))
    expect(toHex(signedBytes(openSign1(message) as Signed))).toBe(toHex(toBeSigned))
  })

  it("is read alike after a message of another type, of another key, and after itself", () => {
    const others = [sign1("b/x", payload, key), sign1(type, payload, stranger), message]
    for (const before of others)
      for (const after of others) {
        openSign1(before)
        const opened = openSign1(after) as Signed
        expect([opened.type, opened.keyId]).toEqual(
          after === others[0]
            ? ["b/x", key.keyId]
            : [type, after === message ? key.keyId : stranger.keyId],
        )
        // Every header byte but those of the key id has one right value, whatever was read before.
        for (let at = 4; at < 4 + opened.protectedHeader.length; at++) {
          const spoilt = Uint8Array.from(after)
          spoilt[at] = (spoilt[at] as number) ^ 1
          const read = openSign1(spoilt)
          const isWhole =
            read === undefined || read.keyId !== opened.keyId || read.type !== opened.type
          expect(isWhole, `byte ${at}`).toBe(true)
        }
      }
  })

  it("signs the bytes that encoding them would give, whatever their lengths", () => {
    const some = fc.uint8Array({ maxLength: 600 })
    fc.assert(
      fc.property(some, some, (protectedHeader, content) => {
        const expected = encodeCbor(["Signature1", protectedHeader, new Uint8Array(0), content])
        expect(equal(signedBytes({ protectedHeader, payload: content }), expected)).toBe(true)
      }),
      { numRuns: slow ? 2000 : 100 },
    )
    for (const length of [0, 23, 24, 255, 256, 65_535, 65_536]) {
      const content = new Uint8Array(length).fill(7)
      const expected = encodeCbor(["Signature1", content, new Uint8Array(0), content])
      expect(equal(signedBytes({ protectedHeader: content, payload: content }), expected)).toBe(
        true,
      )
    }
  })

  it("gives bytes of their own, which the next ones are not written over", () => {
    const first = openSign1(message) as Signed
    const kept = signedBytes(first)
    const before = toHex(kept)
    signedBytes({ protectedHeader: new Uint8Array(9), payload: new Uint8Array(99) })
    expect(toHex(kept)).toBe(before)
  })

  it("opens as it was made, for any type and payload", () => {
    const types = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 255,
    })
    fc.assert(
      fc.property(types, fc.uint8Array({ maxLength: 700 }), (name, content) => {
        const signed = openSign1(sign1(name, content, key))
        expect(signed).toMatchObject({ keyId: key.keyId, type: name, payload: content })
        expect(verifySigned(signed as Signed, key.publicKey, verifyNode)).toBe(true)
      }),
    )
  })

  it("is right only with the key it names", () => {
    const signed = openSign1(message) as Signed
    expect(verifySigned(signed, key.publicKey, verifyNode)).toBe(true)
    expect(verifySigned(signed, stranger.publicKey, verifyNode)).toBe(false)
    expect(verifySigned(signed, stranger.publicKey, () => true)).toBe(false)
    expect(verifySigned(signed, key.publicKey, () => false)).toBe(false)
    expect(verifySigned(signed, key.publicKey.subarray(1), () => true)).toBe(false)
  })

  it("is not right under a name that its signer does not have", () => {
    const posing = { ...stranger, keyId: key.keyId }
    expect(opensAndVerifies(sign1(type, payload, posing))).toBe(false)
    expect(opensAndVerifies(sign1(type, payload, posing), stranger.publicKey)).toBe(false)
  })

  it("is not made with a type or a key that would not open", () => {
    for (const bad of ["", "with space", "å", "x".repeat(256), "line\n"])
      expect(() => sign1(bad, payload, key), bad).toThrow("visible ASCII")
    const short = { ...key, sign: () => new Uint8Array(63) }
    expect(() => sign1(type, payload, short)).toThrow("expected 64 bytes")
    expect(() => sign1(type, payload, { ...key, keyId: "ab" as KeyId })).toThrow("hex digits")
  })
})

describe("tampering", () => {
  it("with any one byte, set to any value, never both opens and verifies", () => {
    for (let at = 0; at < message.length; at++) {
      const old = message[at] as number
      for (let value = slow ? 0 : at % 5; value < 256; value += slow ? 1 : 5) {
        if (value === old) continue
        const changed = Uint8Array.from(message)
        changed[at] = value
        if (opensAndVerifies(changed)) throw new Error(`byte ${at} set to ${value} passed`)
      }
      for (let bit = 0; bit < 8; bit++) {
        const changed = Uint8Array.from(message)
        changed[at] = old ^ (1 << bit)
        expect(opensAndVerifies(changed), `bit ${bit} of byte ${at}`).toBe(false)
      }
    }
  })

  it("by cutting, repeating or adding bytes never opens and verifies", () => {
    for (let at = 0; at <= message.length; at++) {
      const [before, after] = [message.subarray(0, at), message.subarray(at)]
      if (at < message.length) expect(openSign1(before), `cut at ${at}`).toBeUndefined()
      for (const extra of [0x00, 0x40, 0xa0, 0xf6, 0xff]) {
        const changed = concat(before, Uint8Array.of(extra), after)
        if (!equal(changed, message)) expect(opensAndVerifies(changed)).toBe(false)
      }
      expect(opensAndVerifies(concat(before, after.subarray(1))), `without ${at}`).toBe(
        at === message.length,
      )
    }
    expect(openSign1(concat(message, message))).toBeUndefined()
  })

  it("with another spelling of the type's length does not open", () => {
    for (const length of [1, 2, 22, 23, 24, 25, 255]) {
      const made = sign1("x".repeat(length), payload, key)
      expect(openSign1(made)?.type).toBe("x".repeat(length))
      const { protectedHeader } = openSign1(made) as Signed
      const start = protectedHeader.subarray(0, 39)
      const text = new TextEncoder().encode("x".repeat(length))
      const heads = [
        [0x60 + length],
        [0x78, length],
        [0x79, 0, length],
        [0x98, length],
        [0x58, length],
      ]
      for (const head of heads) {
        const spelt = concat(start, Uint8Array.from(head), text)
        if (equal(spelt, protectedHeader) || head.some((byte) => byte > 255)) continue
        const other = concat(
          Uint8Array.of(0xd2),
          encodeCbor([spelt, new Map(), payload, noSignature]),
        )
        expect(openSign1(other), `${length} spelt ${head.join()}`).toBeUndefined()
      }
    }
  })

  it("of what opens, writes the same bytes again", () => {
    const random = fc.uint8Array({ minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(fc.nat({ max: message.length - 1 }), random, (at, patch) => {
        const changed = Uint8Array.from(message)
        changed.set(patch.subarray(0, message.length - at), at)
        const signed = openSign1(changed)
        if (signed === undefined) return
        const { signature, keyId } = signed
        const again = sign1(signed.type, signed.payload, { ...key, keyId, sign: () => signature })
        expect(toHex(again)).toBe(toHex(changed))
      }),
      { numRuns: slow ? 50_000 : 2_000 },
    )
  })
})

/** Right in every respect but the one under test: the signature covers the header as it is. */
function variant(
  parts: {
    readonly header?: ReadonlyMap<number, CborValue>
    readonly headerBytes?: Uint8Array
    readonly unprotected?: CborValue
    readonly body?: CborValue
    readonly prefix?: string
    readonly tail?: readonly CborValue[]
  } = {},
): Uint8Array {
  const header = parts.headerBytes ?? encodeCbor(parts.header ?? plainHeader())
  const signature = key.sign(encodeCbor(["Signature1", header, new Uint8Array(), payload]))
  const tail = parts.tail ?? [signature]
  const items = [
    header,
    parts.unprotected ?? new Map(),
    parts.body === undefined ? payload : parts.body,
    ...tail,
  ]
  return concat(hex(parts.prefix ?? "d2"), encodeCbor(items))
}

const kid = hex(keyIdOf(key.publicKey))
const plainHeader = (): Map<number, CborValue> =>
  new Map<number, CborValue>([
    [1, -19],
    [4, kid],
    [16, type],
  ])
const header = (...changes: readonly (readonly [number, CborValue | undefined])[]) => {
  const map = plainHeader()
  for (const [label, value] of changes) {
    if (value === undefined) map.delete(label)
    else map.set(label, value)
  }
  return map
}

describe("another spelling or shape", () => {
  it("starts from a variant that is the message itself", () => {
    expect(toHex(variant())).toBe(toHex(message))
  })

  const signature = message.subarray(message.length - 64)
  it.each<[string, Uint8Array]>([
    ["alg −8 (EdDSA)", variant({ header: header([1, -8]) })],
    ["alg −7 (ES256)", variant({ header: header([1, -7]) })],
    ["alg as text", variant({ header: header([1, "Ed25519"]) })],
    ["no alg", variant({ header: header([1, undefined]) })],
    ["no kid", variant({ header: header([4, undefined]) })],
    ["a short kid", variant({ header: header([4, kid.subarray(1)]) })],
    ["a long kid", variant({ header: header([4, concat(kid, kid)]) })],
    ["kid as text", variant({ header: header([4, key.keyId]) })],
    ["no typ", variant({ header: header([16, undefined]) })],
    ["typ as a number", variant({ header: header([16, 42]) })],
    ["an empty typ", variant({ header: header([16, ""]) })],
    ["an extra header", variant({ header: header([3, 0]) })],
    ["an extra header that is critical", variant({ header: header([2, [99]], [99, 1]) })],
    ["one header in place of another", variant({ header: header([16, undefined], [3, type]) })],
    ["an empty protected header", variant({ headerBytes: new Uint8Array() })],
    [
      "a header with bytes behind it",
      variant({ headerBytes: concat(encodeCbor(plainHeader()), hex("00")) }),
    ],
    [
      "a header with alg spelt long",
      variant({
        headerBytes: concat(hex("a3013812"), encodeCbor(plainHeader()).subarray(3)),
      }),
    ],
    ["a header that is an array", variant({ headerBytes: hex("83010203") })],
    ["an unprotected header", variant({ unprotected: new Map([[4, kid]]) })],
    ["an unprotected array", variant({ unprotected: [] })],
    ["a detached payload", variant({ body: null })],
    ["a payload of text", variant({ body: "three bags" })],
    ["no tag", variant({ prefix: "" })],
    ["tag 17", variant({ prefix: "d1" })],
    ["tag 18 spelt long", variant({ prefix: "d812" })],
    ["the tag twice", variant({ prefix: "d2d2" })],
    ["a self-described prefix", variant({ prefix: "d9d9f7d2" })],
    ["no signature", variant({ tail: [] })],
    ["two signatures", variant({ tail: [signature, signature] })],
    ["a 63-byte signature", variant({ tail: [signature.subarray(1)] })],
    ["a 65-byte signature", variant({ tail: [concat(signature, hex("00"))] })],
    ["a signature of text", variant({ tail: ["x".repeat(64)] })],
    ["the array's length spelt long", concat(hex("d29804"), message.subarray(2))],
    ["an array without a length", concat(hex("d29f"), message.subarray(2), hex("ff"))],
    ["the header's length spelt long", concat(hex("d284590044"), message.subarray(4))],
    ["a byte behind", concat(message, hex("00"))],
    ["nothing", new Uint8Array()],
    ["a tag alone", hex("d2")],
    ["another item", hex("d200")],
    ["a map", hex("d2a0")],
  ])("is refused: %s", (_, bytes) => {
    expect(openSign1(bytes)).toBeUndefined()
  })
})
