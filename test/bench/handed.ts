/** The bundle of one item with a hundred hand-overs, and every signature that its hand-overs bear. */

import { signersOf } from "../../src/custody/handover.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { toBeSigned } from "../../src/cose/sign.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import { openDelivery } from "../../src/ledger/append.ts"
import { fleetKey, fleetOf, fleetOrigin, type FleetSize, Maker } from "./fleet.ts"
import type { Signature } from "./noting.ts"
import { openScene } from "./scene.ts"

const fleet: FleetSize = { organisations: 4, people: 2 }
const handOvers = 100

/** `policy` as it is written; `signatures` two for each hand-over. */
export type Handed = {
  readonly bytes: Uint8Array
  readonly policy: string
  readonly signatures: readonly Signature[]
}

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

/** From a ledger of its own, which is gone again when this resolves. */
export async function handedOver(): Promise<Handed> {
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
    const policy = textOf(await scene.ledger.policy())
    if (bytes === undefined || policy === undefined)
      throw new Error("expected a bundle and a policy")
    return { bytes, policy, signatures: signaturesIn(parcels) }
  } finally {
    await scene.close()
  }
}
