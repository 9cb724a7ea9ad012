/**
 * Verification where signatures are checked by somebody who answers later: a browser's WebCrypto, or threads. The steps
 * are those of `verify`, which asks for each signature at its place and goes on as if it held, while the answer is on its
 * way. A verdict leaves here only if every answer that it was made with has come and was that. If one signature does not
 * hold, all is done again with what is known by then.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { equal, toHex } from "../encoding/bytes.ts"
import type { Policy } from "./policy.ts"
import type { Verdict } from "./verdict.ts"
import { verify, type VerifyOptions } from "./verify.ts"

/** As `Ed25519Verify`, under the same one rule, later. It must not reject: what cannot be checked is for it to solve. */
export type Ed25519VerifyAsync = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean>

type Triple = [publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array]

type Asked = {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
  readonly ok: boolean
}

/**
 * The verdict of `verify` with the same answers. A later change of `bytes` changes nothing. A round that asks nothing new is
 * the last, and what follows a wrong signature asks for less than what follows a right one: two rounds do for every file.
 */
export async function verifyAsync(
  bytes: Uint8Array,
  policy: Policy,
  check: Ed25519VerifyAsync,
  options: Omit<VerifyOptions, "verify"> = {},
): Promise<Verdict> {
  // Asked later than it is read: whoever lent us the bytes may have written over them by then.
  const own = new Uint8Array(bytes)
  const loose = (options.loose ?? []).map((each) => new Uint8Array(each))
  const answered = new Map<string, Asked[]>()
  for (;;) {
    const pending: Promise<Asked>[] = []
    const ask: Ed25519Verify = (...asked) => {
      const known = answerTo(answered, ...asked)
      if (known !== undefined) return known
      // Whoever asks a synchronous verifier may use his buffers again at once.
      const [publicKey, message, signature] = asked.map((each) => new Uint8Array(each)) as Triple
      const answer = check(publicKey, message, signature)
      pending.push(answer.then((ok) => ({ publicKey, message, signature, ok })))
      return true
    }
    const verdict = verify(own, policy, { ...options, loose, verify: ask })
    const found = await Promise.all(pending)
    if (found.every(({ ok }) => ok)) return verdict
    for (const each of found) {
      const name = toHex(each.signature)
      answered.set(name, [...(answered.get(name) ?? []), each])
    }
  }
}

function answerTo(
  answered: ReadonlyMap<string, readonly Asked[]>,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean | undefined {
  if (answered.size === 0) return undefined
  const alike = answered.get(toHex(signature)) ?? []
  return alike.find((each) => equal(each.publicKey, publicKey) && equal(each.message, message))?.ok
}
