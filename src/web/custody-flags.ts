/** The words in the custody line's picture: where there is room for them. */

import type { Drawn } from "./custody-drawn.ts"
import { placeOf, rowsFor } from "./custody-scale.ts"

export const axisHeight = 34

export type Flag = {
  readonly text: string
  /** What it belongs to, and from which pixel it points there: rightwards, or leftwards where it would leave the picture. */
  readonly of: "loss" | "asked" | "record"
  readonly x: number
  readonly isLeft: boolean
  readonly row: number
}

/** Pixels of one letter, at most on average. */
const letter = 7.5
const flagGap = 4
export const flagHeight = 18

/** The words above the bands, in as many rows as they need. */
export function flagsOf({ line, words, view, width }: Drawn): readonly Flag[] {
  const { asked, loss, upTo } = line
  const isIn = (from: number, to: number): boolean => from <= view.to && to >= view.from
  const place = (at: number): number => Math.max(0, placeOf(at, view, width))
  const wanted = [
    ...(loss.before !== null && isIn(loss.after?.at ?? -Infinity, loss.before.at)
      ? [
          {
            of: "loss" as const,
            text: words.lossMark,
            x: place(loss.after?.at ?? -Infinity) + flagGap,
          },
        ]
      : []),
    ...(isIn(asked.from, asked.to)
      ? [{ of: "asked" as const, text: words.askedMark, x: place(asked.to) + 2 * flagGap }]
      : []),
    ...(upTo !== null && isIn(upTo, upTo)
      ? [{ of: "record" as const, text: words.recordMark, x: place(upTo) + flagGap }]
      : []),
  ]
  const placed = wanted
    .map(({ of, text, x }) => {
      const long = text.length * letter
      const isLeft = x + long > width
      const from = isLeft ? x - 3 * flagGap - long : x
      return { from, to: from + long, flag: { of, text, x: isLeft ? x - 3 * flagGap : x, isLeft } }
    })
    .toSorted((a, b) => a.from - b.from)
  const rows = rowsFor(placed.map(({ from, to }) => [from, to]))
  return placed.map(({ flag }, i) => ({ ...flag, row: rows[i] as number }))
}

/** Pixels of one letter of a lane's name, at most on average. */
const nameLetter = 8

/** As much of a name as there is room for; the ids in it go first, which the table has. */
export function fitted(who: string, room: number): string {
  const most = Math.floor(room / nameLetter)
  if (who.length <= most) return who
  const bare = who.replaceAll(/ \([0-9a-f]{16}\)/g, "")
  return bare.length <= most ? bare : `${bare.slice(0, most - 1)}…`
}
