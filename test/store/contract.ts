/** The contract of `src/store/store.ts` as a suite. An engine passes it whole, or its test says why not. */

import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import { memoryStore } from "../../src/store/memory.ts"
import { SizeMoved, type Store, type StoreBatch } from "../../src/store/store.ts"
import { all, answers, code, empty, fill, hash, join, pageOf, step } from "./steps.ts"

const named = (name: string) => ({ id: hash(name), bytes: utf8(name), openings: [] })

const byText = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : 1)

function writing(fresh: () => Promise<Store>): void {
  it("refuses another size and writes nothing", async () => {
    const store = await fresh()
    await fill(store, 0, 2)
    const before = await answers(store, 4)
    for (const expected of [0, 1, 3]) {
      const refusal = await store.commit(expected, step(2)).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(SizeMoved)
      expect(refusal).toMatchObject({ code: "size-moved", expected, actual: 2 })
    }
    expect(store.size()).toBe(2)
    expect(await answers(store, 4)).toEqual(before)
  })

  it("lets one of two commits at one size win, and takes a queue in order", async () => {
    const store = await fresh()
    const rivals = ["a", "b", "c"].map((name) =>
      code(store.commit(0, { ...empty, entries: [named(name)] })),
    )
    const outcomes = await Promise.all(rivals)
    expect(outcomes.toSorted(byText)).toEqual(["no fault", "size-moved", "size-moved"])
    expect((await store.indexesOf(["a", "b", "c"].map(hash))).filter((n) => n === 0)).toHaveLength(
      1,
    )
    await Promise.all([1, 2, 3].map((index) => store.commit(index, step(index))))
    expect(store.size()).toBe(4)
    expect(await store.indexesOf([hash("id 3"), hash("id 1")])).toEqual([3, 1])
  })

  const entry = named("x")
  const subject = hash("s")
  const opening = { id: hash("o"), bytes: utf8("o") }
  const broken: Record<string, Partial<StoreBatch>> = {
    "an id that is no hash": { entries: [{ ...entry, id: "x" }] },
    "an upper-case id": { entries: [{ ...entry, id: hash("x").toUpperCase() }] },
    "the same id twice": { entries: [entry, entry] },
    "a link to an entry that is not there": { links: [{ subject, page: 0, indexes: pageOf(2) }] },
    "half a page of links": { links: [{ subject, page: 0, indexes: [0, 0] }] },
    "a page with half a number": { links: [{ subject, page: 0.5, indexes: pageOf(0) }] },
    "one page twice": {
      links: [
        { subject, page: 0, indexes: pageOf(0) },
        { subject, page: 0, indexes: pageOf(1) },
      ],
    },
    "a note of an entry that is not there": { notes: [{ hash: subject, index: 2 }] },
    "a tile above level 255": { tiles: [{ level: 256, n: 0, bytes: utf8("t") }] },
    "one subject twice": {
      subjects: [
        { key: subject, bytes: utf8("1") },
        { key: subject, bytes: utf8("2") },
      ],
    },
    "an opening of no statement": {
      entries: [{ ...entry, openings: [{ id: "", bytes: utf8("o") }] }],
    },
    "two openings of one statement": {
      entries: [{ ...entry, openings: [opening, opening] }],
    },
    "a publication of more than there is": { publication: { size: 3, bytes: utf8("p") } },
    "a publication of nothing": { publication: { size: 0, bytes: utf8("p") } },
  }
  it.each(Object.entries(broken))("takes %s for a broken caller", async (_, part) => {
    const store = await fresh()
    await store.commit(0, { ...empty, entries: [named("0")] })
    const batch = { ...empty, entries: [entry], ...part }
    await expect(store.commit(1, batch)).rejects.toThrow(/expected .* got /)
    expect(store.size()).toBe(1)
    expect(await store.indexesOf([hash("x")])).toEqual([undefined])
    await store.commit(1, { ...empty, entries: [entry] })
    expect(await all(store.scrub())).toEqual([])
  })

  it("lets publications go forward only, and keeps the newest of each size", async () => {
    const store = await fresh()
    await fill(store, 0, 3)
    const publish = (size: number, text: string): Promise<void> =>
      store.commit(3, { ...empty, publication: { size, bytes: utf8(text) } })
    await expect(publish(2, "back")).rejects.toThrow("expected size 3 or more, got 2")
    await publish(3, "again")
    expect(await store.publication()).toEqual({ size: 3, bytes: utf8("again") })
    expect(await all(store.publications(2))).toEqual([
      { size: 2, bytes: utf8("checkpoint 2") },
      { size: 3, bytes: utf8("again") },
    ])
    expect(await all(store.publicationsDown(2))).toEqual([
      { size: 2, bytes: utf8("checkpoint 2") },
      { size: 1, bytes: utf8("checkpoint 1") },
    ])
    expect((await all(store.publicationsDown(9))).map(({ size }) => size)).toEqual([3, 2, 1])
    expect(await all(store.publicationsDown(0))).toEqual([])
    expect(await all(store.scrub())).toEqual([])
  })

  it("erases an opening, once, and nothing beside it", async () => {
    const store = await fresh()
    await fill(store, 0, 3)
    const id = hash("id 1")
    const offer = { id: hash("offer"), bytes: utf8("of the offer") }
    const both = { ...named("both"), openings: [{ id, bytes: utf8("again") }, offer] }
    await store.commit(3, { ...empty, entries: [both] })
    expect(await store.eraseOpening(1, id)).toBe(true)
    expect(await store.opening(1, id)).toBeUndefined()
    expect(await store.eraseOpening(1, id)).toBe(false)
    expect(await store.eraseOpening(2, id)).toBe(false)
    expect(await store.eraseOpening(9, id)).toBe(false)
    expect(await store.opening(2, hash("id 2"))).toEqual(utf8("opening of 2"))
    expect(await store.opening(2, id)).toBeUndefined()
    expect(await store.opening(3, id)).toEqual(utf8("again"))
    expect(await store.entry(1)).toEqual(step(1).entries[0]?.bytes)
    expect(await all(store.scrub())).toEqual([])
    expect(await store.eraseOpening(3, id)).toBe(true)
    expect(await store.opening(3, offer.id)).toEqual(offer.bytes)
    expect(await store.entry(3)).toEqual(both.bytes)
    expect(await all(store.scrub())).toEqual([])
  })
}

