/** Whole ledgers with real cosignatures, judged as a court would: what a verdict says of time, and when absence counts. */

import { afterEach, describe, expect, it } from "vitest"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { PartyId } from "../../src/custody/identifier.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Role } from "../../src/custody/statement.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { type Note, parseNote } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { type Verdict } from "../../src/verifier/verdict.ts"
import { accept, type Held, handOver, intake, offer } from "../support/acts.ts"
import {
  bribe,
  closeWitnessed,
  CrookedLog,
  seeing,
  sightOf,
  type Witnessed,
  witnessedWorld,
} from "../support/collusion.ts"
import {
  blind,
  bundleFor,
  codesOf,
  dated,
  day,
  hour,
  judge,
  minute,
  printAnswer,
} from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { carried, revocation } from "../support/robbed.ts"
import { keyNamed, type Party, signContract, worldOrigin, worldStart } from "../support/world.ts"

afterEach(closeWitnessed)

const second = 1000

async function ask(world: Witnessed, { item }: Held, at: number): Promise<Verdict> {
  return judge(await bundleFor(world, item, at), { policy: world.witnesses.policy })
}

const textOf = (verdict: Verdict): string => verdictLines(verdict).join("\n")

/** Moves the clock to this time of the world's first day. */
function until({ clock }: Witnessed, hours: number, minutes: number, seconds: number): void {
  clock.advance(worldStart + hours * hour + minutes * minute + seconds * second - clock.now())
}

/** An organisation whose name the file shows, and a person of it. */
async function named(world: Witnessed, name: string, role: Role): Promise<Party & { pen: Pen }> {
  const [first, ...others] = world.governors as [Pen, ...Pen[]]
  const key = keyNamed(`${name} root`)
  const possession = key.sign(possessionMessage(worldOrigin, null, key.publicKey))
  const terms = { form: "organisation", root: key.publicKey, possession } as const
  const sealed = { whole: { name } }
  const admitted = draft("party", terms, first, { attest: others, sealed })
  await world.submit(admitted)
  const party = {
    id: admitted.id as string as PartyId,
    root: { ...first, key, party: admitted.id as string as PartyId, role: "root" as const },
  }
  return { ...party, pen: await world.enrol(party, `${name} person`, role) }
}

describe("a hand-over with three of four witnesses", () => {
  it("was signed between the checkpoint that its signer had seen and the one that holds it", async () => {
    const world = await witnessedWorld()
    const { shop, carrier } = world.pens
    world.witnesses.down.add("west")
    const bag = intake(shop)
    await world.submit(bag)
    until(world, 14, 2, 11)
    await world.publish()
    until(world, 14, 2, 12)
    const receipt = handOver(shop, carrier, bag.held)
    await world.submit(receipt)
    until(world, 14, 2, 15)
    await world.publish()
    world.clock.advance(2 * day)
    await world.publish()
    const verdict = await ask(world, bag.held[0] as Held, worldStart + 15 * hour)
    expect(printAnswer(world, verdict)).toBe("proved carrier, burden carrier")
    expect(textOf(verdict)).toMatch(
      /signed between \S+T14:02:11\.000Z and \S+T14:02:16\.000Z by three of four witnesses; claimed \S+T14:02:12\.000Z/,
    )
    expect(textOf(verdict)).not.toContain("operator")
    expect(codesOf(verdict.findings, receipt)).toEqual([])
  })

  it("… by as many as cosigned, and wider by the clock error that the policy allows", async () => {
    const world = await witnessedWorld({ witnessed: { clockError: 5 } })
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    until(world, 14, 2, 11)
    await world.publish()
    await world.submit(handOver(shop, carrier, bag.held))
    until(world, 14, 2, 15)
    await world.publish()
    world.clock.advance(2 * day)
    await world.publish()
    expect(textOf(await ask(world, bag.held[0] as Held, worldStart + 15 * hour))).toMatch(
      /between \S+T14:02:06\.000Z and \S+T14:02:21\.000Z by four of four witnesses/,
    )
  })
})

