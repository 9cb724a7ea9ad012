import { Point } from "@noble/ed25519"
import { describe, expect, it } from "vitest"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { PartyId } from "../../src/custody/identifier.ts"
import type { RejectionCode } from "../../src/custody/rejected.ts"
import { possessionMessage } from "../../src/custody/roster.ts"
import type { Terms } from "../../src/custody/statement.ts"
import { fromHex } from "../../src/encoding/bytes.ts"
import { accept, handOver, intake, offer } from "../support/acts.ts"
import {
  type Book,
  book as emptyBook,
  hour,
  keyOf,
  pen,
  penOrigin,
  penStart,
  personOf,
} from "../support/pens.ts"
import { admission, enrolment, genesisTerms, town } from "../support/town.ts"

const { book, governors, roots, pens, enrol } = town()
const [one, two, three] = governors as [Pen, Pen, Pen]
const { shop, carrier } = pens
const shopId = shop.party as PartyId
const colleague = enrol("shop", "shop colleague")
const secondDevice = pen(shopId, "cashier", "shop person's second device")
book.take(
  draft(
    "key",
    enrolment(secondDevice.key, shopId, { person: personOf("shop person") }),
    roots.shop,
  ),
)
const administrator = pen(shopId, "administrator", "shop administrator")
book.take(draft("key", enrolment(administrator.key, shopId, { rights: "enrol" }), roots.shop))

const outsider = pen(shopId, "cashier", "never enrolled")
const bag = intake(shop)
book.take(bag)

const hex = (text: string): Uint8Array => fromHex(text) as Uint8Array
/** Of order 2; a proper key plus a point of order 8; and a y that no point has. */
const smallOrder = hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")
const order8 = hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
const torsion = Point.fromBytes(keyOf("new").publicKey).add(Point.fromBytes(order8)).toBytes()
const noPoint = hex("02".padEnd(64, "0"))
const withKey = (publicKey: Uint8Array) => ({ ...enrolment(keyOf("new"), shopId), key: publicKey })

const answer = (signed: { readonly bytes: Uint8Array }): RejectionCode | "let in" => {
  const result = book.copy().enter(signed)
  return "code" in result ? result.code : "let in"
}

const borrowed = (from: Pen, party: PartyId | null): Pen => ({ ...from, party })
const succession = (from: Pen, terms: Partial<ReturnType<typeof enrolment>> = {}) =>
  enrolment(keyOf("new"), from.party as PartyId, {
    act: "succeed",
    replaces: from.key.keyId,
    person: book.roster.key(from.key.keyId)?.person ?? null,
    ...terms,
  })
const revocation = (key: Pen, terms: Partial<ReturnType<typeof enrolment>> = {}) =>
  enrolment(key.key, shopId, { act: "revoke", possession: null, ...terms })
const partyOf = (seed: string) => admission(keyOf(seed))
const recovery = {
  act: "recover-root",
  party: shopId,
  key: keyOf("recovered").publicKey,
  possession: keyOf("recovered").sign(
    possessionMessage(penOrigin, shopId, keyOf("recovered").publicKey),
  ),
  governors: [],
  threshold: null,
} as const

const sealTerms = { size: 5, mapRoot: new Uint8Array(32), subjects: 5, time: penStart }
const replacement = (keys: readonly Uint8Array[], threshold: number | null) => ({
  ...recovery,
  act: "replace-governors" as const,
  party: null,
  key: null,
  possession: null,
  governors: keys,
  threshold,
})

type Case = readonly [
  what: string,
  expected: RejectionCode | "let in",
  signed: () => { bytes: Uint8Array },
]

