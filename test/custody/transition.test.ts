import * as fc from "fast-check"
import { beforeEach, describe, expect, it } from "vitest"
import { draft, type Pen, plainLine } from "../../src/custody/draft.ts"
import { deliveryCodeHash } from "../../src/custody/transition.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import { accept, handOver, type Held, intake, offer } from "../support/acts.ts"
import { type Book, pen } from "../support/pens.ts"
import { town } from "../support/town.ts"

const { book: settled, pens, enrol } = town()
const { shop, carrier, bank, stranger } = pens
const colleague = enrol("carrier", "carrier colleague")
const accepted = { outcome: "accepted", reservations: [] } as const
const refused = { outcome: "refused", reservations: [] } as const

let book: Book
beforeEach(() => {
  book = settled.copy()
})

const only = <T>(values: readonly T[]): T => {
  expect(values).toHaveLength(1)
  return values[0] as T
}
/** One item in the shop's hands. */
function taken(): Held {
  const made = intake(shop)
  expect(book.take(made)).toEqual([])
  return only(made.held)
}
const moved = (from: Pen, to: Pen, held: Held): Held => {
  const receipt = handOver(from, to, [held])
  expect(book.take(receipt)).toEqual([])
  return only(receipt.held)
}
const edges = ({ item }: Held, from: Book = book) =>
  from.item(item).nodes.map(({ edge, giver, holder }) => ({ edge, giver, holder }))
const lastNode = ({ item }: Held) => book.item(item).nodes.at(-1)

describe("a hand-over", () => {
  it("moves the item from whoever held it to whoever signed for it", () => {
    const bag = taken()
    moved(carrier, bank, moved(shop, carrier, bag))
    expect(edges(bag)).toEqual([
      { edge: "intake", giver: null, holder: shop.party },
      { edge: "move", giver: shop.party, holder: carrier.party },
      { edge: "move", giver: carrier.party, holder: bank.party },
    ])
  })

  it("moves nothing by the offer alone", () => {
    const bag = taken()
    const before = book.item(bag.item)
    expect(book.take(offer(shop, carrier.party, [bag]))).toEqual([])
    expect(book.item(bag.item)).toEqual(before)
  })

  it("moves nothing if refused or not presented, and leaves the item free to be offered again", () => {
    const bag = taken()
    const no = accept(carrier, offer(shop, carrier.party, [bag]), { outcomes: "refused" })
    const gone = accept(carrier, offer(shop, carrier.party, [bag]), { outcomes: "not-presented" })
    expect(book.take(no)).toEqual(["refused"])
    expect(book.take(gone)).toEqual(["not-presented"])
    expect(edges(bag)).toHaveLength(1)
    expect(book.item(bag.item).words).toMatchObject([
      { act: "refuse", statement: no.id, of: bag.previous },
      { act: "not-present", statement: gone.id, of: bag.previous },
    ])
    expect(moved(shop, carrier, bag)).toBeDefined()
  })

  it("keeps the receiver's reservations", () => {
    const bag = taken()
    const outcome = { outcome: "with-reservation", reservations: ["seal-broken", "short"] } as const
    const offered = offer(shop, carrier.party, [bag])
    expect(book.take(accept(carrier, offered, { outcomes: [outcome] }))).toEqual(["reservation"])
    expect(lastNode(bag)).toMatchObject({ edge: "move", ...outcome })
  })

  it("by one who did not hold the item is a claim, and so is one by whoever held it before", () => {
    const bag = taken()
    expect(book.take(handOver(stranger, bank, [bag]))).toEqual(["claim-by-non-holder"])
    const held = moved(shop, carrier, bag)
    expect(book.take(handOver(shop, bank, [held]))).toEqual(["claim-by-non-holder"])
    expect(edges(bag).map(({ edge }) => edge)).toEqual(["intake", "claim", "move", "claim"])
  })

  it("accepted by another than it was offered to is a claim", () => {
    const bag = taken()
    const offered = offer(shop, carrier.party, [bag])
    expect(book.take(accept(stranger, offered))).toEqual(["accepted-by-another"])
    expect(lastNode(bag)).toMatchObject({ edge: "claim", holder: stranger.party })
    expect(book.take(accept(carrier, offered))).toEqual([])
    expect(lastNode(bag)).toMatchObject({ edge: "move" })
  })

  it("accepted by a colleague of the one it was offered to is a hand-over to the same party", () => {
    const bag = taken()
    expect(book.take(accept(colleague, offer(shop, carrier.party, [bag])))).toEqual([])
    expect(lastNode(bag)).toMatchObject({ edge: "move", holderKey: colleague.key.keyId })
  })

  it("of the same item twice, to two receivers, is a fork with both branches", () => {
    const bag = taken()
    const first = handOver(shop, carrier, [bag])
    const second = handOver(shop, bank, [bag])
    expect(book.take(first)).toEqual([])
    expect(book.take(second)).toEqual(["fork"])
    expect(book.item(bag.item).nodes.slice(1)).toMatchObject([
      { receipt: first.id, edge: "move", previous: bag.previous },
      { receipt: second.id, edge: "move", previous: bag.previous },
    ])
    expect(book.take(handOver(bank, carrier, second.held))).toEqual([])
  })

  it("twice between the same two is concurring, and contradictory if the outcomes differ", () => {
    const bag = taken()
    const offered = offer(shop, carrier.party, [bag])
    const short = { outcome: "with-reservation", reservations: ["short"] } as const
    book.take(accept(carrier, offered))
    expect(book.take(accept(carrier, offered))).toEqual(["concurring"])
    expect(book.take(accept(colleague, offered, { outcomes: [short] }))).toEqual([
      "reservation",
      "concurring",
      "contradictory-acceptance",
      "concurring",
      "contradictory-acceptance",
    ])
  })

  it("that only the receiver signed binds him", () => {
    const bag = taken()
    const terms = { side: "reception-only", offer: null, absentGiver: "deposit-box" } as const
    const line = { ...bag, within: null }
    const found = accept(carrier, offer(shop, null, [bag]), { terms: { ...terms, lines: [line] } })
    expect(book.take(found)).toEqual([])
    expect(lastNode(bag)).toMatchObject({
      edge: "bind",
      giver: null,
      holder: carrier.party,
      reason: "deposit-box",
    })
    expect(book.take(handOver(carrier, bank, found.held))).toEqual([])
    expect(lastNode(bag)).toMatchObject({ edge: "move" })
  })

  it("that only the giver signed says where the item is", () => {
    const bag = taken()
    const terms = { side: "giver-only", absentReceiver: "refused-to-sign" } as const
    const left = accept(shop, offer(shop, carrier.party, [bag]), { terms })
    expect(book.take(left)).toEqual([])
    expect(lastNode(bag)).toMatchObject({
      edge: "localise",
      giver: shop.party,
      holder: carrier.party,
      holderKey: null,
      reason: "refused-to-sign",
    })
  })

  it("takes what lay beside the offered items too, and that binds the receiver", () => {
    const [bag, other] = [taken(), taken()]
    const receipt = accept(carrier, offer(shop, carrier.party, [bag]), {
      terms: { extras: [other] },
    })
    expect(book.take(receipt)).toEqual(["extra"])
    expect(lastNode(other)).toMatchObject({
      edge: "bind",
      giver: null,
      extra: true,
      reason: "extra",
    })
    expect(lastNode(bag)).toMatchObject({ edge: "move", extra: false })
  })
})

