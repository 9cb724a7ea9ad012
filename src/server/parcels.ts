/** What can be added to a ledger: parcels, one alone or a sequence that is answered while it arrives. */

import { Readable } from "node:stream"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { acknowledgedBody, answerLine, printAnswer } from "../api/body.ts"
import { gather } from "../api/gather.ts"
import type { LedgerApi, LedgerWriter } from "../api/ledger-api.ts"
import { maxParcelBytes } from "../api/parcel.ts"
import { Overloaded } from "../api/overloaded.ts"
import { type SequenceFault, SequenceScanner } from "../api/sequence.ts"
import { mediaTypes, paths, pathTo, type Problem, problemOf } from "../api/wire.ts"
import {
  internalProblem,
  nameOf,
  overloadedProblem,
  type Report,
  sendProblem,
  unsupported,
  wentAway,
} from "./problem.ts"
import { answering, bytesBody, failing, noQuery } from "./routes.ts"
import { sideBySide } from "./side-by-side.ts"

/** How much of a sequence is handed to the ledger in one batch. */
const batchLimits = { parcels: 256, bytes: 2 * 1024 * 1024 }
/** How much of one sequence waits for answers; nothing more is read until the first of them has come. */
const atOnce = { count: 4, weight: 1024 * 1024, weigh: weightOf }

function weightOf(batch: readonly Uint8Array[] | SequenceFault): number {
  return "code" in batch ? 0 : batch.reduce((sum, { length }) => sum + length, 0)
}

/** In a scope of its own, because other paths take no body, or another. */
export async function addParcels(
  app: FastifyInstance,
  ledger: LedgerWriter,
  report: Report,
): Promise<void> {
  await app.register(async (scope) => {
    // The handler reads the body itself, piece by piece.
    for (const type of [mediaTypes.cbor, mediaTypes.parcels])
      scope.addContentTypeParser(type, (_request, _body, done) => done(null))
    scope.post(
      paths.parcels,
      {
        schema: {
          summary: "Appends parcels: one as application/cbor, many as application/cbor-seq",
          querystring: noQuery,
          body: {
            content: {
              [mediaTypes.cbor]: { schema: bytesBody },
              [mediaTypes.parcels]: { schema: bytesBody },
            },
          },
          response: {
            200: {
              description: "The parcel was appended before; or one line per parcel of a sequence",
              content: {
                [mediaTypes.json]: { schema: acknowledgedBody },
                [mediaTypes.answers]: { schema: answerLine },
              },
            },
            201: answering("Appended", mediaTypes.json, acknowledgedBody),
            default: failing,
          },
        },
      },
      async (request, reply) => {
        if (request.mediaType === mediaTypes.cbor) return submitOne(ledger, request, reply)
        if (request.mediaType === mediaTypes.parcels)
          return submitSequence(ledger, request, reply, report)
        // Without a body no parser was asked.
        return sendProblem(reply, unsupported())
      },
    )
  })
}

export function addPublish(app: FastifyInstance, ledger: LedgerApi): void {
  app.post(
    paths.publish,
    {
      schema: {
        summary: "Closes a publication now and gives its checkpoint",
        querystring: noQuery,
        response: { 200: answering("The note", mediaTypes.note, bytesBody), default: failing },
      },
    },
    async (_request, reply) =>
      reply.type(`${mediaTypes.note}; charset=utf-8`).send(await ledger.publish()),
  )
}

/** The body in pieces. A reader that stops early leaves the connection open for the answer. */
const piecesOf = ({ raw }: FastifyRequest): AsyncIterable<Uint8Array> =>
  raw.iterator({ destroyOnReturn: false })

/** Throws away what was not read, so that the sender comes to read the answer, and lets nothing else come after it. */
function stopReading({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.readableEnded) return
  // Somebody may still be waiting for the next piece, and nothing flows while anybody does.
  raw.removeAllListeners("readable")
  process.nextTick(() => raw.resume())
  if (!reply.raw.headersSent) reply.header("connection", "close")
}

