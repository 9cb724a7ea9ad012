/** A browser's signatures: the same answers as everywhere, from a platform that keeps the rule, or without it. */

import { webcrypto } from "node:crypto"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { verifyPortable } from "../../src/cose/ed25519.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { fromHex, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openWebVerifier, type Subtle, verifyBy } from "../../src/platform/webcrypto.ts"
import { verify } from "../../src/verifier/verify.ts"
import { intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { makeWorld } from "../support/world.ts"
import { verify as verifyCofactored } from "@noble/ed25519"

const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array
const subtle = webcrypto.subtle as unknown as Subtle

type Vector = { readonly key: string; readonly sig: string; readonly msg: string }
const vectors = JSON.parse(
  readFileSync(new URL("../../../shared/vectors/cctv-ed25519.json", import.meta.url), "utf8"),
) as readonly Vector[]

describe("signatures by WebCrypto", () => {
  it("are decided by the one rule, on all 914 vectors of C2SP/CCTV", async () => {
    const check = verifyBy(subtle)
    let accepted = 0
    for (const { key, msg, sig } of vectors) {
      const triple = [hex(key), utf8(msg), hex(sig)] as const
      const answer = await check(...triple)
      expect(answer).toBe(verifyPortable(...triple))
      if (answer) accepted++
    }
    expect(accepted).toBe(43)
  })

  it("import each key once", async () => {
    let imported = 0
    const counting: Subtle = {
      importKey: (...asked) => {
        imported++
        return subtle.importKey(...asked)
      },
      verify: (...asked) => subtle.verify(...asked),
    }
    const check = verifyBy(counting)
    const keys = new Set<string>()
    for (const { key, msg, sig } of vectors.slice(0, 40)) {
      await check(hex(key), utf8(msg), hex(sig))
      keys.add(key)
    }
    expect(imported).toBeLessThanOrEqual(keys.size)
    expect(imported).toBeGreaterThan(0)
  })

  it("are answered for here where the platform throws", async () => {
    const throwing: Subtle = {
      importKey: (...asked) => subtle.importKey(...asked),
      verify: () => Promise.reject(new Error("operation failed")),
    }
    const check = verifyBy(throwing)
    const refusing = verifyBy({ ...throwing, importKey: () => Promise.reject(new Error("data")) })
    for (const { key, msg, sig } of vectors.slice(0, 60)) {
      const triple = [hex(key), utf8(msg), hex(sig)] as const
      expect(await check(...triple)).toBe(verifyPortable(...triple))
      expect(await refusing(...triple)).toBe(verifyPortable(...triple))
    }
  })
})

/** A platform that multiplies by the cofactor, as the RFC lets it. */
const cofactored: Subtle = {
  importKey: async (_, publicKey) => toHex(publicKey) as never,
  verify: async (_, key, signature, message) =>
    verifyCofactored(signature, message, hex(key as unknown as string), { zip215: false }),
}

describe("a page's verifier", () => {
  it("is WebCrypto where that keeps the rule, and the portable form everywhere else", async () => {
    expect((await openWebVerifier(subtle)).by).toBe("WebCrypto")
    expect((await openWebVerifier(cofactored)).by).toBe("portable")
    const without = { ...cofactored, importKey: () => Promise.reject(new Error("NotSupported")) }
    expect((await openWebVerifier(without)).by).toBe("portable")
    const agreeing = { ...cofactored, verify: async () => true }
    expect((await openWebVerifier(agreeing)).by).toBe("portable")
    const refusing = { ...cofactored, verify: async () => false }
    expect((await openWebVerifier(refusing)).by).toBe("portable")
  })

  it("gives the verdict that Node gives, of a genuine file and of a false one", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await world.publish()
    const at = world.clock.now()
    const item = bag.items[0] as ItemId
    const question = { item, from: at, to: at, scope: "unit" } as const
    const bytes = (await world.ledger.bundle(question)) as Uint8Array
    const policy = ownPolicy()
    const expected = verify(bytes, policy, { verify: verifyNode })
    const spoilt = new Uint8Array(bytes)
    spoilt[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    for (const page of [await openWebVerifier(subtle), await openWebVerifier(cofactored)]) {
      expect(await page.verify(bytes, policy)).toEqual(expected)
      expect((await page.verify(spoilt, policy)).genuine).toBe(false)
    }
  })
})
