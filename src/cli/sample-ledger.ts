/** A sample ledger with nothing in it yet: devices and ledger on one clock moved by hand, and a genesis that says so. */

import { draft, type Pen, type SignedDraft } from "../custody/draft.ts"
import type { Terms } from "../custody/statement.ts"
import { createLedger, type Ledger } from "../ledger/ledger.ts"
import type { LedgerKeys } from "../ledger/running.ts"
import { verifyNode } from "../platform/ed25519.ts"
import type { FetchTile } from "../replay/tile-fetch.ts"
import type { Store } from "../store/store.ts"
import type { Policy } from "../verifier/policy.ts"
import { type Devices, makeDevices, type Random } from "./sample-devices.ts"
import type { OpenedWitnesses } from "./sample-witnesses.ts"

/** On a clock moved by hand nobody is ever late: everybody is heard, however slow the machine. */
const patienceMs = 60_000

/** Every sample ledger's origin begins so; no real one can, because nobody can own the name (RFC 2606). */
export const sampleOriginPrefix = "sample.invalid/"

export type NewLedger = {
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

export type BegunLedger = {
  readonly devices: Devices
  readonly governors: readonly Pen[]
  readonly ledger: Ledger
  readonly closeWitnesses: () => Promise<void>
}

/** Throws LedgerFault as `createLedger` does. `offsetAt`: minutes east of UTC, as the devices have them. */
export async function beginSample(
  options: NewLedger,
  start: number,
  offsetAt?: (moment: number) => number,
): Promise<BegunLedger> {
  const { store, headPath, keys, random } = options
  const origin = keys.checkpoint.key.name
  if (!origin.startsWith(sampleOriginPrefix))
    throw new Error(`sample: expected an origin ${sampleOriginPrefix}…, got ${origin}`)
  const { policy, open } = options.witnesses ?? {}
  const witnessKeys = policy?.witnesses.map(({ key }) => key) ?? []
  const devices = makeDevices(origin, random, start, witnessKeys, offsetAt)
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
    hearEveryWitness: true,
  })
  own = ledger
  devices.show(await ledger.publish())
  return { devices, governors, ledger, closeWitnesses: async () => witnesses?.close() }
}

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