describe("a one-time key", () => {
  const code = new Uint8Array(16).fill(7)
  const addressee = pen(null, "addressee", "at the door")
  const deliver = (shown: Uint8Array | null, hash: string | null): Held => {
    const made = intake(shop, [{ code: hash }])
    book.take(made)
    const oneTime = { key: addressee.key.publicKey, code: shown }
    const posted = handOver(shop, carrier, made.held)
    book.take(posted)
    const receipt = accept(addressee, offer(carrier, null, posted.held), { terms: { oneTime } })
    expect(book.take(receipt)).toEqual(
      lastNode(only(made.held))?.edge === "move" ? [] : ["code-not-proved"],
    )
    return only(made.held)
  }
  const right = toHex(deliveryCodeHash(code))

  it("that shows the sender's code takes the item over", () => {
    expect(lastNode(deliver(code, right))).toMatchObject({
      edge: "move",
      holder: addressee.key.keyId,
    })
  })

  it.each([
    ["another code", new Uint8Array(16).fill(8), right],
    ["no code", null, right],
    ["a code that the sender never asked for", code, null],
  ])("that shows %s only says where it is", (_, shown, hash) => {
    expect(lastNode(deliver(shown, hash))).toMatchObject({ edge: "localise" })
  })

  it("does not accept what is addressed to a party", () => {
    const bag = taken()
    const oneTime = { key: addressee.key.publicKey, code }
    const receipt = accept(addressee, offer(shop, bank.party, [bag]), { terms: { oneTime } })
    expect(book.take(receipt)).toEqual(["accepted-by-another"])
  })
})

