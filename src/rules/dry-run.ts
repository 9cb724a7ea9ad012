/**
 * What a hand-over would have for findings, before anybody signs it: the same rules over the same facts as afterwards, worst
 * first. A pure function, so that a phone without network asks it about what it knows.
 */

import type { Opened } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import { Books, type Difference } from "./conservation.ts"
import { byItems, type ItemsFinding, judgeLast, type Judging, worstFirst } from "./judge.ts"
import type { Recorded } from "./library.ts"

export type Foreseen = {
  readonly rules: readonly ItemsFinding[]
  readonly differences: readonly Difference[]
}

/** `chains`: per item what is on record of it, in log order; the statement would stand at `index`. */
export function foresee(
  opened: Opened,
  index: number,
  chains: ReadonlyMap<ItemId, readonly Recorded[]>,
  judging: Judging,
): Foreseen {
  const last: Recorded = { opened, index }
  const found = [...chains].flatMap(([item, chain]) =>
    judgeLast([...chain, last], item, judging).map((finding) => [item, finding] as const),
  )
  const books = new Books(judging.library)
  for (const recorded of inOrder([...chains.values()].flat())) books.enter(recorded)
  return { rules: worstFirst(byItems(found)), differences: books.enter(last) }
}

/** Each entry once, though it touches several of the items. */
const inOrder = (entries: readonly Recorded[]): readonly Recorded[] =>
  [...new Map(entries.map((each) => [each.index, each])).values()].sort((a, b) => a.index - b.index)
