/**
 * Whether a leaf is in a log that the policy trusts: by a tlog-proof, which carries the witnesses' cosignatures, or by
 * a COSE receipt, which is the ledger's word alone. Neither says anything about what the entry holds, or about what
 * came after it.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { keyIdOf } from "../cose/key.ts"
import type { Hash } from "../encoding/bytes.ts"
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from "../log/checkpoint.ts"
import { openCoseReceipt, provesInclusion } from "../log/cose-receipt.ts"
import { parseNote } from "../log/note.ts"
import { parseTlogProof } from "../log/tlog-proof.ts"
import { verifyInclusion } from "../merkle/proof.ts"
import { type Policy, quorumMet } from "./policy.ts"
import { cosigners } from "./proof.ts"

/** Why a leaf is not shown to be in a log, and in words. Of several reasons the first of this list is given. */
export const inclusionCodes = {
  malformed: "the file is not exactly what a maker of this format writes",
  "unknown-log": "the policy names no log of this origin",
  "bad-log-signature":
    "the log's signature is missing or false; a COSE receipt for another leaf looks the same",
  "false-cosignature": "a line that claims to be by a witness of the policy is false",
  "quorum-not-met":
    "fewer witnesses signed than the policy's quorum asks for; a COSE receipt carries none",
  "not-included": "the path does not lead from this leaf to the root that the log signed",
} as const

export type InclusionCode = keyof typeof inclusionCodes

/** `size` of the tree, `index` of the leaf in it; `cosigned`: names of the policy's witnesses, in its order. */
export type InclusionVerdict =
  | {
      readonly ok: true
      readonly origin: string
      readonly size: number
      readonly index: number
      readonly cosigned: readonly string[]
    }
  | { readonly ok: false; readonly code: InclusionCode; readonly sentence: string }

/** What an inclusion verdict says to people. */
export function inclusionLine(verdict: InclusionVerdict): string {
  if (!verdict.ok) return `Not proved: ${verdict.code}: ${verdict.sentence}.`
  const { origin, size, index, cosigned } = verdict
  const by =
    cosigned.length === 0
      ? "on the ledger's word alone"
      : `in a tree cosigned by ${cosigned.join(", ")}`
  return `Proved: it is entry ${index} of the ${size} entries of ${origin}, ${by}. What it means, only a bundle shows.`
}

const refuse = (code: InclusionCode): InclusionVerdict => ({
  ok: false,
  code,
  sentence: inclusionCodes[code],
})

const originOf = (checkpoint: Uint8Array): string | undefined => {
  const note = parseNote(checkpoint)
  return note === undefined ? undefined : parseCheckpoint(note.text)?.origin
}

/** The checkpoint if a log of the policy signed it: a ledger that changed its key has two keys of one name there. */
export function openTrusted(
  checkpoint: Uint8Array,
  policy: Policy,
  verify: Ed25519Verify,
): OpenedCheckpoint | undefined {
  for (const log of policy.logs) {
    const opened = openCheckpoint(checkpoint, log, verify)
    if (opened !== undefined) return opened
  }
  return undefined
}

/** The steps of C2SP tlog-proof, in their order. `leaf` is a leaf hash; `extra` is not looked at. */
export function verifyTlogProof(
  bytes: Uint8Array,
  leaf: Hash,
  policy: Policy,
  verify: Ed25519Verify,
): InclusionVerdict {
  const proof = parseTlogProof(bytes)
  if (proof === undefined) return refuse("malformed")
  const origin = originOf(proof.checkpoint)
  if (!policy.logs.some(({ name }) => name === origin)) return refuse("unknown-log")
  const opened = openTrusted(proof.checkpoint, policy, verify)
  if (opened === undefined) return refuse("bad-log-signature")
  const names = cosigners(opened, policy, verify)
  if (names === undefined) return refuse("false-cosignature")
  if (!quorumMet(policy.quorum, names)) return refuse("quorum-not-met")
  const { checkpoint } = opened
  const { index, path } = proof
  if (!verifyInclusion(index, checkpoint.size, leaf, path, checkpoint.root))
    return refuse("not-included")
  const inOrder = policy.witnesses.map(({ name }) => name)
  return {
    ok: true,
    origin: checkpoint.origin,
    size: checkpoint.size,
    index,
    cosigned: inOrder.filter((name) => names.has(name)),
  }
}

/**
 * RFC 9942 §5.2.1 with the signed size and index. Path and signature are one check: the root is not in the file, so
 * a wrong leaf is a wrong signature. Under a quorum other than none it is `quorum-not-met` even if all is right.
 */
export function verifyCoseReceipt(
  bytes: Uint8Array,
  leaf: Hash,
  policy: Policy,
  verify: Ed25519Verify,
): InclusionVerdict {
  const receipt = openCoseReceipt(bytes)
  if (receipt === undefined) return refuse("malformed")
  const { origin, size, index } = receipt
  const logs = policy.logs.filter(({ name }) => name === origin)
  if (logs.length === 0) return refuse("unknown-log")
  const log = logs.find(({ publicKey }) => keyIdOf(publicKey) === receipt.keyId)
  if (log === undefined || !provesInclusion(receipt, leaf, log.publicKey, verify))
    return refuse("bad-log-signature")
  if (!quorumMet(policy.quorum, new Set())) return refuse("quorum-not-met")
  return { ok: true, origin, size, index, cosigned: [] }
}
