/** Sorted lists against sets that are sorted when they are asked. */

import { array, assert, constantFrom, property, record } from "fast-check"
import { describe, expect, it } from "vitest"
import { SortedLists } from "../../src/ledger/sorted-lists.ts"

const names = ["a", "b", "c"]
const ids = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i))
const step = record({
  act: constantFrom("put", "put", "drop", "settle"),
  name: constantFrom(...names),
  id: constantFrom(...ids),
})

const whole = (lists: SortedLists, name: string): readonly string[] =>
  lists.after(name, null, Infinity, () => true)

describe("sorted lists", () => {
  it("hold what was put in and not dropped, in order, whatever the order of changes", () => {
    assert(
      property(array(step, { maxLength: 80 }), (steps) => {
        const lists = new SortedLists()
        const sets = new Map(names.map((name) => [name, new Set<string>()]))
        for (const { act, name, id } of steps) {
          if (act === "put") {
            lists.put(name, id)
            sets.get(name)?.add(id)
          } else if (act === "drop") {
            lists.drop(name, id)
            sets.get(name)?.delete(id)
          } else lists.settle()
        }
        lists.settle()
        for (const name of names)
          expect(whole(lists, name)).toEqual([...(sets.get(name) ?? [])].sort())
        const least = Math.min(...names.map((name) => sets.get(name)?.size ?? 0))
        expect(whole(lists, lists.shortest(names)).length).toBe(least)
      }),
    )
  })

  it("are read from anywhere, as far as is wanted", () => {
    const lists = new SortedLists()
    for (const id of ids) lists.put("a", id)
    expect(lists.after("a", "c", 3, () => true)).toEqual(["d", "e", "f"])
    expect(lists.after("a", "cc", 2, () => true)).toEqual(["d", "e"])
    expect(lists.after("a", "t", 2, () => true)).toEqual([])
    expect(lists.after("a", null, 2, (id) => id > "q")).toEqual(["r", "s"])
    expect(lists.after("nobody", null, 2, () => true)).toEqual([])
  })
})
