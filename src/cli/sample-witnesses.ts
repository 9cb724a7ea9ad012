/**
 * The four witnesses of a sample ledger, in folders of their own beside it: all watch its growth, two replay it. During
 * the sample day they run in this process and on its clock; afterwards each is a process of its own.
 */

import { join } from "node:path"
import type { WitnessLink } from "../ledger/witnessing.ts"
import { type NoteKey, printVkey } from "../log/note.ts"
import { parsePolicy, type Policy } from "../verifier/policy.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import type { Witness } from "../witness/witness.ts"
import type { Random } from "./sample-devices.ts"
import { makeWitnessFolder, openWitnessFolder, readWitnessKeys } from "./witness-folder.ts"

/** `replays`: whether it also rebuilds the whole ledger, with a second key. */
const cast = [
  { name: "north", replays: true },
  { name: "south", replays: true },
  { name: "east", replays: false },
  { name: "west", replays: false },
] as const

export type SampleWitness = {
  readonly name: string
  readonly replays: boolean
  readonly folder: string
}

export const sampleWitnessesIn = (folder: string): readonly SampleWitness[] =>
  cast.map((each) => ({ ...each, folder: join(folder, "witnesses", each.name) }))

/** Their keys by the names that the policy gives them; `url` says where each answers. */
export async function sampleWitnessPolicy(
  folder: string,
  log: NoteKey,
  url: (witness: SampleWitness) => string | undefined = () => undefined,
): Promise<Policy> {
  const lines = await Promise.all(
    sampleWitnessesIn(folder).map(async (each) => {
      const { growth, replay } = await readWitnessKeys(each.folder)
      const at = url(each) ?? ""
      const own = `witness ${each.name} ${printVkey(growth.key)} ${at}`
      return each.replays
        ? [own, `witness ${each.name}-replay ${printVkey(replay.key)} ${at}`]
        : [own]
    }),
  )
  const replaying = cast.filter(({ replays }) => replays).map(({ name }) => `${name}-replay`)
  const text = [
    `log ${printVkey(log)}`,
    ...lines.flat(),
    `group growth 3 ${cast.map(({ name }) => name).join(" ")}`,
    "quorum growth",
    "faulty 1",
    `group replay all ${replaying.join(" ")}`,
    "replay-quorum replay",
  ]
  const result = parsePolicy(text.map((line) => `${line.trimEnd()}\n`).join(""))
  if (result.ok) return result.policy
  throw new Error(`sample policy: line ${result.fault.line}: ${result.fault.sentence}`)
}

export async function makeSampleWitnesses(folder: string, random: Random): Promise<void> {
  for (const each of sampleWitnessesIn(folder))
    await makeWitnessFolder(each.folder, `${each.name}.sample.invalid`, {
      growth: random(32),
      replay: random(32),
    })
}

/** The witnesses of one sample, opened in this process. */
export type OpenedWitnesses = {
  readonly links: readonly WitnessLink[]
  readonly close: () => Promise<void>
}

/** Long enough for a machine that does other things: on the sample day everybody is always heard. */
const patienceMs = 60_000

export async function openSampleWitnesses(
  folder: string,
  log: NoteKey,
  clock: () => number,
  fetchTile: FetchTile,
): Promise<OpenedWitnesses> {
  const opened: Witness[] = []
  const faults: unknown[] = []
  const close = async (): Promise<void> => {
    for (const witness of opened) await witness.close()
    // On the sample day nothing goes wrong; a fault is the program's own.
    if (faults.length > 0) throw faults[0]
  }
  const links: WitnessLink[] = []
  try {
    for (const each of sampleWitnessesIn(folder)) {
      const { growth, replay } = await readWitnessKeys(each.folder)
      const witness = await openWitnessFolder(each.folder, {
        logs: [{ key: log, fetchTile: each.replays ? fetchTile : undefined }],
        clock,
        replayDeadlineMs: patienceMs,
        report: (error) => {
          faults.push(error)
        },
      })
      opened.push(witness)
      const keys = each.replays ? [growth.key, replay.key] : [growth.key]
      links.push({ name: each.name, keys, api: witness, everyMs: 0 })
    }
    return { links, close }
  } catch (error) {
    await close()
    throw error
  }
}
