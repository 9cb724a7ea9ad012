/** What the server offers, for programs and for people: an OpenAPI document, and a page that asks nobody for anything. */

import type { FastifyInstance } from "fastify"
import { paths, problemCodes, problemOf, sampleHeader } from "../api/wire.ts"
import { toBase64, utf8 } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { noQuery } from "./routes.ts"

export function addPage(app: FastifyInstance): void {
  app.get(
    paths.openapi,
    { schema: { hide: true, querystring: noQuery } },
    async (_request, reply) => reply.type("application/json").send(app.swagger()),
  )
  app.get(paths.docs, { schema: { hide: true, querystring: noQuery } }, async (_request, reply) =>
    reply
      .header("content-security-policy", pagePolicy)
      .type("text/html; charset=utf-8")
      .send(pageOf(app.swagger().paths ?? {}, reply.hasHeader(sampleHeader))),
  )
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}
:target{background:#ffc}
@media (prefers-color-scheme:dark){body{color:#eee;background:#111}a{color:#8cf}:target{background:#440}}`

const pagePolicy = `default-src 'none'; style-src 'sha256-${toBase64(sha256(utf8(style)))}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
}
const escape = (text: string): string => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? "")

type Operation = {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

function pageOf(documented: object, sample: boolean): string {
  const rows = Object.entries(documented).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, operation]) =>
      row(method.toUpperCase(), path, queryOf(operation), operation.summary ?? ""),
    ),
  )
  const problems = problemCodes.map((code) => {
    const { status, title } = problemOf(code, "")
    return `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escape(title)}</td></tr>`
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Kvitto ledger: paths and problems</title>
<style>${style}</style>
<h1>Kvitto ledger</h1>
${sample ? "<p><strong>SAMPLE LEDGER: nothing here happened.</strong></p>\n" : ""}<p>For programs: <a href="${paths.openapi}">${paths.openapi}</a> (OpenAPI 3.1).</p>
<h2>Paths</h2>
<table>
<tr><th>Method</th><th>Path</th><th>Query</th><th>What it gives</th></tr>
${rows.join("\n")}
</table>
<h2>Problems</h2>
<p>Errors are <code>application/problem+json</code> (RFC 9457) with one of these codes.</p>
<table>
<tr><th>Code</th><th>Status</th><th>Meaning</th></tr>
${problems.join("\n")}
</table>
</html>
`
}

const row = (...cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>`

const queryOf = ({ parameters }: Operation): string =>
  (parameters ?? [])
    .filter((parameter) => parameter.in === "query")
    .map(({ name }) => name)
    .join(", ")
