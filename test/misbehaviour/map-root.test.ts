/** Seals that are false, each shown by one step of the map; and honest ones, of which no step says anything. */

import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { fillSample } from "../../src/cli/sample.ts"
import { draft } from "../../src/custody/draft.ts"
import type { ItemId, SubjectId } from "../../src/custody/identifier.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import type { Content, Misbehaviour } from "../../src/log/misbehaviour.ts"
import { noteKey, printVkey, TYPE_ED25519 } from "../../src/log/note.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { prunedHashes } from "../../src/merkle/partial.ts"
import { memoryStore } from "../../src/store/memory.ts"
import { accuseMapRoot, accuseSeal } from "../../src/misbehaviour/accuse.ts"
import { accuseLedger, type WholeLog } from "../../src/misbehaviour/whole.ts"
import { accept, handOver, type Held, intake, offer } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { seal } from "../support/judge.ts"
import { fabricate, type Lies } from "../support/operator.ts"
import { checkpointOf } from "../support/reading.ts"
import {
  countedRandom,
  keyNamed,
  makeWorld,
  type World,
  worldKeys,
  worldOrigin,
} from "../support/world.ts"
import {
  type Copy,
  copied,
  failureOf,
  judged,
  mapAt,
  readerOf,
  resealed,
  sealsOf,
  treeOf,
} from "./scene.ts"

const logKey = worldKeys.checkpoint.key
const policy = ownPolicy()
const deep = process.env["SLOW"] === "1"

const copyOf = ({ store }: Pick<World, "store">, log = logKey): Promise<Copy> =>
  copied(log, { entries: store.entries(0, store.size()), publications: store.publications(0) })

/** The file against the seal `at`, by the step from the seal before it. */
function accusation(copy: Copy, at: number): Misbehaviour {
  const after =
    sealsOf(copy)
      .filter((index) => index < at)
      .at(-1) ?? null
  const made = accuseMapRoot(treeOf(copy), mapAt(copy, after ?? 0), after, at)
  if (typeof made === "string") throw new Error(made)
  return made
}

/** A box with a bag in it moves, and on with one bag more than its receipt lists; a key comes in between. */
async function boxes() {
  const world = await makeWorld()
  const { shop, carrier, bank } = world.pens
  const made = intake(shop, [{ container: true }, {}, {}])
  const [box, inside, late] = made.held as [Held, Held, Held]
  await world.submit(made, draft("pack", { container: box.item, lines: [inside] }, shop))
  await seal(world)
  const first = handOver(shop, carrier, [box, { ...inside, within: 0 }])
  await world.submit(first, draft("pack", { container: box.item, lines: [late] }, shop))
  await world.enrol(world.parties.bank, "another teller", "counter")
  await seal(world)
  const [takenBox] = first.held as [Held]
  const second = handOver(carrier, bank, [takenBox])
  await world.submit(second)
  await seal(world)
  return { world, box, inside, late, first, second }
}

let scene: Awaited<ReturnType<typeof boxes>>
let honest: Copy
beforeAll(async () => {
  scene = await boxes()
  honest = await copyOf(scene.world)
})

const lying = async (lies: Lies): Promise<Copy> =>
  copied(logKey, (await fabricate(scene.world, lies)).source())
const hiding = (subject: string, statement: string): Promise<Copy> =>
  lying({ hide: ({ id }, opened) => id === subject && opened.id === statement })

