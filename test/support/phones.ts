/** Phones of people in the small world: each with a shelf in memory, a key that the ledger knows, and things in hand. */

import { signPortable } from "../../src/cose/ed25519.ts"
import { signingKeyFromSeed } from "../../src/cose/key.ts"
import type { PartyId } from "../../src/custody/identifier.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { memoryShelf } from "../../src/device/memory-shelf.ts"
import type { Told } from "../../src/device/message.ts"
import type { Phone } from "../../src/device/phone.ts"
import { type Holding, only, put, type Self, type Shelf } from "../../src/device/shelf.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { cashBag, type IntakeLine } from "../../src/cli/sample-acts.ts"
import { intake } from "./acts.ts"
import { countedRandom, type PartyName, type World, worldOrigin } from "./world.ts"

export type Carried = { readonly phone: Phone; readonly self: Self }

/** The phone of a party's person in the world: it has that person's very key. */
export async function phoneOf(
  world: World,
  name: PartyName,
  shelf: Shelf = memoryShelf(),
): Promise<Phone> {
  const { party, role } = world.pens[name]
  const seed = sha256(utf8(`seed of ${name} person`))
  const { publicKey } = signingKeyFromSeed(seed, signPortable)
  const phone: Phone = {
    shelf,
    subtle: undefined,
    clock: () => ({ at: world.clock.now(), offset: 60 }),
    random: countedRandom(`phone of ${name}`),
    verify: verifyNode,
    alone: (step) => step(),
  }
  const self: Self = {
    publicKey,
    secret: { kind: "seed", seed },
    origin: worldOrigin,
    url: "http://ledger.example",
    party: party as PartyId,
    partyName: name,
    role,
    person: null,
    name: `${name} person`,
    limit: { currency: "DKK", minor: 10_000_000 },
    enrolledAt: world.clock.now(),
  }
  await shelf.commit(await shelf.edition(), [put("self", only, self)])
  return phone
}

/** Bags on record in the hands of the world's shop, and a case around them; all on its phone's shelf. */
export async function fillPhone(world: World, phone: Phone, bags: number): Promise<Holding[]> {
  const { shop } = world.pens
  const sealed = { identifier: { scheme: "sscc", value: "357000000000000425" } } as const
  const lines: readonly IntakeLine[] = [
    { goods: "case", container: true, sealed },
    ...Array.from({ length: bags }, (_, i) => cashBag(`NT ${100 + i}`, `S-${200 + i}`, 1000 + i)),
  ]
  const taken = intake(shop, lines)
  await world.submit(taken)
  const box = taken.held[0]?.item ?? null
  const holdings = taken.held.map(({ item, previous }, i): Holding => {
    const sealedLine: IntakeLine["sealed"] = lines[i]?.sealed ?? {}
    const { identifier = null, seal = null, amount = null } = sealedLine as Partial<Told>
    return {
      goods: i === 0 ? "case" : "cash",
      container: i === 0,
      identifier,
      seal,
      amount,
      contents: null,
      item,
      previous,
      within: i === 0 ? null : box,
      basis: "ledger",
      from: null,
      since: world.clock.now(),
      contract: null,
      offered: null,
    }
  })
  const edition = await phone.shelf.edition()
  await phone.shelf.commit(
    edition,
    holdings.map((each) => put("held", each.item, each)),
  )
  return holdings
}
