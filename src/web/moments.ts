/** Times as pages write them: in UTC, to the second, in the reader's own order of day and month. */

import type { Soft } from "../custody/soft.ts"
import type { Language } from "../language/message.ts"
import type { LineWords } from "./en-line.ts"
import { localeOf, type Wording } from "./words.ts"

/** Milliseconds since 1970 in words; a time that no calendar has is printed as a number. */
export type Moments = (at: number) => string

const made = new Map<Language, Moments>()

export function momentsIn(language: Language): Moments {
  const known = made.get(language)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat(localeOf[language], {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  })
  const moments: Moments = (at) =>
    Math.abs(at) <= 8.64e15 ? format.format(new Date(at)) : String(at)
  made.set(language, moments)
  return moments
}

/** An edge in words. */
export function edgeText(
  { from, to }: Soft,
  words: Pick<Wording<LineWords>, "between" | "at" | "by" | "since" | "unknown">,
  moments: Moments,
): string {
  if (from === null) return to === null ? words.unknown : words.by(moments(to))
  if (to === null) return words.since(moments(from))
  return from === to ? words.at(moments(to)) : words.between(moments(from), moments(to))
}

/** Behind the last instant that a ledger can be asked about, `lastInstant`, whose file would join every page's first load. */
const endOfTime = 253_402_300_800_000
const isAskable = (at: number): boolean => at >= 0 && at < endOfTime

/** As an input of type `datetime-local` has it, in UTC, which its label says; empty for a time that it cannot show. */
export const toInput = (at: number): string =>
  isAskable(at) ? new Date(at).toISOString().slice(0, 19) : ""

/** A time in words that `Date` reads; NaN if it is none that a ledger can be asked about. */
export function askable(text: string): number {
  const at = Date.parse(text)
  return isAskable(at) ? at : Number.NaN
}

/** NaN if it is none. */
export const fromInput = (text: string): number => askable(`${text}Z`)
