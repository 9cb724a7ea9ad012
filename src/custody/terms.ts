/**
 * The open terms of each kind: all that `next` needs, and nothing that names a person, a number or a sum.
 * `docs/statement.cddl` is printed from these shapes. Key numbers and the order of words are for ever.
 */

import {
  bool,
  bytes,
  fields,
  identifier,
  integer,
  list,
  named,
  nullable,
  oneOf,
  row,
  type Shape,
  text,
} from "../encoding/shape.ts"
import type { KeyId } from "../cose/key.ts"
import type { ItemId, PartyId, PersonId, PlaceId, StatementId } from "./identifier.ts"
import type { Kind } from "./kind.ts"
import {
  actionTypes,
  checkResults,
  governanceActs,
  placeTypes,
  purposes,
  reportTypes,
} from "./words.ts"

/** One statement names at most this many items, nested members included. */
export const maxLines = 500
const maxPlaces = 64
export const maxSigners = 16

export const statementId = named("statement-id", identifier<StatementId>())
export const itemId = named("item-id", identifier<ItemId>())
export const partyId = named("party-id", identifier<PartyId>())
export const placeId = named("place-id", identifier<PlaceId>())
export const keyId = named("key-id", identifier<KeyId>(), "COSE key thumbprint, RFC 9679")
export const personId = named("person-id", identifier<PersonId>(), "a pseudonym")
export const digest = named("digest", identifier<string>(), "SHA-256")
export const publicKey = named("public-key", bytes(32), "Ed25519, RFC 8032")
const signature = named("signature", bytes(64), "Ed25519, RFC 8032")
/** Milliseconds since 1970 UTC. */
export const instant = named("instant", integer(0, 2 ** 52), "milliseconds since 1970 UTC")
const duration = named("duration", integer(0, 2 ** 42), "milliseconds")
export const origin = named("origin", text(1, 255), "the ledger's C2SP origin")

/** A closed list of words with a rule of its own in the CDDL. */
const choice = <const Words extends readonly string[]>(name: string, words: Words) =>
  named(name, oneOf(words))

/** An item, and the receipt (or intake) that gave it to whoever signs this. */
export const held = named("held", row({ item: itemId, previous: statementId }))
/** As `held`; `within` is the line of the container that the item lies in, if that container is listed too. */
export const offered = named(
  "offered",
  row({ item: itemId, previous: statementId, within: nullable(integer(0, maxLines - 1)) }),
)

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
] as const

export const reservationCodes = [
  "seal-broken",
  "seal-differs",
  "short",
  "excess",
  "wrong-item",
  "damaged",
  "unchecked",
] as const

export const outcomes = ["accepted", "with-reservation", "refused", "not-presented"] as const

export const absentGiver = ["deposit-box", "found", "recovered", "seized", "machine"] as const
export const absentReceiver = ["refused-to-sign", "no-key", "not-present"] as const

const items = list(itemId, 0, maxLines)
const someHeld = list(held, 1, maxLines)

