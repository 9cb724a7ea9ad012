/**
 * Every owner's sums, from the first entry on, by the openings that the ledger holds. Kept in memory and brought up to date
 * when somebody asks: of the record only the signers' keys stay, and what each live item is worth.
 */

import type { BooksReport } from "../api/desk.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { Leaf } from "../custody/sealed.ts"
import { Books } from "../rules/conservation.ts"
import { type Library, openingsOnly } from "../rules/library.ts"
import { type LedgerStore, readPlaced } from "./evidence.ts"
import { readSubjects } from "./fetch.ts"
import { inTurns } from "./in-turns.ts"
import { leavesIn } from "./library.ts"
import type { SubjectHead } from "./subject-head.ts"
import { oneByOne } from "./one-by-one.ts"

const stating: ReadonlySet<string> = new Set(["intake", "acceptance", "check", "close", "owner"])

export class BookKeeper {
  private readonly ground: LedgerStore
  private size = 0
  private readonly reading = oneByOne()
  private readonly keys = new Map<string, SubjectHead | undefined>()
  private current:
    | { readonly id: StatementId; readonly leaves: readonly Leaf[] | undefined }
    | undefined
  private readonly books: Books

  constructor(ground: LedgerStore) {
    this.ground = ground
    const library: Library = {
      ...openingsOnly((id) => (id === this.current?.id ? this.current.leaves : undefined)),
      key: (id) => this.keys.get(id)?.states.key?.key,
    }
    this.books = new Books(library)
  }

  /** One at a time; whoever asks meanwhile waits for the same. */
  async report(limit: number): Promise<BooksReport> {
    await this.reading(() => this.readOn())
    const { differences } = this.books
    return {
      size: this.size,
      balances: this.books.balances(),
      differences: differences.slice(Math.max(0, differences.length - limit)),
      differing: differences.length,
    }
  }

  /** An entry that cannot be read is read again by the next one who asks, and entered once. */
  private async readOn(): Promise<void> {
    const step = inTurns()
    for (; this.size < this.ground.store.size(); this.size++) {
      await this.enter(this.size)
      await step()
    }
  }

  private async enter(index: number): Promise<void> {
    const { store } = this.ground
    const { opened } = await readPlaced(this.ground, index)
    if (!stating.has(opened.kind)) return
    const { keyId } = opened
    if (!this.keys.has(keyId))
      for (const [id, head] of await readSubjects(store, [keyId])) this.keys.set(id, head)
    this.current = { id: opened.id, leaves: await leavesIn(store, opened, index) }
    this.books.enter({ opened, index })
  }
}
