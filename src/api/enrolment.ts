/**
 * Enrolling a phone with a code, and revoking it: what an operator offers beside the ledger, because it signs with a key that
 * the organisation gave him. Requests are CBOR, answers JSON; docs/http.md.
 */

import * as Type from "typebox"
import { publicKey, signature } from "../custody/shapes.ts"
import type { PartyId, PersonId, StatementId } from "../custody/identifier.ts"
import type { Money } from "../custody/money.ts"
import { type Role, roles } from "../custody/statement.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { bytes, decodeShape, type Of } from "../encoding/shape.ts"
import { fields } from "../encoding/structure.ts"
import { orNull, readJson, strictly, words } from "./body.ts"
import { type Fetch, exchange, expectShape } from "./exchange.ts"
import { idPattern, maxCount, maxJsonBytes, mediaTypes, paths } from "./wire.ts"

export const codeLength = 16

const enrolShape = fields({
  code: [1, bytes(codeLength)],
  publicKey: [2, publicKey],
  possession: [3, signature],
})
const revokeShape = fields({ code: [1, bytes(codeLength)] })

/** `possession`: the new key's signature over `possessionMessage`. */
export type Enrol = Of<typeof enrolShape>
/** `code`: the one that revokes, which the organisation got beside the one that enrols, and keeps. */
export type Revoke = Of<typeof revokeShape>

/** Longer bodies are not read. */
export const maxEnrolmentBytes = 256

/** Never given out, expired, used with another key, or nothing to revoke: who guesses is not told which. */
export type EnrolmentRefused = { readonly ok: false; readonly sentence: string }

export type Enrolled = {
  readonly ok: true
  readonly origin: string
  readonly party: PartyId
  readonly partyName: string | null
  readonly role: Role
  readonly person: PersonId | null
  readonly name: string | null
  readonly limit: Money | null
  /** The statement that enrolled the key, and where it stands. */
  readonly statement: StatementId
  readonly index: number
}

export type Revoked = { readonly ok: true; readonly statement: StatementId; readonly index: number }

/** The same request twice gives the same answer. */
export type EnrolmentApi = {
  readonly enrol: (request: Enrol) => Promise<Enrolled | EnrolmentRefused>
  readonly revoke: (request: Revoke) => Promise<Revoked | EnrolmentRefused>
}

export const decodeEnrol = (body: Uint8Array): ReturnType<typeof decodeShape<Enrol>> =>
  decodeShape(enrolShape, body)
export const decodeRevoke = (body: Uint8Array): ReturnType<typeof decodeShape<Revoke>> =>
  decodeShape(revokeShape, body)

const id = Type.String({ pattern: idPattern })
const index = Type.Integer({ minimum: 0, maximum: maxCount })

export const enrolledBody = Type.Unsafe<Enrolled>(
  Type.Object(
    {
      ok: Type.Literal(true),
      origin: Type.String(),
      party: id,
      partyName: orNull(Type.String()),
      role: words(roles),
      person: orNull(id),
      name: orNull(Type.String()),
      limit: orNull(
        Type.Object(
          { currency: Type.String(), minor: Type.Integer({ minimum: 0, maximum: maxCount }) },
          strictly,
        ),
      ),
      statement: id,
      index,
    },
    strictly,
  ),
)
export const revokedBody = Type.Unsafe<Revoked>(
  Type.Object({ ok: Type.Literal(true), statement: id, index }, strictly),
)

/** The same over HTTP. Throws a RemoteFault for everything that is no answer. */
export function httpEnrolment(
  baseUrl: URL,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
): EnrolmentApi {
  const ask = async <T extends Enrolled | Revoked>(
    path: string,
    body: Uint8Array,
    expected: Type.TUnsafe<T>,
  ): Promise<T | EnrolmentRefused> => {
    const content = { type: mediaTypes.cbor, bytes: body }
    const call = { path, content, accept: mediaTypes.json, limit: maxJsonBytes }
    const reply = await exchange(baseUrl, fetch, call)
    if ("problem" in reply && reply.problem.code === "not-enrolled")
      return { ok: false, sentence: reply.problem.detail }
    return expectShape((answer) => readJson(expected, answer), reply)
  }
  return {
    enrol: (request) => ask(paths.enrolments, encodeCbor(enrolShape.write(request)), enrolledBody),
    revoke: (request) =>
      ask(paths.revocations, encodeCbor(revokeShape.write(request)), revokedBody),
  }
}
