/** The ledger and its witnesses: what is asked, what is kept, what is shown, and what happens when some are away. */

import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterEach, describe, expect, it } from "vitest"
import type { WitnessAnswer } from "../../src/api/witness-api.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import type { Ledger } from "../../src/ledger/ledger.ts"
import type { LedgerOptions, RoundReport } from "../../src/ledger/running.ts"
import { openLedger } from "../../src/ledger/ledger.ts"
import type { WitnessLink } from "../../src/ledger/witnessing.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { parseCheckpoint } from "../../src/log/checkpoint.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import { parseNote } from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openLevelStore } from "../../src/store/level.ts"
import type { Policy } from "../../src/verifier/policy.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"
import { type Held, handOver, intake, parcel } from "../support/acts.ts"
import type { WitnessName, Witnesses } from "../support/witnesses.ts"
import { headPath, makeWorld, storePath, type World, type WorldOptions } from "../support/world.ts"

const minute = 60_000
const day = 24 * 60 * minute

type Witnessed = World & { readonly witnesses: Witnesses }
const closing: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function witnessedWorld(options: WorldOptions = {}): Promise<Witnessed> {
  const world = await makeWorld({ witnessed: true, ...options })
  const { witnesses } = world
  if (witnesses === undefined) throw new Error("expected witnesses")
  closing.push(() => witnesses.close())
  return { ...world, witnesses }
}

/** The same ledger opened once more, over the same store. */
async function again(world: World, more: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const ledger = await openLedger({ ...world.options, ...more })
  world.tilesOf(ledger)
  return ledger
}

async function takeIn(world: World): Promise<Held> {
  const taken = intake(world.pens.shop, [{}], { contract: world.contract })
  await world.submit(taken)
  return taken.held[0] as Held
}

async function ask(ledger: Ledger, policy: Policy, item: ItemId, at: number): Promise<Verdict> {
  const bundle = await ledger.bundle({ item, from: at, to: at, scope: "unit" })
  if (bundle === undefined) throw new Error("expected a bundle")
  return verify(bundle, policy, { verify: verifyNode })
}

const sizeOf = (note: Uint8Array | undefined): number | undefined => {
  const text = note && parseNote(note)?.text
  return text === undefined ? undefined : parseCheckpoint(text)?.size
}

const cosignersOf = (note: Uint8Array, { policy }: Witnesses): readonly string[] => {
  const keys = policy.witnesses.map(({ key }) => key)
  const read = readCosignatures(parseNote(note) as never, keys, verifyNode) ?? []
  return read.map(({ witness }) => policy.witnesses.find(({ key }) => key === witness)?.name ?? "")
}

describe("a witnessed ledger", () => {
  it("has every publication cosigned by all four, and replayed by two", async () => {
    const world = await witnessedWorld()
    const newest = await world.ledger.checkpoint()
    expect(cosignersOf(newest, world.witnesses).toSorted()).toEqual(
      ["east", "north", "north-replay", "south", "south-replay", "west"].toSorted(),
    )
    const report = await world.ledger.witnesses()
    const { published } = await world.ledger.about()
    expect(report).toMatchObject({ cosigned: published, replayed: published, lacking: [] })
    expect(report.witnesses.map(({ size, fault }) => [size, fault])).toEqual(
      report.witnesses.map(() => [published, null]),
    )
    expect(sizeOf(await world.ledger.cosigned())).toBe(published)
  })

  it("signs an unchanged head anew, so that its time stays fresh, and keeps the first time and the last", async () => {
    const world = await witnessedWorld()
    const before = await world.ledger.checkpoint()
    for (let i = 0; i < 3; i++) {
      world.clock.advance(5000)
      await world.publish()
    }
    const after = await world.ledger.checkpoint()
    expect(sizeOf(after)).toBe(sizeOf(before))
    const keys = world.witnesses.policy.witnesses.map(({ key }) => key)
    const times = readCosignatures(parseNote(after) as never, keys.slice(0, 1), verifyNode)
    const start = readCosignatures(parseNote(before) as never, keys.slice(0, 1), verifyNode)
    expect(times?.map(({ time }) => time - (start?.[0]?.time ?? 0))).toEqual([0, 15])
  })

  it("asks no oftener than a witness's quota allows", async () => {
    const world = await witnessedWorld()
    const links = world.witnesses.links.map((link) => ({ ...link, everyMs: minute }))
    const ledger = await again(world, { witnesses: links })
    await ledger.publish()
    world.witnesses.asked.clear()
    for (let i = 0; i < 24; i++) {
      world.clock.advance(5000)
      await ledger.publish()
    }
    expect([...world.witnesses.asked.values()]).toEqual([2, 2, 2, 2])
    await ledger.close()
  })
})

