/** An audit of a ledger from its first entry, on all cores, against signatures alone. */

import { auditSource } from "../../src/cli/audit-source.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openScrutinyPool } from "../../src/platform/scrutiny-pool.ts"
import { audit } from "../../src/replay/audit.ts"
import { readHead } from "../../src/store/head.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { figure, type Figure } from "./measure.ts"
import { openScene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 4000
const handOvers = 16_000
const rounds = 5
const capacityMs = 1000

export async function benchReplay(): Promise<readonly Figure[]> {
  const crew = new Crew(fleet, "replay ")
  const scene = await openScene(fleet)
  const pool = openScrutinyPool()
  try {
    await sendAll(await crew.intakes(items, 50), 20, 2, scene.submit)
    for (let sent = 0; sent < handOvers; sent += 4000) {
      await sendAll(await crew.handOvers(4000), 128, 8, scene.submit)
      await scene.ledger.publish()
    }
    const limits: number[] = []
    const rates: number[] = []
    const head = await readHead(scene.headPath)
    for (let round = 0; round < rounds; round++) {
      limits.push(await crew.capacity(capacityMs))
      const began = performance.now()
      const { source, faults } = auditSource(scene.store, head)
      const report = await audit(source, verifyNode, () => {}, pool.scrutiny)
      const seconds = (performance.now() - began) / 1000
      if (!report.ok || faults.length > 0) throw new Error("expected a ledger without faults")
      rates.push(handOvers / seconds)
    }
    return [figure("replay: audit of a data folder", "hand-overs/s", rates, limits)]
  } finally {
    await pool.close()
    await scene.close()
    await crew.close()
  }
}
