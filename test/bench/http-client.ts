/** A thread that sends parcels over HTTP, on so many connections, and counts what was acknowledged. */

import { Agent, request } from "node:http"
import { parentPort, Worker, workerData } from "node:worker_threads"

export type Sending = {
  readonly port: number
  readonly connections: number
  /** Parcels in a request; 1 is one as application/cbor. */
  readonly batch: number
}

export class HttpClient {
  readonly #worker = new Worker(new URL(import.meta.url), { workerData: "client" })

  /** Resolves when all are acknowledged. */
  send(parcels: readonly Uint8Array[], sending: Sending): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.removeAllListeners()
      this.#worker.once("message", (count: number) => {
        if (count === parcels.length) resolve(count)
        else reject(new Error(`expected ${parcels.length} acknowledged, got ${count}`))
      })
      this.#worker.once("error", reject)
      this.#worker.postMessage({ parcels, sending }, [])
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

type Task = { readonly parcels: readonly Uint8Array[]; readonly sending: Sending }

function post(agent: Agent, port: number, parcels: readonly Uint8Array[]): Promise<number> {
  const isOne = parcels.length === 1
  const body = Buffer.concat(parcels)
  const type = isOne ? "application/cbor" : "application/cbor-seq"
  const headers = { "content-type": type, "content-length": body.length }
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, port, host: "127.0.0.1", path: "/v1/parcels", method: "POST", headers },
      (response) => {
        const pieces: Buffer[] = []
        response.on("data", (piece: Buffer) => pieces.push(piece))
        response.on("error", reject)
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString()
          const count = text.split('"ok":true').length - 1
          if (count === parcels.length) resolve(count)
          else reject(new Error(`status ${response.statusCode}: ${text.slice(0, 300)}`))
        })
      },
    )
    sent.on("error", reject)
    sent.end(body)
  })
}

async function work({ parcels, sending }: Task): Promise<number> {
  const { port, connections, batch } = sending
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let next = 0
  let count = 0
  const lane = async (): Promise<void> => {
    while (next < parcels.length) {
      const from = next
      next += batch
      // Not `count += await …`, which would read the count before it waits.
      const acknowledged = await post(agent, port, parcels.slice(from, from + batch))
      count += acknowledged
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
  return count
}

if (workerData === "client")
  parentPort?.on("message", (task: Task) => {
    void work(task).then((count) => parentPort?.postMessage(count, []))
  })
