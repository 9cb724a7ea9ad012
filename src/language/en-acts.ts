/** English, an item's life: what was done with it, and the words for how. */

export const act = {
  "taken-in": "taken into the ledger by {party}",
  consumed: "made into something else by {party}",
  offered: "offered by {giver} to {party}",
  handed: "handed over by {giver} to {party}",
  unlinked: "handed over by {giver} to {party}, after a receipt that is not on record",
  alone: "signed for by {party} alone: {reason}",
  said: "gone to {party} on the word of {giver} alone: {reason}",
  claimed: "handed over by {giver}, who did not hold it, to {party}",
  another: "accepted by {party}, to whom {giver} had not offered it",
  refused: "refused by {party}",
  "not-presented": "offered to {party} and not presented",
  beside: "a hand-over of what it lay in or held, signed for by {party}",
  packed: "packed into {container} by {party}",
  unpacked: "unpacked from {container} by {party}",
  filled: "filled by {party}",
  emptied: "emptied by {party}",
  checked: "{check} by {party}: {result}",
  reported: "reported by {party}: {report}",
  "reported-between": "reported by {party}: {report}, between {from} and {to}",
  closed: "closed by {party}",
  typed: "{kind} by {party}: {type}",
  other: "{kind} by {party}",
  anybody: "whoever shows the sender’s code",
  nobody: "nobody",
} as const

export const check = {
  seal: "seal checked",
  count: "counted",
  reseal: "sealed anew",
  inspection: "inspected",
  screening: "screened",
  "check-in": "said to be well on duty",
} as const

export const result = {
  "as-declared": "as declared",
  broken: "broken",
  differs: "differs",
  missing: "missing",
  short: "short",
  excess: "excess",
  withheld: "withheld",
} as const

/** Why only one side signed. */
export const absence = {
  "deposit-box": "a deposit box was emptied",
  found: "found",
  recovered: "recovered",
  seized: "seized",
  machine: "taken from a machine",
  letterbox: "a letter box was emptied",
  "refused-to-sign": "the receiver refused to sign",
  "no-key": "the receiver has no key",
  "not-present": "the receiver was not there",
  extra: "found beyond what was offered",
  "accepted-by-another": "accepted by another",
} as const

export const alarm = {
  "hold-up": "hold-up",
  intruder: "intruder",
  "missed-check-in": "missed check-in",
  sensor: "sensor",
  fire: "fire",
} as const

export const event = {
  lock: "locked",
  unlock: "unlocked",
  arm: "armed",
  disarm: "disarmed",
  sensor: "sensor",
  imported: "imported",
  "code-entered": "code entered",
  balance: "balance",
  "route-fixed": "route fixed",
  depart: "departed",
  stop: "stopped",
  arrive: "arrived",
  leave: "left",
  enter: "entered",
  activated: "activated",
  test: "tested",
} as const
