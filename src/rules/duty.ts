/** 003 §§60–64: two persons, what follows a robbery, the control centre, the press. */

import { message } from "../language/message.ts"
import type { Act } from "./act.ts"
import {
  agreed,
  allOf,
  departsThus,
  isTransport,
  isValue,
  judgeIf,
  type Scope,
  whoCarries,
} from "./carriage.ts"
import {
  type Chapter,
  limitsOf,
  met,
  missed,
  missedUnless,
  type Need,
  type Rule,
  sumOf,
  was,
} from "./rule.ts"

/** Two persons carry, under a standing order that the receipt or the departure cites. */
const twoPersons: Rule = {
  id: "62-1",
  source: "003",
  section: "§62",
  force: "bør",
  needs: ["contract"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(isTransport(act), () => {
      const persons = whoCarries(act)?.persons ?? 0
      if (persons < 2) return missed(message("particulars.persons", { persons }))
      return act.procedure === null ? missed(message("particulars.no-order")) : met
    }),
}

/**
 * "En eventuel overfaldsalarm": here everybody has one, since whoever can report can also sign an alarm. It is missed and
 * never broken: injury is to be avoided first.
 */
const holdUpAlarm: Rule = {
  id: "62-3",
  source: "003",
  section: "§62",
  force: "skal",
  needs: [],
  editions: [1, null],
  judge: (act) => {
    if (act.report !== "robbery" || !isValue(act)) return null
    return act.past.alarms.includes("hold-up") ? met : missed()
  },
}

/**
 * The offender's marks are written down soon. A report of the robbery is too early to ask for them, and the description itself
 * is what is asked: so they are missed when a claim is made for a robbery, and none were written down before. Of theft,
 * which nobody may have seen, a description is welcome and not missed.
 */
const description: Rule = {
  id: "62-5",
  source: "003",
  section: "§62",
  force: "skal",
  needs: [],
  editions: [1, null],
  judge: ({ report, past: { reports } }) => {
    const robbed = reports.includes("robbery")
    if (report === "description") return robbed || reports.includes("theft") ? met : null
    if (report !== "claim" || !robbed) return null
    return reports.includes("description") ? met : missed()
  },
}

/** The lowest class that still asks for a control centre: "klasse 4 og 5". */
const centreFrom = 4

/**
 * The class of the sum. The text's own table (its point 60.11) is lost, so it is the contract's: each row reaches up to its
 * amount, one without amount to any, and what no row reaches is of the class after the last.
 */
function classOf(act: Act): number | Need {
  const rows = limitsOf(act, "transport-class")?.filter(({ number }) => number !== null) ?? []
  if (rows.length === 0) return "limits"
  const sum = sumOf(act)
  const same = rows.filter(({ amount }) => amount === null || amount.currency === sum?.currency)
  if (sum === undefined || same.length === 0) return "sum"
  const classes = same
    .map(({ number, amount }) => ({ number: number ?? 0, upTo: amount?.minor ?? Infinity }))
    .toSorted((a, b) => a.upTo - b.upTo)
  const last = Math.max(...classes.map(({ number }) => number))
  return classes.find(({ upTo }) => sum.minor <= upTo)?.number ?? last + 1
}

/** It sets out by vehicle, with a sum of a class that asks for a control centre. */
function needsCentre(act: Act): Scope {
  const known = classOf(act)
  const isHigh = typeof known === "string" ? known : known >= centreFrom
  return allOf([departsThus(act, "by-vehicle"), isHigh])
}

/** The vehicle speaks through an approved control centre. Of one's own money alone less is asked (63-2). */
const approvedCentre: Rule = {
  id: "63-1",
  source: "003",
  section: "§63",
  force: "skal",
  needs: ["contract", "circumstances", "limits", "sum"],
  editions: [1, null],
  judge: (act) => {
    const own = agreed(act, "own-money")
    const others = typeof own === "string" ? own : !own
    return judgeIf(allOf([others, needsCentre(act)]), () =>
      missedUnless(was(act, "approved-centre"), "circumstances"),
    )
  },
}

const ownCentre: Rule = {
  id: "63-2",
  source: "003",
  section: "§63",
  force: "kan",
  needs: ["contract", "circumstances", "limits", "sum"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(allOf([agreed(act, "own-money"), needsCentre(act)]), () =>
      missedUnless(was(act, "own-centre") || was(act, "approved-centre"), "circumstances"),
    ),
}

export const duty: Chapter = {
  rules: [twoPersons, holdUpAlarm, description, approvedCentre, ownCentre],
  unjudged: [
    { id: "61-1", source: "003", section: "§61", force: "skal", why: "repeated" },
    { id: "62-2", source: "003", section: "§62", force: "skal", why: "conduct" },
    { id: "62-4", source: "003", section: "§62", force: "skal", why: "conduct" },
    { id: "62-6", source: "003", section: "§62", force: "skal", why: "conduct" },
    { id: "64-1", source: "003", section: "§64", force: "lov", why: "conduct" },
    { id: "64-2", source: "003", section: "§64", force: "bør", why: "conduct" },
    // Sums are sealed one by one: whoever shows a receipt chooses which of them he shows.
    { id: "64-3", source: "003", section: "§64", force: "skal", why: "construction" },
    { id: "64-4", source: "003", section: "§64", force: "skal", why: "conduct" },
  ],
}
