/**
 * Notes and keys as the specifications describe them, on Node's own cryptography. Nothing here uses the code under
 * test: the vectors are a second reading of the same pages.
 */

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto"

export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64")
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

/** PKCS #8 around an Ed25519 seed, RFC 8410 §7. */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex")

export type Pen = {
  readonly name: string
  readonly type: number
  readonly id: Buffer
  readonly publicKey: Buffer
  readonly vkey: string
  readonly sign: (message: string | Uint8Array) => Buffer
}

export const keyIdOf = (name: string, type: number, publicKey: Uint8Array): Buffer =>
  sha256(`${name}\n`, Uint8Array.of(type), publicKey).subarray(0, 4)

export const vkeyOf = (name: string, type: number, publicKey: Uint8Array): string =>
  `${name}+${hex(keyIdOf(name, type, publicKey))}+${base64(Buffer.concat([Uint8Array.of(type), publicKey]))}`

/** The key whose seed is SHA-256("kvitto test vector key <name> <type>"): anybody can sign with it. */
export function penOf(name: string, type: number): Pen {
  const seed = sha256(`kvitto test vector key ${name} ${type}`)
  const secret = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: "der",
    type: "pkcs8",
  })
  const { x = "" } = createPublicKey(secret).export({ format: "jwk" })
  const publicKey = Buffer.from(x, "base64url")
  return {
    name,
    type,
    id: keyIdOf(name, type, publicKey),
    publicKey,
    vkey: vkeyOf(name, type, publicKey),
    sign: (message) => sign(null, Buffer.from(message), secret),
  }
}

/** The same secret under another name or type. */
export const renamed = (pen: Pen, name: string, type: number = pen.type): Pen => ({
  ...pen,
  name,
  type,
  id: keyIdOf(name, type, pen.publicKey),
  vkey: vkeyOf(name, type, pen.publicKey),
})

export const line = (name: string, id: Uint8Array, signature: Uint8Array): string =>
  `— ${name} ${base64(Buffer.concat([id, signature]))}\n`

/** A log's line over this text. */
export const logLine = (pen: Pen, text: string): string => line(pen.name, pen.id, pen.sign(text))

export function uint64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}

export const cosignedMessage = (text: string, time: bigint | number): string =>
  `cosignature/v1\ntime ${time}\n${text}`

/** The bytes after the key id in a witness's line. */
export const cosignature = (pen: Pen, text: string, time: bigint | number): Buffer =>
  Buffer.concat([uint64(time), pen.sign(cosignedMessage(text, time))])

export const witnessLine = (pen: Pen, text: string, time: bigint | number): string =>
  line(pen.name, pen.id, cosignature(pen, text, time))

/** A note: the text, the empty line, the lines. */
export const note = (text: string, ...lines: readonly string[]): string =>
  `${text}\n${lines.join("")}`

/** A checkpoint's three lines. */
export const checkpointText = (
  origin: string,
  size: number | bigint | string,
  root: Uint8Array,
): string => `${origin}\n${size}\n${base64(root)}\n`

/** The same bytes with the last one's lowest bit turned. */
export function turned(bytes: Uint8Array): Buffer {
  const changed = Buffer.from(bytes)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  return changed
}

/** The base64 of `bytes`, whose length leaves bits unused, with the lowest unused bit set. */
export function withUnusedBit(encoded: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  const at = encoded.indexOf("=") - 1
  if (at < 0) throw new Error(`base64: expected padding, got ${encoded}`)
  const next = letters[letters.indexOf(encoded.charAt(at)) + 1] as string
  return encoded.slice(0, at) + next + encoded.slice(at + 1)
}

export const log = penOf("ledger.example/kvitto", 1)
export const [north, south, east, west] = ["north", "south", "east", "west"].map((name) =>
  penOf(`${name}.example/witness`, 4),
) as [Pen, Pen, Pen, Pen]
export const stranger = penOf("stranger.example", 1)
/** 1 August 2026, 08:00:00 UTC, in seconds. */
export const start = 1_785_571_200
