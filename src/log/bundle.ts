/**
 * The bundle (`.kvitto`): one file with everything that one question needs, checked against a trust policy alone.
 *
 * It holds whole mini-logs (or ranges) of every subject the answer rests on, their entries as leaves of one partial
 * tree under a cosigned checkpoint, one pruned map for all subjects' counts and roots, older checkpoints for the
 * brackets, and whatever openings the maker discloses.
 */

import { encodeCbor } from "../encoding/cbor.ts"
import {
  anything,
  decodeShape,
  encoded,
  bytes,
  identifier,
  integer,
  named,
  type Of,
  oneOf,
  text,
} from "../encoding/shape.ts"
import { fields, list, nullable, row } from "../encoding/structure.ts"
import { equal } from "../encoding/bytes.ts"
import { sha256 } from "../encoding/hash.ts"
import type { MapProof } from "../merkle/mapproof.ts"
import type { ItemId, StatementId, SubjectId } from "../custody/identifier.ts"
import { subjectTypes } from "../custody/subject.ts"
import { maxEntryBytes, maxNoteBytes } from "./entry.ts"

/** A bundle is one item's life; a larger file is refused before it is read. */
export const maxBundleBytes = 256 * 1024 * 1024
const maxEntries = 100_000
const maxSubjects = 10_000
const maxHashes = 1_000_000
/** An empty map of one byte costs its reader some 200: this many cost less than the longest file. */
const maxItems = 2_000_000
/** A map proof is as deep as the trie, at most 256 levels. */
const maxDepth = 300
const magic = "kvitto bundle"

const index = integer(0, 2 ** 52)
const hash = bytes(32)

export const scopes = ["unit", "contents"] as const
export type Scope = (typeof scopes)[number]

const question = named(
  "question",
  row({
    item: identifier<ItemId>(),
    from: integer(0, 2 ** 52),
    to: integer(0, 2 ** 52),
    scope: oneOf(scopes),
  }),
)
export type Question = Of<typeof question>

const miniLog = named(
  "mini-log",
  row({
    type: oneOf(subjectTypes),
    subject: identifier<SubjectId>(),
    /** Of how many entries, at the checkpoint's seal. */
    count: index,
    /** The position of the first one given; the rest up to `count` is given, the positions before it are pruned. */
    from: index,
    entries: list(index, 0, maxEntries),
    pruned: list(hash, 0, maxHashes),
  }),
)
export type MiniLog = Of<typeof miniLog>

/** An entry's bytes with its place in the log. */
export const placedEntry = named("placed-entry", row({ index, bytes: bytes(1, maxEntryBytes) }))

/** A map proof is a tree of CBOR values; `openMapProof` checks it strictly, so here it is passed through. */
export const mapProof = named(
  "map-proof",
  {
    ...anything,
    cddl: "null / hash / [key: hash, count: uint, root: hash] / [depth: uint, prefix: bstr, left: map-proof, right: map-proof]",
  },
  "the pruned map; docs/map.md",
)

const shape = named(
  "bundle",
  fields({
    magic: [0, text(1, 20)],
    version: [1, integer(1, 1)],
    question: [2, question],
    checkpoint: [3, bytes(1, maxNoteBytes * 8)],
    entries: [4, list(placedEntry, 1, maxEntries)],
    sizes: [5, list(index, 0, maxEntries)],
    pruned: [6, list(hash, 0, maxHashes)],
    miniLogs: [7, list(miniLog, 1, maxSubjects)],
    map: [8, mapProof],
    publications: [9, list(bytes(1, maxNoteBytes * 8), 0, maxEntries)],
    notes: [10, list(bytes(1, maxNoteBytes), 0, maxEntries)],
    openings: [
      11,
      list(
        named(
          "disclosed",
          row({
            statement: identifier<StatementId>(),
            leaves: nullable(named("leaves", encoded, "docs/statement.md")),
          }),
        ),
        0,
        maxEntries,
      ),
    ],
    // The last 32 bytes of the file: SHA-256 of all before them. Proofs cover what they prove; this covers the rest, the
    // question above all, against chance.
    digest: [12, hash],
  }),
)

/**
 * `entries` in increasing order of index, `sizes` the older tree sizes whose roots can be computed, `publications`
 * further cosigned checkpoints, `notes` the `seen` notes that no entry in here holds.
 */
export type Bundle = Omit<Of<typeof shape>, "magic" | "version" | "map" | "digest"> & {
  readonly map: MapProof
}

const digestBytes = 32

export function encodeBundle(bundle: Bundle): Uint8Array {
  const digest = new Uint8Array(digestBytes)
  const whole = encodeCbor(shape.write({ ...bundle, map: bundle.map, magic, version: 1, digest }), {
    depth: maxDepth,
  })
  whole.set(sha256(whole.subarray(0, -digestBytes)), whole.length - digestBytes)
  return whole
}

/** A sentence if the bytes are no bundle. Shape only: whether it is genuine is for `verify` to say. */
export function decodeBundle(whole: Uint8Array): Bundle | { readonly fault: string } {
  if (whole.length > maxBundleBytes) return { fault: `longer than ${maxBundleBytes} bytes` }
  const read = decodeShape(shape, whole, { depth: maxDepth, items: maxItems })
  if (!read.ok) return { fault: read.fault }
  if (read.value.magic !== magic) return { fault: `expected "${magic}", got "${read.value.magic}"` }
  if (!equal(read.value.digest, sha256(whole.subarray(0, -digestBytes))))
    return { fault: "its bytes are not those that were written: a bit has changed" }
  return { ...read.value, map: read.value.map as unknown as MapProof }
}

/** The CDDL of the bundle, as `docs/bundle.cddl` holds it. */
export const bundleCddl = (): string => `${[...shape.rules.values()].toReversed().join("\n\n")}\n`
