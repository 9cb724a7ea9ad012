/**
 * What an open store holds in memory, and the state after each commit as it is stored. Count and sum (exclusive or of
 * guards) are over everything from place 03 on. Creating is commit 0, erasing is a commit.
 */

import { concat, uint64 } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Database } from "./database.ts"
import { guardLength, numberAt } from "./layout.ts"
import type { Extent, Records } from "./records.ts"

/** How many values are stored, and the exclusive or of their guards. */
export type Tally = { count: number; readonly sum: Uint8Array }
/** `published` is the size of the newest publication, or 0; `end` is behind all records. */
export type State = Readonly<
  Record<"commits" | "proven" | "size" | "published" | "end", number>
> & {
  /** What this commit took out of the file of entries: whoever opens the store after it clears it, perhaps again. */
  readonly cleared: Extent
  readonly tally: Readonly<Tally>
}
/** An open store: all that changes while it is open. */
export type Held = {
  readonly db: Database
  readonly records: Records
  state: State
  turn: Promise<unknown>
  failure?: unknown
  /** A batch is on its way: what is read now may be older or newer than it. */
  isWriting: boolean
  /**
   * The guards that subjects read or written last have in the store, null for those that are not there: whoever writes a
   * subject has read it just before, so a commit need not read again what it takes out of the tally.
   */
  readonly guards: Recent<Uint8Array | null>
}

const guardsKept = 65_536
export const noGuards = (): Held["guards"] => new Recent(guardsKept)

export const noTally = (): Tally => ({ count: 0, sum: new Uint8Array(guardLength) })

/** Puts a stored value in (+1) or takes it out (−1); of it only the guard counts, with which it begins. */
export function count(tally: Tally, stored: Uint8Array, change: 1 | -1): void {
  tally.count += change
  for (let i = 0; i < tally.sum.length; i++)
    tally.sum[i] = (tally.sum[i] as number) ^ (stored[i] as number)
}

export const nothingCleared: Extent = { offset: 0, length: 0 }

/** As stored at 02; the number of commits is the key's. */
export const encodeState = ({ proven, size, published, end, cleared, tally }: State): Uint8Array =>
  concat(
    ...[proven, size, published, tally.count, end, cleared.offset, cleared.length].map(uint64),
    tally.sum,
  )

export function decodeState(bytes: Uint8Array, commits: number): State {
  const [proven, size, published, total, end, offset, length] = Array.from({ length: 7 }, (_, i) =>
    numberAt(bytes, 8 * i),
  ) as [number, number, number, number, number, number, number]
  const tally = { count: total, sum: bytes.slice(56) }
  return { commits, proven, size, published, end, cleared: { offset, length }, tally }
}

/** Runs a step after all earlier ones. */
export function inTurn<T>(held: Held, step: () => Promise<T>): Promise<T> {
  const turn = held.turn.then(step)
  held.turn = turn.catch(() => undefined)
  return turn
}
