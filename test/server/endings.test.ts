/** When an answer is waited for no longer: also if who asked had gone before anybody began to wait. */

import { EventEmitter } from "node:events"
import fastify, { type FastifyReply } from "fastify"
import { describe, expect, it } from "vitest"
import { endingsIn } from "../../src/server/endings.ts"

const replyOf = (state: { closed: boolean; destroyed: boolean }): FastifyReply =>
  ({ raw: Object.assign(new EventEmitter(), state) }) as never

describe("the end of an answer", () => {
  it("has come where the connection is closed already", () => {
    const endingOf = endingsIn(fastify())
    const open = { closed: false, destroyed: false }
    expect(endingOf(replyOf({ ...open, closed: true })).aborted).toBe(true)
    expect(endingOf(replyOf({ ...open, destroyed: true })).aborted).toBe(true)
    expect(endingOf(replyOf(open)).aborted).toBe(false)
  })

  it("comes with the reply, and with the server's own", async () => {
    const app = fastify()
    const endingOf = endingsIn(app)
    const [first, second] = [0, 1].map(() => replyOf({ closed: false, destroyed: false }))
    if (first === undefined || second === undefined) throw new Error("expected two")
    const [one, two] = [endingOf(first), endingOf(second)]
    first.raw.emit("close")
    expect([one.aborted, two.aborted]).toEqual([true, false])
    await app.close()
    expect(two.aborted).toBe(true)
  })
})
