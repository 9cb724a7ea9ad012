/** Keys revoked to shake off a receipt, stolen keys that name successors, and governors who give a carrier a new root. */

import { describe, expect, it } from "vitest"
import type { PlaceId } from "../../src/custody/identifier.ts"
import { accept, handOver } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import {
  answerAt,
  askAt,
  blind,
  bundleFor,
  codesOf,
  day,
  expectRefused,
  hour,
  judge,
  printAnswer,
  seal,
  settle,
} from "../support/judge.ts"
import {
  carried,
  emptied,
  enrolment,
  recoverRoot,
  revocation,
  type Scene,
  withKey,
} from "../support/robbed.ts"
import { personNamed, signContract } from "../support/world.ts"

const carrierHas = "proved carrier, burden carrier"
const year = 365 * day

describe("a carrier who revokes the key of his receipt", () => {
  it("stays liable: what it signed before is good", async () => {
    const { world, bag, at } = await carried()
    await world.submit(revocation(world.pens.carrier, world.parties.carrier.root))
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe(carrierHas)
  })

  it("as stolen since last year disputes his own item, and keeps the burden", async () => {
    const { world, bag, receipt, at } = await carried()
    const { carrier } = world.pens
    await world.submit(revocation(carrier, world.parties.carrier.root, at - year))
    await settle(world)
    const verdict = await askAt(world, bag.item, at)
    expect(printAnswer(world, verdict)).toBe("disputed carrier+shop, burden carrier")
    expect(codesOf(verdict.findings, receipt)).toContain("key-revoked")
  })

  it("… and signs the expired offer once more keeps it all the same", async () => {
    const { world, bag, offered, at } = await carried()
    const { root } = world.parties.carrier
    await settle(world, 21 * day)
    await world.submit(revocation(world.pens.carrier, root, at - year))
    const second = await world.enrol(world.parties.carrier, "second courier", "courier")
    await world.submit(accept(blind(second), offered, { contract: world.contract }))
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toMatch(/carrier\+shop, burden carrier$/)
    expect(await answerAt(world, bag.item, world.clock.now() - day - hour)).toMatch(
      /carrier\+shop, burden carrier$/,
    )
  })

  it("after he passed the bag on takes nothing from who has it since, but the proof", async () => {
    const { world, bag, held, at } = await carried()
    const { carrier, bank } = world.pens
    await world.submit(handOver(carrier, bank, held))
    const now = await seal(world)
    await settle(world, hour)
    await world.submit(revocation(carrier, world.parties.carrier.root, at - year))
    await settle(world)
    expect(await answerAt(world, bag.item, now)).toBe("disputed bank+carrier+shop, burden bank")
  })
})

describe("a stolen key that was revoked", () => {
  async function revoked() {
    const scene = await carried()
    const { world } = scene
    const thief = world.pens.carrier
    await world.submit(revocation(thief, world.parties.carrier.root))
    await settle(world, hour)
    return { ...scene, thief }
  }

  it("hands nothing over", async () => {
    const { world, bag, held, thief } = await revoked()
    const claim = handOver(thief, world.pens.stranger, held)
    await world.submit(claim)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, bag.item, now)
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, claim)).toContain("key-revoked")
  })

  it("names no successor", async () => {
    const { world, bag, at, thief } = await revoked()
    const next = withKey(thief, "thief")
    const terms = {
      act: "succeed",
      replaces: thief.key.keyId,
      person: personNamed("carrier person"),
    } as const
    const { carrier } = world.parties
    await expectRefused(world, "not-authorised", enrolment(carrier, next, terms, thief))
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe(carrierHas)
  })

  it("enrols and revokes nobody, if it could before", async () => {
    const { world, bag, at } = await carried()
    const { carrier } = world.parties
    const office = withKey({ ...carrier.root, role: "administrator" }, "office")
    await world.submit(enrolment(carrier, office, { rights: "enrol" }))
    await world.submit(revocation(office, carrier.root))
    await settle(world, hour)
    const [more, less] = [
      enrolment(carrier, withKey(world.pens.carrier, "thief"), {}, office),
      revocation(world.pens.carrier, office, at - year),
    ]
    await expectRefused(world, "not-authorised", more, less)
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe(carrierHas)
  })
})

