/** One round: the newest publication is shown to every witness that may be asked, and what they sign is kept. */

import type { NoteSignature } from "../log/note.ts"
import { LedgerFault } from "./fault.ts"
import { examine, roundOf } from "./rollback.ts"
import { keepCosignatures, type RoundReport, type Running } from "./running.ts"
import { hasWitnesses, standingOf } from "./shown.ts"
import { type Asked, askWitness, isDue, type Round } from "./witnessing.ts"

/** Runs a step with no write beside it. */
export type Alone = <T>(step: () => Promise<T>) => Promise<T>

/**
 * Resolves when the newest publication has all the quorums that the policy asks for, or when everybody has answered
 * or run out of time. Who is slower is still listened to. A witness that shows this store to be an old copy or a fork
 * stops the ledger.
 */
export async function cosignNewest(running: Running, alone: Alone): Promise<void> {
  const round = roundOf(running)
  if (round === undefined) return
  const due = running.asked.filter((each) => isDue(each, round.now))
  if (due.length === 0) return
  const waiting: NoteSignature[] = []
  const { size } = round.publication.checkpoint
  const keep = (): Promise<void> =>
    alone(() => keepCosignatures(running, size, waiting.splice(0, waiting.length)))
  // One that has its quorums is signed again for the time: nobody waits for that, so everybody is heard.
  const isRenewed = isEnough(running, size)
  await new Promise<void>((resolve, reject) => {
    const steps = due.map(async (asked) => {
      if (await askOne(running, asked, round, waiting)) await keep()
      if (!isRenewed && isEnough(running, size)) resolve()
    })
    Promise.all(steps).then(() => resolve(), reject)
  })
  running.observe?.(outcome(running, size))
}

function outcome(running: Running, size: number): RoundReport {
  const { published, policy, asked } = running
  const standing = published?.size === size ? standingOf(published, policy) : undefined
  return {
    size,
    cosigned: [...(standing?.cosigned ?? [])],
    quorum: standing?.growth ?? false,
    replayQuorum: standing?.replay ?? false,
    faults: asked.flatMap(({ link, fault }) =>
      fault === null ? [] : [{ name: link.name, fault }],
    ),
  }
}

/** Whether there is something to keep. */
async function askOne(
  running: Running,
  asked: Asked,
  round: Round,
  waiting: NoteSignature[],
): Promise<boolean> {
  const said = await askWitness(asked, round)
  if (said.kind === "cosigned") {
    waiting.push(...said.lines)
    return true
  }
  const fault = await examine(running, asked, said)
  if (fault === undefined) return false
  running.failure = fault
  throw fault
}

function isEnough({ cosigned, replayed, policy }: Running, size: number): boolean {
  if (!hasWitnesses(policy)) return false
  const grown = cosigned?.size === size
  return grown && (policy.replayQuorum.kind === "none" || replayed?.size === size)
}

/** Whether this failure says that the store is an old copy or another history. */
export const isRollback = (error: unknown): error is LedgerFault =>
  error instanceof LedgerFault &&
  (error.code === "behind-witnesses" || error.code === "forked-from-witnesses")
