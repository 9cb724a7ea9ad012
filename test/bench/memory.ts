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
const handOversAtOnce = 10_000
const mebibyte = 1024 * 1024

/** Of what is measured, on record before, so that what only grows in the beginning has grown. */
const warmUpShare = 0.2

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** After everything has been published, and the garbage collected, more than once: buffers go after what held them. */
async function settled(server: Server): Promise<Usage> {
  await sleep(2 * publishEvery)
  for (let again = 0; again < 3; again++) {
    await server.usage(true)
    await sleep(100)
  }
  return server.usage(true)
}

/** As many items as entries, so that both can be told apart: intakes have 50 items each. */
export async function benchMemory(options: BenchOptions): Promise<readonly Figure[]> {
  const entries = options.entries ?? entriesByDefault
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
    await send(await crew.intakes(entries, linesAnIntake), 10)
    const withItems = await settled(server)
    for (let left = entries; left > 0; left -= handOversAtOnce)
      await send(await crew.handOvers(Math.min(left, handOversAtOnce)), 100)
    const last = await settled(server)
    const name = (what: string): string =>
      `memory with ${before + entries} items and as many hand-overs: ${what}`
    const bytesEach = (from: Usage, to: Usage, of: (usage: Usage) => number): readonly number[] => [
      (of(to) - of(from)) / entries,
    ]
    const heap = (usage: Usage): number => usage.heap
    const resident = (usage: Usage): number => usage.rss
    return [
      figure(name("resident at most"), "MiB", [last.peakRss / mebibyte]),
      figure(name("resident in the end"), "MiB", [last.rss / mebibyte]),
      figure(name("heap and buffers in the end"), "MiB", [last.heap / mebibyte]),
      figure(name("heap and buffers for an item"), "bytes", bytesEach(empty, withItems, heap)),
      figure(name("heap and buffers for an entry"), "bytes", bytesEach(withItems, last, heap)),
      figure(name("resident for an item"), "bytes", bytesEach(empty, withItems, resident)),
      figure(name("resident for an entry"), "bytes", bytesEach(withItems, last, resident)),
    ]
  } finally {
    await client.close()
    await server.stop()
    await crew.close()
    await rm(root, { recursive: true })
  }
}
