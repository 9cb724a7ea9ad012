/**
 * A dishonest operator. It has the keys of seals and checkpoints, and writes the log anew with whatever statements, times
 * and maps it likes, consistent wherever it does not lie on purpose. It gives a bundle that holds every entry, and what
 * an auditor would fetch.
 */

import { type Opened, openStatement } from "../../src/custody/handover.ts"
import { mapKeyOf, type SubjectId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import type { Subject } from "../../src/custody/subject.ts"
import { type Bundle, encodeBundle, type Question } from "../../src/log/bundle.ts"
import { signCheckpoint } from "../../src/log/checkpoint.ts"
import { encodeEntry, type Entry, firstPrevious } from "../../src/log/entry.ts"
import { makeSeal } from "../../src/log/seal.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import { prunedHashes } from "../../src/merkle/partial.ts"
import { leafHash, nodeHash, type NodeReader, rootAt } from "../../src/merkle/tree.ts"
import type { AuditSource } from "../../src/replay/audit.ts"
import { World as Replay } from "../../src/replay/world.ts"
import { entriesOf, expectOpened } from "./reading.ts"
import { type World, worldKeys, worldOrigin } from "./world.ts"

export type Lies = {
  /** What stands in the log in the place of an honest entry: itself, another, several, or none. */
  readonly rewrite?: (entry: Entry, opened: Opened) => readonly Entry[]
  /** Whether the map says nothing of this entry in a subject's chain. */
  readonly hide?: (subject: Subject, opened: Opened) => boolean
  /** What a seal says of its own time. */
  readonly sealTime?: (time: number) => number
  /** The origin that the checkpoints name. */
  readonly origin?: string
}

/** The log as the operator shows it. */
export async function fabricate(world: World, lies: Lies = {}): Promise<Fabricated> {
  const log = new Fabricated(lies)
  for (const { entry } of await entriesOf(world)) {
    const opened = expectOpened(entry.statement)
    for (const each of lies.rewrite?.(entry, opened) ?? [entry]) log.append(each)
  }
  return log
}

export class Fabricated {
  private readonly lies: Lies
  private readonly entries: { readonly index: number; readonly bytes: Uint8Array }[] = []
  readonly publications: { readonly size: number; readonly bytes: Uint8Array }[] = []
  private readonly leaves: Uint8Array[] = []
  private readonly miniLogs = new Map<SubjectId, { type: Subject["type"]; entries: number[] }>()
  private readonly map = new MapTrie()
  private replay: Replay | undefined

  constructor(lies: Lies) {
    this.lies = lies
  }

  append(made: Entry): void {
    const index = this.leaves.length
    const opened = openStatement(made.statement, worldOrigin)
    const isSeal = !isRejected(opened) && opened.kind === "seal"
    const statement = isSeal ? this.seal(index, made.appendedAt) : made.statement
    const previous = this.leaves.at(-1) ?? firstPrevious
    const entry = { ...made, index, previous, statement }
    const bytes = encodeEntry(entry)
    this.entries.push({ index, bytes })
    this.leaves.push(leafHash(bytes))
    if (isSeal) this.publish()
    else if (!isRejected(opened)) this.enter(entry, opened)
  }

  private enter(entry: Entry, opened: Opened): void {
    this.replay ??= new Replay(opened.id)
    const touched = this.replay.touched(opened)
    for (const subject of touched) {
      if (this.lies.hide?.(subject, opened) === true) continue
      const { type, id } = subject
      const log = this.miniLogs.get(id) ?? { type, entries: [] }
      log.entries.push(entry.index)
      this.miniLogs.set(id, log)
    }
    this.replay.enter({ entry, opened }, touched)
  }

  private seal(index: number, at: number): Uint8Array {
    for (const [id, { entries }] of this.miniLogs) {
      const root = rootOf(entries.map((each) => this.leaves[each] as Uint8Array))
      this.map.set({ key: mapKeyOf(worldOrigin, id), count: entries.length, root })
    }
    const time = this.lies.sealTime?.(at) ?? at
    const terms = { size: index, mapRoot: this.map.root(), subjects: this.map.size, time }
    return makeSeal(worldOrigin, terms, worldKeys.seal)
  }

  private publish(): void {
    const { origin = worldOrigin } = this.lies
    const [size, root] = [this.leaves.length, rootOf(this.leaves)]
    const key = { ...worldKeys.checkpoint.key, name: origin }
    const bytes = signCheckpoint({ origin, size, root }, { ...worldKeys.checkpoint, key })
    this.publications.push({ size, bytes })
  }

  /** The newest checkpoint. */
  head(): Uint8Array {
    return (this.publications.at(-1) as { bytes: Uint8Array }).bytes
  }

  /** `without`: indexes of entries that the file leaves out, with honest hashes in their place. */
  bundle(question: Question, without: readonly number[] = []): Uint8Array {
    const older = this.publications.slice(0, -1)
    const entries = this.entries.filter(({ index }) => !without.includes(index))
    const sizes = older.map(({ size }) => size)
    const shape = { size: this.leaves.length, leaves: entries.map(({ index }) => index), sizes }
    // A chain with a leaf that is left out cannot be shown; the questions here rest on none of them.
    const shown = [...this.miniLogs].filter(([, log]) =>
      log.entries.every((index) => !without.includes(index)),
    )
    const bundle: Bundle = {
      question,
      checkpoint: this.head(),
      entries,
      sizes,
      pruned: prunedHashes(shape, readerOf(this.leaves)),
      miniLogs: shown.map(([subject, { type, entries: indexes }]) => ({
        type,
        subject,
        count: indexes.length,
        from: 0,
        entries: indexes,
        pruned: [],
      })),
      map: this.map.prove([...this.miniLogs.keys()].map((id) => mapKeyOf(worldOrigin, id))),
      publications: older.map(({ bytes }) => bytes),
      notes: [],
      openings: [],
    }
    return encodeBundle(bundle)
  }

  /** What the operator cannot keep from an auditor. */
  source(): AuditSource {
    return { entries: streamed(this.entries), publications: streamed(this.publications) }
  }
}

async function* streamed<T>(all: readonly T[]): AsyncIterable<T> {
  yield* all
}

function readerOf(leaves: readonly Uint8Array[]): NodeReader {
  const read: NodeReader = (level, index) =>
    level === 0
      ? (leaves[index] as Uint8Array)
      : nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
  return read
}

const rootOf = (leaves: readonly Uint8Array[]): Uint8Array =>
  rootAt(leaves.length, readerOf(leaves))
