/** What people do in the casebook, with everything recorded that a rule asks: agreement, order, plan, place, persons. */

import { draft, type Options, type Pen, type SignedDraft } from "../custody/draft.ts"
import type { ItemId, PlaceId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import type { Terms } from "../custody/statement.ts"
import type { Circumstance } from "../rules/act.ts"
import type { BookCast, BookContract, BookPlace } from "./casebook-cast.ts"
import { minute } from "./casebook-clock.ts"
import { type BookPerson, standingOrder } from "./casebook-parties.ts"
import type { BookStage } from "./casebook-stage.ts"
import { check, handOver, type Held, type Line, type Taken } from "./sample-acts.ts"
import type { Scene } from "./sample-stage.ts"

/** Who signs, and who is with him. */
type Side = readonly [BookPerson, ...BookPerson[]]

export type Transfer = {
  readonly from: Side
  readonly to: Side
  readonly lines: readonly Line[]
  /** When the receipt is signed; it was offered two minutes before. */
  readonly at: number
  readonly contract: BookContract
  readonly place: BookPlace
  readonly plan?: string
  readonly circumstances?: readonly Circumstance[]
  /** What each line is said to hold when it is taken over. */
  readonly amounts?: readonly Money[]
  readonly terms?: Partial<Terms["acceptance"]>
}

const crewOf = ({ persons }: BookCast, names: readonly BookPerson[]) =>
  names.flatMap((name) => persons[name] ?? [])

/** A hand-over between two devices online, under a contract and by the standing order. */
export function transfer({ cast, submit }: BookStage, act: Transfer): Scene<Taken> {
  const [giver, ...beside] = act.from
  const [receiver, ...assisting] = act.to
  const place = cast.places[act.place]
  const agreed: Options = {
    contract: cast.contracts[act.contract],
    procedure: standingOrder,
    ...(act.plan === undefined ? {} : { plan: act.plan }),
  }
  const lines = (act.amounts ?? []).map((amount) => ({ amount }))
  const whole = { place, circumstances: act.circumstances ?? [] }
  return handOver(submit, {
    from: cast.people[giver],
    to: cast.people[receiver],
    lines: act.lines,
    at: [act.at - 2 * minute, act.at],
    ...(act.terms === undefined ? {} : { terms: act.terms }),
    offered: { ...agreed, crew: crewOf(cast, beside), sealed: { whole: { place } } },
    accepted: { ...agreed, crew: crewOf(cast, assisting), sealed: { whole, lines } },
  })
}

/** A count behind a locked door, by the standing order. */
export function count(
  cast: BookCast,
  by: BookPerson,
  lines: readonly Held[],
  result: Terms["check"]["lines"][number]["result"],
  found: { readonly contract: BookContract; readonly place: BookPlace; readonly amount: Money },
): SignedDraft {
  const whole = { place: cast.places[found.place], circumstances: ["door-locked"] as const }
  const sealed = { whole, lines: [{ amount: found.amount }] }
  const options = { contract: cast.contracts[found.contract], procedure: standingOrder }
  return check(cast.people[by], "count", lines, result, sealed, options)
}

/** Something done at a place, which the items that lie there remember. */
export const event = (
  pen: Pen,
  type: Terms["event"]["type"],
  place: PlaceId,
  items: readonly ItemId[],
  whole: { readonly amount?: Money; readonly circumstances?: readonly Circumstance[] } = {},
  options: Options = {},
): SignedDraft =>
  draft("event", { type, items, place }, pen, {
    ...options,
    sealed: { whole: { circumstances: [], ...whole } },
  })

/** The only item of what was taken in or over. */
export function only({ held }: Taken): Held {
  const [first] = held
  if (first === undefined) throw new Error("casebook: expected an item, got none")
  return first
}
