/**
 * Those who would backdate a hand-over, with everything they can have: the ledger's keys, the courier's, and now and then
 * a witness's own. The other witnesses are real: they cosign what continues what they saw, at the time that it is.
 */

import type { SignedDraft } from "../../src/custody/draft.ts"
import { encodeBundle, type Question } from "../../src/log/bundle.ts"
import {
  type AddCheckpoint,
  parseAddCheckpoint,
  printAddCheckpoint,
} from "../../src/log/add-checkpoint.ts"
import { cosign, mergeCosignatures, printSeen, seenHash } from "../../src/log/cosignature.ts"
import { type Note, type NoteSignature, parseNote, printNote } from "../../src/log/note.ts"
import { makeSeal } from "../../src/log/seal.ts"
import type { Ledger } from "../../src/ledger/ledger.ts"
import { tilePath } from "../../src/merkle/tiles.ts"
import { consistencyProof, leafHash, type NodeReader, nodeHash } from "../../src/merkle/tree.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import type { Policy } from "../../src/verifier/policy.ts"
import { opened } from "./forge.ts"
import { fabricate, type Fabricated, type Lies } from "./operator.ts"
import { checkpointOf } from "./reading.ts"
import { tilesOf } from "./tiled.ts"
import {
  replaying,
  type WitnessName,
  witnessNames,
  type Witnesses,
  witnessSigner,
} from "./witnesses.ts"
import { makeWorld, type World, type WorldOptions, worldKeys, worldOrigin } from "./world.ts"

export type Witnessed = World & { readonly witnesses: Witnesses }

const closing: (() => Promise<unknown>)[] = []

/** For `afterEach`. */
export async function closeWitnessed(): Promise<void> {
  for (const close of closing.splice(0).toReversed()) await close()
}

/** A world with the four witnesses, whose clocks are right to the millisecond unless a test says otherwise. */
export async function witnessedWorld(options: WorldOptions = {}): Promise<Witnessed> {
  const world = await makeWorld({ witnessed: { clockError: 0 }, ...options })
  const { witnesses } = world
  if (witnesses === undefined) throw new Error("expected witnesses")
  closing.push(() => witnesses.close())
  return { ...world, witnesses }
}

const noteOf = (bytes: Uint8Array): Note => {
  const note = parseNote(bytes)
  if (note === undefined) throw new Error("expected a signed note")
  return note
}

/** A pen that says it had seen a certain checkpoint last. */
export const seeing = <P extends object>(pen: P, seen: string | null) => ({
  ...pen,
  seen: () => seen,
})

/** A checkpoint as a signer commits to it, with the lines that it has, and what it is called by. */
export function sightOf(
  checkpoint: Uint8Array,
  { witnesses }: Pick<Policy, "witnesses">,
): { readonly note: Uint8Array; readonly seen: string } {
  const keys = witnesses.map(({ key }) => key)
  const note = printSeen(noteOf(checkpoint), keys)
  return { note, seen: toHex(seenHash(note)) }
}

/** A signed note with further lines, whoever made them and over whatever. */
export function withFurther(bytes: Uint8Array, lines: readonly NoteSignature[]): Uint8Array {
  const note = noteOf(bytes)
  return printNote({ ...note, signatures: mergeCosignatures(note.signatures, lines) })
}

/** A signed note without any line by this witness. */
export function withoutLines(bytes: Uint8Array, ...names: readonly WitnessName[]): Uint8Array {
  const note = noteOf(bytes)
  const left = note.signatures.filter((line) =>
    names.every((name) => line.name !== witnessSigner(name, "growth").key.name),
  )
  return printNote({ ...note, signatures: left })
}

/** What a witness that lies signs: any text, at any time in milliseconds, with either of its keys. */
export const lineBy = (
  name: WitnessName,
  checkpoint: Uint8Array,
  at: number,
  work: "growth" | "replay" = "growth",
): NoteSignature =>
  cosign(noteOf(checkpoint).text, Math.floor(at / 1000), witnessSigner(name, work))

/** From now on this witness cosigns whatever it is shown, at the time that `clock` gives. */
export function bribe({ witnesses }: Witnessed, name: WitnessName, clock: () => number): void {
  const link = witnesses.links.find((each) => each.name === name)
  if (link === undefined) throw new Error(`expected a witness ${name}`)
  const works = replaying.includes(name) ? (["growth", "replay"] as const) : (["growth"] as const)
  link.api.addCheckpoint = async (request) => {
    const { checkpoint } = parseAddCheckpoint(request) as AddCheckpoint
    const signatures = works.map((work) => lineBy(name, checkpoint, clock(), work))
    return { status: 200, signatures }
  }
}

