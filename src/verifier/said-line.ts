/** The custody line in words: what picture and table show, the same strings for both. Times stay numbers. */

import { findingMessage } from "../custody/finding.ts"
import type { PartyId } from "../custody/identifier.ts"
import type { Liable } from "../custody/liability.ts"
import type { Soft } from "../custody/soft.ts"
import { type Language, type Message, message } from "../language/message.ts"
import { say } from "../language/say.ts"
import type { Severity } from "../rules/rule.ts"
import type { Mark } from "./mark.ts"
import type { CustodyLine } from "./custody-line.ts"
import { namingOf, ruleMessage, short, whoMessage } from "./lines.ts"
import type { Verdict } from "./verdict.ts"

export type SaidStretch = {
  /** The same for all stretches of one party, or of parties together: a lane of the band. */
  readonly lane: string
  readonly who: string
  /** Further sentences: on what grounds, why, where. */
  readonly more: readonly string[]
  /** The whole id of the statement that it begins with. */
  readonly statement: string
  readonly begin: Soft
  readonly end: Soft | null
  /** Nothing is open about it but its times. */
  readonly firm: boolean
  /** It carries on a stretch of the same lane: no edge between the two. */
  readonly continues: string | null
}

export type SaidAct = {
  readonly statement: string
  readonly mark: Mark
  readonly what: string
  readonly at: Soft
  readonly claimed: number
  readonly arrived: number | null
  readonly place: string | null
  /** What the record and the rule book find about it; `finding` is the record's. */
  readonly notes: readonly { readonly level: "finding" | Severity; readonly text: string }[]
}

export type SaidLine = {
  readonly item: string
  readonly scope: string
  readonly goods: string | null
  readonly answering: readonly SaidStretch[]
  readonly hands: readonly SaidStretch[]
  readonly containers: readonly SaidStretch[]
  readonly acts: readonly SaidAct[]
} & Pick<CustodyLine, "asked" | "upTo" | "loss">

/**
 * Null where the verdict has no line: it was not asked for, or the file is not genuine. `read` puts times and sums within
 * sentences in the form that the page uses beside them.
 */
export function saidLine(
  verdict: Verdict,
  language: Language = "en",
  read: (sentence: string) => string = (sentence) => sentence,
): SaidLine | null {
  const { line } = verdict
  if (line === null) return null
  const { name, named } = namingOf(verdict)
  const told = (each: Message): string => read(named(say(each, language)))
  const partyName = (party: PartyId | null): string =>
    party === null ? told(message("line.outside")) : name(party)
  const { item, scope, goods, asked, upTo, loss } = line
  return {
    item,
    scope: told(message(`scope.${scope}`)),
    goods: goods === null ? null : told(message(`goods.${goods}`)),
    answering: line.answering.map(({ liable, receipt, why, ...each }) => ({
      lane: laneOf(liable),
      who: liable.map(({ party }) => name(party)).join(" + "),
      more: [...liable.map((one) => told(whoMessage(one, name))), told(why)],
      statement: receipt,
      ...each,
    })),
    hands: line.hands.map(({ party, person, receipt, begin, end, firm, place }) => ({
      lane: party ?? "",
      who: partyName(party),
      more: [
        ...(person === null ? [] : [short(person)]),
        ...(place === null ? [] : [named(place)]),
      ],
      statement: receipt,
      begin,
      end,
      firm,
      continues: null,
    })),
    containers: line.containers.map(({ container, statement, begin, end }) => ({
      lane: container,
      who: name(container as string as PartyId),
      more: [],
      statement,
      begin,
      end,
      firm: true,
      continues: null,
    })),
    acts: line.acts.map(({ what, findings, faults, place, ...each }) => ({
      ...each,
      what: told(what),
      place: place === null ? null : named(place),
      notes: [
        ...findings.map((one) => ({ level: "finding" as const, text: told(findingMessage(one)) })),
        ...faults.map((one) => ({ level: one.severity, text: told(ruleMessage(one)) })),
      ],
    })),
    asked,
    upTo,
    loss,
  }
}

const laneOf = (liable: readonly Liable[]): string => liable.map(({ party }) => party).join("+")
