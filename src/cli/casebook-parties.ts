/** Who plays in the casebook: the town of the sample day and its business partners, their people, and what those may do. */

import type { Credential } from "../custody/field.ts"
import { toHex, utf8 } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { sampleParties } from "./sample-cast.ts"
import type { PartyRow, PersonRow } from "./sample-ensemble.ts"

const { shop, carrier, bank, post, municipality } = sampleParties

export const bookParties = {
  shop,
  carrier,
  bank,
  post,
  municipality,
  insurer: {
    form: "organisation",
    name: "Strandby Brandkasse G/S",
    registration: "SAMPLE-0101",
    address: "Torvegade 9, 9999 Strandby",
  },
  courier: {
    form: "organisation",
    name: "Klitvejens Kurerer ApS",
    registration: "SAMPLE-0102",
    address: "Klitvej 5, 9999 Strandby",
  },
  centre: {
    form: "organisation",
    name: "Kajens Værdicentral A/S",
    registration: "SAMPLE-0103",
    address: "Kajen 12, 9999 Strandby",
  },
  airline: {
    form: "organisation",
    name: "Havørn Luftfragt A/S",
    registration: "SAMPLE-0104",
    address: "Lufthavnsvej 1, 9999 Strandby",
  },
  ramp: {
    form: "organisation",
    name: "Forpladsens Cargo ApS",
    registration: "SAMPLE-0105",
    address: "Lufthavnsvej 8, 9999 Strandby",
  },
  consignee: {
    form: "organisation",
    name: "Øernes Bank P/F",
    registration: "SAMPLE-0106",
    address: "Havnegade 2, 9998 Yderø",
  },
  terminal: {
    form: "organisation",
    name: "Portens Granskning A/S",
    registration: "SAMPLE-0107",
    address: "Portvej 3, 9999 Strandby",
  },
} as const satisfies Readonly<Record<string, PartyRow>>

export type BookParty = keyof typeof bookParties

/** The name of a document by which statements cite it. */
export const digestOf = (title: string): string => toHex(sha256(utf8(title)))

/** The order of handling money by which everybody here works; their credentials name this very version. */
export const standingOrder = digestOf("Forholdsordre om pengehåndtering, udgave 4")

const credential = (kind: Credential["kind"], number: string): Credential => ({
  kind,
  issuer: "SAMPLE",
  number,
  from: null,
  to: null,
})

const instructed = [credential("standing-order", standingOrder), credential("over-18", "1")]
const approved = [...instructed, credential("personal-approval", "2"), credential("vetting", "3")]

/** What a carrier by trade holds; its contracts say so. */
export const carriersPapers = [
  credential("guard-authorisation", "4"),
  credential("ds-3999", "5"),
] as const

export const bookPeople = {
  cashier: ["shop", "cashier", "Freja Lund", instructed],
  secondCashier: ["shop", "cashier", "Oskar Krogh", instructed],
  counter: ["shop", "counter", "Inger Bisgaard", instructed],
  lock: ["shop", "device", "lock of the safe"],
  guard: ["carrier", "guard", "Bente Storm", approved],
  mate: ["carrier", "guard", "Karim Holt", approved],
  keeper: ["carrier", "counter", "Palle Vinther", approved],
  teller: ["bank", "counter", "Mille Sand", instructed],
  secondTeller: ["bank", "counter", "Jonas Friis", instructed],
  clerk: ["post", "clerk", "Asta Rask", instructed],
  postman: ["post", "courier", "Jens Due", instructed],
  treasurer: ["municipality", "clerk", "Signe Bro", instructed],
  driver: ["courier", "driver", "Villads Thy", approved],
  secondDriver: ["courier", "driver", "Maja Skov", approved],
  centreKeeper: ["centre", "counter", "Lone Bak", approved],
  centreTeller: ["centre", "counter", "Aksel Riis", approved],
  controller: ["centre", "administrator", "Gry Damm", approved],
  cargoAgent: ["airline", "handler", "Ida Vang", instructed],
  loader: ["airline", "handler", "Emil Toft", instructed],
  outstation: ["airline", "handler", "Súsanna Dam", instructed],
  rampAgent: ["ramp", "handler", "Poul Lind", instructed],
  consigneeTeller: ["consignee", "counter", "Hanus Berg", instructed],
  screener: ["terminal", "security", "Rikke Holm", instructed],
} as const satisfies Readonly<Record<string, PersonRow<BookParty>>>

export type BookPerson = keyof typeof bookPeople
