/**
 * The casebook, asked about: every answer against the hand-written table, over the real path from bytes in a parcel to the
 * verdict of a bundle; and what the ledger foresaw of each parcel against what it found.
 */

import { beforeAll, describe, expect, it } from "vitest"
import type { DryRun } from "../../src/api/ledger-api.ts"
import { decodeParcel } from "../../src/api/parcel.ts"
import { auditSource } from "../../src/cli/audit-source.ts"
import { type Casebook, fillCasebook } from "../../src/cli/casebook.ts"
import { bookPeople } from "../../src/cli/casebook-parties.ts"
import { type BookQuestion, caseNames } from "../../src/cli/casebook-stage.ts"
import { type Opened, openStatement } from "../../src/custody/handover.ts"
import { type StatementId, statementIdOf } from "../../src/custody/identifier.ts"
import { identifierFault, type Scheme } from "../../src/custody/printed.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import { languages } from "../../src/language/message.ts"
import { decodeEntry } from "../../src/log/entry.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { audit } from "../../src/replay/audit.ts"
import { isFault, type RuleFinding } from "../../src/rules/judge.ts"
import { memoryStore } from "../../src/store/memory.ts"
import type { Store } from "../../src/store/store.ts"
import { verdictLines } from "../../src/verifier/lines.ts"
import { parsePolicy } from "../../src/verifier/policy.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import { verify } from "../../src/verifier/verify.ts"
import { expectPinned, readPinned } from "../support/pinned.ts"
import { ledgerKeysFor } from "../support/sampled.ts"
import { countedRandom } from "../support/world.ts"
import type { ExpectedAnswer } from "./casebook-answer.ts"
import { expectedAnswers, expectedBooks } from "./casebook-expected.ts"
import { pageWith } from "./casebook-page.ts"
import { Reading } from "./casebook-reading.ts"

const origin = "sample.invalid/casebook"
const store = memoryStore()
let book: Casebook
/** What the ledger foresaw of each statement, and how many it acknowledged. */
const foreseen = new Map<StatementId, DryRun>()
const acknowledged: StatementId[] = []
/** Every statement on record. */
const statements = new Map<string, Opened>()
let reading: Reading

const fill = (into: Store, watch?: Parameters<typeof fillCasebook>[0]["watch"]) =>
  fillCasebook({
    store: into,
    headPath: null,
    keys: ledgerKeysFor(origin),
    random: countedRandom("casebook"),
    ...(watch === undefined ? {} : { watch }),
  })

async function openedAt(index: number): Promise<Opened> {
  const bytes = await store.entry(index)
  const entry = bytes && decodeEntry(bytes)
  const opened = entry && openStatement(entry.statement, origin)
  if (opened === undefined || isRejected(opened)) throw new Error(`expected an entry at ${index}`)
  return opened
}

beforeAll(async () => {
  book = await fill(store, {
    before: async (ledger, parcel) => {
      const decoded = decodeParcel(parcel)
      if ("fault" in decoded) throw new Error(decoded.fault)
      foreseen.set(statementIdOf(decoded.statement), await ledger.dryRun(parcel))
    },
    after: (answer) => {
      if (answer.ok) acknowledged.push(answer.statement)
    },
  })
  for (let index = 0; index < store.size(); index++) {
    const opened = await openedAt(index)
    statements.set(opened.id, opened)
  }
  reading = new Reading(book.cast, statements)
})

function questionOf({ name, about }: Pick<ExpectedAnswer, "name" | "about">): BookQuestion {
  const asked = book.cases[name].find((each) => each.about === about)
  if (asked === undefined) throw new Error(`expected a question ${name}, ${about}`)
  return asked
}

async function bundleOf({ about: _about, ...question }: BookQuestion): Promise<Uint8Array> {
  const bundle = await book.ledger.bundle(question)
  if (bundle === undefined) throw new Error(`expected a bundle for ${question.item}`)
  return bundle
}

const answers = new Map<BookQuestion, Promise<Verdict>>()

/** Offline, by the ledger's own policy; each question once, because several tests look at the answers. */
function answerTo(question: BookQuestion): Promise<Verdict> {
  const answer = answers.get(question) ?? verdictOn(question)
  answers.set(question, answer)
  return answer
}

