/** Whole bundles against the verifier: what is left out, changed or made up never ends in a false answer. */

import { say } from "../../src/language/say.ts"
import { beforeAll, describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { type Bundle, encodeBundle } from "../../src/log/bundle.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { verify } from "../../src/verifier/verify.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { sayFound, type Step, type Verdict } from "../../src/verifier/verdict.ts"
import { accept, handOver, intake, offer, parcel } from "../support/acts.ts"
import { forge, opened, ownPolicy, without } from "../support/forge.ts"
import { revocation } from "../support/robbed.ts"
import { makeWorld, signContract, type World } from "../support/world.ts"

const minute = 60_000
const day = 24 * 60 * minute
const policy = ownPolicy()

async function bundleAt(world: World, item: ItemId, at: number): Promise<Uint8Array> {
  const bytes = await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })
  if (bytes === undefined) throw new Error("expected a bundle")
  return bytes
}

const judge = (bytes: Uint8Array): Verdict => verify(bytes, policy, { verify: verifyNode })

/** Lets two days pass, so that nothing may still be submitted. */
async function settle(world: World): Promise<void> {
  await world.publish()
  world.clock.advance(2 * day)
  await world.publish()
}

const sentenceOf = (step: Step | undefined): string =>
  step === undefined ? "" : sayFound(step, "en")

const failedStep = (verdict: Verdict) => verdict.steps.find(({ ok }) => !ok)

describe("an answer", () => {
  it("is proved when the receipt was surely signed and nothing can still come", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    await world.submit(bag)
    await world.publish()
    await world.submit(handOver(shop, carrier, bag.held, { contract: world.contract }))
    await world.publish()
    world.clock.advance(minute)
    const at = world.clock.now()
    const early = await bundleAt(world, bag.items[0] as ItemId, at)
    expect(judge(early).verdict).toBe("undecided")
    await settle(world)
    const verdict = judge(await bundleAt(world, bag.items[0] as ItemId, at))
    expect(verdict.steps.every(({ ok }) => ok)).toBe(true)
    expect(verdict).toMatchObject({
      genuine: true,
      verdict: "proved",
      liable: [world.parties.carrier.id],
      burden: world.parties.carrier.id,
      asOf: { timeBasis: "operator only", sample: true },
    })
  })

  it("says in its lines that it rests on the operator, and what it does not say", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await world.publish()
    const verdict = judge(await bundleAt(world, bag.items[0] as ItemId, world.clock.now()))
    const lines = verdictLines(verdict)
    expect(lines[0]).toBe("SAMPLE LEDGER: nothing here happened.")
    expect(lines[1]).toBe("On the operator's word and clock:")
    expect(lines.at(-1)).toMatch(/^This says who had signed for it; not who took it/)
  })

  it("does not depend on which verifier the platform has", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await world.publish()
    const bytes = await bundleAt(world, bag.items[0] as ItemId, world.clock.now())
    expect(verify(bytes, policy)).toEqual(judge(bytes))
  })
})

describe("a question that no item answers", () => {
  it("about a key whose chain is there is not proved, and does not break anything", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await settle(world)
    const bytes = await bundleAt(world, bag.items[0] as ItemId, world.clock.now())
    const item = world.pens.shop.key.keyId as string as ItemId
    const forged = await forge(world, bytes, (bundle) => ({
      ...bundle,
      question: { ...bundle.question, item },
    }))
    expect(judge(forged)).toMatchObject({ verdict: "not-proved", alternatives: [], burden: null })
  })

  it("that ends before it begins is refused at the first step", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await world.publish()
    const bytes = await bundleAt(world, bag.items[0] as ItemId, world.clock.now())
    const asked = { from: 2, to: 1, scope: "unit" as const }
    expect(failedStep(verify(bytes, policy, { verify: verifyNode, asked }))?.step).toBe(1)
  })
})

