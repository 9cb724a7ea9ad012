/**
 * Two files of one ledger side by side: bundles, checkpoints, tlog-proofs. Either one goes on from the other, or what they
 * show decides nothing, or somebody signed what cannot both be true: then the files that convict him.
 */

import type { Ed25519Verify } from "../cose/ed25519.ts"
import { equal } from "../encoding/bytes.ts"
import { type Checkpoint, openCheckpoint } from "../log/checkpoint.ts"
import { readCosignatures } from "../log/cosignature.ts"
import type { CommonNode, Misbehaviour } from "../log/misbehaviour.ts"
import { claims, type Note, type NoteKey, printNote, printVkey, TYPE_ED25519 } from "../log/note.ts"
import { completeNodes, nodeIn, pastIn } from "../merkle/nodeproof.ts"
import { openPartial } from "../merkle/partial.ts"
import { openShown, type Shown, type View } from "./shown.ts"
import type { Policy } from "../verifier/policy.ts"

export type Comparison =
  | {
      readonly verdict: "contradict"
      /** The ledger first, where it can be convicted; then each witness. */
      readonly misbehaviours: readonly [Misbehaviour, ...Misbehaviour[]]
    }
  | { readonly verdict: "consistent" | "undecided" | "unreadable"; readonly sentence: string }

/**
 * The keys that can be convicted are those of the policy's logs and witnesses, and those that the genesis in a bundle
 * names. `consistent` only where the larger tree is shown to continue the smaller.
 */
export function compareFiles(
  a: Uint8Array,
  b: Uint8Array,
  policy: Policy | undefined,
  verify: Ed25519Verify,
): Comparison {
  const [first, second] = [openShown(a), openShown(b)]
  if (typeof first === "string") return unreadable(`the first file: ${first}`)
  if (typeof second === "string") return unreadable(`the second file: ${second}`)
  const [one, other] = withLeaves(first, second)
  if (one.origin !== other.origin)
    return undecided(`they are of two ledgers, ${one.origin} and ${other.origin}`)
  const logs = [...(policy?.logs ?? []), ...one.logKeys, ...other.logKeys]
  const witnesses = policy?.witnesses.map(({ key }) => key) ?? []
  const views = [...one.views, ...other.views]
  const pairs = [...sameSize(views), ...differing(one, other)]
  const [misbehaviour, ...more] = [
    ...firstOf(logs, (key) => twoFaced(pairs, key, signedBy(key, verify))),
    ...witnesses.flatMap((key) =>
      firstOf(
        [key],
        () => twoFaced(pairs, key, cosignedBy(key, verify)) ?? shrunk(views, key, verify),
      ),
    ),
  ]
  if (misbehaviour !== undefined)
    return { verdict: "contradict", misbehaviours: [misbehaviour, ...more] }
  if (pairs.length > 0)
    return undecided("they contradict each other, and no key known here signed both")
  const [head, otherHead] = [one.views[0], other.views[0]]
  const isSigned = logs.some((key) =>
    [head, otherHead].every(({ note }) => signedBy(key, verify)(note) !== undefined),
  )
  return isSigned
    ? continues(head, otherHead)
    : undecided("no key known here signed both; a policy names the ledger's")
}

const undecided = (sentence: string): Comparison => ({ verdict: "undecided", sentence })
const unreadable = (sentence: string): Comparison => ({ verdict: "unreadable", sentence })

function firstOf<T>(keys: readonly NoteKey[], find: (key: NoteKey) => T | undefined): readonly T[] {
  for (const key of keys) {
    const found = find(key)
    if (found !== undefined) return [found]
  }
  return []
}

/** A tlog-proof names no leaf; the other file may. */
function withLeaves(a: Shown, b: Shown): readonly [Shown, Shown] {
  const [one, other] = [a.withLeaf?.(b.leaves), b.withLeaf?.(a.leaves)]
  return [one ?? a, other ?? b]
}

type Pair = {
  readonly first: View
  readonly second: View
  readonly node: CommonNode | null
  readonly past: readonly Uint8Array[]
}

/** Of one size so many roots are compared; a file of a stranger's could hold a hundred thousand. */
const maxRoots = 8

function sameSize(views: readonly View[]): readonly Pair[] {
  const met = new Map<number, View[]>()
  return views.flatMap((second) => {
    const { size, root } = second.checkpoint
    const others = met.get(size) ?? []
    if (others.length < maxRoots) met.set(size, [...others, second])
    return others.flatMap((first) =>
      equal(first.checkpoint.root, root) ? [] : [{ first, second, node: null, past: [] }],
    )
  })
}

