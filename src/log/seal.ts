/**
 * The seal: the ledger's own statement that closes a publication, and its last leaf, at size − 1. It holds the root of the
 * map over exactly the entries before it, and the ledger's time.
 */

import type { Hash } from "../encoding/bytes.ts"
import type { SigningKey } from "../cose/key.ts"
import { type Payload, signStatement } from "../custody/statement.ts"

export type SealTerms = {
  /** How many entries it covers, which is its own index. */
  readonly size: number
  readonly mapRoot: Hash
  readonly subjects: number
  /** Milliseconds since 1970 by the ledger's clock. */
  readonly time: number
}

/** A seal has nobody's duress to hide and no openings; those fields are zero. */
export function makeSeal(origin: string, terms: SealTerms, key: SigningKey): Uint8Array {
  const payload: Payload<"seal"> = {
    kind: "seal",
    origins: [origin],
    // The map root and the size already make every seal another one.
    nonce: terms.mapRoot,
    party: null,
    role: "ledger",
    crew: [],
    onBehalfOf: null,
    signedAt: { at: terms.time, offset: 0 },
    acted: null,
    seen: null,
    contract: null,
    procedure: null,
    plan: null,
    openingsChecked: false,
    duress: "0".repeat(64),
    attestations: [],
    sealed: null,
    terms,
  }
  return signStatement(payload, key)
}
