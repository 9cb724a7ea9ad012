/**
 * One log under a witness's eyes: C2SP tlog-witness, add-checkpoint, from the point where the checkpoint is known to be
 * this log's. One request at a time: what is checked against is what is on disk until the next is on disk.
 */

import type { WitnessAnswer } from "../api/witness-api.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import { equal, type Hash } from "../encoding/bytes.ts"
import type { AddCheckpoint } from "../log/add-checkpoint.ts"
import {
  type Checkpoint,
  openCheckpoint,
  type OpenedCheckpoint,
  originHashOf,
} from "../log/checkpoint.ts"
import { cosign, MAX_COSIGNATURE_SECONDS, readCosignatures } from "../log/cosignature.ts"
import { claims, type NoteKey, type NoteSigner, printNote } from "../log/note.ts"
import { verifyConsistency } from "../merkle/proof.ts"
import { emptyRoot } from "../merkle/tree.ts"
import { StoreFault } from "../store/store.ts"
import type { EvidenceKind, WitnessFiles } from "./checkpoint-file.ts"
import { lineBy, splitIn, unprovenText } from "./evidence.ts"
import { faultIn, type Follower, type Report } from "./follow.ts"
import type { Fork } from "./replay.ts"

/** Requests of one log that wait behind another: more than its own operator has reason to send. */
export const MAX_WAITING = 64
/**
 * A clock that is behind this witness's last word by no more than this is held at it until it has caught up; one that
 * is further behind is asked for nothing. Well below the clock error that policies allow.
 */
export const MAX_STEP_BACK_SECONDS = 2

export type WatchOptions = {
  readonly key: NoteKey
  readonly growth: NoteSigner
  readonly replay: NoteSigner
  readonly files: WitnessFiles
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly verify: Ed25519Verify
  readonly follower: Follower | undefined
  readonly replayDeadlineMs: number
  readonly report: Report
}

/** The newest checkpoint that this witness cosigned; `time` of its cosignatures in whole seconds. */
type Cosigned = OpenedCheckpoint & { readonly time: number }

const unavailable = (sentence: string): WitnessAnswer => ({ status: 503, sentence })

/** What forbids to cosign, and whether it may tell against the log; undefined if it continues what was cosigned. */
function growthFault(
  before: Checkpoint | undefined,
  { oldSize, proof }: AddCheckpoint,
  { size, root }: Checkpoint,
): { readonly sentence: string; readonly unproven: boolean } | undefined {
  if (size === 0 && !equal(root, emptyRoot()))
    return { sentence: "a tree of size 0 has another root", unproven: true }
  if (oldSize === 0 || before === undefined)
    return proof.length === 0
      ? undefined
      : { sentence: "from size 0 the proof must be empty", unproven: false }
  if (oldSize === size && !equal(root, before.root))
    return { sentence: `another root was cosigned for size ${size}`, unproven: false }
  return verifyConsistency(oldSize, size, proof, before.root, root)
    ? undefined
    : { sentence: `the proof from size ${oldSize} to ${size} does not hold`, unproven: true }
}

export class Watch {
  readonly originHash: string
  private readonly options: WatchOptions
  private newest: Cosigned | undefined
  private failed = false
  private closed = false
  private waiting = 0
  private turn: Promise<unknown> = Promise.resolve()

  private constructor(options: WatchOptions, newest: Cosigned | undefined) {
    this.options = options
    this.originHash = originHashOf(options.key.name)
    this.newest = newest
  }

  /** Throws StoreFault "corrupt" where the file is not one that this witness wrote for this log. */
  static async open(options: WatchOptions): Promise<Watch> {
    const bytes = await options.files.read(originHashOf(options.key.name))
    const watch = new Watch(options, bytes && readCosigned(bytes, options))
    // A crash may have come between finding it and keeping it.
    const fork = options.follower?.state().fork
    if (fork !== undefined) watch.keepFork(fork)
    return watch
  }

  get size(): number {
    return this.newest?.checkpoint.size ?? 0
  }

  get bytes(): Uint8Array | undefined {
    return this.newest?.bytes
  }

  get replay(): { readonly replayed: number | null; readonly fault: string | null } {
    const state = this.options.follower?.state()
    return { replayed: state?.size ?? null, fault: (state && faultIn(state)) ?? null }
  }

  /** `opened` is the request's checkpoint, opened with this log's key. */
  async add(request: AddCheckpoint, opened: OpenedCheckpoint): Promise<WitnessAnswer> {
    if (this.waiting >= MAX_WAITING)
      return unavailable("too many requests for this log are waiting")
    this.waiting++
    const answer = this.turn.then(() => this.judge(request, opened))
    this.turn = answer.catch(() => undefined)
    return answer.finally(() => {
      this.waiting--
    })
  }

  /** Answers what has begun and no more. */
  async close(): Promise<void> {
    this.closed = true
    await this.turn
    await this.options.follower?.close()
    // What the replay found last is kept too.
    await this.turn
  }

