/** What a phone takes home of the ledger, and what it does not take on the ledger's word. */

import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { deliver, prove } from "../../src/device/deliver.ts"
import { give } from "../../src/device/give.ts"
import type { Phone } from "../../src/device/phone.ts"
import { refresh, takePolicy } from "../../src/device/refresh.ts"
import { only } from "../../src/device/shelf.ts"
import { textOf, utf8 } from "../../src/encoding/bytes.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { printPolicy } from "../../src/verifier/policy.ts"
import { fillPhone, phoneOf } from "../support/phones.ts"
import { witnessPolicy } from "../support/witnesses.ts"
import { keyNamed, makeWorld, type World } from "../support/world.ts"

let world: World
let phone: Phone
let policy: string

beforeEach(async () => {
  world = await makeWorld({ witnessed: true })
  phone = await phoneOf(world, "shop")
  policy = textOf(await world.ledger.policy()) ?? ""
})
afterEach(() => world.ledger.close())

const known = async () => phone.shelf.get("known", only)
const naming = (text: string) => ({ ...world.ledger, policy: async () => utf8(text) })

/** One witness fewer: what an operator would name who has no friends but himself. */
const unwitnessed = (): string =>
  policy.replace(/^quorum .*$/m, "quorum none").replace(/^faulty .*$/m, "faulty 0")

/** An offer that is on record, and not proved yet. */
async function record(): Promise<void> {
  const [bag] = await fillPhone(world, phone, 1)
  await give(phone, { items: [bag?.item as never], to: world.parties.carrier.id })
  await deliver(phone, world.ledger)
  await world.publish()
}

describe("the trust policy of a phone", () => {
  it("is the one that the ledger named first; another one waits for the phone's owner", async () => {
    await refresh(phone, world.ledger)
    expect(await known()).toMatchObject({ policy, otherPolicy: null })
    const other = unwitnessed()
    expect(other).not.toBe(policy)
    await refresh(phone, naming(other))
    expect(await known()).toMatchObject({ policy, otherPolicy: other })
    await takePolicy(phone)
    expect(await known()).toMatchObject({ policy: other, otherPolicy: null })
    await refresh(phone, naming(other))
    expect(await known()).toMatchObject({ policy: other, otherPolicy: null })
  })

  it("forgets the other one when the ledger goes back to what it said", async () => {
    await refresh(phone, world.ledger)
    await refresh(phone, naming(unwitnessed()))
    await refresh(phone, world.ledger)
    expect(await known()).toMatchObject({ policy, otherPolicy: null })
    expect(await takePolicy(phone)).toEqual([])
  })

  it("follows witnesses to where they answer now", async () => {
    await refresh(phone, world.ledger)
    const moved = policy.replace(/^(witness \S+ \S+).*$/gm, "$1 http://moved.example")
    expect(moved).not.toBe(policy)
    await refresh(phone, naming(moved))
    expect(await known()).toMatchObject({ policy: moved, otherPolicy: null })
  })

  it("believes no checkpoint that only the other one's witnesses cosigned", async () => {
    await refresh(phone, world.ledger)
    const before = (await known())?.seen ?? null
    await record()
    // The ledger's own signature alone; by a policy without witnesses that is enough.
    const [body = "", signatures = ""] = (textOf(await world.ledger.checkpoint()) ?? "").split(
      "\n\n",
    )
    const bare = utf8(`${body}\n\n${signatures.split("\n")[0]}\n`)
    const lying = { ...naming(unwitnessed()), cosigned: async () => bare }
    await refresh(phone, lying)
    expect((await known())?.seen ?? null).toEqual(before)
    expect(await prove(phone, world.ledger)).toBe(0)
    await refresh(phone, world.ledger)
    expect(await prove(phone, world.ledger)).toBe(1)
  })

  it("is never one for another log", async () => {
    const { publicKey } = keyNamed("another log")
    const other = witnessPolicy(noteKey("another.example", TYPE_ED25519, publicKey))
    await refresh(phone, naming(printPolicy(other)))
    expect(await known()).toBeUndefined()
  })

  it("is not changed by what is no policy", async () => {
    await refresh(phone, world.ledger)
    await refresh(phone, naming("quorum many\n"))
    expect(await known()).toMatchObject({ policy, otherPolicy: null })
  })
})
