/**
 * A verdict in sentences, in the fixed order of the design, one line a part, so that it can be filed. It says who had signed
 * for the item, and last what it does not say.
 */

import { findingMessage } from "../custody/finding.ts"
import type { PartyId } from "../custody/identifier.ts"
import type { Alternative, Liable } from "../custody/liability.ts"
import { printMoney } from "../custody/money.ts"
import { type Language, type Message, message, type Value } from "../language/message.ts"
import { say } from "../language/say.ts"
import type { Difference, Stated } from "../rules/conservation.ts"
import { coverMessage } from "../rules/cover.ts"
import { isFault, type RuleFinding, worstFirst } from "../rules/judge.ts"
import { printInstant, stepMessage, type StatementTimes, type Verdict } from "./verdict.ts"

export type Naming = (party: PartyId) => string

/**
 * Ids inside sentences are for machines; people get the name, or enough of the id to find it in the JSON. `name` of one id,
 * `named` of all in a sentence.
 */
export function namingOf({ names }: Pick<Verdict, "names">): {
  readonly name: Naming
  readonly named: (sentence: string) => string
} {
  const name: Naming = (party) => {
    const known = names[party]
    return known === undefined ? short(party) : `${known} (${short(party)})`
  }
  const named = (sentence: string): string =>
    sentence.replaceAll(/\b[0-9a-f]{64}\b/g, (id) => name(id as PartyId))
  return { name, named }
}

/** Enough of an id to find it in the JSON. */
export const short = (id: string): string => id.slice(0, 16)

const timeOr = (at: number | null, otherwise: Message["say"]): Value =>
  printInstant(at) ?? message(otherwise)

const span = (from: number | null, to: number | null) => ({
  from: timeOr(from, "time.unknown"),
  to: timeOr(to, "time.now"),
})

/** Small numbers in words. */
const numeral = (count: number): Value =>
  count <= 12 ? message(`numeral.${count}` as Message["say"]) : String(count)

function byWhom({ witnesses, notBefore }: Omit<StatementTimes, "statement">): Message {
  if (witnesses === null) return message("time.operator")
  const { before, after, of } = witnesses
  const fewest = notBefore === null ? after : Math.min(before, after)
  return message("time.witnesses", { count: numeral(fewest), of: numeral(of) })
}

/** "signed between … and … by three of four witnesses; claimed …, on record …" */
export function timesMessage(each: Omit<StatementTimes, "statement">): Message {
  const { notBefore, notAfter, claimed, fixed, arrived } = each
  const values = {
    ...span(notBefore, notAfter),
    by: byWhom(each),
    claimed: timeOr(claimed, "time.unknown"),
    arrived: timeOr(arrived, "time.unknown"),
  }
  return fixed === null
    ? message("time.signed", values)
    : message("time.signed-fixed", { ...values, fixed: timeOr(fixed, "time.unknown") })
}

export const timesSentence = (
  each: Omit<StatementTimes, "statement">,
  language?: Language,
): string => say(timesMessage(each), language)

export function verdictLines(verdict: Verdict, language: Language = "en"): readonly string[] {
  const { name, named } = namingOf(verdict)
  return messagesOf(verdict, name).map((each) => {
    const sentence = say(each, language)
    // The item asked about is named in full, so that the line can be found again by it.
    return each.say.startsWith("line.question") ? sentence : named(sentence)
  })
}

function messagesOf(verdict: Verdict, name: Naming): readonly Message[] {
  const { asOf, interval } = verdict
  return [
    ...(asOf.sample ? [message("line.sample")] : []),
    ...(asOf.timeBasis === "operator only" ? [message("line.operator")] : []),
    // A file that is none of ours states no question.
    ...(verdict.question.item === "" ? [] : [questionMessage(verdict)]),
    verdict.genuine
      ? message("line.genuine")
      : message("line.false", { failure: failureOf(verdict) }),
    message("line.verdict", { verdict: message(`verdict.${verdict.verdict}`) }),
    ...verdict.alternatives.map((each, i) => alternativeMessage(each, i, verdict, name)),
    ...verdict.brackets.map((each) =>
      message("line.receipt", { receipt: short(each.receipt), times: timesMessage(each) }),
    ),
    ...verdict.holder.map((each) => holderMessage(each, name)),
    verdict.burden === null
      ? message("line.no-burden")
      : message("line.burden", { party: name(verdict.burden) }),
    ...coverMessages(verdict),
    ...(interval.before === null
      ? []
      : [
          message("line.interval", {
            after: timeOr(interval.after?.at ?? null, "time.none"),
            before: timeOr(interval.before.at, "time.unknown"),
          }),
        ]),
    ...verdict.reservations.map(({ receipt, codes }) =>
      message("line.reservation", {
        receipt: short(receipt),
        codes: codes.map((code) => message(`reservation.${code}` as Message["say"])),
      }),
    ),
    ...verdict.findings.map((each) =>
      message("line.finding", {
        code: each.code,
        statement: short(each.statement),
        sentence: findingMessage(each),
      }),
    ),
    ...verdict.differences.map((each) => differenceMessage(each, name)),
    ...ruleMessages(verdict.rules),
    message("line.assurance", { level: assuranceOf(verdict) }),
    withheldMessage(verdict),
    message("line.complete", {
      size: asOf.size === null ? message("time.no-checkpoint") : String(asOf.size),
      origin: asOf.origin ?? message("time.no-ledger"),
      time: timeOr(asOf.notBefore, "time.none"),
      basis: message(asOf.timeBasis === "witnesses" ? "time.by-witnesses" : "time.operator-only"),
    }),
    ...verdict.narrow.map((narrow) => message("line.narrow", { narrow })),
    message("line.last"),
  ]
}

