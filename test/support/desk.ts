/** Statements of the small town put on record one after the other, with all their openings at hand. */

import type { SignedDraft } from "../../src/custody/draft.ts"
import { openStatement } from "../../src/custody/handover.ts"
import type { ItemId, StatementId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import type { Leaf } from "../../src/custody/sealed.ts"
import { subjectsOf } from "../../src/custody/subject.ts"
import type { Library, Recorded } from "../../src/rules/library.ts"
import { penOrigin } from "./pens.ts"
import { type Town, town } from "./town.ts"

export type Desk = {
  readonly town: Town
  readonly library: Library
  readonly entries: readonly Recorded[]
  /** Enters statements, with what opens them. */
  readonly put: (...drafts: readonly Pick<SignedDraft, "id" | "bytes" | "leaves">[]) => Recorded
  /** Keeps openings of a statement that has no entry of its own: an offer. */
  readonly keep: (...drafts: readonly Pick<SignedDraft, "id" | "leaves">[]) => void
  /** As if these openings had been withheld. */
  readonly hide: (statement: StatementId) => void
  readonly chain: (item: ItemId) => readonly Recorded[]
}

export function desk(): Desk {
  const made = town()
  const entries: Recorded[] = []
  const openings = new Map<StatementId, readonly Leaf[]>()
  const { book } = made
  const state = (type: "contract" | "place", id: string) => book.state(type, id)
  const library: Library = {
    key: book.roster.key,
    contract: (id) => {
      const found = state("contract", id)
      return found?.type === "contract" ? found.versions.find((each) => each.id === id) : undefined
    },
    placeType: (id) => {
      const found = state("place", id)
      return found?.type === "place" ? found.placeType : undefined
    },
    leaves: (id) => openings.get(id),
  }
  const keep: Desk["keep"] = (...drafts) => {
    for (const { id, leaves } of drafts) openings.set(id, leaves)
  }
  const put: Desk["put"] = (...drafts) => {
    for (const signed of drafts) {
      keep(signed)
      book.take(signed)
      const opened = openStatement(signed.bytes, penOrigin)
      if (isRejected(opened)) throw new Error(opened.sentence)
      entries.push({ opened, index: entries.length })
    }
    return entries.at(-1) as Recorded
  }
  const governance = () => book.roster.governance?.genesis as StatementId
  return {
    town: made,
    library,
    entries,
    put,
    keep,
    hide: (statement) => openings.delete(statement),
    chain: (item) =>
      entries.filter(({ opened }) =>
        subjectsOf(opened, governance(), () => []).some(({ id }) => (id as string) === item),
      ),
  }
}
