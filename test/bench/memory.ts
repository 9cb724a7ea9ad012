/** Memory of the real server: what items and entries add to it, and the most that the process ever had. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { HttpClient } from "./http-client.ts"
import { figure, type Figure } from "./measure.ts"
import type { BenchOptions } from "./options.ts"
import { makeFleetFolder, type Server, startServer } from "./server.ts"
import type { Usage } from "./server-child.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const entriesByDefault = 50_000
const linesAnIntake = 50
const publishEvery = 1000
/** What items add, and what entries add, are each measured so many times, on top of each other. */
const steps = 5
const mebibyte = 1024 * 1024

/** As much again as is measured afterwards, so that what only grows in the beginning has grown. */
const warmUpShare = 0.2

/** After everything has been published, and the garbage collected. */
async function settled(server: Server): Promise<Usage> {
  await new Promise((resolve) => setTimeout(resolve, 2 * publishEvery))
  return server.usage(true)
}

/** Bytes that each of `count` things added, step by step. */
const added = (
  usages: readonly Usage[],
  count: number,
  of: (usage: Usage) => number,
): readonly number[] =>
  usages.slice(1).map((usage, i) => (of(usage) - of(usages[i] as Usage)) / count)

/** As many items as entries, so that both can be told apart: intakes have 50 items each. */
export async function benchMemory(options: BenchOptions): Promise<readonly Figure[]> {
  const entries = options.entries ?? entriesByDefault
  const each = Math.floor(entries / steps)
  const root = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const folder = join(root, "ledger")
  await makeFleetFolder(folder, fleet)
  const server = await startServer(folder, publishEvery)
  const client = new HttpClient()
  const crew = new Crew(fleet, "memory ")
  const send = (parcels: readonly Uint8Array[], batch: number): Promise<number> =>
    client.send(parcels, { port: server.port, connections: 8, batch })
  try {
    const before = Math.ceil(warmUpShare * entries)
    await send(await crew.intakes(before, linesAnIntake), 10)
    await send(await crew.handOvers(before), 100)
    const empty = await settled(server)
    const afterItems = [empty]
    for (let step = 0; step < steps; step++) {
      await send(await crew.intakes(each, linesAnIntake), 10)
      afterItems.push(await settled(server))
    }
    const afterEntries = [afterItems.at(-1) as Usage]
    for (let step = 0; step < steps; step++) {
      await send(await crew.handOvers(each), 100)
      afterEntries.push(await settled(server))
    }
    const last = afterEntries.at(-1) as Usage
    const name = (what: string): string =>
      `memory with ${before + each * steps} items and as many hand-overs: ${what}`
    const heap = ({ heap: bytes }: Usage): number => bytes
    // What the system has given changes in large pieces, so only over all steps together.
    const resident = (usages: readonly Usage[]): readonly number[] =>
      added([usages[0] as Usage, usages.at(-1) as Usage], each * steps, ({ rss }) => rss)
    return [
      figure(name("resident at most"), "MiB", [last.peakRss / mebibyte]),
      figure(name("resident in the end"), "MiB", [last.rss / mebibyte]),
      figure(name("heap and buffers in the end"), "MiB", [last.heap / mebibyte]),
      figure(name("heap and buffers for an item"), "bytes", added(afterItems, each, heap)),
      figure(name("heap and buffers for an entry"), "bytes", added(afterEntries, each, heap)),
      figure(name("resident for an item"), "bytes", resident(afterItems)),
      figure(name("resident for an entry"), "bytes", resident(afterEntries)),
    ]
  } finally {
    await client.close()
    await server.stop()
    await crew.close()
    await rm(root, { recursive: true })
  }
}
