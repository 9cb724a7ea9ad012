/**
 * Witnesses that lie, at f = 1: one of them moves no interval past the truth and no answer; two are beyond the promise,
 * and it is shown what then happens. And what replaying witnesses alone can see.
 */

import * as fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { encodeBundle } from "../../src/log/bundle.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { encodeMisbehaviour } from "../../src/log/misbehaviour.ts"
import { type Note, parseNote, printVkey } from "../../src/log/note.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { judge as convict } from "../../src/misbehaviour/judge.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { accept, handOver, intake, offer, parcel } from "../support/acts.ts"
import {
  askCrooked,
  crookedWith,
  judged,
  question,
  robbed,
  said,
  settleCrooked,
  type Sight,
} from "../support/backdating.ts"
import {
  bribe,
  closeWitnessed,
  CrookedLog,
  lineBy,
  seeing,
  sightOf,
  withFurther,
  type Witnessed,
  withoutLines,
  witnessedWorld,
} from "../support/collusion.ts"
import { opened } from "../support/forge.ts"
import { bundleFor, day, failure, hour, judge, minute, printAnswer } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { carried } from "../support/robbed.ts"
import { type WitnessName, witnessNames, witnessSigner } from "../support/witnesses.ts"
import { expectOk } from "../support/world.ts"

afterEach(closeWitnessed)

const strawHas = "proved stranger, burden stranger"
const open = "undecided carrier+stranger, burden carrier"

const bracketOf = (verdict: Verdict, { id }: { readonly id: string }) =>
  verdict.history.find(({ statement }) => statement === id)

/** The theft, the straw man's receipt after it, and two days more: a file, and who lies in it. */
async function lied(...names: readonly WitnessName[]) {
  const scene = await robbed()
  const receipt = scene.straw()
  const crooked = await crookedWith(scene, [receipt])
  const first = crooked.log.head()
  await settleCrooked(scene, crooked)
  const bundle = opened(crooked.bundle(question(scene), [scene.before.note]))
  const size = checkpointOf(first).size
  const isFirst = (each: Uint8Array): boolean => checkpointOf(each).size === size
  /** Dates these witnesses' lines on the receipt's publication, as they like to have it. */
  const filed = (at: number, works: readonly ("growth" | "replay")[] = ["growth"]) => {
    const publications = bundle.publications.map((each) => {
      if (!isFirst(each)) return each
      const lines = names.flatMap((name) => works.map((work) => lineBy(name, each, at, work)))
      return withFurther(withoutLines(each, ...names), lines)
    })
    return encodeBundle({ ...bundle, publications })
  }
  const dating = (...how: Parameters<typeof filed>): Verdict => judged(scene, filed(...how))
  /** Who is convicted by the false file and a true one, side by side. */
  const convicted = (at: number): readonly (string | undefined)[] => {
    const { policy } = scene.world.witnesses
    const found = compareFiles(filed(at), encodeBundle(bundle), policy, verifyNode)
    const files = found.verdict === "contradict" ? found.misbehaviours : []
    return files.map((file) => convict(encodeMisbehaviour(file), policy, verifyNode).whom?.key)
  }
  const dated = (at: number): Verdict => {
    const lines = names.map((name) => lineBy(name, bundle.checkpoint, at))
    const replays = (["north", "south"] as const)
      .filter((name) => names.includes(name))
      .map((name) => lineBy(name, bundle.checkpoint, at, "replay"))
    const checkpoint = withFurther(withoutLines(bundle.checkpoint, ...names), [
      ...lines,
      ...replays,
    ])
    return judged(scene, encodeBundle({ ...bundle, checkpoint }))
  }
  return { scene, receipt, dating, dated, convicted }
}