describe("the same hand-over, offline for two hours", () => {
  async function offline() {
    const world = await witnessedWorld()
    world.witnesses.down.add("west")
    const shop = await named(world, "Guldbutikken", "cashier")
    const carrier = await named(world, "Langsom Transport", "courier")
    const bag = intake(shop.pen)
    await world.submit(bag)
    until(world, 8, 0, 0)
    await world.publish()
    until(world, 12, 0, 0)
    const last = await world.publish()
    const { seen } = sightOf(last, world.witnesses.policy)
    until(world, 12, 40, 0)
    await world.publish()
    const [from, to] = [seeing(shop.pen, seen), seeing(carrier.pen, seen)]
    const expires = worldStart + day
    const receipt = accept(to, offer(from, to.party, bag.held, { expires }))
    until(world, 13, 20, 0)
    await world.publish()
    until(world, 13, 59, 59)
    await world.submit(receipt)
    await world.publish()
    world.clock.advance(2 * day)
    await world.publish()
    return { world, shop, carrier, receipt, bag: bag.held[0] as Held }
  }

  it("was signed in an interval of two hours, wherever its device's clock stood in it", async () => {
    const { world, bag, receipt } = await offline()
    const verdict = await ask(world, bag, worldStart + 15 * hour)
    expect(verdict.verdict).toBe("proved")
    const [bracket] = verdict.brackets.filter((each) => each.receipt === receipt.id)
    expect(bracket).toMatchObject({
      notBefore: worldStart + 12 * hour,
      notAfter: worldStart + 14 * hour,
      witnesses: { before: 3, after: 3, of: 4 },
    })
    expect(textOf(verdict)).toMatch(
      /T12:00:00\.000Z and \S+T14:00:00\.000Z by three of four witnesses; claimed \S+T12:40:00/,
    )
  })

  it.each([
    ["just after it begins", 12 * hour + second],
    ["before the claimed time", 12 * hour + 30 * minute],
    ["after the claimed time", 13 * hour],
    ["just before it ends", 14 * hour - second],
  ])(
    "leaves a theft %s undecided, with both names, the reason and the burden",
    async (_, after) => {
      const { world, bag, shop, carrier } = await offline()
      const verdict = await ask(world, bag, worldStart + after)
      expect(verdict).toMatchObject({ genuine: true, verdict: "undecided", burden: shop.id })
      expect(new Set(verdict.liable)).toEqual(new Set([shop.id, carrier.id]))
      const text = textOf(verdict)
      expect(text).toContain("Verdict: undecided.")
      expect(text).toMatch(/Alternative \d: Guldbutikken \(/)
      expect(text).toMatch(/Alternative \d: Langsom Transport \(/)
      expect(text).toContain("its receipt may have been signed before or after the time asked")
      expect(text).toMatch(/Burden: on Guldbutikken \(\w+\) to show discharge/)
      expect(text).toContain("What would narrow it: a check or count signed by everyone concerned")
    },
  )

  it("decides a theft outside it", async () => {
    const { world, bag, shop, carrier } = await offline()
    for (const [after, party] of [
      [12 * hour - second, shop],
      [14 * hour + second, carrier],
    ] as const) {
      const verdict = await ask(world, bag, worldStart + after)
      expect(verdict).toMatchObject({ verdict: "proved", liable: [party.id], burden: party.id })
    }
  })
})

describe("an interval travels along signed bytes", () => {
  it("up: a receipt that comes late was signed before the one that names it was on record", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world, contract: null })
    const { carrier, stranger, bank } = world.pens
    const early = handOver(carrier, stranger, held)
    const naming = handOver(stranger, bank, early.held)
    await world.submit(naming)
    await world.publish()
    world.clock.advance(hour)
    const theft = world.clock.now()
    await world.publish()
    world.clock.advance(hour)
    await world.submit(early)
    await world.publish()
    world.clock.advance(2 * day)
    await world.publish()
    const verdict = await ask(world, bag, theft)
    expect(printAnswer(world, verdict)).toBe("proved bank, burden bank")
    const ends = [early, naming].map(
      ({ id }) => verdict.history.find(({ statement }) => statement === id)?.notAfter,
    )
    expect(ends[0]).toBe(ends[1])
    expect(ends[0]).toBeLessThan(theft)
  })

  it("down: a signer who saw nothing signed after what he signed around", async () => {
    const world = await witnessedWorld()
    const { bag, held } = await carried({ world, contract: null })
    const { carrier, stranger } = world.pens
    const theft = world.clock.now()
    world.clock.advance(hour)
    await world.publish()
    const receipt = accept(blind(stranger), offer(carrier, stranger.party, held))
    await world.submit(receipt)
    world.clock.advance(2 * day)
    await world.publish()
    const verdict = await ask(world, bag, theft)
    expect(printAnswer(world, verdict)).toBe("proved carrier, burden carrier")
    const times = verdict.history.find(({ statement }) => statement === receipt.id)
    expect(times?.notBefore).toBe(theft + hour)
  })

  it("from nowhere: where nobody saw anything there is no lower end, and the verdict says so", async () => {
    const world = await witnessedWorld()
    const bag = intake(blind(world.pens.shop))
    await world.submit(bag)
    const end = world.clock.now() + second
    await world.publish()
    world.clock.advance(2 * day)
    await world.publish()
    const verdict = await ask(world, bag.held[0] as Held, end)
    expect(printAnswer(world, verdict)).toBe("proved shop, burden shop")
    expect(verdict.brackets[0]).toMatchObject({ notBefore: null, notAfter: end })
    expect(textOf(verdict)).toMatch(/signed between an unknown time and \S+ by four of four/)
  })
})

