import { request as httpRequest, Agent } from "node:http"
import { connect } from "node:net"
import { createHash } from "node:crypto"
import type { FastifyInstance } from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { httpWitness } from "../../src/api/witness-client.ts"
import type { WitnessAnswer } from "../../src/api/witness-api.ts"
import { concat, utf8 } from "../../src/encoding/bytes.ts"
import { MAX_ADD_CHECKPOINT_BYTES, printAddCheckpoint } from "../../src/log/add-checkpoint.ts"
import { openCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import { readCosignatures } from "../../src/log/cosignature.ts"
import {
  type Note,
  parseNote,
  parseSignatures,
  printVkey,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { buildWitnessApp } from "../../src/server/witness-app.ts"
import { MAX_EVIDENCE } from "../../src/witness/checkpoint-file.ts"
import { MAX_STEP_BACK_SECONDS, MAX_WAITING } from "../../src/witness/watch.ts"
import type { Witness } from "../../src/witness/witness.ts"
import { readPinned } from "../support/pinned.ts"
import {
  growth,
  scratchFolder,
  signerOf,
  start,
  toyLog,
  witnessName,
  witnessOf,
  replaying,
  toyReplay,
} from "./toy-log.ts"

const log = toyLog("ledger.example/toy")
const hash = createHash("sha256").update(log.origin).digest("hex")
const signer = signerOf(log.origin, TYPE_ED25519)

let scratch: Awaited<ReturnType<typeof scratchFolder>>
const open: FastifyInstance[] = []
beforeAll(async () => {
  scratch = await scratchFolder()
})
afterAll(async () => {
  for (const app of open) await app.close()
  await scratch.remove()
})

async function served(
  witness?: Pick<Witness, "about" | "addCheckpoint" | "checkpoint">,
  report?: (error: unknown) => void,
): Promise<URL> {
  const app = buildWitnessApp(
    witness ?? (await witnessOf(scratch.place(), [{ key: log.key, replay: undefined }])),
    report,
  )
  open.push(app)
  await app.listen({ host: "127.0.0.1", port: 0 })
  const address = app.server.address()
  if (address === null || typeof address === "string") throw new Error("expected a port")
  return new URL(`http://127.0.0.1:${address.port}`)
}

const post = async (url: URL, body: Uint8Array, type?: string) =>
  fetch(new URL("/add-checkpoint", url), {
    method: "POST",
    body: body as Uint8Array<ArrayBuffer>,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  })

const body = (oldSize: number, proof: readonly Uint8Array[], checkpoint: Uint8Array) =>
  printAddCheckpoint({ oldSize, proof, checkpoint })

describe("a witness over HTTP", () => {
  it("answers what is not HTTP with one sentence of text", async () => {
    const url = await served()
    const socket = connect(Number(url.port), "127.0.0.1")
    socket.end("GIVE / HTTP/1.1\r\n\r\n")
    let said = ""
    for await (const chunk of socket) said += String(chunk)
    expect(said).toMatch(
      /^HTTP\/1\.1 400 bad-request\r\ncontent-type: text\/plain; charset=utf-8\r\n/,
    )
    expect(said).toMatch(/\r\n\r\nthe request could not be read\n$/)
  })

  it("answers with signature lines, as any verifier of notes reads them", async () => {
    const url = await served()
    const response = await post(url, log.request(0, 3))
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(text).toMatch(/^— north\.example\/w1 [A-Za-z0-9+/=]+\n$/)
    // As the specification suggests: the answer behind the checkpoint is a note.
    const note = parseNote(concat(log.checkpoint(3), utf8(text))) as Note
    expect(readCosignatures(note, [growth.key], verifyNode)).toMatchObject([{ time: start / 1000 }])
  })

  it("answers 409 with the size and its own content type", async () => {
    const url = await served()
    await post(url, log.request(0, 3))
    const response = await post(url, log.request(0, 5))
    expect(response.status).toBe(409)
    expect(response.headers.get("content-type")).toBe("text/x.tlog.size")
    expect(await response.text()).toBe("3\n")
  })

  const lying = signCheckpoint(
    { origin: log.origin, size: 4, root: log.root(4) },
    signerOf(log.origin, TYPE_ED25519, "liar"),
  )
  it.each<[number, string, () => Uint8Array]>([
    [400, "garbage", () => utf8("hello")],
    [400, "no body", () => new Uint8Array(0)],
    [400, "an old size beyond it", () => body(9, [], log.checkpoint(4))],
    [403, "another's signature", () => body(3, log.proof(3, 4), lying)],
    [404, "another log", () => toyLog("other.example/log").request(0, 1)],
    [413, "too much", () => new Uint8Array(MAX_ADD_CHECKPOINT_BYTES + 1)],
    [422, "a wrong proof", () => body(3, [log.root(1)], log.checkpoint(4))],
    [
      422,
      "another root",
      () => body(3, [], signCheckpoint({ origin: log.origin, size: 3, root: log.root(2) }, signer)),
    ],
  ])("answers %i to %s, in one line of text", async (status, _, make) => {
    const url = await served()
    await post(url, log.request(0, 3))
    const response = await post(url, make())
    expect(response.status).toBe(status)
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    expect(await response.text()).toMatch(/^[^\n]{10,200}\n$/)
  })

  it("takes the longest request", async () => {
    const url = await served()
    const head = utf8(`old 9007199254740991\n${`${"A".repeat(43)}=\n`.repeat(63)}\n`)
    const longest = concat(head, new Uint8Array(MAX_ADD_CHECKPOINT_BYTES - head.length).fill(65))
    expect((await post(url, longest)).status).toBe(400)
  })

  it.each([
    undefined,
    "",
    "text/plain",
    "application/octet-stream",
    "application/json",
    "application/x-www-form-urlencoded",
    "x",
  ])("does not mind the content type %s", async (type) => {
    const url = await served()
    expect((await post(url, log.request(0, 3), type)).status).toBe(200)
  })

  it("serves its newest cosigned checkpoint to monitors", async () => {
    const url = await served()
    const path = new URL(`/${hash}/checkpoint`, url)
    expect((await fetch(path)).status).toBe(404)
    const answer = await (await post(url, log.request(0, 3))).text()
    const response = await fetch(path)
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
    expect(response.headers.get("cache-control")).toBe("public, max-age=5")
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(openCheckpoint(bytes, log.key, verifyNode)?.checkpoint.size).toBe(3)
    expect(new TextDecoder().decode(bytes).endsWith(answer)).toBe(true)
    for (const other of [hash.toUpperCase(), hash.slice(1), "0".repeat(64), "..%2f..", "%00"])
      expect((await fetch(new URL(`/${other}/checkpoint`, url))).status, other).toBe(404)
  })

  it("says what it states with which key, and what it has seen", async () => {
    const url = await served()
    await post(url, log.request(0, 3))
    expect(await (await fetch(url)).json()).toMatchObject({
      name: witnessName,
      keys: [{ states: "growth" }],
      logs: [{ origin: log.origin, size: 3, replayed: null, fault: null }],
    })
  })

  it.each([
    ["GET", "/add-checkpoint", "POST"],
    ["PUT", "/add-checkpoint", "POST"],
    ["POST", "/", "GET, HEAD"],
    ["DELETE", `/${hash}/checkpoint`, "GET, HEAD"],
  ])("has no %s of %s", async (method, path, allow) => {
    const response = await fetch(new URL(path, await served()), { method })
    expect(response.status).toBe(405)
    expect(response.headers.get("allow")).toBe(allow)
    expect(await response.text()).toMatch(/^[^\n]+\n$/)
  })

  it.each(["/nothing", "/add-checkpoint/", "/%", "//"])("has nothing at %s", async (path) => {
    const url = await served()
    const got = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      httpRequest({ host: url.hostname, port: url.port, path, agent: false }, (response) => {
        let text = ""
        response.on("data", (bytes: Buffer) => {
          text += bytes.toString()
        })
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }))
      })
        .on("error", reject)
        .end()
    })
    expect([400, 404]).toContain(got.status)
    expect(got.text).toMatch(/^[^\n]+\n$/)
  })

  it("keeps a connection for the next request", async () => {
    const url = await served()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (const [from, to] of [
      [0, 3],
      [3, 4],
      [1, 4],
      [4, 4],
    ] as const)
      await new Promise<void>((resolve, reject) => {
        const sent = httpRequest(
          new URL("/add-checkpoint", url),
          { method: "POST", agent },
          (response) => {
            ports.add(sent.socket?.localPort)
            response.resume().on("end", () => resolve())
          },
        )
        sent.on("error", reject).end(Buffer.from(log.request(from, to)))
      })
    expect(ports.size).toBe(1)
    agent.destroy()
  })

  it("cosigns one of two that race", async () => {
    const url = await served()
    await post(url, log.request(0, 3))
    const answers = await Promise.all([5, 6, 7, 8].map((size) => post(url, log.request(3, size))))
    expect(answers.filter(({ status }) => status === 200).length).toBe(1)
    expect(answers.filter(({ status }) => status === 409).length).toBe(3)
  })

  it("says nothing of what broke inside, but to its operator", async () => {
    const told: unknown[] = []
    const broken = async (): Promise<never> => {
      throw new Error("EIO at /srv/secret")
    }
    const url = await served(
      { about: broken, addCheckpoint: broken, checkpoint: broken },
      (error) => told.push(error),
    )
    for (const response of [
      await post(url, log.request(0, 3)),
      await fetch(url),
      await fetch(new URL(`/${hash}/checkpoint`, url)),
    ]) {
      expect(response.status).toBe(500)
      expect(await response.text()).not.toMatch(/EIO|srv| at /)
    }
    expect(told.length).toBe(3)
  })

  it("survives a sender who goes away in the middle", async () => {
    const told: unknown[] = []
    const url = await served(undefined, (error) => told.push(error))
    const socket = connect(Number(url.port), "127.0.0.1")
    socket.write("POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\nold 0\n")
    await new Promise((resolve) => setTimeout(resolve, 30))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await post(url, log.request(0, 3))).status).toBe(200)
    expect(told).toEqual([])
  })
})

