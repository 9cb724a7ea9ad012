import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable } from "../../src/cose/ed25519.ts"
import { keyIdOf } from "../../src/cose/key.ts"
import { openSign1 } from "../../src/cose/sign.ts"
import { concat, equal, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../../src/encoding/cbor.ts"
import {
  type Inclusion,
  maxCoseReceiptBytes,
  openCoseReceipt,
  provesInclusion,
  signCoseReceipt,
} from "../../src/log/cose-receipt.ts"
import { MAX_NAME_BYTES, type NoteSigner, noteKey, printVkey } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { annotated, blocksOf, expectBlocks, type Words } from "../support/examples.ts"
import { bytesIn, hexBytes, type Item, naive, read } from "../support/outsider.ts"
import { readPinned } from "../support/pinned.ts"

const runs = process.env["SLOW"] === "1" ? 3000 : 100

const seed = new Uint8Array(32).fill(1)
const signerOf = (name: string): NoteSigner => ({
  key: noteKey(name, 1, publicKeyOf(seed)),
  sign: (message) => signPortable(seed, message),
})

// The tree of docs/merkle.md under the log's key of docs/checkpoint.md.
const origin = "ledger.example/kvitto"
const log = signerOf(origin)
const keyId = keyIdOf(log.key.publicKey)
const leaves = ["a", "b", "c", "d", "e", "f", "g"].map((entry) => naive.leaf(utf8(entry)))
const over = (from: number, to: number): Uint8Array => naive.tree(leaves.slice(from, to))
const leaf = over(2, 3)
const path = [over(3, 4), over(0, 2), over(4, 7)]
const inclusion: Inclusion = { origin, size: 7, index: 2, path }
const example = signCoseReceipt({ ...inclusion, root: over(0, 7) }, log) as Uint8Array
const holds = (whole: Uint8Array, of: Uint8Array = leaf): boolean | undefined => {
  const receipt = openCoseReceipt(whole)
  return receipt && provesInclusion(receipt, of, log.key.publicKey, verifyNode)
}

const words: Words = {
  name: "array",
  parts: {
    0: {
      name: "protected header",
      inside: {
        name: "map",
        parts: {
          1: "alg",
          4: "kid",
          15: { name: "CWT claims", parts: { 1: "iss" } },
          395: "vds",
          [-65_537]: "tree size",
          [-65_538]: "leaf index",
        },
      },
    },
    1: {
      name: "unprotected header",
      parts: {
        396: {
          name: "vdp",
          parts: {
            [-1]: {
              name: "inclusion proofs",
              parts: {
                0: {
                  name: "inclusion proof",
                  inside: {
                    name: "array",
                    parts: { 0: "tree size", 1: "leaf index", 2: { name: "path" } },
                  },
                },
              },
            },
          },
        },
      },
    },
    2: "payload",
    3: "signature",
  },
}

/** One member of a decoded map or array; throws where there is none. */
function member({ value }: Item, key: number): Item {
  const found = value instanceof Map ? value.get(key) : (value as Item[])[key]
  if (found === undefined) throw new Error(`expected a member ${key}`)
  return found
}

describe("docs/cose-receipt.md", () => {
  it("begins with a COSE receipt of one leaf in the tree of docs/merkle.md", () => {
    expectBlocks("cose-receipt.md", [
      `${"d2".padEnd(77)} # tag 18: COSE_Sign1\n${annotated(example, words, 1)}`,
      `verifier key  ${printVkey(log.key)}\npublic key    ${toHex(log.key.publicKey)}\nthumbprint    ${keyId}\n`,
    ])
  })

  it("shows the leaf to a reader who has the page and the key", () => {
    const [bytes = "", keys = ""] = blocksOf("cose-receipt.md")
    const whole = bytesIn(bytes)
    const publicKey = hexBytes(/public key +(\S+)/.exec(keys)?.[1] ?? "")
    const outer = read(whole, 1)
    expect(outer.end).toBe(whole.length)
    const header = member(outer, 0)
    const labels = read(header.value as Uint8Array)
    expect([...(labels.value as Map<number, Item>).keys()]).toEqual([
      1, 4, 15, 395, -65_537, -65_538,
    ])
    expect(member(labels, 1).value).toBe(-19)
    expect(member(member(labels, 15), 1).value).toBe(origin)
    const proof = read(member(member(member(member(outer, 1), 396), -1), 0).value as Uint8Array)
    const [size, index] = [member(proof, 0).value, member(proof, 1).value]
    expect([size, index]).toEqual([7, 2])
    expect([member(labels, -65_537).value, member(labels, -65_538).value]).toEqual([size, index])
    const [one, two, three] = (member(proof, 2).value as Item[]).map(
      ({ value }) => value as Uint8Array,
    ) as [Uint8Array, Uint8Array, Uint8Array]
    const found = naive.node(naive.node(two, naive.node(naive.leaf(utf8("c")), one)), three)
    expect(member(outer, 2).value).toBeNull()
    // RFC 9052 §4.4: ["Signature1", protected header, empty, payload].
    const signed = concat(
      Uint8Array.of(0x84, 0x6a),
      utf8("Signature1"),
      whole.subarray(header.at, header.end),
      Uint8Array.of(0x40, 0x58, 0x20),
      found,
    )
    expect(verifyNode(publicKey, signed, member(outer, 3).value as Uint8Array)).toBe(true)
  })

  it("states the limits of the code", () => {
    const page = readPinned("docs/cose-receipt.md")
    expect(page).toContain(`| bytes in all | ${maxCoseReceiptBytes.toLocaleString("en")} |`)
    const name = "o".repeat(MAX_NAME_BYTES)
    const hashes = Array.from({ length: 63 }, () => leaf)
    const largest = { size: Number.MAX_SAFE_INTEGER, index: Number.MAX_SAFE_INTEGER - 1 }
    const longest = { ...largest, origin: name, path: hashes, root: leaf }
    const whole = signCoseReceipt(longest, signerOf(name)) as Uint8Array
    expect(whole.length).toBeLessThanOrEqual(maxCoseReceiptBytes)
    expect(openCoseReceipt(whole)).toMatchObject({ ...largest, origin: name, path: hashes })
  })
})

describe("the example of RFC 9942", () => {
  // cose-wg/draft-ietf-cose-merkle-tree-proofs, examples/inclusion-receipt.cbor. ES256 by a key that is not there.
  const published = hexBytes(
    "d2845840a40126044a746573742d6b65792d3119018b010fa101782868747470733a2f2f7472616e73706172656e" +
      "63792d736572766963652e6578616d706c652e636f6da119018ca12081586a8305038358203d06455dd33da4e9bb" +
      "d8090677a2d0955e6dffe4b92069605a468920d1198095582033a5211719e06238a191c7244a7633187da2c9aaa5" +
      "bc6dec54e2cbb49825543458204d75742d9ea02f7767dcd554a7878ff22cdb208be9f3d35f7aa7700b57e741c0f6" +
      "584034e81008fb0e4e521657668745450df608d0e5c015dffc5d607dd78236c2908f4e2b643817d9191d0abd7c07" +
      "4aff2b1bfda519ab3fab210ff2e0a1de275de6a7",
  )

  it("has its parts where ours are", () => {
    // Its protected header is not in deterministic order, so labels and values are looked for as bytes.
    const inHeader = (header: Uint8Array, part: string): boolean => toHex(header).includes(part)
    for (const whole of [published, example]) {
      expect(whole[0]).toBe(0xd2)
      const outer = read(whole, 1)
      expect(outer.end).toBe(whole.length)
      expect(outer.value as Item[]).toHaveLength(4)
      const header = member(outer, 0).value as Uint8Array
      expect(inHeader(header, "19018b01")).toBe(true)
      expect(inHeader(header, "0fa10178") || inHeader(header, "0fa10175")).toBe(true)
      const unprotected = member(outer, 1)
      expect([...(unprotected.value as Map<number, Item>).keys()]).toEqual([396])
      const proofs = member(member(unprotected, 396), -1)
      expect(proofs.value as Item[]).toHaveLength(1)
      const proof = read(member(proofs, 0).value as Uint8Array)
      const [size, index, hashes] = proof.value as [Item, Item, Item]
      expect(hashes.value as Item[]).toHaveLength(3)
      for (const { value } of hashes.value as Item[]) expect(value).toHaveLength(32)
      expect([size.value, index.value]).toEqual(whole === example ? [7, 2] : [5, 3])
      expect(member(outer, 2).value).toBeNull()
      expect(member(outer, 3).value).toHaveLength(64)
    }
  })

  it("is refused here: another algorithm, an unsorted header, size and index not signed", () => {
    expect(openCoseReceipt(published)).toBeUndefined()
  })
})

describe("openCoseReceipt", () => {
  it("gives back what was signed", () => {
    expect(openCoseReceipt(example)).toMatchObject({ ...inclusion, keyId })
    expect(holds(example)).toBe(true)
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const any = fc.record({
      // NFC, as all text in deterministic CBOR here.
      origin: fc.stringMatching(/^[a-z0-9./é-]{1,100}$/),
      size: fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER }),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
      path: fc.array(hash, { minLength: 1, maxLength: 63 }),
      root: hash,
    })
    fc.assert(
      fc.property(any, ({ share, root, ...rest }) => {
        const whole = { ...rest, index: Math.floor(share * rest.size) }
        const bytes = signCoseReceipt({ ...whole, root }, signerOf(rest.origin))
        expect(openCoseReceipt(bytes as Uint8Array)).toMatchObject({ ...whole, keyId })
      }),
      { numRuns: runs },
    )
  })

  it("refuses, or no longer proves, what has one octet changed, put in or left out", () => {
    const change = fc.constantFrom("changed", "put in", "left out")
    fc.assert(
      fc.property(change, fc.nat(example.length - 1), fc.nat(255), (how, at, octet) => {
        const middle = how === "left out" ? new Uint8Array(0) : Uint8Array.of(octet)
        const from = how === "put in" ? at : at + 1
        const changed = concat(example.subarray(0, at), middle, example.subarray(from))
        if (!equal(changed, example)) expect(holds(changed) ?? false).toBe(false)
      }),
      { numRuns: 20 * runs },
    )
  })

  it("refuses it with a byte behind it, cut short, or untagged", () => {
    expect(openCoseReceipt(concat(example, Uint8Array.of(0)))).toBeUndefined()
    expect(openCoseReceipt(example.subarray(1))).toBeUndefined()
    for (let length = 0; length < example.length; length++)
      expect(openCoseReceipt(example.subarray(0, length))).toBeUndefined()
    expect(openCoseReceipt(new Uint8Array(maxCoseReceiptBytes + 1).fill(0xd2))).toBeUndefined()
  })
})

