/** A ledger of one's own, from the first key to the answer, by commands alone. */

import { readFile, writeFile } from "node:fs/promises"
import { beforeAll, describe, expect, it } from "vitest"
import { kvitto, ok, okJson, scratch } from "./transcript.ts"

type Signed = { statement: string; items: string[] }
type Answers = { ok: boolean; index: number; promise: string; code: string }[]

const path = await scratch()
const data = path("ledger")
const origin = "ledger.example/session"
let now = Date.parse("2026-01-01T08:00:00Z")
const setting = { now: () => now }
const minute = 60_000

const json = async (name: string, value: unknown): Promise<string> => {
  await writeFile(path(name), JSON.stringify(value))
  return path(name)
}

const submit = (...names: string[]): Promise<Answers> => {
  now += minute
  return okJson<Answers>(["submit", ...names.map(path), "--data", data], setting)
}

/** A party with its root key, and one person's key; the governors are two. */
async function enrol(name: string): Promise<string> {
  const [root, own] = [path(`${name}-root.key`), path(`${name}.key`)]
  const rootKey = await okJson<{ publicKey: string }>(["key", "new", "--plain", "-o", root])
  const key = await okJson<{ publicKey: string }>(["key", "new", "--plain", "-o", own])
  const possession = async (file: string, ...party: string[]) =>
    (await ok(["key", "possession", file, "--origin", origin, ...party])).trim()
  const terms = {
    form: "organisation",
    root: rootKey.publicKey,
    possession: await possession(root),
  }
  const admitted = await okJson<Signed>(
    [
      ["sign", "party", "--terms", await json(`${name}-party.json`, terms)],
      ["--sealed", await json(`${name}-name.json`, { whole: { name } })],
      ["--key", `${data}/keys/governor-1.key`, "--origin", origin, "--role", "governor"],
      ["--attest", `${data}/keys/governor-2.key:-:governor`],
      ["-o", path(`${name}-party.parcel`)],
    ],
    setting,
  )
  const party = admitted.statement
  const enrolment = {
    act: "enrol",
    key: key.publicKey,
    possession: await possession(own, "--party", party),
    replaces: null,
    person: key.publicKey,
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
  }
  await ok(
    [
      ["sign", "key", "--terms", await json(`${name}-key.json`, enrolment), "--key", root],
      ["--origin", origin, "--role", "root", "--party", party],
      ["-o", path(`${name}-key.parcel`)],
    ],
    setting,
  )
  await submit(`${name}-party.parcel`, `${name}-key.parcel`)
  return party
}

const as = (name: string, party: string, role: string): string[] => [
  "--key",
  path(`${name}.key`),
  "--origin",
  origin,
  "--role",
  role,
  "--party",
  party,
]

let shop: string
let carrier: string
let bag: string

beforeAll(async () => {
  const init = ["init", "--data", data, "--origin", origin, "--governors", "2"]
  const made = await okJson<{ governors: string[]; threshold: number }>(init, setting)
  expect([made.governors.length, made.threshold]).toEqual([2, 2])
  shop = await enrol("shop")
  carrier = await enrol("carrier")
  const unsaid = { code: null, tag: null, addressee: null, sealTag: null, channel: null }
  const line = { goods: "cash", container: false, owner: shop, ...unsaid }
  const terms = await json("intake.json", { lines: [line], consumes: [] })
  const sealed = {
    lines: [{ identifier: { scheme: "bag", value: "B1" }, amount: { currency: "DKK", minor: 1 } }],
  }
  const signed = await okJson<Signed>(
    [
      ["sign", "intake", "--terms", terms, "--sealed", await json("sealed.json", sealed)],
      [...as("shop", shop, "cashier"), "-o", path("intake.parcel")],
    ],
    setting,
  )
  bag = signed.items[0] as string
  await submit("intake.parcel")
}, 30_000)

const offer = (name: string, ...more: string[]) =>
  kvitto(
    [
      ["offer", "--item", bag, "--to", carrier, "--expires", "2026-01-01T12:00:00+01:00"],
      ["--data", data, ...as("shop", shop, "cashier"), "-o", path(name), ...more],
    ],
    setting,
  )

