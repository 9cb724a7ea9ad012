/**
 * One EPCIS 2.0 event, as JSON.parse gives it, to what Kvitto keeps of it. Checked is what the standard requires, and the
 * form of every member that Kvitto reads; all else is kept as it came.
 */

import { utf8 } from "../encoding/bytes.ts"
import { type EventType, eventTypes, requirementFault } from "./epcis-required.ts"
import {
  escaped,
  type EpcisPosition,
  instantOf,
  isObject,
  type JsonObject,
  member,
  offsetOf,
  positionOf,
  quoted,
} from "./epcis-value.ts"

export const maxEventBytes = 20_000
export const maxReferenceBytes = 200
/** The schema's own structures are six deep; extensions may add to that. */
const maxEventDepth = 32

export type EpcisContent = {
  readonly type: EventType
  readonly eventId: string | null
  /** `eventTime` in milliseconds since 1970 UTC, finer digits cut off. */
  readonly at: number
  /** `eventTimeZoneOffset`, in minutes east of UTC. */
  readonly offset: number
  readonly position: EpcisPosition | null
  /** The event is declared erroneous; it is imported all the same. */
  readonly errorDeclaration: boolean
  /** The whole event: see `eventText`. */
  readonly text: string
}

export type EventReading =
  | { readonly ok: true; readonly content: EpcisContent }
  | { readonly ok: false; readonly reason: string }

/** Never throws, whatever the value is. */
export function readEvent(value: unknown): EventReading {
  const refuse = (reason: string): EventReading => ({ ok: false, reason })
  if (!isObject(value)) return refuse(`expected an event, got ${quoted(value)}`)
  const type = eventTypes.find((each) => each === member(value, "type"))
  if (type === undefined)
    return refuse(
      `type: expected one of ${eventTypes.join(", ")}, got ${quoted(member(value, "type"))}`,
    )
  const unfit = unfitness(value, maxEventDepth)
  if (unfit !== undefined) return refuse(unfit)
  const fault = requirementFault(type, value)
  if (fault !== undefined) return refuse(fault)
  const at = instantOf(member(value, "eventTime"))
  if (typeof at === "string") return refuse(`eventTime: ${at}`)
  const offset = offsetOf(member(value, "eventTimeZoneOffset"))
  if (offset === undefined)
    return refuse("eventTimeZoneOffset: expected hours and minutes from -14:00 to +14:00")
  const text = eventText(value)
  const { length } = utf8(text)
  if (length > maxEventBytes)
    return refuse(`the event has ${length} bytes; at most ${maxEventBytes} can be kept`)
  const eventId = member(value, "eventID")
  return {
    ok: true,
    content: {
      type,
      eventId: typeof eventId === "string" ? eventId : null,
      at,
      offset,
      position: positionOf(member(value, "readPoint"), at),
      errorDeclaration: Object.hasOwn(value, "errorDeclaration"),
      text,
    },
  }
}

/**
 * JSON.stringify of the parsed event: members in the file's order (names that are whole numbers come first), no white
 * space, numbers in their shortest form. A sealed text is NFC and holds no control characters, so U+007F to U+009F are
 * escaped, and, in a text that is not NFC, everything outside ASCII. JSON.parse gives the event back in either case.
 */
export function eventText(event: JsonObject): string {
  const text = escaped(JSON.stringify(event), /[\u007f-\u009f]/g)
  return text === text.normalize("NFC") ? text : escaped(text, /[^ -~]/g)
}

/** Why the value would not survive being printed and read again. */
function unfitness(value: unknown, depth: number): string | undefined {
  if (typeof value === "number") {
    // What JSON.parse made of digits beyond these is not what the file said.
    const exact =
      Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))
    return exact ? undefined : "holds a number too large to be kept exactly"
  }
  if (typeof value !== "object" || value === null) return undefined
  if (depth === 0) return `is nested more than ${maxEventDepth} deep`
  for (const each of Object.values(value)) {
    const unfit = unfitness(each, depth - 1)
    if (unfit !== undefined) return unfit
  }
  return undefined
}
