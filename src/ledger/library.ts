/** What the rule book asks of the record, read from the store beforehand: rules never wait. */

import { fromHex } from "../encoding/bytes.ts"
import { type Opened, signersOf } from "../custody/handover.ts"
import type { ItemId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { Leaf } from "../custody/sealed.ts"
import { leavesOf, type Statement } from "../custody/statement.ts"
import { subjectsOf } from "../custody/subject.ts"
import { type Library, type Recorded, reveal } from "../rules/library.ts"
import type { StoreReader } from "../store/store.ts"
import { type LedgerStore, readPlaced } from "./evidence.ts"
import { readSubjects } from "./fetch.ts"
import { readOpenings } from "./prove.ts"
import { miniLogOf, type SubjectHead } from "./subject-head.ts"

/** Openings that are at hand and not in the store, by statement. */
export type AtHand = ReadonlyMap<StatementId, readonly Leaf[]>

/** The chain of an item, in log order. */
export async function chainOf(ground: LedgerStore, item: ItemId): Promise<readonly Recorded[]> {
  const indexes = await miniLogOf(ground.store, item)
  return Promise.all(indexes.map((index) => readPlaced(ground, index)))
}

/** Everything that rules may ask about these statements: their signers, contracts and places, and all their openings. */
export async function libraryFor(
  ground: LedgerStore,
  statements: readonly Opened[],
  atHand: AtHand = new Map(),
): Promise<Library> {
  const heads = new Map<string, SubjectHead | undefined>()
  const openings = new Map<StatementId, readonly Leaf[] | undefined>(atHand)
  const library: Library = {
    key: (id) => heads.get(id)?.states.key?.key,
    contract: (id) => heads.get(id)?.states.contract?.versions.find((each) => each.id === id),
    placeType: (id) => heads.get(id)?.states.place?.placeType,
    leaves: (id) => openings.get(id),
  }
  const indexes = await ground.store.indexesOf(statements.map(({ id: each }) => each))
  // An offer's openings may have come with it, with its acceptance, or with both.
  for (const [i, whole] of statements.entries())
    for (const part of whole.offered === null ? [whole] : [whole, whole.offered])
      if (openings.get(part.id) === undefined)
        openings.set(part.id, await leavesIn(ground.store, part, indexes[i]))
  const signers = statements.flatMap((each) => signersOf(each))
  const named = [
    ...signers.flatMap(({ keyId, party, contract }) => [keyId, party, contract]),
    ...statements.flatMap((each) => placesOf(each, library)),
  ]
  await shelve(ground, heads, named)
  const enrolments = signers.flatMap(({ keyId }) => library.key(keyId)?.enrolledBy ?? [])
  await openAll(ground, openings, [...named, ...enrolments])
  // Rooms and premises stand in the descriptions of places, which are open only now.
  const around = named.flatMap((id) => (id === null ? [] : roomsOf(library, id as PlaceId)))
  await shelve(ground, heads, around)
  await openAll(ground, openings, around)
  return library
}

function placesOf(opened: Opened, library: Library): readonly (PlaceId | null)[] {
  const open =
    opened.kind === "event"
      ? opened.terms.place
      : opened.kind === "acceptance"
        ? opened.terms.deliveryPoint
        : null
  const sealed = reveal(library, opened.id, -1, "place") ?? null
  const offered = opened.offered && (reveal(library, opened.offered.id, -1, "place") ?? null)
  return [open, sealed, offered]
}

function roomsOf(library: Library, place: PlaceId): readonly PlaceId[] {
  const fittings = reveal(library, place as string as StatementId, -1, "fittings")
  return [fittings?.room ?? null, fittings?.premises ?? null].filter((each) => each !== null)
}

async function shelve(
  { store }: LedgerStore,
  heads: Map<string, SubjectHead | undefined>,
  ids: readonly (string | null)[],
): Promise<void> {
  const missing = ids.filter((id): id is string => id !== null && !heads.has(id))
  for (const [id, head] of await readSubjects(store, missing)) heads.set(id, head)
}

/** Ids of parties, places and contracts are those of the statements that made them. */
async function openAll(
  ground: LedgerStore,
  openings: Map<StatementId, readonly Leaf[] | undefined>,
  ids: readonly (string | null)[],
): Promise<void> {
  const statements = [...new Set(ids)].filter((id): id is StatementId => {
    return id !== null && !openings.has(id as StatementId) && fromHex(id)?.length === 32
  })
  const indexes = await ground.store.indexesOf(statements)
  for (const [i, id] of statements.entries()) {
    const index = indexes[i]
    if (index === undefined) continue
    const { opened } = await readPlaced(ground, index)
    openings.set(id, await leavesIn(ground.store, opened, index))
  }
}

/** The openings kept of a statement; `within`: the entry that it is in. */
export async function leavesIn(
  store: StoreReader,
  statement: Statement,
  within?: number,
): Promise<readonly Leaf[] | undefined> {
  const value = await readOpenings(store, statement.id, within)
  return value === undefined ? undefined : leavesOf(statement, value)
}

/** The items that a statement is about, the container that it fills among them. */
export const itemsIn = (opened: Opened, governance: StatementId): readonly ItemId[] =>
  subjectsOf(opened, governance, () => []).flatMap(({ type, id }) =>
    type === "item" ? [id as string as ItemId] : [],
  )
