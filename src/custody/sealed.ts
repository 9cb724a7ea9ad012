/**
 * Sealed terms: what a robber or a curious insider would want, and what may have to be erased.
 *
 * A statement commits to all its sealed terms with one RFC 9162 root. The leaves stand in a fixed order for the
 * statement's kind and number of lines: first the fields of the whole, then per line its fields. A field without
 * a value is committed too, as null, so that presence tells nothing. The openings travel beside the statement.
 *
 * Leaf: "kvitto/sealed-term" ‖ 0 ‖ CBOR [origin, nonce, role, line, field, salt, value], where line is −1 for the whole and
 * role is the signer's, so that no commitment can be moved between statements or signers. A commitment is the leaf's hash
 * in the tree, SHA-256(0x00 ‖ leaf).
 */

import { concat, equal, type Hash } from "../encoding/bytes.ts"
import { type CborValue, encodeCbor } from "../encoding/cbor.ts"
import { domainPrefix, sha256, writeSha256 } from "../encoding/hash.ts"
import { giveUp, pullAll, type Puller } from "../encoding/pull.ts"
import { bytes, named, type Shape } from "../encoding/shape.ts"
import { rootOfHashes } from "../merkle/tree.ts"
import { type SealedField, sealedFields, sealedLayout, type SealedValue } from "./field.ts"
import type { Kind } from "./kind.ts"
import { maxLines } from "./terms.ts"

/** One field opened: `line` is −1 for the whole statement. */
export type Opening = {
  readonly line: number
  readonly field: SealedField
  readonly salt: Uint8Array
  readonly value: SealedValue | null
}

/** What travels beside a statement: per leaf its opening, or its hash where it is withheld or erased. */
export type Leaf = Opening | Hash

/** What a commitment is bound to beside its own field. */
export type SealedContext = {
  readonly origin: string
  readonly nonce: Uint8Array
  readonly role: number
}

/** Of which statement openings are. */
export type Sealed = {
  readonly kind: Kind
  readonly lines: number
  readonly context: SealedContext
  readonly root: Hash
}

type Place = { readonly line: number; readonly field: SealedField }

/** Of statements of so few lines, the places are made once. */
const fewLines = 4
const known = new Map<string, readonly Place[]>()

/** The places of all leaves of a statement, in order. */
export function sealedPlaces(kind: Kind, lines: number): readonly Place[] {
  const name = `${kind} ${lines}`
  const before = known.get(name)
  if (before !== undefined) return before
  const layout = sealedLayout[kind]
  const places = layout.whole.map((field) => ({ line: -1, field }))
  for (let line = 0; line < lines; line++)
    for (const field of layout.line) places.push({ line, field })
  if (lines <= fewLines) known.set(name, places)
  return places
}

const leafTag = Uint8Array.of(0)
const arrayOf7 = 0x87

/** What stands before the line in every leaf of one statement, and the tag of a leaf before that. */
function leafStart({ origin, nonce, role }: SealedContext): Uint8Array {
  const context = encodeCbor([origin, nonce, role])
  context[0] = arrayOf7
  return concat(leafTag, domainPrefix("kvitto/sealed-term"), context)
}

/** `[line, field, salt, value]`, as it travels and as it is committed. */
function openingValue({ line, field, salt, value }: Opening): CborValue {
  const [number, shape] = sealedFields[field] as readonly [number, Shape<SealedValue>]
  return [line, number, salt, value === null ? null : shape.write(value)]
}

/** The members of an array of four, whose head is one byte. */
const membersOf = (four: Uint8Array): Uint8Array => four.subarray(1)

export const commitment = (context: SealedContext, opening: Opening): Hash =>
  sha256(concat(leafStart(context), membersOf(encodeCbor(openingValue(opening)))))

/** The root that stands in the payload, over all leaves in order. */
export function sealedRoot(context: SealedContext, leaves: readonly Leaf[]): Hash {
  const hashes = leaves.map((leaf) =>
    leaf instanceof Uint8Array ? leaf : commitment(context, leaf),
  )
  return rootOfHashes(concat(...hashes), hashes.length)
}

/** On the wire and beside the chain: a CBOR list with, per leaf, 32 bytes or [line, field, salt, value]. */
export const encodeLeaves = (leaves: readonly Leaf[]): Uint8Array =>
  encodeCbor(leaves.map((leaf) => (leaf instanceof Uint8Array ? leaf : openingValue(leaf))))

