/**
 * What subjects are called inside the ledger, and the numbers that people print on goods.
 *
 * A subject's own id is a statement id or made from one, so it cannot be enumerated. A printed number
 * (S10, SSCC, bag, seal) is a sealed attribute, never a key: S10 numbers are reused after 12 months.
 */

import { fromHex, toHex, uint64, utf8 } from "../encoding/bytes.ts"
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
  toHex(hashIn("kvitto/item-id", fromHex(intake) as Uint8Array, uint64(line))) as ItemId

/** The key under which a subject stands in the authenticated map of one ledger. */
export const mapKeyOf = (origin: string, subject: SubjectId): Uint8Array =>
  hashIn("kvitto/map-key", fromHex(subject) as Uint8Array, utf8(origin))

/**
 * Where the ledger notices two live intakes of one blinded number. Hashed once more, because a tag is chosen
 * by its signer and must not be able to name the chain of somebody's item.
 */
export const tagSubject = (tag: string): SubjectId =>
  toHex(hashIn("kvitto/tag", fromHex(tag) as Uint8Array)) as SubjectId
