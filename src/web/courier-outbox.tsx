/** The outbox: every statement, and what the ledger said of it. There is no button that takes one away. */

import { useState } from "preact/hooks"
import type { Paper } from "../device/shelf.ts"
import { type Fault, faultOf, network, printTime, type Props } from "./courier-act.ts"
import { Bottom } from "./courier-things.tsx"

export function Outbox(props: Props) {
  const { kept, words, language, phone, reread, go } = props
  const [sending, setSending] = useState<"no" | "now" | Fault>("no")
  const papers = [...kept.papers.values()].sort((a, b) => b.order - a.order)
  const send = async (): Promise<void> => {
    setSending("now")
    try {
      await (await network()).meetLedger(phone, true)
      setSending("no")
    } catch (error) {
      setSending(faultOf(error))
    }
    await reread()
  }
  return (
    <>
      <h1>{words.outbox.title}</h1>
      <p>{words.outbox.intro}</p>
      {sending !== "no" && sending !== "now" && (
        <p class="state warn">
          {sending === "offline" ? words.outbox.failed : words.faults[sending]}
        </p>
      )}
      {papers.length === 0 && <p>{words.outbox.empty}</p>}
      <OtherWitnesses {...props} />
      <ul class="things">
        {papers.map((paper) => (
          <li key={paper.statement} class="card" data-state={stateOf(paper)}>
            <strong>{kindOf(paper, words)}</strong>{" "}
            <span class="mono soft">{paper.statement.slice(0, 8)}</span>
            <p>
              <span aria-hidden="true">{iconOf[stateOf(paper)]} </span>
              {saidOf(paper, words)}
              {paper.said.state !== "waiting" && (
                <span class="soft"> · {printTime(paper.said.at, language)}</span>
              )}
            </p>
            {notesOf(paper, words).map((line) => (
              <p key={line} class="state warn">
                {line}
              </p>
            ))}
            {!paper.own && <p class="soft">{words.outbox.others}</p>}
          </li>
        ))}
      </ul>
      <Bottom>
        <button type="button" onClick={() => go({ at: "home" })}>
          {words.back}
        </button>
        <button type="button" class="main" disabled={sending === "now"} onClick={() => void send()}>
          {sending === "now" ? words.outbox.sending : words.outbox.send}
        </button>
      </Bottom>
    </>
  )
}

/** The ledger names another trust policy than the one that this phone proves by. */
function OtherWitnesses({ kept, words, act, isBusy, phone }: Props) {
  const other = kept.known?.otherPolicy
  if (other == null) return null
  const take = (): Promise<unknown> => act(async () => (await network()).takePolicy(phone))
  return (
    <section class="card">
      <p class="state warn">
        <span class="icon" aria-hidden="true">
          !
        </span>
        {words.outbox.otherWitnesses}
      </p>
      <details>
        <summary>{words.outbox.named}</summary>
        <pre class="mono">{other}</pre>
      </details>
      <button type="button" disabled={isBusy} onClick={() => void take()}>
        {words.outbox.takeWitnesses}
      </button>
    </section>
  )
}

type State = "waiting" | "appended" | "proved" | "refused"

const iconOf: Readonly<Record<State, string>> = {
  waiting: "○",
  appended: "▤",
  proved: "◆",
  refused: "✕",
}

const stateOf = ({ said, proof }: Paper): State => (proof === null ? said.state : "proved")

function kindOf({ kind }: Paper, { outbox }: Props["words"]): string {
  const { kinds } = outbox
  return kind === "offer" || kind === "acceptance" || kind === "withdraw" || kind === "intake"
    ? kinds[kind]
    : kinds.other
}

function saidOf({ said, proof }: Paper, { outbox }: Props["words"]): string {
  switch (said.state) {
    case "waiting":
      return outbox.waiting
    case "refused":
      return `${outbox.refused(said.code)}: ${said.sentence}`
    case "appended":
      return proof === null ? outbox.appended(said.index) : outbox.proved(said.index)
  }
}

/** What of the ledger's findings concerns whoever carries the goods. */
function notesOf({ said }: Paper, { outbox }: Props["words"]): readonly string[] {
  if (said.state !== "appended") return []
  const known: Readonly<Record<string, string>> = {
    unlinked: outbox.unlinked,
    forked: outbox.forked,
  }
  return [...new Set(said.codes)].map((code) => known[code] ?? code)
}
