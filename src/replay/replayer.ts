/**
 * The replay of a log, batch by batch: chain, statements, states and the map rebuilt from the entries alone, with the
 * very functions by which the ledger appended them, and held against every seal. It goes on after a fault, so that each
 * is named. What it has rebuilt lies in a `ReplayStore`; in memory is one batch.
 */

import { equal, fromHex, type Hash, toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import { type Opened, openStatement, signersOf } from "../custody/handover.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import { authenticate } from "../custody/roster.ts"
import {
  type Checked,
  checkBy,
  checkedIn,
  signaturesAsked,
  type Scrutiny,
} from "../custody/scrutiny.ts"
import { decodeStatement } from "../custody/statement.ts"
import { publicKeysIn } from "../custody/subject.ts"
import { decodeEntry, type Entry, firstPrevious } from "../log/entry.ts"
import type { NoteKey } from "../log/note.ts"
import { MapBuckets } from "../merkle/mapbuckets.ts"
import { appendLeaf, type Frontier, leafHash } from "../merkle/tree.ts"
import { Faults } from "./fault.ts"
import { fetchOverlay, type Overlay } from "./overlay.ts"
import { firstPlace, type Place, type ReplayStore, StateFault } from "./state.ts"

export type ReplayerOptions = {
  readonly store: ReplayStore
  readonly verify: Ed25519Verify
  /** Checks signatures before their turn, perhaps elsewhere; without it each is checked in its turn, by `verify`. */
  readonly scrutiny?: Scrutiny
  /** The ledger that this must be. Without it the genesis at entry 0 says which it is. */
  readonly log?: NoteKey
  /** Told after each entry, with the frontier of the tree that ends with it. */
  readonly watch?: (size: number, frontier: Frontier) => void
}

/** A batch that is being checked while the ones before it are replayed. */
export type Prepared = { readonly reads: readonly Read[]; readonly checked: Promise<Checked> }

/** An entry's bytes, read as far as they can be read without knowing the state. */
type Read = {
  readonly leaf: Hash
  readonly entry: Entry | undefined
  /** Undefined where there is no entry, or no ledger to hold it against. */
  readonly opened: Opened | Rejected | undefined
}

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] }

/** A replay as the store has it. Throws StateFault where the store is not whole. */
export async function openReplayer(options: ReplayerOptions): Promise<Replayer> {
  const { store } = options
  const place = (await store.place()) ?? firstPlace()
  const faults = new Faults(await store.faults())
  const buckets = new MapBuckets()
  for await (const { bucket, hash } of store.bucketHashes()) buckets.set(bucket, hash)
  if (!equal(buckets.root(), place.mapRoot)) throw new StateFault("the map is not as it was kept")
  if (faults.found.length !== place.faults) throw new StateFault("faults that were found are gone")
  return new Replayer(options, place, faults, buckets)
}

export class Replayer {
  readonly faults: Faults
  readonly #options: ReplayerOptions
  readonly #buckets: MapBuckets
  readonly #publicKeys = new Map<KeyId, Uint8Array>()
  #place: Place
  #stopped = false

  constructor(options: ReplayerOptions, place: Place, faults: Faults, buckets: MapBuckets) {
    this.#options = options
    this.#place = place
    this.faults = faults
    this.#buckets = buckets
  }

  /** As committed. */
  get place(): Place {
    return this.#place
  }

