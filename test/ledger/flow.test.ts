import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { encodeLeaves, type Opening } from "../../src/custody/sealed.ts"
import { sealedContext } from "../../src/custody/statement.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import type { LedgerFault } from "../../src/ledger/fault.ts"
import { printSeen, seenHash } from "../../src/log/cosignature.ts"
import { follows } from "../../src/log/entry.ts"
import { parseNote } from "../../src/log/note.ts"
import { openPromise } from "../../src/log/promise.ts"
import { verifyConsistency, verifyInclusion } from "../../src/merkle/proof.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { handOver, intake, parcel } from "../support/acts.ts"
import { revocation } from "../support/robbed.ts"
import { checkpointOf, entriesOf, expectOpened } from "../support/reading.ts"
import { expectOk, makeWorld, type World, worldKeys, worldOrigin } from "../support/world.ts"
import { withhold } from "../support/withhold.ts"

const codes = (answer: { readonly findings: readonly { readonly code: string }[] } | undefined) =>
  answer?.findings.map(({ code }) => code)

describe("appending", () => {
  it("answers with a promise that the tree keeps", async () => {
    const world = await makeWorld()
    const { carrier, shop } = world.pens
    const next = world.store.size()
    const taken = intake(shop)
    const [own, moved] = await world.submit(taken, handOver(shop, carrier, taken.held))
    expect([own?.index, moved?.index]).toEqual([next, next + 1])
    expect([own?.findings, moved?.findings]).toEqual([[], []])
    const checkpoint = checkpointOf(await world.publish())
    const size = checkpoint.size
    for (const answer of [own, moved]) {
      const { promise, index, statement } = answer as NonNullable<typeof answer>
      const promised = openPromise(promise, worldKeys.promise.publicKey, verifyNode)
      expect(promised).toMatchObject({ origin: worldOrigin, index, statement })
      expect(promised?.publishBy).toBe(world.clock.now() + 60_000)
      const proof = (await world.ledger.inclusion(index, size)) ?? []
      const leaf = promised?.leafHash as Uint8Array
      expect(verifyInclusion(index, size, leaf, proof, checkpoint.root)).toBe(true)
    }
  })

  it("gives the same bytes the same place, in one call and in another", async () => {
    const world = await makeWorld()
    const taken = intake(world.pens.shop)
    const [first, second] = await world.submit(taken, taken)
    const size = world.store.size()
    const [third] = await world.submit(taken)
    expect([first?.repeated, second?.repeated, third?.repeated]).toEqual([false, true, true])
    expect([second?.index, third?.index]).toEqual([first?.index, first?.index])
    expect(world.store.size()).toBe(size)
    const again = openPromise(third?.promise as Uint8Array, worldKeys.promise.publicKey, verifyNode)
    const entry = await world.ledger.entry(first?.index ?? -1)
    expect(again?.leafHash).toEqual(leafHash(entry?.bytes as Uint8Array))
  })

  it("chains entries by leaf hash, and never steps back in time", async () => {
    const world = await makeWorld()
    world.clock.advance(5000)
    await world.submit(intake(world.pens.shop))
    world.clock.advance(-60_000)
    await world.submit(intake(world.pens.shop))
    await world.publish()
    const all = await entriesOf(world)
    all
      .slice(1)
      .forEach((one, i) => expect(follows(one.entry, all[i] as (typeof all)[number])).toBe(true))
    expect(all.at(-2)?.entry.appendedAt).toBe(all.at(-3)?.entry.appendedAt)
  })

  it("appends predecessors first, without an answer of their own", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    const receipt = handOver(shop, carrier, taken.held)
    const predecessors = [parcel(taken)]
    const answers = await world.ledger.submit([parcel(receipt, { predecessors })])
    expect(answers).toHaveLength(1)
    const answer = expectOk(answers[0] as (typeof answers)[number])
    expect(await world.ledger.indexOf(taken.id)).toBe(answer.index - 1)
    expect(answer.findings).toEqual([])
  })

  it("says which openings came", async () => {
    const world = await makeWorld()
    const [all, some, none] = [1, 2, 3].map(() =>
      intake(world.pens.shop, [{ sealed: { seal: "A" } }]),
    )
    if (all === undefined || some === undefined || none === undefined) throw new Error("three")
    const first = some.leaves[0] as Opening
    const context = sealedContext(expectOpened(some.bytes))
    const withheld = parcel({
      ...some,
      leaves: withhold(context, some.leaves, (opening) => opening !== first),
    })
    await world.ledger.submit([parcel(all), withheld, parcel(none, { bare: true })])
    const entries = (await entriesOf(world)).slice(-3).map(({ entry }) => entry.openings)
    expect(entries).toEqual(["all", "some", "none"])
    const last = world.store.size() - 1
    expect(await world.store.opening(last, none.id)).toBeUndefined()
    expect(await world.store.opening(last - 2, all.id)).toEqual(encodeLeaves(all.leaves))
  })

  it("logs a note once, and only one that a signer refers to", async () => {
    const world = await makeWorld()
    const newest = parseNote(await world.ledger.checkpoint())
    if (newest === null || newest === undefined) throw new Error("expected a note")
    const note = printSeen(newest, [])
    const [one, two] = [intake(world.pens.shop), intake(world.pens.shop)]
    const stray = new TextEncoder().encode("nobody refers to this")
    await world.ledger.submit([
      parcel(one, { notes: [stray, note] }),
      parcel(two, { notes: [note] }),
    ])
    const entries = (await entriesOf(world)).slice(-2).map(({ entry }) => entry.notes)
    expect(entries).toEqual([[note], []])
    expect(await world.store.noteIndexes([toHex(seenHash(note))])).toEqual([
      await world.ledger.indexOf(one.id),
    ])
  })
})

