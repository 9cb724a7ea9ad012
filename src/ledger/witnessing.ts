/**
 * Asking the witnesses: each newest publication is shown to all of them at once, and what they sign is kept beside it.
 * A witness that is down is asked again at the next publication; the ledger waits for nobody longer than the timeout.
 */

import { readCosignatures } from "../log/cosignature.ts"
import { printAddCheckpoint } from "../log/add-checkpoint.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../log/checkpoint.ts"
import { claims, type NoteKey, type NoteSignature } from "../log/note.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { Hash } from "../encoding/bytes.ts"
import type { WitnessAnswer, WitnessApi } from "../api/witness-api.ts"

/** A witness that can be asked. */
export type WitnessLink = {
  /** For people. */
  readonly name: string
  /** The keys by which the policy knows it: of growth, of replay, or both. */
  readonly keys: readonly NoteKey[]
  readonly api: Pick<WitnessApi, "addCheckpoint" | "checkpoint">
  /** Milliseconds between two requests at least: a public witness grants so many a day. */
  readonly everyMs: number
}

/** What is known of one witness; nothing of it is stored, because the witness knows it better. */
export type Asked = {
  readonly link: WitnessLink
  /** Of the newest checkpoint that it holds; undefined before its first answer. */
  size: number | undefined
  askedAt: number
  busy: boolean
  fault: string | null
}

export const notAsked = (link: WitnessLink): Asked => ({
  link,
  size: undefined,
  askedAt: -Infinity,
  busy: false,
  fault: null,
})

export type Prover = (from: number, to: number) => Promise<readonly Hash[]>

export type Round = {
  readonly publication: OpenedCheckpoint
  readonly prove: Prover
  readonly verify: Ed25519Verify
  readonly now: number
  readonly timeoutMs: number
}

/** What one witness said to one publication. */
export type Said =
  | { readonly kind: "cosigned"; readonly lines: readonly NoteSignature[] }
  | { readonly kind: "ahead"; readonly size: number }
  /** It holds a checkpoint that this one does not continue. */
  | { readonly kind: "forked" }
  /** It answered, and cosigned nothing. */
  | { readonly kind: "refused" }
  | { readonly kind: "silent" }

const refused: Said = { kind: "refused" }

/** Whether it may be asked again: it is not being asked, and its quota allows it. */
export const isDue = ({ busy, askedAt, link }: Asked, now: number): boolean =>
  !busy && now - askedAt >= link.everyMs

/** Asks one witness, again at once if it holds another size than was thought. Never throws: a failure is its fault. */
export async function askWitness(asked: Asked, round: Round): Promise<Said> {
  asked.busy = true
  asked.askedAt = round.now
  try {
    return await within(round.timeoutMs, () => askTwice(asked, round))
  } catch (error) {
    asked.fault = error instanceof Error ? error.message : String(error)
    return { kind: "silent" }
  } finally {
    asked.busy = false
  }
}

async function askTwice(asked: Asked, round: Round): Promise<Said> {
  const { size } = round.publication.checkpoint
  const first = await askOnce(asked, round, Math.min(asked.size ?? size, size))
  const answer =
    first.status === 409 && first.size <= size ? await askOnce(asked, round, first.size) : first
  return readAnswer(asked, round, answer)
}

async function askOnce(asked: Asked, round: Round, oldSize: number): Promise<WitnessAnswer> {
  const { checkpoint, bytes } = round.publication
  const proof =
    oldSize === 0 || oldSize === checkpoint.size ? [] : await round.prove(oldSize, checkpoint.size)
  const answer = await asked.link.api.addCheckpoint(
    printAddCheckpoint({ oldSize, proof, checkpoint: bytes }),
  )
  if (answer.status === 409) asked.size = answer.size
  return answer
}

function readAnswer(asked: Asked, round: Round, answer: WitnessAnswer): Said {
  const { publication, verify } = round
  const { size } = publication.checkpoint
  if (answer.status === 409) {
    asked.fault = `it holds ${answer.size} entries, and this is a checkpoint of ${size}`
    return answer.size > size ? { kind: "ahead", size: answer.size } : refused
  }
  if (answer.status !== 200) {
    asked.fault = `status ${answer.status}: ${answer.sentence}`
    // 422 is the answer to a checkpoint that does not continue what the witness holds.
    return answer.status === 422 ? { kind: "forked" } : refused
  }
  // Whatever else it sends is not kept: nobody has verified it, and it would only make the note longer.
  const own = answer.signatures.filter((line) => asked.link.keys.some((key) => claims(line, key)))
  const note = { text: publication.note.text, signatures: own }
  const read = readCosignatures(note, asked.link.keys, verify)
  if (read === undefined || read.length === 0) {
    asked.fault = "its answer holds no cosignature by a key that the policy knows"
    return refused
  }
  asked.size = size
  asked.fault = null
  return { kind: "cosigned", lines: own }
}

async function within<T>(timeoutMs: number, step: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${timeoutMs} milliseconds`)),
      timeoutMs,
    )
  })
  try {
    return await Promise.race([step(), late])
  } finally {
    clearTimeout(timer)
  }
}

/** The newest checkpoint of this ledger that a witness serves, if the ledger's own key signed it. */
export async function checkpointAt(
  link: WitnessLink,
  originHash: string,
  log: NoteKey,
  verify: Ed25519Verify,
  timeoutMs: number,
): Promise<OpenedCheckpoint | undefined> {
  const bytes = await within(timeoutMs, () => link.api.checkpoint(originHash))
  return bytes === undefined ? undefined : openCheckpoint(bytes, log, verify)
}
