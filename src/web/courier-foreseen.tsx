/** What would be found, looked up while somebody chooses; nobody has to wait for it. */

import { useEffect, useState } from "preact/hooks"
import type { Wish } from "../device/give.ts"
import type { Answer, Inspection } from "../device/receive.ts"
import type { Props } from "./courier-act.ts"
import type { ForeseenLines } from "./courier-foresee.ts"

type Of = { readonly wish: Wish } | { readonly inspection: Inspection; readonly answer: Answer }

export function Foreseen({ phone, language, words, of }: Props & { readonly of: Of }) {
  const [found, setFound] = useState<ForeseenLines>()
  // By what it is about: the object is made anew each time.
  const about =
    "wish" in of
      ? JSON.stringify(of.wish)
      : JSON.stringify([...of.answer.exceptions, of.answer.extras, of.answer.into])
  useEffect(() => {
    let isWanted = true
    const look = async (): Promise<void> => {
      const { foreseeAcceptance, foreseeOffer } = await import("./courier-foresee.ts")
      const lines =
        "wish" in of
          ? await foreseeOffer(phone, of.wish, language)
          : await foreseeAcceptance(phone, of.inspection, of.answer, language)
      if (isWanted) setFound(lines)
    }
    // What cannot be foreseen is said when it is signed.
    look().catch(() => {})
    return () => {
      isWanted = false
    }
  }, [about, language])
  return (
    <section class="card" aria-live="polite">
      <h2>{words.foresee.title}</h2>
      <Lines words={words.foresee} found={found} />
    </section>
  )
}

type LinesProps = {
  readonly words: Props["words"]["foresee"]
  readonly found: ForeseenLines | undefined
}

function Lines({ words, found }: LinesProps) {
  if (found === undefined) return <p class="soft">{words.looking}</p>
  const { by, lines } = found
  if (lines.length === 0) return <p>{words[by]}</p>
  return (
    <>
      <p>{by === "ledger" ? words.byLedger : words.byPhone}</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}
