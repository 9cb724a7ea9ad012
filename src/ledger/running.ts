/** A running ledger's state, and the two steps that change it. Both run in the sequencer, never beside each other. */

import { type Hash, toHex } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { SigningKey } from "../cose/key.ts"
import type { Answer } from "../api/ledger-api.ts"
import { mapKeyOf, type StatementId, type SubjectId } from "../custody/identifier.ts"
import type { GovernanceState } from "../custody/roster.ts"
import type { NoteSigner } from "../log/note.ts"
import { signPromise } from "../log/seal.ts"
import type { MapTrie } from "../merkle/map.ts"
import { leafHash } from "../merkle/tree.ts"
import { writeHead } from "../store/head.ts"
import { type Publication, type Store, type StoreBatch, StoreFault } from "../store/store.ts"
import type { Candidate, Tip } from "./append.ts"
import { LedgerFault } from "./fault.ts"
import { fetchReads } from "./fetch.ts"
import { grow, type Growth, rootOf } from "./growth.ts"
import { integrate, type Integrated, type Outcome } from "./integrate.ts"
import { sealAndSign } from "./publish.ts"
import { miniLogRoot } from "./subject-head.ts"

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
  readonly keys: LedgerKeys
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly verify: Ed25519Verify
  /** How long after its acknowledgement an entry is published at the latest; 60 000 by default. */
  readonly publishByMs?: number
  /** After how long a ledger with nothing new seals again, so that its time stays fresh; ten minutes by default. */
  readonly sealAgainAfterMs?: number
}

export type Running = LedgerOptions & {
  readonly origin: string
  readonly genesis: StatementId
  readonly trie: MapTrie
  /** Subjects touched since the newest publication. */
  readonly dirty: Map<string, { readonly count: number; readonly root: Hash }>
  governance: GovernanceState | undefined
  growth: Growth
  tip: Tip
  published: Publication | undefined
  /** Whether `trie` is the map of `published`, and not of the publication being made. */
  provable: boolean
  failure: LedgerFault | undefined
}

const publishByDefault = 60_000
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
    if (running.headPath === null) return
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
  const answers: Answer[] = []
  for (const outcome of integrated.outcomes) answers.push(await answerTo(running, outcome))
  return answers
}

async function integrateGroup(
  running: Running,
  candidates: readonly Candidate[],
): Promise<Integrated> {
  const { store, genesis, verify, clock } = running
  try {
    const reads = await fetchReads(store, candidates, genesis)
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
  for (const [id, head] of subjects)
    running.dirty.set(id, { count: head.count, root: miniLogRoot(head) })
  const governance = subjects.get(running.genesis)?.states.governance
  if (governance !== undefined) running.governance = governance.governance
}

async function answerTo(running: Running, outcome: Outcome): Promise<Answer> {
  if (outcome.kind === "refused") return { ok: false, ...outcome.why }
  const { statement, index } = outcome
  const repeated = outcome.kind === "repeated"
  const promised = {
    origin: running.origin,
    statement,
    leafHash: repeated ? await storedLeaf(running.store, index) : outcome.leaf,
    index,
    publishBy: running.clock() + (running.publishByMs ?? publishByDefault),
  }
  const promise = signPromise(promised, running.keys.promise)
  const findings = repeated ? [] : outcome.findings
  return { ok: true, statement, index, repeated, promise, findings }
}

async function storedLeaf(store: Store, index: number): Promise<Hash> {
  const bytes = await store.entry(index)
  if (bytes === undefined) throw new StoreFault("missing", `entry ${index}`, "is not there")
  return leafHash(bytes)
}

/** Closes a publication, unless nothing is new and the last seal is still fresh. */
export async function publishNow(running: Running): Promise<Uint8Array> {
  expectRunning(running)
  const { published, tip, growth, trie, dirty, origin, keys, governance } = running
  const age = running.clock() - tip.appendedAt
  const isFresh = age < (running.sealAgainAfterMs ?? sealAgainByDefault)
  if (published?.size === tip.size && isFresh) return published.bytes
  if (governance === undefined) throw new Error("publish: expected a governance, got none")
  expectKeys(keys, governance)
  running.provable = false
  for (const [id, { count, root }] of dirty)
    trie.set({ key: mapKeyOf(origin, id as SubjectId), count, root })
  const now = running.clock()
  const sealed = sealAndSign(growth, tip, { root: trie.root(), size: trie.size }, now, keys)
  await commit(running, sealed.batch, sealed.growth, sealed.tip, now)
  dirty.clear()
  running.published = sealed.publication
  running.provable = true
  return sealed.publication.bytes
}
