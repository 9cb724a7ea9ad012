/** Times to places in the picture: which stretch of time is shown, and how a stretch with soft edges lies in it. */

import type { Soft } from "../custody/soft.ts"
import type { SaidLine, SaidStretch } from "../verifier/said-line.ts"

/** Milliseconds since 1970. */
export type View = { readonly from: number; readonly to: number }

const minute = 60_000
const day = 24 * 60 * minute
const shortest = 1000
const longest = 60 * 365 * day

const present = (...times: readonly (number | null | undefined)[]): readonly number[] =>
  times.filter((time) => time !== null && time !== undefined)

const endsOf = (each: Soft | null): readonly number[] => present(each?.from, each?.to)

/**
 * All that is proven of the item's life, with some room around it. The time asked about is in it unless it lies further away
 * than the life is long; how long the record goes on after it is not.
 */
export function wholeOf({ answering, hands, containers, acts, loss, asked }: SaidLine): View {
  const times = [
    ...[...answering, ...hands, ...containers].flatMap(({ begin, end }) => [
      ...endsOf(begin),
      ...endsOf(end),
    ]),
    ...acts.flatMap(({ at }) => endsOf(at)),
    ...present(loss.after?.at, loss.before?.at),
  ]
  const all = times.length === 0 ? [asked.from, asked.to] : times
  const life = { from: Math.min(...all), to: Math.max(...all) }
  const near = Math.max(life.to - life.from, 60 * minute)
  const from = asked.from < life.from && asked.from > life.from - near ? asked.from : life.from
  const to = asked.to > life.to && asked.to < life.to + near ? asked.to : life.to
  const room = Math.max((to - from) * 0.06, minute)
  return { from: from - room, to: to + room }
}

/** Of a life longer than a week, what is shown first: a day on either side of the time asked about and of the loss. */
export function firstOf(line: SaidLine): View {
  const whole = wholeOf(line)
  if (whole.to - whole.from <= 7 * day) return whole
  const { asked, loss } = line
  const times = [asked.from, asked.to, ...present(loss.after?.at, loss.before?.at)]
  const from = Math.max(whole.from, Math.min(...times) - day)
  const to = Math.min(whole.to, Math.max(...times) + day)
  return from < to ? { from, to } : whole
}

/** `factor` below 1 comes nearer; `at` in milliseconds stays where it is. */
export function zoomed({ from, to }: View, factor: number, at: number): View {
  const length = Math.min(longest, Math.max(shortest, (to - from) * factor))
  const share = (at - from) / (to - from)
  const begin = Math.round(at - share * length)
  return { from: begin, to: begin + Math.round(length) }
}

/** By a share of what is shown; positive is later. */
export function moved({ from, to }: View, share: number): View {
  const by = Math.round((to - from) * share)
  return { from: from + by, to: to + by }
}

/** About the middle. */
export const zoomedBy =
  (factor: number) =>
  (view: View): View =>
    zoomed(view, factor, (view.from + view.to) / 2)

/** One step of a button or a key. */
export const nearer = 0.6
export const farther = 1 / nearer
export const aSide = 0.2

const steps = [
  1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  2_592_000, 7_776_000, 31_536_000, 157_680_000, 315_360_000,
].map((seconds) => seconds * 1000)

const longestStep = 1_000_000_000_000

/** Pixels between ticks: what their labels need at least, and more where there is more. */
const tickRoom = { narrow: 72, wide: 96 }
const narrow = 480

/** Round times to mark on an axis of that many pixels; `step` in milliseconds between them. */
export function ticksOf(
  { from, to }: View,
  width: number,
): { readonly step: number; readonly at: readonly number[] } {
  const room = width < narrow ? tickRoom.narrow : tickRoom.wide
  const fewest = ((to - from) * room) / Math.max(width, room)
  const step = steps.find((each) => each >= fewest) ?? longestStep
  const at: number[] = []
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) at.push(time)
  return { step, at }
}

/** How far outside the picture something may be drawn, so that its edge is not seen. */
const outside = 12

/** Pixels from the left of a picture that wide; what lies outside lies just outside. */
export function placeOf(at: number, { from, to }: View, width: number): number {
  const x = ((at - from) / (to - from)) * width
  return Math.min(width + outside, Math.max(-outside, x))
}

/** From and to in pixels. */
export type Part = readonly [from: number, to: number]

export type Bar = {
  readonly whole: Part
  /** Where nothing is open but what is written; null where it is open everywhere. */
  readonly firm: Part | null
  /** Where it begins or ends somewhere. */
  readonly soft: readonly Part[]
  /** It goes on beyond what is known. */
  readonly isOpen: boolean
}

/**
 * A stretch as it is drawn. Where it carries on another, or another carries it on, that edge is no soft one. Null: nothing of
 * it is in the picture.
 */
export function barOf(
  { begin, end, continues }: SaidStretch,
  isContinued: boolean,
  view: View,
  width: number,
): Bar | null {
  const begins = begin.from ?? -Infinity
  const begun = continues === null ? (begin.to ?? Infinity) : begins
  const ended = end === null ? Infinity : (end.to ?? Infinity)
  const ends = end === null ? Infinity : isContinued ? ended : (end.from ?? begins)
  if (begins > view.to || ended < view.from) return null
  const place = (at: number): number => placeOf(at, view, width)
  const whole: Part = [place(begins), place(ended)]
  const isOpen = ended === Infinity
  if (begun >= ends) return { whole, firm: null, soft: [whole], isOpen }
  const soft: Part[] = [
    [place(begins), place(begun)],
    [place(ends), place(ended)],
  ]
  return {
    whole,
    firm: [place(begun), place(ends)],
    soft: soft.filter(([from, to]) => to > from),
    isOpen,
  }
}

/** Rows for marks at these pixels, so that no two lie over each other; the last row takes what has no room. */
export const rowsOf = (places: readonly number[], room: number, most: number): readonly number[] =>
  rowsFor(
    places.map((x) => [x, x + room]),
    most,
  )

/** The same for parts as wide as they are, from the left. */
export function rowsFor(parts: readonly Part[], most = Infinity): readonly number[] {
  const ends: number[] = []
  return parts.map(([from, to]) => {
    const free = ends.findIndex((end) => end <= from)
    const row = free >= 0 ? free : Math.min(ends.length, most - 1)
    ends[row] = to
    return row
  })
}
