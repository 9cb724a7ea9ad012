/**
 * The states that a batch of entries touches: fetched before the batch, so that replaying it waits for nothing, and
 * changed in memory only, so that a batch counts whole or not at all.
 *
 * Every subject fetched is held against its leaf in the map, and every bucket of leaves against its hash in memory: a
 * store that lost something is noticed here and not taken for a fault of the log.
 */

import { equal, type Hash } from "../encoding/bytes.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, signersOf } from "../custody/handover.ts"
import { type ItemId, mapKeyOf, type StatementId, type SubjectId } from "../custody/identifier.ts"
import type { GovernanceState, KeyState, Roster } from "../custody/roster.ts"
import { next } from "../custody/state.ts"
import { subjectsOf } from "../custody/subject.ts"
import type { MapLeaf } from "../merkle/map.ts"
import {
  bucketOf,
  decodeLeaves,
  encodeLeaves,
  leafPosition,
  type MapBuckets,
  subtreeOf,
} from "../merkle/mapbuckets.ts"
import { appendLeaf, frontierRoot } from "../merkle/tree.ts"
import {
  nonceMarker,
  type Rebuilt,
  type ReplayChanges,
  type ReplayStore,
  StateFault,
} from "./state.ts"

type Ledger = { readonly origin: string; readonly genesis: StatementId }

/** `key`: under which it stands in the map. */
type Subject = { readonly key: Hash; readonly head: Rebuilt | undefined }

export class Overlay implements Roster {
  readonly #governance: SubjectId
  readonly #subjects: Map<SubjectId, Subject>
  readonly #used: Set<string>
  readonly #leaves: Map<number, MapLeaf[]>
  readonly #buckets: MapBuckets
  readonly #changed = new Map<SubjectId, Rebuilt>()
  readonly #markers: string[] = []
  readonly #dirty = new Set<SubjectId>()
  readonly #rebuilt = new Set<number>()

  constructor(
    governance: StatementId,
    subjects: Map<SubjectId, Subject>,
    used: Set<string>,
    leaves: Map<number, MapLeaf[]>,
    buckets: MapBuckets,
  ) {
    this.#governance = governance as string as SubjectId
    this.#subjects = subjects
    this.#used = used
    this.#leaves = leaves
    this.#buckets = buckets
  }

