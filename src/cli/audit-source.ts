/**
 * A store as the audit reads it: entry by entry, so that one that cannot be read is a fault of its own and the audit
 * goes on behind it.
 */

import { type Hash, toHex } from "../encoding/bytes.ts"
import type { SubjectId } from "../custody/identifier.ts"
import { decodeSubjectHead, encodeSubjectHead, miniLogRoot } from "../ledger/subject-head.ts"
import type { SubjectState } from "../custody/state.ts"
import { type Packing, type ReplayStore, statesOf } from "../replay/state.ts"
import { TILE_WIDTH } from "../merkle/tiles.ts"
import type { Head } from "../store/head.ts"
import { linksInPage, type StoreReader, StoreFault } from "../store/store.ts"
import type { AuditSource } from "../replay/audit.ts"

/** What only this node can see: its own files. Codes beside those of the audit. */
export type FolderFault = {
  readonly index: number
  readonly code: "unreadable" | "behind-head" | "forked-from-head" | "no-head"
  readonly sentence: string
}

/** Undefined where the value cannot be read; `faults` gets the reason. */
async function attempt<T>(
  index: number,
  faults: FolderFault[],
  step: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    faults.push({ index, code: "unreadable", sentence: error.message })
    return undefined
  }
}

async function* readable<T>(
  index: number,
  faults: FolderFault[],
  values: AsyncIterable<T>,
): AsyncGenerator<T> {
  const iterator = values[Symbol.asyncIterator]()
  for (;;) {
    const next = await attempt(index, faults, () => iterator.next())
    if (next === undefined || next.done === true) return
    yield next.value
  }
}

/** As stored, and read only where somebody asks. */
class Kept {
  readonly id: SubjectId
  readonly packed: Uint8Array

  constructor(id: SubjectId, packed: Uint8Array) {
    this.id = id
    this.packed = packed
  }

  get count(): number {
    return decodeSubjectHead(this.packed).count
  }

  get root(): Hash {
    return miniLogRoot(decodeSubjectHead(this.packed))
  }

  get states(): readonly SubjectState[] {
    return statesOf(decodeSubjectHead(this.packed))
  }
}

const packing: Packing = { write: encodeSubjectHead, read: decodeSubjectHead, page: linksInPage }

/**
 * The source for `audit`, and the faults found by reading it, complete once it has been read to its end. `head` is
 * what this node has signed or acknowledged last, `replay` an empty store for what is rebuilt, else all of it is in memory.
 */
export function auditSource(
  store: StoreReader,
  head: Head | undefined,
  replay?: ReplayStore,
): { readonly source: AuditSource; readonly faults: readonly FolderFault[] } {
  const faults: FolderFault[] = []
  const size = store.size()
  const last = Math.max(0, size - 1)
  const beside = (code: FolderFault["code"], sentence: string): void => {
    faults.push({ index: last, code, sentence })
  }
  if (head === undefined) beside("no-head", "the head guard's file is not there")
  else if (head.size > size)
    beside("behind-head", `the store holds ${size} entries, this node acknowledged ${head.size}`)

  const acknowledged = head && {
    size: head.size,
    rootIs: (root: Hash): void => {
      if (toHex(root) !== head.root)
        beside("forked-from-head", `the first ${head.size} entries are not those acknowledged`)
    },
  }

  async function* entries(): AsyncGenerator<{ index: number; bytes: Uint8Array }> {
    for (let index = 0; index < size; ) {
      const some = await readOn(index)
      for (const bytes of some) yield { index: index++, bytes }
    }
  }

  /** The next ones. Where one of them cannot be read, they are read one by one, and it is an entry of nothing. */
  async function readOn(from: number): Promise<readonly Uint8Array[]> {
    const to = Math.min(from + TILE_WIDTH, size)
    try {
      return await store.someEntries(from, to)
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error
    }
    const found: Uint8Array[] = []
    for (let index = from; index < to; index++) {
      const bytes = await attempt(index, faults, () => store.entry(index))
      found.push(bytes ?? new Uint8Array(0))
    }
    return found
  }

  async function* kept(): NonNullable<AuditSource["kept"]> & AsyncGenerator {
    for await (const { key, bytes } of readable(last, faults, store.allSubjects()))
      yield new Kept(key as SubjectId, bytes)
  }

  const publications = readable(last, faults, store.publications(0))
  const source = {
    entries: entries(),
    publications,
    kept: kept(),
    packing,
    ...(replay && { store: replay }),
    ...(acknowledged && { acknowledged }),
  }
  return { source, faults }
}