type Parts = {
  header: readonly (readonly [number, CborValue])[]
  unprotected: CborValue
  payload: CborValue
}

/** Signed by the right key over whatever stands in the parts, so that only the shape is at fault. */
function forge(change: (parts: Parts) => Partial<Parts>): Uint8Array {
  const proof = encodeCbor([7, 2, path])
  const parts: Parts = {
    header: [
      [1, -19],
      [4, hexBytes(keyId)],
      [15, new Map([[1, origin]])],
      [395, 1],
      [-65_537, 7],
      [-65_538, 2],
    ],
    unprotected: new Map([[396, new Map([[-1, [proof]]])]]),
    payload: null,
  }
  const { header, unprotected, payload } = { ...parts, ...change(parts) }
  const head = Uint8Array.of(0xa0 | header.length)
  const members = header.flatMap(([label, value]) => [encodeCbor(label), encodeCbor(value)])
  const protectedHeader = concat(head, ...members)
  const signed = encodeCbor(["Signature1", protectedHeader, new Uint8Array(0), over(0, 7)])
  return concat(
    Uint8Array.of(0xd2),
    encodeCbor([protectedHeader, unprotected, payload, log.sign(signed)]),
  )
}

const withHeader = (label: number, value: CborValue): Uint8Array =>
  forge(({ header }) => ({
    header: header.map(([key, old]) => [key, key === label ? value : old]),
  }))
