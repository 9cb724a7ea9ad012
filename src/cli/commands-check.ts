/** audit, scrub: whether what a ledger holds, or hands out, is right. */

import { verifyNode } from "../platform/ed25519.ts"
import { readHead } from "../store/head.ts"
import { type Store, StoreFault } from "../store/store.ts"
import { misbehaviourJson } from "../misbehaviour/judge.ts"
import { audit } from "../replay/audit.ts"
import type { Policy } from "../verifier/policy.ts"
import { falseSealIn, fileAgainstSeal, isShownByFile, writeConviction } from "./audit-accusing.ts"
import { type Audited, auditDistance, type Distance } from "./audit-distance.ts"
import { headLines, judgeHead, type PrintedFault } from "./audit-head.ts"
import { auditSource } from "./audit-source.ts"
import { jsonOption, url } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { headIn, holdsLedger, openStore, openStoreOnce, readOrigin } from "./data-folder.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { expectFolderOf } from "./files.ts"
import type { Io } from "./io.ts"
import { readPolicy } from "./policy-file.ts"
import { progressBar } from "./progress-bar.ts"
import { markSample } from "./source.ts"
import { openThreads } from "./threads.ts"
import { folderTiles, holdsTiles, httpTiles, type TileSource } from "./tile-source.ts"

type AuditOptions = {
  readonly output?: string
  readonly policy?: string
  readonly state?: string
  readonly json?: boolean
}

export const addCheckCommands: Commands = (program, { io, does }) => {
  program
    .command("audit")
    .summary("replay every entry from the first, and name each fault")
    .argument("<where>", "data folder, address of a served ledger, or folder of exported tiles")
    .option("-o, --output <file>", "where to write what convicts the ledger (.kvitto-fault)")
    .option("--policy <file>", "trust policy: the log's key, and the witnesses of its checkpoint")
    .option(
      "--state <dir>",
      "keep the replay of a served ledger or of tiles here, and go on from it",
    )
    .addOption(jsonOption())
    .action(does((where: string, options: AuditOptions) => auditAny(io, where, options)))
  program
    .command("scrub")
    .summary("read every stored value and name those that are changed or gone")
    .requiredOption("--data <dir>", "data folder of a ledger")
    .addOption(jsonOption())
    .action(does((options: { data: string; json?: boolean }) => scrub(io, options)))
}

async function auditAny(io: Io, where: string, options: AuditOptions): Promise<ExitCode> {
  const { output, state, json } = options
  // Before the work, not after it.
  if (output !== undefined) await expectFolderOf(output)
  const policy = options.policy === undefined ? undefined : await readPolicy(options.policy)
  const wanted = { policy, state, accuse: output !== undefined }
  const { found, file } = await auditAt(io, where, wanted)
  const conviction =
    file === undefined || output === undefined
      ? undefined
      : await writeConviction(io, output, file, policy)
  if (json === true)
    await outJson(io, { ...found, ...(conviction && { conviction: misbehaviourJson(conviction) }) })
  else
    await outLines(io, [
      ...found.faults.map(({ code, sentence }) => `${code}: ${sentence}`),
      found.ok
        ? `${found.entries} entries of ${found.origin}: no fault`
        : `${found.entries} entries: ${found.faults.length} ${found.faults.length === 1 ? "fault" : "faults"}`,
      ...headLines(found.checkpoint ?? null, policy),
      ...(conviction === undefined ? [] : [conviction.sentence]),
    ])
  if (output === undefined && isShownByFile(found.faults))
    sayTo(io)("kvitto: with -o FILE.kvitto-fault this writes the small file that convicts of it")
  return found.ok ? 0 : 1
}

const tilesAt = (io: Io, where: string, signal: AbortSignal): TileSource =>
  httpTiles(url(where), signal, undefined, (sentence) => sayTo(io)(`kvitto: ${sentence}`))

async function auditAt(io: Io, where: string, distance: Distance): Promise<Audited> {
  const stop = new AbortController()
  if (/^https?:\/\//i.test(where))
    return auditDistance(io, tilesAt(io, where, stop.signal), distance, stop)
  if (await holdsLedger(where)) {
    if (distance.state !== undefined)
      throw unusable("--state is for tiles; a data folder is read whole")
    return auditFolder(io, where, distance)
  }
  if (await holdsTiles(where)) return auditDistance(io, folderTiles(where), distance, stop)
  throw unusable(
    `${where}: neither a data folder (it has no ledger.json) nor exported tiles (it has no checkpoint)`,
  )
}

async function auditFolder(
  io: Io,
  folder: string,
  { policy, accuse = false }: Distance,
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
  try {
    const { source, faults: beside } = auditSource(store, await readHead(headIn(folder)))
    bar.begin(store.size(), 0)
    const report = await audit(source, verifyNode, bar.update, threads.scrutiny)
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

async function scrub(io: Io, { data, json }: { data: string; json?: boolean }): Promise<ExitCode> {
  markSample(io, await readOrigin(data))
  const store = await openStore(data)
  const flaws: { readonly what: string; readonly fault: string }[] = []
  try {
    for await (const { what, fault } of store.scrub()) flaws.push({ what, fault })
  } finally {
    await store.close()
  }
  const ok = flaws.length === 0
  if (json === true) await outJson(io, { ok, flaws })
  else if (ok) await outLines(io, ["every stored value is whole"])
  else
    await outLines(
      io,
      flaws.map(({ what, fault }) => `${what}: ${fault}`),
    )
  return ok ? 0 : 1
}
