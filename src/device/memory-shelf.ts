/** A shelf in memory: the reference of the contract, and what tests kill a phone on. */

import { type Change, overtaken, type Place, type Places, type Shelf } from "./shelf.ts"

/** `before` is asked before each commit, and may throw: that commit then did not happen. */
export function memoryShelf(before: (changes: readonly Change[]) => void = () => {}): Shelf {
  let edition = 0
  const kept = new Map<Place, Map<string, unknown>>()
  const namesIn = (place: Place): Map<string, unknown> => {
    const names = kept.get(place) ?? new Map<string, unknown>()
    kept.set(place, names)
    return names
  }
  return {
    edition: async () => edition,
    get: async <P extends Place>(place: P, name: string) =>
      structuredClone(namesIn(place).get(name)) as Places[P] | undefined,
    all: async <P extends Place>(place: P) => {
      const sorted = [...namesIn(place)].sort(([a], [b]) => (a < b ? -1 : 1))
      return structuredClone(new Map(sorted)) as ReadonlyMap<string, Places[P]>
    },
    commit: async (made, changes) => {
      const copies = structuredClone(changes)
      if (made !== edition) throw overtaken()
      before(copies)
      for (const { place, name, value } of copies)
        if (value === null) namesIn(place).delete(name)
        else namesIn(place).set(name, value)
      return ++edition
    },
  }
}
