import { readFileSync } from "node:fs"
import { webcrypto } from "node:crypto"
import { Point, verify as nobleVerify } from "@noble/ed25519"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Ed25519Verify,
  inPrimeOrderSubgroup,
  isTorsionFreePortable,
  passesFilter,
  publicKeyOf,
  signPortable,
  strict,
  useTorsionCheck,
  verifyPortable,
} from "../../src/cose/ed25519.ts"
import { concat, fromHex, toHex, utf8 } from "../../src/encoding/bytes.ts"
import {
  isTorsionFreeNode,
  signNode,
  verifier,
  verifyNode,
  verifyOpenssl,
} from "../../src/platform/ed25519.ts"
import { loadLibsodium } from "../../src/platform/libsodium.ts"

const slow = process.env["SLOW"] === "1"
const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array
const littleEndian = (value: bigint): Uint8Array =>
  hex(value.toString(16).padStart(64, "0")).toReversed()

type Vector = {
  readonly number: number
  readonly key: string
  readonly sig: string
  readonly msg: string
  readonly flags: readonly string[] | null
}
const vectors = JSON.parse(
  readFileSync(new URL("../../../shared/vectors/cctv-ed25519.json", import.meta.url), "utf8"),
) as readonly Vector[]

async function verifySubtle(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = await webcrypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"])
  return webcrypto.subtle.verify("Ed25519", key, signature, message)
}

const verifyLibsodium: Ed25519Verify = (...asked) => {
  if (libsodium === undefined) throw new Error("expected sodium-native to be installed here")
  return libsodium.verify(...asked)
}
const libsodium = await loadLibsodium()

/** What each vector's own flags say about the rule. */
const flagsAllow = (vector: Vector): boolean =>
  !(vector.flags ?? []).some((flag) =>
    [
      "low_order_A",
      "low_order_R",
      "low_order_residue",
      "non_canonical_A",
      "non_canonical_R",
    ].includes(flag),
  )

describe("the 914 vectors of C2SP/CCTV", () => {
  it("are decided alike by every path, 43 accepted, each as its flags say", async () => {
    let accepted = 0
    for (const vector of vectors) {
      const [key, message, signature] = [hex(vector.key), utf8(vector.msg), hex(vector.sig)]
      const answers = {
        portable: verifyPortable(key, message, signature),
        node: verifyNode(key, message, signature),
        openssl: verifyOpenssl(key, message, signature),
        libsodium: verifyLibsodium(key, message, signature),
        web: passesFilter(key, signature) && (await verifySubtle(key, message, signature)),
      }
      const expected = flagsAllow(vector)
      expect(answers, `vector ${vector.number}`).toEqual({
        portable: expected,
        node: expected,
        openssl: expected,
        libsodium: expected,
        web: expected,
      })
      if (expected) accepted++
    }
    expect([vectors.length, accepted]).toEqual([914, 43])
  })

  it("show why no library is trusted alone", async () => {
    const counts = { subtle: 0, nobleDefault: 0, nobleStrict: 0 }
    for (const vector of vectors) {
      const [key, message, signature] = [hex(vector.key), utf8(vector.msg), hex(vector.sig)]
      if (await verifySubtle(key, message, signature)) counts.subtle++
      if (nobleVerify(signature, message, key)) counts.nobleDefault++
      if (nobleVerify(signature, message, key, { zip215: false })) counts.nobleStrict++
    }
    expect(counts).toMatchObject({ nobleDefault: 826, nobleStrict: 212 })
    // 208 with OpenSSL 3.0; newer platforms have come nearer to the rule.
    expect(counts.subtle).toBeGreaterThanOrEqual(43)
  })

  it("hold keys with a small-order part, which cannot be enrolled", () => {
    const keys = new Map(vectors.map((vector) => [vector.key, vector.flags ?? []]))
    const enrolled = [...keys].filter(([key]) => inPrimeOrderSubgroup(hex(key)))
    for (const [, flags] of enrolled) expect(flags).not.toContain("low_order_component_A")
    for (const check of [isTorsionFreeNode, isTorsionFreePortable]) {
      useTorsionCheck(check)
      for (const [key, flags] of keys) {
        const sound = !flags.some((flag) => flag.endsWith("_A"))
        expect(inPrimeOrderSubgroup(hex(key)), key).toBe(sound)
      }
    }
    expect(enrolled.length).toBeGreaterThan(0)
  })
})