const cases: Readonly<Record<string, readonly Case[]>> = {
  "any statement": [
    ["by an enrolled person", "let in", () => intake(shop)],
    ["by a key nobody enrolled", "key-never-enrolled", () => intake(outsider)],
    [
      "by a key of one party for another",
      "key-never-enrolled",
      () => intake(borrowed(carrier, shopId)),
    ],
    ["by a party's key for no party", "key-never-enrolled", () => intake(borrowed(shop, null))],
    [
      "with a signature by another key than the one named",
      "bad-signature",
      () => intake({ ...shop, key: { ...shop.key, sign: carrier.key.sign } }),
    ],
    ["by a governor", "not-authorised", () => intake(one)],
    ["by the seal key", "not-authorised", () => intake(pen(null, "ledger", "seal"))],
    ["by the promise key", "not-authorised", () => intake(pen(null, "ledger", "promise"))],
    ["by a root key", "let in", () => intake(roots.shop)],
    ["with a second person", "let in", () => intake(shop, [{}], { attest: [colleague] })],
    [
      "with a second person nobody enrolled",
      "key-never-enrolled",
      () => intake(shop, [{}], { attest: [outsider] }),
    ],
    ["with oneself as second person", "same-signer", () => intake(shop, [{}], { attest: [shop] })],
    [
      "with one's other device as second person",
      "same-signer",
      () => intake(shop, [{}], { attest: [secondDevice] }),
    ],
    [
      "with a governor as second person",
      "not-authorised",
      () => intake(shop, [{}], { attest: [one] }),
    ],
  ],
  "a hand-over": [
    ["between two persons", "let in", () => handOver(shop, carrier, bag.held)],
    ["to oneself", "same-signer", () => handOver(shop, shop, bag.held)],
    ["to one's other device", "same-signer", () => handOver(shop, secondDevice, bag.held)],
    [
      "whose second person signed on both sides",
      "same-signer",
      () =>
        accept(carrier, offer(shop, carrier.party, bag.held, { attest: [colleague] }), {
          attest: [colleague],
        }),
    ],
    [
      "offered by a key nobody enrolled",
      "key-never-enrolled",
      () => handOver(outsider, carrier, bag.held),
    ],
    ["offered by a governor", "not-authorised", () => handOver(one, carrier, bag.held)],
    [
      "of which the giver alone speaks, twice",
      "same-signer",
      () => {
        const offered = offer(shop, carrier.party, bag.held)
        const terms = { side: "giver-only", absentReceiver: "no-key" } as const
        return accept(shop, offered, { terms, attest: [shop] })
      },
    ],
    [
      "of which the giver alone speaks",
      "let in",
      () => {
        const offered = offer(shop, carrier.party, bag.held)
        return accept(shop, offered, { terms: { side: "giver-only", absentReceiver: "no-key" } })
      },
    ],
    [
      "to a one-time key that another signed with",
      "key-never-enrolled",
      () => {
        const offered = offer(shop, null, bag.held)
        const oneTime = { key: keyOf("somebody").publicKey, code: null }
        return accept(pen(null, "addressee", "else"), offered, { terms: { oneTime } })
      },
    ],
  ],
  genesis: [["again", "already-begun", () => draft("genesis", genesisTerms(governors, 1), one)]],
  party: [
    ["by two governors", "let in", () => draft("party", partyOf("new"), one, { attest: [three] })],
    [
      "by three governors",
      "let in",
      () => draft("party", partyOf("new"), one, { attest: [two, three] }),
    ],
    ["by one governor of two", "not-authorised", () => draft("party", partyOf("new"), one)],
    [
      "by one governor twice",
      "same-signer",
      () => draft("party", partyOf("new"), one, { attest: [one] }),
    ],
    [
      "by a governor and a party",
      "not-authorised",
      () => draft("party", partyOf("new"), one, { attest: [roots.shop] }),
    ],
    [
      "by two governors and a party",
      "not-authorised",
      () => draft("party", partyOf("new"), one, { attest: [two, roots.shop] }),
    ],
    ["by a party", "not-authorised", () => draft("party", partyOf("new"), roots.shop)],
    [
      "whose root another party has",
      "not-authorised",
      () => draft("party", partyOf("shop root"), one, { attest: [two] }),
    ],
    [
      "without holding its root",
      "no-possession",
      () => {
        const { possession } = partyOf("other")
        return draft("party", { ...partyOf("new"), possession }, one, { attest: [two] })
      },
    ],
  ],
  enrolment: [
    ["by the root", "let in", () => draft("key", enrolment(keyOf("new"), shopId), roots.shop)],
    [
      "by an administrator",
      "let in",
      () => draft("key", enrolment(keyOf("new"), shopId), administrator),
    ],
    ["by a person", "not-authorised", () => draft("key", enrolment(keyOf("new"), shopId), shop)],
    [
      "by another party",
      "key-never-enrolled",
      () => draft("key", enrolment(keyOf("new"), shopId), borrowed(roots.carrier, shopId)),
    ],
    [
      "of a key that is enrolled already",
      "not-authorised",
      () => draft("key", enrolment(shop.key, shopId), roots.shop),
    ],
    [
      "of another party's key",
      "not-authorised",
      () => draft("key", enrolment(carrier.key, shopId), roots.shop),
    ],
    [
      "with a proof of possession for another party",
      "no-possession",
      () => {
        const { possession } = enrolment(keyOf("new"), carrier.party as PartyId)
        return draft("key", enrolment(keyOf("new"), shopId, { possession }), roots.shop)
      },
    ],
    [
      "without a proof of possession",
      "no-possession",
      () => draft("key", enrolment(keyOf("new"), shopId, { possession: null }), roots.shop),
    ],
    ["of a point of small order", "weak-key", () => draft("key", withKey(smallOrder), roots.shop)],
    ["of a key with torsion", "weak-key", () => draft("key", withKey(torsion), roots.shop)],
    ["of bytes that are no point", "weak-key", () => draft("key", withKey(noPoint), roots.shop)],
  ],
  succession: [
    ["by the key itself", "let in", () => draft("key", succession(shop), shop)],
    ["of the root by itself", "let in", () => draft("key", succession(roots.shop), roots.shop)],
    ["of a person by the root", "let in", () => draft("key", succession(shop), roots.shop)],
    ["by a colleague", "not-authorised", () => draft("key", succession(shop), colleague)],
    [
      "of the root by an administrator",
      "not-authorised",
      () => draft("key", succession(roots.shop), administrator),
    ],
    [
      "of another party's key",
      "not-authorised",
      () => draft("key", succession(shop, { replaces: carrier.key.keyId }), roots.shop),
    ],
    [
      "of no key",
      "not-authorised",
      () => draft("key", succession(shop, { replaces: null }), roots.shop),
    ],
    [
      "by the key itself, to a right it had not",
      "not-authorised",
      () => draft("key", succession(shop, { rights: "enrol" }), shop),
    ],
    [
      "by the key itself, to an assurance it had not",
      "not-authorised",
      () => draft("key", succession(shop, { assurance: 3 }), shop),
    ],
    [
      "by the key itself, to another person",
      "not-authorised",
      () => draft("key", succession(shop, { person: personOf("else") }), shop),
    ],
    [
      "of a governor by itself",
      "not-authorised",
      () => {
        const possession = keyOf("new").sign(
          possessionMessage(penOrigin, null, keyOf("new").publicKey),
        )
        return draft("key", { ...succession(shop), replaces: one.key.keyId, possession }, one)
      },
    ],
  ],
  revocation: [
    ["by the root", "let in", () => draft("key", revocation(shop), roots.shop)],
    ["by the key itself", "let in", () => draft("key", revocation(shop), shop)],
    ["by a colleague", "not-authorised", () => draft("key", revocation(shop), colleague)],
    [
      "of another party's key",
      "not-authorised",
      () => draft("key", revocation(carrier), roots.shop),
    ],
    [
      "of a key nobody enrolled",
      "not-authorised",
      () => draft("key", revocation(outsider), roots.shop),
    ],
  ],
  governance: [
    ["that recovers a root", "let in", () => draft("governance", recovery, one, { attest: [two] })],
    ["by one governor", "not-authorised", () => draft("governance", recovery, one)],
    [
      "that recovers a root without its key",
      "weak-key",
      () => draft("governance", { ...recovery, key: null }, one, { attest: [two] }),
    ],
    [
      "that recovers a root nobody holds",
      "no-possession",
      () => draft("governance", { ...recovery, possession: null }, one, { attest: [two] }),
    ],
    [
      "that appoints weak governors",
      "weak-key",
      () => draft("governance", replacement([smallOrder], 1), one, { attest: [two] }),
    ],
    [
      "that appoints a party's key",
      "not-authorised",
      () => draft("governance", replacement([shop.key.publicKey], 1), one, { attest: [two] }),
    ],
    [
      "that appoints one governor twice",
      "not-authorised",
      () => {
        const twice = [keyOf("g").publicKey, keyOf("g").publicKey]
        return draft("governance", replacement(twice, 2), one, { attest: [two] })
      },
    ],
    [
      "that keeps one governor and appoints another",
      "let in",
      () => {
        const both = [one.key.publicKey, keyOf("g").publicKey]
        return draft("governance", replacement(both, 2), one, { attest: [two] })
      },
    ],
    [
      "that asks for more governors than it appoints",
      "not-authorised",
      () => draft("governance", replacement([keyOf("g").publicKey], 2), one, { attest: [two] }),
    ],
    [
      "that asks for no number of governors",
      "not-authorised",
      () => draft("governance", replacement([keyOf("g").publicKey], null), one, { attest: [two] }),
    ],
    [
      "an upgrade by two governors",
      "let in",
      () => draft("upgrade", { version: 2, atIndex: 1000, of: "format" }, one, { attest: [two] }),
    ],
    [
      "an upgrade by a party",
      "not-authorised",
      () => draft("upgrade", { version: 2, atIndex: 9, of: "format" }, roots.shop),
    ],
  ],
  seal: [
    ["by the seal key", "let in", () => draft("seal", sealTerms, pen(null, "ledger", "seal"))],
    [
      "by the promise key",
      "not-authorised",
      () => draft("seal", sealTerms, pen(null, "ledger", "promise")),
    ],
    ["by a party", "not-authorised", () => draft("seal", sealTerms, roots.shop)],
  ],
}

