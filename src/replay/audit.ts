/**
 * The audit of a ledger that is at hand whole: every entry from the first replayed from nothing, and what came of it
 * compared with every published checkpoint and whatever the ledger keeps of its subjects. It shares the pure floors with
 * the ledger and nothing else. It goes on after a fault, so that each is named.
 */

import { equal, fromHex, type Hash } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { Scrutiny } from "../custody/scrutiny.ts"
import type { SubjectId } from "../custody/identifier.ts"
import type { SubjectState } from "../custody/state.ts"
import { openCheckpoint } from "../log/checkpoint.ts"
import { noteKey, type NoteKey, TYPE_ED25519 } from "../log/note.ts"
import { frontierRoot } from "../merkle/tree.ts"
import type { AuditFault, Faults } from "./fault.ts"
import { type Packing, type Place, type Rebuilt, type ReplayStore, statesOf } from "./state.ts"
import { ahead } from "./ahead.ts"
import { openReplayer, type Replayer } from "./replayer.ts"

export type { AuditFault } from "./fault.ts"

export type Audit = {
  readonly ok: boolean
  readonly origin: string | null
  readonly entries: number
  readonly faults: readonly AuditFault[]
}

export type AuditSource = {
  readonly entries: AsyncIterable<{ readonly index: number; readonly bytes: Uint8Array }>
  /** A size, and who is told the root of the tree over so many entries when they have been replayed. */
  readonly acknowledged?: { readonly size: number; readonly rootIs: (root: Hash) => void }
  /** In increasing order of size. */
  readonly publications: AsyncIterable<{ readonly size: number; readonly bytes: Uint8Array }>
  /** What the ledger keeps of its subjects; left out where only the public part is at hand. */
  readonly kept?: AsyncIterable<{
    readonly id: SubjectId
    readonly count: number
    readonly root: Hash
    /** One a type, in the order of `subjectTypes`. */
    readonly states: readonly SubjectState[]
    /** All of the above and more, as `packing` writes them. */
    readonly packed?: Uint8Array
  }>
  /** How subjects are kept in memory that have not been touched for long; without it, as they are. */
  readonly packing?: Packing
  /** A new one, where not all is to be in memory; then `kept` comes in the order of ids. */
  readonly store?: ReplayStore
}

/** With a store: with four times as many, 100 MB more are in memory. */
const commitEvery = 1024

type Publication = { readonly size: number; readonly bytes: Uint8Array }

/** The key of the ledger's checkpoints, as its genesis names it. */
const logKeyOf = ({ origin, checkpointKey }: NonNullable<Place["ledger"]>): NoteKey =>
  noteKey(origin, TYPE_ED25519, fromHex(checkpointKey) as Uint8Array)

/** `progress` is told how many entries have been taken, every thousand. */
export async function audit(
  source: AuditSource,
  verify: Ed25519Verify,
  progress: (entries: number) => void = () => {},
  scrutiny?: Scrutiny,
): Promise<Audit> {
  // Two of one size are two checkpoints, and one of them is false.
  const published: Publication[] = []
  for await (const publication of source.publications) published.push(publication)
  const wanted = new Set(published.map(({ size }) => size))
  const roots = new Map<number, Hash>()
  const { acknowledged, packing, store } = source
  const replayer = await openReplayer({
    verify,
    ...(scrutiny === undefined ? {} : { scrutiny }),
    ...(packing === undefined ? {} : { packing }),
    ...(store === undefined ? {} : { store }),
    commitEvery: store === undefined ? Infinity : commitEvery,
    watch: (size, frontier) => {
      if (wanted.has(size)) roots.set(size, frontierRoot(frontier))
      if (acknowledged?.size === size) acknowledged.rootIs(frontierRoot(frontier))
      if (size % 1000 === 0) progress(size)
    },
  })
  for await (const [entries, prepared] of ahead(replayer, batches(source.entries), batchesAhead))
    await replayer.take(entries, prepared)
  await replayer.commit()
  const { place, faults } = replayer
  for (const each of published) checkPublication(each, place, roots, verify, faults)
  if (source.kept !== undefined)
    await (store === undefined
      ? compareKept(source.kept, replayer, faults)
      : compareStored(source.kept, store.allSubjects(), replayer, faults))
  const inOrder = faults.found.toSorted((a, b) => a.index - b.index)
  const ok = inOrder.length === 0 && place.size > 0
  return { ok, origin: place.ledger?.origin ?? null, entries: place.size, faults: inOrder }
}

