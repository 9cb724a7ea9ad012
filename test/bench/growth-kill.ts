/** A server that is killed while it appends: whatever it acknowledged must be there when it is opened again. */

import { httpLedger } from "../../src/api/client.ts"
import type { Answer } from "../../src/api/ledger-api.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import type { Server } from "./server.ts"

const items = 2000
const handOvers = 20_000
const lanes = 8
const batch = 100
/** Well within a publication, so that there is much to find again. */
const killAfterMs = 4000

/** What was acknowledged before the end, and where. */
export type Acknowledged = ReadonlyMap<string, number>

export async function killUnderLoad(server: Server, fleet: FleetSize): Promise<Acknowledged> {
  const ledger = httpLedger(new URL(`http://127.0.0.1:${server.port}`))
  const { size } = await ledger.about()
  const crew = new Crew(fleet, `killed at ${size} `)
  const acknowledged = new Map<string, number>()
  const keep = (answers: readonly Answer[]): void => {
    for (const answer of answers)
      if (answer.ok) acknowledged.set(answer.statement, answer.index)
      else throw new Error(answer.sentence)
  }
  try {
    keep(await ledger.submit(await crew.intakes(items, 50)))
    const parcels = await crew.handOvers(handOvers)
    const sending = { on: true }
    let next = 0
    const lane = async (): Promise<void> => {
      while (sending.on && next < parcels.length) {
        const from = next
        next += batch
        try {
          keep(await ledger.submit(parcels.slice(from, from + batch)))
        } catch (error) {
          if (sending.on) throw error
        }
      }
    }
    const sent = Promise.all(Array.from({ length: lanes }, lane))
    await new Promise((resolve) => setTimeout(resolve, killAfterMs))
    sending.on = false
    await server.kill()
    await sent
    return acknowledged
  } finally {
    await crew.close()
  }
}

/** Throws unless everything that was acknowledged stands where it was said to stand. */
export async function expectKept(server: Server, acknowledged: Acknowledged): Promise<void> {
  const ledger = httpLedger(new URL(`http://127.0.0.1:${server.port}`))
  for (const [statement, index] of acknowledged) {
    const found = await ledger.indexOf(statement as Parameters<typeof ledger.indexOf>[0])
    if (found !== index)
      throw new Error(`acknowledged as entry ${index}, found as ${found}: ${statement}`)
  }
}
