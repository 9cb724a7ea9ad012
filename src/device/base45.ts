/** Base45, RFC 9285: bytes in the letters of a QR code's alphanumeric mode. One spelling of each; others are refused. */

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
const values = new Map(Array.from(letters, (letter, value) => [letter, value] as const))
const base = letters.length

export function encodeBase45(bytes: Uint8Array): string {
  let text = ""
  for (let i = 0; i < bytes.length; i += 2) {
    const [first = 0, second] = [bytes[i], bytes[i + 1]]
    const value = second === undefined ? first : 256 * first + second
    text += letters.charAt(value % base) + letters.charAt(Math.floor(value / base) % base)
    if (second !== undefined) text += letters.charAt(Math.floor(value / base ** 2))
  }
  return text
}

/** Undefined for anything that `encodeBase45` would not write. */
export function decodeBase45(text: string): Uint8Array | undefined {
  const rest = text.length % 3
  if (rest === 1) return undefined
  const bytes = new Uint8Array(2 * Math.floor(text.length / 3) + (rest === 2 ? 1 : 0))
  for (let i = 0, at = 0; i < text.length; i += 3) {
    const digits = Array.from(text.slice(i, i + 3), (letter) => values.get(letter) ?? NaN)
    const value = digits.reduceRight((sum, digit) => base * sum + digit, 0)
    const isPair = digits.length === 3
    // Not a number fails here too.
    if (!(value <= (isPair ? 0xffff : 0xff))) return undefined
    if (isPair) bytes[at++] = value >> 8
    bytes[at++] = value & 0xff
  }
  return bytes
}
