/** What a sample ledger is made with, the same in every run: keys by name, as the small world has them. */

import type { LedgerKeys } from "../../src/ledger/running.ts"
import { noteKey, TYPE_ED25519 } from "../../src/log/note.ts"
import { keyNamed } from "./world.ts"

export function ledgerKeysFor(origin: string): LedgerKeys {
  const checkpoint = keyNamed("checkpoint")
  const key = noteKey(origin, TYPE_ED25519, checkpoint.publicKey)
  return {
    seal: keyNamed("seal"),
    promise: keyNamed("promise"),
    checkpoint: { key, sign: checkpoint.sign },
  }
}
