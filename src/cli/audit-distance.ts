/**
 * The audit of a log from its tiles alone, wherever they are. Every entry is held against the newest checkpoint's root
 * before it is replayed; what has been replayed is kept in a folder and not fetched again.
 */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { textOf } from "../encoding/bytes.ts"
import { type OpenedCheckpoint, parseCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import { noteKey, type NoteKey, parseNote, TYPE_ED25519 } from "../log/note.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { Policy } from "../verifier/policy.ts"
import { genesisIn } from "../replay/reading.ts"
import { fetchEntries, TileFault } from "../replay/tile-fetch.ts"
import { openTileLog } from "../replay/tile-log.ts"
import { openReplay, type OpenReplay } from "../witness/replay.ts"
import { falseSealIn, fileAgainstSeal } from "./audit-accusing.ts"
import {
  distanceFault,
  type Head,
  type JudgedHead,
  judgeHead,
  judgeSigned,
  type PrintedFault,
} from "./audit-head.ts"
import { unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import { progressBar } from "./progress-bar.ts"
import { markSample } from "./source.ts"
import { openThreads } from "./threads.ts"
import type { TileSource } from "./tile-source.ts"

export type Found = {
  readonly ok: boolean
  readonly origin: string | null
  readonly entries: number
  readonly faults: readonly PrintedFault[]
  readonly checkpoint?: Head | null
  /** Where the log signed two histories: the signed notes that show it. */
  readonly fork?: { readonly held: string; readonly found: string }
}

/** `file`: the misbehaviour file of what was found, or why there is none; only where one was asked for. */
export type Audited = { readonly found: Found; readonly file?: Uint8Array | string }

export type Distance = {
  readonly policy: Policy | undefined
  /** Where the replay is kept; without it in a temporary folder that goes with the audit. */
  readonly state: string | undefined
  /** Whether a file is wanted that convicts the log; all entries are fetched again for it. */
  readonly accuse?: boolean
}

/** Throws a CliFailure where tiles cannot be had, and when it was asked to stop. `stop` ends all fetching. */
export async function auditDistance(
  io: Io,
  source: TileSource,
  { policy, state, accuse = false }: Distance,
  stop: AbortController,
): Promise<Audited> {
  const note = await source.checkpoint()
  if (note === undefined) throw unusable(`${source.where}: no checkpoint is there`)
  const judged =
    policy === undefined ? await judgeByGenesis(io, source, note) : judgeHead(note, policy)
  const { signed, head, faults } = judged
  if (signed === undefined)
    return { found: { ok: false, origin: null, entries: 0, faults, checkpoint: head } }
  markSample(io, signed.log.name)
  const folder = state ?? (await mkdtemp(join(tmpdir(), "kvitto-audit-")))
  void io.asked().then(() => stop.abort())
  const bar = progressBar(io, "entries")
  const threads = openThreads(io)
  try {
    const { log, opened } = signed
    const { fetchTile } = source
    const { scrutiny } = threads
    const options = { folder, log, fetchTile, verify: verifyNode, scrutiny, pastFaults: true }
    const replay = await openReplay({ ...options, progress: bar.update })
    try {
      bar.begin(opened.checkpoint.size, replay.replayed())
      const beside = await advance(source, replay, opened, stop.signal)
      bar.stop()
      if (stop.signal.aborted) throw stopped(replay.replayed(), opened, state)
      const found = compose(judged, replay, beside)
      if (!accuse) return { found }
      const file = await fileOf(source, signed, replay, found)
      if (stop.signal.aborted) throw stopped(replay.replayed(), opened, state)
      return file === undefined ? { found } : { found, file }
    } finally {
      await replay.close()
    }
  } finally {
    bar.stop()
    await threads.close()
    if (state === undefined) await rm(folder, { recursive: true, force: true })
  }
}

const stopped = (done: number, { checkpoint }: OpenedCheckpoint, state: string | undefined) =>
  unusable(
    `stopped after ${done} of ${checkpoint.size} entries${state === undefined ? "" : "; the same command goes on from there"}`,
  )

/** Replays up to the checkpoint; gives the faults that are none of an entry. */
async function advance(
  { where }: TileSource,
  replay: OpenReplay,
  opened: OpenedCheckpoint,
  signal: AbortSignal,
): Promise<readonly PrintedFault[]> {
  const before = replay.replayed()
  const { size } = opened.checkpoint
  if (before > size) return [distanceFault(size, "went-back", `${size} entries, not ${before}`)]
  try {
    const { fork } = await replay.advance(opened, signal)
    return fork === undefined ? [] : [distanceFault(before, "fork", `${before} of them`)]
  } catch (error) {
    if (signal.aborted) return []
    if (!(error instanceof TileFault)) throw error
    if (error.code === "missing") throw unusable(`${where}: ${error.message}`, error)
    return [distanceFault(replay.replayed(), "wrong-tile", error.message)]
  }
}

function compose(
  { head, faults }: JudgedHead,
  replay: OpenReplay,
  beside: readonly PrintedFault[],
): Found {
  const entries = replay.replayed()
  const all = [...replay.state().faults, ...faults, ...beside].toSorted((a, b) => a.index - b.index)
  const ok = all.length === 0 && entries > 0
  const { fork } = replay.state()
  return {
    ok,
    origin: replay.origin(),
    entries,
    faults: all,
    checkpoint: head,
    ...(fork && {
      fork: { held: textOf(fork.held ?? new Uint8Array(0)) ?? "", found: textOf(fork.found) ?? "" },
    }),
  }
}

/** Of a fork the replay has made it already; of a false seal it is made of the entries, fetched once more. */
async function fileOf(
  { where, fetchTile }: TileSource,
  { log, opened }: NonNullable<JudgedHead["signed"]>,
  replay: OpenReplay,
  { faults }: Found,
): Promise<Uint8Array | string | undefined> {
  const { fork } = replay.state()
  if (fork !== undefined) return fork.file ?? `${where} does not give the tiles between the two`
  const seal = falseSealIn(faults)
  if (seal === undefined) return undefined
  const { checkpoint, bytes } = opened
  async function* entries(): AsyncGenerator<Uint8Array> {
    const tiles = await openTileLog(checkpoint, fetchTile)
    for await (const batch of tiles?.entries() ?? []) yield* batch
  }
  try {
    return await fileAgainstSeal({ checkpoint: bytes, entries: entries(), log }, seal.index)
  } catch (error) {
    if (error instanceof TileFault) return error.message
    throw error
  }
}

/** Without a policy the key is the one that genesis names, and who hands out the genesis is believed. */
async function judgeByGenesis(io: Io, source: TileSource, note: Uint8Array): Promise<JudgedHead> {
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? "")
  if (checkpoint === undefined) throw unusable(`${source.where}: its checkpoint is not one`)
  if (checkpoint.size === 0) throw unusable(`${source.where}: its checkpoint covers no entry`)
  const key = await genesisKey(source, checkpoint.size)
  if (key === undefined) {
    const sentence = "entry 0: it is not this ledger's genesis, and no policy names the key"
    return { signed: undefined, head: null, faults: [{ index: 0, code: "no-genesis", sentence }] }
  }
  io.err(`kvitto: the key of this ledger is taken on the word of ${source.where}\n`)
  return judgeSigned(note, key)
}

async function genesisKey(
  { where, fetchTile }: TileSource,
  size: number,
): Promise<NoteKey | undefined> {
  try {
    const [first] = await fetchEntries(fetchTile, 0, size)
    const entry = first && decodeEntry(first)
    const genesis = entry && genesisIn(entry)
    return genesis && noteKey(genesis.terms.origin, TYPE_ED25519, genesis.terms.checkpointKey)
  } catch (error) {
    if (error instanceof TileFault) throw unusable(`${where}: ${error.message}`, error)
    throw error
  }
}
