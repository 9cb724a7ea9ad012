/** libsodium behind the one rule: takes 0.6 of the time that OpenSSL takes. It is a native part, and may be missing. */

import type sodium from "sodium-native"
import { type Ed25519Verify, strict } from "../cose/ed25519.ts"

type Loaded = { readonly default: typeof sodium }

/** `load` gives the module. Undefined where it is not installed, or was not built for this machine. */
export async function loadLibsodium(
  load: () => Promise<Loaded> = () => import("sodium-native"),
): Promise<Ed25519Verify | undefined> {
  let native: Loaded
  try {
    native = await load()
  } catch {
    return undefined
  }
  const verify = native.default.crypto_sign_verify_detached
  // It would take a signature that is too long: `strict` measures it first.
  return strict((publicKey, message, signature) => verify(signature, message, publicKey))
}
