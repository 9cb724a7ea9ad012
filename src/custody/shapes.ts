/** The small shapes that terms are made of: ids, times, words. */

import { bytes, identifier, integer, named, oneOf, text } from "../encoding/shape.ts"
import type { KeyId } from "../cose/key.ts"
import type { ItemId, PartyId, PersonId, PlaceId, StatementId } from "./identifier.ts"

export const statementId = named("statement-id", identifier<StatementId>())
export const itemId = named("item-id", identifier<ItemId>())
export const partyId = named("party-id", identifier<PartyId>())
export const placeId = named("place-id", identifier<PlaceId>())
export const keyId = named("key-id", identifier<KeyId>(), "COSE key thumbprint, RFC 9679")
export const personId = named("person-id", identifier<PersonId>(), "a pseudonym")
export const digest = named("digest", identifier<string>(), "SHA-256")
export const publicKey = named("public-key", bytes(32), "Ed25519, RFC 8032")
export const signature = named("signature", bytes(64), "Ed25519, RFC 8032")
/** Milliseconds since 1970 UTC. */
export const instant = named("instant", integer(0, 2 ** 52), "milliseconds since 1970 UTC")
export const duration = named("duration", integer(0, 2 ** 42), "milliseconds")
export const origin = named("origin", text(1, 255), "the ledger's C2SP origin")

/** A closed list of words with a rule of its own in the CDDL. */
export const choice = <const Words extends readonly string[]>(name: string, words: Words) =>
  named(name, oneOf(words))
