/** What I hold now, with its value and limit; what is not discharged yet; and the two main gestures. */

import { useEffect, useState } from "preact/hooks"
import { keyIdOf } from "../cose/key.ts"
import { isAbove, worthOf } from "../device/lines.ts"
import type { Holding } from "../device/shelf.ts"
import { waiting } from "../device/stage.ts"
import { calledBy, printTime, type Props } from "./courier-act.ts"
import { Bottom, nested, Sums, Thing } from "./courier-things.tsx"
import { printSum } from "./sums.ts"

/** Comes with the other screens. */
const loadGiving = () => import("../device/give.ts")

export function Home(props: Props) {
  const { kept, words, language, go, act, phone } = props
  const { self, held, papers } = kept
  const all = [...held.values()]
  const free = all.filter(({ offered }) => offered === null)
  const sums = worthOf(all)
  const above = isAbove(all, self?.limit ?? null)
  const relief = async (): Promise<void> => {
    const made = await act(async () => (await loadGiving()).relieve(phone))
    if (made !== undefined) go({ at: "offer", offer: made.offer })
  }
  return (
    <>
      <h1>{words.title}</h1>
      <p class="soft">
        {self?.name} · {self?.partyName}
      </p>
      <Trouble {...props} />
      <Open {...props} />
      <section class="card">
        <h2>{words.hold.sum}</h2>
        <p class="value">
          <Sums sums={sums} words={words} language={language} />
        </p>
        {self?.limit != null && (
          <p class={above ? "state bad" : "soft"}>
            {above && <strong>{words.hold.above} </strong>}
            {words.hold.limit(printSum(self.limit, language))}
          </p>
        )}
      </section>
      <Things {...props} all={all} />
      <p class="choices">
        <button type="button" onClick={() => go({ at: "outbox" })}>
          {words.hold.outbox(waiting(papers.values()).length)}
        </button>
        {free.length > 0 && (
          <button type="button" onClick={() => void relief()}>
            {words.hold.relief}
          </button>
        )}
      </p>
      <Past {...props} />
      <AtRisk words={words} />
      <Bottom>
        <button
          type="button"
          class="main"
          disabled={free.length === 0}
          onClick={() => go({ at: "give" })}
        >
          {words.hold.give}
        </button>
        <button type="button" class="main" onClick={() => go({ at: "scan" })}>
          {words.hold.receive}
        </button>
      </Bottom>
    </>
  )
}

/** What is offered and not discharged. */
function Open({ kept, words, go }: Props) {
  const open = [...kept.given.values()].filter(({ state }) => state === "open")
  return (
    <>
      {open.map(({ offer, lines, to }) => (
        <p key={offer} class="state bad">
          <span class="icon" aria-hidden="true">
            ✕
          </span>
          <button type="button" class="plain" onClick={() => go({ at: "offer", offer })}>
            {words.state.open}: {words.hold.things(lines.length)}{" "}
            {to !== null && words.show.to(calledBy(kept, to, words))}
          </button>
        </p>
      ))}
    </>
  )
}

/** What makes everything that this phone signs or proves doubtful. */
function Trouble({ kept, words, go }: Props) {
  const { self, names, known } = kept
  const isRevoked = self !== undefined && names.get(keyIdOf(self.publicKey))?.revoked === true
  return (
    <>
      {isRevoked && (
        <p role="alert" class="state bad">
          <span class="icon" aria-hidden="true">
            ✕
          </span>
          {words.enrol.revoked}
        </p>
      )}
      {known?.otherPolicy != null && (
        <p class="state warn">
          <span class="icon" aria-hidden="true">
            !
          </span>
          <button type="button" class="plain" onClick={() => go({ at: "outbox" })}>
            {words.outbox.otherWitnesses}
          </button>
        </p>
      )}
    </>
  )
}

function Things({ all, words, language }: Props & { readonly all: readonly Holding[] }) {
  if (all.length === 0) return <p>{words.hold.nothing}</p>
  return (
    <ul class="things">
      {nested(all).map(([outer, inner]) => (
        <li key={outer.item} class="card">
          <Thing told={outer} words={words} language={language} />
          {outer.offered !== null && <p class="soft">{words.hold.offered}</p>}
          {inner.length > 0 && (
            <details>
              <summary>{words.hold.inside(inner.length)}</summary>
              <ul>
                {inner.map((each) => (
                  <li key={each.item}>
                    <Thing told={each} words={words} language={language} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Everything that was handed over, newest first. */
function Past({ kept, words, language, go }: Props) {
  const gave = [...kept.given.values()].map(({ at, offer, lines, to }) => ({
    at,
    what: `${words.hold.gave} ${words.hold.things(lines.length)}`,
    whom: to === null ? "" : words.show.to(calledBy(kept, to, words)),
    view: { at: "offer", offer } as const,
  }))
  const took = [...kept.taken.values()].map(({ at, receipt, lines, from }) => ({
    at,
    what: `${words.hold.took} ${words.hold.things(lines.length)}`,
    whom: words.show.from(calledBy(kept, from, words)),
    view: { at: "receipt", receipt } as const,
  }))
  const all = [...gave, ...took].sort((a, b) => b.at - a.at)
  if (all.length === 0) return null
  return (
    <details>
      <summary>{words.hold.history}</summary>
      <ul class="things">
        {all.map(({ at, what, whom, view }) => (
          <li key={`${at} ${what}`}>
            <button type="button" onClick={() => go(view)}>
              {printTime(at, language)} · {what} {whom}
            </button>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Where a browser may delete what pages keep, the key is at risk, and whoever has it should know. */
function AtRisk({ words }: Pick<Props, "words">) {
  const [isKept, setKept] = useState<boolean>()
  useEffect(() => {
    // Undefined where a page is not served securely.
    const asked: Promise<boolean> | undefined = navigator.storage?.persist()
    if (asked === undefined) setKept(false)
    else asked.then(setKept, () => setKept(false))
  }, [])
  return isKept === false ? <p class="soft">{words.lost}</p> : null
}
