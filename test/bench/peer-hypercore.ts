/** hypercore: an append-only log with one writer's signature under the tree of each append. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { appendBatches, type LeftOut, notInstalled, type Peer, peerPackage } from "./peer.ts"

type Core = {
  readonly length: number
  ready(): Promise<void>
  append(blocks: readonly Uint8Array[]): Promise<unknown>
  close(): Promise<void>
}
type Hypercore = new (storage: string) => Core

export async function openHypercore(): Promise<readonly Peer[] | LeftOut> {
  const Hypercore = peerPackage("hypercore") as Hypercore | undefined
  if (Hypercore === undefined) return notInstalled("hypercore")
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const core = new Hypercore(join(folder, "core"))
  await core.ready()
  const append = async (batch: readonly Uint8Array[]): Promise<void> => {
    const before = core.length
    await core.append(
      batch.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)),
    )
    if (core.length !== before + batch.length)
      throw new Error(`expected ${before + batch.length} blocks, got ${core.length}`)
  }
  return [
    {
      name: "hypercore, 100 an append",
      count: 4000,
      append: (parcels, check) => appendBatches(parcels, 100, check, append),
      close: async () => {
        await core.close()
        await rm(folder, { recursive: true })
      },
    },
  ]
}
