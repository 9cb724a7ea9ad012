/** A running ledger's state, and the two steps that change it. Both run in the sequencer, never beside each other. */

import { toHex } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { SigningKey } from "../cose/key.ts"
import type { Answer } from "../api/ledger-api.ts"
import type { StatementId } from "../custody/identifier.ts"
import type { GovernanceState } from "../custody/roster.ts"
import { type Scrutiny, scrutinyHere } from "../custody/scrutiny.ts"
import type { NoteSignature, NoteSigner } from "../log/note.ts"
import { MapTrie } from "../merkle/map.ts"
import { writeHead } from "../store/head.ts"
import { type Publication, type Store, type StoreBatch, StoreFault } from "../store/store.ts"
import { answersTo } from "./answer.ts"
import type { Candidate, Tip } from "./append.ts"
import { noRecentEntries, type RecentEntries } from "./evidence.ts"
import { LedgerFault } from "./fault.ts"
import { fetchReads, type Kept, nothingKept } from "./fetch.ts"
import { grow, type Growth, rootOf } from "./growth.ts"
import { integrate, type Integrated } from "./integrate.ts"
import { sealAndSign } from "./publish.ts"
import {
  applyChanges,
  hasWitnesses,
  onMap,
  type MapChanges,
  type Shown,
  type Standing,
  standingOf,
  withLines,
} from "./shown.ts"
import { miniLogRoot } from "./subject-head.ts"
import { mostWaitingByDefault, Waiting } from "./waiting.ts"
import { type Asked, notAsked, type WitnessLink } from "./witnessing.ts"
import { type Policy, unwitnessed } from "../verifier/policy.ts"

export type LedgerKeys = {
  readonly seal: SigningKey
  readonly promise: SigningKey
  /** Its name is the ledger's origin. */
  readonly checkpoint: NoteSigner
}

export type LedgerOptions = {
  readonly store: Store
  /** Where the head guard keeps the last head, apart from the store; null keeps none, for stores in memory. */
  readonly headPath: string | null
  /** Where the map is kept from one opening to the next; without it every opening reads all subjects. */
  readonly mapPath?: string | null
  readonly keys: LedgerKeys
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly verify: Ed25519Verify
  /** Checks what can be checked before a statement's turn, perhaps elsewhere; here, by `verify`, by default. */
  readonly scrutiny?: Scrutiny
  /** How long after its acknowledgement an entry is published at the latest; 60 000 by default. */
  readonly publishByMs?: number
  /** After how long a ledger with nothing new seals again, so that its time stays fresh; ten minutes by default. */
  readonly sealAgainAfterMs?: number
  /** By which the ledger judges its own publications, and which it suggests; quorum none by default. */
  readonly policy?: Policy
  /** Who is asked to cosign each publication; nobody by default. */
  readonly witnesses?: readonly WitnessLink[]
  /** How long one witness is waited for; 2000 by default. */
  readonly witnessTimeoutMs?: number
  /** True: a publication is done when every witness has answered or run out of time, not when its quorums are met. */
  readonly hearEveryWitness?: boolean
  /** How many parcels, and how many who ask for proofs, may wait at a time before more are turned away; 16 384 by default. */
  readonly mostWaiting?: number
  /** False: write even if too few witnesses answer to know that the store is not an old copy. */
  readonly needWitnesses?: boolean
  /** Told what came of each round with the witnesses. Silent by default. */
  readonly observe?: (round: RoundReport) => void
}

/** What came of showing one publication to the witnesses. */
export type RoundReport = {
  readonly size: number
  /** It had its quorums before, and was shown again so that its time stays fresh. */
  readonly isRenewed: boolean
  /** The policy's names of who has cosigned it by now; of a renewed one, who has done so again. */
  readonly cosigned: readonly string[]
  readonly quorum: boolean
  readonly replayQuorum: boolean
  /** Who did not cosign this time, and why. */
  readonly faults: readonly { readonly name: string; readonly fault: string }[]
}

