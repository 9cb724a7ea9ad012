/** The first statement of a ledger of one's own. */

import type { SigningKey } from "../cose/key.ts"
import { draft, type Pen } from "../custody/draft.ts"
import type { Terms } from "../custody/statement.ts"
import type { LedgerKeys } from "../ledger/running.ts"
import type { Io } from "./io.ts"

export type GovernanceTerms = {
  readonly threshold: number
  /** Milliseconds. */
  readonly recoveryDelay: number
}

/** Signed by all governors, the first around the others. */
export function signGenesis(
  keys: LedgerKeys,
  governors: readonly SigningKey[],
  { threshold, recoveryDelay }: GovernanceTerms,
  io: Pick<Io, "clock" | "random">,
): Uint8Array {
  const origin = keys.checkpoint.key.name
  const terms: Terms["genesis"] = {
    origin,
    governors: governors.map(({ publicKey }) => publicKey),
    threshold,
    recoveryDelay,
    sealKey: keys.seal.publicKey,
    promiseKey: keys.promise.publicKey,
    checkpointKey: keys.checkpoint.key.publicKey,
    sample: false,
  }
  const { clock, random } = io
  const [first, ...others] = governors.map(
    (key): Pen => ({ key, origin, party: null, role: "governor", clock, random, seen: () => null }),
  )
  if (first === undefined) throw new Error("genesis: expected governors, got none")
  return draft("genesis", terms, first, { attest: others }).bytes
}
