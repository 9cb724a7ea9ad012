/**
 * The rule book: every chapter, and which edition judges an entry. An edition comes into force at an index that governance
 * names in an `upgrade`, so that replay judges each entry by the book of its day.
 */

import type { GovernanceState } from "../custody/roster.ts"
import { air } from "./air.ts"
import { counting } from "./counting.ts"
import { duty } from "./duty.ts"
import { handling } from "./handling.ts"
import { post } from "./post.ts"
import type { Chapter, Rule } from "./rule.ts"
import { screening } from "./screening.ts"
import { storage } from "./storage.ts"
import { transport } from "./transport.ts"

export const chapters: Readonly<Record<string, Chapter>> = {
  handling,
  counting,
  storage,
  post,
  air,
  transport,
  duty,
  screening,
}

/** The newest edition that this code knows. An entry under a later one cannot be judged by it. */
export const newestEdition = 1

export const allRules: readonly Rule[] = Object.values(chapters).flatMap(({ rules }) => rules)

/** The edition in force for the entry at this index: the first until governance says otherwise. */
export function editionAt(governance: GovernanceState | undefined, index: number): number {
  return governance?.ruleBooks.findLast(({ atIndex }) => atIndex <= index)?.edition ?? 1
}

// A chain of a hundred entries asks for the same book a hundred times.
let lastAsked: readonly Rule[] = allRules
let lastEdition = 0
let lastBook: readonly Rule[] = []

export function rulesOf(edition: number, rules: readonly Rule[] = allRules): readonly Rule[] {
  if (edition === lastEdition && rules === lastAsked) return lastBook
  lastBook = rules.filter(
    ({ editions: [from, to] }) => from <= edition && (to === null || edition <= to),
  )
  lastEdition = edition
  lastAsked = rules
  return lastBook
}
