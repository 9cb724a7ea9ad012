/**
 * An entry bundle of C2SP tlog-tiles: one to 256 entries, each as two length bytes, big-endian, and the entry. Its
 * entries hash to the level 0 tile of the same number.
 */

import { concat } from "../encoding/bytes.ts"
import { TILE_WIDTH } from "../merkle/tiles.ts"
import { maxEntryBytes } from "./entry.ts"

/** The longest bundle: 256 entries of 65,535 bytes. */
export const maxEntryBundleBytes = TILE_WIDTH * (2 + maxEntryBytes)

/** Throws for none, for more than 256, and for an entry that two length bytes cannot count. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > TILE_WIDTH)
    throw new Error(`entry bundle: expected 1 to ${TILE_WIDTH} entries, got ${entries.length}`)
  const long = entries.find(({ length }) => length > maxEntryBytes)
  if (long !== undefined)
    throw new Error(
      `entry bundle: expected entries to ${maxEntryBytes} bytes, got one of ${long.length}`,
    )
  return concat(
    ...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]),
  )
}

/** The entries of a bundle that holds exactly `width` of them and nothing else; otherwise undefined. */
export function decodeEntryBundle(
  bytes: Uint8Array,
  width: number,
): readonly Uint8Array[] | undefined {
  if (width < 1 || width > TILE_WIDTH) return undefined
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const [high, low] = [bytes[at], bytes[at + 1]]
    if (high === undefined || low === undefined || entries.length === width) return undefined
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) return undefined
    entries.push(bytes.slice(at + 2, end))
    at = end
  }
  return entries.length === width ? entries : undefined
}
