/** What a file shows of a ledger's tree: its checkpoints, and the hashes between them and what they cover. */

import { equal, type Hash } from "../encoding/bytes.ts"
import { isRejected } from "../custody/rejected.ts"
import { decodeStatement } from "../custody/statement.ts"
import { decodeBundle } from "../log/bundle.ts"
import { type Checkpoint, parseCheckpoint } from "../log/checkpoint.ts"
import { decodeEntry } from "../log/entry.ts"
import { type Note, type NoteKey, noteKey, parseNote, TYPE_ED25519 } from "../log/note.ts"
import { parseTlogProof, type TlogProof } from "../log/tlog-proof.ts"
import { shownByPath } from "../merkle/nodeproof.ts"
import { type ShownTree, shownTree } from "../merkle/partial.ts"
import { leafHash } from "../merkle/tree.ts"

/** A checkpoint as it was signed, and of its tree as much as is shown: at the least its root. Nothing is verified. */
export type View = {
  readonly note: Note
  readonly checkpoint: Checkpoint
  readonly tree: ShownTree
}

type Leaves = ReadonlyMap<number, Hash>

export type Shown = {
  readonly origin: string
  /** The file's own checkpoint, then older ones. */
  readonly views: readonly [View, ...View[]]
  readonly leaves: Leaves
  /** What the file itself names as the ledger's key. */
  readonly logKeys: readonly NoteKey[]
  /** For a file that does not name its leaf: itself with that leaf, if the other file knows it and it fits. */
  readonly withLeaf?: (leaves: Leaves) => Shown | undefined
}

/** A sentence for what is neither a bundle, a checkpoint nor a tlog-proof, or does not fit together. */
export function openShown(bytes: Uint8Array): Shown | string {
  const view = viewOf(bytes)
  if (view !== undefined) return shownBy(view)
  const proof = parseTlogProof(bytes)
  return proof === undefined ? openBundle(bytes) : openProof(proof)
}

function viewOf(bytes: Uint8Array): View | undefined {
  const note = parseNote(bytes)
  const checkpoint = note && parseCheckpoint(note.text)
  if (note === undefined || checkpoint === undefined) return undefined
  const { size, root } = checkpoint
  return { note, checkpoint, tree: { from: 0, count: size, hash: root, parts: undefined } }
}

const shownBy = (view: View): Shown => ({
  origin: view.checkpoint.origin,
  views: [view],
  leaves: new Map(),
  logKeys: [],
})

function openProof({ checkpoint, index, path }: TlogProof): Shown | string {
  const view = viewOf(checkpoint)
  if (view === undefined) return "its checkpoint cannot be read"
  const withLeaf = (leaves: Leaves): Shown | undefined => {
    const leaf = leaves.get(index)
    const { size, root } = view.checkpoint
    const tree = leaf && shownByPath(index, size, leaf, path, root)
    return tree && shownBy({ ...view, tree })
  }
  return { ...shownBy(view), withLeaf }
}

function openBundle(bytes: Uint8Array): Shown | string {
  const bundle = decodeBundle(bytes)
  if ("fault" in bundle) return `neither a bundle, a checkpoint nor a tlog-proof: ${bundle.fault}`
  const bare = viewOf(bundle.checkpoint)
  if (bare === undefined) return "its checkpoint cannot be read"
  const { origin, size, root } = bare.checkpoint
  const leaves = new Map(bundle.entries.map((each) => [each.index, leafHash(each.bytes)]))
  const shape = { size, leaves: [...leaves.keys()], sizes: bundle.sizes }
  const tree = shownTree(shape, [...leaves.values()], bundle.pruned)
  if (tree === undefined || !equal(tree.hash, root)) return "its entries do not make its checkpoint"
  const older = bundle.publications.map(viewOf)
  if (older.some((view) => view?.checkpoint.origin !== origin))
    return "an older checkpoint in it cannot be read, or is of another ledger"
  const genesis = bundle.entries.find(({ index }) => index === 0)
  return {
    origin,
    views: [{ ...bare, tree }, ...older.filter((view) => view !== undefined)],
    leaves,
    logKeys: genesis === undefined ? [] : keyIn(genesis.bytes, bare),
  }
}

/** The checkpoint key that a genesis names. Only a name that a signature line carries can be a key's. */
function keyIn(entry: Uint8Array, { note, checkpoint: { origin } }: View): readonly NoteKey[] {
  const decoded = decodeEntry(entry)
  const statement = decoded && decodeStatement(decoded.statement)
  if (statement === undefined || isRejected(statement) || statement.kind !== "genesis") return []
  if (!note.signatures.some(({ name }) => name === origin)) return []
  return [noteKey(origin, TYPE_ED25519, statement.terms.checkpointKey)]
}
