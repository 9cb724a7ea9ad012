/** 003 §§35–39: where money lies by day and by night, its locks and alarms, and the door by which staff come and go. */

import { printMoney } from "../custody/money.ts"
import type { Role } from "../custody/statement.ts"
import { grades } from "../custody/words.ts"
import { message } from "../language/message.ts"
import type { Act, Goods, PlaceType } from "./act.ts"
import { locks } from "./locks.ts"
import {
  broken,
  brokenIf,
  type Chapter,
  fitted,
  isAbove,
  type Judgement,
  limitsOf,
  met,
  missed,
  missedUnless,
  type Rule,
  undecidable,
  was,
} from "./rule.ts"
import { atUnit, storing, storingBy, withinAgreed } from "./unit.ts"

const countingRooms: readonly PlaceType[] = ["counting-room", "counting-room-equivalent"]
const keys: readonly Goods[] = ["key", "code"]

/** It saves a way through the house: counted where it lies until it is fetched. */
const byTheCounting: Rule = {
  id: "35-1",
  source: "003",
  section: "§35",
  force: "skal",
  needs: ["place", "circumstances"],
  editions: [1, null],
  judge: storingBy("day", ({ room }) =>
    missedUnless(room === undefined ? undefined : countingRooms.includes(room ?? "other"), "place"),
  ),
}

/** Whether a unit is "equivalent" is for its describer to say, by the grade that he attests. */
const gradeNought: Rule = {
  id: "35-2",
  source: "003",
  section: "§35",
  force: "skal",
  needs: ["place", "circumstances", "fittings"],
  editions: [1, null],
  judge: storingBy("day", ({ fittings }) => {
    if (fittings?.grade == null) return undecidable("fittings")
    return missedUnless(grades.indexOf(fittings.grade) >= grades.indexOf("0"), "fittings")
  }),
}

/** The insurer may ask this. Where the contract shown has no such sum, he has not. */
const sumByDay: Rule = {
  id: "35-3",
  source: "003",
  section: "§35",
  force: "kan",
  needs: ["place", "circumstances", "fittings", "limits", "sum"],
  editions: [1, null],
  judge: storingBy("day", (unit, act) => {
    const rows = limitsOf(act, "unit-by-day")
    return rows?.length === 0 ? null : withinAgreed(act, unit, rows)
  }),
}

/** The sum that the unit itself is approved for; where none is attested, the insurer's sum for its grade. */
const approvedByNight: Rule = {
  id: "37-1",
  source: "003",
  section: "§37",
  force: "skal",
  needs: ["place", "circumstances", "fittings", "limits", "sum"],
  editions: [1, null],
  judge: storingBy("night", (unit, act) => {
    const approved = unit.fittings?.approved
    if (approved == null) return withinAgreed(act, unit, limitsOf(act, "unit-by-night"))
    const [sum, limit] = [act.total == null ? "?" : printMoney(act.total), printMoney(approved)]
    const particulars = message("particulars.approved", { sum, limit })
    return brokenIf(isAbove(act.total, approved), "sum", particulars)
  }),
}

/** Keys and codes are things with a chain of their own: where one lies is where it last was on record. */
const keysElsewhere: Rule = {
  id: "37-2",
  source: "003",
  section: "§37",
  force: "skal",
  needs: ["place", "circumstances"],
  editions: [1, null],
  judge: (act) => {
    const closing = act.event === "balance" || act.event === "lock" || act.event === "leave"
    if (!closing || !keys.includes(act.thing.goods)) return null
    const night = was(act, "night")
    if (night === undefined) return undecidable("circumstances")
    if (!night) return null
    const [kept, here] = [act.past.place?.premises, act.place?.premises]
    return brokenIf(kept == null || here == null ? undefined : kept === here, "place")
  },
}

/** "Always": whenever it is known what lies in it, and whenever it is locked and left. */
const watched: Rule = {
  id: "38-1",
  source: "003",
  section: "§38",
  force: "bør",
  needs: ["place", "fittings"],
  editions: [1, null],
  judge: atUnit(["balance", "lock"], (unit) => {
    const isWatched = fitted(unit, "room-detector") || fitted(unit, "box-contact")
    return missedUnless(isWatched && fitted(unit, "aia-installed"), "fittings")
  }),
}

/**
 * The row only says that sum, grade and surveillance hang together, and refers to a table elsewhere. Where the contract
 * has that table it is judged, with the force that §38 itself gives surveillance; where it has none, nothing is asked.
 */
const surveillance: Rule = {
  id: "38-2",
  source: "003",
  section: "§38",
  force: "bør",
  needs: ["place", "fittings", "limits", "sum"],
  editions: [1, null],
  judge: storing((unit, act) => {
    const rows = limitsOf(act, "surveillance")
    if (rows?.length === 0) return null
    const level = unit.fittings?.surveillance
    if (level == null) return undecidable("fittings")
    return withinAgreed(
      act,
      unit,
      rows?.filter(({ number }) => number === level),
    )
  }),
}

/** Who is at home there. For the carrier's people §51 speaks of the door. */
const staff: readonly Role[] = [
  "administrator",
  "cashier",
  "counter",
  "clerk",
  "handler",
  "security",
]
/** Where no house is entered or left. */
const outdoors: readonly PlaceType[] = ["vehicle", "street", "aircraft-side"]

function byMainDoor(act: Act, otherwise: Judgement): Judgement {
  const back = was(act, "back-entrance")
  if (back === undefined) return undecidable("circumstances")
  return back ? broken() : was(act, "main-entrance") === true ? met : otherwise
}

/** Everyone comes by some door: if none is named, it is not known by which. */
const mainDoor: Rule = {
  id: "39-1",
  source: "003",
  section: "§39",
  force: "skal",
  needs: ["circumstances"],
  editions: [1, null],
  judge: (act) => {
    if (act.event !== "enter" && act.event !== "leave") return null
    if (!staff.includes(act.signer.role) || outdoors.includes(act.place?.type ?? "other"))
      return null
    return byMainDoor(act, undecidable("circumstances"))
  },
}

/** An alarm can be set from anywhere in the house: if the main door is not named, it was not there. */
const alarmAtMainDoor: Rule = {
  id: "39-3",
  source: "003",
  section: "§39",
  force: "skal",
  needs: ["circumstances"],
  editions: [1, null],
  judge: (act) =>
    act.event === "arm" || act.event === "disarm" ? byMainDoor(act, missed()) : null,
}

export const storage: Chapter = {
  rules: [
    byTheCounting,
    gradeNought,
    sumByDay,
    ...locks,
    approvedByNight,
    keysElsewhere,
    watched,
    surveillance,
    mainDoor,
    alarmAtMainDoor,
  ],
  unjudged: [{ id: "39-2", source: "003", section: "§39", force: null, why: "description" }],
}