describe("a map that says nothing of an entry", () => {
  it("convicts the ledger, of whichever subject it is silent", async () => {
    const { box, inside, first, second } = scene
    const hidden: readonly (readonly [string, { readonly id: string }])[] = [
      [box.item, first],
      [inside.item, first],
      [box.item, second],
      // The receipt does not list it: it is touched because it lay in the box.
      [inside.item, second],
    ]
    for (const [item, statement] of hidden) {
      const copy = await hiding(item, statement.id)
      const results = sealsOf(copy).map((at) => judged(accusation(copy, at), policy))
      const convicted = results.filter((each) => each.convicted)
      expect(convicted.length).toBeGreaterThan(0)
      for (const { whom, sentence } of convicted) {
        expect(whom).toEqual({ role: "ledger", name: worldOrigin, key: printVkey(logKey) })
        expect(sentence).toMatch(/names the map root [0-9a-f]{64}, where replay gives [0-9a-f]{64}/)
      }
    }
  })

  it("convicts it from the very first publication on", async () => {
    const copy = await lying({
      hide: ({ type }, { kind }) => type === "governance" && kind === "genesis",
    })
    const at = sealsOf(copy)[0] as number
    const file = accusation(copy, at)
    expect(file.content).toMatchObject({ after: null, map: null })
    expect(judged(file, policy).convicted).toBe(true)
    expect(judged(accusation(honest, sealsOf(honest)[0] as number), policy).convicted).toBe(false)
  })

  it("convicts it by any earlier seal, not only by the neighbour", async () => {
    const copy = await hiding(scene.box.item, scene.second.id)
    const seals = sealsOf(copy)
    const [first, last] = [seals[0] as number, seals.at(-1) as number]
    const made = accuseMapRoot(treeOf(copy), mapAt(copy, first), first, last)
    if (typeof made === "string") throw new Error(made)
    expect(judged(made).convicted).toBe(true)
  })
})

describe("a seal's own terms", () => {
  const last = (): number => honest.entries.length - 1

  it("convict the ledger where they are not those of its entry", () => {
    for (const [change, words] of [
      [{ size: 3 }, "says that it covers 3 entries"],
      [{ time: 1 }, "says time 1, and its entry"],
    ] as const) {
      const copy = resealed(honest, (terms) => ({ ...terms, ...change }))
      const file = accuseSeal(treeOf(copy), last())
      expect(judged(file, policy)).toMatchObject({
        convicted: true,
        sentence: expect.stringContaining(words) as string,
      })
    }
    expect(failureOf(judged(accuseSeal(treeOf(honest), last())))).toContain("genesis: entry 0")
  })

  it("convict by a file that holds the seal alone, and by no other", () => {
    const copy = resealed(honest, (terms) => ({ ...terms, size: 3 }))
    const { content } = accuseSeal(treeOf(copy), last())
    const entries = [0, last()].map((index) => ({
      index,
      bytes: copy.entries[index] as Uint8Array,
    }))
    const shape = { size: copy.entries.length, leaves: [0, last()], sizes: [] }
    const pruned = prunedHashes(shape, readerOf(copy.entries.map(leafHash)))
    const more = { ...(content as Content<"map-root">), entries, pruned }
    expect(failureOf(judged({ kind: "map-root", content: more }))).toBe(
      "replay: entry 1 is not given",
    )
  })

  it("convict it where they count other subjects than there are, or name any other root", () => {
    const counted = resealed(honest, (terms) => ({ ...terms, subjects: terms.subjects + 1 }))
    expect(judged(accusation(counted, last())).sentence).toMatch(
      /counts \d+ subjects, where replay gives \d+/,
    )
    const rooted = resealed(honest, (terms) => ({ ...terms, mapRoot: leafHash(Uint8Array.of()) }))
    expect(judged(accusation(rooted, last())).convicted).toBe(true)
    const same = resealed(honest, (terms) => terms)
    expect(failureOf(judged(accusation(same, last())))).toContain("it is right")
  })
})

