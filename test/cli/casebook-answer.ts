/** How the casebook's answers are written down. */

import type { BookParty, BookPerson } from "../../src/cli/casebook-parties.ts"
import type { CaseName } from "../../src/cli/casebook-stage.ts"
import type { FindingCode } from "../../src/custody/finding.ts"
import type { LiabilityRule } from "../../src/custody/regime.ts"
import type { Difference } from "../../src/rules/conservation.ts"
import type { Verdict } from "../../src/verifier/verdict.ts"

type Who = BookParty | "carrier and courier"

/** Whose money, what it should be, what was found, by whom, and who said before what it should be. */
export type ExpectedDifference = readonly [
  Difference["kind"],
  BookParty,
  expected: string,
  found: string,
  by: BookPerson,
  since: readonly BookPerson[],
  "reported" | "without a report",
]

/** What it is worth, what was declared, cap, policy, and what is left; null: there is none, or it is not said. */
export type ExpectedCover = readonly [
  value: string | null,
  declared: string | null,
  cap: string | null,
  policy: string | null,
  gap: string | null,
]

export type ExpectedAnswer = {
  readonly name: CaseName
  readonly about: string
  readonly verdict: Verdict["verdict"]
  /** Who, by which rule, from when (first possible), to when (last possible; null: until further notice). */
  readonly alternatives: readonly (readonly [Who, LiabilityRule, string, string | null])[]
  readonly burden: BookParty
  readonly holders: readonly BookParty[]
  /** What was not followed, per sort of statement. */
  readonly faults: Readonly<Record<string, readonly string[]>>
  /** Of what was followed, what the case is about: per sort of statement how often. */
  readonly met?: Readonly<Record<string, number>>
  readonly findings: readonly FindingCode[]
  readonly differences: readonly ExpectedDifference[]
  readonly cover: readonly ExpectedCover[]
}

export const clean = { verdict: "proved", faults: {}, findings: [], differences: [] } as const
