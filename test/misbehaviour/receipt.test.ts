/** A giver who passed a bag on twice, and what an honest one can come by. */

import { beforeAll, describe, expect, it } from "vitest"
import type { KeyId } from "../../src/cose/key.ts"
import { keyIdOf } from "../../src/cose/key.ts"
import { type Opened, openStatement, signersOf } from "../../src/custody/handover.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import type { Content } from "../../src/log/misbehaviour.ts"
import { accuseGiver } from "../../src/misbehaviour/accuse.ts"
import { accept, type AcceptOptions, type Held, intake, offer } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { dated, hour, seal } from "../support/judge.ts"
import { keyNamed, makeWorld, type World, worldOrigin } from "../support/world.ts"
import { failureOf, judged } from "./scene.ts"

let world: World
let bag: Held
let other: Held
let start: number
beforeAll(async () => {
  world = await makeWorld()
  const bags = intake(world.pens.carrier, [{}, {}])
  await world.submit(bags)
  start = await seal(world)
  ;[bag, other] = bags.held as [Held, Held]
})

const names = ["shop", "carrier", "bank", "post", "stranger"].map((name) => `${name} person`)
const publicKey = (id: KeyId): Uint8Array | undefined =>
  [...names, "second person", "one time"]
    .map((name) => keyNamed(name).publicKey)
    .find((key) => keyIdOf(key) === id)

const accused = (first: Uint8Array, second: Uint8Array) =>
  accuseGiver(worldOrigin, bag.item, first, second, publicKey)

type Part = {
  offered?: number
  expires?: number
  accepted?: number
  held?: Held
  options?: AcceptOptions
}
/** The carrier's bag to somebody, at minutes of his and the receiver's own clocks. */
function given(to: "shop" | "bank" | "post" | "carrier", part: Part = {}): Uint8Array {
  const { offered = 0, expires = 60, accepted = 10, held = bag } = part
  const at = (minutes: number): number => start + minutes * 60_000
  const giver = dated(world.pens.carrier, at(offered))
  const one = offer(giver, world.pens[to].party, [held], { expires: at(expires) })
  return accept(dated(world.pens[to], at(accepted)), one, part.options).bytes
}

