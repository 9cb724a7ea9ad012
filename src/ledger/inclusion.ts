/** Proofs of one entry for other people's tools: a C2SP tlog-proof and an RFC 9942 COSE receipt of the same leaf. */

import type { Wait } from "../api/ledger-api.ts"
import { signCoseReceipt } from "../log/cose-receipt.ts"
import { printTlogProof } from "../log/tlog-proof.ts"
import type { Hash } from "../encoding/bytes.ts"
import { inclusionProof, rootAt } from "../merkle/tree.ts"
import type { Publication } from "../store/store.ts"
import { withNodes } from "./growth.ts"
import type { Running } from "./running.ts"
import { newestCosigned } from "./shown.ts"

type Place = { readonly publication: Publication; readonly path: readonly Hash[] }

/** The entry's path in the newest publication with the quorum. */
async function placeOf(running: Running, index: number): Promise<Place | undefined> {
  const { store, growth } = running
  const publication = newestCosigned(running)
  if (publication === undefined || !Number.isSafeInteger(index)) return undefined
  if (index < 0 || index >= publication.size) return undefined
  const { size } = publication
  const path = await withNodes(store, growth, (read) => inclusionProof(index, size, read))
  return { publication, path }
}

export async function makeTlogProof(
  running: Running,
  index: number,
  wait?: Wait,
): Promise<Uint8Array | undefined> {
  const isAwaited = index < running.tip.size && index >= (newestCosigned(running)?.size ?? 0)
  if (wait !== undefined && isAwaited) await running.waiting.until(index, wait)
  const place = await placeOf(running, index)
  if (place === undefined) return undefined
  const { publication, path } = place
  return printTlogProof({ extra: null, index, path, checkpoint: publication.bytes })
}

/** Signed anew each time: Ed25519 gives the same bytes for the same place. */
export async function makeCoseReceipt(
  running: Running,
  index: number,
): Promise<Uint8Array | undefined> {
  const place = await placeOf(running, index)
  if (place === undefined) return undefined
  const { store, growth, keys, origin } = running
  const { publication, path } = place
  const { size } = publication
  const root = await withNodes(store, growth, (read) => rootAt(size, read))
  return signCoseReceipt({ origin, size, index, path, root }, keys.checkpoint)
}
