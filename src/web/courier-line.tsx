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
  /** Where the lines do not all rest on the same: what this one rests on. */
  readonly basis: string | null
  readonly isOpen: boolean
  readonly toggle: () => void
  readonly set: (outcome: LineOutcome | undefined) => void
}

export function Line(props: OneLine) {
  const { line, outcome, basis, isOpen, toggle, set, words, language } = props
  const said = outcome === undefined ? words.inspect.asItShould : saidOf(outcome, words)
  const differs = line.differs.length > 0 ? words.inspect.differs : null
  const beside = [basis, differs].filter((note) => note !== null)
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
      {beside.length > 0 && <span class="soft basis">{beside.join(" · ")}</span>}
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