const withProofs = (...proofs: readonly CborValue[]): Uint8Array =>
  forge(() => ({ unprotected: new Map([[396, new Map([[-1, proofs]])]]) }))
const proof = (...parts: readonly CborValue[]): Uint8Array => encodeCbor(parts)

describe("openCoseReceipt refuses", () => {
  it("none of the parts as they should be", () => {
    expect(forge(() => ({}))).toEqual(example)
  })

  it.each<[string, Uint8Array]>([
    ["another algorithm", withHeader(1, -7)],
    ["EdDSA, which does not say the curve", withHeader(1, -8)],
    ["a kid of 31 bytes", withHeader(4, new Uint8Array(31))],
    ["a kid that is text", withHeader(4, keyId)],
    ["no issuer", withHeader(15, new Map())],
    [
      "a subject beside the issuer",
      withHeader(
        15,
        new Map([
          [1, origin],
          [2, "sub"],
        ]),
      ),
    ],
    ["an empty issuer", withHeader(15, new Map([[1, ""]]))],
    ["an issuer of 256 bytes", withHeader(15, new Map([[1, "o".repeat(256)]]))],
    ["an issuer with a newline", withHeader(15, new Map([[1, "a\nb"]]))],
    ["another verifiable data structure", withHeader(395, 2)],
    ["another size signed than in the proof", withHeader(-65_537, 8)],
    ["another index signed than in the proof", withHeader(-65_538, 3)],
    ["a signed size that is text", withHeader(-65_537, "7")],
    ["a header without size and index", forge(({ header }) => ({ header: header.slice(0, 4) }))],
    ["a header in another order", forge(({ header }) => ({ header: header.toReversed() }))],
    [
      "a header with one label more",
      forge(({ header }) => ({ header: [...header, [-65_539, 0]] })),
    ],
    ["a label twice", forge(({ header }) => ({ header: [...header.slice(0, 5), [-65_537, 7]] }))],
    ["no inclusion proof", withProofs()],
    ["two inclusion proofs", withProofs(proof(7, 2, path), proof(7, 2, path))],
    ["a proof outside a byte string", withProofs([7, 2, path])],
    ["another size in the proof than signed", withProofs(proof(8, 2, path))],
    ["another index in the proof than signed", withProofs(proof(7, 3, path))],
    ["a proof with something behind it", withProofs(concat(proof(7, 2, path), Uint8Array.of(0)))],
    ["a proof of four parts", withProofs(proof(7, 2, path, 0))],
    ["hashes without a list around them", withProofs(proof(7, 2, ...path))],
    ["an empty path", withProofs(proof(7, 2, []))],
    [
      "64 hashes",
      withProofs(
        proof(
          7,
          2,
          Array.from({ length: 64 }, () => leaf),
        ),
      ),
    ],
    ["a hash of 31 bytes", withProofs(proof(7, 2, [...path.slice(1), new Uint8Array(31)]))],
    [
      "a consistency proof",
      forge(() => ({ unprotected: new Map([[396, new Map([[-2, [proof(5, 7, path)]]])]]) })),
    ],
    ["an empty unprotected header", forge(() => ({ unprotected: new Map() }))],
    ["the root as payload", forge(() => ({ payload: over(0, 7) }))],
    ["an empty payload", forge(() => ({ payload: new Uint8Array(0) }))],
  ])("%s", (_, whole) => {
    expect(openCoseReceipt(whole)).toBeUndefined()
  })

  it("an index that is not below the size, though both are signed", () => {
    const whole = forge(({ header }) => ({
      header: [...header.slice(0, 5), [-65_538, 7]],
      unprotected: new Map([[396, new Map([[-1, [proof(7, 7, path)]]])]]),
    }))
    expect(openCoseReceipt(whole)).toBeUndefined()
  })
})

