/**
 * Terms as a person writes them: JSON with the names of `docs/statement.cddl`, ids and bytes in lower-case hex, words in
 * full, every field there. Nothing is coerced and nothing is left over.
 */

import { parseShape, type Shape } from "../encoding/shape.ts"
import type { SealedTerms } from "../custody/draft.ts"
import { type Kind, kinds } from "../custody/kind.ts"
import { type SealedField, sealedFields, sealedLayout, type SealedValue } from "../custody/field.ts"
import { lineCount, type Payload, type Terms } from "../custody/statement.ts"
import { termShapes } from "../custody/terms.ts"
import { unusable } from "./failure.ts"
import { readJson } from "./files.ts"

/** 500 lines with everything sealed that a line has. */
const maxTermsBytes = 4 * 1024 * 1024

/** Genesis is made by `init`, seals by the ledger, attestations inside the statement they attest. */
export const signableKinds = kinds.filter(
  (kind) => kind !== "genesis" && kind !== "seal" && kind !== "attestation",
)

export async function readTerms<K extends Kind>(path: string, kind: K): Promise<Terms[K]> {
  const shape = termShapes[kind] as Shape<unknown>
  const parsed = parseShape(shape, await readJson(path, maxTermsBytes), kind)
  if (parsed.ok) return parsed.value as Terms[K]
  throw unusable(`${path}: ${parsed.fault}`)
}

/** `{"whole": {field: value}, "lines": [{field: value}]}`; either may be left out, and every field. */
export async function readSealed(
  path: string,
  kind: Kind,
  terms: Terms[Kind],
): Promise<SealedTerms> {
  const json = await readJson(path, maxTermsBytes)
  const layout = sealedLayout[kind]
  const given = membersOf(json, ["whole", "lines"], path)
  const whole = readFields(given["whole"] ?? {}, layout.whole, `${path}: whole`)
  const lines = given["lines"] ?? []
  const count = lineCount({ kind, terms } as Payload)
  if (!Array.isArray(lines) || lines.length > count)
    throw unusable(`${path}: lines: expected a list of at most ${count}`)
  return {
    whole,
    lines: lines.map((line, i) => readFields(line, layout.line, `${path}: lines[${i}]`)),
  }
}

function membersOf(
  json: unknown,
  allowed: readonly string[],
  place: string,
): Readonly<Record<string, unknown>> {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw unusable(`${place}: expected an object`)
  const stray = Object.keys(json).find((name) => !allowed.includes(name))
  if (stray === undefined) return json as Readonly<Record<string, unknown>>
  throw unusable(`${place}: no member ${stray}, but ${allowed.join(", ") || "none at all"}`)
}

function readFields(
  json: unknown,
  allowed: readonly SealedField[],
  place: string,
): Partial<Record<SealedField, SealedValue>> {
  const given = membersOf(json, allowed, place)
  const values: Partial<Record<SealedField, SealedValue>> = {}
  for (const [name, value] of Object.entries(given)) {
    const field = name as SealedField
    const [, shape] = sealedFields[field] as readonly [number, Shape<SealedValue>]
    const parsed = parseShape(shape, value, field)
    if (!parsed.ok) throw unusable(`${place}: ${parsed.fault}`)
    values[field] = parsed.value
  }
  return values
}
