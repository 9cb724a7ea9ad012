/**
 * What an open store holds in memory, and the state after each commit as it is stored. Count and sum (exclusive or of
 * guards) are over everything from place 03 on. Creating is commit 0, erasing is a commit.
 */

import { concat, uint64 } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Database } from "./database.ts"
import { guardLength, numberAt } from "./layout.ts"

/** How many values are stored, and the exclusive or of their guards. */
export type Tally = { count: number; readonly sum: Uint8Array }
/** `published` is the size of the newest publication, or 0. */
export type State = Readonly<Record<"commits" | "proven" | "size" | "published", number>> & {
  readonly tally: Readonly<Tally>
}
/** An open store: all that changes while it is open. */
export type Held = {
  readonly db: Database
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

/** As stored at 02; the number of commits is the key's. */
export const encodeState = ({ proven, size, published, tally }: State): Uint8Array =>
  concat(...[proven, size, published, tally.count].map(uint64), tally.sum)

export function decodeState(bytes: Uint8Array, commits: number): State {
  const [proven = 0, size = 0, published = 0, total = 0] = [0, 8, 16, 24].map((at) =>
    numberAt(bytes, at),
  )
  return { commits, proven, size, published, tally: { count: total, sum: bytes.slice(32) } }
}

/** Runs a step after all earlier ones. */
export function inTurn<T>(held: Held, step: () => Promise<T>): Promise<T> {
  const turn = held.turn.then(step)
  held.turn = turn.catch(() => undefined)
  return turn
}
