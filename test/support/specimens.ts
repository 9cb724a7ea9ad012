/** One statement of every kind, the same bytes in every run. */

import { draft, type Options, type Pen, type SignedDraft } from "../../src/custody/draft.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type PlaceId,
  type StatementId,
} from "../../src/custody/identifier.ts"
import { type Kind, kinds } from "../../src/custody/kind.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { hour, keyOf, pen, penStart, personOf } from "./pens.ts"
import { admission, enrolment, genesisTerms } from "./town.ts"

const idOf = (digit: string): string => digit.repeat(64)
const [someStatement, otherStatement] = [idOf("1"), idOf("2")] as [StatementId, StatementId]
const [someParty, otherParty] = [idOf("3"), idOf("4")] as [PartyId, PartyId]
const somePlace = idOf("5") as PlaceId
const held = { item: itemIdOf(someStatement, 0), previous: someStatement }
const other = { item: itemIdOf(someStatement, 1), previous: otherStatement }
const items: readonly ItemId[] = [held.item]
const governor = (): Pen => pen(null, "governor", "specimen governor")
const offered: Terms["offer"] = {
  to: otherParty,
  expires: penStart + hour,
  lines: [
    { ...held, within: null },
    { ...other, within: 0 },
  ],
}

const terms: Terms = {
  genesis: genesisTerms([governor()], 1),
  governance: {
    act: "recover-root",
    party: someParty,
    key: keyOf("recovered").publicKey,
    possession: new Uint8Array(64).fill(9),
    governors: [],
    threshold: null,
  },
  upgrade: { version: 2, atIndex: 1000, of: "format" },
  party: admission(keyOf("specimen root")),
  key: enrolment(keyOf("specimen key"), someParty, { person: personOf("specimen") }),
  place: { type: "counting-room" },
  contract: {
    revises: null,
    parties: [someParty, otherParty],
    start: penStart,
    end: null,
    deliveryPoints: [somePlace],
    timeToSubmit: 24 * hour,
    timeToCheck: 72 * hour,
    minimumAssurance: 1,
    jointly: true,
    adjudicator: null,
    regime: "air",
    carrier: otherParty,
    subcontractors: [someParty],
    handlers: [someParty, otherParty],
    airEnds: "destination",
    screening: someParty,
    conditions: ["professional-carrier", "own-money"],
    orders: [{ digest: idOf("8"), topics: ["till-holdings", "counting"] }],
    plans: [idOf("9")],
  },
  intake: {
    lines: [
      {
        goods: "cash",
        container: false,
        owner: someParty,
        code: null,
        tag: idOf("6"),
        addressee: otherParty,
        sealTag: idOf("a"),
        channel: "direct-drop",
      },
      {
        goods: "case",
        container: true,
        owner: null,
        code: idOf("7"),
        tag: null,
        addressee: null,
        sealTag: null,
        channel: null,
      },
    ],
    consumes: [held],
  },
  close: { lines: [held], reason: "paid-in" },
  owner: { lines: [held], owner: otherParty },
  offer: offered,
  withdraw: { offer: someStatement, items },
  acceptance: {
    side: "both",
    offer: draft("offer", offered, pen(someParty, "cashier", "specimen giver")).bytes,
    absentGiver: null,
    absentReceiver: null,
    lines: [],
    outcomes: [
      { outcome: "accepted", reservations: [] },
      { outcome: "with-reservation", reservations: ["seal-broken", "short"] },
    ],
    extras: [{ item: null, previous: null }],
    into: other.item,
    deliveryPoint: somePlace,
    oneTime: null,
  },
  pack: { container: other.item, lines: [held] },
  unpack: { container: other.item, lines: [held] },
  event: { type: "unlock", items, place: somePlace },
  settlement: { item: held.item, previous: someStatement, chosen: otherStatement },
  same: { items: [held.item, other.item] },
  check: { type: "count", lines: [{ ...held, result: "short", sealTag: idOf("b") }] },
  duty: { act: "on", duty: null, interval: hour, until: penStart + 8 * hour, items },
  alarm: { type: "missed-check-in", duty: someStatement, items },
  action: { of: someStatement, type: "police-informed" },
  report: { type: "theft", items, from: penStart, to: penStart + hour },
  acknowledge: { act: "ratify", of: someStatement, items },
  correction: { act: "annul", of: someStatement, items },
  seal: { size: 7, mapRoot: new Uint8Array(32).fill(8), subjects: 12, time: penStart },
  reads: { purpose: "audit", items },
  attestation: { over: idOf("9") },
}

const options: { readonly [K in Kind]?: Options } = {
  intake: {
    sealed: {
      whole: { remark: "two bags, one case" },
      lines: [
        { amount: { currency: "DKK", minor: 123_450 }, seal: "A 0017" },
        { identifier: { scheme: "sscc", value: "357123451234567892" } },
      ],
    },
  },
  close: {
    acted: { at: penStart - hour, offset: 60, paper: true },
    contract: someStatement,
    crew: [personOf("specimen driver")],
    onBehalfOf: otherParty,
    procedure: idOf("a"),
    plan: idOf("b"),
    duress: true,
  },
}

const signerOf = (kind: Kind): Pen =>
  kind === "genesis" ? governor() : pen(someParty, "cashier", `specimen of ${kind}`)

export const specimen = (kind: Kind): SignedDraft =>
  draft<Kind>(kind, terms[kind], signerOf(kind), {
    ...options[kind],
    ...(kind === "acceptance" ? { attest: [pen(someParty, "guard", "specimen witness")] } : {}),
  })

export const specimenTerms = terms
export const specimens: readonly (readonly [Kind, SignedDraft])[] = kinds.map((kind) => [
  kind,
  specimen(kind),
])
