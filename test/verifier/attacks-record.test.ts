/**
 * An operator who hides what is on record, or says that it came at another time: what is on record, and since when, is the
 * word of a whole quorum of witnesses, at f = 1.
 */

import { afterEach, describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { encodeBundle, type Question } from "../../src/log/bundle.ts"
import { encodeMisbehaviour } from "../../src/log/misbehaviour.ts"
import { printVkey } from "../../src/log/note.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { judge as convict } from "../../src/misbehaviour/judge.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { type Held, handOver } from "../support/acts.ts"
import { askCrooked, robbed, said, settleCrooked, settled } from "../support/backdating.ts"
import {
  closeWitnessed,
  CrookedLog,
  lineBy,
  sightOf,
  withFurther,
  type Witnessed,
  witnessedWorld,
} from "../support/collusion.ts"
import { opened } from "../support/forge.ts"
import { codesOf, day, hour, judge, minute, printAnswer } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { carried } from "../support/robbed.ts"
import { witnessSigner } from "../support/witnesses.ts"

afterEach(closeWitnessed)

const carrierHas = "proved carrier, burden carrier"
const bankHas = "proved bank, burden bank"

const asking = ({ item }: Held, at: number): Question => ({ item, from: at, to: at, scope: "unit" })

const answer = (world: Witnessed, bytes: Uint8Array): string =>
  printAnswer(world, judge(bytes, { policy: world.witnesses.policy }))

async function honest(world: Witnessed, question: Question): Promise<Uint8Array> {
  const bytes = await world.ledger.bundle(question)
  if (bytes === undefined) throw new Error("expected a bundle")
  return bytes
}

describe("completeness", () => {
  it("is not reached sooner by an operator whose clock is ahead", async () => {
    const world = await witnessedWorld()
    const { bag, at } = await carried({ world })
    const crooked = await CrookedLog.takeOver(world)
    world.clock.advance(hour)
    crooked.publish(world.clock.now() + 3 * day)
    expect(await crooked.show()).toEqual([200, 200, 200, 200])
    const verdict = judge(crooked.bundle(asking(bag, at)), { policy: world.witnesses.policy })
    expect(verdict).toMatchObject({ genuine: true, verdict: "undecided" })
    expect(verdict.asOf.notBefore).toBe(world.clock.now())
  })

  /**
   * The operator shows west an old head for days, while a quorum cosigns what comes after it. West is honest: it is the
   * largest tree that it was shown. With one that lies there are f + 1 late words on it, and a hand-over is hidden that
   * three of four have cosigned.
   */
  it("takes a quorum's word, not f + 1 words: an honest witness can be shown an old head", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world })
    const crooked = await CrookedLog.takeOver(world)
    crooked.publish(world.clock.now())
    await crooked.show()
    const old = crooked.log.head()
    world.clock.advance(2 * hour)
    const asked = asking(bag, world.clock.now())
    const stale = opened(crooked.log.bundle(asked))
    world.clock.advance(-hour)
    crooked.append(handOver(world.pens.carrier, world.pens.bank, held), {
      appendedAt: world.clock.now(),
    })
    crooked.publish(world.clock.now())
    expect(await crooked.show(["north", "south", "east"])).toEqual([200, 200, 200])
    world.clock.advance(2 * day)
    expect(await crooked.show(["west"], old)).toEqual([200])
    crooked.keep(withFurther(old, [lineBy("east", old, world.clock.now())]))
    const hidden = encodeBundle({
      ...stale,
      checkpoint: crooked.cosigned(old),
      publications: stale.publications.map((each) => crooked.cosigned(each)),
    })
    crooked.publish(world.clock.now())
    await crooked.show()
    const truth = crooked.bundle(asked)
    expect(answer(world, truth)).toBe(bankHas)
    expect(answer(world, hidden)).not.toMatch(/^proved/)
    // East went back from the larger tree to the smaller, and whoever holds both files can show it. West did not.
    const found = compareFiles(hidden, truth, world.witnesses.policy, verifyNode)
    const files = found.verdict === "contradict" ? found.misbehaviours : []
    const convicted = files.map((file) => {
      const { whom } = convict(encodeMisbehaviour(file), world.witnesses.policy, verifyNode)
      return [file.kind, whom?.role, whom?.key]
    })
    const east = printVkey(witnessSigner("east", "growth").key)
    expect(convicted).toEqual([["two-sided-witness", "witness", east]])
  })
})

