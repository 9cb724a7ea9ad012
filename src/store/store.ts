/**
 * The store: where a ledger keeps its entries and everything it derived from them. This is the contract that every
 * engine keeps; `test/store/contract.ts` is the same contract as a suite.
 *
 * Concurrency. A store has one owner. Commits and erasures run one after the other in the order they were called;
 * reads run beside them and see whole commits only. An iteration shows the store as it was at its first step.
 *
 * Crash. A commit is there whole or not at all, and is there once its promise has resolved. A commit that was under
 * way when the machine stopped, or that threw "unwritable", is *unknown*: open the store again and look at `size()`.
 * A store cannot see that its newest commits were taken away whole (a restored copy, a cut tail); for that the
 * ledger keeps its last head in another place (`head.ts`) and compares.
 *
 * Corruption. Every value is stored with a hash bound to its key, checked on every read: a changed value is thrown
 * as a StoreFault, never returned. A value that vanished reads as absent where absence is an allowed answer, so
 * `scrub` compares all that is stored with all that was ever committed.
 *
 * Every hash is 64 lower-case hexadecimal digits, every number a non-negative safe integer; anything else is a
 * broken caller (an Error, nothing written). Bytes handed in must not be changed before the commit has resolved;
 * bytes handed out belong to the reader.
 */

import { fromHex } from "../encoding/bytes.ts"

/** How many places of a mini-log are in one page of links. */
export const linksInPage = 64

/** Openings of a statement's sealed terms: beside the chain, erasable. `id` is the statement's. */
export type StoredOpening = { readonly id: string; readonly bytes: Uint8Array }

/** One step of the ledger. Entries, links and notes are written once; the rest replaces what it had before. */
export type StoreBatch = {
  /**
   * Get consecutive indexes from `expectedSize` on. `id` is the statement's id, unique in the store; `openings` are what came
   * beside it, at most one of each statement.
   */
  readonly entries: readonly {
    readonly id: string
    readonly bytes: Uint8Array
    readonly openings: readonly StoredOpening[]
  }[]
  /** Whole pages of mini-logs, `linksInPage` entries each: page 0 of a subject has its first ones. */
  readonly links: readonly {
    readonly subject: string
    readonly page: number
    readonly indexes: readonly number[]
  }[]
  /** The state of a subject. */
  readonly subjects: readonly { readonly key: string; readonly bytes: Uint8Array }[]
  /** Of complete hash tiles (C2SP tlog-tiles), `level` 0..255, what the ledger wants to find again. */
  readonly tiles: readonly {
    readonly level: number
    readonly n: number
    readonly bytes: Uint8Array
  }[]
  /** `hash` of a `seen` note, or the mark of a nonce, and the entry that had it first. */
  readonly notes: readonly { readonly hash: string; readonly index: number }[]
  /**
   * A published checkpoint over the first `size` ≥ 1 entries, no smaller than the newest one. One is kept for each
   * size: at the same size the new bytes replace the old, so they must carry every cosignature worth keeping.
   */
  readonly publication?: Publication
}

export type Publication = { readonly size: number; readonly bytes: Uint8Array }

/** A stored value that is wrong or gone: `what` names it ("entry 17"), `fault` says how. */
export type Flaw = { readonly what: string; readonly fault: string }

