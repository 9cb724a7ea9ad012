/** As much of RFC 8949 as a COSE receipt needs, written down so that a bad one can be written too. */

function head(major: number, value: number): Buffer {
  const first = major << 5
  if (value < 24) return Buffer.of(first | value)
  if (value < 256) return Buffer.of(first | 24, value)
  if (value < 65_536) return Buffer.of(first | 25, value >> 8, value & 255)
  const bytes = Buffer.alloc(5, first | 26)
  bytes.writeUInt32BE(value, 1)
  return bytes
}

/** From −2^32 to 2^32 − 1. */
export const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value))
export const byteString = (bytes: Uint8Array): Buffer =>
  Buffer.concat([head(2, bytes.length), bytes])
export const textString = (text: string): Buffer =>
  Buffer.concat([head(3, Buffer.byteLength(text)), Buffer.from(text)])
export const arrayOf = (...items: readonly Buffer[]): Buffer =>
  Buffer.concat([head(4, items.length), ...items])
/** In the order given. */
export const mapOf = (...pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, pairs.length), ...pairs.flat()])
export const tagged = (tag: number, item: Buffer): Buffer => Buffer.concat([head(6, tag), item])
export const nothing = Buffer.of(0xf6)
