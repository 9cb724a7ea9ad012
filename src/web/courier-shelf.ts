/** A phone's shelf in IndexedDB: one transaction a commit, flushed to the disk before it resolves. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import {
  type Change,
  overtaken,
  type Place,
  type Places,
  places,
  type Shelf,
  ShelfFault,
} from "../device/shelf.ts"

type Kept = DBSchema & { edition: { key: string; value: number } } & {
  [P in Place]: { key: string; value: Places[P] }
}

const everything: (Place | "edition")[] = [...places, "edition"]
const version = 1
const counter = "commits"

/** `name`: two windows may be two phones. */
export async function openShelf(name: string): Promise<Shelf> {
  const database = await openDB<Kept>(name, version, {
    upgrade: (fresh) => {
      for (const place of everything) fresh.createObjectStore(place)
    },
  })
  return {
    edition: async () => (await database.get("edition", counter)) ?? 0,
    get: <P extends Place>(place: P, key: string) =>
      database.get(place, key) as Promise<Places[P] | undefined>,
    all: <P extends Place>(place: P) => readAll(database, place),
    commit: (edition, changes) => commit(database, edition, changes),
  }
}

async function readAll<P extends Place>(
  database: IDBPDatabase<Kept>,
  place: P,
): Promise<ReadonlyMap<string, Places[P]>> {
  // In one transaction, so that names and values belong together.
  const store = database.transaction(place).store
  const [names, values] = await Promise.all([store.getAllKeys(), store.getAll()])
  return new Map(names.map((name, i) => [name, values[i] as Places[P]]))
}

async function commit(
  database: IDBPDatabase<Kept>,
  edition: number,
  changes: readonly Change[],
): Promise<number> {
  const transaction = database.transaction(everything, "readwrite", {
    durability: "strict",
  })
  const done = transaction.done
  // Looked at below; until then nobody is to be told that nobody looked.
  done.catch(() => {})
  try {
    const before = (await transaction.objectStore("edition").get(counter)) ?? 0
    if (before !== edition) throw overtaken()
    const puts = changes.map(({ place, name, value }) => {
      const store = transaction.objectStore(place)
      return value === null ? store.delete(name) : store.put(value, name)
    })
    puts.push(transaction.objectStore("edition").put(before + 1, counter))
    await Promise.all(puts)
    await done
    return before + 1
  } catch (error) {
    abort(transaction)
    throw faultOf(error)
  }
}

function abort(transaction: { readonly abort: () => void }): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}

function faultOf(error: unknown): ShelfFault {
  if (error instanceof ShelfFault) return error
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError"
  return isFull
    ? new ShelfFault("full", "no room on this phone", { cause: error })
    : new ShelfFault("broken", String(error), { cause: error })
}
