/** What only a real connection shows: slow ledgers, slow senders, and answers before the request has ended. */

import { connect, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import type { FastifyInstance } from "fastify"
import { afterEach, describe, expect, it } from "vitest"
import type { Answer } from "../../src/api/ledger-api.ts"
import { buildApp } from "../../src/server/app.ts"
import { concat } from "../../src/encoding/bytes.ts"
import { fakeLedger, type FakeLedger, parcel } from "./fake-ledger.ts"

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  while (open.length > 0) await open.pop()?.()
})

type Served = { readonly app: FastifyInstance; readonly port: number; readonly ledger: FakeLedger }

async function serve(ledger: FakeLedger, report?: (error: unknown) => void): Promise<Served> {
  const app = buildApp(ledger, report === undefined ? {} : { report })
  await app.listen({ host: "127.0.0.1", port: 0 })
  open.push(() => app.close())
  const address = app.server.address()
  if (address === null || typeof address === "string") throw new Error("expected a port")
  return { app, port: address.port, ledger }
}

/** A connection that says `head` and keeps what it hears. */
async function dial(port: number, head: string): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(port, "127.0.0.1")
  open.push(async () => socket.destroy())
  let heard = ""
  socket.on("data", (bytes: Buffer) => {
    heard += bytes.toString()
  })
  socket.on("error", () => undefined)
  socket.write(head)
  await new Promise((resolve) => socket.once("connect", resolve))
  return { socket, heard: () => heard }
}

const posting = (type: string): string =>
  `POST /v1/parcels HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`

const chunk = (bytes: Uint8Array): Uint8Array =>
  concat(Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n"))
const lastChunk = "0\r\n\r\n"

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await sleep(10)
  expect(holds()).toBe(true)
}

const lines = (heard: string): number => heard.split('{"ok":').length - 1

