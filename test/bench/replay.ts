/** An audit of a ledger from its first entry, on all cores, against signatures alone. */

import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { auditSource } from "../../src/cli/audit-source.ts"
import { copyTiles } from "../../src/cli/tile-folder.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openScrutinyPool } from "../../src/platform/scrutiny-pool.ts"
import { audit } from "../../src/replay/audit.ts"
import { readHead } from "../../src/store/head.ts"
import { runCommand } from "./command.ts"
import { Crew } from "./crew.ts"
import { fleetOrigin, type FleetSize } from "./fleet.ts"
import { figure, type Figure } from "./measure.ts"
import { openScene, type Scene, sendAll } from "./scene.ts"

const fleet: FleetSize = { organisations: 8, people: 32 }
const items = 4000
const handOvers = 16_000
const rounds = 5
const capacityMs = 1000
/** The second audit finds this part more. */
const more = 0.1
const mostMiB = 512

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
    return [
      figure("replay: audit of a data folder", "hand-overs/s", rates, limits),
      ...(await wholeCommands(crew, scene)),
    ]
  } finally {
    await pool.close()
    await scene.close()
    await crew.close()
  }
}

/** `kvitto audit` as people run it: of the tiles twice, with a state, and of the data folder. */
async function wholeCommands(crew: Crew, scene: Scene): Promise<readonly Figure[]> {
  const { folder, ledger } = scene
  const [tiles, state] = [join(folder, "tiles"), join(folder, "replay")]
  const auditTiles = async () => {
    await copyTiles(ledger, tiles, () => {})
    return runCommand("audit", tiles, "--state", state)
  }
  const first = await auditTiles()
  await sendAll(await crew.handOvers(more * handOvers), 128, 8, scene.submit)
  await ledger.publish()
  const second = await auditTiles()
  await scene.release()
  const about = { format: "kvitto data folder", version: 1, origin: fleetOrigin }
  await writeFile(join(folder, "ledger.json"), `${JSON.stringify(about)}\n`)
  const limit = await crew.capacity(capacityMs)
  const whole = await runCommand("audit", folder)
  const rate = (1000 * (1 + more) * handOvers) / whole.milliseconds
  const took = [second.milliseconds]
  return [
    figure("replay: whole command, data folder", "hand-overs/s", [rate], [limit]),
    figure("replay: its memory at most", "MiB", [whole.peak], [mostMiB]),
    figure("replay: first audit of tiles, its memory at most", "MiB", [first.peak], [mostMiB]),
    figure("replay: second audit, a tenth more", "ms", took, [first.milliseconds]),
  ]
}
