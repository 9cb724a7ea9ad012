/** The checkpoint of the last replay without a fault, kept in this browser: the next one must continue it. */

import type { Kept } from "./replaying.ts"

/** `at`: when it was replayed, milliseconds since 1970 by this browser's clock. */
export type KeptCheckpoint = Kept & { readonly origin: string; readonly at: number }

const name = "kvitto-replayed"

/** Undefined where none is kept, or the browser keeps nothing. */
export function keptCheckpoint(): KeptCheckpoint | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? "null")
    return isKept(found) ? found : undefined
  } catch {
    return undefined
  }
}

export function keepCheckpoint(checkpoint: KeptCheckpoint): void {
  try {
    localStorage.setItem(name, JSON.stringify(checkpoint))
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
