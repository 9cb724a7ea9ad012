/** Phones are invited on the command line, enrolled over HTTP with a code that is used once, and revoked in one step. */

import { copyFile, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpEnrolment } from "../../src/api/enrolment.ts"
import { enrolmentOf, type Hands, invite, revoke } from "../../src/cli/enrolling.ts"
import { makeFolder, openFolder } from "../../src/cli/data-folder.ts"
import { plainKeyFile } from "../../src/cli/keyfile.ts"
import { saveKeyFile } from "../../src/cli/keyring.ts"
import { enrolmentKeyIn } from "../../src/cli/enrolling.ts"
import { type KnownPhone, readPhone, readPhones } from "../../src/cli/phones.ts"
import { fillSample } from "../../src/cli/sample.ts"
import type { SamplePhone } from "../../src/cli/sample-phones.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import { collect } from "../../src/device/parts.ts"
import { enrol, readInvitation } from "../../src/device/enrol.ts"
import { makeKey } from "../../src/device/key.ts"
import { memoryShelf } from "../../src/device/memory-shelf.ts"
import type { Phone } from "../../src/device/phone.ts"
import { only, type Shelf } from "../../src/device/shelf.ts"
import { keyIdOf, signingKeyFromSeed } from "../../src/cose/key.ts"
import { fromHex } from "../../src/encoding/bytes.ts"
import type { Ledger } from "../../src/ledger/ledger.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { buildApp } from "../../src/server/app.ts"
import { countedRandom } from "../support/world.ts"

const origin = "sample.invalid/phones"
const url = "http://phones.example"
let now = Date.parse("2026-03-05T08:00:00Z")
const random = countedRandom("phones")
const hands: Hands = { clock: () => ({ at: now, offset: 60 }), random }

let root: string
let folder: string
let invited: readonly SamplePhone[]
let ledger: Ledger
let app: FastifyInstance

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "kvitto-phones-"))
  folder = join(root, "day")
  invited = await makeFolder(folder, origin, 0, random, async ({ store, headPath, keys }) => {
    const { phones } = await fillSample({ store, headPath, keys, random })
    for (const { party, seed } of phones)
      await saveKeyFile(enrolmentKeyIn(folder, party), plainKeyFile(seed))
    return phones
  })
  ledger = await openFolder(folder, { clock: () => now })
  app = buildApp(ledger, { enrolment: enrolmentOf(folder, ledger, hands) })
})
afterAll(async () => {
  await app.close()
  await ledger.close()
  await rm(root, { recursive: true, force: true })
})

/** The server without a network. */
const overHttp = () =>
  httpEnrolment(new URL(url), async (asked, init) => {
    const { statusCode, headers, rawPayload } = await app.inject({
      method: "POST",
      url: asked.pathname,
      headers: init.headers as Record<string, string>,
      payload: Buffer.from(init.body as Uint8Array),
    })
    return new Response(new Uint8Array(rawPayload), {
      status: statusCode,
      headers: { "content-type": String(headers["content-type"]) },
    })
  })

const phoneWith = (shelf: Shelf = memoryShelf()): Phone => ({
  shelf,
  subtle: undefined,
  clock: () => ({ at: now, offset: 60 }),
  random,
  verify: verifyNode,
  alone: (step) => step(),
})

const message = (text: string): Uint8Array => {
  const whole = collect([], text).message
  if (whole === undefined) throw new Error("expected a message")
  return whole
}

const inviteGuard = (expires?: number) => inviteOne(0, expires)
const inviteTeller = () => inviteOne(1)

async function inviteOne(which: number, expires = now + 86_400_000) {
  const one = invited[which]
  if (one === undefined) throw new Error("expected a phone")
  const { seed: _, ...person } = one
  const limit = { currency: "DKK", minor: 5_000_000 }
  return invite(folder, url, { ...person, limit, expires }, hands)
}

const faultOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => "done",
    (error: Error & { code?: string }) => error.code ?? error.message,
  )

