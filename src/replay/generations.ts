/**
 * Values by name, the ones asked for last apart from the others, so that the others can be let go all at once. As `Recent` has
 * it, but nothing is let go before its owner says so, who first packs it or has written it down.
 */
export class Generations<T> {
  #young = new Map<string, T>()
  #old = new Map<string, T>()

  /** How many were asked for or set since `age`. */
  get youngest(): number {
    return this.#young.size
  }

  /** It is young from now on. */
  get(name: string): T | undefined {
    const young = this.#young.get(name)
    if (young !== undefined) return young
    const old = this.#old.get(name)
    if (old === undefined) return undefined
    this.#old.delete(name)
    this.#young.set(name, old)
    return old
  }

  /** A value whose name has none. */
  set(name: string, value: T): void {
    this.#young.set(name, value)
  }

  remove(name: string): T | undefined {
    const value = this.get(name)
    this.#young.delete(name)
    return value
  }

  *values(): Generator<T> {
    yield* this.#young.values()
    yield* this.#old.values()
  }

  /** The young are old; gives those that were. */
  age(): Iterable<T> {
    const gone = this.#old.values()
    this.#old = this.#young
    this.#young = new Map()
    return gone
  }
}