function reading(fresh: () => Promise<Store>): void {
  it("is empty at first", async () => {
    const store = await fresh()
    expect(store.size()).toBe(0)
    expect(await store.entry(0)).toBeUndefined()
    expect(await store.publication()).toBeUndefined()
    expect(await all(store.allSubjects())).toEqual([])
    expect(await all(store.scrub())).toEqual([])
  })

  it("gives back what was committed", async () => {
    const store = await fresh()
    await fill(store, 0, 12)
    expect(store.size()).toBe(12)
    expect(await store.entry(11)).toEqual(step(11).entries[0]?.bytes)
    expect(await store.entry(12)).toBeUndefined()
    expect((await all(store.entries(3, 5))).map(({ index }) => index)).toEqual([3, 4])
    expect(await all(store.entries(5, 3))).toEqual([])
    expect((await all(store.entries(10, 99))).map(({ index }) => index)).toEqual([10, 11])
    for (const [from, to] of [
      [0, 99],
      [3, 5],
      [5, 3],
      [10, 99],
      [12, 13],
    ] as const) {
      const entries = (await all(store.entries(from, to))).map(({ bytes }) => bytes)
      expect(await store.someEntries(from, to)).toEqual(entries)
    }
    expect(await store.indexesOf([hash("id 7"), hash("?"), hash("id 0")])).toEqual([
      7,
      undefined,
      0,
    ])
    expect(await store.noteIndexes([hash("?"), hash("note 4")])).toEqual([undefined, 4])
    expect(await store.subjects([hash("subject 1"), hash("?")])).toEqual([
      utf8("state after 11"),
      undefined,
    ])
    expect(await store.links(hash("subject 1"), 0, 3)).toEqual([1, 6, 11].flatMap(pageOf))
    expect(await store.links(hash("subject 1"), 1, 2)).toEqual(pageOf(6))
    expect(await store.links(hash("?"), 3, 3)).toEqual([])
    expect(await store.tile(1, 5)).toEqual(utf8("tile of 11"))
    expect(await store.tile(0, 6)).toBeUndefined()
    expect(await store.publication()).toEqual({ size: 12, bytes: utf8("checkpoint 12") })
    expect((await all(store.publications(11))).map(({ size }) => size)).toEqual([11, 12])
    const subjects = await all(store.allSubjects())
    expect(subjects.map(({ key }) => key)).toEqual(
      [0, 1, 2, 3, 4].map((n) => hash(`subject ${n}`)).sort(),
    )
    expect(await all(store.scrub())).toEqual([])
  })

  it("gives the subjects behind any key, whether that one is there or not", async () => {
    const store = await fresh()
    await fill(store, 0, 5)
    const subjects = await all(store.allSubjects(null))
    expect(subjects).toEqual(await all(store.allSubjects()))
    for (const [n, { key }] of subjects.entries())
      expect(await all(store.allSubjects(key))).toEqual(subjects.slice(n + 1))
    const between = subjects[2]?.key.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) as string
    const first = between < (subjects[2]?.key as string) ? 2 : 3
    expect(await all(store.allSubjects(between))).toEqual(subjects.slice(first))
    expect(await all(store.allSubjects("0".repeat(64)))).toEqual(subjects)
    expect(await all(store.allSubjects("f".repeat(64)))).toEqual([])
  })

  it("says which subjects were written since it had so many entries, newest first", async () => {
    const store = await fresh()
    await fill(store, 0, 7)
    // A publication alone writes none; a state alone is written at the size that is there.
    await store.commit(7, { ...empty, publication: { size: 7, bytes: utf8("again") } })
    await store.commit(7, { ...empty, subjects: [{ key: hash("alone"), bytes: utf8("a") }] })
    await store.commit(7, { ...empty, subjects: [{ key: hash("alone"), bytes: utf8("b") }] })
    await store.commit(7, join([step(7), step(8)]))
    const names = (...numbers: number[]) => numbers.map((n) => hash(`subject ${n}`))
    const since = async (from: number) => all(store.subjectsSince(from))
    expect((await since(7)).toSorted()).toEqual(
      [...names(2, 3), hash("alone"), hash("alone")].toSorted(),
    )
    expect((await since(7)).slice(2)).toEqual([hash("alone"), hash("alone")])
    expect((await since(5)).slice(4)).toEqual(names(1, 0))
    expect((await since(0)).slice(4)).toEqual(names(1, 0, 4, 3, 2, 1, 0))
    expect(await since(8)).toEqual([])
    expect(await all(store.scrub())).toEqual([])
  })

  it("knows each of many subjects that one commit wrote, and their values", async () => {
    const store = await fresh()
    const keys = Array.from({ length: 600 }, (_, n) => hash(`subject ${n}`))
    const values = keys.map((key) => utf8(`value of ${key}`))
    const subjects = keys.map((key, n) => ({ key, bytes: values[n] as Uint8Array }))
    await store.commit(0, { ...empty, subjects })
    expect(await all(store.subjectsSince(0))).toEqual(keys)
    expect(await store.subjects(keys)).toEqual(values)
  })

  it("keeps values of any length and any bytes, and its own copy of them", async () => {
    const store = await fresh()
    const values = [0, 1, 16, 65_535].map((length) => new Uint8Array(length).fill(255))
    const entries = values.map((bytes, n) => ({ id: hash(`${n}`), bytes, openings: [] }))
    const subjects = [{ key: hash("empty"), bytes: new Uint8Array() }]
    await store.commit(0, { ...empty, entries, subjects })
    values[1]?.fill(0)
    expect(await store.subjects([hash("empty")])).toEqual([new Uint8Array()])
    const [zero, one, , long] = (await all(store.entries(0, 4))).map(({ bytes }) => bytes)
    expect([zero?.length, one, long?.length]).toEqual([0, Uint8Array.of(255), 65_535])
    one?.fill(1)
    expect(await store.entry(1)).toEqual(Uint8Array.of(255))
  })

  it("shows an iteration the store as it was at its first step", async () => {
    const store = await fresh()
    await fill(store, 0, 3)
    const iteration = store.allSubjects()[Symbol.asyncIterator]()
    const seen = [(await iteration.next()).value as { bytes: Uint8Array }]
    await fill(store, 3, 8)
    for (let next = await iteration.next(); !next.done; next = await iteration.next())
      seen.push(next.value)
    expect(seen.map(({ bytes }) => toHex(bytes)).sort()).toEqual(
      [0, 1, 2].map((index) => toHex(utf8(`state after ${index}`))).sort(),
    )
  })

  it("takes an impossible question for a broken caller", async () => {
    const store = await fresh()
    for (const question of [
      () => store.entry(-1),
      () => store.entry(0.5),
      () => store.opening(0, "AB"),
      () => store.opening(-1, hash("id 0")),
      () => store.eraseOpening(0, "AB"),
      () => store.subjects(["x"]),
      () => store.links("x", 0, 1),
      () => all(store.allSubjects("x")),
      () => store.tile(256, 0),
      () => all(store.entries(Number.NaN, 1)),
      () => store.someEntries(Number.NaN, 1),
      () => all(store.publications(-1)),
      () => all(store.publicationsDown(0.5)),
    ])
      await expect(question()).rejects.toThrow(/expected .* got /)
  })

  it("says that it is closed", async () => {
    const store = await fresh()
    await fill(store, 0, 2)
    const last = store.commit(2, step(2))
    await store.close()
    await last
    await store.close()
    expect(store.size()).toBe(3)
    for (const action of [
      () => store.entry(0),
      () => store.entry(9),
      () => store.publication(),
      () => store.subjects([hash("subject 0")]),
      () => store.opening(0, hash("id 0")),
      () => all(store.entries(0, 1)),
      () => store.someEntries(0, 1),
      () => all(store.allSubjects()),
      () => all(store.scrub()),
      () => store.commit(3, step(3)),
      () => store.eraseOpening(0, hash("id 0")),
    ])
      expect(await code(action())).toBe("closed")
  })
}

