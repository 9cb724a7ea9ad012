/** Every owner's sums, from the first entry on: for whoever operates the ledger and holds its openings. */

import type { StatementId } from "../custody/identifier.ts"
import type { Leaf } from "../custody/sealed.ts"
import { type Balance, Books, type Difference } from "../rules/conservation.ts"
import type { Library } from "../rules/library.ts"
import { readPlaced } from "./evidence.ts"
import { readSubjects } from "./fetch.ts"
import { leavesIn } from "./library.ts"
import type { Running } from "./running.ts"
import type { SubjectHead } from "./subject-head.ts"

export type BooksReport = {
  /** How many entries were read. */
  readonly size: number
  readonly balances: readonly Balance[]
  readonly differences: readonly Difference[]
}

const stating: ReadonlySet<string> = new Set(["intake", "acceptance", "check", "close", "owner"])

/** One entry at a time; of the record only the signers' keys are kept, and what each live item is worth. */
export async function keepBooks(running: Running): Promise<BooksReport> {
  const { store, tip } = running
  const keys = new Map<string, SubjectHead | undefined>()
  let current:
    | { readonly id: StatementId; readonly leaves: readonly Leaf[] | undefined }
    | undefined
  const library: Library = {
    key: (id) => keys.get(id)?.states.key?.key,
    contract: () => undefined,
    placeType: () => undefined,
    leaves: (id) => (id === current?.id ? current.leaves : undefined),
  }
  const books = new Books(library)
  for (let index = 0; index < tip.size; index++) {
    const { opened } = await readPlaced(running, index)
    if (!stating.has(opened.kind)) continue
    if (!keys.has(opened.keyId))
      for (const [id, head] of await readSubjects(store, [opened.keyId])) keys.set(id, head)
    current = { id: opened.id, leaves: await leavesIn(store, opened, index) }
    books.enter({ opened, index })
  }
  return { size: tip.size, balances: books.balances(), differences: books.differences }
}
