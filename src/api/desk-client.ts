/** Names, holdings, findings and books of a ledger elsewhere. */

import type { ItemId } from "../custody/identifier.ts"
import { readBooks, readFindings, readHoldings, readNames } from "./desk-body.ts"
import type { BooksReport, DeskReader, FindingsPage, HeldItem, HoldingsQuery } from "./desk.ts"
import { type AskJson, expectShape, RemoteFault } from "./exchange.ts"
import { allPages, expectPage } from "./paging.ts"
import {
  maxDifferencesShown,
  maxHoldingsPerPage,
  maxItemsJudged,
  maxNamesPerPage,
  paths,
} from "./wire.ts"

export const deskOf = (json: AskJson): DeskReader => ({
  names: (after, limit) =>
    allPages(
      async (query) => expectShape(readNames, await json(paths.names, query)),
      maxNamesPerPage,
      after,
      limit,
    ),
  holdings: (query) => listHoldings(json, query),
  findings: (after, limit) => askFindings(json, after, limit),
  books: (limit) => askBooks(json, limit),
})

/** A server that judged nothing, or does not get ahead, would be asked for ever. */
async function askFindings(
  json: AskJson,
  after: ItemId | null,
  limit: number,
): Promise<FindingsPage> {
  const wanted = Math.min(limit, maxItemsJudged)
  const query = { ...(after === null ? {} : { after }), limit: wanted }
  const page = expectShape(readFindings, await json(paths.findings, query))
  const isAhead = page.next === null || (page.items > 0 && page.next > (after ?? ""))
  if (page.items > wanted || !isAhead)
    throw new RemoteFault("unexpected", `expected ${wanted} items judged after ${after}`)
  return page
}

async function askBooks(json: AskJson, limit: number): Promise<BooksReport> {
  const wanted = Math.min(limit, maxDifferencesShown)
  const report = expectShape(readBooks, await json(paths.books, { limit: wanted }))
  if (report.differences.length > wanted || report.differing < report.differences.length)
    throw new RemoteFault("unexpected", `expected at most ${wanted} differences`)
  return report
}

async function listHoldings(json: AskJson, query: HoldingsQuery): Promise<readonly HeldItem[]> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const page = expectShape(readHoldings, await json(paths.holdings, Object.fromEntries(given)))
  expectPage(
    page.map(({ item }) => item),
    query.after ?? null,
    query.limit ?? maxHoldingsPerPage,
  )
  return page
}
