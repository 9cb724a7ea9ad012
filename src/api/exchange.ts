/** One request and its reply, with everything that can go wrong in between. */

import { readProblem } from "./body.ts"
import { gather } from "./gather.ts"
import { inTime, piecesUntil } from "./in-time.ts"
import { mediaTypes, type Problem } from "./wire.ts"

/** The part of the global `fetch` that is used. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

/**
 * What came back is no answer: nothing did ("unreachable"), the server refused the request or failed ("problem"), or
 * it is not what this interface has ("unexpected"). A submission may have been appended; sending it again is harmless.
 */
export class RemoteFault extends Error {
  override readonly name: string = "RemoteFault"
  readonly code: "unreachable" | "problem" | "unexpected"
  readonly problem: Problem | undefined

  constructor(code: RemoteFault["code"], sentence: string, options?: RemoteFaultOptions) {
    super(sentence, options)
    this.code = code
    this.problem = options?.problem
  }
}
type RemoteFaultOptions = ErrorOptions & { readonly problem?: Problem }

const maxProblemBytes = 65_536
/** For the whole of an answer: a large bundle over a slow line takes a while, a server that says nothing must not hang. */
const answerWithinMs = 120_000

export type Query = Readonly<Record<string, string | number>>
type Call = {
  readonly path: string
  readonly query?: Query
  readonly accept: string
  readonly limit: number
  /** Makes it a POST. */
  readonly content?: { readonly type: string; readonly bytes: Uint8Array }
  readonly method?: "POST"
  /** Ends it before its time, as "unreachable". */
  readonly signal?: AbortSignal
}
export type Reply = { readonly bytes: Uint8Array } | { readonly problem: Problem }
export type Ask = (call: Call) => Promise<Reply>
/** The same for JSON. */
export type AskJson = (path: string, query?: Query) => Promise<Reply>

export const faultOf = (problem: Problem): RemoteFault =>
  new RemoteFault("problem", `${problem.title}: ${problem.detail}`, { problem })

export function expectBytes(reply: Reply): Uint8Array {
  if ("problem" in reply) throw faultOf(reply.problem)
  return reply.bytes
}

export const ifFound = (reply: Reply): Uint8Array | undefined =>
  "problem" in reply && reply.problem.code === "not-found" ? undefined : expectBytes(reply)

export function expectShape<T>(read: (bytes: Uint8Array) => T | undefined, reply: Reply): T {
  const value = read(expectBytes(reply))
  if (value === undefined) throw new RemoteFault("unexpected", "the answer has another shape")
  return value
}

export const ifFoundShape = <T>(
  read: (bytes: Uint8Array) => T | undefined,
  reply: Reply,
): T | undefined => (ifFound(reply) === undefined ? undefined : expectShape(read, reply))

export async function exchange(baseUrl: URL, fetch: Fetch, call: Call): Promise<Reply> {
  const { content, accept, limit } = call
  const url = new URL(baseUrl.pathname.replace(/\/$/, "") + call.path, baseUrl)
  for (const [name, value] of Object.entries(call.query ?? {}))
    url.searchParams.set(name, String(value))
  const named = `${content === undefined ? (call.method ?? "GET") : "POST"} ${url.href}`
  try {
    return await inTime(
      answerWithinMs,
      async (signal) => {
        const response = await fetch(url, {
          method: content === undefined ? (call.method ?? "GET") : "POST",
          headers: {
            accept: `${accept}, ${mediaTypes.problem}`,
            ...(content === undefined ? {} : { "content-type": content.type }),
          },
          ...(content === undefined ? {} : { body: content.bytes as Uint8Array<ArrayBuffer> }),
          // A redirected POST would become a GET.
          redirect: "error",
          signal,
        })
        return readReply(response, accept, limit, named, signal)
      },
      call.signal,
    )
  } catch (error) {
    if (error instanceof RemoteFault) throw error
    throw new RemoteFault("unreachable", `${named}: no answer came`, { cause: error })
  }
}

async function readReply(
  response: Response,
  accept: string,
  limit: number,
  named: string,
  signal: AbortSignal,
): Promise<Reply> {
  const type = response.headers.get("content-type")?.split(";")[0]
  const isProblem = !response.ok && type === mediaTypes.problem
  if (!isProblem && (!response.ok || type !== accept))
    throw new RemoteFault("unexpected", `${named}: got status ${response.status} with ${type}`)
  const bytes = await gather(
    piecesUntil(response.body, signal),
    isProblem ? maxProblemBytes : limit,
  )
  if (bytes === undefined)
    throw new RemoteFault("unexpected", `${named}: expected at most ${limit} bytes`)
  if (!isProblem) return { bytes }
  const problem = readProblem(bytes)
  if (problem !== undefined) return { problem }
  throw new RemoteFault("unexpected", `${named}: got status ${response.status} and no problem`)
}
