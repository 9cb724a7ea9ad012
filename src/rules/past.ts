/** What an item's chain says before an act: a fold over its entries, in log order. */

import { intakeLine, isTaken, type Opened, receivedLine } from "../custody/handover.ts"
import type { ItemId, PartyId, PersonId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import type { Statement } from "../custody/statement.ts"
import type { Departure, Past } from "./act.ts"
import { type Library, placeOfAct, type Recorded } from "./library.ts"
import { statedIn } from "./sums.ts"

type Folded = { -readonly [Fact in keyof Omit<Past, "atTerminal">]: Past[Fact] }

/** What is remembered of an item's chain while it is read, entry by entry. */
export type Trail = {
  readonly past: Folded
  intake: (Opened & Statement<"intake">) | null
  /** The sum last stated of it. */
  worth: Money | null | undefined
  /** Who received it last. */
  receiver: PartyId | null
}

/** So many departures are compared with one another; a vehicle has thousands. */
const departuresKept = 16
const wordsKept = 64

export const newTrail = (): Trail => ({
  past: {
    codeEnteredAt: null,
    locked: null,
    armed: null,
    place: null,
    counted: false,
    screening: null,
    screened: false,
    depositors: [],
    posted: false,
    departures: [],
    routes: [],
    alarms: [],
    reports: [],
    within: false,
  },
  intake: null,
  worth: null,
  receiver: null,
})

/** Takes the next entry of the chain in. */
export function follow(trail: Trail, { opened }: Recorded, item: ItemId, library: Library): void {
  const { past } = trail
  if (takesPlace(opened, item)) {
    const place = placeOfAct(opened, library)
    if (place !== null) past.place = place
  }
  if (opened.kind === "intake" && trail.intake === null && intakeLine(opened, item) !== undefined)
    trail.intake = opened
  const stated = statedIn(opened, item, library)
  if (stated !== null) trail.worth = stated
  step(trail, opened, item, library)
}

const latest = <Word>(before: readonly Word[], word: Word, kept: number): readonly Word[] => [
  ...before.slice(1 - kept),
  word,
]

/** Whether the item was, by this act, where the act was: what was refused, or only said to be there, was not. */
function takesPlace(opened: Opened, item: ItemId): boolean {
  if (opened.kind === "event" || opened.kind === "intake") return true
  if (opened.kind !== "acceptance" || opened.terms.side === "giver-only") return false
  return isTaken(receivedLine(opened, item))
}

function step(trail: Trail, opened: Opened, item: ItemId, library: Library): void {
  const { past } = trail
  const person = library.key(opened.keyId)?.person ?? null
  switch (opened.kind) {
    case "event":
      return afterEvent(past, opened, person)
    case "acceptance":
      return afterReceipt(trail, opened, item, library)
    case "check":
      return afterCheck(past, opened, item)
    case "pack":
      if (opened.terms.container === item) past.depositors = withPerson(past, person)
      else past.within = true
      return undefined
    case "unpack":
      if (opened.terms.container !== item) past.within = false
      return undefined
    case "alarm":
      past.alarms = latest(past.alarms, opened.terms.type, wordsKept)
      return undefined
    case "report":
      past.reports = latest(past.reports, opened.terms.type, wordsKept)
      return undefined
    default:
      return undefined
  }
}

const withPerson = ({ depositors }: Folded, person: PersonId | null): readonly PersonId[] =>
  person === null || depositors.includes(person) ? depositors : [...depositors, person]

function afterEvent(
  past: Folded,
  opened: Opened & Statement<"event">,
  person: PersonId | null,
): void {
  const { at, offset } = opened.acted ?? opened.signedAt
  switch (opened.terms.type) {
    case "code-entered":
      past.codeEnteredAt = at
      return
    case "lock":
    case "unlock":
      past.locked = opened.terms.type === "lock"
      // A code opens once.
      past.codeEnteredAt = null
      return
    case "arm":
    case "disarm":
      past.armed = opened.terms.type === "arm"
      return
    case "route-fixed":
      if (opened.plan !== null) past.routes = latest(past.routes, opened.plan, wordsKept)
      return
    case "depart":
      past.departures = latest(
        past.departures,
        { at, minute: minuteOfDay(at, offset), plan: opened.plan, person },
        departuresKept,
      )
      return
    default:
      return
  }
}

/** Of the local day of the device, from 0. */
const minuteOfDay = (at: number, offset: number): Departure["minute"] =>
  (((Math.floor(at / 60_000) + offset) % 1440) + 1440) % 1440

function afterReceipt(
  trail: Trail,
  opened: Opened & Statement<"acceptance">,
  item: ItemId,
  library: Library,
): void {
  const { past } = trail
  const line = receivedLine(opened, item)
  const { into, side } = opened.terms
  // Who put things into it, by hand-over straight into it: a deposit box, a vault.
  if (into === item)
    past.depositors = withPerson(
      past,
      library.key((opened.offered ?? opened).keyId)?.person ?? null,
    )
  if (!isTaken(line) || side === "giver-only") return
  past.counted = false
  past.within = into !== null || line.within !== null
  const contract = opened.contract === null ? undefined : library.contract(opened.contract)?.terms
  if (contract?.regime === "post" && contract.carrier === opened.party) past.posted = true
  // Screened is what whoever has it now had screened.
  if (trail.receiver !== opened.party) past.screening = null
  trail.receiver = opened.party
}

function afterCheck(past: Folded, opened: Opened & Statement<"check">, item: ItemId): void {
  const result = opened.terms.lines.find((each) => each.item === item)?.result
  if (result === undefined) return
  if (opened.terms.type === "count") past.counted = true
  if (opened.terms.type !== "screening") return
  past.screening = result === "as-declared" ? "approved" : "withheld"
  past.screened = past.screened || result === "as-declared"
}
