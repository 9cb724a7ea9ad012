/** Fetches what `integrate` will read for a group of candidates, so that it can run without waiting for anything. */

import type { ItemId, StatementId } from "../custody/identifier.ts"
import { receivedLines, signersOf } from "../custody/handover.ts"
import { subjectsOf } from "../custody/subject.ts"
import { equal } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import { StoreFault, type StoreReader } from "../store/store.ts"
import type { Candidate } from "./append.ts"
import type { Reads } from "./integrate.ts"
import type { MapChange } from "./shown.ts"
import { decodeSubjectHead, miniLogRoot, type SubjectHead } from "./subject-head.ts"

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

/** Heads of subjects as they are stored now, so that they need not be read again; weighed by how many receipts they hold. */
export type Kept = Recent<SubjectHead>

/** A receipt takes less than a kilobyte in memory, and so does what is beside them. */
const receiptsKept = 50_000

export const nothingKept = (): Kept =>
  new Recent(receiptsKept, ({ nodes }) => 1 + nodes.values.length)

/**
 * `kept`: whoever gives it puts into it whatever is written afterwards. `expected`: what the ledger knows of a subject
 * whether or not the store has it; a store that has something else is corrupt. Who only looks gives neither.
 */
export async function fetchReads(
  store: StoreReader,
  candidates: readonly Candidate[],
  governance: StatementId,
  known?: { readonly kept: Kept; readonly expected: (id: string) => MapChange | undefined },
): Promise<Reads> {
  const markers = await table(
    candidates.flatMap(({ marker, notes }) => [marker, ...notes.map(({ hash }) => hash)]),
    (keys) => store.noteIndexes(keys),
  )
  const indexes = await readIndexes(store, candidates, markers)
  const subjects = new Map<string, SubjectHead | undefined>()
  const add = async (ids: readonly string[]): Promise<void> => {
    const missing: string[] = []
    for (const id of ids) {
      if (subjects.has(id)) continue
      const head = known?.kept.get(id)
      subjects.set(id, head)
      if (head === undefined) missing.push(id)
    }
    for (const [id, head] of await readSubjects(store, missing)) {
      subjects.set(id, head)
      if (known === undefined) continue
      expectOnMap(id, head, known.expected(id))
      if (head !== undefined) known.kept.set(id, head)
    }
  }
  const direct: string[] = [governance]
  for (const { opened } of candidates) {
    for (const { keyId } of signersOf(opened)) direct.push(keyId)
    for (const { id } of subjectsOf(opened, governance, () => [])) direct.push(id)
  }
  await add(direct)
  const members = (item: ItemId) => subjects.get(item)?.states.item?.item.members ?? []
  // What lies in a container that moves is touched too; what this group packs into it is among `direct`.
  const inside = candidates.flatMap(({ opened }) =>
    opened.kind === "acceptance" ? receivedLines(opened).flatMap(({ item }) => members(item)) : [],
  )
  await add(inside)
  return {
    indexOf: expectFetched(indexes, "statement"),
    marker: expectFetched(markers, "marker"),
    subject: expectFetched(subjects, "subject"),
  }
}

/** A subject that the store has lost, or has as it was before, would be sealed as if nothing had been there. */
function expectOnMap(
  id: string,
  head: SubjectHead | undefined,
  expected: MapChange | undefined,
): void {
  const isSame =
    head === undefined || expected === undefined
      ? head === expected
      : head.count === expected.count && equal(miniLogRoot(head), expected.root)
  if (!isSame) throw new StoreFault("corrupt", `subject ${id}`, "is not what the map has of it")
}

/** Nothing is on record whose nonce was not used, so nobody asks whether what is new is old. */
async function readIndexes(
  store: StoreReader,
  candidates: readonly Candidate[],
  markers: ReadonlyMap<string, number | undefined>,
): Promise<Map<string, number | undefined>> {
  const indexes = new Map<string, number | undefined>()
  const old: string[] = []
  for (const { opened, marker } of candidates) {
    indexes.set(opened.id, undefined)
    if (markers.get(marker) !== undefined) old.push(opened.id)
  }
  for (const [id, index] of await table(old, (ids) => store.indexesOf(ids))) indexes.set(id, index)
  return indexes
}