describe("a loose receipt", () => {
  /** The bag has been with the carrier and is back in the shop; the shop is proved liable. */
  async function inShop() {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    const there = handOver(shop, carrier, bag.held)
    const back = handOver(carrier, shop, there.held)
    await world.submit(bag, there, back)
    await settle(world)
    const at = world.clock.now() - day - minute
    const bytes = await bundleAt(world, bag.items[0] as ItemId, at)
    expect(judge(bytes)).toMatchObject({ verdict: "proved", liable: [world.parties.shop.id] })
    return { world, held: back.held, bytes }
  }
  const blind = <P extends object>(pen: P) => ({ ...pen, seen: () => null })

  it("takes a proof away and moves no burden", async () => {
    const { world, held, bytes } = await inShop()
    const { shop, carrier } = world.pens
    const drawer = handOver(blind(shop), blind(carrier), held)
    const verdict = verify(bytes, policy, { verify: verifyNode, loose: [drawer.bytes] })
    expect(verdict.verdict).toBe("undecided")
    expect(verdict.burden).toBe(world.parties.shop.id)
    expect(verdict.liable).toContain(world.parties.carrier.id)
  })

  it("by a key that the file does not know leaves nothing proved, and says what is missing", async () => {
    const { world, held, bytes } = await inShop()
    const drawer = handOver(blind(world.pens.shop), blind(world.pens.bank), held)
    const verdict = verify(bytes, policy, { verify: verifyNode, loose: [drawer.bytes] })
    expect(verdict).toMatchObject({ verdict: "undecided", liable: [world.parties.shop.id] })
    expect(verdict.narrow.map((each) => say(each)).join()).toContain(world.pens.bank.key.keyId)
  })

  it("that is on record already, about another item, or false, changes nothing", async () => {
    const { world, bytes } = await inShop()
    const other = intake(world.pens.shop)
    const forged = handOver(world.pens.shop, world.pens.carrier, other.held).bytes.slice()
    forged[forged.length - 1] = (forged.at(-1) as number) ^ 1
    const known = opened(bytes).entries.map((entry) => entry.bytes)
    const loose = [other.bytes, forged, ...known, new Uint8Array(40)]
    expect(verify(bytes, policy, { verify: verifyNode, loose }).verdict).toBe("proved")
  })
})

describe("any one bit", () => {
  let bytes: Uint8Array
  beforeAll(async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.submit(bag)
    await settle(world)
    bytes = await bundleAt(world, bag.items[0] as ItemId, world.clock.now() - day - minute)
    expect(judge(bytes).verdict).toBe("proved")
  })

  it("flipped in the file is never proved", { timeout: 300_000 }, () => {
    const proved: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
      if (judge(flipped).verdict === "proved") proved.push(bit)
    }
    expect(proved).toEqual([])
  })

  it("flipped in an entry is never proved, even where the file's own digest was made anew", {
    timeout: 300_000,
  }, () => {
    const bundle = opened(bytes)
    const proved: string[] = []
    for (const [i, entry] of bundle.entries.entries()) {
      const step = process.env.SLOW === "1" ? 1 : 13
      for (let bit = 0; bit < entry.bytes.length * 8; bit += step) {
        const flipped = entry.bytes.slice()
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
        const entries = bundle.entries.map((each, j) =>
          i === j ? { ...each, bytes: flipped } : each,
        )
        const remade = remake({ ...bundle, entries })
        if (judge(remade).verdict === "proved") proved.push(`${entry.index}:${bit}`)
      }
    }
    expect(proved).toEqual([])
  })
})

const remake = (bundle: Bundle): Uint8Array => encodeBundle(bundle)

/** One story with everything in it that somebody may want to leave out. */
async function story(): Promise<{
  world: World
  item: ItemId
  at: number
  named: Readonly<Record<string, number>>
}> {
  const world = await makeWorld()
  const { shop, carrier, bank, stranger } = world.pens
  const { contract } = world
  const bags = intake(shop, [{ container: true }, {}])
  const [box, bag] = bags.held as [(typeof bags.held)[0], (typeof bags.held)[0]]
  await world.submit(bags)
  await world.publish()
  const revised = signContract([world.parties.shop, world.parties.carrier, world.parties.bank], {
    revises: contract,
    timeToSubmit: 30 * day,
  })
  const [revision] = await world.submit(revised)
  const pack = draft("pack", { container: box.item, lines: [bag] }, shop)
  await world.submit(pack)
  const refused = accept(carrier, offer(shop, carrier.party, [bag]), { outcomes: "refused" })
  const [refusal] = await world.submit(refused)
  const both = [box, { ...bag, within: 0 }] as never
  const moved = accept(carrier, offer(shop, carrier.party, both, { contract: revised.id }), {
    contract: revised.id,
  })
  const [container] = await world.submit(moved)
  await world.publish()
  const held = moved.held[1] as (typeof moved.held)[0]
  const line = { ...held, result: "as-declared" as const, sealTag: null }
  const [check] = await world.submit(draft("check", { type: "seal", lines: [line] }, carrier))
  const [branchA] = await world.submit(handOver(carrier, bank, [held]))
  const [branchB] = await world.submit(handOver(carrier, stranger, [held]))
  const nowhere = { item: held.item, previous: revised.id }
  const [unlinked] = await world.submit(handOver(stranger, bank, [nowhere]))
  const [revoked] = await world.submit(revocation(carrier, world.parties.carrier.root))
  await settle(world)
  const index = (answer: { index: number } | undefined): number => answer?.index as number
  return {
    world,
    item: held.item,
    at: world.clock.now() - day - minute,
    named: {
      "an unlinked statement": index(unlinked),
      "the last hand-over": index(branchB),
      "a losing branch": index(branchA),
      "a check": index(check),
      "a refusal": index(refusal),
      "the container's hand-over": index(container),
      "a key revocation": index(revoked),
      "a later contract version": index(revision),
    },
  }
}

