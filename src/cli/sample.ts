/**
 * The sample ledger: one day of cash and value post, signed by real keys through the real path, on a clock moved by
 * hand for devices and ledger alike. Its genesis says that it is a sample, so every output does. docs/sample.md tells
 * the day.
 */

import { draft, type Pen, type SignedDraft } from "../custody/draft.ts"
import type { PartyId } from "../custody/identifier.ts"
import type { Terms } from "../custody/statement.ts"
import { createLedger, type Ledger } from "../ledger/ledger.ts"
import type { LedgerKeys } from "../ledger/running.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { Store } from "../store/store.ts"
import { duty, nightDrop, reservation, takings } from "./sample-cash.ts"
import { assemble, type PartyName, type Stage } from "./sample-cast.ts"
import { type Devices, makeDevices, type Random } from "./sample-devices.ts"
import { letter, refusedSignature } from "./sample-post.ts"
import { play, sampleCaseNames, type SampleCases, submitterOf, today } from "./sample-stage.ts"
import type { OpenedWitnesses } from "./sample-witnesses.ts"
import type { Policy } from "../verifier/policy.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import { fork, found, late, stolen, stranger } from "./sample-trouble.ts"

/** On the sample day nobody is ever late; a slow machine must not change that. */
const patienceMs = 60_000

/** Every sample ledger's origin begins so; no real one can, because nobody can own the name (RFC 2606). */
export const sampleOriginPrefix = "sample.invalid/"

export type SampleOptions = {
  /** Empty. */
  readonly store: Store
  readonly headPath: string | null
  /** The checkpoint key's name is the origin, `sample.invalid/…`. */
  readonly keys: LedgerKeys
  readonly random: Random
  /** Who cosigns it: the policy, and how to have its witnesses on the sample's clock. Nobody by default. */
  readonly witnesses?: {
    readonly policy: Policy
    readonly open: (clock: () => number, fetchTile: FetchTile) => Promise<OpenedWitnesses>
  }
}

export type Sample = {
  readonly cases: SampleCases
  readonly parties: Readonly<Record<PartyName, PartyId>>
  /** On the sample's own clock, which stands still now: close it, and open the store again to go on. */
  readonly ledger: Ledger
}

/** Creates the sample ledger and plays its day. Throws LedgerFault as `createLedger` does. */
export async function fillSample(options: SampleOptions): Promise<Sample> {
  const { store, headPath, keys, random } = options
  const origin = keys.checkpoint.key.name
  if (!origin.startsWith(sampleOriginPrefix))
    throw new Error(`sample: expected an origin ${sampleOriginPrefix}…, got ${origin}`)
  const { policy, open } = options.witnesses ?? {}
  const witnessKeys = policy?.witnesses.map(({ key }) => key) ?? []
  const devices = makeDevices(origin, random, today("05:00"), witnessKeys)
  const governors = [devices.pen(null, "governor"), devices.pen(null, "governor")]
  const genesis = signGenesis(devices, governors, keys)
  // The witnesses read a ledger that is made with them.
  let own: Ledger | undefined
  const witnesses = await open?.(devices.now, async (tile) => own?.tile(tile))
  const ledger = await createLedger({
    store,
    headPath,
    keys,
    clock: devices.now,
    verify: verifyNode,
    genesis: genesis.bytes,
    ...(policy === undefined ? {} : { policy }),
    witnesses: witnesses?.links ?? [],
    witnessTimeoutMs: patienceMs,
  })
  own = ledger
  devices.show(await ledger.publish())
  const submit = submitterOf(devices, ledger)
  devices.moveTo(today("05:03"))
  const cast = await assemble(devices, governors, submit)
  const scenes = allScenes({ cast, devices, submit })
  const left = await play(devices, ledger, scenes)
  const cases = inOrder(Object.assign({}, ...left) as Partial<SampleCases>)
  await witnesses?.close()
  return { cases, parties: cast.parties, ledger }
}

function inOrder(cases: Partial<SampleCases>): SampleCases {
  const named = sampleCaseNames.map((name) => {
    const asked = cases[name]
    if (asked === undefined) throw new Error(`sample: expected a case ${name}`)
    return [name, asked] as const
  })
  return Object.fromEntries(named) as SampleCases
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

function signGenesis(
  { origin }: Devices,
  governors: readonly Pen[],
  keys: LedgerKeys,
): SignedDraft {
  const [first, ...others] = governors
  if (first === undefined) throw new Error("sample: expected governors, got none")
  const terms: Terms["genesis"] = {
    origin,
    governors: governors.map(({ key }) => key.publicKey),
    threshold: governors.length,
    recoveryDelay: 7 * 24 * 3_600_000,
    sealKey: keys.seal.publicKey,
    promiseKey: keys.promise.publicKey,
    checkpointKey: keys.checkpoint.key.publicKey,
    sample: true,
  }
  return draft("genesis", terms, first, { attest: others })
}
