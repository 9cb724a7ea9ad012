import { gunzipSync } from "node:zlib"
import { connect } from "node:net"
import { afterAll, describe, expect, it } from "vitest"
import { decodeEntryBundle } from "../../src/log/entry-bundle.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger } from "./fake-ledger.ts"
import { refusals, replay, script } from "./transcript.ts"

const app = buildApp(fakeLedger())
afterAll(() => app.close())

describe("the tiles of C2SP tlog-tiles", () => {
  it("are where the specification puts them", async () => {
    const written = script(`
      > GET /checkpoint
      200 text/plain; charset=utf-8
      ledger.example/fake
      0

      — note
      > GET /tile/0/000.p/1
      200 application/octet-stream
      415a57462a5c6d4308312032380e9eb02e286c81174cbc55b4afd4ddb057c48e
      > GET /tile/entries/000.p/3
      200 application/octet-stream
      0002a0000002a0010002a002
      > HEAD /checkpoint
      200 text/plain; charset=utf-8
      > HEAD /tile/entries/000.p/3
      200 application/octet-stream
      > POST /checkpoint
      405 application/problem+json; charset=utf-8
      allow: GET, HEAD
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"POST /checkpoint","code":"method-not-allowed"}
      > DELETE /tile/0/000.p/1
      405 application/problem+json; charset=utf-8
      allow: GET, HEAD
      {"type":"/docs#method-not-allowed","title":"this path has no such method","status":405,"detail":"DELETE /tile/0/000.p/1","code":"method-not-allowed"}
    `)
    expect(await replay(app, written)).toBe(written)
  })

  it("have one name each, and a width that was published", async () => {
    expect(
      await refusals(`
      GET /tile/0/000
      GET /tile/0/000.p/4
      GET /tile/entries/001.p/1
      GET /tile/1/000.p/1
      GET /tile/63/000.p/1
      GET /tile/64/000.p/1
      GET /tile/00/000.p/1
      GET /tile/0/000.p/0
      GET /tile/0/000.p/256
      GET /tile/0/000.p/03
      GET /tile/0/x000/000.p/1
      GET /tile/0/00%30.p/3
      GET /tile/0/000.p%2f3
      GET /tile/0/000.p/3/
      GET /tile/data/000.p/3
      GET /tile/
      GET /tile
      GET /checkpoint/
      GET /tile/0/${"x001/".repeat(500)}000
    `),
    ).toBe(
      script(`
      404 not-found: no published tree has tile/0/000
      404 not-found: no published tree has tile/0/000.p/4
      404 not-found: no published tree has tile/entries/001.p/1
      404 not-found: no published tree has tile/1/000.p/1
      404 not-found: no published tree has tile/63/000.p/1
      404 no-such-path: GET /tile/64/000.p/1
      404 no-such-path: GET /tile/00/000.p/1
      404 no-such-path: GET /tile/0/000.p/0
      404 no-such-path: GET /tile/0/000.p/256
      404 no-such-path: GET /tile/0/000.p/03
      404 no-such-path: GET /tile/0/x000/000.p/1
      404 no-such-path: GET /tile/0/00%30.p/3
      404 no-such-path: GET /tile/0/000.p%2f3
      404 no-such-path: GET /tile/0/000.p/3/
      404 no-such-path: GET /tile/data/000.p/3
      404 no-such-path: GET /tile/
      404 no-such-path: GET /tile
      404 no-such-path: GET /checkpoint/
      404 no-such-path: GET /tile/0/${"x001/".repeat(500)}000
    `),
    )
  })

  it("are kept for ever, the checkpoint for a second, and what is not there not at all", async () => {
    const cached = async (url: string) => (await app.inject(url)).headers["cache-control"]
    const forEver = "public, max-age=31536000, immutable"
    expect(await cached("/tile/0/000.p/3")).toBe(forEver)
    expect(await cached("/tile/entries/000.p/3")).toBe(forEver)
    expect(await cached("/checkpoint")).toBe("public, max-age=1")
    expect(await cached("/tile/0/000.p/4")).toBe("no-store")
    expect(await cached("/tile/0/0")).toBe("no-store")
  })

  it.each([
    ["gzip", true],
    ["gzip, identity", true],
    ["br;q=1.0, GZIP;q=0.2", true],
    ["deflate,gzip ; q=1", true],
    ["gzip;q=0", false],
    ["gzip;q=0.000", false],
    ["x-gzip", false],
    ["identity", false],
    ["*", false],
    ["", false],
  ])("entries are compressed for who takes it: %s", async (accepted, compressed) => {
    const headers = { "accept-encoding": accepted }
    const bundle = await app.inject({ url: "/tile/entries/000.p/3", headers })
    expect(bundle.headers["vary"]).toBe("accept-encoding")
    expect(bundle.headers["content-encoding"]).toBe(compressed ? "gzip" : undefined)
    const bytes = compressed ? gunzipSync(bundle.rawPayload) : bundle.rawPayload
    expect(decodeEntryBundle(Uint8Array.from(bytes), 3)?.length).toBe(3)
    const hashes = await app.inject({ url: "/tile/0/000.p/3", headers })
    expect([hashes.headers["content-encoding"], hashes.rawPayload.length]).toEqual([undefined, 96])
  })

  it("with an empty query have another name", async () => {
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as { readonly port: number }
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1")
      let text = ""
      socket.on("data", (bytes) => {
        text += String(bytes)
      })
      socket.on("error", reject)
      socket.on("close", () => resolve(text))
      socket.write("GET /tile/0/000.p/3? HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    })
    expect(heard).toContain("HTTP/1.1 404 ")
  })
})
