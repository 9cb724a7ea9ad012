/**
 * The tables of the rule book. `## id name` begins a scenario of one rule; `given` lines change the good act into the one
 * that the rule is about; each row takes one more thing away, and its last cell is the outcome (`undecidable` names what
 * is lacking; `-`: the rule says nothing of such an act).
 *
 * A change is `path=value`, several are parted by commas. Values: `?` not shown, `-` null, true, false, numbers, `10m`,
 * `599s` (milliseconds), `DKK 1.00`, `[a b]` a list of words, otherwise a word. `limits.NAME=DKK 1.00`, `features+=x`,
 * `features-=x`, `credentials.SIDE=[a b]`, `conditions=[…]` and `circumstances+=x` save writing.
 */

import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parseMoney } from "../../src/custody/money.ts"
import type { Act } from "../../src/rules/act.ts"
import type { Chapter, Judgement, Rule } from "../../src/rules/rule.ts"
import { credential, goodAct } from "./good-act.ts"

type Row = { readonly changes: string; readonly expected: string }
type Scenario = {
  readonly rule: string
  readonly name: string
  readonly given: readonly string[]
  readonly rows: readonly Row[]
}

function readScenarios(file: string): readonly Scenario[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8")
  return text
    .split(/^## /m)
    .slice(1)
    .map((block) => {
      const [title = "", ...lines] = block.split("\n")
      const space = title.indexOf(" ")
      return {
        rule: title.slice(0, space),
        name: title.slice(space + 1),
        given: lines.filter((line) => line.startsWith("given ")).map((line) => line.slice(6)),
        rows: lines.filter((line) => line.startsWith("|")).map(readRow),
      }
    })
}

function readRow(line: string): Row {
  const [, changes, expected, ...rest] = line.split("|").map((cell) => cell.trim())
  if (changes === undefined || expected === undefined || rest.length !== 1)
    throw new Error(`expected two cells, got ${line}`)
  return { changes, expected }
}

function readValue(text: string): unknown {
  const list = /^\[(.*)\]$/.exec(text)?.[1]
  if (list !== undefined)
    return list
      .split(" ")
      .filter((word) => word !== "")
      .map(readValue)
  const span = /^(\d+)([ms])$/.exec(text)
  if (span !== null) return Number(span[1]) * (span[2] === "m" ? 60_000 : 1000)
  if (/^-?\d+$/.test(text)) return Number(text)
  const words: Readonly<Record<string, unknown>> = {
    "?": undefined,
    "-": null,
    true: true,
    false: false,
  }
  return text in words ? words[text] : (parseMoney(text) ?? text)
}

/** Where a short path leads. */
const longPaths: Readonly<Record<string, string>> = {
  features: "place.fittings.features",
  conditions: "contract.terms.conditions",
  "credentials.giver": "handOver.giver.credentials",
  "credentials.receiver": "handOver.receiver.credentials",
  "credentials.signer": "signer.credentials",
  "credentials.contract": "contract.credentials",
  approvals: "thing.inventory.approvals",
}

function change(act: Act, text: string): Act {
  const [, short = "", sign, right = ""] = /^([\w.-]+?)([+-]?=)(.+)$/.exec(text.trim()) ?? []
  if (sign === undefined) throw new Error(`expected path=value, got ${text}`)
  if (short.startsWith("limits.")) return changeLimit(act, short.slice("limits.".length), right)
  const path = (longPaths[short] ?? short).split(".")
  const isCredentials = /credentials|approvals/.test(short)
  const make = (value: unknown): unknown =>
    isCredentials && typeof value === "string" ? credential(value as never) : value
  return setAt(act, path, (before) => {
    const value = readValue(right)
    if (sign === "+=") return [...(before as unknown[]), make(value)]
    if (sign === "-=") return (before as unknown[]).filter((each) => each !== value)
    return Array.isArray(value) ? value.map(make) : value
  }) as Act
}

function changeLimit(act: Act, name: string, right: string): Act {
  const amount = readValue(right)
  if (act.contract == null) throw new Error(`limits of no contract: ${right}`)
  const others = act.contract.limits?.filter(({ limit }) => limit !== name) ?? []
  const own = { limit: name, grade: null, number: null, amount }
  const limits = amount === null ? others : [...others, own]
  return { ...act, contract: { ...act.contract, limits } } as Act
}

function setAt(
  whole: unknown,
  path: readonly string[],
  set: (before: unknown) => unknown,
): unknown {
  const [first, ...rest] = path
  if (first === undefined) return set(whole)
  if (typeof whole !== "object" || whole === null || !(first in whole))
    throw new Error(`expected a member ${first} in ${JSON.stringify(whole)}`)
  const before = (whole as Record<string, unknown>)[first]
  const after = setAt(before, rest, set)
  return Array.isArray(whole) ? whole.with(Number(first), after) : { ...whole, [first]: after }
}

const changed = (act: Act, changes: string): Act =>
  changes === "nothing" ? act : changes.split(",").reduce(change, act)

const print = (judgement: Judgement | null): string =>
  judgement === null
    ? "-"
    : judgement.outcome === "undecidable"
      ? `undecidable ${judgement.lacks}`
      : judgement.outcome

/** Runs a chapter's table, and asks of it that every rule is met once, not met once, and not decided where it needs something. */
export function runScenarios(file: string, { rules, unjudged }: Chapter): void {
  const scenarios = readScenarios(file)
  const ruleOf = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]))
  for (const { rule: id, name, given, rows } of scenarios)
    describe(`${id} ${name}`, () => {
      const rule = ruleOf.get(id) as Rule
      const base = given.reduce(changed, goodAct)
      it.each(rows.map(({ changes, expected }) => [changes, expected] as const))(
        "%s: %s",
        (changes, expected) => {
          expect(print(rule.judge(changed(base, changes)))).toBe(expected)
        },
      )
    })
  describe(file, () => {
    const outcomes = new Map<string, Set<string>>()
    for (const { rule, rows } of scenarios) {
      const known = outcomes.get(rule) ?? new Set()
      for (const { expected } of rows) known.add(expected)
      outcomes.set(rule, known)
    }
    it.each(rules.map((rule) => [rule.id, rule] as const))("%s has each outcome", (id, rule) => {
      const all = [...(outcomes.get(id) ?? [])]
      expect(all).toContain("met")
      expect(all.some((outcome) => outcome === "missed" || outcome === "broken")).toBe(true)
      const lacking = all.flatMap((outcome) => /^undecidable (.+)$/.exec(outcome)?.[1] ?? [])
      expect(lacking.toSorted()).toEqual(rule.needs.toSorted())
    })
    it("names every row once, and no rule that is not there", () => {
      const ids = [...rules, ...unjudged].map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect([...outcomes.keys()].filter((id) => !ruleOf.has(id))).toEqual([])
    })
  })
}
