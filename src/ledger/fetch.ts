/** Fetches what `integrate` will read for a group of candidates, so that it can run without waiting for anything. */

import type { ItemId, StatementId } from "../custody/identifier.ts"
import { signersOf } from "../custody/handover.ts"
import { subjectsOf } from "../custody/subject.ts"
import type { StoreReader } from "../store/store.ts"
import type { Candidate } from "./append.ts"
import { nonceMarker } from "../replay/state.ts"
import type { Reads } from "./integrate.ts"
import { decodeSubjectHead, type SubjectHead } from "./subject-head.ts"

async function table<T>(
  keys: Iterable<string>,
  read: (keys: readonly string[]) => Promise<readonly (T | undefined)[]>,
): Promise<Map<string, T | undefined>> {
  const distinct = [...new Set(keys)]
  const values = await read(distinct)
  return new Map(distinct.map((key, i) => [key, values[i]]))
}

export async function readSubjects(
  store: StoreReader,
  ids: Iterable<string>,
): Promise<Map<string, SubjectHead | undefined>> {
  const stored = await table(ids, (keys) => store.subjects(keys))
  return new Map(
    Array.from(stored, ([id, bytes]) => [id, bytes && decodeSubjectHead(bytes)] as const),
  )
}

function expectFetched<T>(fetched: ReadonlyMap<string, T>, what: string): (key: string) => T {
  return (key) => {
    if (!fetched.has(key)) throw new Error(`integrate: expected ${what} ${key} to be fetched`)
    return fetched.get(key) as T
  }
}

/** A key's head takes some kilobytes in memory. */
const mostKept = 10_000

/**
 * Subjects that sign, or say who may, are read at every append and change seldom: those that `kept` has are not read again.
 * Whoever gives it puts into it whatever is written of a subject in it.
 */
async function readSigners(
  store: StoreReader,
  ids: readonly string[],
  kept: Map<string, SubjectHead>,
): Promise<Map<string, SubjectHead | undefined>> {
  const found = new Map<string, SubjectHead | undefined>()
  for (const id of ids) if (kept.has(id)) found.set(id, kept.get(id))
  const missing = ids.filter((id) => !found.has(id))
  for (const [id, head] of await readSubjects(store, missing)) {
    found.set(id, head)
    if (head === undefined || head.states.item !== undefined) continue
    if (kept.size === mostKept) kept.clear()
    kept.set(id, head)
  }
  return found
}

/** `kept`: see `readSigners`; an empty one where nothing is kept from one group to the next. */
export async function fetchReads(
  store: StoreReader,
  candidates: readonly Candidate[],
  governance: StatementId,
  kept: Map<string, SubjectHead> = new Map(),
): Promise<Reads> {
  const hashes = candidates.flatMap(({ opened, notes }) => [
    nonceMarker(opened),
    ...notes.map(({ hash }) => hash),
  ])
  const markers = await table(hashes, (keys) => store.noteIndexes(keys))
  // Nothing is on record whose nonce was not used, so nobody asks whether what is new is old.
  const isPerhapsOld = ({ opened }: Candidate): boolean =>
    markers.get(nonceMarker(opened)) !== undefined
  const indexes = new Map<string, number | undefined>(
    candidates.map(({ opened }) => [opened.id, undefined]),
  )
  const old = candidates.filter(isPerhapsOld).map(({ opened }) => opened.id)
  for (const [id, index] of await table(old, (ids) => store.indexesOf(ids))) indexes.set(id, index)
  const signers = candidates.flatMap(({ opened }) => signersOf(opened).map(({ keyId }) => keyId))
  const subjects = await readSigners(store, [governance, ...signers], kept)
  const direct = candidates.flatMap(({ opened }) =>
    subjectsOf(opened, governance, () => []).flatMap(({ id }) => (subjects.has(id) ? [] : id)),
  )
  for (const [id, head] of await readSubjects(store, direct)) subjects.set(id, head)
  const members = (item: ItemId) => subjects.get(item)?.states.item?.item.members ?? []
  // What lies in a container that moves is touched too; what this group packs into it is among `direct`.
  const inside = candidates.flatMap(({ opened }) =>
    subjectsOf(opened, governance, members).map(({ id }) => id as string),
  )
  const missing = inside.filter((id) => !subjects.has(id))
  for (const [id, head] of await readSubjects(store, missing)) subjects.set(id, head)
  return {
    indexOf: expectFetched(indexes, "statement"),
    marker: expectFetched(markers, "marker"),
    subject: expectFetched(subjects, "subject"),
  }
}
