/** What a reader of the record knows beside the statement at hand. The verifier, the ledger and a phone each have one. */

import type { SealedField, Value } from "../custody/field.ts"
import { intakeLine, type Opened, receivedLines } from "../custody/handover.ts"
import type { ItemId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { KeyId } from "../cose/key.ts"
import type { KeyState } from "../custody/roster.ts"
import type { ContractVersion } from "../custody/state.ts"
import type { Leaf } from "../custody/sealed.ts"
import type { Agreement, Place, PlaceType } from "./act.ts"

/** One entry of an item's chain. */
export type Recorded = { readonly opened: Opened; readonly index: number }

export type Library = {
  readonly key: (id: KeyId) => KeyState | undefined
  readonly contract: (version: StatementId) => ContractVersion | undefined
  readonly placeType: (place: PlaceId) => string | undefined
  /** The openings of a statement, checked against its commitment; undefined if none are shown. */
  readonly leaves: (statement: StatementId) => readonly Leaf[] | undefined
}

/** For revealing what statements say, and nothing that is decided by who signed them. */
export const openingsOnly = (leaves: Library["leaves"]): Library => ({
  key: () => undefined,
  contract: () => undefined,
  placeType: () => undefined,
  leaves,
})

/** A sealed term: its value, null if the signer left it empty, undefined if it is not shown. `line` −1: of the whole. */
export function reveal<F extends SealedField>(
  { leaves }: Library,
  statement: StatementId,
  line: number,
  field: F,
): Value<F> | null | undefined {
  for (const leaf of leaves(statement) ?? none)
    if (!(leaf instanceof Uint8Array) && leaf.field === field && leaf.line === line)
      return leaf.value as Value<F> | null
  return undefined
}

const none: readonly Leaf[] = []

/** The same of the item's own line; null where the statement has no line of it. */
export function revealOwn<F extends SealedField>(
  library: Library,
  opened: Opened,
  item: ItemId,
  field: F,
): Value<F> | null | undefined {
  const line = ownLine(opened, item)
  return line < 0 ? null : reveal(library, opened.id, line, field)
}

/** The line that sealed fields of the item stand on; −1 if there is none. */
function ownLine(opened: Opened, item: ItemId): number {
  switch (opened.kind) {
    case "intake":
      return intakeLine(opened, item) ?? -1
    case "acceptance":
      return receivedLines(opened).findIndex((each) => each.item === item && !each.extra)
    case "check":
    case "close":
    case "offer":
      return opened.terms.lines.findIndex((each) => each.item === item)
    default:
      return -1
  }
}

/** A place as it was described; undefined if that is not on record here. */
export function placeIn(library: Library, place: PlaceId): Place | undefined {
  const type = library.placeType(place)
  if (type === undefined) return undefined
  const fittings = reveal(library, place as string as StatementId, -1, "fittings") ?? undefined
  const room = fittings?.room === null ? null : roomOf(library, fittings?.room)
  return { type: type as PlaceType, fittings, room, premises: fittings?.premises }
}

const roomOf = (library: Library, room: PlaceId | undefined): PlaceType | undefined =>
  room === undefined ? undefined : (library.placeType(room) as PlaceType | undefined)

/** Shown, and nothing said there: there are none. */
export const orNone = <T>(list: readonly T[] | null | undefined): readonly T[] | undefined =>
  list === null ? [] : list

/** Null: none is cited; undefined: one is, and it is not on record here. */
export function agreementIn(
  library: Library,
  cited: StatementId | null,
): Agreement | null | undefined {
  if (cited === null) return null
  const version = library.contract(cited)
  if (version === undefined) return undefined
  return {
    terms: version.terms,
    limits: orNone(reveal(library, cited, -1, "limits")),
    credentials: orNone(reveal(library, cited, -1, "credentials")),
  }
}

/** Where it was done, as its signer, or who offered, says. */
export function placeOfAct(opened: Opened, library: Library): Place | null | undefined {
  const open = opened.kind === "event" ? opened.terms.place : null
  const own = open ?? reveal(library, opened.id, -1, "place")
  const said = own ?? (opened.offered && reveal(library, opened.offered.id, -1, "place")) ?? own
  return said === null || said === undefined ? said : placeIn(library, said)
}
