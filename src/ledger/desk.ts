/** What a desk asks of the ledger beside proofs; what it looks for is found through one catalogue. */

import type { DeskReader } from "../api/desk.ts"
import { BookKeeper } from "./books.ts"
import { Catalogue } from "./catalogue.ts"
import { findingsAfter } from "./findings.ts"
import { listHoldings } from "./holdings.ts"
import { listNames } from "./names.ts"
import type { Running } from "./running.ts"

export function deskOf(running: Running): DeskReader {
  const { store, origin } = running
  const shelf = { store, origin }
  const catalogue = new Catalogue(shelf)
  const books = new BookKeeper(shelf)
  return {
    names: (after, limit) => listNames(shelf, catalogue, after, limit),
    holdings: (query) => listHoldings(shelf, catalogue, query),
    findings: (after, limit) => findingsAfter(running, catalogue, after, limit),
    books: (limit) => books.report(limit),
  }
}
