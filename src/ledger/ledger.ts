/**
 * The ledger in one process over a store. It does nothing by itself: whoever runs it calls `publish` at the cadence that
 * its promises need, and hands it the witnesses that are asked then.
 */

import type { Answer, LedgerApi, LedgerReader } from "../api/ledger-api.ts"
import { Overloaded } from "../api/overloaded.ts"
import { nextGovernance } from "../custody/enrolment.ts"
import { openStatement } from "../custody/handover.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import type { GovernanceState } from "../custody/roster.ts"
import type { Question } from "../log/bundle.ts"
import { firstPrevious } from "../log/entry.ts"
import { printVkey } from "../log/note.ts"
import { MapTrie } from "../merkle/map.ts"
import { emptyRoot } from "../merkle/tree.ts"
import { readHead, writeHead } from "../store/head.ts"
import type { Publication } from "../store/store.ts"
import { toHex, utf8 } from "../encoding/bytes.ts"
import { printPolicy } from "../verifier/policy.ts"
import { newestCosigned } from "./shown.ts"
import { makeCoseReceipt, makeTlogProof } from "./inclusion.ts"
import { type Candidate, type Draft, draftOf, openDelivery, unsignedCandidate } from "./append.ts"
import { deskOf } from "./desk.ts"
import { dryRun } from "./dry-run.ts"
import { LedgerFault } from "./fault.ts"
import { keepMap } from "./maps.ts"
import { noGrowth } from "./growth.ts"
import { openRunning } from "./guard.ts"
import { listItems } from "./items.ts"
import { type Disclose, gather, prove, proveConsistency, proveInclusion } from "./prove.ts"
import {
  appendGroup,
  begun,
  expectKeys,
  type LedgerOptions,
  publishNow,
  type Running,
} from "./running.ts"
import { scrutinised } from "./scrutinised.ts"
import { makeSequencer } from "./sequencer.ts"
import { expectNotBehindWitnesses } from "./rollback.ts"
import { cosignNewest, isRollback } from "./round.ts"
import { miniLogOf } from "./subject-head.ts"
import { readTile } from "./tile.ts"
import { mostWaitingByDefault } from "./waiting.ts"
import { reportOf } from "./report.ts"
import { oneByOne } from "./one-by-one.ts"

export type Ledger = Omit<LedgerApi, "bundle"> & {
  /** As `LedgerApi` has it; `disclose` says which openings go along, all of them by default. */
  bundle(question: Question, disclose?: Disclose): Promise<Uint8Array | undefined>
  /** Waits for the writes under way, then closes the store. */
  close(): Promise<void>
}

/** Group commit: as many as one durable write carries without making the first of them wait long. */
const groupLimits = { items: 256, weight: 2 * 1024 * 1024 }

/**
 * Begins a ledger in an empty store: its governors' signed genesis becomes entry 0 and is published at once.
 * Throws LedgerFault "exists", "wrong-keys" or "bad-genesis" with nothing written.
 */
export async function createLedger(
  options: LedgerOptions & { readonly genesis: Uint8Array },
): Promise<Ledger> {
  const { store, headPath, keys } = options
  const origin = keys.checkpoint.key.name
  const opened = openStatement(options.genesis, origin)
  if (isRejected(opened)) throw new LedgerFault("bad-genesis", opened.sentence)
  if (opened.kind !== "genesis")
    throw new LedgerFault("bad-genesis", `expected a genesis, got ${opened.kind}`)
  await expectNothing(options)
  const running: Running = {
    ...options,
    ...begun(options),
    origin,
    genesis: opened.id,
    trie: new MapTrie(),
    dirty: new Map(),
    unshown: new Map(),
    governance: undefined,
    growth: noGrowth,
    tip: { size: 0, lastLeaf: firstPrevious, appendedAt: 0 },
    published: undefined,
    shown: undefined,
    shownAt: options.clock(),
    mapOnFile: 0,
    cosigned: undefined,
    replayed: undefined,
  }
  expectKeys(keys, nextGovernance(undefined, { opened, index: 0 }) as GovernanceState)
  await expectGuarded(running)
  // A head of nothing, so that a crash before the first real one does not look like a head that was taken away.
  if (headPath !== null && store.size() === 0)
    await writeHead(headPath, { size: 0, root: toHex(emptyRoot()) })
  const [answer] = await appendGroup(running, [unsignedCandidate(draftOf(opened))])
  if (answer?.ok !== true) throw new LedgerFault("bad-genesis", answer?.sentence ?? "not appended")
  await publishNow(running)
  return ledgerOf(running)
}

async function expectNothing({ store, headPath }: LedgerOptions): Promise<void> {
  const size = store.size()
  if (size > 0) throw new LedgerFault("exists", `the store holds a ledger of ${size} entries`)
  const head = headPath === null ? undefined : await readHead(headPath)
  if (head === undefined || head.size === 0) return
  throw new LedgerFault(
    "behind-head",
    `the store is empty and this node has acknowledged ${head.size} entries: it is ${head.size} behind`,
  )
}

/**
 * Opens a ledger after showing that its store continues what this node signed before. Throws LedgerFault, or the
 * StoreFault of a store or head file that cannot be read.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const running = await openRunning(options)
  // Only a crash between the genesis and its publication leaves none.
  if (running.published === undefined) {
    await expectGuarded(running)
    await publishNow(running)
  }
  return ledgerOf(running)
}

/** After a crash the subjects of so many entries are read again, which takes some seconds. */
const mapEveryEntries = 200_000

