/**
 * EPCIS 2.0 events to statements: each becomes an `event` of type `imported`, signed by whoever imports it. It names no
 * items and no place of the ledger, so it moves nothing: it is what one party says that another system says.
 */

import { encodeParcel } from "../api/parcel.ts"
import { draft, type Pen, type SignedDraft } from "../custody/draft.ts"
import { encodeLeaves } from "../custody/sealed.ts"
import { type EpcisEvent, type Reading, readEpcis, type Skipped } from "./epcis-document.ts"
import { maxReferenceBytes } from "./epcis-event.ts"

export type EpcisFile = { readonly name: string; readonly bytes: Uint8Array }

type Counts = {
  /** `imported` and `skipped` together. */
  readonly events: number
  readonly imported: number
  readonly skipped: number
  /** How many of the imported ones declare an earlier event erroneous. */
  readonly errorDeclarations: number
}

export type FileReport = Counts & {
  readonly file: string
  /** Why nothing in the file could be read or counted, or null. */
  readonly refused: string | null
  readonly reasons: readonly Skipped[]
}

/** An eventID that several imported events bear, in the order in which they came. */
export type Repeated = {
  readonly eventId: string
  readonly at: readonly { readonly file: string; readonly number: number }[]
}

export type ImportReport = {
  readonly files: readonly FileReport[]
  readonly total: Counts & { readonly files: number; readonly refusedFiles: number }
  readonly repeated: readonly Repeated[]
}

/**
 * One parcel per imported event, in the order of the files and of the events in them. `notes` are the exact bytes of
 * what `pen.seen` refers to, if anything. Bad input is in the report, never thrown.
 */
export function importEpcis(
  files: readonly EpcisFile[],
  pen: Pen,
  notes: readonly Uint8Array[] = [],
): { readonly parcels: readonly Uint8Array[]; readonly report: ImportReport } {
  const readings = files.map(({ name, bytes }) => ({ file: name, reading: readEpcis(bytes, name) }))
  const report = importSummary(readings)
  const parcels = readings.flatMap(({ reading }) =>
    (reading.ok ? reading.events : []).map((event) => {
      const { bytes, leaves } = eventDraft(event, pen)
      const openings = encodeLeaves(leaves)
      return encodeParcel({ statement: bytes, openings, notes, predecessors: [] })
    }),
  )
  if (parcels.length !== report.total.imported)
    throw new Error(`import: expected ${report.total.imported} parcels, got ${parcels.length}`)
  return { parcels, report }
}

/** The event as a statement: all that it says is sealed; open is only that something was imported, and its time. */
export function eventDraft(event: EpcisEvent, pen: Pen): SignedDraft {
  const { at, offset, eventId, position } = event
  const whole = {
    event: event.text,
    remark: remarkOn(event),
    ...(position === null ? {} : { position }),
    // An eventID is a URI, so its letters are its bytes.
    ...(eventId === null || eventId.length > maxReferenceBytes ? {} : { reference: eventId }),
  }
  return draft("event", { type: "imported", items: [], place: null }, pen, {
    acted: { at, offset, paper: false },
    sealed: { whole },
  })
}

const remarkOn = ({ type, number, fileDigest, errorDeclaration }: EpcisEvent): string =>
  `EPCIS 2.0 ${type}${errorDeclaration ? " with error declaration" : ""}, ` +
  `event ${number} of the file with SHA-256 ${fileDigest}`

/** What a run made of its files. Every event is counted once, as imported or as skipped with a reason. */
export function importSummary(
  readings: readonly { readonly file: string; readonly reading: Reading }[],
): ImportReport {
  const files = readings.map(({ file, reading }) => fileReport(file, reading))
  const sum = (count: (report: FileReport) => number): number =>
    files.reduce((total, report) => total + count(report), 0)
  const total = {
    files: files.length,
    refusedFiles: sum(({ refused }) => (refused === null ? 0 : 1)),
    events: sum(({ events }) => events),
    imported: sum(({ imported }) => imported),
    skipped: sum(({ skipped }) => skipped),
    errorDeclarations: sum(({ errorDeclarations }) => errorDeclarations),
  }
  for (const { events, imported, skipped } of [...files, total])
    if (events !== imported + skipped)
      throw new Error(`import: expected ${events} events, got ${imported} and ${skipped}`)
  return { files, total, repeated: repeatedIn(readings) }
}

function fileReport(file: string, reading: Reading): FileReport {
  if (!reading.ok) {
    const none = { events: 0, imported: 0, skipped: 0, errorDeclarations: 0 }
    return { file, refused: reading.reason, reasons: [], ...none }
  }
  const { events, skipped } = reading
  return {
    file,
    refused: null,
    reasons: skipped,
    events: highestNumber([...events, ...skipped]),
    imported: events.length,
    skipped: skipped.length,
    errorDeclarations: events.filter(({ errorDeclaration }) => errorDeclaration).length,
  }
}

/** Events are numbered from 1 without gaps: counted so, one that was lost on the way shows. */
const highestNumber = (places: readonly { readonly number: number }[]): number =>
  places.reduce((highest, { number }) => Math.max(highest, number), 0)

function repeatedIn(readings: readonly { readonly reading: Reading }[]): readonly Repeated[] {
  const places = new Map<string, { readonly file: string; readonly number: number }[]>()
  for (const { reading } of readings)
    for (const { eventId, file, number } of reading.ok ? reading.events : []) {
      if (eventId === null) continue
      const known = places.get(eventId)
      if (known === undefined) places.set(eventId, [{ file, number }])
      else known.push({ file, number })
    }
  return [...places].filter(([, at]) => at.length > 1).map(([eventId, at]) => ({ eventId, at }))
}

/** The report as lines for a terminal, without a final line break. */
export function printReport({ files, total, repeated }: ImportReport): string {
  const lines = files.flatMap((report) => [
    `${plain(report.file)}: ${report.refused === null ? countsOf(report) : `refused: ${report.refused}`}`,
    ...report.reasons.map(({ number, reason }) => `  event ${number} skipped: ${reason}`),
  ])
  const ids = repeated.flatMap(({ eventId, at }) => [
    // A URI holds no character that could steer a terminal, but may be as long as the event.
    `eventID ${eventId.slice(0, maxReferenceBytes)} on ${at.length} events, all imported:`,
    ...at.map(({ file, number }) => `  ${plain(file)} event ${number}`),
  ])
  const refused = total.refusedFiles === 0 ? "" : ` (${total.refusedFiles} refused)`
  return [
    ...lines,
    ...ids,
    `total: ${counted(total.files, "file")}${refused}, ${countsOf(total)}`,
  ].join("\n")
}

const countsOf = ({ events, imported, skipped, errorDeclarations }: Counts): string =>
  `${counted(events, "event")} = ${imported} imported + ${skipped} skipped` +
  (errorDeclarations === 0 ? "" : `; ${errorDeclarations} with error declaration`)

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

/** A file name may hold anything; what could steer a terminal is replaced. */
const plain = (name: string): string => name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")