function scrubbing(fresh: () => Promise<Store>): void {
  it("finds a gap in a mini-log, and reading over it throws", async () => {
    const store = await fresh()
    await fill(store, 0, 1)
    const subject = hash("subject 0")
    await store.commit(1, { ...empty, links: [{ subject, page: 2, indexes: pageOf(0) }] })
    expect(await store.links(subject, 0, 1)).toEqual(pageOf(0))
    expect(await code(store.links(subject, 0, 3))).toBe("missing")
    expect(await code(store.links(subject, 1, 2))).toBe("missing")
    const flaws = await all(store.scrub())
    expect(flaws.map(({ what }) => what)).toContain(`page 1 of subject ${subject}`)
  })

  it.each(["links", "notes", "entries"] as const)("finds %s written twice", async (part) => {
    const store = await fresh()
    await fill(store, 0, 1)
    const { [part]: again } = step(0)
    await store.commit(1, { ...empty, [part]: again })
    expect(await all(store.scrub())).not.toEqual([])
  })

  it("finds nothing wrong in what may be replaced", async () => {
    const store = await fresh()
    await fill(store, 0, 3)
    const { subjects, tiles } = step(1)
    await store.commit(3, { ...empty, subjects, tiles })
    // Read before it is written, and written again without.
    await store.subjects([hash("subject 1"), hash("subject 4")])
    for (const text of ["first", "second"])
      await store.commit(3, {
        ...empty,
        subjects: [1, 4].map((n) => ({ key: hash(`subject ${n}`), bytes: utf8(text) })),
      })
    expect(await all(store.scrub())).toEqual([])
  })
}

