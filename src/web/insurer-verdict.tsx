/** The answer to the question: the bundle is fetched, checked in a thread of its own, and shown as Verify shows it. */

import { useCallback, useEffect } from "preact/hooks"
import type { Money } from "../custody/money.ts"
import { textOf } from "../encoding/bytes.ts"
import type { Question } from "../log/bundle.ts"
import { doneOf, ledger, useAsking } from "./desk.tsx"
import type { VerifyWords } from "./en-verify.ts"
import type { InsurerProps } from "./insurer-props.ts"
import { readPolicyKept } from "./kept-policy.ts"
import { type Column, Table } from "./table.tsx"
import { AnswerView } from "./verify-answer.tsx"
import { type Judge, openJudge } from "./verify-client.ts"
import type { Answer, SaidVerdict } from "./verify-message.ts"
import { useWords, type Wording, type WordsOf } from "./words.ts"
import { printSum } from "./sums.ts"
import { State } from "./state.tsx"

const loadVerify: WordsOf<Wording<VerifyWords>> = {
  en: () => import("./en-verify.ts"),
  da: () => import("./da-verify.ts"),
  sv: () => import("./sv-verify.ts"),
  nb: () => import("./nb-verify.ts"),
}

let opened: Judge | undefined
/** One for the page: to start a worker takes longer than to judge a file. */
const judgeHere = (): Judge =>
  (opened ??= openJudge(
    () => new Worker(new URL("./verify-worker.ts", import.meta.url), { type: "module" }),
  ))

/** `none`: nothing published touches the item. */
type Judged = { readonly isOperators: boolean; readonly answer: Answer } | "none"

async function* judgeQuestion(
  question: Question,
  language: InsurerProps["language"],
): AsyncGenerator<Judged> {
  const bytes = await ledger.bundle(question)
  if (bytes === undefined) {
    yield "none"
    return
  }
  const kept = readPolicyKept()
  const policy = kept?.text ?? textOf(await ledger.policy()) ?? null
  const given = { bytes, loose: [], entry: null, policy, asked: null, language }
  const answer = await judgeHere().ask("judge", given)
  yield { isOperators: kept === null || kept.isOperators, answer }
}

type VerdictProps = InsurerProps & { readonly question: Question }

export function QuestionVerdict({ words, language, question }: VerdictProps) {
  const { question: said } = words
  const loaded = useWords(loadVerify, language)
  const { asked, ask } = useAsking(
    useCallback(() => judgeQuestion(question, language), [question, language]),
  )
  useEffect(ask, [ask])
  const judged = doneOf(asked)
  if (asked.state === "failed") return <State kind="warn">{words.failed(asked.why)}</State>
  return (
    <div aria-live="polite" aria-busy={asked.state === "asking"}>
      {asked.state === "asking" && <p>{said.working}</p>}
      {judged === "none" && <State kind="warn">{said.none}</State>}
      {judged !== undefined && judged !== "none" && loaded !== undefined && (
        <>
          <p>
            {said.policy} {judged.isOperators ? said.operators : said.yours}
          </p>
          <AnswerView words={loaded.words} language={loaded.language} answer={judged.answer} />
          {judged.answer.kind === "verdict" && (
            <Covers words={words} language={language} said={judged.answer} />
          )}
        </>
      )}
    </div>
  )
}

type CoversProps = InsurerProps & { readonly said: SaidVerdict }

/** What would be paid, by whoever may have to answer. */
function Covers({ words, language, said: { verdict, who } }: CoversProps) {
  const { question: said } = words
  if (verdict.cover.length === 0) return null
  // Where nobody answers, nobody pays.
  const payers = who.filter((_, i) => verdict.alternatives[i]?.liable.length !== 0)
  const sum = (money: Money | null | undefined): string =>
    money === undefined ? words.unknown : money === null ? said.nothing : printSum(money, language)
  const number = (name: string): Column => ({ name, as: "number" })
  const columns: readonly Column[] = [
    { name: said.alternative, as: "head" },
    ...[said.value, said.declared, said.cap, said.insured, said.gap].map(number),
  ]
  const rows = verdict.cover.map(({ value, declared, cap, policy, gap }, i) => ({
    // Alternatives have no name of their own.
    key: String(i),
    cells: [
      payers[i],
      sum(value),
      sum(declared),
      sum(cap),
      sum(policy),
      gap === undefined ? said.gapUnknown : gap.minor === 0 ? said.noGap : `▲ ${sum(gap)}`,
    ],
  }))
  return (
    <section>
      <h2>{said.cover}</h2>
      <Table caption={said.cover} isCaptionHidden columns={columns} rows={rows} />
    </section>
  )
}
