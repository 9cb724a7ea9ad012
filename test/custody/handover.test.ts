import { describe, expect, it } from "vitest"
import { draft, type Pen } from "../../src/custody/draft.ts"
import {
  coveredIds,
  type Opened,
  openStatement,
  receivedLines,
  signersOf,
} from "../../src/custody/handover.ts"
import type { ItemId, PartyId, StatementId } from "../../src/custody/identifier.ts"
import { isRejected, type Rejected } from "../../src/custody/rejected.ts"
import { maxStatementBytes, type Statement, type Terms } from "../../src/custody/statement.ts"
import { maxLines } from "../../src/custody/terms.ts"
import { equal } from "../../src/encoding/bytes.ts"
import { encodeEntry, firstPrevious, maxEntryBytes } from "../../src/log/entry.ts"
import { accept, handOver, intake, offer, type OfferLine } from "../support/acts.ts"
import { keyOf, pen, penOrigin } from "../support/pens.ts"
import { town } from "../support/town.ts"

const { book, pens, enrol } = town()
const { shop, carrier, bank } = pens
const accepted = { outcome: "accepted", reservations: [] } as const

const lineOf = (i: number): OfferLine => ({
  item: `a${i.toString(16).padStart(63, "0")}` as ItemId,
  previous: `b${i.toString(16).padStart(63, "0")}` as StatementId,
})
const linesOf = (count: number): readonly OfferLine[] =>
  Array.from({ length: count }, (_, i) => lineOf(i))
const [bag, other] = [lineOf(1), lineOf(2)]

function opened(signed: { readonly bytes: Uint8Array }): Opened & Statement<"acceptance"> {
  const result = openStatement(signed.bytes, penOrigin)
  if (isRejected(result)) throw new Error(result.sentence)
  if (result.kind !== "acceptance") throw new Error(`expected an acceptance, got ${result.kind}`)
  return result
}
const refusal = (signed: { readonly bytes: Uint8Array }): Rejected | undefined => {
  const result = openStatement(signed.bytes, penOrigin)
  return isRejected(result) ? result : undefined
}
/** An acceptance by the carrier of the shop's offer of two bags, with some terms changed. */
const acceptance = (terms: Partial<Terms["acceptance"]>, by: Pen = carrier) =>
  accept(by, offer(shop, carrier.party, [bag, other]), { terms })

describe("a receipt", () => {
  const colleague = enrol("shop", "shop colleague")
  const guard = enrol("carrier", "carrier guard")
  const offered = offer(shop, carrier.party, [bag], { attest: [colleague] })
  const receipt = accept(carrier, offered, { attest: [guard] })

  it("holds the offer's exact bytes, and everybody's signature over all before it", () => {
    const whole = opened(receipt)
    expect(whole.offered?.id).toBe(offered.id)
    expect(equal(whole.offered?.bytes as Uint8Array, offered.bytes)).toBe(true)
    expect(signersOf(whole).map(({ kind, keyId }) => [kind, keyId])).toEqual([
      ["acceptance", carrier.key.keyId],
      ["attestation", guard.key.keyId],
      ["offer", shop.key.keyId],
      ["attestation", colleague.key.keyId],
    ])
    expect(book.copy().enter(receipt)).toEqual([expect.objectContaining({ code: "unlinked" })])
  })

  it("names every receipt that it rests on", () => {
    expect(coveredIds(opened(receipt))).toEqual([bag.previous])
    expect(coveredIds(opened(acceptance({ extras: [lineOf(9)] })))).toEqual([
      bag.previous,
      other.previous,
      lineOf(9).previous,
    ])
  })

  it("cannot have its offer changed by anybody but who signed it", () => {
    for (let at = 0; at < offered.bytes.length; at += 7) {
      const changed = offered.bytes.slice()
      changed[at] = (changed[at] as number) ^ 1
      const forged = accept(carrier, { ...offered, bytes: changed })
      expect(book.copy().enter(forged)).toHaveProperty("code")
    }
  })

  it("of a giver and a receiver who are one key is none", () => {
    expect(refusal(handOver(shop, shop, [bag]))).toMatchObject({ code: "same-signer" })
  })

  it("embeds an offer, and no other kind", () => {
    const place = draft("place", { type: "till" }, shop)
    expect(refusal(acceptance({ offer: place.bytes }))).toMatchObject({ code: "offer-mismatch" })
    const receiptInside = handOver(shop, carrier, [bag])
    expect(refusal(acceptance({ offer: receiptInside.bytes }))).toMatchObject({
      code: "offer-mismatch",
    })
  })

  it("embeds an offer of its own ledger", () => {
    const foreign = offer({ ...shop, origin: "ledger.example/other" }, carrier.party, [bag])
    expect(refusal(accept(carrier, foreign))).toMatchObject({ code: "wrong-origin" })
    const elsewhere = { ...carrier, origin: "ledger.example/other" }
    expect(refusal(accept(elsewhere, offered))).toMatchObject({ code: "wrong-origin" })
    const witness = { ...guard, origin: "ledger.example/other" }
    expect(refusal(accept(carrier, offered, { attest: [witness] }))).toMatchObject({
      code: "wrong-origin",
    })
  })

  it("embeds bytes that are a statement: their own fault is given", () => {
    expect(refusal(acceptance({ offer: new Uint8Array(10) }))).toMatchObject({
      code: "malformed",
      sentence: expect.stringContaining("offer inside"),
    })
  })

  it("tells what it says of each item, extras last and only those with an id", () => {
    const [third] = [lineOf(3)]
    const terms = {
      extras: [{ item: null, previous: null }, third, third, bag],
      outcomes: [accepted, { outcome: "refused", reservations: ["damaged"] }],
    } as const
    expect(receivedLines(opened(acceptance(terms)))).toEqual([
      { ...bag, within: null, outcome: "accepted", reservations: [], extra: false },
      { ...other, within: null, outcome: "refused", reservations: ["damaged"], extra: false },
      { ...third, within: null, outcome: "accepted", reservations: [], extra: true },
    ])
  })
})