describe("a receipt whose predecessor is not on record", () => {
  it("is appended unlinked, and links when the predecessor comes", () => {
    const made = intake(shop)
    const first = handOver(shop, carrier, made.held)
    const second = handOver(carrier, bank, first.held)
    const { item } = only(made.held)
    expect(book.take(second)).toEqual(["unlinked"])
    expect(book.item(item)).toMatchObject({ nodes: [], waiting: [{ receipt: second.id }] })
    expect(book.take(made)).toEqual([])
    expect(book.take(first)).toEqual(["linked"])
    expect(book.item(item).waiting).toEqual([])
    expect(edges(only(made.held)).map(({ edge }) => edge)).toEqual(["intake", "move", "move"])
  })

  it("ends as the same graph in whatever order the statements come", () => {
    const bag = intake(shop)
    const fork = handOver(shop, bank, bag.held)
    const first = handOver(shop, carrier, bag.held)
    const again = handOver(shop, carrier, bag.held)
    const second = handOver(carrier, bank, first.held)
    const offBranch = handOver(bank, stranger, fork.held)
    const claim = handOver(stranger, bank, first.held)
    const last = handOver(bank, shop, second.held)
    const closing = draft("close", { lines: [...last.held], reason: "paid-in" }, shop)
    const no = accept(shop, offer(bank, shop.party, second.held), { outcomes: "refused" })
    const withdrawn = draft("withdraw", { offer: first.id, items: [only(bag.held).item] }, shop)
    const all = [bag, fork, first, again, second, offBranch, claim, last, closing, no, withdrawn]
    const graph = (order: readonly { bytes: Uint8Array }[]) => {
      const own = settled.copy()
      for (const signed of order) own.take(signed)
      const { nodes, waiting, words } = own.item(only(bag.held).item)
      const sorted = nodes.map((node) => ({ ...node, index: 0 }))
      return {
        nodes: sorted.sort((a, b) => a.receipt.localeCompare(b.receipt)),
        waiting,
        words: words.map(({ act, of }) => `${act} ${of}`).sort(),
      }
    }
    const expected = graph(all)
    expect(expected.nodes).toHaveLength(8)
    expect(expected.words).toHaveLength(3)
    const orders = fc.shuffledSubarray(all, { minLength: all.length })
    const numRuns = process.env["SLOW"] === "1" ? 3000 : 150
    fc.assert(
      fc.property(orders, (order) => {
        expect(graph(order)).toEqual(expected)
      }),
      { numRuns },
    )
  })
})

