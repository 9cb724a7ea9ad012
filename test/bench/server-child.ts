/**
 * `kvitto serve` on a data folder, as the program has it, in a process of its own that also says what it used. Started
 * by server.ts; arguments: the folder, and milliseconds between publications.
 */

import { existsSync, readFileSync } from "node:fs"
import { serve } from "../../src/cli/serving.ts"
import { nodeIo } from "../../src/cli/node-io.ts"
import { useTorsionCheck } from "../../src/cose/ed25519.ts"
import type { Hash } from "../../src/encoding/bytes.ts"
import { useSha256 } from "../../src/encoding/hash.ts"
import { MapTrie } from "../../src/merkle/map.ts"
import { isTorsionFreeNode } from "../../src/platform/ed25519.ts"
import { sha256Node } from "../../src/platform/sha256.ts"

/** Of the whole process since it began; what is in memory now is in bytes. */
export type Usage = {
  readonly cpuMs: number
  /** Spent in the map: setting subjects, and hashing up to the root; by the clock, and running. */
  readonly mapMs: number
  readonly mapCpuMs: number
  readonly rss: number
  readonly peakRss: number
  /** JavaScript's heap, and the buffers beside it. */
  readonly heap: number
}

export type ChildAnswer =
  | {
      readonly kind: "ready"
      readonly port: number
      readonly openMs: number
      readonly openCpuMs: number
    }
  | ({ readonly kind: "usage" } & Usage)

/** Of the main thread: when it is, and how long it has run, in milliseconds. */
type Moment = { readonly wall: number; readonly cpu: number }

const schedule = `/proc/self/task/${process.pid}/schedstat`
const canTellCpu = existsSync(schedule)

/** Linux counts a thread's running time in nanoseconds; elsewhere nobody does, and the clock must do. */
function moment(): Moment {
  const wall = performance.now()
  const cpu = canTellCpu ? Number(readFileSync(schedule, "utf8").split(" ")[0]) / 1e6 : wall
  return { wall, cpu }
}

let [mapMs, mapCpuMs] = [0, 0]

/** Times each publication from the first subject that is set to the root: in between, the ledger does nothing else. */
function watchMap(): void {
  const plain = Object.getOwnPropertyDescriptors(MapTrie.prototype)
  let began: Moment | undefined
  MapTrie.prototype.set = function watchedSet(leaf) {
    began ??= moment()
    plain.set.value?.call(this, leaf)
  }
  MapTrie.prototype.root = function watchedRoot() {
    const result = plain.root.value?.call(this) as Hash
    if (began !== undefined) {
      const { wall, cpu } = moment()
      mapMs += wall - began.wall
      mapCpuMs += cpu - began.cpu
      began = undefined
    }
    return result
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const peakRss = process.resourceUsage().maxRSS * 1024
  return {
    cpuMs: (user + system) / 1000,
    mapMs,
    mapCpuMs,
    rss,
    peakRss,
    heap: heapUsed + external,
  }
}

const tell = (answer: ChildAnswer): void => void process.send?.(answer)

useSha256(sha256Node)
useTorsionCheck(isTorsionFreeNode)
watchMap()
const [folder = "", publishEvery = ""] = process.argv.slice(2)
process.on("message", (asked) => {
  if (asked === "collect") (globalThis as { gc?: () => void }).gc?.()
  tell({ kind: "usage", ...usage() })
})
const began = performance.now()
const before = usage().cpuMs
await serve(
  nodeIo(),
  { folder, host: "127.0.0.1", port: 0, publishEvery: Number(publishEvery) },
  async ({ port }) =>
    tell({
      kind: "ready",
      port,
      openMs: performance.now() - began,
      openCpuMs: usage().cpuMs - before,
    }),
)
