import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { CustodyNode, ItemState } from "../../src/custody/item.ts"
import { outcomes, reservationCodes } from "../../src/custody/terms.ts"
import { channels, checkResults, goods, reportTypes } from "../../src/custody/words.ts"
import { toHex } from "../../src/encoding/bytes.ts"
import {
  decodeSubjectHead,
  encodeSubjectHead,
  type SubjectHead,
  written,
} from "../../src/ledger/subject-head.ts"

const headOf = (state: ItemState, tail: readonly number[]) => ({
  count: tail.length,
  last: tail.at(-1) ?? 0,
  frontier: [],
  states: { item: { type: "item", item: state } as const },
  tail,
})

describe("a stored item", () => {
  const hex = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toHex(bytes))
  // Few of them, so that ids recur as they do in a life.
  const ids = fc.constantFrom(...fc.sample(hex, { numRuns: 6, seed: 1 }))
  const whole = fc.integer({ min: 0, max: 2 ** 52 })
  const or = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
    fc.option(arbitrary, { nil: null })
  const node = fc.record({
    receipt: ids,
    index: whole,
    appendedAt: whole,
    previous: or(ids),
    edge: fc.constantFrom("intake", "move", "bind", "localise", "claim"),
    giver: or(ids),
    giverKey: or(ids),
    holder: or(ids),
    holderKey: or(ids),
    signerKey: ids,
    contract: or(ids),
    offer: or(ids),
    offerContract: or(ids),
    expires: or(whole),
    outcome: fc.constantFrom(...outcomes),
    reservations: fc.array(fc.constantFrom(...reservationCodes), { maxLength: 3 }),
    reason: or(fc.constantFrom("extra", "deposit-box", "æ")),
    deliveryPoint: or(ids),
    within: or(ids),
    extra: fc.boolean(),
    oneTime: fc.boolean(),
    shown: or(ids),
  })
  const spoken = {
    statement: ids,
    index: whole,
    parties: fc.array(ids, { maxLength: 3 }),
    signers: fc.array(fc.record({ statement: ids, party: or(ids), key: ids }), { maxLength: 2 }),
    appendedAt: whole,
  }
  const word = fc.record({
    ...spoken,
    act: fc.constantFrom("withdraw", "settle", "ratify", "annul", "close", "refuse", "not-present"),
    of: ids,
    chosen: or(ids),
  })
  const check = fc.record({
    ...spoken,
    type: fc.constantFrom("seal", "count", "reseal", "inspection", "screening", "check-in"),
    result: fc.constantFrom(...checkResults),
    previous: or(ids),
  })
  const report = fc.record({
    statement: ids,
    index: whole,
    type: fc.constantFrom(...reportTypes),
    party: or(ids),
    from: or(whole),
    to: or(whole),
  })
  const item = fc.record({
    item: ids,
    intake: or(
      fc.record({
        goods: fc.constantFrom(...goods),
        container: fc.boolean(),
        owner: or(ids),
        code: or(ids),
        addressee: or(ids),
        channel: or(fc.constantFrom(...channels)),
      }),
    ),
    nodes: fc.array(node, { maxLength: 4 }),
    waiting: fc.array(node, { maxLength: 2 }),
    words: fc.array(word, { maxLength: 3 }),
    checks: fc.array(check, { maxLength: 3 }),
    reports: fc.array(report, { maxLength: 2 }),
    within: or(ids),
    members: fc.array(ids, { maxLength: 5 }),
  }) as unknown as fc.Arbitrary<ItemState>

  it("comes back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(item, fc.array(whole, { maxLength: 70 }), (state, tail) => {
        const head = headOf(state, tail)
        expect(decodeSubjectHead(encodeSubjectHead(head))).toMatchObject(head)
      }),
      { numRuns: 500 },
    )
  })

  it("is written the same whether its receipts come one by one or at once", () => {
    fc.assert(
      fc.property(item, fc.integer({ min: 0, max: 4 }), (state, first) => {
        const begun = written(headOf({ ...state, nodes: state.nodes.slice(0, first) }, [])).head
        const all = headOf(state, [])
        const grown = written({ ...all, nodes: begun.nodes })
        const read = decodeSubjectHead(grown.bytes)
        expect(grown.bytes).toEqual(encodeSubjectHead(all))
        // What was read goes on as what was written.
        const [added] = fc.sample(node, 1) as unknown as [CustodyNode]
        const more = headOf(
          { ...(read.states.item?.item as ItemState), nodes: [...read.nodes.values, added] },
          [],
        )
        expect(written({ ...more, nodes: read.nodes }).bytes).toEqual(encodeSubjectHead(more))
      }),
      { numRuns: 300 },
    )
  })

  it("is written anew where its receipts are not those that were written", () => {
    fc.assert(
      fc.property(item, item, (one, other) => {
        const { nodes } = written(headOf(one, [])).head
        const all = headOf({ ...other, nodes: [...other.nodes, ...one.nodes] }, [])
        expect(written({ ...all, nodes }).bytes).toEqual(encodeSubjectHead(all))
      }),
      { numRuns: 100 },
    )
  })

  it("is refused where it says what no list has", () => {
    const [state] = fc.sample(item, { numRuns: 1, seed: 2 }) as [ItemState]
    const strange = { ...state, reports: [], intake: { ...state.intake, goods: "gold" } }
    const states = { item: { type: "item", item: strange } }
    const head = { count: 0, last: 0, frontier: [], states, tail: [] } as unknown as SubjectHead
    expect(() => encodeSubjectHead(head)).toThrow("expected a word, got gold")
  })
})
