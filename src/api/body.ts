/**
 * The JSON bodies as JSON Schema: the server documents them, the client lets nothing else in. Ids are hexadecimal;
 * all other bytes are standard base64 with padding.
 */

import * as Type from "typebox"
import { Check } from "typebox/value"
import { type FindingCode, findings } from "../custody/finding.ts"
import type { ItemId, StatementId } from "../custody/identifier.ts"
import { type RejectionCode, rejections } from "../custody/rejected.ts"
import { fromBase64, textOf, toBase64 } from "../encoding/bytes.ts"
import type { Value } from "../language/message.ts"
import { isValue } from "../language/say.ts"
import { MAX_WITNESSES } from "../verifier/policy.ts"
import { itemStatuses } from "./desk.ts"
import { type About, type Answer, type ItemSummary, type WitnessReport } from "./ledger-api.ts"
import { idPattern, maxCount, type Problem, type ProblemCode, problemCodes } from "./wire.ts"

export const strictly = { additionalProperties: false } as const
export const words = <Word extends string>(list: readonly Word[]): Type.TUnsafe<Word> =>
  Type.Unsafe<Word>(Type.String({ enum: list }))
const count = Type.Integer({ minimum: 0, maximum: maxCount })
export const id = <Id extends string>(): Type.TUnsafe<Id> =>
  Type.Unsafe<Id>(Type.String({ pattern: idPattern }))
export const orNull = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const base64 = Type.String({ contentEncoding: "base64" })
const hash = Type.String({ contentEncoding: "base64", minLength: 44, maxLength: 44 })

export const aboutBody = Type.Object(
  {
    origin: Type.String(),
    sample: Type.Boolean({ description: "A sample ledger: nothing on it happened" }),
    size: count,
    published: count,
    checkpointKey: Type.String({ description: "C2SP verifier key" }),
  },
  strictly,
)

export const statementBody = Type.Object({ index: count }, strictly)

const itemBody = Type.Object(
  {
    id: id<ItemId>(),
    status: words(itemStatuses),
    identifiers: Type.Array(Type.String()),
  },
  strictly,
)
export const itemsBody = Type.Object(
  { items: Type.Unsafe<readonly ItemSummary[]>(Type.Array(itemBody)) },
  strictly,
)

export const historyBody = Type.Object({ indexes: Type.Array(count) }, strictly)

export const proofBody = Type.Object({ hashes: Type.Array(hash) }, strictly)

const maxLacking = 100
const witnessBody = Type.Object(
  {
    name: Type.String(),
    url: orNull(Type.String()),
    size: orNull(count),
    at: orNull(Type.Integer({ minimum: 0, maximum: maxCount, description: "ms since 1970" })),
    fault: orNull(Type.String()),
  },
  strictly,
)
const lackingBody = Type.Object(
  { size: count, cosigned: Type.Array(Type.String(), { maxItems: MAX_WITNESSES }) },
  strictly,
)
export const witnessesBody = Type.Unsafe<WitnessReport>(
  Type.Object(
    {
      witnesses: Type.Array(witnessBody, { maxItems: MAX_WITNESSES }),
      cosigned: orNull(count),
      replayed: orNull(count),
      lacking: Type.Array(lackingBody, { maxItems: maxLacking }),
    },
    strictly,
  ),
)

/** What the record itself shows; the sentence in English, `detail` what it needs in other languages. */
export const findingBody = Type.Object(
  {
    code: words(Object.keys(findings) as FindingCode[]),
    statement: Type.String(),
    sentence: Type.String(),
    detail: Type.Optional(Type.Unsafe<Value>(Type.Unknown())),
  },
  strictly,
)

/** What TypeBox does not look into: messages nested in messages. */
export const areSaid = (found: readonly { readonly detail?: unknown }[]): boolean =>
  found.every(({ detail }) => detail === undefined || isValue(detail))

export const acknowledgedBody = Type.Object(
  {
    ok: Type.Literal(true),
    statement: id<StatementId>(),
    index: count,
    repeated: Type.Boolean(),
    promise: base64,
    findings: Type.Array(findingBody),
  },
  strictly,
)

export const refusedBody = Type.Object(
  {
    ok: Type.Literal(false),
    code: words(Object.keys(rejections) as RejectionCode[]),
    sentence: Type.String(),
  },
  strictly,
)

export const problemBody = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    code: words<ProblemCode>(problemCodes),
  },
  strictly,
)

export const healthBody = Type.Object({ ok: Type.Literal(true) }, strictly)

/** One line of the answers to a sequence: an answer per parcel, and last a problem if the sequence could not be read. */
export const answerLine = Type.Union([acknowledgedBody, refusedBody, problemBody])
export type AnswerLine = Answer | Problem

export const printAnswer = (
  answer: Answer,
): Type.Static<typeof acknowledgedBody | typeof refusedBody> =>
  answer.ok
    ? {
        ok: true,
        statement: answer.statement,
        index: answer.index,
        repeated: answer.repeated,
        promise: toBase64(answer.promise),
        findings: [...answer.findings],
      }
    : { ok: false, code: answer.code, sentence: answer.sentence }

/** The JSON value of a body that has the shape, or undefined. */
export function readJson<Schema extends Type.TSchema>(
  schema: Schema,
  bytes: Uint8Array,
): Type.Static<Schema> | undefined {
  const text = textOf(bytes)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Check(schema, value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export const readAbout = (bytes: Uint8Array): About | undefined => readJson(aboutBody, bytes)

export const readWitnesses = (bytes: Uint8Array): WitnessReport | undefined =>
  readJson(witnessesBody, bytes)

export const readStatementIndex = (bytes: Uint8Array): number | undefined =>
  readJson(statementBody, bytes)?.index

export const readItems = (bytes: Uint8Array): readonly ItemSummary[] | undefined =>
  readJson(itemsBody, bytes)?.items

export const readHistory = (bytes: Uint8Array): readonly number[] | undefined =>
  readJson(historyBody, bytes)?.indexes

export const readProblem = (bytes: Uint8Array): Problem | undefined => readJson(problemBody, bytes)

export function readProof(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const hashes = readJson(proofBody, bytes)?.hashes.map(fromBase64)
  return hashes?.every((each) => each?.length === 32) === true
    ? (hashes as readonly Uint8Array[])
    : undefined
}

export function readAnswerLine(bytes: Uint8Array): AnswerLine | undefined {
  const line = readJson(answerLine, bytes)
  if (line === undefined || !("ok" in line) || !line.ok) return line
  if (!areSaid(line.findings)) return undefined
  const promise = fromBase64(line.promise)
  return promise && { ...line, promise }
}
