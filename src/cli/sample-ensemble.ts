/**
 * Who takes part in a sample ledger, from tables: governors admit parties, each party's root enrols its people, describes
 * its places and signs its contracts. Everything real, but for the names.
 */

import type { SigningKey } from "../cose/key.ts"
import { draft, type Pen, type SignedDraft } from "../custody/draft.ts"
import type { Credential, Fittings, SealedField, SealedValue } from "../custody/field.ts"
import type { PartyId, PersonId, PlaceId, StatementId } from "../custody/identifier.ts"
import { possessionMessage } from "../custody/roster.ts"
import type { Role, Terms } from "../custody/statement.ts"
import { toHex } from "../encoding/bytes.ts"
import type { Devices } from "./sample-devices.ts"
import type { Submit } from "./sample-stage.ts"

export type PartyRow = {
  readonly form: Terms["party"]["form"]
  readonly name: string
  readonly registration: string
  readonly address: string
}

/** Of which party, as what, called what, and what it is attested to hold. */
export type PersonRow<Party extends string> =
  | readonly [Party, Role, string]
  | readonly [Party, Role, string, readonly Credential[]]

/** Of which party, what, called what, where, and what it is fitted with; rooms and premises are described before. */
export type PlaceRow<Party extends string> =
  | readonly [Party, Terms["place"]["type"], string, string]
  | readonly [Party, Terms["place"]["type"], string, string, (described: Described) => Fittings]
/** A place by its name in the table, once it is described. */
export type Described = (name: string) => PlaceId

export type ContractRow<Party extends string> = {
  /** All its parties: the first signs around the attestations of the others. */
  readonly parties: readonly [Party, ...Party[]]
  readonly terms: Omit<Terms["contract"], "parties">
  readonly whole: Partial<Record<SealedField, SealedValue>>
}

type Named<Name extends string, Value> = Readonly<Record<Name, Value>>

export type Tables<
  Party extends string,
  Person extends string,
  Place extends string,
  Contract extends string,
> = {
  readonly parties: Named<Party, PartyRow>
  readonly people: Named<Person, PersonRow<Party>>
  readonly places: Named<Place, PlaceRow<Party>>
  readonly contracts: (
    made: Pick<Ensemble<Party, Person, Place, Contract>, "parties" | "places">,
  ) => Named<Contract, ContractRow<Party>>
}

export type Ensemble<
  Party extends string,
  Person extends string,
  Place extends string,
  Contract extends string,
> = {
  readonly parties: Named<Party, PartyId>
  readonly roots: Named<Party, Pen>
  readonly people: Named<Person, Pen>
  /** Pseudonyms of those people; null for a device. */
  readonly persons: Named<Person, PersonId | null>
  readonly places: Named<Place, PlaceId>
  readonly contracts: Named<Contract, StatementId>
}

const keysOf = <Name extends string>(table: Named<Name, unknown>): readonly Name[] =>
  Object.keys(table) as Name[]

const namesTo = <Name extends string, Value>(
  entries: readonly (readonly [Name, Value])[],
): Named<Name, Value> => Object.fromEntries(entries) as Record<Name, Value>

export async function assemble<
  Party extends string,
  Person extends string,
  Place extends string,
  Contract extends string,
>(
  devices: Devices,
  governors: readonly Pen[],
  submit: Submit,
  tables: Tables<Party, Person, Place, Contract>,
): Promise<Ensemble<Party, Person, Place, Contract>> {
  const admitted = keysOf(tables.parties).map((name) => {
    const key = devices.newKey()
    const statement = admission(devices, governors, tables.parties[name], key)
    const id = statement.id as string as PartyId
    return { name, statement, id, root: devices.pen(id, "root", key) }
  })
  await submit(...admitted.map(({ statement }) => statement))
  const parties = namesTo(admitted.map(({ name, id }) => [name, id]))
  const roots = namesTo(admitted.map(({ name, root }) => [name, root]))
  const enrolled = keysOf(tables.people).map((person) => {
    const [party, role, name, credentials] = tables.people[person]
    const pen = devices.pen(parties[party], role)
    return { person, pen, ...enrolment(devices, roots[party], pen, name, credentials) }
  })
  await submit(...enrolled.map(({ statement }) => statement))
  const places = describeAll(tables.places, roots)
  await submit(...places.map(([, statement]) => statement))
  const made = {
    parties,
    places: namesTo(places.map(([name, { id }]) => [name, id as string as PlaceId])),
  }
  const rows = tables.contracts(made)
  const signed = keysOf(rows).map((name) => [name, contract(rows[name], roots, parties)] as const)
  await submit(...signed.map(([, statement]) => statement))
  return {
    ...made,
    roots,
    people: namesTo(enrolled.map(({ person, pen }) => [person, pen])),
    persons: namesTo(enrolled.map(({ person, pseudonym }) => [person, pseudonym])),
    contracts: namesTo(signed.map(([name, { id }]) => [name, id])),
  }
}

function admission(
  { origin }: Devices,
  [first, ...others]: readonly Pen[],
  { form, ...whole }: PartyRow,
  key: SigningKey,
): SignedDraft {
  if (first === undefined) throw new Error("sample: expected governors, got none")
  const possession = key.sign(possessionMessage(origin, null, key.publicKey))
  const terms = { form, root: key.publicKey, possession }
  return draft("party", terms, first, { attest: others, sealed: { whole } })
}

function enrolment(
  { origin, random }: Devices,
  root: Pen,
  { key, role }: Pen,
  name: string,
  credentials?: readonly Credential[],
): { readonly statement: SignedDraft; readonly pseudonym: PersonId | null } {
  const pseudonym = role === "device" ? null : (toHex(random(32)) as PersonId)
  const terms: Terms["key"] = {
    act: "enrol",
    key: key.publicKey,
    possession: key.sign(possessionMessage(origin, root.party, key.publicKey)),
    replaces: null,
    person: pseudonym,
    rights: "sign",
    assurance: 2,
    compromisedSince: null,
  }
  const whole = credentials === undefined ? { name } : { name, credentials }
  return { statement: draft("key", terms, root, { sealed: { whole } }), pseudonym }
}

function describeAll<Party extends string, Place extends string>(
  rows: Named<Place, PlaceRow<Party>>,
  roots: Named<Party, Pen>,
): readonly (readonly [Place, SignedDraft])[] {
  const ids = new Map<string, PlaceId>()
  const described: Described = (name) => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`sample: expected ${name} to be described before`)
    return id
  }
  return keysOf(rows).map((place) => {
    const [party, type, name, address, fittings] = rows[place]
    const whole = { name, address, ...(fittings && { fittings: fittings(described) }) }
    const statement = draft("place", { type }, roots[party], { sealed: { whole } })
    ids.set(place, statement.id as string as PlaceId)
    return [place, statement] as const
  })
}

function contract<Party extends string>(
  { parties: [first, ...others], terms, whole }: ContractRow<Party>,
  roots: Named<Party, Pen>,
  ids: Named<Party, PartyId>,
): SignedDraft {
  const parties = [first, ...others].map((name) => ids[name])
  const attest = others.map((name) => roots[name])
  return draft("contract", { ...terms, parties }, roots[first], { attest, sealed: { whole } })
}
