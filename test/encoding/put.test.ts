/** What is put together at once must be what the plain encoder writes of the same value. */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import { encodeCbor } from "../../src/encoding/cbor.ts"
import { bytesLength, headLength, Putter } from "../../src/encoding/put.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import { encodeEntry, entryShape, openingsReceived } from "../../src/log/entry.ts"
import { encodePromise, promiseShape } from "../../src/log/promise.ts"

const edges = [0, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 52]
const number = fc.oneof(fc.constantFrom(...edges), fc.nat(), fc.integer({ min: 0, max: 2 ** 52 }))
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Lengths on both sides of where a head grows. */
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc.constantFrom(23, 24, 255, 256, 1000).map((length) => new Uint8Array(length).fill(7)),
)

describe("what is put together at once", () => {
  it("is an entry as its shape writes it", () => {
    const entry = fc.record({
      index: number,
      appendedAt: number,
      previous: hash,
      openings: fc.constantFrom(...openingsReceived),
      statement: fc.oneof(bytes, fc.constant(new Uint8Array(65_000))),
      notes: fc.array(bytes, { maxLength: 30 }),
    })
    fc.assert(
      fc.property(entry, (each) => {
        const expected = encodeCbor(entryShape.write({ ...each, version: 1 }))
        expect(toHex(encodeEntry(each))).toBe(toHex(expected))
      }),
      { numRuns: 500 },
    )
  })

  it("is a promise as its shape writes it", () => {
    const promise = fc.record({
      signed: bytes,
      statement: hash.map((each) => toHex(each) as StatementId),
      leafHash: hash,
      index: number,
      position: fc.nat({ max: 65_535 }),
      path: fc.array(hash, { maxLength: 16 }),
    })
    fc.assert(
      fc.property(promise, (each) => {
        expect(toHex(encodePromise(each))).toBe(toHex(encodeCbor(promiseShape.write(each))))
      }),
      { numRuns: 500 },
    )
    const [made] = fc.sample(promise, { numRuns: 1, seed: 1 })
    const nameless = { ...made, statement: "x" } as unknown as Parameters<typeof encodePromise>[0]
    expect(() => encodePromise(nameless)).toThrow("expected an id, got x")
  })

  it("has heads as long as they are, and says when something is missing", () => {
    for (const edge of edges) expect(headLength(edge)).toBe(encodeCbor(edge).length)
    expect(bytesLength(new Uint8Array(24))).toBe(26)
    const putter = new Putter(3)
    putter.unsigned(7)
    expect(() => putter.whole()).toThrow("put: expected 3 bytes, got 1")
  })
})
