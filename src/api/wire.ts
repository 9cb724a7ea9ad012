/**
 * What client and server agree on: paths, media types, limits, the spelling of times, and which HTTP status
 * each refusal has. The page is docs/http.md.
 */

import { type RejectionCode, rejections } from "../custody/rejected.ts"

export const paths = {
  health: "/health",
  openapi: "/openapi.json",
  docs: "/docs",
  /** Of a sample ledger only. */
  sample: "/sample",
  about: "/v1/about",
  /** C2SP tlog-tiles: this and `/tile/`, whose names `merkle/tiles` spells, are what any reader of tiled logs asks for. */
  newestCheckpoint: "/checkpoint",
  tile: "/tile/*",
  checkpoint: "/v1/checkpoint",
  cosigned: "/v1/checkpoint/cosigned",
  policy: "/v1/policy",
  witnesses: "/v1/witnesses",
  entry: "/v1/entries/:index",
  tlogProof: "/v1/entries/:index/tlog-proof",
  coseReceipt: "/v1/entries/:index/cose-receipt",
  statement: "/v1/statements/:id",
  items: "/v1/items",
  names: "/v1/names",
  holdings: "/v1/holdings",
  findings: "/v1/findings",
  books: "/v1/books",
  history: "/v1/items/:id/history",
  bundle: "/v1/items/:id/bundle",
  report: "/v1/items/:id/report.pdf",
  inclusion: "/v1/proofs/inclusion",
  consistency: "/v1/proofs/consistency",
  parcels: "/v1/parcels",
  dryRun: "/v1/dry-run",
  publish: "/v1/publish",
  enrolments: "/v1/enrolments",
  revocations: "/v1/enrolments/revoke",
} as const

/** The path with its one variable filled in; ids and decimals need no escaping. */
export const pathTo = (path: string, variable: string | number): string =>
  path.replace(/:[a-z]+/, String(variable))

export const mediaTypes = {
  json: "application/json",
  problem: "application/problem+json",
  note: "text/plain",
  text: "text/plain",
  tile: "application/octet-stream",
  /** RFC 9052; RFC 9942 registers no type of its own. */
  cose: "application/cose",
  cbor: "application/cbor",
  /** RFC 8742. */
  parcels: "application/cbor-seq",
  /** One JSON text per line. */
  answers: "application/x-ndjson",
  bundle: "application/vnd.kvitto.bundle",
  pdf: "application/pdf",
} as const

/** On every answer of a sample ledger, with the value `true`. */
export const sampleHeader = "Kvitto-Sample"

export const idPattern = "^[0-9a-f]{64}$"
/** Decimal, no leading zero; fifteen digits are always a safe integer. */
export const countPattern = "^(0|[1-9][0-9]{0,14})$"
export const maxCount = 999_999_999_999_999
/** Of a JSON answer: a hundred thousand entry indexes, a thousand items, or the answers to one request. */
export const maxJsonBytes = 16 * 1024 * 1024
/** How many items one answer lists at most. */
export const maxItemsPerPage = 1000
/** Each name is an entry that is read, each holding some of them. */
export const maxNamesPerPage = 1000
export const maxHoldingsPerPage = 200
/** Items whose chains one answer judges. */
export const maxItemsJudged = 50
export const maxDifferencesShown = 1000
/** Of a printed number that is looked for: its scheme, the longest there is, and spaces between its digits. */
export const maxIdentifierLength = 256

/** A statement carries a 64-byte signature, so nothing shorter is a parcel. */
export const minParcelBytes = 64
/**
 * How much a client puts into one request. The answers to that many fit into the buffers of a connection, so a client
 * that reads nothing before it has sent everything cannot come to wait for a server that waits for it.
 */
export const maxParcelsPerRequest = 256
export const maxRequestBytes = 8 * 1024 * 1024

/** Milliseconds since 1970 as RFC 3339 in UTC: `2026-01-01T00:00:00.000Z`. Throws beyond the year 9999. */
export function printInstant(at: number): string {
  if (!Number.isSafeInteger(at) || at < 0 || at > lastInstant)
    throw new Error(`instant: expected 0 to ${lastInstant}, got ${at}`)
  return new Date(at).toISOString()
}

/** 9999-12-31T23:59:59.999Z: RFC 3339 has four digits for a year. */
export const lastInstant = 253_402_300_799_999

const instantPattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z$/

/** Accepts what `printInstant` prints, and the same without `.000`. No other offset than Z, no leap second. */
export function parseInstant(text: string): number | undefined {
  if (!instantPattern.test(text)) return undefined
  const at = Date.parse(text)
  if (!(at >= 0 && at <= lastInstant)) return undefined
  const whole = text.includes(".") ? text : text.replace("Z", ".000Z")
  return printInstant(at) === whole ? at : undefined
}

/** The status of each refusal of a parcel that comes alone. */
export const rejectionStatus = {
  "too-long": 413,
  malformed: 400,
  "newer-format": 422,
  "wrong-origin": 422,
  "not-accepted-from-outside": 403,
  "attestation-mismatch": 422,
  "offer-mismatch": 422,
  "same-signer": 422,
  "key-never-enrolled": 403,
  "not-authorised": 403,
  "weak-key": 422,
  "no-possession": 422,
  "bad-signature": 422,
  "already-begun": 409,
  "nonce-reused": 409,
  "openings-mismatch": 422,
} as const satisfies Readonly<Record<RejectionCode, number>>

/** What can be wrong with a request, whatever is in its parcels: status and title. */
export const requestProblems = {
  "bad-request": [400, "not a request that this server understands"],
  "broken-sequence": [400, "not a sequence of parcels"],
  "not-enrolled": [403, "this code enrols or revokes nothing"],
  "not-found": [404, "the ledger has no such thing"],
  "no-such-path": [404, "there is nothing at this path"],
  "method-not-allowed": [405, "this path has no such method"],
  timeout: [408, "the request took too long to arrive"],
  "unsupported-media-type": [415, "this path takes no such content"],
  "header-too-large": [431, "the header is longer than this server reads"],
  overloaded: [503, "the ledger has as much waiting as it takes on; nothing of this was looked at"],
  internal: [500, "the ledger failed; what was sent may or may not be on record"],
} as const

export type RequestProblemCode = keyof typeof requestProblems
export type ProblemCode = RequestProblemCode | RejectionCode

export const isRejectionCode = (code: string): code is RejectionCode =>
  Object.hasOwn(rejections, code)

export const problemCodes = [
  ...Object.keys(requestProblems),
  ...Object.keys(rejections),
] as readonly ProblemCode[]

/** RFC 9457. `type` is where the server's own page explains the code; programs compare `code`. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ProblemCode
}

export function problemOf(code: ProblemCode, detail: string): Problem {
  const [status, title] = isRejectionCode(code)
    ? [rejectionStatus[code], rejections[code]]
    : requestProblems[code]
  return { type: `${paths.docs}#${code}`, title, status, detail, code }
}
