/** What people sign to get rid of a bag, to get hold of one or to block one: recorded, and it moves nothing. */

import { describe, expect, it } from "vitest"
import { draft, type Pen, type SignedDraft } from "../../src/custody/draft.ts"
import type { FindingCode } from "../../src/custody/finding.ts"
import type { PlaceId, StatementId } from "../../src/custody/identifier.ts"
import { deliveryCodeHash } from "../../src/custody/transition.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { answerAt, askAt, codesOf, printAnswer, seal, settle } from "../support/judge.ts"
import { carried, emptied, type Scene, withKey } from "../support/robbed.ts"
import { signContract } from "../support/world.ts"

/** The carrier has the bag, and had it before. */
const carrierHas = "proved carrier, burden carrier"

type Row = readonly [
  name: string,
  /** The answer for the time after it, and what is found about the statement. */
  now: string,
  codes: readonly FindingCode[],
  make: (scene: Scene) => SignedDraft | Promise<SignedDraft>,
]

async function outcome(scene: Scene, signed: SignedDraft) {
  const { world, bag, at } = scene
  await world.submit(signed)
  const now = await seal(world)
  await settle(world)
  const verdict = await askAt(world, bag.item, now)
  const before = await answerAt(world, bag.item, at)
  return { before, now: printAnswer(world, verdict), codes: codesOf(verdict.findings, signed) }
}

const code = new Uint8Array(16).fill(7)
const codeHash = toHex(deliveryCodeHash(code))
const lostReceipt = "ab".repeat(32) as StatementId
const anywhere = "cd".repeat(32) as PlaceId

/** An addressee at the door, or whoever says so, with a key of his own making. */
const keyless = ({ world, held }: Scene, giver: Pen, shown: Uint8Array | null): SignedDraft => {
  const phone: Pen = { ...withKey(world.pens.stranger, "phone"), party: null, role: "addressee" }
  const terms = { oneTime: { key: phone.key.publicKey, code: shown } }
  return accept(phone, offer(giver, null, held), { terms })
}

const byStrangers: readonly Row[] = [
  [
    "a stranger hands it over: his receiver answers too, the holder goes on answering",
    "undecided carrier+post, burden carrier",
    ["claim-by-non-holder"],
    ({ world, held }) => handOver(world.pens.stranger, world.pens.post, held),
  ],
  [
    "somebody accepts what was offered to another",
    "undecided carrier+stranger, burden carrier",
    ["accepted-by-another"],
    ({ world, held }) =>
      accept(world.pens.stranger, offer(world.pens.carrier, world.parties.bank.id, held)),
  ],
  [
    "a hand-over after a predecessor that never comes",
    "undecided carrier+post, burden carrier",
    ["unlinked"],
    ({ world, bag }) =>
      handOver(world.pens.stranger, world.pens.post, [{ ...bag, previous: lostReceipt }]),
  ],
  [
    "somebody signs that he found it",
    "undecided carrier+stranger, burden carrier",
    ["contract-not-binding"],
    (scene) => emptied(scene, scene.world.pens.stranger, scene.world.contract, anywhere),
  ],
  [
    "somebody signs that he had it beyond what was offered to him",
    "undecided carrier+stranger, burden carrier",
    ["extra"],
    async ({ world, held }) => {
      const own = intake(world.pens.post)
      await world.submit(own)
      const offered = offer(world.pens.post, world.parties.stranger.id, own.held)
      return accept(world.pens.stranger, offered, { terms: { extras: [...held] } })
    },
  ],
  [
    "a stranger files a seal check: missing",
    carrierHas,
    [],
    ({ world, held }) => {
      const lines = held.map((line) => ({ ...line, result: "missing" as const, sealTag: null }))
      return draft("check", { type: "seal", lines }, world.pens.stranger)
    },
  ],
  [
    "a stranger reports it stolen before the carrier took it",
    carrierHas,
    ["reported"],
    ({ world, bag, at }) =>
      draft("report", { type: "theft", items: [bag.item], from: 0, to: at }, world.pens.stranger),
  ],
  [
    "a stranger says that it is the same thing as another",
    carrierHas,
    ["same-thing"],
    async ({ world, bag }) => {
      const own = intake(world.pens.stranger)
      await world.submit(own)
      return draft("same", { items: [bag.item, own.items[0] as never] }, world.pens.stranger)
    },
  ],
  [
    "a stranger closes it",
    carrierHas,
    ["not-the-holder"],
    ({ world, held }) => draft("close", { lines: held, reason: "destroyed" }, world.pens.stranger),
  ],
  [
    "a stranger withdraws the offer that was accepted",
    carrierHas,
    [],
    ({ world, bag, offered }) =>
      draft("withdraw", { offer: offered.id, items: [bag.item] }, world.pens.stranger),
  ],
  [
    "a stranger ratifies a hand-over of his own",
    "undecided carrier+post, burden carrier",
    ["ratified"],
    async ({ world, bag, held }) => {
      const claim = handOver(world.pens.stranger, world.pens.post, held)
      await world.submit(claim)
      const terms = { act: "ratify", of: claim.id, items: [bag.item] } as const
      return draft("acknowledge", terms, world.pens.stranger)
    },
  ],
]