describe("RFC 8032 §7.1", () => {
  it.each([
    [
      "TEST 1",
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
      "TEST 2",
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
      "TEST 3",
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
  ])("%s", (_, seed, key, message, signature) => {
    expect(toHex(publicKeyOf(hex(seed)))).toBe(key)
    expect(toHex(signPortable(hex(seed), hex(message)))).toBe(signature)
    expect(toHex(signNode(hex(seed), hex(message)))).toBe(signature)
    expect(verifyPortable(hex(key), hex(message), hex(signature))).toBe(true)
    expect(verifyNode(hex(key), hex(message), hex(signature))).toBe(true)
  })
})

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 })
const message = fc.uint8Array({ maxLength: 200 })

describe("signing", () => {
  it("gives the same bytes on both platforms, and both accept them", () => {
    fc.assert(
      fc.property(seed, message, (secret, text) => {
        const signature = signPortable(secret, text)
        expect(signNode(secret, text)).toEqual(signature)
        expect(signature.constructor).toBe(Uint8Array)
        const key = publicKeyOf(secret)
        expect(inPrimeOrderSubgroup(key)).toBe(true)
        expect([verifyPortable, verifyNode].map((ask) => ask(key, text, signature))).toEqual([
          true,
          true,
        ])
      }),
      { numRuns: slow ? 2_000 : 40 },
    )
  })

  it("does not confuse one cached key with another", () => {
    const seeds = Array.from({ length: 100 }, (_, i) => new Uint8Array(32).fill(i))
    const text = utf8("which key")
    for (const round of [0, 1]) {
      for (const secret of seeds) {
        const signature = signNode(secret, text)
        expect(verifyNode(publicKeyOf(secret), text, signature), `${round}`).toBe(true)
        const other = publicKeyOf(seeds[(secret[0] as number) === 0 ? 1 : 0] as Uint8Array)
        expect(verifyNode(other, text, signature)).toBe(false)
      }
    }
  })

  it("throws on a seed of another length", () => {
    for (const length of [0, 31, 33, 64]) {
      const wrong = new Uint8Array(length)
      expect(() => publicKeyOf(wrong)).toThrow("expected a seed of 32 bytes")
      expect(() => signPortable(wrong, wrong)).toThrow("expected a seed of 32 bytes")
      expect(() => signNode(wrong, wrong)).toThrow("expected a seed of 32 bytes")
    }
  })
})

