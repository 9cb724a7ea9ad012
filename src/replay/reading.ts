/** An entry's bytes read as far as they can be without any state. */

import type { Hash } from "../encoding/bytes.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import { isRejected, type Rejected } from "../custody/rejected.ts"
import { decodeStatement } from "../custody/statement.ts"
import { decodeEntry, type Entry } from "../log/entry.ts"
import { leafHash } from "../merkle/tree.ts"
import type { Place } from "./state.ts"

export type Read = {
  readonly leaf: Hash
  readonly entry: Entry | undefined
  /** Undefined where there is no entry, or no ledger to hold it against. */
  readonly opened: Opened | Rejected | undefined
}

export function readEntry(bytes: Uint8Array, ledger: Place["ledger"]): Read {
  const entry = decodeEntry(bytes)
  const isOpen = entry !== undefined && ledger !== null
  const opened = isOpen ? openStatement(entry.statement, ledger.origin) : undefined
  return { leaf: leafHash(bytes), entry, opened }
}

export const openedIn = ({ opened }: Read): readonly Opened[] =>
  opened === undefined || isRejected(opened) ? [] : [opened]

/** The genesis in an entry, if one is in it. Its origin is what it says itself; whoever asked compares. */
export function genesisIn(entry: Entry): (Opened & { kind: "genesis" }) | undefined {
  const decoded = decodeStatement(entry.statement)
  if (isRejected(decoded) || decoded.kind !== "genesis") return undefined
  const opened = openStatement(entry.statement, decoded.terms.origin)
  return !isRejected(opened) && opened.kind === "genesis" ? opened : undefined
}
