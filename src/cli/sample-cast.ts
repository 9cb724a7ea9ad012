/** Who plays in the sample day: six invented parties, their people and devices, what they agreed on, and places. */

import type { SigningKey } from "../cose/key.ts"
import { draft, type Pen, type SignedDraft } from "../custody/draft.ts"
import type { PartyId, PersonId, PlaceId, StatementId } from "../custody/identifier.ts"
import { possessionMessage } from "../custody/roster.ts"
import type { SealedField, SealedValue } from "../custody/sealed.ts"
import type { Role, Terms } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Devices } from "./sample-devices.ts"
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
} as const satisfies Readonly<
  Record<
    string,
    { form: Terms["party"]["form"]; name: string; registration: string; address: string }
  >
>

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
} as const satisfies Readonly<Record<string, readonly [PartyName, Role, string]>>

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
} as const satisfies Readonly<
  Record<string, readonly [PartyName, Terms["place"]["type"], string, string]>
>

type PlaceName = keyof typeof placesOfDay

export type Cast = {
  readonly parties: Readonly<Record<PartyName, PartyId>>
  readonly people: Readonly<Record<PersonName, Pen>>
  readonly places: Readonly<Record<PlaceName, PlaceId>>
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

const keysOf = <Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] =>
  Object.keys(table) as Name[]

const namesTo = <Name extends string, Value>(
  entries: readonly (readonly [Name, Value])[],
): Readonly<Record<Name, Value>> => Object.fromEntries(entries) as Record<Name, Value>

/** Enrols everybody: governors admit the parties, each party's root enrols its people, roots sign the contracts. */
export async function assemble(
  devices: Devices,
  governors: readonly Pen[],
  submit: Submit,
): Promise<Cast> {
  const admitted = keysOf(sampleParties).map((name) => {
    const key = devices.newKey()
    const statement = admission(devices, governors, name, key)
    const id = statement.id as string as PartyId
    return { name, statement, id, root: devices.pen(id, "root", key) }
  })
  await submit(...admitted.map(({ statement }) => statement))
  const parties = namesTo(admitted.map(({ name, id }) => [name, id]))
  const roots = namesTo(admitted.map(({ name, root }) => [name, root]))
  const enrolled = keysOf(people).map((person) => {
    const [party, role, name] = people[person]
    const pen = devices.pen(parties[party], role)
    return { person, pen, statement: enrolment(devices, roots[party], pen, name) }
  })
  await submit(...enrolled.map(({ statement }) => statement))
  const described = keysOf(placesOfDay).map((place) => {
    const [party, type, name, address] = placesOfDay[place]
    const sealed = { whole: { name, address } }
    return { place, statement: draft("place", { type }, roots[party], { sealed }) }
  })
  await submit(...described.map(({ statement }) => statement))
  const places = namesTo(
    described.map(({ place, statement }) => [place, statement.id as string as PlaceId]),
  )
  const carriage = contract([roots.shop, roots.carrier, roots.bank], carriageTerms(places), {
    name: "Collection and deposit of takings",
    reference: "NV-2026-0117",
    amount: { currency: "DKK", minor: 50_000_000 },
  })
  const postage = contract([roots.municipality, roots.shop, roots.post], postageTerms, {
    name: "Value letters and parcels",
    reference: "BP-2026-0042",
    amount: { currency: "DKK", minor: 4_000_000 },
  })
  await submit(carriage, postage)
  return {
    parties,
    people: namesTo(enrolled.map(({ person, pen }) => [person, pen])),
    places,
    carriage: carriage.id,
    postage: postage.id,
  }
}

function admission(
  { origin }: Devices,
  [first, ...others]: readonly Pen[],
  name: PartyName,
  key: SigningKey,
): SignedDraft {
  if (first === undefined) throw new Error("sample: expected governors, got none")
  const { form, ...whole } = sampleParties[name]
  const possession = key.sign(possessionMessage(origin, null, key.publicKey))
  const terms = { form, root: key.publicKey, possession }
  return draft("party", terms, first, { attest: others, sealed: { whole } })
}

function enrolment({ origin, random }: Devices, root: Pen, { key }: Pen, name: string) {
  const terms: Terms["key"] = {
    act: "enrol",
    key: key.publicKey,
    possession: key.sign(possessionMessage(origin, root.party, key.publicKey)),
    replaces: null,
    person: toHex(random(32)) as PersonId,
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
  }
  return draft("key", terms, root, { sealed: { whole: { name } } })
}

type ContractTerms = Omit<Terms["contract"], "parties">

const postageTerms: ContractTerms = {
  revises: null,
  start: null,
  end: null,
  deliveryPoints: [],
  timeToSubmit: 24 * hour,
  timeToCheck: null,
  minimumAssurance: 1,
  jointly: false,
  adjudicator: null,
}

const carriageTerms = (places: Cast["places"]): ContractTerms => ({
  ...postageTerms,
  deliveryPoints: [places.nightBox],
  timeToCheck: 48 * hour,
  minimumAssurance: 2,
})

/** Signed by all parties: the first around the attestations of the others. */
function contract(
  pens: readonly Pen[],
  terms: ContractTerms,
  whole: Partial<Record<SealedField, SealedValue>>,
): SignedDraft {
  const [first, ...others] = pens as readonly [Pen, ...Pen[]]
  const parties = pens.map(({ party }) => party as PartyId)
  return draft("contract", { ...terms, parties }, first, { attest: others, sealed: { whole } })
}