describe("a step with anything missing or changed", () => {
  const other = leafHash(Uint8Array.of(1))
  /** The file against a seal that is false, and what replaces it. */
  type Change = (content: Content<"map-root">, copy: Copy) => Partial<Content<"map-root">>

  const without =
    (index: number): Change =>
    (content, copy) => {
      const entries = content.entries.filter((each) => each.index !== index)
      const shape = {
        size: copy.entries.length,
        leaves: entries.map((each) => each.index),
        sizes: [],
      }
      return { entries, pruned: prunedHashes(shape, readerOf(copy.entries.map(leafHash))) }
    }
  const changes: readonly (readonly [string, string, Change])[] = [
    [
      "another log's key",
      "checkpoint",
      () => {
        const { publicKey } = keyNamed("stranger")
        return { log: printVkey(noteKey(worldOrigin, TYPE_ED25519, publicKey)) }
      },
    ],
    [
      "another checkpoint",
      "entries",
      (_, copy) => ({ checkpoint: copy.publications[1]?.bytes as Uint8Array }),
    ],
    [
      "a changed entry",
      "entries",
      ({ entries }, copy) => ({
        entries: entries.with(1, {
          index: (entries[1] as { index: number }).index,
          bytes: copy.entries[1] as Uint8Array,
        }),
      }),
    ],
    ["a pruned hash", "entries", ({ pruned }) => ({ pruned: pruned.with(0, other) })],
    ["no genesis", "genesis", (content, copy) => without(0)(content, copy)],
    [
      "an entry of the step left out",
      "replay",
      (content, copy) => without(content.at - 1)(content, copy),
    ],
    [
      "an entry of an item's chain left out",
      "replay",
      (content, copy) => without(content.miniLogs[0]?.entries[0] ?? 0)(content, copy),
    ],
    ["the accused seal left out", "seal", (content, copy) => without(content.at)(content, copy)],
    [
      "the seal before left out",
      "seal before",
      (content, copy) => without(content.after ?? 0)(content, copy),
    ],
    ["no seal before", "map before", () => ({ after: null })],
    ["another seal accused", "seal", ({ at }) => ({ at: at - 1 })],
    ["the seal before accused", "seal before", ({ after }) => ({ at: after as number })],
    ["the empty map", "map before", () => ({ map: null })],
    [
      "a map of hashes only",
      "replay",
      (content, copy) => ({
        map: mapAt(copy, content.after as number).prove([]),
      }),
    ],
    ["no chain of the item", "replay", () => ({ miniLogs: [] })],
    [
      "a shorter chain of the item",
      "replay",
      ({ miniLogs }) => ({
        miniLogs: miniLogs
          .map((log) => ({ ...log, entries: log.entries.slice(0, -1) }))
          .filter((log) => log.entries.length > 0),
      }),
    ],
    [
      "the same tree under another's key",
      "genesis",
      (_, copy) => {
        const { publicKey, sign } = keyNamed("stranger")
        const key = noteKey(worldOrigin, TYPE_ED25519, publicKey)
        const head = checkpointOf(copy.publications.at(-1)?.bytes as Uint8Array)
        return { log: printVkey(key), checkpoint: signCheckpoint(head, { key, sign }) }
      },
    ],
    [
      "another entry in the item's chain",
      "replay",
      ({ miniLogs }) => ({
        miniLogs: miniLogs.map((log) => ({ ...log, entries: log.entries.with(0, 0) })),
      }),
    ],
    [
      "the item's chain in another order",
      "replay",
      ({ miniLogs }) => ({
        miniLogs: miniLogs.map((log) => ({ ...log, entries: log.entries.toReversed() })),
      }),
    ],
    [
      "a chain of the item twice",
      "replay",
      ({ miniLogs }) => ({ miniLogs: [...miniLogs, ...miniLogs] }),
    ],
    [
      "an entry that nothing needs",
      "replay",
      ({ entries }, copy) => {
        const more = [...entries, { index: 2, bytes: copy.entries[2] as Uint8Array }]
        const sorted = more.sort((a, b) => a.index - b.index)
        const leaves = sorted.map((each) => each.index)
        const shape = { size: copy.entries.length, leaves, sizes: [] }
        const read = readerOf(copy.entries.map(leafHash))
        return { entries: sorted, pruned: prunedHashes(shape, read) }
      },
    ],
    ["no frontiers", "replay", () => ({ frontiers: [] })],
    [
      "another frontier",
      "replay",
      ({ frontiers }) => ({
        frontiers: frontiers.map((each) => ({ ...each, peaks: [...each.peaks, other] })),
      }),
    ],
    [
      "a frontier of other hashes",
      "replay",
      ({ frontiers }) => ({
        frontiers: frontiers.map((each) => ({ ...each, peaks: each.peaks.map(() => other) })),
      }),
    ],
    [
      "a frontier that nothing needs",
      "replay",
      ({ frontiers }) => ({
        frontiers: [...frontiers, { subject: "ab".repeat(32) as SubjectId, peaks: [other] }],
      }),
    ],
    [
      "a chain that nothing needs",
      "replay",
      ({ miniLogs }) => ({
        miniLogs: [...miniLogs, { item: "ab".repeat(32) as ItemId, entries: [0] }],
      }),
    ],
  ]

  /** The step with a receipt, a pack and an enrolment: chains of the items on the receipt, a frontier of the other. */
  let copy: Copy
  let content: Content<"map-root">
  beforeAll(async () => {
    copy = await hiding(scene.box.item, scene.first.id)
    const files = sealsOf(copy).map((at) => accusation(copy, at))
    const file = files.find((each) => judged(each).convicted)
    if (file?.kind !== "map-root") throw new Error("expected a map root")
    expect([file.content.miniLogs.length, file.content.frontiers.length]).toEqual([2, 1])
    content = file.content
  })

  it.each(changes)("convicts nobody: %s", (_, step, change) => {
    const changed = { ...content, ...change(content, copy) }
    expect(failureOf(judged({ kind: "map-root", content: changed }))).toMatch(
      new RegExp(`^${step}: `),
    )
  })
})

