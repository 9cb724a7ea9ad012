/** The thread in which a ledger is replayed: the page stays free for whoever reads it. */

import { httpLedger } from "../api/client.ts"
import { openWebScrutiny } from "../platform/webcrypto.ts"
import { type Kept, type Replayed, ReplayFault, replayLog } from "./replaying.ts"

export type ReplayOrder =
  | { readonly act: "start"; readonly before: readonly Kept[] }
  | { readonly act: "stop" }

export type ReplayNews =
  | { readonly state: "running"; readonly done: number; readonly size: number }
  | { readonly state: "stopped" }
  | { readonly state: "done"; readonly replayed: Replayed; readonly by: "WebCrypto" | "portable" }
  | {
      readonly state: "failed"
      readonly code: ReplayFault["code"] | "unreachable"
      readonly why: string
    }

const tell = (news: ReplayNews): void => postMessage(news)

/** A page is told no more often than it can draw. */
const betweenNews = 100

let isStopped = false

async function start(before: readonly Kept[]): Promise<void> {
  isStopped = false
  const ledger = httpLedger(new URL(location.origin))
  const scrutiny = await openWebScrutiny()
  let toldAt = 0
  const replayed = await replayLog({
    note: await ledger.checkpoint(),
    fetchTile: (tile) => ledger.tile(tile),
    ...(scrutiny === undefined ? {} : { scrutiny }),
    before,
    isStopped: () => isStopped,
    progress: (done, size) => {
      if (performance.now() - toldAt < betweenNews && done < size) return
      toldAt = performance.now()
      tell({ state: "running", done, size })
    },
  })
  if (replayed === undefined) tell({ state: "stopped" })
  else tell({ state: "done", replayed, by: scrutiny === undefined ? "portable" : "WebCrypto" })
}

addEventListener("message", ({ data: order }: MessageEvent<ReplayOrder>) => {
  if (order.act === "stop") {
    isStopped = true
    return
  }
  start(order.before).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    tell({ state: "failed", code: error instanceof ReplayFault ? error.code : "unreachable", why })
  })
})
