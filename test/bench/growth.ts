/**
 * A ledger as it grows, in the real server: what an entry costs at the end against what it cost early, memory, opening,
 * the map, and the bytes on disk. Each item is handed over five times and then rests. With `--folder` the ledger is kept, and
 * a later run goes on from the size on record.
 */

import { mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { httpLedger } from "../../src/api/client.ts"
import { decodeParcel } from "../../src/api/parcel.ts"
import { holdsLedger, storeIn } from "../../src/cli/data-folder.ts"
import { Crew } from "./crew.ts"
import type { FleetSize } from "./fleet.ts"
import { expectKept, killUnderLoad } from "./growth-kill.ts"
import {
  keepPiece,
  killedPiece,
  partAt,
  type Piece,
  type Plan,
  planFor,
  readPieces,
} from "./growth-record.ts"
import { HttpClient } from "./http-client.ts"
import { figure, type Figure, median } from "./measure.ts"
import type { BenchOptions } from "./options.ts"
import { makeFleetFolder, type Server, startServer } from "./server.ts"

const growthFleet: FleetSize = { organisations: 8, people: 32 }
const entriesByDefault = 100_000
/** Hand-overs of an item: with its intake, ten million entries are two million items. */
const life = 5
const linesAnIntake = 50
const publishEvery = 5000
const capacityMs = 300
const timesOpened = 3
const mebibyte = 1024 * 1024

export async function benchGrowth(options: BenchOptions): Promise<readonly Figure[]> {
  const plan = planFor(options.entries ?? entriesByDefault)
  const folder = options.folder ?? join(await mkdtemp(join(tmpdir(), "kvitto-bench-")), "ledger")
  try {
    if (!(await holdsLedger(folder))) await makeFleetFolder(folder, growthFleet)
    await growTo(plan, folder)
    const pieces = await readPieces(folder)
    if (pieces.length === 0) throw new Error(`${folder}: no growth run is on record there`)
    const stored = await bytesIn(storeIn(folder))
    const opened: Opened = { clean: [], cleanCpu: [], killed: [], killedCpu: [] }
    for (let run = 0; run < timesOpened; run++) {
      const server = await startServer(folder, publishEvery)
      opened.clean.push(server.openSeconds)
      opened.cleanCpu.push(server.openCpuSeconds)
      const from = await sizeOf(server)
      const acknowledged = await killUnderLoad(server, growthFleet)
      const after = await startServer(folder, publishEvery)
      opened.killed.push(after.openSeconds)
      opened.killedCpu.push(after.openCpuSeconds)
      await expectKept(after, acknowledged)
      await keepPiece(folder, killedPiece(pieces, from, await sizeOf(after)))
      await after.stop()
    }
    return figuresOf(plan, pieces, stored, opened)
  } finally {
    if (options.folder === undefined) await rm(join(folder, ".."), { recursive: true })
  }
}

/** Seconds, and of them those that the process ran, of each opening. */
type Opened = Readonly<Record<"clean" | "cleanCpu" | "killed" | "killedCpu", number[]>>

const sizeOf = async ({ port }: Server): Promise<number> =>
  (await httpLedger(new URL(`http://127.0.0.1:${port}`)).about()).size

/** Appends until as many are on record as planned; the next piece is made while this one is sent, but where that would show. */
async function growTo(plan: Plan, folder: string): Promise<void> {
  const server = await startServer(folder, publishEvery)
  const client = new HttpClient()
  let size = await sizeOf(server)
  const crew = new Crew(growthFleet, `growth from ${size} `, life)
  try {
    const before = await readPieces(folder)
    let hasEarly = before.some(({ to, part }) => part === "early" && to >= 2 * plan.window)
    const parcelsFor = async (entries: number): Promise<Made> => {
      const items = Math.ceil(entries / (life + 1 / linesAnIntake))
      const intakes = await crew.intakes(items, linesAnIntake)
      return madeOf([intakes, await crew.handOvers(entries - intakes.length)])
    }
    let living = 0
    if (size < plan.entries) {
      const intakes = await crew.intakes(plan.window / life, linesAnIntake, true)
      living = intakes.length * linesAnIntake
      await send(client, server.port, [intakes])
    }
    let next = size < plan.entries ? parcelsFor(plan.piece) : undefined
    for (size = await sizeOf(server); size < plan.entries; ) {
      const part = partAt(plan, size, hasEarly)
      const made = await (next ?? parcelsFor(plan.piece))
      const isLast = size + plan.piece >= plan.entries
      next = part === "between" && !isLast ? parcelsFor(plan.piece) : undefined
      const capacity = part === "between" ? 0 : await crew.capacity(capacityMs)
      const piece = await sendPiece(client, server, made, { part, from: size, capacity })
      await keepPiece(folder, { ...piece, items: piece.items + living })
      living = 0
      hasEarly ||= part === "early" && piece.to >= 2 * plan.window
      size = piece.to
      console.error(`growth: ${size} entries, ${Math.round((1000 * plan.piece) / piece.wallMs)}/s`)
    }
  } finally {
    await client.close()
    await server.stop()
    await crew.close()
  }
}

type Made = Pick<Piece, "items" | "statementBytes" | "openingBytes"> & {
  /** One after the other: what is in one must be on record before the next. */
  readonly batches: readonly (readonly Uint8Array[])[]
}

function madeOf(batches: Made["batches"]): Made {
  let [statementBytes, openingBytes] = [0, 0]
  for (const bytes of batches.flat()) {
    const parcel = decodeParcel(bytes)
    if ("fault" in parcel) throw new Error(parcel.fault)
    statementBytes += parcel.statement.length
    openingBytes += (parcel.openings?.length ?? 0) + (parcel.offerOpenings?.length ?? 0)
  }
  return { batches, items: (batches[0]?.length ?? 0) * linesAnIntake, statementBytes, openingBytes }
}

async function send(client: HttpClient, port: number, batches: Made["batches"]): Promise<void> {
  for (const parcels of batches) await client.send(parcels, { port, connections: 8, batch: 100 })
}

async function sendPiece(
  client: HttpClient,
  server: Server,
  { batches, ...sums }: Made,
  known: Pick<Piece, "part" | "from" | "capacity">,
): Promise<Piece> {
  const before = await server.usage()
  const began = performance.now()
  await send(client, server.port, batches)
  const wallMs = performance.now() - began
  const { cpuMs, mapMs, mapCpuMs, peakRss } = await server.usage()
  return {
    ...known,
    ...sums,
    to: await sizeOf(server),
    wallMs,
    cpuMs: cpuMs - before.cpuMs,
    mapMs: mapMs - before.mapMs,
    mapCpuMs: mapCpuMs - before.mapCpuMs,
    peakRss,
  }
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((a, b) => a + b, 0)
}

/** Late pieces, each against the median of the early ones: they were not measured side by side. */
const against = (
  late: readonly number[],
  early: readonly number[],
): readonly [values: readonly number[], limits: readonly number[]] => [
  late,
  late.map(() => median(early)),
]

function figuresOf(
  plan: Plan,
  pieces: readonly Piece[],
  stored: number,
  opened: Opened,
): readonly Figure[] {
  const early = pieces.filter(({ part }) => part === "early")
  const late = pieces.filter(
    ({ part, from }) => part === "late" && from >= plan.entries - plan.window,
  )
  const sum = (of: (piece: Piece) => number, some = pieces): number =>
    some.reduce((total, piece) => total + of(piece), 0)
  const each = (of: (piece: Piece) => number, some: readonly Piece[]): readonly number[] =>
    some.map((piece) => of(piece) / (piece.to - piece.from))
  const inPairs = (piece: Piece): number => (piece.wallMs / 1000) * piece.capacity
  const perLate = (of: (piece: Piece) => number): number =>
    (1000 * sum(of, late)) / sum((piece) => piece.to - piece.from, late)
  const cpuUs = ({ cpuMs }: Piece): number => 1000 * cpuMs
  const [from, to] = [early[0]?.from ?? 0, early.at(-1)?.to ?? 0]
  const name = (what: string): string => `growth to ${plan.entries} entries: ${what}`
  const sent = sum(({ statementBytes }) => statementBytes)
  const openings = sum(({ openingBytes }) => openingBytes)
  return [
    figure(
      name(`an entry at the end, against ${from} to ${to}`),
      "checks of two signatures",
      ...against(each(inPairs, late), each(inPairs, early)),
    ),
    figure(
      name(`the server's CPU for an entry at the end, against ${from} to ${to}`),
      "µs",
      ...against(each(cpuUs, late), each(cpuUs, early)),
    ),
    figure(name("the map, for an entry at the end"), "µs", [perLate(({ mapMs }) => mapMs)]),
    figure(name("the map, for an entry at the end, CPU"), "µs", [
      perLate(({ mapCpuMs }) => mapCpuMs),
    ]),
    figure(name("items"), "items", [sum(({ items }) => items)]),
    figure(name("the server's memory at most"), "MiB", [
      Math.max(...pieces.map(({ peakRss }) => peakRss)) / mebibyte,
    ]),
    figure(name("opened after it was closed"), "s", opened.clean),
    figure(name("opened after it was closed, CPU"), "s", opened.cleanCpu),
    figure(name("opened after kill -9 under load"), "s", opened.killed),
    figure(name("opened after kill -9 under load, CPU"), "s", opened.killedCpu),
    figure(
      name("bytes stored, over statements and openings"),
      "bytes",
      [stored],
      [sent + openings],
    ),
    figure(name("bytes stored, over statements alone"), "bytes", [stored], [sent]),
  ]
}
