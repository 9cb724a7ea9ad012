/** Names and holdings of a ledger elsewhere. */

import { readHoldings, readNames } from "./desk-body.ts"
import type { DeskReader, HeldItem, HoldingsQuery, Named } from "./desk.ts"
import { expectShape, type Query, RemoteFault, type Reply } from "./exchange.ts"
import { maxHoldingsPerPage, maxNamesPerPage, paths } from "./wire.ts"

type AskJson = (path: string, query?: Query) => Promise<Reply>

export const deskOf = (json: AskJson): DeskReader => ({
  names: (after, limit) => listNames(json, after, limit),
  holdings: (query) => listHoldings(json, query),
})

async function listNames(
  json: AskJson,
  after: string | null,
  limit: number,
): Promise<readonly Named[]> {
  const found: Named[] = []
  let last = after
  while (found.length < limit) {
    const wanted = Math.min(limit - found.length, maxNamesPerPage)
    const query = { ...(last === null ? {} : { after: last }), limit: wanted }
    const page = expectShape(readNames, await json(paths.names, query))
    expectPage(
      page.map(({ id }) => id),
      last,
      wanted,
    )
    found.push(...page)
    if (page.length < wanted) break
    last = (page[page.length - 1] as Named).id
  }
  return found
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

/** Otherwise a server could keep a client turning pages for ever. */
function expectPage(ids: readonly string[], after: string | null, most: number): void {
  let last = after ?? ""
  for (const id of ids) {
    if (id <= last) throw new RemoteFault("unexpected", `expected ids in order after ${last}`)
    last = id
  }
  if (ids.length > most)
    throw new RemoteFault("unexpected", `expected at most ${most}, got ${ids.length}`)
}
