/**
 * The custody line: an item's whole life laid out for a picture and its table. Nothing in it is judged here: stretches are
 * those of `custody/life.ts`, times are the proven brackets, findings are the verdict's.
 */

import { doneWith } from "./act.ts"
import type { Mark } from "./mark.ts"
import type { Finding } from "../custody/finding.ts"
import type { Hands } from "../custody/holding.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import type { Opened } from "../custody/handover.ts"
import type { Interval } from "../custody/interval.ts"
import { type ItemState, noItem } from "../custody/item.ts"
import type { Answering, Life } from "../custody/life.ts"
import { soft, type Soft } from "../custody/soft.ts"
import { nextItem } from "../custody/transition.ts"
import type { Bracket } from "../custody/worth.ts"
import type { Message } from "../language/message.ts"
import type { Question } from "../log/bundle.ts"
import type { Placed } from "../replay/world.ts"
import { isFault, type RuleFinding, worstFirst } from "../rules/judge.ts"

/** A stretch of time in a container, by the statement that put it there. `end` null: it lies there still. */
export type Lying = {
  readonly container: ItemId
  readonly statement: StatementId
  readonly begin: Soft
  readonly end: Soft | null
}

/** One statement that touches the item. */
export type Act = {
  readonly statement: StatementId
  readonly mark: Mark
  /** What was done and by whom; parties, persons and containers by their ids. */
  readonly what: Message
  readonly at: Soft
  /** Milliseconds since 1970: the device's claim. */
  readonly claimed: number
  /** When the ledger says that it came on record; null: it lay beside the file. */
  readonly arrived: number | null
  readonly place: string | null
  readonly findings: readonly Finding[]
  /** Of the rule book: what was not followed, worst first. */
  readonly faults: readonly RuleFinding[]
}

export type CustodyLine = {
  readonly item: ItemId
  readonly scope: Question["scope"]
  readonly goods: NonNullable<ItemState["intake"]>["goods"] | null
  /** Who answered, and in whose hands it was: the two bands. */
  readonly answering: readonly Answering[]
  readonly hands: readonly (Hands & { readonly place: string | null })[]
  readonly containers: readonly Lying[]
  /** By the latest proven time, then in log order. */
  readonly acts: readonly Act[]
  /** Between when it must have been taken, if it was. */
  readonly loss: Interval
  readonly asked: { readonly from: number; readonly to: number }
  /** Milliseconds since 1970: the record is known to be complete up to then; null: not at all. */
  readonly upTo: number | null
}

export type LineSources = {
  readonly question: Question
  readonly life: Life
  /** With what loose statements made of it. */
  readonly item: ItemState
  readonly placed: readonly Placed[]
  readonly loose: readonly Opened[]
  readonly bracket: (statement: StatementId) => Bracket
  readonly placeOf: (statement: string) => string | null
  readonly findings: readonly Finding[]
  readonly rules: readonly RuleFinding[]
  readonly loss: Interval
  readonly upTo: number
}

export function custodyLine(sources: LineSources): CustodyLine {
  const { question, life, item, placeOf, loss, upTo } = sources
  const { scope, from, to } = question
  return {
    item: question.item,
    scope,
    goods: item.intake?.goods ?? null,
    answering: life.answering,
    hands: life.hands.map((each) => ({ ...each, place: placeOf(each.receipt) })),
    containers: containersOf(sources),
    acts: actsOf(sources),
    loss,
    asked: { from, to },
    upTo: upTo > 0 ? upTo : null,
  }
}

type Recorded = { readonly opened: Opened; readonly arrived: number | null; readonly index: number }

/** In log order; what lay beside the file comes last. */
const recordedIn = ({ placed, loose }: LineSources): readonly Recorded[] => [
  ...placed.map(({ opened, entry }) => ({
    opened,
    arrived: entry.appendedAt,
    index: entry.index,
  })),
  ...loose.map((opened) => ({ opened, arrived: null, index: Infinity })),
]

/** Where it lay, as last signed by who held it: as the item's state goes from entry to entry. */
function containersOf(sources: LineSources): readonly Lying[] {
  const { bracket, question, upTo } = sources
  const found: { container: ItemId; statement: StatementId; begin: Soft; end: Soft | null }[] = []
  let state = noItem(question.item)
  for (const { opened, arrived, index } of recordedIn(sources)) {
    const after = nextItem(state, { opened, index, appendedAt: arrived ?? upTo }).state
    if (after.within !== state.within) {
      const at = momentOf(bracket(opened.id))
      const before = found.at(-1)
      if (before !== undefined && before.end === null) before.end = at
      if (after.within !== null)
        found.push({ container: after.within, statement: opened.id, begin: at, end: null })
    }
    state = after
  }
  return found
}

const momentOf = ({ notBefore, notAfter }: Bracket): Soft => soft(notBefore, notAfter)

function actsOf(sources: LineSources): readonly Act[] {
  const { item, bracket, placeOf, findings, rules } = sources
  const acts = recordedIn(sources).map(({ opened, arrived }): Act => {
    const ids = new Set<string>([
      opened.id,
      ...(opened.offered === null ? [] : [opened.offered.id]),
    ])
    return {
      statement: opened.id,
      ...doneWith(opened, item),
      at: momentOf(bracket(opened.id)),
      claimed: opened.signedAt.at,
      arrived,
      place: placeOf(opened.id),
      findings: findings.filter(({ statement }) => ids.has(statement)),
      faults: worstFirst(rules.filter((each) => each.statement === opened.id && isFault(each))),
    }
  })
  return acts.toSorted((a, b) => (a.at.to ?? Infinity) - (b.at.to ?? Infinity) || 0)
}