describe("a container", () => {
  /** A sealed case and two bags packed in it, all in the shop's hands. */
  function packed(): { crate: Held; bags: readonly [Held, Held] } {
    const made = intake(shop, [{ container: true, goods: "case" }, {}, {}])
    book.take(made)
    const [crate, ...bags] = made.held as [Held, Held, Held]
    expect(book.take(draft("pack", { container: crate.item, lines: bags }, shop))).toEqual([])
    return { crate, bags }
  }
  const inside = ({ item }: Held) => book.item(item).within
  const contents = ({ item }: Held) => book.item(item).members

  it("holds what its holder packed, until its holder unpacks", () => {
    const { crate, bags } = packed()
    expect(contents(crate)).toEqual(bags.map(({ item }) => item))
    expect(bags.map(inside)).toEqual([crate.item, crate.item])
    const out = draft("unpack", { container: crate.item, lines: [bags[0]] }, shop)
    expect(book.take(out)).toEqual([])
    expect(contents(crate)).toEqual([bags[1].item])
    expect(bags.map(inside)).toEqual([null, crate.item])
  })

  it.each(["pack", "unpack"] as const)("lets nobody else %s", (act) => {
    const { crate, bags } = packed()
    const before = [crate, ...bags].map(({ item }) => book.item(item))
    const own = intake(stranger)
    book.take(own)
    const other = only(own.held)
    const lines = act === "pack" ? [other] : bags
    const codes = book.take(draft(act, { container: crate.item, lines: [...lines] }, stranger))
    expect(codes).toEqual(act === "pack" ? ["not-the-holder"] : Array(3).fill("not-the-holder"))
    expect([crate, ...bags].map(({ item }) => book.item(item))).toEqual(before)
  })

  it("is not filled with what its packer passed on before", () => {
    const { crate } = packed()
    const bag = taken()
    moved(shop, carrier, bag)
    book.take(draft("pack", { container: crate.item, lines: [bag] }, shop))
    expect(inside(bag)).toBeNull()
  })

  it("moves with exactly the members that the receipt lists", () => {
    const { crate, bags } = packed()
    const receipt = handOver(shop, carrier, [crate, { ...bags[0], within: 0 }])
    expect(book.take(receipt)).toEqual(["packed-not-listed"])
    expect(contents(crate)).toEqual([bags[0].item])
    expect(bags.map(inside)).toEqual([crate.item, null])
    expect(edges(bags[0]).at(-1)).toMatchObject({ edge: "move", holder: carrier.party })
    expect(edges(bags[1])).toHaveLength(1)
    expect(book.take(handOver(carrier, bank, receipt.held.slice(0, 1)))).toEqual([
      "packed-not-listed",
    ])
  })

  it("keeps its members if it is refused", () => {
    const { crate, bags } = packed()
    const lines = [crate, ...bags.map((bag) => ({ ...bag, within: 0 }))]
    const offered = offer(shop, carrier.party, lines)
    book.take(accept(carrier, offered, { outcomes: "refused" }))
    expect(contents(crate)).toEqual(bags.map(({ item }) => item))
    expect(bags.map(inside)).toEqual([crate.item, crate.item])
  })

  it("lets a member go that was accepted while it was refused itself, and the reverse", () => {
    const { crate, bags } = packed()
    const lines = [crate, ...bags.map((bag) => ({ ...bag, within: 0 }))]
    const one = accept(carrier, offer(shop, carrier.party, lines), {
      outcomes: [refused, accepted, refused],
    })
    book.take(one)
    expect(bags.map(inside)).toEqual([null, crate.item])
    const two = accept(carrier, offer(shop, carrier.party, [crate, { ...bags[1], within: 0 }]), {
      outcomes: [accepted, refused],
    })
    book.take(two)
    expect(bags.map(inside)).toEqual([null, null])
    expect(contents(crate)).toEqual([])
  })

  it("keeps its members when one who does not hold it hands it over", () => {
    const { crate, bags } = packed()
    expect(book.take(handOver(stranger, bank, [crate]))).toContain("claim-by-non-holder")
    expect(contents(crate)).toEqual(bags.map(({ item }) => item))
    expect(bags.map(inside)).toEqual([crate.item, crate.item])
  })

  it("keeps a member that one who does not hold it hands over", () => {
    const { crate, bags } = packed()
    expect(book.take(handOver(stranger, bank, [bags[0]]))).toEqual(["claim-by-non-holder"])
    expect(inside(bags[0])).toBe(crate.item)
  })

  it("that is refused leaves nothing behind, listed or not", () => {
    const { crate, bags } = packed()
    const offered = offer(shop, carrier.party, [crate])
    expect(book.take(accept(carrier, offered, { outcomes: "refused" }))).toEqual(["refused"])
    expect(bags.map(inside)).toEqual([crate.item, crate.item])
  })

  it("does not lie in itself, whatever a receipt says", () => {
    const { crate } = packed()
    const offered = offer(shop, carrier.party, [crate])
    book.take(accept(carrier, offered, { terms: { into: crate.item } }))
    expect(inside(crate)).toBeNull()
    expect(contents(crate)).toEqual([])
  })

  it("receives what a receipt puts into it", () => {
    const bag = taken()
    const made = intake(carrier, [{ goods: "vehicle", container: true }])
    book.take(made)
    const [van] = made.held as [Held]
    const receipt = accept(carrier, offer(shop, carrier.party, [bag]), {
      terms: { into: van.item },
    })
    expect(book.take(receipt)).toEqual([])
    expect(inside(bag)).toBe(van.item)
    expect(contents(van)).toEqual([bag.item])
    expect(book.take(handOver(carrier, bank, [van]))).toEqual(["packed-not-listed"])
  })

  it("is full at some point", () => {
    const made = intake(shop, [{ container: true }])
    book.take(made)
    const [box] = made.held as [Held]
    const pack = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        item: (from + i).toString(16).padStart(64, "0") as Held["item"],
        previous: made.id,
      }))
    for (let i = 0; i < 10; i++)
      book.take(draft("pack", { container: box.item, lines: pack(i * 500, 500) }, shop))
    expect(contents(box)).toHaveLength(5000)
    const more = draft("pack", { container: box.item, lines: pack(5000, 1) }, shop)
    expect(book.take(more)).toContain("container-full")
    expect(contents(box)).toHaveLength(5000)
  })
})

