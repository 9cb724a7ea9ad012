/** Many bags in one receipt, bags in cases, one bag under two names; and the limits, at the limit. */

import { describe, expect, it } from "vitest"
import { draft, type SignedDraft } from "../../src/custody/draft.ts"
import type { ItemId, StatementId } from "../../src/custody/identifier.ts"
import { maxStatementBytes, type Terms } from "../../src/custody/statement.ts"
import { maxLines } from "../../src/custody/terms.ts"
import { decodeEntry, encodeEntry, type Entry, maxEntryBytes } from "../../src/log/entry.ts"
import { accept, type Held, handOver, intake, offer } from "../support/acts.ts"
import {
  answerAt,
  askAt,
  codesOf,
  expectRefused,
  hour,
  printAnswer,
  seal,
  settle,
} from "../support/judge.ts"
import { carried } from "../support/robbed.ts"
import { makeWorld } from "../support/world.ts"

type OutcomeLine = Terms["acceptance"]["outcomes"][number]
const accepted: OutcomeLine = { outcome: "accepted", reservations: [] }

const strangeItem = (number: number): Held => ({
  item: number.toString(16).padStart(64, "0") as ItemId,
  previous: "ab".repeat(32) as StatementId,
})

/** So many bags in the carrier's hands, at five in the morning. */
async function manyBags(count: number) {
  const world = await makeWorld()
  const bags = intake(
    world.pens.carrier,
    Array.from({ length: count }, () => ({})),
  )
  await world.submit(bags)
  await settle(world, hour)
  return { world, held: bags.held }
}

describe("300 bags in one receipt, three excepted, one extra", () => {
  it("move where the receipt says so, and stay where it does not", async () => {
    const { world, held } = await manyBags(301)
    const { carrier, bank } = world.pens
    const [beyond, ...lines] = held as [Held, ...Held[]]
    const outcomes = lines.map(() => accepted)
    outcomes[7] = { outcome: "refused", reservations: [] }
    outcomes[8] = { outcome: "not-presented", reservations: [] }
    outcomes[299] = { outcome: "with-reservation", reservations: ["seal-broken", "unchecked"] }
    const receipt = accept(bank, offer(carrier, bank.party, lines), {
      outcomes,
      terms: { extras: [beyond] },
    })
    const [answer] = await world.submit(receipt)
    expect(answer?.findings.map(({ code }) => code).sort()).toEqual([
      "extra",
      "not-presented",
      "refused",
      "reservation",
    ])
    const now = await seal(world)
    await settle(world)
    const moved = "proved bank, burden bank"
    const stayed = "proved carrier, burden carrier"
    for (const [i, expected] of [
      [6, moved],
      [7, stayed],
      [8, stayed],
      [299, moved],
    ] as const)
      expect([i, await answerAt(world, (lines[i] as Held).item, now)]).toEqual([i, expected])
    const extra = await askAt(world, beyond.item, now)
    expect(printAnswer(world, extra)).toBe("undecided bank+carrier, burden carrier")
    expect(codesOf(extra.findings, receipt)).toContain("extra")
  })
})

describe("a bag packed late into a case already handed over", () => {
  it("stays with its packer, whoever carries the case on", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.pens
    const made = intake(shop, [{ container: true }, {}, {}])
    const [box, inside, late] = made.held as [Held, Held, Held]
    await world.submit(made, draft("pack", { container: box.item, lines: [inside] }, shop))
    await seal(world)
    const first = handOver(shop, carrier, [box, { ...inside, within: 0 }])
    await world.submit(first)
    await seal(world)
    const packed = draft("pack", { container: box.item, lines: [late] }, shop)
    const [found] = await world.submit(packed)
    expect(found?.findings.map(({ code, statement }) => [code, statement])).toEqual([
      ["not-the-holder", packed.id],
    ])
    await settle(world, hour)
    const [takenBox, takenBag] = first.held as [Held, Held]
    const second = handOver(carrier, bank, [takenBox, { ...takenBag, within: 0 }])
    await world.submit(second)
    const now = await seal(world)
    await settle(world)
    expect(await answerAt(world, box.item, now)).toBe("proved bank, burden bank")
    expect(await answerAt(world, inside.item, now)).toBe("proved bank, burden bank")
    expect(await answerAt(world, late.item, now)).toBe("proved shop, burden shop")
  })

  it("slipped into the case's next hand-over is a claim by one who never had it", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.pens
    const made = intake(shop, [{ container: true }, {}])
    const [box, late] = made.held as [Held, Held]
    const first = handOver(shop, carrier, [box])
    await world.submit(made, first)
    await seal(world)
    await world.submit(draft("pack", { container: box.item, lines: [late] }, shop))
    await settle(world, hour)
    const lines = [...first.held, { ...late, within: 0 }]
    const second = handOver(carrier, bank, lines)
    await world.submit(second)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, late.item, now)
    expect(printAnswer(world, verdict)).toBe("undecided bank+shop, burden shop")
    expect(codesOf(verdict.findings, second)).toEqual(["claim-by-non-holder"])
    expect(await answerAt(world, box.item, now)).toBe("proved bank, burden bank")
  })

  it("that was in the case and is not listed stays with the giver, and is found", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const made = intake(shop, [{ container: true }, {}])
    const [box, forgotten] = made.held as [Held, Held]
    await world.submit(made, draft("pack", { container: box.item, lines: [forgotten] }, shop))
    await settle(world, hour)
    const receipt = handOver(shop, carrier, [box])
    await world.submit(receipt)
    const now = await seal(world)
    await settle(world)
    const verdict = await askAt(world, forgotten.item, now)
    expect(printAnswer(world, verdict)).toBe("proved shop, burden shop")
    expect(codesOf(verdict.findings, receipt)).toEqual(["packed-not-listed"])
  })
})

