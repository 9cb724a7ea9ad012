import { describe, expect, it } from "vitest"
import { sideBySide } from "../../src/server/side-by-side.ts"

type Gate = { readonly open: () => void; readonly opened: Promise<void> }
function gate(): Gate {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

const turns = async (count = 20): Promise<void> => {
  for (let i = 0; i < count; i++) await Promise.resolve()
}

async function* counted(to: number, taken: number[]): AsyncGenerator<number> {
  for (let n = 0; n < to; n++) {
    taken.push(n)
    yield n
  }
}

const limits = { count: 3, weight: 100, weigh: () => 1 }

describe("steps side by side", () => {
  it("give their results in the order of the stream, whichever ends first", async () => {
    const gates = [0, 1, 2, 3].map(gate)
    const found: number[] = []
    const all = (async () => {
      const results = sideBySide(counted(4, []), limits, async (n) => {
        await gates[n]?.opened
        return 10 * n
      })
      for await (const result of results) found.push(result)
    })()
    for (const n of [2, 1, 3]) {
      gates[n]?.open()
      await turns()
      expect(found).toEqual([])
    }
    gates[0]?.open()
    await all
    expect(found).toEqual([0, 10, 20, 30])
  })

  it.each([
    ["so many", { count: 3, weight: 100, weigh: () => 1 }, 3],
    ["so heavy together", { count: 9, weight: 4, weigh: () => 2 }, 2],
    ["one, however heavy", { count: 9, weight: 4, weigh: () => 1000 }, 1],
  ])("are at most %s", async (_, bounds, expected) => {
    const shut = gate()
    let under = 0
    const results = sideBySide(counted(9, []), bounds, async (n) => {
      under++
      await shut.opened
      return n
    })
    const first = results.next()
    await turns(60)
    expect(under).toBe(expected)
    shut.open()
    expect((await first).value).toBe(0)
    const rest: number[] = []
    for await (const each of results) rest.push(each)
    expect(rest).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it("answer while nothing more comes, and take what comes while nothing is answered", async () => {
    const [more, slow] = [gate(), gate()]
    async function* hesitant(): AsyncGenerator<number> {
      yield 0
      await more.opened
      yield 1
    }
    const results = sideBySide(hesitant(), limits, async (n) => {
      if (n === 1) await slow.opened
      return n
    })
    expect(await results.next()).toEqual({ done: false, value: 0 })
    const second = results.next()
    more.open()
    slow.open()
    expect(await second).toEqual({ done: false, value: 1 })
    expect((await results.next()).done).toBe(true)
  })

  it("end with the first that fails, after the results before it, and wait for nothing that is on its way", async () => {
    async function* endless(): AsyncGenerator<number> {
      yield 0
      yield 1
      await new Promise(() => {})
    }
    const results = sideBySide(endless(), limits, async (n) => {
      if (n === 1) throw new Error("broken disk")
      return n
    })
    expect(await results.next()).toEqual({ done: false, value: 0 })
    await expect(results.next()).rejects.toThrow("broken disk")
    expect((await results.next()).done).toBe(true)
  })

  it("end when nobody asks for more", async () => {
    const taken: number[] = []
    for await (const each of sideBySide(counted(1000, taken), limits, async (n) => n))
      if (each === 3) break
    expect(taken.length).toBeLessThan(12)
  })
})
