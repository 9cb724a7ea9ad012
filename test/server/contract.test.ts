/** The interface is one: the ledger in this process and the same ledger over a connection give the same answers. */

import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpLedger } from "../../src/api/client.ts"
import type { Answer, LedgerApi } from "../../src/api/ledger-api.ts"
import { maxParcelBytes } from "../../src/api/parcel.ts"
import type { SignedDraft } from "../../src/custody/draft.ts"
import type { ItemId, PartyId } from "../../src/custody/identifier.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { decodeEntryBundle } from "../../src/log/entry-bundle.ts"
import { openPromise } from "../../src/log/promise.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { buildApp } from "../../src/server/app.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { makeWorld, type World, worldKeys, worldStart } from "../support/world.ts"

let world: World
let app: FastifyInstance
let remote: LedgerApi
let item: ItemId
/** The shop gives away once more what it gave away. */
let again: SignedDraft

beforeAll(async () => {
  world = await makeWorld()
  const { shop, carrier, bank } = world.pens
  const taken = intake(shop, [{ sealed: { identifier: { scheme: "bag", value: "B-1" } } }])
  const first = handOver(shop, carrier, taken.held, { contract: world.contract })
  const second = handOver(carrier, bank, first.held, { contract: world.contract })
  await world.submit(taken, first, second)
  await world.publish()
  item = taken.items[0] as ItemId
  again = handOver(shop, bank, taken.held)
  app = buildApp(world.ledger, { allowPublish: true })
  await app.listen({ host: "127.0.0.1", port: 0 })
  const { port } = app.server.address() as { readonly port: number }
  remote = httpLedger(new URL(`http://127.0.0.1:${port}`))
})
afterAll(async () => {
  await app.close()
  await world.ledger.close()
})

/** How many promises share a signature is chance: what they say is not. */
const opened = (answer: Answer): unknown =>
  answer.ok
    ? { ...answer, promise: openPromise(answer.promise, worldKeys.promise.publicKey, verifyNode) }
    : answer

const absent = "0".repeat(64) as ItemId
const firstTile = { level: 0, index: 0 } as const
const span = { from: worldStart, to: worldStart + 3_600_000 } as const

const cases: Readonly<Record<string, (api: LedgerApi) => Promise<unknown>>> = {
  about: (api) => api.about(),
  checkpoint: (api) => api.checkpoint(),
  "publish with nothing new": (api) => api.publish(),
  cosigned: (api) => api.cosigned(),
  policy: (api) => api.policy(),
  witnesses: (api) => api.witnesses(),
  "a tile": async (api) => api.tile({ ...firstTile, width: (await api.about()).published }),
  "a bundle of entries": async (api) =>
    api.tile({ ...firstTile, level: "entries", width: (await api.about()).published }),
  "a tile of one hash": (api) => api.tile({ ...firstTile, width: 1 }),
  "a tile that is not full": (api) => api.tile({ ...firstTile, width: 256 }),
  "a tile far above": (api) => api.tile({ level: 63, index: 0, width: 1 }),
  "a tlog-proof": (api) => api.tlogProof(1),
  "a tlog-proof of nothing": (api) => api.tlogProof(1_000_000),
  "a COSE receipt": (api) => api.coseReceipt(1),
  "a COSE receipt of nothing": (api) => api.coseReceipt(-1),
  "the first entry": (api) => api.entry(0),
  "an entry that is not there": (api) => api.entry(1_000_000),
  "an entry that cannot be": (api) => api.entry(-1),
  items: (api) => api.items(null, 10),
  "items after the last": (api) => api.items("f".repeat(64) as ItemId, 10),
  "no items": (api) => api.items(null, 0),
  names: (api) => api.names(null, 1000),
  "two names": (api) => api.names("4".repeat(64), 2),
  holdings: (api) => api.holdings({}),
  "holdings of the bank": (api) => api.holdings({ party: world.pens.bank.party as PartyId }),
  "holdings of a key": (api) => api.holdings({ key: world.pens.bank.key.keyId, limit: 1 }),
  "what bears a number": (api) => api.holdings({ identifier: "b-1", status: "held" }),
  "holdings after the last": (api) => api.holdings({ after: "f".repeat(64) as ItemId }),
  findings: (api) => api.findings(null, 50),
  "findings of one item": (api) => api.findings(null, 1),
  "findings after the last": (api) => api.findings("f".repeat(64) as ItemId, 5),
  books: (api) => api.books(1000),
  history: (api) => api.history(item),
  "history of nothing": (api) => api.history(absent),
  "where the contract stands": (api) => api.indexOf(world.contract),
  "a bundle": (api) => api.bundle({ item, ...span, scope: "unit" }),
  "a bundle at one time": (api) => api.bundle({ item, from: 0, to: 0, scope: "contents" }),
  "a bundle of nothing": (api) => api.bundle({ item: absent, ...span, scope: "unit" }),
  "a dry run of what would be a fork": (api) => api.dryRun(parcel(again)),
  "a dry run of what is no parcel": (api) => api.dryRun(new Uint8Array(100)),
  "a dry run of what is too long": (api) => api.dryRun(new Uint8Array(maxParcelBytes + 1)),
  inclusion: async (api) => api.inclusion(1, (await api.about()).published),
  "inclusion in what was never published": (api) => api.inclusion(0, 3),
  consistency: async (api) => api.consistency(1, (await api.about()).published),
  "consistency backwards": async (api) => api.consistency((await api.about()).published, 1),
}

