/**
 * An end to waiting for somebody who chooses how slowly to answer.
 *
 * Not `AbortSignal.timeout`, nor `AbortSignal.any`: Node 20 loses them to the garbage collector, and its `fetch` forgets
 * any signal once an answer has begun. Who sends half an answer and waits would then hold the asker for ever.
 */

/** `ms` is for all of the work. The signal's reason is a TimeoutError, or that of `outer`, which ends the work too. */
export async function inTime<T>(
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const ending = new AbortController()
  const timer = setTimeout(
    () => ending.abort(new DOMException(`not done within ${ms} ms`, "TimeoutError")),
    ms,
  )
  const endWithOuter = (): void => ending.abort(outer?.reason)
  outer?.addEventListener("abort", endWithOuter)
  if (outer?.aborted === true) endWithOuter()
  try {
    return await work(ending.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener("abort", endWithOuter)
  }
}

/**
 * The pieces of a body until it ends, or until `signal` aborts: then its reason is thrown, and the connection let go.
 * By its reader, because not every browser iterates over a body by itself.
 */
export async function* piecesUntil(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (body === null) return
  const reader = body.getReader()
  const letGo = (): void => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener("abort", letGo)
  try {
    for (;;) {
      signal.throwIfAborted()
      const next = await reader.read()
      signal.throwIfAborted()
      if (next.done) return
      yield next.value
    }
  } finally {
    signal.removeEventListener("abort", letGo)
    await reader.cancel()
  }
}
