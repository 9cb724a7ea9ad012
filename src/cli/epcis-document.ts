/** The bytes of an EPCIS 2.0 JSON-LD file to its events. One bad event never takes the others with it. */

import { textOf, toHex } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import { type EpcisContent, readEvent } from "./epcis-event.ts"
import { instantOf, isObject, member, quoted } from "./epcis-value.ts"

/** Parsed JSON takes up to some forty times its size in memory. */
export const maxFileBytes = 16 * 1024 * 1024
export const maxEventsPerFile = 20_000

/** Where an event stands: its file, and its place in the file's list, from 1. */
type Place = { readonly file: string; readonly number: number }

export type EpcisEvent = EpcisContent &
  Place & {
    /** SHA-256 of the file's bytes, hex: what the event's text leaves out can be checked against it. */
    readonly fileDigest: string
  }

export type Skipped = Place & { readonly reason: string }

export type Reading =
  | {
      readonly ok: true
      readonly events: readonly EpcisEvent[]
      readonly skipped: readonly Skipped[]
    }
  | Refused

type Refused = { readonly ok: false; readonly reason: string }
const refused = (reason: string): Refused => ({ ok: false, reason })

/**
 * Every event of the file is either in `events` or in `skipped`, each in the file's order. A file without a list of
 * events to count is refused as a whole. Never throws, whatever the bytes are.
 */
export function readEpcis(bytes: Uint8Array, fileName: string): Reading {
  if (bytes.length > maxFileBytes)
    return refused(`has ${bytes.length} bytes; at most ${maxFileBytes} are read`)
  const text = textOf(bytes)
  if (text === undefined) return refused("is not UTF-8")
  if (text.startsWith("\ufeff")) return refused("begins with a byte order mark; JSON has none")
  let whole: unknown
  try {
    whole = JSON.parse(text)
  } catch {
    return refused("is not JSON")
  }
  const list = eventsIn(whole)
  if (!Array.isArray(list)) return list
  if (list.length > maxEventsPerFile)
    return refused(`has ${list.length} events; at most ${maxEventsPerFile} are read from one file`)
  const fileDigest = toHex(sha256(bytes))
  const events: EpcisEvent[] = []
  const skipped: Skipped[] = []
  for (const [i, each] of list.entries()) {
    const place = { file: fileName, number: i + 1 }
    const reading = readEvent(each)
    if (reading.ok) events.push({ ...reading.content, ...place, fileDigest })
    else skipped.push({ ...place, reason: reading.reason })
  }
  return { ok: true, events, skipped }
}

type Events = unknown[] | Refused

/** A document's list of events. A bare event or list comes without the document's fields, so none are asked of it. */
function eventsIn(whole: unknown): Events {
  if (Array.isArray(whole)) return whole as unknown[]
  if (!isObject(whole)) return refused("holds neither an EPCIS document nor events")
  const type = member(whole, "type")
  if (type === "EPCISDocument" || type === "EPCISQueryDocument")
    return documentFault(type, whole) ?? eventsOfBody(type, member(whole, "epcisBody"))
  if (Object.hasOwn(whole, "eventTime")) return [whole]
  return refused(`is neither an EPCIS document nor an event: its type is ${quoted(type)}`)
}

/** What the standard's JSON schema requires around the events. */
function documentFault(
  type: string,
  whole: Readonly<Record<string, unknown>>,
): Refused | undefined {
  if (!Object.hasOwn(whole, "@context")) return refused("has no @context")
  const version = member(whole, "schemaVersion")
  const mayLack = type === "EPCISQueryDocument"
  const isTwo = typeof version === "string" && /^2(\.\d{1,9}){0,9}$/.test(version)
  if (!isTwo && !(mayLack && version === undefined))
    return refused(`schemaVersion: expected 2.0, got ${quoted(version)}`)
  const created = member(whole, "creationDate")
  if (mayLack && created === undefined) return undefined
  const time = instantOf(created)
  return typeof time === "string" ? refused(`creationDate: ${time}`) : undefined
}

function eventsOfBody(type: string, body: unknown): Events {
  const path = type === "EPCISDocument" ? [] : ["queryResults", "resultsBody"]
  let at = body
  for (const name of path) at = isObject(at) ? member(at, name) : undefined
  const list = isObject(at) ? member(at, "eventList") : undefined
  if (Array.isArray(list)) return list as unknown[]
  return refused(`has no list of events at ${["epcisBody", ...path, "eventList"].join(".")}`)
}
