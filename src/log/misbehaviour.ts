/**
 * The misbehaviour file (`.kvitto-fault`): small, and enough by itself to convict whoever holds a key of having signed
 * what cannot be true. It holds signed bytes and the hashes between them, and no claim of its own: what it shows, its
 * reader works out. Shape only: `judge` says whether it convicts.
 */

import { equal } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { rulesOf } from "../encoding/cddl.ts"
import { sha256 } from "../encoding/hash.ts"
import {
  anything,
  bytes,
  decodeShape,
  identifier,
  integer,
  named,
  type Of,
  oneOf,
  readShape,
  type Shape,
  text,
} from "../encoding/shape.ts"
import { fields, list, nullable, row } from "../encoding/structure.ts"
import type { ItemId, SubjectId } from "../custody/identifier.ts"
import { maxStatementBytes } from "../custody/statement.ts"
import { itemId, origin, publicKey } from "../custody/shapes.ts"
import { maxSigners } from "../custody/terms.ts"
import { mapProof, placedEntry } from "./bundle.ts"
import { maxPromiseBytes } from "./promise.ts"

/** A longer file is refused before it is read. The longest are those of a map root: one publication's entries. */
export const maxMisbehaviourBytes = 64 * 1024 * 1024
/** As many as a reader can replay in the time that an answer may take. */
const maxEntries = 20_000
const maxSubjects = 20_000
/** Of an item's life before the step, which its reader replays from the first. */
const maxItemLog = 5000
const maxHashes = 100_000
/** A path has as many hashes as the tree has levels, at most 53. */
const maxPath = 64
/** Of a note that is cut down to the lines that count: a policy has at most 32 witnesses. */
const maxCheckpointBytes = 64_000
/** Both hand-overs together: a giver, a receiver and their second persons each. */
const maxKeys = 4 * maxSigners
const maxItems = 1_000_000
/** A map proof is as deep as the trie, at most 256 levels. */
const maxDepth = 300
const magic = "kvitto misbehaviour"

const index = integer(0, 2 ** 52)
const hash = bytes(32)
const path = list(hash, 0, maxPath)
const checkpoint = named("cut-checkpoint", bytes(1, maxCheckpointBytes), "docs/checkpoint.md")
const verifierKey = named("verifier-key", text(1, 400), "C2SP signed-note")
const entries = list(placedEntry, 0, maxEntries)
const pruned = list(hash, 0, maxHashes)
const shown = named("shown-hash", row({ hash, path }), "with its path to the root, sibling first")

/** A complete subtree that stands in both trees with two hashes. */
const node = nullable(
  named("common-node", row({ level: integer(0, 52), index, first: shown, second: shown })),
)

/** The partial tree of the second, larger tree that knows the root of its first `first.size` leaves, and no leaf. */
const past = list(hash, 0, 2 * maxPath)

const contents = {
  "split-view": fields({
    log: [1, verifierKey],
    first: [2, checkpoint],
    second: [3, checkpoint],
    node: [4, node],
    past: [5, past],
  }),
  "two-sided-witness": fields({
    witness: [1, verifierKey],
    first: [2, checkpoint],
    second: [3, checkpoint],
    node: [4, node],
    past: [5, past],
  }),
  "map-root": fields({
    log: [1, verifierKey],
    checkpoint: [2, checkpoint],
    entries: [3, entries],
    pruned: [4, pruned],
    /** The index of the seal that is taken for right; null: the map before is empty. */
    after: [5, nullable(index)],
    /** The index of the seal accused. */
    at: [6, index],
    map: [7, mapProof],
    frontiers: [
      8,
      list(
        named("frontier", row({ subject: identifier<SubjectId>(), peaks: list(hash, 1, maxPath) })),
        0,
        maxSubjects,
      ),
    ],
    miniLogs: [
      9,
      list(
        named("item-log", row({ item: identifier<ItemId>(), entries: list(index, 1, maxItemLog) })),
        0,
        maxSubjects,
      ),
    ],
  }),
  "double-receipt": fields({
    origin: [1, origin],
    item: [2, itemId],
    first: [
      3,
      named("receipt", bytes(1, maxStatementBytes), "a whole acceptance; docs/statement.md"),
    ],
    second: [
      4,
      named("receipt", bytes(1, maxStatementBytes), "a whole acceptance; docs/statement.md"),
    ],
    keys: [5, list(publicKey, 1, maxKeys)],
  }),
  "broken-promise": fields({
    log: [1, verifierKey],
    checkpoint: [2, checkpoint],
    promise: [3, named("promise-bytes", bytes(1, maxPromiseBytes), "docs/promise.md")],
    entries: [4, entries],
    pruned: [5, pruned],
    /** The leaf that stands where another was promised; null: nothing stands there, and it is late. */
    leaf: [6, nullable(shown)],
  }),
} as const