describe("who has the whole log", () => {
  const whole = ({ entries, publications }: Copy, at: number): WholeLog => {
    const { size, bytes } = publications.at(at) as Copy["publications"][number]
    return { log: logKey, checkpoint: bytes, entries: entries.slice(0, size) }
  }

  it("makes the same file as who replays it, for every seal", async () => {
    const copy = await hiding(scene.box.item, scene.first.id)
    for (const at of sealsOf(copy))
      expect(accuseLedger(whole(copy, -1), at)).toEqual(accusation(copy, at))
    const results = sealsOf(copy).map((at) => judged(accuseLedger(whole(copy, -1), at)).convicted)
    // Behind it the lie goes on: no step from a map that the auditor does not have.
    expect(results.filter(Boolean)).toHaveLength(1)
  })

  it("makes it of a seal's own terms too, and none of what is no seal", () => {
    const copy = resealed(honest, (terms) => ({ ...terms, time: terms.time + 1 }))
    expect(judged(accuseLedger(whole(copy, -1), copy.entries.length - 1)).convicted).toBe(true)
    expect(accuseLedger(whole(honest, -1), 0)).toBe("entry 0 is not a seal")
    for (const [i, { size }] of honest.publications.entries())
      if (size > 1) failureOf(judged(accuseLedger(whole(honest, i), size - 1)))
  })
})

describe("a frontier", () => {
  it("has one peak for each bit of its count, though its root be right", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const bag = intake(shop)
    const event = (type: "lock" | "unlock") =>
      draft("event", { type, items: bag.items, place: null }, shop)
    await world.submit(bag, event("lock"), event("unlock"))
    await seal(world)
    await world.submit(event("lock"))
    await seal(world)
    const copy = await copyOf(world)
    const file = accusation(copy, copy.entries.length - 1)
    if (file.kind !== "map-root") throw new Error("expected a map root")
    const [frontier] = file.content.frontiers
    const root = mapAt(copy, file.content.after as number).get(bag.items[0] as string as SubjectId)
    if (frontier === undefined || root.state !== "present") throw new Error("expected a frontier")
    expect([root.count, frontier.peaks.length]).toEqual([3, 2])
    const frontiers = [{ ...frontier, peaks: [root.root] }]
    const content = { ...file.content, frontiers }
    expect(failureOf(judged({ kind: "map-root", content }))).toMatch(/is not the one in the map$/)
  })
})

