/**
 * Conversations with a server as plain text. A line `> METHOD path` asks; what follows is the answer: status, the
 * headers that matter, the body. Lines with `#` and empty lines are for the reader, and empty ones do not count. A request's body stands behind its
 * path: a media type and words, each one parcel; `zeros 100` and `cut ok` are bytes that are none.
 */

import type { FastifyInstance } from "fastify"
import { Check } from "typebox/value"
import { problemBody } from "../../src/api/body.ts"
import type { LedgerApi } from "../../src/api/ledger-api.ts"
import type { Problem } from "../../src/api/wire.ts"
import { concat, toHex } from "../../src/encoding/bytes.ts"
import { buildApp } from "../../src/server/app.ts"
import { fakeLedger, parcel } from "./fake-ledger.ts"

const shownHeaders = [
  "allow",
  "location",
  "content-disposition",
  "kvitto-sample",
  "connection",
  "retry-after",
]

/** The script as the server really answers it; equal to the script if all is as written. */
export async function replay(app: FastifyInstance, script: string): Promise<string> {
  const lines: string[] = []
  for (const line of script
    .trim()
    .split("\n")
    .map((each) => each.trim())) {
    if (line.startsWith("#")) lines.push(line)
    if (!line.startsWith("> ")) continue
    lines.push(line, ...(await answerTo(app, line.slice(2))))
  }
  return lines.join("\n")
}

export const script = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n")

/** One line per request: status, code and detail of the problem that it must get. */
export async function refusals(
  requests: string,
  ledger: LedgerApi = fakeLedger(),
): Promise<string> {
  const app = buildApp(ledger)
  const asked = script(requests)
    .split("\n")
    .map((line) => `> ${line}`)
  const lines = (await replay(app, asked.join("\n"))).split("\n")
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line) => {
      const problem = JSON.parse(line) as Problem
      if (!Check(problemBody, problem) || problem.type !== `/docs#${problem.code}`)
        throw new Error(`expected a problem, got ${line}`)
      return `${problem.status} ${problem.code}: ${problem.detail}`
    })
    .join("\n")
}

async function answerTo(app: FastifyInstance, asked: string): Promise<readonly string[]> {
  const [method = "", url = "", type, ...words] = asked.split(" ")
  const body = bodyOf(words)
  const response = await app.inject({
    method: method as "GET",
    url,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
    ...(words.length === 0 ? {} : { payload: Buffer.from(body) }),
  })
  const media = String(response.headers["content-type"] ?? "")
  const shown = shownHeaders.flatMap((name) => {
    const value = response.headers[name]
    return value === undefined || value === "keep-alive"
      ? []
      : [`${name}: ${shorten(String(value))}`]
  })
  return [
    `${response.statusCode} ${media}`.trim(),
    ...shown,
    ...shownBody(media, response.rawPayload),
  ]
}

function shownBody(media: string, bytes: Uint8Array): readonly string[] {
  if (bytes.length === 0) return []
  if (/json|text|bundle/.test(media)) {
    const text = Buffer.from(bytes).toString()
    return text
      .replace(/\n$/, "")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => shorten(line))
  }
  return [toHex(bytes)]
}

/** Ids are long: the first six digits and dots, as written in the scripts. */
const shorten = (text: string): string =>
  text.replace(/[0-9a-f]{64}/g, (id) => `${id.slice(0, 6)}…`)

/** `ok-1 nonce-reused`: a parcel each. `zeros-100`: a hundred zero bytes. `cut-ok`: a parcel without its last byte. */
function bodyOf(words: readonly string[]): Uint8Array {
  return concat(
    ...words.map((word) => {
      const [kind, rest = ""] = word.split(/-(.*)/)
      if (kind === "zeros") return new Uint8Array(Number(rest))
      if (kind === "cut") return parcel(rest).slice(0, -1)
      if (kind === "hex") return Buffer.from(rest, "hex")
      return parcel(word.replaceAll("_", " "))
    }),
  )
}
