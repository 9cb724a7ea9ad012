import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { Check } from "typebox/value"
import { describe, expect, it } from "vitest"
import * as body from "../../src/api/body.ts"
import { paths, rejectionStatus } from "../../src/api/wire.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger, itemId } from "./fake-ledger.ts"
import { replay, script } from "./transcript.ts"

const a = itemId("a")

describe("a ledger that fails", () => {
  const secret = /EIO|srv|000012|at \w+ \(|node_modules/

  it("is told to the operator and to nobody else", async () => {
    const told: [string, string][] = []
    const report = (error: unknown, request: string): void => {
      told.push([(error as Error).message, request])
    }
    const fail = async (): Promise<never> => {
      throw new Error("EIO: /srv/ledger/000012.log")
    }
    const app = buildApp(fakeLedger({ checkpoint: fail }), { report })
    const written = script(`
      > GET /v1/checkpoint
      500 application/problem+json; charset=utf-8
      {"type":"/docs#internal","title":"the ledger failed; what was sent may or may not be on record","status":500,"detail":"the operator can find the reason in the server's own log","code":"internal"}
      > POST /v1/parcels application/cbor broken_disk
      500 application/problem+json; charset=utf-8
      connection: close
      {"type":"/docs#internal","title":"the ledger failed; what was sent may or may not be on record","status":500,"detail":"the operator can find the reason in the server's own log","code":"internal"}
      > POST /v1/parcels application/cbor-seq ok broken_disk
      500 application/problem+json; charset=utf-8
      connection: close
      {"type":"/docs#internal","title":"the ledger failed; what was sent may or may not be on record","status":500,"detail":"the operator can find the reason in the server's own log","code":"internal"}
    `)
    expect(await replay(app, written)).toBe(written)
    expect(written).not.toMatch(secret)
    expect(told).toEqual([
      ["EIO: /srv/ledger/000012.log", "GET /v1/checkpoint"],
      ["EIO: /srv/ledger/000012.log", "POST /v1/parcels"],
      ["EIO: /srv/ledger/000012.log", "POST /v1/parcels"],
    ])
  })

  it("is not believed when it leaves answers out", async () => {
    const app = buildApp(fakeLedger({ submit: async () => [] }))
    const asked = ["cbor ok", "cbor-seq ok"].map((sent) => `> POST /v1/parcels application/${sent}`)
    const answers = await replay(app, asked.join("\n"))
    expect(answers.match(/"code":"internal"/g)?.length).toBe(2)
  })

  it("fails its health too", async () => {
    let broken = false
    const whole = fakeLedger()
    const app = buildApp(
      fakeLedger({ about: () => (broken ? Promise.reject(new Error("EIO")) : whole.about()) }),
    )
    expect((await app.inject("/health")).statusCode).toBe(200)
    broken = true
    const response = await app.inject("/health")
    expect([response.statusCode, response.body.match(secret)]).toEqual([500, null])
  })
})

describe("headers", () => {
  it("a sample ledger says so on every answer, refusals included", async () => {
    const app = buildApp(fakeLedger({}, true))
    for (const url of [
      "/v1/about",
      "/v1/entries/1",
      "/v1/entries/x",
      "/nothing",
      "/docs",
      "/health",
    ])
      expect([url, (await app.inject(url)).headers["kvitto-sample"]]).toEqual([url, "true"])
    expect((await app.inject({ method: "DELETE", url: "/docs" })).headers["kvitto-sample"]).toBe(
      "true",
    )
    expect((await app.inject("/v1/about")).json()).toMatchObject({ sample: true })
    const real = await buildApp(fakeLedger()).inject("/v1/about")
    expect(real.headers).not.toHaveProperty("kvitto-sample")
  })

  it("of what has a number, only entries may be kept, since they never change", async () => {
    const app = buildApp(fakeLedger())
    const cached = async (url: string) => (await app.inject(url)).headers["cache-control"]
    expect(await cached("/v1/entries/1")).toBe("public, max-age=31536000, immutable")
    for (const url of [
      "/v1/entries/9",
      "/v1/entries/1/tlog-proof",
      "/v1/items",
      "/v1/checkpoint",
      "/v1/checkpoint/cosigned",
      "/nothing",
    ])
      expect([url, await cached(url)]).toEqual([url, "no-store"])
  })

  it("nothing an answer holds is run or guessed at", async () => {
    for (const url of ["/v1/items", "/nothing"]) {
      const { headers } = await buildApp(fakeLedger()).inject(url)
      expect(headers).toMatchObject({
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      })
    }
  })
})

describe("publishing", () => {
  it("is there only for the operator who asked for it", async () => {
    const written = script(`
      > POST /v1/publish
      200 text/plain; charset=utf-8
      ledger.example/fake
      1

      — note
      > GET /v1/publish
      405 application/problem+json; charset=utf-8
      allow: POST
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"GET /v1/publish","code":"method-not-allowed"}
      > POST /v1/publish application/cbor ok
      415 application/problem+json; charset=utf-8
      connection: close
      {"type":"/docs#unsupported-media-type","title":"this path takes no such content","status":415,"detail":"only /v1/parcels, /v1/dry-run and /v1/enrolments take a body: application/cbor, and the first application/cbor-seq too","code":"unsupported-media-type"}
    `)
    expect(await replay(buildApp(fakeLedger(), { allowPublish: true }), written)).toBe(written)
  })
})

describe("what is documented", () => {
  it("the page asks nobody for anything, and allows nothing but its own style", async () => {
    const response = await buildApp(fakeLedger()).inject("/docs")
    expect(response.headers["content-type"]).toBe("text/html; charset=utf-8")
    expect(response.body).not.toMatch(/https?:|src=|<script|@import|url\(/)
    const style = /<style>([^]*)<\/style>/.exec(response.body)?.[1] ?? ""
    const hash = createHash("sha256").update(style).digest("base64")
    expect(response.headers["content-security-policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    )
    for (const code of Object.keys(rejectionStatus)) expect(response.body).toContain(`id="${code}"`)
  })

  it("OpenAPI 3.1 has every path with its parameters, and the same shapes that the answers have", async () => {
    const app = buildApp(fakeLedger(), { allowPublish: true })
    const document = (await app.inject("/openapi.json")).json<{
      openapi: string
      paths: Record<string, Record<string, { responses: Record<string, object> }>>
    }>()
    expect(document.openapi).toBe("3.1.0")
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(operations).toEqual([
      "get /health",
      "get /v1/about",
      "get /v1/checkpoint",
      "get /v1/entries/{index}",
      "get /v1/statements/{id}",
      "get /v1/items",
      "get /v1/items/{id}/history",
      "get /v1/items/{id}/bundle",
      "get /v1/names",
      "get /v1/holdings",
      "get /v1/findings",
      "get /v1/books",
      "get /v1/checkpoint/cosigned",
      "get /v1/policy",
      "get /v1/witnesses",
      "get /v1/entries/{index}/tlog-proof",
      "get /v1/entries/{index}/cose-receipt",
      "get /v1/proofs/inclusion",
      "get /v1/proofs/consistency",
      "get /checkpoint",
      "get /tile/{*}",
      "post /v1/publish",
      "post /v1/parcels",
      "post /v1/dry-run",
    ])
    for (const methods of Object.values(document.paths))
      for (const { responses } of Object.values(methods))
        expect(Object.keys(responses["default"] ?? {})).toEqual(["description", "content"])
  })

  it("the page in docs/http.md has the same paths with the same queries, and the server's own", async () => {
    const app = buildApp(fakeLedger(), { allowPublish: true })
    const { paths: documented } = (await app.inject("/openapi.json")).json<{
      paths: Record<string, { get?: { parameters?: { in: string; name: string }[] } }>
    }>()
    const served = Object.entries(documented).flatMap(([path, { get }]) => {
      if (get === undefined) return []
      const asked = get.parameters?.filter((each) => each.in === "query") ?? []
      const name = path.replace("{*}", "…").replaceAll(/\{([a-z]+)\}/g, ":$1")
      return [
        `${name} ${asked
          .map((each) => each.name)
          .sort()
          .join(" ")}`,
      ]
    })
    const page = readFileSync(new URL("../../docs/http.md", import.meta.url), "utf8")
    const written = [...page.matchAll(/^\| `GET ([^`]+)` \| ([^|]*)\|/gm)].map(
      ([, path, query = ""]) =>
        `${path} ${[...query.matchAll(/`([a-z]+)`/g)]
          .map(([, name = ""]) => name)
          .sort()
          .join(" ")}`,
    )
    expect(written.toSorted()).toEqual(served.toSorted())
    for (const path of [paths.parcels, paths.publish]) expect(page).toContain(`\`POST ${path}\``)
  })

  it("answers have the shape that is documented for them", async () => {
    const app = buildApp(fakeLedger())
    const shapes = [
      ["/health", body.healthBody],
      ["/v1/about", body.aboutBody],
      ["/v1/witnesses", body.witnessesBody],
      ["/v1/items", body.itemsBody],
      [`/v1/items/${a}/history`, body.historyBody],
      ["/v1/proofs/inclusion?index=1&size=3", body.proofBody],
      ["/nothing", body.problemBody],
    ] as const
    for (const [url, shape] of shapes)
      expect([url, Check(shape, (await app.inject(url)).json())]).toEqual([url, true])
  })
})
