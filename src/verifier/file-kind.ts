/** What a file is, by its first bytes; and the files that prove something which a PDF carries. */

import { statementType } from "../custody/statement.ts"
import { latin1, textOf } from "../encoding/bytes.ts"
import { filesInPdf, type Inflate, isPdf } from "../encoding/pdf.ts"
import { maxBundleBytes } from "../log/bundle.ts"
import { decodeEntry, maxEntryBytes } from "../log/entry.ts"
import { MAX_POLICY_BYTES } from "./policy.ts"
import { policyKeywords } from "./policy-lines.ts"

/** `unknown`: none of ours, or one that does not say its name, like a parcel. */
export type FileKind =
  | "bundle"
  | "misbehaviour"
  | "tlog-proof"
  | "cose-receipt"
  | "statement"
  | "entry"
  | "policy"
  | "pdf"
  | "unknown"

/** Files that prove something by themselves, or beside an entry. */
export type ProvingKind = Extract<
  FileKind,
  "bundle" | "misbehaviour" | "tlog-proof" | "cose-receipt"
>
const proving: readonly FileKind[] = ["bundle", "misbehaviour", "tlog-proof", "cose-receipt"]
export const isProving = (kind: FileKind): kind is ProvingKind => proving.includes(kind)

/** CBOR tag 18: a COSE_Sign1, which a statement is too. */
const coseTag = 0xd2
/** A statement's type stands in its protected header, behind its algorithm and key id. */
const typeWithin = 128

/** Every format of ours says its name within the first bytes; a COSE receipt begins with its tag. */
export function kindOf(bytes: Uint8Array): FileKind {
  const text = latin1(bytes.subarray(0, typeWithin))
  if (bytes[0] === coseTag) return text.includes(statementType) ? "statement" : "cose-receipt"
  if (text.startsWith("c2sp.org/tlog-proof@")) return "tlog-proof"
  const begins = text.slice(0, 32)
  if (begins.includes("kvitto misbehaviour")) return "misbehaviour"
  if (begins.includes("kvitto bundle")) return "bundle"
  if (isPdf(bytes)) return "pdf"
  if (bytes.length <= maxEntryBytes && decodeEntry(bytes) !== undefined) return "entry"
  return isPolicy(bytes) ? "policy" : "unknown"
}

/** By its first line that is no comment. Whether the rest is one, `parsePolicy` says. */
function isPolicy(bytes: Uint8Array): boolean {
  if (bytes.length > MAX_POLICY_BYTES) return false
  const lines = textOf(bytes)?.split("\n") ?? []
  const first = lines.find((line) => line.trim() !== "" && !line.startsWith("#"))
  return policyKeywords.includes(first?.split(/[\t ]/)[0] ?? "")
}

export type Carried = { readonly kind: ProvingKind; readonly bytes: Uint8Array }

/** What a PDF carries that proves something. A sentence if there is nothing, or nothing that can be taken out. */
export async function carriedIn(
  pdf: Uint8Array,
  inflate: Inflate,
): Promise<readonly [Carried, ...Carried[]] | { readonly fault: string }> {
  const files = await filesInPdf(pdf, maxBundleBytes, inflate)
  if ("fault" in files) return { fault: files.fault }
  const found = files.flatMap((bytes): readonly Carried[] => {
    const kind = kindOf(bytes)
    return isProving(kind) ? [{ kind, bytes }] : []
  })
  const [first, ...others] = found
  if (first === undefined) return { fault: "this PDF carries no file that proves something" }
  return [first, ...others]
}