describe("what is fast", () => {
  const groupOrder = Point.CURVE().n
  const small = vectors.flatMap(({ key, flags }) =>
    (flags ?? []).includes("low_order_A") ? [hex(key)] : [],
  )
  const bytes32 = fc.oneof(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.constantFrom(...small),
    fc.constantFrom(...vectors.slice(0, 300).map(({ key }) => hex(key))),
  )
  /** A right signature, spoilt in one of the ways that verifiers have been seen to disagree about. */
  const spoilt = fc
    .tuple(seed, message, bytes32, fc.nat({ max: 96 * 8 - 1 }), fc.nat({ max: 7 }))
    .map(([secret, text, other, bit, way]) => {
      const key = publicKeyOf(secret)
      const signature = signPortable(secret, text)
      const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
      const plusL = littleEndian((BigInt(`0x${toHex(s.toReversed())}`) + groupOrder) % 2n ** 256n)
      const flipped = concat(key, signature)
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      const ways: readonly [Uint8Array, Uint8Array, Uint8Array][] = [
        [key, text, signature],
        [key, text, concat(r, plusL)],
        [key, text, concat(other, s)],
        [other, text, signature],
        [flipped.subarray(0, 32), text, flipped.subarray(32)],
        [key, text, concat(signature, Uint8Array.of(0))],
        [key, text, signature.subarray(0, 63)],
        [other, text, concat(other, littleEndian(0n))],
      ]
      return ways[way] as (typeof ways)[number]
    })

  it("accepts exactly what the rule accepts, whatever is asked", () => {
    fc.assert(
      fc.property(spoilt, (asked) => {
        const expected = verifyPortable(...asked)
        expect([verifyOpenssl(...asked), verifyLibsodium(...asked)]).toEqual([expected, expected])
      }),
      { numRuns: slow ? 20_000 : 400 },
    )
  })

  it("takes exactly the keys that may be enrolled", () => {
    expect(isTorsionFreeNode).not.toBe(isTorsionFreePortable)
    fc.assert(
      fc.property(bytes32, (key) => {
        const answers = [isTorsionFreeNode, isTorsionFreePortable].map((check) => {
          useTorsionCheck(check)
          return inPrimeOrderSubgroup(key)
        })
        expect(answers[0]).toBe(answers[1])
      }),
      { numRuns: slow ? 20_000 : 400 },
    )
  })

  it("remembers a key that it found proper, none that it refused, and nothing from another check", () => {
    const asked: string[] = []
    const onlyEven = (key: Uint8Array): boolean => asked.push(toHex(key)) > 0 && key[0] === 10
    useTorsionCheck(onlyEven)
    const [good, bad] = [10, 11].map((first) => new Uint8Array(32).fill(first, 0, 1).fill(3, 1, 2))
    for (const [key, expected] of [
      [good, true],
      [bad, false],
    ] as const)
      for (let time = 0; time < 3; time++)
        expect(inPrimeOrderSubgroup(key as Uint8Array)).toBe(expected)
    expect(asked.map((key) => key.slice(0, 2))).toEqual(["0a", "0b", "0b", "0b"])
    useTorsionCheck(() => false)
    expect(inPrimeOrderSubgroup(good as Uint8Array)).toBe(false)
    useTorsionCheck(isTorsionFreeNode)
  })

  it("is libsodium where that is installed, and something slower where it is not", async () => {
    expect([verifier, verifyNode]).toEqual(["libsodium", expect.any(Function)])
    const missing = () => Promise.reject(new Error("Cannot find module"))
    expect(await loadLibsodium(missing)).toBeUndefined()
  })
})

describe("one changed bit", () => {
  it("is noticed by every path", () => {
    fc.assert(
      fc.property(seed, message, fc.nat({ max: 96 * 8 - 1 }), (secret, text, bit) => {
        const both = concat(publicKeyOf(secret), signPortable(secret, text))
        both[bit >> 3] = (both[bit >> 3] as number) ^ (1 << (bit & 7))
        const [key, signature] = [both.subarray(0, 32), both.subarray(32)]
        expect(verifyNode(key, text, signature)).toBe(false)
        expect(verifyPortable(key, text, signature)).toBe(false)
      }),
      { numRuns: slow ? 2_000 : 60 },
    )
  })
})

