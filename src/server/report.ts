/** The report of an item: the bundle that answers the question, verified, and both in one document. */

import type { FastifyInstance } from "fastify"
import * as Type from "typebox"
import { id, strictly } from "../api/body.ts"
import type { LedgerReader } from "../api/ledger-api.ts"
import { mediaTypes, paths } from "../api/wire.ts"
import type { ItemId } from "../custody/identifier.ts"
import { type Language, languages } from "../language/message.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { parsePolicy } from "../verifier/policy.ts"
import { verify } from "../verifier/verify.ts"
import type { ReportFonts } from "./report-pdf.ts"
import {
  answering,
  badRequest,
  bytesBody,
  failing,
  notFound,
  questionQuery,
  spanOf,
  withTypes,
} from "./routes.ts"

const reportQuery = Type.Object(
  {
    ...questionQuery.properties,
    language: Type.Optional(Type.Unsafe<Language>(Type.String({ enum: languages }))),
  },
  strictly,
)

export function addReport(
  app: FastifyInstance,
  ledger: LedgerReader,
  fonts: () => Promise<ReportFonts>,
): void {
  withTypes(app).get(
    paths.report,
    {
      schema: {
        summary: "Who was liable, as a PDF/A-3 with the offline file attached",
        params: Type.Object({ id: id<ItemId>() }),
        querystring: reportQuery,
        response: { 200: answering("The report", mediaTypes.pdf, bytesBody), default: failing },
      },
    },
    async ({ params, query: { language = "en", ...query } }, reply) => {
      const span = spanOf(query)
      if (typeof span === "string") return badRequest(reply, `query: ${span}`)
      const scope = query.scope ?? "unit"
      const bundle = await ledger.bundle({ item: params.id, ...span, scope })
      if (bundle === undefined)
        return notFound(reply, `nothing published touches item ${params.id}`)
      const policy = await ledger.policy()
      const read = parsePolicy(policy)
      if (!read.ok) throw new Error(`policy of the ledger: ${read.fault.sentence}`)
      const verdict = verify(bundle, read.policy, { verify: verifyNode })
      // What draws is large, and most servers are never asked for it.
      const { reportPdf } = await import("./report-pdf.ts")
      const drawn = { verdict, bundle, policy, language, fonts: await fonts() }
      const report = await reportPdf(drawn)
      const name = `${params.id.slice(0, 16)}.pdf`
      return reply
        .header("content-disposition", `attachment; filename="${name}"`)
        .type(mediaTypes.pdf)
        .send(report)
    },
  )
}