export const termShapes = {
  genesis: fields({
    origin: [1, origin],
    governors: [2, list(publicKey, 1, maxSigners)],
    threshold: [3, integer(1, maxSigners)],
    recoveryDelay: [4, duration],
    sealKey: [5, publicKey],
    promiseKey: [6, publicKey],
    checkpointKey: [7, publicKey],
    sample: [8, bool],
  }),
  governance: fields({
    act: [1, choice("governance-act", governanceActs)],
    party: [2, nullable(partyId)],
    key: [3, nullable(publicKey)],
    possession: [4, nullable(signature)],
    governors: [5, list(publicKey, 0, maxSigners)],
    threshold: [6, nullable(integer(1, maxSigners))],
  }),
  upgrade: fields({ version: [1, integer(1, 1000)], atIndex: [2, integer(0, 2 ** 52)] }),
  party: fields({
    form: [1, choice("party-form", ["organisation", "self-employed", "authority"])],
    root: [2, publicKey],
    possession: [3, signature],
  }),
  key: fields({
    act: [1, choice("key-act", ["enrol", "succeed", "revoke"])],
    key: [2, publicKey],
    possession: [3, nullable(signature)],
    replaces: [4, nullable(keyId)],
    person: [5, nullable(personId)],
    rights: [6, choice("key-rights", ["sign", "enrol"])],
    assurance: [7, integer(0, 3)],
    compromisedSince: [8, nullable(instant)],
  }),
  place: fields({
    type: [1, choice("place-type", placeTypes)],
  }),
  contract: fields({
    revises: [1, nullable(statementId)],
    parties: [2, list(partyId, 2, maxSigners)],
    start: [3, nullable(instant)],
    end: [4, nullable(instant)],
    deliveryPoints: [5, list(placeId, 0, maxPlaces)],
    timeToSubmit: [6, nullable(duration)],
    timeToCheck: [7, nullable(duration)],
    minimumAssurance: [8, integer(0, 3)],
    jointly: [9, bool],
    adjudicator: [10, nullable(partyId)],
  }),
  intake: fields({
    lines: [
      1,
      list(
        named(
          "intake-line",
          row({
            goods: choice("goods", goods),
            container: bool,
            owner: nullable(partyId),
            code: nullable(digest),
            tag: nullable(digest),
          }),
        ),
        1,
        maxLines,
      ),
    ],
    consumes: [2, list(held, 0, maxLines)],
  }),
  close: fields({
    lines: [1, someHeld],
    reason: [2, choice("close-reason", ["paid-in", "consumed", "destroyed", "returned-to-owner"])],
  }),
  owner: fields({ lines: [1, someHeld], owner: [2, nullable(partyId)] }),
  offer: fields({
    to: [1, nullable(partyId)],
    expires: [2, instant],
    lines: [3, list(offered, 1, maxLines)],
  }),
  withdraw: fields({ offer: [1, statementId], items: [2, list(itemId, 1, maxLines)] }),
  acceptance: fields({
    side: [1, choice("side", ["both", "reception-only", "giver-only"])],
    offer: [2, nullable(named("offer-bytes", bytes(1, 65_535), "the offer exactly as signed"))],
    absentGiver: [3, nullable(choice("absent-giver", absentGiver))],
    absentReceiver: [4, nullable(choice("absent-receiver", absentReceiver))],
    lines: [5, list(offered, 0, maxLines)],
    outcomes: [
      6,
      list(
        named(
          "outcome-line",
          row({
            outcome: choice("outcome", outcomes),
            reservations: list(choice("reservation", reservationCodes), 0, 7),
          }),
        ),
        1,
        maxLines,
      ),
    ],
    extras: [
      7,
      list(
        named("extra", row({ item: nullable(itemId), previous: nullable(statementId) })),
        0,
        maxLines,
      ),
    ],
    into: [8, nullable(itemId)],
    deliveryPoint: [9, nullable(placeId)],
    oneTime: [
      10,
      nullable(named("one-time-key", row({ key: publicKey, code: nullable(bytes(16, 64)) }))),
    ],
  }),
  pack: fields({ container: [1, itemId], lines: [2, someHeld] }),
  unpack: fields({ container: [1, itemId], lines: [2, someHeld] }),
  event: fields({
    type: [1, choice("event-type", ["lock", "unlock", "arm", "disarm", "sensor", "imported"])],
    items: [2, items],
    place: [3, nullable(placeId)],
  }),
  settlement: fields({ item: [1, itemId], previous: [2, statementId], chosen: [3, statementId] }),
  same: fields({ items: [1, list(itemId, 2, 2)] }),
  check: fields({
    type: [1, choice("check-type", ["seal", "count", "reseal", "inspection", "screening"])],
    lines: [
      2,
      list(
        named(
          "check-line",
          row({
            item: itemId,
            previous: statementId,
            result: choice("check-result", checkResults),
          }),
        ),
        1,
        maxLines,
      ),
    ],
  }),
  duty: fields({
    act: [1, choice("duty-act", ["on", "check-in", "off"])],
    duty: [2, nullable(statementId)],
    interval: [3, nullable(duration)],
    until: [4, nullable(instant)],
  }),
  alarm: fields({
    type: [1, choice("alarm-type", ["hold-up", "intruder", "missed-check-in", "sensor", "fire"])],
    duty: [2, nullable(statementId)],
    items: [3, items],
  }),
  action: fields({
    of: [1, statementId],
    type: [2, choice("action-type", actionTypes)],
  }),
  report: fields({
    type: [1, choice("report-type", reportTypes)],
    items: [2, items],
    from: [3, nullable(instant)],
    to: [4, nullable(instant)],
  }),
  acknowledge: fields({
    act: [1, choice("acknowledge-act", ["read", "ratify"])],
    of: [2, statementId],
    items: [3, items],
  }),
  correction: fields({
    act: [1, choice("correction-act", ["remark", "annul"])],
    of: [2, statementId],
    items: [3, items],
  }),
  seal: fields({
    size: [1, integer(1, 2 ** 52)],
    mapRoot: [2, bytes(32)],
    subjects: [3, integer(0, 2 ** 52)],
    time: [4, instant],
  }),
  reads: fields({
    purpose: [1, choice("purpose", purposes)],
    items: [2, items],
  }),
  attestation: fields({ over: [1, digest] }),
} as const satisfies Readonly<Record<Kind, Shape<unknown>>>