/** The body as one parcel; undefined where it is too long, which has then been answered. */
export async function readParcel(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Uint8Array | undefined> {
  const parcel = await gather(piecesOf(request), maxParcelBytes)
  if (parcel !== undefined) return parcel
  stopReading(request, reply)
  const detail = `expected a parcel of at most ${maxParcelBytes} bytes`
  sendProblem(reply, problemOf("too-long", detail))
  return undefined
}

async function submitOne(
  ledger: LedgerWriter,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const parcel = await readParcel(request, reply)
  if (parcel === undefined) return reply
  const [answer] = await ledger.submit([parcel])
  if (answer === undefined) throw new Error("submit: expected one answer, got none")
  if (!answer.ok) return sendProblem(reply, problemOf(answer.code, answer.sentence))
  return reply
    .code(answer.repeated ? 200 : 201)
    .header("location", pathTo(paths.statement, answer.statement))
    .type(mediaTypes.json)
    .send(printAnswer(answer))
}

/** What is wrong with a sequence before its first answer is a refusal of the request, and later its last line. */
async function submitSequence(
  ledger: LedgerWriter,
  request: FastifyRequest,
  reply: FastifyReply,
  report: Report,
): Promise<FastifyReply> {
  const answers = answersTo(ledger, request, reply, report)
  const first = await answers.next()
  if (first.done === true) return reply.type(mediaTypes.answers).send("")
  if (typeof first.value !== "string") {
    await answers.return(undefined)
    const { problem, retryAfter } = first.value
    if (retryAfter !== undefined) reply.header("retry-after", retryAfter)
    return sendProblem(reply, problem)
  }
  return reply.type(mediaTypes.answers).send(Readable.from(linesFrom(first.value, answers)))
}

async function* linesFrom(
  first: string,
  answers: AsyncIterable<string | Ended>,
): AsyncGenerator<string> {
  yield first
  for await (const each of answers) yield typeof each === "string" ? each : printLine(each.problem)
}

const printLine = (value: unknown): string => `${JSON.stringify(value)}\n`

/** Why a sequence was not read to its end. */
type Ended = { readonly problem: Problem; readonly retryAfter?: number }

/** The answers to each batch as lines, in order; at most one problem, which is the last. */
async function* answersTo(
  ledger: LedgerWriter,
  request: FastifyRequest,
  reply: FastifyReply,
  report: Report,
): AsyncGenerator<string | Ended, undefined> {
  try {
    const batches = batchesOf(piecesOf(request))
    for await (const answered of sideBySide(batches, atOnce, (batch) => linesTo(ledger, batch))) {
      yield answered
      if (typeof answered !== "string") break
    }
  } catch (error) {
    if (wentAway(request)) return undefined
    report(error, nameOf(request))
    yield { problem: internalProblem() }
  } finally {
    stopReading(request, reply)
  }
  return undefined
}

async function linesTo(
  ledger: LedgerWriter,
  batch: readonly Uint8Array[] | SequenceFault,
): Promise<string | Ended> {
  if ("code" in batch) return { problem: problemOf(batch.code, batch.sentence) }
  try {
    const answers = await ledger.submit(batch)
    if (answers.length !== batch.length)
      throw new Error(`submit: expected ${batch.length} answers, got ${answers.length}`)
    return answers.map((answer) => printLine(printAnswer(answer))).join("")
  } catch (error) {
    if (!(error instanceof Overloaded)) throw error
    return { problem: overloadedProblem(error), retryAfter: error.retryAfter }
  }
}

/** Whatever is whole when a piece has arrived goes on at once: a sender may wait for its answer before sending more. */
async function* batchesOf(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array[] | SequenceFault> {
  const scanner = new SequenceScanner()
  for await (const piece of pieces) {
    let batch: Uint8Array[] = []
    let weight = 0
    for (const parcel of scanner.scan(piece)) {
      batch.push(parcel)
      weight += parcel.length
      if (batch.length < batchLimits.parcels && weight < batchLimits.bytes) continue
      yield batch
      batch = []
      weight = 0
    }
    if (batch.length > 0) yield batch
    if (scanner.fault !== undefined) break
  }
  const fault = scanner.end()
  if (fault !== undefined) yield fault
}
