/** The misbehaviour file of an audit: what convicts the ledger of the first false seal, or of two histories. */

import { openCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import { encodeMisbehaviour } from "../log/misbehaviour.ts"
import { noteKey, type NoteKey, TYPE_ED25519 } from "../log/note.ts"
import { judge } from "../misbehaviour/judge.ts"
import type { Judgement } from "../misbehaviour/trial.ts"
import { accuseLedger } from "../misbehaviour/whole.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { genesisIn } from "../replay/reading.ts"
import type { Policy } from "../verifier/policy.ts"
import type { PrintedFault } from "./audit-head.ts"
import { sayTo } from "./context.ts"
import { writeWhole } from "./files.ts"
import type { Io } from "./io.ts"

/** What is wrong that a small file can show: by its own codes, and where. */
const shownByFile: readonly string[] = ["false-seal", "map-mismatch"]

/** The first seal that replay does not give; faults are in order. */
export const falseSealIn = (faults: readonly PrintedFault[]): PrintedFault | undefined =>
  faults.find(({ code }) => shownByFile.includes(code))

export const isShownByFile = (faults: readonly PrintedFault[]): boolean =>
  faults.some(({ code }) => code === "fork" || shownByFile.includes(code))

/** A log as it is read once more, from wherever the audit read it. */
export type ReadAgain = {
  /** A signed note; what is read again is what it covers. */
  readonly checkpoint: Uint8Array
  readonly entries: AsyncIterable<Uint8Array>
  /** Without it the key is the one in the genesis. */
  readonly log?: NoteKey
}

/** The file against the seal in entry `at`, whether or not it convicts; a sentence where none can be made. */
export async function fileAgainstSeal(
  { checkpoint, entries, log }: ReadAgain,
  at: number,
): Promise<Uint8Array | string> {
  const all: Uint8Array[] = []
  for await (const bytes of entries) all.push(bytes)
  const key = log ?? keyIn(all[0])
  const size = key && openCheckpoint(checkpoint, key, verifyNode)?.checkpoint.size
  if (key === undefined || size !== all.length)
    return "the newest checkpoint is not one by the ledger's key over the entries that are there"
  if (at >= size) return `entry ${at} is not covered by the newest checkpoint yet`
  const made = accuseLedger({ log: key, checkpoint, entries: all }, at)
  return typeof made === "string" ? made : encodeMisbehaviour(made)
}

function keyIn(first: Uint8Array | undefined): NoteKey | undefined {
  const entry = first && decodeEntry(first)
  const genesis = entry && genesisIn(entry)
  return genesis && noteKey(genesis.terms.origin, TYPE_ED25519, genesis.terms.checkpointKey)
}

/** The judgement of the file, which is written where it convicts; or of none, with the reason why there is none. */
export async function writeConviction(
  io: Io,
  output: string,
  file: Uint8Array | string,
  policy: Policy | undefined,
): Promise<Judgement> {
  if (typeof file === "string") {
    const sentence = `No file can be made that convicts the ledger: ${file}.`
    return { convicted: false, kind: null, whom: null, sentence, steps: [] }
  }
  const judgement = judge(file, policy, verifyNode)
  if (judgement.convicted) {
    await writeWhole(output, file)
    sayTo(io)(`wrote ${output}, ${file.length} bytes`)
  }
  return judgement
}