/** The same witnesses; what one is asked while it is held waits until it is let go. */
function withOneSlow({ links }: Witnesses, name: WitnessName) {
  let gate: Promise<void> = Promise.resolve()
  let letGo = (): void => undefined
  const hold = (): void => {
    gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
  }
  const slow = links.map((link): WitnessLink => {
    if (link.name !== name) return link
    const addCheckpoint = (body: Uint8Array) => gate.then(() => link.api.addCheckpoint(body))
    return { ...link, api: { ...link.api, addCheckpoint } }
  })
  return { links: slow, hold, letGo: () => letGo() }
}

describe("while one witness is slow", () => {
  const cases = [
    { hearEveryWitness: false, what: "once the quorums are met" },
    { hearEveryWitness: true, what: "once everybody has answered, if it is to hear everybody" },
  ]
  it.each(cases)("has published $what", async ({ hearEveryWitness }) => {
    const world = await witnessedWorld()
    const { links, hold, letGo } = withOneSlow(world.witnesses, "west")
    const ledger = await again(world, { witnesses: links, hearEveryWitness })
    await ledger.publish()
    const taken = intake(world.pens.shop, [{}], { contract: world.contract })
    const notes = [await world.ledger.checkpoint()]
    expect(await ledger.submit([parcel(taken, { notes })])).toMatchObject([{ ok: true }])
    hold()
    const publishing = ledger.publish()
    const first = await Promise.race([publishing, setTimeout(1500, "waiting")])
    expect(first === "waiting").toBe(hearEveryWitness)
    letGo()
    const cosigners = cosignersOf(await publishing, world.witnesses)
    expect(cosigners.includes("west")).toBe(hearEveryWitness)
    await ledger.close()
  })
})

