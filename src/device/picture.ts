/** A photograph: its digest is sealed in the statement, and the picture stays on the phone that took it. */

import { sha256 } from "../encoding/hash.ts"
import { toHex } from "../encoding/bytes.ts"
import { type Change, put } from "./shelf.ts"

/** What a picture adds to a statement's sealed terms, and to the shelf. */
export function photographed(picture: Uint8Array | null | undefined): {
  readonly sealed: { readonly photo?: Uint8Array }
  readonly changes: readonly Change[]
} {
  if (picture == null) return { sealed: {}, changes: [] }
  const photo = sha256(picture)
  return { sealed: { photo }, changes: [put("pictures", toHex(photo), picture)] }
}
