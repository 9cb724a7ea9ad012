import { describe, expect, it } from "vitest"
import { type Opened, openStatement } from "../../src/custody/handover.ts"
import {
  type ItemId,
  itemIdOf,
  type PartyId,
  type StatementId,
  tagSubject,
} from "../../src/custody/identifier.ts"
import { type Kind, kinds } from "../../src/custody/kind.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { subjectsOf } from "../../src/custody/subject.ts"
import { accept, intake, offer } from "../support/acts.ts"
import { keyOf, pen, penOrigin } from "../support/pens.ts"
import { specimen, specimenTerms } from "../support/specimens.ts"
import { ledgerKeys } from "../support/town.ts"

const governance = "e".repeat(64) as StatementId
const nothing: (container: ItemId) => readonly ItemId[] = () => []
function open(signed: { readonly bytes: Uint8Array }): Opened {
  const opened = openStatement(signed.bytes, penOrigin)
  if (isRejected(opened)) throw new Error(opened.sentence)
  return opened
}
const touched = (signed: { readonly bytes: Uint8Array }, members = nothing) =>
  subjectsOf(open(signed), governance, members).map(({ type, id }) => `${type} ${id}`)

const terms = specimenTerms
const bag = terms.check.lines[0]?.item as ItemId
const other = terms.pack.container
const key = (name: string): string => `key ${keyOf(name).keyId}`
const id = (kind: Kind): string => specimen(kind).id

const expected: { readonly [K in Kind]: readonly string[] } = {
  genesis: [
    `governance ${id("genesis")}`,
    key("specimen governor"),
    `key ${ledgerKeys.seal.keyId}`,
    `key ${ledgerKeys.promise.keyId}`,
  ],
  governance: [`governance ${governance}`, `party ${terms.governance.party}`, key("recovered")],
  upgrade: [`governance ${governance}`],
  party: [`party ${id("party")}`, key("specimen root")],
  key: [key("specimen key")],
  place: [`place ${id("place")}`],
  contract: [`contract ${id("contract")}`],
  intake: [
    `item ${itemIdOf(id("intake") as StatementId, 0)}`,
    `item ${itemIdOf(id("intake") as StatementId, 1)}`,
    `item ${bag}`,
    `tag ${tagSubject("6".repeat(64))}`,
    `tag ${tagSubject("a".repeat(64))}`,
  ],
  close: [`item ${bag}`],
  owner: [`item ${bag}`],
  offer: [`item ${bag}`, `item ${other}`],
  withdraw: [`item ${bag}`],
  acceptance: [`item ${bag}`, `item ${other}`],
  pack: [`item ${other}`, `item ${bag}`],
  unpack: [`item ${other}`, `item ${bag}`],
  event: [`item ${bag}`],
  settlement: [`item ${bag}`],
  same: [`item ${bag}`, `item ${other}`],
  check: [`item ${bag}`, `tag ${tagSubject("b".repeat(64))}`],
  duty: [`item ${bag}`],
  alarm: [`item ${bag}`],
  action: [],
  report: [`item ${bag}`],
  acknowledge: [`item ${bag}`],
  correction: [`item ${bag}`],
  seal: [],
  reads: [`item ${bag}`],
  attestation: [],
}

describe("the subjects of a statement", () => {
  it.each(kinds)("of kind %s", (kind) => {
    expect(touched(specimen(kind))).toEqual(expected[kind])
  })

  const carrier = pen("c".repeat(64) as PartyId, "courier", "carrier")
  const shop = pen("d".repeat(64) as PartyId, "cashier", "shop")
  const made = intake(shop, [{ container: true }, {}, {}])
  const [crate, inside, left] = made.items as [ItemId, ItemId, ItemId]

  it("are what a container held too, listed or not, each once", () => {
    const [first, second] = made.held as [(typeof made.held)[0], (typeof made.held)[0]]
    const receipt = accept(carrier, offer(shop, carrier.party, [first, { ...second, within: 0 }]))
    const members = (container: ItemId) => (container === crate ? [inside, left] : [])
    expect(touched(receipt, members)).toEqual([`item ${crate}`, `item ${inside}`, `item ${left}`])
  })

  it("are the container that a receipt fills, and not all that lies in that already", () => {
    const lines = made.held.slice(1, 2)
    const receipt = accept(carrier, offer(shop, carrier.party, lines), { terms: { into: crate } })
    expect(touched(receipt, (container) => (container === crate ? [left] : []))).toEqual([
      `item ${inside}`,
      `item ${crate}`,
    ])
  })
})
