/** The report: a document that carries the file it speaks of, the same bytes whenever it is asked for. */

import { constants, inflateSync } from "node:zlib"
import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { reportFonts } from "../../src/cli/report-fonts.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { filesInPdf } from "../../src/encoding/pdf.ts"
import { languages } from "../../src/language/message.ts"
import { inflate } from "../../src/platform/inflate.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { buildApp } from "../../src/server/app.ts"
import { reportPdf } from "../../src/server/report-pdf.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handOver, intake } from "../support/acts.ts"
import { makeWorld, type World } from "../support/world.ts"

const limit = 1_000_000
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")

/** What is drawn on the pages. */
function streamsOf(pdf: Uint8Array): readonly string[] {
  const parts = latin1(pdf)
    .split(/\bstream\r?\n/)
    .slice(1)
  return parts.flatMap((part) => {
    const packed = Buffer.from(part.slice(0, part.indexOf("endstream")), "latin1")
    try {
      const text = inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString("latin1")
      return /\bTJ\b/.test(text) ? [text] : []
    } catch {
      return []
    }
  })
}

describe("a report", () => {
  let world: World
  let app: FastifyInstance
  let item: ItemId
  let path: string
  beforeAll(async () => {
    world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop, [{ sealed: { amount: { currency: "DKK", minor: 90_000 } } }])
    await world.submit(taken, handOver(shop, carrier, taken.held, { contract: world.contract }))
    await world.publish()
    item = taken.items[0] as ItemId
    path = `/v1/items/${item}/report.pdf?at=2026-01-01T12:00:00Z`
    app = buildApp(world.ledger, { fonts: reportFonts })
  })
  afterAll(async () => {
    await app.close()
    await world.ledger.close()
  })

  const asked = async (more = "") => {
    const { statusCode, headers, rawPayload } = await app.inject(path + more)
    expect([statusCode, headers["content-type"]]).toEqual([200, "application/pdf"])
    expect(headers["content-disposition"]).toBe(`attachment; filename="${item.slice(0, 16)}.pdf"`)
    return new Uint8Array(rawPayload)
  }

  it("carries the very bundle that the ledger gives to the same question", async () => {
    const pdf = await asked()
    const { rawPayload: bundle } = await app.inject(path.replace("report.pdf", "bundle"))
    expect(await filesInPdf(pdf, limit, inflate)).toEqual([new Uint8Array(bundle)])
    const text = latin1(pdf)
    expect(text).toContain("/AFRelationship /Source")
    expect(text).toContain(`(${item.slice(0, 16)}.kvitto)`)
    expect(text).toContain("<pdfaid:part>3</pdfaid:part>")
    expect(text).toContain("<pdfaid:conformance>B</pdfaid:conformance>")
    // Each font is in the file: no reader has to have one.
    expect(text.match(/\/FontFile2 /g)?.length).toBe(2)
  })

  it("is the same bytes at every time, in each language its own", async () => {
    const first = await Promise.all(languages.map((each) => asked(`&language=${each}`)))
    world.clock.advance(3_600_000)
    const again = await Promise.all(languages.map((each) => asked(`&language=${each}`)))
    expect(again.map((each) => toHex(sha256(each)))).toEqual(
      first.map((each) => toHex(sha256(each))),
    )
    expect(new Set(first.map((each) => toHex(sha256(each)))).size).toBe(languages.length)
    expect(await asked()).toEqual(first[languages.indexOf("en")])
  })

  it("says whatever a verdict says, of a file that is false too", async () => {
    const bundle = (await world.ledger.bundle({
      item,
      from: 0,
      to: 0,
      scope: "unit",
    })) as Uint8Array
    const policy = await world.ledger.policy()
    const read = parsePolicy(policy)
    if (!read.ok) throw new Error(read.fault.sentence)
    const fonts = await reportFonts()
    const broken = bundle.with(bundle.length - 1, (bundle.at(-1) as number) ^ 1)
    for (const bytes of [broken, new Uint8Array(10)]) {
      const verdict = verify(bytes, read.policy, { verify: verifyNode })
      const pdf = await reportPdf({ verdict, bundle: bytes, policy, language: "en", fonts })
      expect(await filesInPdf(pdf, limit, inflate)).toEqual([bytes])
    }
  })

  it("carries the proof whatever people call themselves, and leaves no letter blank", async () => {
    const question = { item, from: 0, to: 0, scope: "unit" } as const
    const bundle = (await world.ledger.bundle(question)) as Uint8Array
    const policy = await world.ledger.policy()
    const read = parsePolicy(policy)
    if (!read.ok) throw new Error(read.fault.sentence)
    const told = verify(bundle, read.policy, { verify: verifyNode })
    const hostile = [
      "\u0000\u0007\u001b[31m\n\r\t \u202eliable\u202c \ufeff\ud800",
      "日本 😀 👨\u200d👩\u200d👧 שלום مرحبا",
      ")( \\ >> endstream endobj << /Type /EmbeddedFile >> stream",
      "x".repeat(2000),
    ]
    const steps = told.steps.map((each) => ({ ...each, finding: hostile.join(" ") }))
    const fonts = await reportFonts()
    const report = { bundle, policy, language: "en", fonts } as const
    const pdf = await reportPdf({ ...report, verdict: { ...told, steps } })
    expect(await filesInPdf(pdf, limit, inflate)).toEqual([bundle])
    const shown = streamsOf(pdf).flatMap((each) => [...each.matchAll(/<([0-9a-f]+)>/g)])
    const letters = shown.flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? [])
    expect(letters.length).toBeGreaterThan(5000)
    // The glyph of what a font has not: PDF/A-3 (ISO 19005-3, 6.2.11.8) wants none of it.
    expect(letters).not.toContain("0000")
  })

  it("is refused as a bundle is, and is not there without fonts", async () => {
    const code = async (url: string, from = app): Promise<unknown> =>
      (await from.inject(url)).json<{ code: string }>().code
    expect(await code(`${path}&language=no`)).toBe("bad-request")
    expect(await code(`${path}&to=2026-01-01T12:00:00Z`)).toBe("bad-request")
    expect(await code(`${path}&style=long`)).toBe("bad-request")
    expect(await code(path.replace(item, "0".repeat(64)))).toBe("not-found")
    expect(await code(path, buildApp(world.ledger))).toBe("no-such-path")
  })
})
