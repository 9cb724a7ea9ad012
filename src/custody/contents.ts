/** Whether what lies in an item passed with it: as declared, unless the receiver reserved his position. */

import type { CustodyNode } from "./item.ts"
import type { Ground } from "./link.ts"
import { bindingContract, spokenBy } from "./standing.ts"

/**
 * With a reservation, giver and receiver both stay alternatives for the contents until a count: `passed` once the
 * receiver has signed that they were as declared, or the contract's time to check lapsed without a word from him;
 * `short` once both have signed that they were not. `nodes` are all receipts of the hand-over, `node` the one cited.
 */
export function contentsAfter(
  node: CustodyNode,
  nodes: readonly CustodyNode[],
  before: CustodyNode,
  { state, scope, evidence }: Ground,
): "passed" | "open" | "short" {
  if (scope === "unit" || node.reservations.length === 0) return "passed"
  const receipts = new Set(nodes.map(({ receipt }) => receipt))
  const about = state.checks.filter(({ previous }) => previous !== null && receipts.has(previous))
  const counts = about.filter(({ type }) => type === "count" || type === "inspection")
  const asDeclared = counts.filter(({ result }) => result === "as-declared")
  if (asDeclared.some((check) => spokenBy(check, node.holder, evidence) === "yes")) return "passed"
  const agreed = counts.some(
    (check) =>
      check.result !== "as-declared" &&
      check.result !== "withheld" &&
      [before.holder, node.holder].every((party) => spokenBy(check, party, evidence) === "yes"),
  )
  if (agreed) return "short"
  const time = bindingContract(node, evidence, before.holder)?.terms.timeToCheck ?? null
  if (time === null) return "open"
  const lapse = evidence.bracket(node.receipt).notAfter + time
  const spoke = about.some((check) => {
    const { notBefore } = evidence.bracket(check.statement)
    const inTime = notBefore === null || notBefore <= lapse
    return inTime && spokenBy(check, node.holder, evidence) !== "no"
  })
  return spoke || evidence.complete.upTo < lapse ? "open" : "passed"
}
