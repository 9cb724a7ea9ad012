/** Whom to trust: the policy in use, and ways to another one. */

import { useEffect, useId, useState } from "preact/hooks"
import type { VerifyWords } from "./en-verify.ts"
import type { Believed } from "./kept-policy.ts"
import type { Judge } from "./verify-client.ts"
import type { PolicyRead } from "./verify-message.ts"
import type { Wording } from "./words.ts"

type Props = {
  readonly words: Wording<VerifyWords>
  readonly judge: Judge
  readonly believed: Believed | null
  /** What it has just taken the place of: whoever sends a file may send a policy along that believes it. */
  readonly before: Believed | null
  readonly isKept: boolean
  /** Null forgets it. */
  readonly believe: (believed: Believed | null) => void
  /** Whether this page comes from a ledger, whose operator suggests one. */
  readonly isServed: boolean
}

export function PolicyChoice({ words, judge, believed, before, isKept, believe, isServed }: Props) {
  const { policy } = words
  const [read, setRead] = useState<PolicyRead>()
  const id = useId()
  useEffect(() => {
    let isWanted = true
    setRead(undefined)
    if (believed !== null)
      void judge.ask("policy", believed.text).then((found) => {
        if (isWanted) setRead(found)
      })
    return () => {
      isWanted = false
    }
  }, [judge, believed])
  return (
    <section class="policy" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{policy.title}</h2>
      <p class="soft">{policy.from}</p>
      {believed === null && <p>{policy.none}</p>}
      {read?.ok === false && <p class="state bad">✗ {policy.fault(read.line, read.sentence)}</p>}
      {believed !== null && read?.ok === true && (
        <>
          <p>
            {policy.is(read.logs.join(", "), read.quorum === "none" ? 0 : read.witnesses.length)}{" "}
            {policy.assurance(read.minimumAssurance)}
          </p>
          {believed.isOperators && <p class="state warn">! {policy.operators}</p>}
          {before !== null && (
            <div class="choices">
              <p class="state warn">! {policy.replaced}</p>
              <button type="button" class="no-print" onClick={() => believe(before)}>
                {policy.back}
              </button>
            </div>
          )}
          <details>
            <summary>{words.kinds.policy}</summary>
            <pre class="mono" tabIndex={0}>
              {believed.text}
            </pre>
          </details>
        </>
      )}
      {believed !== null && (
        <p class="choices no-print">
          <span>{isKept ? policy.kept : policy.notKept}</span>
          <button type="button" onClick={() => believe(null)}>
            {policy.forget}
          </button>
        </p>
      )}
      {isServed && believed?.isOperators !== true && <Suggested words={words} believe={believe} />}
      <Pasted words={words} believe={believe} />
    </section>
  )
}

type Giving = Pick<Props, "words" | "believe">

const maxPolicyText = 262_144

function Suggested({ words, believe }: Giving) {
  const [isSilent, setSilent] = useState(false)
  const fetchPolicy = async (): Promise<void> => {
    const reply = await fetch("/v1/policy")
    const text = reply.ok ? await reply.text() : ""
    if (text === "" || text.length > maxPolicyText) setSilent(true)
    else believe({ text, isOperators: true })
  }
  return (
    <div class="no-print">
      <p class="choices">
        <button type="button" onClick={() => void fetchPolicy().catch(() => setSilent(true))}>
          {words.policy.use}
        </button>
      </p>
      <p class="soft">{words.policy.warning}</p>
      {isSilent && <p role="alert">{words.policy.unreachable}</p>}
    </div>
  )
}

function Pasted({ words, believe }: Giving) {
  const [text, setText] = useState("")
  const use = (event: Event): void => {
    event.preventDefault()
    // The format ends every line with a line feed; what is copied from a screen often lacks the last one.
    believe({ text: `${text.trim().replaceAll("\r\n", "\n")}\n`, isOperators: false })
    setText("")
  }
  return (
    <details class="no-print">
      <summary>{words.policy.paste}</summary>
      <form onSubmit={use}>
        <label>
          {words.policy.paste}
          <textarea
            rows={6}
            class="mono"
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <p class="choices">
          <button type="submit" disabled={text.trim() === ""}>
            {words.policy.take}
          </button>
        </p>
      </form>
    </details>
  )
}
