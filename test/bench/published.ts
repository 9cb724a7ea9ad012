/** A receipt on its way: from the phone to the promise, to a cosigned checkpoint, and to its proof, at half load. */

import type { AddressInfo } from "node:net"
import { buildApp } from "../../src/server/app.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { HttpClient } from "./http-client.ts"
import { type Figure, figureAt, figure, median, rateOf } from "./measure.ts"
import { Phones, type Waits } from "./phones.ts"
import { openScene, sendAll } from "./scene.ts"
import { openWitnesses } from "./witnesses.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 10_000
const warmUp = 4000
const trials = 3
const handOversATrial = 1000
/** The cadence of `kvitto serve`. */
const publishEvery = 5000
const publications = 4

/** Publishes as `kvitto serve` does. */
function onCadence(publish: () => Promise<unknown>): () => Promise<void> {
  let publishing: Promise<unknown> | undefined
  let failure: unknown
  const timer = setInterval(() => {
    publishing ??= publish()
      .catch((error: unknown) => {
        failure = error
      })
      .finally(() => {
        publishing = undefined
      })
  }, publishEvery)
  return async () => {
    clearInterval(timer)
    await publishing
    if (failure !== undefined) throw failure
  }
}

export async function benchPublished(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "published ")
  const four = await openWitnesses()
  const scene = await openScene(fleet, { policy: four.policy, witnesses: four.witnesses })
  const app = buildApp(scene.ledger)
  const client = new HttpClient()
  const phones = new Phones()
  try {
    await app.listen({ host: "127.0.0.1", port: 0 })
    const { port } = app.server.address() as AddressInfo
    await sendAll(await crew.intakes(items, 50), 20, 2, scene.submit)
    await sendAll(await crew.handOvers(warmUp), 128, 8, scene.submit)
    const rates: number[] = []
    for (let trial = 0; trial < trials; trial++) {
      const parcels = await crew.handOvers(handOversATrial)
      rates.push(await rateOf(() => client.send(parcels, { port, connections: 64, batch: 1 })))
    }
    const perSecond = median(rates) / 2
    const atHalfLoad = async (fetching: boolean): Promise<Waits> => {
      const count = Math.ceil((perSecond * publications * publishEvery) / 1000)
      const parcels = await crew.handOvers(count)
      const stop = onCadence(() => scene.ledger.publish())
      const waits = await phones.pace(port, parcels, perSecond, fetching)
      await stop()
      return waits
    }
    const quiet = await atHalfLoad(false)
    const fetching = await atHalfLoad(true)
    const both = (what: string, values: readonly number[], limit: number | null) =>
      [0.5, 0.99].map((part) =>
        figureAt(part, `latency: ${what}, p${100 * part}`, "ms", values, limit),
      )
    return [
      figure("latency: full load, 1 a request, 64 connections", "hand-overs/s", rates),
      ...both("half load, until promised", quiet.acknowledged, null),
      ...both("half load, until a cosigned checkpoint has it", quiet.covered, publishEvery),
      ...both("half load, all wait for their proofs, until promised", fetching.acknowledged, null),
      ...both(
        "half load, all wait for their proofs, until it is there",
        fetching.proved,
        publishEvery,
      ),
    ]
  } finally {
    await phones.close()
    await client.close()
    await app.close()
    await scene.close()
    await four.close()
    await crew.close()
  }
}