async function verdictOn(question: BookQuestion): Promise<Verdict> {
  const policy = parsePolicy(await book.ledger.policy())
  if (!policy.ok) throw new Error(policy.fault.sentence)
  return verify(await bundleOf(question), policy.policy, { verify: verifyNode })
}

const labelOf = ({ name, about }: ExpectedAnswer): string => `${name}, ${about}`

describe("the casebook in memory", () => {
  it.each(expectedAnswers.map((each) => [labelOf(each), each] as const))("%s", async (_, each) => {
    const verdict = await answerTo(questionOf(each))
    expect(verdict.steps.filter((step) => !step.ok)).toEqual([])
    const { name: _name, about: _about, met = {}, ...answer } = each
    expect(reading.summary(verdict)).toEqual(answer)
    for (const [sort, times] of Object.entries(met)) {
      const found = verdict.rules.filter(
        ({ statement, rule, outcome }) =>
          outcome === "met" && sort === `${reading.sortOf(statement)} ${rule}`,
      )
      expect([sort, found.length]).toEqual([sort, times])
    }
    // Everything that a rule asks is recorded, and shown in the file.
    expect(verdict.rules.filter(({ outcome }) => outcome === "undecidable")).toEqual([])
    expect(verdict.withheld.filter(({ state }) => state === "never delivered")).toEqual([])
    expect(verdict.asOf).toMatchObject({ timeBasis: "operator only", sample: true })
  })

  it("asks every question once, and has an answer to each", () => {
    const asked = caseNames.flatMap((name) =>
      book.cases[name].map(({ about }) => `${name}, ${about}`),
    )
    expect(expectedAnswers.map(labelOf).sort()).toEqual(asked.sort())
  })

  it("says who put the number on the second letter, and on which it was before", async () => {
    const [first, second] = book.cases["s10-reuse"] as [BookQuestion, BookQuestion]
    const { findings, history } = await answerTo(second)
    const [seen] = findings.filter(({ code }) => code === "number-seen-before")
    expect(history.map(({ statement }) => statement)).toContain(seen?.statement)
    expect(seen?.sentence).toContain(first.item)
  })

  it("opened the time lock outside its hours by the zone's clock, whatever the lock's own said", async () => {
    const [, night] = book.cases["time-lock"] as [BookQuestion, BookQuestion]
    const { rules } = await answerTo(night)
    const [opened] = rules.filter(isFault)
    const { signedAt } = statements.get(opened?.statement ?? "") as Opened
    expect(new Date(signedAt.at).toISOString()).toBe("2026-10-25T19:05:00.000Z")
    // By its own offset it was 21:05.
    expect(signedAt.offset).toBe(120)
    expect(JSON.stringify(opened?.sentence)).toContain('{"time":"20:05"}')
  })

  it("lost the bank's dollars between the keeper's receipt and the teller's booking", async () => {
    const [booked] = book.cases["short-count"] as [BookQuestion]
    const { interval, differences } = await answerTo(booked)
    expect(reading.sortOf(interval.before?.statement as StatementId)).toMatch(/^(check|report) /)
    expect(differences.map(({ by }) => reading.sortOf(by.statement))).toEqual(["intake"])
  })

  it("knows every owner's sums over the whole record", async () => {
    const { differences, size } = await book.ledger.books(Infinity)
    expect(size).toBe(store.size())
    expect(differences.map((each) => reading.differenceIn(each)).sort(byText)).toEqual(
      [...expectedBooks].sort(byText),
    )
  })

  it("answers every question in every language, in a file of less than 200 kB", async () => {
    for (const name of caseNames)
      for (const question of book.cases[name]) {
        expect((await bundleOf(question)).length).toBeLessThan(200_000)
        const verdict = await answerTo(question)
        const said = languages.map((language) => verdictLines(verdict, language))
        expect(new Set(said.map((lines) => lines.length)).size).toBe(1)
        expect(new Set(said.map((lines) => lines.join("\n"))).size).toBe(languages.length)
        expect(said.flat().filter((line) => /undefined|\{|\[object/.test(line))).toEqual([])
      }
  })
})

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

describe("the casebook as a ledger", () => {
  it("appended what it acknowledged, and nothing else but its seals", () => {
    const own = [...statements.values()].filter(({ kind }) => kind !== "seal" && kind !== "genesis")
    expect(acknowledged).toEqual(own.map(({ id }) => id))
    expect(acknowledged.length).toBeGreaterThan(150)
  })

  it("foresaw of each statement, before it was appended, what it found of it afterwards", async () => {
    const pairOf = ({ rule, outcome }: RuleFinding): string => `${rule} ${outcome}`
    const found = new Map<string, readonly string[]>()
    for (const name of caseNames)
      for (const question of book.cases[name]) {
        const { rules, history } = await answerTo(question)
        for (const { statement } of history)
          found.set(
            `${statement} ${question.item}`,
            rules.filter((each) => each.statement === statement).map(pairOf),
          )
      }
    const judgedOnes = [...found].filter(([, pairs]) => pairs.length > 0)
    expect(judgedOnes.length).toBeGreaterThan(40)
    for (const [name, pairs] of judgedOnes) {
      const [statement = "", item = ""] = name.split(" ")
      const answer = foreseen.get(statement as StatementId)
      if (answer?.ok !== true) throw new Error(`expected ${statement} to be foreseen`)
      const own = answer.rules.filter(({ items }) => items.some((each) => each === item))
      expect([reading.sortOf(statement as StatementId), own.map(pairOf).sort()]).toEqual([
        reading.sortOf(statement as StatementId),
        [...pairs].sort(),
      ])
    }
  })

  it("foresaw the five rules that the hand-over on the street did not follow, and took it all the same", async () => {
    const [asked] = book.cases.street as [BookQuestion]
    const { alternatives, rules } = await answerTo(asked)
    const receipt = alternatives[0]?.liable[0]?.receipt as StatementId
    const answer = foreseen.get(receipt)
    if (answer?.ok !== true) throw new Error("expected the receipt to be foreseen")
    expect(answer.rules.filter(isFault).map(({ rule }) => rule)).toHaveLength(5)
    expect(reading.faultsOf(answer.rules)).toEqual(reading.faultsOf(rules))
    expect(acknowledged).toContain(receipt)
  })

  it("audits clean", async () => {
    const { entries, faults } = await audit(auditSource(store, undefined).source, verifyNode)
    expect(faults).toEqual([])
    expect(entries).toBe(store.size())
  })

  it("is the same byte for byte when chance is", async () => {
    const again = memoryStore()
    await fill(again)
    expect(again.size()).toBe(store.size())
    for (let index = 0; index < store.size(); index++)
      expect(await again.entry(index)).toEqual(await store.entry(index))
  })

  it("prints only numbers with the right check digit", async () => {
    const summaries = await book.ledger.items(null, 100)
    const printed = summaries.flatMap(({ identifiers }) => identifiers)
    expect(printed.filter((each) => /^(s10|awb) /.test(each)).length).toBeGreaterThan(8)
    const faults = printed.map((each) => {
      const [scheme, ...words] = each.split(" ")
      return identifierFault({ scheme: scheme as Scheme, value: words.join(" ") })
    })
    expect(faults.filter((fault) => fault !== undefined)).toEqual([])
  })

  it("names people only in sealed terms that no bundle shows", async () => {
    const verdicts = await Promise.all(
      caseNames.flatMap((name) => book.cases[name].map((each) => answerTo(each))),
    )
    const shown = JSON.stringify(verdicts.map(({ disclosed, names }) => [disclosed, names]))
    for (const [, , name] of Object.values(bookPeople)) expect(shown).not.toContain(name)
  })

  it("does not fill a ledger that could be a real one", async () => {
    const real = memoryStore()
    const keys = ledgerKeysFor("ledger.example/real")
    const random = countedRandom("casebook")
    const filled = fillCasebook({ store: real, headPath: null, keys, random })
    await expect(filled).rejects.toThrow("expected an origin sample.invalid/")
    expect(real.size()).toBe(0)
  })
})

describe("docs/cases.md", () => {
  it("shows the lines that the code prints", async () => {
    const told = await Promise.all(
      caseNames.map(async (name) => ({
        name,
        verdicts: await Promise.all(book.cases[name].map((each) => answerTo(each))),
      })),
    )
    const page = readPinned("docs/cases.md")
    expectPinned("docs/cases.md", pageWith(page, told))
  })
})