export type Running = Omit<LedgerOptions, "policy" | "scrutiny"> & {
  readonly policy: Policy
  readonly scrutiny: Scrutiny
  /** Of keys that signed before, by name: that says what a key is for ever, so these are never wrong. */
  readonly publicKeys: Recent<Uint8Array>
  readonly kept: Kept
  readonly recent: RecentEntries
  readonly waiting: Waiting
  readonly origin: string
  readonly genesis: StatementId
  readonly asked: readonly Asked[]
  /** Settled once the witnesses have been asked whether the store is an old copy. */
  guarded: Promise<void> | undefined
  /** The map of the newest publication. */
  readonly trie: MapTrie
  /** Subjects touched since the newest publication. */
  readonly dirty: MapChanges
  /** What the newest publication has and the one shown has not; unused without witnesses. */
  readonly unshown: MapChanges
  governance: GovernanceState | undefined
  growth: Growth
  tip: Tip
  published: Publication | undefined
  /** Undefined before the first publication. */
  shown: Shown | undefined
  shownAt: number
  /** The size of the publication whose map is on file; 0: none. */
  mapOnFile: number
  /** The newest publications that met the quorum of growth, and that of replay. */
  cosigned: Publication | undefined
  replayed: Publication | undefined
  failure: LedgerFault | undefined
}

const sealAgainByDefault = 600_000

function expectRunning({ failure }: Running): void {
  if (failure !== undefined) throw failure
}

/** After a failed write nobody knows what is durable: nothing more is signed until the ledger is opened again. */
function stop(running: Running, what: string, cause: unknown): LedgerFault {
  const sentence = `${what} failed; this ledger writes nothing more until it is opened again`
  running.failure = new LedgerFault("stopped", sentence, { cause })
  return running.failure
}

export function expectKeys(keys: LedgerKeys, governance: GovernanceState): void {
  const { sealKey, promiseKey, checkpointKey, origin } = governance
  const { key } = keys.checkpoint
  const faults = [
    keys.seal.keyId === sealKey ? "" : `seal key: expected ${sealKey}, got ${keys.seal.keyId}`,
    keys.promise.keyId === promiseKey
      ? ""
      : `promise key: expected ${promiseKey}, got ${keys.promise.keyId}`,
    toHex(key.publicKey) === checkpointKey
      ? ""
      : `checkpoint key: expected ${checkpointKey}, got ${toHex(key.publicKey)}`,
    key.name === origin ? "" : `origin: expected ${origin}, got ${key.name}`,
  ].filter((fault) => fault !== "")
  if (faults.length > 0) throw new LedgerFault("wrong-keys", faults.join("; "))
}

/** Durable first, then the head beside it; only after both may anything be acknowledged. */
async function commit(
  running: Running,
  batch: StoreBatch,
  growth: Growth,
  tip: Tip,
  signedAt?: number,
): Promise<void> {
  try {
    await running.store.commit(running.tip.size, batch)
    running.growth = growth
    running.tip = tip
    if (running.headPath === null || batch.entries.length === 0) return
    const head = { size: growth.size, root: toHex(rootOf(growth)) }
    await writeHead(running.headPath, signedAt === undefined ? head : { ...head, signedAt })
  } catch (cause) {
    throw stop(running, "a write", cause)
  }
}

/** One group: read, integrate, commit, acknowledge. */
export async function appendGroup(
  running: Running,
  candidates: readonly Candidate[],
): Promise<readonly Answer[]> {
  expectRunning(running)
  if (running.governance !== undefined) expectKeys(running.keys, running.governance)
  const integrated = await integrateGroup(running, candidates)
  if (integrated.leaves.length > 0) await commitGroup(running, integrated)
  return answersTo(running, integrated.outcomes)
}

async function integrateGroup(
  running: Running,
  candidates: readonly Candidate[],
): Promise<Integrated> {
  const { store, genesis, verify, clock } = running
  try {
    const reads = await fetchReads(store, candidates, genesis, {
      kept: running.kept,
      expected: (id) => onMap(running, id),
    })
    const setting = { governance: genesis, now: clock(), verify }
    return integrate(candidates, running.tip, reads, setting)
  } catch (cause) {
    throw cause instanceof StoreFault ? stop(running, "a read", cause) : cause
  }
}

