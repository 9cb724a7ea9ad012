/** Messages to sentences. ICU MessageFormat: plurals and lists are the platform's own (`Intl`). */

import { IntlMessageFormat } from "intl-messageformat"
import * as daActs from "./da-acts.ts"
import * as daOpinion from "./da-opinion.ts"
import * as daReport from "./da-report.ts"
import * as daRulebook from "./da-rulebook.ts"
import * as daRules from "./da-rules.ts"
import * as daWords from "./da-words.ts"
import * as enActs from "./en-acts.ts"
import * as enOpinion from "./en-opinion.ts"
import * as enReport from "./en-report.ts"
import * as enRulebook from "./en-rulebook.ts"
import * as enRules from "./en-rules.ts"
import * as enWords from "./en-words.ts"
import type { Catalogue, Language, Message, MessageKey, Value } from "./message.ts"
import * as nbActs from "./nb-acts.ts"
import * as nbOpinion from "./nb-opinion.ts"
import * as nbReport from "./nb-report.ts"
import * as nbRulebook from "./nb-rulebook.ts"
import * as nbRules from "./nb-rules.ts"
import * as nbWords from "./nb-words.ts"
import * as svActs from "./sv-acts.ts"
import * as svOpinion from "./sv-opinion.ts"
import * as svReport from "./sv-report.ts"
import * as svRulebook from "./sv-rulebook.ts"
import * as svRules from "./sv-rules.ts"
import * as svWords from "./sv-words.ts"

export const catalogues: Readonly<Record<Language, Catalogue>> = {
  en: { ...enActs, ...enOpinion, ...enReport, ...enRulebook, ...enRules, ...enWords },
  da: { ...daActs, ...daOpinion, ...daReport, ...daRulebook, ...daRules, ...daWords },
  sv: { ...svActs, ...svOpinion, ...svReport, ...svRulebook, ...svRules, ...svWords },
  nb: { ...nbActs, ...nbOpinion, ...nbReport, ...nbRulebook, ...nbRules, ...nbWords },
}

// A message is parsed once: a verdict says the same few many times.
const formats = new Map<string, IntlMessageFormat>()

function formatOf(key: MessageKey, language: Language): IntlMessageFormat {
  const name = `${language} ${key}`
  const known = formats.get(name)
  if (known !== undefined) return known
  const dot = key.indexOf(".")
  const section = catalogues[language][key.slice(0, dot) as keyof Catalogue]
  const text = (section as Readonly<Record<string, string>>)[key.slice(dot + 1)]
  if (text === undefined) throw new Error(`language: expected a message ${key}, got none`)
  const format = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
  formats.set(name, format)
  return format
}

/** Whether the catalogues have such a message: for what came from elsewhere. */
export function isMessageKey(text: string): text is MessageKey {
  const dot = text.indexOf(".")
  const section = Object.hasOwn(catalogues.en, text.slice(0, dot))
    ? catalogues.en[text.slice(0, dot) as keyof Catalogue]
    : {}
  return Object.hasOwn(section, text.slice(dot + 1))
}

/** A sentence holds particulars, which hold sums and words. */
const maxDepth = 6

export function isMessage(value: unknown, depth = maxDepth): value is Message {
  if (typeof value !== "object" || value === null || depth === 0) return false
  const { say: key, values } = value as Partial<Message>
  if (typeof key !== "string" || !isMessageKey(key)) return false
  if (typeof values !== "object" || values === null) return false
  return Object.values(values).every((each) => isValue(each, depth - 1))
}

export const isValue = (value: unknown, depth = maxDepth): value is Value =>
  typeof value === "string" ||
  typeof value === "number" ||
  (depth > 0 && Array.isArray(value)
    ? value.every((each) => isValue(each, depth - 1))
    : isMessage(value, depth))

/** Throws where a message lacks a value that its sentence needs: a broken program. */
export function say(message: Message, language: Language = "en"): string {
  const values = Object.entries(message.values).map(([name, value]) => [
    name,
    sayValue(value, language),
  ])
  return String(formatOf(message.say, language).format(Object.fromEntries(values)))
}

/** A number stays one, so that a plural can be chosen by it. */
export function sayValue(value: Value, language: Language): string | number {
  if (typeof value === "string" || typeof value === "number") return value
  if ("say" in value) return say(value, language)
  return value.map((each) => String(sayValue(each, language))).join(", ")
}
