/**
 * What may stand in sealed terms: every field with its number and shape, and which kind of statement has which. The
 * numbers and the order of the fields are for ever.
 */

import {
  type Of,
  bool,
  bytes,
  identifier,
  integer,
  named,
  oneOf,
  type Shape,
  text,
} from "../encoding/shape.ts"
import { list, nullable, row } from "../encoding/structure.ts"
import type { PlaceId } from "./identifier.ts"
import type { Kind } from "./kind.ts"
import { money } from "./money.ts"
import { schemes } from "./printed.ts"
import {
  circumstances,
  credentialKinds,
  features,
  grades,
  limitNames,
  paperKinds,
  sealClasses,
} from "./words.ts"

const digest = bytes(32)
const minuteOfDay = integer(0, 1440)
/** Milliseconds since 1970 UTC. */
const moment = integer(0, 2 ** 52)

/** A permit or approval, who gave it, and from when to when it holds; null: without an end of that side. */
const credential = named(
  "credential",
  row({
    kind: named("credential-kind", oneOf(credentialKinds)),
    issuer: text(0, 100),
    number: text(0, 100),
    from: nullable(moment),
    to: nullable(moment),
  }),
)
export type Credential = Of<typeof credential>

/**
 * A sum that insurer or contract sets. `grade`: for units of that grade. `number`: minutes of a lock's delay or of
 * regularity, the level of surveillance, or the transport class, that goes with sums up to `amount`.
 */
const limit = named(
  "limit",
  row({
    limit: named("limit-name", oneOf(limitNames)),
    grade: nullable(named("grade", oneOf(grades))),
    number: nullable(integer(0, 100_000)),
    amount: nullable(money),
  }),
)
export type Limit = Of<typeof limit>

/** What a place is like: `delay` in minutes, `windows` in minutes of the local day of the IANA `zone`. */
const fittings = row({
  grade: nullable(named("grade", oneOf(grades))),
  approved: nullable(money),
  room: nullable(identifier<PlaceId>()),
  premises: nullable(identifier<PlaceId>()),
  features: list(named("feature", oneOf(features)), 0, features.length),
  delay: nullable(minuteOfDay),
  windows: list(row({ from: minuteOfDay, to: minuteOfDay }), 0, 16),
  zone: nullable(text(1, 64)),
  surveillance: nullable(integer(0, 9)),
})
export type Fittings = Of<typeof fittings>

/** What lies in an item: coins and notes by face value in minor units, papers with the day that changes their class. */
const inventory = row({
  saidToContain: bool,
  denominations: list(row({ face: integer(1, 10 ** 9), count: integer(0, 10 ** 7) }), 0, 32),
  papers: list(
    named(
      "paper",
      row({
        kind: named("paper-kind", oneOf(paperKinds)),
        amount: nullable(money),
        /** When a coupon falls due or a lottery ticket is drawn. */
        matures: nullable(moment),
      }),
    ),
    0,
    64,
  ),
  approvals: list(credential, 0, 8),
})
export type Inventory = Of<typeof inventory>

/** Every sealed field there is: its number in the commitment and the shape of its value. */
export const sealedFields = {
  name: [0, text(1, 200)],
  registration: [1, text(1, 100)],
  address: [2, text(1, 300)],
  place: [3, identifier<PlaceId>()],
  /** Degrees × 10⁷, metres of accuracy, and when the position was fixed: not when the goods changed hands. */
  position: [
    4,
    row({
      latitude: integer(-900_000_000, 900_000_000),
      longitude: integer(-1_800_000_000, 1_800_000_000),
      accuracy: integer(0, 10_000_000),
      fixedAt: moment,
    }),
  ],
  remark: [5, text(1, 2000)],
  photo: [6, digest],
  reference: [7, text(1, 200)],
  identifier: [8, row({ scheme: named("scheme", oneOf(schemes)), value: text(1, 100) })],
  seal: [9, text(1, 100)],
  newSeal: [10, text(1, 100)],
  amount: [11, money],
  contents: [12, text(1, 300)],
  /** The text of a contract or of a foreign event, by digest or in full. */
  document: [13, digest],
  event: [14, text(1, 20_000)],
  limits: [15, list(limit, 0, 64)],
  credentials: [16, list(credential, 0, 16)],
  fittings: [17, fittings],
  inventory: [18, inventory],
  /** The value that the sender declares to the carrier (003 §41); may be less than the amount. */
  declared: [19, money],
  sealClass: [20, named("seal-class", oneOf(sealClasses))],
  circumstances: [21, list(named("circumstance", oneOf(circumstances)), 0, circumstances.length)],
} as const satisfies Readonly<Record<string, readonly [number, Shape<unknown>]>>

export type SealedField = keyof typeof sealedFields
/** The value of one field, by its name. */
export type Value<F extends SealedField> = Of<(typeof sealedFields)[F][1]>
export type SealedValue = { [F in SealedField]: Value<F> }[SealedField]

export type Layout = {
  readonly whole: readonly SealedField[]
  readonly line: readonly SealedField[]
}

const scene = ["place", "position", "remark", "photo"] as const
const none: Layout = { whole: [], line: [] }

/** Which fields are sealed, per kind. The order here is the order of the leaves and never changes. */
export const sealedLayout: Readonly<Record<Kind, Layout>> = {
  genesis: none,
  governance: none,
  upgrade: none,
  party: { whole: ["name", "registration", "address", "credentials"], line: [] },
  key: { whole: ["name", "reference", "credentials"], line: [] },
  place: { whole: ["name", "address", "position", "fittings"], line: [] },
  contract: {
    whole: ["name", "reference", "amount", "document", "limits", "credentials"],
    line: [],
  },
  intake: {
    whole: scene,
    line: ["identifier", "seal", "amount", "contents", "declared", "inventory", "sealClass"],
  },
  close: { whole: [...scene, "reference"], line: ["amount"] },
  owner: { whole: ["remark"], line: [] },
  offer: { whole: [...scene, "reference", "amount"], line: ["seal", "remark"] },
  withdraw: { whole: ["remark"], line: [] },
  acceptance: {
    whole: [...scene, "reference", "amount", "circumstances"],
    line: ["seal", "amount", "remark", "photo"],
  },
  pack: { whole: scene, line: [] },
  unpack: { whole: scene, line: [] },
  event: { whole: [...scene, "reference", "event", "amount", "circumstances"], line: [] },
  settlement: { whole: ["remark"], line: [] },
  same: { whole: ["remark"], line: [] },
  check: {
    whole: [...scene, "amount", "circumstances"],
    line: ["seal", "newSeal", "amount", "remark", "inventory", "sealClass"],
  },
  duty: { whole: ["position", "remark"], line: [] },
  alarm: { whole: scene, line: [] },
  action: { whole: ["remark"], line: [] },
  report: { whole: [...scene, "reference"], line: [] },
  acknowledge: { whole: ["remark"], line: [] },
  correction: { whole: ["remark"], line: [] },
  seal: none,
  reads: { whole: ["remark"], line: [] },
  attestation: none,
}
