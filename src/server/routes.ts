/** What can be read of a ledger, one route each. Parameters are strings of one spelling; nothing is coerced. */

import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox"
import type { FastifyInstance, FastifyReply } from "fastify"
import * as Type from "typebox"
import {
  aboutBody,
  healthBody,
  historyBody,
  id,
  itemsBody,
  problemBody,
  statementBody,
  strictly,
} from "../api/body.ts"
import type { LedgerApi, LedgerReader } from "../api/ledger-api.ts"
import {
  countPattern,
  maxItemsPerPage,
  mediaTypes,
  parseInstant,
  paths,
  problemOf,
} from "../api/wire.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import { type Question, type Scope, scopes } from "../log/bundle.ts"
import { sendProblem } from "./problem.ts"

export const noQuery = Type.Object({}, strictly)
export const count = Type.String({ pattern: countPattern })
const instant = Type.Optional(Type.String({ maxLength: 24, description: "RFC 3339, UTC, with Z" }))

/** For what never changes: a year is as long as caches keep anything. */
export const forEver = "public, max-age=31536000, immutable"
export const textType = `${mediaTypes.text}; charset=utf-8`

/** An answer of this media type; `description` stands in the OpenAPI document. */
export const answering = <Body extends Type.TSchema>(
  description: string,
  mediaType: string,
  schema: Body,
) => ({ description, content: { [mediaType]: { schema } } })

export const failing = answering("A problem", mediaTypes.problem, problemBody)
export const bytesBody = Type.Unknown()

/** What the pattern let through is the one spelling of a safe integer. */
export const toCount = (text: string): number => Number(text)

/** A sentence where it is none that a page can have. */
export function limitOf(text: string | undefined, most: number): number | string {
  const limit = text === undefined ? most : toCount(text)
  return limit >= 1 && limit <= most
    ? limit
    : `query: expected limit from 1 to ${most}, got ${limit}`
}

export const notFound = (reply: FastifyReply, what: string): FastifyReply =>
  sendProblem(reply, problemOf("not-found", what))
export const badRequest = (reply: FastifyReply, why: string): FastifyReply =>
  sendProblem(reply, problemOf("bad-request", why))

export function addRoutes(app: FastifyInstance, ledger: LedgerApi): void {
  const typed = withTypes(app)
  addSelf(typed, ledger)
  addLog(typed, ledger)
  addItems(typed, ledger)
  addBundle(typed, ledger)
}

export const withTypes = (app: FastifyInstance) => app.withTypeProvider<TypeBoxTypeProvider>()
export type TypedApp = ReturnType<typeof withTypes>

function addSelf(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.health,
    {
      schema: {
        summary: "Whether the ledger answers",
        querystring: noQuery,
        response: { 200: answering("It does", mediaTypes.json, healthBody), default: failing },
      },
    },
    async () => {
      await ledger.about()
      return { ok: true as const }
    },
  )
  app.get(
    paths.about,
    {
      schema: {
        summary: "Name, key and size of the ledger",
        querystring: noQuery,
        response: { 200: answering("The ledger", mediaTypes.json, aboutBody), default: failing },
      },
    },
    async () => ledger.about(),
  )
  app.get(
    paths.checkpoint,
    {
      schema: {
        summary: "The newest published checkpoint, a C2SP signed note",
        querystring: noQuery,
        response: { 200: answering("The note", mediaTypes.note, bytesBody), default: failing },
      },
    },
    async (_request, reply) => reply.type(textType).send(await ledger.checkpoint()),
  )
}

function addLog(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.entry,
    {
      schema: {
        summary: "The bytes of an entry",
        params: Type.Object({ index: count }),
        querystring: noQuery,
        response: { 200: answering("The entry", mediaTypes.cbor, bytesBody), default: failing },
      },
    },
    async ({ params }, reply) => {
      const entry = await ledger.entry(toCount(params.index))
      if (entry === undefined) return notFound(reply, `no entry ${params.index}`)
      return reply.header("cache-control", forEver).type(mediaTypes.cbor).send(entry.bytes)
    },
  )
  app.get(
    paths.statement,
    {
      schema: {
        summary: "Where a statement stands in the log",
        params: Type.Object({ id: id<StatementId>() }),
        querystring: noQuery,
        response: { 200: answering("Its index", mediaTypes.json, statementBody), default: failing },
      },
    },
    async ({ params }, reply) => {
      const index = await ledger.indexOf(params.id)
      return index === undefined ? notFound(reply, `no statement ${params.id}`) : { index }
    },
  )
}

function addItems(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.items,
    {
      schema: {
        summary: "Items in order of id; the next page comes after the last one",
        querystring: Type.Object(
          { after: Type.Optional(id<ItemId>()), limit: Type.Optional(count) },
          strictly,
        ),
        response: { 200: answering("A page", mediaTypes.json, itemsBody), default: failing },
      },
    },
    async ({ query }, reply) => {
      const limit = limitOf(query.limit, maxItemsPerPage)
      if (typeof limit === "string") return badRequest(reply, limit)
      return { items: await ledger.items(query.after ?? null, limit) }
    },
  )
  app.get(
    paths.history,
    {
      schema: {
        summary: "The indexes of all entries that touch an item, in log order",
        params: Type.Object({ id: id<ItemId>() }),
        querystring: noQuery,
        response: { 200: answering("The indexes", mediaTypes.json, historyBody), default: failing },
      },
    },
    async ({ params }) => ({ indexes: [...(await ledger.history(params.id))] }),
  )
}

export const questionQuery = Type.Object(
  {
    at: instant,
    from: instant,
    to: instant,
    scope: Type.Optional(Type.Unsafe<Scope>(Type.String({ enum: scopes }))),
  },
  strictly,
)

function addBundle(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.bundle,
    {
      schema: {
        summary: "The offline file that answers who was liable, at one time or between two",
        params: Type.Object({ id: id<ItemId>() }),
        querystring: questionQuery,
        response: { 200: answering("The file", mediaTypes.bundle, bytesBody), default: failing },
      },
    },
    async ({ params, query }, reply) => {
      const span = spanOf(query)
      if (typeof span === "string") return badRequest(reply, `query: ${span}`)
      const bundle = await ledger.bundle({
        item: params.id,
        ...span,
        scope: query.scope ?? "unit",
      })
      if (bundle === undefined)
        return notFound(reply, `nothing published touches item ${params.id}`)
      return reply
        .header("content-disposition", `attachment; filename="${params.id.slice(0, 16)}.kvitto"`)
        .type(mediaTypes.bundle)
        .send(bundle)
    },
  )
}

/** A sentence if the times are not one instant, or two in order. */
export function spanOf({
  at,
  from,
  to,
}: Type.Static<typeof questionQuery>): Pick<Question, "from" | "to"> | string {
  const [first, last] = at === undefined ? [from, to] : [at, at]
  if (at !== undefined && (from !== undefined || to !== undefined))
    return "expected either at, or from and to"
  if (first === undefined || last === undefined) return "expected at, or from and to"
  const span = { from: parseInstant(first), to: parseInstant(last) }
  if (span.from === undefined || span.to === undefined)
    return `expected times like 2026-01-31T18:00:00Z, got ${span.from === undefined ? first : last}`
  if (span.from > span.to) return "expected from not to be after to"
  return { from: span.from, to: span.to }
}