describe("a word about an item", () => {
  const said = (signed: { readonly bytes: Uint8Array }, bag: Held) => {
    const codes = book.take(signed)
    const { act, of, chosen, parties } = only(book.item(bag.item).words)
    return { codes, act, of, chosen, parties }
  }

  it("withdraws an offer", () => {
    const bag = taken()
    const { id } = offer(shop, carrier.party, [bag])
    expect(said(draft("withdraw", { offer: id, items: [bag.item] }, shop), bag)).toEqual({
      codes: [],
      act: "withdraw",
      of: id,
      chosen: null,
      parties: [shop.party],
    })
  })

  it("settles a fork, in the name of everyone who signed it", () => {
    const bag = taken()
    const [chosen, other] = [handOver(shop, carrier, [bag]), handOver(shop, bank, [bag])]
    book.take(chosen)
    book.take(other)
    const terms = { item: bag.item, previous: bag.previous, chosen: chosen.id }
    const settlement = draft("settlement", terms, carrier, { attest: [bank] })
    expect(said(settlement, bag)).toEqual({
      codes: ["settled"],
      act: "settle",
      of: bag.previous,
      chosen: chosen.id,
      parties: [carrier.party, bank.party],
    })
  })

  it("ratifies what another gave away", () => {
    const bag = taken()
    const claim = handOver(stranger, bank, [bag])
    book.take(claim)
    const terms = { act: "ratify", of: claim.id, items: [bag.item] } as const
    expect(said(draft("acknowledge", terms, shop), bag)).toMatchObject({
      codes: ["ratified"],
      act: "ratify",
      of: claim.id,
      parties: [shop.party],
    })
  })

  it("annuls a receipt, in the name of everyone who signed it", () => {
    const bag = taken()
    const receipt = handOver(shop, carrier, [bag])
    book.take(receipt)
    const terms = { act: "annul", of: receipt.id, items: [bag.item] } as const
    expect(said(draft("correction", terms, shop, { attest: [carrier] }), bag)).toMatchObject({
      codes: [],
      act: "annul",
      of: receipt.id,
      parties: [shop.party, carrier.party],
    })
    expect(edges(bag)).toHaveLength(2)
  })

  it("closes an item when its holder says so, and nobody else", () => {
    const bag = taken()
    const close = (by: Pen) => draft("close", { lines: [bag], reason: "destroyed" }, by)
    expect(book.take(close(stranger))).toEqual(["not-the-holder"])
    expect(said(close(shop), bag)).toMatchObject({ codes: ["closed-by-holder"], act: "close" })
  })

  it("closes what a new intake consumes", () => {
    const bag = taken()
    const terms = {
      lines: [{ ...plainLine, goods: "cash" }],
      consumes: [bag],
    } as const
    expect(said(draft("intake", terms, shop), bag)).toMatchObject({
      codes: ["closed-by-holder"],
      act: "close",
      of: bag.previous,
    })
  })

  it.each([
    ["acknowledge", { act: "read" }],
    ["correction", { act: "remark" }],
  ] as const)("of %s that only speaks is only on record", (kind, { act }) => {
    const bag = taken()
    const terms = { act, of: bag.previous, items: [bag.item] }
    const before = book.item(bag.item)
    expect(book.take(draft(kind, terms as never, shop))).toEqual([])
    expect(book.item(bag.item)).toEqual(before)
  })

  it("says that two ids are one thing", () => {
    const [a, b] = [taken(), taken()]
    const same = draft("same", { items: [a.item, b.item] }, shop)
    expect(book.take(same)).toEqual(["same-thing", "same-thing"])
  })

  it("reports and checks", () => {
    const bag = taken()
    const report = { type: "missing", items: [bag.item], from: 1, to: 2 } as const
    expect(book.take(draft("report", report, bank))).toEqual(["reported"])
    const check = { type: "seal", lines: [{ ...bag, result: "broken", sealTag: null }] } as const
    expect(book.take(draft("check", check, shop))).toEqual([])
    expect(book.item(bag.item)).toMatchObject({
      reports: [{ type: "missing", party: bank.party, from: 1, to: 2 }],
      checks: [{ type: "seal", result: "broken", previous: bag.previous, parties: [shop.party] }],
    })
  })
})

describe("a blinded number", () => {
  const tag = "ab".repeat(32)
  it("that another intake bears is noticed", () => {
    expect(book.take(intake(shop, [{ tag }]))).toEqual([])
    expect(book.take(intake(bank, [{ tag: "cd".repeat(32) }]))).toEqual([])
    expect(book.take(intake(bank, [{ tag }]))).toEqual(["number-seen-before"])
  })

  it("twice in one intake is noticed", () => {
    expect(book.take(intake(shop, [{ tag }, {}, { tag }]))).toEqual(["number-seen-before"])
  })
})
