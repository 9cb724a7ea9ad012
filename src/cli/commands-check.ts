/** audit, scrub: whether what a data folder holds is right. */

import { verifyNode } from "../platform/ed25519.ts"
import { readHead } from "../store/head.ts"
import { type Store, StoreFault } from "../store/store.ts"
import { audit } from "../verifier/audit.ts"
import { auditSource } from "./audit-source.ts"
import { jsonOption } from "./arguments.ts"
import { type Commands, outJson, outLines } from "./context.ts"
import { headIn, openStore, readOrigin } from "./data-folder.ts"
import type { ExitCode } from "./failure.ts"
import type { Io } from "./io.ts"
import { markSample } from "./source.ts"

export const addCheckCommands: Commands = (program, { io, does }) => {
  program
    .command("audit")
    .summary("replay every entry from the first, and name each fault")
    .argument("<where>", "data folder of a ledger")
    .addOption(jsonOption())
    .action(does((folder: string, { json }: { json?: boolean }) => auditFolder(io, folder, json)))
  program
    .command("scrub")
    .summary("read every stored value and name those that are changed or gone")
    .requiredOption("--data <dir>", "data folder of a ledger")
    .addOption(jsonOption())
    .action(does((options: { data: string; json?: boolean }) => scrub(io, options)))
}

type Found = {
  readonly ok: boolean
  readonly origin: string | null
  readonly entries: number
  readonly faults: readonly {
    readonly index: number
    readonly code: string
    readonly sentence: string
  }[]
}

async function auditFolder(io: Io, folder: string, json?: boolean): Promise<ExitCode> {
  const origin = await readOrigin(folder)
  markSample(io, origin)
  const found = await auditStore(io, folder, origin)
  if (json === true) await outJson(io, found)
  else
    await outLines(io, [
      ...found.faults.map(({ code, sentence }) => `${code}: ${sentence}`),
      found.ok
        ? `${found.entries} entries of ${found.origin}: no fault`
        : `${found.entries} entries: ${found.faults.length} faults`,
    ])
  return found.ok ? 0 : 1
}

async function auditStore(io: Io, folder: string, origin: string): Promise<Found> {
  let store: Store
  try {
    store = await openStore(folder)
  } catch (error) {
    // A store that is not whole is an answer; one that is in use, or not there, is none.
    if (!(error instanceof StoreFault) || error.code !== "corrupt") throw error
    const fault = { index: 0, code: "unreadable", sentence: error.message }
    return { ok: false, origin: null, entries: 0, faults: [fault] }
  }
  try {
    const { source, faults: beside } = auditSource(store, await readHead(headIn(folder)))
    const report = await audit(source, verifyNode, (entries) => {
      if (io.errIsTerminal) io.err(`\r${entries} of ${store.size()} entries`)
    })
    if (io.errIsTerminal && report.entries >= 1000) io.err("\n")
    const stray = {
      index: 0,
      code: "wrong-origin",
      sentence: `entry 0: expected ${origin}, got ${report.origin}`,
    }
    const faults = [
      ...report.faults,
      ...beside,
      ...(report.origin === origin || report.origin === null ? [] : [stray]),
    ].toSorted((a, b) => a.index - b.index)
    return { ...report, ok: report.ok && faults.length === 0, faults }
  } finally {
    await store.close()
  }
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
