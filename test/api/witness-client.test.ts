import type { RequestListener } from "node:http"
import { describe, expect, it } from "vitest"
import type { Fetch } from "../../src/api/exchange.ts"
import { RemoteFault } from "../../src/api/exchange.ts"
import { httpWitness } from "../../src/api/witness-client.ts"
import { utf8 } from "../../src/encoding/bytes.ts"
import { MAX_NOTE_BYTES } from "../../src/log/note.ts"
import { goneAway, serving } from "./serving.ts"

const prefix = new URL("https://north.example/w/")
const hash = "0".repeat(64)
const line =
  "— north.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==\n"
const note = `ledger.example/toy\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n${line}`

const answering =
  (status: number, body: string | null, headers: Record<string, string> = {}): Fetch =>
  async () =>
    new Response(body, { status, headers })

async function faultOf(promise: Promise<unknown>): Promise<RemoteFault> {
  const error = await promise.then(
    (value) => new Error(`expected a fault, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof RemoteFault) return error
  throw error
}

describe("a request to a witness", () => {
  it("goes below the prefix, as a POST of the bytes, and follows nobody elsewhere", async () => {
    const calls: [URL, RequestInit][] = []
    const fetch: Fetch = async (url, init) => {
      calls.push([url, init])
      return new Response(init.method === "POST" ? line : note)
    }
    for (const given of ["https://north.example/w/", "https://north.example/w"]) {
      const witness = httpWitness(new URL(given), fetch)
      await witness.addCheckpoint(utf8("old 0\n"))
      await witness.checkpoint(hash)
    }
    expect(calls.map(([url]) => url.href)).toEqual([
      "https://north.example/w/add-checkpoint",
      `https://north.example/w/${hash}/checkpoint`,
      "https://north.example/w/add-checkpoint",
      `https://north.example/w/${hash}/checkpoint`,
    ])
    expect(calls[0]?.[1]).toMatchObject({ method: "POST", redirect: "error" })
    expect(calls[1]?.[1].redirect).toBe("error")
    expect(calls[0]?.[1].body).toEqual(utf8("old 0\n"))
  })
})

describe("what a witness answers", () => {
  const ask = (fetch: Fetch) => httpWitness(prefix, fetch).addCheckpoint(utf8("x"))

  it("is read as the specification says", async () => {
    expect(await ask(answering(200, line + line))).toMatchObject({
      status: 200,
      signatures: [{ name: "north.example/w1" }, { name: "north.example/w1" }],
    })
    const type = { "content-type": "text/x.tlog.size; charset=utf-8" }
    expect(await ask(answering(409, "20852014\n", type))).toEqual({ status: 409, size: 20852014 })
    for (const status of [400, 403, 404, 413, 422, 503])
      expect(await ask(answering(status, "because\nof this\n"))).toEqual({
        status,
        sentence: "because",
      })
  })

  it.each<[string, string | null, string]>([
    ["nothing", null, "no reason was given"],
    ["an empty line", "\nmore\n", "no reason was given"],
    ["an escape sequence", "red \u001B[31m\u2028alert\n", "red  [31m alert"],
    ["a long line", "x".repeat(3000), "x".repeat(200)],
  ])("as a refusal is made fit to print: %s", async (_, text, sentence) => {
    expect(await ask(answering(422, text))).toEqual({ status: 422, sentence })
  })

  const sized = { "content-type": "text/x.tlog.size" }
  it.each<[string, Fetch]>([
    ["no line", answering(200, "")],
    ["no newline", answering(200, line.trimEnd())],
    ["no signature line", answering(200, "thanks\n")],
    ["an empty line between", answering(200, `${line}\n${line}`)],
    ["a page", answering(200, "<html></html>")],
    ["65 lines", answering(200, line.repeat(65))],
    ["too much", answering(200, "x".repeat(MAX_NOTE_BYTES + 1))],
    ["too much of a refusal", answering(422, "x".repeat(5000))],
    ["a size of another type", answering(409, "3\n", { "content-type": "text/plain" })],
    ["a size without newline", answering(409, "3", sized)],
    ["a size with a leading zero", answering(409, "03\n", sized)],
    ["a size beyond what counts", answering(409, "9007199254740993\n", sized)],
    ["a negative size", answering(409, "-1\n", sized)],
    ["no content", answering(204, null)],
    ["too many requests", answering(429, "slow down\n")],
    ["a gateway", answering(502, "bad gateway")],
    ["a server error", answering(500, "oh")],
    ["a redirect that was followed to nowhere", answering(302, "")],
  ])("is unexpected with %s", async (_, fetch) => {
    const fault = await faultOf(ask(fetch))
    expect(fault.code).toBe("unexpected")
    expect(`witness north: ${fault.message}`).toMatch(/^witness north: [a-z][^\n]{5,100}$/)
  })

  it("is a checkpoint, or none", async () => {
    const checkpoint = (fetch: Fetch) => httpWitness(prefix, fetch).checkpoint(hash)
    expect(await checkpoint(answering(200, note))).toEqual(utf8(note))
    expect(await checkpoint(answering(404, "nothing"))).toBeUndefined()
    for (const fetch of [answering(200, "hello"), answering(500, ""), answering(409, "1\n", sized)])
      expect((await faultOf(checkpoint(fetch))).code).toBe("unexpected")
  })
})

describe("a witness that does not answer", () => {
  const fetched: Fetch = (url, init) => globalThis.fetch(url, init)

  it.each<[string, RequestListener]>([
    ["at all", () => undefined],
    ["to the end", (_request, response) => response.write("— north")],
  ])("is given up on after its time: %s", async (_, listener) => {
    const witness = httpWitness(await serving(listener), fetched, 60)
    const fault = await faultOf(witness.addCheckpoint(utf8("x")))
    expect(fault.code).toBe("unreachable")
    expect(fault.message).toMatch(/^no answer came within 60 ms from http:\/\/127/)
  })

  it("and sends elsewhere is not followed", async () => {
    let asked = 0
    const elsewhere = await serving((_request, response) => {
      asked++
      response.end(line)
    })
    const from = await serving((_request, response) => {
      response.writeHead(307, { location: elsewhere.href }).end()
    })
    const fault = await faultOf(httpWitness(from).addCheckpoint(utf8("x")))
    expect(fault.code).toBe("unreachable")
    expect(asked).toBe(0)
  })

  it("because nobody is there is unreachable", async () => {
    const gone = await goneAway()
    const fault = await faultOf(httpWitness(gone).checkpoint(hash))
    expect(fault.code).toBe("unreachable")
    expect(fault.message).toBe(`no answer came from ${gone.origin}`)
  })

  it("in less than the limit is not waited for: a stream without end is cut", async () => {
    const endless = await serving((_request, response) => {
      const more = setInterval(() => response.write("x".repeat(100_000)), 1)
      response.on("close", () => clearInterval(more))
    })
    expect((await faultOf(httpWitness(endless).addCheckpoint(utf8("x")))).code).toBe("unexpected")
  })
})
