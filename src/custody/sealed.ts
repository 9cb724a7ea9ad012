/**
 * Sealed terms: what a robber or a curious insider would want, and what may have to be erased.
 *
 * A statement commits to all its sealed terms with one RFC 9162 root. The leaves stand in a fixed order for the
 * statement's kind and number of lines: first the fields of the whole, then per line its fields. A field without
 * a value is committed too, as null, so that presence tells nothing. The openings travel beside the statement.
 *
 * Leaf data: SHA-256("kvitto/sealed-term" ‖ 0 ‖ CBOR [origin, nonce, role, line, field, salt, value]), where line is −1
 * for the whole and role is the signer's, so that a commitment cannot be moved between statements or signers.
 */

import { equal, type Hash } from "../encoding/bytes.ts"
import { message } from "../language/message.ts"
import { type CborValue, encodeCbor } from "../encoding/cbor.ts"
import { hashIn } from "../encoding/hash.ts"
import { bytes, named, type Shape } from "../encoding/shape.ts"
import { appendLeaf, type Frontier, frontierRoot, leafHash } from "../merkle/tree.ts"
import {
  type SealedField,
  sealedFields,
  sealedLayout,
  type SealedValue,
  type Value,
} from "./field.ts"
import type { Kind } from "./kind.ts"
import { finding, type Finding } from "./finding.ts"
import type { StatementId } from "./identifier.ts"
import { type Money, printMoney } from "./money.ts"
import { identifierFault } from "./printed.ts"
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

/** The places of all leaves of a statement, in order. */
export function sealedPlaces(
  kind: Kind,
  lines: number,
): readonly { readonly line: number; readonly field: SealedField }[] {
  const layout = sealedLayout[kind]
  const places = layout.whole.map((field) => ({ line: -1, field }))
  for (let line = 0; line < lines; line++)
    for (const field of layout.line) places.push({ line, field })
  return places
}

export function commitment(context: SealedContext, opening: Opening): Hash {
  const [field, shape] = sealedFields[opening.field] as readonly [number, Shape<SealedValue>]
  const value: CborValue = opening.value === null ? null : shape.write(opening.value)
  const { origin, nonce, role } = context
  return hashIn(
    "kvitto/sealed-term",
    encodeCbor([origin, nonce, role, opening.line, field, opening.salt, value]),
  )
}

/** What openings show against themselves: printed numbers that cannot be, coins and notes that do not add up. */
export const openingFindings = (
  statement: StatementId,
  leaves: readonly Leaf[],
): readonly Finding[] =>
  leaves.flatMap((leaf) => {
    if (leaf instanceof Uint8Array || leaf.value === null) return []
    if (leaf.field === "identifier") {
      const fault = identifierFault(leaf.value as Value<"identifier">)
      return fault === undefined ? [] : [finding("bad-identifier", statement, fault)]
    }
    if (leaf.field !== "inventory") return []
    const amount = leaves.find((each): each is Opening => {
      return !(each instanceof Uint8Array) && each.line === leaf.line && each.field === "amount"
    })
    return amount?.value == null
      ? []
      : denominationFinding(statement, leaf.value as Value<"inventory">, amount.value as Money)
  })

function denominationFinding(
  statement: StatementId,
  { denominations }: Value<"inventory">,
  amount: Money,
): readonly Finding[] {
  const minor = denominations.reduce((sum, { face, count }) => sum + face * count, 0)
  if (denominations.length === 0 || minor === amount.minor) return []
  const sum = printMoney({ currency: amount.currency, minor })
  const detail = message("detail.sumInstead", { sum, amount: printMoney(amount) })
  return [finding("denominations-differ", statement, detail)]
}

/** The root that stands in the payload, over all leaves in order. */
export function sealedRoot(context: SealedContext, leaves: readonly Leaf[]): Hash {
  let frontier: Frontier = []
  leaves.forEach((leaf, size) => {
    const committed = leaf instanceof Uint8Array ? leaf : commitment(context, leaf)
    frontier = appendLeaf(frontier, size, leafHash(committed))
  })
  return frontierRoot(frontier)
}

/** Withholds every opening that `disclosed` does not ask for; the root stays the same. */
export const withhold = (
  context: SealedContext,
  leaves: readonly Leaf[],
  disclosed: (opening: Opening) => boolean,
): readonly Leaf[] =>
  leaves.map((leaf) =>
    leaf instanceof Uint8Array || disclosed(leaf) ? leaf : commitment(context, leaf),
  )

/** On the wire and beside the chain: a list with, per leaf, 32 bytes or [line, field, salt, value]. */
export function writeLeaves(leaves: readonly Leaf[]): CborValue {
  return leaves.map((leaf) => {
    if (leaf instanceof Uint8Array) return leaf
    const [field, shape] = sealedFields[leaf.field] as readonly [number, Shape<SealedValue>]
    return [leaf.line, field, leaf.salt, leaf.value === null ? null : shape.write(leaf.value)]
  })
}

const fieldByNumber = new Map(
  Object.entries(sealedFields).map(([field, [number, shape]]) => [
    number as number,
    [field as SealedField, shape as Shape<SealedValue>] as const,
  ]),
)
const salt = bytes(32)

/** Leaves in the right places with the right root, or undefined: openings of another statement, or none. */
export function readLeaves(
  value: CborValue,
  kind: Kind,
  lines: number,
  context: SealedContext,
  root: Hash,
): readonly Leaf[] | undefined {
  const places = sealedPlaces(kind, lines)
  if (!Array.isArray(value) || value.length !== places.length) return undefined
  const leaves: Leaf[] = []
  for (const [i, place] of places.entries()) {
    const leaf = readLeaf(value[i] as CborValue, place)
    if (leaf === undefined) return undefined
    leaves.push(leaf)
  }
  return equal(sealedRoot(context, leaves), root) ? leaves : undefined
}

function readLeaf(
  value: CborValue,
  place: { readonly line: number; readonly field: SealedField },
): Leaf | undefined {
  if (value instanceof Uint8Array) return value.length === 32 ? value : undefined
  if (!Array.isArray(value) || value.length !== 4) return undefined
  const [line, number, saltBytes, term] = value as [CborValue, CborValue, CborValue, CborValue]
  const known = typeof number === "number" ? fieldByNumber.get(number) : undefined
  if (line !== place.line || known?.[0] !== place.field) return undefined
  try {
    return {
      line: place.line,
      field: place.field,
      salt: salt.read(saltBytes, "salt"),
      value: term === null ? null : known[1].read(term, place.field),
    }
  } catch {
    return undefined
  }
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
