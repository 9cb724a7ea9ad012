/**
 * A witness, whichever it is, served over HTTP as C2SP tlog-witness says. Listening is somebody else's; the page is
 * docs/witness.md. What goes wrong is one line of text.
 */

import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from "fastify"
import type { WitnessAnswer, WitnessApi } from "../api/witness-api.ts"
import { witnessPaths } from "../api/witness-paths.ts"
import { MAX_ADD_CHECKPOINT_BYTES, printSize, sizeMediaType } from "../log/add-checkpoint.ts"
import { printSignatures } from "../log/note.ts"
import { answerBrokenHttpInText, nameOf, type Report } from "./problem.ts"

/** How long a request may take to arrive, in milliseconds; it is short, and a cosignature is wanted at once. */
const requestTimeout = 30_000
/** Long enough for a log that asks every few seconds to keep its connection. */
const keepAliveTimeout = 75_000
/** Seconds for which a monitor may be shown an older checkpoint: as long as a ledger leaves between two. */
const checkpointMaxAge = 5

const text = "text/plain; charset=utf-8"
const anyType = "application/octet-stream"

/** `report` is told of what became a 500, which itself says nothing. */
export function buildWitnessApp(
  witness: WitnessApi,
  report: Report = () => undefined,
): FastifyInstance {
  const app = fastify({
    requestTimeout,
    keepAliveTimeout,
    bodyLimit: MAX_ADD_CHECKPOINT_BYTES,
    return503OnClosing: false,
    clientErrorHandler: answerBrokenHttpInText,
    frameworkErrors: (error, _request, reply) => {
      say(reply, error.statusCode ?? 400, "not a request that this witness understands")
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    anyType,
    { parseAs: "buffer" },
    async (_: unknown, body: unknown) => body,
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // What is left of the body was not read, so nothing else can come over this connection.
    if (request.method === "POST") reply.header("connection", "close")
    const { statusCode = 500 } = error
    if (statusCode === 413)
      return say(reply, 413, `expected at most ${MAX_ADD_CHECKPOINT_BYTES} bytes`)
    if (statusCode >= 400 && statusCode < 500)
      return say(reply, statusCode, "not a request that this witness understands")
    report(error, nameOf(request))
    return say(reply, 500, "the witness failed; its operator can find the reason in its own log")
  })
  app.setNotFoundHandler((_request, reply) => say(reply, 404, "there is nothing at this path"))
  app.addHook("onRequest", async (request, reply) => {
    // tlog-witness names no content type for a request; Fastify would refuse one that it cannot read.
    request.raw.headers["content-type"] = anyType
    reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" })
  })
  addRoutes(app, witness)
  return app
}

function addRoutes(app: FastifyInstance, witness: WitnessApi): void {
  app.post(witnessPaths.addCheckpoint, async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
    return send(reply, await witness.addCheckpoint(body))
  })
  app.get<{ Params: { hash: string } }>(witnessPaths.checkpoint, async ({ params }, reply) => {
    const note = await witness.checkpoint(params.hash)
    if (note === undefined) return say(reply, 404, "no checkpoint of such a log was cosigned")
    return reply
      .header("cache-control", `public, max-age=${checkpointMaxAge}`)
      .type(text)
      .send(Buffer.from(note))
  })
  app.get(witnessPaths.about, async (_request, reply) => reply.send(await witness.about()))
  for (const [path, allow] of [
    [witnessPaths.addCheckpoint, "POST"],
    [witnessPaths.checkpoint, "GET, HEAD"],
    [witnessPaths.about, "GET, HEAD"],
  ] as const)
    app.route({
      method: app.supportedMethods.filter((method) => !allow.split(", ").includes(method)),
      url: path,
      // Before the body would be looked at.
      onRequest: async (_request, reply) =>
        say(reply.header("allow", allow), 405, `this path has only ${allow}`),
      handler: async () => undefined,
    })
}

const say = (reply: FastifyReply, status: number, sentence: string): FastifyReply =>
  reply.code(status).type(text).send(`${sentence}\n`)

function send(reply: FastifyReply, answer: WitnessAnswer): FastifyReply {
  switch (answer.status) {
    case 200:
      return reply.type(text).send(printSignatures(answer.signatures))
    case 409:
      return reply.code(409).type(sizeMediaType).send(printSize(answer.size))
    default:
      return say(reply, answer.status, answer.sentence)
  }
}
