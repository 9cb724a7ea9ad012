/** The words of all pages: every language has its own, with the same numbers and names in them. */

import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { languages } from "../../src/language/message.ts"

const pages = readdirSync(new URL("../../src/web/", import.meta.url)).flatMap(
  (name) => /^en-(\w+)\.ts$/.exec(name)?.[1] ?? [],
)

/** What is the same word in English and there, each for a reason. */
const alike: Readonly<Record<string, readonly string[]>> = {
  auditor: ["stop"],
  insurer: ["question.id", "search.find", "search.status", "stop"],
  shell: ["navigation"],
  verify: ["kinds.tlog-proof"],
}

type Said = readonly [key: string, text: string]

/** Every word with its key; a function is asked with values that can be recognised. */
function saidIn(value: unknown, key = ""): readonly Said[] {
  if (typeof value === "string") return [[key, value]]
  if (typeof value === "function") {
    const given = Array.from({ length: value.length }, (_, i) => `<${i}>`)
    return [[key, (value as (...given: readonly string[]) => string)(...given)]]
  }
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, each]) =>
    saidIn(each, key === "" ? name : `${key}.${name}`),
  )
}

const wordsOf = async (page: string, language: string): Promise<readonly Said[]> => {
  const file = (await import(`../../src/web/${language}-${page}.ts`)) as { words: unknown }
  return saidIn(file.words)
}

const namesIn = (text: string): readonly string[] => (text.match(/<\d>/g) ?? []).toSorted()

/** Beside numbers and names. */
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replaceAll(/<\d>/g, ""))

const foreign = { en: /[æøåäö]/iu, da: /[äö]/iu, sv: /[æø]/iu, nb: /[äö]/iu } as const

describe.each(pages)("%s", (page) => {
  it("is said in every language, and nowhere in English by oversight", async () => {
    const english = new Map(await wordsOf(page, "en"))
    expect(english.size).toBeGreaterThan(0)
    const same = new Set<string>()
    for (const language of languages) {
      const said = await wordsOf(page, language)
      expect(said.map(([key]) => key).toSorted()).toEqual([...english.keys()].toSorted())
      for (const [key, text] of said) {
        const where = `${language}-${page} ${key}`
        expect(text.trim(), where).not.toBe("")
        expect(text, where).not.toMatch(foreign[language])
        expect(namesIn(text), where).toEqual(namesIn(english.get(key) ?? ""))
        const isAlike = language !== "en" && text === english.get(key) && hasWords(text)
        if (isAlike) same.add(key)
      }
    }
    expect([...same].toSorted()).toEqual(alike[page] ?? [])
  })
})
