/** Where §§35–38 of 003 look: at a storage unit, when it is said what lies in it and when it is opened and locked. */

import type { Limit } from "../custody/field.ts"
import type { Act, Place, PlaceType } from "./act.ts"
import { brokenIf, isAbove, type Judgement, type Rule, sumOver, undecidable, was } from "./rule.ts"

type JudgeUnit = (unit: Place, act: Act) => Judgement | null
type EventType = NonNullable<Act["event"]>

const unitTypes: readonly PlaceType[] = ["storage-unit", "vault"]

/** Events at a storage unit. Whoever names the unit as an item, and not as the place, leaves open what it is fitted with. */
export const atUnit =
  (events: readonly EventType[], judge: JudgeUnit): Rule["judge"] =>
  (act) => {
    if (act.event === null || !events.includes(act.event)) return null
    if (act.place != null && unitTypes.includes(act.place.type)) return judge(act.place, act)
    const isPerhapsOne = act.place === undefined || act.thing.goods === "storage-unit"
    return isPerhapsOne ? undecidable("place") : null
  }

/** What lies in the unit is said by a balance. Of an empty one the guideline says nothing. */
export const storing = (judge: JudgeUnit): Rule["judge"] =>
  atUnit(["balance"], (unit, act) => (act.total?.minor === 0 ? null : judge(unit, act)))

/** In working hours (§35) and outside them (§37) other things are asked. */
export const storingBy = (hours: "day" | "night", judge: JudgeUnit): Rule["judge"] =>
  storing((unit, act) => {
    const night = was(act, "night")
    if (night === undefined) return undecidable("circumstances")
    return night === (hours === "night") ? judge(unit, act) : null
  })

/** The row for units of this grade decides, else the row for all units. */
export function withinAgreed(
  { total }: Act,
  { fittings }: Place,
  rows: readonly Limit[] | undefined,
): Judgement {
  if (fittings === undefined) return undecidable("fittings")
  const row =
    rows?.find(({ grade }) => grade === fittings.grade) ?? rows?.find(({ grade }) => grade === null)
  if (row?.amount == null) return undecidable("limits")
  return brokenIf(isAbove(total, row.amount), "sum", sumOver(total, row.amount))
}
