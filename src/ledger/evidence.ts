/**
 * Which subjects and entries an answer about one item rests on: the item, whoever signed anything in it, what made
 * them signers, what they agreed on, and the seals between which all that happened. Closed under "who signed that?".
 */

import { type ItemId, type StatementId, type SubjectId, tagSubject } from "../custody/identifier.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, openStatement, signersOf, tagsOf } from "../custody/handover.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Subject } from "../custody/subject.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { seenHash, parseSeen } from "../log/cosignature.ts"
import { toHex } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Publication, StoreReader } from "../store/store.ts"
import { type Policy, quorumMet } from "../verifier/policy.ts"
import { LedgerFault } from "./fault.ts"
import { miniLogOf } from "./subject-head.ts"
import { hasWitnesses, newestPublication, publicationAt, standingOf, timesOn } from "./shown.ts"

export type Placed = {
  readonly index: number
  readonly bytes: Uint8Array
  readonly entry: Entry
  readonly opened: Opened
}

export type Evidence = {
  readonly entries: Map<number, Placed>
  /** Whole mini-logs as of `size`, by subject. */
  readonly miniLogs: Map<
    SubjectId,
    { readonly type: Subject["type"]; readonly entries: readonly number[] }
  >
  /** Asked for, and not on record at `size`. */
  readonly absent: Set<SubjectId>
  /** Older sizes whose roots matter, and the notes published at them. */
  readonly sizes: Set<number>
  readonly publications: Map<number, Uint8Array>
  /** By hash, the `seen` notes that signers refer to. */
  readonly notes: Map<string, Uint8Array>
}

type Search = Evidence & {
  readonly store: StoreReader
  readonly origin: string
  readonly policy: Policy
  /** Of the publication that the answer is given at. */
  readonly size: number
  readonly queue: Subject[]
  /** From which least size to which publication there is none between: who asks within has been answered. */
  readonly firsts: { readonly least: number; readonly size: number }[]
  readonly recent: RecentEntries
}

/** Entries that answers rested on lately, by index: who signed is often the same. What stands in an entry never changes. */
export type RecentEntries = Recent<Placed>
/** In bytes of entries; in memory an opened one takes some eight times as much. */
const recentBytes = 2 * 1024 * 1024
export const noRecentEntries = (): RecentEntries =>
  new Recent(recentBytes, ({ bytes }) => bytes.length)

const subject = (type: Subject["type"], id: string): Subject => ({ type, id: id as SubjectId })

/** Where the search looks: the first `size` entries of a ledger, and the witnesses whose times count. */
export type Ground = Pick<Search, "store" | "origin" | "policy" | "size" | "recent">

/**
 * Undefined if nothing touches the item among the first `size` entries. `further` is shown what was found, and says which
 * chains are wanted besides.
 */
export async function gatherEvidence(
  ground: Ground,
  governance: StatementId,
  item: string,
  further: (found: Evidence) => Promise<readonly Subject[]>,
): Promise<Evidence | undefined> {
  const search: Search = {
    ...ground,
    entries: new Map(),
    miniLogs: new Map(),
    absent: new Set(),
    sizes: new Set(),
    publications: new Map(),
    notes: new Map(),
    firsts: [],
    queue: [subject("item", item), subject("governance", governance)],
  }
  await include(search, 0)
  await include(search, ground.size - 1)
  await includeQueued(search)
  if (!search.miniLogs.has(item as SubjectId)) return undefined
  search.queue.push(...(await further(search)))
  await includeQueued(search)
  return search
}

async function includeQueued(search: Search): Promise<void> {
  for (let each = search.queue.shift(); each !== undefined; each = search.queue.shift())
    await includeMiniLog(search, each)
}

async function includeMiniLog(search: Search, { type, id }: Subject): Promise<void> {
  if (search.miniLogs.has(id) || search.absent.has(id)) return
  const entries = (await miniLogOf(search.store, id)).filter((index) => index < search.size)
  if (entries.length === 0) {
    search.absent.add(id)
    return
  }
  search.miniLogs.set(id, { type, entries })
  for (const index of entries) {
    const placed = await include(search, index)
    const tags = type === "item" ? tagsOf(placed.opened, id as string as ItemId) : []
    for (const tag of tags) search.queue.push(subject("tag", tagSubject(tag)))
    // A key's enrolment has a time too: it may have been signed with a key that was revoked by then.
    if (type === "item" || placed.opened.kind === "key") await includeTimes(search, placed)
  }
}

async function include(search: Search, index: number): Promise<Placed> {
  const before = search.entries.get(index)
  if (before !== undefined) return before
  const name = String(index)
  const placed = search.recent.get(name) ?? (await readPlaced(search, index))
  search.recent.set(name, placed)
  search.entries.set(index, placed)
  askFor(search, placed.opened)
  return placed
}

