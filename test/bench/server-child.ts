/**
 * `kvitto serve` on a data folder, as the program has it, in a process of its own that also says what it used. Started
 * by server.ts; arguments: the folder, and milliseconds between publications.
 */

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
  /** Spent in the map: setting subjects, and hashing up to the root. */
  readonly mapMs: number
  readonly rss: number
  readonly peakRss: number
  /** JavaScript's heap, and the buffers beside it. */
  readonly heap: number
}

export type ChildAnswer =
  | { readonly kind: "ready"; readonly port: number; readonly openMs: number }
  | ({ readonly kind: "usage" } & Usage)

let mapMs = 0

/** Wraps what the ledger calls at a publication; reading a clock twice costs some 0.1 µs a call, and is counted too. */
function watchMap(): void {
  const plain = Object.getOwnPropertyDescriptors(MapTrie.prototype)
  const timed = <T>(step: () => T): T => {
    const began = performance.now()
    const result = step()
    mapMs += performance.now() - began
    return result
  }
  MapTrie.prototype.set = function watchedSet(leaf) {
    timed(() => plain.set.value?.call(this, leaf))
  }
  MapTrie.prototype.root = function watchedRoot() {
    return timed(() => plain.root.value?.call(this)) as Hash
  }
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external } = process.memoryUsage()
  const peakRss = process.resourceUsage().maxRSS * 1024
  return { cpuMs: (user + system) / 1000, mapMs, rss, peakRss, heap: heapUsed + external }
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
await serve(
  nodeIo(),
  { folder, host: "127.0.0.1", port: 0, publishEvery: Number(publishEvery) },
  async ({ port }) => tell({ kind: "ready", port, openMs: performance.now() - began }),
)
