/** Another time or scope for the same file. */

import { useState } from "preact/hooks"
import type { Question, Scope } from "../log/bundle.ts"
import type { VerifyWords } from "./en-verify.ts"
import { fromInput, toInput } from "./moments.ts"
import type { Wording } from "./words.ts"

// The page need not load all that reads bundles for two words.
const scopes: readonly Scope[] = ["unit", "contents"]

type Asked = Omit<Question, "item">

type Props = {
  readonly words: Wording<VerifyWords>
  /** What the answer on the page is for. */
  readonly question: Asked
  /** Null: the file's own question. */
  readonly ask: (asked: Asked | null) => void
}

export function AskForm({ words, question, ask }: Props) {
  const [from, setFrom] = useState(toInput(question.from))
  const [to, setTo] = useState(toInput(question.to))
  const [scope, setScope] = useState<Scope>(question.scope)
  const [isWrong, setWrong] = useState(false)
  const submit = (event: Event): void => {
    event.preventDefault()
    const asked = { from: fromInput(from), to: fromInput(to), scope }
    const isWhole = asked.from <= asked.to
    setWrong(!isWhole)
    if (isWhole) ask(asked)
  }
  return (
    <form class="ask no-print" onSubmit={submit}>
      <h2>{words.ask.title}</h2>
      <div class="choices">
        <label>
          {words.ask.from}
          <input
            type="datetime-local"
            step={1}
            value={from}
            onInput={({ currentTarget }) => setFrom(currentTarget.value)}
          />
        </label>
        <label>
          {words.ask.to}
          <input
            type="datetime-local"
            step={1}
            value={to}
            onInput={({ currentTarget }) => setTo(currentTarget.value)}
          />
        </label>
        <label>
          {words.ask.scope}
          <select
            value={scope}
            onChange={({ currentTarget }) => setScope(currentTarget.value as Scope)}
          >
            {scopes.map((each) => (
              <option key={each} value={each}>
                {words.ask[each]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="main">
          {words.ask.button}
        </button>
        <button type="button" onClick={() => ask(null)}>
          {words.ask.own}
        </button>
      </div>
      {isWrong && <p role="alert">{words.ask.wrong}</p>}
    </form>
  )
}
