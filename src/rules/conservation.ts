/**
 * Conservation: splitting, merging and counting keep every owner's sum, per currency. A fold over the record in log order;
 * whoever is shown less of it finds less, and nothing that is not so.
 */

import type { KeyId } from "../cose/key.ts"
import { isTaken, type Opened, receivedLines } from "../custody/handover.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PersonId,
  type StatementId,
} from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import type { Statement } from "../custody/statement.ts"
import type { Library, Recorded } from "./library.ts"
import { statedIn } from "./sums.ts"

/** By whom, and in which statement, a sum was stated. */
export type Stated = {
  readonly statement: StatementId
  readonly party: PartyId | null
  readonly person: PersonId | null
  readonly key: KeyId
}

/** What an item is worth by the last word about it; `amount` undefined: that word is not shown, null: it names no sum. */
export type Worth = {
  readonly owner: PartyId | null
  readonly amount: Money | null | undefined
  readonly by: Stated
}

/**
 * A sum that did not stay what it was. `count`, `receipt` and `close`: stated otherwise of the same item. `exchange`: what
 * new items hold of one owner's money is not what the items they were made from held.
 */
export type Difference = {
  readonly kind: "count" | "receipt" | "close" | "exchange"
  /** Null for `exchange`. */
  readonly item: ItemId | null
  readonly owner: PartyId | null
  readonly currency: string
  /** Minor units. */
  readonly expected: number
  readonly found: number
  /** Who stated what was found, and who what was expected: between the two it can have gone. */
  readonly by: Stated
  readonly since: readonly Stated[]
  /** Whoever found it signed that it differs. */
  readonly reported: boolean
}

/** Minor units of one owner in one currency: `taken` in from outside, `closed`, and `held` by items that are left. */
export type Balance = {
  readonly owner: PartyId | null
  readonly currency: string
  readonly taken: number
  readonly closed: number
  readonly held: number
  /** What is left over: held and closed, less what was taken in. The sum of its differences. */
  readonly difference: number
}

export class Books {
  private readonly worths = new Map<ItemId, Worth>()
  private readonly flows = new Map<string, { taken: number; closed: number }>()
  readonly differences: Difference[] = []
  private readonly library: Library

  constructor(library: Library) {
    this.library = library
  }

  worth(item: ItemId): Worth | undefined {
    return this.worths.get(item)
  }

  /** Takes the next entry in; gives the differences that it shows. */
  enter({ opened }: Recorded): readonly Difference[] {
    const found = this.step(opened)
    this.differences.push(...found)
    return found
  }

  private step(opened: Opened): readonly Difference[] {
    switch (opened.kind) {
      case "intake":
        return this.intake(opened)
      case "acceptance":
        return receivedLines(opened).flatMap((line) => {
          const reported = line.reservations.some((code) => code === "short" || code === "excess")
          return isTaken(line) ? this.restate("receipt", opened, line.item, reported) : []
        })
      case "check":
        return opened.terms.lines.flatMap(({ item, result }) =>
          this.restate("count", opened, item, result !== "as-declared"),
        )
      case "close":
        return opened.terms.lines.flatMap(({ item }) => this.close(opened, item))
      case "owner":
        for (const { item } of opened.terms.lines) this.own(item, opened.terms.owner)
        return []
      default:
        return []
    }
  }

  private by({ id, party, keyId }: Statement): Stated {
    return { statement: id, party, person: this.library.key(keyId)?.person ?? null, key: keyId }
  }

  private flow(owner: PartyId | null, { currency, minor }: Money, way: "taken" | "closed"): void {
    const name = nameOf(owner, currency)
    const flow = this.flows.get(name) ?? { taken: 0, closed: 0 }
    flow[way] += minor
    this.flows.set(name, flow)
  }

  /** A sum stated anew of an item in being. */
  private restate(
    kind: Difference["kind"],
    opened: Opened,
    item: ItemId,
    reported: boolean,
  ): readonly Difference[] {
    const before = this.worths.get(item)
    if (before === undefined) return []
    const amount = statedIn(opened, item, this.library)
    if (amount === null) return []
    const by = this.by(opened)
    this.worths.set(item, { ...before, amount, by })
    if (amount === undefined || before.amount == null) return []
    const { owner } = before
    const bare = { kind, item, owner, by, since: [before.by], reported }
    return differing(before.amount, amount).map((sums) => ({ ...bare, ...sums }))
  }

