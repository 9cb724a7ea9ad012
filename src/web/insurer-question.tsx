/** Asking about one item: when, and of what; and the files to take away. */

import { useEffect, useId, useState } from "preact/hooks"
import type { HeldItem } from "../api/desk.ts"
import { paths, pathTo, printInstant } from "../api/wire.ts"
import type { ItemId } from "../custody/identifier.ts"
import type { Language } from "../language/message.ts"
import type { Question, Scope } from "../log/bundle.ts"
import { calledBy, ledger, type Names, short } from "./desk.tsx"
import { QuestionVerdict } from "./insurer-verdict.tsx"
import type { InsurerProps } from "./insurer-props.ts"
import { askable, fromInput, toInput } from "./moments.ts"
import { State } from "./state.tsx"

type QuestionProps = InsurerProps & {
  readonly names: Names
  readonly item: ItemId
  /** From the address: asked at once. */
  readonly at: string | null
}

export function ItemQuestion({ words, language, item, at }: QuestionProps) {
  const begun = at === null ? Number.NaN : askable(at)
  const first: Question | null = Number.isFinite(begun)
    ? { item, from: begun, to: begun, scope: "unit" }
    : null
  const [question, setQuestion] = useState(first)
  const called = useCalled(item, language)
  return (
    <section id="part-question">
      <h2>{words.question.title(called)}</h2>
      <p>
        {words.question.id} <code>{item}</code>
      </p>
      <QuestionForm
        words={words}
        language={language}
        item={item}
        question={question}
        ask={setQuestion}
      />
      {question !== null && (
        <>
          <Take words={words} language={language} question={question} />
          <QuestionVerdict
            // An answer to another question must not stand below this one.
            key={JSON.stringify(question)}
            words={words}
            language={language}
            question={question}
          />
        </>
      )}
    </section>
  )
}

/** By what is printed on it, where the ledger shows that. */
function useCalled(item: ItemId, language: Language): string {
  const [known, setKnown] = useState<HeldItem>()
  useEffect(() => {
    let isWanted = true
    const look = async (): Promise<void> => {
      const [found] = await ledger.holdings({ identifier: item })
      if (isWanted) setKnown(found)
    }
    // Without an answer its id is what it is called.
    look().catch(() => {})
    return () => {
      isWanted = false
    }
  }, [item])
  return known === undefined ? short(item) : calledBy(known, language)
}

type FormProps = InsurerProps & {
  readonly item: ItemId
  readonly question: Question | null
  readonly ask: (question: Question) => void
}

function QuestionForm({ words, item, question, ask }: FormProps) {
  const { question: said } = words
  const id = useId()
  const now = Math.floor(Date.now() / 1000) * 1000
  const isSpan = question !== null && question.from !== question.to
  const [way, setWay] = useState<"one" | "span">(isSpan ? "span" : "one")
  const [from, setFrom] = useState(toInput(question?.from ?? now))
  const [to, setTo] = useState(toInput(question?.to ?? now))
  const [scope, setScope] = useState<Scope>(question?.scope ?? "unit")
  const [wrong, setWrong] = useState(false)
  const submit = (event: Event): void => {
    event.preventDefault()
    const span = { from: fromInput(from), to: fromInput(way === "one" ? from : to) }
    const isRight = span.from <= span.to
    setWrong(!isRight)
    if (isRight) ask({ item, ...span, scope })
  }
  return (
    <form onSubmit={submit}>
      <fieldset class="choices">
        <legend>{said.when}</legend>
        {(["one", "span"] as const).map((each) => (
          <label key={each} class="radio">
            <input
              type="radio"
              name={`${id}-way`}
              checked={way === each}
              onChange={() => setWay(each)}
            />{" "}
            {said[each]}
          </label>
        ))}
      </fieldset>
      <div class="choices">
        <label>
          {way === "one" ? said.at : said.from}
          <Moment value={from} set={setFrom} isWrong={wrong} />
        </label>
        {way === "span" && (
          <label>
            {said.to}
            <Moment value={to} set={setTo} isWrong={wrong} />
          </label>
        )}
        <label>
          {said.scope}
          <select
            value={scope}
            onChange={({ currentTarget }) => setScope(currentTarget.value as Scope)}
          >
            <option value="unit">{said.unit}</option>
            <option value="contents">{said.contents}</option>
          </select>
        </label>
        <button type="submit" class="main">
          {said.ask}
        </button>
      </div>
      <div role="alert">{wrong && <State kind="warn">{said.order}</State>}</div>
    </form>
  )
}

type MomentProps = {
  readonly value: string
  readonly set: (value: string) => void
  readonly isWrong: boolean
}

const Moment = ({ value, set, isWrong }: MomentProps) => (
  <input
    type="datetime-local"
    step="1"
    required
    value={value}
    aria-invalid={isWrong}
    onInput={({ currentTarget }) => set(currentTarget.value)}
  />
)

/** The query of a question, as the server takes it. */
function queryOf({ from, to, scope }: Question): URLSearchParams {
  const times =
    from === to ? { at: printInstant(from) } : { from: printInstant(from), to: printInstant(to) }
  return new URLSearchParams({ ...times, scope })
}

type TakeProps = InsurerProps & { readonly question: Question }

function Take({ words, language, question }: TakeProps) {
  const { question: said } = words
  const query = queryOf(question)
  const bundle = `${pathTo(paths.bundle, question.item)}?${query.toString()}`
  query.set("language", language)
  const report = `${pathTo(paths.report, question.item)}?${query.toString()}`
  return (
    <>
      <h3>{said.take}</h3>
      <p class="choices">
        <a class="button" href={bundle} download>
          {said.bundle}
        </a>
        <a class="button" href={report} download>
          {said.pdf}
        </a>
      </p>
    </>
  )
}