  #subject(id: string): Subject {
    const subject = this.#subjects.get(id as SubjectId)
    if (subject === undefined) throw new Error(`replay: expected subject ${id} to be fetched`)
    return subject
  }

  #head(id: string): Rebuilt | undefined {
    return this.#changed.get(id as SubjectId) ?? this.#subject(id).head
  }

  get governance(): GovernanceState | undefined {
    return this.#head(this.#governance)?.states.governance?.governance
  }

  readonly key = (id: KeyId): KeyState | undefined => this.#head(id)?.states.key?.key

  readonly #members = (container: ItemId): readonly ItemId[] =>
    this.#head(container)?.states.item?.item.members ?? []

  /** Whether its signer has used its nonce before. A seal's is its map root, which may stay the same. */
  isRepeated(opened: Opened): boolean {
    return opened.kind !== "seal" && this.#used.has(nonceMarker(opened))
  }

  /** Takes in an entry that is authentic and new. */
  enter(opened: Opened, index: number, appendedAt: number, leaf: Hash): void {
    const entered = { opened, index, appendedAt }
    const touched = subjectsOf(opened, this.#governance as string as StatementId, this.#members)
    const steps = touched.map((subject) => {
      const before = this.#head(subject.id)
      return { subject, before, state: next(before?.states[subject.type], subject, entered, this) }
    })
    // Only now: every subject's next state is judged by the roster as it was before the entry.
    for (const { subject, before, state: step } of steps) {
      const states = before?.states ?? {}
      this.#changed.set(subject.id, {
        count: (before?.count ?? 0) + 1,
        last: index,
        frontier: appendLeaf(before?.frontier ?? [], before?.count ?? 0, leaf),
        states: step.state === undefined ? states : { ...states, [subject.type]: step.state },
      })
      this.#dirty.add(subject.id)
    }
    if (opened.kind === "seal") return
    const marker = nonceMarker(opened)
    this.#used.add(marker)
    this.#markers.push(marker)
  }

  /** Brings the map up to the entries taken in so far; gives how many subjects are new in it. */
  settle(): number {
    let added = 0
    const stale = new Set<number>()
    for (const id of this.#dirty) {
      const { key } = this.#subject(id)
      const { count, frontier } = this.#changed.get(id) as Rebuilt
      const bucket = bucketOf(key)
      const leaves = this.#leaves.get(bucket) as MapLeaf[]
      const at = leafPosition(leaves, key)
      const isThere = at < leaves.length && equal((leaves[at] as MapLeaf).key, key)
      leaves.splice(at, isThere ? 1 : 0, { key, count, root: frontierRoot(frontier) })
      if (!isThere) added++
      stale.add(bucket)
    }
    for (const bucket of stale) {
      this.#buckets.set(bucket, subtreeOf(this.#leaves.get(bucket) as MapLeaf[]))
      this.#rebuilt.add(bucket)
    }
    this.#dirty.clear()
    return added
  }

  /** After `settle`. */
  changes(): Omit<ReplayChanges, "faults"> {
    const buckets = Array.from(this.#rebuilt, (bucket) => {
      const leaves = encodeLeaves(this.#leaves.get(bucket) as MapLeaf[])
      return [bucket, { leaves, hash: this.#buckets.get(bucket) as Hash }] as const
    })
    return { subjects: this.#changed, markers: this.#markers, buckets: new Map(buckets) }
  }
}

/** Everything that entering these statements can read. `buckets` is what the map is in memory. */
export async function fetchOverlay(
  store: ReplayStore,
  statements: readonly Opened[],
  { origin, genesis }: Ledger,
  buckets: MapBuckets,
): Promise<Overlay> {
  const markers = [...new Set(statements.map((opened) => nonceMarker(opened)))]
  const known = await store.markers(markers)
  const subjects = new Map<SubjectId, Subject>()
  const fill = async (ids: Iterable<SubjectId>): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !subjects.has(id))
    const heads = await store.subjects(missing)
    for (const [i, id] of missing.entries())
      subjects.set(id, { key: mapKeyOf(origin, id), head: heads[i] })
  }
  await fill([
    genesis as string as SubjectId,
    ...statements.flatMap((opened) => [
      ...signersOf(opened).map(({ keyId }) => keyId as string as SubjectId),
      ...subjectsOf(opened, genesis, () => []).map(({ id }) => id),
    ]),
  ])
  // What lies in a container that moves is touched too; what this batch packs into it has been fetched just now.
  const members = (item: ItemId): readonly ItemId[] =>
    subjects.get(item as string as SubjectId)?.head?.states.item?.item.members ?? []
  await fill(
    statements.flatMap((opened) => subjectsOf(opened, genesis, members).map(({ id }) => id)),
  )
  const leaves = await fetchLeaves(store, buckets, subjects.values())
  for (const [id, subject] of subjects) expectInMap(id, subject, leaves)
  const used = new Set(markers.filter((_, i) => known[i] === true))
  return new Overlay(genesis, subjects, used, leaves, buckets)
}

async function fetchLeaves(
  store: ReplayStore,
  buckets: MapBuckets,
  subjects: Iterable<Subject>,
): Promise<Map<number, MapLeaf[]>> {
  const numbers = [...new Set(Array.from(subjects, ({ key }) => bucketOf(key)))]
  const stored = await store.buckets(numbers)
  const pairs = numbers.map((number, i) => {
    const leaves = decodeLeaves(stored[i] ?? new Uint8Array(0))
    const [got, expected] = [leaves.length === 0 ? null : subtreeOf(leaves), buckets.get(number)]
    if (got === null ? expected !== undefined : expected === undefined || !equal(got, expected))
      throw new StateFault(`bucket ${number} of the map is not as it was kept`)
    return [number, leaves] as const
  })
  return new Map(pairs)
}

function expectInMap(
  id: SubjectId,
  { key, head }: Subject,
  all: ReadonlyMap<number, readonly MapLeaf[]>,
): void {
  const leaves = all.get(bucketOf(key)) as readonly MapLeaf[]
  const leaf = leaves[leafPosition(leaves, key)]
  const isThere = leaf !== undefined && equal(leaf.key, key)
  const same =
    head === undefined
      ? !isThere
      : isThere && leaf.count === head.count && equal(leaf.root, frontierRoot(head.frontier))
  if (!same) throw new StateFault(`subject ${id} is not as it was kept`)
}
