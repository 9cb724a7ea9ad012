/** Over a connection: who waits for a proof, and what ends that. */

import { request } from "node:http"
import { afterEach, describe, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import type { LedgerApi, Wait } from "../../src/api/ledger-api.ts"
import { Overloaded } from "../../src/api/overloaded.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger } from "./fake-ledger.ts"

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A ledger whose waiting ends with its signal alone, and what it was asked. */
async function patient() {
  const waits: Wait[] = []
  const ended: boolean[] = []
  let arrived = (): void => {}
  const ledger = fakeLedger({
    tlogProof: (_index, wait) =>
      new Promise((resolve) => {
        if (wait === undefined) return resolve(undefined)
        const i = waits.push(wait) - 1
        const end = (): void => {
          ended[i] = true
          resolve(undefined)
        }
        if (wait.signal?.aborted === true) end()
        wait.signal?.addEventListener("abort", end)
        arrived()
      }),
  })
  const app = buildApp(ledger)
  closing.push(() => app.close())
  await app.listen({ host: "127.0.0.1", port: 0 })
  const { port } = app.server.address() as { readonly port: number }
  const api: LedgerApi = httpLedger(new URL(`http://127.0.0.1:${port}`))
  const nextArrival = (): Promise<void> =>
    new Promise((resolve) => {
      arrived = resolve
    })
  return { app, port, api, waits, ended, nextArrival }
}

describe("waiting for a proof over HTTP", () => {
  it("asks for whole seconds, at most as long as anybody may wait", async () => {
    const { app, api, waits, nextArrival } = await patient()
    for (const [ms, asked] of [
      [1, 1000],
      [1001, 2000],
      [90_000, 30_000],
    ] as const) {
      const arrival = nextArrival()
      const ending = new AbortController()
      const proof = api.tlogProof(1, { ms, signal: ending.signal })
      proof.catch(() => {})
      await arrival
      expect(waits.at(-1)?.ms).toBe(asked)
      ending.abort()
      await expect(proof).rejects.toMatchObject({ code: "unreachable" })
    }
    expect(await api.tlogProof(1, { ms: 0 })).toBeUndefined()
    expect(await api.tlogProof(1, { ms: -5 })).toBeUndefined()
    expect(waits).toHaveLength(3)
    await app.close()
  })

  it("ends when the server stops, and everybody gets an answer", async () => {
    const { app, api, nextArrival } = await patient()
    const arrival = nextArrival()
    const proof = api.tlogProof(1, { ms: 30_000 })
    await arrival
    const began = performance.now()
    await app.close()
    expect(await proof).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it("ends for who has gone", async () => {
    const { port, waits, nextArrival } = await patient()
    const arrival = nextArrival()
    const asked = request({ host: "127.0.0.1", port, path: "/v1/entries/1/tlog-proof?wait=30" })
    asked.on("error", () => {})
    asked.end()
    await arrival
    const { signal } = waits[0] as Wait
    expect(signal?.aborted).toBe(false)
    const gone = new Promise((resolve) => signal?.addEventListener("abort", resolve))
    asked.destroy()
    await gone
  })

  it("gives what came meanwhile", async () => {
    const ledger = fakeLedger({ tlogProof: async (index, wait) => utf8(`${index} ${wait?.ms}`) })
    const { body } = await buildApp(ledger).inject("/v1/entries/7/tlog-proof?wait=3")
    expect(body).toBe("7 3000")
  })

  it("says when to come again where too many wait", async () => {
    const tlogProof = () => Promise.reject(new Overloaded(9, 5, "requests for proofs"))
    const answer = await buildApp(fakeLedger({ tlogProof })).inject(
      "/v1/entries/7/tlog-proof?wait=3",
    )
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "5"])
    expect(answer.json()).toMatchObject({ code: "overloaded" })
  })
})
