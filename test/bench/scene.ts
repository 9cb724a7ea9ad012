/** A ledger in a folder of its own, with the fleet enrolled and its items taken in. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createLedger, type Ledger } from "../../src/ledger/ledger.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openScrutinyPool } from "../../src/platform/scrutiny-pool.ts"
import { openLevelStore } from "../../src/store/level.ts"
import type { Store } from "../../src/store/store.ts"
import { fleetKeys, fleetOf, type FleetSize, genesis, parcelOf } from "./fleet.ts"

export type Scene = {
  readonly ledger: Ledger
  readonly store: Store
  readonly headPath: string
  /** Submits, and expects every one to be new and acknowledged. */
  readonly submit: (parcels: readonly Uint8Array[]) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openScene(fleet: FleetSize): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const pool = openScrutinyPool((cause) => {
    throw cause
  })
  const headPath = join(folder, "head")
  const store = await openLevelStore(join(folder, "store"), { create: true })
  const ledger = await createLedger({
    store,
    headPath,
    keys: fleetKeys,
    clock: Date.now,
    verify: verifyNode,
    scrutiny: pool.scrutiny,
    genesis: genesis().bytes,
  })
  const submit = async (parcels: readonly Uint8Array[]): Promise<void> => {
    for (const answer of await ledger.submit(parcels))
      if (!answer.ok || answer.repeated)
        throw new Error(answer.ok ? "a hand-over was sent twice" : answer.sentence)
  }
  const { enrolments } = fleetOf(fleet)
  for (let i = 0; i < enrolments.length; i += 100)
    await submit(enrolments.slice(i, i + 100).map(parcelOf))
  return {
    ledger,
    store,
    headPath,
    submit,
    async close() {
      await ledger.close()
      await pool.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Sends parcels in batches, so many batches at a time, each in its order. */
export async function sendAll(
  parcels: readonly Uint8Array[],
  batch: number,
  atATime: number,
  send: (parcels: readonly Uint8Array[]) => Promise<void>,
): Promise<number> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < parcels.length) {
      const from = next
      next += batch
      await send(parcels.slice(from, from + batch))
    }
  }
  await Promise.all(Array.from({ length: atATime }, lane))
  return parcels.length
}
