/** Appending in process, with every signature checked and every commit synced, against signatures alone. */

import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { figure, type Figure, rateOf } from "./measure.ts"
import { openScene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 10_000
const linesAnIntake = 50
const rounds = 9
const handOversARound = 4000
const capacityMs = 1000
/** Five seconds at full speed are some twenty rounds of this length. */
const publishEvery = 3

export async function benchAppend(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "append ")
  const scene = await openScene(fleet)
  try {
    await sendAll(await crew.intakes(items, linesAnIntake), 20, 2, scene.submit)
    const warmUp = await crew.handOvers(handOversARound)
    await sendAll(warmUp, 128, 8, scene.submit)
    const limits: number[] = []
    const rates: number[] = []
    for (let round = 0; round < rounds; round++) {
      const parcels = await crew.handOvers(handOversARound)
      limits.push(await crew.capacity(capacityMs))
      const rate = await rateOf(async () => {
        const count = await sendAll(parcels, 128, 8, scene.submit)
        // Publication is part of the price.
        if (round % publishEvery === 0) await scene.ledger.publish()
        return count
      })
      rates.push(rate)
    }
    return [figure("append", "hand-overs/s", rates, limits)]
  } finally {
    await scene.close()
    await crew.close()
  }
}
