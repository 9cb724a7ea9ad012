/**
 * The maps of a ledger that is opened: that of the newest publication, and that of the one its answers are given at. They
 * begin with the map on file, if there is one, and get what subjects were given since; without it all subjects are read.
 */

import { equal } from "../encoding/bytes.ts"
import { mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import type { SealTerms } from "../log/seal.ts"
import { MapTrie } from "../merkle/map.ts"
import { appendLeaf, type Frontier, frontierRoot } from "../merkle/tree.ts"
import { type MapOnFile, readMap, writeMap } from "../store/map-file.ts"
import { type StoreReader, StoreFault } from "../store/store.ts"
import { readPlaced } from "./evidence.ts"
import { withNodes } from "./growth.ts"
import type { Running } from "./running.ts"
import { type MapChange, type OnShow, hasWitnesses } from "./shown.ts"
import { decodeMiniLog, entriesIn, type MiniLog, miniLogRoot } from "./subject-head.ts"

type Ground = Pick<Running, "origin" | "growth" | "mapPath" | "policy" | "store">

type Maps = Pick<Running, "trie" | "dirty" | "unshown" | "shown" | "mapOnFile">

export async function mapsOf(ground: Ground, { published, shown }: OnShow): Promise<Maps> {
  const [size, shownSize] = [published?.size ?? 0, shown?.size ?? 0]
  const begun = await mapOnFile(ground, shownSize)
  const trie = begun?.trie ?? new MapTrie()
  // With witnesses the two maps go on by themselves.
  const isApart = hasWitnesses(ground.policy)
  const shownTrie = isApart ? MapTrie.restored(trie.shape, [...trie.blocks()]) : trie
  const [dirty, unshown]: [Running["dirty"], Running["unshown"]] = [new Map(), new Map()]
  for await (const [id, log] of miniLogsSince(ground.store, begun?.size)) {
    const key = mapKeyOf(ground.origin, id as SubjectId)
    const then = await asOf(ground, id, log, size)
    if (then.count > 0) trie.set({ key, ...then })
    if (then.count < log.count) dirty.set(id, { count: log.count, root: miniLogRoot(log) })
    if (!isApart) continue
    const before = await asOf(ground, id, log, shownSize)
    if (before.count > 0) shownTrie.set({ key, ...before })
    if (before.count < then.count) unshown.set(id, then)
  }
  return {
    trie,
    dirty,
    unshown,
    shown: shown && { publication: shown, trie: shownTrie },
    mapOnFile: begun?.size ?? 0,
  }
}

/** The map on file, if it is that of a publication of this ledger, of this size or a smaller one. */
async function mapOnFile(
  { store, origin, mapPath }: Ground,
  size: number,
): Promise<MapOnFile | undefined> {
  const found = mapPath == null ? undefined : await readMap(mapPath)
  if (found === undefined || found.size < 1 || found.size > size) return undefined
  const { opened } = await readPlaced({ store, origin }, found.size - 1)
  return opened.kind === "seal" && isSealed(found.trie, opened.terms) ? found : undefined
}

/** Whether this is the map under a seal. */
export const isSealed = (trie: MapTrie, { mapRoot, subjects }: SealTerms): boolean =>
  subjects === trie.size && equal(mapRoot, trie.root())

const subjectsAtOnce = 256

/** Of the subjects that were written since a publication of this size, or of all. */
async function* miniLogsSince(
  store: StoreReader,
  size: number | undefined,
): AsyncGenerator<readonly [id: string, log: MiniLog]> {
  if (size === undefined) {
    for await (const { key, bytes } of store.allSubjects()) yield [key, decodeMiniLog(bytes)]
    return
  }
  const ids = new Set<string>()
  for await (const id of store.subjectsSince(size)) ids.add(id)
  const all = [...ids]
  for (let from = 0; from < all.length; from += subjectsAtOnce) {
    const some = all.slice(from, from + subjectsAtOnce)
    for (const [i, bytes] of (await store.subjects(some)).entries()) {
      const id = some[i] as string
      if (bytes === undefined) throw new StoreFault("missing", `subject ${id}`, "is not there")
      yield [id, decodeMiniLog(bytes)]
    }
  }
}

/** What a subject's mini-log was when the ledger had so many entries. */
async function asOf(
  { store, growth }: Ground,
  subject: string,
  log: MiniLog,
  size: number,
): Promise<MapChange> {
  if (log.last < size) return { count: log.count, root: miniLogRoot(log) }
  const earlier = (await entriesIn(store, subject, log)).filter((index) => index < size)
  const leaves = await withNodes(store, growth, (read) => earlier.map((index) => read(0, index)))
  const frontier = leaves.reduce<Frontier>((peaks, leaf, i) => appendLeaf(peaks, i, leaf), [])
  return { count: earlier.length, root: frontierRoot(frontier) }
}

/**
 * Puts the map that answers are given at on file, if it has grown by so many entries since that was done. That it cannot
 * be written makes the next opening slower, and nothing else: what is wrong with the disk the store will say.
 */
export async function keepMap(running: Running, everyEntries: number): Promise<void> {
  const { mapPath, shown, failure } = running
  if (mapPath == null || shown?.trie === undefined || failure !== undefined) return
  const { size } = shown.publication
  if (size - running.mapOnFile < everyEntries) return
  const { trie } = shown
  trie.root()
  const isKept = await writeMap(mapPath, { size, trie }).catch(() => false)
  if (isKept) running.mapOnFile = size
}
