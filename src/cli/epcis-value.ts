/** Single values of EPCIS JSON: members of objects, times, zones and positions, and how a refusal names them. */

/** An accuracy that says nothing: the widest that the sealed field holds, half the way round the earth. */
export const unknownAccuracy = 10_000_000

export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** An own member, so that nothing inherited can pass for what the file said. */
export const member = (whole: JsonObject, name: string): unknown =>
  Object.hasOwn(whole, name) ? whole[name] : undefined

/** A stranger's value inside a sentence: short, and without a character that could steer a terminal. */
export function quoted(value: unknown): string {
  if (typeof value !== "string") return value === undefined ? "nothing" : `a ${nameOf(value)}`
  const clipped = value.length > 60 ? `${value.slice(0, 60)}…` : value
  return escaped(JSON.stringify(clipped), /[^ -~…]/g)
}

const nameOf = (value: unknown): string =>
  Array.isArray(value) ? "list" : value === null ? "null" : typeof value

/** JSON text with some of its characters in their \u spelling. */
export const escaped = (text: string, unwanted: RegExp): string =>
  text.replaceAll(unwanted, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d{1,30}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i

/** A time of RFC 3339 in milliseconds since 1970 UTC, or a sentence. */
export function instantOf(value: unknown): number | string {
  const parts = typeof value === "string" ? dateTime.exec(value) : null
  if (parts === null) return `expected a time of RFC 3339, got ${quoted(value)}`
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1, 7)
    .map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  // A day that the month lacks runs over into a neighbour.
  if (date.getUTCMonth() !== month - 1) return `no such day: ${quoted(value)}`
  if (seconds === 60) return "a leap second has no place in milliseconds since 1970"
  const [fraction = "", sign = "+", zoneHours = "00", zoneMinutes = "00"] = parts.slice(7)
  const zone = (sign === "-" ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes))
  const inDay = (hours * 60 + minutes - zone) * 60_000 + seconds * 1000
  const at = date.getTime() + inDay + Number(fraction.padEnd(3, "0").slice(0, 3))
  return at < 0 ? "lies before 1970" : at
}

/** The pattern is the schema's. */
export function offsetOf(value: unknown): number | undefined {
  const zone = /^([+-])(0\d|1[0-3]|14(?=:00)):([0-5]\d)$/
  const parts = typeof value === "string" ? zone.exec(value) : null
  if (parts === null) return undefined
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return parts[1] === "-" && minutes > 0 ? -minutes : minutes
}

/** Degrees × 10⁷, metres, milliseconds since 1970 UTC, as the sealed field has them. */
export type EpcisPosition = {
  readonly latitude: number
  readonly longitude: number
  readonly accuracy: number
  readonly fixedAt: number
}

/** RFC 5870, in its default reference system only: another one's numbers mean other places. */
const geoUri =
  /^geo:(-?\d{1,3}(?:\.\d{1,20})?),(-?\d{1,3}(?:\.\d{1,20})?)(?:,-?\d{1,9}(?:\.\d{1,20})?)?(?:;crs=wgs84)?(?:;u=(\d{1,9}(?:\.\d{1,20})?))?$/i

export function positionOf(readPoint: unknown, fixedAt: number): EpcisPosition | null {
  const id = isObject(readPoint) ? member(readPoint, "id") : undefined
  const parts = typeof id === "string" ? geoUri.exec(id) : null
  if (parts === null) return null
  const latitude = Math.round(Number(parts[1]) * 1e7)
  const longitude = Math.round(Number(parts[2]) * 1e7)
  if (Math.abs(latitude) > 900_000_000 || Math.abs(longitude) > 1_800_000_000) return null
  const metres = parts[3] === undefined ? unknownAccuracy : Math.ceil(Number(parts[3]))
  return { latitude, longitude, accuracy: Math.min(metres, unknownAccuracy), fixedAt }
}
