/** The page that checks files, from a server or from the disk: only how its worker starts differs. */

import { useCallback, useEffect, useMemo, useState } from "preact/hooks"
import type { Question } from "../log/bundle.ts"
import type { VerifyWords } from "./en-verify.ts"
import { type Believed, keepPolicy, readPolicyKept } from "./kept-policy.ts"
import { type PageProps, show } from "./shell.tsx"
import { AnswerRest, AnswerSentence } from "./verify-answer.tsx"
import { AskForm } from "./verify-ask.tsx"
import { type Judge, openJudge } from "./verify-client.ts"
import {
  DropZone,
  type Given,
  GivenFile,
  lookAt,
  LooseFiles,
  type Trouble,
  TroubleView,
} from "./verify-files.tsx"
import type { Answer } from "./verify-message.ts"
import { PolicyChoice } from "./verify-policy.tsx"
import { type Program, ProgramLine } from "./verify-program.tsx"
import type { Wording, WordsOf } from "./words.ts"

const load: WordsOf<Wording<VerifyWords>> = {
  en: () => import("./en-verify.ts"),
  da: () => import("./da-verify.ts"),
  sv: () => import("./sv-verify.ts"),
  nb: () => import("./nb-verify.ts"),
}

type Props = PageProps<Wording<VerifyWords>>
type Asked = Omit<Question, "item">

export type Host = {
  readonly startWorker: () => Worker
  readonly program: Program
  /** Whether this page comes from a ledger. */
  readonly isServed: boolean
}

/** Draws the page; the worker starts with it, so that it is there when the first file comes. */
export function showVerify(host: Host): void {
  const judge = openJudge(host.startWorker)
  // What the file says to whom it cannot run for.
  document.querySelector("#page")?.replaceChildren()
  const Page = (props: Props) => <Verify {...props} judge={judge} host={host} />
  if (host.isServed) show("verify", load, Page)
  else show("verify", load, Page, async () => false)
}

type Whole = Props & { readonly judge: Judge; readonly host: Host }

function Verify({ words, language, judge, host }: Whole) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const belief = useBelieved()
  const { believed, believe } = belief
  const files = useFiles(judge, believe, setAsked)
  const { proof, loose, entry, trouble } = files
  const [answer, fault] = useAnswer(judge, { proof, loose, entry, believed, asked, language })
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.intro}</p>
      <DropZone words={words} take={files.take} />
      {trouble.map((each) => (
        <TroubleView key={each.name} words={words} trouble={each} choose={files.prove} />
      ))}
      {proof !== undefined && <GivenFile words={words} given={proof} />}
      {entry !== undefined && (
        <p>
          {words.entry.given} <strong>{entry.name}</strong>
        </p>
      )}
      <div role="status">
        {fault !== undefined && <p class="state bad">{words.broken(fault)}</p>}
        {proof !== undefined && answer === undefined && fault === undefined && <p>{words.busy}</p>}
        {answer !== undefined && (
          <AnswerSentence words={words} language={language} answer={answer} />
        )}
        {answer?.kind === "judgement" && believed === null && <p>{words.policy.misbehaviour}</p>}
      </div>
      {answer !== undefined && <AnswerRest words={words} language={language} answer={answer} />}
      {answer?.kind === "verdict" && answer.own !== null && (
        <AskForm
          key={JSON.stringify(answer.verdict.question)}
          words={words}
          question={answer.verdict.question}
          ask={setAsked}
        />
      )}
      {proof !== undefined && <LooseFiles words={words} loose={loose} remove={files.remove} />}
      <PolicyChoice words={words} judge={judge} {...belief} isServed={host.isServed} />
      <ProgramLine words={words} program={host.program} />
    </>
  )
}

/** The files on the page, each where it belongs. Another file to be judged comes with its own question. */
function useFiles(
  judge: Judge,
  believe: (believed: Believed) => void,
  setAsked: (asked: Asked | null) => void,
) {
  const [proof, setProof] = useState<Given>()
  const [loose, setLoose] = useState<readonly Given[]>([])
  const [entry, setEntry] = useState<Given>()
  const [trouble, setTrouble] = useState<readonly Trouble[]>([])
  const prove = useCallback(
    (given: Given) => {
      setProof(given)
      setAsked(null)
      setTrouble([])
    },
    [setAsked],
  )
  const put = useCallback(
    (each: Given) => {
      if (each.kind === "policy")
        believe({ text: new TextDecoder().decode(each.bytes), isOperators: false })
      else if (each.kind === "entry") setEntry(each)
      else if (each.kind === "statement" || each.kind === "parcel")
        setLoose((before) => [...before.filter(({ name }) => name !== each.name), each])
      else prove(each)
    },
    [believe, prove],
  )
  const take = useCallback(
    (files: readonly File[]) => {
      lookAt(files, judge).then(
        ([given, troubled]) => {
          for (const each of given) put(each)
          setTrouble(troubled)
        },
        (error: unknown) => setTrouble([{ name: "", why: { sentence: String(error) } }]),
      )
    },
    [judge, put],
  )
  const remove = (given: Given): void => setLoose((all) => all.filter((each) => each !== given))
  return { proof, loose, entry, trouble, prove, take, remove }
}

function useBelieved() {
  const first = useMemo(readPolicyKept, [])
  const [[believed, before], setBelieved] = useState<Belief>([first, null])
  const [isKept, setKept] = useState(first !== null)
  const believe = useCallback((next: Believed | null) => {
    setKept(keepPolicy(next))
    setBelieved(([last, earlier]) => {
      const isNew = next !== null && next !== earlier && last?.text !== next.text
      return [next, isNew ? last : null]
    })
  }, [])
  return { believed, before, believe, isKept }
}

/** The policy in use, and the one that it has taken the place of since the page was opened. */
type Belief = readonly [believed: Believed | null, before: Believed | null]

type Judging = {
  readonly proof: Given | undefined
  readonly loose: readonly Given[]
  readonly entry: Given | undefined
  readonly believed: Believed | null
  readonly asked: Asked | null
  readonly language: Props["language"]
}

/** The answer to what is on the page now; undefined while it is looked for. A fault is the page's own. */
function useAnswer(judge: Judge, { proof, loose, entry, believed, asked, language }: Judging) {
  const [answer, setAnswer] = useState<Answer>()
  const [fault, setFault] = useState<string>()
  useEffect(() => {
    let isWanted = true
    setFault(undefined)
    if (proof === undefined) return undefined
    judge
      .ask("judge", {
        bytes: proof.bytes,
        loose: loose.map(({ bytes }) => bytes),
        entry: entry?.bytes ?? null,
        policy: believed?.text ?? null,
        asked,
        language,
      })
      .then(
        (found) => {
          if (isWanted) setAnswer(found)
        },
        (error: unknown) => {
          if (isWanted) setFault(String(error))
        },
      )
    return () => {
      isWanted = false
    }
  }, [judge, proof, loose, entry, believed, asked, language])
  // Of another file nothing is said while this one is looked at.
  useEffect(() => setAnswer(undefined), [proof])
  return [answer, fault] as const
}
