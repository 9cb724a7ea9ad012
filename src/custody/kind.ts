/** The closed set of statement kinds. A kind's number is its place here, from 1, and never changes. */

export const kinds = [
  "genesis",
  "governance",
  "upgrade",
  "party",
  "key",
  "place",
  "contract",
  "intake",
  "close",
  "owner",
  "offer",
  "withdraw",
  "acceptance",
  "pack",
  "unpack",
  "event",
  "settlement",
  "same",
  "check",
  "duty",
  "alarm",
  "action",
  "report",
  "acknowledge",
  "correction",
  "seal",
  "reads",
  "attestation",
] as const

export type Kind = (typeof kinds)[number]

export const kindNumber = (kind: Kind): number => kinds.indexOf(kind) + 1
export const kindOf = (number: number): Kind | undefined => kinds[number - 1]
