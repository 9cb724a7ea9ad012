/** 003 §§52 and 54: how value sets out, by which route, when, and with whom, against how it set out before. */

import { message } from "../language/message.ts"
import type { Act, Departure } from "./act.ts"
import { allOf, departs, departsThus, judgeIf } from "./carriage.ts"
import {
  broken,
  type Judgement,
  limitsOf,
  met,
  missed,
  type Rule,
  undecidable,
  was,
} from "./rule.ts"

/**
 * Who sets out names his route, and it was fixed before: by an event of its own, or in the contract. Whether a stop on the
 * way was needed is for people to judge, so of stops nothing is said.
 */
const fixedRoute: Rule = {
  id: "52-1",
  source: "003",
  section: "§52",
  force: "skal",
  needs: ["contract"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(departs(act), () => {
      if (act.plan === null) return missed()
      if (act.past.routes.includes(act.plan)) return met
      if (act.contract === undefined) return undecidable("contract")
      return act.contract?.terms.plans.includes(act.plan) ? met : broken()
    }),
}

// The text says "often" and "changing" and gives no number: what is done a fourth time in the same way is a habit.
const habit = 3
const hasPast = ({ past }: Act): boolean => past.departures.length >= habit
const isHabit = ({ past }: Act, isSame: (departure: Departure) => boolean): boolean =>
  past.departures.length >= habit && past.departures.slice(-habit).every(isSame)

/** Where no route is named none can be compared; that it is not named is for §52 (52-1). */
const variesRoute = (act: Act, way: "on-foot" | "by-vehicle"): Judgement | null =>
  judgeIf(allOf([departsThus(act, way), hasPast(act), act.plan !== null]), () =>
    isHabit(act, ({ plan }) => plan === act.plan) ? missed() : met,
  )

const otherRouteByVehicle: Rule = {
  id: "52-2",
  source: "003",
  section: "§52",
  force: "bør",
  needs: ["circumstances"],
  editions: [1, null],
  judge: (act) => variesRoute(act, "by-vehicle"),
}

const minutesOfDay = 1440
/** Minutes between two times of the day, the shorter way round midnight. */
function minutesApart(one: number, other: number): number {
  const span = Math.abs(one - other) % minutesOfDay
  return Math.min(span, minutesOfDay - span)
}

/** On foot at changing times. Within how many minutes of each other two times are the same one, the contract says. */
const changingTimes: Rule = {
  id: "54-1",
  source: "003",
  section: "§54",
  force: "vigtigt",
  needs: ["circumstances", "limits"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(allOf([departsThus(act, "on-foot"), hasPast(act)]), () => {
      const within = limitsOf(act, "regularity")?.[0]?.number
      if (within == null) return undecidable("limits")
      const now = Math.floor(act.at / 60_000) + act.offset
      return isHabit(act, ({ minute }) => minutesApart(now, minute) <= within) ? missed() : met
    }),
}

/** On foot in daytime, and not always the same person. A key that is nobody's in particular tells nothing of persons. */
const daytimeAndStaff: Rule = {
  id: "54-2",
  source: "003",
  section: "§54",
  force: "bør",
  needs: ["circumstances"],
  editions: [1, null],
  judge: (act) =>
    judgeIf(departsThus(act, "on-foot"), () => {
      if (was(act, "night") !== false) return missed(message("particulars.at-night"))
      const { person: own } = act.signer
      const isSame = own !== null && isHabit(act, ({ person }) => person === own)
      return isSame ? missed(message("particulars.same-person")) : met
    }),
}

const otherRouteOnFoot: Rule = {
  id: "54-3",
  source: "003",
  section: "§54",
  force: "bør",
  needs: ["circumstances"],
  editions: [1, null],
  judge: (act) => variesRoute(act, "on-foot"),
}

export const departureRules: readonly Rule[] = [
  fixedRoute,
  otherRouteByVehicle,
  changingTimes,
  daytimeAndStaff,
  otherRouteOnFoot,
]
