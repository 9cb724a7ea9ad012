/** What a sample ledger is made with, the same in every run: keys by name, and chance that counts. */

import { signingKeyFromSeed } from "../../src/cose/key.ts"
import { concat, uint64, utf8 } from "../../src/encoding/bytes.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import type { LedgerKeys } from "../../src/ledger/running.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { signNode } from "../../src/platform/ed25519.ts"

export function countedRandom(name: string): (length: number) => Uint8Array {
  let count = 0
  return (length) => {
    const blocks: Uint8Array[] = []
    for (let left = length; left > 0; left -= 32)
      blocks.push(sha256(concat(utf8(name), uint64(count++))))
    return concat(...blocks).slice(0, length)
  }
}

const keyNamed = (name: string) => signingKeyFromSeed(sha256(utf8(name)), signNode)

export function ledgerKeysFor(origin: string): LedgerKeys {
  const checkpoint = keyNamed("checkpoint")
  const key = noteKey(origin, TYPE_ED25519, checkpoint.publicKey)
  return {
    seal: keyNamed("seal"),
    promise: keyNamed("promise"),
    checkpoint: { key, sign: checkpoint.sign },
  }
}
