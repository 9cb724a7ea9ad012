/** init, serve, sample, start: making ledgers and running them. */

import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Command, Option } from "commander"
import { paths } from "../api/wire.ts"
import { toHex } from "../encoding/bytes.ts"
import { maxSigners } from "../custody/terms.ts"
import { createLedger } from "../ledger/ledger.ts"
import { printVkey } from "../log/note.ts"
import { verifyNode } from "../platform/ed25519.ts"
import { jsonOption, origin, whole } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { holdsLedger, makeFolder, readOrigin } from "./data-folder.ts"
import { type ExitCode, unusable } from "./failure.ts"
import { signGenesis } from "./genesis.ts"
import type { Io } from "./io.ts"
import { sampleOriginPrefix } from "./sample-ledger.ts"
import { makeSampleFolder, readCases, type Cases } from "./sample-folder.ts"
import { type Address, printAddress, serve } from "./serving.ts"
import { serveSample } from "./sample-serving.ts"

const thirtyYears = 30 * 366 * 86_400

type InitOptions = {
  readonly data: string
  readonly origin: string
  readonly governors: number
  readonly threshold?: number
  readonly recoveryDelay: number
  readonly json?: boolean
}
type ServeOptions = {
  readonly data: string
  readonly host: string
  readonly port: number
  readonly publishEvery: number
  readonly withoutWitnesses?: boolean
}
type StartOptions = Partial<Pick<ServeOptions, "data" | "port">> & { readonly serve: boolean }

const portOption = (): Option => new Option("--port <n>", "TCP port").argParser(whole(0, 65_535))

export const addLedgerCommands: Commands = (program, { io, does }) => {
  withGovernance(program.command("init"))
    .summary("make a data folder with keys and an empty ledger of one's own")
    .requiredOption("--data <dir>", "data folder to make")
    .requiredOption("--origin <name>", "the ledger's name for ever", origin)
    .addOption(jsonOption())
    .action(does((options: InitOptions) => init(io, options)))
  program
    .command("serve")
    .summary("serve a ledger over HTTP and publish on the cadence")
    .requiredOption("--data <dir>", "data folder of the ledger")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(portOption().default(8080))
    .addOption(
      new Option("--publish-every <ms>", "between two publications")
        .argParser(whole(10, 3_600_000))
        .default(5000),
    )
    .option(
      "--without-witnesses",
      "start even if too few witnesses answer to know that this is not an old copy",
    )
    .action(does((options: ServeOptions) => serveFolder(io, options)))
  program
    .command("sample")
    .summary("make a data folder with a sample ledger, in which nothing really happened")
    .requiredOption("--data <dir>", "data folder to make")
    .addOption(jsonOption())
    .action(does((options: { data: string; json?: boolean }) => sample(io, options)))
  program
    .command("start")
    .summary("serve a sample ledger, and say what to try next")
    .option("--data <dir>", "its folder; else a new temporary one")
    .addOption(portOption())
    .option("--no-serve", "make the ledger and say what to try, without a server")
    .action(does((options: StartOptions) => start(io, options)))
}

const withGovernance = (command: Command): Command =>
  command
    .addOption(
      new Option("--governors <n>", "keys that govern it")
        .argParser(whole(1, maxSigners))
        .default(1),
    )
    .addOption(
      new Option("--threshold <m>", "how many of them must sign; all by default").argParser(
        whole(1, maxSigners),
      ),
    )
    .addOption(
      new Option("--recovery-delay <seconds>", "before a root key that they replace counts")
        .argParser(whole(0, thirtyYears))
        .default(7 * 86_400),
    )

