/**
 * A witness in this process: what C2SP tlog-witness asks of one, over files of its own. It vouches with one key for
 * growth, and with another for having replayed every entry.
 */

import type { WitnessApi, WitnessWork } from "../api/witness-api.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { parseAddCheckpoint } from "../log/add-checkpoint.ts"
import { openCheckpoint, parseCheckpoint } from "../log/checkpoint.ts"
import {
  type NoteKey,
  type NoteSigner,
  parseNote,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../log/note.ts"
import type { WitnessFiles } from "./checkpoint-file.ts"
import { follow } from "./follow.ts"
import type { Replay } from "./replay.ts"
import { Watch } from "./watch.ts"

/** How long a growth cosignature may wait for the replay. */
const defaultReplayDeadlineMs = 1000

/** A log by its key, of type 1 and named by its origin; without a replay only its growth is watched. */
export type WatchedLog = { readonly key: NoteKey; readonly replay: Replay | undefined }

export type WitnessOptions = {
  /** The name of both keys. */
  readonly name: string
  /** Keys of type 4, not the same. The second signs only what has been replayed. */
  readonly growth: NoteSigner
  readonly replay: NoteSigner
  /** One key per origin. The replays are closed with the witness. */
  readonly logs: readonly WatchedLog[]
  readonly files: WitnessFiles
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly verify: Ed25519Verify
  readonly replayDeadlineMs?: number
  /** Told of failed writes and of replays that could not go on, and of which log. Silent by default. */
  readonly report?: (error: unknown, origin: string) => void
}

export type Witness = WitnessApi & { close(): Promise<void> }

/**
 * Throws StoreFault "corrupt" if what is kept of any of these logs is not what this witness wrote: it does not start on
 * it, since it would sign what it cannot know to continue its last word.
 */
export async function openWitness(options: WitnessOptions): Promise<Witness> {
  expectOptions(options)
  const { replayDeadlineMs = defaultReplayDeadlineMs, report = () => undefined, logs } = options
  const watches = new Map<string, Watch>()
  for (const { key, replay } of logs) {
    const tell = (error: unknown): void => report(error, key.name)
    const follower = replay && follow(replay, tell, (fork) => watches.get(key.name)?.keepFork(fork))
    const further = { key, follower, replayDeadlineMs, report: tell }
    const watch = await Watch.open({ ...options, ...further })
    watches.set(key.name, watch)
  }
  const byHash = new Map(Array.from(watches.values(), (watch) => [watch.originHash, watch]))
  const keys = keysOf(options)
  return {
    about: async () => ({
      name: options.name,
      keys,
      logs: Array.from(watches, ([origin, { size, replay }]) => ({ origin, size, ...replay })),
    }),
    addCheckpoint: async (body) => {
      const request = parseAddCheckpoint(body)
      const note = request && parseNote(request.checkpoint)
      if (request === undefined || note === undefined)
        return { status: 400, sentence: "expected an old size, a proof and a signed note" }
      const log = logs.find(({ key }) => note.text.startsWith(`${key.name}\n`))
      const watch = log && watches.get(log.key.name)
      if (log === undefined || watch === undefined)
        return { status: 404, sentence: "this witness does not watch a log of this origin" }
      if (parseCheckpoint(note.text) === undefined)
        return { status: 400, sentence: "expected a checkpoint of three lines" }
      const opened = openCheckpoint(request.checkpoint, log.key, options.verify)
      if (opened === undefined)
        return { status: 403, sentence: "expected a signature by this log's key, and no false one" }
      const { size } = opened.checkpoint
      if (request.oldSize > size)
        return { status: 400, sentence: `old size ${request.oldSize} is beyond size ${size}` }
      return watch.add(request, opened)
    },
    checkpoint: async (originHash) => byHash.get(originHash)?.bytes,
    close: async () => {
      await Promise.all(Array.from(watches.values(), (watch) => watch.close()))
    },
  }
}

function keysOf({ growth, replay, logs }: WitnessOptions) {
  const stated = (key: NoteKey, states: WitnessWork) => ({ vkey: printVkey(key), states })
  const replays = logs.some((log) => log.replay !== undefined)
  return [stated(growth.key, "growth"), ...(replays ? [stated(replay.key, "replay")] : [])]
}

function expectOptions({ name, growth, replay, logs }: WitnessOptions): void {
  for (const { key } of [growth, replay])
    if (key.type !== TYPE_COSIGNATURE || key.name !== name)
      throw new Error(`witness key: expected type 4 and name ${name}, got ${printVkey(key)}`)
  if (printVkey(growth.key) === printVkey(replay.key))
    throw new Error(`witness ${name}: expected two keys, got one twice`)
  for (const { key } of logs)
    if (key.type !== TYPE_ED25519)
      throw new Error(`log key: expected type 1, got ${printVkey(key)}`)
  const origins = new Set(logs.map(({ key }) => key.name))
  if (origins.size !== logs.length)
    throw new Error(`witness ${name}: expected one key per origin, got two of one`)
}
