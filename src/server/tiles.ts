/** C2SP tlog-tiles: the checkpoint, the hashes and the entries as files that never change, for whoever reads tiled logs. */

import { promisify } from "node:util"
import { gzip } from "node:zlib"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { LedgerReader } from "../api/ledger-api.ts"
import { mediaTypes, paths, problemOf } from "../api/wire.ts"
import { parseTilePath } from "../merkle/tiles.ts"
import { nameOf, sendProblem } from "./problem.ts"
import { answering, bytesBody, failing, forEver, noQuery, notFound, textType } from "./routes.ts"

export function addTiles(app: FastifyInstance, ledger: LedgerReader): void {
  app.get(
    paths.newestCheckpoint,
    {
      schema: {
        summary: "The newest published checkpoint, as C2SP tlog-tiles has it",
        querystring: noQuery,
        response: { 200: answering("The note", mediaTypes.note, bytesBody), default: failing },
      },
    },
    async (_request, reply) =>
      reply
        .header("cache-control", "public, max-age=1")
        .type(textType)
        .send(await ledger.checkpoint()),
  )
  app.get(
    paths.tile,
    {
      schema: {
        summary: "A tile of hashes, or a bundle of entries, of C2SP tlog-tiles",
        querystring: noQuery,
        response: { 200: answering("The tile", mediaTypes.tile, bytesBody), default: failing },
      },
    },
    async (request, reply) => sendTile(ledger, request, reply),
  )
}

async function sendTile(
  ledger: LedgerReader,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Not what the router found behind the slash: it has undone percent signs, and a tile has one name only.
  const tile = parseTilePath(request.url.slice(1))
  if (tile === undefined) return sendProblem(reply, problemOf("no-such-path", nameOf(request)))
  const bytes = await ledger.tile(tile)
  if (bytes === undefined) return notFound(reply, `no published tree has ${request.url.slice(1)}`)
  reply.header("cache-control", forEver).type(mediaTypes.tile)
  // Hashes are noise, which nothing makes shorter.
  if (tile.level !== "entries") return reply.send(bytes)
  reply.header("vary", "accept-encoding")
  if (!takesGzip(request.headers["accept-encoding"])) return reply.send(bytes)
  return reply.header("content-encoding", "gzip").send(await promisify(gzip)(bytes))
}

/** Whether `gzip` stands in the list (RFC 9110, 12.5.3) and is not excluded by a weight of 0. */
export function takesGzip(accepted: string | undefined): boolean {
  const codings = (accepted ?? "").toLowerCase().split(",")
  return codings.some((coding) => {
    const [name = "", weight = "q=1"] = coding.split(";").map((part) => part.trim())
    return name === "gzip" && !/^q=0(?:\.0*)?$/.test(weight)
  })
}