/** Where entries lie, and the ledger that their statements must name. */
export type LedgerStore = { readonly store: StoreReader; readonly origin: string }

export async function readPlaced({ store, origin }: LedgerStore, index: number): Promise<Placed> {
  const bytes = await store.entry(index)
  const entry = bytes && decodeEntry(bytes)
  const opened = entry && openStatement(entry.statement, origin)
  if (bytes === undefined || entry === undefined || opened === undefined || isRejected(opened))
    throw new LedgerFault("corrupt", `entry ${index} cannot be read`)
  return { index, bytes, entry, opened }
}

/** Queues the subjects that make a statement's signers, and what they signed, mean something. */
function askFor(search: Search, opened: Opened): void {
  const { queue } = search
  const askParty = (id: string | null): void => {
    if (id !== null) queue.push(subject("party", id))
  }
  for (const signer of signersOf(opened)) {
    queue.push(subject("key", signer.keyId))
    askParty(signer.party)
    askParty(signer.onBehalfOf)
    if (signer.contract !== null) queue.push(subject("contract", signer.contract))
  }
  const places = placesOf(opened)
  for (const place of places) queue.push(subject("place", place))
  if (opened.offered !== null) askParty(opened.offered.terms.to)
  if (opened.kind === "offer") askParty(opened.terms.to)
  if (opened.kind === "key" && opened.terms.replaces !== null)
    queue.push(subject("key", opened.terms.replaces satisfies KeyId))
  if (opened.kind !== "contract") return
  if (opened.terms.revises !== null) queue.push(subject("contract", opened.terms.revises))
  for (const party of opened.terms.parties) askParty(party)
  askParty(opened.terms.adjudicator)
}

function placesOf(opened: Opened): readonly string[] {
  if (opened.kind === "contract") return opened.terms.deliveryPoints
  const place =
    opened.kind === "acceptance"
      ? opened.terms.deliveryPoint
      : opened.kind === "event"
        ? opened.terms.place
        : null
  return place === null ? [] : [place]
}

/** What bounds an entry's time: the publications after it, and what its signers say they had seen before. */
async function includeTimes(search: Search, { index, opened }: Placed): Promise<void> {
  await includeFirstPublications(search, index + 1)
  await includeLastWithout(search, index)
  for (const { seen } of signersOf(opened)) {
    if (seen === null || search.notes.has(seen)) continue
    const note = await readNote(search, seen)
    if (note === undefined) continue
    search.notes.set(seen, note)
    const size = parseSeen(note)?.checkpoint.size ?? 0
    if (size < 1 || size >= search.size) continue
    search.sizes.add(size)
    // A size that was never published ends in somebody's entry, which is nobody's business here.
    const publication = await publicationAt(search.store, size)
    if (publication !== undefined) await includePublication(search, publication)
  }
}

/** The newest cosigned publication that does not hold the entry yet: it was not on record before that time. */
async function includeLastWithout(search: Search, index: number): Promise<void> {
  const { store, policy } = search
  if (!hasWitnesses(policy) || index === 0) return
  const last = await newestPublication(store, index, (each) => standingOf(each, policy).growth)
  if (last !== undefined) addPublication(search, last)
}

/** The first publication of size ≥ `least`, and those after it in which further witnesses appear, up to the quorum. */
async function includeFirstPublications(search: Search, least: number): Promise<void> {
  const { store, policy, size: head, firsts } = search
  if (firsts.some((first) => first.least <= least && least <= first.size)) return
  const seen = new Set<string>()
  let isFirst = true
  let looked = 0
  for await (const publication of store.publications(least)) {
    if (isFirst) firsts.push({ least, size: publication.size })
    if (publication.size > head) return
    const names = [...timesOn(publication, policy).keys()]
    if (isFirst) await includePublication(search, publication)
    else if (names.some((name) => !seen.has(name))) addPublication(search, publication)
    for (const name of names) seen.add(name)
    isFirst = false
    looked += 1
    if (looked === mostPublications || quorumMet(policy.quorum, seen)) return
  }
}

/** Some hours of publications. What bounds an entry later than that is left out, and its bracket is wider. */
const mostPublications = 2000

/** With its seal: who trusts no witnesses has the ledger's own time from it. */
async function includePublication(search: Search, publication: Publication): Promise<void> {
  await include(search, publication.size - 1)
  addPublication(search, publication)
}

function addPublication({ sizes, publications, size: head }: Search, each: Publication): void {
  if (each.size >= head) return
  sizes.add(each.size)
  publications.set(each.size, each.bytes)
}

async function readNote(search: Search, hash: string): Promise<Uint8Array | undefined> {
  const [index] = await search.store.noteIndexes([hash])
  if (index === undefined || index >= search.size) return undefined
  const { entry } = search.entries.get(index) ?? (await readPlaced(search, index))
  return entry.notes.find((note) => toHex(seenHash(note)) === hash)
}
