/** A witness in a folder, served over HTTP until the program is asked to stop. */

import { RemoteFault } from "../api/exchange.ts"
import { type NoteKey, printVkey } from "../log/note.ts"
import { buildWitnessApp } from "../server/witness-app.ts"
import { type FetchTile, TileFault } from "../replay/tile-fetch.ts"
import type { Policy } from "../verifier/policy.ts"
import { url as readUrl } from "./arguments.ts"
import { failureOf, unusable } from "./failure.ts"
import type { Io } from "./io.ts"
import { type Address, listen } from "./serving.ts"
import { type FollowedLog, openWitnessFolder } from "./witness-folder.ts"

/** True: every log; false: none; undefined: those whose tiles the policy locates. */
export type Replaying = boolean | undefined

/** The logs of a trust policy, with their tiles where they are to be replayed. `file` is named in what goes wrong. */
export function followedLogs(
  file: string,
  { logs, urls }: Policy,
  replaying: Replaying,
  tilesAt: (prefix: URL) => FetchTile,
): readonly FollowedLog[] {
  if (logs.length === 0) throw unusable(`${file}: expected a line: log <vkey> [<url>]`)
  const origins = new Set(logs.map(({ name }) => name))
  if (origins.size !== logs.length) throw unusable(`${file}: two log lines have one origin`)
  return logs.map((key) => {
    const located = urls.get(printVkey(key))
    if (replaying === true && located === undefined)
      throw unusable(`${file}: ${key.name} has no URL, and its tiles are needed to replay it`)
    const wanted = replaying !== false && located !== undefined
    return { key, fetchTile: wanted ? tilesAt(locatedAt(file, key, located)) : undefined }
  })
}

function locatedAt(file: string, key: NoteKey, located: string): URL {
  try {
    return readUrl(located)
  } catch (cause) {
    throw unusable(`${file}: the URL of ${key.name} is not one of HTTP`, cause)
  }
}

/** Where tiles come from is as foreseen a failure as the disk. */
const sentenceOf = (error: unknown): string =>
  error instanceof TileFault || error instanceof RemoteFault
    ? error.message
    : failureOf(error).message

export type ServingWitness = Address & {
  readonly folder: string
  readonly logs: readonly FollowedLog[]
}

/** Serves until `io.asked`, then answers what has begun and closes. `ready` is told where, once it listens. */
export async function serveWitness(
  io: Io,
  { folder, logs, host, port }: ServingWitness,
  ready: (address: Address) => Promise<void>,
): Promise<void> {
  // What names it is an origin or a request.
  const report = (error: unknown, named: string): void =>
    io.err(`kvitto: ${named}: ${sentenceOf(error)}\n`)
  const clock = (): number => io.clock().at
  const witness = await openWitnessFolder(folder, { logs, clock, report })
  const app = buildWitnessApp(witness, report)
  // Listened for before anybody is told that this runs: a signal must not come in between.
  const asked = io.asked()
  try {
    await ready(await listen(app, { host, port }))
    await asked
  } finally {
    await app.close()
    await witness.close()
  }
}
