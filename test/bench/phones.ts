/** A thread of phones, each with one receipt: at a steady pace until they hold the proof, or all at once. */

import { Agent, type IncomingHttpHeaders, request } from "node:http"
import { parentPort, Worker, workerData } from "node:worker_threads"
import { longestWaitMs } from "../../src/api/ledger-api.ts"
import { paths, pathTo } from "../../src/api/wire.ts"

type Task = {
  readonly kind: "pace" | "crowd"
  readonly port: number
  readonly parcels: readonly Uint8Array[]
  readonly perSecond: number
  readonly fetching: boolean
}

/** Milliseconds of each phone, from when it was to send. */
export type Waits = {
  /** Until it had the ledger's promise. */
  readonly acknowledged: readonly number[]
  /** Until a cosigned checkpoint with its receipt was out. */
  readonly covered: readonly number[]
  /** Until it held the proof of its entry, with the cosigned checkpoint. */
  readonly proved: readonly number[]
}

export type CrowdAnswer = {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly milliseconds: number
  /** Of who was acknowledged. */
  readonly acknowledged: { readonly statement: string; readonly index: number } | undefined
}

export class Phones {
  readonly #worker = new Worker(new URL(import.meta.url), { workerData: "phones" })

  #ask<T>(task: Task): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#worker.removeAllListeners()
      this.#worker.once("message", (answer: T) => resolve(answer))
      this.#worker.once("error", reject)
      this.#worker.postMessage(task, [])
    })
  }

  /**
   * So many begin to send in each second, whether those before them are done or not. With `fetching` each asks for its
   * proof once it has the promise, and waits for it: all of a publication get theirs at once.
   */
  pace(
    port: number,
    parcels: readonly Uint8Array[],
    perSecond: number,
    fetching: boolean,
  ): Promise<Waits> {
    return this.#ask({ kind: "pace", port, parcels, perSecond, fetching })
  }

  /** All send at once, and take what answer they get. */
  crowd(port: number, parcels: readonly Uint8Array[]): Promise<readonly CrowdAnswer[]> {
    return this.#ask({ kind: "crowd", port, parcels, perSecond: 0, fetching: false })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

type Reply = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

function ask(agent: Agent, port: number, path: string, body?: Uint8Array): Promise<Reply> {
  const method = body === undefined ? "GET" : "POST"
  const headers = body === undefined ? {} : { "content-type": "application/cbor" }
  return new Promise((resolve, reject) => {
    const asked = request({ agent, port, host: "127.0.0.1", path, method, headers }, (response) => {
      const pieces: Buffer[] = []
      response.on("data", (piece: Buffer) => pieces.push(piece))
      response.on("error", reject)
      response.on("end", () => {
        const text = Buffer.concat(pieces).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    asked.on("error", reject)
    asked.end(body)
  })
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

type Acknowledged = { readonly statement: string; readonly index: number }
const lookEveryMs = 20
const patienceMs = 60_000

/** One looks for the newest cosigned checkpoint on behalf of all; each waits for its own proof over its own connection. */
async function pace({ port, parcels, perSecond, fetching }: Task): Promise<Waits> {
  const sender = new Agent({ keepAlive: true, maxSockets: 64 })
  const fetcher = new Agent({ keepAlive: true })
  const lookout = new Agent({ keepAlive: true, maxSockets: 1 })
  const [acknowledged, covered, proved]: [number[], number[], number[]] = [[], [], []]
  const began = performance.now()
  const due = (i: number): number => began + (1000 * i) / perSecond
  const proofs: Promise<void>[] = []
  let waiting: { readonly index: number; readonly from: number }[] = []
  const sendOne = async (parcel: Uint8Array, from: number): Promise<void> => {
    const { status, text } = await ask(sender, port, paths.parcels, parcel)
    if (status !== 201) throw new Error(`status ${status}: ${text.slice(0, 300)}`)
    acknowledged.push(performance.now() - from)
    const { index } = JSON.parse(text) as Acknowledged
    waiting.push({ index, from })
    if (fetching) proofs.push(fetchProof(index, from))
  }
  const fetchProof = async (index: number, from: number): Promise<void> => {
    const path = `${pathTo(paths.tlogProof, index)}?wait=${longestWaitMs / 1000}`
    const { status, text } = await ask(fetcher, port, path)
    if (status !== 200) throw new Error(`proof ${index}: status ${status}: ${text.slice(0, 300)}`)
    proved.push(performance.now() - from)
  }
  const sending = (async () => {
    const sent: Promise<void>[] = []
    for (let i = 0; i < parcels.length; await sleep(2))
      for (; i < parcels.length && due(i) <= performance.now(); i++)
        sent.push(sendOne(parcels[i] as Uint8Array, due(i)))
    await Promise.all(sent)
  })()
  const until = due(parcels.length) + patienceMs
  for (; covered.length < parcels.length; await sleep(lookEveryMs)) {
    if (performance.now() > until) throw new Error("expected every receipt to be published")
    const size = cosignedSize(await ask(lookout, port, paths.cosigned))
    const now = performance.now()
    for (const { index, from } of waiting) if (index < size) covered.push(now - from)
    waiting = waiting.filter((each) => each.index >= size)
  }
  await sending
  await Promise.all(proofs)
  for (const agent of [sender, fetcher, lookout]) agent.destroy()
  return { acknowledged, covered, proved }
}

/** The second line of a checkpoint is its size. */
const cosignedSize = ({ status, text }: Reply): number =>
  status === 200 ? Number(text.split("\n")[1]) : 0

async function crowd({ port, parcels }: Task): Promise<readonly CrowdAnswer[]> {
  const agent = new Agent({ keepAlive: true })
  const answers = await Promise.all(
    parcels.map(async (parcel): Promise<CrowdAnswer> => {
      const began = performance.now()
      const { status, headers, text } = await ask(agent, port, paths.parcels, parcel)
      return {
        status,
        retryAfter: headers["retry-after"],
        milliseconds: performance.now() - began,
        acknowledged:
          status === 200 || status === 201 ? (JSON.parse(text) as Acknowledged) : undefined,
      }
    }),
  )
  agent.destroy()
  return answers
}

if (workerData === "phones")
  parentPort?.on("message", (task: Task) => {
    const done: Promise<unknown> = task.kind === "pace" ? pace(task) : crowd(task)
    void done.then((answer) => parentPort?.postMessage(answer, []))
  })
