/** What a receiver looks at before he signs: every line, what is strange about it, and one gesture for all. */

import { useEffect, useMemo, useState } from "preact/hooks"
import { isTaken } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import {
  accept,
  allAccepted,
  type Answer,
  everyOutcome,
  inspect,
  type Inspection,
} from "../device/receive.ts"
import type { Basis, LineOutcome } from "../device/shelf.ts"
import { calledBy, feel, type Props } from "./courier-act.ts"
import { Camera } from "./courier-camera.tsx"
import { Line } from "./courier-line.tsx"
import { Foreseen, useForesight } from "./courier-foreseen.tsx"
import { HoldButton, PhotoChoice } from "./courier-inputs.tsx"
import { Bottom, isCalled, Sums } from "./courier-things.tsx"
import { linesInOrder, worthOf } from "../device/lines.ts"

export function Inspect(props: Props & { readonly message: Uint8Array }) {
  const { phone, words, act, go, message } = props
  const [inspection, setInspection] = useState<Inspection>()
  const [isNone, setNone] = useState(false)
  useEffect(() => {
    const look = async (): Promise<void> => {
      const found = await act(() => inspect(phone, message))
      if (found === undefined) setNone(true)
      else {
        setInspection(found)
        feel(found.warnings.length === 0 ? "good" : "bad")
      }
    }
    void look()
  }, [message])
  // Why not is said above this until it was read: somebody may hold out a false offer.
  if (isNone)
    return (
      <>
        <h1>{words.inspect.title}</h1>
        <Bottom>
          <button type="button" onClick={() => go({ at: "home" })}>
            {words.back}
          </button>
          <button type="button" class="main" onClick={() => go({ at: "scan" })}>
            {words.scan.another}
          </button>
        </Bottom>
      </>
    )
  if (inspection === undefined) return <h1>{words.inspect.title}</h1>
  const { taken } = inspection
  if (taken === undefined) return <Look {...props} inspection={inspection} />
  return (
    <>
      <h1>{words.inspect.title}</h1>
      <p class="state warn">{words.inspect.already}</p>
      <Bottom>
        <button
          type="button"
          class="main"
          onClick={() => go({ at: "receipt", receipt: taken.receipt })}
        >
          {words.inspect.showAgain}
        </button>
      </Bottom>
    </>
  )
}

type Looking = Props & { readonly message: Uint8Array; readonly inspection: Inspection }

function Look(props: Looking) {
  const { phone, words, act, go, message, inspection, isBusy } = props
  const { lines } = inspection
  const [exceptions, setExceptions] = useState<ReadonlyMap<number, LineOutcome>>(new Map())
  const [opened, setOpened] = useState<number>()
  const [more, setMore] = useState<Omit<Answer, "exceptions" | "duress">>(allAccepted)
  const answer = useMemo<Answer>(
    () => ({ ...allAccepted, ...more, exceptions }),
    [more, exceptions],
  )
  const foresight = useForesight(props, { inspection, answer })
  const taken = everyOutcome(lines.length, answer).filter(isTaken).length
  const set = (line: number, outcome: LineOutcome | undefined): void => {
    const after = new Map(exceptions)
    if (outcome === undefined) after.delete(line)
    else after.set(line, outcome)
    setExceptions(after)
  }
  const sign = async (said: Answer): Promise<void> => {
    const signed = await act(() => accept(phone, message, said))
    if (signed !== undefined) go({ at: "receipt", receipt: signed.receipt })
  }
  const refuseAll = (): void => {
    const refused = { outcome: "refused", reservations: [] } as const
    void sign({ ...answer, exceptions: new Map(lines.map((_, line) => [line, refused])) })
  }
  return (
    <>
      <Said {...props} />
      <Foreseen words={words.foresee} foresight={foresight} />
      <Lines {...props} {...{ exceptions, opened, setOpened, set }} />
      <Beside {...props} more={more} setMore={setMore} />
      <p class="choices">
        <button type="button" disabled={isBusy} onClick={refuseAll}>
          {words.inspect.refuseAll}
        </button>
      </p>
      <Bottom>
        <button type="button" onClick={() => go({ at: "home" })}>
          {words.back}
        </button>
        <HoldButton
          disabled={isBusy || foresight === "looking"}
          onDone={(duress) => void sign({ ...answer, duress })}
        >
          {exceptions.size === 0
            ? words.inspect.acceptAll(lines.length)
            : words.inspect.accept(taken, lines.length - taken)}
        </HoldButton>
      </Bottom>
    </>
  )
}