describe("an unchanged head", () => {
  /** The lines of the first time still stand under it, and say nothing of now. */
  it("is published when a quorum has signed it anew", async () => {
    const world = await witnessedWorld()
    const { links, policy } = world.witnesses
    for (const { name, api } of links) {
      const usual = api.addCheckpoint
      if (name !== "west")
        api.addCheckpoint = async (request) => {
          await new Promise((resolve) => setTimeout(resolve, 50))
          return usual(request)
        }
    }
    world.clock.advance(minute)
    const note = parseNote(await world.publish()) as Note
    const keys = policy.witnesses.slice(0, 4).map(({ key }) => key)
    const fresh = (readCosignatures(note, keys, verifyNode) ?? []).filter(
      ({ time }) => time === Math.floor(world.clock.now() / 1000),
    )
    expect(fresh.length).toBeGreaterThanOrEqual(3)
  })
})

describe("absence counts", () => {
  const settlement = day

  /** The carrier has it since an hour; the contract gives a day to submit. */
  async function held() {
    const world = await witnessedWorld()
    return { ...(await carried({ world })), world }
  }
  const undecided = "undecided carrier, burden carrier"

  it("when the head is as late as the settlement, and replayed: to the second, and not before", async () => {
    const { world, bag, at } = await held()
    world.clock.advance(Math.ceil(at / second) * second + settlement - world.clock.now())
    await world.publish()
    const last = world.clock.now() - settlement
    expect(printAnswer(world, await ask(world, bag, last))).toBe("proved carrier, burden carrier")
    const verdict = await ask(world, bag, last + 1)
    expect(printAnswer(world, verdict)).toBe(undecided)
    expect(textOf(verdict)).toMatch(
      /a checkpoint after \S+: not yet settled, a receipt may still be submitted until then/,
    )
    expect(textOf(verdict)).not.toContain("on the operator's word")
  })

  it("not when one witness alone says that so much time has passed", async () => {
    const { world, bag, at } = await held()
    bribe(world, "west", () => world.clock.now() + 3 * day)
    world.clock.advance(hour)
    await world.publish()
    const verdict = await ask(world, bag, at)
    expect(printAnswer(world, verdict)).toBe(undecided)
    expect(textOf(verdict)).toContain("not yet settled")
  })

  it("not without the witnesses that replay, however long it is ago", async () => {
    const { world, bag, at } = await held()
    world.witnesses.down.add("north")
    world.clock.advance(2 * day)
    await world.publish()
    world.clock.advance(hour)
    await world.publish()
    const verdict = await ask(world, bag, at)
    expect(verdict).toMatchObject({ genuine: true, asOf: { notBefore: world.clock.now() } })
    expect(printAnswer(world, verdict)).toBe(undecided)
    const text = textOf(verdict)
    expect(text).toContain("it is complete on the operator's word")
    expect(text).toContain("a cosignature by witnesses that replay the ledger")
    expect(text).not.toContain("not yet settled")
  })

  it("by a head that nothing was added to, as soon as it is signed anew", async () => {
    const world = await witnessedWorld()
    const { shop, carrier } = world.parties
    const agreed = signContract([shop, carrier], { timeToSubmit: 5 * minute })
    await world.submit(agreed)
    const { bag, receipt } = await carried({ world, contract: agreed.id })
    world.clock.advance(11 * minute)
    const { size } = checkpointOf(await world.publish())
    const at = world.clock.now()
    expect(printAnswer(world, await ask(world, bag, at))).toBe(undecided)
    world.clock.advance(5 * minute)
    expect(checkpointOf(await world.publish()).size).toBe(size)
    const verdict = await ask(world, bag, at)
    expect(printAnswer(world, verdict)).toBe("proved carrier, burden carrier")
    expect(verdict.asOf).toMatchObject({ size, notBefore: world.clock.now() })
    expect(codesOf(verdict.findings, receipt)).toEqual([])
  })

  it("again once they have caught up", async () => {
    const { world, bag, at } = await held()
    world.witnesses.down.add("north")
    world.clock.advance(2 * day)
    await world.publish()
    world.witnesses.down.clear()
    world.clock.advance(hour)
    await world.publish()
    expect(printAnswer(world, await ask(world, bag, at))).toBe("proved carrier, burden carrier")
  })
})

