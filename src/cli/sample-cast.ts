/** Who plays in the sample day: six invented parties, their people and devices, what they agreed on, and places. */

import { type Pen, plainContract } from "../custody/draft.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { Devices } from "./sample-devices.ts"
import {
  assemble,
  type ContractRow,
  type Ensemble,
  type PartyRow,
  type PersonRow,
  type PlaceRow,
} from "./sample-ensemble.ts"
import type { Submit } from "./sample-stage.ts"

const hour = 3_600_000

/** Registration numbers are not of the Danish register's form, so that they are nobody's. */
export const sampleParties = {
  shop: {
    form: "organisation",
    name: "Havnetorvets Købmandsgård ApS",
    registration: "SAMPLE-0001",
    address: "Havnetorvet 3, 9999 Strandby",
  },
  carrier: {
    form: "organisation",
    name: "Nordvagt Værditransport A/S",
    registration: "SAMPLE-0002",
    address: "Terminalvej 40, 9999 Strandby",
  },
  bank: {
    form: "organisation",
    name: "Sundets Sparekasse",
    registration: "SAMPLE-0003",
    address: "Torvegade 1, 9999 Strandby",
  },
  post: {
    form: "organisation",
    name: "Brevduen Post A/S",
    registration: "SAMPLE-0004",
    address: "Stationsplads 2, 9999 Strandby",
  },
  municipality: {
    form: "authority",
    name: "Strandby Kommune",
    registration: "SAMPLE-0005",
    address: "Rådhuspladsen 1, 9999 Strandby",
  },
  stranger: {
    form: "self-employed",
    name: "Falks Budtjeneste v/ Rune Falk",
    registration: "SAMPLE-0006",
    address: "Bagvej 17, 9999 Strandby",
  },
} as const satisfies Readonly<Record<string, PartyRow>>

export type PartyName = keyof typeof sampleParties

const people = {
  cashier: ["shop", "cashier", "Freja Lund"],
  secondCashier: ["shop", "cashier", "Oskar Krogh"],
  counter: ["shop", "counter", "Inger Bisgaard"],
  guard: ["carrier", "guard", "Bente Storm"],
  mate: ["carrier", "guard", "Karim Holt"],
  vaultKeeper: ["carrier", "counter", "Palle Vinther"],
  teller: ["bank", "counter", "Mille Sand"],
  clerk: ["post", "clerk", "Asta Rask"],
  postman: ["post", "courier", "Jens Due"],
  treasurer: ["municipality", "clerk", "Signe Bro"],
  finder: ["municipality", "handler", "Tage Mose"],
  stranger: ["stranger", "courier", "Rune Falk"],
} as const satisfies Readonly<Record<string, PersonRow<PartyName>>>

type PersonName = keyof typeof people

const placesOfDay = {
  countingRoom: [
    "shop",
    "counting-room",
    "Havnetorvet, counting room",
    "Havnetorvet 3, 9999 Strandby",
  ],
  vault: ["carrier", "vault", "Nordvagt, vault 2", "Terminalvej 40, 9999 Strandby"],
  van: ["carrier", "vehicle", "Nordvagt, van 12", "Terminalvej 40, 9999 Strandby"],
  nightBox: ["bank", "deposit-box", "Sundets Sparekasse, night box", "Torvegade 1, 9999 Strandby"],
  postOffice: ["post", "post-office", "Brevduen, Stationsplads", "Stationsplads 2, 9999 Strandby"],
} as const satisfies Readonly<Record<string, PlaceRow<PartyName>>>

type PlaceName = keyof typeof placesOfDay

export type Cast = Omit<Ensemble<PartyName, PersonName, PlaceName, never>, "contracts"> & {
  /** Between shop, carrier and bank: 24 hours to submit, 48 to check, the night box as delivery point. */
  readonly carriage: StatementId
  /** Between municipality, shop and post. */
  readonly postage: StatementId
}

/** What every scene plays with. */
export type Stage = {
  readonly cast: Cast
  readonly devices: Devices
  readonly submit: Submit
}

/** Enrols everybody, describes the places and has the contracts signed. */
export async function castSample(
  devices: Devices,
  governors: readonly Pen[],
  submit: Submit,
): Promise<Cast> {
  const tables = { parties: sampleParties, people, places: placesOfDay, contracts: contractsOfDay }
  const { contracts, ...others } = await assemble<
    PartyName,
    PersonName,
    PlaceName,
    "carriage" | "postage"
  >(devices, governors, submit, tables)
  return { ...others, ...contracts }
}

const contractsOfDay = ({ places }: Pick<Cast, "places">) =>
  ({
    carriage: {
      parties: ["shop", "carrier", "bank"],
      terms: carriageTerms(places),
      whole: {
        name: "Collection and deposit of takings",
        reference: "NV-2026-0117",
        amount: { currency: "DKK", minor: 50_000_000 },
      },
    },
    postage: {
      parties: ["municipality", "shop", "post"],
      terms: postageTerms,
      whole: {
        name: "Value letters and parcels",
        reference: "BP-2026-0042",
        amount: { currency: "DKK", minor: 4_000_000 },
      },
    },
  }) as const satisfies Readonly<Record<string, ContractRow<PartyName>>>

type ContractTerms = ContractRow<PartyName>["terms"]

const postageTerms: ContractTerms = {
  ...plainContract,
  timeToSubmit: 24 * hour,
  minimumAssurance: 1,
}

const carriageTerms = (places: Cast["places"]): ContractTerms => ({
  ...postageTerms,
  deliveryPoints: [places.nightBox],
  timeToCheck: 48 * hour,
  minimumAssurance: 2,
})
