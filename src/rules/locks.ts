/** 003 §36: time-delay locks and time locks. */

import type { Limit } from "../custody/field.ts"
import type { Money } from "../custody/money.ts"
import { message } from "../language/message.ts"
import {
  broken,
  fitted,
  isAbove,
  isLarger,
  limitOf,
  limitsOf,
  met,
  missed,
  missedUnless,
  type Rule,
  undecidable,
} from "./rule.ts"
import { atUnit, storing } from "./unit.ts"

/** What counts as a larger sum is the contract's to say. */
const delayLock: Rule = {
  id: "36-1",
  source: "003",
  section: "§36",
  force: "bør",
  needs: ["place", "fittings", "limits", "sum"],
  editions: [1, null],
  judge: storing(({ fittings }, act) => {
    if (limitOf(act, "larger-sum") === undefined) return undecidable("limits")
    const larger = isLarger(act)
    if (larger === undefined) return undecidable("sum")
    if (!larger) return null
    return missedUnless(fittings === undefined ? undefined : fittings.delay !== null, "fittings")
  }),
}

/** Minutes that go with the sum: the lowest row that reaches it; above all of them the highest is the least to ask. */
function delayFor(
  sum: Money,
  own: Limit["grade"],
  rows: readonly Limit[] | undefined,
): number | undefined {
  const ladder = (rows ?? [])
    .filter(({ grade, number }) => number !== null && (grade === null || grade === own))
    .filter(({ amount }) => amount === null || amount.currency === sum.currency)
    .toSorted((a, b) => (a.amount?.minor ?? Infinity) - (b.amount?.minor ?? Infinity))
  const row = ladder.find(({ amount }) => isAbove(sum, amount) !== true) ?? ladder.at(-1)
  return row?.number ?? undefined
}

/** Whether there is to be such a lock is 36-1's question; where there is one, it is set by what lies behind it. */
const delayBySum: Rule = {
  id: "36-2",
  source: "003",
  section: "§36",
  force: "skal",
  needs: ["place", "fittings", "limits", "sum"],
  editions: [1, null],
  judge: storing(({ fittings }, act) => {
    if (fittings === undefined) return undecidable("fittings")
    const { delay, grade } = fittings
    if (delay === null) return null
    if (act.total == null) return undecidable("sum")
    const asked = delayFor(act.total, grade, limitsOf(act, "lock-delay"))
    if (asked === undefined) return undecidable("limits")
    return delay >= asked ? met : missed(message("particulars.delay", { minutes: delay, asked }))
  }),
}

/** "Must never be under 10 minutes" (§36): the text's own number. */
const leastDelay = 10

/** A lock that is set to less breaks it however long one waited; else the wait is the lock's own. Both times are devices' claims. */
const neverUnderTen: Rule = {
  id: "36-3",
  source: "003",
  section: "§36",
  force: "skal",
  needs: ["place", "fittings"],
  editions: [1, null],
  judge: atUnit(["unlock"], ({ fittings }, act) => {
    if (fittings === undefined) return undecidable("fittings")
    const { delay } = fittings
    if (delay === null) return null
    if (delay < leastDelay)
      return broken(message("particulars.delay", { minutes: delay, asked: leastDelay }))
    if (act.past.codeEnteredAt === null) return missed()
    const [waited, asked] = [(act.at - act.past.codeEnteredAt) / 1000, delay * 60]
    return waited >= asked
      ? met
      : broken(message("particulars.waited", { waited: Math.floor(waited), asked }))
  }),
}

/** By the zone's own clock, summer time included: a device's offset may be stale. Undefined: no such zone is known here. */
function minuteOfDay(at: number, offset: number, zone: string | null): number | undefined {
  if (zone === null) return (((Math.floor(at / 60_000) + offset) % 1440) + 1440) % 1440
  try {
    const clock = { timeZone: zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit" } as const
    const parts = new Intl.DateTimeFormat("en", clock).formatToParts(at)
    const read = (type: "hour" | "minute"): number =>
      Number(parts.find((part) => part.type === type)?.value)
    return read("hour") * 60 + read("minute")
  } catch {
    return undefined
  }
}

/** 21:15:00 is outside 21:00–21:15. A window that begins later in the day than it ends goes over midnight. */
const lies = (minute: number, { from, to }: { readonly from: number; readonly to: number }) =>
  from <= to ? from <= minute && minute < to : from <= minute || minute < to

const timeLock: Rule = {
  id: "36-4",
  source: "003",
  section: "§36",
  force: "kan",
  needs: ["place", "fittings"],
  editions: [1, null],
  judge: atUnit(["unlock"], ({ fittings }, { at, offset }) => {
    if (fittings === undefined) return undecidable("fittings")
    const { windows, zone } = fittings
    if (windows.length === 0) return null
    const minute = minuteOfDay(at, offset, zone)
    if (minute === undefined) return undecidable("fittings")
    const [hour, rest] = [Math.floor(minute / 60), minute % 60].map((n) => `${n}`.padStart(2, "0"))
    return windows.some((window) => lies(minute, window))
      ? met
      : broken(message("particulars.opened", { time: `${hour}:${rest}` }))
  }),
}

/** Signs tell a robber that waiting is all there is. */
const signs: Rule = {
  id: "36-5",
  source: "003",
  section: "§36",
  force: "skal",
  needs: ["place", "fittings"],
  editions: [1, null],
  judge: atUnit(["balance", "unlock"], (unit) => {
    const { fittings } = unit
    if (fittings?.delay === null && fittings.windows.length === 0) return null
    return missedUnless(fitted(unit, "lock-signs"), "fittings")
  }),
}

export const locks: readonly Rule[] = [delayLock, delayBySum, neverUnderTen, timeLock, signs]