async function init(io: Io, options: InitOptions): Promise<ExitCode> {
  const { data, governors, threshold = governors } = options
  if (options.origin.startsWith(sampleOriginPrefix))
    throw unusable(`origins under ${sampleOriginPrefix} are for sample ledgers; nobody owns them`)
  if (threshold > governors)
    throw unusable(`a threshold of ${threshold} cannot be met by ${governors} governors`)
  const governance = { threshold, recoveryDelay: options.recoveryDelay * 1000 }
  const made = await makeFolder(data, options.origin, governors, io.random, async (begun) => {
    const genesis = signGenesis(begun.keys, begun.governors, governance, io)
    const clock = (): number => io.clock().at
    await createLedger({ ...begun, clock, verify: verifyNode, genesis })
    return {
      origin: options.origin,
      checkpointKey: printVkey(begun.keys.checkpoint.key),
      governors: begun.governors.map(({ publicKey }) => toHex(publicKey)),
      threshold,
    }
  })
  if (options.json === true) await outJson(io, made)
  else await outLines(io, [`origin ${made.origin}`, `checkpoint key ${made.checkpointKey}`])
  sayTo(io)(
    `made ${data}; the governors' keys in ${join(data, "keys")} are not needed to run it: keep them elsewhere`,
  )
  return 0
}

async function serveFolder(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { data, withoutWitnesses, ...address } = options
  const serving = { folder: data, ...address, needWitnesses: withoutWitnesses !== true }
  await serve(io, serving, async (bound) => sayTo(io)(`serving ${data} at ${printAddress(bound)}`))
  return 0
}

async function sample(io: Io, { data, json }: { data: string; json?: boolean }): Promise<ExitCode> {
  const cases = await makeSampleFolder(data, io)
  if (json === true) await outJson(io, { cases })
  else
    await outLines(
      io,
      Object.entries(cases).map(([name, { item, at }]) => `${name.padEnd(18)} ${item} ${at}`),
    )
  sayTo(io)(`made ${data}: a sample ledger; nothing in it happened`)
  return 0
}

/** A folder with a sample in it, and the questions worth asking of it. */
async function sampleFolder(io: Io, wanted?: string): Promise<{ folder: string; cases: Cases }> {
  const folder = wanted ?? join(await mkdtemp(join(tmpdir(), "kvitto-")), "sample")
  if (!(await holdsLedger(folder))) {
    sayTo(io)(`making a sample ledger in ${folder}`)
    return { folder, cases: await makeSampleFolder(folder, io) }
  }
  if (!(await readOrigin(folder)).startsWith(sampleOriginPrefix))
    throw unusable(`${folder}: not a sample ledger; run kvitto serve --data ${folder}`)
  return { folder, cases: await readCases(folder) }
}

async function start(io: Io, options: StartOptions): Promise<ExitCode> {
  const { folder, cases } = await sampleFolder(io, options.data)
  if (!options.serve) {
    await outLines(io, ["Try next:", "", ...commandsToTry(cases, `--data ${quoted(folder)}`)])
    return 0
  }
  await serveSample(io, folder, options.port, (bound) => outLines(io, welcome(bound, cases)))
  return 0
}

const welcome = (bound: Address, cases: Cases): readonly string[] => [
  `A sample ledger is served. Open ${printAddress(bound)} in a browser; what programs can ask is described at ${printAddress(bound)}${paths.docs}`,
  "Four witnesses run beside it, each a process of its own: three must cosign, one may fail, two replay every entry.",
  "Stop it with Ctrl-C. Meanwhile, in another terminal:",
  "",
  ...commandsToTry(cases, `--ledger ${printAddress(bound)}`),
]

function commandsToTry(cases: Cases, where: string): readonly string[] {
  const { item, at } = cases["stolen"] as Cases[string]
  const asked = `${item} --at ${at} ${where}`
  return [
    `npx kvitto items ${where}`,
    `npx kvitto liable ${asked}`,
    `npx kvitto bundle ${asked} -o stolen.kvitto && npx kvitto policy ${where} > trust.policy && npx kvitto verify stolen.kvitto --policy trust.policy`,
  ]
}

/** For a shell. */
const quoted = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
