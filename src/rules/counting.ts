/** 003 §34: where money is counted, and where it goes from there. */

import type { Act, Place } from "./act.ts"
import { cameraOnAlarm, equipped, isMoney, rowsOn } from "./handling.ts"
import {
  broken,
  type Chapter,
  fitted,
  isLarger,
  limitOf,
  met,
  missed,
  missedUnless,
  sumOf,
  undecidable,
  was,
} from "./rule.ts"

const countingRooms: readonly Place["type"][] = ["counting-room", "counting-room-equivalent"]
/** What has no door to lock, or nobody inside. Any room that few may enter does for a smaller sum. */
const noRooms: readonly Place["type"][] = [
  "till",
  "storage-unit",
  "vehicle",
  "street",
  "aircraft-side",
  "machine",
  "deposit-box",
]
const safe: readonly Place["type"][] = [...countingRooms, "vault", "storage-unit", "vehicle"]

/** Who counts and names no place counts where the money came to last. */
const roomOf = ({ place, past }: Act): Place | null | undefined =>
  place === null ? past.place : place

const isCount = (act: Act): boolean => act.check === "count" && isMoney(act)
const count = rowsOn(isCount)

/** What can be seen to be wrong is wrong, whatever else is not shown. */
const behindLock = count("34-1", "skal", ["place", "fittings", "circumstances"], (act) => {
  const [room, isLocked] = [roomOf(act), was(act, "door-locked")]
  if (room != null && noRooms.includes(room.type)) return broken()
  if (room === null || isLocked === false) return missed()
  const restricted = equipped(room, "restricted-access")
  return restricted.outcome === "met" ? missedUnless(isLocked, "circumstances") : restricted
})

/** From which sum on it is a larger one is for the insurer to say. A latch lock locks nobody in. */
const door = count("34-2", "skal", ["place", "fittings", "limits", "sum"], (act) => {
  if (limitOf(act, "larger-sum") === undefined) return undecidable("limits")
  const larger = isLarger(act, sumOf(act))
  if (larger !== true) return larger === undefined ? undecidable("sum") : null
  const room = roomOf(act)
  if (room != null && !countingRooms.includes(room.type)) return broken()
  if (room === null) return missed()
  if (fitted(room, "latch-lock") === true) return broken()
  const view = fitted(room, "cctv-of-approach") === true ? "cctv-of-approach" : "spy-hole"
  return equipped(room, "two-locks", "one-lock-inside-only", view)
})

/** A count in a counting room: these say nothing of other rooms. */
const countThere = rowsOn((act) => {
  if (!isCount(act)) return false
  const room = roomOf(act)
  return room === undefined ? undefined : room !== null && countingRooms.includes(room.type)
}, "place")

const box = countThere("34-3", "kan", ["fittings"], (act) => equipped(roomOf(act), "deposit-box"))

/** The words for places know an approved centre only; §34 asks for a centre. */
const button = countThere("34-4", "skal", ["fittings"], (act) =>
  equipped(roomOf(act), "hold-up-button", "approved-centre", "silent-local-alert"),
)

const camera = countThere("34-5", "skal", ["fittings"], (act) => cameraOnAlarm(roomOf(act)))

/** Money that was counted in a counting room, and was taken from there. */
const leaves = rowsOn((act) => {
  const { handOver, past } = act
  if (handOver === null || !isMoney(act) || !past.counted) return false
  if (handOver.side === "giver-only") return false
  if (handOver.outcome === "refused" || handOver.outcome === "not-presented") return false
  return past.place === undefined
    ? undefined
    : past.place !== null && countingRooms.includes(past.place.type)
}, "place")

/** Between the counting room and the next safe place it is nowhere: a carrier takes it over inside (§51). */
const stays = leaves("34-6", "vigtigt", ["place"], ({ place }) => {
  if (place === undefined) return undecidable("place")
  return place !== null && safe.includes(place.type) ? met : missed()
})

export const counting: Chapter = {
  rules: [behindLock, door, box, button, camera, stays],
  unjudged: [],
}
