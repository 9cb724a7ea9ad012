/** Appending, with every signature checked and every commit synced, against signatures alone. */

import type { AddressInfo } from "node:net"
import { buildApp } from "../../src/server/app.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { HttpClient } from "./http-client.ts"
import { figure, type Figure, rateOf } from "./measure.ts"
import { openScene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 10_000
const linesAnIntake = 50
const rounds = 7
const handOversARound = 4000
const warmUp = 12_000
const capacityMs = 1000

type Way = {
  readonly name: string
  readonly count: number
  readonly send: (parcels: readonly Uint8Array[]) => Promise<number>
}

/** Each way by turns, and before each what the machine can do at that moment. */
export async function benchAppend(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "append ")
  const scene = await openScene(fleet)
  const client = new HttpClient()
  const app = buildApp(scene.ledger)
  try {
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as AddressInfo
    const ways: readonly Way[] = [
      {
        name: "append: in process, 128 at a time",
        count: handOversARound,
        send: (parcels) => sendAll(parcels, 128, 8, scene.submit),
      },
      {
        name: "append: over HTTP, 100 a request, 8 connections",
        count: handOversARound,
        send: (parcels) => client.send(parcels, { port, connections: 8, batch: 100 }),
      },
      {
        name: "append: over HTTP, 1 a request, 64 connections",
        count: handOversARound / 2,
        send: (parcels) => client.send(parcels, { port, connections: 64, batch: 1 }),
      },
    ]
    await sendAll(await crew.intakes(items, linesAnIntake), 20, 2, scene.submit)
    await sendAll(await crew.handOvers(warmUp), 128, 8, scene.submit)
    const measured = ways.map(() => ({ rates: [] as number[], limits: [] as number[] }))
    for (let round = 0; round < rounds; round++)
      for (const [i, { count, send }] of ways.entries()) {
        const parcels = await crew.handOvers(count)
        measured[i]?.limits.push(await crew.capacity(capacityMs))
        // Publication is part of the price.
        const rate = await rateOf(async () => {
          const sent = await send(parcels)
          await scene.ledger.publish()
          return sent
        })
        measured[i]?.rates.push(rate)
      }
    return ways.map(({ name }, i) =>
      figure(name, "hand-overs/s", measured[i]?.rates ?? [], measured[i]?.limits ?? []),
    )
  } finally {
    await client.close()
    await app.close()
    await scene.close()
    await crew.close()
  }
}
