/** What would be found, looked up while somebody chooses, and said before he can sign. */

import { useEffect, useState } from "preact/hooks"
import type { Wish } from "../device/give.ts"
import type { Answer, Inspection } from "../device/receive.ts"
import type { Props } from "./courier-act.ts"
import type { ForeseenLines } from "./courier-foresee.ts"

type Of = { readonly wish: Wish } | { readonly inspection: Inspection; readonly answer: Answer }

/** `failed`: what cannot be foreseen is said when it is signed. */
export type Foresight = ForeseenLines | "looking" | "failed"

/** Of what is about to be signed; `of` undefined: nothing yet. */
export function useForesight({ phone, language }: Props, of: Of | undefined): Foresight {
  const [found, setFound] = useState<{ readonly about: string; readonly is: Foresight }>()
  const about = aboutOf(of)
  useEffect(() => {
    if (of === undefined) return
    let isWanted = true
    const look = async (): Promise<Foresight> => {
      const { foreseeAcceptance, foreseeOffer } = await import("./courier-foresee.ts")
      return "wish" in of
        ? foreseeOffer(phone, of.wish, language)
        : foreseeAcceptance(phone, of.inspection, of.answer, language)
    }
    const keep = (is: Foresight): void => {
      if (isWanted) setFound({ about, is })
    }
    look().then(keep, () => keep("failed"))
    return () => {
      isWanted = false
    }
  }, [about, language])
  return found?.about === about ? found.is : "looking"
}

/** By what it is about: the object is made anew each time. */
function aboutOf(of: Of | undefined): string {
  if (of === undefined) return ""
  if ("wish" in of) return JSON.stringify(of.wish)
  return JSON.stringify([...of.answer.exceptions, of.answer.extras, of.answer.into])
}

type ForeseenProps = {
  readonly words: Props["words"]["foresee"]
  readonly foresight: Foresight
}

export const Foreseen = ({ words, foresight }: ForeseenProps) => (
  <section class="card" aria-live="polite">
    <h2>{words.title}</h2>
    <Lines words={words} foresight={foresight} />
  </section>
)

function Lines({ words, foresight }: ForeseenProps) {
  if (foresight === "looking" || foresight === "failed")
    return <p class="soft">{words[foresight]}</p>
  const { by, lines } = foresight
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
