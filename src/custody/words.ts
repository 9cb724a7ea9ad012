/** The longer closed lists of words in open terms. A word's number is its place, and never changes. */

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
] as const

export const purposes = ["operation", "claim", "investigation", "audit", "data-subject"] as const
