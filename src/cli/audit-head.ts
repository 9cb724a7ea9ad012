/** The newest checkpoint of an audit: by which log it is signed, and who cosigned it. */

import { toHex } from "../encoding/bytes.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../log/checkpoint.ts"
import { readCosignatures } from "../log/cosignature.ts"
import type { NoteKey } from "../log/note.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { type Policy, quorumMet, quorumWitnesses } from "../verifier/policy.ts"

/** What is found wrong beside the entries where a log is audited from its tiles, or a policy is asked. */
export const distanceCodes = {
  "wrong-tile": "a tile is not of the tree whose root the checkpoint has",
  "went-back": "the newest checkpoint covers fewer entries than were replayed before",
  fork: "the log signed two histories: a checkpoint does not extend the entries replayed",
  "false-cosignature": "a line in a witness's name is not by its key",
  "no-quorum": "too few witnesses cosigned the newest checkpoint",
} as const

/** `index`: of the entry, or the last one of the checkpoint, that it is about. */
export const distanceFault = (
  index: number,
  code: keyof typeof distanceCodes,
  detail: string,
): PrintedFault => ({ index, code, sentence: `${distanceCodes[code]} (${detail})` })

/** As commands print them: those of the audit, of the folder and of the way the log was got. */
export type PrintedFault = {
  readonly index: number
  readonly code: string
  readonly sentence: string
}

/** What is said of the newest checkpoint. The rest is there where a policy is. */
export type Head = {
  readonly size: number
  readonly root: string
  /** By the policy's names; `at`: whole seconds since 1970, of its latest cosignature. */
  readonly cosigned?: readonly { readonly witness: string; readonly at: number }[]
  readonly quorum?: boolean
  readonly replayQuorum?: boolean
}

export type JudgedHead = {
  /** Undefined where the checkpoint is not signed as it must be: then there is nothing to hold entries against. */
  readonly signed: { readonly opened: OpenedCheckpoint; readonly log: NoteKey } | undefined
  readonly head: Head | null
  readonly faults: readonly PrintedFault[]
}

const headOf = ({ checkpoint }: OpenedCheckpoint): Head => ({
  size: checkpoint.size,
  root: toHex(checkpoint.root),
})

/** Held against the policy's log keys, its witnesses' keys and its quorum of growth. */
export function judgeHead(note: Uint8Array, policy: Policy): JudgedHead {
  for (const log of policy.logs) {
    const signed = signedBy(note, log)
    if (signed !== undefined) return judgeCosigned(signed, policy)
  }
  return unsigned("it is not signed by a log of the policy")
}

const signedBy = (note: Uint8Array, log: NoteKey): JudgedHead["signed"] => {
  const opened = openCheckpoint(note, log, verifyNode)
  return opened && { opened, log }
}

const unsigned = (why: string): JudgedHead => {
  const fault = {
    index: 0,
    code: "checkpoint-signature",
    sentence: `the newest checkpoint: ${why}`,
  }
  return { signed: undefined, head: null, faults: [fault] }
}

/** Held against one key, where no policy says anything of witnesses. */
export function judgeSigned(note: Uint8Array, log: NoteKey): JudgedHead {
  const signed = signedBy(note, log)
  if (signed === undefined) return unsigned(`it is not signed by the key of ${log.name}`)
  return { signed, head: headOf(signed.opened), faults: [] }
}

function judgeCosigned(signed: NonNullable<JudgedHead["signed"]>, policy: Policy): JudgedHead {
  const { opened } = signed
  const { size } = opened.checkpoint
  const last = Math.max(0, size - 1)
  const keys = policy.witnesses.map(({ key }) => key)
  const cosignatures = readCosignatures(opened.note, keys, verifyNode)
  if (cosignatures === undefined) {
    const fault = distanceFault(last, "false-cosignature", `checkpoint of ${size} entries`)
    return { signed, head: headOf(opened), faults: [fault] }
  }
  const latest = new Map<string, number>()
  for (const { name, key } of policy.witnesses)
    for (const { witness, time } of cosignatures) if (witness === key) latest.set(name, time)
  const names = new Set(latest.keys())
  const quorum = quorumMet(policy.quorum, names)
  const head: Head = {
    ...headOf(opened),
    cosigned: Array.from(latest, ([witness, at]) => ({ witness, at })),
    quorum,
    replayQuorum: quorumMet(policy.replayQuorum, names),
  }
  const asked = quorumWitnesses(policy.quorum).length
  const fault = distanceFault(last, "no-quorum", `${names.size} of ${asked}, at ${size} entries`)
  return { signed, head, faults: quorum ? [] : [fault] }
}

/** In words, where a policy has been asked. */
export function headLines(head: Head | null, policy: Policy | undefined): readonly string[] {
  if (head === null || policy === undefined || head.cosigned === undefined) return []
  const names = head.cosigned.map(({ witness }) => witness)
  const by = names.length === 0 ? "by nobody" : `by ${names.join(", ")}`
  const said = (kind: "none" | "witness" | "group", met: boolean | undefined): string =>
    kind === "none" ? "asks for nobody" : met === true ? "met" : "NOT met"
  return [
    `checkpoint of ${head.size} entries, cosigned ${by}`,
    `quorum: ${said(policy.quorum.kind, head.quorum)}; replay quorum: ${said(policy.replayQuorum.kind, head.replayQuorum)}`,
  ]
}
