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
  /** By subject, then by position. */
  readonly links: Map<string, Map<number, number>>
  readonly subjects: Map<string, Uint8Array>
  readonly tiles: Map<string, Uint8Array>
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
    ["links", count, contents.linksCommitted],
    ["notes", notes.size, contents.notesCommitted],
  ] as const
  for (const [what, found, committed] of totals)
    if (found !== committed)
      yield { what, fault: `${committed} were committed, ${found} are there` }
  for (const [subject, positions] of links)
    for (let position = 0; position < positions.size; position++)
      if (!positions.has(position))
        yield { what: `link ${position} of subject ${subject}`, fault: "is not there" }
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

function linkAt(positions: ReadonlyMap<number, number>, subject: string, position: number): number {
  const index = positions.get(position)
  if (index === undefined)
    throw new StoreFault("missing", `link ${position} of subject ${subject}`, "is not there")
  return index
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
    indexesOf: async (ids) => lookUp(contents, contents.ids, ids),
    subjects: async (keys) =>
      lookUp(contents, contents.subjects, keys).map((bytes) => bytes?.slice()),
    async *allSubjects() {
      expectOpen(contents)
      for (const [key, bytes] of [...contents.subjects].sort(byKey))
        yield { key, bytes: bytes.slice() }
    },
    async links(subject, from, to) {
      expectOpen(contents)
      expectHash("subject", subject)
      expectNumber("from", from)
      expectNumber("to", to)
      const positions = contents.links.get(subject) ?? new Map<number, number>()
      const newest = [...positions.keys()].reduce((a, b) => Math.max(a, b), -1)
      const end = Math.min(to, newest + 1)
      const found: number[] = []
      for (let position = from; position < end; position++)
        found.push(linkAt(positions, subject, position))
      return found
    },
    async tile(level, n) {
      expectOpen(contents)
      expectNumber("tile's level", level, 256)
      expectNumber("tile's number", n)
      return contents.tiles.get(`${level}/${n}`)?.slice()
    },
    opening: async (id) => lookUp(contents, contents.openings, [id])[0]?.slice(),
    noteIndexes: async (hashes) => lookUp(contents, contents.notes, hashes),
    async publication() {
      expectOpen(contents)
      const bytes = contents.publications.get(contents.published)?.slice()
      return bytes && { size: contents.published, bytes }
    },
    async *publications(from): AsyncGenerator<Publication> {
      expectOpen(contents)
      expectNumber("from", from)
      const kept = [...contents.publications]
      for (const [size, bytes] of kept) if (size >= from) yield { size, bytes: bytes.slice() }
    },
    async *publicationsDown(from): AsyncGenerator<Publication> {
      expectOpen(contents)
      expectNumber("from", from)
      const kept = [...contents.publications].toReversed()
      for (const [size, bytes] of kept) if (size <= from) yield { size, bytes: bytes.slice() }
    },
    async *scrub() {
      expectOpen(contents)
      yield* flaws(contents)
    },
  }
}

/** Nothing here can fail half-way: the batch was checked before. */
function apply(contents: Contents, batch: StoreBatch): void {
  for (const { id, bytes } of batch.entries)
    contents.ids.set(id, contents.entries.push(bytes.slice()) - 1)
  for (const { subject, position, index } of batch.links) {
    const positions = contents.links.get(subject) ?? new Map<number, number>()
    contents.links.set(subject, positions.set(position, index))
  }
  for (const { key, bytes } of batch.subjects) contents.subjects.set(key, bytes.slice())
  for (const { level, n, bytes } of batch.tiles) contents.tiles.set(`${level}/${n}`, bytes.slice())
  for (const { id, bytes } of batch.openings) contents.openings.set(id, bytes.slice())
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
    async eraseOpening(id) {
      expectOpen(contents)
      expectHash("opening's id", id)
      return contents.openings.delete(id)
    },
    async close() {
      contents.closed = true
    },
  }
}