const retryAfter = 2

type Delivered = Rejected | { readonly before: number }

/** Runs submissions of so many parcels, unless too many are waiting; one that finds nobody there is always taken. */
function admission(mostWaiting: number): <T>(count: number, step: () => Promise<T>) => Promise<T> {
  let waiting = 0
  return async (count, step) => {
    if (waiting > 0 && waiting + count > mostWaiting) throw new Overloaded(waiting, retryAfter)
    waiting += count
    try {
      return await step()
    } finally {
      waiting -= count
    }
  }
}

async function submitted(
  running: Running,
  enter: (candidates: Promise<readonly Candidate[]>) => Promise<readonly Answer[]>,
  parcels: readonly Uint8Array[],
): Promise<readonly Answer[]> {
  expectOpen(running)
  await expectGuarded(running)
  const drafts: Draft[] = []
  const deliveries = parcels.map((parcel): Delivered => {
    const delivery = openDelivery(parcel, running.origin)
    if (isRejected(delivery)) return delivery
    drafts.push(...delivery.before, delivery.own)
    return { before: delivery.before.length }
  })
  const answers = await enter(scrutinised(running, drafts))
  let position = 0
  return deliveries.map((delivered): Answer => {
    if (isRejected(delivered)) return { ok: false, ...delivered }
    position += delivered.before
    return answers[position++] as Answer
  })
}

function ledgerOf(running: Running): Ledger {
  const { store } = running
  const sequencer = makeSequencer(
    (group: readonly Candidate[]) => appendGroup(running, group),
    ({ opened }) => opened.bytes.length,
    groupLimits,
  )

  // One at a time, the witnesses' round too: cosignatures of a publication that has a successor would be lost.
  const publishing = oneByOne()

  // The map's file is written by one at a time: a publication may be at it while somebody closes.
  const keeping = oneByOne()
  const keep = (everyEntries: number): Promise<void> =>
    keeping(() => keepMap(running, everyEntries))

  const admitted = admission(running.mostWaiting ?? mostWaitingByDefault)

  const submit: Ledger["submit"] = (parcels) =>
    admitted(parcels.length, () => submitted(running, sequencer.add, parcels))

  const bundle: Ledger["bundle"] = async (question, disclose) => {
    expectOpen(running)
    if (!isId(question.item)) return undefined
    const gathered = await gather(running, question, disclose)
    if (gathered === undefined) return undefined
    const proven = prove(running, gathered)
    if (proven !== undefined) return proven
    // A publication came in between; with nothing beside it, none can.
    return sequencer.alone(async () => {
      const again = await gather(running, question, disclose)
      const whole = again && prove(running, again)
      if (again !== undefined && whole === undefined)
        throw new LedgerFault("stopped", "the newest publication was not completed")
      return whole
    })
  }

  return {
    ...readerOf(running),
    submit,
    bundle,
    publish: () =>
      publishing(async () => {
        expectOpen(running)
        await expectGuarded(running)
        await sequencer.alone(() => publishNow(running))
        await cosignNewest(running, sequencer.alone)
        await keep(mapEveryEntries)
        return newest(running).bytes
      }),
    close: () => {
      running.waiting.close()
      return sequencer.alone(async () => {
        await keep(1)
        running.failure = new LedgerFault("closed", "this ledger is closed")
        await store.close()
      })
    },
  }
}

/** Asks the witnesses once, before the first write. What they did not answer is asked again at the next try. */
function expectGuarded(running: Running): Promise<void> {
  running.guarded ??= expectNotBehindWitnesses(running).catch((error: unknown) => {
    if (isRollback(error)) running.failure = error
    running.guarded = undefined
    throw error
  })
  return running.guarded
}

const newest = ({ published }: Running): Publication => {
  if (published === undefined) throw new Error("ledger: expected a publication, got none")
  return published
}

function expectOpen({ failure }: Running): void {
  if (failure?.code === "closed") throw failure
}

const isId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

function readerOf(running: Running): Omit<LedgerReader, "bundle"> {
  const { store, origin } = running
  return {
    ...deskOf(running),
    about: async () => ({
      origin,
      sample: running.governance?.sample ?? false,
      size: running.tip.size,
      published: newest(running).size,
      checkpointKey: printVkey(running.keys.checkpoint.key),
    }),
    checkpoint: async () => newest(running).bytes,
    cosigned: async () => newestCosigned(running)?.bytes,
    policy: async () => utf8(printPolicy(running.policy)),
    witnesses: () => reportOf(running),
    tile: (tile) => readTile(running, tile),
    tlogProof: (index, wait) => makeTlogProof(running, index, wait),
    coseReceipt: (index) => makeCoseReceipt(running, index),
    entry: async (index) => {
      const isIndex = Number.isSafeInteger(index) && index >= 0
      const bytes = isIndex ? await store.entry(index) : undefined
      return bytes && { index, bytes }
    },
    indexOf: async (statement: StatementId) =>
      isId(statement) ? (await store.indexesOf([statement]))[0] : undefined,
    items: (after: ItemId | null, limit) => listItems({ store, origin }, after, limit),
    history: async (item: ItemId) => (isId(item) ? miniLogOf(store, item) : []),
    dryRun: (parcel) => dryRun(running, parcel),
    inclusion: (index, size) => proveInclusion(running, index, size),
    consistency: (from, to) => proveConsistency(running, from, to),
  }
}
