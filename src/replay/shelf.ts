/**
 * Bytes by name, many small ones in few large pieces of memory: a million values of their own would cost some 250 bytes
 * each beside what they hold, and the collector's time.
 */

type Piece = { readonly bytes: Uint8Array; live: number }
type Spot = { readonly piece: Piece; readonly at: number; readonly length: number }

export class Shelf {
  readonly #spots = new Map<string, Spot>()
  readonly #pieces = new Set<Piece>()
  /** Bytes in all pieces, and those of them that are still wanted. */
  #held = 0
  #live = 0

  /** At most twice what is on the shelf, after each `put`. */
  get bytesHeld(): number {
    return this.#held
  }

  names(): Iterable<string> {
    return this.#spots.keys()
  }

  /** A view, until the next `put`. */
  get(name: string): Uint8Array | undefined {
    const spot = this.#spots.get(name)
    return spot?.piece.bytes.subarray(spot.at, spot.at + spot.length)
  }

  /** The bytes, which are on the shelf no more: a view, until the next `put`. */
  take(name: string): Uint8Array | undefined {
    const spot = this.#spots.get(name)
    if (spot === undefined) return undefined
    this.#spots.delete(name)
    spot.piece.live -= spot.length
    this.#live -= spot.length
    if (spot.piece.live === 0) this.#drop(spot.piece)
    return spot.piece.bytes.subarray(spot.at, spot.at + spot.length)
  }

  /** Values whose names are not on the shelf. */
  put(values: readonly (readonly [name: string, bytes: Uint8Array])[]): void {
    if (values.length === 0) return
    const length = values.reduce((sum, [, bytes]) => sum + bytes.length, 0)
    const piece: Piece = { bytes: new Uint8Array(length), live: length }
    let at = 0
    for (const [name, bytes] of values) {
      piece.bytes.set(bytes, at)
      this.#spots.set(name, { piece, at, length: bytes.length })
      at += bytes.length
    }
    this.#pieces.add(piece)
    this.#held += length
    this.#live += length
    if (this.#held > 2 * this.#live) this.#compact()
  }

  #drop(piece: Piece): void {
    this.#pieces.delete(piece)
    this.#held -= piece.bytes.length
  }

  /** Puts what is left of pieces that are mostly empty into a new one; what is left is less than half. */
  #compact(): void {
    const sparse = new Set([...this.#pieces].filter(({ bytes, live }) => 2 * live < bytes.length))
    const moved: (readonly [string, Uint8Array])[] = []
    for (const [name, { piece, at, length }] of this.#spots)
      if (sparse.has(piece)) moved.push([name, piece.bytes.subarray(at, at + length)])
    for (const piece of sparse) {
      this.#drop(piece)
      this.#live -= piece.live
    }
    this.put(moved)
  }
}
