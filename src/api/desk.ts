/**
 * What a desk or a phone asks a ledger to find its way: who is who, and who has what. It is what the ledger says, and
 * proves nothing; the proof is the bundle. What no opening shows is null.
 */

import type { KeyId } from "../cose/key.ts"
import type { Fittings, Limit } from "../custody/field.ts"
import type { ItemId, PartyId, PersonId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import type { KeyState, PartyState } from "../custody/roster.ts"
import type { Terms } from "../custody/statement.ts"
import type { Balance, Difference } from "../rules/conservation.ts"
import type { ItemsFinding } from "../rules/judge.ts"

export const itemStatuses = ["held", "closed", "forked", "unlinked", "claimed"] as const
export type ItemStatus = (typeof itemStatuses)[number]

type NamedParty = {
  readonly type: "party"
  readonly id: PartyId
  readonly name: string | null
  readonly form: PartyState["form"]
}

type NamedKey = {
  readonly type: "key"
  readonly id: KeyId
  readonly name: string | null
  /** Null for the keys of governors and of the ledger itself. */
  readonly party: PartyId | null
  readonly person: PersonId | null
  readonly rights: KeyState["rights"]
  readonly assurance: number
  /** Whether a revocation or a succession is on record; what it signed before stays judged by brackets. */
  readonly revoked: boolean
}

type NamedPlace = {
  readonly type: "place"
  readonly id: PlaceId
  readonly name: string | null
  /** Who described it. */
  readonly party: PartyId | null
  readonly placeType: string
  /** Null: not shown, or nothing was said of it. */
  readonly fittings: Pick<Fittings, "grade" | "approved" | "room" | "premises"> | null
}

type NamedContract = {
  readonly type: "contract"
  readonly id: StatementId
  readonly name: string | null
  readonly revises: StatementId | null
  readonly parties: readonly PartyId[]
  /** Those of them who signed it, and whom it binds. */
  readonly signers: readonly PartyId[]
  readonly carrier: PartyId | null
  readonly regime: Terms["contract"]["regime"]
  /** Milliseconds since 1970; null: without an end of that side. */
  readonly start: number | null
  readonly end: number | null
  /** Null: not shown. */
  readonly limits: readonly Limit[] | null
}

/** What the ledger knows a party, a key, a place or a version of a contract by. */
export type Named = NamedParty | NamedKey | NamedPlace | NamedContract

/** An item as it was last on record. */
export type HeldItem = {
  readonly item: ItemId
  readonly status: ItemStatus
  /** Null before its intake is on record. */
  readonly goods: Terms["intake"]["lines"][number]["goods"] | null
  readonly container: boolean
  readonly owner: PartyId | null
  /** The container that it lies in. */
  readonly within: ItemId | null
  /** Null: somebody outside the ledger, by the giver's word. */
  readonly holder: PartyId | null
  readonly key: KeyId | null
  readonly person: PersonId | null
  /** The last that its holder named since it is in his hands. */
  readonly place: PlaceId | null
  /** What gave it to its holder, which he names when he passes it on; and the ledger's own time of that, in milliseconds. */
  readonly receipt: StatementId
  readonly since: number
  readonly contract: StatementId | null
  /** Printed numbers: `s10 RB123456785GB`. */
  readonly identifiers: readonly string[]
  /** The sum last stated of it; null where none is, or it is not shown. */
  readonly value: Money | null
}

/** All that are given must hold. */
export type HoldingsQuery = {
  readonly party?: PartyId
  readonly key?: KeyId
  /** `closed` is found by an identifier only. */
  readonly status?: ItemStatus
  /** A printed number with or without its scheme, spaces and case aside, or the item's id: finds closed items too. */
  readonly identifier?: string
  readonly after?: ItemId
  /** 1 to `maxHoldingsPerPage`, which it is if left out. */
  readonly limit?: number
}

/** What the rule book says of some items, as far as the ledger's openings show it. */
export type FindingsPage = {
  /** What was missed or broken, and what cannot be decided; worst first. What was met is left out. */
  readonly findings: readonly ItemsFinding[]
  /** How many items were judged. */
  readonly items: number
  /** The last item judged, after which the next page comes; null where there is none. */
  readonly next: ItemId | null
}

/** Every owner's sums over the whole record. */
export type BooksReport = {
  /** How many entries were read. */
  readonly size: number
  readonly balances: readonly Balance[]
  /** The newest, oldest of them first, and how many there are. */
  readonly differences: readonly Difference[]
  readonly differing: number
}

export type DeskReader = {
  /** At most `limit` whose ids come after `after`, in order of id. */
  names(after: string | null, limit: number): Promise<readonly Named[]>
  /** Open items in order of id, as last on record; a page that is not full is the last. */
  holdings(query: HoldingsQuery): Promise<readonly HeldItem[]>
  /** Judges the next `limit` items after `after`, in order of id, closed ones too; all that touches them is read for it. */
  findings(after: ItemId | null, limit: number): Promise<FindingsPage>
  /** With at most `limit` differences. The first to ask waits until the whole record was read. */
  books(limit: number): Promise<BooksReport>
}
