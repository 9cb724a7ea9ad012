/** English, opinions and verdicts: the catalogue that the others translate key by key. */

export const finding = {
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
  "seal-used-before": "a seal of this number was put on before",
  "seal-differs": "it bears another seal than the one last put on, and nobody remarked it",
  "denominations-differ": "coins and notes do not add up to the amount",
} as const

/** What stands after a finding, with its particulars. */
export const detail = {
  with: "with {receipt}",
  and: "and {receipt}",
  on: "on {items}",
  item: "item {item}",
  ofContainer: "of the container",
  containerPassedOn: "container passed on",
  gaveHeld: "{giver} gave what {holder} held",
  alsoSigned: "{holder} also signed {receipt}",
  sealInstead: "{seen} instead of {worn}",
  sumInstead: "{sum}, where {amount} is stated",
} as const

/** Why an alternative is one. */
export const why = {
  "not-taken-in": "it may not have been taken into the ledger yet",
  unlinked: "signed for it after a predecessor that is not on record; it may have had it",
  but: "signed for it, but {reason}",
  branch: "signed for it on one branch of a fork: the holder signed it away twice",
  claim: "signed for it, though the one who gave it did not hold it",
  bind: "signed for it without a giver; the holder before is not discharged by that",
  timing: "its receipt may have been signed before or after the time asked",
  last: "signed for it, and no later receipt discharges it",
  "by-another": "signed for it, and no later receipt by another discharges it",
  maybe: "signed for it; whether a later receipt discharges it cannot be decided: {reason}",
  discharged: "signed for it; the receipt that discharges it was signed no earlier than proven",
  carried: "receipt {receipt} put it into other hands and, under this rule, does not pass it on",
  jointly: "answers together with the one who carries it for him, as their contract says",
} as const

/** What is wrong with a signature or receipt. */
export const reason = {
  "signature-doubt": "one of its signatures is in doubt",
  "regime-doubt":
    "by what is on record it cannot be told whether that receipt passes it on: a contract may not have been in force, a place is not described, or an addressee is not named",
  "signed-away": "the holder had signed it away to another",
  "code-shown-before": "another had shown the sender's code before",
  "assurance-below": "assurance S{level} is below S{least}",
  "perhaps-expired": "the offer may have expired before it was accepted",
  expired: "the offer had expired",
  "perhaps-annulled": "it may have been annulled by everyone who signed it",
  annulled: "annulled by everyone who signed it",
  withdrawn: "the offer had been withdrawn",
  "withdrawn-about": "the offer was withdrawn at about that time",
  "key-stolen": "key {key} is said to have been stolen before it signed",
  "key-revoked-about": "key {key} was revoked at about the time it signed",
  "key-revoked": "key {key} was revoked before it signed",
  "other-root": "key {key} does not hang from the pinned root",
  "not-yet-effective": "key {key} was recovered and not yet effective",
  "recovered-root": "it rests on a root key that governance put in place",
} as const

/** What would narrow an open answer. */
export const narrow = {
  checkpoint:
    "a checkpoint after {time}: not yet settled, a receipt may still be submitted until then",
  replay:
    "a cosignature by witnesses that replay the ledger: it is complete on the operator's word",
  better: "better proof of {receipt}: {reason}",
  predecessor: "the predecessor that {receipt} names",
  countersignature: "a countersignature of {receipt} by the organisation that held the item",
  settlement: "a settlement signed by all who signed the branches of the fork",
  general: "a check or count signed by everyone concerned, or a proven earlier time of a receipt",
  keys: "the chain of every key in loose statement {statement}, to check it: {fault}",
} as const

/** The rules of 003 by which liability passes or stays. */
export const liability = {
  L1: "L1: internal hand-over, liability stays in the organisation (003 §40)",
  L2: "L2: receipt for reception (003 §40)",
  L3: "L3: receipt for reception from the carrier (003 §40)",
  L4: "L4: by post, only receipts for posting and for handing out to the addressee (003 §42)",
  L5: "L5: by air, from hand-over to cargo-handling until release at destination (003 §43)",
  L6: "L6: by air with handling by another company, at the aircraft side (003 §43)",
  L7: "L7: no receipt by another, the one who took it in stays liable (003 §40)",
} as const
