/** Verifying the bundle of an item with a hundred hand-overs, against its signatures alone; and its size. */

import type { Ed25519Verify } from "../../src/cose/ed25519.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handedOver } from "./handed.ts"
import { figure, type Figure } from "./measure.ts"
import { noting, type Signature } from "./noting.ts"

/** The engine makes the verifier's code fast while it runs: before, and from then on. */
const runs = { cold: 21, warming: 120, warm: 41 }

const millisecondsOf = (step: () => void): number => {
  const began = performance.now()
  step()
  return performance.now() - began
}

export async function benchBundle(): Promise<readonly Figure[]> {
  const { bytes, policy: text, signatures } = await handedOver()
  const parsed = parsePolicy(text)
  if (!parsed.ok) throw new Error("expected a policy")
  const { policy } = parsed
  const step = (check: Ed25519Verify) => (): void => {
    const { steps } = verify(bytes, policy, { verify: check })
    if (steps.some(({ ok }) => !ok)) throw new Error("expected a bundle without faults")
  }
  const whole = step(verifyNode)
  const bare = (triples: readonly Signature[]) => (): void => {
    for (const triple of triples) if (!verifyNode(...triple)) throw new Error("a wrong signature")
  }
  const every: Signature[] = []
  const [cold, coldLimit] = alternating(runs.cold, whole, bare(signatures))
  step(noting(every))()
  for (let run = 0; run < runs.warming; run++) whole()
  const [warm, warmLimit] = alternating(runs.warm, whole, bare(signatures))
  const [again, everyLimit] = alternating(runs.warm, whole, bare(every))
  const bundle = decodeBundle(bytes)
  if ("fault" in bundle) throw new Error(bundle.fault)
  const content =
    bundle.entries.reduce((sum, { bytes: entry }) => sum + entry.length, 0) +
    bundle.openings.reduce((sum, { leaves }) => sum + (leaves?.length ?? 0), 0)
  return [
    figure("bundle: 100 hand-overs verified, the first of a process", "ms", cold.slice(0, 1)),
    figure("bundle: 100 hand-overs verified, one thread, first 21", "ms", cold, coldLimit),
    figure("bundle: 100 hand-overs verified, one thread, warm", "ms", warm, warmLimit),
    figure(`bundle: the same, against all ${every.length} signatures`, "ms", again, everyLimit),
    figure("bundle: size over entries and openings", "bytes", [bytes.length], [content]),
  ]
}

function alternating(times: number, step: () => void, limit: () => void): [number[], number[]] {
  const [whole, alone]: [number[], number[]] = [[], []]
  for (let run = 0; run < times; run++) {
    alone.push(millisecondsOf(limit))
    whole.push(millisecondsOf(step))
  }
  return [whole, alone]
}