describe("the client over the server", () => {
  it("is the same witness", async () => {
    const folder = scratch.place()
    const near = await witnessOf(folder, [{ key: log.key, replay: undefined }])
    const far = httpWitness(await served(near))
    const cosigned = await far.addCheckpoint(log.request(0, 3))
    expect(cosigned).toMatchObject({ status: 200, signatures: [{ name: witnessName }] })
    expect(await far.checkpoint(hash)).toEqual(await near.checkpoint(hash))
    expect(await far.checkpoint("0".repeat(64))).toBeUndefined()
    expect(await far.checkpoint("nothing")).toBeUndefined()
    for (const request of [
      log.request(0, 4),
      log.request(3, 3),
      utf8("garbage"),
      body(3, [], log.checkpoint(4)),
      body(5, [], log.checkpoint(4)),
      toyLog("other.example/log").request(0, 4),
      body(3, log.proof(3, 4), lyingAbout(4)),
    ])
      expect(await far.addCheckpoint(request)).toEqual(await near.addCheckpoint(request))
  })

  const lyingAbout = (size: number): Uint8Array =>
    signCheckpoint(
      { origin: log.origin, size, root: log.root(size) },
      signerOf(log.origin, TYPE_ED25519, "liar"),
    )

  it.each<WitnessAnswer>([
    { status: 409, size: 0 },
    { status: 409, size: Number.MAX_SAFE_INTEGER },
    { status: 503, sentence: "a write failed" },
    { status: 413, sentence: "expected at most 7 bytes" },
    { status: 200, signatures: parseSignatures("— a AAAAAAA=\n— b AAAAAAE=\n") ?? [] },
  ])("carries %o", async (answer) => {
    const fixed = async (): Promise<WitnessAnswer> => answer
    const near = await witnessOf(scratch.place(), [])
    const far = httpWitness(await served({ ...near, addCheckpoint: fixed }))
    expect(await far.addCheckpoint(log.request(0, 3))).toEqual(answer)
  })
})

