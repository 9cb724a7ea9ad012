/** What is found of a file: the verdict in one sentence, the custody line, then everything in full and step by step. */

import type { Language } from "../language/message.ts"
import { CustodyLine } from "./custody-line.tsx"
import type { VerifyWords } from "./en-verify.ts"
import { type Moments, momentsIn } from "./moments.ts"
import type { Answer, SaidVerdict } from "./verify-message.ts"
import type { Wording } from "./words.ts"

type Words = Wording<VerifyWords>
type Tone = "good" | "warn" | "bad"
const icons: Readonly<Record<Tone, string>> = { good: "✓", warn: "?", bad: "✗" }

type Props = {
  readonly words: Words
  readonly language: Language
  readonly answer: Answer
}

/** All of it, for a page that has one place for it. */
export const AnswerView = (props: Props) => (
  <>
    <AnswerSentence {...props} />
    <AnswerRest {...props} />
  </>
)

/** What is found, in one sentence; for who listens, that is enough to be read out. */
export function AnswerSentence({ words, language, answer }: Props) {
  const { answer: said } = words
  switch (answer.kind) {
    case "lacks":
      return (
        <State tone="warn">
          {answer.what === "policy" ? words.policy.lacks : words.entry.lacks}
        </State>
      )
    case "policy-fault":
      return <State tone="bad">{words.policy.fault(answer.line, answer.sentence)}</State>
    case "unusable":
      return <State tone="bad">{answer.sentence}</State>
    case "judgement": {
      const { convicted, sentence } = answer.judgement
      return (
        <State tone={convicted ? "bad" : "warn"}>
          {convicted ? said.convicted : said.acquitted}: <span lang="en">{sentence}</span>
        </State>
      )
    }
    case "inclusion": {
      const { ok } = answer.verdict
      return <State tone={ok ? "good" : "bad"}>{ok ? said.included : said.excluded}</State>
    }
    case "verdict":
      return (
        <>
          {answer.verdict.asOf.sample && <p class="sample spaced">{answer.report[0]}</p>}
          <State tone={toneOf(answer)}>{sentenceOf(answer, words, momentsIn(language))}</State>
        </>
      )
  }
}

/** The grounds of it: the custody line, every sentence, every step. */
export function AnswerRest({ words, language, answer }: Props) {
  switch (answer.kind) {
    case "judgement":
      return <Steps words={words} steps={answer.judgement.steps} lang="en" />
    case "inclusion":
      return <p lang="en">{answer.report[0]}</p>
    case "verdict":
      return <Verdict words={words} language={language} said={answer} />
    case "lacks":
    case "policy-fault":
    case "unusable":
      return null
  }
}

const State = ({
  tone,
  children,
}: {
  readonly tone: Tone
  readonly children: preact.ComponentChildren
}) => (
  <p class={`state ${tone}`}>
    <span aria-hidden="true">{icons[tone]}</span>
    <span>{children}</span>
  </p>
)

type Judged = Pick<Props, "words" | "language"> & { readonly said: SaidVerdict }

function Verdict({ words, language, said }: Judged) {
  const { report, steps, line } = said
  return (
    <>
      {line !== null && <CustodyLine line={line} language={language} />}
      <section>
        <h2>{words.answer.sentences}</h2>
        <ul class="sentences">
          {report.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
      <Steps words={words} steps={steps} lang={language} />
    </>
  )
}

const toneOf = ({ verdict: { genuine, verdict } }: SaidVerdict): Tone =>
  verdict === "proved" ? "good" : genuine || verdict === "cannot-decide" ? "warn" : "bad"

/** The verdict in one sentence, which begins with whose word it is if it is the operator's alone. */
export function sentenceOf(
  { verdict, who, burden, steps }: SaidVerdict,
  { answer: said }: Words,
  moments: Moments,
): string {
  if (verdict.verdict === "cannot-decide") return said["cannot-decide"]
  const failed = steps.find(({ ok }) => !ok)
  if (failed !== undefined) return said["not-genuine"](failed.step, failed.name, failed.finding)
  const { from, to } = verdict.question
  const when = from === to ? said.at(moments(to)) : said.between(moments(from), moments(to))
  const names = [...new Set(who.map((name) => (name === "" ? said.nobody : name)))]
  const all = names.join(said.or)
  const begin = verdict.asOf.timeBasis === "operator only" ? said.operator : ""
  const bears = burden === null ? "" : ` ${said.burden(burden)}`
  switch (verdict.verdict) {
    case "proved": {
      const isOne = verdict.alternatives.every(({ liable }) => liable.length < 2)
      return begin + (isOne ? said.proved(all, when) : said["proved-several"](all, when))
    }
    case "undecided":
      return begin + said.undecided(all, when) + bears
    case "disputed":
      return begin + said.disputed(all, when) + bears
    case "not-proved":
      return begin + said["not-proved"](when)
  }
}

type StepList = {
  readonly words: Words
  readonly steps: readonly {
    readonly name: string
    readonly ok: boolean
    readonly finding: string
  }[]
  /** That they are in; why a step fails is in English, as on the command line. */
  readonly lang: Language
}

const Steps = ({ words, steps, lang }: StepList) => (
  <section>
    <h2>{words.answer.steps}</h2>
    <ol class="steps">
      {steps.map(({ name, ok, finding }) => (
        <li key={name} class={ok ? "good" : "bad"}>
          <span aria-hidden="true">{ok ? "✓" : "✗"}</span>{" "}
          <strong>{ok ? words.answer.ok : words.answer.fails}</strong>{" "}
          <span lang={lang}>{name}</span>: <span lang={ok ? lang : "en"}>{finding}</span>
        </li>
      ))}
    </ol>
  </section>
)
