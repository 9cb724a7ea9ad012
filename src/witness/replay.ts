/**
 * A log replayed from its tiles, checkpoint by checkpoint, and kept in a folder: what a replaying witness and an audit
 * at a distance are made of. Before an entry is replayed, it has been held against the root of the checkpoint; when a
 * checkpoint is reached, chain, statements, states and map roots up to its size have been rebuilt from the entries.
 */

import { equal, toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { Scrutiny } from "../custody/scrutiny.ts"
import type { OpenedCheckpoint } from "../log/checkpoint.ts"
import type { NoteKey } from "../log/note.ts"
import { frontierRoot } from "../merkle/tree.ts"
import { splitFromTiles } from "../misbehaviour/split-file.ts"
import { StoreFault } from "../store/store.ts"
import type { AuditFault } from "../replay/fault.ts"
import { StateFault } from "../replay/state.ts"
import { ahead } from "../replay/ahead.ts"
import { openReplayer, type Replayer } from "../replay/replayer.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import { openTileLog } from "../replay/tile-log.ts"
import { openReplayFolder, type ReplayFolder } from "./replay-store.ts"

/**
 * The log's key signed two checkpoints that cannot both be true: `held`, in whose tree the entries replayed were
 * found, and `found`, in whose tree they are not. Signed notes; `held` is missing where nothing had been reached yet.
 * `file`: the misbehaviour file that convicts the log of it; missing while the tiles between the two cannot be had.
 */
export type Fork = {
  readonly sentence: string
  readonly held: Uint8Array | undefined
  readonly found: Uint8Array
  readonly file: Uint8Array | undefined
}

export type ReplayState = {
  /** Entries replayed before the first fault. */
  readonly size: number
  readonly faults: readonly AuditFault[]
  readonly fork?: Fork
}

export type Replay = {
  /**
   * Replays from where it is to exactly this checkpoint, whose size is no smaller; it must have been opened with the
   * log's key. Ends early, with what is committed, at `signal`, at a fault and at a fork; after a fault or fork it never
   * goes on. Throws TileFault or what `fetchTile` threw where entries cannot be had, StoreFault where the folder cannot
   * be read or written; both can be tried again, after a StoreFault with the folder opened anew. One call at a time.
   */
  advance(checkpoint: OpenedCheckpoint, signal: AbortSignal): Promise<ReplayState>
  /**
   * The misbehaviour file over two signed notes of the log, with the hashes between them out of the larger one's tiles.
   * Undefined where they do not contradict each other, and at `signal`. Throws TileFault, or what `fetchTile` threw,
   * where tiles cannot be had. Needs nothing of what has been replayed, and may run beside `advance`.
   */
  splitView(a: Uint8Array, b: Uint8Array, signal: AbortSignal): Promise<Uint8Array | undefined>
  state(): ReplayState
  /** When no `advance` is under way. */
  close(): Promise<void>
}

/** With what only whoever opened it needs to know. */
export type OpenReplay = Replay & {
  /** Entries replayed, those behind faults too. */
  readonly replayed: () => number
  /** As genesis says it; null before genesis, and where entry 0 is none. */
  readonly origin: () => string | null
}

export type ReplayOptions = {
  /** Made where it is not there. Holds one log's replay and is open once at a time. */
  readonly folder: string
  readonly log: NoteKey
  readonly fetchTile: FetchTile
  readonly verify: Ed25519Verify
  /** Checks signatures before their turn, perhaps elsewhere. */
  readonly scrutiny?: Scrutiny
  /** Whether to replay what stands behind a fault too, so that each is named; a fork ends it all the same. */
  readonly pastFaults?: boolean
  /** Told how many entries have been replayed, after each batch that is kept. */
  readonly progress?: (entries: number) => void
}

/** What is replayed anew after a crash, at most: some two seconds of work. */
const commitEvery = 4096

/** Throws StoreFault: "exists" if the folder holds the replay of another log, and whatever `openReplayFolder` does. */
export async function openReplay(options: ReplayOptions): Promise<OpenReplay> {
  const { folder, log, verify, scrutiny } = options
  const kept = await openReplayFolder(folder)
  try {
    const replayer = await openReplayer({
      store: kept,
      commitEvery,
      verify,
      log,
      ...(scrutiny === undefined ? {} : { scrutiny }),
    })
    const { ledger } = replayer.place
    const isOther =
      ledger !== null &&
      (ledger.origin !== log.name || ledger.checkpointKey !== toHex(log.publicKey))
    if (isOther)
      throw new StoreFault(
        "exists",
        `replay ${folder}`,
        `it is of ${ledger.origin} under another key`,
      )
    return replayIn(options, kept, replayer)
  } catch (error) {
    await kept.close()
    throw asStoreFault(folder, error)
  }
}

const asStoreFault = (folder: string, error: unknown): unknown =>
  error instanceof StateFault
    ? new StoreFault("corrupt", `replay ${folder}`, `${error.message}; remove it and begin anew`, {
        cause: error,
      })
    : error

function replayIn(options: ReplayOptions, kept: ReplayFolder, replayer: Replayer): OpenReplay {
  let isRunning = false
  let fork = forkIn(kept)

  const splitView = splitViewBy(options)

  const state = (): ReplayState => {
    const { found, earliest } = replayer.faults
    const size = Math.min(replayer.place.size, earliest)
    return { size, faults: found, ...(fork === undefined ? {} : { fork }) }
  }
  const isOver = (): boolean =>
    fork !== undefined || (options.pastFaults !== true && replayer.faults.found.length > 0)

  const contradict = async (found: Uint8Array, signal: AbortSignal): Promise<void> => {
    fork = await keepFork(kept, found, (held) => splitView(held, found, signal))
  }

  const run = async ({ checkpoint, bytes }: OpenedCheckpoint, signal: AbortSignal) => {
    const { size, frontier } = replayer.place
    if (checkpoint.size === size) {
      if (!equal(frontierRoot(frontier), checkpoint.root)) await contradict(bytes, signal)
      return
    }
    const opening = openTileLog(checkpoint, options.fetchTile, { size, frontier })
    const log = await orStopped(opening, signal)
    if (log === undefined) await contradict(bytes, signal)
    if (log === undefined || log === "stopped") return
    kept.hold(bytes)
    await takeAll(replayer, log.entries(), signal, () => {
      options.progress?.(replayer.replayed)
      return isOver()
    })
    const reached = replayer.place.size === checkpoint.size
    if (reached && !equal(frontierRoot(replayer.place.frontier), checkpoint.root))
      throw new Error(`replay: expected the root of checkpoint ${checkpoint.size}, got another`)
  }

  return {
    async advance(checkpoint, signal) {
      const { origin, size } = checkpoint.checkpoint
      if (isRunning) throw new Error("replay: expected one advance at a time")
      if (origin !== options.log.name)
        throw new Error(`replay: expected a checkpoint of ${options.log.name}, got ${origin}`)
      if (signal.aborted) return state()
      if (fork !== undefined && fork.file === undefined) await contradict(fork.found, signal)
      if (isOver()) return state()
      if (size < replayer.place.size)
        throw new Error(`replay: expected at least ${replayer.place.size} entries, got ${size}`)
      isRunning = true
      try {
        await run(checkpoint, signal)
        return state()
      } catch (error) {
        throw asStoreFault(options.folder, error)
      } finally {
        isRunning = false
      }
    },
    splitView,
    state,
    replayed: () => replayer.place.size,
    origin: () => replayer.place.ledger?.origin ?? null,
    close: () => kept.close(),
  }
}

/** Until there are no more, `isOver` says so after a batch, or it is stopped. */
async function takeAll(
  replayer: Replayer,
  entries: AsyncIterable<readonly Uint8Array[]>,
  signal: AbortSignal,
  isOver: () => boolean,
): Promise<void> {
  const batches = ahead(replayer, entries)
  for (;;) {
    const batch = await orStopped(batches.next(), signal).catch(async (error: unknown) => {
      // The next ones cannot be had: those before them count.
      await replayer.commit()
      throw error
    })
    if (batch === "stopped" || batch.done === true) break
    await replayer.take(...batch.value)
    if (isOver() || signal.aborted) break
  }
  await replayer.commit()
}

const splitViewBy =
  ({ log, fetchTile, verify }: ReplayOptions): Replay["splitView"] =>
  async (a, b, signal) => {
    const file = await orStopped(splitFromTiles(log, a, b, fetchTile, verify), signal)
    return file === "stopped" ? undefined : file
  }

async function keepFork(
  kept: ReplayFolder,
  found: Uint8Array,
  splitFrom: (held: Uint8Array) => Promise<Uint8Array | undefined>,
): Promise<Fork | undefined> {
  const held = kept.held()
  // That there is a fork does not rest on it, whatever keeps the tiles away; the next advance tries again.
  const made = held && splitFrom(held).catch(() => undefined)
  await kept.contradict(found, await made)
  return forkIn(kept)
}

function forkIn(kept: ReplayFolder): Fork | undefined {
  const found = kept.contradiction()
  if (found === undefined) return undefined
  const sentence = "the log signed two histories: a checkpoint does not extend the entries replayed"
  return { sentence, held: kept.held(), found, file: kept.conviction() }
}

/**
 * The result, or "stopped" as soon as the signal is given. Not a race with one promise for all: that would keep every
 * result until the signal comes.
 */
function orStopped<T>(result: Promise<T>, signal: AbortSignal): Promise<T | "stopped"> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve("stopped")
    const forget = (): void => signal.removeEventListener("abort", stop)
    signal.addEventListener("abort", stop, { once: true })
    if (signal.aborted) stop()
    result.then(resolve, reject).finally(forget)
  })
}
