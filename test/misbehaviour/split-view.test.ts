/**
 * A ledger shown to some as one history and to others as another, end to end: two copies of one data folder run apart,
 * and whoever meets both has the file that convicts.
 */

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { ItemId } from "../../src/custody/identifier.ts"
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import { printAddCheckpoint } from "../../src/log/add-checkpoint.ts"
import { originHashOf } from "../../src/log/checkpoint.ts"
import { cosign, printSeen } from "../../src/log/cosignature.ts"
import { encodeMisbehaviour } from "../../src/log/misbehaviour.ts"
import { type Note, parseNote, printNote } from "../../src/log/note.ts"
import { consistencyProof, leafHash } from "../../src/merkle/tree.ts"
import { compareFiles } from "../../src/misbehaviour/compare.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { FetchTile } from "../../src/replay/tile-fetch.ts"
import { openLevelStore } from "../../src/store/level.ts"
import { printPolicy } from "../../src/verifier/policy.ts"
import { openReplay } from "../../src/witness/replay.ts"
import type { Witness } from "../../src/witness/witness.ts"
import { kvitto, scratch as commandScratch } from "../cli/transcript.ts"
import { intake, parcel } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { bundleFor } from "../support/judge.ts"
import { checkpointOf } from "../support/reading.ts"
import { entriesIn } from "../support/tiled.ts"
import { headPath, makeWorld, storePath, type World, worldKeys } from "../support/world.ts"
import { growth, scratchFolder, witnessOf } from "../witness/toy-log.ts"
import { readerOf } from "./scene.ts"

const log = worldKeys.checkpoint.key
const policy = ownPolicy()
const path = await commandScratch()

/** One of the copies, as its operator runs it: with nobody who watches. */
type Copy = {
  readonly ledger: Ledger
  readonly entries: () => Promise<readonly Uint8Array[]>
  /** The items taken in after the copy was made. */
  readonly items: ItemId[]
  /** Takes in so many items, one an entry, and publishes: the seal is one entry more. */
  readonly grow: (count: number) => Promise<Uint8Array>
}

type Scene = {
  readonly world: World
  readonly a: Copy
  readonly b: Copy
  /** Taken in before the copy was made. */
  readonly item: ItemId
  readonly close: () => Promise<void>
}

async function twoCopies(): Promise<Scene> {
  const root = await mkdtemp(join(tmpdir(), "kvitto-split-"))
  const directory = join(root, "a")
  const world = await makeWorld({ directory })
  const taken = intake(world.pens.shop)
  await world.submit(taken)
  await world.publish()
  await world.ledger.close()
  await cp(directory, join(root, "b"), { recursive: true })
  const [a, b] = [await copyIn(world, directory), await copyIn(world, join(root, "b"))]
  const close = async (): Promise<void> => {
    await a.ledger.close()
    await b.ledger.close()
    await rm(root, { recursive: true })
  }
  return { world, a, b, item: taken.items[0] as ItemId, close }
}

async function copyIn(world: World, directory: string): Promise<Copy> {
  const store = await openLevelStore(storePath(directory), { create: false })
  const ledger = await openLedger({ ...world.options, store, headPath: headPath(directory) })
  const items: ItemId[] = []
  return {
    ledger,
    items,
    entries: () => entriesIn(store),
    grow: async (count) => {
      const made = Array.from({ length: count }, () => intake(world.pens.shop))
      const answers = await ledger.submit(made.map((each) => parcel(each)))
      expect(answers.every(({ ok }) => ok)).toBe(true)
      items.push(...made.flatMap((each) => each.items))
      world.clock.advance(1000)
      return ledger.publish()
    },
  }
}

const closing: (() => Promise<unknown>)[] = []
let folders: Awaited<ReturnType<typeof scratchFolder>>
beforeAll(async () => {
  folders = await scratchFolder()
})
afterAll(() => folders.remove())
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function freshScene(): Promise<Scene> {
  const made = await twoCopies()
  closing.push(made.close)
  return made
}

/** Both grown by so many entries, with their checkpoints. */
async function grownApart(byA: number, byB: number) {
  const made = await freshScene()
  return { ...made, first: await made.a.grow(byA), second: await made.b.grow(byB) }
}

const sizeOf = (note: Uint8Array): number => checkpointOf(note).size

let files = 0
/** The file convicts the ledger, here and on the command line. */
async function expectConviction(file: Uint8Array | undefined, words: string): Promise<void> {
  if (file === undefined) throw new Error("expected a file")
  const judgement = judge(file, policy, verifyNode)
  expect(judgement).toMatchObject({ convicted: true, kind: "split-view", whom: { role: "ledger" } })
  expect(judgement.sentence).toContain(`The ledger ${log.name} is convicted: it signed ${words}`)
  const name = path(`split-${files++}.kvitto-fault`)
  await writeFile(name, file)
  const { code, out } = await kvitto(["verify", name, "--policy", await policyFile()])
  expect([code, out.split("\n")[0]]).toEqual([0, judgement.sentence])
}

