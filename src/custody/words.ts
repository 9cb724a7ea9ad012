/** The longer closed lists of words in terms, open and sealed. A word's number is its place, and never changes. */

export const governanceActs = [
  "recover-root",
  "replace-governors",
  "succeed-seal-key",
  "succeed-promise-key",
] as const

export const placeTypes = [
  "till",
  "counting-room",
  "counting-room-equivalent",
  "vault",
  "storage-unit",
  "vehicle",
  "street",
  "post-office",
  "cargo-handling",
  "aircraft-side",
  "security-terminal",
  "machine",
  "deposit-box",
  "address",
  "other",
] as const

export const checkResults = [
  "as-declared",
  "broken",
  "differs",
  "missing",
  "short",
  "excess",
  "withheld",
] as const

export const actionTypes = [
  "called",
  "police-informed",
  "guard-sent",
  "centre-informed",
  "resolved",
] as const

export const reportTypes = [
  "missing",
  "theft",
  "robbery",
  "recovery",
  "deviation",
  "claim",
  "finding",
  "description",
] as const

export const purposes = ["operation", "claim", "investigation", "audit", "data-subject"] as const

export const goods = [
  "cash",
  "valuables",
  "value-post-1",
  "value-post-2",
  "letter",
  "parcel",
  "key",
  "case",
  "cassette",
  "vehicle",
  "other",
  "code",
  "deposit-box",
  "storage-unit",
  "trolley",
  "tube",
] as const

/** How an item came to whoever took it in, where that matters: dropped directly there is no posting receipt. */
export const channels = ["handed-in", "posted", "direct-drop"] as const

/** Under which section of the guideline liability passes: §40, §42 or §43. */
export const regimes = ["general", "post", "air"] as const
/** At which end of a flight liability passes at the aircraft side only (003 §43). */
export const airEnds = ["both", "origin", "destination"] as const

/** What parties agree on beside their terms, or say of themselves. */
export const conditions = [
  "professional-carrier",
  "financial-institution",
  "public-counter",
  "own-money",
] as const

/** The ten topics that a standing order covers at least (003 §31). */
export const orderTopics = [
  "till-holdings",
  "till-emptying",
  "internal-transport",
  "walkways",
  "counting-room",
  "counting",
  "storage-until-collection",
  "reaction-to-robbery",
  "psychological-help",
  "statements-to-the-press",
] as const

export const eventTypes = [
  "lock",
  "unlock",
  "arm",
  "disarm",
  "sensor",
  "imported",
  "code-entered",
  "balance",
  "route-fixed",
  "depart",
  "stop",
  "arrive",
  "leave",
  "enter",
  "activated",
  "test",
] as const

/** EN 14450 S1 and S2, EN 1143-1 0 to XIII, each better than the one before. */
export const grades = [
  "ungraded",
  "S1",
  "S2",
  "0",
  "I",
  "II",
  "III",
  "IV",
  "V",
  "VI",
  "VII",
  "VIII",
  "IX",
  "X",
  "XI",
  "XII",
  "XIII",
] as const

/** What a place is fitted with, as whoever described it attests. */
export const features = [
  "shielded",
  "money-sensor",
  "dye-pack",
  "deposit-box",
  "hold-up-button",
  "silent-local-alert",
  "approved-centre",
  "cctv",
  "cctv-on-alarm",
  "verified-alarm",
  "behind-till-line",
  "restricted-access",
  "two-locks",
  "one-lock-inside-only",
  "latch-lock",
  "spy-hole",
  "cctv-of-approach",
  "lock-signs",
  "room-detector",
  "box-contact",
  "aia-installed",
  "main-entrance-lit",
  "ds3999-annex-b",
] as const

/** How an act was done, as whoever signs it says. What is not on the list that he signed was not so. */
export const circumstances = [
  "customers-present",
  "door-locked",
  "main-entrance",
  "back-entrance",
  "on-foot",
  "by-vehicle",
  "night",
  "approved-centre",
  "own-centre",
  "neutralising-case",
] as const

/** Sums that the guideline leaves to insurer and contract. */
export const limitNames = [
  "till",
  "round",
  "single-person",
  "larger-sum",
  "unit-by-day",
  "unit-by-night",
  "lock-delay",
  "surveillance",
  "transport-class",
  "regularity",
  "carrier-cap",
  "policy-limit",
] as const

export const credentialKinds = [
  "guard-authorisation",
  "ds-3999",
  "personal-approval",
  "over-18",
  "vetting",
  "standing-order",
  "ssfn-045",
  "ssfn-045-equivalent",
] as const

/** What can lie in value post (003 §41). */
export const paperKinds = [
  "named-security",
  "bond",
  "premium-bond",
  "share",
  "coupon",
  "bill-of-exchange",
  "cheque",
  "card-slip",
  "bank-book",
  "lottery-ticket",
  "talon",
  "bearer-security",
  "cash",
  "precious-metal",
  "travellers-cheque",
  "unused-stamp",
  "excise-band",
  "revenue-stamp",
] as const

/** ISO 17712 classes I, S and H. */
export const sealClasses = ["indicative", "security", "high-security"] as const

export const absentGiver = [
  "deposit-box",
  "found",
  "recovered",
  "seized",
  "machine",
  "letterbox",
] as const
export const absentReceiver = ["refused-to-sign", "no-key", "not-present"] as const