/**
 * What has been opened waits for its signatures; the less of it there is, the less the collector copies. Threads must have
 * enough to do meanwhile.
 */
const batchLength = 64
const batchesAhead = 5

async function* batches(entries: AuditSource["entries"]): AsyncGenerator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = []
  for await (const { bytes } of entries) {
    batch.push(bytes)
    if (batch.length < batchLength) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function checkPublication(
  { size, bytes }: Publication,
  place: Place,
  roots: ReadonlyMap<number, Hash>,
  verify: Ed25519Verify,
  faults: Faults,
): void {
  if (place.ledger === null) return
  const at = Math.max(0, size - 1)
  const opened = openCheckpoint(bytes, logKeyOf(place.ledger), verify)
  if (opened === undefined || opened.checkpoint.size !== size) {
    faults.add(at, "checkpoint-signature")
    return
  }
  const root = roots.get(size)
  if (root === undefined) faults.add(at, "checkpoint-beyond", `${size} of ${place.size}`)
  else if (!equal(root, opened.checkpoint.root)) faults.add(at, "checkpoint-root")
}

/** Whether two states say the same, in whatever order their members stand. States hold no bytes and no other classes. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  const others = b as Readonly<Record<string, unknown>>
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) =>
        Object.hasOwn(b, name) &&
        isSame((a as Readonly<Record<string, unknown>>)[name], others[name]),
    )
  )
}

const untouched: Rebuilt = { count: 0, last: -1, frontier: [], states: {} }

type AllKept = NonNullable<AuditSource["kept"]>
type KeptSubject = AllKept extends AsyncIterable<infer Each> ? Each : never

const isAsKept = (own: Rebuilt, kept: KeptSubject): boolean =>
  own.count === kept.count &&
  equal(frontierRoot(own.frontier), kept.root) &&
  isSame(statesOf(own), kept.states)

/**
 * Says that what is kept of a subject is not what was rebuilt: at the newest entry that touches it, or the last of all for
 * one that none touches. Never before the first fault of the log, whose consequence it may be.
 */
function mismatchesIn(faults: Faults, size: number): (own: Rebuilt, detail: string) => void {
  const { earliest } = faults
  return ({ last }, detail) => {
    const newest = last < 0 ? Math.max(0, size - 1) : last
    const at = earliest === Infinity ? newest : Math.max(newest, earliest)
    faults.add(at, "subject-mismatch", detail)
  }
}

async function compareKept(all: AllKept, replayer: Replayer, faults: Faults): Promise<void> {
  const mismatch = mismatchesIn(faults, replayer.place.size)
  for await (const kept of all) {
    const removed = replayer.remove(kept.id)
    const packed = kept.packed && removed?.packed()
    // Nearly always; to read what is packed takes ten times as long.
    if (packed !== undefined && kept.packed !== undefined && equal(packed, kept.packed)) continue
    const own = removed?.head() ?? untouched
    if (!isAsKept(own, kept)) mismatch(own, kept.id)
  }
  for (const [id, own] of replayer.rebuilt()) mismatch(own, `${id} is not kept`)
}

/** As `compareKept`, of subjects that were written down: both in the order of their ids, each read once. */
async function compareStored(
  all: AllKept,
  stored: ReturnType<ReplayStore["allSubjects"]>,
  replayer: Replayer,
  faults: Faults,
): Promise<void> {
  const mismatch = mismatchesIn(faults, replayer.place.size)
  const owns = stored[Symbol.asyncIterator]()
  let next = await owns.next()
  const passOver = async (until: string | undefined): Promise<void> => {
    for (; next.done !== true; next = await owns.next()) {
      const [id, own] = next.value
      if (until !== undefined && id >= until) return
      mismatch(own, `${id} is not kept`)
    }
  }
  for await (const kept of all) {
    await passOver(kept.id)
    const isOwn = next.done !== true && next.value[0] === kept.id
    const own = isOwn ? (next.value as readonly [SubjectId, Rebuilt])[1] : untouched
    if (!isAsKept(own, kept)) mismatch(own, kept.id)
    if (isOwn) next = await owns.next()
  }
  await passOver(undefined)
}
