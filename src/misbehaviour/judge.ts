/**
 * Judges misbehaviour files (docs/misbehaviour.md). A conviction is of a key, by what it signed; a trust policy says
 * whose key it is. Whatever is not proved convicts nobody, and the judgement names the step that failed.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { decodeMisbehaviour, type Misbehaviour } from "../log/misbehaviour.ts"
import { judgeMapRoot } from "./map-root.ts"
import { judgePromise } from "./promise.ts"
import { judgeDoubleReceipt } from "./receipt.ts"
import { judgeSplitView, judgeWitness } from "./split.ts"
import { type Charge, isNamed, type Judgement, type MisbehaviourStep, type Trial } from "./trial.ts"
import type { Policy } from "../verifier/policy.ts"

/**
 * Never throws on a stranger's bytes. Without a policy, or with one that does not name the key, a conviction is of
 * whoever holds the key, and the sentence says so.
 */
export function judge(
  bytes: Uint8Array,
  policy: Policy | undefined,
  verify: Ed25519Verify,
): Judgement {
  const misbehaviour = decodeMisbehaviour(bytes)
  if ("fault" in misbehaviour) {
    const steps = [{ name: "file", ok: false, finding: misbehaviour.fault }]
    return { convicted: false, kind: null, whom: null, sentence: acquittal(steps), steps }
  }
  const { kind } = misbehaviour
  const steps: MisbehaviourStep[] = [{ name: "file", ok: true, finding: kind }]
  const charge = tryKind(misbehaviour, { policy, verify, steps })
  if (charge === undefined)
    return { convicted: false, kind, whom: null, sentence: acquittal(steps), steps }
  const sentence = conviction(charge, policy)
  return { convicted: true, kind, whom: charge.whom, sentence, steps }
}

function tryKind(misbehaviour: Misbehaviour, trial: Trial): Charge | undefined {
  switch (misbehaviour.kind) {
    case "split-view":
      return judgeSplitView(misbehaviour.content, trial)
    case "two-sided-witness":
      return judgeWitness(misbehaviour.content, trial)
    case "map-root":
      return judgeMapRoot(misbehaviour.content, trial)
    case "double-receipt":
      return judgeDoubleReceipt(misbehaviour.content, trial)
    case "broken-promise":
      return judgePromise(misbehaviour.content, trial)
  }
}

function acquittal(steps: readonly MisbehaviourStep[]): string {
  const failure = steps.find(({ ok }) => !ok)
  return `Nobody is convicted by this file: ${failure?.name ?? "file"}: ${failure?.finding ?? "it shows nothing"}.`
}

function conviction({ whom, crime }: Charge, policy: Policy | undefined): string {
  const { role, name, key } = whom
  if (role === "party")
    return `Whoever holds key ${key} is convicted: ${crime}. Whose key it is, the ledger's record says.`
  if (policy === undefined)
    return `Whoever holds the key ${key} is convicted: ${crime}. No policy was given to say whose key it is.`
  if (!isNamed(policy, whom))
    return `Whoever holds the key ${key} is convicted: ${crime}. The policy does not know this key.`
  return `The ${role} ${name} is convicted: ${crime}.`
}

/** What a judgement says to people, line by line: the sentence, then every step. */
export const misbehaviourLines = ({ sentence, steps }: Judgement): readonly string[] => [
  sentence,
  ...steps.map(({ name, ok, finding }) => `  ${ok ? "holds" : "fails"}  ${name}: ${finding}`),
]

/** What a judgement says to programs. */
export const misbehaviourJson = ({ convicted, kind, whom, sentence, steps }: Judgement) => ({
  convicted,
  kind,
  whom,
  sentence,
  steps,
})
