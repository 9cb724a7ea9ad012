/** One round: the newest publication is shown to every witness that may be asked, and what they sign is kept. */

import type { NoteSignature } from "../log/note.ts"
import { LedgerFault } from "./fault.ts"
import { examine, roundOf } from "./rollback.ts"
import { keepCosignatures, type RoundReport, type Running } from "./running.ts"
import { hasWitnesses, timesOn } from "./shown.ts"
import { quorumMet } from "../verifier/policy.ts"
import { type Asked, askWitness, isDue, type Round } from "./witnessing.ts"

/** Runs a step with no write beside it. */
export type Alone = <T>(step: () => Promise<T>) => Promise<T>

/**
 * Resolves when the newest publication has all the quorums that the policy asks for, unless everybody is to be heard,
 * or when everybody has answered or run out of time. Who is slower is still listened to. A witness that shows this store to be an old copy or a fork
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
  const hearsAll = isRenewed || running.hearEveryWitness === true
  await new Promise<void>((resolve, reject) => {
    const steps = due.map(async (asked) => {
      if (await askOne(running, asked, round, waiting)) await keep()
      if (!hearsAll && isEnough(running, size)) resolve()
    })
    Promise.all(steps).then(() => resolve(), reject)
  })
  running.observe?.(outcome(running, round, isRenewed))
}

const secondMs = 1000

function outcome(running: Running, round: Round, isRenewed: boolean): RoundReport {
  const { published, policy, asked } = running
  const { size } = round.publication.checkpoint
  const times = published?.size === size ? timesOn(published, policy) : new Map<string, number>()
  // What was signed before says nothing of who is there now; a clock may be a little behind.
  const since = (name: string): number =>
    isRenewed ? round.now - round.timeoutMs - secondMs - everyMsOf(running, name) : -Infinity
  const cosigned = [...times].filter(([name, at]) => at >= since(name)).map(([name]) => name)
  return {
    size,
    isRenewed,
    cosigned,
    quorum: quorumMet(policy.quorum, new Set(cosigned)),
    replayQuorum: quorumMet(policy.replayQuorum, new Set(cosigned)),
    faults: asked.flatMap(({ link, fault }) =>
      fault === null ? [] : [{ name: link.name, fault }],
    ),
  }
}

/** How long a witness may not have been asked, by its quota. */
function everyMsOf({ asked, policy }: Running, name: string): number {
  const key = policy.witnesses.find((witness) => witness.name === name)?.key
  return asked.find(({ link }) => key !== undefined && link.keys.includes(key))?.link.everyMs ?? 0
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
