/** The built pages as a server sends them: where, with which headers, and only as they were built. */

import { createHash } from "node:crypto"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import { builtPages } from "../../src/cli/built-pages.ts"
import { buildApp } from "../../src/server/app.ts"
import type { PageFile } from "../../src/server/pages.ts"
import { fakeLedger } from "./fake-ledger.ts"

const hash = (text: string): string => createHash("sha256").update(text).digest("hex")
const file = (path: string, text: string): PageFile => ({
  path,
  sha256: hash(text),
  bytes: new TextEncoder().encode(text),
})

const files = [
  file("index.html", "<p>first</p>"),
  file("courier.html", "<p>courier</p>"),
  file("assets/courier-1b2c.js", "run()"),
  file("icon.png", "picture"),
]
const app = buildApp(fakeLedger(), { pages: files })
afterAll(() => app.close())

describe("built pages", () => {
  it.each([
    ["/", "text/html; charset=utf-8", "<p>first</p>", "no-cache"],
    ["/courier?item=1", "text/html; charset=utf-8", "<p>courier</p>", "no-cache"],
    [
      "/assets/courier-1b2c.js",
      "text/javascript; charset=utf-8",
      "run()",
      "public, max-age=31536000, immutable",
    ],
    ["/icon.png", "image/png", "picture", "no-cache"],
  ])("are at %s", async (url, type, text, lasts) => {
    const reply = await app.inject({ url })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers["content-type"]).toBe(type)
    expect(reply.headers["cache-control"]).toBe(lasts)
    expect(reply.body).toBe(text)
  })

  it("may run what this server sends, and nothing else", async () => {
    const { headers } = await app.inject({ url: "/courier" })
    const policy = String(headers["content-security-policy"]).split("; ")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy.join()).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:|data:/)
    expect(headers["x-content-type-options"]).toBe("nosniff")
  })

  it("are compressed for who takes it, and not sent again to who has them", async () => {
    const url = "/courier"
    const short = await app.inject({ url, headers: { "accept-encoding": "gzip" } })
    expect(short.headers["content-encoding"]).toBe("gzip")
    expect(String(gunzipSync(short.rawPayload))).toBe("<p>courier</p>")
    const tag = String(short.headers.etag)
    const again = await app.inject({ url, headers: { "if-none-match": tag } })
    expect([again.statusCode, again.body]).toEqual([304, ""])
    expect(again.headers["vary"]).toBe("accept-encoding")
    const kept = [`"other", ${tag}`, tag.replace("W/", ""), `"a",W/"b" , ${tag} `, "*"]
    for (const tags of kept) {
      const { statusCode } = await app.inject({ url, headers: { "if-none-match": tags } })
      expect([tags, statusCode]).toEqual([tags, 304])
    }
    const { statusCode, body } = await app.inject({ url, method: "HEAD" })
    expect([statusCode, body]).toEqual([200, ""])
    const other = await app.inject({ url, headers: { "if-none-match": '"other"' } })
    expect(other.statusCode).toBe(200)
  })

  it("are nowhere else", async () => {
    for (const url of [
      "/index",
      "/index.html",
      "/courier.html",
      "/assets/",
      "/assets/../icon.png",
    ]) {
      const reply = await app.inject({ url })
      expect([url, reply.statusCode]).toEqual([url, url.includes("..") ? 200 : 404])
    }
    expect((await app.inject({ url: "/sample" })).statusCode).toBe(404)
  })
})

describe("the folder that a build leaves", () => {
  let folder: string
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const built = async (text: string, listed: string): Promise<string> => {
    folder = await mkdtemp(join(tmpdir(), "kvitto-pages-"))
    await writeFile(join(folder, "index.html"), text)
    await writeFile(join(folder, "pages.json"), listed)
    return folder
  }

  it("is read as it was listed", async () => {
    const rows = JSON.stringify([{ path: "index.html", sha256: hash("<p>") }])
    const read = await builtPages(await built("<p>", rows))
    expect(read).toMatchObject([{ path: "index.html", sha256: hash("<p>") }])
  })

  it("is refused where a file is another than was built, or the list is none", async () => {
    const rows = JSON.stringify([{ path: "index.html", sha256: hash("<p>") }])
    await expect(builtPages(await built("<q>", rows))).rejects.toThrow("is not as it was built")
    await rm(folder, { recursive: true })
    await expect(builtPages(await built("<p>", '[{"path":1}]'))).rejects.toThrow("not a list")
  })

  it("may be missing", async () => {
    folder = await mkdtemp(join(tmpdir(), "kvitto-pages-"))
    expect(await builtPages(folder)).toBeUndefined()
  })
})
