/**
 * The seals of one item by the numbers that its chain shows: put on at intake, checked, replaced, never used again
 * (ISO 17712: uniquely numbered, for a single use). Numbers that are not shown are passed over.
 */

import { finding, type Finding } from "../custody/finding.ts"
import { type Opened, receivedLine } from "../custody/handover.ts"
import type { ItemId } from "../custody/identifier.ts"
import { message } from "../language/message.ts"
import { type Library, type Recorded, revealOwn } from "./library.ts"

/** What the numbers on seals show against the statements that name them. */
export function sealFindings(
  chain: readonly Recorded[],
  item: ItemId,
  library: Library,
): readonly Finding[] {
  const used = new Set<string>()
  let worn: string | null = null
  return chain.flatMap(({ opened }) => {
    const found: Finding[] = []
    const seen = sealSeen(opened, item, library)
    if (worn !== null && seen !== null && seen !== worn) {
      const detail = message("detail.sealInstead", { seen, worn })
      if (!isRemarked(opened, item)) found.push(finding("seal-differs", opened.id, detail))
      // Said once; whoever finds the same seal after that finds what is known.
      worn = seen
    }
    const put = sealPut(opened, item, library)
    if (put === null) return found
    if (used.has(put)) found.push(finding("seal-used-before", opened.id, put))
    used.add(put)
    worn = put
    return found
  })
}

/** The seal that somebody found on it. */
function sealSeen(opened: Opened, item: ItemId, library: Library): string | null {
  if (opened.kind !== "acceptance" && opened.kind !== "check") return null
  return revealOwn(library, opened, item, "seal") ?? null
}

/** The seal that somebody put on it. */
function sealPut(opened: Opened, item: ItemId, library: Library): string | null {
  if (opened.kind === "intake") return revealOwn(library, opened, item, "seal") ?? null
  if (opened.kind !== "check" || opened.terms.type !== "reseal") return null
  return revealOwn(library, opened, item, "newSeal") ?? null
}

/** Whoever saw it said so: by his reservation, or by what he found. */
function isRemarked(opened: Opened, item: ItemId): boolean {
  if (opened.kind === "acceptance") {
    const line = receivedLine(opened, item)
    return (
      line?.reservations.some((code) => code === "seal-differs" || code === "seal-broken") ?? false
    )
  }
  if (opened.kind !== "check") return false
  return opened.terms.lines.some((line) => line.item === item && line.result !== "as-declared")
}
