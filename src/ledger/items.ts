/** What the ledger says of an item at a glance, without proof. */

import type { ItemStatus } from "../api/desk.ts"
import type { ItemSummary } from "../api/ledger-api.ts"
import { type ItemId, itemIdOf } from "../custody/identifier.ts"
import { concurring, isClosed, type ItemState } from "../custody/item.ts"
import type { Opening } from "../custody/sealed.ts"
import { leavesOf } from "../custody/statement.ts"
import { type LedgerStore, readPlaced } from "./evidence.ts"
import { readOpenings } from "./prove.ts"
import { decodeSubjectHead } from "./subject-head.ts"

/** Only what was taken in or handed over: an id that somebody merely mentions is no item yet. */
export const isItem = (state: ItemState | undefined): state is ItemState =>
  state !== undefined && (state.intake !== null || state.waiting.length > 0)

/** At most `limit` items whose ids come after `after`, in order of id. */
export async function listItems(
  shelf: LedgerStore,
  after: ItemId | null,
  limit: number,
): Promise<readonly ItemSummary[]> {
  const found: ItemState[] = []
  if (limit > 0)
    for await (const { bytes } of shelf.store.allSubjects(after)) {
      const state = decodeSubjectHead(bytes).states.item?.item
      if (isItem(state) && found.push(state) === limit) break
    }
  const summaries: ItemSummary[] = []
  for (const state of found)
    summaries.push({
      id: state.item,
      status: statusOf(state),
      identifiers: await identifiersOf(shelf, state),
    })
  return summaries
}

/** The first that holds, worst first. */
export function statusOf(state: ItemState): ItemStatus {
  const { waiting, nodes } = state
  if (waiting.length > 0) return "unlinked"
  const moves = nodes.filter(({ edge }) => edge === "move")
  const isForked = moves.some((a, i) =>
    moves.slice(i + 1).some((b) => a.previous === b.previous && !concurring(a, b)),
  )
  if (isForked) return "forked"
  if (nodes.some(({ edge }) => edge === "claim")) return "claimed"
  return isClosed(state) ? "closed" : "held"
}

/** The numbers printed on it, as the intake's openings give them. */
async function identifiersOf(
  shelf: LedgerStore,
  { item, nodes }: ItemState,
): Promise<readonly string[]> {
  const intake = nodes.find(({ edge }) => edge === "intake")
  const value = intake && (await readOpenings(shelf.store, intake.receipt, intake.index))
  if (intake === undefined || value === undefined) return []
  const { opened } = await readPlaced(shelf, intake.index)
  const leaves = leavesOf(opened, value) ?? []
  return leaves.flatMap((leaf) => {
    if (leaf instanceof Uint8Array || leaf.line < 0) return []
    return itemIdOf(intake.receipt, leaf.line) === item ? printed(leaf) : []
  })
}

/** The number that an opening of the item's own line prints on it. */
export function printed({ field, value }: Opening): readonly string[] {
  const isSeal = field === "seal" || field === "newSeal"
  if (isSeal && typeof value === "string") return [`seal ${value}`]
  if (field !== "identifier" || value === null || typeof value !== "object") return []
  return "scheme" in value ? [`${value.scheme} ${value.value}`] : []
}
