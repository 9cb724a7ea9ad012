/**
 * A witness as one interface (C2SP tlog-witness): implemented in process by `witness/`, over HTTP by
 * `api/witness-client`, served by `server/witness-app`.
 */

import type { NoteSignature } from "../log/note.ts"

/** What a key's cosignature says beside "I saw only growth": nothing, or "I have rebuilt map and states". */
export type WitnessWork = "growth" | "replay"

export type WitnessAbout = {
  readonly name: string
  /** C2SP verifier keys, one for each kind of work that this witness does; never one key for both. */
  readonly keys: readonly { readonly vkey: string; readonly states: WitnessWork }[]
  readonly logs: readonly {
    readonly origin: string
    /** Of the newest checkpoint cosigned; 0 before the first. */
    readonly size: number
    /** Entries replayed without a fault; null where this witness does not replay. */
    readonly replayed: number | null
    /** Why it will never cosign this log's replay again; null while nothing is wrong. */
    readonly fault: string | null
  }[]
}

/** The status codes of tlog-witness; 413 and 503 are those of any HTTP server. */
export type WitnessAnswer =
  | { readonly status: 200; readonly signatures: readonly NoteSignature[] }
  /** `size`: of the newest checkpoint that this witness cosigned. */
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 413 | 422 | 503; readonly sentence: string }

export type WitnessApi = {
  about(): Promise<WitnessAbout>
  /** `request` is the body of add-checkpoint. What a 200 answers is durable before it is answered. */
  addCheckpoint(request: Uint8Array): Promise<WitnessAnswer>
  /** The newest cosigned checkpoint of the log whose origin has this SHA-256, in hex; undefined before the first. */
  checkpoint(originHash: string): Promise<Uint8Array | undefined>
}
