import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decodeParcel } from "../../src/api/parcel.ts"
import { maxEventsPerFile, maxFileBytes, readEpcis } from "../../src/cli/epcis-document.ts"
import { eventText, maxEventBytes, readEvent } from "../../src/cli/epcis-event.ts"
import { unknownAccuracy } from "../../src/cli/epcis-value.ts"
import { importEpcis, importSummary, printReport } from "../../src/cli/epcis.ts"
import type { Pen } from "../../src/custody/draft.ts"
import { openStatement } from "../../src/custody/handover.ts"
import type { StatementId } from "../../src/custody/identifier.ts"
import { isRejected } from "../../src/custody/rejected.ts"
import type { Opening } from "../../src/custody/sealed.ts"
import { leavesOf } from "../../src/custody/statement.ts"
import { subjectsOf } from "../../src/custody/subject.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { intake } from "../support/acts.ts"
import { countedRandom, keyNamed, makeWorld, worldOrigin, worldStart } from "../support/world.ts"

const shared = fileURLToPath(new URL("../../../shared/data/", import.meta.url))
const files = readdirSync(shared, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`)
  .map((path) => ({
    name: path.slice(shared.length).replace(/^\/+/, ""),
    bytes: new Uint8Array(readFileSync(path)),
  }))
  .sort((a, b) => (a.name < b.name ? -1 : 1))

const pen: Pen = {
  key: keyNamed("importer"),
  origin: worldOrigin,
  party: null,
  role: "clerk",
  clock: () => ({ at: worldStart, offset: 60 }),
  random: countedRandom("importer"),
  seen: () => null,
}

/** Every list called `eventList`, wherever it stands: knows nothing of documents. */
function naiveEvents(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([name, each]) =>
    name === "eventList" && Array.isArray(each)
      ? (each as Record<string, unknown>[])
      : naiveEvents(each),
  )
}

const naively = files.map(({ name, bytes }) => {
  const text = new TextDecoder().decode(bytes)
  return { name, events: /\.json(ld)?$/.test(name) ? naiveEvents(JSON.parse(text)) : [] }
})

/** A parcel's statement, and what its openings say, by field. */
function opened(bytes: Uint8Array) {
  const parcel = decodeParcel(bytes)
  if ("fault" in parcel) throw new Error(parcel.fault)
  const statement = openStatement(parcel.statement, worldOrigin)
  if (isRejected(statement)) throw new Error(statement.sentence)
  if (statement.sealed === null) throw new Error("expected sealed terms")
  const leaves = leavesOf(statement, parcel.openings as Uint8Array)
  if (leaves === undefined) throw new Error("expected openings that match")
  const said = (leaves as readonly Opening[]).map(({ field, value }) => [field, value] as const)
  return { statement, sealed: Object.fromEntries(said) as Readonly<Record<string, unknown>> }
}

const bytesOf = (value: unknown): Uint8Array =>
  utf8(typeof value === "string" ? value : JSON.stringify(value))

const event = {
  type: "ObjectEvent",
  eventTime: "2026-01-02T03:04:05.678+01:00",
  eventTimeZoneOffset: "+01:00",
  eventID: "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
  epcList: ["urn:epc:id:sscc:0614141.1234567890"],
  action: "OBSERVE",
}
const document = (...eventList: readonly unknown[]) => ({
  "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
  type: "EPCISDocument",
  schemaVersion: "2.0",
  creationDate: "2026-01-02T03:04:05Z",
  epcisBody: { eventList },
})

/** A copy that lacks some members. */
function without(whole: Readonly<Record<string, unknown>>, ...names: readonly string[]) {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name)))
}

/** The one imported event of a file. */
function importedOne(value: unknown) {
  const { parcels, report } = importEpcis([{ name: "one", bytes: bytesOf(value) }], pen)
  expect(report.total).toMatchObject({ events: 1, imported: 1 })
  return opened(parcels[0] as Uint8Array)
}

describe("all files that others wrote", () => {
  const { parcels, report } = importEpcis(files, pen)
  const all = naively.flatMap(({ events }) => events)

  it("counts as a naive reader counts, in total and per file", () => {
    expect(report.total).toEqual({
      files: 55,
      refusedFiles: 7,
      events: 988,
      imported: 988,
      skipped: 0,
      errorDeclarations: 9,
    })
    expect(all.length).toBe(988)
    expect(all.filter((each) => "errorDeclaration" in each).length).toBe(9)
    expect(report.files.map(({ file, events }) => [file, events])).toEqual(
      naively.map(({ name, events }) => [name, events.length]),
    )
    expect(parcels.length).toBe(988)
  })

  it("refuses only what is no EPCIS: six pages and the schema", () => {
    const refused = report.files.filter((each) => each.refused !== null)
    expect(refused.map(({ file }) => file)).toEqual([
      "README.md",
      "gs1-epcis/EPCIS-JSON-Schema.json",
      "gs1-epcis/JSON/AssociationEvent/README.md",
      "gs1-epcis/JSON/README.md",
      "gs1-epcis/JSON/WithDigitalLinkID/README.md",
      "gs1-epcis/JSON/WithErrorDeclaration/README.md",
      "gs1-epcis/JSON/WithSensorData/README.md",
    ])
  })

  it("makes of each event a statement that touches nothing and holds the whole event", () => {
    parcels.forEach((bytes, i) => {
      const { statement, sealed } = opened(bytes)
      const source = all[i] as Record<string, unknown>
      expect(statement.kind).toBe("event")
      expect(statement.terms).toEqual({ type: "imported", items: [], place: null })
      expect(subjectsOf(statement, "00" as StatementId, () => [])).toEqual([])
      expect(JSON.parse(sealed["event"] as string)).toEqual(source)
      expect(sealed["reference"]).toBe(source["eventID"] ?? null)
      expect(statement.acted?.at).toBe(Date.parse(source["eventTime"] as string))
    })
  })

  it("notes eventIDs that recur, and imports each", () => {
    const counts = new Map<unknown, number>()
    for (const { eventID } of all)
      if (eventID !== undefined) counts.set(eventID, (counts.get(eventID) ?? 0) + 1)
    const recurring = [...counts].filter(([, count]) => count > 1)
    expect(report.repeated.length).toBe(5)
    expect(new Map(report.repeated.map(({ eventId, at }) => [eventId, at.length]))).toEqual(
      new Map(recurring),
    )
  })

  it("is taken in by a ledger, and no item hears of it", async () => {
    const world = await makeWorld()
    const taken = intake(world.pens.shop)
    await world.submit(taken)
    const item = taken.items[0] as (typeof taken.items)[number]
    const before = [await world.ledger.items(null, 10), await world.ledger.history(item)]
    const run = importEpcis(files, world.pens.carrier)
    const answers = await world.ledger.submit(run.parcels)
    expect(answers.filter(({ ok }) => ok).length).toBe(988)
    expect(answers.flatMap((answer) => (answer.ok ? answer.findings : []))).toEqual([])
    expect([await world.ledger.items(null, 10), await world.ledger.history(item)]).toEqual(before)
  })
})

describe("what an event becomes", () => {
  it("is the same in a document, a query's answer, a list and alone", () => {
    const query = {
      "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
      type: "EPCISQueryDocument",
      epcisBody: { queryResults: { queryName: "all", resultsBody: { eventList: [event] } } },
    }
    for (const whole of [document(event), query, [event], event]) {
      const { statement, sealed } = importedOne(whole)
      expect(statement.acted).toEqual({ at: 1_767_319_445_678, offset: 60, paper: false })
      expect(sealed).toMatchObject({
        reference: event.eventID,
        event: JSON.stringify(event),
        place: null,
        position: null,
        photo: null,
      })
      expect(sealed["remark"]).toMatch(
        /^EPCIS 2\.0 ObjectEvent, event 1 of the file .* [0-9a-f]{64}$/,
      )
    }
  })

  it("says that an event is declared erroneous, and keeps it", () => {
    const errorDeclaration = { declarationTime: "2026-01-03T00:00:00Z", reason: "did_not_occur" }
    const { sealed } = importedOne({ ...event, errorDeclaration })
    expect(sealed["remark"]).toMatch(/^EPCIS 2\.0 ObjectEvent with error declaration, event 1 /)
    expect(sealed["reference"]).toBe(event.eventID)
  })

  it("leaves an eventID that is too long to the event's own text", () => {
    const atMost = `urn:x:${"a".repeat(194)}`
    expect(importedOne({ ...event, eventID: atMost }).sealed["reference"]).toBe(atMost)
    expect(importedOne({ ...event, eventID: `${atMost}a` }).sealed["reference"]).toBe(null)
  })

  it.each([
    ["geo:42.698334,23.319941", [426_983_340, 233_199_410, unknownAccuracy]],
    ["geo:-90,-180,12.5;crs=wgs84;u=35.2", [-900_000_000, -1_800_000_000, 36]],
    ["geo:-0,-0.00000001;u=0", [0, 0, 0]],
    ["geo:1,2;u=999999999", [10_000_000, 20_000_000, unknownAccuracy]],
    ["geo:90.1,0", null],
    ["geo:0,180.1", null],
    ["geo:1,2;crs=moon-2011", null],
    ["geo:1", null],
    ["urn:epc:id:sgln:0614141.07346.1234", null],
  ])("reads the position %s", (id, expected) => {
    const { position } = importedOne({ ...event, readPoint: { id } }).sealed
    const [latitude, longitude, accuracy] = expected ?? []
    const fixedAt = 1_767_319_445_678
    expect(position).toEqual(expected === null ? null : { latitude, longitude, accuracy, fixedAt })
  })

  it.each([
    ["2026-01-02T03:04:05Z", "-14:00", 1_767_323_045_000, -840],
    ["2026-01-02t03:04:05.1239z", "-00:00", 1_767_323_045_123, 0],
    ["2024-02-29T23:59:59.9-06:30", "+13:59", 1_709_274_599_900, 839],
    ["1970-01-01T00:00:00Z", "+14:00", 0, 840],
  ])("reads the time %s %s", (eventTime, eventTimeZoneOffset, at, offset) => {
    const { statement } = importedOne({ ...event, eventTime, eventTimeZoneOffset })
    expect(statement.acted).toEqual({ at, offset, paper: false })
  })
})

describe("an event's text", () => {
  it("gives the event back, and can always be sealed", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.json()), (extension) => {
        const whole = JSON.parse(JSON.stringify({ ...event, ext: extension })) as object
        const text = eventText(whole as Record<string, unknown>)
        expect(JSON.parse(text)).toEqual(whole)
        fc.pre(utf8(text).length <= maxEventBytes)
        expect(importedOne(whole).sealed["event"]).toBe(text)
      }),
    )
  })

  it.each([
    ["letters with marks apart", "A\u030angstro\u0308m", "A\\u030angstro\\u0308m"],
    ["letters with marks joined", "Ångström", "Ångström"],
    ["delete and its likes", "\u007f\u009bÅ", "\\u007f\\u009bÅ"],
    ["half a pair", "\ud800", "\\ud800"],
  ])("spells %s so that it can be sealed", (_, value, spelt) => {
    const { sealed } = importedOne({ ...event, "x:y": value })
    expect(sealed["event"]).toContain(`"x:y":"${spelt}"`)
    expect(JSON.parse(sealed["event"] as string)).toEqual({ ...event, "x:y": value })
  })

  it("may be as long as the sealed field, and no longer", () => {
    const padding = maxEventBytes - JSON.stringify({ ...event, pad: "" }).length
    const longest = { ...event, pad: "å".repeat(padding / 2) + "a".repeat(padding % 2) }
    expect((importedOne(longest).sealed["event"] as string).length).toBeGreaterThan(9000)
    const reading = readEpcis(bytesOf([{ ...longest, pad: `${longest.pad}a` }]), "long")
    expect(reading).toMatchObject({
      skipped: [{ reason: expect.stringMatching(/has 20001 bytes; at most 20000/) as string }],
    })
  })

  it("keeps names that objects have by nature", () => {
    const whole = `{"__proto__":{"action":"ADD"},"constructor":1,${JSON.stringify(event).slice(1)}`
    expect(importedOne(whole).sealed["event"]).toBe(whole)
    const inherited = JSON.stringify({ ...event, action: undefined }).slice(1)
    const reading = readEpcis(bytesOf(`{"__proto__":{"action":"ADD"},${inherited}`), "inherited")
    expect(reading).toMatchObject({
      events: [],
      skipped: [{ reason: expect.stringMatching(/^action: expected/) as string }],
    })
  })
})

it("takes nothing that is inherited for what the file said", () => {
  const heir = Object.assign(
    Object.create({ action: "OBSERVE" }) as object,
    without(event, "action"),
  )
  expect(readEvent(heir)).toMatchObject({ ok: false })
  expect(readEvent({ ...heir, action: "OBSERVE" })).toMatchObject({ ok: true })
})

const nested = (depth: number): unknown => (depth === 0 ? 1 : { "x:y": nested(depth - 1) })
const aggregation = { ...without(event, "epcList"), type: "AggregationEvent", childEPCs: ["a:b"] }
const transaction = {
  ...event,
  type: "TransactionEvent",
  bizTransactionList: [{ type: "po", bizTransaction: "urn:po:1" }],
}
const transformation = {
  ...without(event, "epcList", "action"),
  type: "TransformationEvent",
  inputEPCList: ["a:b"],
}
const sensed = [{ sensorReport: [{ type: "Temperature", value: 2.5 }] }]

describe("events that are skipped, and only they", () => {
  it.each<readonly [string, unknown, RegExp]>([
    ["no object", 7, /^expected an event, got a number$/],
    ["null", null, /got a null/],
    ["a list", [event], /got a list/],
    ["no type", without(event, "type"), /^type: expected one of .*, got nothing/],
    ["a type of one's own", { ...event, type: "x:HandOver" }, /^type: .* got "x:HandOver"/],
    [
      "steering characters",
      { ...event, type: "\u001b[2J\u009b\u202e" },
      /got "\\u001b\[2J\\u009b\\u202e"$/,
    ],
    ["no time", without(event, "eventTime"), /^eventTime: .*got nothing/],
    ["a time without zone", { ...event, eventTime: "2026-01-02T03:04:05" }, /^eventTime: /],
    ["a time as a number", { ...event, eventTime: 5 }, /^eventTime: .*a number/],
    ["the 30th of February", { ...event, eventTime: "2026-02-30T00:00:00Z" }, /no such day/],
    ["month 13", { ...event, eventTime: "2026-13-01T00:00:00Z" }, /no such day/],
    ["hour 24", { ...event, eventTime: "2026-01-01T24:00:00Z" }, /RFC 3339/],
    ["a leap second", { ...event, eventTime: "2016-12-31T23:59:60Z" }, /leap second/],
    ["a time before 1970", { ...event, eventTime: "1969-12-31T23:59:59.999Z" }, /before 1970/],
    ["the year 70", { ...event, eventTime: "0070-01-01T00:00:00Z" }, /before 1970/],
    ["no offset", without(event, "eventTimeZoneOffset"), /^eventTimeZoneOffset: /],
    ["offset Z", { ...event, eventTimeZoneOffset: "Z" }, /^eventTimeZoneOffset: /],
    ["offset 14:01", { ...event, eventTimeZoneOffset: "+14:01" }, /^eventTimeZoneOffset: /],
    ["no action", without(event, "action"), /^action: .*got nothing/],
    ["another action", { ...event, action: "CHANGE" }, /^action: .*got "CHANGE"/],
    ["an eventID that is no URI", { ...event, eventID: "7" }, /^eventID: expected a URI, got "7"/],
    ["an eventID that is null", { ...event, eventID: null }, /^eventID: .*a null/],
    ["a read point without id", { ...event, readPoint: {} }, /^readPoint: /],
    ["a location as text", { ...event, bizLocation: "urn:x:y" }, /^bizLocation: /],
    ["an EPC that is no URI", { ...event, epcList: ["a b"] }, /^epcList: /],
    ["EPCs that are no list", { ...event, epcList: "urn:x:y" }, /^epcList: /],
    ["nothing it is about", without(event, "epcList"), /^expected epcList, /],
    ["ilmd without ADD", { ...event, ilmd: {} }, /^ilmd: /],
    [
      "a quantity of nothing",
      { ...event, quantityList: [{ quantity: 1 }] },
      /^quantityList: .*epcClass/,
    ],
    [
      "a source without type",
      { ...event, sourceList: [{ source: "a:b" }] },
      /^sourceList: .*type and source/,
    ],
    ["a sensor without report", { ...event, sensorElementList: [{}] }, /^sensorElementList: /],
    [
      "a report without type",
      { ...event, sensorElementList: [{ sensorReport: [{}] }] },
      /^sensorElementList: /,
    ],
    ["an error without time", { ...event, errorDeclaration: {} }, /^errorDeclaration: /],
    ["an error that is null", { ...event, errorDeclaration: null }, /^errorDeclaration: /],
    [
      "sensors without a place",
      { ...without(event, "epcList"), sensorElementList: sensed },
      /^expected epcList/,
    ],
    ["an empty list of children", { ...aggregation, childEPCs: [] }, /^expected childEPCs/],
    ["no reports", { ...event, sensorElementList: [{ sensorReport: [] }] }, /^sensorElementList: /],
    ["day 0", { ...event, eventTime: "2026-03-00T00:00:00Z" }, /no such day/],
    ["no children", without(aggregation, "childEPCs"), /^expected childEPCs/],
    ["an association without parent", { ...aggregation, type: "AssociationEvent" }, /^parentID: /],
    ["no transactions", without(transaction, "bizTransactionList"), /^bizTransactionList: /],
    ["a transaction of nothing", without(transaction, "epcList"), /^expected epcList or/],
    ["inputs without outputs", transformation, /^expected inputs and outputs/],
    ["a number beyond all", `{"x:n":1e999,${JSON.stringify(event).slice(1)}`, /number too large/],
    [
      "digits that get lost",
      `{"x:n":9007199254740993,${JSON.stringify(event).slice(1)}`,
      /number too large/,
    ],
    ["a tower", { ...event, "x:y": nested(40) }, /more than 32 deep/],
  ])("skips %s", (_, bad, reason) => {
    const list = `[${[event, bad, event].map((each) => new TextDecoder().decode(bytesOf(each))).join(",")}]`
    const { parcels, report } = importEpcis([{ name: "file", bytes: utf8(list) }], pen)
    expect(report.total).toMatchObject({ events: 3, imported: 2, skipped: 1 })
    expect(parcels.length).toBe(2)
    const [skipped] = report.files[0]?.reasons ?? []
    expect(skipped).toMatchObject({ file: "file", number: 2 })
    expect(skipped?.reason).toMatch(reason)
  })

  it.each<readonly [string, unknown]>([
    [
      "sensors at a place",
      { ...without(event, "epcList"), sensorElementList: sensed, readPoint: { id: "a:b" } },
    ],
    ["an empty list of EPCs", { ...event, epcList: [] }],
    ["ilmd with ADD", { ...event, action: "ADD", ilmd: {} }],
    ["all children leaving", { ...without(aggregation, "childEPCs"), action: "DELETE" }],
    ["inputs of a named transformation", { ...transformation, transformationID: "urn:t:1" }],
    ["inputs and outputs", { ...transformation, outputQuantityList: [{ epcClass: "a:b" }] }],
    ["a transaction's end", { ...without(transaction, "epcList"), action: "DELETE" }],
    ["fields nobody knows", { ...event, "x:y": { "x:z": [null, true, 0.1] } }],
    ["a tower that stands", { ...event, "x:y": nested(30) }],
  ])("imports %s", (_, good) => {
    importedOne(good)
  })
})

describe("files that are refused", () => {
  it.each<readonly [string, Uint8Array, RegExp]>([
    ["nothing", utf8(""), /not JSON/],
    ["half a file", utf8(JSON.stringify(document(event)).slice(0, -1)), /not JSON/],
    ["XML", utf8("<epcis:EPCISDocument/>"), /not JSON/],
    ["a byte order mark", utf8(`\ufeff${JSON.stringify(event)}`), /byte order mark/],
    ["bytes that are no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), /not UTF-8/],
    ["a number", utf8("7"), /neither/],
    ["another type", bytesOf({ type: "Person" }), /its type is "Person"/],
    ["no type", bytesOf({}), /its type is nothing/],
    ["no context", bytesOf(without(document(event), "@context")), /@context/],
    ["EPCIS 1.2", bytesOf({ ...document(event), schemaVersion: "1.2" }), /schemaVersion: .*"1\.2"/],
    ["no version", bytesOf(without(document(event), "schemaVersion")), /schemaVersion/],
    ["no date", bytesOf(without(document(event), "creationDate")), /creationDate/],
    ["no body", bytesOf(without(document(event), "epcisBody")), /epcisBody\.eventList/],
    [
      "events that are no list",
      bytesOf({ ...document(), epcisBody: { eventList: {} } }),
      /eventList/,
    ],
    [
      "a document's body in a query",
      bytesOf({ ...document(event), type: "EPCISQueryDocument" }),
      /resultsBody/,
    ],
    ["brackets without end", utf8("[".repeat(1_000_000)), /not JSON/],
    ["too many events", utf8(`[${"0,".repeat(maxEventsPerFile)}0]`), /20001 events/],
    ["too many bytes", new Uint8Array(maxFileBytes + 1), /16777217 bytes/],
  ])("refuses %s", (_, bytes, reason) => {
    const reading = readEpcis(bytes, "bad")
    expect(reading).toEqual({ ok: false, reason: expect.stringMatching(reason) as string })
    const { parcels, report } = importEpcis([{ name: "bad", bytes }], pen)
    expect(parcels).toEqual([])
    expect(report.total).toMatchObject({ files: 1, refusedFiles: 1, events: 0 })
  })

  it("never throws, whatever the JSON is, and counts every event of a list", () => {
    const members = fc.constantFrom(
      ...Object.keys({ ...event, ...transaction }),
      "sensorElementList",
    )
    const twisted = fc
      .tuple(members, fc.jsonValue({ maxDepth: 3 }))
      .map(([name, value]) => ({ ...transaction, [name]: value }))
    const anything = fc.oneof(
      fc.jsonValue(),
      twisted,
      fc.array(twisted),
      fc.array(twisted).map((events) => document(...events)),
    )
    fc.assert(
      fc.property(anything, (value) => {
        const { parcels, report } = importEpcis(
          [{ name: "any", bytes: bytesOf(JSON.stringify(value)) }],
          pen,
        )
        expect(parcels.length).toBe(report.total.imported)
        for (const each of parcels) opened(each)
        if (Array.isArray(value)) expect(report.total.events).toBe(value.length)
      }),
      { numRuns: process.env["SLOW"] === "1" ? 5000 : 300 },
    )
  })

  it("never throws, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readEpcis(bytes, "any").ok).toBeTypeOf("boolean")
      }),
    )
  })
})

describe("the report", () => {
  const run = (...given: readonly (readonly [string, unknown])[]) =>
    importEpcis(
      given.map(([name, value]) => ({ name, bytes: bytesOf(value) })),
      pen,
    )

  it("prints every file, every skipped event, recurring ids and totals", () => {
    const errorDeclaration = { declarationTime: "2026-01-03T00:00:00Z" }
    const { report } = run(
      ["a.jsonld", document(event, 7)],
      ["b\u001b[2J\n.jsonld", [{ ...event, errorDeclaration }]],
      ["c.txt", "seven"],
    )
    expect(printReport(report).split("\n")).toEqual([
      "a.jsonld: 2 events = 1 imported + 1 skipped",
      "  event 2 skipped: expected an event, got a number",
      "b\ufffd[2J\ufffd.jsonld: 1 event = 1 imported + 0 skipped; 1 with error declaration",
      "c.txt: refused: is not JSON",
      `eventID ${event.eventID} on 2 events, all imported:`,
      "  a.jsonld event 1",
      "  b\ufffd[2J\ufffd.jsonld event 1",
      "total: 3 files (1 refused), 3 events = 2 imported + 1 skipped; 1 with error declaration",
    ])
  })

  it("is empty for no files", () => {
    const { parcels, report } = run()
    expect(parcels).toEqual([])
    expect(printReport(report)).toBe("total: 0 files, 0 events = 0 imported + 0 skipped")
  })

  it("fails rather than losing an event between reading and counting", () => {
    const reading = readEpcis(bytesOf([event, event]), "file")
    if (!reading.ok) throw new Error(reading.reason)
    const lossy = { ...reading, events: reading.events.slice(1) }
    expect(() => importSummary([{ file: "file", reading: lossy }])).toThrow(/expected 2 events/)
  })

  it("puts the notes that the signer saw into every parcel", () => {
    const note = utf8("a note")
    const { parcels } = importEpcis([{ name: "one", bytes: bytesOf([event, event]) }], pen, [note])
    for (const each of parcels) expect(decodeParcel(each)).toMatchObject({ notes: [note] })
    expect(parcels.length).toBe(2)
  })
})
