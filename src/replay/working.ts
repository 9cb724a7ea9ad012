/**
 * The states that entries touch, in memory from when they are first asked for until after they have been written down.
 * A batch's states are fetched before it, so that replaying it waits for nothing.
 *
 * Every subject that comes from the store is held against its leaf in the map: a store that lost something is noticed
 * here and not taken for a fault of the log.
 */

import type { Hash } from "../encoding/bytes.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, signersOf } from "../custody/handover.ts"
import { type ItemId, mapKeyOf, type StatementId, type SubjectId } from "../custody/identifier.ts"
import type { GovernanceState, KeyState, Roster } from "../custody/roster.ts"
import { next } from "../custody/state.ts"
import { type Subject, subjectsOf } from "../custody/subject.ts"
import { appendLeaf, frontierRoot } from "../merkle/tree.ts"
import type { ReplayMap } from "./map.ts"
import { Generations } from "./generations.ts"
import { Nonces } from "./nonces.ts"
import { Shelf } from "./shelf.ts"
import {
  nonceMarker,
  type Packing,
  type Rebuilt,
  type ReplayChanges,
  type ReplayStore,
  StateFault,
} from "./state.ts"

type Ledger = { readonly origin: string; readonly genesis: StatementId }

/** `key`: under which it stands in the map, once somebody has asked. */
type Live = {
  readonly id: SubjectId
  head: Rebuilt | undefined
  key: Hash | undefined
  /** Whether the map has a leaf of it, and whether that is of an older head. */
  isInMap: boolean
  isStale: boolean
  /** Since it was written down. */
  isChanged: boolean
}

type WorkingOptions = {
  readonly store: ReplayStore | undefined
  readonly packing: Packing | undefined
  readonly idle: number | undefined
}

/** `packed` undefined: there is no packing. */
export type Removed = {
  readonly packed: () => Uint8Array | undefined
  readonly head: () => Rebuilt
}

/** So many subjects, twice, are some 24 MB if each has some hand-overs behind it. */
const mostIdle = 4096
/** Packing and reading again takes 25 µs, where a subject is not touched again so soon; with four times as many, 150 MB more. */
const mostYoung = 4096

export class Working implements Roster {
  readonly #ledger: Ledger
  readonly #map: ReplayMap
  readonly #store: ReplayStore | undefined
  readonly #packing: Packing | undefined
  readonly #mostIdle: number
  /** What is not among them any more is packed, or in the store. */
  readonly #live = new Generations<Live>()
  readonly #shelf = new Shelf()
  #stale: Live[] = []
  #changed: Live[] = []
  /** Since the last commit, and those of the batch that were used before it. */
  readonly #nonces = new Nonces()
  #markers: string[] = []

  /** Without a store everything is in memory, packed where it has not been touched for long and a packing is given. */
  constructor(ledger: Ledger, map: ReplayMap, { store, packing, idle = mostIdle }: WorkingOptions) {
    this.#ledger = ledger
    this.#map = map
    this.#store = store
    this.#packing = store === undefined ? packing : undefined
    this.#mostIdle = idle
  }

  #known(id: string): Live | undefined {
    const found = this.#live.get(id)
    if (found !== undefined) return found
    if (this.#store !== undefined) throw new Error(`replay: expected subject ${id} to be fetched`)
    const unpacked = this.#unpacked(id)
    if (unpacked !== undefined) this.#live.set(id, unpacked)
    return unpacked
  }