describe("an acceptance", () => {
  const lines = [
    { ...bag, within: null },
    { ...other, within: null },
  ]
  const reception = {
    side: "reception-only",
    offer: null,
    lines,
    outcomes: [accepted, accepted],
    absentGiver: "found",
  } as const
  const givers = { side: "giver-only", absentReceiver: "no-key" } as const
  const oneTime = { key: keyOf("door").publicKey, code: null }
  const addressee = pen(null, "addressee", "door")
  const reserved = (reservations: Terms["acceptance"]["outcomes"][number]["reservations"]) =>
    [accepted, { outcome: "with-reservation", reservations }] as const

  it.each([
    ["of both sides", acceptance({})],
    ["of the receiver alone", acceptance(reception)],
    ["of the giver alone", acceptance(givers, shop)],
    ["with a one-time key", acceptance({ oneTime }, addressee)],
    ["with reservations", acceptance({ outcomes: reserved(["short", "seal-differs"]) })],
    ["with something unknown beside", acceptance({ extras: [{ item: null, previous: null }] })],
  ])("%s is well formed", (_, signed) => {
    expect(refusal(signed)).toBeUndefined()
  })

  it.each([
    ["both sides, no offer", acceptance({ offer: null, lines })],
    ["both sides, with lines of its own", acceptance({ lines })],
    ["both sides, and the giver absent", acceptance({ absentGiver: "found" })],
    ["both sides, and the receiver absent", acceptance({ absentReceiver: "no-key" })],
    [
      "the receiver alone, with an offer",
      acceptance({ side: "reception-only", absentGiver: "found" }),
    ],
    ["the receiver alone, without lines", acceptance({ ...reception, lines: [] })],
    ["the receiver alone, without why", acceptance({ ...reception, absentGiver: null })],
    ["the receiver alone, and absent", acceptance({ ...reception, absentReceiver: "no-key" })],
    ["the giver alone, without an offer", acceptance({ ...givers, offer: null, lines }, shop)],
    ["the giver alone, with lines of its own", acceptance({ ...givers, lines }, shop)],
    ["the giver alone, without why", acceptance({ ...givers, absentReceiver: null }, shop)],
    ["the giver alone, and absent", acceptance({ ...givers, absentGiver: "found" }, shop)],
    ["the giver alone, signed by the receiver", acceptance(givers, carrier)],
    ["the giver alone, with a one-time key", acceptance({ ...givers, oneTime }, addressee)],
    ["a party and a one-time key", acceptance({ oneTime })],
    ["neither a party nor a one-time key", acceptance({}, addressee)],
    ["an outcome too few", acceptance({ outcomes: [accepted] })],
    ["an outcome too many", acceptance({ outcomes: [accepted, accepted, accepted] })],
    [
      "accepted, with reservations",
      acceptance({ outcomes: [accepted, { ...accepted, reservations: ["short"] }] }),
    ],
    ["with a reservation that is none", acceptance({ outcomes: reserved([]) })],
    ["the same reservation twice", acceptance({ outcomes: reserved(["short", "short"]) })],
    ["an extra item from nowhere", acceptance({ extras: [{ item: bag.item, previous: null }] })],
    [
      "the same item twice",
      acceptance({ ...reception, lines: [lines[0], lines[0]] as typeof lines }),
    ],
    [
      "a container listed after what lies in it",
      acceptance({ ...reception, lines: [{ ...bag, within: 1 }, lines[1]] as typeof lines }),
    ],
    [
      "an item in itself",
      acceptance({ ...reception, lines: [lines[0], { ...other, within: 1 }] as typeof lines }),
    ],
  ])("%s: is refused", (_, signed) => {
    expect(refusal(signed)).toMatchObject({ code: "offer-mismatch" })
  })

  it("gives the mismatch before the same signer: the order of the list is the precedence", () => {
    expect(refusal(handOver(shop, shop, [bag], {}))).toMatchObject({ code: "same-signer" })
    const wrong = accept(shop, offer(shop, shop.party, [bag]), { outcomes: [accepted, accepted] })
    expect(refusal(wrong)).toMatchObject({ code: "offer-mismatch" })
  })

  it("embeds an offer whose lines are in order", () => {
    const twice = offer(shop, carrier.party, [bag, bag])
    expect(refusal(twice)).toMatchObject({ code: "malformed" })
    expect(refusal(accept(carrier, twice))).toMatchObject({ code: "offer-mismatch" })
    const upward = offer(shop, carrier.party, [{ ...bag, within: 1 }, other])
    expect(refusal(upward)).toMatchObject({ code: "malformed" })
    const nested = offer(shop, carrier.party, [
      bag,
      { ...other, within: 0 },
      { ...lineOf(3), within: 1 },
    ])
    expect(refusal(nested)).toBeUndefined()
  })
})