describe("two intakes of one bag", () => {
  it("are two items: a receipt for the second discharges nobody of the first", async () => {
    const tag = "5e".repeat(32)
    const { world, bag, at } = await carried({ line: { tag } })
    const { carrier, bank } = world.pens
    const again = intake(carrier, [{ tag }])
    const [answer] = await world.submit(again)
    expect(answer?.findings.map(({ code, statement }) => [code, statement])).toEqual([
      ["number-seen-before", again.id],
    ])
    await world.submit(handOver(carrier, bank, again.held))
    const now = await seal(world)
    await settle(world)
    expect(await answerAt(world, bag.item, at)).toBe("proved carrier, burden carrier")
    expect(await answerAt(world, bag.item, now)).toBe("proved carrier, burden carrier")
  })
})

describe("at the limit", () => {
  it("500 lines are one receipt, 501 none", async () => {
    const { world, held } = await manyBags(maxLines)
    const { carrier, bank } = world.pens
    const more = intake(carrier)
    await world.submit(more)
    await expectRefused(world, "malformed", handOver(carrier, bank, [...held, ...more.held]))
    await world.submit(handOver(carrier, bank, held))
    const now = await seal(world)
    await settle(world)
    expect(held).toHaveLength(500)
    const last = held.at(-1) as Held
    expect(await answerAt(world, last.item, now)).toBe("proved bank, burden bank")
  })

  it("65,000 bytes are one statement, 65,001 none; an entry has at most 65,535", async () => {
    const { world, held } = await manyBags(maxLines)
    const offered = offer(world.pens.carrier, world.pens.bank.party, held)
    // An extra item has 69 bytes, an unknown one 3, a reservation 1.
    const receiptOf = (items: number, unknown: number, codes: number): SignedDraft => {
      const extras = Array.from({ length: items }, (_, i) => strangeItem(i))
      const unknowns = Array.from({ length: unknown }, () => ({ item: null, previous: null }))
      const reservations = (["short", "damaged", "unchecked"] as const).slice(0, codes)
      const first = { outcome: "with-reservation", reservations } as const
      const outcomes = [first, ...held.slice(1).map(() => accepted)]
      return accept(world.pens.bank, offered, {
        outcomes,
        terms: { extras: [...extras, ...unknowns] },
      })
    }
    const left = maxStatementBytes - receiptOf(399, 1, 1).bytes.length
    const [unknown, codes] = [1 + Math.floor(left / 3), 1 + (left % 3)]
    const largest = receiptOf(399, unknown, codes)
    expect(largest.bytes).toHaveLength(65_000)
    const larger = codes === 3 ? receiptOf(399, unknown + 1, 1) : receiptOf(399, unknown, codes + 1)
    expect(larger.bytes).toHaveLength(65_001)
    await expectRefused(world, "too-long", larger)
    const [answer] = await world.submit(largest)
    const { bytes } = (await world.ledger.entry(answer?.index as number)) as { bytes: Uint8Array }
    expect(bytes.length).toBeLessThanOrEqual(maxEntryBytes)
    const now = await seal(world)
    await settle(world)
    const last = held.at(-1) as Held
    expect(await answerAt(world, last.item, now)).toBe("proved bank, burden bank")

    const entry = decodeEntry(bytes) as Entry
    const room = maxEntryBytes - bytes.length
    const filled = (more: number): Uint8Array =>
      encodeEntry({ ...entry, statement: new Uint8Array(entry.statement.length + more) })
    expect(filled(room)).toHaveLength(65_535)
    expect(decodeEntry(filled(room))).toBeDefined()
    expect(decodeEntry(filled(room + 1))).toBeUndefined()
  })
})
