/** audit, scrub: whether what a ledger holds, or hands out, is right. */

import { misbehaviourJson } from "../misbehaviour/judge.ts"
import { isShownByFile, writeConviction } from "./audit-accusing.ts"
import { type Audited, auditDistance, type Distance } from "./audit-distance.ts"
import { auditFolder } from "./audit-folder.ts"
import { headLines } from "./audit-head.ts"
import { jsonOption, url } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { holdsLedger, openStore, readOrigin } from "./data-folder.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { expectFolderOf } from "./files.ts"
import type { Io } from "./io.ts"
import { readPolicy } from "./policy-file.ts"
import { markSample } from "./source.ts"
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
