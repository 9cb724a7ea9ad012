/** witness: watching logs grow, and cosigning what they publish. */

import { Option } from "commander"
import { printVkey } from "../log/note.ts"
import { jsonOption, origin, whole } from "./arguments.ts"
import { type Commands, outJson, outLines, sayTo } from "./context.ts"
import { type ExitCode, unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import { readPolicy } from "./policy-file.ts"
import { printAddress } from "./serving.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import { httpTiles } from "./tile-source.ts"
import {
  type FollowedLog,
  holdsWitness,
  makeWitnessFolder,
  readWitnessKeys,
  type WitnessKeys,
} from "./witness-folder.ts"
import { followedLogs, type Replaying, serveWitness } from "./witness-serving.ts"

type WitnessOptions = {
  readonly data: string
  readonly name?: string
  readonly logs?: string
  readonly host: string
  readonly port: number
  readonly replay?: boolean
  readonly serve: boolean
  readonly json?: boolean
}

export const addWitnessCommand: Commands = (program, { io, does }) => {
  program
    .command("witness")
    .summary("watch logs grow, replay them, and cosign their checkpoints")
    .requiredOption("--data <dir>", "folder of the witness; made at the first run")
    .option("--name <name>", "what it is called for ever, as in north.example/witness", origin)
    .option("--logs <file>", "trust policy whose log lines it follows")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(new Option("--port <n>", "TCP port").argParser(whole(0, 65_535)).default(8090))
    .option("--replay", "replay every log; by default those with a URL")
    .option("--no-replay", "watch growth only")
    .option("--no-serve", "make the folder if need be and print its policy lines, without a server")
    .addOption(jsonOption())
    .action(does((options: WitnessOptions) => witness(io, options)))
}

async function witness(io: Io, options: WitnessOptions): Promise<ExitCode> {
  const { data, name, logs: file, host, port, serve } = options
  const ending = new AbortController()
  const logs = serve ? await logsIn(file, options.replay, ending.signal) : []
  if (!(await holdsWitness(data))) await make(io, data, name)
  const keys = await readWitnessKeys(data)
  if (name !== undefined && name !== keys.name)
    throw unusable(`${data}: this witness is called ${keys.name}, and its keys with it`)
  if (!serve) {
    await tell(io, options, keys, undefined, [])
    return 0
  }
  try {
    await serveWitness(io, { folder: data, logs, host, port }, (bound) =>
      tell(io, options, keys, printAddress(bound), logs),
    )
  } finally {
    // Tiles that are still on their way would keep the program from ending.
    ending.abort()
  }
  return 0
}

async function logsIn(
  file: string | undefined,
  replaying: Replaying,
  signal: AbortSignal,
): Promise<readonly FollowedLog[]> {
  if (file === undefined) throw unusable("which logs? give --logs FILE, a policy with log lines")
  const tilesAt = (prefix: URL): FetchTile => httpTiles(prefix, signal).fetchTile
  return followedLogs(file, await readPolicy(file), replaying, tilesAt)
}

async function make(io: Io, folder: string, name: string | undefined): Promise<void> {
  if (name === undefined) throw unusable(`${folder}: no witness yet; give --name to make one`)
  // A policy could not say this name.
  if (name === "none") throw unusable(`a witness cannot be called "none"`)
  await makeWitnessFolder(folder, name, { growth: io.random(32), replay: io.random(32) })
  sayTo(io)(`made ${folder}: two keys and nothing seen yet`)
}

/** Lines for a policy, one for each key; the name in front is the policy's own and can be changed there. */
function policyLines({ name, growth, replay }: WitnessKeys, address: string | undefined) {
  const line = (own: string, vkey: string): string =>
    ["witness", own, vkey, ...(address === undefined ? [] : [address])].join(" ")
  const [growthKey, replayKey] = [printVkey(growth.key), printVkey(replay.key)]
  return [
    { vkey: growthKey, states: "growth", policy: line(name, growthKey) },
    { vkey: replayKey, states: "replay", policy: line(`${name}/replay`, replayKey) },
  ]
}

/** Standard output holds what a policy needs, standard error what it means. */
async function tell(
  io: Io,
  { data, json, serve }: WitnessOptions,
  keys: WitnessKeys,
  address: string | undefined,
  logs: readonly FollowedLog[],
): Promise<void> {
  const replays = logs.some(({ fetchTile }) => fetchTile !== undefined)
  const lines = policyLines(keys, address).slice(0, serve && !replays ? 1 : 2)
  const followed = logs.map(({ key, fetchTile }) => ({
    origin: key.name,
    replays: fetchTile !== undefined,
  }))
  const say = sayTo(io)
  const [growth, replay] = lines
  if (address !== undefined) say(`witness ${keys.name} in ${data} answers at ${address}`)
  say(`states growth: ${growth?.vkey}`)
  say(replay === undefined ? "states no replay" : `states replay: ${replay.vkey}`)
  for (const { origin: name, replays: full } of followed)
    say(`follows ${name}: ${full ? "growth and replay" : "growth only"}`)
  if (json === true)
    await outJson(io, { name: keys.name, url: address ?? null, keys: lines, logs: followed })
  else
    await outLines(
      io,
      lines.map(({ policy }) => policy),
    )
}
