/** A ledger, whichever it is, served over HTTP. Listening is somebody else's; the page is docs/http.md. */

import swagger from "@fastify/swagger"
import { type FastifyError, type FastifyInstance, fastify } from "fastify"
import type { LedgerApi } from "../api/ledger-api.ts"
import type { Overloaded } from "../api/overloaded.ts"
import { problemOf, sampleHeader } from "../api/wire.ts"
import { addDesk } from "./desk.ts"
import type { EnrolmentApi } from "../api/enrolment.ts"
import { addDryRun } from "./dry-run.ts"
import { addEnrolments } from "./enrolments.ts"
import { addPage } from "./page.ts"
import { addPages, type PageFile } from "./pages.ts"
import { addParcels, addPublish } from "./parcels.ts"
import { answerBrokenHttp, answerError, nameOf, type Report, sendProblem } from "./problem.ts"
import { addProofs } from "./proofs.ts"
import { addReport } from "./report.ts"
import type { ReportFonts } from "./report-pdf.ts"
import { addRoutes } from "./routes.ts"
import { addSample, type SampleGuide } from "./sample.ts"
import { addTiles } from "./tiles.ts"

export type AppOptions = {
  /** Lets whoever reaches this server close a publication: for the operator's own use. */
  readonly allowPublish?: boolean
  /** The built pages, sent as they are. None by default. */
  readonly pages?: readonly PageFile[]
  /** With them a report is made for whoever asks for one. None by default. */
  readonly fonts?: () => Promise<ReportFonts>
  /** What to show a newcomer of a sample ledger. */
  readonly sample?: () => Promise<SampleGuide>
  /** Enrols phones; without it nobody is. */
  readonly enrolment?: EnrolmentApi
  /** The ledger's failures, which the answers do not tell. Silent by default. */
  readonly report?: Report
}

/** How long a request may take to arrive, in milliseconds. */
const requestTimeout = 300_000

export function buildApp(ledger: LedgerApi, options: AppOptions = {}): FastifyInstance {
  const report: Report = options.report ?? (() => undefined)
  const app = fastify({
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allErrors: false,
      },
    },
    requestTimeout,
    // Otherwise Fastify would answer by itself while it closes, and not with a problem.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply, report)
    },
  })
  app.removeAllContentTypeParsers()
  // What a route returns is sent whole: Fastify's own serializers drop what their schema does not name.
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.setErrorHandler((error: FastifyError | Overloaded, request, reply) =>
    answerError(error, request, reply, report),
  )
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, problemOf("no-such-path", nameOf(request))),
  )
  addHeaders(app, ledger)
  void app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Kvitto ledger",
        version: "1",
        description:
          "An append-only ledger of signed hand-over receipts. Errors are RFC 9457 problems.",
      },
    },
  })
  // After the plugin, because it documents the routes that it sees being added.
  void app.register(async (scope) => {
    await refuseOtherMethods(scope, async () => {
      addRoutes(scope, ledger)
      addDesk(scope, ledger)
      addProofs(scope, ledger)
      addTiles(scope, ledger)
      addPage(scope)
      addPages(scope, options.pages ?? [])
      if (options.fonts !== undefined) addReport(scope, ledger, options.fonts)
      if (options.sample !== undefined) addSample(scope, options.sample)
      if (options.allowPublish === true) addPublish(scope, ledger)
      await addParcels(scope, ledger, report)
      await addDryRun(scope, ledger)
      if (options.enrolment !== undefined) await addEnrolments(scope, options.enrolment)
    })
  })
  return app
}

const safeHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const

function addHeaders(app: FastifyInstance, ledger: LedgerApi): void {
  // Whether a ledger is a sample never changes: its genesis says so.
  let sample: boolean | undefined
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(safeHeaders)
    sample ??= (await ledger.about()).sample
    if (sample) reply.header(sampleHeader, "true")
  })
}

/** Fastify says 404 to a method that a path does not have; this says which ones it has. */
async function refuseOtherMethods(
  app: FastifyInstance,
  addAll: () => Promise<void>,
): Promise<void> {
  const methods = new Map<string, Set<string>>()
  let watching = true
  app.addHook("onRoute", ({ url, method }) => {
    if (!watching) return
    const known = methods.get(url) ?? new Set()
    for (const each of [method].flat()) known.add(each)
    methods.set(url, known)
  })
  await addAll()
  watching = false
  for (const [url, known] of methods) {
    const allow = [...known].sort().join(", ")
    app.route({
      method: app.supportedMethods.filter((method) => !known.has(method)),
      url,
      schema: { hide: true },
      // Before the body would be looked at.
      onRequest: async (request, reply) =>
        sendProblem(reply.header("allow", allow), problemOf("method-not-allowed", nameOf(request))),
      handler: async () => undefined,
    })
  }
}