type LinesProps = Looking & {
  readonly exceptions: ReadonlyMap<number, LineOutcome>
  readonly opened: number | undefined
  readonly setOpened: (line: number | undefined) => void
  readonly set: (line: number, outcome: LineOutcome | undefined) => void
}

function Lines(props: LinesProps) {
  const { words, inspection, exceptions, opened, setOpened, set } = props
  const { lines } = inspection
  const ordered = useMemo(() => linesInOrder(lines), [lines])
  const isAlike = lines.every(({ basis }) => basis === lines[0]?.basis)
  const basisOf = (basis: Basis | undefined): string =>
    basis === "sealed" ? words.inspect.sealed : words.inspect.told
  return (
    <>
      <p>
        {words.inspect.lines(lines.length)} {isAlike && `(${basisOf(lines[0]?.basis)})`}
      </p>
      <Find {...props} open={setOpened} />
      <ul class="things">
        {ordered.map(([i, line]) => (
          <Line
            key={line.item}
            {...props}
            line={line}
            basis={isAlike ? null : basisOf(line.basis)}
            outcome={exceptions.get(i)}
            isOpen={opened === i}
            toggle={() => setOpened(opened === i ? undefined : i)}
            set={(outcome) => set(i, outcome)}
          />
        ))}
      </ul>
    </>
  )
}

/** By whom it is offered, what it is worth, and what is strange about it. */
function Said({ kept, words, language, inspection }: Looking) {
  const { offer, lines, warnings } = inspection
  return (
    <>
      <h1>{words.inspect.title}</h1>
      <p>
        {words.inspect.from(calledBy(kept, offer.party, words))} ·{" "}
        <strong>
          <Sums sums={worthOf(lines)} words={words} language={language} />
        </strong>
      </p>
      {warnings.map((warning) => (
        <p key={warning} class="state warn">
          <span class="icon" aria-hidden="true">
            !
          </span>
          {words.inspect.warnings[warning]}
        </p>
      ))}
    </>
  )
}

/** Exceptions by scanning only those: the line whose number or seal the camera sees opens. */
function Find({ inspection, words, open }: Looking & { readonly open: (line: number) => void }) {
  const [scans, setScans] = useState(false)
  const seen = (text: string): void => {
    const line = inspection.lines.findIndex((each) => isCalled(each, text))
    if (line < 0) return
    feel("good")
    open(line)
    setScans(false)
  }
  return (
    <>
      <p class="choices">
        <button type="button" aria-pressed={scans} onClick={() => setScans(!scans)}>
          {words.inspect.scan}
        </button>
      </p>
      {scans && <Camera onText={seen} words={words.camera} />}
    </>
  )
}

type Besides = Looking & {
  readonly more: Omit<Answer, "exceptions" | "duress">
  readonly setMore: (more: Omit<Answer, "exceptions" | "duress">) => void
}

/** What the usual path has no need of. */
function Beside({ kept, words, more, setMore }: Besides) {
  const containers = [...kept.held.values()].filter(
    (each) => each.container && each.offered === null,
  )
  return (
    <details>
      <summary>{words.give.more}</summary>
      <label>
        {words.inspect.extras}
        <input
          type="number"
          inputMode="numeric"
          min={0}
          max={100}
          value={more.extras}
          onInput={({ currentTarget: { valueAsNumber: extras } }) =>
            setMore({ ...more, extras: extras >= 0 && extras <= 100 ? Math.floor(extras) : 0 })
          }
        />
      </label>
      {containers.length > 0 && (
        <label>
          {words.inspect.into}
          <select
            value={more.into ?? ""}
            onChange={({ currentTarget: { value } }) =>
              setMore({ ...more, into: value === "" ? null : (value as ItemId) })
            }
          >
            <option value="">{words.inspect.nowhere}</option>
            {containers.map(({ item, identifier, goods }) => (
              <option key={item} value={item}>
                {words.goods[goods]} {identifier?.value}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.inspect.remark}
        <input
          value={more.remark ?? ""}
          maxLength={500}
          onInput={({ currentTarget: { value } }) =>
            setMore({ ...more, remark: value.trim() === "" ? null : value })
          }
        />
      </label>
      <PhotoChoice words={words.give} setPhoto={(photo) => setMore({ ...more, photo })} />
    </details>
  )
}
