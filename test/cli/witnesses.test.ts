import type { FastifyInstance } from "fastify"
import { afterEach, describe, expect, it } from "vitest"
import type { WitnessReport } from "../../src/api/ledger-api.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger } from "../server/fake-ledger.ts"
import { kvitto, ok, okJson } from "./transcript.ts"

const now = Date.parse("2026-01-01T12:00:00Z")
const before = (seconds: number): number => now - seconds * 1000

let app: FastifyInstance | undefined
afterEach(() => app?.close())

async function serve(report: WitnessReport, published = 1000): Promise<readonly string[]> {
  const about = async () => ({ ...(await fakeLedger().about()), published })
  app = buildApp(fakeLedger({ about, witnesses: async () => report }))
  await app.listen({ host: "127.0.0.1", port: 0 })
  const { port } = app.server.address() as { readonly port: number }
  return ["witnesses", "--ledger", `http://127.0.0.1:${port}`]
}

const witness = { name: "anna", url: null, size: 1000, at: before(0), fault: null }
const quiet: WitnessReport = { witnesses: [witness], cosigned: null, replayed: null, lacking: [] }
const setting = { now: () => now }

describe("witnesses", () => {
  it("has a line for each witness, and one for each publication without the quorum", async () => {
    const argv = await serve({
      witnesses: [
        witness,
        { ...witness, name: "bert", size: 988, at: before(200), fault: "no answer came in 5 s" },
        { ...witness, name: "carla-replay", size: null, at: null },
        { ...witness, name: "dan", size: null, at: null, fault: "status 403" },
      ],
      cosigned: 1000,
      replayed: 900,
      lacking: [
        { size: 1000, cosigned: ["anna", "bert"] },
        { size: 970, cosigned: [] },
      ],
    })
    expect(await ok(argv, setting)).toBe(`published      1000
with quorum    1000  up to date
replayed       900  100 behind
witness anna          1000  up to date  0 seconds ago
witness bert          988  12 behind  3 minutes ago  fault: no answer came in 5 s
witness carla-replay  never cosigned
witness dan           never cosigned  fault: status 403
without quorum  1000  only anna, bert
without quorum  970  cosigned by nobody
`)
  })

  it("says when there is nothing to say", async () => {
    expect(await ok(await serve(quiet), setting)).toBe(`published      1000
with quorum    none yet
replayed       none yet
witness anna  1000  up to date  0 seconds ago
no publication lacks the quorum
`)
    await app?.close()
    expect(await ok(await serve({ ...quiet, witnesses: [] }), setting)).toBe(
      "published      1000\nno witness is asked\n",
    )
  })

  it.each([
    [0.9, "0 seconds ago"],
    [119, "119 seconds ago"],
    [120, "2 minutes ago"],
    [7199, "119 minutes ago"],
    [7200, "2 hours ago"],
    [172_799, "47 hours ago"],
    [172_800, "2 days ago"],
    [-3, "3 seconds ahead of this clock"],
    [-7200, "2 hours ahead of this clock"],
  ])("a cosignature of %d seconds is said to be of %s", async (seconds, said) => {
    const argv = await serve({ ...quiet, witnesses: [{ ...witness, at: before(seconds) }] })
    expect(await ok(argv, setting)).toContain(`  ${said}\n`)
  })

  it("shows what others wrote on one line, which does nothing to the terminal", async () => {
    const fault = `\u001b[2J\nproved\u202e\u0007${"x".repeat(1000)}`
    const argv = await serve({ ...quiet, witnesses: [{ ...witness, fault }] })
    const said = await ok(argv, setting)
    expect(said).toContain(`fault: ?[2J?proved??${"x".repeat(100)}`)
    expect(said.split("\n").length).toBe(6)
    expect(said.length).toBeLessThan(600)
  })

  it("gives the report as it is in JSON, with the size that it is measured against", async () => {
    const argv = await serve(quiet)
    expect(await okJson(argv)).toEqual({
      origin: "ledger.example/fake",
      published: 1000,
      ...quiet,
    })
    expect((await kvitto(["witnesses"])).code).toBe(2)
  })
})