/** Views of two files that cannot both be true, though their sizes differ. */
function differing(one: Shown, other: Shown): readonly Pair[] {
  const [head, otherHead] = [one.views[0], other.views[0]]
  const beside = [
    ...other.views.map((view) => [head, view] as const),
    ...one.views.slice(1).map((view) => [view, otherHead] as const),
  ]
  return beside.flatMap(([a, b]) => {
    const [first, second] = a.checkpoint.size < b.checkpoint.size ? [a, b] : [b, a]
    if (first.checkpoint.size === second.checkpoint.size) return []
    return differingNode(first, second) ?? differingPast(first, second) ?? []
  })
}

function differingNode(first: View, second: View): Pair | undefined {
  let narrowest: CommonNode | undefined
  for (const { level, index } of completeNodes(first.tree)) {
    const [a, b] = [nodeIn(first.tree, level, index), nodeIn(second.tree, level, index)]
    if (a === undefined || b === undefined || equal(a.hash, b.hash)) continue
    if (narrowest === undefined || level < narrowest.level)
      narrowest = {
        level,
        index,
        first: { hash: a.hash, path: a.path },
        second: { hash: b.hash, path: b.path },
      }
  }
  return narrowest && { first, second, node: narrowest, past: [] }
}

const rootInPast = ({ size }: Checkpoint, older: number, past: readonly Uint8Array[]) =>
  openPartial({ size, leaves: [], sizes: [older] }, [], past)?.rootAt(older)

function differingPast(first: View, second: View): Pair | undefined {
  const { size, root } = first.checkpoint
  const past = size === 0 ? undefined : pastIn(second.tree, size)
  const own = past && rootInPast(second.checkpoint, size, past)
  if (past === undefined || own === undefined || equal(own, root)) return undefined
  return { first, second, node: null, past }
}

/** The note cut down to one line by a key, or undefined if it has none that holds. */
type Cut = (note: Note) => Uint8Array | undefined

const cutTo = (note: Note, key: NoteKey): Uint8Array =>
  printNote({
    ...note,
    signatures: note.signatures.filter((line) => claims(line, key)).slice(0, 1),
  })

const signedBy =
  (key: NoteKey, verify: Ed25519Verify): Cut =>
  (note) =>
    openCheckpoint(printNote(note), key, verify) && cutTo(note, key)

const cosignedBy =
  (key: NoteKey, verify: Ed25519Verify): Cut =>
  (note) =>
    (readCosignatures(note, [key], verify) ?? []).length > 0 ? cutTo(note, key) : undefined

function twoFaced(pairs: readonly Pair[], key: NoteKey, cut: Cut): Misbehaviour | undefined {
  for (const { first, second, node, past } of pairs) {
    const [a, b] = [cut(first.note), cut(second.note)]
    if (a === undefined || b === undefined) continue
    const shown = { first: a, second: b, node, past }
    const vkey = printVkey(key)
    return key.type === TYPE_ED25519
      ? { kind: "split-view", content: { log: vkey, ...shown } }
      : { kind: "two-sided-witness", content: { witness: vkey, ...shown } }
  }
  return undefined
}

/** Two cosignatures of one witness, the later one on a smaller tree. */
function shrunk(
  views: readonly View[],
  key: NoteKey,
  verify: Ed25519Verify,
): Misbehaviour | undefined {
  const dated = views.flatMap(({ note, checkpoint: { size } }) =>
    note.signatures
      .filter((line) => claims(line, key))
      .flatMap((line) => {
        const alone = { ...note, signatures: [line] }
        const [own] = readCosignatures(alone, [key], verify) ?? []
        return own === undefined ? [] : [{ size, time: own.time, bytes: printNote(alone) }]
      }),
  )
  let largest: (typeof dated)[number] | undefined
  // Of one second the smaller comes first: their order is not known.
  for (const each of dated.sort((a, b) => a.time - b.time || a.size - b.size)) {
    if (largest !== undefined && each.size < largest.size) {
      const content = { witness: printVkey(key), first: largest.bytes, second: each.bytes }
      return { kind: "two-sided-witness", content: { ...content, node: null, past: [] } }
    }
    if (largest === undefined || each.size > largest.size) largest = each
  }
  return undefined
}

function continues(a: View, b: View): Comparison {
  const [older, newer] = a.checkpoint.size <= b.checkpoint.size ? [a, b] : [b, a]
  const { origin, size } = older.checkpoint
  const consistent = (sentence: string): Comparison => ({ verdict: "consistent", sentence })
  if (size === newer.checkpoint.size)
    return consistent(`both are of one tree of ${origin}, size ${size}`)
  const past = size === 0 ? undefined : pastIn(newer.tree, size)
  const root = past && rootInPast(newer.checkpoint, size, past)
  if (root === undefined)
    return undecided(
      `nothing in them contradicts, and they do not show that size ${newer.checkpoint.size} continues size ${size}`,
    )
  return consistent(`of ${origin}, size ${newer.checkpoint.size} continues size ${size}`)
}
