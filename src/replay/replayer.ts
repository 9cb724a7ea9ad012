/**
 * The replay of a log, batch by batch: chain, statements, states and the map rebuilt from the entries alone, with the
 * very functions by which the ledger appended them, and held against every seal. It goes on after a fault, so that each
 * is named. What it has rebuilt lies in a `ReplayStore`, and in memory what has been touched since it was last written
 * down; or all of it in memory.
 */

import { equal, fromHex, toHex } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { type KeyId, keyIdOf } from "../cose/key.ts"
import { type Opened, signersOf } from "../custody/handover.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { authenticate, type KeyState } from "../custody/roster.ts"
import {
  type Checked,
  checkBy,
  checkedIn,
  signaturesAsked,
  type Scrutiny,
} from "../custody/scrutiny.ts"
import { publicKeysIn, type Subject } from "../custody/subject.ts"
import { decodeEntry, type Entry, firstPrevious } from "../log/entry.ts"
import type { NoteKey } from "../log/note.ts"
import { appendLeaf, type Frontier } from "../merkle/tree.ts"
import { Faults } from "./fault.ts"
import { mapInMemory, mapInStore, type ReplayMap } from "./map.ts"
import { genesisIn, openedIn, type Read, readEntry } from "./reading.ts"
import {
  firstPlace,
  type Packing,
  type Place,
  type Rebuilt,
  type ReplayStore,
  StateFault,
} from "./state.ts"
import { type Removed, Working } from "./working.ts"

export type ReplayerOptions = {
  /** Without it everything is kept in memory, and `commit` writes nothing down. */
  readonly store?: ReplayStore
  /** Without a store: how subjects that have not been touched for long are kept in few bytes. */
  readonly packing?: Packing
  /** With a store: so many subjects touched last, and at most as many again, stay in memory; 4096 if not given. */
  readonly idle?: number
  /** How many entries may be replayed and not written down, until `take` commits by itself; 1 if not given. */
  readonly commitEvery?: number
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

/** Subjects in memory that wait to be written down: some 50 MB, whatever touched them. */
const mostUnwritten = 16_384

const keysKept = 100_000

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] }

/** A replay as the store has it, or a new one. Throws StateFault where the store is not whole. */
export async function openReplayer(options: ReplayerOptions): Promise<Replayer> {
  const { store } = options
  const place = (await store?.place()) ?? firstPlace()
  const faults = new Faults(await store?.faults())
  const map = store === undefined ? mapInMemory() : await mapInStore(store, place.mapRoot)
  if (faults.found.length !== place.faults) throw new StateFault("faults that were found are gone")
  return new Replayer(options, place, faults, map)
}

export class Replayer {
  readonly faults: Faults
  readonly #options: ReplayerOptions
  readonly #map: ReplayMap
  readonly #publicKeys = new Recent<Uint8Array>(keysKept)
  #working: Working | undefined
  #committed: Place
  #place: Mutable<Place>
  #stopped = false

  constructor(options: ReplayerOptions, place: Place, faults: Faults, map: ReplayMap) {
    this.#options = options
    this.#committed = place
    this.#place = { ...place }
    this.faults = faults
    this.#map = map
    this.#work()
  }

  /** As committed. */
  get place(): Place {
    return this.#committed
  }

  /** How many entries have been replayed, committed or not. */
  get replayed(): number {
    return this.#place.size
  }

  /** Of a replay in memory alone, at its end: takes one subject out, if an entry has touched it. */
  remove(id: SubjectId): Removed | undefined {
    return this.#working?.remove(id)
  }

  /** Of a replay in memory alone: every subject that an entry touched and that was not taken out. */
  rebuilt(): Iterable<readonly [SubjectId, Rebuilt]> {
    return this.#working?.rebuilt() ?? []
  }

