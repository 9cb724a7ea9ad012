/** Between when a thing must have been taken: the last proof that it was whole, and the first word that it was not (L9). */

import type { StatementId } from "./identifier.ts"
import type { CheckWord, ItemState } from "./item.ts"
import type { Evidence } from "./worth.ts"

/** `at` in milliseconds since 1970, as far as it is proven: of the one the earliest time, of the other the latest. */
export type Sighting = { readonly statement: StatementId; readonly at: number }
export type Interval = { readonly after: Sighting | null; readonly before: Sighting | null }

/** Every check, count and check-in narrows it, against whoever signed them; who that is stands in the statement. */
export function lossInterval({ checks, reports }: ItemState, { bracket }: Evidence): Interval {
  const bad = [
    ...checks.filter(({ result }) => isLoss(result)),
    ...reports.filter(({ type }) => type === "missing" || type === "theft" || type === "robbery"),
  ]
  const before = bad
    .map(({ statement }): Sighting => ({ statement, at: bracket(statement).notAfter }))
    .reduce<Sighting | null>(
      (one, other) => (one === null || other.at < one.at ? other : one),
      null,
    )
  const after = checks
    .filter(isWhole)
    .map(({ statement }) => ({ statement, at: bracket(statement).notBefore }))
    .filter((each): each is Sighting => each.at !== null && each.at < (before?.at ?? Infinity))
    .reduce<Sighting | null>(
      (one, other) => (one === null || other.at > one.at ? other : one),
      null,
    )
  return { after, before }
}

const isLoss = (result: CheckWord["result"]): boolean =>
  result === "broken" || result === "missing" || result === "short" || result === "differs"

/** A seal or count found as it should be, or the word of who checks in that all is well. */
export const isWhole = ({ result, type }: CheckWord): boolean =>
  result === "as-declared" && (type === "seal" || type === "count" || type === "check-in")
