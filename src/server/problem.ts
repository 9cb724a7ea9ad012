/** Refusals as RFC 9457 problems, and the one place where Fastify's own errors become some. */

import type { Socket } from "node:net"
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify"
import { Overloaded } from "../api/overloaded.ts"
import { countPattern, idPattern, mediaTypes, paths, type Problem, problemOf } from "../api/wire.ts"

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(mediaTypes.problem).send(problem)
}

/** Told of everything that became a 500, which itself says nothing. */
export type Report = (error: unknown, request: string) => void

/** `method path`, without the query: it may name what somebody asked about. */
export const nameOf = (request: FastifyRequest): string =>
  `${request.method} ${request.url.split("?")[0]}`

/** A sender who left before everything had arrived is no failure of the ledger, and reads no answer. */
export const wentAway = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete

export const overloadedProblem = (error: Overloaded): Problem =>
  problemOf("overloaded", error.message)

export function answerError(
  error: FastifyError | Overloaded,
  request: FastifyRequest,
  reply: FastifyReply,
  report: Report,
): FastifyReply {
  if (error instanceof Overloaded) {
    // All of it was read, so the connection stays.
    reply.header("retry-after", error.retryAfter)
    return sendProblem(reply, overloadedProblem(error))
  }
  const problem = problemIn(error)
  if (problem.code === "internal" && !wentAway(request)) report(error, nameOf(request))
  // What is left of the body was not read, so nothing else can come over this connection.
  if (request.method === "POST") reply.header("connection", "close")
  return sendProblem(reply, problem)
}

export const internalProblem = (): Problem =>
  problemOf("internal", "the operator can find the reason in the server's own log")

export const unsupported = (): Problem =>
  problemOf(
    "unsupported-media-type",
    `only ${paths.parcels}, ${paths.dryRun} and ${paths.enrolments} take a body: ${mediaTypes.cbor}, and the first ${mediaTypes.parcels} too`,
  )

function problemIn(error: FastifyError): Problem {
  const fault = error.validation?.[0]
  if (fault !== undefined) return problemOf("bad-request", faultSentence(fault, error))
  switch (error.code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
    case "FST_ERR_CTP_EMPTY_TYPE":
      return unsupported()
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return problemOf("too-long", error.message)
    default:
  }
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? problemOf("bad-request", error.message) : internalProblem()
}

type Fault = NonNullable<FastifyError["validation"]>[number]

const inWords: Readonly<Record<string, string>> = {
  [idPattern]: "64 lower-case hexadecimal digits",
  [countPattern]: "a decimal number of at most 15 digits",
}

function faultSentence(fault: Fault, { validationContext }: FastifyError): string {
  const { keyword, params, instancePath, message } = fault
  const where = validationContext === "params" ? "path" : "query"
  const name = instancePath.slice(1)
  switch (keyword) {
    case "additionalProperties":
      return `${where}: unknown parameter ${JSON.stringify(params["additionalProperty"])}`
    case "required":
      return `${where}: expected ${String(params["missingProperty"])}`
    case "type":
      return `${where}: expected ${name} once`
    case "pattern":
      return `${where}: expected ${name} to be ${inWords[String(params["pattern"])]}`
    case "enum":
      return `${where}: expected ${name} to be one of ${String(params["allowedValues"])}`
    default:
      return `${where}: ${name} ${message ?? "is not valid"}`
  }
}

/** What is not even HTTP has no request and no reply, only a socket. */
export function answerBrokenHttp(error: { readonly code: string }, socket: Socket): void {
  const problem = problemOf(brokenHttpCode(error.code), "the request could not be read")
  endWith(error, socket, problem, mediaTypes.problem, JSON.stringify(problem))
}

/** The same as one line of text, for an interface without problems. */
export function answerBrokenHttpInText(error: { readonly code: string }, socket: Socket): void {
  const problem = problemOf(brokenHttpCode(error.code), "the request could not be read")
  endWith(error, socket, problem, "text/plain; charset=utf-8", `${problem.detail}\n`)
}

function endWith(
  error: { readonly code: string },
  socket: Socket,
  { status, code }: Problem,
  type: string,
  body: string,
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy()
    return
  }
  socket.end(
    [
      `HTTP/1.1 ${status} ${code}`,
      `content-type: ${type}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  )
}

function brokenHttpCode(code: string): "timeout" | "header-too-large" | "bad-request" {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "timeout"
  return code === "HPE_HEADER_OVERFLOW" ? "header-too-large" : "bad-request"
}
