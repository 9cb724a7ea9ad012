/** What this machine can do at most: signatures on all cores, hashes on one, synced writes on its disk. */

import { mkdtemp, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sha256 } from "../../src/encoding/hash.ts"
import { verifier } from "../../src/platform/ed25519.ts"
import { Crew } from "./crew.ts"
import { figure, type Figure } from "./measure.ts"

const runs = 7
const milliseconds = 700

function hashRate(): number {
  const message = new Uint8Array(65)
  const began = performance.now()
  let count = 0
  for (; performance.now() - began < milliseconds; count += 1000)
    for (let i = 0; i < 1000; i++) message.set(sha256(message), 1)
  return (1000 * count) / (performance.now() - began)
}

async function syncRate(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "kvitto-bench-"))
  const file = await open(join(folder, "synced"), "w")
  const bytes = new Uint8Array(400)
  const began = performance.now()
  let count = 0
  for (; performance.now() - began < milliseconds; count++) {
    await file.write(bytes)
    await file.datasync()
  }
  const rate = (1000 * count) / (performance.now() - began)
  await file.close()
  await rm(folder, { recursive: true })
  return rate
}

export async function benchLimit(): Promise<readonly Figure[]> {
  const crew = new Crew({ organisations: 8, people: 8 }, "limit ")
  const [pairs, hashes, syncs]: [number[], number[], number[]] = [[], [], []]
  try {
    await crew.intakes(100, 50)
    await crew.handOvers(512)
    for (let run = 0; run < runs; run++) {
      pairs.push(await crew.capacity(milliseconds))
      hashes.push(hashRate())
      syncs.push(await syncRate())
    }
  } finally {
    await crew.close()
  }
  return [
    figure(`limit: two signatures, ${verifier}, all cores`, "hand-overs/s", pairs),
    figure("limit: SHA-256 of 65 bytes, one core", "hashes/s", hashes),
    figure("limit: synced writes of 400 bytes", "writes/s", syncs),
  ]
}
