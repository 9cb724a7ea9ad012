/**
 * A courier and an operator who work together would move a hand-over of after a theft to before it. They have every key
 * of the ledger and of the courier, and none of the witnesses': each way ends in not proved, or convicts.
 */

import { say } from "../../src/language/say.ts"
import { afterEach, describe, expect, it } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import { encodeBundle } from "../../src/log/bundle.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { printSeen, seenHash } from "../../src/log/cosignature.ts"
import {
  type Note,
  noteKey,
  parseNote,
  printNote,
  printVkey,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { encodeMisbehaviour } from "../../src/log/misbehaviour.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { judge as convict } from "../../src/misbehaviour/judge.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import { handOver, intake } from "../support/acts.ts"
import {
  askCrooked,
  askHonest,
  crookedWith,
  judged,
  question,
  type Robbery,
  robbed,
  said,
  settleCrooked,
  settled,
} from "../support/backdating.ts"
import { closeWitnessed, CrookedLog, lineBy, sightOf, withFurther } from "../support/collusion.ts"
import { opened } from "../support/forge.ts"
import { codesOf, day, failure, hour, judge, minute } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { keyNamed, worldKeys } from "../support/world.ts"

afterEach(closeWitnessed)

const carrierHas = "proved carrier, burden carrier"
const open = "undecided carrier+stranger, burden carrier"

const noteOf = (bytes: Uint8Array): Note => parseNote(bytes) as Note

const bracketOf = (verdict: Verdict, { id }: { readonly id: string }) =>
  verdict.history.find(({ statement }) => statement === id)

describe("without any attack", () => {
  it("the carrier is liable, and a hand-over made in time is proved: so there is something to steal", async () => {
    const scene = await robbed()
    await settled(scene.world)
    expect(said(scene, await askHonest(scene))).toBe(carrierHas)
    const inTime = await robbed()
    const { world, held } = inTime
    await world.submit(handOver(world.pens.carrier, world.pens.stranger, held))
    await world.publish()
    await settled(world)
    const later = { ...inTime, theft: world.clock.now() - day - hour }
    expect(said(later, await askHonest(later))).toBe("proved stranger, burden stranger")
  })

  it("the operator's own file answers as the honest one does", async () => {
    const scene = await robbed()
    const crooked = await crookedWith(scene, [])
    await settleCrooked(scene, crooked)
    expect(said(scene, askCrooked(scene, crooked))).toBe(carrierHas)
  })
})

describe("a signer who commits to", () => {
  /** Signs after the theft, in the honest ledger, with this as the newest checkpoint that it saw. */
  async function committing(
    sight: (scene: Robbery) => { seen: string | null; notes: readonly Uint8Array[] },
  ) {
    const scene = await robbed()
    const { seen, notes } = sight(scene)
    const receipt = scene.straw(seen)
    const crooked = await crookedWith(scene, [receipt])
    await settleCrooked(scene, crooked)
    const verdict = askCrooked(scene, crooked, notes)
    return { scene, verdict, bracket: bracketOf(verdict, receipt), receipt }
  }
  const hashOf = (note: Uint8Array): string => toHex(seenHash(note))

  it("the checkpoint of before the theft widens his interval, and the burden stays", async () => {
    const { scene, verdict, bracket } = await committing(({ before }) => ({
      seen: before.seen,
      notes: [before.note],
    }))
    expect(said(scene, verdict)).toBe(open)
    expect(bracket?.notBefore).toBe(scene.theft - 10 * minute)
    expect(bracket?.notAfter).toBe(scene.theft + 10 * minute + 1000)
  })

  it("nothing, or something that nobody has, has no lower end at all", async () => {
    for (const seen of [null, "00".repeat(32)]) {
      const { scene, verdict, bracket, receipt } = await committing(() => ({ seen, notes: [] }))
      expect(said(scene, verdict)).toBe(open)
      expect(codesOf(verdict.findings, receipt).includes("seen-unknown")).toBe(seen !== null)
      // What it covers bounds it: the carrier's own receipt was seen by nobody before that.
      expect(bracket?.notBefore).toBeLessThan(scene.theft)
    }
  })

  /** The operator signs the checkpoint of a tree that nobody has been shown. */
  const early = ({ before }: Robbery): Note => {
    const text = new TextDecoder().decode(before.note).split("\n\n")[0]
    return { text: `${text}\n`, signatures: [] }
  }

  it("a checkpoint that no witness had signed yet has no lower end, though they sign it later", async () => {
    const { scene, verdict, bracket } = await committing((made) => {
      const bare = printSeen(early(made), [])
      return { seen: hashOf(bare), notes: [bare, made.before.note] }
    })
    expect(said(scene, verdict)).toBe(open)
    expect(bracket?.notBefore).toBeLessThan(scene.theft - hour)
  })

  it("lines of another checkpoint pasted under it has no lower end", async () => {
    const { scene, verdict, bracket } = await committing((made) => {
      const keys = made.world.witnesses.policy.witnesses.map(({ key }) => key)
      const [, lines] = new TextDecoder().decode(made.before.note).split("\n\n")
      const text = early(made).text.replace(/\n\d+\n/, `\n${made.forkedAt - 1}\n`)
      const signatures = noteOf(
        new TextEncoder().encode(`${early(made).text}\n${lines}`),
      ).signatures
      const pasted = printSeen({ text, signatures }, keys)
      return { seen: hashOf(pasted), notes: [pasted] }
    })
    expect(said(scene, verdict)).toBe(open)
    expect(bracket?.notBefore).toBeLessThan(scene.theft - hour)
  })

  it("an old text that was cosigned anew after the theft surely signed after it", async () => {
    const scene = await robbed()
    const { world } = scene
    // Nothing is new for a while, so the witnesses sign the same head again.
    world.clock.advance(minute)
    const again = sightOf(await world.publish(), world.witnesses.policy)
    const receipt = scene.straw(again.seen)
    const crooked = await crookedWith(scene, [receipt])
    await settleCrooked(scene, crooked)
    const verdict = askCrooked(scene, crooked, [again.note])
    expect(said(scene, verdict)).toBe(carrierHas)
    expect(codesOf(verdict.findings, receipt)).toContain("claim-outside-bracket")
    // The later of the two times under it counts.
    expect(bracketOf(verdict, receipt)?.notBefore).toBe(scene.theft + 11 * minute)
    // The same note with the lines of its first time has another hash.
    const first = askCrooked(scene, crooked, [scene.before.note])
    expect(said(scene, first)).toBe(open)
  })

  it("a checkpoint of another log, however well cosigned, has no lower end", async () => {
    const { scene, verdict, bracket } = await committing((made) => {
      const key = noteKey("other.example/log", TYPE_ED25519, worldKeys.checkpoint.key.publicKey)
      const { root } = checkpointOf(made.before.note)
      const foreign = signCheckpoint(
        { origin: key.name, size: made.forkedAt, root },
        { ...worldKeys.checkpoint, key },
      )
      const names = ["north", "south", "east", "west"] as const
      const signed = withFurther(
        foreign,
        names.map((name) => lineBy(name, foreign, made.theft - hour)),
      )
      const { note, seen } = sightOf(signed, made.world.witnesses.policy)
      return { seen, notes: [note] }
    })
    expect(said(scene, verdict)).toBe(open)
    expect(bracket?.notBefore).toBeLessThan(scene.theft - hour)
  })

  it("another tree of this log, though two witnesses signed that, has no lower end", async () => {
    const { scene, verdict, bracket } = await committing((made) => {
      const checkpoint = { ...checkpointOf(made.before.note), root: new Uint8Array(32) }
      const other = signCheckpoint(checkpoint, worldKeys.checkpoint)
      const lines = (["east", "west"] as const).map((name) =>
        lineBy(name, other, made.theft - minute),
      )
      const { note, seen } = sightOf(withFurther(other, lines), made.world.witnesses.policy)
      return { seen, notes: [note] }
    })
    expect(said(scene, verdict)).toBe(open)
    expect(bracket?.notBefore).toBeLessThan(scene.theft - hour)
  })
})

describe("a courier who comes late", () => {
  it.each([
    ["an hour", hour, open],
    ["most of the time that the contract gives", 23 * hour, open],
    ["more than that", 25 * hour, carrierHas],
    ["three weeks", 21 * day, carrierHas],
  ])("by %s moves no burden", async (_, late, answer) => {
    const scene = await robbed()
    const { clock, publish, submit } = scene.world
    clock.advance(late - minute)
    await publish()
    clock.advance(minute)
    const receipt = scene.straw()
    await submit(receipt)
    await publish()
    await settled(scene.world)
    const verdict = await askHonest(scene)
    expect(said(scene, verdict)).toBe(answer)
    const isLate = codesOf(verdict.findings, receipt).includes("late-submission")
    expect(isLate).toBe(answer === carrierHas)
  })

  it("three weeks, where nothing was agreed, leaves it open and the burden where it was", async () => {
    const scene = await robbed({ contract: null })
    await settled(scene.world)
    expect(said(scene, await askHonest(scene))).toBe(carrierHas)
    scene.world.clock.advance(21 * day)
    await scene.world.submit(scene.straw())
    await settled(scene.world)
    expect(said(scene, await askHonest(scene))).toBe(open)
  })

  it("with a clock set to any time has his interval as it was, and a finding where he overdid it", async () => {
    for (const [claimed, isOutside] of [
      [-9 * minute, false],
      [-hour, true],
      [30 * day, true],
    ] as const) {
      const scene = await robbed()
      const receipt = scene.straw(scene.before.seen, scene.theft + claimed)
      await scene.world.submit(receipt)
      await settled(scene.world)
      const verdict = await askHonest(scene)
      expect(said(scene, verdict)).toBe(open)
      const codes = codesOf(verdict.findings, receipt)
      expect(codes.includes("claim-outside-bracket")).toBe(isOutside)
    }
  })
})

describe("an operator who writes its clock's times as it likes", () => {
  it("stamps and seals the hand-over at before the theft, and the witnesses' times stand", async () => {
    const scene = await robbed()
    const receipt = scene.straw()
    // Its clock has not gone on since its last publication of before the theft.
    const stamped = scene.theft + 10 * minute
    scene.world.clock.advance(6 * hour)
    const crooked = await crookedWith(scene, [receipt], stamped)
    await settleCrooked(scene, crooked)
    const verdict = askCrooked(scene, crooked)
    expect(said(scene, verdict)).toBe(open)
    expect(bracketOf(verdict, receipt)).toMatchObject({
      arrived: stamped,
      notAfter: stamped + 6 * hour + 1000,
    })
  })

  it("to before the entry before it: not genuine, and no replaying witness signs it", async () => {
    const scene = await robbed()
    const crooked = await CrookedLog.takeOver(scene.world)
    crooked.append(scene.straw(), { appendedAt: scene.theft - 5 * minute })
    crooked.publish(scene.theft - 5 * minute)
    expect(await crooked.show()).toEqual([200, 200, 200, 200])
    expect(failure(askCrooked(scene, crooked))).toMatch(/step 11: entry \d+ goes back in time/)
    const about = await scene.world.witnesses.apis.north.about()
    expect(about.logs[0]?.fault).toMatch(/time/)
    await settleCrooked(scene, crooked)
    expect(askCrooked(scene, crooked).verdict).toBe("not-proved")
  })

  it("in the seal and not in its entry: not genuine, and no replaying witness signs it", async () => {
    const scene = await robbed()
    const now = scene.world.clock.now()
    // Only the seal of the receipt's own publication lies.
    const sealTime = (time: number): number => (time === now + 1 ? time - hour : time)
    const crooked = await CrookedLog.takeOver(scene.world, { sealTime })
    crooked.append(scene.straw(), { appendedAt: now + 1 })
    crooked.publish(now + 1)
    expect(await crooked.show()).toEqual([200, 200, 200, 200])
    expect(failure(askCrooked(scene, crooked))).toMatch(/^step 11: seal \d+ and its entry/)
    const { logs } = await scene.world.witnesses.apis.south.about()
    expect(logs[0]?.fault).not.toBeNull()
  })

  it("puts what came last in front before it publishes: nobody's interval is moved by that", async () => {
    const answers: string[] = []
    const brackets: unknown[] = []
    for (const isFirst of [true, false]) {
      const scene = await robbed()
      const receipt = scene.straw()
      const others = [1, 2, 3].map(() => intake(scene.world.pens.bank) as never)
      const order = isFirst ? [receipt, ...others] : [...others, receipt]
      const crooked = await crookedWith(scene, order)
      await settleCrooked(scene, crooked)
      const verdict = askCrooked(scene, crooked)
      answers.push(said(scene, verdict))
      const { notBefore, notAfter } = bracketOf(verdict, receipt) ?? {}
      brackets.push({ notBefore, notAfter })
    }
    expect(answers).toEqual([open, open])
    expect(brackets[0]).toEqual(brackets[1])
  })
})

describe("a second history, begun from a backup of before the theft", () => {
  /** The log as it was before the theft, with the hand-over in it, sealed at a time that suits. */
  async function rerun(scene: Robbery): Promise<CrookedLog> {
    const kept = scene.forkedAt
    const crooked = await CrookedLog.takeOver(scene.world, {
      rewrite: (entry) => (entry.index < kept ? [entry] : []),
    })
    crooked.append(scene.straw(), { appendedAt: scene.theft - 6 * minute })
    crooked.publish(scene.theft - 5 * minute)
    return crooked
  }

  it("is cosigned by nobody, shows nothing, and convicts who holds both files together", async () => {
    const scene = await robbed()
    const honest = await scene.world.ledger.bundle(question(scene))
    const crooked = await rerun(scene)
    // It is as long as what they signed, or it cannot be shown to continue it.
    expect(await crooked.show()).toEqual([422, 422, 422, 422])
    for (let i = 0; i < 3; i++) {
      scene.world.clock.advance(minute)
      crooked.publish(scene.world.clock.now())
      expect(await crooked.show()).toEqual([422, 422, 422, 422])
    }
    const bundle = crooked.bundle(question(scene), [scene.before.note])
    const verdict = judged(scene, bundle)
    expect(verdict).toMatchObject({ genuine: false, verdict: "not-proved", liable: [] })
    expect(failure(verdict)).toBe("step 3: cosigned by nobody only")
    const found = compareFiles(
      honest as Uint8Array,
      bundle,
      scene.world.witnesses.policy,
      verifyNode,
    )
    expect(found.verdict).toBe("contradict")
    if (found.verdict !== "contradict") return
    expect(found.misbehaviours.map(({ kind }) => kind)).toEqual(["split-view"])
    const file = encodeMisbehaviour(found.misbehaviours[0])
    const judgement = convict(file, scene.world.witnesses.policy, verifyNode)
    expect(judgement).toMatchObject({
      convicted: true,
      whom: { key: printVkey(worldKeys.checkpoint.key) },
    })
  })

  it("with the true history's cosignatures pasted under its head is not genuine", async () => {
    const scene = await robbed()
    const crooked = await rerun(scene)
    const honest = noteOf(await scene.world.ledger.checkpoint())
    const bundle = opened(crooked.bundle(question(scene)))
    const checkpoint = withFurther(
      bundle.checkpoint,
      honest.signatures.filter(({ signature }) => signature.length === 72),
    )
    const verdict = judged(scene, encodeBundle({ ...bundle, checkpoint }))
    expect(failure(verdict)).toBe("step 3: a witness of the policy has a false cosignature there")
  })

  it("under the true history's head is not that head's tree", async () => {
    const scene = await robbed()
    const crooked = await rerun(scene)
    const bundle = opened(crooked.bundle(question(scene)))
    const checkpoint = await scene.world.ledger.checkpoint()
    expect(failure(judged(scene, encodeBundle({ ...bundle, checkpoint })))).toMatch(/^step 4: /)
  })

  it("below the true history's publications is a split view", async () => {
    const scene = await robbed()
    await settled(scene.world)
    const honest = await CrookedLog.takeOver(scene.world)
    const crooked = await rerun(scene)
    const size = checkpointOf(crooked.log.head()).size
    const truth = opened(honest.bundle(question(scene), [scene.before.note]))
    const publications = [...truth.publications, crooked.log.head()]
    const verdict = judged(scene, encodeBundle({ ...truth, publications }))
    expect(failure(verdict)).toBe(
      `step 4: the log signed another tree at size ${size}: a split view`,
    )
  })
})

describe("a file that leaves publications out, or adds others", () => {
  async function honest() {
    const scene = await robbed()
    const { world } = scene
    const receipt = scene.straw()
    await world.submit(receipt)
    await world.publish()
    await settled(world)
    const bundle = await world.ledger.bundle(question(scene))
    return { scene, receipt, bundle: opened(bundle as Uint8Array) }
  }

  it("makes intervals wider and no answer more decided", async () => {
    const { scene, receipt, bundle } = await honest()
    const whole = bracketOf(judged(scene, encodeBundle(bundle)), receipt)
    const count = bundle.publications.length
    expect(count).toBeGreaterThan(2)
    for (let left = 0; left < 2 ** count; left++) {
      const publications = bundle.publications.filter((_, i) => (left & (1 << i)) !== 0)
      const verdict = judged(scene, encodeBundle({ ...bundle, publications }))
      expect(verdict.verdict).toBe("undecided")
      expect(verdict.liable).toContain(scene.world.parties.carrier.id)
      expect(verdict.burden).not.toBe(scene.world.parties.stranger.id)
      const bracket = bracketOf(verdict, receipt)
      expect(bracket?.notAfter).toBeGreaterThanOrEqual(whole?.notAfter as number)
    }
  })

  it("or cosignatures on them, or the notes that were seen, likewise", async () => {
    const { scene, bundle } = await honest()
    const bare = bundle.publications.map((each) => {
      const note = noteOf(each)
      const signatures = note.signatures.filter(({ signature }) => signature.length === 64)
      return printNote({ ...note, signatures })
    })
    for (const changed of [
      { ...bundle, publications: bare },
      { ...bundle, notes: [] },
      { ...bundle, publications: bare, notes: [] },
    ]) {
      const verdict = judged(scene, encodeBundle(changed))
      expect(verdict.verdict).toBe("undecided")
      expect(verdict.burden).not.toBe(scene.world.parties.stranger.id)
    }
  })

  it("adds one of another log, which is not this log's", async () => {
    const { scene, bundle } = await honest()
    const key = noteKey("other.example/log", TYPE_ED25519, keyNamed("other log").publicKey)
    const { root } = checkpointOf(bundle.checkpoint)
    const foreign = signCheckpoint(
      { origin: key.name, size: scene.forkedAt + 2, root },
      { key, sign: keyNamed("other log").sign },
    )
    const publications = [...bundle.publications, foreign]
    expect(failure(judged(scene, encodeBundle({ ...bundle, publications })))).toBe(
      "step 4: an older checkpoint is not the log's",
    )
  })

  it("adds the receipt's own publication with lines of a time that suits, which are false", async () => {
    const { scene, receipt, bundle } = await honest()
    const first = bundle.publications.findIndex(
      (each) => checkpointOf(each).size > scene.forkedAt + 1,
    )
    const old = noteOf(bundle.publications[first - 1] as Uint8Array).signatures
    const pasted = withFurther(
      bundle.publications[first] as Uint8Array,
      old.filter(({ signature }) => signature.length === 72),
    )
    const publications = bundle.publications.with(first, pasted)
    const verdict = judged(scene, encodeBundle({ ...bundle, publications }))
    expect(verdict.verdict).toBe("undecided")
    expect(bracketOf(verdict, receipt)?.notAfter).toBeGreaterThan(scene.theft + 10 * minute)
  })
})

describe("a receipt kept in a drawer", () => {
  it("takes the proof away and moves no burden, whatever was agreed, and whatever it says of its time", async () => {
    for (const contract of [undefined, null]) {
      const scene = await robbed(contract === null ? { contract } : {})
      const { ledger, witnesses } = scene.world
      await settled(scene.world)
      scene.world.clock.advance(21 * day)
      await scene.world.publish()
      const bundle = (await ledger.bundle(question(scene))) as Uint8Array
      const loose = [scene.straw().bytes]
      const verdict = judge(bundle, { policy: witnesses.policy, loose })
      expect(said(scene, verdict)).toBe("undecided carrier, burden carrier")
      expect(verdict.narrow.map((each) => say(each)).join()).toMatch(
        /the chain of every key in loose statement/,
      )
    }
  })
})
