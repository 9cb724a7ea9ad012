import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import { RemoteFault } from "../../src/api/exchange.ts"
import type { ItemSummary, LedgerApi } from "../../src/api/ledger-api.ts"
import { maxParcelBytes } from "../../src/api/parcel.ts"
import { mediaTypes, problemOf } from "../../src/api/wire.ts"
import {
  statementIdOf,
  type ItemId,
  type PartyId,
  type StatementId,
} from "../../src/custody/identifier.ts"
import { concat, utf8 } from "../../src/encoding/bytes.ts"
import { buildApp } from "../../src/server/app.ts"
import {
  fakeDifferences,
  fakeFindings,
  fakeHoldings,
  fakeLedger,
  type FakeLedger,
  fakeNames,
  itemId,
  parcel,
} from "../server/fake-ledger.ts"

const a = itemId("a")

describe("over a connection", () => {
  let ledger: FakeLedger
  let app: FastifyInstance
  let remote: LedgerApi

  beforeAll(async () => {
    ledger = fakeLedger()
    app = buildApp(ledger, { allowPublish: true })
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as { readonly port: number }
    remote = httpLedger(new URL(`http://127.0.0.1:${port}`))
  })
  afterAll(() => app.close())

  it("answers as the ledger itself does", async () => {
    const at = 1_767_225_600_000
    const cases: readonly ((api: LedgerApi) => Promise<unknown>)[] = [
      (api) => api.about(),
      (api) => api.checkpoint(),
      (api) => api.publish(),
      (api) => api.cosigned(),
      (api) => api.policy(),
      (api) => api.witnesses(),
      (api) => api.tile({ level: 0, index: 0, width: 3 }),
      (api) => api.tile({ level: 0, index: 0, width: 4 }),
      (api) => api.tile({ level: 0, index: 1_000_000, width: 256 }),
      (api) => api.tile({ level: "entries", index: 0, width: 2 }),
      (api) => api.tlogProof(1),
      (api) => api.tlogProof(3),
      (api) => api.coseReceipt(1),
      (api) => api.coseReceipt(3),
      (api) => api.entry(1),
      (api) => api.entry(3),
      (api) => api.indexOf(statementIdOf(utf8("x"))),
      (api) => api.items(null, 0),
      (api) => api.items(null, 2),
      (api) => api.items(null, 1_000_000),
      (api) => api.items(itemId("b"), 5),
      (api) => api.names(null, 0),
      (api) => api.names(null, 1000),
      (api) => api.names(itemId("1"), 1),
      (api) => api.holdings({}),
      (api) => api.holdings({ party: itemId("3") as string as PartyId, limit: 2 }),
      (api) => api.holdings({ identifier: "bag a", status: "held" }),
      (api) => api.holdings({ after: a }),
      (api) => api.findings(null, 2),
      (api) => api.findings(itemId("b"), 2),
      (api) => api.books(1),
      (api) => api.history(a),
      (api) => api.history(itemId("d")),
      (api) => api.bundle({ item: a, from: at, to: at, scope: "unit" }),
      (api) => api.bundle({ item: a, from: at, to: at + 1, scope: "contents" }),
      (api) => api.bundle({ item: itemId("b"), from: at, to: at, scope: "unit" }),
      (api) => api.inclusion(1, 3),
      (api) => api.inclusion(1, 2),
      (api) => api.consistency(1, 3),
      (api) => api.consistency(3, 1),
      (api) => api.submit([]),
    ]
    for (const ask of cases) expect(await ask(remote)).toEqual(await ask(ledger))
  })

  it("does not ask about what cannot be", async () => {
    expect(await remote.entry(-1)).toBeUndefined()
    expect(await remote.entry(0.5)).toBeUndefined()
    expect(await remote.entry(2 ** 53)).toBeUndefined()
    expect(await remote.tlogProof(-1)).toBeUndefined()
    expect(await remote.coseReceipt(0.5)).toBeUndefined()
    for (const [level, index, width] of [
      [0, 0, 0],
      [0, 0, 257],
      [0, 0.5, 1],
      [0, -1, 1],
      [0, 0, 1.5],
      [63, 0, 1],
      [6, 4, 1],
    ] as const)
      expect(await remote.tile({ level, index, width })).toBeUndefined()
    expect(await remote.indexOf("x" as StatementId)).toBeUndefined()
    expect(await remote.history("../about" as ItemId)).toEqual([])
    expect(await remote.inclusion(1, Number.NaN)).toBeUndefined()
  })

  it("submits anything, and gets an answer to each in order", async () => {
    const many = Array.from({ length: 600 }, (_, i) => parcel(`ok ${i % 500}`))
    const strange = [
      new Uint8Array(),
      new Uint8Array(1000),
      parcel("ok").slice(0, -1),
      concat(parcel("ok"), parcel("ok")),
      parcel("nonce-reused"),
      new Uint8Array(maxParcelBytes + 1),
      parcel("ok 7"),
    ]
    const parcels = [...many, ...strange, ...many.slice(0, 3)]
    const answers = await remote.submit(parcels)
    expect(answers.map((answer) => (answer.ok ? answer.index : answer.code))).toEqual([
      ...many.map((_, i) => i % 500),
      "malformed",
      "malformed",
      "malformed",
      "malformed",
      "nonce-reused",
      "too-long",
      7,
      0,
      1,
      2,
    ])
    expect(answers.map((answer) => answer.ok && answer.repeated).filter(Boolean).length).toBe(104)
    expect(answers[0]).toEqual({ ...(await ledger.submit([parcel("ok 0")]))[0], repeated: false })
    expect((await remote.submit([parcel("same-signer")]))[0]).toEqual(
      (await ledger.submit([parcel("same-signer")]))[0],
    )
  })

  it("has nothing cosigned yet, and says so", async () => {
    const young = buildApp(fakeLedger({ cosigned: async () => undefined }))
    const asked = httpLedger(new URL("http://x"), async (url) => {
      const { body, statusCode } = await young.inject(url.pathname)
      return new Response(body, {
        status: statusCode,
        headers: { "content-type": mediaTypes.problem },
      })
    })
    expect(await asked.cosigned()).toBeUndefined()
  })

  it("throws when the ledger fails, and gives no answer that it did not hear", async () => {
    await expect(remote.submit([parcel("ok"), parcel("broken disk")])).rejects.toMatchObject({
      code: "problem",
      problem: { code: "internal", status: 500 },
    })
    await expect(remote.bundle({ item: a, from: 2, to: 1, scope: "unit" })).rejects.toMatchObject({
      code: "problem",
      problem: { code: "bad-request" },
    })
    const unpublished = buildApp(ledger)
    const closed = httpLedger(new URL("http://x"), async (url, init) => {
      const response = await unpublished.inject({ method: "POST", url: url.pathname })
      expect(init.method).toBe("POST")
      return new Response(response.body, {
        status: response.statusCode,
        headers: { "content-type": String(response.headers["content-type"]) },
      })
    })
    await expect(closed.publish()).rejects.toMatchObject({ problem: { code: "no-such-path" } })
  })
})