describe("while witnesses are away", () => {
  it("goes on publishing with one of four away, within the quorum", async () => {
    const world = await witnessedWorld()
    world.witnesses.down.add("west")
    await takeIn(world)
    await world.publish()
    const report = await world.ledger.witnesses()
    const { published } = await world.ledger.about()
    expect(report).toMatchObject({ cosigned: published, lacking: [] })
    expect(report.witnesses.find(({ name }) => name === "west")?.fault).toBe("no answer came")
  })

  it("goes on with two away, says which publications lack the quorum, and catches up", async () => {
    const rounds: RoundReport[] = []
    const world = await witnessedWorld()
    const observe = (round: RoundReport): void => void rounds.push(round)
    const ledger = await again(world, { observe })
    const before = (await ledger.about()).published
    for (const name of ["west", "south"] as const) world.witnesses.down.add(name)
    const lacking: number[] = []
    for (let i = 0; i < 3; i++) {
      world.clock.advance(11 * minute)
      const size = sizeOf(await ledger.publish())
      lacking.unshift(size as number)
    }
    const report = await ledger.witnesses()
    expect(report.lacking).toEqual(
      lacking.map((size) => ({ size, cosigned: ["north", "east", "north-replay"] })),
    )
    expect(report).toMatchObject({ cosigned: before, replayed: before })
    expect(sizeOf(await ledger.cosigned())).toBe(before)
    expect(rounds.map(({ quorum }) => quorum)).toEqual([false, false, false])
    expect(rounds.at(-1)?.faults.map(({ name }) => name)).toEqual(["south", "west"])

    world.witnesses.down.clear()
    world.clock.advance(5000)
    await ledger.publish()
    const { published } = await ledger.about()
    expect(await ledger.witnesses()).toMatchObject({ cosigned: published, replayed: published })
    expect(rounds.at(-1)).toMatchObject({ quorum: true, replayQuorum: true, faults: [] })
  })

  it("says so too when an unchanged checkpoint is no longer signed again by enough", async () => {
    const rounds: RoundReport[] = []
    const world = await witnessedWorld()
    const ledger = await again(world, { observe: (round) => void rounds.push(round) })
    for (const away of [[], ["west"], ["west", "south"], []] as const) {
      world.witnesses.down.clear()
      for (const name of away) world.witnesses.down.add(name)
      world.clock.advance(60_000)
      await ledger.publish()
    }
    expect(rounds.map(({ isRenewed, quorum }) => [isRenewed, quorum])).toEqual([
      [true, true],
      [true, true],
      [true, false],
      [true, true],
    ])
    expect(rounds[2]?.cosigned).toEqual(["north", "east", "north-replay"])
    // The checkpoint itself has the quorum all the same.
    expect((await ledger.witnesses()).lacking).toEqual([])
  })

  it("gives answers at the newest checkpoint that enough cosigned, also after it was opened again", async () => {
    const world = await witnessedWorld()
    const held = await takeIn(world)
    await world.publish()
    const at = world.clock.now() + minute
    world.clock.advance(2 * day)
    await world.publish()
    const { published: good } = await world.ledger.about()
    for (const name of ["west", "south"] as const) world.witnesses.down.add(name)
    const passed = handOver(world.pens.shop, world.pens.carrier, [held], {
      contract: world.contract,
    })
    await world.submit(passed)
    await world.publish()
    const check = async (ledger: Ledger, size: number): Promise<void> => {
      const verdict = await ask(ledger, world.witnesses.policy, held.item, at)
      expect(verdict).toMatchObject({ genuine: true, verdict: "proved", asOf: { size } })
      expect(verdict.liable).toEqual([world.parties.shop.id])
    }
    await check(world.ledger, good)
    const ledger = await again(world)
    await check(ledger, good)
    world.witnesses.down.clear()
    await ledger.publish()
    const { published } = await ledger.about()
    expect(published).toBeGreaterThan(good)
    await check(ledger, published)
  })

  it("waits a minute for those that replay, and then answers without them", async () => {
    const world = await witnessedWorld()
    world.witnesses.down.add("south")
    const { item } = await takeIn(world)
    const question = { item, from: 0, to: 0, scope: "unit" } as const
    await world.publish()
    const { published } = await world.ledger.about()
    expect(await world.ledger.witnesses()).toMatchObject({ cosigned: published })
    expect(await world.ledger.bundle(question)).toBeUndefined()
    world.clock.advance(minute + 1)
    await world.publish()
    expect(await world.ledger.bundle(question)).toBeDefined()
    expect((await world.ledger.witnesses()).replayed).toBeLessThan(published)
  })

  it("gives a receipt the end that later cosignatures prove, with every publication that it needs", async () => {
    const world = await witnessedWorld()
    const held = await takeIn(world)
    for (const name of ["east", "west", "south"] as const) world.witnesses.down.add(name)
    const away = async (...back: readonly WitnessName[]): Promise<number> => {
      world.clock.advance(11 * minute)
      for (const name of back) world.witnesses.down.delete(name)
      await world.publish()
      return world.clock.now()
    }
    await away()
    const second = await away("east")
    await away()
    await away("west", "south")
    world.clock.advance(2 * day)
    await world.publish()
    const at = world.clock.now() - day - minute
    const bundle = await world.ledger.bundle({ item: held.item, from: at, to: at, scope: "unit" })
    const decoded = decodeBundle(bundle as Uint8Array)
    if ("fault" in decoded) throw new Error(decoded.fault)
    const verdict = verify(bundle as Uint8Array, world.witnesses.policy, { verify: verifyNode })
    expect(verdict.brackets[0]).toMatchObject({
      // One alone could lie; the second to sign pins it.
      notAfter: second + 1000 + 2000,
      witnesses: { of: 4, after: 4 },
    })
  })
})