describe("docs/witness.md", () => {
  const page = readPinned("docs/witness.md")
  const rows = (pattern: RegExp): readonly string[] =>
    [...page.matchAll(pattern)].map(([, cell = ""]) => cell)

  it("shows a request and its answer, as they are", async () => {
    const replay = toyReplay(async ({ checkpoint }) => ({ size: checkpoint.size, faults: [] }))
    const url = await served(await witnessOf(scratch.place(), [{ key: log.key, replay }]))
    await post(url, log.request(0, 5))
    const request = log.request(5, 12)
    const answer = await (await post(url, request)).text()
    const [, asked, answered] = [...page.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(
      ([, each]) => each,
    )
    expect(asked).toBe(new TextDecoder().decode(request))
    expect(answered).toBe(answer)
    expect(answer.split("\n").length).toBe(3)
  })

  it("shows the lines that the command prints, of those keys", () => {
    const lines = [
      `witness ${witnessName} ${printVkey(growth.key)} http://127.0.0.1:8090`,
      `witness ${witnessName}/replay ${printVkey(replaying.key)} http://127.0.0.1:8090`,
    ]
    expect(page).toContain(`--logs logs.policy\n${lines.join("\n")}\n`)
  })

  it("lists the status codes of the interface, and the limits of the code", () => {
    const statuses: Record<WitnessAnswer["status"], true> = {
      200: true,
      400: true,
      403: true,
      404: true,
      409: true,
      413: true,
      422: true,
      503: true,
    }
    expect(rows(/^\| (\d{3}) \|/gm)).toEqual(Object.keys(statuses))
    expect(page).toContain(`at most ${MAX_ADD_CHECKPOINT_BYTES.toLocaleString("en")} bytes`)
    expect(page).toContain(`more than ${MAX_WAITING} requests wait`)
    expect(page).toContain(`up to ${MAX_STEP_BACK_SECONDS} seconds behind`)
    expect(page).toContain(`| the first ${MAX_EVIDENCE} |`)
    expect(page).toContain(`| the newest ${MAX_EVIDENCE} |`)
  })
})
