/**
 * An operator who writes his own log, and whoever changes the file on its way. What is not genuine is named by its step;
 * what `quorum none` cannot catch stands here too, with what does.
 */

import { describe, expect, it } from "vitest"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { encodeBundle } from "../../src/log/bundle.ts"
import { cosign } from "../../src/log/cosignature.ts"
import type { Entry } from "../../src/log/entry.ts"
import {
  noteKey,
  type Note,
  parseNote,
  printNote,
  printVkey,
  TYPE_COSIGNATURE,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { audit } from "../../src/replay/audit.ts"
import { type Policy, parsePolicy } from "../../src/verifier/policy.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { opened } from "../support/forge.ts"
import {
  answerAt,
  blind,
  bundleFor,
  day,
  failure,
  hour,
  judge,
  minute,
  printAnswer,
  seal,
  settle,
} from "../support/judge.ts"
import { fabricate, type Fabricated, type Lies } from "../support/operator.ts"
import { checkpointOf, expectOpened } from "../support/reading.ts"
import { carried, type Scene } from "../support/robbed.ts"
import { keyNamed, worldKeys } from "../support/world.ts"

const carrierHas = "proved carrier, burden carrier"
const question = (item: ItemId, at: number) => ({ item, from: at, to: at, scope: "unit" }) as const

const audited = async (log: Fabricated) => {
  const { faults } = await audit(log.source(), verifyNode)
  return [...new Set(faults.map(({ code }) => code))]
}

/** The carrier's bag was passed on to the bank, and nothing more can come. */
async function delivered() {
  const scene = await carried()
  const { world, held } = scene
  const receipt = handOver(world.pens.carrier, world.pens.bank, held)
  await world.submit(receipt)
  const now = await seal(world)
  await settle(world)
  return { ...scene, last: receipt, now }
}

describe("an operator who writes the log anew", () => {
  it("honestly is believed, so that the lies below are what is caught", async () => {
    const { world, bag, now } = await delivered()
    const log = await fabricate(world)
    expect(printAnswer(world, judge(log.bundle(question(bag.item, now))))).toBe(
      await answerAt(world, bag.item, now),
    )
    expect(await audited(log)).toEqual([])
  })

  const inserted =
    (at: string, statement: Uint8Array): NonNullable<Lies["rewrite"]> =>
    (entry, { id }) => {
      const openings = "not-foreseen" as const
      return id === at ? [entry, { ...entry, openings, statement, notes: [] }] : [entry]
    }
  const forgeries: readonly (readonly [string, string, (scene: Scene) => Uint8Array])[] = [
    [
      "a receipt whose signature does not hold",
      "bad-signature",
      ({ world, held }) => {
        const { bank } = world.pens
        const key = { ...bank.key, sign: keyNamed("the operator").sign }
        return handOver(world.pens.carrier, { ...bank, key }, held).bytes
      },
    ],
    [
      "a receipt in the bank's name by another party's key",
      "key-never-enrolled",
      ({ world, held }) => {
        const { bank, stranger } = world.pens
        const taken = offer(world.pens.carrier, bank.party, held)
        return accept({ ...stranger, party: bank.party }, taken).bytes
      },
    ],
    [
      "a receipt that was made for another ledger",
      "wrong-origin",
      ({ world, held }) => {
        const origin = "other.example/ledger"
        const { carrier, bank } = world.pens
        return handOver({ ...carrier, origin }, { ...bank, origin }, held).bytes
      },
    ],
  ]
  it.each(forgeries)("with %s fails at the signatures", async (_, code, make) => {
    const scene = await carried()
    await settle(scene.world)
    const { world, bag, receipt, at } = scene
    const log = await fabricate(world, { rewrite: inserted(receipt.id, make(scene)) })
    const verdict = judge(log.bundle(question(bag.item, at)))
    expect(verdict).toMatchObject({ genuine: false, verdict: "not-proved", liable: [] })
    const sentences = {
      "bad-signature": "a signature that does not hold",
      "key-never-enrolled": "signed by a key that was never enrolled for that party",
      "wrong-origin": "made for another ledger",
    } as Record<string, string>
    expect(failure(verdict)).toContain("step 9")
    expect(failure(verdict)).toContain(sentences[code])
    expect(await audited(log)).toContain("bad-statement")
  })

  it("with another genesis fails at the genesis", async () => {
    const { world, bag, now } = await delivered()
    const own = keyNamed("the operator's own").publicKey
    const rewrite = (entry: Entry): readonly Entry[] => {
      const genesis = expectOpened(entry.statement)
      if (genesis.kind !== "genesis") return [entry]
      const terms = { ...genesis.terms, checkpointKey: own }
      const [first, ...others] = world.governors
      const { bytes } = draft("genesis", terms, first as Pen, { attest: others })
      return [{ ...entry, statement: bytes }]
    }
    const log = await fabricate(world, { rewrite })
    const verdict = judge(log.bundle(question(bag.item, now)))
    expect(failure(verdict)).toContain("step 8: genesis names another checkpoint key")
    expect(await audited(log)).not.toEqual([])
  })

  it("of another name is not a log that the policy trusts", async () => {
    const { world, bag, now } = await delivered()
    const log = await fabricate(world, { origin: "other.example/ledger" })
    const verdict = judge(log.bundle(question(bag.item, now)))
    expect(failure(verdict)).toContain("step 2")
  })

  it("who seals a time that is not the entry's is caught by the file and by the audit", async () => {
    const { world, bag, now } = await delivered()
    const log = await fabricate(world, { sealTime: (time) => time - 2 * hour })
    expect(failure(judge(log.bundle(question(bag.item, now))))).toContain("step 11")
    expect(await audited(log)).toEqual(["false-seal"])
  })

  it("whose clock goes back is caught by the file and by the audit", async () => {
    const { world, bag, last, now } = await delivered()
    const rewrite: NonNullable<Lies["rewrite"]> = (entry, { id }) =>
      id === last.id ? [{ ...entry, appendedAt: entry.appendedAt - hour }] : [entry]
    const log = await fabricate(world, { rewrite })
    expect(failure(judge(log.bundle(question(bag.item, now))))).toContain("step 11")
    expect(await audited(log)).toContain("time-went-back")
  })

  it("who signed two trees of one size is caught by whoever holds both", async () => {
    const { world, bag, last, now } = await delivered()
    const honest = await fabricate(world)
    const statement = intake(world.pens.stranger).bytes
    const other = await fabricate(world, {
      rewrite: (entry, { id }) => [id === last.id ? { ...entry, statement } : entry],
    })
    const bundle = opened(honest.bundle(question(bag.item, now)))
    expect(printAnswer(world, judge(encodeBundle(bundle)))).toBe("proved bank, burden bank")
    const size = bundle.sizes.at(-1)
    const second = other.publications.find((each) => each.size === size)?.bytes as Uint8Array
    const publications = [...bundle.publications, second]
    const verdict = judge(encodeBundle({ ...bundle, publications }))
    expect(failure(verdict)).toBe(
      `step 4: the log signed another tree at size ${size}: a split view`,
    )
  })
})

const witnesses = [1, 2, 3, 4].map((number) => {
  const { publicKey, sign } = keyNamed(`witness ${number}`)
  return { key: noteKey(`witness${number}.example`, TYPE_COSIGNATURE, publicKey), sign }
})

function witnessedPolicy(): Policy {
  const lines = witnesses.map(({ key }, i) => `witness w${i} ${printVkey(key)}`)
  const group = `group growth 3 w0 w1 w2 w3\nquorum growth\nreplay-quorum growth\nfaulty 1`
  const log = `log ${printVkey(worldKeys.checkpoint.key)}`
  const parsed = parsePolicy(`${[log, ...lines, group].join("\n")}\nclock-error 0\n`)
  if (!parsed.ok) throw new Error(parsed.fault.sentence)
  return parsed.policy
}

/** What the file would be with honest witnesses, who saw each checkpoint at that time. */
function cosigned(bytes: Uint8Array, seenAt: (size: number) => number): Uint8Array {
  const add = (checkpoint: Uint8Array): Uint8Array => {
    const note = parseNote(checkpoint) as Note
    const seconds = Math.floor(seenAt(checkpointOf(checkpoint).size) / 1000)
    const lines = witnesses.map((witness) => cosign(note.text, seconds, witness))
    return printNote({ ...note, signatures: [...note.signatures, ...lines] })
  }
  const bundle = opened(bytes)
  const publications = bundle.publications.map(add)
  return encodeBundle({ ...bundle, checkpoint: add(bundle.checkpoint), publications })
}

describe("what nobody but witnesses and auditors can catch", () => {
  it("a map that says nothing of the last hand-over: the audit convicts it", async () => {
    const { world, bag, last, now } = await delivered()
    const log = await fabricate(world, {
      hide: ({ id }, { id: statement }) => id === (bag.item as string) && statement === last.id,
    })
    const index = await world.ledger.indexOf(last.id)
    const bytes = log.bundle(question(bag.item, now), [index as number])
    const verdict = judge(bytes)
    // False, and on the operator's word, as its first lines say.
    expect(printAnswer(world, verdict)).toBe(carrierHas)
    expect(verdictLines(verdict)).toContain("On the operator's word and clock:")
    expect(await audited(log)).toEqual(["map-mismatch"])
    // Witnesses who replay do not cosign it, and without them nothing is proved.
    const policy = witnessedPolicy()
    expect(judge(bytes, { policy })).toMatchObject({ genuine: false, verdict: "not-proved" })
  })

  it("a clock held back for a straw man: witnesses' times take the proof away", async () => {
    const { world, bag, held, at } = await carried()
    const theft = world.clock.now() + hour
    const caught = theft + 21 * day
    // Three weeks after the theft the operator's clock still stands before it.
    world.clock.advance(minute)
    const { carrier, stranger } = world.pens
    await world.submit(handOver(blind(carrier), blind(stranger), held))
    const { size } = checkpointOf(await world.publish())
    world.clock.advance(caught - world.clock.now())
    await settle(world)
    const bytes = await bundleFor(world, bag.item, theft)
    // False, and on the operator's word.
    const verdict = judge(bytes)
    expect(printAnswer(world, verdict)).toBe("proved stranger, burden stranger")
    expect(verdictLines(verdict)).toContain("On the operator's word and clock:")
    const policy = witnessedPolicy()
    const seen = cosigned(bytes, (each) => (each < size ? at : caught + 3 * day))
    const witnessed = judge(seen, { policy })
    expect(printAnswer(world, witnessed)).toBe("undecided carrier+stranger, burden carrier")
    expect(verdictLines(witnessed)).not.toContain("On the operator's word and clock:")
  })
})
