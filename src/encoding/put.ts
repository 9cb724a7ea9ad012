/**
 * Writing deterministic CBOR straight into bytes, for structures that are written at every append. What is put must be what
 * `encodeCbor` writes for the same value: whoever uses it has a test that compares the two.
 */

/** The least argument that needs 1, 2, 4 and 8 bytes behind the first. */
export const leastOfWidth = [24, 0x100, 0x1_0000, 0x1_0000_0000] as const

/** How many bytes the head of an item with this argument takes. */
export function headLength(argument: number): number {
  let step = 0
  while (step < 4 && argument >= (leastOfWidth[step] as number)) step++
  return step === 0 ? 1 : 1 + (1 << (step - 1))
}

/** Puts a head of `length` bytes, as `headLength` gives it, into `target`, from `at` on. */
export function putHead(
  target: Uint8Array,
  at: number,
  major: number,
  argument: number,
  length: number,
): void {
  const width = length - 1
  target[at] = (major << 5) | (width === 0 ? argument : 24 + Math.log2(width))
  let rest = argument
  for (let i = width; i > 0; i--) {
    target[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

/** Of a byte string, its head included. */
export const bytesLength = (bytes: Uint8Array): number => headLength(bytes.length) + bytes.length

const [unsigned, byteString, array, map] = [0, 2, 4, 5] as const

/** Of exactly the length that will be put. */
export class Putter {
  readonly bytes: Uint8Array
  at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
  }

  #head(major: number, argument: number): void {
    const length = headLength(argument)
    putHead(this.bytes, this.at, major, argument, length)
    this.at += length
  }

  /** A non-negative safe integer. */
  unsigned(value: number): void {
    this.#head(unsigned, value)
  }

  byteString(value: Uint8Array): void {
    this.#head(byteString, value.length)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** Bytes as they are, without a head. */
  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  /** The head of an array of so many items. */
  array(length: number): void {
    this.#head(array, length)
  }

  /** The head of a map of so many pairs. */
  map(size: number): void {
    this.#head(map, size)
  }

  /** The bytes, once all of them are put. */
  whole(): Uint8Array {
    if (this.at !== this.bytes.length)
      throw new Error(`put: expected ${this.bytes.length} bytes, got ${this.at}`)
    return this.bytes
  }
}