describe("an answer of a witness that is none", () => {
  async function withAnswer(
    answer: WitnessAnswer,
  ): Promise<{ fault: string | null; world: Witnessed }> {
    const world = await witnessedWorld()
    const links = world.witnesses.links.map((link) =>
      link.name === "west"
        ? { ...link, api: { ...link.api, addCheckpoint: async () => answer } }
        : link,
    )
    const ledger = await again(world, { witnesses: links })
    world.clock.advance(11 * minute)
    await ledger.publish()
    const { witnesses, cosigned } = await ledger.witnesses()
    expect(cosigned).toBe((await ledger.about()).published)
    return { fault: witnesses.find(({ name }) => name === "west")?.fault ?? null, world }
  }

  it("is named and changes nothing: a refusal, a false line, no line, a size out of the air", async () => {
    expect((await withAnswer({ status: 404, sentence: "who?" })).fault).toBe("status 404: who?")
    expect((await withAnswer({ status: 422, sentence: "no" })).fault).toBe("status 422: no")
    expect((await withAnswer({ status: 200, signatures: [] })).fault).toMatch(/no cosignature by/)
    expect((await withAnswer({ status: 409, size: 999_999 })).fault).toMatch(/holds 999999 entries/)
    expect((await withAnswer({ status: 409, size: 1 })).fault).toMatch(/holds 1 entries/)
  })

  it("keeps no line that nobody verified, whoever's name it bears", async () => {
    const world = await witnessedWorld()
    const [link, ...others] = world.witnesses.links
    if (link === undefined) throw new Error("expected a witness")
    const stray = { name: link.keys[0]?.name ?? "", keyId: Uint8Array.of(1, 2, 3, 4) }
    const addCheckpoint = async (request: Uint8Array): Promise<WitnessAnswer> => {
      const answer = await link.api.addCheckpoint(request)
      if (answer.status !== 200) return answer
      const junk = { ...stray, signature: new Uint8Array(72) }
      return { status: 200, signatures: [...answer.signatures, junk] }
    }
    const crooked = { ...link, api: { ...link.api, addCheckpoint } }
    const ledger = await again(world, { witnesses: [crooked, ...others] })
    world.clock.advance(11 * minute)
    const note = parseNote(await ledger.publish())
    expect(note?.signatures.some(({ keyId }) => keyId[0] === 1 && keyId[1] === 2)).toBe(false)
    expect(note?.signatures).toHaveLength(1 + 4 + 2)
  })

  it("also when it signs another checkpoint than it was shown", async () => {
    const { world } = await withAnswer({ status: 409, size: 1 })
    const other = parseNote(await world.ledger.checkpoint())
    const { fault } = await withAnswer({ status: 200, signatures: other?.signatures ?? [] })
    expect(fault).toMatch(/no cosignature by/)
  })
})