describe("a revoked key", () => {
  type Scene = {
    readonly world: Witnessed
    readonly held: readonly Held[]
    /** What the carrier's phone saw last before all this. */
    readonly old: string
    readonly tick: () => Promise<void>
  }

  /** The shop has a bag; then receipt and revocation come to be in some order. */
  async function answer(act: (scene: Scene) => Promise<unknown>) {
    const world = await witnessedWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    const { seen } = sightOf(await world.publish(), world.witnesses.policy)
    const tick = async (): Promise<void> => {
      for (let i = 0; i < 2; i++) {
        world.clock.advance(11 * minute)
        await world.publish()
      }
    }
    await tick()
    await act({ world, held: bag.held, old: seen, tick })
    await tick()
    const now = world.clock.now()
    world.clock.advance(2 * day)
    await world.publish()
    const verdict = await ask(world, bag.held[0] as Held, now)
    return { said: printAnswer(world, verdict), text: textOf(verdict) }
  }
  const taking = ({ world, held }: Scene, carrier: Pen = world.pens.carrier) => {
    const expires = world.clock.now() + day
    return accept(carrier, offer(world.pens.shop, carrier.party, held, { expires }))
  }
  const revoking = ({ pens, parties }: Witnessed) => revocation(pens.carrier, parties.carrier.root)

  it("is good for what it surely signed before", async () => {
    const { said, text } = await answer(async (scene) => {
      await scene.world.submit(taking(scene))
      await scene.tick()
      await scene.world.submit(revoking(scene.world))
    })
    expect(said).toBe("proved carrier, burden carrier")
    expect(text).not.toContain("key-revoked")
  })

  it("is worth nothing for what it surely signed after, whatever its device's clock says", async () => {
    const { said, text } = await answer(async (scene) => {
      const { world, tick } = scene
      await world.submit(revoking(world))
      await tick()
      await world.submit(taking(scene, dated(world.pens.carrier, world.clock.now() - 3 * hour)))
    })
    expect(said).toBe("proved shop, burden shop")
    expect(text).toContain("signed with a key that had been revoked")
  })

  it.each([
    ["on record before it", false],
    ["on record after it", true],
  ])("leaves undecided what it signed at about that time, %s", async (_, isLate) => {
    const { said, text } = await answer(async (scene) => {
      const { world, tick, old } = scene
      const receipt = taking(scene, seeing(world.pens.carrier, old))
      // The one who revokes had seen nothing newer either: only then can the two not be told apart.
      const root = seeing(world.parties.carrier.root, old)
      const revoked = revocation(world.pens.carrier, root)
      await world.submit(isLate ? revoked : receipt)
      await tick()
      await world.submit(isLate ? receipt : revoked)
    })
    expect(said).toMatch(/^undecided carrier\+shop, /)
    expect(text).toContain("was revoked at about the time it signed")
    expect(text).toMatch(/What would narrow it: better proof of/)
  })
})