const saltLength = 32
const hashLength = 32
const byteStringOf32 = 0x58
// A leaf is hashed where it is put together; an opening is at most as long as a parcel. Views of it are kept by their
// length, because to make one costs a quarter of the hash.
let leafMessage = new Uint8Array(1024)
let leafViews: Uint8Array[] = []

/** As much of the message as a leaf fills, with what every leaf of one statement begins with. */
function startLeaves(start: Uint8Array, length: number): void {
  if (length > leafMessage.length) {
    leafMessage = new Uint8Array(2 * length)
    leafViews = []
  }
  leafMessage.set(start)
}

/**
 * Leaves in the right places with the right root, or undefined: openings of another statement, or none. Given `disclosed`,
 * every opening that it does not ask for is withheld, by the hash that it was read with: to hash it again took 11 % of
 * the time of a bundle. The root stays the same.
 */
export function readLeaves(
  encoded: Uint8Array,
  { kind, lines, context, root }: Sealed,
  disclosed?: (opening: Opening) => boolean,
): readonly Leaf[] | undefined {
  const places = sealedPlaces(kind, lines)
  const start = leafStart(context)
  const hashes = new Uint8Array(hashLength * places.length)
  startLeaves(start, start.length)
  const leaves = pullAll(encoded, (source) => {
    if (source.openArray() !== places.length) return giveUp()
    return places.map((place, i) => pullLeaf(source, place, start, hashes, i))
  })
  if (leaves === undefined) return undefined
  const commitments = disclosed && hashes.slice()
  if (!equal(rootOfHashes(hashes, places.length), root)) return undefined
  if (disclosed === undefined || commitments === undefined) return leaves
  return leaves.map((leaf, i) =>
    leaf instanceof Uint8Array || disclosed(leaf)
      ? leaf
      : commitments.subarray(hashLength * i, hashLength * (i + 1)),
  )
}

/** What was committed is encoded in one way only, so it is hashed as it came. */
function pullLeaf(
  source: Puller,
  place: Place,
  start: Uint8Array,
  hashes: Uint8Array,
  position: number,
): Leaf {
  if (source.bytes[source.at] === byteStringOf32) {
    const withheld = source.byteString()
    if (withheld.length !== hashLength) return giveUp()
    hashes.set(withheld, hashLength * position)
    return withheld
  }
  const from = source.at
  const [number, shape] = sealedFields[place.field] as readonly [number, Shape<SealedValue>]
  const isPlace =
    source.openArray() === 4 && source.integer() === place.line && source.integer() === number
  if (!isPlace) return giveUp()
  const salt = source.byteString()
  if (salt.length !== saltLength) return giveUp()
  const value = source.isNull() ? null : shape.pull(source)
  source.close()
  // Without the array's head.
  const members = from + 1
  const length = start.length + source.at - members
  if (length > leafMessage.length) startLeaves(start, length)
  for (let i = members, at = start.length; i < source.at; i++)
    leafMessage[at++] = source.bytes[i] as number
  const view = (leafViews[length] ??= leafMessage.subarray(0, length))
  writeSha256(view, hashes, hashLength * position)
  return { line: place.line, field: place.field, salt, value }
}

export const sealedRootShape = named(
  "sealed-root",
  bytes(32),
  "root over the commitments of all sealed terms",
)

/** The CDDL of openings, as `docs/statement.cddl` holds it. */
export function openingsCddl(): string {
  const shapes = Object.entries(sealedFields) as [string, readonly [number, Shape<unknown>]][]
  const rules = new Map(shapes.flatMap(([, [, { rules: own }]]) => [...own]))
  const terms = shapes.map(([name, [number]]) => `opening-of<${number}, sealed-${name}>`)
  const values = shapes.map(([name, [, { cddl }]]) => `sealed-${name} = ${cddl}`)
  return [
    "openings = [* (commitment / opening)]",
    "commitment = bstr .size 32",
    `opening = ${terms.join(" /\n  ")}`,
    `; line -1: of the whole statement\nopening-of<field, value> = [line: -1..${maxLines - 1}, field: field, salt: bstr .size 32, value: value / null]`,
    ...values,
    ...rules.values(),
  ].join("\n\n")
}
