/** The audit of a data folder: every stored entry replayed, and what the ledger keeps held against what comes of it. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { verifyNode } from "../platform/ed25519.ts"
import { audit } from "../replay/audit.ts"
import { readHead } from "../store/head.ts"
import { type Store, StoreFault } from "../store/store.ts"
import type { Policy } from "../verifier/policy.ts"
import { openReplayFolder } from "../witness/replay-store.ts"
import { falseSealIn, fileAgainstSeal } from "./audit-accusing.ts"
import type { Audited, Distance } from "./audit-distance.ts"
import { judgeHead, type PrintedFault } from "./audit-head.ts"
import { auditSource } from "./audit-source.ts"
import { headIn, openStoreOnce, readOrigin } from "./data-folder.ts"
import { unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import { progressBar } from "./progress-bar.ts"
import { markSample } from "./source.ts"
import { openThreads } from "./threads.ts"

/**
 * Of larger ledgers what is rebuilt lies in a temporary folder, which goes with the audit: 217,000 entries took 600 MiB in
 * memory, where every subject has its place, and 498 MiB so.
 */
const mostInMemory = 100_000

/** Throws a CliFailure when it was asked to stop. `inMemory`: entries, of more the replay is kept in a temporary folder. */
export async function auditFolder(
  io: Io,
  folder: string,
  { policy, accuse = false }: Distance,
  inMemory: number = mostInMemory,
): Promise<Audited> {
  const origin = await readOrigin(folder)
  markSample(io, origin)
  let store: Store
  try {
    store = await openStoreOnce(folder)
  } catch (error) {
    // A store that is not whole is an answer; one that is in use, or not there, is none.
    if (!(error instanceof StoreFault) || error.code !== "corrupt") throw error
    const fault = { index: 0, code: "unreadable", sentence: error.message }
    return { found: { ok: false, origin: null, entries: 0, faults: [fault] } }
  }
  const bar = progressBar(io, "entries")
  const threads = openThreads(io)
  const aside = store.size() > inMemory ? await openAside(io) : undefined
  try {
    const head = await readHead(headIn(folder))
    const { source, faults: beside } = auditSource(store, head, aside?.store)
    bar.begin(store.size(), 0)
    const progress = (entries: number): void => {
      aside?.expectWanted(entries)
      bar.update(entries)
    }
    const report = await audit(source, verifyNode, progress, threads.scrutiny)
    bar.stop()
    const stray: PrintedFault = {
      index: 0,
      code: "wrong-origin",
      sentence: `entry 0: expected ${origin}, got ${report.origin}`,
    }
    const judged = policy && (await judgeStored(store, policy))
    const faults = [
      ...report.faults,
      ...beside,
      ...(report.origin === origin || report.origin === null ? [] : [stray]),
      ...(judged?.faults ?? []),
    ].toSorted((a, b) => a.index - b.index)
    const ok = report.ok && faults.length === 0
    const found = { ...report, ok, faults, ...(judged && { checkpoint: judged.head }) }
    const seal = accuse ? falseSealIn(faults) : undefined
    return seal === undefined ? { found } : { found, file: await fileFromStore(store, seal.index) }
  } finally {
    bar.stop()
    await store.close()
    await threads.close()
    await aside?.close()
  }
}

async function openAside(io: Io) {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-audit-"))
  const store = await openReplayFolder(folder)
  let isStopped = false
  // Otherwise the folder would stay behind.
  void io.asked().then(() => {
    isStopped = true
  })
  return {
    store,
    expectWanted: (entries: number): void => {
      if (isStopped) throw unusable(`stopped after ${entries} entries`)
    },
    close: async (): Promise<void> => {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function fileFromStore(store: Store, at: number): Promise<Uint8Array | string> {
  const newest = await store.publication()
  if (newest === undefined) return "nothing has been published"
  const { size, bytes: checkpoint } = newest
  async function* entries(): AsyncGenerator<Uint8Array> {
    for await (const { bytes } of store.entries(0, Math.min(size, store.size()))) yield bytes
  }
  try {
    return await fileAgainstSeal({ checkpoint, entries: entries() }, at)
  } catch (error) {
    if (error instanceof StoreFault) return error.message
    throw error
  }
}

async function judgeStored(store: Store, policy: Policy) {
  const newest = await store.publication()
  return newest && judgeHead(newest.bytes, policy)
}
