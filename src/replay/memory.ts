/** A replay kept in memory: for ledgers of a size that fits, in a browser or in Node. */

import type { Hash } from "../encoding/bytes.ts"
import type { SubjectId } from "../custody/identifier.ts"
import type { AuditFault } from "./fault.ts"
import type { Place, Rebuilt, ReplayStore } from "./state.ts"

export type MemoryReplayStore = ReplayStore & {
  readonly rebuilt: ReadonlyMap<SubjectId, Rebuilt>
}

export function memoryReplayStore(): MemoryReplayStore {
  let newest: Place | undefined
  const faults: AuditFault[] = []
  const rebuilt = new Map<SubjectId, Rebuilt>()
  const used = new Set<string>()
  const buckets = new Map<number, { readonly leaves: Uint8Array; readonly hash: Hash }>()
  return {
    rebuilt,
    place: async () => newest,
    faults: async () => [...faults],
    subjects: async (ids) => ids.map((id) => rebuilt.get(id)),
    markers: async (markers) => markers.map((marker) => used.has(marker)),
    buckets: async (numbers) => numbers.map((number) => buckets.get(number)?.leaves),
    async *allSubjects() {
      yield* [...rebuilt].toSorted(([a], [b]) => (a < b ? -1 : 1))
    },
    async *bucketHashes() {
      for (const [bucket, { hash }] of buckets) yield { bucket, hash }
    },
    async commit(place, changes) {
      newest = place
      faults.push(...changes.faults)
      for (const [id, subject] of changes.subjects) rebuilt.set(id, subject)
      for (const marker of changes.markers) used.add(marker)
      for (const [bucket, changed] of changes.buckets) buckets.set(bucket, changed)
    },
  }
}
