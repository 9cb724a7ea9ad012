/** What the ledger would say of a statement before anybody signs it. */

import type { FastifyInstance } from "fastify"
import { dryRunBody } from "../api/foreseen.ts"
import type { LedgerReader } from "../api/ledger-api.ts"
import { mediaTypes, paths } from "../api/wire.ts"
import { readParcel } from "./parcels.ts"
import { sendProblem, unsupported } from "./problem.ts"
import { answering, bytesBody, failing, noQuery } from "./routes.ts"

/** In a scope of its own, because it reads its body itself. */
export async function addDryRun(app: FastifyInstance, ledger: LedgerReader): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(mediaTypes.cbor, (_request, _body, done) => done(null))
    scope.post(
      paths.dryRun,
      {
        schema: {
          summary: "What would be found about a statement that is not signed yet; writes nothing",
          querystring: noQuery,
          body: { content: { [mediaTypes.cbor]: { schema: bytesBody } } },
          response: {
            200: answering("What would be found", mediaTypes.json, dryRunBody),
            default: failing,
          },
        },
      },
      async (request, reply) => {
        if (request.mediaType !== mediaTypes.cbor) return sendProblem(reply, unsupported())
        const parcel = await readParcel(request, reply)
        if (parcel === undefined) return reply
        return reply.type(mediaTypes.json).send(await ledger.dryRun(parcel))
      },
    )
  })
}
