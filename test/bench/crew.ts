/** Threads that make hand-overs, or check nothing but signatures: one for each core. */

import { availableParallelism } from "node:os"
import { parentPort, Worker, workerData } from "node:worker_threads"
import { isRejected } from "../../src/custody/rejected.ts"
import { signersOf } from "../../src/custody/handover.ts"
import { toBeSigned } from "../../src/cose/sign.ts"
import { useSha256 } from "../../src/encoding/hash.ts"
import { openDelivery } from "../../src/ledger/append.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { sha256Node } from "../../src/platform/sha256.ts"
import { fleetKey, fleetOf, fleetOrigin, type FleetSize, Maker } from "./fleet.ts"

type Task =
  | {
      readonly kind: "intakes"
      readonly count: number
      readonly lines: number
      readonly mixed: boolean
    }
  | { readonly kind: "hand-overs"; readonly count: number }
  /** Verifies the signatures of its own hand-overs for so many milliseconds. */
  | { readonly kind: "verify"; readonly milliseconds: number }
  /** Opens these hand-overs and verifies both signatures of each, once. */
  | { readonly kind: "check"; readonly parcels: readonly Uint8Array[] }

type Start = { readonly fleet: FleetSize; readonly share: string; readonly life: number }

export const crewSize = availableParallelism()

/** One thread, which answers one task after the other. */
class Hand {
  readonly #worker: Worker
  #waiting: ((answer: unknown) => void)[] = []

  constructor(start: Start) {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: start })
    this.#worker.on("message", (answer) => this.#waiting.shift()?.(answer))
    this.#worker.on("error", (error) => {
      throw error
    })
  }

  ask<T>(task: Task): Promise<T> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve as (answer: unknown) => void)
      this.#worker.postMessage(task, [])
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }
}

export class Crew {
  readonly #hands: readonly Hand[]

  /** `share`: two crews of one ledger must not have the same. `life`: how often each item is handed over at most. */
  constructor(fleet: FleetSize, share: string, life = Infinity) {
    this.#hands = Array.from(
      { length: crewSize },
      (_, i) => new Hand({ fleet, share: `${share}${i}`, life }),
    )
  }

  async #shared<T>(task: (share: number) => Task, count: number): Promise<T[]> {
    const each = Math.ceil(count / this.#hands.length)
    return Promise.all(this.#hands.map((hand) => hand.ask<T>(task(each))))
  }

  /** Parcels of at least so many new items; `mixed` as `Maker.intake` has it. */
  async intakes(items: number, lines: number, mixed = false): Promise<Uint8Array[]> {
    const task = (count: number): Task => ({
      kind: "intakes",
      count: Math.ceil(count / lines),
      lines,
      mixed,
    })
    return (await this.#shared<Uint8Array[]>(task, items)).flat()
  }

  /** Parcels of at least so many hand-overs, in an order in which each finds what it follows. */
  async handOvers(count: number): Promise<Uint8Array[]> {
    const shares = await this.#shared<Uint8Array[]>(
      (each) => ({ kind: "hand-overs", count: each }),
      count,
    )
    // By turns, as they come in from many places.
    const longest = Math.max(...shares.map(({ length }) => length))
    return Array.from({ length: longest }, (_, i) =>
      shares.flatMap((share) => share[i] ?? []),
    ).flat()
  }

  /** Hand-overs a second whose two signatures this machine can check, with nothing else to do. */
  async capacity(milliseconds: number): Promise<number> {
    const rates = await Promise.all(
      this.#hands.map((hand) => hand.ask<number>({ kind: "verify", milliseconds })),
    )
    return rates.reduce((a, b) => a + b, 0)
  }

  /** Opens hand-overs and checks both signatures of each, a share in each thread; a wrong one ends the program. */
  async check(parcels: readonly Uint8Array[]): Promise<void> {
    const each = Math.ceil(parcels.length / this.#hands.length)
    const checked = await Promise.all(
      this.#hands.map((hand, i) =>
        hand.ask<number>({ kind: "check", parcels: parcels.slice(i * each, (i + 1) * each) }),
      ),
    )
    const count = checked.reduce((a, b) => a + b, 0)
    if (count !== 2 * parcels.length)
      throw new Error(`expected two signatures of each of ${parcels.length}, checked ${count}`)
  }

  async close(): Promise<void> {
    await Promise.all(this.#hands.map((hand) => hand.close()))
  }
}

type Signature = readonly [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array]

function signaturesIn(parcel: Uint8Array, keys: ReadonlyMap<string, Uint8Array>): Signature[] {
  const delivery = openDelivery(parcel, fleetOrigin)
  if (isRejected(delivery)) throw new Error(delivery.sentence)
  return signersOf(delivery.own.opened).map(({ signed }) => {
    const publicKey = keys.get(signed.keyId)
    if (publicKey === undefined) throw new Error(`crew: expected key ${signed.keyId}`)
    // Copies, so that nothing of a parcel is touched while only signatures are checked.
    return [publicKey, toBeSigned(signed), signed.signature.slice()]
  })
}

function work({ fleet: size, share, life }: Start): void {
  useSha256(sha256Node)
  const fleet = fleetOf(size)
  const maker = new Maker(size, fleet, share, life)
  const keys = new Map<string, Uint8Array>()
  for (let organisation = 0; organisation < size.organisations; organisation++)
    for (let person = 0; person < size.people; person++) {
      const { keyId, publicKey } = fleetKey(fleet.keyName(organisation, person))
      keys.set(keyId, publicKey)
    }
  let signatures: Signature[] = []
  const verifyFor = (milliseconds: number): number => {
    const began = performance.now()
    let count = 0
    for (let now = began; now - began < milliseconds; now = performance.now())
      for (const [publicKey, message, signature] of signatures) {
        if (!verifyNode(publicKey, message, signature)) throw new Error("a wrong signature")
        count++
      }
    return (1000 * count) / 2 / (performance.now() - began)
  }
  const check = (parcels: readonly Uint8Array[]): number => {
    const found = parcels.flatMap((parcel) => signaturesIn(parcel, keys))
    if (!found.every((each) => verifyNode(...each))) throw new Error("a wrong signature")
    return found.length
  }
  parentPort?.on("message", (task: Task) => {
    if (task.kind === "verify") parentPort?.postMessage(verifyFor(task.milliseconds), [])
    else if (task.kind === "check") parentPort?.postMessage(check(task.parcels), [])
    else {
      const parcels = Array.from({ length: task.count }, () =>
        task.kind === "intakes" ? maker.intake(task.lines, task.mixed) : maker.handOver(),
      )
      if (task.kind === "hand-overs" && signatures.length === 0)
        signatures = parcels.slice(0, 256).flatMap((parcel) => signaturesIn(parcel, keys))
      parentPort?.postMessage(parcels, [])
    }
  })
}

if (workerData !== null) work(workerData as Start)
