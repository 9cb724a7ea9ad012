/** What a newcomer is shown of a sample ledger: questions worth asking, and phones to hand over with. */

import type { FastifyInstance } from "fastify"
import { paths } from "../api/wire.ts"
import { noQuery } from "./routes.ts"

export type SampleGuide = {
  /** By name: an item, and an RFC 3339 time to ask about. */
  readonly cases: Readonly<Record<string, { readonly item: string; readonly at: string }>>
  /** Enrolments that wait for a phone: whose it will be, and the text that its page takes. */
  readonly phones: readonly { readonly name: string; readonly text: string }[]
}

/** Only of a sample: nobody else gives enrolments away. */
export function addSample(app: FastifyInstance, guide: () => Promise<SampleGuide>): void {
  app.get(paths.sample, { schema: { hide: true, querystring: noQuery } }, async () => guide())
}
