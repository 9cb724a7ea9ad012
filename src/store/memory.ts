/** A store that lasts as long as the program: for tests and trials, and the reference for every other engine. */

import {
  expectBatch,
  expectHash,
  expectNumber,
  type Flaw,
  type Publication,
  SizeMoved,
  type Store,
  type StoreBatch,
  StoreFault,
  type StoreReader,
} from "./store.ts"

type Contents = {
  readonly entries: Uint8Array[]
  readonly ids: Map<string, number>
  /** By subject, then by page. */
  readonly links: Map<string, Map<number, readonly number[]>>
  readonly subjects: Map<string, Uint8Array>
  /** By commit: the size before it, and the subjects that it wrote. */
  readonly touched: { readonly size: number; readonly keys: readonly string[] }[]
  readonly tiles: Map<string, Uint8Array>
  /** By entry and statement. */
  readonly openings: Map<string, Uint8Array>
  readonly notes: Map<string, number>
  /** Smallest first, since publications only go forward. */
  readonly publications: Map<number, Uint8Array>
  published: number
  linksCommitted: number
  notesCommitted: number
  closed: boolean
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1

function expectOpen(contents: Contents): void {
  if (contents.closed) throw new StoreFault("closed", "store", "is closed")
}

function* flaws(contents: Contents): Generator<Flaw> {
  const { entries, ids, links, notes } = contents
  const count = [...links.values()].reduce((sum, positions) => sum + positions.size, 0)
  const totals = [
    ["statement ids", ids.size, entries.length],
    ["pages", count, contents.linksCommitted],
    ["notes", notes.size, contents.notesCommitted],
  ] as const
  for (const [what, found, committed] of totals)
    if (found !== committed)
      yield { what, fault: `${committed} were committed, ${found} are there` }
  for (const [subject, pages] of links)
    for (let page = 0; page < pages.size; page++)
      if (!pages.has(page))
        yield { what: `page ${page} of subject ${subject}`, fault: "is not there" }
}

function lookUp<T>(
  contents: Contents,
  values: ReadonlyMap<string, T>,
  keys: readonly string[],
): (T | undefined)[] {
  expectOpen(contents)
  for (const key of keys) expectHash("key", key)
  return keys.map((key) => values.get(key))
}

function openingKey(contents: Contents, index: number, id: string): string {
  expectOpen(contents)
  expectNumber("index", index)
  expectHash("opening", id)
  return `${index} ${id}`
}

function publicationsIn(contents: Contents, from: number): Publication[] {
  expectOpen(contents)
  expectNumber("from", from)
  return Array.from(contents.publications, ([size, bytes]) => ({ size, bytes: bytes.slice() }))
}

async function* touchedSince(contents: Contents, from: number): AsyncGenerator<string> {
  expectOpen(contents)
  expectNumber("from", from)
  for (const { size, keys } of contents.touched.toReversed()) if (size >= from) yield* keys
}

function someEntries(contents: Contents, from: number, to: number): readonly Uint8Array[] {
  expectOpen(contents)
  expectNumber("from", from)
  expectNumber("to", to)
  return contents.entries.slice(from, to).map((bytes) => bytes.slice())
}

function reader(contents: Contents): StoreReader {
  return {
    size: () => contents.entries.length,
    async entry(index) {
      expectOpen(contents)
      expectNumber("index", index)
      return contents.entries[index]?.slice()
    },
    async *entries(from, to) {
      expectOpen(contents)
      expectNumber("from", from)
      expectNumber("to", to)
      for (const [offset, bytes] of contents.entries.slice(from, to).entries())
        yield { index: from + offset, bytes: bytes.slice() }
    },
    someEntries: async (from, to) => someEntries(contents, from, to),
    indexesOf: async (ids) => lookUp(contents, contents.ids, ids),
    subjects: async (keys) =>
      lookUp(contents, contents.subjects, keys).map((bytes) => bytes?.slice()),
    async *allSubjects(after = null) {
      expectOpen(contents)
      if (after !== null) expectHash("after", after)
      for (const [key, bytes] of [...contents.subjects].sort(byKey))
        if (after === null || key > after) yield { key, bytes: bytes.slice() }
    },
    subjectsSince: (from) => touchedSince(contents, from),
    async links(subject, from, to) {
      expectOpen(contents)
      expectHash("subject", subject)
      expectNumber("from", from)
      expectNumber("to", to)
      const found: number[] = []
      for (let page = from; page < to; page++) {
        const indexes = contents.links.get(subject)?.get(page)
        if (indexes === undefined)
          throw new StoreFault("missing", `page ${page} of subject ${subject}`, "is not there")
        found.push(...indexes)
      }
      return found
    },
    async tile(level, n) {
      expectOpen(contents)
      expectNumber("tile's level", level, 256)
      expectNumber("tile's number", n)
      return contents.tiles.get(`${level}/${n}`)?.slice()
    },
    opening: async (index, id) => contents.openings.get(openingKey(contents, index, id))?.slice(),
    noteIndexes: async (hashes) => lookUp(contents, contents.notes, hashes),
    async publication() {
      expectOpen(contents)
      const bytes = contents.publications.get(contents.published)?.slice()
      return bytes && { size: contents.published, bytes }
    },
    async *publications(from) {
      for (const each of publicationsIn(contents, from)) if (each.size >= from) yield each
    },
    async *publicationsDown(from) {
      const kept = publicationsIn(contents, from).toReversed()
      for (const each of kept) if (each.size <= from) yield each
    },
    async *scrub() {
      expectOpen(contents)
      yield* flaws(contents)
    },
  }
}

/** Nothing here can fail half-way: the batch was checked before. */
function apply(contents: Contents, batch: StoreBatch): void {
  const size = contents.entries.length
  contents.touched.push({ size, keys: batch.subjects.map(({ key }) => key) })
  for (const { id, bytes, openings } of batch.entries) {
    const index = contents.entries.push(bytes.slice()) - 1
    contents.ids.set(id, index)
    for (const each of openings)
      contents.openings.set(openingKey(contents, index, each.id), each.bytes.slice())
  }
  for (const { subject, page, indexes } of batch.links) {
    const pages = contents.links.get(subject) ?? new Map<number, readonly number[]>()
    contents.links.set(subject, pages.set(page, [...indexes]))
  }
  for (const { key, bytes } of batch.subjects) contents.subjects.set(key, bytes.slice())
  for (const { level, n, bytes } of batch.tiles) contents.tiles.set(`${level}/${n}`, bytes.slice())
  for (const { hash, index } of batch.notes) contents.notes.set(hash, index)
  contents.linksCommitted += batch.links.length
  contents.notesCommitted += batch.notes.length
  if (batch.publication === undefined) return
  contents.published = batch.publication.size
  contents.publications.set(contents.published, batch.publication.bytes.slice())
}

/** A new, empty store. Its "disk" is this object: nothing survives it. */
export function memoryStore(): Store {
  const contents: Contents = {
    entries: [],
    ids: new Map(),
    links: new Map(),
    subjects: new Map(),
    touched: [],
    tiles: new Map(),
    openings: new Map(),
    notes: new Map(),
    publications: new Map(),
    published: 0,
    linksCommitted: 0,
    notesCommitted: 0,
    closed: false,
  }
  return {
    ...reader(contents),
    async commit(expectedSize, batch) {
      expectOpen(contents)
      const size = contents.entries.length
      if (size !== expectedSize) throw new SizeMoved(expectedSize, size)
      expectBatch(batch, size, contents.published)
      apply(contents, batch)
    },
    eraseOpening: async (index, id) => contents.openings.delete(openingKey(contents, index, id)),
    async close() {
      contents.closed = true
    },
  }
}
