/**
 * The words on a page, in the language of whoever looks at it. A page's words are one object in four files, of one type:
 * what one language lacks does not compile. Only the language that is looked at is loaded.
 */

import { useEffect, useState } from "preact/hooks"
import { type Language, languages } from "../language/message.ts"

/** How the words of a page are loaded, by language. */
export type WordsOf<W> = Readonly<Record<Language, () => Promise<{ readonly words: W }>>>

/** A word, or what makes one out of a number. */
export type Wording<W> = {
  readonly [Key in keyof W]: W[Key] extends string
    ? string
    : W[Key] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Wording<W[Key]>
}

export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  da: "Dansk",
  sv: "Svenska",
  nb: "Norsk",
}

/** BCP 47 tags for the platform's own formats: 24 hours and the day first, also in English. */
export const localeOf: Readonly<Record<Language, string>> = {
  en: "en-GB",
  da: "da-DK",
  sv: "sv-SE",
  nb: "nb-NO",
}

const kept = "language"
const isLanguage = (text: string | null | undefined): text is Language =>
  languages.includes(text as Language)

/** Chosen before, or the first that the browser asks for and we speak; Norwegian has many names. */
export function firstLanguage(): Language {
  const chosen = new URLSearchParams(location.search).get(kept) ?? readKept()
  if (isLanguage(chosen)) return chosen
  const asked = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())
  const known = asked.map((tag) => (tag === "no" || tag === "nn" ? "nb" : tag)).find(isLanguage)
  return known ?? "en"
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(kept, language)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    return null
  }
}

/** Undefined until they are there. While another language is loaded, the words before stay. */
export function useWords<W>(
  load: WordsOf<W>,
  language: Language,
): { readonly words: W; readonly language: Language } | undefined {
  const [loaded, setLoaded] = useState<{ words: W; language: Language }>()
  useEffect(() => {
    let isWanted = true
    void load[language]().then(({ words }) => {
      if (isWanted) setLoaded({ words, language })
    })
    return () => {
      isWanted = false
    }
  }, [load, language])
  return loaded
}