describe("provesInclusion is false", () => {
  const receipt = openCoseReceipt(example)
  if (receipt === undefined) throw new Error("expected a COSE receipt")

  it("for another leaf, for no hash, and for another key", () => {
    for (const other of leaves)
      expect(provesInclusion(receipt, other, log.key.publicKey, verifyNode)).toBe(
        other === leaf || equal(other, leaf),
      )
    expect(provesInclusion(receipt, leaf.subarray(1), log.key.publicKey, verifyNode)).toBe(false)
    const other = publicKeyOf(new Uint8Array(32).fill(9))
    expect(provesInclusion(receipt, leaf, other, () => true)).toBe(false)
    expect(provesInclusion(receipt, leaf, new Uint8Array(31), () => true)).toBe(false)
  })

  it("for a path that is too short or too long, whatever the signature is worth", () => {
    for (const hashes of [path.slice(1), [...path, leaf], []]) {
      const longer = { ...receipt, path: hashes }
      expect(provesInclusion(longer, leaf, log.key.publicKey, () => true)).toBe(false)
    }
  })

  it("for a wrong signature", () => {
    const wrong = { ...receipt, signature: receipt.signature.with(0, 0) }
    expect(provesInclusion(wrong, leaf, log.key.publicKey, verifyNode)).toBe(false)
  })
})

