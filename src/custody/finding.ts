/**
 * What the record itself shows about a recorded act. A finding never removes the act: the ledger records what
 * happened, and marks it. (Findings of the rule book about safety come from `rules`.)
 */

export const findings = {
  unlinked: "its predecessor is not on record yet",
  linked: "a waiting statement found its predecessor",
  fork: "the holder signed the same item away twice",
  concurring: "the same hand-over is on record twice",
  "claim-by-non-holder": "handed over by one who did not hold it",
  "accepted-by-another": "accepted by another than the one it was offered to",
  "code-not-proved": "the one-time key does not prove the sender's code",
  refused: "the receiver refused the item; it stays with the giver",
  "not-presented": "the item was offered and not presented",
  reservation: "taken over with a reservation",
  extra: "taken over beyond what was offered",
  "packed-not-listed": "packed in a container that was handed over without listing it",
  "not-the-holder": "signed by one who did not hold the item",
  "container-full": "the container holds as many items as a ledger follows",
  "number-seen-before": "another intake bears the same blinded number",
  "key-revoked": "signed with a key that had been revoked",
  "key-not-yet-effective": "signed with a recovered key before its delay had passed",
  "root-recovered": "governance gave the party a new root key",
  "contract-unknown": "the contract cited is not on record",
  "contract-not-binding": "the contract cited does not bind both parties",
  "contract-revised": "a later version of the contract cited is on record",
  "seen-unknown": "the checkpoint that the signer claims to have seen is not known",
  "times-contradict":
    "its proven times contradict each other: more witnesses are wrong than the policy reckons with",
  "claim-outside-bracket": "the device's time lies outside what is proven",
  "late-submission": "put on record after the contract's time to submit",
  "offer-expired": "accepted after the offer had expired",
  "offer-withdrawn": "accepted after the offer had been withdrawn",
  "contradictory-acceptance": "the receiver signed two different outcomes of one hand-over",
  "closed-by-holder": "closed on the holder's own word",
  "same-thing": "said to be the same thing as another item",
  reported: "a report about it",
  settled: "a fork was settled",
  annulled: "annulled by everyone who signed it",
  ratified: "ratified by the holder's own organisation",
  "bad-identifier": "a printed number with a wrong check digit",
  "openings-missing": "sealed terms were never delivered",
} as const

export type FindingCode = keyof typeof findings

export type Finding = {
  readonly code: FindingCode
  /** The statement it is about. */
  readonly statement: string
  readonly sentence: string
}

export const finding = (code: FindingCode, statement: string, detail = ""): Finding => ({
  code,
  statement,
  sentence: detail === "" ? findings[code] : `${findings[code]}: ${detail}`,
})