  #work(): void {
    const { ledger } = this.#place
    const { store, packing, idle } = this.#options
    if (ledger !== null) this.#working ??= new Working(ledger, this.#map, { store, packing, idle })
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
   * Replays the next entries, in order, and commits where it is time to. One call at a time; after one that threw, the
   * replay must be opened again: what is in memory may be ahead of what is kept.
   */
  async take(entries: readonly Uint8Array[], prepared?: Prepared): Promise<void> {
    await this.#alone(async () => {
      const place = this.#place
      const [first] = entries
      if (place.size === 0) place.ledger = this.#begin(first && decodeEntry(first))
      this.#work()
      const all = prepared?.reads ?? entries.map((bytes) => readEntry(bytes, place.ledger))
      const touched = (await this.#working?.reach(all.flatMap(openedIn))) ?? []
      const checked = (await prepared?.checked) ?? nothingChecked
      let next = 0
      for (const read of all)
        this.#one(read, checked, openedIn(read).length === 0 ? [] : (touched[next++] ?? []))
      if (this.#working?.isFull === true) {
        place.subjects += this.#working.settle()
        this.#working.pack()
      }
      const { commitEvery = 1 } = this.#options
      const isDue = place.size - this.#committed.size >= commitEvery
      if (isDue || (this.#working?.unwritten ?? 0) > mostUnwritten) await this.#commit()
    })
  }

  /** Writes down what has been replayed: durable (where the store is) when it resolves. */
  async commit(): Promise<void> {
    if (this.#place.size > this.#committed.size) await this.#alone(() => this.#commit())
  }

  async #alone(step: () => Promise<void>): Promise<void> {
    if (this.#stopped)
      throw new Error("replay: expected one batch at a time, and none after one failed")
    this.#stopped = true
    await step()
    this.#stopped = false
  }

  async #commit(): Promise<void> {
    const place = this.#place
    const { store } = this.#options
    place.subjects += this.#working?.settle() ?? 0
    place.mapRoot = this.#map.root()
    place.faults = this.faults.found.length
    const made = this.#working?.changes() ?? { subjects: new Map(), markers: [] }
    const faults = this.faults.found.slice(this.#committed.faults)
    await store?.commit({ ...place }, { ...made, buckets: this.#map.changes(), faults })
    this.#committed = { ...place }
    this.#working?.written()
    this.#map.forget()
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
    for (const opened of statements)
      for (const key of publicKeysIn(opened)) keys.set(keyIdOf(key), key)
    const learn = (known: KeyState | undefined): void => {
      if (known !== undefined) keys.set(known.keyId, fromHex(known.publicKey) as Uint8Array)
    }
    const unknown = new Set<KeyId>()
    for (const opened of statements)
      for (const { keyId } of signersOf(opened)) {
        if (keys.get(keyId) === undefined) learn(this.#working?.keyInMemory(keyId))
        if (keys.get(keyId) === undefined) unknown.add(keyId)
      }
    if (unknown.size === 0) return
    const ids = [...unknown] as string[] as SubjectId[]
    for (const head of (await this.#options.store?.subjects(ids)) ?? [])
      learn(head?.states.key?.key)
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

  #one({ leaf, entry, opened }: Read, checked: Checked, touched: readonly Subject[]): void {
    const place = this.#place
    const working = this.#working
    const index = place.size
    if (entry === undefined) this.faults.add(index, "not-an-entry")
    else this.#chain(index, entry)
    place.frontier = appendLeaf(place.frontier, index, leaf)
    place.lastLeaf = leaf
    place.appendedAt = entry?.appendedAt ?? 0
    place.size = index + 1
    this.#options.watch?.(place.size, place.frontier)
    if (entry === undefined || opened === undefined || working === undefined) return
    const { verify } = this.#options
    const refused = isRejected(opened)
      ? opened
      : authenticate(opened, working, verify, checkBy(checked, verify))
    if (refused !== undefined || isRejected(opened))
      this.faults.add(index, "bad-statement", refused?.sentence)
    else if (working.isRepeated(opened))
      this.faults.add(index, "bad-statement", "its signer had used its nonce before")
    else {
      if (opened.kind === "seal") this.#seal(index, entry, opened, working)
      working.enter(opened, touched, { index, appendedAt: entry.appendedAt, leaf })
    }
  }

  #chain(index: number, entry: Entry): void {
    const place = this.#place
    const shift = entry.index - index
    // Everything behind a dropped entry is shifted: named once, where the shift begins.
    if (shift !== 0 && shift !== place.shift)
      this.faults.add(index, "wrong-index", `it says ${entry.index}`)
    place.shift = shift
    if (!equal(entry.previous, place.lastLeaf ?? firstPrevious))
      this.faults.add(index, "broken-chain")
    if (entry.appendedAt < place.appendedAt) this.faults.add(index, "time-went-back")
  }

  #seal(index: number, entry: Entry, { terms }: Opened & { kind: "seal" }, working: Working): void {
    const place = this.#place
    place.subjects += working.settle()
    const counts = terms.size === index && terms.subjects === place.subjects
    if (!counts || terms.time !== entry.appendedAt) this.faults.add(index, "false-seal")
    const root = this.#map.root()
    if (!equal(terms.mapRoot, root))
      this.faults.add(
        index,
        "map-mismatch",
        `sealed ${toHex(terms.mapRoot)}, replay ${toHex(root)}`,
      )
  }
}

const nothingChecked: Checked = new Map()
