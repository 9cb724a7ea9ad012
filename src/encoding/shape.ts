/**
 * Shapes: one description per structure that reads untrusted CBOR values into typed ones, writes them back,
 * and prints itself as CDDL (RFC 8610). Code and specification cannot drift: the page is printed from here.
 *
 * Every field of a map is always present; what may be missing is null. So "absent" has one spelling.
 */

import { fromHex, toHex } from "./bytes.ts"
import { type CborLimits, type CborValue, decodeCbor, encodeCbor } from "./cbor.ts"
import { bracketed, noRules, type Rules } from "./cddl.ts"
import { giveUp, pullAll, type Puller } from "./pull.ts"

/** Thrown only while reading, and caught only at the door (`readShape`): the bytes have another shape. */
export class Misshapen extends Error {
  readonly path: string
  constructor(path: string, expected: string) {
    super(`${path === "" ? "value" : path}: expected ${expected}`)
    this.path = path
  }
}

export type Shape<T> = {
  read(this: void, value: CborValue, path: string): T
  /** As `read`, from bytes: takes exactly what decoding them and `read` would take (pull.ts). */
  pull(this: void, source: Puller): T
  /** From JSON that a person wrote: members by name, words in full, bytes in lower-case hex; nothing is coerced. */
  parse(this: void, json: unknown, path: string): T
  // A method, so that a shape of something is a shape of anything: shapes are only ever given their own values.
  write(this: void, value: T): CborValue
  /** The CDDL of a use of this shape: a rule's name, or the type itself. */
  readonly cddl: string
  /** The rules that `cddl` refers to, own rule last. */
  readonly rules: Rules
}

export type Of<S> = S extends Shape<infer T> ? T : never

type Narrowed<T> = { readonly ok: true; readonly value: T } | Fault
type Fault = { readonly ok: false; readonly fault: string }

function narrow<T>(step: () => T): Narrowed<T> {
  try {
    return { ok: true, value: step() }
  } catch (error) {
    if (error instanceof Misshapen) return { ok: false, fault: error.message }
    throw error
  }
}

/** Narrows a decoded value once. A fault is a sentence that names the place and what was expected there. */
export const readShape = <T>(shape: Shape<T>, value: CborValue, path = ""): Narrowed<T> =>
  narrow(() => shape.read(value, path))

/** The value in bytes of this shape; undefined where `decodeCbor` and `readShape` must say what is wrong with them. */
export const pullShape = <T>(
  shape: Shape<T>,
  source: Uint8Array,
  limits?: CborLimits,
): T | undefined => pullAll(source, shape.pull, limits)

/** The value in bytes of this shape, or a sentence: what is wrong with them as CBOR, or with its shape. */
export function decodeShape<T>(
  shape: Shape<T>,
  source: Uint8Array,
  limits?: CborLimits,
): Narrowed<T> {
  const value = pullShape(shape, source, limits)
  if (value !== undefined) return { ok: true, value }
  const decoded = decodeCbor(source, limits)
  if (!decoded.ok) return { ok: false, fault: `${decoded.fault} at byte ${decoded.offset}` }
  return readShape(shape, decoded.value)
}

/** As `readShape`, for what `JSON.parse` gave. */
export const parseShape = <T>(shape: Shape<T>, json: unknown, path = ""): Narrowed<T> =>
  narrow(() => shape.parse(json, path))

/** A value that another reader checks strictly; here it is passed through. */
export const anything: Shape<CborValue> = {
  read: (value) => value,
  pull: (source) => source.item(),
  parse: (_, path) => {
    throw new Misshapen(path, "what JSON cannot say")
  },
  write: (value) => value,
  cddl: "any",
  rules: noRules,
}

/** As `anything`, kept as it is encoded. */
export const encoded: Shape<Uint8Array> = {
  ...anything,
  read: (value) => encodeCbor(value),
  pull: (source) => source.encoded(),
  parse: (json, path) => encodeCbor(anything.parse(json, path)),
  write(value) {
    const decoded = decodeCbor(value)
    if (decoded.ok) return decoded.value
    throw new Error(`encoded: expected CBOR, got ${decoded.fault} at byte ${decoded.offset}`)
  },
}

/** What stands for itself in JSON and in CBOR; null for what the CBOR decoder would not have let through. */
function scalar(json: unknown): CborValue {
  if (typeof json === "number")
    return Number.isSafeInteger(json) && !Object.is(json, -0) ? json : null
  if (typeof json === "string")
    return !/\p{Surrogate}/u.test(json) && json.normalize("NFC") === json ? json : null
  return typeof json === "boolean" ? json : null
}

