/** Signatures that somebody strips, swaps, adds or makes anew do not get past the door, and move nothing. */

import { describe, expect, it } from "vitest"
import { draft, type Pen, type SignedDraft } from "../../src/custody/draft.ts"
import { statementIdOf } from "../../src/custody/identifier.ts"
import type { RejectionCode } from "../../src/custody/rejected.ts"
import { attestedHash, type Payload, signStatement } from "../../src/custody/statement.ts"
import { accept, handOver, intake, offer, type Offer } from "../support/acts.ts"
import { answerAt, askAt, codesOf, expectRefused, printAnswer, settle } from "../support/judge.ts"
import { expectOpened } from "../support/reading.ts"
import { carried, enrolment, type Scene, withKey } from "../support/robbed.ts"
import { personNamed, signContract, worldKeys } from "../support/world.ts"

const payloadOf = ({ bytes }: SignedDraft): Payload => expectOpened(bytes)

/** Other bytes under the signature that was there. */
function retouched(signed: SignedDraft, { key }: Pen, change: Partial<Payload>): SignedDraft {
  const { signature } = expectOpened(signed.bytes).signed
  return remade(signed, { ...key, sign: () => signature }, change)
}

/** Other bytes under a signature of their own. */
function remade(signed: SignedDraft, key: Pen["key"], change: Partial<Payload>): SignedDraft {
  const bytes = signStatement({ ...payloadOf(signed), ...change } as Payload, key)
  return { ...signed, id: statementIdOf(bytes), bytes, leaves: [] }
}

const attestation = (payload: Payload, pen: Pen): Uint8Array =>
  draft("attestation", { over: attestedHash(payload, payload.attestations.length) }, pen).bytes

const prolonged = (offered: Offer, pen: Pen, key = pen.key): Offer => {
  const { terms } = payloadOf(offered) as Payload<"offer">
  const change = { terms: { ...terms, expires: terms.expires * 2 } }
  const changed = key === pen.key ? retouched(offered, pen, change) : remade(offered, key, change)
  return { ...offered, ...changed }
}

type Make = (scene: Scene) => SignedDraft | Promise<SignedDraft>
type Attack = readonly [name: string, code: RejectionCode, make: Make]

/** The carrier's receipt with a guard as second person, made and not sent. */
async function guarded({ world, offered }: Scene) {
  const guard = await world.enrol(world.parties.carrier, "guard", "guard")
  return accept(world.pens.carrier, offered, { contract: world.contract, attest: [guard] })
}

const stripped: readonly Attack[] = [
  [
    "a second person stripped from a receipt",
    "bad-signature",
    async (scene) =>
      retouched(await guarded(scene), scene.world.pens.carrier, { attestations: [] }),
  ],
  [
    "a second person added to a receipt",
    "bad-signature",
    ({ world, receipt }) =>
      retouched(receipt, world.pens.carrier, {
        attestations: [attestation(payloadOf(receipt), world.pens.post)],
      }),
  ],
  [
    "a second person swapped for another",
    "bad-signature",
    async (scene) => {
      const { world } = scene
      const signed = await guarded(scene)
      const bare = { ...payloadOf(signed), attestations: [] }
      const attestations = [attestation(bare, world.pens.post)]
      return retouched(signed, world.pens.carrier, { attestations })
    },
  ],
  [
    "a second person taken from another receipt",
    "attestation-mismatch",
    async (scene) => {
      const { world, receipt } = scene
      const { attestations } = payloadOf(await guarded(scene))
      return remade(receipt, world.pens.carrier.key, { attestations })
    },
  ],
  [
    "a receiver's signature swapped for that of another receipt",
    "bad-signature",
    async (scene) => {
      const { world, receipt } = scene
      const { signature } = expectOpened((await guarded(scene)).bytes).signed
      return remade(receipt, { ...world.pens.carrier.key, sign: () => signature }, {})
    },
  ],
  [
    "a receipt made anew in the carrier's name by somebody without a key",
    "key-never-enrolled",
    ({ receipt }) => remade(receipt, withKey({} as Pen, "nobody").key, {}),
  ],
  [
    "a receipt made anew in the bank's name by a stranger's key",
    "key-never-enrolled",
    ({ world, receipt }) =>
      remade(receipt, world.pens.stranger.key, { party: world.parties.bank.id }),
  ],
  [
    "an offer prolonged by its receiver, inside his own receipt",
    "bad-signature",
    ({ world, offered }) => accept(world.pens.carrier, prolonged(offered, world.pens.shop)),
  ],
  [
    "an offer made anew by its receiver, inside his own receipt",
    "key-never-enrolled",
    ({ world, offered }) =>
      accept(
        world.pens.carrier,
        prolonged(offered, world.pens.shop, withKey({} as Pen, "carrier's second").key),
      ),
  ],
]

