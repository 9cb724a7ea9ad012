/** One line of an offer, as its receiver looks at it: untouched it is accepted. */

import type { Reservation } from "../custody/handover.ts"
import { reservationCodes } from "../custody/terms.ts"
import type { InspectedLine } from "../device/receive.ts"
import type { LineOutcome } from "../device/shelf.ts"
import type { Props } from "./courier-act.ts"
import { Thing } from "./courier-things.tsx"

type OneLine = Pick<Props, "words" | "language"> & {
  readonly line: InspectedLine
  readonly outcome: LineOutcome | undefined
  readonly isOpen: boolean
  readonly toggle: () => void
  readonly set: (outcome: LineOutcome | undefined) => void
}

export function Line({ line, outcome, isOpen, toggle, set, words, language }: OneLine) {
  const said = outcome === undefined ? words.inspect.accepted : saidOf(outcome, words)
  const reservations = outcome?.reservations ?? []
  const reserve = (code: Reservation): void => {
    const after = reservations.includes(code)
      ? reservations.filter((each) => each !== code)
      : [...reservations, code]
    set(after.length === 0 ? undefined : { outcome: "with-reservation", reservations: after })
  }
  const whole = (kind: "refused" | "not-presented"): void =>
    set(outcome?.outcome === kind ? undefined : { outcome: kind, reservations: [] })
  return (
    <li class={line.within === null ? "line" : "line inner"}>
      <button type="button" class="plain" aria-expanded={isOpen} onClick={toggle}>
        <Thing told={line} words={words} language={language} />
        <span class={outcome === undefined ? "said" : "said odd"}>
          {outcome === undefined ? "✓" : "✕"} {said}
        </span>
      </button>
      <span class="soft">
        {line.basis === "sealed" ? words.inspect.sealed : words.inspect.told}
        {line.differs.length > 0 && ` · ${words.inspect.differs}`}
      </span>
      {isOpen && (
        <p class="choices">
          {reservationCodes.map((code) => (
            <button
              key={code}
              type="button"
              aria-pressed={reservations.includes(code)}
              onClick={() => reserve(code)}
            >
              {words.reservations[code]}
            </button>
          ))}
          <button
            type="button"
            aria-pressed={outcome?.outcome === "refused"}
            onClick={() => whole("refused")}
          >
            {words.inspect.refuse}
          </button>
          <button
            type="button"
            aria-pressed={outcome?.outcome === "not-presented"}
            onClick={() => whole("not-presented")}
          >
            {words.inspect.notPresented}
          </button>
        </p>
      )}
    </li>
  )
}

function saidOf({ outcome, reservations }: LineOutcome, words: Props["words"]): string {
  if (outcome === "refused") return words.state.refused
  if (outcome === "not-presented") return words.inspect.notPresented
  return reservations.map((code) => words.reservations[code]).join(", ")
}