/** Commits of 0 to 4 steps, erasures, and commits at a wrong size. */
const actions = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("commit" as const), n: fc.nat(4) }),
    fc.record({ kind: fc.constant("erase" as const), n: fc.nat(20) }),
    fc.record({ kind: fc.constant("moved" as const), n: fc.nat(3) }),
  ),
  { maxLength: 12 },
)

async function act(store: Store, { kind, n }: { kind: string; n: number }): Promise<unknown> {
  const size = store.size()
  if (kind === "erase") return store.eraseOpening(n, hash(`id ${n}`))
  const steps = Array.from({ length: n }, (_, offset) => step(size + offset))
  return code(store.commit(kind === "moved" ? size + 1 + n : size, join(steps)))
}

/** The suite; `fresh` gives a new, empty store each time and clears it away itself. */
export function storeContract(name: string, fresh: () => Promise<Store>): void {
  describe(`${name} keeps the contract`, () => {
    describe("writing", () => writing(fresh))
    describe("reading", () => reading(fresh))
    describe("scrub", () => scrubbing(fresh))
    it("answers as the reference does, whatever happened", async () => {
      await fc.assert(
        fc.asyncProperty(actions, async (list) => {
          const [store, reference] = [await fresh(), memoryStore()]
          for (const action of list)
            expect(await act(store, action)).toEqual(await act(reference, action))
          expect(store.size()).toBe(reference.size())
          const upTo = reference.size() + 2
          expect(await answers(store, upTo)).toEqual(await answers(reference, upTo))
          expect(await all(store.scrub())).toEqual([])
        }),
        { numRuns: process.env.SLOW === "1" ? 300 : 15 },
      )
    })
  })
}
