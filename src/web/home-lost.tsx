/** A phone that is lost or stolen, revoked from any other one by the code that was kept apart from it. */

import { useState } from "preact/hooks"
import type { Revoked } from "../api/enrolment.ts"
import { fromHex } from "../encoding/bytes.ts"
import type { HomeWords } from "./en-home.ts"
import { State } from "./state.tsx"
import type { Wording } from "./words.ts"

type Outcome = "no" | "asking" | Revoked | "refused" | "unreachable"

/** Who revokes phones is seldom here: what asks for it comes when it is wanted. */
const askRevoked = async (code: Uint8Array): Promise<Outcome> => {
  const { httpEnrolment } = await import("../api/enrolment.ts")
  const answer = await httpEnrolment(new URL(location.origin)).revoke({ code })
  return answer.ok ? answer : "refused"
}

/** 16 bytes, as `kvitto phone new` prints them; spaces and case aside. Undefined if it is no such code. */
function readCode(text: string): Uint8Array | undefined {
  const code = fromHex(text.replaceAll(/\s/g, "").toLowerCase())
  return code?.length === 16 ? code : undefined
}

export function LostPhone({ words }: { readonly words: Wording<HomeWords>["lost"] }) {
  const [typed, setTyped] = useState("")
  const [outcome, setOutcome] = useState<Outcome>("no")
  const revoke = (event: Event): void => {
    event.preventDefault()
    const code = readCode(typed)
    if (code === undefined) return setOutcome("refused")
    setOutcome("asking")
    askRevoked(code).then(setOutcome, () => setOutcome("unreachable"))
  }
  return (
    <details class="card">
      <summary>{words.title}</summary>
      <p>{words.what}</p>
      <form class="choices" onSubmit={revoke}>
        <label class="grows">
          {words.code}
          <input
            class="mono"
            value={typed}
            required
            maxLength={64}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <button type="submit" class="main" disabled={outcome === "asking"}>
          {words.revoke}
        </button>
      </form>
      <div role="status">{said(outcome, words)}</div>
    </details>
  )
}

function said(outcome: Outcome, words: Wording<HomeWords>["lost"]) {
  if (outcome === "no") return null
  if (outcome === "asking") return <p>{words.asking}</p>
  if (outcome === "refused") return <State kind="bad">{words.refused}</State>
  if (outcome === "unreachable") return <State kind="warn">{words.unreachable}</State>
  return <State kind="good">{words.done(outcome.index)}</State>
}