  private close(opened: Opened, item: ItemId): readonly Difference[] {
    const found = this.restate("close", opened, item, false)
    const worth = this.worths.get(item)
    if (worth?.amount != null) this.flow(worth.owner, worth.amount, "closed")
    this.worths.delete(item)
    return found
  }

  private own(item: ItemId, owner: PartyId | null): void {
    const worth = this.worths.get(item)
    if (worth === undefined) return
    // The one owner's money is the other's from now on: out of one balance and into the other.
    if (worth.amount != null) {
      this.flow(worth.owner, worth.amount, "closed")
      this.flow(owner, worth.amount, "taken")
    }
    this.worths.set(item, { ...worth, owner })
  }

  private intake(opened: Opened & Statement<"intake">): readonly Difference[] {
    const by = this.by(opened)
    const made = opened.terms.lines.map(({ owner }, line): readonly [ItemId, Worth] => {
      const item = itemIdOf(opened.id, line)
      return [item, { owner, amount: statedIn(opened, item, this.library), by }]
    })
    const used = opened.terms.consumes.map(({ item }) => this.worths.get(item))
    for (const { item } of opened.terms.consumes) this.worths.delete(item)
    for (const [item, worth] of made) this.worths.set(item, worth)
    if (used.length > 0)
      return exchanged(
        used,
        made.map(([, worth]) => worth),
        by,
      )
    for (const [, { owner, amount }] of made) if (amount != null) this.flow(owner, amount, "taken")
    return []
  }

  /** Per owner and currency, in order of their names. */
  balances(): readonly Balance[] {
    const held = sumsOf([...this.worths.values()])
    const names = new Set([...this.flows.keys(), ...held.keys()])
    return [...names].sort().map((name) => {
      const { taken, closed } = this.flows.get(name) ?? { taken: 0, closed: 0 }
      const left = held.get(name)?.minor ?? 0
      return { ...namedBy(name), taken, closed, held: left, difference: left + closed - taken }
    })
  }
}

const nameOf = (owner: PartyId | null, currency: string): string => `${owner ?? ""} ${currency}`
const namedBy = (name: string): Pick<Balance, "owner" | "currency"> => {
  const [owner = "", currency = ""] = name.split(" ")
  return { owner: owner === "" ? null : (owner as PartyId), currency }
}

type Sums = Pick<Difference, "currency" | "expected" | "found">

/** One difference, or two where even the currency is another. */
function differing(expected: Money, found: Money): readonly Sums[] {
  if (expected.currency !== found.currency)
    return [
      { currency: expected.currency, expected: expected.minor, found: 0 },
      { currency: found.currency, expected: 0, found: found.minor },
    ]
  if (expected.minor === found.minor) return []
  return [{ currency: expected.currency, expected: expected.minor, found: found.minor }]
}

function sumsOf(worths: readonly Worth[]): Map<string, { minor: number; by: Stated[] }> {
  const sums = new Map<string, { minor: number; by: Stated[] }>()
  for (const { owner, amount, by } of worths) {
    if (amount == null) continue
    const name = nameOf(owner, amount.currency)
    const sum = sums.get(name) ?? { minor: 0, by: [] }
    sum.minor += amount.minor
    sum.by.push(by)
    sums.set(name, sum)
  }
  return sums
}

/**
 * Per owner and currency what went in against what came out. Where some of what was used is not shown, only a shortage of
 * what is shown can be said; where some of what was made is not shown, only an excess.
 */
function exchanged(
  used: readonly (Worth | undefined)[],
  made: readonly Worth[],
  by: Stated,
): readonly Difference[] {
  const known = used.filter((worth) => worth !== undefined)
  const usedWhole =
    known.length === used.length && known.every(({ amount }) => amount !== undefined)
  const madeWhole = made.every(({ amount }) => amount !== undefined)
  const before = sumsOf(known)
  const after = sumsOf(made)
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    const expected = before.get(name)?.minor ?? 0
    const found = after.get(name)?.minor ?? 0
    const shows = found < expected ? madeWhole : found > expected && usedWhole
    if (!shows) return []
    const since = before.get(name)?.by ?? known.map((worth) => worth.by)
    const bare = { kind: "exchange", item: null, reported: false } as const
    return [{ ...bare, ...namedBy(name), expected, found, by, since }]
  })
}