for (const [kind, each] of Object.entries(cases))
  describe(kind, () => {
    it.each(each)("%s: %s", (_, expected, signed) => {
      expect(answer(signed())).toBe(expected)
    })
  })

describe("genesis", () => {
  const open = (terms: Partial<Terms["genesis"]>, signer: Pen, attest: readonly Pen[] = []) => {
    const whole = { ...genesisTerms(governors, 2), ...terms }
    const result = emptyBook(() => penStart).enter(draft("genesis", whole, signer, { attest }))
    return "code" in result ? result.code : "let in"
  }
  it.each([
    ["signed by as many governors as it asks for", "let in", () => open({}, one, [three])],
    ["signed by fewer", "not-authorised", () => open({}, one)],
    ["signed by a stranger", "key-never-enrolled", () => open({}, roots.shop, [one])],
    [
      "that asks for more than it has",
      "not-authorised",
      () => open({ threshold: 4 }, one, [two, three]),
    ],
    [
      "with one key in two places",
      "weak-key",
      () => open({ sealKey: two.key.publicKey }, one, [two]),
    ],
    ["with a weak key of its own", "weak-key", () => open({ sealKey: torsion }, one, [two])],
    [
      "for another ledger",
      "wrong-origin",
      () => open({ origin: "ledger.example/other" }, one, [two]),
    ],
  ])("%s: %s", (_, expected, act) => {
    expect(act()).toBe(expected)
  })

  it("comes first: before it nobody is enrolled", () => {
    expect(emptyBook(() => penStart).enter(intake(shop))).toMatchObject({
      code: "key-never-enrolled",
    })
  })
})

