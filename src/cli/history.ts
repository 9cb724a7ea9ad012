/** An item's entries as people read them: what each is, who signed it and when. */

import type { LedgerReader } from "../api/ledger-api.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { unusable } from "./failure.ts"

export type PlacedEntry = { readonly entry: Entry; readonly opened: Opened }

/** Everything that touches the item, in log order. */
export async function readHistory(
  ledger: LedgerReader,
  item: ItemId,
): Promise<readonly PlacedEntry[]> {
  const { origin } = await ledger.about()
  const placed: PlacedEntry[] = []
  for (const index of await ledger.history(item))
    placed.push(await readEntry(ledger, index, origin))
  return placed
}

export async function readEntry(
  ledger: LedgerReader,
  index: number,
  origin: string,
): Promise<PlacedEntry> {
  const view = await ledger.entry(index)
  const entry = view && decodeEntry(view.bytes)
  if (entry?.index !== index) throw unusable(`entry ${index} is not one that can be read`)
  const opened = openStatement(entry.statement, origin)
  if (isRejected(opened)) throw unusable(`entry ${index}: ${opened.sentence}`)
  return { entry, opened }
}
