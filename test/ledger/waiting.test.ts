import { setTimeout } from "node:timers/promises"
import { afterEach, describe, expect, it } from "vitest"
import type { Wait } from "../../src/api/ledger-api.ts"
import { Waiting } from "../../src/ledger/waiting.ts"
import { textOf } from "../../src/encoding/bytes.ts"
import { parseTlogProof } from "../../src/log/tlog-proof.ts"
import { intake, parcel } from "../support/acts.ts"
import { expectOk, makeWorld, type World } from "../support/world.ts"

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const long = { ms: 20_000 }

/** An entry of its own that no checkpoint holds yet. */
async function entered({ ledger, pens }: World): Promise<number> {
  const [answer] = await ledger.submit([parcel(intake(pens.shop))])
  if (answer === undefined) throw new Error("expected an answer")
  return expectOk(answer).index
}

type Asked = { readonly proof: Promise<Uint8Array | undefined>; readonly isOver: () => boolean }

function ask({ ledger }: World, index: number, wait: Wait = long): Asked {
  let over = false
  const proof = ledger.tlogProof(index, wait).finally(() => {
    over = true
  })
  proof.catch(() => {})
  return { proof, isOver: () => over }
}

const indexIn = async ({ proof }: Asked): Promise<number | undefined> => {
  const bytes = await proof
  return bytes && parseTlogProof(bytes)?.index
}

describe("who waits for a proof", () => {
  it("has it as soon as a publication holds the entry, and not before", async () => {
    const world = await makeWorld()
    const index = await entered(world)
    const asked = ask(world, index)
    await setTimeout(50)
    expect(asked.isOver()).toBe(false)
    expect(await world.ledger.tlogProof(index)).toBeUndefined()
    await world.publish()
    expect(await indexIn(asked)).toBe(index)
    expect(await indexIn(ask(world, index))).toBe(index)
  })

  it("has nothing when the time is over, or nobody wants it any longer", async () => {
    const world = await makeWorld()
    const index = await entered(world)
    const began = performance.now()
    expect(await ask(world, index, { ms: 60 }).proof).toBeUndefined()
    expect(performance.now() - began).toBeGreaterThan(55)
    const ending = new AbortController()
    const asked = ask(world, index, { ...long, signal: ending.signal })
    await setTimeout(20)
    expect(asked.isOver()).toBe(false)
    ending.abort()
    expect(await asked.proof).toBeUndefined()
    expect(await ask(world, index, { ...long, signal: ending.signal }).proof).toBeUndefined()
  })

  it("does not wait for what is not on record", async () => {
    const world = await makeWorld()
    const { size } = await world.ledger.about()
    for (const index of [size, size + 1000, -1, 0.5, Number.NaN])
      expect(await ask(world, index).proof).toBeUndefined()
  })

  it("is turned away where too many wait, and taken when they are through", async () => {
    const world = await makeWorld({ ledger: { mostWaiting: 2 } })
    const index = await entered(world)
    const two = [ask(world, index), ask(world, index)]
    await expect(ask(world, index).proof).rejects.toMatchObject({
      name: "Overloaded",
      message: "2 requests for proofs are waiting; send it again in 5 s",
      retryAfter: 5,
    })
    await world.publish()
    for (const each of two) expect(await indexIn(each)).toBe(index)
    const later = await entered(world)
    expect(await ask(world, later, { ms: 10 }).proof).toBeUndefined()
  })

  it("is let go when the ledger closes", async () => {
    const world = await makeWorld()
    const index = await entered(world)
    const asked = ask(world, index)
    await world.ledger.close()
    expect(await asked.proof).toBeUndefined()
  })

  it("has it when the quorum has cosigned, and not before", async () => {
    const world = await makeWorld({ witnessed: true })
    const { witnesses } = world
    if (witnesses === undefined) throw new Error("expected witnesses")
    closing.push(() => witnesses.close())
    const index = await entered(world)
    for (const name of ["north", "south"] as const) witnesses.down.add(name)
    const asked = ask(world, index)
    await world.publish()
    await setTimeout(20)
    expect(asked.isOver()).toBe(false)
    // On record, published, and seen by too few: no proof is given of that.
    expect((await world.ledger.about()).published).toBeGreaterThan(index)
    expect(await world.ledger.tlogProof(index)).toBeUndefined()
    expect(await world.ledger.coseReceipt(index)).toBeUndefined()
    witnesses.down.clear()
    await world.publish()
    expect(textOf((await asked.proof) as Uint8Array)?.match(/^— /gm)?.length).toBeGreaterThan(3)
  })
})

describe("waiting", () => {
  it("keeps nobody who is through", async () => {
    const waiting = new Waiting(1)
    for (let index = 0; index < 3; index++) {
      const one = waiting.until(index, long)
      await expect(waiting.until(index, long)).rejects.toMatchObject({ name: "Overloaded" })
      waiting.covered(index)
      await expect(waiting.until(index, long)).rejects.toMatchObject({ name: "Overloaded" })
      waiting.covered(index + 1)
      await one
    }
    waiting.close()
    await waiting.until(9, long)
  })
})