describe("four times that are never mixed", () => {
  type Times = { readonly claimed?: number; readonly fixedAt?: number; readonly arrived?: number }

  /** The same hand-over, where nothing differs but what its device and its ledger say of the time. */
  async function told({ claimed = 0, fixedAt = worldStart, arrived = 0 }: Times) {
    const world = await witnessedWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    await world.publish()
    world.clock.advance(hour)
    await world.publish()
    world.clock.advance(hour)
    const position = { latitude: 1, longitude: 2, accuracy: 3, fixedAt }
    const pen = dated(carrier, world.clock.now() + claimed)
    const offered = offer(shop, carrier.party, bag.held)
    const receipt = accept(pen, offered, { sealed: { whole: { position } } })
    const item = (bag.held[0] as Held).item
    const around = [-90, -61, -59, -1, 0, 1, 30].map(
      (minutes) => world.clock.now() + minutes * minute,
    )
    const crooked = await CrookedLog.takeOver(world)
    const at = world.clock.now() + arrived
    crooked.append(receipt, { appendedAt: at })
    crooked.publish(at)
    expect(await crooked.show()).toEqual([200, 200, 200, 200])
    world.clock.advance(2 * day)
    crooked.publish(Math.max(at, world.clock.now()))
    await crooked.show()
    const notes = [sightOf(await world.ledger.checkpoint(), world.witnesses.policy).note]
    const verdicts = around.map((from) =>
      judge(crooked.bundle({ item, from, to: from, scope: "unit" }, notes), {
        policy: world.witnesses.policy,
      }),
    )
    const [bracket] = verdicts.at(-1)?.brackets.filter((each) => each.receipt === receipt.id) ?? []
    return {
      answers: verdicts.map((verdict) => printAnswer(world, verdict)),
      times: { notBefore: bracket?.notBefore, notAfter: bracket?.notAfter },
      shown: bracket,
      found: codesOf(verdicts.at(-1)?.findings ?? [], receipt),
    }
  }

  it("a device's clock that is hours off is a finding and moves nothing", async () => {
    const right = await told({})
    expect(right.found).not.toContain("claim-outside-bracket")
    expect(right.answers).toEqual([
      ...Array.from({ length: 2 }, () => "proved shop, burden shop"),
      ...Array.from({ length: 3 }, () => "undecided carrier+shop, burden shop"),
      ...Array.from({ length: 2 }, () => "proved carrier, burden carrier"),
    ])
    for (const claimed of [-5 * hour, 5 * hour]) {
      const wrong = await told({ claimed })
      expect(wrong.found).toContain("claim-outside-bracket")
      expect(wrong.shown?.claimed).toBe(worldStart + 2 * hour + claimed)
      expect([wrong.answers, wrong.times]).toEqual([right.answers, right.times])
    }
  })

  it("when a position was fixed is shown and used for nothing", async () => {
    const right = await told({})
    for (const fixedAt of [0, worldStart + 365 * day]) {
      const wrong = await told({ fixedAt })
      expect(wrong.shown?.fixed).toBe(fixedAt)
      expect(wrong.found).toEqual(right.found)
      expect([wrong.answers, wrong.times]).toEqual([right.answers, right.times])
    }
  })

  it("when the ledger says that it arrived is shown and moves nothing", async () => {
    const right = await told({})
    for (const arrived of [-30 * minute, 3 * hour]) {
      const wrong = await told({ arrived })
      expect(wrong.shown?.arrived).toBe(worldStart + 2 * hour + arrived)
      expect(wrong.found).toEqual(right.found)
      expect([wrong.answers, wrong.times]).toEqual([right.answers, right.times])
    }
  })
})
