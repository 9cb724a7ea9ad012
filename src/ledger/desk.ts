/** What a desk asks of the ledger beside proofs, all of it found through one catalogue. */

import type { DeskReader } from "../api/desk.ts"
import { Catalogue } from "./catalogue.ts"
import { listHoldings } from "./holdings.ts"
import { listNames } from "./names.ts"
import type { Running } from "./running.ts"

export function deskOf({ store, origin }: Running): DeskReader {
  const shelf = { store, origin }
  const catalogue = new Catalogue(shelf)
  return {
    names: (after, limit) => listNames(shelf, catalogue, after, limit),
    holdings: (query) => listHoldings(shelf, catalogue, query),
  }
}