describe("enrolling a phone", () => {
  it("puts its key on record for the code, in the person's own name", async () => {
    const { text, id } = await inviteGuard()
    const phone = phoneWith()
    const self = await enrol(phone, message(text), overHttp())
    expect(self).toMatchObject({
      origin,
      name: "Bente Storm",
      role: "guard",
      person: invited[0]?.person,
      limit: { currency: "DKK", minor: 5_000_000 },
    })
    const known = await readPhone(folder, id)
    expect(known?.enrolled?.index).toBeGreaterThan(0)
    expect(await ledger.indexOf(known?.enrolled?.statement as never)).toBe(known?.enrolled?.index)
    expect(await phone.shelf.get("enrolling", only)).toBeUndefined()
  })

  it("keeps no code, and gives each away once", async () => {
    const { text, revocation } = await inviteGuard()
    const { code } = readInvitation(message(text))
    const files = await readdir(join(folder, "phones"))
    for (const file of files) {
      const kept = await readFile(join(folder, "phones", file), "utf8")
      expect(kept).not.toContain(Buffer.from(code).toString("hex"))
      expect(kept).not.toContain(revocation)
    }
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("done")
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("gone")
  })

  it("gives the same answer to a phone that died before it came", async () => {
    const { text } = await inviteGuard()
    const shelf = memoryShelf()
    const dying = { enrol: () => Promise.reject(new Error("died")) }
    const lost = {
      enrol: async (request: Parameters<ReturnType<typeof overHttp>["enrol"]>[0]) => {
        await overHttp().enrol(request)
        throw new Error("died")
      },
    }
    expect(await faultOf(enrol(phoneWith(shelf), message(text), dying))).toBe("died")
    expect(await faultOf(enrol(phoneWith(shelf), message(text), lost))).toBe("died")
    const { size } = await ledger.about()
    const self = await enrol(phoneWith(shelf), message(text), overHttp())
    expect(self.name).toBe("Bente Storm")
    expect((await ledger.about()).size).toBe(size)
  })

  it("does not take a code that has expired, or was never given out", async () => {
    const { text } = await inviteGuard(now + 1000)
    now += 2000
    const shelf = memoryShelf()
    expect(await faultOf(enrol(phoneWith(shelf), message(text), overHttp()))).toBe("gone")
    // Asking again is of no use, so nothing is left that would.
    expect(await shelf.get("enrolling", only)).toBeUndefined()
    const { code } = readInvitation(message(text))
    const other = { code: code.map((byte) => byte ^ 1), ...(await possessed()) }
    expect(await overHttp().enrol(other)).toMatchObject({ ok: false })
  })

  it("enrols a phone anew for its own organisation, and for no other", async () => {
    const [first, second] = [await inviteGuard(), await inviteGuard()]
    const shelf = memoryShelf()
    const before = await enrol(phoneWith(shelf), message(first.text), overHttp())
    const after = await enrol(phoneWith(shelf), message(second.text), overHttp())
    expect(after.party).toBe(before.party)
    expect(after.publicKey).not.toEqual(before.publicKey)
    expect((await shelf.get("self", only))?.publicKey).toEqual(after.publicKey)
    const elsewhere = await inviteTeller()
    expect(await faultOf(enrol(phoneWith(shelf), message(elsewhere.text), overHttp()))).toBe(
      "another-party",
    )
    expect((await shelf.get("self", only))?.publicKey).toEqual(after.publicKey)
  })

  it("does not take a key that did not sign for itself, and keeps the code good", async () => {
    const { text } = await inviteGuard()
    const { code } = readInvitation(message(text))
    const { publicKey } = await possessed()
    const forged = { code, publicKey, possession: new Uint8Array(64) }
    expect(await overHttp().enrol(forged)).toMatchObject({ ok: false })
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("done")
  })

  it("takes the whole code, not the part of its hash that everybody may see", async () => {
    const [first, second] = [await inviteGuard(), await inviteGuard()]
    const file = (id: string): string => join(folder, "phones", `${id}.json`)
    await rename(file(first.id), file(second.id))
    expect(await faultOf(enrol(phoneWith(), message(second.text), overHttp()))).toBe("gone")
    await rename(file(second.id), file(first.id))
    expect(await faultOf(enrol(phoneWith(), message(first.text), overHttp()))).toBe("done")
  })

  it("gives one code to one of two phones that ask at the same time", async () => {
    const { text } = await inviteGuard()
    const { size } = await ledger.about()
    const asking = Array.from({ length: 5 }, () =>
      faultOf(enrol(phoneWith(), message(text), overHttp())),
    )
    const all = await Promise.all(asking)
    expect(all.toSorted()).toEqual(["done", "gone", "gone", "gone", "gone"])
    expect((await ledger.about()).size).toBe(size + 1)
  })

  it("keeps a code good whose first answer was lost and whose second was no", async () => {
    const { text, id } = await inviteGuard()
    const shelf = memoryShelf()
    const refusing = { ok: false, code: "not-authorised", sentence: "revoked" } as const
    const submits = [() => Promise.reject(new Error("died")), async () => [refusing]]
    for (const submit of submits) {
      const { enrol: ask } = enrolmentOf(folder, { submit }, hands)
      await faultOf(enrol(phoneWith(shelf), message(text), { enrol: ask }))
    }
    // What was signed for the first phone would be refused for ever.
    expect((await readPhone(folder, id))?.used).toBeNull()
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("done")
  })

  it("does not take a key twice, nor one of small order, and keeps the code good", async () => {
    const { text } = await inviteGuard()
    const phone = phoneWith()
    const self = await enrol(phone, message(text), overHttp())
    if (self.secret.kind !== "seed") throw new Error("expected a seed")
    const { text: other } = await inviteGuard()
    const { code } = readInvitation(message(other))
    const { sign } = signingKeyFromSeed(self.secret.seed)
    const possession = sign(possessionMessage(origin, self.party, self.publicKey))
    const again = { code, publicKey: self.publicKey, possession }
    expect(await overHttp().enrol(again)).toMatchObject({ ok: false })
    const weak = new Uint8Array(32)
    weak[0] = 1
    const signature = new Uint8Array(64)
    signature[0] = 1
    const small = { code, publicKey: weak, possession: signature }
    expect(await overHttp().enrol(small)).toMatchObject({ ok: false })
    expect(await faultOf(enrol(phoneWith(), message(other), overHttp()))).toBe("done")
  })

  async function possessed() {
    const { publicKey, secret } = await makeKey(undefined, random)
    if (secret.kind !== "seed") throw new Error("expected a seed")
    const party = invited[0]?.party ?? null
    const { sign } = signingKeyFromSeed(secret.seed)
    return { publicKey, possession: sign(possessionMessage(origin, party, publicKey)) }
  }
})

