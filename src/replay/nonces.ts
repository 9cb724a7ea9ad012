/** Which nonces keys have used: some sixty bytes for each. */

import type { Statement } from "../custody/statement.ts"

/** By key and nonce as `nonceMarker` puts them together; a set looks up short strings under a seed that nobody knows. */
export class Nonces {
  readonly #used = new Map<string, Set<string>>()

  has({ keyId, nonce }: Pick<Statement, "keyId" | "nonce">): boolean {
    return this.#used.get(keyId.slice(0, 32))?.has(lettersOf(nonce)) === true
  }

  add({ keyId, nonce }: Pick<Statement, "keyId" | "nonce">): void {
    const key = keyId.slice(0, 32)
    const used = this.#used.get(key)
    if (used === undefined) this.#used.set(key, new Set([lettersOf(nonce)]))
    else used.add(lettersOf(nonce))
  }

  clear(): void {
    this.#used.clear()
  }
}

const half: number[] = Array.from({ length: 16 }, () => 0)

/** A letter for each byte of the nonce's first half. */
function lettersOf(nonce: Uint8Array): string {
  for (let i = 0; i < half.length; i++) half[i] = nonce[i] as number
  return String.fromCharCode.apply(null, half)
}