  /**
   * Reads entries that will be taken later, in order, and has their signatures checked meanwhile. Undefined before the
   * replay has a genesis: nobody knows yet whose statements they are.
   */
  prepare(entries: readonly Uint8Array[]): Prepared | undefined {
    const { ledger } = this.#place
    if (ledger === null || this.#options.scrutiny === undefined) return undefined
    const reads = entries.map((bytes) => readEntry(bytes, ledger))
    return { reads, checked: this.#check(reads, this.#options.scrutiny) }
  }

  /**
   * Replays the next entries, in order, and commits. One call at a time; after one that threw, the replay must be
   * opened again: what is in memory may be ahead of what is kept.
   */
  async take(entries: readonly Uint8Array[], prepared?: Prepared): Promise<void> {
    if (this.#stopped)
      throw new Error("replay: expected one batch at a time, and none after one failed")
    this.#stopped = true
    const { store } = this.#options
    const draft: Mutable<Place> = { ...this.#place }
    const [first] = entries
    if (draft.size === 0) draft.ledger = this.#begin(first && decodeEntry(first))
    const { ledger } = draft
    const all = prepared?.reads ?? entries.map((bytes) => readEntry(bytes, ledger))
    const overlay =
      ledger && (await fetchOverlay(store, all.flatMap(openedIn), ledger, this.#buckets))
    const checked = (await prepared?.checked) ?? nothingChecked
    for (const read of all) this.#one(draft, read, overlay, checked)
    if (overlay !== null) draft.subjects += overlay.settle()
    draft.mapRoot = this.#buckets.root()
    draft.faults = this.faults.found.length
    const made = overlay?.changes() ?? { subjects: new Map(), markers: [], buckets: new Map() }
    await store.commit(draft, { ...made, faults: this.faults.found.slice(this.#place.faults) })
    this.#place = draft
    this.#stopped = false
  }

  async #check(reads: readonly Read[], scrutiny: Scrutiny): Promise<Checked> {
    const keys = this.#publicKeys
    const statements = reads.flatMap(openedIn)
    await this.#learnKeys(statements)
    const asked = statements.map((opened) => ({
      signatures: signaturesAsked(opened, (id) => keys.get(id)),
      openings: [],
    }))
    return checkedIn(asked, await scrutiny(asked))
  }

  /**
   * The keys of these statements' signers: out of a statement that brings them, or as they are kept. A key's name says
   * what it is, so whatever statement brings it, it is that key.
   */
  async #learnKeys(statements: readonly Opened[]): Promise<void> {
    const keys = this.#publicKeys
    if (keys.size > keysKept) keys.clear()
    for (const opened of statements)
      for (const key of publicKeysIn(opened)) keys.set(keyIdOf(key), key)
    const unknown = new Set(
      statements.flatMap((opened) =>
        signersOf(opened).flatMap(({ keyId }) => (keys.has(keyId) ? [] : keyId)),
      ),
    )
    if (unknown.size === 0) return
    const ids = [...unknown] as string[] as SubjectId[]
    for (const head of await this.#options.store.subjects(ids)) {
      const known = head?.states.key?.key
      if (known !== undefined) keys.set(known.keyId, fromHex(known.publicKey) as Uint8Array)
    }
  }

  #begin(entry: Entry | undefined): Place["ledger"] {
    if (entry === undefined) return null
    const genesis = genesisIn(entry)
    const { log } = this.#options
    const { origin, checkpointKey } = genesis?.terms ?? {}
    const isMeant =
      log === undefined ||
      (log.name === origin && checkpointKey !== undefined && equal(log.publicKey, checkpointKey))
    if (genesis === undefined || !isMeant) {
      this.faults.add(0, "no-genesis")
      return null
    }
    const { terms, id } = genesis
    return { origin: terms.origin, genesis: id, checkpointKey: toHex(terms.checkpointKey) }
  }

  #one(
    draft: Mutable<Place>,
    { leaf, entry, opened }: Read,
    overlay: Overlay | null,
    checked: Checked,
  ): void {
    const index = draft.size
    if (entry === undefined) this.faults.add(index, "not-an-entry")
    else this.#chain(draft, index, entry)
    draft.frontier = appendLeaf(draft.frontier, index, leaf)
    draft.lastLeaf = leaf
    draft.appendedAt = entry?.appendedAt ?? 0
    draft.size = index + 1
    this.#options.watch?.(draft.size, draft.frontier)
    if (entry === undefined || opened === undefined || overlay === null) return
    const { verify } = this.#options
    const refused = isRejected(opened)
      ? opened
      : authenticate(opened, overlay, verify, checkBy(checked, verify))
    if (refused !== undefined || isRejected(opened))
      this.faults.add(index, "bad-statement", refused?.sentence)
    else if (overlay.isRepeated(opened))
      this.faults.add(index, "bad-statement", "its signer had used its nonce before")
    else {
      if (opened.kind === "seal") this.#seal(draft, index, entry, opened, overlay)
      overlay.enter(opened, index, entry.appendedAt, leaf)
    }
  }

  #chain(draft: Mutable<Place>, index: number, entry: Entry): void {
    const shift = entry.index - index
    // Everything behind a dropped entry is shifted: named once, where the shift begins.
    if (shift !== 0 && shift !== draft.shift)
      this.faults.add(index, "wrong-index", `it says ${entry.index}`)
    draft.shift = shift
    if (!equal(entry.previous, draft.lastLeaf ?? firstPrevious))
      this.faults.add(index, "broken-chain")
    if (entry.appendedAt < draft.appendedAt) this.faults.add(index, "time-went-back")
  }

  #seal(
    draft: Mutable<Place>,
    index: number,
    entry: Entry,
    { terms }: Opened & { kind: "seal" },
    overlay: Overlay,
  ): void {
    draft.subjects += overlay.settle()
    const counts = terms.size === index && terms.subjects === draft.subjects
    if (!counts || terms.time !== entry.appendedAt) this.faults.add(index, "false-seal")
    const root = this.#buckets.root()
    if (!equal(terms.mapRoot, root))
      this.faults.add(
        index,
        "map-mismatch",
        `sealed ${toHex(terms.mapRoot)}, replay ${toHex(root)}`,
      )
  }
}

/** Each batch once the one after it is being checked: while a batch is taken, threads have something to do. */
export async function* ahead(
  replayer: Replayer,
  batches: AsyncIterable<readonly Uint8Array[]>,
): AsyncGenerator<readonly [entries: readonly Uint8Array[], prepared: Prepared | undefined]> {
  let waiting: readonly [readonly Uint8Array[], Prepared | undefined] | undefined
  try {
    for await (const entries of batches) {
      const next = [entries, replayer.prepare(entries)] as const
      if (waiting !== undefined) yield waiting
      waiting = next
      if (next[1] !== undefined) continue
      // What cannot be prepared is taken first: it may hold the genesis, and the next one could not be prepared either.
      yield waiting
      waiting = undefined
    }
  } catch (error) {
    // What came before whatever cannot be had is still to be replayed.
    if (waiting !== undefined) yield waiting
    throw error
  }
  if (waiting !== undefined) yield waiting
}

const keysKept = 100_000
const nothingChecked: Checked = new Map()

function readEntry(bytes: Uint8Array, ledger: Place["ledger"]): Read {
  const entry = decodeEntry(bytes)
  const isOpen = entry !== undefined && ledger !== null
  const opened = isOpen ? openStatement(entry.statement, ledger.origin) : undefined
  return { leaf: leafHash(bytes), entry, opened }
}

const openedIn = ({ opened }: Read): readonly Opened[] =>
  opened === undefined || isRejected(opened) ? [] : [opened]

/** The genesis in an entry, if one is in it. Its origin is what it says itself; whoever asked compares. */
export function genesisIn(entry: Entry): (Opened & { kind: "genesis" }) | undefined {
  const decoded = decodeStatement(entry.statement)
  if (isRejected(decoded) || decoded.kind !== "genesis") return undefined
  const opened = openStatement(entry.statement, decoded.terms.origin)
  return !isRejected(opened) && opened.kind === "genesis" ? opened : undefined
}
