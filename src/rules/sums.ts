/** What an item is said to be worth: when it was taken in, received, counted or paid in. */

import { intakeLine, type Opened } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { type Library, type Recorded, revealOwn } from "./library.ts"

/** The sum that a statement gives for the item; null: it gives none. */
export function statedIn(opened: Opened, item: ItemId, library: Library): Money | null | undefined {
  switch (opened.kind) {
    case "intake":
      return intakeLine(opened, item) === undefined
        ? null
        : revealOwn(library, opened, item, "amount")
    case "acceptance":
    case "check":
    case "close":
      return revealOwn(library, opened, item, "amount")
    default:
      return null
  }
}

/** The sum last stated of the item: when it was taken in, received or counted. */
export function worthAfter(
  chain: readonly Recorded[],
  item: ItemId,
  library: Library,
): Money | null | undefined {
  let worth: Money | null | undefined = null
  for (const { opened } of chain) {
    const stated = statedIn(opened, item, library)
    if (stated !== null) worth = stated
  }
  return worth
}
