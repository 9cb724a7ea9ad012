/** `npm run bench`: all benchmarks, or those named; a table for people, or with --json a line for each figure. */

import { useTorsionCheck } from "../../src/cose/ed25519.ts"
import { useSha256 } from "../../src/encoding/hash.ts"
import { isTorsionFreeNode } from "../../src/platform/ed25519.ts"
import { sha256Node } from "../../src/platform/sha256.ts"
import { benchAppend } from "./append.ts"
import { benchBundle } from "./bundle.ts"
import { benchLimit } from "./limit.ts"
import type { Figure } from "./measure.ts"
import { benchReplay } from "./replay.ts"

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  limit: benchLimit,
  append: benchAppend,
  replay: benchReplay,
  bundle: benchBundle,
}

useSha256(sha256Node)
useTorsionCheck(isTorsionFreeNode)
const words = process.argv.slice(2)
const isJson = words.includes("--json")
const named = words.filter((word) => word !== "--json")
const stranger = named.find((name) => benches[name] === undefined)
if (stranger !== undefined) {
  console.error(`no benchmark is called ${stranger}; there are ${Object.keys(benches).join(", ")}`)
  process.exit(2)
}
const found: Figure[] = []
for (const name of named.length === 0 ? Object.keys(benches) : named) {
  if (!isJson) console.error(`${name} …`)
  for (const each of (await benches[name]?.()) ?? []) {
    found.push(each)
    if (isJson) console.log(JSON.stringify(each))
  }
}
if (!isJson) console.table(Object.fromEntries(found.map(({ bench, ...rest }) => [bench, rest])))
