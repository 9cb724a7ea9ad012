/** What the ledger answers to a group of statements once it is durable: a promise for each, all under one signature. */

import type { SigningKey } from "../cose/key.ts"
import type { Answer } from "../api/ledger-api.ts"
import type { Hash } from "../encoding/bytes.ts"
import { type PromisedEntry, signPromises } from "../log/promise.ts"
import { leafHash } from "../merkle/tree.ts"
import { StoreFault, type StoreReader } from "../store/store.ts"
import type { Outcome } from "./integrate.ts"

const publishByDefault = 60_000

/** By whom, and until when, things are promised. */
type Promising = {
  readonly origin: string
  readonly store: StoreReader
  readonly keys: { readonly promise: SigningKey }
  readonly clock: () => number
  readonly publishByMs?: number
}

export async function answersTo(
  running: Promising,
  outcomes: readonly Outcome[],
): Promise<readonly Answer[]> {
  const { origin, keys, clock } = running
  const promised: PromisedEntry[] = []
  for (const outcome of outcomes) {
    if (outcome.kind === "refused") continue
    const { kind, statement, index } = outcome
    const leaf = kind === "repeated" ? await storedLeaf(running.store, index) : outcome.leaf
    promised.push({ statement, leafHash: leaf, index })
  }
  const publishBy = clock() + (running.publishByMs ?? publishByDefault)
  const promises = signPromises(promised, { origin, publishBy }, keys.promise)
  let next = 0
  return outcomes.map((outcome): Answer => {
    if (outcome.kind === "refused") return { ok: false, ...outcome.why }
    const { statement, index } = outcome
    const repeated = outcome.kind === "repeated"
    const promise = promises[next++] as Uint8Array
    return {
      ok: true,
      statement,
      index,
      repeated,
      promise,
      findings: repeated ? [] : outcome.findings,
    }
  })
}

async function storedLeaf(store: StoreReader, index: number): Promise<Hash> {
  const bytes = await store.entry(index)
  if (bytes === undefined) throw new StoreFault("missing", `entry ${index}`, "is not there")
  return leafHash(bytes)
}
