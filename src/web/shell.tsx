/** What every page has around it: where one is, the language, and that a sample is one. */

import { type ComponentType, render } from "preact"
import { useEffect, useState } from "preact/hooks"
import { type Language, languages } from "../language/message.ts"
import type { ShellWords } from "./en-shell.ts"
import {
  firstLanguage,
  keepLanguage,
  languageNames,
  useWords,
  type Wording,
  type WordsOf,
} from "./words.ts"

export type PageProps<W> = { readonly words: W; readonly language: Language }

export type PageName = "home" | "courier" | "verify" | "insurer" | "auditor"

export const pathOf: Readonly<Record<PageName, string>> = {
  home: "/",
  courier: "/courier",
  verify: "/verify",
  insurer: "/insurer",
  auditor: "/auditor",
}

const shellWords: WordsOf<Wording<ShellWords>> = {
  en: () => import("./en-shell.ts"),
  da: () => import("./da-shell.ts"),
  sv: () => import("./sv-shell.ts"),
  nb: () => import("./nb-shell.ts"),
}

type Shown<W> = {
  readonly name: PageName
  readonly load: WordsOf<W>
  readonly Page: ComponentType<PageProps<W>>
  /** Whether the ledger that serves this page is a sample; a page from a file has none. */
  readonly isSample: () => Promise<boolean>
}

/** Draws a page into the document, in the language of whoever looks at it. */
export function show<W>(
  name: PageName,
  load: WordsOf<W>,
  Page: ComponentType<PageProps<W>>,
  isSample: () => Promise<boolean> = servedSample,
): void {
  const place = document.querySelector("#page")
  if (place === null) throw new Error("page: expected an element #page, got none")
  render(<Shell name={name} load={load} Page={Page} isSample={isSample} />, place)
}

/** There are no other pages to go to. */
const isFromDisk = location.protocol === "file:"

export async function servedSample(): Promise<boolean> {
  const reply = await fetch("/v1/about", { method: "HEAD" })
  return reply.headers.get("kvitto-sample") === "true"
}

function Shell<W>({ name, load, Page, isSample }: Shown<W>) {
  const [wanted, setWanted] = useState(firstLanguage)
  const shell = useWords(shellWords, wanted)
  const page = useWords(load, wanted)
  const [sample, setSample] = useState(false)
  useEffect(() => {
    // Without network nothing is known of it; the answers say it themselves.
    isSample().then(setSample, () => {})
  }, [isSample])
  useEffect(() => {
    if (shell === undefined) return
    document.documentElement.lang = shell.language
    document.title = name === "home" ? "Kvitto" : `Kvitto: ${shell.words.pages[name]}`
  }, [shell, name])
  if (shell === undefined || page === undefined) return null
  const choose = (language: Language): void => {
    keepLanguage(language)
    setWanted(language)
  }
  return (
    <>
      <a class="skip" href="#main">
        {shell.words.skip}
      </a>
      <header>
        <div class="top">
          <nav aria-label={shell.words.navigation}>
            {isFromDisk ? (
              <span class="brand">Kvitto</span>
            ) : (
              <a
                href={pathOf.home}
                class="brand"
                aria-current={name === "home" ? "page" : undefined}
              >
                Kvitto
              </a>
            )}
            {name !== "home" && <span class="here">{shell.words.pages[name]}</span>}
          </nav>
          <LanguageChoice label={shell.words.language} chosen={wanted} choose={choose} />
        </div>
        {sample && <p class="sample">{shell.words.sample}</p>}
      </header>
      <main id="main" tabIndex={-1}>
        <Page words={page.words} language={page.language} />
      </main>
    </>
  )
}

type Choice = {
  readonly label: string
  readonly chosen: Language
  readonly choose: (language: Language) => void
}

function LanguageChoice({ label, chosen, choose }: Choice) {
  return (
    <select
      class="language"
      aria-label={label}
      value={chosen}
      onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
    >
      {languages.map((language) => (
        <option key={language} value={language} lang={language}>
          {languageNames[language]}
        </option>
      ))}
    </select>
  )
}
