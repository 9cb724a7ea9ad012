/** Node's own SHA-256, to be put under `encoding/hash.ts` by the composition root. */

import * as crypto from "node:crypto"

const digestLength = 32

/**
 * `crypto.hash` came with Node 20.12. Asking it for a binary (latin1) string and copying the letters takes a quarter of the
 * time of asking for bytes, because a small array stays out of the engine's external memory (measured: 0.35 µs, 1.5 µs).
 */
function oneShot(message: Uint8Array): Uint8Array {
  const text = crypto.hash("sha256", message, "binary")
  const digest = new Uint8Array(digestLength)
  for (let i = 0; i < digestLength; i++) digest[i] = text.charCodeAt(i)
  return digest
}

const incremental = (message: Uint8Array): Uint8Array =>
  Uint8Array.from(crypto.createHash("sha256").update(message).digest())

/** SHA-256; the result owns its 32 bytes. */
export const sha256Node: (message: Uint8Array) => Uint8Array =
  typeof crypto.hash === "function" ? oneShot : incremental
