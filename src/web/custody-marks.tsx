/** The shapes of the custody line's marks: told apart by form, so that they can be read without colour and on paper. */

import type { Mark } from "../verifier/mark.ts"

const paths: Readonly<Record<Mark, string>> = {
  // A full circle, an arrow, a half arrow, an empty diamond, a cross, a tick, a warning sign, a flag, a box, a dot.
  "taken-in": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z",
  handed: "M-7-6L8 0L-7 6z",
  "one-sided": "M-7-7L8 0H-7z M-7 3H8",
  offered: "M0-7L7 0L0 7L-7 0z",
  refused: "M-6-6L6 6M6-6L-6 6",
  whole: "M-7 0L-2 6L7-6",
  amiss: "M0-8L8 7H-8z M0-3V2 M0 4V5",
  reported: "M-5 8V-8H7L3-4L7 0H-5",
  packed: "M-6-6H6V6H-6z M-6-1H6",
  other: "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z",
}

const filled: readonly Mark[] = ["taken-in", "handed", "other"]

type Props = { readonly mark: Mark; readonly x?: number; readonly y?: number }

/** At a place within a drawing. */
export const MarkShape = ({ mark, x = 0, y = 0 }: Props) => (
  <path
    class={filled.includes(mark) ? "mark full" : "mark"}
    d={paths[mark]}
    transform={`translate(${x} ${y})`}
  />
)

/** By itself, in running text. */
export const MarkIcon = ({ mark }: Pick<Props, "mark">) => (
  <svg class="mark-icon" viewBox="-10 -10 20 20" width="20" height="20" aria-hidden="true">
    <MarkShape mark={mark} />
  </svg>
)
