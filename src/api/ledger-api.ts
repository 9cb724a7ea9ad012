/**
 * The ledger as one interface: implemented in process by `ledger/`, over HTTP by `api/client`, served by `server/`,
 * which knows nothing but this file.
 */

import type { Finding } from "../custody/finding.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import type { RejectionCode } from "../custody/rejected.ts"
import type { Question } from "../log/bundle.ts"
import type { Tile } from "../merkle/tiles.ts"
import type { Foreseen } from "../rules/dry-run.ts"
import type { DeskReader, ItemStatus } from "./desk.ts"

export type About = {
  readonly origin: string
  /** A sample ledger says so on every output. */
  readonly sample: boolean
  /** Entries appended, and how many of them the newest checkpoint covers. */
  readonly size: number
  readonly published: number
  /** C2SP verifier key of the checkpoints. */
  readonly checkpointKey: string
}

/** The answer to one submitted statement. `promise` is a signed promise (docs/promise.md). */
export type Acknowledged = {
  readonly ok: true
  readonly statement: StatementId
  readonly index: number
  /** The same bytes were appended before; nothing was written now. */
  readonly repeated: boolean
  readonly promise: Uint8Array
  readonly findings: readonly Finding[]
}

export type Refused = {
  readonly ok: false
  readonly code: RejectionCode
  readonly sentence: string
}

export type Answer = Acknowledged | Refused

/** What a ledger says of an item without proof; the proof is the bundle. */
export type ItemSummary = {
  readonly id: ItemId
  readonly status: ItemStatus
  /** Printed numbers whose openings the ledger holds: `s10 RB123456785GB`. */
  readonly identifiers: readonly string[]
}

/** What the ledger knows of its own witnesses; nobody has to believe it, the cosignatures speak for themselves. */
export type WitnessReport = {
  readonly witnesses: readonly {
    /** The policy's name for this key. */
    readonly name: string
    readonly url: string | null
    /** Largest size it has cosigned, and the time of its newest cosignature in milliseconds; null before the first. */
    readonly size: number | null
    readonly at: number | null
    /** Why its last answer was none; null after a good one, and for who was never asked. */
    readonly fault: string | null
  }[]
  /** Size of the newest checkpoint that the quorum cosigned, and of the newest that the replay quorum did too. */
  readonly cosigned: number | null
  readonly replayed: number | null
  /** The newest publications that lack the quorum, at most 100, newest first. */
  readonly lacking: readonly { readonly size: number; readonly cosigned: readonly string[] }[]
}

/**
 * What the ledger would say of a statement that nobody has signed yet: why it would not append it, or what the record and
 * the rule book would find, worst first. Signatures are not looked at, and nothing is written.
 */
export type DryRun =
  | Refused
  | ({ readonly ok: true; readonly findings: readonly Finding[] } & Foreseen)

export type EntryView = { readonly index: number; readonly bytes: Uint8Array }

/** How long an answer may be waited for, and no longer than until `signal` aborts. More than `longestWaitMs` counts as that. */
export type Wait = { readonly ms: number; readonly signal?: AbortSignal }
export const longestWaitMs = 30_000

export type LedgerReader = DeskReader & {
  about(): Promise<About>
  /** The newest published checkpoint, a signed note. */
  checkpoint(): Promise<Uint8Array>
  /**
   * The newest checkpoint that the ledger's own quorum cosigned, with its cosignatures: what a device keeps as `seen`.
   * Undefined before the first; with quorum none the newest published.
   */
  cosigned(): Promise<Uint8Array | undefined>
  /** The trust policy (docs/policy.md) that the operator suggests. */
  policy(): Promise<Uint8Array>
  witnesses(): Promise<WitnessReport>
  /** A hash tile or entry bundle of C2SP tlog-tiles; undefined where no published tree has it at that width. */
  tile(tile: Tile): Promise<Uint8Array | undefined>
  /**
   * C2SP tlog-proof of an entry at the newest cosigned checkpoint; undefined for an entry that it does not hold. With
   * `wait` the answer to who asks for an entry on record comes as soon as there is one that does, or when the wait is over.
   * Throws Overloaded where too many wait already.
   */
  tlogProof(index: number, wait?: Wait): Promise<Uint8Array | undefined>
  /** The same proof as an RFC 9942 COSE receipt, signed by the checkpoint key. */
  coseReceipt(index: number): Promise<Uint8Array | undefined>
  entry(index: number): Promise<EntryView | undefined>
  /** Where a statement stands, by its id. */
  indexOf(statement: StatementId): Promise<number | undefined>
  /** At most `limit` items whose ids come after `after`, in order of id. */
  items(after: ItemId | null, limit: number): Promise<readonly ItemSummary[]>
  /** Entry indexes of everything that touches the item, in log order; empty if nothing does. */
  history(item: ItemId): Promise<readonly number[]>
  /** The offline file that answers the question, at the newest checkpoint; undefined for an item that nothing touches. */
  bundle(question: Question): Promise<Uint8Array | undefined>
  /** For a parcel as `submit` takes it; 64 bytes of anything stand for each signature that is not made yet. */
  dryRun(parcel: Uint8Array): Promise<DryRun>
  /** RFC 9162 proofs against published sizes; undefined where they do not exist. */
  inclusion(index: number, size: number): Promise<readonly Uint8Array[] | undefined>
  consistency(from: number, to: number): Promise<readonly Uint8Array[] | undefined>
}

export type LedgerWriter = {
  /**
   * Appends each parcel or says why not, in order; the answers are durable when they come. Predecessors inside a
   * parcel are appended before it and have no answer of their own. Throws Overloaded where too much is waiting already.
   */
  submit(parcels: readonly Uint8Array[]): Promise<readonly Answer[]>
  /** Closes a publication now: seal, checkpoint. Returns the checkpoint. Does nothing if nothing is new. */
  publish(): Promise<Uint8Array>
}

export type LedgerApi = LedgerReader & LedgerWriter
