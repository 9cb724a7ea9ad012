/** The insurer's page: find an item, ask who was liable, take the proof away; and what is at stake now. */

import { useCallback, useEffect, useState } from "preact/hooks"
import type { ItemId } from "../custody/identifier.ts"
import { useNames } from "./desk.tsx"
import type { InsurerProps } from "./insurer-props.ts"
import type { InsurerWords } from "./en-insurer.ts"
import { Exposures } from "./insurer-exposure.tsx"
import { ItemQuestion } from "./insurer-question.tsx"
import { Search } from "./insurer-search.tsx"
import { show } from "./shell.tsx"
import type { Wording, WordsOf } from "./words.ts"

const load: WordsOf<Wording<InsurerWords>> = {
  en: () => import("./en-insurer.ts"),
  da: () => import("./da-insurer.ts"),
  sv: () => import("./sv-insurer.ts"),
  nb: () => import("./nb-insurer.ts"),
}

/** What the address asks: an item, and a time. */
type Address = { readonly item: ItemId | null; readonly at: string | null }

function addressed(): Address {
  const asked = new URLSearchParams(location.search)
  const item = asked.get("item")
  const isItem = item !== null && /^[0-9a-f]{64}$/.test(item)
  return { item: isItem ? (item as ItemId) : null, at: asked.get("at") }
}

function Insurer({ words, language }: InsurerProps) {
  const [address, setAddress] = useState(addressed)
  const names = useNames()
  useEffect(() => {
    const look = (): void => setAddress(addressed())
    addEventListener("popstate", look)
    return () => removeEventListener("popstate", look)
  }, [])
  const choose = useCallback((item: ItemId): void => {
    history.pushState(null, "", `?item=${item}`)
    setAddress(addressed())
  }, [])
  const { item, at } = address
  return (
    <>
      <h1>{words.title}</h1>
      <Search words={words} language={language} names={names} choose={choose} chosen={item} />
      {item !== null && (
        <ItemQuestion
          key={`${item} ${at ?? ""}`}
          words={words}
          language={language}
          names={names}
          item={item}
          at={at}
        />
      )}
      <Exposures words={words} language={language} names={names} />
    </>
  )
}

show("insurer", load, Insurer)
