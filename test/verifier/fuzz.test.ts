/** Whatever a stranger makes of a bundle's structure, the verifier ends with a verdict and throws nothing. */

import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import type { ItemId } from "../../src/custody/identifier.ts"
import { type CborValue, decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handOver, intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { makeWorld } from "../support/world.ts"

const scalar: fc.Arbitrary<CborValue> = fc.oneof(
  fc.constantFrom<CborValue>(null, true, 0, 1, -1, 2 ** 40, "", "kvitto bundle"),
  fc.integer({ min: -1000, max: 1000 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
  fc.constant(new Uint8Array(32)),
  fc.constant<CborValue>([]),
  fc.constant<CborValue>(new Map()),
)

/** The value with one place in it, found by `path`, changed. */
function changed(
  value: CborValue,
  path: readonly number[],
  into: CborValue,
  how: number,
): CborValue {
  const [step = 0, ...rest] = path
  if (value instanceof Map) {
    const keys = [...value.keys()]
    const key = keys[step % Math.max(1, keys.length)]
    if (key === undefined || rest.length === 0) return into
    const copy = new Map(value)
    copy.set(key, changed(value.get(key) as CborValue, rest, into, how))
    return copy
  }
  if (Array.isArray(value) && value.length > 0 && rest.length > 0) {
    const list = [...(value as readonly CborValue[])]
    const at = step % list.length
    if (how === 0) list.splice(at, 1)
    else if (how === 1) list.splice(at, 0, list[at] as CborValue)
    else if (how === 2) list.reverse()
    else list[at] = changed(list[at] as CborValue, rest, into, how)
    return list
  }
  return into
}

describe("a bundle changed at will, with its digest made anew", () => {
  let whole: CborValue
  let bytes: Uint8Array
  beforeAll(async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    await world.publish()
    const { contract } = world
    await world.submit(handOver(shop, carrier, bag.held, { contract }))
    await world.publish()
    const at = world.clock.now()
    world.clock.advance(172_800_000)
    await world.publish()
    const asked = { item: bag.items[0] as ItemId, from: at, to: at, scope: "unit" as const }
    bytes = (await world.ledger.bundle(asked)) as Uint8Array
    const decoded = decodeCbor(bytes, { depth: 300 })
    whole = decoded.ok ? decoded.value : null
  })

  const judged = (value: CborValue) => {
    const made = encodeCbor(value, { depth: 300 })
    made.set(sha256(made.subarray(0, -32)), Math.max(0, made.length - 32))
    return verify(made, ownPolicy(), { verify: verifyNode })
  }

  it("is the bundle itself if nothing is changed", () => {
    expect(judged(whole).verdict).toBe("proved")
  })

  it("never makes the verifier throw, and never gives the same question another answer", () => {
    const { liable, question } = judged(whole)
    const runs = process.env["SLOW"] === "1" ? 20_000 : 1500
    const path = fc.array(fc.nat(60), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(path, scalar, fc.nat(6), (steps, into, how) => {
        const value = changed(whole, steps, into, how)
        if (!(value instanceof Map) || value.size < 13) return
        const verdict = judged(value)
        const sameQuestion = JSON.stringify(verdict.question) === JSON.stringify(question)
        if (verdict.verdict === "proved" && sameQuestion) expect(verdict.liable).toEqual(liable)
      }),
      { numRuns: runs },
    )
  })
})
