/**
 * Scrutiny on all cores. Questions wait in one queue; a thread that is free takes as many as are there, up to a batch, so
 * that one that comes alone is answered at once and a crowd shares its messages (measured with one thread: 0.9 ms for a
 * question alone, 0.3 ms for each of a crowd). If a thread fails, what it had is answered in this one, and so is everything after it.
 */

import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { type Asked, type Found, scrutinise, type Scrutiny } from "../custody/scrutiny.ts"
import { verifyNode } from "./ed25519.ts"
import { type Answers, packQuestions, readAnswers } from "./scrutiny-message.ts"

const batchLength = 64
/** A thread has its next batch at hand when it has done one. */
const batchesAtHand = 2

export type ScrutinyPool = {
  readonly scrutiny: Scrutiny
  /** How many threads answer; 0 once one has failed. */
  readonly threads: () => number
  readonly close: () => Promise<void>
}

type Waiting = {
  readonly asked: Asked
  readonly resolve: (found: Found) => void
}

type Thread = { readonly worker: Worker; readonly batches: (readonly Waiting[])[] }

const workerFile = new URL("./scrutiny-worker.js", import.meta.url)
/** The main thread keeps no more busy, and each takes some thirty megabytes. */
const usefulThreads = 8
/** Run from its sources, as tests do, there is no program for a thread. */
const mostThreads = import.meta.url.endsWith(".ts")
  ? 0
  : Math.min(availableParallelism(), usefulThreads)

/** `failed` is told why threads are used no longer. */
export function openScrutinyPool(
  failed: (cause: unknown) => void = () => {},
  size: number = mostThreads,
  file: URL = workerFile,
): ScrutinyPool {
  const pool = new Pool(failed, size, file)
  return {
    scrutiny: (asked) => Promise.all(asked.map((each) => pool.ask(each))),
    threads: () => pool.threads.length,
    close: () => pool.close(),
  }
}

class Pool {
  threads: readonly Thread[]
  #queue: Waiting[] = []
  #isHanding = false
  readonly #failed: (cause: unknown) => void

  constructor(failed: (cause: unknown) => void, size: number, file: URL) {
    this.#failed = failed
    this.threads = Array.from({ length: size }, () => this.#start(file))
  }

  ask(asked: Asked): Promise<Found> {
    return new Promise((resolve) => {
      const waiting = { asked, resolve }
      if (this.threads.length === 0) {
        answerHere(waiting)
        return
      }
      this.#queue.push(waiting)
      if (this.#isHanding) return
      this.#isHanding = true
      // Whatever comes in this turn of the loop goes together.
      setImmediate(() => {
        this.#isHanding = false
        this.#hand()
      })
    })
  }

  async close(): Promise<void> {
    const closing = this.threads
    this.threads = []
    await Promise.all(closing.map(({ worker }) => worker.terminate()))
  }

  #start(file: URL): Thread {
    const worker = new Worker(file)
    const thread: Thread = { worker, batches: [] }
    worker.on("message", (answers: Answers) => {
      const batch = thread.batches.shift() ?? []
      if (thread.batches.length === 0) worker.unref()
      const found = readAnswers(
        batch.map(({ asked }) => asked),
        answers,
      )
      batch.forEach(({ resolve }, i) => resolve(found[i] as Found))
      this.#hand()
    })
    worker.on("error", (cause) => this.#giveUp(cause))
    worker.on("exit", (code) => this.#giveUp(new Error(`a thread ended with code ${code}`)))
    worker.unref()
    return thread
  }

  #hand(): void {
    for (let atHand = 0; atHand < batchesAtHand; atHand++)
      for (const { worker, batches } of this.threads) {
        if (this.#queue.length === 0) return
        if (batches.length > atHand) continue
        const taken = this.#queue.splice(0, batchLength)
        // Until it has answered, the program must not end.
        worker.ref()
        batches.push(taken)
        const packed = packQuestions(taken.map(({ asked }) => asked))
        worker.postMessage(packed, [packed.buffer as ArrayBuffer])
      }
  }

  #giveUp(cause: unknown): void {
    if (this.threads.length === 0) return
    const left = [...this.threads.flatMap(({ batches }) => batches.flat()), ...this.#queue]
    for (const { worker } of this.threads) void worker.terminate()
    this.threads = []
    this.#queue = []
    this.#failed(cause)
    for (const each of left) answerHere(each)
  }
}

const answerHere = ({ asked, resolve }: Waiting): void => resolve(scrutinise(asked, verifyNode))
