/** Names, holdings, findings and books, for whoever looks for his way: one route each. */

import type { FastifyInstance } from "fastify"
import * as Type from "typebox"
import { id, strictly } from "../api/body.ts"
import { booksBody, findingsBody, holdingsBody, namesBody } from "../api/desk-body.ts"
import { itemStatuses, type HoldingsQuery, type ItemStatus } from "../api/desk.ts"
import type { LedgerReader } from "../api/ledger-api.ts"
import {
  maxDifferencesShown,
  maxHoldingsPerPage,
  maxItemsJudged,
  maxIdentifierLength,
  maxNamesPerPage,
  mediaTypes,
  paths,
} from "../api/wire.ts"
import type { KeyId } from "../cose/key.ts"
import type { ItemId, PartyId } from "../custody/identifier.ts"
import {
  answering,
  badRequest,
  count,
  failing,
  limitOf,
  type TypedApp,
  withTypes,
} from "./routes.ts"

export function addDesk(app: FastifyInstance, ledger: LedgerReader): void {
  const typed = withTypes(app)
  addNames(typed, ledger)
  addHoldings(typed, ledger)
  addFindings(typed, ledger)
  addBooks(typed, ledger)
}

function addNames(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.names,
    {
      schema: {
        summary: "What parties, keys, places and contracts are called, in order of id",
        querystring: Type.Object(
          { after: Type.Optional(id<string>()), limit: Type.Optional(count) },
          strictly,
        ),
        response: { 200: answering("A page", mediaTypes.json, namesBody), default: failing },
      },
    },
    async ({ query }, reply) => {
      const limit = limitOf(query.limit, maxNamesPerPage)
      if (typeof limit === "string") return badRequest(reply, limit)
      return { names: await ledger.names(query.after ?? null, limit) }
    },
  )
}

const holdingsQuery = Type.Object(
  {
    party: Type.Optional(id<PartyId>()),
    key: Type.Optional(id<KeyId>()),
    status: Type.Optional(Type.Unsafe<ItemStatus>(Type.String({ enum: itemStatuses }))),
    identifier: Type.Optional(
      Type.String({ minLength: 1, maxLength: maxIdentifierLength, description: "Printed number" }),
    ),
    after: Type.Optional(id<ItemId>()),
    limit: Type.Optional(count),
  },
  strictly,
)

function addHoldings(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.holdings,
    {
      schema: {
        summary:
          "Open items and who has them, as last on record; the next page comes after the last one",
        querystring: holdingsQuery,
        response: { 200: answering("A page", mediaTypes.json, holdingsBody), default: failing },
      },
    },
    async ({ query: { limit: asked, ...query } }, reply) => {
      const limit = limitOf(asked, maxHoldingsPerPage)
      if (typeof limit === "string") return badRequest(reply, limit)
      return { items: await ledger.holdings({ ...query, limit } satisfies HoldingsQuery) }
    },
  )
}

function addFindings(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.findings,
    {
      schema: {
        summary:
          "Which rules were not followed, items in order of id; the next page comes after `next`",
        querystring: Type.Object(
          { after: Type.Optional(id<ItemId>()), limit: Type.Optional(count) },
          strictly,
        ),
        response: { 200: answering("A page", mediaTypes.json, findingsBody), default: failing },
      },
    },
    async ({ query }, reply) => {
      const limit = limitOf(query.limit, maxItemsJudged)
      if (typeof limit === "string") return badRequest(reply, limit)
      return ledger.findings(query.after ?? null, limit)
    },
  )
}

function addBooks(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.books,
    {
      schema: {
        summary: "Every owner's sums, and where they did not stay what they were",
        querystring: Type.Object({ limit: Type.Optional(count) }, strictly),
        response: { 200: answering("The sums", mediaTypes.json, booksBody), default: failing },
      },
    },
    async ({ query }, reply) => {
      const limit = limitOf(query.limit, maxDifferencesShown)
      return typeof limit === "string" ? badRequest(reply, limit) : ledger.books(limit)
    },
  )
}
