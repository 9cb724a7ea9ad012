/**
 * What subjects are called inside the ledger, and the numbers that people print on goods.
 *
 * A subject's own id is a statement id or made from one, so it cannot be enumerated. A printed number
 * (S10, SSCC, bag, seal) is a sealed attribute, never a key: S10 numbers are reused after 12 months.
 */

import { concat, fromHex, toHex, uint64, utf8 } from "../encoding/bytes.ts"
import { hashIn } from "../encoding/hash.ts"

/** SHA-256 over all bytes of a signed statement, signature included; 64 lower-case hex digits, as all ids here. */
export type StatementId = string & { readonly __brand: "StatementId" }
/** SHA-256 over the id of the item's intake and its line. */
export type ItemId = string & { readonly __brand: "ItemId" }
/** The id of the statement by which governance admitted the party. */
export type PartyId = string & { readonly __brand: "PartyId" }
/** The id of the statement that described the place. */
export type PlaceId = string & { readonly __brand: "PlaceId" }
/** A person's pseudonym: random, chosen by the employer, resolved only in its own vault. */
export type PersonId = string & { readonly __brand: "PersonId" }
/** Anything that has a chain. */
export type SubjectId = string & { readonly __brand: "SubjectId" }

export const statementIdOf = (bytes: Uint8Array): StatementId =>
  toHex(hashIn("kvitto/statement-id", bytes)) as StatementId

/** The id of the item on line `line` (from 0) of an intake. */
export const itemIdOf = (intake: StatementId, line: number): ItemId =>
  toHex(hashIn("kvitto/item-id", concat(fromHex(intake) as Uint8Array, uint64(line)))) as ItemId

/** The key under which a subject stands in the authenticated map of one ledger. */
export const mapKeyOf = (origin: string, subject: SubjectId): Uint8Array =>
  hashIn("kvitto/map-key", concat(fromHex(subject) as Uint8Array, utf8(origin)))

/**
 * Where the ledger notices two live intakes of one blinded number. Hashed once more, because a tag is chosen
 * by its signer and must not be able to name the chain of somebody's item.
 */
export const tagSubject = (tag: string): SubjectId =>
  toHex(hashIn("kvitto/tag", fromHex(tag) as Uint8Array)) as SubjectId

export const schemes = ["free", "s10", "sscc", "seal", "bag", "paper"] as const
export type Scheme = (typeof schemes)[number]

export type Identifier = { readonly scheme: Scheme; readonly value: string }

/**
 * The check digit of a UPU S10 number over its eight serial digits (UPU S10: weights 8 6 4 2 3 5 9 7,
 * 11 − sum mod 11, with 10 → 0 and 11 → 5).
 */
function s10CheckDigit(serial: string): number {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(serial.charAt(i)), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 0 : check === 11 ? 5 : check
}

/** The GS1 modulo-10 check digit over the digits before it (GS1 General Specifications 7.9.1). */
function gs1CheckDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++)
    sum += Number(digits.charAt(digits.length - 1 - i)) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/** Why a printed number cannot be one of its scheme, or undefined if it can. Free numbers are never wrong. */
export function identifierFault({ scheme, value }: Identifier): string | undefined {
  switch (scheme) {
    case "s10": {
      if (!/^[A-Z]{2}[0-9]{9}[A-Z]{2}$/.test(value))
        return `S10 number: expected two letters, nine digits, two letters, got ${value}`
      const expected = s10CheckDigit(value.slice(2, 10))
      if (Number(value.charAt(10)) !== expected)
        return `S10 number ${value}: expected check digit ${expected}, got ${value.charAt(10)}`
      return undefined
    }
    case "sscc": {
      if (!/^[0-9]{18}$/.test(value)) return `SSCC: expected 18 digits, got ${value}`
      const expected = gs1CheckDigit(value.slice(0, 17))
      if (Number(value.charAt(17)) !== expected)
        return `SSCC ${value}: expected check digit ${expected}, got ${value.charAt(17)}`
      return undefined
    }
    case "free":
    case "seal":
    case "bag":
    case "paper":
      return undefined
  }
}
