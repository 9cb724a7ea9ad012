/** Every signature that a verification asks for. */

import type { Ed25519Verify } from "../../src/cose/ed25519.ts"

export type Signature = readonly [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array]

/** Takes every signature for good, and keeps it: whoever asks may use his buffers again. */
export const noting =
  (kept: Signature[]): Ed25519Verify =>
  (publicKey, message, signature) => {
    kept.push([new Uint8Array(publicKey), new Uint8Array(message), new Uint8Array(signature)])
    return true
  }
