/** Publication: the seal closes the entries so far, the checkpoint is signed over both. */

import type { Hash } from "../encoding/bytes.ts"
import type { SigningKey } from "../cose/key.ts"
import { statementIdOf } from "../custody/identifier.ts"
import { signCheckpoint } from "../log/checkpoint.ts"
import { encodeEntry } from "../log/entry.ts"
import type { NoteSigner } from "../log/note.ts"
import { makeSeal } from "../log/seal.ts"
import { leafHash } from "../merkle/tree.ts"
import type { Publication, StoreBatch } from "../store/store.ts"
import type { Tip } from "./append.ts"
import { grow, type Growth, rootOf } from "./growth.ts"

/** The map over exactly the entries before the seal. */
export type MapHead = { readonly root: Hash; readonly size: number }

export type Sealed = {
  readonly batch: StoreBatch
  readonly publication: Publication
  readonly growth: Growth
  readonly tip: Tip
}

export function sealAndSign(
  growth: Growth,
  tip: Tip,
  map: MapHead,
  now: number,
  keys: { readonly seal: SigningKey; readonly checkpoint: NoteSigner },
): Sealed {
  const origin = keys.checkpoint.key.name
  const time = Math.max(now, tip.appendedAt)
  const terms = { size: tip.size, mapRoot: map.root, subjects: map.size, time }
  const statement = makeSeal(origin, terms, keys.seal)
  const bytes = encodeEntry({
    index: tip.size,
    appendedAt: time,
    previous: tip.lastLeaf,
    openings: "not-foreseen",
    statement,
    notes: [],
  })
  const leaf = leafHash(bytes)
  const grown = grow(growth, [leaf])
  const { size } = grown.growth
  const checkpoint = signCheckpoint({ origin, size, root: rootOf(grown.growth) }, keys.checkpoint)
  const publication = { size, bytes: checkpoint }
  const batch = {
    entries: [{ id: statementIdOf(statement), bytes, openings: [] }],
    links: [],
    subjects: [],
    tiles: grown.tiles,
    notes: [],
    publication,
  }
  return {
    batch,
    publication,
    growth: grown.growth,
    tip: { size, lastLeaf: leaf, appendedAt: time },
  }
}