describe("what enrolment leaves behind", () => {
  const key = (from: Book, seed: string) => from.roster.key(keyOf(seed).keyId)

  it("is the chain of enrolments up to the root", () => {
    expect(key(book, "shop person")).toMatchObject({
      party: shopId,
      person: personOf("shop person"),
      rights: "sign",
      assurance: 2,
      enroller: roots.shop.key.keyId,
      root: roots.shop.key.keyId,
      recovery: null,
      revocations: [],
    })
    expect(key(book, "shop root")).toMatchObject({ party: shopId, rights: "root", enroller: null })
    expect(key(book, "governor one")).toMatchObject({ party: null, rights: "governor" })
    expect(key(book, "seal")).toMatchObject({ party: null, rights: "seal" })
    expect(key(book, "checkpoint")).toBeUndefined()
  })

  it("is a revocation, which does not stop the key: what it signs is appended and marked", () => {
    const own = book.copy()
    const revoked = draft("key", revocation(shop, { compromisedSince: penStart - 5 }), roots.shop)
    expect(own.take(revoked)).toEqual([])
    expect(key(own, "shop person")?.revocations).toEqual([
      { statement: revoked.id, index: expect.any(Number), since: penStart - 5 },
    ])
    expect(own.take(intake(shop))).toEqual(["key-revoked"])
    expect(own.take(intake(colleague))).toEqual([])
  })

  it("is a successor with the same rights, and the end of the key before it", () => {
    const own = book.copy()
    own.take(draft("key", succession(roots.shop, { rights: "sign" }), roots.shop))
    expect(key(own, "new")).toMatchObject({ rights: "root", root: roots.shop.key.keyId })
    expect(key(own, "shop root")?.revocations).toHaveLength(1)
    const successor = pen(shopId, "root", "new")
    own.take(draft("key", enrolment(keyOf("newer"), shopId), successor))
    expect(key(own, "newer")).toMatchObject({ enroller: successor.key.keyId })
    expect(own.take(intake(roots.shop))).toEqual(["key-revoked"])
  })

  it("is a recovered root that counts only after the delay, and whatever hangs from it says so", () => {
    const local = town()
    const { clock } = local
    const [first, second] = local.governors as [Pen, Pen]
    const recovered = draft("governance", recovery, first, { attest: [second] })
    expect(local.book.take(recovered)).toEqual(["root-recovered"])
    const root = pen(shopId, "root", "recovered", () => clock.now)
    const effectiveFrom = penStart + 24 * hour
    expect(key(local.book, "recovered")).toMatchObject({
      rights: "root",
      recovery: recovered.id,
      effectiveFrom,
    })
    const early = pen(shopId, "cashier", "early", () => clock.now)
    clock.now = effectiveFrom - 1
    expect(local.book.take(draft("key", enrolment(early.key, shopId), root))).toEqual([
      "key-not-yet-effective",
    ])
    expect(key(local.book, "early")).toMatchObject({ recovery: recovered.id, effectiveFrom })
    expect(local.book.take(intake(early))).toEqual(["key-not-yet-effective"])
    clock.now = effectiveFrom
    expect(local.book.take(intake(early))).toEqual([])
    const party = local.book.state("party", shopId)
    expect(party).toMatchObject({
      party: { recoveries: [{ statement: recovered.id, key: root.key.keyId }] },
    })
  })

  it("is new governors, who alone govern from then on", () => {
    const own = book.copy()
    const [four, five] = ["four", "five"].map((n) => pen(null, "governor", `governor ${n}`)) as [
      Pen,
      Pen,
    ]
    const keys = [four, five].map((each) => each.key.publicKey)
    own.take(draft("governance", replacement(keys, 2), one, { attest: [two] }))
    const byOld = draft("party", partyOf("new"), one, { attest: [two] })
    expect(own.enter(byOld)).toMatchObject({ code: "not-authorised" })
    expect(own.take(draft("party", partyOf("new"), four, { attest: [five] }))).toEqual([])
  })

  it("is a new seal key, and the old one seals no more", () => {
    const own = book.copy()
    const next = keyOf("next seal")
    const possession = next.sign(possessionMessage(penOrigin, null, next.publicKey))
    const terms = {
      ...recovery,
      act: "succeed-seal-key",
      party: null,
      key: next.publicKey,
    } as const
    own.take(draft("governance", { ...terms, possession }, one, { attest: [two] }))
    expect(own.enter(draft("seal", sealTerms, pen(null, "ledger", "seal")))).toMatchObject({
      code: "not-authorised",
    })
    expect(own.take(draft("seal", sealTerms, pen(null, "ledger", "next seal")))).toEqual([])
  })
})
