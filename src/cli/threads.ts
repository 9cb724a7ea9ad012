/** The threads that check signatures for a long command, and what is said where they, or the native part, are missing. */

import { verifier } from "../platform/ed25519.ts"
import { openScrutinyPool, type ScrutinyPool } from "../platform/scrutiny-pool.ts"
import type { Io } from "./io.ts"

export function openThreads(io: Io): ScrutinyPool {
  if (verifier !== "libsodium")
    io.err(`kvitto: sodium-native is missing: ${verifier} checks signatures, and takes longer\n`)
  return openScrutinyPool((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    io.err(`kvitto: ${why}: signatures are checked in one thread from now on\n`)
  })
}
