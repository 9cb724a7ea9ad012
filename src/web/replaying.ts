/**
 * A whole ledger replayed from its public tiles, in a worker: every entry held against the newest checkpoint's root, and
 * replayed from nothing. Trusts the one who serves the page in nothing but which key is the ledger's, and says so.
 */

import { toHex } from "../encoding/bytes.ts"
import { verifyPortable } from "../cose/ed25519.ts"
import type { Scrutiny } from "../custody/scrutiny.ts"
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import { noteKey, type NoteKey, parseNote, TYPE_ED25519 } from "../log/note.ts"
import { frontierRoot } from "../merkle/tree.ts"
import { ahead } from "../replay/ahead.ts"
import type { AuditFault } from "../replay/fault.ts"
import { genesisIn } from "../replay/reading.ts"
import { openReplayer } from "../replay/replayer.ts"
import { fetchEntries, type FetchTile, TileFault } from "../replay/tile-fetch.ts"
import { openTileLog } from "../replay/tile-log.ts"

/** A checkpoint that was seen before: the root of the tree over so many entries, in hex, and the signed note itself. */
export type Kept = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly note: string
}

export type Replayed = {
  /** False where anything below speaks against the ledger, or it holds no entry. */
  readonly ok: boolean
  readonly origin: string
  readonly size: number
  /** Of the checkpoint, hex. */
  readonly root: string
  readonly note: string
  /** Which key signed the checkpoint: the one that genesis names, as this server hands it out. */
  readonly key: string
  readonly faults: readonly AuditFault[]
  /** Why the tiles are not those of the checkpoint; null where they are. */
  readonly wrongTile: string | null
  /** What came of comparing with the checkpoint of this ledger seen before; null where none was. */
  readonly before: "continues" | "forked" | "went-back" | null
  /** How many chains were rebuilt, of items, keys, parties, places, contracts and printed numbers. */
  readonly subjects: number
}

export type ReplayTask = {
  /** The newest checkpoint, a signed note. */
  readonly note: Uint8Array
  readonly fetchTile: FetchTile
  /** Checks signatures a batch at a time; without it each is checked in its turn, by portable arithmetic. */
  readonly scrutiny?: Scrutiny
  /** One of a ledger at most. */
  readonly before: readonly Kept[]
  readonly progress: (done: number, size: number) => void
  /** Asked before every batch. */
  readonly isStopped: () => boolean
}

/** What cannot be replayed at all; proves nothing about the ledger. */
export class ReplayFault extends Error {
  override readonly name: string = "ReplayFault"
  readonly code: "no-checkpoint" | "no-genesis" | "bad-signature" | "missing"

  constructor(code: ReplayFault["code"], sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.code = code
  }
}

/** What has been opened waits for its signatures, which the browser checks in threads of its own meanwhile. */
const batchLength = 64
const batchesAhead = 4

/** Undefined if it was stopped. Throws ReplayFault. */
export async function replayLog(task: ReplayTask): Promise<Replayed | undefined> {
  const { note, fetchTile, progress, isStopped } = task
  const { opened, key } = await openNewest(note, fetchTile)
  const { checkpoint } = opened
  const before = task.before.find(({ origin }) => origin === checkpoint.origin)
  let rootBefore: string | undefined
  const replayer = await openReplayer({
    verify: verifyPortable,
    ...(task.scrutiny === undefined ? {} : { scrutiny: task.scrutiny }),
    commitEvery: Infinity,
    log: key,
    watch: (size, frontier) => {
      if (size === before?.size) rootBefore = toHex(frontierRoot(frontier))
    },
  })
  let wrongTile: string | null = null
  try {
    const log = await openTileLog(checkpoint, fetchTile)
    const batches = log === undefined ? nothing() : smaller(log.entries())
    for await (const [entries, prepared] of ahead(replayer, batches, batchesAhead)) {
      if (isStopped()) return undefined
      await replayer.take(entries, prepared)
      progress(replayer.replayed, checkpoint.size)
    }
  } catch (error) {
    if (!(error instanceof TileFault)) throw error
    if (error.code === "missing") throw new ReplayFault("missing", error.message, { cause: error })
    wrongTile = error.message
  }
  await replayer.commit()
  const { place, faults } = replayer
  const compared = compareWith(before, checkpoint.size, rootBefore)
  const isWhole = place.size === checkpoint.size && place.size > 0
  const speaksAgainst = compared === "forked" || compared === "went-back"
  return {
    ok: faults.found.length === 0 && wrongTile === null && isWhole && !speaksAgainst,
    origin: checkpoint.origin,
    size: place.size,
    root: toHex(checkpoint.root),
    note: new TextDecoder().decode(opened.bytes),
    key: toHex(key.publicKey),
    faults: faults.found.toSorted((a, b) => a.index - b.index),
    wrongTile,
    before: compared,
    subjects: place.subjects,
  }
}

/** The genesis by itself: before it is replayed nobody knows whose signatures the others have. */
async function* smaller(
  bundles: AsyncIterable<readonly Uint8Array[]>,
): AsyncGenerator<readonly Uint8Array[]> {
  let isFirst = true
  for await (const bundle of bundles) {
    if (isFirst) yield bundle.slice(0, 1)
    for (let at = isFirst ? 1 : 0; at < bundle.length; at += batchLength)
      yield bundle.slice(at, at + batchLength)
    isFirst = false
  }
}

async function* nothing(): AsyncGenerator<readonly Uint8Array[]> {}

function compareWith(
  before: Kept | undefined,
  size: number,
  root: string | undefined,
): Replayed["before"] {
  if (before === undefined) return null
  if (before.size > size) return "went-back"
  // The tree over no entries is the beginning of every other.
  return before.size === 0 || root === before.root ? "continues" : "forked"
}

async function openNewest(
  note: Uint8Array,
  fetchTile: FetchTile,
): Promise<{ readonly opened: OpenedCheckpoint; readonly key: NoteKey }> {
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? "")
  if (checkpoint === undefined || checkpoint.size === 0)
    throw new ReplayFault("no-checkpoint", "the server's checkpoint is none, or covers no entry")
  const key = await genesisKey(fetchTile, checkpoint.size)
  if (key === undefined)
    throw new ReplayFault("no-genesis", "entry 0 is not the genesis of a ledger")
  const opened = openCheckpoint(note, key, verifyPortable)
  if (opened === undefined)
    throw new ReplayFault("bad-signature", "the checkpoint is not signed by the key of genesis")
  return { opened, key }
}

async function genesisKey(fetchTile: FetchTile, size: number): Promise<NoteKey | undefined> {
  try {
    const [first] = await fetchEntries(fetchTile, 0, size)
    const entry = first && decodeEntry(first)
    const genesis = entry && genesisIn(entry)
    return genesis && noteKey(genesis.terms.origin, TYPE_ED25519, genesis.terms.checkpointKey)
  } catch (error) {
    if (!(error instanceof TileFault)) throw error
    throw new ReplayFault("missing", error.message, { cause: error })
  }
}
