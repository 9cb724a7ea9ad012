/**
 * What the standard's JSON schema (gs1/EPCIS, EPCIS-JSON-Schema.json) requires of an event, and of each structure in it
 * wherever it stands.
 */

import { instantOf, isObject, type JsonObject, member, quoted } from "./epcis-value.ts"

export const eventTypes = [
  "ObjectEvent",
  "AggregationEvent",
  "AssociationEvent",
  "TransactionEvent",
  "TransformationEvent",
] as const
export type EventType = (typeof eventTypes)[number]
const actions = ["ADD", "OBSERVE", "DELETE"]

/** A sentence on the first requirement that the event does not meet, or undefined. */
export const requirementFault = (type: EventType, event: JsonObject): string | undefined =>
  commonFault(event) ?? typeFault(type, event)

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$/
const isUri = (value: unknown): boolean => typeof value === "string" && uri.test(value)

const uriLists = ["epcList", "childEPCs", "inputEPCList", "outputEPCList"]
/** Lists of objects, each with the members that the schema requires of its elements. */
const objectLists: Readonly<Record<string, readonly string[]>> = {
  quantityList: ["epcClass"],
  childQuantityList: ["epcClass"],
  inputQuantityList: ["epcClass"],
  outputQuantityList: ["epcClass"],
  bizTransactionList: ["bizTransaction"],
  sourceList: ["type", "source"],
  destinationList: ["type", "destination"],
}

function commonFault(event: JsonObject): string | undefined {
  for (const name of ["eventID", "parentID", "transformationID"])
    if (Object.hasOwn(event, name) && !isUri(event[name]))
      return `${name}: expected a URI, got ${quoted(event[name])}`
  for (const name of ["readPoint", "bizLocation"]) {
    const place = member(event, name)
    if (place !== undefined && !(isObject(place) && isUri(member(place, "id"))))
      return `${name}: expected an object whose id is a URI`
  }
  for (const name of uriLists) {
    const list = member(event, name)
    if (list !== undefined && !(Array.isArray(list) && list.every(isUri)))
      return `${name}: expected a list of URIs`
  }
  for (const [name, required] of Object.entries(objectLists)) {
    const list = member(event, name)
    if (
      list !== undefined &&
      !(Array.isArray(list) && list.every((each) => hasTexts(each, required)))
    )
      return `${name}: expected a list of objects with ${required.join(" and ")}`
  }
  return sensorFault(event) ?? declarationFault(event)
}

const hasTexts = (value: unknown, names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => typeof member(value, name) === "string")

function sensorFault(event: JsonObject): string | undefined {
  const list = member(event, "sensorElementList")
  const isElement = (element: unknown): boolean => {
    const reports = isObject(element) ? member(element, "sensorReport") : undefined
    return filled(reports) && reports.every((report) => hasTexts(report, ["type"]))
  }
  if (list === undefined || (Array.isArray(list) && list.every(isElement))) return undefined
  return "sensorElementList: expected a list of objects with sensorReport, each report with type"
}

function declarationFault(event: JsonObject): string | undefined {
  const declaration = member(event, "errorDeclaration")
  if (declaration === undefined) return undefined
  const time = isObject(declaration) ? instantOf(member(declaration, "declarationTime")) : ""
  return typeof time === "number"
    ? undefined
    : "errorDeclaration: expected an object whose declarationTime is a time of RFC 3339"
}

const filled = (list: unknown): list is readonly unknown[] => Array.isArray(list) && list.length > 0

/** What the schema requires of events of this type: an action, and something that the event is about. */
function typeFault(type: EventType, event: JsonObject): string | undefined {
  const has = (...names: readonly string[]): boolean =>
    names.some((name) => filled(member(event, name)))
  const action = member(event, "action")
  if (type === "TransformationEvent") {
    const [into, out] = [
      has("inputEPCList", "inputQuantityList"),
      has("outputEPCList", "outputQuantityList"),
    ]
    const joined = Object.hasOwn(event, "transformationID") ? into || out : into && out
    return joined ? undefined : "expected inputs and outputs, or a transformationID and one of them"
  }
  if (!actions.some((each) => each === action))
    return `action: expected ${actions.join(", ")}, got ${quoted(action)}`
  if (type === "AssociationEvent" && !Object.hasOwn(event, "parentID"))
    return "parentID: expected a URI, got nothing"
  if (type === "TransactionEvent" && !has("bizTransactionList"))
    return "bizTransactionList: expected at least one"
  const sensed = has("sensorElementList") && Object.hasOwn(event, "readPoint")
  switch (type) {
    case "ObjectEvent":
      if (Object.hasOwn(event, "ilmd") && action !== "ADD") return "ilmd: expected only with ADD"
      if (Object.hasOwn(event, "epcList") || has("quantityList") || sensed) return undefined
      return "expected epcList, quantityList, or sensorElementList with readPoint"
    case "TransactionEvent":
      if (Object.hasOwn(event, "epcList") || has("quantityList") || action === "DELETE")
        return undefined
      return "expected epcList or quantityList"
    default:
      if (has("childEPCs", "childQuantityList") || action === "DELETE") return undefined
      return "expected childEPCs or childQuantityList"
  }
}
