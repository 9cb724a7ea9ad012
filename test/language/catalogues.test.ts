/** Every message in every language: whatever section a catalogue gets is covered, because the tests walk the catalogues. */

import { IntlMessageFormat } from "intl-messageformat"
import { describe, expect, it } from "vitest"
import {
  type Language,
  languages,
  type Message,
  type MessageKey,
} from "../../src/language/message.ts"
import { catalogues, say, sayValue } from "../../src/language/say.ts"

type Element = ReturnType<IntlMessageFormat["getAst"]>[number]
type Entry = { readonly key: MessageKey; readonly text: string }

const translations = languages.filter((language) => language !== "en")

function entriesOf(language: Language): readonly Entry[] {
  return Object.entries(catalogues[language]).flatMap(([section, messages]) =>
    Object.entries(messages).map(([name, text]) => ({
      key: `${section}.${name}` as MessageKey,
      text,
    })),
  )
}

const entries = Object.fromEntries(
  languages.map((language) => [language, entriesOf(language)]),
) as Record<Language, readonly Entry[]>

const english = new Map(entries.en.map(({ key, text }) => [key, text]))

const parse = (text: string, language: Language): readonly Element[] =>
  new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst()

const isPlural = (element: Element) => "options" in element && "pluralType" in element

/** TYPE.literal of the parser. */
const literal = "0"
/** A literal has a value and is no placeholder; "#" has none. */
const isPlaceholder = (element: Element): element is Element & { readonly value: string } =>
  String(element.type) !== literal && "value" in element

const branchesOf = (element: Element): readonly (readonly Element[])[] =>
  "options" in element ? Object.values(element.options).map(({ value }) => value) : []

const flat = (elements: readonly Element[]): readonly Element[] =>
  elements.flatMap((each) => [each, ...branchesOf(each).flatMap(flat)])

/** "never" or "count as plural", each once. */
const placeholdersOf = (text: string, language: Language): readonly string[] => [
  ...new Set(
    flat(parse(text, language))
      .filter(isPlaceholder)
      .map((each) => (isPlural(each) ? `${each.value} as plural` : each.value)),
  ),
]

/** A value for every placeholder, recognisable by its name; `count` where a plural chooses by it. */
function filled({ key, text }: Entry, language: Language, count: number): Message {
  const values = placeholdersOf(text, language).map((each) => {
    const [name, ...plural] = each.split(" ") as [string, ...string[]]
    return [name, plural.length > 0 ? count : `<${name}>`] as const
  })
  return { say: key, values: Object.fromEntries(values) }
}

const sorted = (each: Iterable<string>): readonly string[] => [...each].toSorted()

/** Alike in English and there, each for a reason. */
const alike: Readonly<Record<Exclude<Language, "en">, Readonly<Record<string, string>>>> = {
  da: {
    "line.particulars": "holds no words",
    "kind.alarm": "the same word",
    "paper.talon": "the same word, and the guideline's (003 §41)",
  },
  sv: { "line.particulars": "holds no words" },
  nb: { "line.particulars": "holds no words", "kind.alarm": "the same word" },
}

/** Letters that a language does not have: a message in the wrong file. */
const foreign = { da: /[äö]/iu, sv: /[æø]/iu, nb: /[äö]/iu } as const

/** The titles of the sources stand in quotation marks, in their own language. */
const withoutTitles = (text: string): string => text.replaceAll(/[“”«][^“”«»]*[”»]/gu, "")

describe.each(translations)("%s", (language) => {
  it("has the messages of the English catalogue and no others", () => {
    expect(sorted(entries[language].map(({ key }) => key))).toEqual(sorted(english.keys()))
  })

  it("has exactly the placeholders and plurals of the English message", () => {
    for (const { key, text } of entries[language]) {
      const expected = placeholdersOf(english.get(key) ?? "", "en")
      expect(sorted(placeholdersOf(text, language)), key).toEqual(sorted(expected))
    }
  })

  it("is not English, but for what is listed", () => {
    const same = entries[language].filter(({ key, text }) => english.get(key) === text)
    expect(sorted(same.map(({ key }) => key))).toEqual(sorted(Object.keys(alike[language])))
  })

  it("has no letter of another language, and no apostrophe, with which ICU escapes", () => {
    const wrong = entries[language].filter(
      ({ text }) => foreign[language].test(withoutTitles(text)) || text.includes("'"),
    )
    expect(wrong).toEqual([])
  })
})

describe.each([...languages])("every message in %s", (language) => {
  it("renders with its values, whole and neat", () => {
    for (const entry of entries[language]) {
      const message = filled(entry, language, 3)
      const sentence = say(message, language)
      expect(sentence, entry.key).not.toBe("")
      expect(sentence, entry.key).not.toMatch(
        /[{}#]|\s{2}|^\s|\s$|\s[,.;:]|\.\.|undefined|\[object/,
      )
      for (const value of Object.values(message.values))
        expect(sentence, entry.key).toContain(sayValue(value, language))
    }
  })

  it("has every plural form that the language has, and says one otherwise than many", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions()
    for (const entry of entries[language]) {
      const plurals = flat(parse(entry.text, language)).filter(isPlural)
      if (plurals.length === 0) continue
      for (const plural of plurals)
        expect(sorted(Object.keys("options" in plural ? plural.options : {})), entry.key).toEqual(
          sorted(pluralCategories),
        )
      const [one, two, many] = [1, 2, 21].map((count) =>
        say(filled(entry, language, count), language).replaceAll(String(count), "#"),
      )
      expect(one, entry.key).not.toBe(two)
      expect(many, entry.key).toBe(two)
    }
  })

  it("is refused without one of its values", () => {
    for (const entry of entries[language]) {
      const { values } = filled(entry, language, 3)
      for (const missing of Object.keys(values)) {
        const others = Object.entries(values).filter(([name]) => name !== missing)
        const broken = { say: entry.key, values: Object.fromEntries(others) }
        expect(() => say(broken, language), `${entry.key} without ${missing}`).toThrow(missing)
      }
    }
  })
})

describe("a message inside a message", () => {
  const nested: Message = {
    say: "why.but",
    values: { reason: { say: "reason.assurance-below", values: { level: 1, least: 2 } } },
  }

  it("is said in the same language", () => {
    expect(languages.map((language) => say(nested, language))).toEqual([
      "signed for it, but assurance S1 is below S2",
      "kvitterede for den, men signaturniveau S1 er under S2",
      "kvitterade för det, men signaturnivå S1 ligger under S2",
      "kvitterte for den, men signaturnivå S1 er under S2",
    ])
  })

  it("is refused without one of its own values", () => {
    const broken: Message = {
      say: "why.but",
      values: { reason: { say: "reason.assurance-below", values: { level: 1 } } },
    }
    for (const language of languages) expect(() => say(broken, language)).toThrow("least")
  })

  it("is refused under a key that no catalogue has", () => {
    const unknown = { say: "why.nonsense" as MessageKey, values: {} }
    for (const language of languages) expect(() => say(unknown, language)).toThrow("why.nonsense")
  })
})