const plain = <T extends CborValue>(shape: Omit<Shape<T>, "parse" | "write">): Shape<T> => ({
  ...shape,
  write: (value) => value,
  parse: (json, path) => shape.read(scalar(json), path),
})

/** Gives a shape a rule of its own in the CDDL. */
export function named<T>(name: string, shape: Shape<T>, note?: string): Shape<T> {
  const rules = new Map(shape.rules)
  rules.set(name, `${note === undefined ? "" : `; ${note}\n`}${name} = ${shape.cddl}`)
  return { ...shape, cddl: name, rules }
}

/** A whole number from `least` to `most`; both are safe integers. */
export function integer(least: number, most: number): Shape<number> {
  return plain({
    read(value, path) {
      if (typeof value === "number" && value >= least && value <= most) return value
      throw new Misshapen(path, `an integer from ${least} to ${most}`)
    },
    pull(source) {
      const value = source.integer()
      return value >= least && value <= most ? value : giveUp()
    },
    cddl: least === most ? `${least}` : `${least}..${most}`,
    rules: noRules,
  })
}

export const bool: Shape<boolean> = plain({
  read(value, path) {
    if (typeof value === "boolean") return value
    throw new Misshapen(path, "true or false")
  },
  pull: (source) => source.boolean(),
  cddl: "bool",
  rules: noRules,
})

/** Text of `least` to `most` bytes of UTF-8 (NFC, as the decoder demands), without control characters. */
export function text(least: number, most: number): Shape<string> {
  const fits = (value: string): boolean => !/\p{Cc}/u.test(value) && withinBytes(value, least, most)
  return plain({
    read(value, path) {
      if (typeof value === "string" && fits(value)) return value
      throw new Misshapen(path, `text of ${least} to ${most} bytes without control characters`)
    },
    pull(source) {
      const value = source.text()
      return fits(value) ? value : giveUp()
    },
    cddl: `tstr .size (${least}..${most})`,
    rules: noRules,
  })
}

function withinBytes(value: string, least: number, most: number): boolean {
  let length = 0
  for (const letter of value) {
    const point = letter.codePointAt(0) as number
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (length > most) return false
  }
  return length >= least
}

/** A byte string of `least` to `most` bytes. */
export function bytes(least: number, most = least): Shape<Uint8Array> {
  const expected = least === most ? `${least} bytes` : `${least} to ${most} bytes`
  const fits = (value: unknown): value is Uint8Array =>
    value instanceof Uint8Array && value.length >= least && value.length <= most
  return {
    read(value, path) {
      if (fits(value)) return value
      throw new Misshapen(path, expected)
    },
    pull(source) {
      const value = source.byteString()
      return value.length >= least && value.length <= most ? value : giveUp()
    },
    parse(json, path) {
      const value = typeof json === "string" ? fromHex(json) : undefined
      if (fits(value)) return value
      throw new Misshapen(path, `${expected} in lower-case hex`)
    },
    write: (value) => value,
    cddl: least === most ? `bstr .size ${least}` : `bstr .size (${least}..${most})`,
    rules: noRules,
  }
}

/** 32 bytes on the wire, 64 lower-case hex digits in memory, where they serve as keys of maps. */
export function identifier<Id extends string>(): Shape<Id> {
  const shape = bytes(32)
  return {
    read: (value, path) => toHex(shape.read(value, path)) as Id,
    pull: (source) => source.hash() as Id,
    parse: (json, path) => toHex(shape.parse(json, path)) as Id,
    write(id) {
      const whole = fromHex(id)
      if (whole?.length !== 32) throw new Error(`identifier: expected 64 hex digits, got ${id}`)
      return whole
    },
    cddl: shape.cddl,
    rules: noRules,
  }
}

/** One word of a closed list; its number is on the wire. A word's number is its place and never changes. */
export function oneOf<const Words extends readonly string[]>(words: Words): Shape<Words[number]> {
  return {
    read(value, path) {
      const word = typeof value === "number" ? words[value] : undefined
      if (word !== undefined) return word
      throw new Misshapen(path, `one of ${words.map((w, i) => `${i} ${w}`).join(", ")}`)
    },
    pull: (source) => words[source.integer()] ?? giveUp(),
    parse(json, path) {
      if (words.some((word) => word === json)) return json as Words[number]
      throw new Misshapen(path, `one of ${words.join(", ")}`)
    },
    write(word) {
      const number = words.indexOf(word)
      if (number < 0) throw new Error(`oneOf: expected one of ${words.join(", ")}, got ${word}`)
      return number
    },
    cddl: `&${bracketed(
      "(",
      words.map((word, number) => `${word}: ${number}`),
      ")",
    )}`,
    rules: noRules,
  }
}