describe("the time to submit", () => {
  /** It is measured from `appendedAt`, which is the operator's clock, or from an end that a bundle's maker can widen. */
  it("cannot be made to have passed by a clock that is ahead and a publication left out", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world })
    const crooked = await CrookedLog.takeOver(world)
    const stamped = world.clock.now() + 30 * day
    crooked.append(handOver(world.pens.carrier, world.pens.bank, held), { appendedAt: stamped })
    crooked.publish(stamped)
    expect(await crooked.show()).toEqual([200, 200, 200, 200])
    world.clock.advance(hour)
    const asked = asking(bag, world.clock.now())
    world.clock.advance(31 * day)
    crooked.publish(world.clock.now())
    await crooked.show()
    const { note } = sightOf(await world.ledger.checkpoint(), world.witnesses.policy)
    const bundle = opened(crooked.bundle(asked, [note]))
    expect(answer(world, encodeBundle(bundle))).toBe(bankHas)
    const publications = bundle.publications.slice(0, -1)
    // The bank signed for it an hour before; the file may know less, and nothing else.
    expect(answer(world, encodeBundle({ ...bundle, publications }))).not.toBe(carrierHas)
  })

  it("cannot be made to have passed by showing an honest witness an old head for days", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world })
    const crooked = await CrookedLog.takeOver(world)
    crooked.publish(world.clock.now())
    await crooked.show()
    const old = crooked.log.head()
    crooked.append(handOver(world.pens.carrier, world.pens.bank, held), {
      appendedAt: world.clock.now(),
    })
    crooked.publish(world.clock.now())
    expect(await crooked.show(["north", "south", "east"])).toEqual([200, 200, 200])
    const { size } = checkpointOf(crooked.log.head())
    world.clock.advance(hour)
    const asked = asking(bag, world.clock.now())
    world.clock.advance(3 * day)
    expect(await crooked.show(["west"], old)).toEqual([200])
    crooked.keep(withFurther(old, [lineBy("east", old, world.clock.now())]))
    world.clock.advance(minute)
    crooked.publish(world.clock.now())
    await crooked.show()
    world.clock.advance(2 * day)
    crooked.publish(world.clock.now())
    await crooked.show()
    const { note } = sightOf(await world.ledger.checkpoint(), world.witnesses.policy)
    const bundle = opened(crooked.bundle(asked, [note]))
    const publications = bundle.publications.filter((each) => checkpointOf(each).size !== size)
    expect(publications.length).toBe(bundle.publications.length - 1)
    expect(answer(world, encodeBundle(bundle))).toBe(bankHas)
    expect(answer(world, encodeBundle({ ...bundle, publications }))).not.toBe(carrierHas)
  })

  it("passes for a straw man though the operator's clock stood still: witnesses saw trees without him", async () => {
    const scene = await robbed()
    const { world, theft } = scene
    const crooked = await CrookedLog.takeOver(world)
    const stamped = theft + 10 * minute
    for (let week = 0; week < 3; week++) {
      world.clock.advance(7 * day)
      crooked.publish(stamped)
      await crooked.show()
    }
    const receipt = scene.straw()
    crooked.append(receipt, { appendedAt: stamped })
    crooked.publish(stamped)
    await crooked.show()
    await settleCrooked(scene, crooked)
    const verdict = askCrooked(scene, crooked)
    expect(said(scene, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, receipt)).toContain("late-submission")
  })

  /** A receipt kept secret, and named in time by a statement about nothing: its end travels, and it seems on record. */
  it("is not kept by naming a receipt that is kept secret", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world })
    const { carrier, stranger } = world.pens
    const secret = handOver(carrier, stranger, held)
    const naming = { act: "read", of: secret.id, items: [] } as const
    await world.submit(draft("acknowledge", naming, stranger))
    await world.publish()
    world.clock.advance(11 * minute)
    const asked = asking(bag, world.clock.now())
    await settled(world)
    expect(answer(world, await honest(world, asked))).toBe(carrierHas)
    world.clock.advance(21 * day)
    await world.publish()
    const crooked = await CrookedLog.takeOver(world)
    for (const wait of [minute, 2 * day]) {
      if (wait === minute) crooked.append(secret, { appendedAt: world.clock.now() })
      world.clock.advance(wait)
      crooked.publish(world.clock.now())
      await crooked.show()
    }
    const { note } = sightOf(await world.ledger.checkpoint(), world.witnesses.policy)
    expect(answer(world, crooked.bundle(asked, [note]))).toBe(carrierHas)
  })
})
