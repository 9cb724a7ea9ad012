/** The page's side of the worker that judges files. */

import type { Ask, Asks, FromWorker } from "./verify-message.ts"

export type Judge = {
  readonly ask: <A extends Ask>(ask: A, told: Asks[A]["told"]) => Promise<Asks[A]["answer"]>
  readonly close: () => void
}

type Waiting = {
  readonly resolve: (answer: Asks[Ask]["answer"]) => void
  readonly reject: (error: Error) => void
}

/** `start`: a page from a server and one from a file get their worker in different ways. A fault of the worker rejects. */
export function openJudge(start: () => Worker): Judge {
  const worker = start()
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
    const found = waiting.get(data.id)
    waiting.delete(data.id)
    if ("fault" in data) found?.reject(new Error(data.fault))
    else found?.resolve(data.answer)
  })
  worker.addEventListener("error", ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message || "the worker has ended"))
    waiting.clear()
  })
  return {
    ask: (ask, told) =>
      new Promise((resolve, reject) => {
        last++
        waiting.set(last, { resolve, reject })
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
        worker.postMessage({ id: last, ask, told })
      }),
    close: () => worker.terminate(),
  }
}
