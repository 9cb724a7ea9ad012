import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable } from "../../src/cose/ed25519.ts"
import {
  keyIdFromThumbprint,
  keyIdOf,
  signingKeyFromSeed,
  thumbprintOf,
} from "../../src/cose/key.ts"
import { fromHex, utf8 } from "../../src/encoding/bytes.ts"
import { signNode } from "../../src/platform/ed25519.ts"
import { sha256Node } from "../../src/platform/sha256.ts"

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe("a key's name", () => {
  it("is the thumbprint of RFC 9679, computed here from its bytes", () => {
    fc.assert(
      fc.property(bytes32, (publicKey) => {
        // {1: 1, -1: 6, -2: h'…'}: the order of the encodings, 01 before 20 before 21.
        const members = Buffer.concat([Buffer.from("a301012006215820", "hex"), publicKey])
        const expected = createHash("sha256").update(members).digest("hex")
        expect(keyIdOf(publicKey)).toBe(expected)
      }),
    )
  })

  it("is 32 bytes in another spelling", () => {
    fc.assert(
      fc.property(bytes32, (thumbprint) => {
        const keyId = keyIdFromThumbprint(thumbprint)
        expect(keyId).toBe(Buffer.from(thumbprint).toString("hex"))
        if (keyId !== undefined) expect(thumbprintOf(keyId)).toEqual(thumbprint)
      }),
    )
    expect(keyIdFromThumbprint(new Uint8Array(31))).toBeUndefined()
    expect(keyIdFromThumbprint(new Uint8Array(33))).toBeUndefined()
  })

  it("is not given to anything but 32 bytes", () => {
    expect(() => keyIdOf(new Uint8Array(31))).toThrow("expected 32 bytes, got 31")
    expect(() => keyIdOf(new Uint8Array(33))).toThrow("expected 32 bytes, got 33")
  })
})

describe("a signing key", () => {
  const seed = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

  it("is made of its seed, whichever platform signs", () => {
    const [portable, node] = [
      signingKeyFromSeed(seed as Uint8Array),
      signingKeyFromSeed(seed as Uint8Array, signNode),
    ]
    expect(portable.publicKey).toEqual(publicKeyOf(seed as Uint8Array))
    expect(portable.keyId).toBe(keyIdOf(portable.publicKey))
    expect(node.keyId).toBe(portable.keyId)
    const message = utf8("one receipt")
    expect(portable.sign(message)).toEqual(signPortable(seed as Uint8Array, message))
    expect(node.sign(message)).toEqual(portable.sign(message))
  })

  it("survives the wiping of the buffer it came from", () => {
    const buffer = Uint8Array.from(seed as Uint8Array)
    const key = signingKeyFromSeed(buffer)
    const before = key.sign(utf8("m"))
    buffer.fill(0)
    expect(key.sign(utf8("m"))).toEqual(before)
  })
})

describe("SHA-256 of the platform", () => {
  it("agrees with the incremental form and owns its bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        const digest = sha256Node.digest(message)
        sha256Node.digest(Uint8Array.of(1))
        const expected = Uint8Array.from(createHash("sha256").update(message).digest())
        expect(digest).toEqual(expected)
        expect(digest.buffer.byteLength).toBe(32)
        const target = new Uint8Array(40).fill(7)
        sha256Node.write(message, target, 3)
        expect(target).toEqual(Uint8Array.of(7, 7, 7, ...expected, 7, 7, 7, 7, 7))
      }),
    )
  })
})