/** The governors put a root of their own in the carrier's place, and wait until it counts, or do not. */
async function recovered(wait: number) {
  const scene = await carried()
  const { world } = scene
  const root = await recoverRoot(world, world.parties.carrier)
  await settle(world, wait)
  const thief = withKey(world.pens.carrier, "governors' courier")
  await world.submit(enrolment(world.parties.carrier, thief, {}, root))
  await settle(world, hour)
  return { ...scene, root, thief }
}

async function asked(scene: Scene, now: number, pinned: "pinned" | "not pinned") {
  const { world, bag } = scene
  await settle(world)
  const { id, root } = world.parties.carrier
  const policy = ownPolicy(pinned === "pinned" ? `root ${id} ${root.key.keyId}\n` : "")
  return judge(await bundleFor(world, bag.item, now), { policy })
}

const policies = ["pinned", "not pinned"] as const

describe.each(policies)(
  "governors who recover a carrier's root, which the policy has %s",
  (pinned) => {
    it.each([
      ["before its delay hand nothing over", hour, carrierHas, "key-not-yet-effective"],
      ["after it only raise a doubt", 2 * day, "undecided carrier+stranger, burden carrier", null],
    ] as const)("%s", async (_, wait, expected, code) => {
      const scene = await recovered(wait)
      const { world, held, thief } = scene
      const claim = handOver(thief, world.pens.stranger, held)
      await world.submit(claim)
      const now = await seal(world)
      const verdict = await asked(scene, now, pinned)
      // Under a pinned root such a key is in doubt whatever the delay.
      const doubt = "undecided carrier+stranger, burden carrier"
      expect([expected, doubt]).toContain(printAnswer(world, verdict))
      if (code !== null) expect(codesOf(verdict.findings, claim)).toContain(code)
    })

    it("do not dispute what his receiver signed for, by handing it over twice", async () => {
      const scene = await recovered(2 * day)
      const { world, held, thief } = scene
      await world.submit(handOver(world.pens.carrier, world.pens.bank, held))
      await world.submit(handOver(thief, world.pens.stranger, held))
      const now = await seal(world)
      const verdict = await asked(scene, now, pinned)
      expect(printAnswer(world, verdict)).toBe("undecided bank+stranger, burden bank")
    })

    it("do not dispute his receipts by revoking his keys", async () => {
      const scene = await recovered(2 * day)
      const { world, root, at } = scene
      await world.submit(revocation(world.pens.carrier, root, at - year))
      const verdict = await asked(scene, at, pinned)
      const doubt = "undecided carrier+shop, burden carrier"
      expect(printAnswer(world, verdict)).toBe(pinned === "pinned" ? carrierHas : doubt)
    })

    it("do not revoke anything before the delay", async () => {
      const scene = await recovered(hour)
      const { world, root, held, at } = scene
      await world.submit(revocation(world.pens.carrier, root, at - year))
      await settle(world, hour)
      await world.submit(handOver(world.pens.carrier, world.pens.bank, held))
      const now = await seal(world)
      expect(printAnswer(world, await asked(scene, now, pinned))).toBe("proved bank, burden bank")
      expect(printAnswer(world, await asked(scene, at, pinned))).toBe(carrierHas)
    })

    it("agree on no delivery point for him", async () => {
      const scene = await recovered(2 * day)
      const { world, root } = scene
      const place = "cd".repeat(32) as PlaceId
      const parties = [world.parties.stranger, { ...world.parties.carrier, root }]
      const agreed = signContract(parties, { deliveryPoints: [place] })
      await world.submit(agreed)
      const found = emptied(scene, world.pens.stranger, agreed.id, place)
      await world.submit(found)
      const now = await seal(world)
      const verdict = await asked(scene, now, pinned)
      expect(printAnswer(world, verdict)).toBe("undecided carrier+stranger, burden carrier")
      expect(codesOf(verdict.findings, found)).toContain("contract-not-binding")
    })
  },
)