async function policyFile(): Promise<string> {
  await writeFile(path("trust.policy"), printPolicy(policy))
  return path("trust.policy")
}

const twoTrees = (size: number): string => `two trees of ${size} entries`
const notContinued = (older: number, size: number): string =>
  `two histories of ${log.name}: a tree of ${older} entries, and one of ${size} that does not continue it`

describe("a witness that follows both", () => {
  async function following(world: World, fetchTile?: FetchTile) {
    const folder = folders.place()
    const options = { folder: `${folder}/replay`, log, verify: verifyNode }
    const replay = fetchTile && (await openReplay({ ...options, fetchTile }))
    const witness = await witnessOf(folder, [{ key: log, replay }], {
      clock: world.clock.now,
      replayDeadlineMs: 30_000,
    })
    closing.push(() => witness.close())
    const evidence = join(folder, "evidence", originHashOf(log.name))
    const names = async (): Promise<readonly string[]> => readdir(evidence).catch(() => [])
    const splits = async (): Promise<readonly Uint8Array[]> => {
      const found = (await names()).filter((name) => name.startsWith("split-"))
      return Promise.all(
        found.map(async (name) => new Uint8Array(await readFile(join(evidence, name)))),
      )
    }
    return { witness, names, splits }
  }

  /** As the copy's operator asks: from what the witness has. */
  async function show(witness: Witness, copy: Copy, checkpoint: Uint8Array, proven = true) {
    const oldSize = (await witness.about()).logs[0]?.size ?? 0
    const size = sizeOf(checkpoint)
    const read = readerOf((await copy.entries()).map(leafHash))
    const canProve = proven && oldSize > 0 && oldSize < size
    const proof = canProve ? consistencyProof(oldSize, size, read) : []
    const from = Math.min(oldSize, size)
    return witness.addCheckpoint(printAddCheckpoint({ oldSize: from, proof, checkpoint }))
  }

  it("has the operator's word against himself at the second copy's first checkpoint", async () => {
    for (const [byA, byB, words] of [
      [2, 2, twoTrees(19)],
      [3, 9, notContinued(20, 26)],
      [1, 2, notContinued(18, 19)],
      [9, 40, notContinued(26, 57)],
    ] as const) {
      const { world, a, b, first, second } = await grownApart(byA, byB)
      const { witness, splits, names } = await following(world)
      expect((await show(witness, a, first)).status).toBe(200)
      expect((await show(witness, b, second)).status).toBe(422)
      const [file] = await splits()
      await expectConviction(file, words)
      expect((await names()).length).toBe(1)
      // Nobody who was shown the first copy alone is asked to believe anything else.
      expect((await show(witness, a, await a.grow(1))).status).toBe(200)
    }
  })

  it("has not where the proof does not hold its root, and says only where to look", async () => {
    const { world, a, b, first, second } = await grownApart(15, 20)
    expect([first, second].map(sizeOf)).toEqual([32, 37])
    const { witness, names } = await following(world)
    await show(witness, a, first)
    expect((await show(witness, b, second)).status).toBe(422)
    expect((await names()).map((name) => name.split("-")[0])).toEqual(["unproven"])
  })

  it("has it at any sizes where it replays: the tiles say what a proof does not", async () => {
    for (const [byA, byB, words] of [
      [2, 2, twoTrees(19)],
      [15, 20, notContinued(32, 37)],
      [3, 9, notContinued(20, 26)],
      // The second copy is behind the first: then the first one's tiles show it.
      [20, 3, notContinued(20, 37)],
      [20, 15, notContinued(32, 37)],
    ] as const) {
      const { world, a, b, first, second } = await grownApart(byA, byB)
      let served = a
      const { witness, splits } = await following(world, (tile) => served.ledger.tile(tile))
      const answer = await show(witness, a, first)
      expect(answer.status === 200 && answer.signatures.length).toBe(2)
      if (sizeOf(second) > sizeOf(first)) served = b
      const asked = await show(witness, b, second, false)
      expect(asked.status).toBe(sizeOf(second) < sizeOf(first) ? 409 : 422)
      await expect.poll(splits).toHaveLength(1)
      await expectConviction((await splits())[0], words)
    }
  })
})

