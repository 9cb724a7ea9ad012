import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { mapKeyOf, type StatementId, type SubjectId } from "../../src/custody/identifier.ts"
import type { Roster } from "../../src/custody/roster.ts"
import { next, type SubjectState } from "../../src/custody/state.ts"
import { subjectsOf } from "../../src/custody/subject.ts"
import { equal, toHex } from "../../src/encoding/bytes.ts"
import { noChain } from "../../src/ledger/chain.ts"
import { decodeSubjectHead, encodeSubjectHead, miniLogRoot } from "../../src/ledger/subject-head.ts"
import { statesOf } from "../../src/replay/state.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { audit } from "../../src/replay/audit.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import { entriesOf, expectOpened } from "../support/reading.ts"
import { makeWorld, type World, worldOrigin } from "../support/world.ts"

describe("integration", () => {
  it("satisfies the audit", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop, [{}, {}])
    await world.submit(taken, handOver(shop, carrier, taken.held))
    await world.publish()
    const { store } = world
    async function* kept() {
      for await (const { key, bytes } of store.allSubjects()) {
        const head = decodeSubjectHead(bytes)
        const states = statesOf(head)
        yield { id: key as SubjectId, count: head.count, root: miniLogRoot(head), states }
      }
    }
    const source = {
      entries: store.entries(0, store.size()),
      publications: store.publications(0),
      kept: kept(),
    }
    expect((await audit(source, verifyNode)).faults).toEqual([])
    for await (const flaw of store.scrub()) expect(flaw).toBeUndefined()
  })

  it("is what anybody gets by replaying the entries", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank, stranger } = world.pens
    const taken = intake(shop, [{ container: true }, {}, {}])
    const [box, ...notes] = taken.held as [(typeof taken.held)[0], ...typeof taken.held]
    const pack = draft("pack", { container: box.item, lines: notes }, shop)
    const listed = [box, { ...notes[0], within: 0 }] as never
    const moved = accept(carrier, offer(shop, carrier.party, listed))
    // Names a key and a party as if they were items: those must keep their states.
    const items = [shop.key.keyId, shop.party] as unknown as (typeof taken.items)[number][]
    const report = draft("report", { type: "theft", items, from: null, to: null }, stranger)
    await world.submit(taken, pack, moved, report)
    await world.publish()
    await world.submit(handOver(carrier, bank, moved.held.slice(0, 1)), intake(shop))
    await world.publish()
    await expectReplayed(world)
  })
})

type Replayed = { states: Map<string, SubjectState>; count: number; frontier: Frontier }

/** Folds all entries with nothing but `subjectsOf` and `next`, and compares what the ledger keeps. */
async function expectReplayed(world: World): Promise<void> {
  const subjects = new Map<string, Replayed>()
  const stateOf = <T extends SubjectState["type"]>(id: string, type: T) =>
    subjects.get(id)?.states.get(type) as Extract<SubjectState, { type: T }> | undefined
  const trie = new MapTrie()
  let genesis = "" as StatementId
  for (const { entry, bytes } of await entriesOf(world)) {
    const opened = expectOpened(entry.statement)
    if (entry.index === 0) genesis = opened.id
    if (opened.kind === "seal") {
      for (const [id, { count, frontier }] of subjects) {
        const key = mapKeyOf(worldOrigin, id as SubjectId)
        trie.set({ key, count, root: frontierRoot(frontier) })
      }
      expect(opened.terms).toMatchObject({ size: entry.index, subjects: subjects.size })
      expect(toHex(opened.terms.mapRoot)).toBe(toHex(trie.root()))
      continue
    }
    const roster: Roster = {
      governance: stateOf(genesis, "governance")?.governance,
      key: (id) => stateOf(id, "key")?.key,
    }
    const members = (item: string) => stateOf(item, "item")?.item.members ?? []
    const entered = { opened, index: entry.index, appendedAt: entry.appendedAt }
    const steps = subjectsOf(opened, genesis, members).map((subject) => {
      const one = subjects.get(subject.id) ?? { states: new Map(), count: 0, frontier: [] }
      return { subject, one, ...next(one.states.get(subject.type), subject, entered, roster) }
    })
    for (const { subject, one, state } of steps) {
      if (state !== undefined) one.states.set(subject.type, state)
      one.frontier = appendLeaf(one.frontier, one.count, leafHash(bytes))
      one.count += 1
      subjects.set(subject.id, one)
    }
  }
  let stored = 0
  for await (const { key, bytes } of world.store.allSubjects()) {
    stored += 1
    const head = decodeSubjectHead(bytes)
    const one = subjects.get(key)
    expect(head.count).toBe(one?.count)
    expect(equal(frontierRoot(head.frontier), frontierRoot(one?.frontier ?? []))).toBe(true)
    expect(head.states).toEqual(Object.fromEntries(one?.states ?? []))
  }
  expect(stored).toBe(subjects.size)
}

describe("stored heads", () => {
  it("come back exactly, large integers too", () => {
    const numbers = [0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1]
    for (const number of numbers) {
      const key = { keyId: "æøå 𝄞", revocations: [{ since: number }, { since: null }], on: true }
      const head = {
        count: number < 0 ? 0 : number,
        last: 2 ** 40,
        frontier: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(255)],
        states: { key: { type: "key", key } },
        tail: [0, 2 ** 40],
      }
      const decoded = decodeSubjectHead(encodeSubjectHead(head as never))
      expect(decoded).toStrictEqual({ ...head, nodes: noChain })
    }
  })
})
