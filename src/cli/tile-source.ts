/** A log as C2SP tlog-tiles: below an address, or in a folder that `export tiles` filled. */

import { join } from "node:path"
import pRetry from "p-retry"
import { gather } from "../api/gather.ts"
import { inTime, piecesUntil } from "../api/in-time.ts"
import { MAX_NOTE_BYTES } from "../log/note.ts"
import { type FetchTile, maxTileBytes, pathOf, TileFault } from "../replay/tile-fetch.ts"
import { unusable } from "./failure.ts"
import { isThere, readWithin } from "./files.ts"

export type TileSource = {
  /** As it was given: what is named where something is missing. */
  readonly where: string
  /** The newest signed checkpoint, unverified; undefined where there is none. */
  readonly checkpoint: () => Promise<Uint8Array | undefined>
  readonly fetchTile: FetchTile
}

/** How long to wait for others. The waits between two tries double. */
export type Patience = {
  readonly retries: number
  readonly firstWaitMs: number
  readonly timeoutMs: number
}
const usualPatience: Patience = { retries: 3, firstWaitMs: 250, timeoutMs: 30_000 }

/** What one try came to, where that is not the bytes. `status`: of HTTP; undefined where no answer came. */
class Attempt extends Error {
  override readonly name: string = "Attempt"
  readonly status: number | undefined

  constructor(sentence: string, status?: number, options?: ErrorOptions) {
    super(sentence, options)
    this.status = status
  }
}

/** 404 too: behind a mirror, a checkpoint may be seen before its tiles. */
const mayPass = ({ status }: Attempt): boolean =>
  status === undefined || status >= 500 || [404, 408, 425, 429].includes(status)

/** Below an address; `signal` gives up whatever is under way. */
export function httpTiles(
  prefix: URL,
  signal: AbortSignal = new AbortController().signal,
  patience: Patience = usualPatience,
  tell: (sentence: string) => void = () => {},
): TileSource {
  const at = (path: string): URL =>
    new URL(`${prefix.pathname.replace(/\/+$/, "")}/${path}`, prefix.origin)
  return {
    where: prefix.href,
    checkpoint: () => get(at("checkpoint"), MAX_NOTE_BYTES, signal, patience, tell),
    fetchTile: (tile) => get(at(pathOf(tile)), maxTileBytes(tile), signal, patience, tell),
  }
}

async function get(
  url: URL,
  limit: number,
  signal: AbortSignal,
  { retries, firstWaitMs, timeoutMs }: Patience,
  tell: (sentence: string) => void,
): Promise<Uint8Array | undefined> {
  try {
    return await pRetry(() => inTime(timeoutMs, (ending) => tryOnce(url, limit, ending), signal), {
      retries,
      minTimeout: firstWaitMs,
      randomize: true,
      signal,
      onFailedAttempt: ({ error, retriesLeft }) => {
        // A tile that is not there is often there under another width: that alone is no news.
        const isNews = error instanceof Attempt && error.status !== 404
        if (isNews && retriesLeft > 0) tell(`${url.href}: ${error.message}; trying again`)
      },
      shouldRetry: ({ error }) => !signal.aborted && error instanceof Attempt && mayPass(error),
    })
  } catch (error) {
    if (error instanceof TileFault) throw error
    if (error instanceof Attempt && (error.status === 404 || error.status === 410)) return undefined
    throw unusable(`${url.href}: ${(error as Error).message}`, error)
  }
}

async function tryOnce(url: URL, limit: number, signal: AbortSignal): Promise<Uint8Array> {
  let response: Response
  let bytes: Uint8Array | undefined
  try {
    response = await fetch(url, { signal })
    if (!response.ok) await response.body?.cancel()
    else bytes = await gather(piecesUntil(response.body, signal), limit)
  } catch (cause) {
    throw new Attempt("no answer came", undefined, { cause })
  }
  if (!response.ok) throw new Attempt(`got status ${response.status}`, response.status)
  if (bytes === undefined) throw new TileFault("wrong", url.href, `expected at most ${limit} bytes`)
  return bytes
}

const checkpointIn = (folder: string): string => join(folder, "checkpoint")

/** Whether `export tiles`, or somebody like it, has filled the folder. */
export const holdsTiles = (folder: string): Promise<boolean> => isThere(checkpointIn(folder))

export function folderTiles(folder: string): TileSource {
  const read = async (path: string, limit: number): Promise<Uint8Array | undefined> =>
    (await isThere(path)) ? readWithin(path, limit) : undefined
  return {
    where: folder,
    checkpoint: () => read(checkpointIn(folder), MAX_NOTE_BYTES),
    fetchTile: (tile) => read(join(folder, pathOf(tile)), maxTileBytes(tile)),
  }
}
