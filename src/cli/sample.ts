/**
 * The sample ledger: one day of cash and value post, signed by real keys through the real path, on a clock moved by
 * hand for devices and ledger alike. Its genesis says that it is a sample, so every output does. docs/sample.md tells
 * the day.
 */

import type { PartyId } from "../custody/identifier.ts"
import type { Ledger } from "../ledger/ledger.ts"
import { duty, nightDrop, reservation, takings } from "./sample-cash.ts"
import { castSample, type PartyName, type Stage } from "./sample-cast.ts"
import { beginSample, type NewLedger } from "./sample-ledger.ts"
import { phones, type SamplePhone } from "./sample-phones.ts"
import { letter, refusedSignature } from "./sample-post.ts"
import {
  inOrder,
  pass,
  play,
  sampleCaseNames,
  type SampleCases,
  submitterOf,
  today,
} from "./sample-stage.ts"
import { fork, found, late, stolen, stranger } from "./sample-trouble.ts"

export type SampleOptions = NewLedger

export type Sample = {
  readonly cases: SampleCases
  readonly parties: Readonly<Record<PartyName, PartyId>>
  /** Whose phones can be enrolled. */
  readonly phones: readonly SamplePhone[]
  /** On the sample's own clock, which stands still now: close it, and open the store again to go on. */
  readonly ledger: Ledger
}

/** Creates the sample ledger and plays its day. Throws LedgerFault as `createLedger` does. */
export async function fillSample(options: SampleOptions): Promise<Sample> {
  const { devices, governors, ledger, closeWitnesses } = await beginSample(options, today("05:00"))
  const submit = submitterOf(devices, ledger)
  devices.moveTo(today("05:03"))
  const cast = await castSample(devices, governors, submit)
  const invited: SamplePhone[] = []
  const stage = { cast, devices, submit }
  const scenes = [...allScenes(stage), phones(stage, (all) => invited.push(...all))]
  const left = await play<Partial<SampleCases>>(scenes, (until) => pass(devices, ledger, until))
  const cases = inOrder(sampleCaseNames, Object.assign({}, ...left) as Partial<SampleCases>)
  await closeWitnesses()
  return { cases, parties: cast.parties, phones: invited, ledger }
}

const allScenes = (stage: Stage) => [
  duty(stage),
  takings(stage),
  reservation(stage),
  letter(stage),
  nightDrop(stage),
  found(stage),
  refusedSignature(stage),
  late(stage),
  fork(stage),
  stranger(stage),
  stolen(stage),
]
