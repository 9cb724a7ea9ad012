/**
 * What would be gone with whoever holds it, with what carries it, or with the place where it lies: sums of what is open on
 * record, and the sums that were agreed or approved for that. What is not known is counted, never guessed.
 */

import type { HeldItem, Named } from "../api/desk.ts"
import type { Limit } from "../custody/field.ts"
import { type Money, sumsOf } from "../custody/money.ts"

export type Side = "holder" | "container" | "place"

/** One sum against one that was agreed or approved. */
export type Against = {
  /** `approved`: what the place itself is approved for. */
  readonly limit: "approved" | Limit["limit"]
  /** The contract that sets it; null for `approved`. */
  readonly contract: string | null
  readonly amount: Money
  /** Minor units at stake in its currency. */
  readonly sum: number
  readonly over: boolean
}

export type Exposure = {
  /** Of the party, container or place; null: outside the ledger, in no container, at a place that is not shown. */
  readonly id: string | null
  readonly items: number
  /** By currency, in its order. */
  readonly sums: readonly Money[]
  /** Items without a sum that is shown, containers aside. */
  readonly unvalued: number
  /** Items that are forked, unlinked or claimed: who has them is in doubt. */
  readonly doubtful: number
  readonly against: readonly Against[]
  /** Items under a contract whose sums are not shown, or under none. */
  readonly unlimited: number
}

type Book = ReadonlyMap<string, Named>

/** The largest exposure first, by its largest sum. */
export function exposuresBy(
  side: Side,
  items: readonly HeldItem[],
  names: readonly Named[],
): readonly Exposure[] {
  const book: Book = new Map(names.map((each) => [each.id, each]))
  const byId = new Map(items.map((each) => [each.item as string, each]))
  const groups = grouped(items, (each) => idOn(side, each, byId))
  // What lies in no container is shown by its holder and its place.
  if (side === "container") groups.delete(null)
  const all = Array.from(groups, ([id, group]) => exposureOf(side, id, group, book))
  return all.toSorted((a, b) => largest(b) - largest(a))
}

function grouped<Name>(
  items: readonly HeldItem[],
  nameOf: (item: HeldItem) => Name,
): Map<Name, readonly HeldItem[]> {
  const groups = new Map<Name, HeldItem[]>()
  for (const each of items) {
    const name = nameOf(each)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [each])
    else group.push(each)
  }
  return groups
}

const largest = ({ sums }: Exposure): number => Math.max(0, ...sums.map(({ minor }) => minor))

function idOn(side: Side, item: HeldItem, byId: ReadonlyMap<string, HeldItem>): string | null {
  if (side === "holder") return item.holder
  const outside = containersOf(item, byId)
  if (side === "container") return outside.at(-1) ?? null
  // In a case it is where the case is.
  const [first] = [item, ...outside.map((id) => byId.get(id))].flatMap((each) => each?.place ?? [])
  return first ?? null
}

/** From the innermost outwards; who signed a circle into the record gets no longer list for it. */
function containersOf(item: HeldItem, byId: ReadonlyMap<string, HeldItem>): readonly string[] {
  const found = new Set<string>()
  let { within } = item
  while (within !== null && !found.has(within)) {
    found.add(within)
    within = byId.get(within)?.within ?? null
  }
  return [...found]
}

function exposureOf(
  side: Side,
  id: string | null,
  items: readonly HeldItem[],
  book: Book,
): Exposure {
  const limits =
    side === "place" ? ofPlace(id, items, book) : side === "holder" ? ofContracts(items, book) : []
  return {
    id,
    items: items.length,
    sums: worthOf(items),
    unvalued: items.filter(({ value, container }) => value === null && !container).length,
    doubtful: items.filter(({ status }) => status !== "held").length,
    against: limits,
    unlimited: items.filter((each) => !each.container && limitsOf(each, book) === null).length,
  }
}

export const worthOf = (items: readonly Pick<HeldItem, "value">[]): readonly Money[] =>
  sumsOf(items.map(({ value }) => value))

const sumIn = (items: readonly HeldItem[], currency: string): number =>
  worthOf(items).find((each) => each.currency === currency)?.minor ?? 0

/** Null: no contract is cited, or its sums are not shown. */
function limitsOf({ contract }: HeldItem, book: Book): readonly Limit[] | null {
  const cited = contract === null ? undefined : book.get(contract)
  return cited?.type === "contract" ? cited.limits : null
}

const against = (
  limit: Against["limit"],
  contract: string | null,
  amount: Money,
  items: readonly HeldItem[],
): Against => {
  const sum = sumIn(items, amount.currency)
  return { limit, contract, amount, sum, over: sum > amount.minor }
}

/** Of a place its own approved sum, and where that is not shown the contracts' sums for a unit of its grade. */
function ofPlace(id: string | null, items: readonly HeldItem[], book: Book): readonly Against[] {
  const place = id === null ? undefined : book.get(id)
  if (place?.type !== "place" || place.fittings === null) return []
  const { approved, grade } = place.fittings
  if (approved !== null) return [against("approved", null, approved, items)]
  return perContract(items, book, (limits) =>
    (["unit-by-day", "unit-by-night"] as const).flatMap((name) => {
      const rows = limits.filter(({ limit }) => limit === name)
      return rows.find((row) => row.grade === grade) ?? rows.find((row) => row.grade === null) ?? []
    }),
  )
}

/** What who holds it would pay at most, what is insured, and what one person may carry alone. */
function ofContracts(items: readonly HeldItem[], book: Book): readonly Against[] {
  const whole = perContract(items, book, (limits) =>
    limits.filter(({ limit }) => limit === "carrier-cap" || limit === "policy-limit"),
  )
  const persons = grouped(items, ({ person, key }) => person ?? key)
  const alone = [...persons.values()].flatMap((own) =>
    perContract(own, book, (limits) => limits.filter(({ limit }) => limit === "single-person")),
  )
  return [...whole, ...worstOf(alone)]
}

/** Of several persons under one contract the one with most at stake. */
function worstOf(found: readonly Against[]): readonly Against[] {
  const worst = new Map<string, Against>()
  for (const each of found) {
    const name = `${each.contract} ${each.amount.currency}`
    if (each.sum > (worst.get(name)?.sum ?? -1)) worst.set(name, each)
  }
  return [...worst.values()]
}

function perContract(
  items: readonly HeldItem[],
  book: Book,
  wanted: (limits: readonly Limit[]) => readonly Limit[],
): readonly Against[] {
  const contracts = grouped(items, ({ contract }) => contract)
  return [...contracts].flatMap(([contract, own]) => {
    const [first] = own
    const limits = first === undefined ? null : limitsOf(first, book)
    return wanted(limits ?? []).flatMap(({ limit, amount }) =>
      amount === null ? [] : [against(limit, contract, amount, own)],
    )
  })
}
