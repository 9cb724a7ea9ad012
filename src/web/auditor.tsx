/** The auditor's page: everything that the record shows against itself, and a replay that believes nobody. */

import type { ComponentType } from "preact"
import { useEffect, useState } from "preact/hooks"
import { Books } from "./auditor-books.tsx"
import { Entries } from "./auditor-entries.tsx"
import { Findings } from "./auditor-findings.tsx"
import { LooseEnds } from "./auditor-open.tsx"
import { Replay } from "./auditor-replay.tsx"
import { Witnesses } from "./auditor-witnesses.tsx"
import type { AuditorProps } from "./auditor-props.ts"
import type { AuditorWords } from "./en-auditor.ts"
import { show } from "./shell.tsx"
import type { Wording, WordsOf } from "./words.ts"

const load: WordsOf<Wording<AuditorWords>> = {
  en: () => import("./en-auditor.ts"),
  da: () => import("./da-auditor.ts"),
  sv: () => import("./sv-auditor.ts"),
  nb: () => import("./nb-auditor.ts"),
}

type Section = keyof AuditorWords["sections"]

const parts: Readonly<Record<Section, ComponentType<AuditorProps>>> = {
  replay: Replay,
  witnesses: Witnesses,
  entries: Entries,
  findings: Findings,
  open: LooseEnds,
  books: Books,
}
const sections = Object.keys(parts) as Section[]

/** The part is in the address, so that it can be sent to somebody. */
const chosen = (): Section =>
  sections.find((each) => `#${each}` === location.hash) ?? (sections[0] as Section)

function Auditor({ words, language }: AuditorProps) {
  const [section, setSection] = useState(chosen)
  useEffect(() => {
    const look = (): void => setSection(chosen())
    addEventListener("hashchange", look)
    return () => removeEventListener("hashchange", look)
  }, [])
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.intro}</p>
      <nav class="choices no-print" aria-label={words.chooser}>
        {sections.map((each) => (
          <a
            key={each}
            class="button"
            href={`#${each}`}
            aria-current={each === section ? "true" : undefined}
          >
            {words.sections[each]}
          </a>
        ))}
      </nav>
      {sections.map((each) => {
        const Part = parts[each]
        // A replay goes on while another part is read.
        const isDrawn = each === section || each === "replay"
        return (
          isDrawn && (
            <section key={each} id={`part-${each}`} hidden={each !== section}>
              <h2>{words.sections[each]}</h2>
              <Part words={words} language={language} />
            </section>
          )
        )
      })}
    </>
  )
}

show("auditor", load, Auditor)
