/** When an answer need not be waited for any longer. */

import type { FastifyInstance, FastifyReply } from "fastify"

/**
 * Gives signals that abort when the reply is over, whether it was sent or who asked has gone, and when the server is about
 * to close: otherwise it would wait for everybody who waits for it.
 */
export function endingsIn(app: FastifyInstance): (reply: FastifyReply) => AbortSignal {
  const open = new Set<AbortController>()
  let isClosing = false
  app.addHook("preClose", async () => {
    isClosing = true
    for (const each of open) each.abort()
  })
  return ({ raw }) => {
    const ending = new AbortController()
    open.add(ending)
    raw.once("close", () => {
      open.delete(ending)
      ending.abort()
    })
    if (isClosing) ending.abort()
    // Who has gone already closes nothing any more.
    if (raw.closed || raw.destroyed) {
      open.delete(ending)
      ending.abort()
    }
    return ending.signal
  }
}
