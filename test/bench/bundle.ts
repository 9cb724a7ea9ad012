/** Verifying the bundle of an item with a hundred hand-overs, against its signatures alone; and its size. */

import { signersOf } from "../../src/custody/handover.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { toBeSigned } from "../../src/cose/sign.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { openDelivery } from "../../src/ledger/append.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import { verify } from "../../src/verifier/verify.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import { fleetKey, fleetOf, fleetOrigin, type FleetSize, Maker } from "./fleet.ts"
import { figure, type Figure } from "./measure.ts"
import { openScene } from "./scene.ts"

const fleet: FleetSize = { organisations: 4, people: 2 }
const handOvers = 100
const runs = 21

type Signature = readonly [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array]

function signaturesIn(parcels: readonly Uint8Array[]): readonly Signature[] {
  const keys = new Map<string, Uint8Array>()
  const { keyName } = fleetOf(fleet)
  for (let organisation = 0; organisation < fleet.organisations; organisation++)
    for (let person = 0; person < fleet.people; person++) {
      const { keyId, publicKey } = fleetKey(keyName(organisation, person))
      keys.set(keyId, publicKey)
    }
  return parcels.flatMap((parcel) => {
    const delivery = openDelivery(parcel, fleetOrigin)
    if (isRejected(delivery)) throw new Error(delivery.sentence)
    return signersOf(delivery.own.opened).map(
      ({ signed }): Signature => [
        keys.get(signed.keyId) as Uint8Array,
        toBeSigned(signed),
        signed.signature,
      ],
    )
  })
}

const millisecondsOf = (step: () => void): number => {
  const began = performance.now()
  step()
  return performance.now() - began
}

export async function benchBundle(): Promise<readonly Figure[]> {
  const scene = await openScene(fleet)
  try {
    const maker = new Maker(fleet, fleetOf(fleet), "bundle")
    const first = maker.intake(1)
    await scene.submit([first])
    const parcels = Array.from({ length: handOvers }, () => maker.handOver())
    for (const parcel of parcels) await scene.submit([parcel])
    await scene.ledger.publish()
    const item = maker.items[0]?.id as ItemId
    const at = Date.now()
    const bytes = await scene.ledger.bundle({ item, from: at, to: at, scope: "unit" })
    const policy = parsePolicy(textOf(await scene.ledger.policy()) ?? "")
    if (bytes === undefined || !policy.ok) throw new Error("expected a bundle and a policy")
    const signatures = signaturesIn(parcels)
    const [alone, whole]: [number[], number[]] = [[], []]
    for (let run = 0; run < runs; run++) {
      alone.push(
        millisecondsOf(() => {
          for (const [key, message, signature] of signatures)
            if (!verifyNode(key, message, signature)) throw new Error("a wrong signature")
        }),
      )
      whole.push(
        millisecondsOf(() => {
          const { steps } = verify(bytes, policy.policy, { verify: verifyNode })
          if (steps.some(({ ok }) => !ok)) throw new Error("expected a bundle without faults")
        }),
      )
    }
    const bundle = decodeBundle(bytes)
    if ("fault" in bundle) throw new Error(bundle.fault)
    const content =
      bundle.entries.reduce((sum, { bytes: entry }) => sum + entry.length, 0) +
      bundle.openings.reduce((sum, { leaves }) => sum + (leaves?.length ?? 0), 0)
    return [
      figure("bundle: 100 hand-overs verified, one thread", "ms", whole, alone),
      figure("bundle: size over entries and openings", "bytes", [bytes.length], [content]),
    ]
  } finally {
    await scene.close()
  }
}