  #unpacked(id: string): Live | undefined {
    const packed = this.#shelf.take(id)
    const head = packed && this.#packing?.read(packed)
    return head && live({ id: id as SubjectId, key: undefined, head })
  }

  /** Packs what has not been touched for long; only after `settle`. */
  pack(): void {
    const packing = this.#packing
    if (packing === undefined) return
    const packed: (readonly [string, Uint8Array])[] = []
    for (const { id, head } of this.#live.age())
      if (head !== undefined) packed.push([id, packing.write(head)])
    this.#shelf.put(packed)
  }

  /** Whether enough is in memory as it is for `pack`. */
  get isFull(): boolean {
    const { unpacked = mostYoung } = this.#packing ?? { unpacked: Infinity }
    return this.#live.youngest >= unpacked
  }

  /** A subject as it was rebuilt and, where that costs nothing or is asked for, packed; it is not here any more. */
  remove(id: SubjectId): Removed | undefined {
    const packed = this.#shelf.take(id)
    const packing = this.#packing
    if (packed !== undefined && packing !== undefined)
      return { packed: () => packed, head: () => packing.read(packed) }
    const head = this.#live.remove(id)?.head
    return head && { packed: () => packing?.write(head), head: () => head }
  }

  /** Every subject that an entry has touched and that was not removed. */
  *rebuilt(): Generator<readonly [SubjectId, Rebuilt]> {
    for (const { id, head } of this.#live.values()) if (head !== undefined) yield [id, head]
    for (const id of this.#shelf.names()) {
      const packed = this.#shelf.get(id)
      if (packed !== undefined && this.#packing !== undefined)
        yield [id as SubjectId, this.#packing.read(packed)]
    }
  }

  get governance(): GovernanceState | undefined {
    return this.#known(this.#ledger.genesis)?.head?.states.governance?.governance
  }

  readonly key = (id: KeyId): KeyState | undefined => this.#known(id)?.head?.states.key?.key

  /** Also of one that has not been fetched: then it may be in the store. */
  keyInMemory(id: KeyId): KeyState | undefined {
    const inMemory = this.#store === undefined ? this.#known(id) : this.#live.get(id)
    return inMemory?.head?.states.key?.key
  }

  readonly #members = (container: ItemId): readonly ItemId[] =>
    this.#known(container)?.head?.states.item?.item.members ?? []

  /** Makes sure of everything that entering these statements can read. Gives what each touches. */
  async reach(statements: readonly Opened[]): Promise<readonly (readonly Subject[])[]> {
    const { genesis } = this.#ledger
    const touched = statements.map((opened) => subjectsOf(opened, genesis, () => []))
    const store = this.#store
    if (store === undefined) return touched
    const markers = statements.map((opened) => nonceMarker(opened))
    for (const [i, isUsed] of (await store.markers(markers)).entries())
      if (isUsed) this.#nonces.add(statements[i] as Opened)
    await this.#admit(store, [
      genesis,
      ...statements.flatMap((opened) => signersOf(opened).map(({ keyId }) => keyId)),
      ...touched.flatMap((subjects) => subjects.map(({ id }) => id)),
    ])
    // What lies in a container that moves is touched too; what this batch packs into it has been fetched just now.
    const inside = statements.flatMap((opened, i) =>
      this.#alsoTouched(opened, touched[i] as readonly Subject[]),
    )
    await this.#admit(
      store,
      inside.map(({ id }) => id),
    )
    return touched
  }

  async #admit(store: ReplayStore, ids: readonly string[]): Promise<void> {
    const all = [...new Set(ids)] as SubjectId[]
    const missing = all.filter((id) => this.#live.get(id) === undefined)
    const heads = missing.length === 0 ? [] : await store.subjects(missing)
    const { origin } = this.#ledger
    const admitted = missing.map((id, i) => ({ id, key: mapKeyOf(origin, id), head: heads[i] }))
    const known = all.flatMap((id) => this.#live.get(id)?.key ?? [])
    await this.#map.reach([...known, ...admitted.map(({ key }) => key)])
    for (const each of admitted) {
      this.#map.expect(each)
      this.#live.set(each.id, live(each))
    }
  }

  /** All that a statement touches, where what it moves holds something. */
  #alsoTouched(opened: Opened, touched: readonly Subject[]): readonly Subject[] {
    const moves = opened.kind === "acceptance"
    const holds =
      moves && touched.some(({ id }) => this.#members(id as string as ItemId).length > 0)
    return holds ? subjectsOf(opened, this.#ledger.genesis, this.#members) : touched
  }

  /** Whether its signer has used its nonce before. A seal's is its map root, which may stay the same. */
  isRepeated(opened: Opened): boolean {
    return opened.kind !== "seal" && this.#nonces.has(opened)
  }

  /** Takes in an entry that is authentic and new. `touched` as `reach` gave it. */
  enter(
    opened: Opened,
    touched: readonly Subject[],
    { index, appendedAt, leaf }: { index: number; appendedAt: number; leaf: Hash },
  ): void {
    const entered = { opened, index, appendedAt }
    const steps = this.#alsoTouched(opened, touched).map((subject) => {
      const states = this.#known(subject.id)?.head?.states
      return { subject, state: next(states?.[subject.type], subject, entered, this).state }
    })
    // Only now: every subject's next state is judged by the roster as it was before the entry.
    for (const { subject, state } of steps) {
      const each = this.#touch(subject.id)
      const { count, frontier, states, tail = [] } = each.head ?? untouched
      const head = {
        count: count + 1,
        last: index,
        frontier: appendLeaf(frontier, count, leaf),
        states: state === undefined ? states : { ...states, [subject.type]: state },
      }
      const page = this.#packing?.page
      each.head =
        page === undefined
          ? head
          : { ...head, tail: tail.length + 1 < page ? [...tail, index] : [] }
    }
    if (opened.kind === "seal") return
    this.#nonces.add(opened)
    if (this.#store !== undefined) this.#markers.push(nonceMarker(opened))
  }

  #touch(id: SubjectId): Live {
    let each = this.#known(id)
    if (each === undefined) {
      each = live({ id, key: undefined, head: undefined })
      this.#live.set(id, each)
    }
    if (!each.isStale) this.#stale.push(each)
    if (!each.isChanged && this.#store !== undefined) this.#changed.push(each)
    each.isStale = true
    each.isChanged = true
    return each
  }

  /** Brings the map up to the entries taken in so far; gives how many subjects are new in it. */
  settle(): number {
    let added = 0
    for (const each of this.#stale) {
      const { count, frontier } = each.head as Rebuilt
      const key = (each.key ??= mapKeyOf(this.#ledger.origin, each.id))
      const isNew = this.#map.set({ key, count, root: frontierRoot(frontier) })
      if (isNew === each.isInMap) throw new StateFault(`subject ${each.id} is not as it was kept`)
      if (isNew) added++
      each.isInMap = true
      each.isStale = false
    }
    this.#stale = []
    return added
  }

  /** What has changed since `written`. */
  changes(): Pick<ReplayChanges, "subjects" | "markers"> {
    const subjects = this.#changed.map(({ id, head }) => [id, head as Rebuilt] as const)
    return { subjects: new Map(subjects), markers: this.#markers }
  }

  /** How many subjects wait to be written down. */
  get unwritten(): number {
    return this.#changed.length
  }

  /** After the changes have been written down, everything can be had from the store again; what was touched last stays. */
  written(): void {
    for (const each of this.#changed) each.isChanged = false
    this.#changed = []
    this.#markers = []
    this.#nonces.clear()
    if (this.#store !== undefined && this.#live.youngest > this.#mostIdle) this.#live.age()
  }
}

const untouched: Rebuilt = { count: 0, last: -1, frontier: [], states: {} }

const live = ({ id, key, head }: Pick<Live, "id" | "key" | "head">): Live => ({
  id,
  head,
  key,
  isInMap: head !== undefined,
  isStale: false,
  isChanged: false,
})
