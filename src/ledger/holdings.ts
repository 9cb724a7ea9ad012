/** Who has what, as last on record: a page of the catalogue, and what entries and openings say of each item on it. */

import type { HeldItem, HoldingsQuery } from "../api/desk.ts"
import { maxHoldingsPerPage } from "../api/wire.ts"
import type { Opened } from "../custody/handover.ts"
import type { ItemId, PlaceId, StatementId } from "../custody/identifier.ts"
import type { CustodyNode, ItemState } from "../custody/item.ts"
import { lineItems } from "../custody/line-items.ts"
import type { Money } from "../custody/money.ts"
import type { Leaf } from "../custody/sealed.ts"
import { openingsOnly, reveal } from "../rules/library.ts"
import { statedIn } from "../rules/sums.ts"
import { linksInPage } from "../store/store.ts"
import { type Catalogue, isAskedFor, standingNode } from "./catalogue.ts"
import { type LedgerStore, type Placed, readPlaced } from "./evidence.ts"
import { readSubjects } from "./fetch.ts"
import { inTurns } from "./in-turns.ts"
import { isItem, printed, statusOf } from "./items.ts"
import { leavesIn } from "./library.ts"
import { decodeSubjectHead, type SubjectHead } from "./subject-head.ts"

export async function listHoldings(
  ground: LedgerStore,
  catalogue: Catalogue,
  query: HoldingsQuery,
): Promise<readonly HeldItem[]> {
  const { identifier, party, key, status, after = "", limit = maxHoldingsPerPage } = query
  await catalogue.refresh()
  const reading = new Reading(ground)
  if (identifier === undefined) return reading.itemsOf(catalogue.items(query, limit))
  const found: HeldItem[] = []
  for (let last = after; ; ) {
    const ids = bearers(catalogue, identifier, { ...query, after: last as ItemId }, limit)
    const items = await reading.itemsOf(ids)
    found.push(...items.filter((each) => isAskedFor(each, { party, key, status })))
    if (ids.length < limit || found.length >= limit) return found.slice(0, limit)
    last = ids.at(-1) ?? last
  }
}

/** An item's own id finds it, as what is printed on it does. */
function bearers(
  catalogue: Catalogue,
  identifier: string,
  query: HoldingsQuery,
  limit: number,
): readonly ItemId[] {
  const id = identifier.trim().toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(id)) return catalogue.numbered(identifier, query, limit)
  return id > (query.after ?? "") ? [id as ItemId] : []
}

/** Reads for one answer: what many items have in common, a receipt of 500 lines, is read once. */
class Reading {
  private readonly ground: LedgerStore
  private readonly entries = new Map<number, Placed>()
  private readonly openings = new Map<StatementId, readonly Leaf[] | undefined>()
  private readonly step = inTurns()
  private readonly library = openingsOnly((id) => this.openings.get(id))

  constructor(ground: LedgerStore) {
    this.ground = ground
  }

  async itemsOf(ids: readonly ItemId[]): Promise<readonly HeldItem[]> {
    const heads = await this.ground.store.subjects(ids)
    const states = heads.map((bytes) => bytes && decodeSubjectHead(bytes))
    const nodes = states.map((head) => head?.states.item && standingNode(head.states.item.item))
    const keys = nodes.flatMap((node) => node?.holderKey ?? [])
    const signers = await readSubjects(this.ground.store, keys)
    const found: HeldItem[] = []
    for (const [i, head] of states.entries()) {
      const [state, node] = [head?.states.item?.item, nodes[i]]
      if (head === undefined || !isItem(state) || node === undefined) continue
      const person = signers.get(node.holderKey ?? "")?.states.key?.key.person ?? null
      found.push({ ...(await this.itemOf(state, node, head)), person })
    }
    return found
  }

  private async itemOf(
    state: ItemState,
    node: CustodyNode,
    head: SubjectHead,
  ): Promise<Omit<HeldItem, "person">> {
    const { item, intake, within } = state
    const chain = await this.recent(state, node, head)
    const { holder, holderKey, receipt, appendedAt, contract } = node
    return {
      item,
      status: statusOf(state),
      goods: intake?.goods ?? null,
      container: intake?.container ?? false,
      owner: intake?.owner ?? null,
      within,
      holder,
      key: holderKey,
      place: this.placeIn(chain, node),
      receipt,
      since: appendedAt,
      contract,
      identifiers: this.numbersOf(chain, item),
      value: this.worthIn(chain, item),
    }
  }

  /** Intake and receipt, and what came last: of a van that was used for years only so much. */
  private async recent(
    { item, nodes }: ItemState,
    node: CustodyNode,
    { count, tail }: SubjectHead,
  ): Promise<readonly Placed[]> {
    const pages = (count - tail.length) / linksInPage
    const page = pages === 0 ? [] : await this.ground.store.links(item, pages - 1, pages)
    const intake = nodes.find(({ edge }) => edge === "intake")
    const indexes = new Set([...(intake === undefined ? [] : [intake.index]), node.index])
    for (const index of [...page, ...tail]) indexes.add(index)
    const chain: Placed[] = []
    for (const index of [...indexes].sort((a, b) => a - b)) chain.push(await this.entry(index))
    return chain
  }

  private async entry(index: number): Promise<Placed> {
    const before = this.entries.get(index)
    if (before !== undefined) return before
    const placed = await readPlaced(this.ground, index)
    this.entries.set(index, placed)
    await this.step()
    const { opened } = placed
    for (const part of opened.offered === null ? [opened] : [opened, opened.offered])
      if (part.sealed !== null)
        this.openings.set(part.id, await leavesIn(this.ground.store, part, index))
    return placed
  }

  private worthIn(chain: readonly Placed[], item: ItemId): Money | null {
    let worth: Money | null | undefined = null
    for (const { opened } of chain) {
      const stated = statedIn(opened, item, this.library)
      if (stated !== null) worth = stated
    }
    return worth ?? null
  }

  /** What its holder named last; that it changed hands somewhere else is not known to be there any more. */
  private placeIn(chain: readonly Placed[], node: CustodyNode): PlaceId | null {
    let place: PlaceId | null = null
    for (const { opened, index } of chain) {
      if (opened.id === node.receipt) place = this.placeOf(opened) ?? node.deliveryPoint
      else if (index > node.index && opened.party === node.holder && opened.kind !== "acceptance")
        place = this.placeOf(opened) ?? place
    }
    return place
  }

  private placeOf(opened: Opened): PlaceId | null {
    if (opened.kind === "event" && opened.terms.place !== null) return opened.terms.place
    const own = reveal(this.library, opened.id, -1, "place")
    const { offered } = opened
    return own ?? (offered && reveal(this.library, offered.id, -1, "place")) ?? null
  }

  private numbersOf(chain: readonly Placed[], item: ItemId): readonly string[] {
    const found = chain.flatMap(({ opened }) => {
      if (opened.kind !== "intake" && opened.kind !== "check") return []
      const line = lineItems(opened).indexOf(item)
      if (line < 0) return []
      return (this.openings.get(opened.id) ?? []).flatMap((leaf) =>
        leaf instanceof Uint8Array || leaf.line !== line ? [] : printed(leaf),
      )
    })
    return [...new Set(found)]
  }
}
