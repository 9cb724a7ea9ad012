/**
 * The audit: every entry from the first, chain, tree, mini-logs, map and states rebuilt from nothing, and compared with
 * every seal, every published checkpoint and whatever the ledger keeps of its subjects. It shares the pure floors with
 * the ledger and nothing else. It goes on after a fault, so that each is named.
 */

import { equal, toHex, type Hash } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import { mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import { decodeStatement } from "../custody/statement.ts"
import type { Subject } from "../custody/subject.ts"
import type { SubjectState } from "../custody/state.ts"
import { type OpenedCheckpoint, openCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry, type Entry, firstPrevious } from "../log/entry.ts"
import { noteKey, type NoteKey, TYPE_ED25519 } from "../log/note.ts"
import { MapTrie } from "../merkle/map.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../merkle/tree.ts"
import { openEntry, World } from "./replay.ts"

export const auditCodes = {
  "no-genesis": "entry 0 is not this ledger's genesis",
  "not-an-entry": "its bytes are not an entry in its one spelling",
  "wrong-index": "it stands at another index than it says: an entry was dropped, added or swapped",
  "broken-chain": "it does not name the leaf before it: this or the entry before it was changed",
  "time-went-back": "its time is before the entry's before it",
  "bad-statement": "its statement would not have been appended",
  "false-seal": "it seals another number of entries or subjects than there are, or another time",
  "map-mismatch": "the map root it seals is not what replay gives",
  "checkpoint-signature": "a published checkpoint is not signed by the ledger's key",
  "checkpoint-root": "a published checkpoint has another root than replay gives",
  "checkpoint-beyond": "a published checkpoint covers more entries than there are",
  "subject-mismatch": "what is kept of a subject is not what replay gives",
} as const

export type AuditCode = keyof typeof auditCodes
export type AuditFault = {
  readonly index: number
  readonly code: AuditCode
  readonly sentence: string
}
export type Audit = {
  readonly ok: boolean
  readonly origin: string | null
  readonly entries: number
  readonly faults: readonly AuditFault[]
}

export type AuditSource = {
  readonly entries: AsyncIterable<{ readonly index: number; readonly bytes: Uint8Array }>
  /** In increasing order of size. */
  readonly publications: AsyncIterable<{ readonly size: number; readonly bytes: Uint8Array }>
  /** What the ledger keeps of its subjects; left out where only the public part is at hand. */
  readonly kept?: AsyncIterable<{
    readonly id: SubjectId
    readonly count: number
    readonly root: Hash
    /** One a type, in the order of `subjectTypes`. */
    readonly states: readonly SubjectState[]
  }>
}

/** `last`: the newest entry in it. */
type MiniLogHead = { readonly count: number; readonly last: number; readonly frontier: Frontier }
const untouched: MiniLogHead = { count: 0, last: -1, frontier: [] }

/** Faults beyond this many are counted as one more, so that a ruined file cannot fill the memory. */
const mostFaults = 1000

class Auditor {
  readonly faults: AuditFault[] = []
  readonly roots = new Map<number, Hash>()
  private readonly verify: Ed25519Verify
  private readonly wanted: ReadonlySet<number>
  private readonly nonces = new Map<KeyId, Set<string>>()
  private readonly miniLogs = new Map<SubjectId, MiniLogHead>()
  private readonly dirty = new Set<SubjectId>()
  private readonly map = new MapTrie()
  private frontier: Frontier = []
  private shift = 0
  private earliest = Infinity
  private before: { readonly leaf: Hash; readonly entry: Entry | undefined } | undefined
  size = 0
  world: World | undefined
  origin: string | null = null
  logKey: NoteKey | undefined

  constructor(wanted: ReadonlySet<number>, verify: Ed25519Verify) {
    this.wanted = wanted
    this.verify = verify
  }

  fault(index: number, code: AuditCode, detail = ""): void {
    if (code !== "subject-mismatch") this.earliest = Math.min(this.earliest, index)
    if (this.faults.length > mostFaults) return
    const sentence = `entry ${index}: ${auditCodes[code]}${detail === "" ? "" : ` (${detail})`}`
    this.faults.push({ index, code, sentence })
  }

  take(bytes: Uint8Array): void {
    const index = this.size
    const leaf = leafHash(bytes)
    const entry = decodeEntry(bytes)
    if (entry === undefined) this.fault(index, "not-an-entry")
    else this.place(index, entry)
    this.frontier = appendLeaf(this.frontier, index, leaf)
    this.before = { leaf, entry }
    this.size++
    if (this.wanted.has(this.size)) this.roots.set(this.size, frontierRoot(this.frontier))
    if (entry !== undefined) this.replay(index, entry, leaf)
  }

  private place(index: number, entry: Entry): void {
    const shift = entry.index - index
    // Everything behind a dropped entry is shifted: named once, where the shift begins.
    if (shift !== 0 && shift !== this.shift)
      this.fault(index, "wrong-index", `it says ${entry.index}`)
    this.shift = shift
    const previous = this.before?.leaf ?? firstPrevious
    if (!equal(entry.previous, previous)) this.fault(index, "broken-chain")
    const earlier = this.before?.entry?.appendedAt ?? 0
    if (entry.appendedAt < earlier) this.fault(index, "time-went-back")
  }

  private replay(index: number, entry: Entry, leaf: Hash): void {
    if (index === 0) this.begin(entry)
    const { world, origin } = this
    if (world === undefined || origin === null) return
    const opened = openEntry(entry, origin, world, this.verify)
    if (isRejected(opened)) {
      this.fault(index, "bad-statement", opened.sentence)
      return
    }
    if (this.isRepeated(opened)) {
      this.fault(index, "bad-statement", "its signer had used its nonce before")
      return
    }
    if (opened.kind === "seal") this.checkSeal(index, entry, opened)
    const subjects = world.touched(opened)
    world.enter({ entry, opened }, subjects)
    for (const subject of subjects) this.extend(subject, index, leaf)
  }

  /** A seal's nonce is its map root, which stays the same as long as nothing is new. */
  private isRepeated({ kind, keyId, nonce }: Opened): boolean {
    if (kind === "seal") return false
    const used = this.nonces.get(keyId) ?? new Set<string>()
    const before = used.size
    this.nonces.set(keyId, used.add(toHex(nonce)))
    return used.size === before
  }

  private begin(entry: Entry): void {
    const genesis = genesisIn(entry)
    if (genesis === undefined) {
      this.fault(0, "no-genesis")
      return
    }
    this.origin = genesis.terms.origin
    this.world = new World(genesis.id)
    this.logKey = noteKey(this.origin, TYPE_ED25519, genesis.terms.checkpointKey)
  }

  private extend({ id }: Subject, index: number, leaf: Hash): void {
    const { count, frontier } = this.miniLogs.get(id) ?? untouched
    const grown = appendLeaf(frontier, count, leaf)
    this.miniLogs.set(id, { count: count + 1, last: index, frontier: grown })
    this.dirty.add(id)
  }

  private checkSeal(index: number, entry: Entry, { terms }: Opened & { kind: "seal" }): void {
    const origin = this.origin as string
    for (const id of this.dirty) {
      const { count, frontier } = this.miniLogs.get(id) as MiniLogHead
      this.map.set({ key: mapKeyOf(origin, id), count, root: frontierRoot(frontier) })
    }
    this.dirty.clear()
    const counts = terms.size === index && terms.subjects === this.map.size
    if (!counts || terms.time !== entry.appendedAt) this.fault(index, "false-seal")
    if (!equal(terms.mapRoot, this.map.root()))
      this.fault(
        index,
        "map-mismatch",
        `sealed ${toHex(terms.mapRoot)}, replay ${toHex(this.map.root())}`,
      )
  }

  checkpoint(size: number, bytes: Uint8Array): void {
    const { logKey } = this
    if (logKey === undefined) return
    const at = Math.max(0, size - 1)
    const opened: OpenedCheckpoint | undefined = openCheckpoint(bytes, logKey, this.verify)
    if (opened === undefined || opened.checkpoint.size !== size) {
      this.fault(at, "checkpoint-signature")
      return
    }
    const root = this.roots.get(size)
    if (root === undefined) this.fault(at, "checkpoint-beyond", `${size} of ${this.size}`)
    else if (!equal(root, opened.checkpoint.root)) this.fault(at, "checkpoint-root")
  }

  subject(id: SubjectId, count: number, root: Hash, states: readonly SubjectState[]): void {
    const head = this.miniLogs.get(id) ?? untouched
    const rebuilt = this.world?.statesOf(id)
    const same =
      head.count === count &&
      equal(frontierRoot(head.frontier), root) &&
      JSON.stringify(rebuilt) === JSON.stringify(states)
    if (!same) this.fault(this.newestOf(head), "subject-mismatch", id)
    this.miniLogs.delete(id)
  }

  /** Subjects that replay made and the ledger does not keep. */
  missing(): void {
    for (const [id, head] of this.miniLogs)
      this.fault(this.newestOf(head), "subject-mismatch", `${id} is not kept`)
  }

  /**
   * The newest entry that touches a subject; the last of all for one that none touches. Never before the first fault
   * of the log, whose consequence it may be.
   */
  private newestOf({ last }: MiniLogHead): number {
    const newest = last < 0 ? Math.max(0, this.size - 1) : last
    return this.earliest === Infinity ? newest : Math.max(newest, this.earliest)
  }
}

function genesisIn(entry: Entry): (Opened & { kind: "genesis" }) | undefined {
  // The origin is what genesis itself says; the reader of the audit compares it with what he expects.
  const origin = originIn(entry.statement)
  const opened = origin === undefined ? undefined : openStatement(entry.statement, origin)
  return opened !== undefined && !isRejected(opened) && opened.kind === "genesis"
    ? opened
    : undefined
}

function originIn(statement: Uint8Array): string | undefined {
  const decoded = decodeStatement(statement)
  return isRejected(decoded) || decoded.kind !== "genesis" ? undefined : decoded.terms.origin
}

/** `progress` is told how many entries have been taken, every thousand. */
export async function audit(
  source: AuditSource,
  verify: Ed25519Verify,
  progress: (entries: number) => void = () => {},
): Promise<Audit> {
  // Two of one size are two checkpoints, and one of them is false.
  const published: { readonly size: number; readonly bytes: Uint8Array }[] = []
  for await (const publication of source.publications) published.push(publication)
  const auditor = new Auditor(new Set(published.map(({ size }) => size)), verify)
  for await (const { bytes } of source.entries) {
    auditor.take(bytes)
    if (auditor.size % 1000 === 0) progress(auditor.size)
  }
  for (const { size, bytes } of published) auditor.checkpoint(size, bytes)
  if (source.kept !== undefined) {
    for await (const { id, count, root, states } of source.kept)
      auditor.subject(id, count, root, states)
    auditor.missing()
  }
  const { faults, size, origin } = auditor
  const inOrder = faults.toSorted((a, b) => a.index - b.index)
  return { ok: faults.length === 0 && size > 0, origin, entries: size, faults: inOrder }
}
