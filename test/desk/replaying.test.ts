/** The replay that a page runs: over tiles as a stranger hands them out, right ones and tampered ones. */

import { beforeAll, describe, expect, it } from "vitest"
import type { Scrutiny } from "../../src/custody/scrutiny.ts"
import { openWebScrutiny } from "../../src/platform/webcrypto.ts"
import type { FetchTile } from "../../src/replay/tile-fetch.ts"
import { replayLog, type ReplayTask } from "../../src/web/replaying.ts"
import { handOver, intake } from "../support/acts.ts"
import { makeWorld, type World } from "../support/world.ts"

describe("a replay in a page", () => {
  let world: World
  let note: Uint8Array
  let fetchTile: FetchTile
  let scrutiny: Scrutiny
  beforeAll(async () => {
    world = await makeWorld()
    const { shop, carrier } = world.pens
    // More than one bundle of entries.
    for (let round = 0; round < 130; round++) {
      const taken = intake(shop)
      await world.submit(taken, handOver(shop, carrier, taken.held))
    }
    note = await world.publish()
    fetchTile = (tile) => world.ledger.tile(tile)
    scrutiny = (await openWebScrutiny()) as Scrutiny
  })

  const task = (more: Partial<ReplayTask> = {}): ReplayTask => ({
    note,
    fetchTile,
    before: [],
    progress: () => {},
    isStopped: () => false,
    ...more,
  })

  it("finds no fault in a right log, by WebCrypto and by portable arithmetic alike", async () => {
    const size = world.store.size()
    const told: number[] = []
    const progress = (done: number): number => told.push(done)
    const found = await replayLog(task({ scrutiny, progress }))
    expect(found).toMatchObject({ ok: true, size, faults: [], wrongTile: null, before: null })
    expect(found?.origin).toBe((await world.ledger.about()).origin)
    expect(told.at(-1)).toBe(size)
    expect([...told].sort((a, b) => a - b)).toEqual(told)
    // Portable checks take ten times as long: of the first entries only.
    const early = await makeWorld()
    const portable = task({
      note: await early.publish(),
      fetchTile: (tile) => early.ledger.tile(tile),
    })
    expect(await replayLog(portable)).toMatchObject({ ok: true, size: early.store.size() })
  })

  it("asks WebCrypto for the signatures, and a wrong answer is a fault", async () => {
    const size = world.store.size()
    let asked = 0
    const found = await replayLog(
      task({
        scrutiny: async (given) => {
          const answers = await scrutiny(given)
          asked += given.reduce((sum, { signatures }) => sum + signatures.length, 0)
          return answers.map((each) => ({ ...each, signatures: each.signatures.map(() => false) }))
        },
      }),
    )
    // All but the genesis's own.
    expect(asked).toBeGreaterThan(size)
    expect(found?.ok).toBe(false)
    expect(found?.faults[0]).toMatchObject({ code: "bad-statement" })
  })

  it("stops before the next batch when it is asked to", async () => {
    let batches = 0
    const stopped = task({ scrutiny, isStopped: () => ++batches > 1 })
    expect(await replayLog(stopped)).toBeUndefined()
    expect(batches).toBe(2)
  })

  it("holds the record against a checkpoint that was seen before", async () => {
    const whole = await replayLog(task({ scrutiny }))
    if (whole === undefined) throw new Error("expected a replay")
    const { size, root, origin } = whole
    const compared = async (before: { size: number; root: string }) =>
      replayLog(
        task({
          scrutiny,
          before: [
            { origin: "x", ...before, size: 1, note: "" },
            { origin, ...before, note: "" },
          ],
        }),
      )
    expect(await compared({ size, root })).toMatchObject({ ok: true, before: "continues" })
    expect(await compared({ size, root: "0".repeat(64) })).toMatchObject({
      ok: false,
      before: "forked",
    })
    expect(await compared({ size: size + 1, root })).toMatchObject({
      ok: false,
      before: "went-back",
    })
    const other = [{ origin: "ledger.example/other", size, root: "0".repeat(64), note: "" }]
    expect(await replayLog(task({ scrutiny, before: other }))).toMatchObject({
      ok: true,
      before: null,
    })
  })

  it("names a tile that is not of the checkpoint's tree, and keeps what came before it", async () => {
    const tampered: FetchTile = async (tile) => {
      const bytes = await fetchTile(tile)
      if (bytes === undefined || tile.level !== "entries" || tile.index !== 1) return bytes
      return bytes.with(bytes.length - 1, (bytes.at(-1) as number) ^ 1)
    }
    const found = await replayLog(task({ scrutiny, fetchTile: tampered }))
    expect(found).toMatchObject({ ok: false, size: 256, faults: [] })
    expect(found?.wrongTile).toMatch(/^tile\/entries\/001/)
  })

  it.each([
    ["no-checkpoint", { note: new Uint8Array(10) }],
    ["missing", { fetchTile: async () => undefined }],
  ] as const)("cannot begin: %s", async (code, more) => {
    await expect(replayLog(task({ scrutiny, ...more }))).rejects.toMatchObject({ code })
  })

  it("does not take a checkpoint that another key signed", async () => {
    const text = new TextDecoder().decode(note)
    const line = text.lastIndexOf(" ") + 10
    const other = text[line] === "A" ? "B" : "A"
    const forged = new TextEncoder().encode(text.slice(0, line) + other + text.slice(line + 1))
    await expect(replayLog(task({ scrutiny, note: forged }))).rejects.toMatchObject({
      code: "bad-signature",
    })
  })
})
