/**
 * The open terms of each kind: all that `next` needs, and nothing that names a person, a number or a sum.
 * `docs/statement.cddl` is printed from these shapes. Key numbers and the order of words are for ever.
 */

import { bool, bytes, integer, named, type Shape } from "../encoding/shape.ts"
import { fields, list, nullable, row } from "../encoding/structure.ts"
import type { Kind } from "./kind.ts"
import {
  choice,
  digest,
  duration,
  instant,
  itemId,
  keyId,
  origin,
  partyId,
  personId,
  placeId,
  publicKey,
  signature,
  statementId,
} from "./shapes.ts"
import {
  absentGiver,
  absentReceiver,
  actionTypes,
  airEnds,
  channels,
  checkResults,
  conditions,
  eventTypes,
  goods,
  governanceActs,
  orderTopics,
  placeTypes,
  purposes,
  regimes,
  reportTypes,
} from "./words.ts"

/** One statement names at most this many items, nested members included. */
export const maxLines = 500
const maxPlaces = 64
const maxOrders = 16
export const maxSigners = 16

/** An item, and the receipt (or intake) that gave it to whoever signs this. */
export const held = named("held", row({ item: itemId, previous: statementId }))
/** As `held`; `within` is the line of the container that the item lies in, if that container is listed too. */
export const offered = named(
  "offered",
  row({ item: itemId, previous: statementId, within: nullable(integer(0, maxLines - 1)) }),
)

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
  upgrade: fields({
    version: [1, integer(1, 1000)],
    atIndex: [2, integer(0, 2 ** 52)],
    of: [3, choice("upgrade-of", ["format", "rule-book"])],
  }),
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
    regime: [11, choice("regime", regimes)],
    carrier: [12, nullable(partyId)],
    subcontractors: [13, list(partyId, 0, maxSigners)],
    handlers: [14, list(partyId, 0, maxSigners)],
    airEnds: [15, choice("air-ends", airEnds)],
    screening: [16, nullable(partyId)],
    conditions: [17, list(choice("condition", conditions), 0, conditions.length)],
    orders: [
      18,
      list(
        named(
          "standing-order",
          row({
            digest,
            topics: list(choice("order-topic", orderTopics), 0, orderTopics.length),
          }),
        ),
        0,
        maxOrders,
      ),
    ],
    plans: [19, list(digest, 0, maxPlaces)],
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
            addressee: nullable(partyId),
            sealTag: nullable(digest),
            channel: nullable(choice("channel", channels)),
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
    type: [1, choice("event-type", eventTypes)],
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
            sealTag: nullable(digest),
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
    items: [5, items],
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
