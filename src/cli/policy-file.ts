/** Trust policies: read from a file, or the one that a ledger of one's own keeps in its data folder. */

import { type NoteKey, printVkey } from "../log/note.ts"
import { MAX_POLICY_BYTES, parsePolicy, type Policy } from "../verifier/policy.ts"
import { unusable } from "./failure.ts"
import { readWithin } from "./files.ts"

export async function readPolicy(path: string): Promise<Policy> {
  return expectPolicy(path, await readWithin(path, MAX_POLICY_BYTES))
}

export function expectPolicy(what: string, text: Uint8Array): Policy {
  const result = parsePolicy(text)
  if (result.ok) return result.policy
  throw unusable(`${what}: line ${result.fault.line}: ${result.fault.sentence}`)
}

/** The policy with this ledger as its log, whether or not it said so. It may not speak of other ledgers. */
export function policyFor(key: NoteKey, what: string, policy: Policy): Policy {
  const stranger = policy.logs.find((log) => printVkey(log) !== printVkey(key))
  if (stranger !== undefined)
    throw unusable(
      `${what}: speaks of the log ${stranger.name} under another key than this ledger's`,
    )
  return { ...policy, logs: [key] }
}
