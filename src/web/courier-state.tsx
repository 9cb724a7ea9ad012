/** The states, big: an icon, a word, a border and what it means; colour says it once more. */

import { useEffect } from "preact/hooks"
import { stageOf } from "../device/stage.ts"
import type { Given, Paper, Taken } from "../device/shelf.ts"
import { isTaken } from "../custody/handover.ts"
import { feel } from "./courier-act.ts"
import type { CourierWords } from "./courier-words.ts"

type Look = {
  readonly kind: "good" | "warn" | "bad"
  readonly icon: string
  readonly name: string
  readonly means: string
}

type Words = CourierWords["state"]

/**
 * What is so of an offer that this phone made. A receipt discharges if its key is known to be the receiver's: this phone
 * heard so from the ledger, or the ledger took the receipt. Anybody can sign with a key of his own and name any party.
 */
export function lookOfGiven(
  given: Given,
  paper: Paper | undefined,
  isSignerKnown: boolean,
  words: Words,
): readonly Look[] {
  const { state, outcomes } = given
  if (state === "open")
    return [{ kind: "bad", icon: "✕", name: words.open, means: words.openMeans }]
  if (state === "noted")
    return [{ kind: "warn", icon: "✎", name: words.noted, means: words.notedMeans }]
  if (state === "withdrawn")
    return [{ kind: "warn", icon: "↩", name: words.withdrawn, means: words.withdrawnMeans }]
  if (!outcomes.some(isTaken))
    return [{ kind: "bad", icon: "✕", name: words.refused, means: words.refusedMeans }]
  if (!isSignerKnown && isOnlySigned(paper))
    return [{ kind: "bad", icon: "?", name: words.open, means: words.stranger }]
  const done = {
    kind: "good",
    icon: "✓",
    name: words.discharged,
    means: words.signedMeans,
  } as const
  return [done, lookOfStage(paper, words)]
}

/** What is so of a receipt that this phone signed. */
export const lookOfTaken = (
  taken: Taken,
  paper: Paper | undefined,
  words: Words,
): readonly Look[] =>
  taken.outcomes.some(isTaken)
    ? [{ ...lookOfStage(paper, words), ...(isOnlySigned(paper) && { means: words.tookMeans }) }]
    : [{ kind: "warn", icon: "✕", name: words.refused, means: "" }]

const isOnlySigned = (paper: Paper | undefined): boolean => stageOf(paper) === "signed"

function lookOfStage(paper: Paper | undefined, words: Words): Look {
  const stage = stageOf(paper)
  if (stage === "signed") return { kind: "good", icon: "✍", name: words.signed, means: "" }
  if (stage === "recorded")
    return { kind: "good", icon: "▤", name: words.recorded, means: words.recordedMeans }
  const means = words.provedMeans(paper?.proof?.size ?? 0)
  return { kind: "good", icon: "◆", name: words.proved, means }
}

export function States({ looks }: { readonly looks: readonly Look[] }) {
  const [first] = looks
  const kind = first?.kind ?? "warn"
  useEffect(() => {
    feel(kind === "good" ? (looks.length > 1 ? "done" : "good") : "bad")
  }, [kind, looks.length])
  return (
    <div role="status">
      {looks.map(({ kind: own, icon, name, means }) => (
        <p key={name} class={`state big ${own}`}>
          <span class="icon" aria-hidden="true">
            {icon}
          </span>
          <span>
            <strong class="name">{name}</strong>
            {means !== "" && <span class="means">{means}</span>}
          </span>
        </p>
      ))}
    </div>
  )
}