async function commitGroup(running: Running, integrated: Integrated): Promise<void> {
  const { batch, leaves, tip, subjects } = integrated
  const grown = grow(running.growth, leaves)
  await commit(running, { ...batch, tiles: grown.tiles }, grown.growth, tip)
  for (const [id, head] of subjects) {
    running.dirty.set(id, { count: head.count, root: miniLogRoot(head) })
    running.kept.set(id, head)
  }
  const governance = subjects.get(running.genesis)?.states.governance
  if (governance !== undefined) running.governance = governance.governance
}

/** Closes a publication, unless nothing is new and the last seal is still fresh. */
export async function publishNow(running: Running): Promise<void> {
  expectRunning(running)
  const { published, tip, growth, trie, dirty, origin, keys, governance, policy } = running
  const age = running.clock() - tip.appendedAt
  const isFresh = age < (running.sealAgainAfterMs ?? sealAgainByDefault)
  if (published?.size === tip.size && isFresh) return
  if (governance === undefined) throw new Error("publish: expected a governance, got none")
  expectKeys(keys, governance)
  if (hasWitnesses(policy)) for (const [id, head] of dirty) running.unshown.set(id, head)
  else if (running.shown !== undefined) running.shown = { ...running.shown, trie: undefined }
  applyChanges(trie, origin, dirty)
  const now = running.clock()
  const sealed = sealAndSign(growth, tip, { root: trie.root(), size: trie.size }, now, keys)
  await commit(running, sealed.batch, sealed.growth, sealed.tip, now)
  dirty.clear()
  running.published = sealed.publication
  // Before anybody could cosign, the first publication stands for itself.
  if (!hasWitnesses(policy)) {
    showNewest(running, trie)
    running.waiting.covered(sealed.publication.size)
  } else if (running.shown === undefined) showNewest(running, new MapTrie())
}

/** How long answers wait for the replaying witnesses before they are given with cosignatures of growth only. */
const replayGraceMs = 60_000

/** Keeps verified cosignatures of the publication of this size, and shows it once they are enough. */
export async function keepCosignatures(
  running: Running,
  size: number,
  lines: readonly NoteSignature[],
): Promise<void> {
  const { published, policy, clock } = running
  // Too late: it has been succeeded, and the witness will be asked about its successor.
  if (published?.size !== size || lines.length === 0) return
  const publication = withLines(published, lines)
  await commit(running, { ...noBatch, publication }, running.growth, running.tip)
  running.published = publication
  place(running, publication, standingOf(publication, policy), clock())
  running.waiting.covered(running.cosigned?.size ?? 0)
}

function place(running: Running, publication: Publication, standing: Standing, now: number): void {
  const { shown } = running
  if (standing.growth) running.cosigned = publication
  if (standing.replay) running.replayed = publication
  if (shown?.publication.size === publication.size) running.shown = { ...shown, publication }
  else if (standing.growth && (standing.replay || now - running.shownAt > replayGraceMs))
    showNewest(running, shown?.trie ?? new MapTrie())
}

function showNewest(running: Running, trie: MapTrie): void {
  const { published, origin, unshown } = running
  if (published === undefined) throw new Error("show: expected a publication, got none")
  applyChanges(trie, origin, unshown)
  unshown.clear()
  running.shown = { publication: published, trie }
  running.shownAt = running.clock()
}

const noBatch: StoreBatch = {
  entries: [],
  links: [],
  subjects: [],
  tiles: [],
  notes: [],
}

const publicKeysKept = 100_000

/** What a ledger begins with, whether it is new or opened again. */
export const begun = (options: LedgerOptions) => ({
  policy: policyOf(options),
  scrutiny: options.scrutiny ?? scrutinyHere(options.verify),
  publicKeys: new Recent<Uint8Array>(publicKeysKept),
  kept: nothingKept(),
  recent: noRecentEntries(),
  waiting: new Waiting(options.mostWaiting ?? mostWaitingByDefault),
  asked: (options.witnesses ?? []).map(notAsked),
  guarded: undefined,
  failure: undefined,
})

const policyOf = ({ policy, keys }: LedgerOptions): Policy =>
  policy ?? unwitnessed(keys.checkpoint.key)
