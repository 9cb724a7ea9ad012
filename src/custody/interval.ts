/** Between when a thing must have been taken: the last proof that it was whole, and the first word that it was not (L9). */

import type { StatementId } from "./identifier.ts"
import type { CheckWord, CustodyNode, ItemState } from "./item.ts"
import { spokenBy } from "./standing.ts"
import type { Evidence } from "./worth.ts"

/** `at` in milliseconds since 1970, as far as it is proven: of the one the earliest time, of the other the latest. */
export type Sighting = { readonly statement: StatementId; readonly at: number }
export type Interval = { readonly after: Sighting | null; readonly before: Sighting | null }

/**
 * Every check, count and check-in narrows it, against whoever signed them: those who had it or own it. What strangers say,
 * or somebody with a stolen key, neither proves it whole nor gone.
 */
export function lossInterval(state: ItemState, evidence: Evidence): Interval {
  const { checks, reports, nodes, intake } = state
  const concerned = new Set([
    ...nodes.flatMap(({ holder, giver }) => [holder, giver]),
    intake?.owner,
  ])
  const spoken = checks.filter((check) =>
    check.parties.some(
      (party) => concerned.has(party) && spokenBy(check, party, evidence) === "yes",
    ),
  )
  const bad: readonly StatementId[] = [
    ...spoken.filter(({ result }) => isLoss(result)).map(({ statement }) => statement),
    ...reports
      .filter(({ type, party }) => isLossReport(type) && concerned.has(party))
      .map(({ statement }) => statement),
    ...nodes
      .filter(({ edge, reservations }) => edge !== "claim" && reservations.some(isLossReserved))
      .map(({ receipt }) => receipt),
  ]
  const [before = null] = bad
    .map((statement): Sighting => ({ statement, at: evidence.bracket(statement).notAfter }))
    .toSorted((a, b) => a.at - b.at || byId(a, b))
  const [after = null] = spoken
    .filter(isWhole)
    .map(({ statement }) => ({ statement, at: evidence.bracket(statement).notBefore }))
    .filter((each): each is Sighting => each.at !== null && each.at < (before?.at ?? Infinity))
    .toSorted((a, b) => b.at - a.at || byId(a, b))
  return { after, before }
}

/** Of two at one time always the same is named, whichever came first. */
const byId = (a: Sighting, b: Sighting): number => (a.statement < b.statement ? -1 : 1)

const isLossReport = (type: string): boolean =>
  type === "missing" || type === "theft" || type === "robbery"

const isLossReserved = (code: CustodyNode["reservations"][number]): boolean =>
  code === "seal-broken" || code === "seal-differs" || code === "short"

const isLoss = (result: CheckWord["result"]): boolean =>
  result === "broken" || result === "missing" || result === "short" || result === "differs"

/** A seal or count found as it should be, or the word of who checks in that all is well. */
export const isWhole = ({ result, type }: CheckWord): boolean =>
  result === "as-declared" && (type === "seal" || type === "count" || type === "check-in")
