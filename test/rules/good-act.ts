/** An act of which everything is shown and everything is as it should be: tables take one thing away from it at a time. */

import { plainContract } from "../../src/custody/draft.ts"
import type { Credential, Fittings, Inventory, Limit } from "../../src/custody/field.ts"
import type { ItemId, PartyId, PersonId, StatementId } from "../../src/custody/identifier.ts"
import { type Money, parseMoney } from "../../src/custody/money.ts"
import { credentialKinds, features, orderTopics } from "../../src/custody/words.ts"
import type { Act, Agreement, HandOver, Past, Place, Signer, Thing } from "../../src/rules/act.ts"

const id = (digit: string): string => digit.repeat(64)
export const shop = id("1") as PartyId
export const carrier = id("2") as PartyId
export const order = id("3")
export const plan = id("4")

export const money = (printed: string): Money => {
  const value = parseMoney(printed)
  if (value === undefined) throw new Error(`expected money, got ${printed}`)
  return value
}

export const credential = (kind: Credential["kind"]): Credential => ({
  kind,
  issuer: "issuer",
  number: kind === "standing-order" ? order : "1",
  from: null,
  to: null,
})

export const allCredentials = credentialKinds.map(credential)

export const signer = (party: PartyId, person: string, role: Signer["role"]): Signer => ({
  party,
  role,
  person: id(person) as PersonId,
  persons: 2,
  credentials: allCredentials,
})

export const fittings: Fittings = {
  grade: "I",
  approved: money("DKK 100000.00"),
  room: id("5") as NonNullable<Fittings["room"]>,
  premises: id("6") as NonNullable<Fittings["premises"]>,
  features: features.filter((feature) => feature !== "latch-lock"),
  delay: 10,
  windows: [{ from: 21 * 60, to: 21 * 60 + 15 }],
  zone: "Europe/Copenhagen",
  surveillance: 2,
}

export const place: Place = {
  type: "counting-room",
  fittings,
  room: "counting-room",
  premises: id("6"),
}

const limit = (name: Limit["limit"], amount: string, more: Partial<Limit> = {}): Limit => ({
  limit: name,
  grade: null,
  number: null,
  amount: money(amount),
  ...more,
})

export const limits: readonly Limit[] = [
  limit("till", "DKK 5000.00"),
  limit("round", "DKK 25000.00"),
  limit("single-person", "DKK 30000.00"),
  limit("larger-sum", "DKK 20000.00"),
  limit("unit-by-day", "DKK 50000.00", { grade: "I" }),
  limit("unit-by-night", "DKK 100000.00", { grade: "I" }),
  limit("lock-delay", "DKK 50000.00", { number: 10 }),
  limit("lock-delay", "DKK 200000.00", { number: 20 }),
  limit("surveillance", "DKK 60000.00", { grade: "I", number: 1 }),
  limit("surveillance", "DKK 120000.00", { grade: "I", number: 2 }),
  limit("transport-class", "DKK 50000.00", { number: 3 }),
  limit("transport-class", "DKK 200000.00", { number: 4 }),
  limit("regularity", "DKK 0.00", { number: 15, amount: null }),
  limit("carrier-cap", "DKK 500000.00"),
  limit("policy-limit", "DKK 1000000.00"),
]

export const contract: Agreement = {
  terms: {
    ...plainContract,
    parties: [shop, carrier],
    carrier,
    conditions: ["professional-carrier", "financial-institution", "public-counter"],
    orders: [{ digest: order, topics: orderTopics }],
    plans: [plan],
  },
  limits,
  credentials: allCredentials,
}

export const handOver: HandOver = {
  side: "both",
  absentGiver: null,
  giver: signer(shop, "7", "cashier"),
  receiver: signer(carrier, "8", "guard"),
  internal: false,
  outcome: "accepted",
  point: null,
}

export const inventory: Inventory = {
  saidToContain: false,
  denominations: [{ face: 50_000, count: 48 }],
  papers: [],
  approvals: [credential("ssfn-045")],
}

export const thing: Thing = {
  item: id("9") as ItemId,
  goods: "cash",
  container: false,
  owner: shop,
  channel: "handed-in",
  identifier: { scheme: "s10", value: "VV473124829DK" },
  declared: money("DKK 24000.00"),
  inventory,
  before: money("DKK 24000.00"),
  amount: money("DKK 24000.00"),
  result: null,
  sealClass: "security",
}

export const past: Past = {
  codeEnteredAt: null,
  locked: true,
  armed: true,
  place,
  counted: false,
  screening: null,
  atTerminal: false,
  screened: false,
  depositors: [],
  posted: false,
  departures: [],
  routes: [plan],
  alarms: [],
  reports: [],
  within: true,
}

/** A guard and his mate of the carrier take a bag over from two cashiers in the counting room, 2026-03-02 at 10:00 UTC. */
export const goodAct: Act = {
  statement: id("a") as StatementId,
  kind: "acceptance",
  at: Date.UTC(2026, 2, 2, 10),
  offset: 60,
  event: null,
  check: null,
  report: null,
  handOver,
  signer: handOver.receiver as Signer,
  place,
  contract,
  procedure: order,
  plan,
  circumstances: [
    "main-entrance",
    "neutralising-case",
    "by-vehicle",
    "door-locked",
    "approved-centre",
  ],
  total: money("DKK 24000.00"),
  thing,
  past,
}
