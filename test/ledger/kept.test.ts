/** What a running ledger keeps in memory must be what its store holds. */

import { describe, expect, it } from "vitest"
import { draft } from "../../src/custody/draft.ts"
import { makeSequencer } from "../../src/ledger/sequencer.ts"
import { audit } from "../../src/replay/audit.ts"
import { auditSource } from "../../src/cli/audit-source.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { intake } from "../support/acts.ts"
import { revocation } from "../support/robbed.ts"
import { makeWorld } from "../support/world.ts"

describe("a key that signs again and again", () => {
  it("is known as revoked from the group after its revocation on", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const codesOf = async () => {
      const [answer] = await world.submit(intake(shop))
      return answer?.findings.map(({ code }) => code)
    }
    expect([await codesOf(), await codesOf()]).toEqual([[], []])
    await world.submit(revocation(shop, world.parties.shop.root))
    expect(await codesOf()).toEqual(["key-revoked"])
    expect(await codesOf()).toEqual(["key-revoked"])
  })
})

describe("an item of many entries", () => {
  it.each([63, 64, 65, 130])("has all of them in its history: %i", async (count) => {
    const world = await makeWorld()
    const { shop } = world.pens
    const taken = intake(shop)
    const drafts = Array.from({ length: count - 1 }, () =>
      draft("report", { type: "deviation", items: taken.items, from: null, to: null }, shop),
    )
    const answers = await world.submit(taken, ...drafts)
    const item = taken.items[0] as (typeof taken.items)[number]
    const indexes = answers.map(({ index }) => index)
    expect(await world.ledger.history(item)).toEqual(indexes)
    await world.publish()
    const { source } = auditSource(world.store, undefined)
    expect((await audit(source, verifyNode)).faults).toEqual([])
    for await (const flaw of world.store.scrub()) expect(flaw).toBeUndefined()
  })
})

describe("items that are still being made", () => {
  it("take their turn by when they were announced, and one that fails holds up nobody", async () => {
    const taken: string[] = []
    const sequencer = makeSequencer(
      async (group: readonly string[]) => {
        taken.push(...group)
        return group
      },
      () => 1,
      { items: 10, weight: 100 },
    )
    let release: (made: readonly string[]) => void = () => {}
    const slow = new Promise<readonly string[]>((resolve) => {
      release = resolve
    })
    const first = sequencer.add(slow)
    const broken = sequencer.add(Promise.reject(new Error("cannot be read")))
    const last = sequencer.add(Promise.resolve(["last"]))
    await expect(broken).rejects.toThrow("cannot be read")
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(taken).toEqual([])
    release(["first"])
    expect([await first, await last]).toEqual([["first"], ["last"]])
    expect(taken).toEqual(["first", "last"])
  })
})