describe("an honest ledger", () => {
  const expectInnocent = (copy: Copy): void => {
    const seals = sealsOf(copy)
    for (const [i, at] of seals.entries()) {
      const befores = i === 0 ? [null] : [seals[i - 1] as number, null]
      for (const after of befores) {
        const made = accuseMapRoot(treeOf(copy), mapAt(copy, after ?? 0), after, at)
        expect(failureOf(judged(made, ownPolicy()))).toBe(
          "map: the seal names what replay gives: it is right",
        )
      }
      failureOf(judged(accuseSeal(treeOf(copy), at)))
    }
  }

  it("is not convicted by any step of its own", () => {
    expectInnocent(honest)
  })

  it("is not convicted by any step of the sample's day", async () => {
    const origin = "sample.invalid/kvitto"
    const { publicKey, sign } = keyNamed("sample checkpoint")
    const key = noteKey(origin, TYPE_ED25519, publicKey)
    const keys = { ...worldKeys, checkpoint: { key, sign } }
    const store = memoryStore()
    await fillSample({ store, headPath: null, keys, random: countedRandom("sample") })
    const copy = await copyOf({ store }, key)
    const seals = sealsOf(copy)
    expect(seals.length).toBeGreaterThan(5)
    for (const [i, at] of seals.entries()) {
      if (!deep && i % 12 !== 1) continue
      const failure = failureOf(judged(accusation(copy, at)))
      expect(failure).toBe("map: the seal names what replay gives: it is right")
    }
  }, 120_000)

  it("is not convicted by any step of a random day with boxes in boxes", async () => {
    const act = fc.tuple(fc.nat(9), fc.nat(999), fc.nat(999), fc.nat(999))
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 12, maxLength: 30 }), async (acts) => {
        const world = await makeWorld()
        await play(world, acts)
        expectInnocent(await copyOf(world))
      }),
      { numRuns: deep ? 200 : 5 },
    )
  }, 240_000)
})

type Act = readonly [what: number, first: number, second: number, third: number]

/** Who holds what is guessed, and often wrong: whatever was signed is on record and touches what it touches. */
async function play(world: World, acts: readonly Act[]): Promise<void> {
  const pens = [world.pens.shop, world.pens.carrier, world.pens.bank] as const
  const things: Held[] = []
  const thing = (n: number): Held => things[n % things.length] as Held
  const pen = (n: number) => pens[n % pens.length] as (typeof pens)[number]
  for (const [what, a, b, c] of acts) {
    const giver = pen(a)
    const receiver = pens[(a + 1 + (b % 2)) % 3] as typeof giver
    if (what < 2 || things.length < 2) {
      const taken = intake(giver, [{ container: true }, {}].slice(0, 1 + (b % 2)))
      things.push(...taken.held)
      await world.submit(taken)
    } else if (what < 4) {
      const lines = [...new Map([thing(b), thing(c)].map((each) => [each.item, each])).values()]
      const nested = lines.map((line, i) =>
        i === 1 && c % 3 === 0 ? { ...line, within: 0 } : line,
      )
      const terms = {
        into: a % 4 === 0 ? thing(a).item : null,
        extras: a % 5 === 0 ? [thing(a + 1)] : [],
      }
      const moved = accept(receiver, offer(giver, receiver.party, nested), { terms })
      for (const each of moved.held)
        things.splice(
          things.findIndex(({ item }) => item === each.item),
          1,
          each,
        )
      await world.submit(moved)
    } else if (what < 6) {
      const lines = [thing(c)]
      await world.submit(
        draft(what === 4 ? "pack" : "unpack", { container: thing(b).item, lines }, giver),
      )
    } else if (what === 6) {
      // An item may be spoken of by an id that is a party's or a key's.
      const strange = (c % 2 === 0 ? world.parties.bank.id : giver.key.keyId) as string as ItemId
      await world.submit(
        draft("event", { type: "lock", items: [thing(b).item, strange], place: null }, giver),
      )
    } else if (what === 7) {
      await world.submit(offer(giver, receiver.party, [thing(b)]))
    } else await seal(world)
  }
  await seal(world)
}
