/** Somebody who answers slowly is left after the time, also when the garbage collector ran meanwhile. */

import type { RequestListener } from "node:http"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { RemoteFault } from "../../src/api/exchange.ts"
import { gather } from "../../src/api/gather.ts"
import { inTime, piecesUntil } from "../../src/api/in-time.ts"
import { httpWitness } from "../../src/api/witness-client.ts"
import { httpTiles } from "../../src/cli/tile-source.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { serving } from "./serving.ts"

let collect: () => void
let collecting: NodeJS.Timeout

beforeAll(async () => {
  setFlagsFromString("--expose-gc")
  collect = runInNewContext("gc") as () => void
  // The first question loads much that the next ones find there.
  await inTime(60_000, download(await serving((_, response) => response.end())))
})
beforeEach(() => {
  collecting = setInterval(collect, 10)
})
afterEach(() => clearInterval(collecting))

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no reason: it ended",
    (reason: unknown) => reason,
  )

const download =
  (url: URL) =>
  async (signal: AbortSignal): Promise<Uint8Array | undefined> =>
    gather(piecesUntil((await fetch(url, { signal })).body, signal), 1000)

const silences: readonly [string, RequestListener][] = [
  ["at all", () => undefined],
  ["to the end", (_, response) => response.write("half")],
]

describe("who does not answer", () => {
  it.each(silences)("%s is left after the time, and the line with him", async (_, listener) => {
    // On a busy machine the time can be over before the question has come.
    let open = 0
    const url = await serving((request, response) => {
      open++
      response.on("close", () => open--)
      listener(request, response)
    })
    expect(await reasonOf(inTime(150, download(url)))).toMatchObject({ name: "TimeoutError" })
    await expect.poll(() => open).toBe(0)
  })

  it.each(silences)("%s is left when nobody wants the answer any more", async (_, listener) => {
    const url = await serving(listener)
    const outer = new AbortController()
    setTimeout(() => outer.abort("enough"), 150)
    expect(await reasonOf(inTime(60_000, download(url), outer.signal))).toBe("enough")
    expect(await reasonOf(inTime(60_000, download(url), outer.signal))).toBe("enough")
  })

  it.each(silences)("%s holds up neither a ledger nor an audit", async (_, listener) => {
    const url = await serving(listener)
    const witness = httpWitness(url, undefined, 150)
    const told = await reasonOf(witness.addCheckpoint(utf8("x")))
    expect(told).toBeInstanceOf(RemoteFault)
    expect(told).toMatchObject({ message: expect.stringMatching(/^no answer came within 150 ms/) })
    const tiles = httpTiles(url, undefined, { retries: 1, firstWaitMs: 1, timeoutMs: 150 })
    expect(await reasonOf(tiles.checkpoint())).toMatchObject({
      message: expect.stringContaining("no answer came"),
    })
  })
})

describe("who answers in time", () => {
  it("is heard to the end", async () => {
    const url = await serving((_, response) => {
      response.write("ha")
      setTimeout(() => response.end("lf"), 50)
    })
    expect(await inTime(60_000, download(url))).toEqual(utf8("half"))
  })

  it("with nothing has said nothing", async () => {
    const { signal } = new AbortController()
    expect(await gather(piecesUntil(null, signal), 1)).toEqual(new Uint8Array(0))
  })
})
