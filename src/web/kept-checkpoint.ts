/** Of each ledger the checkpoint of its last replay without a fault, kept in this browser: the next one must continue it. */

import type { Kept } from "./replaying.ts"

/** `at`: when it was replayed, milliseconds since 1970 by this browser's clock. */
export type KeptCheckpoint = Kept & { readonly at: number }

const name = "kvitto-replayed"

/** None where none are kept, or the browser keeps nothing. */
export function keptCheckpoints(): readonly KeptCheckpoint[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? "[]")
    return Array.isArray(found) ? found.filter(isKept) : []
  } catch {
    return []
  }
}

/** In the place of the one of the same ledger. */
export function keepCheckpoint(checkpoint: KeptCheckpoint): void {
  const others = keptCheckpoints().filter(({ origin }) => origin !== checkpoint.origin)
  try {
    localStorage.setItem(name, JSON.stringify([...others, checkpoint]))
  } catch {
    // Then the next replay has nothing to be compared with, and says so.
  }
}

function isKept(value: unknown): value is KeptCheckpoint {
  if (typeof value !== "object" || value === null) return false
  const { size, root, note, origin, at } = value as Partial<Record<keyof KeptCheckpoint, unknown>>
  return (
    Number.isSafeInteger(size) &&
    typeof root === "string" &&
    typeof note === "string" &&
    typeof origin === "string" &&
    typeof at === "number"
  )
}
