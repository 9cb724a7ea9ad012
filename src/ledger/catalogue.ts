/**
 * Where items and names are found: which open items somebody holds, which thing bears a printed number. An index in
 * memory, made when it is first asked for and brought up to date by what was written since, so that an answer costs its
 * own length. It keeps ids and printed numbers only; everything else is read when it is asked for.
 */

import type { KeyId } from "../cose/key.ts"
import type { HoldingsQuery, ItemStatus } from "../api/desk.ts"
import type { ItemId, PartyId } from "../custody/identifier.ts"
import type { CustodyNode, ItemState } from "../custody/item.ts"
import { lineItems } from "../custody/line-items.ts"
import { schemes } from "../custody/printed.ts"
import { leavesOf } from "../custody/statement.ts"
import { type LedgerStore, readPlaced } from "./evidence.ts"
import { inTurns } from "./in-turns.ts"
import { isItem, printed, statusOf } from "./items.ts"
import { readOpenings } from "./prove.ts"
import { SortedLists } from "./sorted-lists.ts"
import { decodeSubjectHead, type SubjectHead } from "./subject-head.ts"
import { oneByOne } from "./one-by-one.ts"

type Filed = {
  readonly holder: PartyId | null
  readonly key: KeyId | null
  readonly status: ItemStatus
}

const subjectsAtOnce = 256

/**
 * The receipt that an item is in its holder's hands by: at the end of the longest chain of receipts, of several the one on
 * record first. Undefined where nothing but claims is on record.
 */
export function standingNode({ nodes, waiting }: ItemState): CustodyNode | undefined {
  const depths = new Map<string, number>()
  let deepest: CustodyNode | undefined
  let most = 0
  for (const node of nodes) {
    // Parents stand before what hangs from them.
    const depth = 1 + (node.previous === null ? 0 : (depths.get(node.previous) ?? 0))
    if (node.edge === "claim") continue
    depths.set(node.receipt, depth)
    if (depth <= most) continue
    most = depth
    deepest = node
  }
  return deepest ?? waiting.at(-1)
}

/** Spaces and case aside: people type numbers as they are grouped on the label, and some systems take letters apart. */
const normal = (text: string): string => text.replaceAll(/\s/gu, "").toUpperCase().normalize("NFC")

export class Catalogue {
  private readonly ground: LedgerStore
  private size = 0
  private readonly following = oneByOne()
  private readonly filed = new Map<ItemId, Filed>()
  /** The one item that bears a number; null: several do, and stand in `recurring`. */
  private readonly numbers = new Map<string, ItemId | null>()
  private readonly recurring = new SortedLists()
  private readonly lists = new SortedLists()

  constructor(ground: LedgerStore) {
    this.ground = ground
  }

  /** Takes in what was written since it was last asked. One at a time; whoever asks meanwhile waits for the same. */
  refresh(): Promise<void> {
    return this.following(() => this.follow())
  }

  /** Ids of parties, keys, places and versions of contracts after `after`, in order. */
  names(after: string | null, limit: number): readonly string[] {
    return this.lists.after("names", after, limit, () => true)
  }

  /** Ids of open items after `after`, in order: all of them where nothing more is asked. */
  items({ party, key, status, after }: HoldingsQuery, limit: number): readonly ItemId[] {
    const names = [
      "open",
      ...(party === undefined ? [] : [`party ${party}`]),
      ...(key === undefined ? [] : [`key ${key}`]),
      ...(status === undefined ? [] : [`status ${status}`]),
    ]
    const isAsked = (id: string): boolean => {
      const filed = this.filed.get(id as ItemId)
      return filed !== undefined && isAskedFor(filed, { party, key, status })
    }
    const found = this.lists.after(this.lists.shortest(names), after ?? null, limit, isAsked)
    return found as readonly ItemId[]
  }

  /** Ids of all items after `after`, closed ones too, in order. */
  all(after: ItemId | null, limit: number): readonly ItemId[] {
    return this.lists.after("items", after, limit, () => true) as readonly ItemId[]
  }

  /**
   * The items after `after`, closed ones too, that bear or bore this number, with its scheme or without, in order of id. What
   * is known not to be asked for is left out.
   */
  numbered(identifier: string, query: HoldingsQuery, limit: number): readonly ItemId[] {
    const whole = normal(identifier)
    const number = this.numbers.has(whole) ? whole : withoutScheme(identifier)
    const found = number === undefined ? undefined : this.numbers.get(number)
    if (number === undefined || found === undefined) return []
    const after = query.after ?? null
    const { party, key, status } = query
    const mayBe = (id: string): boolean => {
      const filed = this.filed.get(id as ItemId)
      return filed === undefined
        ? status === undefined || status === "closed"
        : isAskedFor(filed, { party, key, status })
    }
    if (found === null)
      return this.recurring.after(number, after, limit, mayBe) as readonly ItemId[]
    return found > (after ?? "") && mayBe(found) ? [found] : []
  }

