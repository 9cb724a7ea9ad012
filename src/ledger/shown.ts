/**
 * The publication that answers are given at, and its map. Without witnesses it is the newest one. With them it is the
 * newest that they cosigned: an answer that nobody else has seen proves nothing, so until then the one before it stands.
 */

import { cosignatureTime, mergeCosignatures } from "../log/cosignature.ts"
import { claims, type NoteSignature, parseNote, printNote } from "../log/note.ts"
import { mapKeyOf, type SubjectId } from "../custody/identifier.ts"
import type { Hash } from "../encoding/bytes.ts"
import type { MapTrie } from "../merkle/map.ts"
import type { Publication, StoreReader } from "../store/store.ts"
import { quorumMet, type Policy } from "../verifier/policy.ts"

/** `trie` is undefined while it is being made into the map of the next publication. */
export type Shown = { readonly publication: Publication; readonly trie: MapTrie | undefined }

export type MapChange = { readonly count: number; readonly root: Hash }
export type MapChanges = Map<string, MapChange>

/** Whether this ledger's own policy counts witnesses at all. */
export const hasWitnesses = ({ quorum }: Policy): boolean => quorum.kind !== "none"

/** The newest publication that the ledger's own quorum cosigned; without witnesses the newest. */
export const newestCosigned = ({
  policy,
  published,
  cosigned,
}: {
  readonly policy: Policy
  readonly published: Publication | undefined
  readonly cosigned: Publication | undefined
}): Publication | undefined => (hasWitnesses(policy) ? cosigned : published)

export function applyChanges(trie: MapTrie, origin: string, changes: MapChanges): void {
  for (const [id, { count, root }] of changes)
    trie.set({ key: mapKeyOf(origin, id as SubjectId), count, root })
}

/** What the newest map says of a subject, or what it was given since. */
export const onMap = (
  {
    dirty,
    trie,
    origin,
  }: { readonly dirty: MapChanges; readonly trie: MapTrie; readonly origin: string },
  subject: string,
): MapChange | undefined => dirty.get(subject) ?? trie.get(mapKeyOf(origin, subject as SubjectId))

export type Standing = {
  /** The policy's names of who cosigned. */
  readonly cosigned: ReadonlySet<string>
  readonly growth: boolean
  readonly replay: boolean
}

/**
 * When each of the policy's witnesses signed a stored publication last, in milliseconds, in the policy's order. Its lines
 * were verified when they were kept, and the store guards what it holds: nothing is verified again here.
 */
export function timesOn(
  { bytes }: Publication,
  { witnesses }: Policy,
): ReadonlyMap<string, number> {
  const lines = parseNote(bytes)?.signatures ?? []
  const times = new Map<string, number>()
  for (const { name, key } of witnesses) {
    const own = lines.flatMap((line) => (claims(line, key) ? (cosignatureTime(line) ?? []) : []))
    if (own.length > 0) times.set(name, Math.max(...own) * secondMs)
  }
  return times
}

const secondMs = 1000

/** What the policy says of a stored publication's cosignatures. */
export function standingOf(publication: Publication, policy: Policy): Standing {
  const cosigned = new Set(timesOn(publication, policy).keys())
  return {
    cosigned,
    growth: quorumMet(policy.quorum, cosigned),
    replay: quorumMet(policy.replayQuorum, cosigned),
  }
}

/** The publication with further lines, verified by whoever hands them in. */
export function withLines(
  { size, bytes }: Publication,
  lines: readonly NoteSignature[],
): Publication {
  const note = parseNote(bytes)
  if (note === undefined) throw new Error(`publication ${size}: expected a signed note`)
  const signatures = mergeCosignatures(note.signatures, lines)
  return { size, bytes: printNote({ text: note.text, signatures }) }
}

/** As they stand in the store: the newest publication, the one that answers are given at, and the newest of each quorum. */
export type OnShow = Readonly<
  Record<"published" | "shown" | "cosigned" | "replayed", Publication | undefined>
>

export async function publicationsOf(
  store: StoreReader,
  policy: Policy,
  published: Publication | undefined,
): Promise<OnShow> {
  const none = { published, shown: published, cosigned: undefined, replayed: undefined }
  if (published === undefined || !hasWitnesses(policy)) return none
  const newest = (met: "growth" | "replay"): Promise<Publication | undefined> =>
    newestPublication(store, published.size, (each) => standingOf(each, policy)[met])
  const cosigned = await newest("growth")
  const replayed = policy.replayQuorum.kind === "none" ? cosigned : await newest("replay")
  return { published, shown: cosigned ?? published, cosigned, replayed }
}

/** The publication of exactly this size. */
export async function publicationAt(
  store: StoreReader,
  size: number,
): Promise<Publication | undefined> {
  for await (const publication of store.publications(size))
    return publication.size === size ? publication : undefined
  return undefined
}

/** The newest publication of size ≤ `newest` that `wanted` accepts. */
export async function newestPublication(
  store: StoreReader,
  newest: number,
  wanted: (publication: Publication) => boolean,
): Promise<Publication | undefined> {
  for await (const publication of store.publicationsDown(newest))
    if (wanted(publication)) return publication
  return undefined
}
