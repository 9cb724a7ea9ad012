/** Figures: what was measured, against which limit, how often, and how far the runs lay apart. */

/** `ratio` is the value over the limit, each run against the limit measured beside it; null where there is none. */
export type Figure = {
  readonly bench: string
  readonly value: number
  readonly unit: string
  readonly limit: number | null
  readonly ratio: number | null
  readonly runs: number
  /** The difference between the runs at a quarter and at three quarters, over the median. */
  readonly spread: number
}

const at = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] as number

export const median = (values: readonly number[]): number =>
  at(
    values.toSorted((a, b) => a - b),
    0.5,
  )

export function quantile(values: readonly number[], part: number): number {
  return at(
    values.toSorted((a, b) => a - b),
    part,
  )
}

export function spreadOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (at(sorted, 0.75) - at(sorted, 0.25)) / Math.abs(at(sorted, 0.5))
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** Of runs that each had a limit measured beside them, `null` for things without one. */
export function figure(
  bench: string,
  unit: string,
  values: readonly number[],
  limits: readonly number[] | null = null,
): Figure {
  const ratios = limits?.map((limit, i) => (values[i] as number) / limit)
  return {
    bench,
    value: rounded(median(values)),
    unit,
    limit: limits === null ? null : rounded(median(limits)),
    ratio: ratios === undefined ? null : rounded(median(ratios)),
    runs: values.length,
    spread: rounded(spreadOf(ratios ?? values)),
  }
}

/** Into how many parts runs are cut, one after the other, to say how far a part of them lies apart. */
const parts = 5

/** Of the runs at `part` of them, 0.99 for the hundredth that took longest; the spread is that of fifths of the runs. */
export function figureAt(
  part: number,
  bench: string,
  unit: string,
  values: readonly number[],
  limit: number | null = null,
): Figure {
  const length = Math.ceil(values.length / parts)
  const fifths = Array.from({ length: parts }, (_, i) =>
    values.slice(i * length, (i + 1) * length),
  ).filter((fifth) => fifth.length > 0)
  const value = quantile(values, part)
  return {
    bench,
    value: rounded(value),
    unit,
    limit,
    ratio: limit === null ? null : rounded(value / limit),
    runs: values.length,
    spread: rounded(spreadOf(fifths.map((fifth) => quantile(fifth, part)))),
  }
}

/** How many of something happened in a second, over a step that says how many it did. */
export async function rateOf(step: () => Promise<number>): Promise<number> {
  const began = performance.now()
  const count = await step()
  return (1000 * count) / (performance.now() - began)
}