describe("findings and item status", () => {
  const statusOf = async (world: World, item: string) =>
    (await world.ledger.items(null, 1000)).find(({ id }) => id === item)?.status

  it("marks a fork", async () => {
    const world = await makeWorld()
    const { shop, carrier, post } = world.pens
    const taken = intake(shop)
    const [, first, second] = await world.submit(
      taken,
      handOver(shop, carrier, taken.held),
      handOver(shop, post, taken.held),
    )
    expect([codes(first), codes(second)]).toEqual([[], ["fork"]])
    expect(await statusOf(world, taken.items[0] as string)).toBe("forked")
  })

  it("marks a claim by somebody who did not hold it", async () => {
    const world = await makeWorld()
    const { shop, stranger, bank } = world.pens
    const taken = intake(shop)
    const [, claim] = await world.submit(taken, handOver(stranger, bank, taken.held))
    expect(codes(claim)).toEqual(["claim-by-non-holder"])
    expect(await statusOf(world, taken.items[0] as string)).toBe("claimed")
  })

  it("appends what has no predecessor yet, and links it when that comes", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    const [early] = await world.submit(handOver(shop, carrier, taken.held))
    expect(codes(early)).toEqual(["unlinked"])
    expect(await statusOf(world, taken.items[0] as string)).toBe("unlinked")
    const [late] = await world.submit(taken)
    expect(codes(late)).toEqual(["linked"])
    expect(await statusOf(world, taken.items[0] as string)).toBe("held")
  })

  it("prints identifiers, lists in order and by pages, and leaves out what was only mentioned", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const s10 = { scheme: "s10", value: "RB123456785GB" } as const
    const taken = intake(shop, [{ sealed: { identifier: s10, seal: "A 17" } }, {}])
    const close = draft("close", { lines: taken.held.slice(1), reason: "paid-in" }, shop)
    const mentioned = "ab".repeat(32) as (typeof taken.items)[number]
    const report = { type: "missing", items: [mentioned], from: null, to: null } as const
    await world.submit(taken, close, draft("report", report, shop))
    const all = await world.ledger.items(null, 10)
    expect(all.map(({ id }) => id)).toEqual([...taken.items].sort())
    expect(all.find(({ id }) => id === taken.items[0])).toMatchObject({
      status: "held",
      identifiers: ["s10 RB123456785GB", "seal A 17"],
    })
    expect(all.find(({ id }) => id === taken.items[1])?.status).toBe("closed")
    expect(await world.ledger.items(all[0]?.id ?? null, 10)).toEqual(all.slice(1))
    expect(await world.ledger.items(null, 1)).toEqual(all.slice(0, 1))
  })

  it("finds a revoked key", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    await world.submit(revocation(shop, world.parties.shop.root))
    const [answer] = await world.submit(intake(shop))
    expect(codes(answer)).toEqual(["key-revoked"])
  })
})

