/** Enrolling a phone by its code, and revoking it by the other. What is signed for that is somebody else's. */

import type { FastifyInstance } from "fastify"
import {
  decodeEnrol,
  decodeRevoke,
  type EnrolmentApi,
  type EnrolmentRefused,
  enrolledBody,
  maxEnrolmentBytes,
  revokedBody,
} from "../api/enrolment.ts"
import { mediaTypes, paths, problemOf } from "../api/wire.ts"
import { sendProblem, unsupported } from "./problem.ts"
import { answering, bytesBody, failing, noQuery } from "./routes.ts"

type Decoded<Request> =
  | { readonly ok: true; readonly value: Request }
  | { readonly ok: false; readonly fault: string }

/** In a scope of its own, because its bodies are short and read whole. */
export async function addEnrolments(app: FastifyInstance, enrolment: EnrolmentApi): Promise<void> {
  await app.register(async (scope) => {
    const options = { parseAs: "buffer", bodyLimit: maxEnrolmentBytes } as const
    scope.addContentTypeParser(mediaTypes.cbor, options, (_request, body, done) => done(null, body))
    const add = <Request, Answer extends { readonly ok: true }>(
      url: string,
      summary: string,
      success: ReturnType<typeof answering>,
      decode: (body: Uint8Array) => Decoded<Request>,
      act: (request: Request) => Promise<Answer | EnrolmentRefused>,
    ): void => {
      scope.post(
        url,
        {
          schema: {
            summary,
            querystring: noQuery,
            body: { content: { [mediaTypes.cbor]: { schema: bytesBody } } },
            response: { 201: success, default: failing },
          },
        },
        async (request, reply) => {
          if (!(request.body instanceof Uint8Array)) return sendProblem(reply, unsupported())
          const decoded = decode(new Uint8Array(request.body))
          if (!decoded.ok) return sendProblem(reply, problemOf("malformed", decoded.fault))
          const answer = await act(decoded.value)
          if (!answer.ok) return sendProblem(reply, problemOf("not-enrolled", answer.sentence))
          return reply.code(201).type(mediaTypes.json).send(answer)
        },
      )
    }
    add(
      paths.enrolments,
      "Puts a phone's key on record for a code that the organisation gave out once",
      answering("Enrolled", mediaTypes.json, enrolledBody),
      decodeEnrol,
      enrolment.enrol,
    )
    add(
      paths.revocations,
      "Revokes a phone by the code that its organisation kept",
      answering("Revoked", mediaTypes.json, revokedBody),
      decodeRevoke,
      enrolment.revoke,
    )
  })
}
