/** Bytes and their strict text forms. A decoder here refuses every spelling that its encoder would not print. */

/** 32 bytes that some SHA-256 gave. */
export type Hash = Uint8Array

const encoder = new TextEncoder()
// `ignoreBOM` keeps a leading U+FEFF: a decoder that drops it would give two encodings one text.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** The text of well-formed UTF-8 bytes, or undefined. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Negative, zero or positive: bytewise lexicographic order, a prefix before what it begins. */
export function compare(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && compare(a, b) === 0

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

export function toHex(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += hexDigits[byte] as string
  return text
}

/** Lower case only, an even number of digits; otherwise undefined. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const base64Values = new Map(Array.from(base64Alphabet, (letter, value) => [letter, value]))

/** Standard base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let text = ""
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]]
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    text += base64Alphabet.charAt(word >> 18) + base64Alphabet.charAt((word >> 12) & 63)
    text += b === undefined ? "=" : base64Alphabet.charAt((word >> 6) & 63)
    text += c === undefined ? "=" : base64Alphabet.charAt(word & 63)
  }
  return text
}

/** Accepts exactly what `toBase64` prints: padded, no white space, unused bits zero. */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let word = 0
  for (let i = 0; i < text.length; i++) {
    const inPadding = i >= text.length - padding
    const value = inPadding ? 0 : base64Values.get(text.charAt(i))
    if (value === undefined) return undefined
    word = (word << 6) | value
    if (i % 4 === 3) {
      const at = ((i - 3) / 4) * 3
      for (let j = 0; j < 3 && at + j < bytes.length; j++)
        bytes[at + j] = (word >> (16 - 8 * j)) & 255
      word = 0
    }
  }
  return toBase64(bytes) === text ? bytes : undefined
}

/** Eight bytes, big-endian. `value` is a non-negative safe integer. */
export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