const misused: readonly Attack[] = [
  [
    "giver and receiver with one key",
    "same-signer",
    ({ world, held }) =>
      accept(world.pens.carrier, offer(world.pens.carrier, world.parties.carrier.id, held)),
  ],
  [
    "giver and receiver with two keys of one person",
    "same-signer",
    async ({ world, held }) => {
      const { carrier } = world.parties
      const second = withKey(world.pens.carrier, "second phone")
      await world.submit(enrolment(carrier, second, { person: personNamed("carrier person") }))
      return accept(second, offer(world.pens.carrier, carrier.id, held))
    },
  ],
  [
    "giver and receiver with keys of one person at two organisations",
    "same-signer",
    async ({ world, held }) => {
      const { stranger } = world.parties
      const second = { ...withKey(world.pens.stranger, "moonlighter"), party: stranger.id }
      await world.submit(enrolment(stranger, second, { person: personNamed("carrier person") }))
      return handOver(world.pens.carrier, second, held)
    },
  ],
  [
    "an addressee's one-time key that is the giver's own",
    "same-signer",
    ({ world, held }) => {
      const { key } = world.pens.carrier
      const phone: Pen = { ...world.pens.carrier, party: null, role: "addressee" }
      const terms = { oneTime: { key: key.publicKey, code: null } }
      return accept(phone, offer(world.pens.carrier, null, held), { terms })
    },
  ],
  [
    "a second person who is the first",
    "same-signer",
    ({ world, held }) =>
      accept(world.pens.bank, offer(world.pens.carrier, world.parties.bank.id, held), {
        attest: [world.pens.bank],
      }),
  ],
  [
    "a second person who is the giver",
    "same-signer",
    ({ world, held }) =>
      accept(world.pens.bank, offer(world.pens.carrier, world.parties.bank.id, held), {
        attest: [world.pens.carrier],
      }),
  ],
  [
    "a hand-over by a key of governance",
    "not-authorised",
    ({ world, held }) => handOver(world.governors[0] as Pen, world.pens.stranger, held),
  ],
  [
    "a hand-over by the ledger's own seal key",
    "not-authorised",
    ({ world, held }) => {
      const ledger: Pen = { ...world.pens.shop, party: null, role: "ledger", key: worldKeys.seal }
      return handOver(ledger, world.pens.stranger, held)
    },
  ],
  [
    "a contract in the name of one whose key did not sign it",
    "key-never-enrolled",
    ({ world }) => {
      const { stranger, carrier } = world.parties
      return signContract([stranger, { ...carrier, root: withKey(carrier.root, "nobody") }])
    },
  ],
  [
    "a nonce used again for another statement",
    "nonce-reused",
    async ({ world }) => {
      const pen = { ...world.pens.shop, random: (length: number) => new Uint8Array(length).fill(9) }
      await world.submit(intake(pen))
      return intake(pen, [{ goods: "key" }])
    },
  ],
  [
    "a receipt that was made for another ledger",
    "wrong-origin",
    ({ world, held }) => {
      const elsewhere = { origin: "other.example/ledger" }
      return handOver(
        { ...world.pens.carrier, ...elsewhere },
        { ...world.pens.stranger, ...elsewhere },
        held,
      )
    },
  ],
  [
    "a receipt around an offer that was made for another ledger",
    "wrong-origin",
    ({ world, held }) =>
      handOver(
        { ...world.pens.carrier, origin: "other.example/ledger" },
        world.pens.stranger,
        held,
      ),
  ],
]

describe("is turned away, writes nothing and moves nothing", () => {
  it.each([...stripped, ...misused])("%s", async (_, code, make) => {
    const scene = await carried()
    const { world, bag, at } = scene
    const signed = await make(scene)
    await expectRefused(world, code, signed)
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe("proved carrier, burden carrier")
  })
})

describe("signed again by its own signer", () => {
  it("without its second person, a receipt is the same hand-over twice", async () => {
    const { world, bag, held } = await carried()
    const guard = await world.enrol(world.parties.bank, "guard", "guard")
    const offered = offer(world.pens.carrier, world.parties.bank.id, held)
    const first = accept(world.pens.bank, offered, { attest: [guard] })
    const second = accept(world.pens.bank, offered)
    await world.submit(first, second)
    await settle(world)
    const verdict = await askAt(world, bag.item, world.clock.now() - 40 * 3_600_000)
    expect(printAnswer(world, verdict)).toBe("proved bank, burden bank")
    expect(codesOf(verdict.findings, second)).toEqual(["concurring"])
  })

  it("with a worse outcome, a receipt undoes nothing and convicts its receiver", async () => {
    const { world, bag, offered, at } = await carried()
    const worse = accept(world.pens.carrier, offered, {
      contract: world.contract,
      outcomes: [{ outcome: "with-reservation", reservations: ["short"] }],
    })
    const refused = accept(world.pens.carrier, offered, {
      contract: world.contract,
      outcomes: "refused",
    })
    await world.submit(worse, refused)
    await settle(world)
    const verdict = await askAt(world, bag.item, at)
    expect(printAnswer(world, verdict)).toBe("proved carrier, burden carrier")
    expect(codesOf(verdict.findings, worse)).toContain("contradictory-acceptance")
    expect(codesOf(verdict.findings, refused)).toEqual(["refused"])
  })

  it("is the same as once, if the bytes are the same", async () => {
    const { world, bag, receipt, at } = await carried()
    const size = world.store.size()
    const [answer] = await world.submit(receipt)
    expect(answer).toMatchObject({ repeated: true, findings: [] })
    expect(world.store.size()).toBe(size)
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe("proved carrier, burden carrier")
  })
})
