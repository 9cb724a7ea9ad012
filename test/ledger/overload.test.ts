import { describe, expect, it } from "vitest"
import { Overloaded } from "../../src/api/overloaded.ts"
import type { Scrutiny } from "../../src/custody/scrutiny.ts"
import { scrutinyHere } from "../../src/custody/scrutiny.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { intake, parcel } from "../support/acts.ts"
import { expectOk, makeWorld } from "../support/world.ts"

describe("a ledger that has as much waiting as it takes on", () => {
  it("turns more away, keeps what it has, and takes it when it is asked again", async () => {
    let isShut = false
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const scrutiny: Scrutiny = async (asked) => {
      if (isShut) await gate
      return scrutinyHere(verifyNode)(asked)
    }
    const world = await makeWorld({ ledger: { scrutiny, mostWaiting: 4 } })
    const before = world.store.size()
    const bags = Array.from({ length: 9 }, () => parcel(intake(world.pens.shop)))
    isShut = true
    const [first, second] = [bags.slice(0, 2), bags.slice(2, 4)].map((each) =>
      world.ledger.submit(each),
    )
    for (const some of [bags.slice(4, 5), bags])
      await expect(world.ledger.submit(some)).rejects.toMatchObject({
        name: "Overloaded",
        message: "4 parcels are waiting; send it again in 2 s",
        retryAfter: 2,
      })
    open()
    const kept = [...((await first) ?? []), ...((await second) ?? [])].map(expectOk)
    expect(kept.map(({ index }) => index)).toEqual([0, 1, 2, 3].map((n) => before + n))
    // However long a submission is, it is taken where nobody else is waiting.
    const again = (await world.ledger.submit(bags)).map(expectOk)
    expect(again.map(({ repeated }) => repeated)).toEqual(bags.map((_, i) => i < 4))
    expect(world.store.size()).toBe(before + bags.length)
  })

  it("is no failure of the ledger", () => {
    expect(new Overloaded(7, 2)).toBeInstanceOf(Error)
  })
})