describe("two receipts from one giver", () => {
  it("convict his key, and name the party it signed for", () => {
    const { convicted, whom, sentence } = judged(accused(given("bank"), given("post")), ownPolicy())
    const { key, party } = world.pens.carrier
    expect(convicted).toBe(true)
    expect(whom).toEqual({ role: "party", name: party, key: key.keyId })
    expect(sentence).toContain(`it gave item ${bag.item}, which it had by receipt ${bag.previous}`)
    expect(sentence).toContain("Whose key it is, the ledger's record says.")
  })

  it("convict him with reservations, second persons and other items beside it", () => {
    const reserved = {
      outcomes: [{ outcome: "with-reservation", reservations: ["seal-broken"] }],
    } as const
    const second = { ...world.pens.bank, key: keyNamed("second person") }
    const attested = given("bank", { options: { attest: [second] } })
    expect(judged(accused(attested, given("post", { options: reserved }))).convicted).toBe(true)
    const both = offer(world.pens.carrier, world.pens.shop.party, [other, bag])
    expect(judged(accused(accept(world.pens.shop, both).bytes, given("post"))).convicted).toBe(true)
    // To a colleague and to a stranger: two receivers as well.
    const mate = { ...world.pens.carrier, key: keyNamed("second person") }
    const inside = accept(mate, offer(world.pens.carrier, mate.party, [bag])).bytes
    expect(judged(accused(inside, given("bank"))).convicted).toBe(true)
  })

  const innocent: readonly (readonly [string, string, () => readonly [Uint8Array, Uint8Array]])[] =
    [
      [
        "the same receipt twice",
        "signed again",
        () => {
          const receipt = given("bank")
          return [receipt, receipt]
        },
      ],
      [
        "the same receiver, because the code did not come back",
        "signed again",
        () => [given("bank"), given("bank")],
      ],
      [
        "an offer made after the other had expired",
        "one offer had expired before",
        () => [given("bank"), given("post", { offered: 61, expires: 120, accepted: 70 })],
      ],
      [
        "an acceptance after the expiry",
        "accepted after the offer had expired",
        () => [given("bank"), given("post", { accepted: 61 })],
      ],
      [
        "given back in between",
        "given from two receipts",
        () => [
          given("bank"),
          given("post", { held: { ...bag, previous: other.item as string as Held["previous"] } }),
        ],
      ],
      [
        "another item",
        "was not offered in it",
        () => [given("bank"), given("post", { held: other })],
      ],
      [
        "a refusal",
        "was not taken over",
        () => [given("bank"), given("post", { options: { outcomes: "refused" } })],
      ],
      [
        "taken over unasked",
        "was not offered in it",
        () => [
          given("bank"),
          given("post", { held: other, options: { terms: { extras: [bag] } } }),
        ],
      ],
      [
        "another giver's key",
        "two keys or two parties gave it",
        () => {
          const mate = { ...world.pens.carrier, key: keyNamed("second person") }
          return [
            given("bank"),
            accept(world.pens.post, offer(mate, world.pens.post.party, [bag])).bytes,
          ]
        },
      ],
      [
        "accepted by another than it was offered to",
        "accepted by another",
        () => [
          given("bank"),
          accept(world.pens.stranger, offer(world.pens.carrier, world.pens.post.party, [bag]))
            .bytes,
        ],
      ],
      [
        "a one-time key",
        "that a party gave and a party received",
        () => {
          const pen = { ...world.pens.post, party: null, key: keyNamed("one time") }
          const terms = { oneTime: { key: pen.key.publicKey, code: null } }
          return [
            given("bank"),
            accept(pen, offer(world.pens.carrier, null, [bag]), { terms }).bytes,
          ]
        },
      ],
      [
        "a giver's own word",
        "that a party gave and a party received",
        () => {
          const terms = { side: "giver-only", absentReceiver: "no-key" } as const
          const word = accept(
            { ...world.pens.carrier, key: keyNamed("second person") },
            offer(world.pens.carrier, world.pens.post.party, [bag]),
            { terms },
          )
          return [given("bank"), word.bytes]
        },
      ],
      [
        "an offer that nobody accepted",
        "expected an acceptance",
        () => [given("bank"), offer(world.pens.carrier, world.pens.post.party, [bag]).bytes],
      ],
      [
        "a false signature",
        "the signature by key",
        () => {
          const forged = {
            ...world.pens.carrier,
            key: { ...world.pens.carrier.key, sign: keyNamed("stranger person").sign },
          }
          return [
            given("bank"),
            accept(world.pens.post, offer(forged, world.pens.post.party, [bag])).bytes,
          ]
        },
      ],
      ["no statement", "COSE_Sign1", () => [given("bank"), Uint8Array.of(1)]],
    ]
  it.each(innocent)("convict nobody: %s", (name, words, make) => {
    const [first, second] = make()
    for (const [a, b] of [
      [first, second],
      [second, first],
    ] as const) {
      const keys = [...new Map([a, b].flatMap(signers).map((key) => [keyIdOf(key), key])).values()]
      const content = { origin: worldOrigin, item: bag.item, first: a, second: b, keys }
      expect([name, failureOf(judged({ kind: "double-receipt", content }))]).toEqual([
        name,
        expect.stringContaining(words) as string,
      ])
    }
  })

  const signers = (bytes: Uint8Array): readonly Uint8Array[] => {
    const opened: Opened | { code: string } = openStatement(bytes, worldOrigin)
    if (isRejected(opened)) return [keyNamed("bank person").publicKey]
    return signersOf(opened as Opened).map(({ keyId }) => publicKey(keyId) as Uint8Array)
  }

  it("convict nobody once any field is another", () => {
    const file = accused(given("bank"), given("post"))
    if (typeof file === "string" || file.kind !== "double-receipt")
      throw new Error("expected a file")
    const { content } = file
    const changes: Partial<Content<"double-receipt">>[] = [
      { origin: "other.example/log" },
      { item: other.item },
      { first: content.second },
      { keys: content.keys.slice(1) },
      { keys: [...content.keys, keyNamed("stranger person").publicKey] },
      { keys: [...content.keys, content.keys[0] as Uint8Array] },
      { keys: content.keys.map(() => keyNamed("stranger person").publicKey) },
    ]
    for (const change of changes)
      failureOf(judged({ kind: "double-receipt", content: { ...content, ...change } }))
  })

  it("convict nobody else, whichever bit of a receipt is turned", () => {
    const file = accused(given("bank"), given("post"))
    if (typeof file === "string" || file.kind !== "double-receipt")
      throw new Error("expected a file")
    const { content } = file
    const step = process.env["SLOW"] === "1" ? 1 : 13
    for (let bit = 0; bit < 8 * content.second.length; bit += step) {
      const second = content.second.slice()
      second[bit >> 3] = (second[bit >> 3] as number) ^ (1 << (bit & 7))
      failureOf(judged({ kind: "double-receipt", content: { ...content, second } }))
    }
  })

  it("cannot be put into a file without every key", () => {
    expect(
      accuseGiver(worldOrigin, bag.item, given("bank"), given("post"), () => undefined),
    ).toMatch(/^key [0-9a-f]{64} is not known$/)
    expect(accused(Uint8Array.of(1), given("post"))).toContain("COSE_Sign1")
    expect(hour).toBe(60 * 60_000)
  })
})