/** Ranges are half open, `from` ≤ x < `to`, and clipped to what is there. Every read may throw a StoreFault. */
export type StoreReader = {
  /** Number of durable entries. */
  size(): number
  /** Undefined from `size()` on. */
  entry(index: number): Promise<Uint8Array | undefined>
  entries(
    from: number,
    to: number,
  ): AsyncIterable<{ readonly index: number; readonly bytes: Uint8Array }>
  /** As `entries`, all at once: for those who read many, some hundred at a time. */
  someEntries(from: number, to: number): Promise<readonly Uint8Array[]>
  /** The entries of these statements; answers in the order of the question, here and in `subjects`, `noteIndexes`. */
  indexesOf(ids: readonly string[]): Promise<readonly (number | undefined)[]>
  subjects(keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>
  /** In the order of their keys, those behind `after`, or all; who stops early has read about as many as were wanted. */
  allSubjects(
    after?: string | null,
  ): AsyncIterable<{ readonly key: string; readonly bytes: Uint8Array }>
  /** The subjects that were written when the store held `from` entries or more, once for each commit; newest first. */
  subjectsSince(from: number): AsyncIterable<string>
  /** The subject's pages of links from `from` up to `to`, one after the other; what is not there is thrown as "missing". */
  links(subject: string, from: number, to: number): Promise<readonly number[]>
  tile(level: number, n: number): Promise<Uint8Array | undefined>
  /** The openings of this statement that came with this entry. */
  opening(index: number, id: string): Promise<Uint8Array | undefined>
  noteIndexes(hashes: readonly string[]): Promise<readonly (number | undefined)[]>
  /** The newest. */
  publication(): Promise<Publication | undefined>
  /** Every publication of size ≥ `from`, smallest first. */
  publications(from: number): AsyncIterable<Publication>
  /** Every publication of size ≤ `from`, largest first. */
  publicationsDown(from: number): AsyncIterable<Publication>
  /**
   * Reads every stored value the way each reader would, and yields each that is changed, out of date, gone or too
   * many. A flaw is yielded, never thrown.
   */
  scrub(): AsyncIterable<Flaw>
}

export type StoreWriter = {
  /**
   * All of the batch or nothing; durable (synced to disk) when it resolves. Throws SizeMoved, with nothing written,
   * unless `expectedSize` is the size when its turn comes: of two commits of entries at one size, one wins.
   * After any error while writing every further write is refused as "unwritable" until the store is opened again.
   */
  commit(expectedSize: number, batch: StoreBatch): Promise<void>
  /**
   * False if there was none. When it resolves the opening is durably gone and the engine's files no longer hold its
   * bytes (an iteration or scrub begun earlier may keep them until it ends).
   */
  eraseOpening(index: number, id: string): Promise<boolean>
  /** Waits for the writes under way. Afterwards everything but `size` and `close` throws "closed". */
  close(): Promise<void>
}

export type Store = StoreReader & StoreWriter

export type StoreFaultCode =
  | "size-moved"
  /** Something that must be there is not. */
  | "missing"
  /** Asked to create over something that is there. */
  | "exists"
  | "locked"
  /** Its hash or its place is wrong. */
  | "corrupt"
  | "unreadable"
  | "unwritable"
  | "closed"

/** The store, or the disk under it, did not do what it must. `what` names the value or file: "entry 17". */
export class StoreFault extends Error {
  override readonly name: string = "StoreFault"
  readonly code: StoreFaultCode
  readonly what: string

  constructor(code: StoreFaultCode, what: string, sentence: string, options?: ErrorOptions) {
    super(`${what}: ${sentence}`, options)
    this.code = code
    this.what = what
  }
}

/** Somebody else committed first; nothing was written. */
export class SizeMoved extends StoreFault {
  override readonly name: string = "SizeMoved"
  readonly expected: number
  readonly actual: number

  constructor(expected: number, actual: number) {
    super("size-moved", "size", `expected ${expected}, got ${actual}`)
    this.expected = expected
    this.actual = actual
  }
}

/** Throws unless `value` is a non-negative safe integer below `limit`. */
export function expectNumber(what: string, value: number, limit = Infinity): void {
  if (!Number.isSafeInteger(value) || value < 0 || value >= limit)
    throw new Error(`${what}: expected an integer from 0 and below ${limit}, got ${value}`)
}

/** Throws unless `text` is 64 lower-case hexadecimal digits; gives the 32 bytes. */
export function expectHash(what: string, text: string): Uint8Array {
  const bytes = fromHex(text)
  if (bytes?.length !== 32)
    throw new Error(`${what}: expected 64 lower-case hexadecimal digits, got "${text}"`)
  return bytes
}

function expectDistinct(what: string, keys: readonly string[]): void {
  if (keys.length < 2) return
  const distinct = new Set(keys).size
  if (distinct !== keys.length)
    throw new Error(`${what}: expected ${keys.length} different ones, got ${distinct}`)
}

/** Throws unless the batch keeps its contract in a store of this size and newest publication (0: none). */
export function expectBatch(batch: StoreBatch, size: number, published: number): void {
  const limit = size + batch.entries.length
  const ids = batch.entries.map(({ id }) => id)
  const subjects = batch.subjects.map(({ key }) => key)
  const notes = batch.notes.map(({ hash }) => hash)
  const hashes = { ids, subjects, notes }
  for (const [what, texts] of Object.entries(hashes)) {
    for (const text of texts) expectHash(what, text)
    expectDistinct(what, texts)
  }
  for (const { openings } of batch.entries) {
    const opened = openings.map(({ id }) => id)
    for (const id of opened) expectHash("openings", id)
    expectDistinct("openings", opened)
  }
  for (const { index } of batch.notes) expectNumber("note's index", index, limit)
  for (const { subject, page, indexes } of batch.links) {
    expectHash("link's subject", subject)
    expectNumber("link's page", page)
    for (const index of indexes) expectNumber("link's index", index, limit)
    if (indexes.length !== linksInPage)
      throw new Error(`links: expected ${linksInPage} in a page, got ${indexes.length}`)
  }
  const links = batch.links.map(({ subject, page }) => `${subject} ${page}`)
  expectDistinct("links", links)
  for (const tile of batch.tiles) {
    expectNumber("tile's level", tile.level, 256)
    expectNumber("tile's number", tile.n)
  }
  const tiles = batch.tiles.map(({ level, n }) => `${level}/${n}`)
  expectDistinct("tiles", tiles)
  if (batch.publication === undefined) return
  expectNumber("publication's size", batch.publication.size, limit + 1)
  const least = Math.max(1, published)
  if (batch.publication.size < least)
    throw new Error(`publication: expected size ${least} or more, got ${batch.publication.size}`)
}
