/** A ledger in a folder of its own, with the fleet enrolled and its items taken in. */

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createLedger, type Ledger, openLedger } from "../../src/ledger/ledger.ts"
import type { LedgerOptions } from "../../src/ledger/running.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { openScrutinyPool } from "../../src/platform/scrutiny-pool.ts"
import { openLevelStore } from "../../src/store/level.ts"
import type { Store } from "../../src/store/store.ts"
import { fleetKeys, fleetOf, type FleetSize, genesis, parcelOf } from "./fleet.ts"

export type Scene = {
  readonly ledger: Ledger
  readonly store: Store
  /** A data folder but for its `ledger.json`. */
  readonly folder: string
  readonly headPath: string
  /** Submits, and expects every one to be new and acknowledged. */
  readonly submit: (parcels: readonly Uint8Array[]) => Promise<void>
  /** Closes the ledger and opens it again, as it is on disk. */
  readonly reopened: () => Promise<Ledger>
  /** Closes the ledger, so that another program can open its folder. */
  readonly release: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Submits, and expects every one to be new and acknowledged. */
export async function submitTo(
  ledger: Pick<Ledger, "submit">,
  parcels: readonly Uint8Array[],
): Promise<void> {
  for (const answer of await ledger.submit(parcels))
    if (!answer.ok || answer.repeated)
      throw new Error(answer.ok ? "a hand-over was sent twice" : answer.sentence)
}

/** `ledgerOptions`: what this ledger does otherwise than by default. */
export async function openScene(
  fleet: FleetSize,
  ledgerOptions: Partial<LedgerOptions> = {},
): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const pool = openScrutinyPool((cause) => {
    throw cause
  })
  const headPath = join(folder, "head")
  const storePath = join(folder, "store")
  const store = await openLevelStore(storePath, { create: true })
  const options = {
    headPath,
    keys: fleetKeys,
    clock: Date.now,
    verify: verifyNode,
    scrutiny: pool.scrutiny,
    ...ledgerOptions,
  }
  const ledger = await createLedger({ ...options, store, genesis: genesis().bytes })
  let opened = ledger
  const submit = (parcels: readonly Uint8Array[]): Promise<void> => submitTo(ledger, parcels)
  const { enrolments } = fleetOf(fleet)
  for (let i = 0; i < enrolments.length; i += 100)
    await submit(enrolments.slice(i, i + 100).map(parcelOf))
  return {
    ledger,
    store,
    folder,
    headPath,
    submit,
    async reopened() {
      await opened.close()
      opened = await openLedger({
        ...options,
        store: await openLevelStore(storePath, { create: false }),
      })
      return opened
    },
    release: () => opened.close(),
    async close() {
      await opened.close()
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