describe("revoking a phone", () => {
  it("is one step for whoever has its other code, and the same answer again", async () => {
    const { text, revocation, id } = await inviteGuard()
    await enrol(phoneWith(), message(text), overHttp())
    const code = fromHex(revocation) as Uint8Array
    const first = await overHttp().revoke({ code })
    expect(first).toMatchObject({ ok: true })
    expect(await overHttp().revoke({ code })).toEqual(first)
    expect((await readPhone(folder, id))?.revoked).not.toBeNull()
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("gone")
    const all = await readPhones(folder)
    expect(all.filter((each) => each.revoked !== null)).toHaveLength(1)
  })

  it("holds for a phone whose enrolment was never answered: its key is on record and revoked", async () => {
    const { text, revocation, id } = await inviteGuard()
    const shelf = memoryShelf()
    const dying = enrolmentOf(folder, { submit: () => Promise.reject(new Error("died")) }, hands)
    expect(await faultOf(enrol(phoneWith(shelf), message(text), dying))).toBe("died")
    const code = fromHex(revocation) as Uint8Array
    expect(await overHttp().revoke({ code })).toMatchObject({ ok: true })
    expect(await faultOf(enrol(phoneWith(shelf), message(text), overHttp()))).toBe("gone")
    const { used } = (await readPhone(folder, id)) as KnownPhone
    const keys = (await ledger.names(null, 500)).filter(({ type }) => type === "key")
    const key = keyIdOf(fromHex(used?.key ?? "") as Uint8Array)
    expect(keys.find((each) => each.id === key)).toMatchObject({ revoked: true })
  })

  it("is sent again as it was signed, and refuses the phone from then on", async () => {
    const { text, revocation, id } = await inviteGuard()
    const shelf = memoryShelf()
    await enrol(phoneWith(shelf), message(text), overHttp())
    const code = fromHex(revocation) as Uint8Array
    const sent: string[] = []
    const lost = enrolmentOf(
      folder,
      {
        submit: async (parcels) => {
          sent.push(...parcels.map((each) => Buffer.from(each).toString("base64")))
          await ledger.submit(parcels)
          throw new Error("died")
        },
      },
      hands,
    )
    const { size } = await ledger.about()
    expect(await faultOf(lost.revoke({ code }))).toBe("died")
    expect((await readPhone(folder, id))?.revoking?.parcel).toBe(sent[0])
    expect(await faultOf(enrol(phoneWith(shelf), message(text), overHttp()))).toBe("gone")
    expect(await overHttp().revoke({ code })).toMatchObject({ ok: true, index: size })
    expect((await ledger.about()).size).toBe(size + 1)
  })

  it("says since when, though it was revoked before without", async () => {
    const { text, revocation, id } = await inviteGuard()
    await enrol(phoneWith(), message(text), overHttp())
    const code = fromHex(revocation) as Uint8Array
    await overHttp().revoke({ code })
    const { size } = await ledger.about()
    for (let times = 0; times < 2; times++) {
      const phone = (await readPhone(folder, id)) as KnownPhone
      expect(await revoke(folder, ledger, hands, phone, now - 1000)).toMatchObject({
        ok: true,
        index: size,
      })
    }
    expect((await ledger.about()).size).toBe(size + 1)
    expect(await overHttp().revoke({ code })).toMatchObject({ ok: true, index: size })
  })

  it("does not depend on the files of other phones, which are refused by name", async () => {
    const { text, revocation, id } = await inviteGuard()
    await enrol(phoneWith(), message(text), overHttp())
    const broken = join(folder, "phones", `${"0".repeat(16)}.json`)
    await copyFile(join(folder, "phones", `${id}.json`), broken)
    const edited = JSON.parse(await readFile(broken, "utf8")) as Record<string, unknown>
    delete edited["used"]
    await writeFile(broken, JSON.stringify(edited))
    await expect(readPhones(folder)).rejects.toThrow(broken)
    const revoked = await overHttp().revoke({ code: fromHex(revocation) as Uint8Array })
    await rm(broken)
    expect(revoked).toMatchObject({ ok: true })
  })

  it("ends the code of a phone that nobody has used", async () => {
    const { text, revocation } = await inviteGuard()
    expect(await overHttp().revoke({ code: fromHex(revocation) as Uint8Array })).toMatchObject({
      ok: false,
    })
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("gone")
  })
})

describe("over HTTP", () => {
  it.each([
    ["no CBOR", "application/cbor", Buffer.from("{}"), 400],
    ["too long", "application/cbor", Buffer.alloc(300), 413],
    ["another type", "application/json", Buffer.from("{}"), 415],
  ])("refuses what is no request: %s", async (_, type, payload, status) => {
    const answer = await app.inject({
      method: "POST",
      url: "/v1/enrolments",
      headers: { "content-type": type },
      payload,
    })
    expect(answer.statusCode).toBe(status)
    expect(answer.headers["content-type"]).toContain("application/problem+json")
  })

  it("is there only where somebody enrols", async () => {
    const bare = buildApp(ledger)
    const answer = await bare.inject({ method: "POST", url: "/v1/enrolments" })
    expect(answer.statusCode).toBe(404)
    await bare.close()
  })
})
