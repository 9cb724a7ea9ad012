/** Lines of a hand-over: a container with all that lies in it, and what each thing is said to be. */

import type { Opened } from "../custody/handover.ts"
import { type ItemId, itemIdOf } from "../custody/identifier.ts"
import { type Money, sumsOf } from "../custody/money.ts"
import type { Leaf } from "../custody/sealed.ts"
import { leavesOf, type Terms } from "../custody/statement.ts"
import { maxLines } from "../custody/terms.ts"
import type { Told } from "./message.ts"
import { openParcel } from "./papers.ts"
import { PhoneFault } from "./phone.ts"
import type { Holding, Paper } from "./shelf.ts"

export type Held = ReadonlyMap<string, Holding>

/**
 * The chosen items with everything that lies in them, each container before its contents. Throws PhoneFault if one of them
 * is not held, or stands in an offer already.
 */
export function chosenLines(held: Held, items: readonly ItemId[]): readonly Holding[] {
  if (items.length === 0) throw new PhoneFault("nothing-chosen")
  const lines = new Map<ItemId, Holding>()
  const wanted = new Set(items)
  const add = (item: ItemId): void => {
    const holding = held.get(item)
    if (holding === undefined) throw new PhoneFault("not-held")
    if (holding.offered !== null) throw new PhoneFault("offered-already")
    if (lines.has(item)) return
    lines.set(item, holding)
    for (const [, each] of held) if (each.within === item) add(each.item)
  }
  // What lies in another chosen thing comes with it, after it.
  for (const item of items) {
    const within = held.get(item)?.within ?? null
    if (within === null || !isWithin(held, within, wanted)) add(item)
  }
  if (lines.size > maxLines) throw new PhoneFault("too-many")
  return [...lines.values()]
}

function isWithin(held: Held, item: ItemId, wanted: ReadonlySet<ItemId>): boolean {
  const seen = new Set<ItemId>()
  for (
    let at: ItemId | null = item;
    at !== null && !seen.has(at);
    at = held.get(at)?.within ?? null
  ) {
    if (wanted.has(at)) return true
    seen.add(at)
  }
  return false
}

/** As an offer lists them. */
export const offeredLines = (lines: readonly Holding[]): Terms["offer"]["lines"] =>
  lines.map(({ item, previous, within }) => {
    const at = within === null ? -1 : lines.findIndex((each) => each.item === within)
    return { item, previous, within: at < 0 ? null : at }
  })

export const toldOf = ({ goods, container, identifier, seal, amount, contents }: Told): Told => ({
  goods,
  container,
  identifier,
  seal,
  amount,
  contents,
})

/** What lies in a container is counted once, where it is stated. */
export const worthOf = (lines: readonly Pick<Told, "amount">[]): readonly Money[] =>
  sumsOf(lines.map(({ amount }) => amount))

/** Whether these are worth more than the limit, in the limit's own currency. */
export const isAbove = (lines: readonly Pick<Told, "amount">[], limit: Money | null): boolean =>
  limit !== null &&
  worthOf(lines).some(({ currency, minor }) => currency === limit.currency && minor > limit.minor)

/**
 * What items are by the openings of their intakes, as far as those are among the papers: what the intake's signer
 * committed to.
 */
export function sealedItems(papers: Iterable<Paper>, origin: string): ReadonlyMap<ItemId, Told> {
  const found = new Map<ItemId, Told>()
  for (const paper of papers) {
    if (paper.kind !== "intake") continue
    const arrived = openParcel(paper.parcel, origin)
    if (arrived?.opened.kind !== "intake" || arrived.parcel.openings === null) continue
    const { id, terms } = arrived.opened
    const leaves = leavesOf(arrived.opened, arrived.parcel.openings)
    if (leaves === undefined) continue
    for (let line = 0; line < terms.lines.length; line++) {
      const told = toldIn(arrived.opened, line, leaves)
      if (told !== undefined) found.set(itemIdOf(id, line), told)
    }
  }
  return found
}

function toldIn(
  { terms }: Opened & { readonly kind: "intake" },
  line: number,
  leaves: readonly Leaf[],
): Told | undefined {
  const { goods, container } = terms.lines[line] as Terms["intake"]["lines"][number]
  const told: Record<string, unknown> = { goods, container }
  for (const field of ["identifier", "seal", "amount", "contents"]) {
    const leaf = leaves.find(
      (each) => !(each instanceof Uint8Array) && each.line === line && each.field === field,
    )
    // Withheld: nothing to hold the giver's word against.
    if (leaf === undefined || leaf instanceof Uint8Array) return undefined
    told[field] = leaf.value
  }
  return told as Told
}

/** The fields in which the giver's word is not what was sealed. */
export const differences = (told: Told, sealed: Told): readonly (keyof Told)[] =>
  (Object.keys(toldOf(sealed)) as (keyof Told)[]).filter(
    (field) => JSON.stringify(told[field]) !== JSON.stringify(sealed[field]),
  )

const { compare } = new Intl.Collator(undefined, { numeric: true })

export const byNumber = (a: Told, b: Told): number =>
  compare(a.identifier?.value ?? "", b.identifier?.value ?? "")

type InOffer = Told & { readonly within: number | null }

/** Every line of an offer, by number, after the one that it lies in. Whoever offers may write what he likes: none is lost. */
export function linesInOrder<Line extends InOffer>(
  lines: readonly Line[],
): readonly (readonly [at: number, line: Line])[] {
  const all = [...lines.entries()].toSorted(([, a], [, b]) => byNumber(a, b))
  const ordered = new Map<number, Line>()
  const put = ([at, line]: readonly [number, Line]): void => {
    if (ordered.has(at)) return
    ordered.set(at, line)
    for (const inner of all) if (inner[1].within === at) put(inner)
  }
  for (const outer of all) if (outer[1].within === null) put(outer)
  for (const each of all) put(each)
  return [...ordered]
}
