/** What was used lately, and no more of it than there is room for. */

/**
 * Keeps values until those used since weigh as much as there is room for, and twice that at most. Two halves: what is
 * asked for in the older one moves to the younger one, and when that is full, the older one is forgotten as a whole. So
 * nothing is ever taken out by itself.
 */
export class Recent<T> {
  readonly #room: number
  readonly #weigh: (value: T) => number
  #young = new Map<string, T>()
  #old = new Map<string, T>()
  #weight = 0

  /** `room`: in what `weigh` gives; one for each value where nothing is given. */
  constructor(room: number, weigh: (value: T) => number = () => 1) {
    this.#room = room
    this.#weigh = weigh
  }

  get(key: string): T | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: T): void {
    if (this.#weight >= this.#room) {
      this.#old = this.#young
      this.#young = new Map()
      this.#weight = 0
    }
    const replaced = this.#young.get(key)
    this.#young.set(key, value)
    this.#weight += this.#weigh(value) - (replaced === undefined ? 0 : this.#weigh(replaced))
  }
}
