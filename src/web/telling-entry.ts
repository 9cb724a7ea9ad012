/** An entry as a table shows it: what is open in it, and nothing that has to be looked up. */

import { lineItems } from "../custody/line-items.ts"
import { openStatement, type Opened } from "../custody/handover.ts"
import type { Kind } from "../custody/kind.ts"
import { isRejected } from "../custody/rejected.ts"
import { subjectsOf } from "../custody/subject.ts"
import { toHex } from "../encoding/bytes.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"

/** Null: it cannot be read, or has no such thing. Times in milliseconds since 1970. */
export type EntryTold = {
  readonly index: number
  readonly leaf: string
  readonly appendedAt: number | null
  readonly kind: Kind | null
  readonly party: string | null
  readonly key: string | null
  readonly statement: string | null
  readonly claimedAt: number | null
  readonly giver: string | null
  readonly receiver: string | null
  readonly items: readonly string[]
  /** Of a seal: how many entries it covers. */
  readonly sealed: number | null
  readonly openings: Entry["openings"] | null
}

export function tellEntry(index: number, bytes: Uint8Array, origin: string): EntryTold {
  const entry = decodeEntry(bytes)
  const opened = entry && openStatement(entry.statement, origin)
  const bare = { index, leaf: toHex(leafHash(bytes)), appendedAt: entry?.appendedAt ?? null }
  if (entry === undefined || opened === undefined || isRejected(opened))
    return {
      ...bare,
      kind: null,
      party: null,
      key: null,
      statement: null,
      claimedAt: null,
      giver: null,
      receiver: null,
      items: [],
      sealed: null,
      openings: null,
    }
  return {
    ...bare,
    kind: opened.kind,
    party: opened.party,
    key: opened.keyId,
    statement: opened.id,
    claimedAt: opened.signedAt.at,
    giver: opened.offered?.party ?? null,
    receiver: opened.kind === "acceptance" ? receiverOf(opened) : null,
    items: itemsOf(opened),
    sealed: opened.kind === "seal" ? opened.terms.size : null,
    openings: entry.openings,
  }
}

/** What only the giver signed names a receiver at most in the offer. */
const receiverOf = (opened: Opened): string | null =>
  opened.offered?.party === opened.party ? (opened.offered?.terms.to ?? null) : opened.party

/** On its lines, or mentioned. */
function itemsOf(opened: Opened): readonly string[] {
  const lines = lineItems(opened)
  if (lines.length > 0) return lines
  const touched = subjectsOf(opened, opened.id, () => [])
  return touched.flatMap(({ type, id }) => (type === "item" ? [id as string] : []))
}