/** A server that says `body` to everything. */
const saying = (
  body: string | Uint8Array,
  type: string = mediaTypes.json,
  status = 200,
): LedgerApi =>
  httpLedger(
    new URL("https://ledger.example/below/"),
    async () =>
      new Response(typeof body === "string" ? body : Buffer.from(body), {
        status,
        headers: { "content-type": type },
      }),
  )

const item = (digit: string) => ({ id: digit.repeat(64), status: "held", identifiers: [] })
const report = { witnesses: [], cosigned: null, replayed: null, lacking: [] }
const lacking = { size: 1, cosigned: [] }
const witnesses = (api: LedgerApi) => api.witnesses()
const findings = { findings: fakeFindings, items: 1, next: itemId("b") }
const books = {
  size: 1,
  balances: [],
  differences: [fakeDifferences[0], fakeDifferences[0]],
  differing: 2,
}
const hash = `${"A".repeat(43)}=`
const acknowledged = {
  ok: true,
  statement: a,
  index: 0,
  repeated: false,
  promise: "AAAA",
  findings: [],
}

describe("a server that is not to be trusted", () => {
  it.each<[string, unknown, (api: LedgerApi) => Promise<unknown>]>([
    ["no JSON", "{", (api) => api.about()],
    ["another shape", { index: -1 }, (api) => api.indexOf(a as string as StatementId)],
    ["an unknown field", { indexes: [], more: 1 }, (api) => api.history(a)],
    ["a witness of another shape", { ...report, witnesses: [{ name: "anna" }] }, witnesses],
    ["a size that is none", { ...report, cosigned: -1 }, witnesses],
    [
      "too many that lack the quorum",
      { ...report, lacking: Array.from({ length: 101 }, () => lacking) },
      witnesses,
    ],
    ["more items than asked", { items: [item("a"), item("b")] }, (api) => api.items(null, 1)],
    ["items out of order", { items: [item("b"), item("a")] }, (api) => api.items(null, 2)],
    ["the item before", { items: [item("b")] }, (api) => api.items(itemId("b"), 1)],
    ["an item already seen", { items: [item("a")] }, (api) => api.items(itemId("b"), 1)],
    ["more names than asked", { names: fakeNames }, (api) => api.names(null, 1)],
    ["names out of order", { names: fakeNames.toReversed() }, (api) => api.names(null, 2)],
    ["a name already seen", { names: fakeNames.slice(1) }, (api) => api.names(itemId("2"), 1)],
    [
      "a name of no type",
      { names: [{ ...fakeNames[0], type: "ship" }] },
      (api) => api.names(null, 1),
    ],
    [
      "a name of another shape",
      { names: [{ ...fakeNames[0], rights: "root" }] },
      (api) => api.names(null, 1),
    ],
    ["more holdings than asked", { items: fakeHoldings }, (api) => api.holdings({ limit: 1 })],
    ["holdings out of order", { items: fakeHoldings.toReversed() }, (api) => api.holdings({})],
    ["the holding before", { items: fakeHoldings }, (api) => api.holdings({ after: a })],
    [
      "a sum that is none",
      { items: [{ ...fakeHoldings[0], value: { currency: "DKK", minor: -1 } }] },
      (api) => api.holdings({}),
    ],
    [
      "a status that is none",
      { items: [{ ...fakeHoldings[0], status: "lost" }] },
      (api) => api.holdings({}),
    ],
    ["more judged than asked", { ...findings, items: 2 }, (api) => api.findings(null, 1)],
    ["no end of findings", findings, (api) => api.findings(itemId("b"), 1)],
    ["nothing judged and more to come", { ...findings, items: 0 }, (api) => api.findings(null, 1)],
    [
      "a finding in words that nobody knows",
      { ...findings, findings: [{ ...fakeFindings[0], sentence: { say: "rule.x", values: {} } }] },
      (api) => api.findings(null, 1),
    ],
    ["more differences than asked", books, (api) => api.books(1)],
    ["fewer differences than shown", { ...books, differing: 1 }, (api) => api.books(2)],
    ["a short hash", { hashes: ["AAAA"] }, (api) => api.inclusion(1, 3)],
    ["loose base64", { hashes: [`${"A".repeat(42)}B=`] }, (api) => api.inclusion(1, 3)],
    [
      "an unknown rejection",
      { ok: false, code: "dull", sentence: "" },
      (api) => api.submit([parcel("ok")]),
    ],
    [
      "a promise in loose base64",
      { ...acknowledged, promise: "A" },
      (api) => api.submit([parcel("ok")]),
    ],
  ])("says %s", async (_, body, ask) => {
    const text = typeof body === "string" ? body : JSON.stringify(body)
    await expect(ask(saying(text))).rejects.toMatchObject({ code: "unexpected" })
  })

  it("the same answers are taken when they are right", async () => {
    expect(await saying(JSON.stringify(findings)).findings(null, 1)).toEqual(findings)
    expect(await saying(JSON.stringify(books)).books(2)).toEqual(books)
    const remote = saying(JSON.stringify({ items: [item("a")] }))
    expect(await remote.items(null, 1)).toEqual([item("a")])
    await expect(remote.inclusion(1, 3)).rejects.toBeInstanceOf(RemoteFault)
    await expect(remote.submit([parcel("ok")])).rejects.toBeInstanceOf(RemoteFault)
    expect(await saying(JSON.stringify({ hashes: [hash] })).inclusion(1, 3)).toEqual([
      new Uint8Array(32),
    ])
    expect(await saying(JSON.stringify(acknowledged)).submit([parcel("ok")])).toEqual([
      { ...acknowledged, promise: new Uint8Array(3) },
    ])
  })

  it.each([
    ["one hash too few", new Uint8Array(64), { level: 0, index: 0, width: 3 }],
    ["one hash too many", new Uint8Array(128), { level: 0, index: 0, width: 3 }],
    ["no entries", new Uint8Array(0), { level: "entries", index: 0, width: 1 }],
    ["an entry too many", new Uint8Array([0, 0, 0, 0]), { level: "entries", index: 0, width: 1 }],
    ["an entry cut off", new Uint8Array([0, 2, 1]), { level: "entries", index: 0, width: 1 }],
  ] as const)("gives a tile with %s", async (_, bytes, tile) => {
    await expect(saying(bytes, mediaTypes.tile).tile(tile)).rejects.toMatchObject({
      code: "unexpected",
    })
    const right = { level: 0, index: 0, width: 2 }
    expect(await saying(new Uint8Array(64), mediaTypes.tile).tile(right)).toHaveLength(64)
    const lack = JSON.stringify({ ...report, lacking: [lacking] })
    expect(await saying(lack).witnesses()).toMatchObject({ lacking: [lacking] })
  })

  const two = [parcel("ok 1"), parcel("ok 2")]
  const line = `${JSON.stringify(acknowledged)}\n`

  it.each([
    ["too few answers", line],
    ["too many answers", line.repeat(3)],
    ["an answer cut off", `${line}${line.slice(0, -1)}`],
    ["an empty line", `${line}\n`],
    ["nothing", ""],
  ])("gives %s", async (_, body) => {
    await expect(saying(body, mediaTypes.answers).submit(two)).rejects.toMatchObject({
      code: "unexpected",
    })
    expect((await saying(line.repeat(2), mediaTypes.answers).submit(two)).length).toBe(2)
  })

  it("breaks off with a problem in the last line", async () => {
    const last = `${JSON.stringify(problemOf("internal", "x"))}\n`
    await expect(saying(line + last, mediaTypes.answers).submit(two)).rejects.toMatchObject({
      code: "problem",
      problem: { code: "internal" },
    })
  })

  it("sends another media type, another status, a page instead of a problem, or without end", async () => {
    const unexpected = { code: "unexpected" }
    await expect(saying("<p>", "text/html").about()).rejects.toMatchObject(unexpected)
    await expect(saying("x", "text/html").checkpoint()).rejects.toMatchObject(unexpected)
    await expect(saying("<p>", "text/html", 502).entry(1)).rejects.toMatchObject(unexpected)
    await expect(saying("{}", mediaTypes.problem, 404).entry(1)).rejects.toMatchObject(unexpected)
    await expect(saying("<p>", "text/html", 404).entry(1)).rejects.toMatchObject(unexpected)
    const endless = new Uint8Array(70_000)
    await expect(saying(endless, mediaTypes.cbor).entry(1)).rejects.toMatchObject(unexpected)
    await expect(saying(endless, mediaTypes.cose).coseReceipt(1)).rejects.toMatchObject(unexpected)
    await expect(saying("{}", mediaTypes.cbor).coseReceipt(1)).rejects.toMatchObject(unexpected)
    await expect(saying("<p>", "text/html").policy()).rejects.toMatchObject(unexpected)
    const longText = new Uint8Array(2_000_000)
    await expect(saying(longText, mediaTypes.text).policy()).rejects.toMatchObject(unexpected)
    await expect(saying(longText, mediaTypes.text).cosigned()).rejects.toMatchObject(unexpected)
    await expect(saying(longText, mediaTypes.text).tlogProof(1)).rejects.toMatchObject(unexpected)
    const problem = JSON.stringify(problemOf("no-such-path", "x"))
    await expect(saying(problem, mediaTypes.problem, 404).entry(1)).rejects.toMatchObject({
      code: "problem",
    })
  })

  it("is not there", async () => {
    const cause = new TypeError("fetch failed")
    const gone = httpLedger(new URL("https://ledger.example"), () => Promise.reject(cause))
    await expect(gone.about()).rejects.toMatchObject({ code: "unreachable", cause })
  })
})

