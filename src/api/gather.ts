/** Bytes that come in pieces, from somebody who chooses how small the pieces are. */

/**
 * One growing buffer rather than a list of pieces, because a piece of one byte costs a hundred times as much in a list.
 */
export class Gathering {
  bytes = new Uint8Array(4096)
  length = 0

  add(piece: Uint8Array): void {
    const end = this.length + piece.length
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.bytes.length))
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
    }
    this.bytes.set(piece, this.length)
    this.length = end
  }

  /** A copy of what was added since the last `take`. */
  take(): Uint8Array {
    const taken = this.bytes.slice(0, this.length)
    this.length = 0
    return taken
  }
}

/** All bytes, or undefined as soon as there are more than `limit`. */
export async function gather(
  pieces: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const gathering = new Gathering()
  for await (const piece of pieces) {
    if (gathering.length + piece.length > limit) return undefined
    gathering.add(piece)
  }
  return gathering.take()
}
