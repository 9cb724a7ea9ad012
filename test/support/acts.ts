/** What people do in tests: take in, offer, accept, and send the result. */

import { encodeParcel } from "../../src/api/parcel.ts"
import {
  draft,
  type Options,
  type Pen,
  plainAcceptance,
  plainLine,
  type SignedDraft,
} from "../../src/custody/draft.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type StatementId,
} from "../../src/custody/identifier.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import type { Terms } from "../../src/custody/statement.ts"

const hour = 3_600_000

/** An item in somebody's hands: what its holder names when passing it on. */
export type Held = { readonly item: ItemId; readonly previous: StatementId }
export type OfferLine = Held & { readonly within?: number }
export type IntakeLine = Partial<Terms["intake"]["lines"][number]> & {
  readonly sealed?: NonNullable<NonNullable<Options["sealed"]>["lines"]>[number]
}
type OutcomeLine = Terms["acceptance"]["outcomes"][number]

/** Takes items into the pen's hands. */
export function intake(pen: Pen, lines: readonly IntakeLine[] = [{}], options: Options = {}) {
  const terms: Terms["intake"] = {
    lines: lines.map(({ sealed: _sealed, ...line }) => ({ ...plainLine, goods: "cash", ...line })),
    consumes: [],
  }
  const sealed = { ...options.sealed, lines: lines.map((line) => line.sealed ?? {}) }
  const signed = draft("intake", terms, pen, { ...options, sealed })
  const items = lines.map((_, line) => itemIdOf(signed.id, line))
  return { ...signed, items, held: items.map((item): Held => ({ item, previous: signed.id })) }
}

export type OfferOptions = Options & { readonly expires?: number }

/** Offers what the pen holds to a party, or to whoever has the code. */
export function offer(
  pen: Pen,
  to: PartyId | null,
  lines: readonly OfferLine[],
  { expires, ...options }: OfferOptions = {},
) {
  const offered = lines.map(({ item, previous, within }) => ({
    item,
    previous,
    within: within ?? null,
  }))
  const terms = { to, expires: expires ?? pen.clock().at + hour, lines: offered }
  return { ...draft("offer", terms, pen, options), lines: offered }
}

export type Offer = ReturnType<typeof offer>

export type AcceptOptions = Options & {
  /** One for all lines, or one per line. */
  readonly outcomes?: OutcomeLine["outcome"] | readonly OutcomeLine[]
  readonly terms?: Partial<Terms["acceptance"]>
}

/** The receipt: the receiver's signature around the offer. */
export function accept(
  pen: Pen,
  taken: Offer,
  { outcomes, terms, ...options }: AcceptOptions = {},
) {
  const each = Array.isArray(outcomes)
    ? (outcomes as readonly OutcomeLine[])
    : taken.lines.map(() => ({
        outcome: (outcomes ?? "accepted") as OutcomeLine["outcome"],
        reservations: [],
      }))
  const whole: Terms["acceptance"] = {
    ...plainAcceptance,
    side: "both",
    offer: taken.bytes,
    outcomes: each,
    ...terms,
  }
  const signed = draft("acceptance", whole, pen, options)
  return { ...signed, held: taken.lines.map(({ item }): Held => ({ item, previous: signed.id })) }
}

/** Offer and acceptance in one go. */
export const handOver = (from: Pen, to: Pen, lines: readonly OfferLine[], options: Options = {}) =>
  accept(to, offer(from, to.party, lines, options), options)

export type Parcelling = {
  /** Withholds the openings from the ledger. */
  readonly bare?: boolean
  readonly notes?: readonly Uint8Array[]
  readonly predecessors?: readonly Uint8Array[]
}

export function parcel(signed: SignedDraft, options: Parcelling = {}): Uint8Array {
  const sent = signed.leaves.length > 0 && options.bare !== true
  return encodeParcel({
    statement: signed.bytes,
    openings: sent ? encodeLeaves(signed.leaves) : null,
    notes: options.notes ?? [],
    predecessors: options.predecessors ?? [],
  })
}
