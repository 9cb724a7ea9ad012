/**
 * Keeping a replay going beside the questions. A question waits for it no longer than the deadline; the replay goes on
 * in the background, so that the next question finds it caught up.
 */

import type { OpenedCheckpoint } from "../log/checkpoint.ts"
import { StoreFault } from "../store/store.ts"
import type { Fork, Replay, ReplayState } from "./replay.ts"

/** Told of what went wrong while nobody waited: the network, the disk. */
export type Report = (error: unknown) => void

export type Follower = {
  /**
   * Whether the log has been replayed to exactly this checkpoint, size and root, without any fault. False after
   * `deadlineMs`, or if the entries could not be had. Waits once for a checkpoint: anybody may ask about it again.
   */
  reached(checkpoint: OpenedCheckpoint, deadlineMs: number): Promise<boolean>
  /**
   * The file over two signed notes of the log, as `Replay.splitView` makes it from tiles. Undefined also where they
   * cannot be had, which is reported, and while it is busy with two others. Never throws.
   */
  splitView(a: Uint8Array, b: Uint8Array): Promise<Uint8Array | undefined>
  state(): ReplayState
  /** Ends the replay; waits until it has let go. */
  close(): Promise<void>
}

/** Why this log's replay is never cosigned again; undefined while nothing is wrong. */
export const faultIn = ({ faults, fork }: ReplayState): string | undefined =>
  fork?.sentence ?? faults[0]?.sentence

/** Resolves with the promise or after so many milliseconds, and leaves no timer behind. */
async function within(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

type Looking = (a: Uint8Array, b: Uint8Array) => Promise<Uint8Array | undefined>

/** Runs a step for two notes, or gives undefined at once while it runs for two others. */
function oneAtATime(step: Looking): {
  readonly begin: Looking
  readonly ended: () => Promise<void>
} {
  let running: Promise<unknown> | undefined
  return {
    begin: async (a, b) => {
      if (running !== undefined) return undefined
      const begun = step(a, b)
      running = begun.catch(() => undefined)
      return begun.finally(() => {
        running = undefined
      })
    },
    ended: async () => {
      await running
    },
  }
}

/** `forked` is told of a fork as soon as it is found, also when nobody waits for the replay any more. */
export function follow(
  replay: Replay,
  report: Report,
  forked: (fork: Fork) => void = () => {},
): Follower {
  const ending = new AbortController()
  let wanted: OpenedCheckpoint | undefined
  let running: Promise<void> | undefined
  // The text, not the size: after a crash the replay can stand at a size that the log signed twice.
  let reachedText: string | undefined
  let waitedFor: string | undefined
  // Its folder failed: what it holds is known again when it is opened anew.
  let broken = false
  const looking = oneAtATime((a, b) => replay.splitView(a, b, ending.signal))

  /** One advance at a time, always to the newest checkpoint that was asked about. */
  const run = async (): Promise<void> => {
    try {
      for (let next = wanted; next !== undefined && !ending.signal.aborted; next = wanted) {
        wanted = undefined
        const state = await replay.advance(next, ending.signal)
        const good = state.size === next.checkpoint.size && faultIn(state) === undefined
        reachedText = good ? next.note.text : undefined
        if (state.fork !== undefined) forked(state.fork)
      }
    } catch (error) {
      broken = error instanceof StoreFault
      if (!ending.signal.aborted) report(error)
    } finally {
      running = undefined
    }
  }

  return {
    splitView: async (a, b) => {
      try {
        return ending.signal.aborted ? undefined : await looking.begin(a, b)
      } catch (error) {
        if (!ending.signal.aborted) report(error)
        return undefined
      }
    },
    reached: async (checkpoint, deadlineMs) => {
      const { text } = checkpoint.note
      const isOpen = (): boolean =>
        !broken && !ending.signal.aborted && faultIn(replay.state()) === undefined
      const done = (): boolean => isOpen() && reachedText === text
      // A replay cannot go back: it had reached more before a crash, and the log now shows less.
      const isBehind = checkpoint.checkpoint.size < replay.state().size
      if (done() || !isOpen() || isBehind) return done()
      wanted = checkpoint
      // Begun in its own turn: `run` must not end before it is known to be running.
      running ??= Promise.resolve().then(run)
      if (waitedFor !== text) await within(deadlineMs, running)
      waitedFor = text
      return done()
    },
    state: () => replay.state(),
    close: async () => {
      ending.abort()
      await running
      await looking.ended()
      await replay.close()
    },
  }
}
