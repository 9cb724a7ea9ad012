/** What is to be said, apart from the language it is said in: a key of the catalogues and what goes into it. */

import type * as acts from "./en-acts.ts"
import type * as opinion from "./en-opinion.ts"
import type * as report from "./en-report.ts"
import type * as rulebook from "./en-rulebook.ts"
import type * as rules from "./en-rules.ts"
import type * as words from "./en-words.ts"

export const languages = ["en", "da", "sv", "nb"] as const
export type Language = (typeof languages)[number]

type English = typeof acts &
  typeof opinion &
  typeof report &
  typeof rulebook &
  typeof rules &
  typeof words
type Section = keyof English

/** Every message of the English catalogue in another language: a missing one does not compile. */
export type Catalogue = { readonly [S in Section]: { readonly [Key in keyof English[S]]: string } }
/** A part of a catalogue: what one file holds. */
export type Part<File> = { readonly [S in keyof File]: { readonly [Key in keyof File[S]]: string } }

export type MessageKey = { [S in Section]: `${S}.${keyof English[S] & string}` }[Section]

/** Ids, sums and numbers stand for themselves; what is words is a message in its turn, and several are a list. */
export type Value = string | number | Message | readonly Value[]
export type Message = {
  readonly say: MessageKey
  readonly values: Readonly<Record<string, Value>>
}

export const message = (say: MessageKey, values: Message["values"] = {}): Message => ({
  say,
  values,
})
