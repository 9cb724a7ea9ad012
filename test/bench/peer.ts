/** What others append hand-overs to: each peer in a temporary folder of its own, empty at first. */

import { createRequire } from "node:module"
import type { Crew } from "./crew.ts"

export type Peer = {
  readonly name: string
  /** Hand-overs of a round; git takes few. */
  readonly count: number
  /** Appends parcels in their order; `check` looks at both signatures of each, or at nothing. */
  readonly append: (parcels: readonly Uint8Array[], check: Check) => Promise<void>
  readonly close: () => Promise<void>
}

export type Check = (parcels: readonly Uint8Array[]) => Promise<void>

/** A peer that this machine cannot run, and why. */
export type LeftOut = { readonly leftOut: string }

// From build/bench/test/bench, where this file is compiled to.
const packages = createRequire(
  new URL("../../../../test/bench/peers/package.json", import.meta.url),
)

/** A package of test/bench/peers; undefined where it is not installed. */
export function peerPackage(name: string): unknown {
  try {
    return packages(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined
    throw error
  }
}

export const notInstalled = (name: string): LeftOut => ({
  leftOut: `${name} is left out: it is not installed; npm ci --prefix test/bench/peers --ignore-scripts`,
})

const checkedAhead = 4

/** Appends in batches, one after the other, while threads check the signatures of the next ones. */
export async function appendBatches(
  parcels: readonly Uint8Array[],
  length: number,
  check: Check,
  append: (batch: readonly Uint8Array[]) => Promise<void>,
): Promise<void> {
  const batches: (readonly Uint8Array[])[] = []
  for (let from = 0; from < parcels.length; from += length)
    batches.push(parcels.slice(from, from + length))
  const checks: Promise<void>[] = []
  for (const [i, batch] of batches.entries()) {
    while (checks.length < Math.min(batches.length, i + checkedAhead))
      checks.push(check(batches[checks.length] as readonly Uint8Array[]))
    await checks[i]
    await append(batch)
  }
}

export const checkBoth =
  (crew: Crew): Check =>
  (parcels) =>
    crew.check(parcels)

export const checkNothing: Check = async () => {}