describe("a hand-over by commands", () => {
  it("shows the item that was taken in", async () => {
    const items = await okJson(["items", "--data", data], setting)
    expect(items).toEqual([{ id: bag, status: "held", identifiers: ["bag B1"] }])
    expect(await ok(["item", bag, "--data", data], setting)).toContain("cashier of")
  })

  it("is tried before anybody signs, and nothing is signed or written by that", async () => {
    expect((await offer("trial.parcel")).code).toBe(0)
    const accept = ["accept", path("trial.parcel"), "--data", data]
    const trial = [...accept, ...as("carrier", carrier, "courier"), "--dry-run"]
    const before = await ok(["item", bag, "--data", data], setting)
    const tried = await kvitto(trial, setting)
    expect(tried.code).toBe(3)
    expect(tried.out).toMatch(/^Guideline 003 §40, violation 40-2 .*: between organisations/m)
    expect(tried.out).toMatch(/not decidable from what is shown\.$/m)
    expect(tried.err).not.toContain("wrote")
    expect(await ok(["item", bag, "--data", data], setting)).toBe(before)
    const danish = await kvitto([...trial, "--language", "da"], setting)
    expect(danish.out).toMatch(/^Vejledning 003 §40, overtrædelse 40-2/m)
    const { ok: isFine, rules } = JSON.parse((await kvitto([...trial, "--json"], setting)).out) as {
      ok: boolean
      rules: { rule: string; sentence: string; items: string[] }[]
    }
    expect(isFine).toBe(true)
    expect(rules.find(({ rule }) => rule === "40-2")).toMatchObject({ items: [bag] })
    const nowhere = await kvitto(
      [["accept", path("trial.parcel"), "--dry-run"], ...as("carrier", carrier, "courier")],
      setting,
    )
    expect([nowhere.code, nowhere.err]).toEqual([
      2,
      `offered by party ${shop}, until 2026-01-01T11:00:00.000Z:\n  line 0: item ${bag}\nkvitto: a dry run asks a ledger: give --data DIR or --ledger URL\n`,
    ])
    const bare = await kvitto([...accept, ...as("carrier", carrier, "courier")], setting)
    expect([bare.code, bare.err]).toEqual([2, expect.stringContaining("where to? give -o FILE")])
  })

  it("is told what will be found while it is signed, and a parcel can be tried too", async () => {
    const accept = ["accept", path("trial.parcel"), "--data", data]
    const signed = await kvitto(
      [...accept, ...as("carrier", carrier, "courier"), "-o", path("trial-receipt.parcel")],
      setting,
    )
    expect(signed.code).toBe(0)
    expect(signed.err).toMatch(/violation 40-2[\s\S]*wrote /)
    const tried = await kvitto(["dry-run", path("trial-receipt.parcel"), "--data", data], setting)
    expect(tried.code).toBe(3)
    expect(tried.out).toContain("violation 40-2")
    const garbage = await kvitto(["dry-run", path("shop.key"), "--data", data], setting)
    expect(garbage.code).toBe(1)
    expect(garbage.out).toMatch(/^The ledger would not append this: not a statement/)
  })

  it("is offered, accepted with a reservation, submitted and answered for", async () => {
    const offered = await offer("offer.parcel")
    expect(offered.code).toBe(0)
    const accepted = await kvitto(
      [
        ["accept", path("offer.parcel"), "--reservation", "0=seal-broken,short"],
        [...as("carrier", carrier, "courier"), "-o", path("receipt.parcel")],
      ],
      setting,
    )
    expect(accepted.code).toBe(0)
    expect(accepted.err).toContain(`line 0: item ${bag}`)
    const at = new Date(now + 30 * minute).toISOString()
    const [answer] = await submit("receipt.parcel")
    expect(answer).toMatchObject({ ok: true, repeated: false })
    expect(answer?.promise).toMatch(/^a601/)
    const [again] = await submit("receipt.parcel")
    expect(again).toMatchObject({ ok: true, repeated: true, index: answer?.index })
    const { liable, reservations } = await latest(at)
    expect(liable).toEqual([carrier])
    expect(JSON.stringify(reservations)).toContain("seal-broken")
    const found = await kvitto(["findings", bag, "--data", data], setting)
    expect(found.code).toBe(3)
    expect(found.out).toContain("violation 40-2")
    const all = await kvitto(["findings", "--data", data, "--language", "sv"], setting)
    expect(all.out).toContain("40-2")
    expect((await kvitto(["findings", "0".repeat(64), "--data", data], setting)).code).toBe(2)
    const { balances } = await okJson<{ balances: unknown[] }>(["books", "--data", data], setting)
    expect(balances).toEqual([
      { owner: shop, currency: "DKK", taken: 1, closed: 0, held: 1, difference: 0 },
    ])
    expect(await ok(["books", "--data", data], setting)).toContain("taken in DKK 0.01")
    const second = await offer("second.parcel")
    expect([second.code, second.out]).toEqual([1, ""])
    expect(second.err).toContain("is not in the hands of party")
  })

  /** Long after, so that nothing can still come. */
  async function latest(at: string) {
    now += 48 * 60 * minute
    await shopSaysSomething()
    const asked = ["liable", bag, "--at", at, "--data", data, "--json"]
    const { code, out } = await kvitto(asked, setting)
    expect(code).toBe(0)
    return JSON.parse(out) as { liable: string[]; reservations: unknown[] }
  }

  async function shopSaysSomething(): Promise<void> {
    const terms = await json("report.json", { type: "deviation", items: [], from: null, to: null })
    const sign = ["sign", "report", "--terms", terms, ...as("shop", shop, "cashier")]
    await ok([...sign, "-o", path(`report-${now}.parcel`)], setting)
    await submit(`report-${now}.parcel`)
  }
})

