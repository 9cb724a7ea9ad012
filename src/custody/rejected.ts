/**
 * Why the ledger would not append bytes. A rejection is a value with a code, never an exception.
 * The order is the precedence: of several reasons the first is given, and `docs/rejections.md` has the same order.
 */

export const rejections = {
  "too-long": "longer than a statement may be",
  malformed: "not a statement in its one spelling",
  "newer-format": "cannot decide: written in a newer format than this version knows",
  "attestation-mismatch": "an attestation that was made for other bytes",
  "wrong-origin": "made for another ledger",
  "offer-mismatch": "an acceptance that does not fit the offer inside it",
  "not-accepted-from-outside":
    "a kind that only the ledger itself writes, or that never stands alone",
  "already-begun": "a ledger has one genesis",
  "same-signer": "giver and receiver are the same key or person",
  "key-never-enrolled": "signed by a key that was never enrolled for that party",
  "bad-signature": "a signature that does not hold",
  "not-authorised": "signed by a key that may not make this kind of statement",
  "weak-key": "a public key that is not a proper Ed25519 key",
  "no-possession": "no proof that the key's owner holds it",
  "nonce-reused": "another statement of this key has the same nonce",
  "openings-mismatch": "openings that are not those of the statement",
} as const

export type RejectionCode = keyof typeof rejections

export type Rejected = { readonly code: RejectionCode; readonly sentence: string }

export const rejected = (code: RejectionCode, detail: string): Rejected => ({
  code,
  sentence: `${rejections[code]}: ${detail}`,
})

/** Tells a refusal from the value that a step gives otherwise. */
export const isRejected = (result: object): result is Rejected =>
  "code" in result && "sentence" in result