describe("a tree of one leaf", () => {
  const single = { origin, size: 1, index: 0, path: [], root: leaf }

  it("has no COSE receipt: RFC 9942 demands a hash in the path", () => {
    expect(signCoseReceipt(single, log)).toBeUndefined()
    const written = forge(({ header }) => ({
      header: [...header.slice(0, 4), [-65_537, 1], [-65_538, 0]],
      unprotected: new Map([[396, new Map([[-1, [proof(1, 0, [])]]])]]),
    }))
    expect(openCoseReceipt(written)).toBeUndefined()
  })
})

describe("signCoseReceipt throws on", () => {
  const good = { ...inclusion, root: over(0, 7) }
  it.each<[string, Partial<typeof good>]>([
    ["an index that is not below the size", { index: 7 }],
    ["a negative index", { index: -1 }],
    ["a fraction", { index: 0.5 }],
    ["a size that is not exact", { size: 2 ** 53 }],
    ["no tree at all", { size: 0 }],
    ["an empty path in a larger tree", { path: [] }],
    ["64 hashes", { path: Array.from({ length: 64 }, () => leaf) }],
    ["a hash of 31 bytes", { path: [new Uint8Array(31)] }],
    ["a root of 31 bytes", { root: new Uint8Array(31) }],
    ["an origin that is not the key's name", { origin: "ledger.example/other" }],
  ])("%s", (_, change) => {
    expect(() => signCoseReceipt({ ...good, ...change }, log)).toThrow("expected")
  })

  it("a witness's key", () => {
    const key = noteKey(origin, 4, publicKeyOf(seed))
    expect(() => signCoseReceipt(good, { ...log, key })).toThrow("expected a key of type 1")
  })
})

describe("the signature of a COSE receipt", () => {
  it("is over bytes that are no UTF-8, so no note has them, and no statement is a COSE receipt", () => {
    const messages: Uint8Array[] = []
    const spy = {
      ...log,
      sign: (message: Uint8Array) => (messages.push(message), log.sign(message)),
    }
    signCoseReceipt({ ...inclusion, root: over(0, 7) }, spy)
    expect(messages).toHaveLength(1)
    expect(messages[0]?.[0]).toBe(0x84)
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(messages[0])).toThrow()
    expect(openSign1(example)).toBeUndefined()
  })
})