describe("signing", () => {
  it("accepts no offer made to another, expired, stripped or unreadable", async () => {
    now = Date.parse("2026-01-01T09:00:00Z")
    const previous = await readPrevious()
    expect((await offer("new.parcel", "--previous", previous)).code).toBe(0)
    const accept = (file: string, name: string, party: string) =>
      kvitto(["accept", file, ...as(name, party, "courier"), "-o", path("no.parcel")], setting)
    const self = await accept(path("new.parcel"), "shop", shop)
    expect([self.code, self.err]).toEqual([1, `kvitto: this offer is made to party ${carrier}\n`])
    expect((await accept(path("shop.key"), "carrier", carrier)).code).toBe(2)
    expect((await accept(path("intake.parcel"), "carrier", carrier)).err).toContain("got intake")
    now = Date.parse("2026-01-01T11:00:01Z")
    const late = await accept(path("new.parcel"), "carrier", carrier)
    expect([late.code, late.out]).toEqual([1, ""])
    expect(late.err).toContain("expired")
  })

  const readPrevious = async (): Promise<string> => {
    const { history } = await okJson<{ history: { statement: string }[] }>(
      ["item", bag, "--data", data],
      setting,
    )
    return history[0]?.statement as string
  }

  const refusals: readonly (readonly [string, string, unknown, RegExp])[] = [
    ["an unknown field", "place", { type: "till", colour: "red" }, /place\.colour/],
    ["a missing field", "place", {}, /place\.type/],
    ["an unknown word", "place", { type: "tills" }, /one of till/],
    ["a number for a word", "place", { type: 0 }, /one of till/],
    ["text for a number", "upgrade", { version: "1", atIndex: 5, of: "format" }, /integer/],
    ["a fraction", "upgrade", { version: 1.5, atIndex: 5, of: "format" }, /integer/],
    ["capital hex", "withdraw", { offer: "A".repeat(64), items: [] }, /lower-case hex/],
    ["a list too short", "withdraw", { offer: "a".repeat(64), items: [] }, /list of 1/],
    ["an array for an object", "place", [], /an object with type/],
  ]
  for (const [what, kind, terms, sentence] of refusals)
    it(`refuses terms with ${what}`, async () => {
      const argv = ["sign", kind, "--terms", await json("wrong.json", terms)]
      const said = await kvitto([...argv, ...as("shop", shop, "cashier"), "-o", path("wrong")])
      expect([said.code, said.out]).toEqual([2, ""])
      expect(said.err).toMatch(sentence)
      expect(said.err).not.toContain("fault in kvitto")
    })

  it("refuses sealed terms that the kind does not have, and kinds that are not signed by hand", async () => {
    const terms = await json("place.json", { type: "till" })
    const sign = async (kind: string, sealed: unknown) =>
      kvitto([
        ["sign", kind, "--terms", terms, "--sealed", await json("s.json", sealed)],
        [...as("shop", shop, "cashier"), "-o", path(`place ${Math.random()}`)],
      ])
    expect((await sign("place", { whole: { name: "Till 1" } })).code).toBe(0)
    expect((await sign("place", { whole: { seal: "1" } })).err).toContain("no member seal")
    expect((await sign("place", { whole: { name: 1 } })).code).toBe(2)
    expect((await sign("place", { lines: [{}] })).err).toContain("at most 0")
    expect((await sign("seal", {})).code).toBe(2)
  })

  it("writes over nothing, and says what a ledger would not take", async () => {
    const report = ["sign", "report", "--terms", path("report.json"), "-o", path("intake.parcel")]
    const before = await readFile(path("intake.parcel"))
    const said = await kvitto([...report, ...as("shop", shop, "cashier")], setting)
    expect([said.code, said.out]).toEqual([2, ""])
    expect(await readFile(path("intake.parcel"))).toEqual(before)
    await ok(["key", "new", "--plain", "-o", path("nobody.key")])
    const strange = ["sign", "report", "--terms", path("report.json"), "-o", path("strange.parcel")]
    await ok([...strange, ...as("nobody", shop, "cashier")], setting)
    const refused = await kvitto(["submit", path("strange.parcel"), "--data", data], setting)
    expect([refused.code, refused.out]).toEqual([1, ""])
    expect(refused.err).toContain("key-never-enrolled")
  })
})

