/**
 * The phone's key. Where the platform has Ed25519 the secret is made inside it and cannot be taken out, not even by this
 * page; where it has not, a seed is kept like everything else on the phone. Both answer later: see `write` and `finish`.
 */

import { publicKeyOf, verifyPortable } from "../cose/ed25519.ts"
import { type KeyId, keyIdOf, signingKeyFromSeed } from "../cose/key.ts"
import { utf8 } from "../encoding/bytes.ts"

/** What is used of `crypto.subtle`. */
export type Subtle = Pick<typeof globalThis.crypto.subtle, "generateKey" | "exportKey" | "sign">
type CryptoKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>

/** As a shelf keeps it: a `CryptoKey` is kept by IndexedDB without ever being readable. */
export type Secret =
  | { readonly kind: "sealed"; readonly key: CryptoKey }
  | { readonly kind: "seed"; readonly seed: Uint8Array }

export type KeptKey = { readonly publicKey: Uint8Array; readonly secret: Secret }

export type DeviceKey = {
  readonly publicKey: Uint8Array
  readonly keyId: KeyId
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
}

/** A new key, sealed in the platform if it signs as RFC 8032 says. `random` gives so many unpredictable bytes. */
export async function makeKey(
  subtle: Subtle | undefined,
  random: (length: number) => Uint8Array,
): Promise<KeptKey> {
  const sealed = subtle && (await makeSealed(subtle))
  if (sealed !== undefined) return sealed
  const seed = random(32)
  return { publicKey: publicKeyOf(seed), secret: { kind: "seed", seed } }
}

/** Undefined where the platform has no Ed25519, or signs otherwise. */
async function makeSealed(subtle: Subtle): Promise<KeptKey | undefined> {
  try {
    const pair = (await subtle.generateKey("Ed25519", false, ["sign", "verify"])) as {
      readonly publicKey: CryptoKey
      readonly privateKey: CryptoKey
    }
    const publicKey = new Uint8Array(await subtle.exportKey("raw", pair.publicKey))
    const kept: KeptKey = { publicKey, secret: { kind: "sealed", key: pair.privateKey } }
    const probe = utf8("kvitto")
    const signature = await deviceKey(kept, subtle).sign(probe)
    return verifyPortable(publicKey, probe, signature) ? kept : undefined
  } catch {
    return undefined
  }
}

/** The key, ready to sign. */
export function deviceKey({ publicKey, secret }: KeptKey, subtle: Subtle | undefined): DeviceKey {
  const named = { publicKey, keyId: keyIdOf(publicKey) }
  if (secret.kind === "seed") {
    const { sign } = signingKeyFromSeed(secret.seed)
    return { ...named, sign: async (message) => sign(message) }
  }
  return {
    ...named,
    sign: async (message) => {
      if (subtle === undefined) throw new Error("key: it was made by WebCrypto, and there is none")
      return new Uint8Array(await subtle.sign("Ed25519", secret.key, new Uint8Array(message)))
    },
  }
}
