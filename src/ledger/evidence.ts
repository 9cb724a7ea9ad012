/**
 * Which subjects and entries an answer about one item rests on: the item, whoever signed anything in it, what made
 * them signers, what they agreed on, and the seals between which all that happened. Closed under "who signed that?".
 */

import { type ItemId, type StatementId, type SubjectId, tagSubject } from "../custody/identifier.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, openStatement, signersOf, tagOf } from "../custody/handover.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Subject } from "../custody/subject.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { seenHash, parseSeen } from "../log/cosignature.ts"
import { toHex } from "../encoding/bytes.ts"
import type { StoreReader } from "../store/store.ts"
import { LedgerFault } from "./fault.ts"

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
  /** Older sizes whose root and seal matter. */
  readonly sizes: Set<number>
  /** By hash, the `seen` notes that signers refer to. */
  readonly notes: Map<string, Uint8Array>
}

type Search = Evidence & {
  readonly store: StoreReader
  readonly origin: string
  /** Of the publication that the answer is given at. */
  readonly size: number
  readonly queue: Subject[]
}

const subject = (type: Subject["type"], id: string): Subject => ({ type, id: id as SubjectId })

/**
 * Undefined if nothing touches the item among the first `size` entries. `further` is shown what was found, and says which
 * chains are wanted besides.
 */
export async function gatherEvidence(
  store: StoreReader,
  origin: string,
  governance: StatementId,
  item: string,
  size: number,
  further: (found: Evidence) => Promise<readonly Subject[]>,
): Promise<Evidence | undefined> {
  const search: Search = {
    store,
    origin,
    size,
    entries: new Map(),
    miniLogs: new Map(),
    absent: new Set(),
    sizes: new Set(),
    notes: new Map(),
    queue: [subject("item", item), subject("governance", governance)],
  }
  await include(search, 0)
  await include(search, size - 1)
  await includeQueued(search)
  if (!search.miniLogs.has(item as SubjectId)) return undefined
  search.queue.push(...(await further(search)))
  await includeQueued(search)
  const { queue: _, ...evidence } = search
  return evidence
}

async function includeQueued(search: Search): Promise<void> {
  for (let each = search.queue.shift(); each !== undefined; each = search.queue.shift())
    await includeMiniLog(search, each)
}

async function includeMiniLog(search: Search, { type, id }: Subject): Promise<void> {
  if (search.miniLogs.has(id) || search.absent.has(id)) return
  const links = await search.store.links(id, 0, Number.MAX_SAFE_INTEGER)
  const entries = links.filter((index) => index < search.size)
  if (entries.length === 0) {
    search.absent.add(id)
    return
  }
  search.miniLogs.set(id, { type, entries })
  for (const index of entries) {
    const placed = await include(search, index)
    const tag = type === "item" ? tagOf(placed.opened, id as string as ItemId) : null
    if (tag !== null) search.queue.push(subject("tag", tagSubject(tag)))
    // A key's enrolment has a time too: it may have been signed with a key that was revoked by then.
    if (type === "item" || placed.opened.kind === "key") await includeTimes(search, placed)
  }
}

async function include(search: Search, index: number): Promise<Placed> {
  const before = search.entries.get(index)
  if (before !== undefined) return before
  const placed = await readPlaced(search, index)
  search.entries.set(index, placed)
  askFor(search, placed.opened)
  return placed
}

export async function readPlaced(
  { store, origin }: { readonly store: StoreReader; readonly origin: string },
  index: number,
): Promise<Placed> {
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
  if (opened.kind !== "acceptance" || opened.terms.deliveryPoint === null) return []
  return [opened.terms.deliveryPoint]
}

/** The first seal after an entry, and what its signers say they had seen before. */
async function includeTimes(search: Search, { index, opened }: Placed): Promise<void> {
  const after = await publicationFrom(search, index + 1)
  if (after !== undefined) await includeSeal(search, after)
  for (const { seen } of signersOf(opened)) {
    if (seen === null || search.notes.has(seen)) continue
    const note = await readNote(search, seen)
    if (note === undefined) continue
    search.notes.set(seen, note)
    const size = parseSeen(note)?.checkpoint.size ?? 0
    if (size < 1 || size >= search.size) continue
    search.sizes.add(size)
    // A size that was never published ends in somebody's entry, which is nobody's business here.
    if ((await publicationFrom(search, size)) === size) await includeSeal(search, size)
  }
}

async function includeSeal(search: Search, size: number): Promise<void> {
  await include(search, size - 1)
  if (size < search.size) search.sizes.add(size)
}

/** The smallest published size from `least` on, if it is one of the answer's past. */
async function publicationFrom(search: Search, least: number): Promise<number | undefined> {
  for await (const { size } of search.store.publications(least))
    return size <= search.size ? size : undefined
  return undefined
}

async function readNote(search: Search, hash: string): Promise<Uint8Array | undefined> {
  const [index] = await search.store.noteIndexes([hash])
  if (index === undefined || index >= search.size) return undefined
  const { entry } = search.entries.get(index) ?? (await readPlaced(search, index))
  return entry.notes.find((note) => toHex(seenHash(note)) === hash)
}
