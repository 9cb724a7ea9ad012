/**
 * What the rule book says of recorded acts. Judged when it is asked for and never stored: a finding is a function of the
 * record, of what is shown of it, and of the edition in force then, so that everybody who holds the same gets the same.
 */

import type { ItemId, StatementId } from "../custody/identifier.ts"
import type { GovernanceState } from "../custody/roster.ts"
import { type Message, message } from "../language/message.ts"
import { actOf } from "./facts.ts"
import type { Library, Recorded } from "./library.ts"
import { follow, newTrail, type Trail } from "./past.ts"
import { type Judgement, type Rule, severities, type Severity, severityOf } from "./rule.ts"
import { allRules, editionAt, newestEdition, rulesOf } from "./rulebook.ts"

export type RuleFinding = {
  /** `edition`: the book of its day is not known to this code. */
  readonly rule: Rule["id"] | "edition"
  readonly source: Rule["source"]
  readonly section: string
  readonly force: Rule["force"]
  readonly severity: Severity
  readonly outcome: Judgement["outcome"]
  /** The statement judged, and the edition of the rule book that judged it. */
  readonly statement: StatementId
  readonly edition: number
  readonly sentence: Message
}

export type Judging = {
  readonly library: Library
  readonly governance: GovernanceState | undefined
  readonly rules?: readonly Rule[]
}

/** The findings about the last entry of an item's chain. */
export function judgeLast(
  chain: readonly Recorded[],
  item: ItemId,
  judging: Judging,
): readonly RuleFinding[] {
  const last = chain.at(-1)
  const trail = newTrail()
  for (const recorded of chain.slice(0, -1)) follow(trail, recorded, item, judging.library)
  return last === undefined ? [] : judgeNext(trail, last, item, judging)
}

/** The findings about every entry of an item's chain, in log order. */
export function judgeChain(
  chain: readonly Recorded[],
  item: ItemId,
  judging: Judging,
): readonly RuleFinding[] {
  const trail = newTrail()
  const all: RuleFinding[] = []
  for (const recorded of chain) {
    for (const found of judgeNext(trail, recorded, item, judging)) all.push(found)
    follow(trail, recorded, item, judging.library)
  }
  return all
}

function judgeNext(
  trail: Trail,
  recorded: Recorded,
  item: ItemId,
  { library, governance, rules = allRules }: Judging,
): readonly RuleFinding[] {
  const edition = editionAt(governance, recorded.index)
  if (edition > newestEdition && rules === allRules) return [unknownEdition(recorded, edition)]
  const act = actOf(recorded, item, trail, library)
  const found: RuleFinding[] = []
  for (const rule of rulesOf(edition, rules)) {
    const judgement = rule.judge(act)
    if (judgement !== null) found.push(findingOf(rule, judgement, act.statement, edition))
  }
  return found
}

function findingOf(
  { id, source, section, force }: Rule,
  judgement: Judgement,
  statement: StatementId,
  edition: number,
): RuleFinding {
  const severity = severityOf[force]
  const sentence = sentenceOf(id, judgement)
  const { outcome } = judgement
  return { rule: id, source, section, force, severity, statement, edition, outcome, sentence }
}

function sentenceOf(id: Rule["id"], judgement: Judgement): Message {
  const demand = message(`rule.${id}`)
  switch (judgement.outcome) {
    case "met":
      return demand
    case "undecidable":
      return message("line.lacking", { demand, need: message(`need.${judgement.lacks}`) })
    case "missed":
    case "broken":
      return judgement.particulars === undefined
        ? demand
        : message("line.particulars", { finding: demand, detail: judgement.particulars })
  }
}

/** A book that this code does not know: cannot decide, which is neither met nor broken. */
const unknownEdition = ({ opened }: Recorded, edition: number): RuleFinding => ({
  rule: "edition",
  source: "003",
  section: "",
  force: "skal",
  severity: "violation",
  outcome: "undecidable",
  statement: opened.id,
  edition,
  sentence: message("line.edition", { edition: String(edition) }),
})

/** `items`: those that the finding is about. */
export type ItemsFinding = RuleFinding & { readonly items: readonly ItemId[] }

/** What is found alike of several items, said once. */
export function byItems(
  found: readonly (readonly [ItemId, RuleFinding])[],
): readonly ItemsFinding[] {
  const all = new Map<string, ItemsFinding>()
  for (const [item, finding] of found) {
    const { statement, rule, outcome, sentence } = finding
    const name = JSON.stringify([statement, rule, outcome, sentence])
    all.set(name, { ...finding, items: [...(all.get(name)?.items ?? []), item] })
  }
  return [...all.values()]
}

const outcomes = ["broken", "missed", "undecidable", "met"] as const

/** Worst first: what was not followed by severity, then what cannot be decided, then what was met. */
export const worstFirst = <Found extends RuleFinding>(
  findings: readonly Found[],
): readonly Found[] => [...findings].sort((a, b) => rank(a) - rank(b))

const rank = ({ severity, outcome }: RuleFinding): number => {
  const open = outcome === "undecidable" ? 1 : outcome === "met" ? 2 : 0
  return open * 100 + severities.indexOf(severity) * 10 + outcomes.indexOf(outcome)
}

export const isFault = ({ outcome }: RuleFinding): boolean =>
  outcome === "missed" || outcome === "broken"
