/** What can be checked by others: proofs of the tree, what the witnesses said of it, and whom to trust for what. */

import type { FastifyInstance } from "fastify"
import * as Type from "typebox"
import { proofBody, strictly, witnessesBody } from "../api/body.ts"
import { type LedgerReader, longestWaitMs } from "../api/ledger-api.ts"
import { countPattern, mediaTypes, paths } from "../api/wire.ts"
import { toBase64 } from "../encoding/bytes.ts"
import { endingsIn } from "./endings.ts"
import {
  answering,
  badRequest,
  bytesBody,
  count,
  failing,
  noQuery,
  notFound,
  textType,
  toCount,
  type TypedApp,
  withTypes,
} from "./routes.ts"

export function addProofs(app: FastifyInstance, ledger: LedgerReader): void {
  const typed = withTypes(app)
  addWitnessed(typed, ledger)
  addEntryProofs(typed, ledger)
  addTreeProofs(typed, ledger)
}

function addWitnessed(app: TypedApp, ledger: LedgerReader): void {
  app.get(
    paths.cosigned,
    {
      schema: {
        summary: "The newest checkpoint that the quorum of witnesses cosigned",
        querystring: noQuery,
        response: { 200: answering("The note", mediaTypes.note, bytesBody), default: failing },
      },
    },
    async (_request, reply) => {
      const checkpoint = await ledger.cosigned()
      if (checkpoint === undefined) return notFound(reply, "no checkpoint with a quorum yet")
      return reply.type(textType).send(checkpoint)
    },
  )
  app.get(
    paths.policy,
    {
      schema: {
        summary: "The trust policy that the operator suggests",
        querystring: noQuery,
        response: { 200: answering("The policy", mediaTypes.text, bytesBody), default: failing },
      },
    },
    async (_request, reply) => reply.type(textType).send(await ledger.policy()),
  )
  app.get(
    paths.witnesses,
    {
      schema: {
        summary: "How far each witness has come, and which publications lack the quorum",
        querystring: noQuery,
        response: {
          200: answering("The report", mediaTypes.json, witnessesBody),
          default: failing,
        },
      },
    },
    async () => ledger.witnesses(),
  )
}

const longestWait = longestWaitMs / 1000
const waitQuery = Type.Object(
  {
    wait: Type.Optional(
      Type.String({
        pattern: countPattern,
        description: `Seconds to wait for a checkpoint that holds the entry, at most ${longestWait}`,
      }),
    ),
  },
  strictly,
)

function addEntryProofs(app: TypedApp, ledger: LedgerReader): void {
  const endingOf = endingsIn(app)
  const params = Type.Object({ index: count })
  const absent = (index: string): string => `no checkpoint with a quorum holds an entry ${index}`
  app.get(
    paths.tlogProof,
    {
      schema: {
        summary: "C2SP tlog-proof of an entry, at the newest checkpoint with a quorum",
        params,
        querystring: waitQuery,
        response: { 200: answering("The proof", mediaTypes.text, bytesBody), default: failing },
      },
    },
    async ({ params: { index }, query }, reply) => {
      const seconds = query.wait === undefined ? 0 : toCount(query.wait)
      if (seconds > longestWait)
        return badRequest(reply, `query: expected wait from 0 to ${longestWait}, got ${seconds}`)
      const wait = seconds === 0 ? undefined : { ms: 1000 * seconds, signal: endingOf(reply) }
      const proof = await ledger.tlogProof(toCount(index), wait)
      return proof === undefined ? notFound(reply, absent(index)) : reply.type(textType).send(proof)
    },
  )
  app.get(
    paths.coseReceipt,
    {
      schema: {
        summary: "The same proof as an RFC 9942 COSE receipt, signed by the checkpoint key",
        params,
        querystring: noQuery,
        response: {
          200: answering("The COSE receipt", mediaTypes.cose, bytesBody),
          default: failing,
        },
      },
    },
    async ({ params: { index } }, reply) => {
      const receipt = await ledger.coseReceipt(toCount(index))
      return receipt === undefined
        ? notFound(reply, absent(index))
        : reply.type(`${mediaTypes.cose}; cose-type="cose-sign1"`).send(receipt)
    },
  )
}

function addTreeProofs(app: TypedApp, ledger: LedgerReader): void {
  const found = answering("The hashes, in base64", mediaTypes.json, proofBody)
  app.get(
    paths.inclusion,
    {
      schema: {
        summary: "RFC 9162 proof that an entry is in the tree of a published size",
        querystring: Type.Object({ index: count, size: count }, strictly),
        response: { 200: found, default: failing },
      },
    },
    async ({ query: { index, size } }, reply) => {
      const hashes = await ledger.inclusion(toCount(index), toCount(size))
      if (hashes === undefined)
        return notFound(reply, `no proof of ${index} in a published ${size}`)
      return { hashes: hashes.map(toBase64) }
    },
  )
  app.get(
    paths.consistency,
    {
      schema: {
        summary: "RFC 9162 proof that one published tree continues another",
        querystring: Type.Object({ from: count, to: count }, strictly),
        response: { 200: found, default: failing },
      },
    },
    async ({ query: { from, to } }, reply) => {
      const hashes = await ledger.consistency(toCount(from), toCount(to))
      if (hashes === undefined)
        return notFound(reply, `no proof from ${from} to ${to} as published`)
      return { hashes: hashes.map(toBase64) }
    },
  )
}