  private async follow(): Promise<void> {
    const { store } = this.ground
    const [from, size] = [this.size, store.size()]
    if (from === size) return
    const numbering = new Set<number>()
    if (from === 0) await this.takeAll(numbering)
    else await this.takeSince(from, numbering)
    const step = inTurns()
    for (const index of [...numbering].sort((a, b) => a - b)) {
      await this.number(index)
      await step()
    }
    this.recurring.settle()
    this.size = size
  }

  private async takeAll(numbering: Set<number>): Promise<void> {
    const step = inTurns()
    let taken = 0
    for await (const { key, bytes } of this.ground.store.allSubjects()) {
      this.take(key, decodeSubjectHead(bytes), 0, numbering)
      taken += 1
      if (taken % subjectsAtOnce === 0) this.lists.settle()
      await step()
    }
    this.lists.settle()
  }

  private async takeSince(from: number, numbering: Set<number>): Promise<void> {
    const { store } = this.ground
    const touched = new Set<string>()
    for await (const id of store.subjectsSince(from)) touched.add(id)
    const ids = [...touched]
    for (let at = 0; at < ids.length; at += subjectsAtOnce) {
      const some = ids.slice(at, at + subjectsAtOnce)
      for (const [i, bytes] of (await store.subjects(some)).entries())
        if (bytes !== undefined)
          this.take(some[i] as string, decodeSubjectHead(bytes), from, numbering)
    }
    this.lists.settle()
  }

  private take(id: string, { states }: SubjectHead, from: number, numbering: Set<number>): void {
    if (isNamed(states)) this.lists.put("names", id)
    const state = states.item?.item
    if (!isItem(state)) return
    const item = id as ItemId
    this.lists.put("items", item)
    this.file(item, state)
    const intake = state.nodes.find(({ edge }) => edge === "intake")
    const resealed = state.checks.filter(({ type }) => type === "reseal")
    for (const each of intake === undefined ? resealed : [intake, ...resealed])
      if (each.index >= from) numbering.add(each.index)
  }

  private file(item: ItemId, state: ItemState): void {
    const before = this.filed.get(item)
    const node = standingNode(state)
    const status = statusOf(state)
    const isOpen = status !== "closed" && node !== undefined
    const now = isOpen ? { holder: node.holder, key: node.holderKey, status } : undefined
    if (
      before?.status === now?.status &&
      before?.holder === now?.holder &&
      before?.key === now?.key
    )
      return
    for (const name of listsOf(before)) this.lists.drop(name, item)
    for (const name of listsOf(now)) this.lists.put(name, item)
    if (now === undefined) this.filed.delete(item)
    else this.filed.set(item, now)
  }

  /** Files the printed numbers that one intake or new seal gives to its items. */
  private async number(index: number): Promise<void> {
    const { opened } = await readPlaced(this.ground, index)
    const value = await readOpenings(this.ground.store, opened.id, index)
    const leaves = value === undefined ? undefined : leavesOf(opened, value)
    const items = lineItems(opened)
    for (const leaf of leaves ?? []) {
      if (leaf instanceof Uint8Array || leaf.line < 0) continue
      const item = items[leaf.line]
      if (item === undefined) continue
      for (const each of printed(leaf))
        this.addNumber(normal(each.slice(each.indexOf(" ") + 1)), item)
    }
  }

  private addNumber(number: string, item: ItemId): void {
    const before = this.numbers.get(number)
    if (before === undefined) this.numbers.set(number, item)
    if (before === undefined || before === item) return
    if (before !== null) this.recurring.put(number, before)
    this.recurring.put(number, item)
    this.numbers.set(number, null)
  }
}

/** The number behind a scheme's name, if it has one. */
function withoutScheme(identifier: string): string | undefined {
  const [, scheme = "", rest = ""] = /^\s*(\S+)\s+(.*)$/u.exec(identifier) ?? []
  return schemes.some((each) => each === scheme.toLowerCase()) ? normal(rest) : undefined
}

type Asked = { [Name in "party" | "key" | "status"]: HoldingsQuery[Name] | undefined }

/** Whether an item is what the query asks for, whatever identifier it gives. */
export const isAskedFor = (
  { holder, key: held, status: now }: Filed,
  { party, key, status }: Asked,
): boolean =>
  (party === undefined || holder === party) &&
  (key === undefined || held === key) &&
  (status === undefined || now === status)

const isNamed = ({ party, key, place, contract }: SubjectHead["states"]): boolean =>
  party !== undefined || key !== undefined || place !== undefined || contract !== undefined

const listsOf = (filed: Filed | undefined): readonly string[] =>
  filed === undefined
    ? []
    : [
        "open",
        `status ${filed.status}`,
        ...(filed.holder === null ? [] : [`party ${filed.holder}`]),
        ...(filed.key === null ? [] : [`key ${filed.key}`]),
      ]
