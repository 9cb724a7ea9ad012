/**
 * Verification in a browser: signatures by WebCrypto where it has Ed25519 and computes the one rule, by the portable form
 * where not. Imports no node:*; meant for a worker, because the rest of the work is not asynchronous.
 */

import { passesFilter, publicKeyLength, verifyPortable } from "../cose/ed25519.ts"
import { isNamed } from "../cose/key.ts"
import { toBeSigned } from "../cose/sign.ts"
import { openingsFound, type Scrutiny, type SignatureAsked } from "../custody/scrutiny.ts"
import { fromHex, toHex, utf8 } from "../encoding/bytes.ts"
import { Recent } from "../encoding/recent.ts"
import type { Policy } from "../verifier/policy.ts"
import type { Verdict } from "../verifier/verdict.ts"
import { type Ed25519VerifyAsync, verifyAsync } from "../verifier/verify-async.ts"
import { verify, type VerifyOptions } from "../verifier/verify.ts"

/** What is used of `crypto.subtle`. */
export type Subtle = {
  importKey(
    format: "raw",
    publicKey: Uint8Array<ArrayBuffer>,
    algorithm: "Ed25519",
    extractable: false,
    uses: ["verify"],
  ): Promise<CryptoKey>
  verify(
    algorithm: "Ed25519",
    key: CryptoKey,
    signature: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>
}
type CryptoKey = Awaited<ReturnType<typeof globalThis.crypto.subtle.importKey>>

export type WebVerifier = {
  readonly by: "WebCrypto" | "portable"
  /** The verdict of `verify`. */
  readonly verify: (
    bytes: Uint8Array,
    policy: Policy,
    options?: Omit<VerifyOptions, "verify">,
  ) => Promise<Verdict>
}

/**
 * Two vectors of C2SP/CCTV under one key with a part of small order: the rule takes the first, and refuses the second, which
 * a verifier takes that multiplies by the cofactor.
 */
const probeKey = fromHex("10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f")
const probeStart = "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b"
const probes = [
  ["ed25519vectors", "bbfd00bd9c259d8d222d15e67a3d8228585050dbb9b9585be20d8fadc721da03", true],
  ["ed25519vectors 10", "c02e2b9e63e385c058bf62b14b3a2b29ccefe8e38ddb536bc3f9865320a3d801", false],
] as const

/** `subtle`: that of the page; undefined where it has none, as in an insecure context. */
export async function openWebVerifier(
  subtle: Subtle | undefined = globalThis.crypto?.subtle,
): Promise<WebVerifier> {
  if (subtle === undefined || !(await keepsTheRule(subtle)))
    return {
      by: "portable",
      verify: async (bytes, policy, options = {}) =>
        verify(bytes, policy, { ...options, verify: verifyPortable }),
    }
  const check = verifyBy(subtle)
  return {
    by: "WebCrypto",
    verify: (bytes, policy, options) => verifyAsync(bytes, policy, check, options),
  }
}

/** As `scrutinyHere`, with all signatures of a batch asked of WebCrypto at once; undefined where it does not keep the rule. */
export async function openWebScrutiny(
  subtle: Subtle | undefined = globalThis.crypto?.subtle,
): Promise<Scrutiny | undefined> {
  if (subtle === undefined || !(await keepsTheRule(subtle))) return undefined
  const check = verifyBy(subtle)
  const checkSigned = async ({ signed, publicKey }: SignatureAsked): Promise<boolean> =>
    publicKey.length === publicKeyLength &&
    isNamed(publicKey, signed.keyId) &&
    check(publicKey, toBeSigned(signed), signed.signature)
  return (asked) =>
    Promise.all(
      asked.map(async ({ signatures, openings }) => ({
        signatures: await Promise.all(signatures.map(checkSigned)),
        openings: openings.map(openingsFound),
      })),
    )
}

async function keepsTheRule(subtle: Subtle): Promise<boolean> {
  try {
    const key = await importKey(subtle, probeKey as Uint8Array)
    for (const [text, end, expected] of probes) {
      const signature = new Uint8Array(fromHex(probeStart + end) as Uint8Array)
      const found = await subtle.verify("Ed25519", key, signature, new Uint8Array(utf8(text)))
      if (found !== expected) return false
    }
    return true
  } catch {
    return false
  }
}

const importKey = (subtle: Subtle, publicKey: Uint8Array): Promise<CryptoKey> =>
  subtle.importKey("raw", new Uint8Array(publicKey), "Ed25519", false, ["verify"])

const publicKeysKept = 4096

/** The rule, with rule 5 by WebCrypto. What it will not answer, a key that is no point above all, is answered here. */
export function verifyBy(subtle: Subtle): Ed25519VerifyAsync {
  const keys = new Recent<Promise<CryptoKey>>(publicKeysKept)
  const keyOf = (publicKey: Uint8Array): Promise<CryptoKey> => {
    const name = toHex(publicKey)
    const known = keys.get(name)
    if (known !== undefined) return known
    const key = importKey(subtle, publicKey)
    keys.set(name, key)
    return key
  }
  return async (publicKey, message, signature) => {
    if (!passesFilter(publicKey, signature)) return false
    try {
      const key = await keyOf(publicKey)
      return await subtle.verify(
        "Ed25519",
        key,
        new Uint8Array(signature),
        message as Uint8Array<ArrayBuffer>,
      )
    } catch {
      return verifyPortable(publicKey, message, signature)
    }
  }
}
