/** `npm run bench`: the short benchmarks, or those named; a table for people, or with --json a line for each figure. */

import { useTorsionCheck } from "../../src/cose/ed25519.ts"
import { useSha256 } from "../../src/encoding/hash.ts"
import { isTorsionFreeNode } from "../../src/platform/ed25519.ts"
import { sha256Node } from "../../src/platform/sha256.ts"
import { benchAppend } from "./append.ts"
import { benchBrowser } from "./browser.ts"
import { benchBundle } from "./bundle.ts"
import { benchGrowth } from "./growth.ts"
import { benchInner } from "./inner.ts"
import { benchLatency } from "./latency.ts"
import { benchLimit } from "./limit.ts"
import type { Figure } from "./measure.ts"
import { type BenchOptions, readOptions } from "./options.ts"
import { benchMemory } from "./memory.ts"
import { benchPaper } from "./paper.ts"
import { benchPeers } from "./peers.ts"
import { benchReplay } from "./replay.ts"

type Bench = (options: BenchOptions) => Promise<readonly Figure[]>

const short: Readonly<Record<string, Bench>> = {
  limit: benchLimit,
  inner: benchInner,
  append: benchAppend,
  replay: benchReplay,
  bundle: benchBundle,
  browser: benchBrowser,
}
/** Minutes each but the last, so they run only where they are named. */
const long: Readonly<Record<string, Bench>> = {
  peers: benchPeers,
  latency: benchLatency,
  memory: benchMemory,
  growth: benchGrowth,
  paper: benchPaper,
}
const benches = { ...short, ...long }

useSha256(sha256Node)
useTorsionCheck(isTorsionFreeNode)
const wanted = readOptions(process.argv.slice(2), Object.keys(benches))
if ("fault" in wanted) {
  console.error(wanted.fault)
  process.exit(2)
}
const { names, isJson, ...options } = wanted
const chosen = names.length === 0 ? Object.keys(short) : names
if (names.length === 0 && !isJson)
  console.error(
    `left out, because they take minutes or measure nothing: ${Object.keys(long).join(", ")}`,
  )
const found: Figure[] = []
for (const name of chosen) {
  if (!isJson) console.error(`${name} …`)
  for (const each of (await benches[name]?.(options)) ?? []) {
    found.push(each)
    if (isJson) console.log(JSON.stringify(each))
  }
}
if (!isJson) console.table(Object.fromEntries(found.map(({ bench, ...rest }) => [bench, rest])))