describe("many at once", () => {
  it("gives 50 parallel submissions distinct consecutive indexes", async () => {
    const world = await makeWorld()
    const first = world.store.size()
    const drafts = Array.from({ length: 50 }, () => intake(world.pens.shop))
    const answers = await Promise.all(drafts.map((each) => world.submit(each)))
    const indexes = answers.map(([answer]) => answer?.index)
    expect(indexes).toEqual(drafts.map((_, i) => first + i))
  })

  it("lets publications and bundles run among them", async () => {
    const world = await makeWorld()
    const taken = intake(world.pens.shop)
    await world.submit(taken)
    await world.publish()
    const question = { item: taken.items[0], from: 0, to: 1, scope: "unit" } as const
    const item = taken.items[0] as NonNullable<(typeof taken.items)[0]>
    const work = Array.from({ length: 20 }, async () => {
      await world.submit(intake(world.pens.shop))
      await world.ledger.publish()
      return world.ledger.bundle({ ...question, item })
    })
    expect((await Promise.all(work)).every((bundle) => bundle !== undefined)).toBe(true)
  })

  it("writes nothing more after a failed write", async () => {
    const memory = memoryStore()
    let broken = false
    const store: Store = {
      ...memory,
      commit: async (size, batch) => {
        if (broken) throw new Error("disk full")
        await memory.commit(size, batch)
      },
    }
    const world = await makeWorld({ store })
    broken = true
    const stopped = { code: "stopped" } satisfies Partial<LedgerFault>
    await expect(world.submit(intake(world.pens.shop))).rejects.toMatchObject(stopped)
    broken = false
    await expect(world.submit(intake(world.pens.shop))).rejects.toMatchObject(stopped)
    await expect(world.ledger.publish()).rejects.toMatchObject(stopped)
    await world.ledger.close()
    await expect(world.submit(intake(world.pens.shop))).rejects.toMatchObject({ code: "closed" })
  })
})

describe("publication", () => {
  it("does nothing if nothing is new", async () => {
    const world = await makeWorld()
    const size = world.store.size()
    expect(await world.ledger.publish()).toEqual(await world.ledger.checkpoint())
    expect(world.store.size()).toBe(size)
    expect(await world.ledger.about()).toMatchObject({ size, published: size, sample: true })
  })

  it("proves inclusion and consistency across tile borders, for published sizes only", async () => {
    const world = await makeWorld()
    const checkpoints = [checkpointOf(await world.ledger.checkpoint())]
    for (const count of [200, 300, 90]) {
      await world.submit(...Array.from({ length: count }, () => intake(world.pens.shop)))
      checkpoints.push(checkpointOf(await world.publish()))
    }
    for (const [i, older] of checkpoints.entries()) {
      for (const newer of checkpoints.slice(i)) {
        const proof = (await world.ledger.consistency(older.size, newer.size)) ?? []
        const holds = verifyConsistency(older.size, newer.size, proof, older.root, newer.root)
        expect(holds).toBe(true)
      }
      const entry = await world.ledger.entry(older.size - 1)
      const leaf = leafHash(entry?.bytes as Uint8Array)
      const newest = checkpoints.at(-1) as (typeof checkpoints)[number]
      const proof = (await world.ledger.inclusion(older.size - 1, newest.size)) ?? []
      expect(verifyInclusion(older.size - 1, newest.size, leaf, proof, newest.root)).toBe(true)
    }
    const [first, second] = checkpoints.map(({ size }) => size) as [number, number]
    expect(await world.ledger.inclusion(0, first + 1)).toBeUndefined()
    expect(await world.ledger.inclusion(first, first)).toBeUndefined()
    expect(await world.ledger.consistency(second, first)).toBeUndefined()
    expect(await world.ledger.consistency(0, first)).toBeUndefined()
  })
})
