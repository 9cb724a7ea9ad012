/** Signatures that are answered for later give the verdict that they would have given at once, whatever they are. */

import { beforeAll, describe, expect, it } from "vitest"
import type { Ed25519Verify } from "../../src/cose/ed25519.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { type Ed25519VerifyAsync, verifyAsync } from "../../src/verifier/verify-async.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handOver, intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { makeWorld } from "../support/world.ts"

const policy = ownPolicy()
let file: Uint8Array
let drawer: Uint8Array
/** Every signature in the file, and in the receipt that is not in it, as hex. */
let asked: readonly string[]

beforeAll(async () => {
  const world = await makeWorld()
  const { shop, carrier } = world.pens
  const bag = intake(shop)
  const there = handOver(shop, carrier, bag.held, { contract: world.contract })
  await world.submit(bag, there)
  await world.publish()
  drawer = handOver(carrier, shop, there.held).bytes
  const at = world.clock.now()
  const item = bag.items[0] as ItemId
  file = (await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })) as Uint8Array
  const seen = new Set<string>()
  const noting: Ed25519Verify = (publicKey, message, signature) => {
    seen.add(toHex(signature))
    return verifyNode(publicKey, message, signature)
  }
  expect(verify(file, policy, { verify: noting, loose: [drawer] }).genuine).toBe(true)
  asked = [...seen]
})

/** The rule, but for these signatures, which it calls wrong. */
const denying =
  (wrong: ReadonlySet<string>): Ed25519Verify =>
  (publicKey, message, signature) =>
    !wrong.has(toHex(signature)) && verifyNode(publicKey, message, signature)

const later =
  (check: Ed25519Verify): Ed25519VerifyAsync =>
  async (...triple) =>
    check(...triple)

async function expectAlike(wrong: ReadonlySet<string>): Promise<void> {
  const check = denying(wrong)
  const loose = [drawer]
  const atOnce = verify(file, policy, { verify: check, loose })
  expect(await verifyAsync(file, policy, later(check), { loose })).toEqual(atOnce)
}

describe("verification with answers that come later", () => {
  it("gives the same verdict where all hold, and asks for each once", async () => {
    const times = new Map<string, number>()
    const counting: Ed25519VerifyAsync = async (publicKey, message, signature) => {
      const name = toHex(signature)
      times.set(name, (times.get(name) ?? 0) + 1)
      return verifyNode(publicKey, message, signature)
    }
    const verdict = await verifyAsync(file, policy, counting, { loose: [drawer] })
    expect(verdict).toEqual(verify(file, policy, { verify: verifyNode, loose: [drawer] }))
    expect([...times.keys()].toSorted()).toEqual([...asked].toSorted())
    expect(new Set(times.values())).toEqual(new Set([1]))
  })

  it("gives the same verdict where any one of them is wrong", async () => {
    expect(asked.length).toBeGreaterThan(20)
    for (const signature of asked) await expectAlike(new Set([signature]))
  })

  it("gives the same verdict where several are wrong, or all", async () => {
    for (const step of [2, 3, 5])
      for (let from = 0; from < step; from++)
        await expectAlike(new Set(asked.filter((_, i) => i % step === from)))
    await expectAlike(new Set(asked))
  })

  it("says nothing before the last answer is there, in whatever order they come", async () => {
    const open: (() => void)[] = []
    const slow: Ed25519VerifyAsync = (...triple) =>
      new Promise((resolve) => open.push(() => resolve(verifyNode(...triple))))
    let isSettled = false
    const running = verifyAsync(file, policy, slow).finally(() => (isSettled = true))
    const [last, ...others] = open
    for (const answer of others.toReversed()) answer()
    await new Promise(setImmediate)
    expect(isSettled).toBe(false)
    last?.()
    expect(await running).toEqual(verify(file, policy, { verify: verifyNode }))
  })

  it("judges the bytes that it was given, whatever is written over them meanwhile", async () => {
    const [lent, lentDrawer] = [new Uint8Array(file), new Uint8Array(drawer)]
    const wrong = new Set(asked.slice(-1))
    const check = denying(wrong)
    const running = verifyAsync(lent, policy, later(check), { loose: [lentDrawer] })
    lent.fill(0)
    lentDrawer.fill(0)
    expect(await running).toEqual(verify(file, policy, { verify: check, loose: [drawer] }))
  })

  it("answers another question than the file's own, and refuses what is no file", async () => {
    const asking = { from: 5, to: 9, scope: "contents" } as const
    const check = later(verifyNode)
    expect(await verifyAsync(file, policy, check, { asked: asking })).toEqual(
      verify(file, policy, { verify: verifyNode, asked: asking }),
    )
    const none = new Uint8Array(3)
    expect(await verifyAsync(none, policy, check)).toEqual(verify(none, policy))
  })

  it("passes on that it could not be asked", async () => {
    const broken = new Error("no such thread")
    const failing: Ed25519VerifyAsync = () => Promise.reject(broken)
    await expect(verifyAsync(file, policy, failing)).rejects.toBe(broken)
  })
})
