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
  return (at(sorted, 0.75) - at(sorted, 0.25)) / at(sorted, 0.5)
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

/** How many of something happened in a second, over a step that says how many it did. */
export async function rateOf(step: () => Promise<number>): Promise<number> {
  const began = performance.now()
  const count = await step()
  return (1000 * count) / (performance.now() - began)
}