const readerOf = (leaves: readonly Uint8Array[]): NodeReader => {
  const read: NodeReader = (level, index) =>
    level === 0
      ? (leaves[index] as Uint8Array)
      : nodeHash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
  return read
}

type Placing = { readonly appendedAt: number; readonly notes?: readonly Uint8Array[] }

/** A log in the hands of an operator who writes what it likes and shows it to whom it likes. */
export class CrookedLog {
  readonly log: Fabricated
  private readonly world: Witnessed
  private readonly openings: { statement: StatementId; leaves: Uint8Array }[] = []
  private readonly lines = new Map<string, readonly NoteSignature[]>()

  private constructor(world: Witnessed, log: Fabricated) {
    this.world = world
    this.log = log
  }

  /** Begins with all that the honest ledger holds, but for the lies, and with the cosignatures that it has. */
  static async takeOver(world: Witnessed, lies: Lies = {}): Promise<CrookedLog> {
    const crooked = new CrookedLog(world, await fabricate(world, lies))
    for await (const { bytes } of world.store.publications(0)) crooked.keep(bytes)
    return crooked
  }

  /** Cosignatures belong to a text: what is pasted under another one is no use. */
  keep(bytes: Uint8Array): void {
    const { text, signatures } = noteOf(bytes)
    const others = signatures.filter(({ name }) => name !== worldOrigin)
    this.lines.set(text, mergeCosignatures(this.lines.get(text) ?? [], others))
  }

  append({ id, bytes, leaves }: SignedDraft, { appendedAt, notes = [] }: Placing): void {
    const isShown = leaves.length > 0
    const openings = isShown ? ("all" as const) : ("not-foreseen" as const)
    const place = { index: 0, previous: new Uint8Array(32), openings }
    this.log.append({ ...place, appendedAt, statement: bytes, notes: [...notes] })
    if (isShown) this.openings.push({ statement: id, leaves: encodeLeaves(leaves) })
  }

  /** Seals and signs what stands there, at the time that it likes. */
  publish(appendedAt: number): Uint8Array {
    const terms = { size: 1, mapRoot: new Uint8Array(32), subjects: 0, time: appendedAt }
    const statement = makeSeal(worldOrigin, terms, worldKeys.seal)
    const place = { index: 0, previous: new Uint8Array(32), openings: "not-foreseen" as const }
    this.log.append({ ...place, appendedAt, statement, notes: [] })
    return this.log.head()
  }

  async entries(): Promise<readonly Uint8Array[]> {
    const all: Uint8Array[] = []
    for await (const { bytes } of this.log.source().entries) all.push(bytes)
    return all
  }

  /** Shows a publication, the newest by default, to these witnesses, and gives their status codes. */
  async show(
    names: readonly WitnessName[] = witnessNames,
    checkpoint: Uint8Array = this.log.head(),
  ): Promise<readonly number[]> {
    const { size } = checkpointOf(checkpoint)
    const entries = (await this.entries()).slice(0, size)
    const read = readerOf(entries.map(leafHash))
    const tiles = tilesOf(entries)
    const tile: Ledger["tile"] = async ({ level, index, width }) =>
      tiles.get(tilePath(level, index, width))
    this.world.tilesOf({ tile } as Ledger)
    const statuses: number[] = []
    for (const name of names) {
      const witness = this.world.witnesses.apis[name]
      const held = (await witness.about()).logs[0]?.size ?? 0
      const oldSize = Math.min(held, size)
      const proof = oldSize === 0 || oldSize === size ? [] : consistencyProof(oldSize, size, read)
      const answer = await witness.addCheckpoint(printAddCheckpoint({ oldSize, proof, checkpoint }))
      statuses.push(answer.status)
      if (answer.status === 200) this.keep(withFurther(checkpoint, answer.signatures))
    }
    return statuses
  }

  cosigned(checkpoint: Uint8Array): Uint8Array {
    return withFurther(checkpoint, this.lines.get(noteOf(checkpoint).text) ?? [])
  }

  /** A file as it likes to give it, with all cosignatures that it has and these `seen` notes. */
  bundle(question: Question, notes: readonly Uint8Array[] = []): Uint8Array {
    const bundle = opened(this.log.bundle(question))
    return encodeBundle({
      ...bundle,
      checkpoint: this.cosigned(bundle.checkpoint),
      publications: bundle.publications.map((each) => this.cosigned(each)),
      notes: [...notes],
      openings: this.openings,
    })
  }
}