const byParties: readonly Row[] = [
  [
    "the carrier says that he delivered it",
    carrierHas,
    [],
    ({ world, held }) =>
      accept(world.pens.carrier, offer(world.pens.carrier, world.parties.bank.id, held), {
        terms: { side: "giver-only", absentReceiver: "refused-to-sign" },
      }),
  ],
  [
    "the carrier closes it",
    carrierHas,
    ["closed-by-holder"],
    ({ world, held }) => draft("close", { lines: held, reason: "paid-in" }, world.pens.carrier),
  ],
  [
    "the carrier annuls his receipt without the shop",
    carrierHas,
    [],
    ({ world, bag, receipt }) =>
      draft("correction", { act: "annul", of: receipt.id, items: [bag.item] }, world.pens.carrier),
  ],
  [
    "the shop annuls the carrier's receipt without him",
    carrierHas,
    [],
    ({ world, bag, receipt }) =>
      draft("correction", { act: "annul", of: receipt.id, items: [bag.item] }, world.pens.shop),
  ],
  [
    "a one-time key that shows a code of the courier's own making",
    carrierHas,
    ["code-not-proved"],
    (scene) =>
      keyless(
        scene,
        scene.world.pens.carrier,
        code.map((byte) => byte + 1),
      ),
  ],
  [
    "a one-time key without a code",
    carrierHas,
    ["code-not-proved"],
    (scene) => keyless(scene, scene.world.pens.carrier, null),
  ],
  [
    "a delivery point that only its receiver agreed to",
    "undecided carrier+stranger, burden carrier",
    ["contract-not-binding"],
    async (scene) => {
      const { stranger, carrier } = scene.world.parties
      const { stranger: pen } = scene.world.pens
      const parties = [stranger.id, carrier.id]
      const agreed = signContract([stranger], { parties, deliveryPoints: [anywhere] })
      await scene.world.submit(agreed)
      return emptied(scene, pen, agreed.id, anywhere)
    },
  ],
]

describe("one more statement", () => {
  it.each([...byStrangers, ...byParties])("%s", async (_, now, codes, make) => {
    const scene = await carried({ line: { code: codeHash } })
    const signed = await make(scene)
    expect(await outcome(scene, signed)).toEqual({ before: carrierHas, now, codes })
  })

  it("of a giver who signs two receipts disputes from the fork on, and convicts him", async () => {
    const scene = await carried()
    const { world, bag, held, at } = scene
    const first = handOver(world.pens.carrier, world.pens.bank, held)
    await world.submit(first)
    const between = await seal(world)
    const second = handOver(world.pens.carrier, world.pens.stranger, held)
    const { before, now, codes } = await outcome(scene, second)
    expect(before).toBe(carrierHas)
    expect(now).toBe("disputed bank+stranger, burden carrier")
    expect(codes).toEqual(["fork"])
    const { findings } = await askAt(world, bag.item, between)
    const [fork] = findings.filter((each) => each.code === "fork")
    expect(fork?.sentence).toContain(world.parties.carrier.id)
    expect(fork?.sentence).toContain(first.id)
    expect(await answerAt(world, bag.item, at)).toBe(carrierHas)
  })

  it("of one who handed it over earlier is a claim; who held it since answers as before", async () => {
    const scene = await carried()
    const { world, held } = scene
    const passed = handOver(world.pens.carrier, world.pens.bank, held)
    await world.submit(passed)
    await settle(world, 3_600_000)
    const again = handOver(world.pens.carrier, world.pens.stranger, passed.held)
    expect(await outcome(scene, again)).toEqual({
      before: carrierHas,
      now: "undecided bank+stranger, burden bank",
      codes: ["claim-by-non-holder"],
    })
  })
})

describe("an addressee without a key", () => {
  it("discharges the courier with the sender's code, once", async () => {
    const scene = await carried({ line: { code: codeHash } })
    const signed = keyless(scene, scene.world.pens.carrier, code)
    const { before, now } = await outcome(scene, signed)
    expect({ before, now }).toEqual({
      before: carrierHas,
      now: "proved keyless, burden keyless",
    })
  })

  it("does not discharge a courier who took it in himself, with a code of his own", async () => {
    const { world } = await carried()
    const { carrier } = world.pens
    const own = intake(carrier, [{ code: codeHash }])
    await world.submit(own)
    await settle(world, 3_600_000)
    const phone: Pen = { ...withKey(carrier, "burner"), party: null, role: "addressee" }
    const terms = { oneTime: { key: phone.key.publicKey, code } }
    const signed = accept(phone, offer(carrier, null, own.held), { terms })
    await world.submit(signed)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, own.items[0] as never, now)
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, signed)).toEqual(["code-not-proved"])
  })
})
