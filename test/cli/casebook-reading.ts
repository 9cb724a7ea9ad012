/** Verdicts of the casebook in the words of the table: people by their names in the cast, statements by their sort. */

import { expect } from "vitest"
import type { Casebook } from "../../src/cli/casebook.ts"
import type { BookParty, BookPerson } from "../../src/cli/casebook-parties.ts"
import type { Opened } from "../../src/custody/handover.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import { type Money, printMoney } from "../../src/custody/money.ts"
import type { Difference, Stated } from "../../src/rules/conservation.ts"
import type { Cover } from "../../src/rules/cover.ts"
import { isFault, type RuleFinding } from "../../src/rules/judge.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"
import type { ExpectedAnswer, ExpectedCover, ExpectedDifference } from "./casebook-answer.ts"

/** `2026-02-10T10:10Z`, as the table writes times. */
const brief = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString().replace(":00.000Z", "Z")

const nameIn = <Name extends string>(
  table: Readonly<Record<Name, string | null>>,
  id: string | null,
): Name => {
  const found = (Object.keys(table) as Name[]).find((name) => table[name] === id)
  if (found === undefined) throw new Error(`expected somebody of the casebook, got ${id}`)
  return found
}

const coverIn = ({ value, declared, cap, policy, gap }: Cover): ExpectedCover => {
  const print = (sum: Money | null | undefined): string | null =>
    sum == null ? null : printMoney(sum)
  return [print(value), print(declared), print(cap), print(policy), print(gap)]
}

const onceEach = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map((each) => [JSON.stringify(each), each])).values(),
]

export class Reading {
  private readonly cast: Casebook["cast"]
  /** Every statement on record. */
  private readonly statements: ReadonlyMap<string, Opened>

  constructor(cast: Casebook["cast"], statements: ReadonlyMap<string, Opened>) {
    this.cast = cast
    this.statements = statements
  }

  private party(id: string | null): BookParty {
    return nameIn(this.cast.parties, id)
  }

  /** `event unlock`, `check count`, `acceptance`. */
  sortOf(statement: StatementId): string {
    const opened = this.statements.get(statement)
    const typed = opened?.kind === "event" || opened?.kind === "check" || opened?.kind === "report"
    return typed ? `${opened.kind} ${opened.terms.type}` : (opened?.kind ?? "?")
  }

  faultsOf(rules: readonly RuleFinding[]): ExpectedAnswer["faults"] {
    const faults: Record<string, readonly string[]> = {}
    for (const { statement, rule, outcome } of rules.filter(isFault)) {
      const sort = this.sortOf(statement)
      faults[sort] = [...(faults[sort] ?? []), `${rule} ${outcome}`].sort()
    }
    return faults
  }

  /** Whoever stated a sum, by name: his person and the key he signed with are his. */
  private stated({ person, key }: Stated): BookPerson {
    const name = nameIn(this.cast.persons, person)
    expect(this.cast.people[name].key.keyId).toBe(key)
    return name
  }

  differenceIn(difference: Difference): ExpectedDifference {
    const { kind, owner, currency, expected, found, by, since, reported } = difference
    const print = (minor: number): string => printMoney({ currency, minor })
    return [
      kind,
      this.party(owner),
      print(expected),
      print(found),
      this.stated(by),
      since.map((each) => this.stated(each)),
      reported ? "reported" : "without a report",
    ]
  }

  summary(verdict: Verdict): Omit<ExpectedAnswer, "name" | "about" | "met"> {
    return {
      verdict: verdict.verdict,
      alternatives: verdict.alternatives.map(
        ({ liable, from, to }) =>
          [
            liable.map((each) => this.party(each.party)).join(" and "),
            liable[0]?.rule,
            brief(from),
            brief(to),
          ] as unknown as ExpectedAnswer["alternatives"][number],
      ),
      burden: this.party(verdict.burden),
      holders: [...new Set(verdict.holder.map((each) => this.party(each.party)))],
      faults: this.faultsOf(verdict.rules),
      findings: [...new Set(verdict.findings.map(({ code }) => code))].sort(),
      differences: verdict.differences.map((each) => this.differenceIn(each)),
      cover: onceEach(verdict.cover.map(coverIn)),
    }
  }
}