describe("the guard that no backup gets around", () => {
  async function onDisk(): Promise<{ world: Witnessed; directory: string; backup: string }> {
    const root = await mkdtemp(join(tmpdir(), "kvitto-rollback-"))
    closing.push(() => rm(root, { recursive: true }))
    const directory = join(root, "ledger")
    const world = await witnessedWorld({ directory })
    await world.ledger.close()
    const backup = join(root, "backup")
    await cp(directory, backup, { recursive: true })
    return { world, directory, backup }
  }

  async function reopened(
    { options }: World,
    directory: string,
    more: Partial<LedgerOptions> = {},
  ): Promise<Ledger> {
    const store = await openLevelStore(storePath(directory), { create: false })
    const ledger = await openLedger({ ...options, store, headPath: headPath(directory), ...more })
    closing.push(() => ledger.close())
    return ledger
  }

  async function grown(world: Witnessed, directory: string, publications = 1): Promise<void> {
    const ledger = await reopened(world, directory)
    for (let i = 0; i < publications; i++) {
      world.clock.advance(11 * minute)
      await ledger.publish()
    }
    await ledger.close()
  }

  it("refuses to write on an old copy, head file and all, and says by how many entries it is behind", async () => {
    const { world, directory, backup } = await onDisk()
    await grown(world, directory, 3)
    const old = await reopened(world, backup)
    const expected = {
      code: "behind-witnesses",
      message: expect.stringMatching(/is 3 entries behind/),
    }
    const taken = intake(world.pens.shop)
    await expect(old.publish()).rejects.toMatchObject(expected)
    await expect(old.submit([taken.bytes])).rejects.toMatchObject(expected)
    await expect(old.publish()).rejects.toMatchObject(expected)
    // It can still be read.
    expect((await old.about()).size).toBeGreaterThan(0)
  })

  it("refuses a store that went another way", async () => {
    const { world, directory, backup } = await onDisk()
    // The copy goes on by itself, unseen, while the ledger goes on with its witnesses.
    const alone = await reopened(world, backup, { witnesses: [] })
    world.clock.advance(minute)
    for (let i = 0; i < 2; i++) {
      world.clock.advance(11 * minute)
      await alone.publish()
    }
    await alone.close()
    await grown(world, directory)
    const fork = await reopened(world, backup)
    await expect(fork.publish()).rejects.toMatchObject({ code: "forked-from-witnesses" })
  })

  it("does not begin before more witnesses than may lie have answered, unless it is told to", async () => {
    const { world, directory } = await onDisk()
    for (const name of ["north", "south", "east"] as const) world.witnesses.down.add(name)
    const ledger = await reopened(world, directory)
    await expect(ledger.publish()).rejects.toMatchObject({
      code: "witnesses-silent",
      message: expect.stringMatching(/1 of 4 witnesses answered, and it takes 2/),
    })
    world.witnesses.down.delete("east")
    await ledger.publish()
    await ledger.close()
    world.witnesses.down.add("east")
    const trusting = await reopened(world, directory, { needWitnesses: false })
    await trusting.publish()
  })

  it("is not stopped by one witness that says so without the ledger's signature", async () => {
    const { world, directory } = await onDisk()
    const lying = world.witnesses.links.map((link, i) =>
      i > 0
        ? link
        : {
            ...link,
            api: {
              addCheckpoint: async (): Promise<WitnessAnswer> => ({ status: 409, size: 10_000 }),
              checkpoint: async () => undefined,
            },
          },
    )
    const ledger = await reopened(world, directory, { witnesses: lying })
    await ledger.publish()
    await ledger.close()
    const two = lying.map((link, i) =>
      i === 1 ? { ...link, api: lying[0]?.api ?? link.api } : link,
    )
    const stopped = await reopened(world, directory, { witnesses: two })
    await expect(stopped.publish()).rejects.toMatchObject({ code: "behind-witnesses" })
  })

  it("stops a second copy that runs at the same time, at its next publication", async () => {
    const { world, directory, backup } = await onDisk()
    const first = await reopened(world, directory)
    const second = await reopened(world, backup)
    await first.publish()
    await second.publish()
    world.clock.advance(11 * minute)
    await first.publish()
    world.clock.advance(11 * minute)
    await expect(second.publish()).rejects.toMatchObject({
      code: expect.stringMatching(/^(behind|forked-from)-witnesses$/),
    })
  })
})
