/** Phones are invited on the command line, enrolled over HTTP with a code that is used once, and revoked in one step. */

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpEnrolment } from "../../src/api/enrolment.ts"
import { enrolmentOf, type Hands, invite } from "../../src/cli/enrolling.ts"
import { makeFolder, openFolder } from "../../src/cli/data-folder.ts"
import { plainKeyFile } from "../../src/cli/keyfile.ts"
import { saveKeyFile } from "../../src/cli/keyring.ts"
import { enrolmentKeyIn } from "../../src/cli/enrolling.ts"
import { readPhone, readPhones } from "../../src/cli/phones.ts"
import { fillSample } from "../../src/cli/sample.ts"
import type { SamplePhone } from "../../src/cli/sample-phones.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import { collect } from "../../src/device/parts.ts"
import { enrol, readInvitation } from "../../src/device/enrol.ts"
import { makeKey } from "../../src/device/key.ts"
import { memoryShelf } from "../../src/device/memory-shelf.ts"
import type { Phone } from "../../src/device/phone.ts"
import { only, type Shelf } from "../../src/device/shelf.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
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

async function inviteGuard(expires = now + 86_400_000) {
  const [guard] = invited
  if (guard === undefined) throw new Error("expected a guard")
  const { seed: _, ...person } = guard
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
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("gone")
    const { code } = readInvitation(message(text))
    const other = { code: code.map((byte) => byte ^ 1), ...(await possessed()) }
    expect(await overHttp().enrol(other)).toMatchObject({ ok: false })
  })

  it("does not take a key that did not sign for itself, and keeps the code good", async () => {
    const { text } = await inviteGuard()
    const { code } = readInvitation(message(text))
    const { publicKey } = await possessed()
    const forged = { code, publicKey, possession: new Uint8Array(64) }
    expect(await overHttp().enrol(forged)).toMatchObject({ ok: false })
    expect(await faultOf(enrol(phoneWith(), message(text), overHttp()))).toBe("done")
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
    expect(all.filter(({ revoked }) => revoked !== null)).toHaveLength(1)
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