  private async judge(request: AddCheckpoint, opened: OpenedCheckpoint): Promise<WitnessAnswer> {
    if (this.closed) return unavailable("this witness is being stopped")
    if (this.failed) return unavailable("a write failed; nothing is signed until a restart")
    const before = this.newest?.checkpoint
    const { checkpoint } = opened
    // Whatever size was asked from: two roots of one size convict the log.
    if (before?.size === checkpoint.size && !equal(before.root, checkpoint.root))
      await this.suspect(request, opened)
    if (request.oldSize !== this.size) {
      // Whether what was cosigned continues it, only the tiles know.
      if (checkpoint.size < this.size) this.lookInto(this.newest?.bytes, opened)
      return { status: 409, size: this.size }
    }
    const fault = growthFault(before, request, checkpoint)
    if (fault?.unproven === true) await this.suspect(request, opened)
    return fault === undefined ? this.cosign(opened) : { status: 422, sentence: fault.sentence }
  }

  /** Keeps what convicts the log, or else what does not; then its tiles may. */
  private async suspect(request: AddCheckpoint, opened: OpenedCheckpoint): Promise<void> {
    const { key, verify } = this.options
    const file = this.newest && splitIn(key, this.newest, request, opened, verify)
    const { root } = opened.checkpoint
    if (file !== undefined) return this.keep("split", root, file)
    await this.keep("unproven", root, unprovenText(key, this.newest?.note, request, opened.note))
    this.lookInto(this.newest?.bytes, opened)
  }

  /** Beside the questions: the tiles may be slow, and no answer waits for them. */
  private lookInto(held: Uint8Array | undefined, { bytes, checkpoint }: OpenedCheckpoint): void {
    const { follower } = this.options
    if (follower === undefined || held === undefined) return
    const looking = follower.splitView(held, bytes)
    void looking.then((file) => this.keepInTurn(checkpoint.root, file))
  }

  /** What a replay found out while other requests were answered. */
  keepFork({ held, found, file }: Fork): void {
    const { key, verify } = this.options
    const opened = openCheckpoint(found, key, verify)
    if (opened === undefined) return
    if (file === undefined) this.lookInto(held, opened)
    else this.keepInTurn(opened.checkpoint.root, file)
  }

  private keepInTurn(root: Hash, file: Uint8Array | undefined): void {
    if (file !== undefined) this.turn = this.turn.then(() => this.keep("split", root, file))
  }

  private async cosign(opened: OpenedCheckpoint): Promise<WitnessAnswer> {
    const { key, follower, replayDeadlineMs, growth, replay, files, report } = this.options
    const replayed = (await follower?.reached(opened, replayDeadlineMs)) === true
    // Read as late as can be: nobody has seen the line before that second.
    const time = this.timeToSign()
    if (time === undefined)
      return unavailable("this witness's clock is behind what it has signed, or not set")
    const { text } = opened.note
    const signatures = (replayed ? [growth, replay] : [growth]).map((signer) =>
      cosign(text, time, signer),
    )
    const note = { text, signatures: [lineBy(key, opened.note), ...signatures] }
    const bytes = printNote(note)
    // Anybody may ask again: within a second it is the same answer, and durable already.
    if (this.newest !== undefined && equal(this.newest.bytes, bytes))
      return { status: 200, signatures }
    try {
      await files.write(this.originHash, bytes)
    } catch (error) {
      this.failed = true
      report(error)
      return unavailable("the checkpoint could not be written; nothing is signed until a restart")
    }
    this.newest = { checkpoint: opened.checkpoint, note, bytes, time }
    return { status: 200, signatures }
  }

  /** Whole seconds, never before the last cosignature and never 0; undefined where the clock cannot be right. */
  private timeToSign(): number | undefined {
    const now = Math.floor(this.options.clock() / 1000)
    const last = this.newest?.time ?? now
    const plausible = now >= 1 && now >= last - MAX_STEP_BACK_SECONDS
    return plausible && now <= MAX_COSIGNATURE_SECONDS ? Math.max(now, last) : undefined
  }

  /** Losing it changes no answer. */
  private async keep(kind: EvidenceKind, root: Hash, bytes: Uint8Array): Promise<void> {
    const { files, clock, report } = this.options
    const at = Math.max(0, Math.floor(clock()))
    try {
      await files.keep(this.originHash, { kind, root, at, bytes })
    } catch (error) {
      report(error)
    }
  }
}

/** Only what `cosign` writes: one line of the log, one by the growth key, perhaps one by the replay key, all true. */
function readCosigned(bytes: Uint8Array, options: WatchOptions): Cosigned {
  const { key, growth, replay, verify } = options
  const opened = openCheckpoint(bytes, key, verify)
  const lines = opened?.note.signatures ?? []
  const signers = [key, growth.key, replay.key]
  const inOrder =
    (lines.length === 2 || lines.length === 3) &&
    lines.every((line, i) => claims(line, signers[i] as NoteKey))
  const cosignatures =
    opened && inOrder && readCosignatures(opened.note, [growth.key, replay.key], verify)
  const time = cosignatures && cosignatures.at(-1)?.time
  if (opened === undefined || time === undefined || time === false)
    throw new StoreFault(
      "corrupt",
      `checkpoint of ${key.name}`,
      "is not one that this witness cosigned for this log; it is kept as it is",
    )
  return { ...opened, time }
}