describe("three hundred bags at five in the morning", () => {
  const made = intake(
    carrier,
    Array.from({ length: 301 }, () => ({})),
  )
  const listed = made.held.slice(0, 300)
  const extra = made.held.slice(300)
  const outcomes = listed.map((_, i) =>
    i === 17
      ? ({ outcome: "refused", reservations: ["seal-broken"] } as const)
      : i === 100
        ? ({ outcome: "not-presented", reservations: [] } as const)
        : i === 299
          ? ({ outcome: "with-reservation", reservations: ["damaged", "unchecked"] } as const)
          : accepted,
  )
  const receipt = accept(bank, offer(carrier, bank.party, listed), {
    outcomes,
    terms: { extras: extra },
  })

  it("are one receipt: three excepted, one extra", () => {
    const own = book.copy()
    own.take(made)
    expect([...own.take(receipt)].sort()).toEqual([
      "extra",
      "not-presented",
      "refused",
      "reservation",
    ])
    const holders = made.held.map(({ item }) => own.item(item).nodes.at(-1)?.holder)
    const kept = holders.flatMap((holder, i) => (holder === bank.party ? [] : [i]))
    expect(kept).toEqual([17, 100])
    const binding = made.held.map(({ item }) => own.item(item).nodes.at(-1)?.edge)
    expect(binding.at(-1)).toBe("bind")
    expect(binding.filter((edge) => edge === "move")).toHaveLength(298)
  })

  it("fit in less than half an entry", () => {
    expect(receipt.bytes.length).toBeLessThan(maxEntryBytes / 2)
  })
})

describe("the limit", () => {
  const party = bank.party as PartyId
  const reserved = {
    outcome: "with-reservation",
    reservations: [
      "seal-broken",
      "seal-differs",
      "short",
      "excess",
      "wrong-item",
      "damaged",
      "unchecked",
    ],
  } as const

  it("is 500 lines, which fit with every reservation and second persons on both sides", () => {
    const lines = linesOf(maxLines).map((line, i) => (i === 0 ? line : { ...line, within: i - 1 }))
    const guards = Array.from({ length: 15 }, (_, i) => pen(party, "guard", `guard ${i}`))
    const [mine, theirs] = [guards.slice(0, 8), guards.slice(8)]
    const offered = offer(carrier, party, lines, { attest: mine })
    const receipt = accept(bank, offered, { outcomes: lines.map(() => reserved), attest: theirs })
    expect(refusal(receipt)).toBeUndefined()
    expect(receipt.bytes.length).toBeLessThanOrEqual(maxStatementBytes)
  })

  it("is such that the longest statement fits in an entry", () => {
    const entry = encodeEntry({
      index: 2 ** 52,
      appendedAt: 2 ** 52,
      previous: firstPrevious,
      openings: "all",
      statement: new Uint8Array(maxStatementBytes),
      notes: [],
    })
    expect(entry.length).toBeLessThanOrEqual(maxEntryBytes)
  })

  it("refuses 501 lines", () => {
    const offered = offer(carrier, party, linesOf(maxLines + 1))
    expect(refusal(offered)).toMatchObject({ code: "malformed" })
    const few = offer(carrier, party, linesOf(1))
    const many = accept(bank, few, { outcomes: linesOf(maxLines + 1).map(() => accepted) })
    expect(refusal(many)).toMatchObject({ code: "malformed" })
  })

  it("refuses what is too long although every part of it is allowed", () => {
    const terms = { extras: linesOf(maxLines).map(({ item, previous }) => ({ item, previous })) }
    const receipt = accept(bank, offer(carrier, party, linesOf(maxLines)), { terms })
    expect(receipt.bytes.length).toBeGreaterThan(maxStatementBytes)
    expect(refusal(receipt)).toMatchObject({ code: "too-long" })
  })
})