describe("the filter", () => {
  const groupOrder = Point.CURVE().n
  const prime = Point.CURVE().p
  const key = publicKeyOf(new Uint8Array(32))
  const text = utf8("kvitto")
  const signature = signPortable(new Uint8Array(32), text)
  const withS = (s: bigint): Uint8Array => concat(signature.subarray(0, 32), littleEndian(s))
  const withR = (r: Uint8Array): Uint8Array => concat(r, signature.subarray(32))

  it("passes what it should", () => {
    expect(passesFilter(key, signature)).toBe(true)
    expect(passesFilter(key, withS(0n))).toBe(true)
    expect(passesFilter(key, withS(groupOrder - 1n))).toBe(true)
  })

  it("refuses other lengths, longer ones included", () => {
    for (const pad of [[], [0], [0, 0]]) {
      const longer = concat(signature, Uint8Array.from(pad))
      expect(passesFilter(key, longer)).toBe(pad.length === 0)
      expect(passesFilter(concat(key, Uint8Array.from(pad)), signature)).toBe(pad.length === 0)
    }
    expect(passesFilter(key, signature.subarray(0, 63))).toBe(false)
    expect(passesFilter(key.subarray(0, 31), signature)).toBe(false)
  })

  it("refuses S from L on, so that S + L is no second signature", () => {
    const s = BigInt(`0x${toHex(signature.subarray(32).toReversed())}`)
    for (const high of [groupOrder, groupOrder + 1n, s + groupOrder, 2n ** 253n, 2n ** 256n - 1n])
      expect(passesFilter(key, withS(high)), `${high}`).toBe(false)
  })

  it("refuses every y from p on, in A and in R, with either sign", () => {
    for (let y = prime; y < 2n ** 255n; y++) {
      for (const sign of [0n, 2n ** 255n]) {
        expect(passesFilter(littleEndian(y + sign), signature), `A ${y}`).toBe(false)
        expect(passesFilter(key, withR(littleEndian(y + sign))), `R ${y}`).toBe(false)
      }
    }
    const last = littleEndian(prime - 2n)
    expect(passesFilter(last, signature) && passesFilter(key, withR(last))).toBe(true)
  })

  it("refuses the 8 points of small order, found by arithmetic, and −0", () => {
    const small = new Map<string, Uint8Array>()
    // [L]P is of small order for any P; the points with y = 2, 3, … soon give all eight.
    for (let y = 2n; small.size < 8; y++) {
      for (const sign of [0n, 2n ** 255n]) {
        const bytes = littleEndian(y + sign)
        try {
          const point = Point.fromBytes(bytes)
          const torsion = point
            .multiply(groupOrder - 1n)
            .add(point)
            .toBytes()
          small.set(toHex(torsion), torsion)
        } catch {
          continue
        }
      }
    }
    for (const x of [littleEndian(1n + 2n ** 255n), littleEndian(prime - 1n + 2n ** 255n)])
      small.set(toHex(x), x)
    expect(small.size).toBe(10)
    for (const point of small.values()) {
      expect(passesFilter(point, signature), toHex(point)).toBe(false)
      expect(passesFilter(key, withR(point)), toHex(point)).toBe(false)
      expect(inPrimeOrderSubgroup(point)).toBe(false)
    }
  })

  it("stands before the platform's answer", () => {
    const gullible = strict(() => true)
    expect(gullible(key, text, signature)).toBe(true)
    expect(gullible(key, text, withS(groupOrder))).toBe(false)
    expect(strict(() => false)(key, text, signature)).toBe(false)
  })

  it("lets nothing through that is not on the curve, and nothing throws", () => {
    for (let y = 2n; y < 40n; y++) {
      const bytes = littleEndian(y)
      expect(verifyNode(bytes, text, signature)).toBe(false)
      expect(verifyPortable(bytes, text, signature)).toBe(false)
      expect(verifyPortable(key, text, withR(bytes))).toBe(false)
    }
  })

  it("keeps a torsion part out of enrolment only", () => {
    const torsion = Point.fromBytes(
      hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    )
    const mixed = Point.fromBytes(key).add(torsion).toBytes()
    expect(passesFilter(mixed, signature)).toBe(true)
    expect(inPrimeOrderSubgroup(mixed)).toBe(false)
    expect(inPrimeOrderSubgroup(key)).toBe(true)
    expect(inPrimeOrderSubgroup(key.subarray(0, 31))).toBe(false)
  })
})
