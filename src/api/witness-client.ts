/**
 * A witness elsewhere, over HTTP: any that speaks C2SP tlog-witness, ours or another's.
 *
 * Nothing it says is believed beyond its shape; whether its lines are cosignatures is for the asker to check.
 */

import { textOf } from "../encoding/bytes.ts"
import { parseSize, sizeMediaType } from "../log/add-checkpoint.ts"
import { MAX_NOTE_BYTES, parseNote, parseSignatures } from "../log/note.ts"
import { type Fetch, RemoteFault } from "./exchange.ts"
import { gather } from "./gather.ts"
import { inTime, piecesUntil } from "./in-time.ts"
import type { WitnessAnswer, WitnessApi } from "./witness-api.ts"
import { witnessPaths } from "./witness-paths.ts"
import { idPattern, pathTo } from "./wire.ts"

/** Of a refusal's text, in bytes; what a person is shown of it, in letters. */
const maxRefusalBytes = 4096
const maxSentenceLetters = 200
const defaultTimeoutMs = 5000

/** Those of tlog-witness that carry a sentence; every other code is a server that failed, or no witness. */
const refusals = [400, 403, 404, 413, 422, 503] as const
type Refusal = (typeof refusals)[number]
const isRefusal = (status: number): status is Refusal => refusals.includes(status as Refusal)

type Exchanged = { readonly status: number; readonly type: string; readonly bytes: Uint8Array }

/**
 * `prefix` is the witness's submission prefix, and its monitoring prefix too. An answer that tlog-witness has is
 * returned; everything else is thrown as a RemoteFault, in words that can follow "witness north: ". For Node.
 */
export function httpWitness(
  prefix: URL,
  fetch: Fetch = (url, init) => globalThis.fetch(url, init),
  timeoutMs: number = defaultTimeoutMs,
): Pick<WitnessApi, "addCheckpoint" | "checkpoint"> {
  const ask = (path: string, init: RequestInit): Promise<Exchanged> =>
    exchange(new URL(prefix.pathname.replace(/\/$/, "") + path, prefix), fetch, timeoutMs, init)
  return {
    addCheckpoint: async (request) =>
      readAnswer(
        await ask(witnessPaths.addCheckpoint, {
          method: "POST",
          headers: { "content-type": "text/plain; charset=utf-8" },
          body: request as Uint8Array<ArrayBuffer>,
        }),
      ),
    checkpoint: async (originHash) => {
      if (!new RegExp(idPattern).test(originHash)) return undefined
      const { status, bytes } = await ask(pathTo(witnessPaths.checkpoint, originHash), {})
      if (status === 404) return undefined
      if (status !== 200) throw unexpected(`status ${status} came instead of a checkpoint`)
      if (parseNote(bytes) === undefined) throw unexpected("what came is no signed note")
      return bytes
    },
  }
}

const unexpected = (sentence: string): RemoteFault => new RemoteFault("unexpected", sentence)

async function exchange(
  url: URL,
  fetch: Fetch,
  timeoutMs: number,
  init: RequestInit,
): Promise<Exchanged> {
  try {
    return await inTime(timeoutMs, async (signal) => {
      // A witness that moved is for the operator to confirm; and a redirected POST would become a GET.
      const { status, headers, body } = await fetch(url, { ...init, redirect: "error", signal })
      const limit = status === 200 ? MAX_NOTE_BYTES : maxRefusalBytes
      const bytes = await gather(piecesUntil(body, signal), limit)
      if (bytes === undefined)
        throw unexpected(`more than ${limit} bytes came with status ${status}`)
      return { status, type: headers.get("content-type")?.split(";")[0]?.trim() ?? "", bytes }
    })
  } catch (cause) {
    if (cause instanceof RemoteFault) throw cause
    const late = cause instanceof Error && cause.name === "TimeoutError"
    const sentence = late ? `no answer came within ${timeoutMs} ms` : "no answer came"
    throw new RemoteFault("unreachable", `${sentence} from ${url.origin}`, { cause })
  }
}

function readAnswer({ status, type, bytes }: Exchanged): WitnessAnswer {
  const text = textOf(bytes)
  if (status === 200) {
    const signatures = text === undefined ? undefined : parseSignatures(text)
    if (signatures === undefined || signatures.length === 0)
      throw unexpected("what came with status 200 are no signature lines")
    return { status, signatures }
  }
  if (status === 409) {
    const size = text === undefined || type !== sizeMediaType ? undefined : parseSize(text)
    if (size === undefined) throw unexpected("what came with status 409 is no tree size")
    return { status, size }
  }
  if (isRefusal(status)) return { status, sentence: sentenceIn(text) }
  throw unexpected(`status ${status} came, which tlog-witness does not have`)
}

/** The first line, safe to print: no control characters, and not long. */
function sentenceIn(text: string | undefined): string {
  const [line = ""] = (text ?? "").split("\n")
  const safe = line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, " ").trim()
  const letters = Array.from(safe).slice(0, maxSentenceLetters)
  return letters.length === 0 ? "no reason was given" : letters.join("")
}
