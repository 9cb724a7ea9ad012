import { describe, expect, it } from "vitest"
import { Recent } from "../../src/encoding/recent.ts"

describe("what was used lately", () => {
  it("is kept, and what was not asked for is forgotten", () => {
    const recent = new Recent<number | null>(3)
    recent.set("often", 1)
    for (let i = 0; i < 20; i++) {
      recent.set(`once ${i}`, null)
      expect(recent.get("often")).toBe(1)
      expect(recent.get(`once ${i}`)).toBe(null)
      if (i > 6) expect(recent.get(`once ${i - 6}`)).toBe(undefined)
    }
  })

  it("is what was put in last", () => {
    const recent = new Recent<string>(2)
    for (const value of ["a", "b", "c", "d"]) {
      recent.set("same", value)
      expect(recent.get("same")).toBe(value)
      recent.set(value, value)
    }
    expect(recent.get("same")).toBe("d")
  })

  it("weighs what is there, and not what was there before it", () => {
    const recent = new Recent<number>(10, (weight) => weight)
    recent.set("small", 1)
    for (let i = 0; i < 50; i++) recent.set("changing", 8)
    expect(recent.get("small")).toBe(1)
    // Two heavy ones more, and both halves are full without it.
    for (const name of ["a", "b", "c"]) recent.set(name, 10)
    expect(recent.get("small")).toBe(undefined)
    expect(recent.get("changing")).toBe(undefined)
  })
})