function questionMessage({ question }: Verdict): Message {
  const { from, to, item } = question
  const bare = { scope: message(`scope.${question.scope}`), item }
  return from === to
    ? message("line.question-at", { ...bare, at: timeOr(from, "time.unknown") })
    : message("line.question-between", { ...bare, ...span(from, to) })
}

/** The steps' own sentences are for whoever checks the file, and stay in English. */
function failureOf(verdict: Verdict): Message {
  const failed = verdict.steps.find(({ ok }) => !ok)
  if (failed === undefined) return message("line.no-failure")
  const { step, finding } = failed
  return message("line.failure", { step: String(step), name: stepMessage(failed), finding })
}

function alternativeMessage(
  { liable, from, to, why }: Alternative,
  i: number,
  verdict: Verdict,
  name: Naming,
): Message {
  const only = verdict.alternatives.length === 1
  const n = String(i + 1)
  if (liable.length === 0) return message(only ? "line.nobody-only" : "line.nobody-one", { n, why })
  const who = liable
    .map((each) => whoMessage(each, name))
    .reduce((first, other) => message("line.jointly-with", { first, other }))
  return message(only ? "line.liable-only" : "line.liable-one", { n, who, ...span(from, to), why })
}

/** Who answers, toward whom, under which contract and rule, by which receipt. */
export function whoMessage(
  { party, toward, contract, rule, receipt }: Liable,
  name: Naming,
): Message {
  return message("line.who", {
    party: name(party),
    toward:
      toward === null
        ? message("line.owner")
        : toward === party
          ? message("line.itself")
          : name(toward),
    contract:
      contract === null
        ? message("line.no-contract")
        : message("line.contract", { contract: short(contract) }),
    rule: message(`liability.${rule}`),
    receipt: short(receipt),
  })
}

function holderMessage(
  { party, place, from, to }: Verdict["holder"][number],
  name: Naming,
): Message {
  const values = {
    party: party === null ? message("line.outside") : name(party),
    ...span(from, to),
  }
  return place === null
    ? message("line.hands", values)
    : message("line.hands-at", { ...values, place })
}

/** Each cover once: alternatives often have the same. */
function coverMessages({ cover }: Verdict): readonly Message[] {
  const said = cover.map((each) => message("line.cover", { cover: coverMessage(each) }))
  return [...new Map(said.map((each) => [JSON.stringify(each), each])).values()]
}

/** The person by his pseudonym: who that is, his employer knows. */
const statedMessage = ({ statement, party, person }: Stated, name: Naming): Message =>
  message("difference.by", {
    party: party === null ? message("line.outside") : name(party),
    person: person === null ? message("difference.nobody") : short(person),
    statement: short(statement),
  })

export function differenceMessage(each: Difference, name: Naming): Message {
  const { kind, owner, currency, expected, found, reported } = each
  return message("line.difference", {
    kind: message(`difference.${kind}`),
    owner: owner === null ? message("difference.no-owner") : name(owner),
    expected: printMoney({ currency, minor: expected }),
    found: printMoney({ currency, minor: found }),
    by: statedMessage(each.by, name),
    since: each.since.map((stated) => statedMessage(stated, name)),
    reported: message(reported ? "difference.reported" : "difference.unreported"),
  })
}

/** What was not followed, worst first; of the rest only how many. */
export function ruleMessages(rules: readonly RuleFinding[]): readonly Message[] {
  if (rules.length === 0) return []
  const faults = worstFirst(rules).filter(isFault)
  const count = (outcome: RuleFinding["outcome"]): number =>
    rules.filter((each) => each.outcome === outcome).length
  return [
    ...faults.map(ruleMessage),
    message("line.rules", {
      met: String(count("met")),
      faults: String(faults.length),
      open: String(count("undecidable")),
    }),
  ]
}

export const ruleMessage = ({
  severity,
  source,
  section,
  rule,
  outcome,
  statement,
  sentence,
}: RuleFinding): Message =>
  message("line.rule", {
    severity: message(`severity.${severity}`),
    section: `${source} ${section}`,
    rule,
    outcome: message(`outcome.${outcome}`),
    statement: short(statement),
    sentence,
  })

function assuranceOf(verdict: Verdict): Value {
  const levels = verdict.alternatives.flatMap(({ liable }) =>
    liable.map(({ assurance }) => assurance),
  )
  return levels.length === 0 ? message("time.no-level") : `S${Math.min(...levels)}`
}

function withheldMessage({ withheld }: Verdict): Message {
  if (withheld.length === 0) return message("line.withheld-none")
  const never = withheld.filter(({ state }) => state === "never delivered").length
  return message("line.withheld", { count: withheld.length, never: String(never) })
}
