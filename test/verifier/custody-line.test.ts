/**
 * The custody line of the sample day's cases, worked out by hand from docs/sample.md: a receipt is signed between the newest
 * publication that its device had seen and the first that holds it; the ledger publishes at every full five minutes.
 */

import { beforeAll, describe, expect, it } from "vitest"
import { fillSample, type Sample } from "../../src/cli/sample.ts"
import { type PartyName, sampleParties } from "../../src/cli/sample-cast.ts"
import type { SampleCaseName } from "../../src/cli/sample-stage.ts"
import { draft, type Pen } from "../../src/custody/draft.ts"
import type { ItemId } from "../../src/custody/identifier.ts"
import type { Soft } from "../../src/custody/soft.ts"
import { concat, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { languages } from "../../src/language/message.ts"
import type { Scope } from "../../src/log/bundle.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { CustodyLine } from "../../src/verifier/custody-line.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { parsePolicy, type Policy } from "../../src/verifier/policy.ts"
import { saidLine } from "../../src/verifier/said-line.ts"
import { type Verdict, verdictJson } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"
import { handOver, type Held, intake } from "../support/acts.ts"
import { ownPolicy } from "../support/forge.ts"
import { makeWorld } from "../support/world.ts"
import { ledgerKeysFor } from "../support/sampled.ts"

let sample: Sample
let policy: Policy

beforeAll(async () => {
  let count = 0
  const random = (length: number): Uint8Array => {
    const block = sha256(concat(utf8("custody line"), uint64(count++)))
    return block.slice(0, length)
  }
  const keys = ledgerKeysFor("sample.invalid/line")
  sample = await fillSample({ store: memoryStore(), headPath: null, keys, random })
  const { checkpointKey } = await sample.ledger.about()
  const read = parsePolicy(`log ${checkpointKey}\nquorum none\nclock-error 0\n`)
  if (!read.ok) throw new Error(read.fault.sentence)
  policy = read.policy
})

async function verdictOf(
  name: SampleCaseName,
  scope: Scope = "unit",
  loose: readonly Uint8Array[] = [],
): Promise<Verdict> {
  const { item, at } = sample.cases[name]
  const moment = Date.parse(at)
  const bytes = await sample.ledger.bundle({ item, from: moment, to: moment, scope })
  if (bytes === undefined) throw new Error(`expected a bundle for ${name}`)
  return verify(bytes, policy, { verify: verifyNode, line: true, loose })
}

async function lineOf(name: SampleCaseName, scope?: Scope): Promise<CustodyLine> {
  const { line } = await verdictOf(name, scope)
  if (line === null) throw new Error(`expected a line for ${name}`)
  return line
}

/** `15:36`, on the sample day; `3 05:36` on another of March. */
function brief(at: number | null): string {
  if (at === null) return "…"
  const text = new Date(at).toISOString()
  const day = text.slice(8, 10) === "02" ? "" : `${Number(text.slice(8, 10))} `
  return `${day}${text.slice(11, 16)}`
}

const edge = (each: Soft | null): string =>
  each === null ? "open" : `${brief(each.from)}–${brief(each.to)}`

function who(id: string | null): string {
  if (id === null) return "outside"
  const found = Object.entries(sample.parties).find(([, party]) => party === id)
  return (found?.[0] as PartyName | undefined) ?? "addressee"
}

const answeringIn = ({ answering }: CustodyLine): readonly string[] =>
  answering.map(({ liable, begin, end, firm, continues }) =>
    [
      liable.map(({ party }) => who(party)).join("+"),
      edge(begin),
      edge(end),
      ...(firm ? [] : ["doubtful"]),
      ...(continues === null ? [] : ["goes on"]),
    ].join(" "),
  )

const handsIn = ({ hands }: CustodyLine): readonly string[] =>
  hands.map(
    ({ party, begin, end, firm }) =>
      `${who(party)} ${edge(begin)} ${edge(end)}${firm ? "" : " doubtful"}`,
  )

const actsIn = ({ acts }: CustodyLine): readonly string[] =>
  acts.map(({ mark, at, findings }) =>
    [mark, edge(at), ...findings.map(({ code }) => code)].join(" "),
  )

describe("who answered and who had it", () => {
  it("shows the stolen bag, whole at seven minutes past five and missed an hour later", async () => {
    const line = await lineOf("stolen")
    expect(answeringIn(line)).toEqual(["shop 15:35–15:40 16:50–16:55", "carrier 16:50–16:55 open"])
    expect(handsIn(line)).toEqual(["shop 15:35–15:40 16:50–16:55", "carrier 16:50–16:55 open"])
    expect(actsIn(line)).toEqual([
      "taken-in 15:35–15:40",
      "offered 16:45–16:50",
      "handed 16:50–16:55",
      "whole 17:05–17:10",
      "reported 18:05–18:10",
      "reported 18:05–18:10 reported",
      "reported 19:05–19:10 reported",
    ])
    expect({
      after: brief(line.loss.after?.at ?? null),
      before: brief(line.loss.before?.at ?? null),
      asked: brief(line.asked.from),
      upTo: brief(line.upTo),
      goods: line.goods,
    }).toEqual({ after: "17:05", before: "18:10", asked: "17:30", upTo: "4 12:05", goods: "cash" })
  })

  it("shows the case that the bag was put into, and went to the bank in", async () => {
    const line = await lineOf("case")
    expect(answeringIn(line)).toEqual([
      "shop 14:35–14:40 15:10–15:15",
      "carrier 15:10–15:15 16:10–16:15",
      "bank 16:10–16:15 open",
    ])
    const [held] = line.hands.filter(({ within }) => within !== null)
    expect(
      line.containers.map(({ container, begin, end }) => [container, edge(begin), edge(end)]),
    ).toEqual([[held?.within, "15:10–15:15", "open"]])
  })

  it("shows an internal hand-over as the same party going on", async () => {
    expect(answeringIn(await lineOf("rounds"))).toEqual([
      "shop 12:05–12:10 12:10–12:15",
      "shop 12:10–12:15 open goes on",
    ])
    const { acts } = await lineOf("rounds")
    expect(acts.at(-1)?.what.say).toBe("act.consumed")
  })

  it("shows a reservation: of the bag the carrier, of its contents both", async () => {
    expect(answeringIn(await lineOf("reservation"))).toEqual([
      "shop 09:35–09:40 10:40–10:45",
      "carrier 10:40–10:45 16:40–16:45",
      "carrier 16:40–16:45 open goes on",
    ])
    const contents = answeringIn(await lineOf("reservation", "contents"))
    expect(contents[0]).toBe("shop 09:35–09:40 open")
    expect(contents[1]).toMatch(/^carrier 10:40–10:45 16:40–16:45/)
  })

  it("shows a hand-over without network as an edge of two hours", async () => {
    expect(answeringIn(await lineOf("late"))).toEqual([
      "shop 09:35–09:40 10:05–12:25",
      "carrier 10:05–12:25 open",
    ])
  })

  it("shows both branches of a fork, neither of them firm", async () => {
    expect(answeringIn(await lineOf("fork"))).toEqual([
      "shop 12:35–12:40 13:10–13:15",
      "carrier 13:10–13:15 14:10–14:15",
      "bank 14:10–14:15 open doubtful",
      "municipality 14:40–14:45 open doubtful",
    ])
    expect(handsIn(await lineOf("fork"))).toEqual([
      "shop 12:35–12:40 13:10–13:15",
      "carrier 13:10–13:15 14:10–14:15",
      "bank 14:10–14:15 open doubtful",
      "municipality 14:40–14:45 open doubtful",
    ])
  })

  it("shows what a stranger gave beside the one who never ceased to answer", async () => {
    const line = await lineOf("stranger")
    expect(answeringIn(line)).toEqual(["shop 15:35–15:40 open", "bank 16:10–16:15 open doubtful"])
    expect(handsIn(line)).toEqual(["shop 15:35–15:40 open"])
    expect(actsIn(line)).toContain("one-sided 16:10–16:15 claim-by-non-holder")
    expect(line.acts.map(({ what }) => what.say)).toContain("act.claimed")
  })

  it("shows a finder, who is bound and discharges nobody", async () => {
    const line = await lineOf("found")
    expect(answeringIn(line)).toEqual([
      "shop 06:35–06:40 07:10–07:15",
      "carrier 07:10–07:15 open",
      "municipality 09:35–09:40 11:10–11:15 doubtful",
      "carrier 11:10–11:15 open doubtful",
    ])
    expect(handsIn(line)).toEqual([
      "shop 06:35–06:40 07:10–07:15",
      "carrier 07:10–07:15 09:35–09:40",
      "municipality 09:35–09:40 11:10–11:15",
      "carrier 11:10–11:15 open",
    ])
  })

  it("shows a bag in the night box as the bank's hands and the shop's liability", async () => {
    const line = await lineOf("night-drop")
    // At ten past nine nothing was new since the guard's check-in at three past, which 21:05 had published.
    expect(answeringIn(line)).toEqual([
      "shop 20:35–20:40 3 05:35–3 05:40",
      "bank 3 05:35–3 05:40 open",
    ])
    expect(handsIn(line)).toEqual([
      "shop 20:35–20:40 21:05–21:15",
      "bank 21:05–21:15 3 05:35–3 05:40",
      "bank 3 05:35–3 05:40 open",
    ])
    expect(line.acts.map(({ what }) => what.say)).toEqual([
      "act.taken-in",
      "act.offered",
      "act.said",
      "act.alone",
    ])
  })

  it("shows hands outside the ledger where only the giver speaks", async () => {
    const line = await lineOf("refused-signature")
    expect(answeringIn(line)).toEqual(["shop 07:35–07:40 07:40–07:45", "post 07:40–07:45 open"])
    expect(handsIn(line).at(-1)).toBe("outside 10:10–10:15 open doubtful")
  })

  it("shows a letter through the post to one without a key", async () => {
    const line = await lineOf("letter")
    expect(answeringIn(line)).toEqual([
      "municipality 09:05–09:10 09:10–09:15",
      "post 09:10–09:15 13:10–13:15",
      "addressee 13:10–13:15 open",
    ])
    expect(actsIn(line)).toContain("whole 10:35–10:40")
  })
})

describe("the line beside the verdict", () => {
  it("is made only where it is asked for, and stays out of the JSON", async () => {
    const { item, at } = sample.cases.stolen
    const moment = Date.parse(at)
    const bytes = await sample.ledger.bundle({ item, from: moment, to: moment, scope: "unit" })
    const plain = verify(bytes as Uint8Array, policy, { verify: verifyNode })
    const laidOut = await verdictOf("stolen")
    expect(plain.line).toBeNull()
    expect({ ...laidOut, line: null }).toEqual(plain)
    expect(verdictJson(laidOut)).toEqual(verdictJson(plain))
    const flipped = Uint8Array.from(bytes as Uint8Array)
    flipped[flipped.length - 40] = (flipped[flipped.length - 40] as number) ^ 1
    expect(verify(flipped, policy, { verify: verifyNode, line: true }).line).toBeNull()
  })

  it("is said in every language with the names that the file shows, and no bare id", async () => {
    const verdict = await verdictOf("stolen")
    const all = languages.map((language) => saidLine(verdict, language))
    for (const said of all) {
      expect(said?.answering[1]?.who).toMatch(`${sampleParties.carrier.name} (`)
      expect(said?.hands[1]?.more.join()).not.toMatch(/[0-9a-f]{64}/)
      expect(said?.acts.map(({ what }) => what).join()).not.toMatch(/[0-9a-f]{64}/)
    }
    expect(new Set(all.map((said) => said?.acts[3]?.what)).size).toBe(languages.length)
    expect(all[0]?.acts[3]?.what).toMatch(
      /^seal checked by Nordvagt Værditransport A\/S \([0-9a-f]{16}\): as declared$/,
    )
  })

  it("names every finding and every broken rule of the answer once, at its statement", async () => {
    for (const name of ["stolen", "fork", "stranger", "reservation"] as const) {
      const verdict = await verdictOf(name)
      const acts = verdict.line?.acts ?? []
      const found = acts.flatMap(({ findings }) => findings)
      const touching = new Set(verdict.history.map(({ statement }) => statement))
      expect(found.length).toBe(
        verdict.findings.filter(({ statement }) => touching.has(statement)).length,
      )
      const faults = acts.flatMap((each) => each.faults).length
      const said = verdictLines(verdict).filter((line) => line.startsWith("Guideline "))
      expect(faults).toBe(said.length)
    }
  })
})

describe("a receipt from a drawer", () => {
  it("stands on the line as not on record, and its edge ends nowhere", async () => {
    const world = await makeWorld()
    const { shop, carrier } = world.pens
    const bag = intake(shop)
    const there = handOver(shop, carrier, bag.held)
    const back = handOver(carrier, shop, there.held)
    await world.submit(bag, there, back)
    await world.publish()
    const moment = world.clock.now()
    const item = bag.items[0] as ItemId
    const bytes = await world.ledger.bundle({ item, from: moment, to: moment, scope: "unit" })
    const blind = (pen: Pen): Pen => ({ ...pen, seen: () => null })
    const drawer = handOver(blind(shop), blind(carrier), back.held)
    const given = { verify: verifyNode, line: true, loose: [drawer.bytes] }
    const { line } = verify(bytes as Uint8Array, ownPolicy(), given)
    const last = line?.acts.at(-1)
    expect([last?.what.say, last?.arrived, last?.at.to]).toEqual(["act.handed", null, null])
    expect(line?.acts.filter(({ arrived }) => arrived === null)).toHaveLength(1)
    // It may have ended what the shop's receipt began, and surely ended nothing.
    const [drawn, before] = (line?.answering ?? []).toReversed()
    expect(before?.end).toEqual({ from: expect.any(Number), to: null })
    expect(drawn?.begin.to).toBeNull()
    expect(drawn?.end).toBeNull()
  })
})

describe("a container", () => {
  it("holds it from the packing until the unpacking", async () => {
    const world = await makeWorld()
    const { shop } = world.pens
    const bag = intake(shop)
    const box = intake(shop, [{ goods: "case", container: true }])
    await world.submit(bag, box)
    await world.publish()
    const container = box.items[0] as ItemId
    const inside = { container, lines: [bag.held[0] as Held] }
    const moments: number[] = []
    for (const kind of ["pack", "unpack"] as const) {
      world.clock.advance(600_000)
      await world.submit(draft(kind, inside, shop))
      moments.push(world.clock.now())
      await world.publish()
    }
    const item = bag.items[0] as ItemId
    const [at] = moments as [number]
    const bytes = await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })
    const { line } = verify(bytes as Uint8Array, ownPolicy(), { verify: verifyNode, line: true })
    const [lying, ...others] = line?.containers ?? []
    expect(others).toEqual([])
    expect(lying?.container).toBe(container)
    expect(lying?.begin.to).toBeGreaterThanOrEqual(moments[0] as number)
    expect(lying?.begin.to).toBeLessThan(moments[1] as number)
    expect(lying?.end?.to).toBeGreaterThanOrEqual(moments[1] as number)
    expect(line?.acts.map(({ what }) => what.say)).toEqual([
      "act.taken-in",
      "act.packed",
      "act.unpacked",
    ])
  })
})

describe("what comes after a fork", () => {
  it("is as doubtful as the branch that it is on", async () => {
    const world = await makeWorld()
    const { shop, carrier, bank } = world.pens
    const bag = intake(shop)
    const there = handOver(shop, carrier, bag.held)
    const back = handOver(carrier, shop, there.held)
    await world.submit(bag, there, handOver(shop, bank, bag.held), back)
    await world.publish()
    const at = world.clock.now()
    const item = bag.items[0] as ItemId
    const bytes = await world.ledger.bundle({ item, from: at, to: at, scope: "unit" })
    const { line } = verify(bytes as Uint8Array, ownPolicy(), { verify: verifyNode, line: true })
    const firm = (receipt: string) => [
      line?.answering.find((each) => each.receipt === receipt)?.firm,
      line?.hands.find((each) => each.receipt === receipt)?.firm,
    ]
    expect(firm(bag.id)).toEqual([true, true])
    expect(firm(there.id)).toEqual([false, false])
    expect(firm(back.id)).toEqual([false, false])
  })
})
