/**
 * A list that only grows at its end, as it is stored: no table of ids, and each member spells only those that neither it
 * nor the one before has spelt. So one more is written without a look at the rest.
 */

import { concat } from "../encoding/bytes.ts"
import { type Compact, expectId, Reader, Writer } from "./compact.ts"

/** In a chain: 0 and the id, or one more than its place among those used in this member, and then in the one before. */
class ChainWriter extends Writer {
  used: string[] = []
  before: readonly string[] = []

  override id(id: string): void {
    const own = this.used.indexOf(id)
    if (own >= 0) {
      this.whole(1 + own)
      return
    }
    const place = this.before.indexOf(id)
    this.whole(place < 0 ? 0 : 1 + this.used.length + place)
    if (place < 0) this.spelt(id)
    this.used.push(id)
  }
}

class ChainReader extends Reader {
  before: readonly string[] = []

  override id(): string {
    const place = this.whole() - 1
    if (place >= 0 && place < this.ids.length) return this.ids[place] as string
    const id = place < 0 ? this.spelt() : expectId(this.before[place - this.ids.length])
    this.ids.push(id)
    return id
  }
}

/** A list and how it is written; `ids` are those that its last member used. */
export type Chain<T> = {
  readonly values: readonly T[]
  readonly bytes: Uint8Array
  readonly ids: readonly string[]
}

export const noChain: Chain<never> = { values: [], bytes: new Uint8Array(0), ids: [] }

const chainScratch = new ChainWriter()

/** The chain of these values. If `before` is one of the first of them, these very ones, only the rest is written. */
export function chainOf<T>(
  compact: Compact<T>,
  values: readonly T[],
  before: Chain<T> = noChain,
): Chain<T> {
  const isBegun = before.values.every((each, i) => each === values[i])
  const { bytes, ids, values: written } = isBegun ? before : noChain
  if (written.length === values.length) return isBegun ? before : noChain
  chainScratch.reset()
  chainScratch.before = ids
  for (let i = written.length; i < values.length; i++) {
    chainScratch.used = []
    compact.put(chainScratch, values[i] as T)
    chainScratch.before = chainScratch.used
  }
  const more = chainScratch.bytes.subarray(0, chainScratch.length)
  return { values, bytes: concat(bytes, more), ids: chainScratch.before }
}

/** As `decodeCompact`, for the bytes of a chain of so many values. */
export function readChain<T>(compact: Compact<T>, bytes: Uint8Array, count: number): Chain<T> {
  const reader = new ChainReader(bytes)
  const values: T[] = []
  for (let left = count; left > 0; left--) {
    reader.before = reader.ids
    reader.ids = []
    values.push(compact.take(reader))
  }
  return { values, bytes, ids: reader.ids }
}