/** A kind's number is its place in this list and never changes. */
export const misbehaviourKinds = [
  "split-view",
  "two-sided-witness",
  "map-root",
  "double-receipt",
  "broken-promise",
] as const satisfies readonly (keyof typeof contents)[]
export type MisbehaviourKind = (typeof misbehaviourKinds)[number]

export type Content<K extends MisbehaviourKind> = Of<(typeof contents)[K]>
export type Misbehaviour = {
  [K in MisbehaviourKind]: { readonly kind: K; readonly content: Content<K> }
}[MisbehaviourKind]
export type CommonNode = NonNullable<Of<typeof node>>

const content = named(
  "content",
  {
    ...anything,
    cddl: misbehaviourKinds.join(" / "),
    rules: rulesOf(misbehaviourKinds.map((kind) => named(kind, contents[kind] as Shape<unknown>))),
  },
  "the one that kind says",
)

const shape = named(
  "misbehaviour",
  fields({
    magic: [0, text(1, 30)],
    version: [1, integer(1, 1)],
    kind: [2, named("misbehaviour-kind", oneOf(misbehaviourKinds))],
    content: [3, content],
    // The last 32 bytes of the file: SHA-256 of all before them, against chance. What convicts is signed.
    digest: [4, hash],
  }),
)

const digestBytes = 32

export function encodeMisbehaviour(misbehaviour: Misbehaviour): Uint8Array {
  const { kind } = misbehaviour
  const written = (contents[kind] as Shape<unknown>).write(misbehaviour.content)
  const digest = new Uint8Array(digestBytes)
  const whole = encodeCbor(shape.write({ magic, version: 1, kind, content: written, digest }), {
    depth: maxDepth,
  })
  whole.set(sha256(whole.subarray(0, -digestBytes)), whole.length - digestBytes)
  return whole
}

/** A sentence if the bytes are no misbehaviour file. That they are one convicts nobody yet. */
export function decodeMisbehaviour(whole: Uint8Array): Misbehaviour | { readonly fault: string } {
  if (whole.length > maxMisbehaviourBytes)
    return { fault: `longer than ${maxMisbehaviourBytes} bytes` }
  const read = decodeShape(shape, whole, { depth: maxDepth, items: maxItems })
  if (!read.ok) return { fault: read.fault }
  const { kind } = read.value
  if (read.value.magic !== magic) return { fault: `expected "${magic}", got "${read.value.magic}"` }
  if (!equal(read.value.digest, sha256(whole.subarray(0, -digestBytes))))
    return { fault: "its bytes are not those that were written: a bit has changed" }
  const inner = readShape(contents[kind] as Shape<unknown>, read.value.content, kind)
  return inner.ok ? ({ kind, content: inner.value } as Misbehaviour) : { fault: inner.fault }
}

/** The CDDL of the file, as `docs/misbehaviour.cddl` holds it, but for the rule `hash`. */
export const misbehaviourCddl = (): string =>
  `${[...shape.rules.values()].toReversed().join("\n\n")}\n`
