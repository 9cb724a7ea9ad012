/** A witness that replays real ledgers from their tiles: what it signs with which key, and what it never signs. */

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { intake, handOver } from "../support/acts.ts"
import { fabricate, type Fabricated } from "../support/operator.ts"
import { fetchFrom, tilesOf } from "../support/tiled.ts"
import { makeWorld, type World, worldKeys } from "../support/world.ts"
import { printAddCheckpoint } from "../../src/log/add-checkpoint.ts"
import { claims } from "../../src/log/note.ts"
import { consistencyProof, leafHash, type NodeReader, nodeHash } from "../../src/merkle/tree.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import type { FetchTile } from "../../src/replay/tile-fetch.ts"
import { openReplay } from "../../src/witness/replay.ts"
import type { Witness } from "../../src/witness/witness.ts"
import { replaying, scratchFolder, witnessOf } from "./toy-log.ts"

const key = worldKeys.checkpoint.key
let scratch: Awaited<ReturnType<typeof scratchFolder>>
let world: World
/** Publications of the honest log, and of one whose map leaves out the last hand-over. */
let honest: Shown
let lying: Shown

type Shown = {
  readonly entries: readonly Uint8Array[]
  readonly publications: readonly { readonly size: number; readonly bytes: Uint8Array }[]
}

async function shownBy(log: Fabricated): Promise<Shown> {
  const entries: Uint8Array[] = []
  for await (const { bytes } of log.source().entries) entries.push(bytes)
  return { entries, publications: log.publications }
}

beforeAll(async () => {
  scratch = await scratchFolder()
  world = await makeWorld({ seed: "followed" })
  const { shop, carrier, bank } = world.pens
  const taken = intake(shop)
  await world.submit(taken)
  await world.publish()
  const moved = handOver(shop, carrier, taken.held)
  await world.submit(moved)
  await world.publish()
  const last = handOver(carrier, bank, moved.held)
  await world.submit(last)
  await world.publish()
  await world.submit(intake(shop))
  await world.publish()
  honest = await shownBy(await fabricate(world))
  const hide = (_: unknown, { id }: { id: string }): boolean => id === last.id
  lying = await shownBy(await fabricate(world, { hide }))
})
afterAll(() => scratch.remove())

const nodeOf =
  (entries: readonly Uint8Array[]): NodeReader =>
  (level, index) =>
    level === 0
      ? leafHash(entries[index] as Uint8Array)
      : nodeHash(nodeOf(entries)(level - 1, 2 * index), nodeOf(entries)(level - 1, 2 * index + 1))

/** Each publication as the log would serve and show it, in order; gives how many lines each 200 had. */
async function show(
  { entries, publications }: Shown,
  folder: string,
  publicationsShown = publications,
): Promise<{ readonly lines: readonly string[]; readonly fault: string | null | undefined }> {
  let size = 0
  const fetchTile: FetchTile = async (tile) => fetchFrom(tilesOf(entries.slice(0, size)))(tile)
  const replay = await openReplay({
    folder: `${folder}/replay`,
    log: key,
    fetchTile,
    verify: verifyNode,
  })
  const witness: Witness = await witnessOf(folder, [{ key, replay }], { replayDeadlineMs: 10_000 })
  const lines: string[] = []
  for (const { size: next, bytes } of publicationsShown) {
    const before = (await witness.about()).logs[0]?.size ?? 0
    size = next
    const proof =
      before === 0 || before === next ? [] : consistencyProof(before, next, nodeOf(entries))
    const answer = await witness.addCheckpoint(
      printAddCheckpoint({ oldSize: before, proof, checkpoint: bytes }),
    )
    if (answer.status !== 200) throw new Error(`expected 200, got ${JSON.stringify(answer)}`)
    const replayed = answer.signatures.some((line) => claims(line, replaying.key))
    lines.push(replayed ? "growth and replay" : "growth")
  }
  const fault = (await witness.about()).logs[0]?.fault
  await witness.close()
  return { lines, fault }
}

describe("a replaying witness", () => {
  it("vouches for an honest log with both keys, at every publication and after a restart", async () => {
    const folder = scratch.place()
    const { publications } = honest
    expect(publications.length).toBeGreaterThanOrEqual(4)
    const split = publications.length - 2
    const first = await show(honest, folder, publications.slice(0, split))
    const second = await show(honest, folder, publications.slice(split))
    const lines = publications.map(() => "growth and replay")
    expect([...first.lines, ...second.lines]).toEqual(lines)
    expect([first.fault, second.fault]).toEqual([null, null])
  })

  it("vouches for growth only from where the map leaves out a hand-over, for ever", async () => {
    const folder = scratch.place()
    const { lines, fault } = await show(lying, folder)
    const from = lines.indexOf("growth")
    expect(from).toBeGreaterThan(0)
    expect(lines.slice(from)).toEqual(lines.slice(from).map(() => "growth"))
    expect(lines.length - from).toBeGreaterThanOrEqual(2)
    expect(fault).toMatch(/map root/)
    const again = await show(lying, folder, lying.publications.slice(-1))
    expect(again).toEqual({ lines: ["growth"], fault })
  })
})
