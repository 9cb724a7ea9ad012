/**
 * The stage of the sample day. A scene is a generator: it does something, and yields the moment until which nothing
 * happens in it. The stage plays all scenes side by side in the order of those moments, and publishes on the way.
 */

import type { Answer, LedgerApi } from "../api/ledger-api.ts"
import { encodeParcel } from "../api/parcel.ts"
import type { SignedDraft } from "../custody/draft.ts"
import type { ItemId } from "../custody/identifier.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import type { Devices } from "./sample-devices.ts"

/** A question worth asking: an item, and an RFC 3339 time. */
export type SampleCase = { readonly item: ItemId; readonly at: string }

export const sampleCaseNames = [
  "rounds",
  "case",
  "reservation",
  "letter",
  "night-drop",
  "found",
  "refused-signature",
  "late",
  "fork",
  "stranger",
  "stolen",
] as const
export type SampleCaseName = (typeof sampleCaseNames)[number]
export type SampleCases = Cases<SampleCaseName>
/** The questions that a scene leaves behind. */
export type Cases<Name extends SampleCaseName> = Readonly<Record<Name, SampleCase>>

/** `T` is what a scene leaves behind. */
export type Scene<T> = AsyncGenerator<number, T, void>

export type Submit = (...drafts: readonly SignedDraft[]) => Promise<void>

const minute = 60_000
const publicationInterval = 5 * minute

/** Moments of the sample day, 2026-03-02, and of the two days after it; "08:06" in UTC. */
export const today = (time: string): number => momentOf("2026-03-02", time)
export const tomorrow = (time: string): number => momentOf("2026-03-03", time)
export const dayAfter = (time: string): number => momentOf("2026-03-04", time)

function momentOf(date: string, time: string): number {
  const moment = Date.parse(`${date}T${time}:00Z`)
  if (Number.isNaN(moment)) throw new Error(`sample: expected a time like 08:06, got ${time}`)
  return moment
}

export const sampleCase = (item: ItemId, moment: number): SampleCase => ({
  item,
  at: new Date(moment).toISOString(),
})

/** Appends statements with their openings and notes, as a device online does. */
export const submitterOf =
  (devices: Devices, ledger: LedgerApi): Submit =>
  async (...drafts) => {
    const parcels = drafts.map((each) => parcelOf(devices, each))
    for (const answer of await ledger.submit(parcels)) expectAppended(answer)
  }

export const parcelOf = (devices: Devices, { bytes, leaves }: SignedDraft): Uint8Array =>
  encodeParcel({
    statement: bytes,
    openings: leaves.length === 0 ? null : encodeLeaves(leaves),
    notes: devices.notesSeenIn(bytes),
    predecessors: [],
  })

export function expectAppended(answer: Answer): void {
  if (!answer.ok) throw new Error(`sample: ${answer.sentence}`)
}

/**
 * Lets time pass. The ledger publishes at every full five minutes; where nothing is new since the publication before,
 * there is nothing to publish, so one of those times is enough.
 */
export async function pass(devices: Devices, ledger: LedgerApi, until: number): Promise<void> {
  const next = Math.ceil(devices.now() / publicationInterval) * publicationInterval
  if (next <= until) {
    devices.moveTo(next)
    devices.show(await ledger.publish())
  }
  devices.moveTo(until)
}

/** Plays scenes side by side, and gives what they left behind. `wait` lets time pass until a moment. */
export async function play<Left>(
  scenes: readonly Scene<Left>[],
  wait: (until: number) => Promise<void>,
): Promise<readonly Left[]> {
  const left: Left[] = []
  let waiting: { readonly scene: Scene<Left>; readonly until: number }[] = []
  const resume = async (scene: Scene<Left>): Promise<void> => {
    const { done, value } = await scene.next()
    if (done === true) left.push(value)
    else waiting.push({ scene, until: value })
  }
  for (const scene of scenes) await resume(scene)
  for (;;) {
    const [first, ...others] = waiting.toSorted((a, b) => a.until - b.until)
    if (first === undefined) return left
    waiting = others
    await wait(first.until)
    await resume(first.scene)
  }
}

/** What scenes left behind, all of it, in the order of its names. */
export function inOrder<Name extends string, Left>(
  names: readonly Name[],
  left: Partial<Readonly<Record<Name, Left>>>,
): Readonly<Record<Name, Left>> {
  const named = names.map((name) => {
    const found = left[name]
    if (found === undefined) throw new Error(`sample: expected a case ${name}`)
    return [name, found] as const
  })
  return Object.fromEntries(named) as Record<Name, Left>
}