describe("one witness that is in the plot", () => {
  it.each(witnessNames)(
    "%s cannot date the receipt to before the theft, and convicts itself",
    async (name) => {
      const { scene, receipt, dating, convicted } = await lied(name)
      const { notAfter: honest } = bracketOf(judgedHonest(dating, scene.theft), receipt) ?? {}
      for (const at of [scene.theft - minute, scene.theft - day, scene.theft + 5 * day]) {
        const verdict = dating(at)
        expect(said(scene, verdict)).toBe(open)
        expect(bracketOf(verdict, receipt)?.notAfter).toBe(honest)
      }
      const own = printVkey(witnessSigner(name, "growth").key)
      expect(convicted(scene.theft - minute)).toEqual([own])
      expect(convicted(scene.theft + 10 * minute)).toEqual([])
    },
  )
  // Its own word at the true time.
  const judgedHonest = (dating: (at: number) => Verdict, theft: number): Verdict =>
    dating(theft + 10 * minute)

  it.each(["north", "south"] as const)(
    "%s has one vote with its two keys, the one for replaying counts for no time",
    async (name) => {
      const { scene, receipt, dating } = await lied(name)
      const verdict = dating(scene.theft - hour, ["growth", "replay"])
      expect(said(scene, verdict)).toBe(open)
      expect(bracketOf(verdict, receipt)?.notAfter).toBeGreaterThan(scene.theft)
    },
  )

  it.each(witnessNames)("%s cannot move the head's time", async (name) => {
    const { scene, dated } = await lied(name)
    const now = scene.world.clock.now()
    for (const at of [now - day, now + day, now + 300 * day]) {
      const verdict = dated(at)
      expect(said(scene, verdict)).toBe(open)
      expect(verdict.asOf.notBefore).toBe(now)
    }
  })

  it.each(witnessNames)(
    "%s cannot move what a signer had seen to after the truth",
    async (name) => {
      // To later: an honest hand-over of before the theft would seem to be one of after it.
      for (const lie of [-day, day]) {
        const { answer, notBefore, seenAt } = await seenWith(lie, name)
        expect(answer).toBe(strawHas)
        expect(notBefore).toBe(seenAt)
      }
    },
  )
})

/** An hour before a theft the carrier honestly hands over what these witnesses dated falsely in what he had seen. */
async function seenWith(lie: number, ...names: readonly WitnessName[]) {
  const world = await witnessedWorld()
  const scene = await carried({ world })
  const { clock, pens, witnesses } = world
  clock.advance(11 * minute)
  const checkpoint = await world.publish()
  const lines = names.map((name) => lineBy(name, checkpoint, clock.now() + lie))
  const told = withFurther(withoutLines(checkpoint, ...names), lines)
  const { note, seen } = sightOf(told, witnesses.policy)
  const seenAt = clock.now()
  clock.advance(minute)
  const receipt = handOver(seeing(pens.carrier, seen), seeing(pens.stranger, seen), scene.held)
  const crooked = await CrookedLog.takeOver(world)
  crooked.append(receipt, { appendedAt: clock.now() })
  crooked.publish(clock.now())
  await crooked.show()
  clock.advance(hour)
  const at = clock.now()
  clock.advance(2 * day)
  crooked.publish(clock.now())
  await crooked.show()
  const asked = { item: scene.bag.item, from: at, to: at, scope: "unit" } as const
  const verdict = judge(crooked.bundle(asked, [note]), { policy: witnesses.policy })
  const { notBefore } = bracketOf(verdict, receipt) ?? {}
  return { answer: printAnswer(world, verdict), notBefore, seenAt }
}

describe("two witnesses in the plot are one more than the policy allows", () => {
  it("they date the receipt to before the theft, and the straw man is liable; two files convict them", async () => {
    const { scene, dating, convicted } = await lied("east", "west")
    expect(said(scene, dating(scene.theft - minute))).toBe(strawHas)
    // They had signed a smaller tree after that.
    const liars = (["east", "west"] as const).map((name) => witnessSigner(name, "growth").key)
    expect(convicted(scene.theft - minute)).toEqual(liars.map(printVkey))
  })

  it("they date what he had seen to after the theft, and an honest hand-over of before it proves nothing any more", async () => {
    const { answer, notBefore, seenAt } = await seenWith(day, "east", "west")
    // An interval that begins after it ends: nobody is left, and nobody is proved.
    expect(answer).toBe("not-proved nobody, burden carrier")
    expect(notBefore).toBe(seenAt + day)
  })

  it("they are still too few to have a second history believed", async () => {
    const scene = await robbed()
    const crooked = await CrookedLog.takeOver(scene.world, {
      rewrite: (entry) => (entry.index < scene.forkedAt ? [entry] : []),
    })
    crooked.append(scene.straw(), { appendedAt: scene.theft - 6 * minute })
    crooked.publish(scene.theft - 5 * minute)
    const head = crooked.log.head()
    crooked.keep(
      withFurther(
        head,
        (["east", "west"] as const).map((name) => lineBy(name, head, scene.theft - minute)),
      ),
    )
    expect(await crooked.show(["north", "south"])).toEqual([422, 422])
    expect(failure(askCrooked(scene, crooked))).toBe("step 3: cosigned by east, west only")
  })
})

const slow = process.env.SLOW === "1"
/** Seconds by which an honest clock may be off, as the policy of these runs says. */
const clockError = 2