describe("the rule book", () => {
  it("is printed row by row, in each language", async () => {
    expect(await ok(["rules"])).toMatch(/^# The rule book[\s\S]*\| 003 §36 36-3 \| must \|/)
    expect(await ok(["rules", "--language", "nb"])).toContain("36-3")
    expect((await kvitto(["rules", "--language", "de"])).code).toBe(2)
  })
})

describe("import epcis", () => {
  const event = {
    type: "ObjectEvent",
    eventTime: "2026-01-01T07:00:00Z",
    eventTimeZoneOffset: "+01:00",
    action: "OBSERVE",
    epcList: ["urn:epc:id:sgtin:0614141.107346.2017"],
  }
  const epcisFile = (name: string, events: readonly unknown[]): Promise<string> =>
    json(name, {
      "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
      type: "EPCISDocument",
      schemaVersion: "2.0",
      creationDate: "2026-01-01T08:00:00Z",
      epcisBody: { eventList: events },
    })

  it("signs and appends events, and says which files it could not take", async () => {
    const files = await epcisFile("events.json", [event, { ...event, action: "LOOK" }])
    const importing = ["import", "epcis", files, "--data", data, ...as("shop", shop, "cashier")]
    const { total, answers } = await okJson<{
      total: { imported: number; skipped: number }
      answers: Answers
    }>(importing, setting)
    expect(total).toMatchObject({ imported: 1, skipped: 1 })
    expect(answers).toMatchObject([{ ok: true }])
    expect(await okJson(["items", "--data", data], setting)).toHaveLength(1)
    const bad = await kvitto([...importing, await json("bad.json", { type: "Other" })], setting)
    expect(bad.code).toBe(1)
    expect(bad.out).toContain("bad.json: refused")
  })
})
