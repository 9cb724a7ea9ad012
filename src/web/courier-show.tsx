/** What one phone shows the other, with the state of it above; and what to do when nothing comes back. */

import { useState } from "preact/hooks"
import { isTaken } from "../custody/handover.ts"
import { note, signHere, undo, withdraw } from "../device/give.ts"
import { isKnown } from "../device/settle.ts"
import type { Given } from "../device/shelf.ts"
import { calledBy, type Props } from "./courier-act.ts"
import { QrCodes } from "./courier-qr.tsx"
import { lookOfGiven, lookOfTaken, States } from "./courier-state.tsx"
import { Bottom } from "./courier-things.tsx"
import type { StatementId } from "../custody/identifier.ts"

const Done = ({ go, words }: Props) => (
  <button type="button" class="main" onClick={() => go({ at: "home" })}>
    {words.show.home}
  </button>
)

/** An offer of this phone's own, in whatever state. */
export function Offer(props: Props & { readonly offer: StatementId }) {
  const { kept, words, go, offer } = props
  const given = kept.given.get(offer)
  if (given === undefined) return null
  const { to, lines, state, message } = given
  const looks = looksOf(given, props)
  const whom = to === null ? "" : words.show.to(calledBy(kept, to, words))
  return (
    <>
      <h1>{state === "open" ? words.show.offer : words.outbox.kinds.offer}</h1>
      <States looks={looks} />
      <p>
        {words.hold.things(lines.length)} {whom}
      </p>
      <Left {...props} given={given} />
      {state === "open" && (
        <>
          <QrCodes message={message} words={words.qr} />
          <NoReceipt {...props} given={given} />
        </>
      )}
      <Bottom>
        {state === "open" ? (
          <>
            <button type="button" onClick={() => go({ at: "home" })}>
              {words.show.later}
            </button>
            <button type="button" class="main" onClick={() => go({ at: "scan" })}>
              {words.show.scanReceipt}
            </button>
          </>
        ) : (
          <Done {...props} />
        )}
      </Bottom>
    </>
  )
}

function looksOf(given: Given, { kept, words }: Props) {
  const paper = kept.papers.get(given.by ?? given.offer)
  const key = given.byKey === null ? undefined : kept.names.get(given.byKey)
  return lookOfGiven(given, paper, isKnown(key, given.to), words.state)
}

/** The receipt is here. */
export function Settled(props: Props & { readonly offer: StatementId }) {
  const { kept, words, offer } = props
  const given = kept.given.get(offer)
  if (given === undefined) return null
  return (
    <>
      <h1>{words.show.to(calledBy(kept, given.to, words))}</h1>
      <States looks={looksOf(given, props)} />
      <Left {...props} given={given} />
      <Bottom>
        <Done {...props} />
      </Bottom>
    </>
  )
}

function Left({ words, given }: Props & { readonly given: Given }) {
  if (given.state !== "answered") return null
  const left = given.outcomes.filter((each) => !isTaken(each)).length
  return left === 0 ? null : <p class="state warn">{words.state.left(left)}</p>
}

/** The receipt that this phone signed. */
export function Receipt(props: Props & { readonly receipt: StatementId }) {
  const { kept, words, go, act, phone, receipt } = props
  const taken = kept.taken.get(receipt)
  if (taken === undefined) return null
  const isHere = taken.lines.some(({ item }) => {
    const holding = kept.held.get(item)
    return holding?.previous === receipt && holding.offered === null
  })
  const back = async (): Promise<void> => {
    const given = await act(() => undo(phone, receipt))
    if (given !== undefined) go({ at: "offer", offer: given.offer })
  }
  return (
    <>
      <h1>{words.show.receipt}</h1>
      <States looks={lookOfTaken(taken, kept.papers.get(receipt), words.state)} />
      <p>
        {words.hold.things(taken.lines.length)} {words.show.from(calledBy(kept, taken.from, words))}
      </p>
      <QrCodes message={taken.message} words={words.qr} />
      {isHere && (
        <p class="choices">
          <button type="button" onClick={() => void back()}>
            {words.show.undo}
          </button>
        </p>
      )}
      <Bottom>
        <Done {...props} />
      </Bottom>
    </>
  )
}

/** No QR code comes back: again, on one phone, on paper, or not at all. */
function NoReceipt({ words, act, phone, go, given, isBusy }: Props & { readonly given: Given }) {
  const [number, setNumber] = useState("")
  const { offer } = given
  const then = async (step: () => Promise<Given>): Promise<void> => {
    const after = await act(step)
    if (after !== undefined) go({ at: "offer", offer: after.offer })
  }
  return (
    <details>
      <summary>{words.show.noReceipt}</summary>
      <p>{words.show.again}</p>
      <p>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => void then(() => signHere(phone, offer))}
        >
          {words.show.here}
        </button>
      </p>
      <p class="soft">{words.show.hereMeans}</p>
      <h3>{words.show.paper}</h3>
      <p class="choices">
        <label>
          {words.show.paperNumber}
          <input
            value={number}
            maxLength={100}
            onInput={({ currentTarget }) => setNumber(currentTarget.value)}
          />
        </label>
        <button
          type="button"
          disabled={isBusy || number.trim() === ""}
          onClick={() => void then(() => note(phone, offer, "no-key", number.trim()))}
        >
          {words.show.paperNote}
        </button>
      </p>
      <p class="choices">
        <button
          type="button"
          disabled={isBusy}
          onClick={() => void then(() => note(phone, offer, "refused-to-sign", null))}
        >
          {words.show.refusedToSign}
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={() => void then(() => withdraw(phone, offer))}
        >
          {words.show.withdraw}
        </button>
      </p>
    </details>
  )
}
