import { describe, expect, it } from "vitest"
import { Generations } from "../../src/replay/generations.ts"

describe("generations", () => {
  it("lets go of what was not asked for between two changes of age", () => {
    const live = new Generations<number>()
    for (const [n, name] of ["a", "b", "c"].entries()) live.set(name, n)
    expect([...live.age()]).toEqual([])
    expect(live.youngest).toBe(0)
    expect([live.get("a"), live.get("absent")]).toEqual([0, undefined])
    expect(live.youngest).toBe(1)
    live.set("d", 3)
    expect([...live.values()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
    expect(live.remove("c")).toBe(2)
    expect([...live.age()]).toEqual([1])
    expect([live.get("b"), live.get("a"), live.get("c"), live.get("d")]).toEqual([
      undefined,
      0,
      undefined,
      3,
    ])
    expect([live.remove("d"), live.remove("d")]).toEqual([3, undefined])
    expect([...live.values()]).toEqual([0])
  })
})
