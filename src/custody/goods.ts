/**
 * The two classes of value post (003 §41): class 1 is `værdipost`, class 2 `værdideklareret post`. Only class 2 must be
 * sent with a declared value.
 */

import type { Inventory } from "./field.ts"
import type { paperKinds } from "./words.ts"

export type PaperKind = (typeof paperKinds)[number]
export type Paper = Inventory["papers"][number]
export type PostClass = 1 | 2

/**
 * Bonds and shares are class 1 whether or not they are made out to a name: class 2 has bearer securities "apart from
 * those named under class 1". A talon is never drawn. Coupons and lottery tickets begin in class 1.
 */
const classes: Readonly<Record<PaperKind, PostClass | "by-date">> = {
  "named-security": 1,
  bond: 1,
  "premium-bond": 2,
  share: 1,
  coupon: "by-date",
  "bill-of-exchange": 1,
  cheque: 1,
  "card-slip": 1,
  "bank-book": 1,
  "lottery-ticket": "by-date",
  talon: 1,
  "bearer-security": 2,
  cash: 2,
  "precious-metal": 2,
  "travellers-cheque": 2,
  "unused-stamp": 2,
  "excise-band": 2,
  "revenue-stamp": 2,
}

/**
 * A coupon is class 2 from the instant it falls due, a lottery ticket from its draw. Undefined for one whose date nobody
 * stated: that cannot be told.
 */
export function classOf(
  { kind, matures }: Pick<Paper, "kind" | "matures">,
  at: number,
): PostClass | undefined {
  const found = classes[kind]
  if (found !== "by-date") return found
  return matures === null ? undefined : matures <= at ? 2 : 1
}

/**
 * The class of all that lies in it: class 2 if any part is. Coins and notes are cash. Null: nothing is listed that §41
 * names; undefined: a coupon or lottery ticket without a date leaves it open.
 */
export function postClass(
  { denominations, papers }: Inventory,
  at: number,
): PostClass | null | undefined {
  if (denominations.some(({ count }) => count > 0)) return 2
  const found = papers.map((paper) => classOf(paper, at))
  if (found.includes(2)) return 2
  if (found.includes(undefined)) return undefined
  return found.length > 0 ? 1 : null
}

/** Since when it is class 2, where it was class 1 before; null: it is not, it always was, or that cannot be told. */
export function classTwoSince(inventory: Inventory, at: number): number | null {
  const turned = inventory.papers.flatMap(({ kind, matures }) =>
    classes[kind] === "by-date" && matures !== null && matures <= at ? [matures] : [],
  )
  if (turned.length === 0) return null
  const first = Math.min(...turned)
  return postClass(inventory, first - 1) === 1 ? first : null
}
