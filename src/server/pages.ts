/**
 * The pages that people use, sent as they were built. They run only what this server sends, and ask no other server for
 * anything: that is what the policy in their headers says to the browser.
 */

import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { forEver, noQuery } from "./routes.ts"
import { takesGzip } from "./tiles.ts"

/** A built file. `path` below the root, like `assets/courier-1b2c.js`; `sha256` in hex. */
export type PageFile = {
  readonly path: string
  readonly sha256: string
  readonly bytes: Uint8Array
}

/** WebAssembly reads QR codes where the browser does not. Pictures of a camera are blobs of the page's own. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ")

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
}
const typeOf = (path: string): string =>
  types[path.slice(path.lastIndexOf(".") + 1)] ?? "application/octet-stream"

/** Pictures are compressed already. */
const isShorterByGzip = (path: string): boolean => !path.endsWith(".png")

/** `index.html` at the root, `courier.html` at `/courier`; everything else where it lies. */
const urlOf = (path: string): string => `/${path.replace(/\.html$/, "")}`.replace(/^\/index$/, "/")

export function addPages(app: FastifyInstance, files: readonly PageFile[]): void {
  for (const file of files) {
    const send = senderOf(file)
    app.get(
      urlOf(file.path),
      // What a page asks itself for stands behind a question mark, which no page here has a use for.
      { schema: { hide: true, ...(file.path.endsWith(".html") ? {} : { querystring: noQuery }) } },
      send,
    )
  }
}

/** Whether one of the tags that a browser has is this one, compared weakly (RFC 9110, 13.1.2). */
function isKept(tags: string | undefined, sha256: string): boolean {
  const all = (tags ?? "").split(",").map((each) => each.trim().replace(/^W\//, ""))
  return all.includes(`"${sha256}"`) || all.includes("*")
}

type Send = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

function senderOf({ path, sha256, bytes }: PageFile): Send {
  // Made at the first request: it is the same for all.
  let short: Promise<Uint8Array> | undefined
  // Weak: the same for both codings (RFC 9110, 8.8.3).
  const tag = `W/"${sha256}"`
  // The build puts a hash of its contents into the name of everything under `assets`.
  const lasts = path.startsWith("assets/") ? forEver : "no-cache"
  return async (request, reply) => {
    reply
      .header("content-security-policy", pagePolicy)
      .header("permissions-policy", "camera=(self), geolocation=(self)")
      .header("cross-origin-opener-policy", "same-origin")
      .header("cache-control", lasts)
      .header("etag", tag)
      .type(typeOf(path))
    if (isShorterByGzip(path)) reply.header("vary", "accept-encoding")
    if (isKept(request.headers["if-none-match"], sha256)) return reply.code(304).send()
    if (!isShorterByGzip(path)) return reply.send(bytes)
    if (!takesGzip(request.headers["accept-encoding"])) return reply.send(bytes)
    short ??= promisify(gzip)(bytes, { level: 9 })
    return reply.header("content-encoding", "gzip").send(await short)
  }
}
