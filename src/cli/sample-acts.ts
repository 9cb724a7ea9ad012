/** What people do in the sample day: take items in, hand them over, check them. Each act is one signed statement. */

import {
  draft,
  type Options,
  type Pen,
  plainAcceptance,
  plainLine,
  type SealedTerms,
  type SignedDraft,
} from "../custody/draft.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PlaceId,
  type StatementId,
} from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import type { Terms } from "../custody/statement.ts"
import type { Scene, Submit } from "./sample-stage.ts"

/** Longer than any device stays offline: whether a receipt came in time is judged by when it is on record. */
const offerLasts = 12 * 3_600_000

/** An item in somebody's hands: what its holder names when passing it on. */
export type Held = { readonly item: ItemId; readonly previous: StatementId }
export type Line = Held & { readonly within?: number }

export const dkk = (kroner: number): Money => ({ currency: "DKK", minor: kroner * 100 })

type SealedLine = NonNullable<SealedTerms["lines"]>[number]
export type IntakeLine = Partial<Terms["intake"]["lines"][number]> & {
  readonly sealed: SealedLine
}

/** A sealed bag of notes: the amount is what the sender says it holds. */
export const cashBag = (bag: string, seal: string, kroner: number): IntakeLine => ({
  goods: "cash",
  sealed: {
    identifier: { scheme: "bag", value: bag },
    seal,
    amount: dkk(kroner),
    contents: "banknotes, said to contain",
  },
})

/** The sealed terms of a scene: where it was, and which seal was on each item. */
export const sceneOf = (place: PlaceId | null, ...seals: readonly string[]): Options => ({
  sealed: {
    whole: place === null ? {} : { place },
    lines: seals.map((seal) => ({ seal })),
  },
})

export type Taken = SignedDraft & { readonly held: readonly Held[] }

/** Takes items into the pen's hands; `consumes` are those that they were made from. */
export function intake(
  pen: Pen,
  lines: readonly IntakeLine[],
  consumes: readonly Held[] = [],
  options: Options = {},
): Taken {
  const terms: Terms["intake"] = {
    lines: lines.map(({ sealed: _sealed, ...line }) => ({
      ...plainLine,
      goods: "cash",
      owner: pen.party,
      ...line,
    })),
    consumes: consumes.map(({ item, previous }) => ({ item, previous })),
  }
  const sealed = { ...options.sealed, lines: lines.map((line) => line.sealed) }
  const signed = draft("intake", terms, pen, { ...options, sealed })
  const held = lines.map((_, line) => ({ item: itemIdOf(signed.id, line), previous: signed.id }))
  return { ...signed, held }
}

export type Offered = SignedDraft & { readonly lines: readonly Line[] }

/** Offers what the pen holds to a party, or with null to whoever has the sender's code. */
export function offer(
  pen: Pen,
  to: PartyId | null,
  lines: readonly Line[],
  options: Options = {},
): Offered {
  const offered = lines.map(({ item, previous, within }) => ({
    item,
    previous,
    within: within ?? null,
  }))
  const terms = { to, expires: pen.clock().at + offerLasts, lines: offered }
  return { ...draft("offer", terms, pen, options), lines }
}

const accepted: Terms["acceptance"]["outcomes"][number] = { outcome: "accepted", reservations: [] }

/** The receiver's signature around the offer, everything accepted unless `terms` say otherwise. */
export function accept(
  pen: Pen,
  taken: Offered,
  terms: Partial<Terms["acceptance"]> = {},
  options: Options = {},
): Taken {
  return receive(pen, taken.lines, { offer: taken.bytes, ...terms }, options)
}

/** The receiver alone: nobody is there to give it. */
export function receiveAlone(
  pen: Pen,
  lines: readonly Held[],
  absentGiver: NonNullable<Terms["acceptance"]["absentGiver"]>,
  terms: Partial<Terms["acceptance"]> = {},
  options: Options = {},
): Taken {
  const listed = lines.map(({ item, previous }) => ({ item, previous, within: null }))
  const alone = { side: "reception-only", absentGiver, lines: listed } as const
  return receive(pen, lines, { ...alone, ...terms }, options)
}

function receive(
  pen: Pen,
  lines: readonly Line[],
  terms: Partial<Terms["acceptance"]>,
  options: Options,
): Taken {
  const whole: Terms["acceptance"] = {
    ...plainAcceptance,
    side: "both",
    outcomes: lines.map(() => accepted),
    ...terms,
  }
  const signed = draft("acceptance", whole, pen, options)
  return { ...signed, held: lines.map(({ item }) => ({ item, previous: signed.id })) }
}

/** Seal or count, the same result for every item. */
export function check(
  pen: Pen,
  type: Terms["check"]["type"],
  lines: readonly Held[],
  result: Terms["check"]["lines"][number]["result"],
  sealed: SealedTerms = {},
  options: Options = {},
): SignedDraft {
  const checked = lines.map(({ item, previous }) => ({ item, previous, result, sealTag: null }))
  return draft("check", { type, lines: checked }, pen, { ...options, sealed })
}

/** Says what became of an item, between which times if that is known. */
export const report = (
  pen: Pen,
  type: Terms["report"]["type"],
  item: ItemId,
  [from, to]: readonly [number, number] | readonly [null, null] = [null, null],
): SignedDraft => draft("report", { type, items: [item], from, to }, pen)

export type HandOver = {
  readonly from: Pen
  readonly to: Pen
  readonly lines: readonly Line[]
  /** When the offer is made and when it is accepted. */
  readonly at: readonly [number, number]
  readonly terms?: Partial<Terms["acceptance"]>
  readonly offered?: Options
  readonly accepted?: Options
}

/** A hand-over between two devices online: the offer goes on record when it is made, the receipt when it is signed. */
export async function* handOver(submit: Submit, act: HandOver): Scene<Taken> {
  const { from, to, lines, at } = act
  yield at[0]
  const offered = offer(from, to.party, lines, act.offered)
  await submit(offered)
  yield at[1]
  const receipt = accept(to, offered, act.terms, act.accepted)
  await submit(receipt)
  return receipt
}
