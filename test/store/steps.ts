/** What the tests of every engine commit and ask. */

import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { linksInPage, type Store, type StoreBatch, StoreFault } from "../../src/store/store.ts"

export const hash = (text: string): string => toHex(sha256(utf8(text)))
export const empty: StoreBatch = {
  entries: [],
  links: [],
  subjects: [],
  tiles: [],
  notes: [],
}

export const pageOf = (index: number): readonly number[] =>
  Array.from({ length: linksInPage }, () => index)

/** Entry `index` and one of everything that can come with it; five subjects take turns. */
export function step(index: number, length = 40): StoreBatch {
  const subject = hash(`subject ${index % 5}`)
  const id = hash(`id ${index}`)
  const bytes = utf8(`entry ${index} `.padEnd(length, "."))
  return {
    entries: [{ id, bytes, openings: [{ id, bytes: utf8(`opening of ${index}`) }] }],
    links: [{ subject, page: Math.floor(index / 5), indexes: pageOf(index) }],
    subjects: [{ key: subject, bytes: utf8(`state after ${index}`) }],
    tiles: [{ level: index % 2, n: Math.floor(index / 2), bytes: utf8(`tile of ${index}`) }],
    notes: [{ hash: hash(`note ${index}`), index }],
    publication: { size: index + 1, bytes: utf8(`checkpoint ${index + 1}`) },
  }
}

/** One batch of them all: the newest state of each subject, and the last publication. */
export const join = (steps: readonly StoreBatch[]): StoreBatch => {
  const newest = new Map(steps.flatMap(({ subjects }) => subjects.map((one) => [one.key, one])))
  const publication = steps.at(-1)?.publication
  return {
    entries: steps.flatMap(({ entries }) => entries),
    links: steps.flatMap(({ links }) => links),
    subjects: [...newest.values()],
    tiles: steps.flatMap(({ tiles }) => tiles),
    notes: steps.flatMap(({ notes }) => notes),
    ...(publication && { publication }),
  }
}

export async function fill(store: Store, from: number, to: number, length = 40): Promise<void> {
  for (let index = from; index < to; index++) await store.commit(index, step(index, length))
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** The answers to every question about the steps before `upTo`; what a store throws is an answer too. */
export async function answers(store: Store, upTo: number): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>()
  const ask = async (what: string, question: () => Promise<unknown>): Promise<void> => {
    found.set(what, await question().catch((error: unknown) => error))
  }
  const numbers = Array.from({ length: upTo }, (_, index) => index)
  for (const index of numbers) {
    await ask(`entry ${index}`, () => store.entry(index))
    await ask(`tile of ${index}`, () => store.tile(index % 2, Math.floor(index / 2)))
    await ask(`opening ${index}`, () => store.opening(index, hash(`id ${index}`)))
    await ask(`id ${index}`, () => store.indexesOf([hash(`id ${index}`)]))
    await ask(`note ${index}`, () => store.noteIndexes([hash(`note ${index}`)]))
    const page = Math.floor(index / 5)
    await ask(`page ${index}`, () => store.links(hash(`subject ${index % 5}`), page, page + 1))
  }
  for (const subject of [0, 1, 2, 3, 4].map((n) => hash(`subject ${n}`))) {
    await ask(`subject ${subject}`, () => store.subjects([subject]))
  }
  await ask("entries", () => all(store.entries(0, upTo)))
  await ask("subjects", () => all(store.allSubjects()))
  await ask("subjects since", () => all(store.subjectsSince(0)))
  await ask("publication", () => store.publication())
  await ask("publications", () => all(store.publications(0)))
  return found
}

export const code = (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => "no fault",
    (error: unknown) => (error instanceof StoreFault ? error.code : String(error)),
  )