describe("in process and over HTTP", () => {
  it.each(Object.entries(cases))("%s", async (_, ask) => {
    expect(await ask(remote)).toEqual(await ask(world.ledger))
  })

  it("the bundle that comes is a bundle about the question asked", async () => {
    const bytes = await remote.bundle({ item, ...span, scope: "unit" })
    expect(decodeBundle(bytes ?? new Uint8Array())).toMatchObject({
      question: { item, ...span, scope: "unit" },
    })
  })

  it("every proof is there", async () => {
    const width = (await remote.about()).published
    expect((await remote.tile({ ...firstTile, width }))?.length).toBe(32 * width)
    expect(
      decodeEntryBundle(
        (await remote.tile({ ...firstTile, level: "entries", width })) as Uint8Array,
        width,
      )?.[1],
    ).toEqual((await remote.entry(1))?.bytes)
    expect(textOf((await remote.tlogProof(1)) as Uint8Array)).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    expect((await remote.coseReceipt(1))?.[0]).toBe(0xd2)
  })

  it("submissions: new, repeated, refused, and no parcel at all", async () => {
    const { shop, stranger } = world.pens
    const taken = intake(shop)
    const others = [intake(shop), intake(stranger)]
    const broken = parcel(taken).slice(0, -1)
    const last = taken.bytes.length - 1
    const forged = parcel({ ...taken, bytes: taken.bytes.with(last, (taken.bytes[last] ?? 0) ^ 1) })
    const sent = [parcel(taken), broken, forged, ...others.map((each) => parcel(each))]
    const first = await remote.submit(sent)
    expect(first.map((answer) => (answer.ok ? answer.repeated : answer.code))).toEqual([
      false,
      "malformed",
      "bad-signature",
      false,
      false,
    ])
    // Everything again, now also in process: the same places, and nothing written.
    const size = (await remote.about()).size
    const [theirs, ours] = [await remote.submit(sent), await world.ledger.submit(sent)]
    expect(theirs.map(opened)).toEqual(ours.map(opened))
    expect((await world.ledger.about()).size).toBe(size)
    for (const answer of first)
      if (answer.ok) expect(await remote.indexOf(answer.statement)).toBe(answer.index)
  })

  it("a publication", async () => {
    const before = await remote.about()
    const checkpoint = await remote.publish()
    expect(checkpoint).toEqual(await world.ledger.checkpoint())
    const { published } = await remote.about()
    expect(published).toBeGreaterThan(before.published)
    expect(await remote.consistency(before.published, published)).toEqual(
      await world.ledger.consistency(before.published, published),
    )
  })

  it("says that it is a sample", async () => {
    const { headers } = await app.inject("/v1/about")
    expect(headers["kvitto-sample"]).toBe(String((await world.ledger.about()).sample))
  })
})
