/** Trust policies: read from a file, or made for a ledger of one's own. */

import { parseVkey } from "../log/note.ts"
import { MAX_POLICY_BYTES, parsePolicy, type Policy } from "../verifier/policy.ts"
import { unusable } from "./failure.ts"
import { readWithin } from "./files.ts"

export async function readPolicy(path: string): Promise<Policy> {
  const result = parsePolicy(await readWithin(path, MAX_POLICY_BYTES))
  if (result.ok) return result.policy
  throw unusable(`${path}: line ${result.fault.line}: ${result.fault.sentence}`)
}

/**
 * No witnesses: all times are the operator's, and one clock cannot be off against itself. Everything else is the
 * policy format's default.
 */
export function ownPolicy(checkpointKey: string): Policy {
  const result = parsePolicy(`log ${checkpointKey}\nquorum none\nclock-error 0\n`)
  if (parseVkey(checkpointKey) === undefined || !result.ok)
    throw unusable(`not a verifier key: ${checkpointKey.slice(0, 300)}`)
  return result.policy
}
