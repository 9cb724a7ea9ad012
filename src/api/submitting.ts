/** Parcels to a ledger elsewhere: as many in one request as the server can answer while it reads them. */

import { rejected } from "../custody/rejected.ts"
import { concat } from "../encoding/bytes.ts"
import { type AnswerLine, readAnswerLine } from "./body.ts"
import { type Ask, expectBytes, faultOf, RemoteFault } from "./exchange.ts"
import type { Answer, Refused } from "./ledger-api.ts"
import { maxParcelBytes } from "./parcel.ts"
import { isOneItem } from "./sequence.ts"
import {
  isRejectionCode,
  maxJsonBytes,
  maxParcelsPerRequest,
  maxRequestBytes,
  mediaTypes,
  paths,
} from "./wire.ts"

/** An answer to each parcel, in order. */
export async function submitAll(
  ask: Ask,
  parcels: readonly Uint8Array[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const run of runsOf(parcels)) answers.push(...(await submitRun(ask, run)))
  return answers
}

/** Parcels that go in one request, or one that the server would not be asked about. */
type Run = { readonly parcels: readonly Uint8Array[] } | { readonly refused: Answer }

/** A parcel that is no single CBOR item would spoil the sequence for its neighbours, so it goes alone. */
function runsOf(parcels: readonly Uint8Array[]): readonly Run[] {
  const runs: Run[] = []
  let open: Uint8Array[] = []
  let weight = 0
  const close = (): void => {
    if (open.length > 0) runs.push({ parcels: open })
    open = []
    weight = 0
  }
  for (const parcel of parcels) {
    const fits = open.length < maxParcelsPerRequest && weight + parcel.length <= maxRequestBytes
    const alone = !isOneItem(parcel)
    if (alone || !fits) close()
    if (parcel.length > maxParcelBytes) runs.push({ refused: tooLong(parcel) })
    else if (alone) runs.push({ parcels: [parcel] })
    else {
      open.push(parcel)
      weight += parcel.length
    }
  }
  close()
  return runs
}

export const tooLong = ({ length }: Uint8Array): Refused => ({
  ok: false,
  ...rejected("too-long", `a parcel has at most ${maxParcelBytes} bytes, got ${length}`),
})

async function submitRun(ask: Ask, run: Run): Promise<readonly Answer[]> {
  if ("refused" in run) return [run.refused]
  const [first, ...others] = run.parcels
  if (first !== undefined && others.length === 0) return [await submitOne(ask, first)]
  const content = { type: mediaTypes.parcels, bytes: concat(...run.parcels) }
  const accept = mediaTypes.answers
  const reply = await ask({ path: paths.parcels, content, accept, limit: maxJsonBytes })
  const answers = linesOf(expectBytes(reply)).map(readAnswerLine).map(expectAnswer)
  if (answers.length !== run.parcels.length)
    throw new RemoteFault(
      "unexpected",
      `expected ${run.parcels.length} answers, got ${answers.length}`,
    )
  return answers
}

async function submitOne(ask: Ask, bytes: Uint8Array): Promise<Answer> {
  const content = { type: mediaTypes.cbor, bytes }
  const accept = mediaTypes.json
  const reply = await ask({ path: paths.parcels, content, accept, limit: maxJsonBytes })
  if ("problem" in reply && isRejectionCode(reply.problem.code))
    return { ok: false, code: reply.problem.code, sentence: reply.problem.detail }
  return expectAnswer(readAnswerLine(expectBytes(reply)))
}

function expectAnswer(line: AnswerLine | undefined): Answer {
  if (line === undefined) throw new RemoteFault("unexpected", "expected an answer to a parcel")
  if ("ok" in line) return line
  throw faultOf(line)
}

const newline = 10

/** Every line ends in a newline; what does not was cut off, and is left out. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}
