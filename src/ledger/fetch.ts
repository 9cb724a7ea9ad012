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

export async function fetchReads(
  store: StoreReader,
  candidates: readonly Candidate[],
  governance: StatementId,
): Promise<Reads> {
  const indexes = await table(
    candidates.map(({ opened }) => opened.id),
    (ids) => store.indexesOf(ids),
  )
  const hashes = candidates.flatMap(({ opened, notes }) => [
    nonceMarker(opened),
    ...notes.map(({ hash }) => hash),
  ])
  const markers = await table(hashes, (keys) => store.noteIndexes(keys))
  const direct = candidates.flatMap(({ opened }) => [
    ...signersOf(opened).map(({ keyId }) => keyId as string),
    ...subjectsOf(opened, governance, () => []).map(({ id }) => id as string),
  ])
  const subjects = await readSubjects(store, [governance, ...direct])
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
