/** English, words: closed lists of terms as people read them, and what is said of verdicts. */

export const kind = {
  genesis: "genesis",
  governance: "governance",
  upgrade: "upgrade",
  party: "party",
  key: "key",
  place: "place",
  contract: "contract",
  intake: "intake",
  close: "close",
  owner: "owner",
  offer: "offer",
  withdraw: "withdraw",
  acceptance: "acceptance",
  pack: "pack",
  unpack: "unpack",
  event: "event",
  settlement: "settlement",
  same: "same thing",
  check: "check",
  duty: "duty",
  alarm: "alarm",
  action: "action",
  report: "report",
  acknowledge: "acknowledge",
  correction: "correction",
  seal: "seal",
  reads: "reads",
  attestation: "attestation",
} as const

export const reservation = {
  "seal-broken": "seal broken",
  "seal-differs": "seal differs",
  short: "short",
  excess: "excess",
  "wrong-item": "wrong item",
  damaged: "damaged",
  unchecked: "unchecked",
} as const

export const report = {
  missing: "missing",
  theft: "theft",
  robbery: "robbery",
  recovery: "recovery",
  deviation: "deviation",
  claim: "claim",
  finding: "finding",
  description: "description",
} as const

export const place = {
  till: "till",
  "counting-room": "counting room",
  "counting-room-equivalent": "a room equivalent to a counting room",
  vault: "vault",
  "storage-unit": "storage unit",
  vehicle: "vehicle",
  street: "street",
  "post-office": "post office",
  "cargo-handling": "cargo handling",
  "aircraft-side": "aircraft side",
  "security-terminal": "security terminal",
  machine: "machine",
  "deposit-box": "deposit box",
  address: "address",
  other: "other",
} as const

export const goods = {
  cash: "cash",
  valuables: "valuables",
  "value-post-1": "value post, class 1",
  "value-post-2": "value post, class 2",
  letter: "letter",
  parcel: "parcel",
  key: "key",
  case: "case",
  cassette: "cassette",
  vehicle: "vehicle",
  other: "other",
  code: "code",
  "deposit-box": "deposit box",
  "storage-unit": "storage unit",
  trolley: "trolley",
  tube: "tube cassette",
} as const

export const feature = {
  shielded: "shielded",
  "money-sensor": "money sensor",
  "dye-pack": "dye pack",
  "deposit-box": "deposit box",
  "hold-up-button": "hold up button",
  "silent-local-alert": "silent local alert",
  "approved-centre": "connection to an approved control centre",
  cctv: "CCTV",
  "cctv-on-alarm": "CCTV connected to the hold-up alarm",
  "verified-alarm": "verified alarm",
  "behind-till-line": "a way behind the till line",
  "restricted-access": "restricted access",
  "two-locks": "two locks",
  "one-lock-inside-only": "one lock inside only",
  "latch-lock": "latch lock",
  "spy-hole": "spy hole",
  "cctv-of-approach": "CCTV of the approach",
  "lock-signs": "lock signs",
  "room-detector": "room detector",
  "box-contact": "box contact",
  "aia-installed": "installation by the AIA catalogue",
  "main-entrance-lit": "main entrance lit",
  "ds3999-annex-b": "DS 3999 annex B",
} as const

export const credential = {
  "guard-authorisation": "authorisation under the act on guard firms",
  "ds-3999": "DS 3999 certificate",
  "personal-approval": "personal approval by the ministry",
  "over-18": "attested age of 18 or over",
  vetting: "vetting",
  "standing-order": "standing order",
  "ssfn-045": "SSFN 045 approval",
  "ssfn-045-equivalent": "approval equivalent to SSFN 045",
} as const

export const limit = {
  till: "greatest till holding",
  round: "greatest sum of one internal round",
  "single-person": "greatest sum for a single person",
  "larger-sum": "what counts as a larger sum",
  "unit-by-day": "approved sum by day",
  "unit-by-night": "approved sum by night",
  "lock-delay": "delay of the lock by sum",
  surveillance: "surveillance",
  "transport-class": "transport class",
  regularity: "regularity",
  "carrier-cap": "carrier's cap",
  "policy-limit": "policy limit",
} as const

export const topic = {
  "till-holdings": "till holdings",
  "till-emptying": "till emptying",
  "internal-transport": "internal transport",
  walkways: "walkways",
  "counting-room": "counting room",
  counting: "counting",
  "storage-until-collection": "storage until collection",
  "reaction-to-robbery": "reaction to robbery",
  "psychological-help": "psychological help",
  "statements-to-the-press": "statements to the press",
} as const

export const paper = {
  "named-security": "security made out to a name",
  bond: "bond",
  "premium-bond": "premium bond",
  share: "share",
  coupon: "coupon",
  "bill-of-exchange": "bill of exchange",
  cheque: "cheque",
  "card-slip": "credit-card slip",
  "bank-book": "bank book",
  "lottery-ticket": "lottery ticket",
  talon: "talon",
  "bearer-security": "bearer security",
  cash: "cash",
  "precious-metal": "precious metal",
  "travellers-cheque": "traveller's cheque",
  "unused-stamp": "unused stamp",
  "excise-band": "excise band",
  "revenue-stamp": "revenue stamp",
} as const

export const verdict = {
  proved: "proved",
  "not-proved": "not-proved",
  undecided: "undecided",
  disputed: "disputed",
  "cannot-decide": "cannot-decide",
} as const

export const scope = {
  unit: "unit",
  contents: "contents",
} as const

export const force = {
  skal: "must",
  bør: "should",
  kan: "may",
  vigtigt: "important",
  lov: "law",
} as const

export const severity = {
  violation: "violation",
  deviation: "deviation",
  note: "note",
} as const

export const outcome = {
  met: "met",
  missed: "missed",
  broken: "broken",
  undecidable: "not decidable from what is recorded",
} as const

/** Kinds of printed numbers that are words; the others are names of standards. */
export const scheme = { bag: "bag", seal: "seal", paper: "paper", free: "number" }
