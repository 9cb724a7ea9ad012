/** Who waits until a checkpoint with the quorum holds their entry. All of them hear of it at once, and then ask again. */

import { longestWaitMs, type Wait } from "../api/ledger-api.ts"
import { Overloaded } from "../api/overloaded.ts"

type Waiter = { readonly index: number; readonly end: () => void }

/** Some seconds of work, and no more memory than a server has. */
export const mostWaitingByDefault = 16_384

/** A publication or two. */
const retryAfter = 5

export class Waiting {
  readonly #most: number
  readonly #waiters = new Set<Waiter>()
  #isClosed = false

  constructor(most: number) {
    this.#most = most
  }

  /**
   * Resolves when `covered` says that this entry is, when the time is over, when the signal aborts, or when nobody waits
   * any longer. Throws Overloaded where too many wait already.
   */
  async until(index: number, { ms, signal }: Wait): Promise<void> {
    if (this.#isClosed || ms <= 0 || signal?.aborted === true) return
    if (this.#waiters.size >= this.#most)
      throw new Overloaded(this.#waiters.size, retryAfter, "requests for proofs")
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener("abort", end)
        this.#waiters.delete(waiter)
        resolve()
      }
      const waiter = { index, end }
      const timer = setTimeout(end, Math.min(ms, longestWaitMs))
      signal?.addEventListener("abort", end)
      this.#waiters.add(waiter)
    })
  }

  /** A checkpoint of so many entries has its quorum. */
  covered(size: number): void {
    for (const { index, end } of this.#waiters) if (index < size) end()
  }

  /** Ends all waiting, now and later. */
  close(): void {
    this.#isClosed = true
    this.covered(Infinity)
  }
}
