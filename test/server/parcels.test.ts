import { Check } from "typebox/value"
import { describe, expect, it } from "vitest"
import { problemBody } from "../../src/api/body.ts"
import { type Problem, rejectionStatus } from "../../src/api/wire.ts"
import { Overloaded } from "../../src/api/overloaded.ts"
import type { RejectionCode } from "../../src/custody/rejected.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger, parcel } from "./fake-ledger.ts"
import { refusals, replay, script } from "./transcript.ts"

describe("parcels", () => {
  it("one alone has the status of its answer", async () => {
    const app = buildApp(fakeLedger())
    const written = script(`
      > POST /v1/parcels application/cbor ok
      201 application/json; charset=utf-8
      location: /v1/statements/652918…
      {"ok":true,"statement":"652918…","index":0,"repeated":false,"promise":"cHJvbWlzZQ==","findings":[]}

      # The same bytes again: the same place, nothing written.
      > POST /v1/parcels application/cbor ok
      200 application/json; charset=utf-8
      location: /v1/statements/652918…
      {"ok":true,"statement":"652918…","index":0,"repeated":true,"promise":"cHJvbWlzZQ==","findings":[]}
      > POST /v1/parcels application/cbor nonce-reused
      409 application/problem+json; charset=utf-8
      {"type":"/docs#nonce-reused","title":"another statement of this key has the same nonce","status":409,"detail":"another statement of this key has the same nonce: as it asked","code":"nonce-reused"}
    `)
    expect(await replay(app, written)).toBe(written)
  })

  it("is said what would be found before it is signed, and nothing is submitted", async () => {
    const ledger = fakeLedger()
    const written = script(`
      > POST /v1/dry-run application/cbor ok
      200 application/json; charset=utf-8
      {"ok":true,"findings":[],"rules":[],"differences":[]}
      > POST /v1/dry-run application/cbor nonce-reused
      200 application/json; charset=utf-8
      {"ok":false,"code":"nonce-reused","sentence":"another statement of this key has the same nonce: as it asked"}
    `)
    expect(await replay(buildApp(ledger), written)).toBe(written)
    expect(ledger.submitted).toEqual([])
    expect(
      await refusals(
        `
      POST /v1/dry-run application/cbor-seq ok
      POST /v1/dry-run application/json ok
      POST /v1/dry-run application/cbor zeros-5000000
      GET /v1/dry-run
    `,
        ledger,
      ),
    ).toBe(
      script(`
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
      413 too-long: expected a parcel of at most 4194304 bytes
      405 method-not-allowed: GET /v1/dry-run
    `),
    )
  })

  it("every refusal has the status of the table", async () => {
    const app = buildApp(fakeLedger())
    for (const [code, status] of Object.entries(rejectionStatus)) {
      const response = await app.inject({
        method: "POST",
        url: "/v1/parcels",
        headers: { "content-type": "application/cbor" },
        payload: Buffer.from(parcel(code)),
      })
      expect(response.statusCode).toBe(status)
      const problem = response.json<Problem>()
      expect(Check(problemBody, problem)).toBe(true)
      expect([problem.code, problem.status]).toEqual([code as RejectionCode, status])
    }
  })

  it("a sequence has one line per parcel, in order, whatever became of the others", async () => {
    const written = script(`
      > POST /v1/parcels application/cbor-seq ok nonce-reused ok-2 ok
      200 application/x-ndjson
      {"ok":true,"statement":"652918…","index":0,"repeated":false,"promise":"cHJvbWlzZQ==","findings":[]}
      {"ok":false,"code":"nonce-reused","sentence":"another statement of this key has the same nonce: as it asked"}
      {"ok":true,"statement":"641dd4…","index":1,"repeated":false,"promise":"cHJvbWlzZQ==","findings":[]}
      {"ok":true,"statement":"652918…","index":0,"repeated":true,"promise":"cHJvbWlzZQ==","findings":[]}

      # What came before the end is answered; the last line says where it ended.
      > POST /v1/parcels application/cbor-seq ok cut-ok
      200 application/x-ndjson
      {"ok":true,"statement":"652918…","index":0,"repeated":true,"promise":"cHJvbWlzZQ==","findings":[]}
      {"type":"/docs#broken-sequence","title":"not a sequence of parcels","status":400,"detail":"byte 72: the item ends before it is whole, after 71 bytes","code":"broken-sequence"}
      > POST /v1/parcels application/cbor-seq ok hex-bf ok-3
      200 application/x-ndjson
      {"ok":true,"statement":"652918…","index":0,"repeated":true,"promise":"cHJvbWlzZQ==","findings":[]}
      {"type":"/docs#broken-sequence","title":"not a sequence of parcels","status":400,"detail":"byte 72: an item without a definite length","code":"broken-sequence"}

      # An empty sequence is one.
      > POST /v1/parcels application/cbor-seq
      200 application/x-ndjson; charset=utf-8
    `)
    expect(await replay(buildApp(fakeLedger()), written)).toBe(written)
  })

  it("what is no parcel at all is refused as a whole", async () => {
    const ledger = fakeLedger()
    expect(
      await refusals(
        `
      POST /v1/parcels application/cbor-seq cut-ok
      POST /v1/parcels application/cbor-seq zeros-1048576
      POST /v1/parcels application/cbor-seq hex-a1015b4000000000000000
      POST /v1/parcels application/cbor zeros-4194305
      POST /v1/parcels
      POST /v1/parcels application/json ok
      POST /v1/parcels text/plain ok
      POST /v1/parcels application/cborseq ok
    `,
        ledger,
      ),
    ).toBe(
      script(`
      400 broken-sequence: byte 0: the item ends before it is whole, after 71 bytes
      400 broken-sequence: byte 0: an item that is no map is no parcel
      413 too-long: byte 0: a parcel has at most 4194304 bytes
      413 too-long: expected a parcel of at most 4194304 bytes
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
      415 unsupported-media-type: only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too
    `),
    )
    expect(ledger.submitted).toEqual([])
  })

  it("that come while too much is waiting can be sent again, and nothing of them was looked at", async () => {
    const ledger = fakeLedger()
    const shut = { ...ledger, submit: () => Promise.reject(new Overloaded(16_384, 2)) }
    const [sent] = ["cbor", "cbor-seq"].map((type) => `> POST /v1/parcels application/${type} ok`)
    const written = script(`
      ${sent}
      503 application/problem+json; charset=utf-8
      retry-after: 2
      {"type":"/docs#overloaded","title":"the ledger has as much waiting as it takes on; nothing of this was looked at","status":503,"detail":"16384 parcels are waiting; send it again in 2 s","code":"overloaded"}
      > POST /v1/parcels application/cbor-seq ok ok-2
      503 application/problem+json; charset=utf-8
      connection: close
      retry-after: 2
      {"type":"/docs#overloaded","title":"the ledger has as much waiting as it takes on; nothing of this was looked at","status":503,"detail":"16384 parcels are waiting; send it again in 2 s","code":"overloaded"}
    `)
    const told: unknown[] = []
    const app = buildApp(shut, { report: (error) => told.push(error) })
    expect(await replay(app, written)).toBe(written)
    expect([ledger.submitted, told]).toEqual([[], []])
  })

  it("alone, anything that is not too long is for the ledger to judge", async () => {
    const ledger = fakeLedger()
    expect(
      await refusals(
        `
      POST /v1/parcels application/cbor zeros-1048576
      POST /v1/parcels application/cbor
    `,
        ledger,
      ),
    ).toBe(
      script(`
      400 malformed: not a statement in its one spelling: no word
      400 malformed: not a statement in its one spelling: no word
    `),
    )
    expect(ledger.submitted.map(([only]) => only?.length)).toEqual([1_048_576, 0])
  })
})
