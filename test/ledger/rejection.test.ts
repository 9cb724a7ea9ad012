import { describe, expect, it } from "vitest"
import { encodeParcel } from "../../src/api/parcel.ts"
import { draft } from "../../src/custody/draft.ts"
import { makeSeal } from "../../src/log/seal.ts"
import { intake, parcel } from "../support/acts.ts"
import { keyNamed, makeWorld, type World, worldKeys, worldOrigin } from "../support/world.ts"

describe("rejection", () => {
  const refusals: readonly [string, (world: World) => Uint8Array | Promise<Uint8Array>][] = [
    ["malformed", () => Uint8Array.of(1, 2, 3)],
    ["too-long", () => new Uint8Array(5 * 1024 * 1024)],
    [
      "not-accepted-from-outside",
      (world) => parcel(draft("attestation", { over: "00".repeat(32) }, world.pens.shop)),
    ],
    [
      "not-accepted-from-outside",
      () => {
        const terms = { size: 3, mapRoot: new Uint8Array(32), subjects: 1, time: 1 }
        const statement = makeSeal(worldOrigin, terms, worldKeys.seal)
        return encodeParcel({ statement, openings: null, notes: [], predecessors: [] })
      },
    ],
    ["wrong-origin", (world) => parcel(intake({ ...world.pens.shop, origin: "other.example" }))],
    [
      "key-never-enrolled",
      (world) => parcel(intake({ ...world.pens.shop, key: keyNamed("nobody") })),
    ],
    [
      "key-never-enrolled",
      (world) => parcel(intake({ ...world.pens.shop, party: world.parties.bank.id })),
    ],
    [
      "bad-signature",
      (world) => {
        const key = { ...world.pens.shop.key, sign: keyNamed("nobody").sign }
        return parcel(intake({ ...world.pens.shop, key }))
      },
    ],
    [
      "nonce-reused",
      async (world) => {
        const random = (length: number) => new Uint8Array(length).fill(7)
        const [one, two] = [{}, { goods: "key" } as const].map((line) =>
          intake({ ...world.pens.shop, random }, [line]),
        )
        await world.submit(one as NonNullable<typeof one>)
        return parcel(two as NonNullable<typeof two>)
      },
    ],
    [
      "openings-mismatch",
      (world) => {
        const [one, two] = [intake(world.pens.shop), intake(world.pens.shop)]
        return parcel({ ...one, leaves: two.leaves })
      },
    ],
    ["malformed", (world) => parcel(intake(world.pens.shop), { predecessors: [Uint8Array.of(9)] })],
    [
      "malformed",
      (world) => {
        const [one, two, three] = [1, 2, 3].map(() => intake(world.pens.shop)) as [
          ReturnType<typeof intake>,
          ReturnType<typeof intake>,
          ReturnType<typeof intake>,
        ]
        const inner = parcel(two, { predecessors: [parcel(one)] })
        return parcel(three, { predecessors: [inner] })
      },
    ],
  ]

  it.each(refusals)("%s, and nothing is written", async (code, make) => {
    const world = await makeWorld()
    const bytes = await make(world)
    const size = world.store.size()
    const [answer] = await world.ledger.submit([bytes])
    expect(answer).toMatchObject({ ok: false, code })
    expect(world.store.size()).toBe(size)
    await world.publish()
    expect(world.store.size() - size).toBeLessThanOrEqual(1)
  })

  it("refuses one and appends its neighbours", async () => {
    const world = await makeWorld()
    const [one, two] = [intake(world.pens.shop), intake(world.pens.shop)]
    const answers = await world.ledger.submit([parcel(one), Uint8Array.of(0), parcel(two)])
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true])
  })
})
