/**
 * Two phones for a newcomer: a guard's and a teller's, who both have something in their hands when the sample day is over.
 * Their organisations gave the operator keys to enrol phones with.
 */

import { signingKeyFromSeed } from "../cose/key.ts"
import { draft } from "../custody/draft.ts"
import type { PartyId, PersonId } from "../custody/identifier.ts"
import { possessionMessage } from "../custody/roster.ts"
import type { Role, Terms } from "../custody/statement.ts"
import { signNode } from "../platform/ed25519.ts"
import { cashBag, handOver, intake, sceneOf } from "./sample-acts.ts"
import { type PartyName, sampleParties, type Stage } from "./sample-cast.ts"
import { type Cases, dayAfter, type SampleCaseName, type Scene } from "./sample-stage.ts"

/** Whose phone it will be, and the seed of the key that enrols it. */
export type SamplePhone = {
  readonly party: PartyId
  readonly partyName: string
  readonly role: Role
  readonly person: PersonId
  readonly name: string
  readonly seed: Uint8Array
}

const invited = [
  ["carrier", "guard", "guard", "Bente Storm"],
  ["bank", "teller", "counter", "Mille Sand"],
] as const satisfies readonly (readonly [PartyName, string, Role, string])[]

/** Puts the keys that enrol phones on record, and a case with 39 bags into the guard's hands. `leave` is told of the phones. */
export async function* phones(
  { cast, devices, submit }: Stage,
  leave: (phones: readonly SamplePhone[]) => void,
): Scene<Partial<Cases<SampleCaseName>>> {
  const { secondCashier, guard } = cast.people
  yield dayAfter("08:36")
  const found: SamplePhone[] = []
  for (const [party, person, role, name] of invited) {
    const seed = devices.random(32)
    const { publicKey: key, sign } = signingKeyFromSeed(seed, signNode)
    const id = cast.parties[party]
    const terms: Terms["key"] = {
      act: "enrol",
      key,
      possession: sign(possessionMessage(devices.origin, id, key)),
      replaces: null,
      person: null,
      rights: "enrol",
      assurance: 2,
      compromisedSince: null,
    }
    const whole = { name: "enrols phones for the organisation" }
    await submit(draft("key", terms, cast.roots[party], { sealed: { whole } }))
    const { name: partyName } = sampleParties[party]
    const pseudonym = cast.persons[person]
    if (pseudonym === null) throw new Error(`sample: expected ${person} to be a person`)
    found.push({ party: id, partyName, role, person: pseudonym, name, seed })
  }
  leave(found)
  yield dayAfter("09:01")
  const sealed = {
    identifier: { scheme: "sscc", value: "357000000000000432" },
    contents: "transport case",
  } as const
  const brought = intake(guard, [{ goods: "case", container: true, sealed }])
  const seals = Array.from({ length: 39 }, (_, i) => `S-77130${10 + i}`)
  const bags = seals.map((seal, i) => cashBag(`NT 1003${10 + i}`, seal, 2_150 + 125 * i))
  const taken = intake(secondCashier, bags, [], sceneOf(cast.places.countingRoom))
  await submit(brought, taken)
  const agreed = { contract: cast.carriage }
  yield* handOver(submit, {
    from: secondCashier,
    to: guard,
    lines: taken.held,
    at: [dayAfter("09:06"), dayAfter("09:11")],
    terms: { into: brought.held[0]?.item ?? null },
    offered: { ...agreed, ...sceneOf(cast.places.countingRoom, ...seals) },
    accepted: { ...agreed, ...sceneOf(cast.places.countingRoom, ...seals) },
  })
  return {}
}