describe("a sequence", () => {
  it("is not read on while the ledger is busy", async () => {
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    const base = fakeLedger()
    const submit = async (parcels: readonly Uint8Array[]): Promise<readonly Answer[]> => {
      await gate
      return base.submit(parcels)
    }
    const { app, port } = await serve({ ...base, submit })
    let reading: Socket | undefined
    app.server.on("connection", (socket: Socket) => {
      reading = socket
    })
    const { socket, heard } = await dial(port, posting("application/cbor-seq"))
    const count = 64
    for (let i = 0; i < count; i++) socket.write(chunk(parcel(`ok ${i}`, 1_000_000)))
    socket.write(lastChunk)
    await sleep(500)
    // One parcel is with the ledger; the rest waits at the sender and in the system's buffers.
    expect(reading?.bytesRead).toBeLessThan(4_000_000)
    expect(heard()).toBe("")
    release()
    await until(() => lines(heard()) === count)
    expect(base.submitted.flat().length).toBe(count)
  })

  it("answers each parcel when it has arrived, though more may follow", async () => {
    const { port } = await serve(fakeLedger())
    const { socket, heard } = await dial(port, posting("application/cbor-seq"))
    for (let i = 1; i <= 3; i++) {
      const whole = chunk(parcel(`ok ${i}`))
      socket.write(whole.subarray(0, 40))
      await sleep(20)
      expect(lines(heard())).toBe(i - 1)
      socket.write(whole.subarray(40))
      await until(() => lines(heard()) === i)
    }
    socket.write(lastChunk)
    await until(() => heard().endsWith(lastChunk))
  })

  it("goes to the ledger in batches", async () => {
    const { port, ledger } = await serve(fakeLedger())
    const parcels = Array.from({ length: 2000 }, (_, i) => parcel(`ok ${i}`))
    const response = await fetch(`http://127.0.0.1:${port}/v1/parcels`, {
      method: "POST",
      headers: { "content-type": "application/cbor-seq" },
      body: Buffer.from(concat(...parcels)),
    })
    expect(lines(await response.text())).toBe(2000)
    expect(ledger.submitted.flat().length).toBe(2000)
    expect(ledger.submitted.length).toBeLessThan(40)
    expect(Math.max(...ledger.submitted.map((batch) => batch.length))).toBeLessThanOrEqual(256)
  })

  it.each([
    ["application/cbor-seq", 400, "broken-sequence"],
    ["application/cbor", 413, "too-long"],
  ])("of 16 MiB of zeros as %s is refused, and the refusal arrives", async (type, status, code) => {
    const { port, ledger } = await serve(fakeLedger())
    const { socket, heard } = await dial(port, posting(type))
    socket.write(chunk(new Uint8Array(16 * 1024 * 1024)))
    await until(() => heard().includes('"code"'))
    expect(heard()).toContain(`HTTP/1.1 ${status} `)
    expect(heard()).toContain(`"code":"${code}"`)
    expect(heard().toLowerCase()).toContain("connection: close")
    expect(ledger.submitted).toEqual([])
  })

  it("that says after its first answers what is wrong keeps those answers", async () => {
    const failing = await serve(fakeLedger(), () => undefined)
    const { socket, heard } = await dial(failing.port, posting("application/cbor-seq"))
    socket.write(chunk(parcel("ok 1")))
    await until(() => lines(heard()) === 1)
    socket.write(chunk(parcel("broken disk")))
    await until(() => heard().includes('"code":"internal"'))
    expect(heard()).not.toMatch(/EIO|srv/)
    expect(heard()).toContain("HTTP/1.1 200 OK")
  })

  it("that is broken in the middle lets its sender come to an end", async () => {
    const { port } = await serve(fakeLedger())
    const { socket, heard } = await dial(port, posting("application/cbor-seq"))
    socket.write(chunk(parcel("ok 1")))
    await until(() => lines(heard()) === 1)
    socket.write(chunk(new Uint8Array(16 * 1024 * 1024)))
    socket.write(lastChunk)
    await until(() => heard().includes('"code":"broken-sequence"') && socket.writableLength === 0)
    // The connection is good for the next request.
    socket.write("GET /health HTTP/1.1\r\nhost: x\r\n\r\n")
    await until(() => heard().includes('{"ok":true}'))
  })

  it.each(["application/cbor-seq", "application/cbor"])(
    "whose sender goes away leaves the server well, %s",
    async (type) => {
      const told: unknown[] = []
      const { port, ledger } = await serve(fakeLedger(), (error) => told.push(error))
      const { socket } = await dial(port, posting(type))
      socket.write(chunk(parcel("ok 1")))
      socket.write(chunk(parcel("ok 2").subarray(0, 30)))
      await sleep(50)
      socket.destroy()
      await sleep(50)
      expect(ledger.submitted.flat().length).toBe(type === "application/cbor" ? 0 : 1)
      expect(told).toEqual([])
      expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    },
  )

  it("in chunks of one byte costs no more than its bytes", async () => {
    const { port } = await serve(fakeLedger())
    const { socket, heard } = await dial(port, posting("application/cbor-seq"))
    const whole = parcel("ok", 100_000)
    const before = process.memoryUsage().heapUsed
    socket.write(concat(...Array.from(whole, (byte) => chunk(new Uint8Array([byte])))))
    socket.write(lastChunk)
    await until(() => lines(heard()) === 1)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000)
  })
})

describe("what is not HTTP", () => {
  it.each([
    ["garbage", "\0\0\0\0\r\n\r\n", "400 bad-request"],
    ["a long header", `GET / HTTP/1.1\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, "431 header-too-large"],
  ])("%s is answered with a problem", async (_, bytes, expected) => {
    const { port } = await serve(fakeLedger())
    const { heard } = await dial(port, bytes)
    await until(() => heard().includes("}"))
    expect(heard()).toContain(`HTTP/1.1 ${expected}\r\ncontent-type: application/problem+json\r\n`)
  })
})
