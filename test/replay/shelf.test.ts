import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Shelf } from "../../src/replay/shelf.ts"

const name = fc.nat(30).map(String)
const step = fc.oneof(
  fc.record({ act: fc.constant("put" as const), names: fc.uniqueArray(name, { maxLength: 12 }) }),
  fc.record({ act: fc.constant("take" as const), names: fc.uniqueArray(name, { maxLength: 12 }) }),
)

describe("a shelf", () => {
  it("gives back what was put there, once, whatever else was put and taken between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const shelf = new Shelf()
        const expected = new Map<string, Uint8Array>()
        for (const [turn, { act, names }] of steps.entries()) {
          if (act === "take")
            for (const each of names) {
              expect(shelf.take(each)).toEqual(expected.get(each))
              expected.delete(each)
            }
          else {
            const fresh = names.filter((each) => !expected.has(each))
            const values = fresh.map((each, i) => {
              const bytes = new Uint8Array((turn + i) % 7).fill(turn)
              return [each, bytes] as const
            })
            shelf.put(values)
            for (const [each, bytes] of values) expected.set(each, bytes)
          }
          expect([...shelf.names()].sort()).toEqual([...expected.keys()].sort())
          for (const [each, bytes] of expected) expect(shelf.get(each)).toEqual(bytes)
        }
      }),
    )
  })

  it("holds no more than twice what is on it", () => {
    const shelf = new Shelf()
    const names = Array.from({ length: 1000 }, (_, i) => String(i))
    for (let turn = 0; turn < 20; turn++) {
      const bytes = new Uint8Array(100).fill(turn)
      // Every seventh stays where it is, so that no piece becomes empty.
      const moved = turn === 0 ? names : names.filter((_, i) => i % 7 !== 0)
      for (const each of moved) shelf.take(each)
      shelf.put(moved.map((each) => [each, bytes] as const))
      expect(shelf.bytesHeld).toBeLessThanOrEqual(2 * 100 * names.length)
    }
    expect([...shelf.names()]).toHaveLength(names.length)
  })
})
