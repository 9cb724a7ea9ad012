/** What the maker of a file gains by leaving a publication out of it: nothing. */

import { afterEach, describe, expect, it } from "vitest"
import { type Pen } from "../../src/custody/draft.ts"
import { encodeBundle, type Question } from "../../src/log/bundle.ts"
import { accept, type Held, intake, offer } from "../support/acts.ts"
import { settled } from "../support/backdating.ts"
import {
  closeWitnessed,
  seeing,
  sightOf,
  type Witnessed,
  witnessedWorld,
} from "../support/collusion.ts"
import { forge, opened } from "../support/forge.ts"
import { day, hour, judge, minute, printAnswer } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { carried, revocation } from "../support/robbed.ts"
import { signContract } from "../support/world.ts"

afterEach(closeWitnessed)

const asking = ({ item }: Held, at: number): Question => ({ item, from: at, to: at, scope: "unit" })

const answer = (world: Witnessed, bytes: Uint8Array): string =>
  printAnswer(world, judge(bytes, { policy: world.witnesses.policy }))

async function honest(world: Witnessed, question: Question): Promise<Uint8Array> {
  const bytes = await world.ledger.bundle(question)
  if (bytes === undefined) throw new Error("expected a bundle")
  return bytes
}

describe("a publication left out of the file", () => {
  /** Past its end the contract seems not to bind, and what it asks of signatures is asked no more. */
  it("does not lower what a contract asks of signatures", async () => {
    const world = await witnessedWorld()
    const { shop, carrier, bank } = world.parties
    const end = world.clock.now() + 3 * hour
    const strict = signContract([shop, carrier, bank], { end, minimumAssurance: 3 })
    await world.submit(strict)
    const { bag, held } = await carried({ world })
    const options = { contract: strict.id }
    const expires = world.clock.now() + day
    const offered = offer(world.pens.carrier, bank.id, held, { ...options, expires })
    await world.submit(accept(world.pens.bank, offered, options))
    world.clock.advance(minute)
    await world.publish()
    world.clock.advance(4 * hour)
    const later = await world.publish()
    world.clock.advance(hour)
    const asked = asking(bag, world.clock.now())
    await settled(world)
    const bytes = await honest(world, asked)
    expect(answer(world, bytes)).toBe("undecided bank+carrier, burden carrier")
    const without = await forge(world, bytes, (bundle) => ({
      ...bundle,
      sizes: [...bundle.sizes, checkpointOf(later).size],
      publications: [...bundle.publications.slice(0, -1), later],
    }))
    expect(answer(world, without)).not.toMatch(/^proved/)
  })

  /** Who came on record first is told by the ends of two intervals, which then are one and the same. */
  it("does not move the burden to whose key had been revoked by then", async () => {
    const world = await witnessedWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    const { seen } = sightOf(await world.publish(), world.witnesses.policy)
    const old = (pen: Pen): Pen => seeing(pen, seen)
    world.clock.advance(11 * minute)
    await world.publish()
    await world.submit(revocation(carrier, old(world.parties.carrier.root)))
    world.clock.advance(11 * minute)
    const between = checkpointOf(await world.publish()).size
    const expires = world.clock.now() + day
    await world.submit(accept(old(carrier), offer(shop, carrier.party, bag.held, { expires })))
    world.clock.advance(11 * minute)
    await world.publish()
    world.clock.advance(hour)
    const asked = asking(bag.held[0] as Held, world.clock.now())
    await settled(world)
    const bytes = await honest(world, asked)
    expect(answer(world, bytes)).toBe("undecided carrier+shop, burden shop")
    const bundle = opened(bytes)
    const publications = bundle.publications.filter((each) => checkpointOf(each).size !== between)
    expect(publications.length).toBe(bundle.publications.length - 1)
    expect(answer(world, encodeBundle({ ...bundle, publications }))).toBe(
      "undecided carrier+shop, burden shop",
    )
  })
})
