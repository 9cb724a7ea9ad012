/** Where the openings of an offer are found, whichever parcel brought them. */

import { describe, expect, it } from "vitest"
import { encodeParcel } from "../../src/api/parcel.ts"
import { encodeLeaves } from "../../src/custody/sealed.ts"
import { readPlaced } from "../../src/ledger/evidence.ts"
import { libraryFor } from "../../src/ledger/library.ts"
import { decodeBundle } from "../../src/log/bundle.ts"
import { accept, intake, offer, parcel } from "../support/acts.ts"
import { expectOk, makeWorld, worldOrigin } from "../support/world.ts"

describe("the openings of an offer", () => {
  it.each([
    ["with the offer", false, true],
    ["with its acceptance", true, false],
    ["with both", false, false],
    ["with neither", true, true],
  ])("that came %s", async (_, bareOffer, bareAcceptance) => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const taken = intake(shop)
    const offered = offer(shop, carrier.party, taken.held, { sealed: { whole: { remark: "x" } } })
    const accepted = accept(carrier, offered)
    const receipt = encodeParcel({
      statement: accepted.bytes,
      openings: encodeLeaves(accepted.leaves),
      offerOpenings: bareAcceptance ? null : encodeLeaves(offered.leaves),
      notes: [],
      predecessors: [],
    })
    const sent = [parcel(taken), parcel(offered, { bare: bareOffer }), receipt]
    const answers = (await world.ledger.submit(sent)).map(expectOk)
    await world.publish()
    const ground = { store: world.store, origin: worldOrigin }
    const placed = await Promise.all(answers.map(({ index }) => readPlaced(ground, index)))
    const expected = bareOffer && bareAcceptance ? undefined : offered.leaves
    for (const order of [placed, placed.toReversed()]) {
      const library = await libraryFor(
        ground,
        order.map(({ opened }) => opened),
      )
      expect(library.leaves(offered.id)).toEqual(expected)
      expect(library.leaves(accepted.id)).toEqual(accepted.leaves)
    }
    const at = world.clock.now()
    const question = { item: taken.items[0] as never, from: at, to: at, scope: "unit" } as const
    const bundle = decodeBundle((await world.ledger.bundle(question)) ?? new Uint8Array(0))
    if ("fault" in bundle) throw new Error(bundle.fault)
    const shown = bundle.openings.find(({ statement }) => statement === offered.id)
    expect(shown?.leaves).toEqual(expected && encodeLeaves(expected))
  })
})