/** What `kvitto compare` says of two files, and the file that it wrote. */
async function compared(one: Uint8Array, other: Uint8Array) {
  const [first, second, output] = [path("one"), path("other"), path("out.kvitto-fault")]
  await writeFile(first, one)
  await writeFile(second, other)
  await rm(output, { force: true })
  const words = ["--policy", await policyFile(), "-o", output]
  const { code, out } = await kvitto(["compare", first, second, words])
  const file = await readFile(output).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  )
  const found = compareFiles(one, other, policy, verifyNode)
  const made = found.verdict === "contradict" ? found.misbehaviours.map(encodeMisbehaviour) : []
  expect(made[0]).toEqual(file)
  return { code, out, file }
}

const undecided = (older: number, size: number): string =>
  `nothing in them contradicts, and they do not show that size ${size} continues size ${older}\n`

/** The bundles that two people get who ask one copy each, about the item from before or one from after. */
async function bundlesOf({ world, a, b, item }: Scene, older: boolean) {
  const at = world.clock.now() - 500
  const of = (copy: Copy) => bundleFor(copy, older ? item : (copy.items[0] as ItemId), at)
  return [await of(a), await of(b)] as const
}

describe("two people who asked one copy each", () => {
  it("convict with their bundles of one size, whatever these are about", async () => {
    const made = await grownApart(5, 5)
    for (const older of [true, false]) {
      const { code, file } = await compared(...(await bundlesOf(made, older)))
      expect(code).toBe(1)
      await expectConviction(file, twoTrees(22))
    }
  })

  it("convict with bundles of two sizes where both show one part of the tree", async () => {
    for (const [byA, byB, older] of [
      [1, 2, true],
      [1, 2, false],
      [3, 9, false],
      [15, 3, false],
      [20, 40, true],
      [20, 40, false],
    ] as const) {
      const made = await grownApart(byA, byB)
      const { code, file } = await compared(...(await bundlesOf(made, older)))
      expect(code).toBe(1)
      await expectConviction(file, `two histories of ${log.name}: trees of`)
    }
  })

  it("cannot decide where each shows another part, and are told so", async () => {
    // What one shows of the entries after the copy lies in the other below a single hash.
    for (const [byA, byB] of [
      [3, 9],
      [15, 3],
      [1, 30],
    ] as const) {
      const made = await grownApart(byA, byB)
      const sizes = [made.first, made.second].map(sizeOf).sort((x, y) => x - y)
      const [older = 0, size = 0] = sizes
      const { code, out, file } = await compared(...(await bundlesOf(made, true)))
      expect([code, out, file]).toEqual([3, undecided(older, size), undefined])
    }
  })
})

describe("a bundle of one copy and a checkpoint that a device has of the other", () => {
  /** The checkpoint as a device holds it, with the line of a witness that was shown this copy alone. */
  function held(checkpoint: Uint8Array, now: number): Note {
    const note = parseNote(checkpoint) as Note
    const line = cosign(note.text, Math.floor(now / 1000), growth)
    return { ...note, signatures: [...note.signatures, line] }
  }

  it("convict at one size, and where the bundle is the larger and shows its tree at that size", async () => {
    const same = await grownApart(5, 5)
    const [bundle] = await bundlesOf(same, true)
    const { file } = await compared(bundle, printNote(held(same.second, same.world.clock.now())))
    await expectConviction(file, twoTrees(22))
    for (const [byA, byB] of [
      [9, 3],
      [15, 3],
      [30, 1],
    ] as const) {
      const made = await grownApart(byA, byB)
      const [larger] = await bundlesOf(made, false)
      const device = printNote(held(made.second, made.world.clock.now()))
      const { code, file: shown } = await compared(larger, device)
      expect(code).toBe(1)
      await expectConviction(shown, notContinued(sizeOf(made.second), sizeOf(made.first)))
    }
  })

  it("cannot decide otherwise, and say so", async () => {
    const made = await grownApart(3, 9)
    const now = made.world.clock.now()
    const [smaller] = await bundlesOf(made, false)
    const [, larger] = await bundlesOf(made, true)
    // A bare checkpoint shows nothing of its past; this bundle shows no tree of 20 entries.
    for (const [bundle, checkpoint] of [
      [smaller, made.second],
      [larger, made.first],
    ] as const) {
      const { code, out, file } = await compared(bundle, printNote(held(checkpoint, now)))
      expect([code, out, file]).toEqual([3, undecided(20, 26), undefined])
    }
  })

  it("need the ledger's own line: a `seen` note has the witnesses' alone, and accuses nobody else", async () => {
    const made = await grownApart(5, 5)
    const [bundle] = await bundlesOf(made, true)
    const seen = printSeen(held(made.second, made.world.clock.now()), [growth.key])
    const { code, out, file } = await compared(bundle, seen)
    const sentence = "they contradict each other, and no key known here signed both\n"
    expect([code, out, file]).toEqual([3, sentence, undefined])
  })
})