it("turns pages until there is no more, or enough", async () => {
  const all = Array.from({ length: 2500 }, (_, i) => ({
    ...item("0"),
    id: i.toString(16).padStart(64, "0"),
  })) as unknown as readonly ItemSummary[]
  const asked: string[] = []
  const ledger = fakeLedger({
    items: async (after, limit) =>
      all.filter(({ id }) => after === null || id > after).slice(0, limit),
  })
  const app = buildApp(ledger)
  const remote = httpLedger(new URL("http://x"), async (url) => {
    asked.push(url.searchParams.get("limit") ?? "")
    const response = await app.inject(url.pathname + url.search)
    return new Response(response.body, { headers: { "content-type": mediaTypes.json } })
  })
  expect(await remote.items(null, 1_000_000)).toEqual(all)
  expect(asked).toEqual(["1000", "1000", "1000"])
  expect(await remote.items(all[9]?.id ?? null, 1200)).toEqual(all.slice(10, 1210))
  expect(asked.slice(3)).toEqual(["1000", "200"])
})

it("asks below the path of its base URL, and follows no redirection", async () => {
  const asked: [string, RequestInit][] = []
  const remote = httpLedger(new URL("https://ledger.example/below/"), async (url, init) => {
    asked.push([url.href, init])
    return new Response("x", { headers: { "content-type": mediaTypes.bundle } })
  })
  await remote.bundle({ item: a, from: 0, to: 0, scope: "unit" })
  expect(asked[0]?.[0]).toBe(
    `https://ledger.example/below/v1/items/${a}/bundle?at=1970-01-01T00%3A00%3A00.000Z&scope=unit`,
  )
  expect(asked[0]?.[1]).toMatchObject({ method: "GET", redirect: "error" })
})