const steps = fc.array(
  fc.record({
    wait: fc.integer({ min: 1, max: 900_000 }),
    act: fc.constantFrom("publish" as const, "sign" as const, "submit" as const),
    stale: fc.nat({ max: 3 }),
  }),
  { minLength: 4, maxLength: 10 },
)

const schedules = fc.record({
  steps,
  skews: fc.tuple(...witnessNames.map(() => fc.integer({ min: -1999, max: 1999 }))),
  liar: fc.constantFrom(...witnessNames),
  /** Never there, beside the one that lies; nobody if it is the same one. */
  away: fc.option(fc.constantFrom(...witnessNames)),
  /** One after the other, and again from the first. */
  lies: fc.array(fc.constantFrom(-day, day), { minLength: 1, maxLength: 3 }),
})
type Schedule = typeof schedules extends fc.Arbitrary<infer T> ? T : never

type Signed = {
  readonly at: number
  readonly notBefore: number
  readonly notAfter: number
}

/** Publishes, and waits for every witness: the ledger itself goes on as soon as a quorum has signed a new head. */
async function published(world: Witnessed): Promise<Sight> {
  const answers: Promise<unknown>[] = []
  const usual = world.witnesses.links.map(({ api }) => api.addCheckpoint)
  world.witnesses.links.forEach(({ api }, i) => {
    const ask = usual[i] as typeof api.addCheckpoint
    api.addCheckpoint = (request) => {
      const answer = ask(request)
      answers.push(answer)
      return answer
    }
  })
  await world.publish()
  for (let asked = 0; asked < answers.length; ) {
    asked = answers.length
    await Promise.allSettled(answers)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  world.witnesses.links.forEach(({ api }, i) => {
    api.addCheckpoint = usual[i] as typeof api.addCheckpoint
  })
  return sightOf(await world.ledger.checkpoint(), world.witnesses.policy)
}

/** Runs a schedule on a whole ledger, and gives for every receipt when it truly was signed and what is proven of it. */
async function played(
  { steps: all, skews, liar, away, lies }: Schedule,
  isHonest: boolean,
): Promise<readonly Signed[]> {
  const world = await witnessedWorld({ witnessed: { clockError } })
  const { clock, witnesses, pens } = world
  witnessNames.forEach((name, i) => witnesses.skew.set(name, skews[i] as number))
  if (away !== null && away !== liar) witnesses.down.add(away)
  let told = 0
  if (!isHonest) bribe(world, liar, () => clock.now() + (lies[told++ % lies.length] as number))
  const bag = intake(pens.shop)
  const times = new Map<string, number>([[bag.id, clock.now()]])
  await world.submit(bag)
  const sights = [await published(world)]
  const waiting: ReturnType<typeof accept>[] = []
  const submit = async (): Promise<void> => {
    const notes = sights.slice(0, 8).map(({ note }) => note)
    const parcels = waiting.splice(0).map((signed) => parcel(signed, { notes }))
    for (const answer of await world.ledger.submit(parcels)) expectOk(answer)
  }
  let held = bag.held
  let [from, to] = [pens.shop, pens.carrier]
  for (const { wait, act, stale } of all) {
    clock.advance(wait)
    if (act === "publish") sights.unshift(await published(world))
    if (act === "submit") await submit()
    if (act !== "sign") continue
    const { seen } = sights[Math.min(stale, sights.length - 1)] as Sight
    const expires = clock.now() + 300 * day
    const receipt = accept(seeing(to, seen), offer(seeing(from, seen), to.party, held, { expires }))
    times.set(receipt.id, clock.now())
    waiting.push(receipt)
    held = receipt.held
    ;[from, to] = [to, from]
  }
  clock.advance(minute)
  await submit()
  await world.publish()
  clock.advance(2 * day)
  await world.publish()
  const item = (bag.held[0] as (typeof held)[number]).item
  const verdict = judge(await bundleFor(world, item, clock.now() - day), {
    policy: witnesses.policy,
  })
  expect(verdict.genuine).toBe(true)
  expect(verdict.history).toHaveLength(times.size)
  return verdict.history.map(({ statement, notBefore, notAfter }) => {
    const at = times.get(statement)
    if (at === undefined) throw new Error("expected a receipt of this schedule")
    return { at, notBefore: notBefore ?? 0, notAfter: notAfter ?? Infinity }
  })
}

describe("one witness that lies by a day, either way, over any schedule", () => {
  it(
    "leaves the true time in every interval, and moves none by more than the honest ones differ",
    async () => {
      await fc.assert(
        fc.asyncProperty(schedules, async (schedule) => {
          const honest = await played(schedule, true)
          const told = await played(schedule, false)
          await closeWitnessed()
          const others = schedule.skews.filter((_, i) => witnessNames[i] !== schedule.liar)
          const spread =
            Math.ceil((Math.max(...others, 0) - Math.min(...others, 0)) / 1000) * 1000 + 1000
          told.forEach(({ at, notBefore, notAfter }, i) => {
            expect(notBefore).toBeLessThanOrEqual(at)
            expect(notAfter).toBeGreaterThanOrEqual(at)
            const same = honest[i] as Signed
            expect(same.notBefore).toBeLessThanOrEqual(at)
            expect(same.notAfter).toBeGreaterThanOrEqual(at)
            if (schedule.away !== null && schedule.away !== schedule.liar) return
            expect(Math.abs(notAfter - same.notAfter)).toBeLessThanOrEqual(spread)
            expect(Math.abs(notBefore - same.notBefore)).toBeLessThanOrEqual(spread)
          })
        }),
        { numRuns: slow ? 200 : 8, endOnFailure: true },
      )
    },
    slow ? 600_000 : 60_000,
  )
})

describe("an operator who leaves the last hand-over out of the map", () => {
  async function hidden() {
    const world = await witnessedWorld()
    const scene = await carried({ world })
    const last = handOver(world.pens.carrier, world.pens.bank, scene.held)
    await world.submit(last)
    const crooked = await CrookedLog.takeOver(world, {
      hide: ({ id }, { id: statement }) =>
        id === (scene.bag.item as string) && statement === last.id,
    })
    crooked.publish(world.clock.now())
    const statuses = [...(await crooked.show())]
    world.clock.advance(hour)
    const at = world.clock.now()
    world.clock.advance(2 * day)
    crooked.publish(world.clock.now())
    statuses.push(...(await crooked.show()))
    const asked = { item: scene.bag.item, from: at, to: at, scope: "unit" } as const
    const index = await world.ledger.indexOf(last.id)
    const bundle = opened(crooked.log.bundle(asked, [index as number]))
    const bytes = encodeBundle({
      ...bundle,
      checkpoint: crooked.cosigned(bundle.checkpoint),
      publications: bundle.publications.map((each) => crooked.cosigned(each)),
      notes: [sightOf(await world.ledger.checkpoint(), world.witnesses.policy).note],
    })
    return { world, statuses, bytes }
  }
  const cosignersOf = ({ witnesses }: Witnessed, bytes: Uint8Array): readonly string[] => {
    const keys = witnesses.policy.witnesses.map(({ key }) => key)
    const note = parseNote(opened(bytes).checkpoint) as Note
    return (readCosignatures(note, keys, verifyNode) ?? []).map(
      ({ witness }) =>
        witnesses.policy.witnesses.find(({ key }) => key === witness)?.name ?? "nobody",
    )
  }

  it("gets cosignatures of growth and none of replay, and nothing proved", async () => {
    const { world, statuses, bytes } = await hidden()
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 200))
    expect(cosignersOf(world, bytes).toSorted()).toEqual(["east", "north", "south", "west"])
    const verdict = judge(bytes, { policy: world.witnesses.policy })
    expect(verdict.genuine).toBe(true)
    expect(printAnswer(world, verdict)).toBe("undecided carrier, burden carrier")
    expect(verdictLines(verdict).join("\n")).toContain("it is complete on the operator's word")
  })

  it("is named by those who replay, for good, and by nobody else", async () => {
    const { world } = await hidden()
    for (const name of witnessNames) {
      const { logs } = await world.witnesses.apis[name].about()
      const isReplaying = name === "north" || name === "south"
      if (isReplaying) expect(logs[0]?.fault).toMatch(/map/)
      else expect(logs[0]?.fault).toBeNull()
    }
  })

  it("and signs in their stead with keys of its own, or theirs for growth, for nothing", async () => {
    const { world, bytes } = await hidden()
    const bundle = opened(bytes)
    // One of the two who replay is in the plot: the policy wants both.
    const line = lineBy("north", bundle.checkpoint, world.clock.now(), "replay")
    const checkpoint = withFurther(bundle.checkpoint, [line])
    const verdict = judge(encodeBundle({ ...bundle, checkpoint }), {
      policy: world.witnesses.policy,
    })
    expect(printAnswer(world, verdict)).toBe("undecided carrier, burden carrier")
  })
})