describe("leaving out", () => {
  let told: Awaited<ReturnType<typeof story>>
  let bytes: Uint8Array
  beforeAll(async () => {
    told = await story()
    bytes = await bundleAt(told.world, told.item, told.at)
    const verdict = judge(bytes)
    expect(failedStep(verdict)).toBeUndefined()
    expect(verdict.verdict).toBe("disputed")
  })

  const named = [
    "an unlinked statement",
    "the last hand-over",
    "a losing branch",
    "a check",
    "a refusal",
    "the container's hand-over",
    "a key revocation",
    "a later contract version",
  ]

  it.each(named)("%s is convicted by name, whatever count the chain then claims", async (what) => {
    const index = told.named[what] as number
    const touched = opened(bytes).miniLogs.filter(({ entries }) => entries.includes(index))
    expect(touched.length).toBeGreaterThan(0)
    for (const honestCount of [true, false]) {
      const verdict = judge(await forge(told.world, bytes, without(index, honestCount)))
      expect(verdict).toMatchObject({ genuine: false, verdict: "not-proved" })
      expect(failedStep(verdict)?.step).toBe(7)
      expect(touched.map(({ subject }) => subject as string)).toContain(
        /[0-9a-f]{64}/.exec(sentenceOf(failedStep(verdict)))?.[0],
      )
    }
  })

  it("a whole chain that the answer rests on is convicted by name", async () => {
    for (const log of opened(bytes).miniLogs) {
      const verdict = judge(
        await forge(told.world, bytes, (bundle) => ({
          ...bundle,
          miniLogs: bundle.miniLogs.filter(({ subject }) => subject !== log.subject),
        })),
      )
      expect(verdict.verdict).not.toBe("proved")
      if (log.type === "place") continue
      expect(`${log.type} ${sentenceOf(failedStep(verdict))}`).toContain(log.subject)
    }
  })

  it("a publication only widens a bracket", async () => {
    const seals = opened(bytes).sizes
    for (const size of seals) {
      const verdict = judge(
        await forge(told.world, bytes, (bundle) => ({
          ...bundle,
          sizes: bundle.sizes.filter((each) => each !== size),
          publications: [],
        })),
      )
      expect(verdict.verdict).not.toBe("proved")
    }
  })
})

describe("one number on two things", () => {
  it("is a finding in the verdict of either, and its chain cannot be left out", async () => {
    const world = await makeWorld()
    const { shop, stranger } = world.pens
    const tag = "ab".repeat(32)
    const [one, other] = [intake(shop, [{}, { tag }]), intake(stranger, [{ tag }])]
    await world.submit(one, other)
    await settle(world)
    const at = world.clock.now() - day - minute
    for (const item of [one.items[1], other.items[0]] as ItemId[]) {
      const bytes = await bundleAt(world, item, at)
      const verdict = judge(bytes)
      expect(verdict.findings.map(({ code }) => code)).toContain("number-seen-before")
      expect(verdict.verdict).toBe("proved")
      const log = opened(bytes).miniLogs.find(({ type }) => type === "tag")
      const forged = await forge(world, bytes, (bundle) => ({
        ...bundle,
        miniLogs: bundle.miniLogs.filter(({ type }) => type !== "tag"),
      }))
      expect(failedStep(judge(forged))?.finding).toContain(log?.subject)
    }
    // The line without a number is nobody else's business.
    const bare = await bundleAt(world, one.items[0] as ItemId, at)
    expect(opened(bare).miniLogs.some(({ type }) => type === "tag")).toBe(false)
  })
})

describe("what the openings show", () => {
  it("is a finding where a printed number has a wrong check digit, in the answer and in the verdict", async () => {
    const world = await makeWorld()
    const identifier = { scheme: "s10" as const, value: "RB123456786US" }
    const letter = intake(world.pens.post, [{ sealed: { identifier } }])
    const [answer] = await world.submit(letter)
    expect(answer?.findings.map(({ code }) => code)).toEqual(["bad-identifier"])
    await world.publish()
    const verdict = judge(await bundleAt(world, letter.items[0] as ItemId, world.clock.now()))
    expect(verdict.findings.map(({ code }) => code)).toContain("bad-identifier")
  })

  it("is missed where nothing was delivered", async () => {
    const world = await makeWorld()
    const bag = intake(world.pens.shop)
    await world.ledger.submit([parcel(bag, { bare: true })])
    await world.publish()
    const verdict = judge(await bundleAt(world, bag.items[0] as ItemId, world.clock.now()))
    expect(verdict.findings.map(({ code }) => code)).toContain("openings-missing")
    expect(verdict.withheld.every(({ state }) => state === "never delivered")).toBe(true)
  })
})
