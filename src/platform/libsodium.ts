/** libsodium behind the one rule: takes 0.6 of the time that OpenSSL takes. It is a native part, and may be missing. */

import type sodium from "sodium-native"
import { type Ed25519Verify, strict, type TorsionCheck } from "../cose/ed25519.ts"

type Loaded = { readonly default: typeof sodium }

export type Libsodium = { readonly verify: Ed25519Verify; readonly isTorsionFree: TorsionCheck }

/** `load` gives the module. Undefined where it is not installed, or was not built for this machine. */
export async function loadLibsodium(
  load: () => Promise<Loaded> = () => import("sodium-native"),
): Promise<Libsodium | undefined> {
  let native: Loaded
  try {
    native = await load()
  } catch {
    return undefined
  }
  const { crypto_sign_verify_detached: verify, crypto_core_ed25519_is_valid_point: isValid } =
    native.default
  return {
    // It would take a signature that is too long: `strict` measures it first.
    verify: strict((publicKey, message, signature) => verify(signature, message, publicKey)),
    isTorsionFree: isValid,
  }
}
