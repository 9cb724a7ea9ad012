/** When receipts of one hand-over took effect: the earliest that it can have been, and from when it surely had. */

import type { CustodyNode } from "./item.ts"
import { type Link, timeToSubmit } from "./link.ts"
import type { Evidence } from "./worth.ts"

type Placed = { readonly node: CustodyNode }

/**
 * From when the first of these receipts surely counts: it was signed by then, and its contract's time to submit does not
 * let it count later, even if it came on record as late as that cannot be excluded.
 */
export function surelyFrom(
  receipts: readonly Placed[],
  parent: Link | null,
  evidence: Evidence,
): number {
  const submit = timeToSubmit(parent).least
  let first = Infinity
  for (const { node } of receipts) {
    const { notAfter } = evidence.bracket(node.receipt)
    const counts =
      submit === null ? notAfter : Math.max(notAfter, evidence.onRecord(node).notAfter - submit)
    first = Math.min(first, counts)
  }
  return first
}

/**
 * Of several receipts of one hand-over the first counts. A contract's time to submit, agreed by who gave the item to
 * the present holder, bounds how long before it came on record a receipt can have taken effect toward others.
 */
export function beginOf(
  receipts: readonly Placed[],
  parent: Link | null,
  evidence: Evidence,
): number | null {
  const lower = earliest(receipts, ({ receipt }) => evidence.bracket(receipt).notBefore)
  // Only what is proven counts against a receipt: a bundle's maker can leave publications out, and an operator writes
  // whatever time he likes into an entry.
  const submit = timeToSubmit(parent).most
  const recorded =
    submit === null ? null : earliest(receipts, (node) => evidence.onRecord(node).notBefore)
  const bounded = recorded === null || submit === null ? null : recorded - submit
  return later(later(lower, bounded), parent?.begin ?? null)
}

/** Null where one of them has no such time. */
function earliest(
  receipts: readonly Placed[],
  timeOf: (node: CustodyNode) => number | null,
): number | null {
  let first = Infinity
  for (const { node } of receipts) {
    const time = timeOf(node)
    if (time === null) return null
    first = Math.min(first, time)
  }
  return first
}

const later = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)
