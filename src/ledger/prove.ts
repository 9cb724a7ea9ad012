/** The proof: a bundle that answers one question at the newest publication, and the single proofs of RFC 9162. */

import { type Hash, toHex } from "../encoding/bytes.ts"
import { type CborValue, decodeCbor } from "../encoding/cbor.ts"
import { type ItemId, mapKeyOf, type StatementId, type SubjectId } from "../custody/identifier.ts"
import { type SealedField, sealedFields } from "../custody/field.ts"
import type { Kind } from "../custody/kind.ts"
import { encodeLeaves, type Opening } from "../custody/sealed.ts"
import { lineItems } from "../custody/line-items.ts"
import { leavesOf, type Statement } from "../custody/statement.ts"
import type { Subject } from "../custody/subject.ts"
import { type Bundle, encodeBundle, type Question } from "../log/bundle.ts"
import { seenHash } from "../log/cosignature.ts"
import type { MapProof } from "../merkle/mapproof.ts"
import { prunedHashes } from "../merkle/partial.ts"
import { consistencyProof, inclusionProof } from "../merkle/tree.ts"
import type { Publication, StoreReader } from "../store/store.ts"
import { type Evidence, gatherEvidence, type Placed } from "./evidence.ts"
import { LedgerFault } from "./fault.ts"
import { withNodes } from "./growth.ts"
import { publicationAt } from "./shown.ts"
import type { Running } from "./running.ts"

/** Which openings a bundle shows; the others are withheld one by one, and their commitments stay. */
export type Disclose = (statement: Statement, opening: Opening) => boolean

/** Of those who signed and what they agreed on, only what rules ask: never who a person is, nor a contract's text. */
const ofOthers: Readonly<Partial<Record<Kind, readonly SealedField[]>>> = {
  key: ["credentials"],
  contract: ["limits", "credentials"],
}

/** What concerns the item asked about: fields of the whole statement, and of the item's own line. */
function itsOwn(item: ItemId): Disclose {
  const lines = new Map<StatementId, number>()
  return (statement, { line, field }) => {
    const fields = ofOthers[statement.kind]
    if (fields !== undefined) return fields.includes(field)
    if (line < 0) return true
    // What it was made into: whether its sum was kept shows only in all of them.
    if (statement.kind === "intake" && statement.terms.consumes.some((each) => each.item === item))
      return field === "amount"
    const own = lines.get(statement.id) ?? lineItems(statement).indexOf(item)
    lines.set(statement.id, own)
    return line === own
  }
}

/** All of a bundle but its map proof, at one publication. */
export type Gathered = {
  readonly publication: Publication
  readonly bundle: Omit<Bundle, "map">
  /** What the map must say something about, whether present or absent. */
  readonly subjects: readonly SubjectId[]
}

/** Undefined if nothing touches the item at the newest publication. */
export async function gather(
  running: Running,
  question: Question,
  disclose: Disclose = itsOwn(question.item),
): Promise<Gathered | undefined> {
  const { store, origin, genesis, growth, shown, policy, recent } = running
  if (shown === undefined) return undefined
  const { publication } = shown
  const { size } = publication
  let disclosing: Bundle["openings"] = []
  const ground = { store, origin, policy, size, recent }
  const evidence = await gatherEvidence(ground, genesis, question.item, async (found) => {
    disclosing = await openingsOf(store, itemStatements(found, question), disclose)
    return placesAround(store, [...placesIn(disclosing), ...placesGiven(found)])
  })
  if (evidence === undefined) return undefined
  const placed = [...evidence.entries.values()].sort((a, b) => a.index - b.index)
  const sizes = [...evidence.sizes].sort((a, b) => a - b)
  const shape = { size, leaves: placed.map(({ index }) => index), sizes }
  const bundle = {
    question,
    checkpoint: publication.bytes,
    entries: placed.map(({ index, bytes }) => ({ index, bytes })),
    sizes,
    pruned: await withNodes(store, growth, (read) => prunedHashes(shape, read)),
    miniLogs: miniLogsOf(evidence),
    publications: sizes.flatMap((each) => evidence.publications.get(each) ?? []),
    notes: looseNotes(evidence, placed),
    openings: [...disclosing, ...(await openingsOf(store, admissionsIn(evidence), disclose))],
  }
  const subjects = [...evidence.miniLogs.keys(), ...evidence.absent]
  return { publication, bundle, subjects }
}

/** Undefined when the ledger's map is of another publication by now: gather again. */
export function prove(running: Running, gathered: Gathered): Uint8Array | undefined {
  const { shown, origin } = running
  // The same size with further cosignatures is the same map.
  if (shown?.publication.size !== gathered.publication.size) return undefined
  const { trie } = shown
  if (trie === undefined) return undefined
  for (const { subject, count } of gathered.bundle.miniLogs)
    if (trie.get(mapKeyOf(origin, subject))?.count !== count)
      throw new LedgerFault("corrupt", `the mini-log of ${subject} is not the one in the map`)
  const map: MapProof = trie.prove(gathered.subjects.map((id) => mapKeyOf(origin, id)))
  return encodeBundle({ ...gathered.bundle, map })
}

const miniLogsOf = ({ miniLogs }: Evidence): Bundle["miniLogs"] =>
  Array.from(miniLogs, ([subject, { type, entries }]) => ({
    type,
    subject,
    count: entries.length,
    from: 0,
    entries,
    pruned: [],
  }))

const hashOf = (note: Uint8Array): string => toHex(seenHash(note))

function looseNotes({ notes }: Evidence, placed: readonly Placed[]): readonly Uint8Array[] {
  const held = new Set(placed.flatMap(({ entry }) => entry.notes.map(hashOf)))
  return [...notes].filter(([hash]) => !held.has(hash)).map(([, note]) => note)
}

/** A statement, and the entry that it is in. */
type Told = { readonly statement: Statement; readonly index: number }

/** The item's statements and the offers inside them, each once. */
function itemStatements({ miniLogs, entries }: Evidence, { item }: Question): readonly Told[] {
  const own = miniLogs.get(item as string as SubjectId)?.entries ?? []
  const ofItem = own.flatMap((index) => {
    const { opened } = entries.get(index) as Placed
    const inside = opened.offered === null ? [] : [opened.offered]
    return [opened, ...inside].map((statement) => ({ statement, index }))
  })
  return [...new Map(ofItem.map((each) => [each.statement.id, each])).values()]
}

/** What says how parties and places are called, and what signers and contracts bring with them. */
const admissionsIn = ({ entries }: Evidence): readonly Told[] =>
  [...entries.values()].flatMap(({ opened: statement, index }) =>
    admitting.has(statement.kind) ? [{ statement, index }] : [],
  )
const admitting: ReadonlySet<Kind> = new Set(["party", "place", "key", "contract"])

async function openingsOf(
  store: StoreReader,
  statements: readonly Told[],
  disclose: Disclose,
): Promise<Bundle["openings"]> {
  const found: { statement: StatementId; leaves: Uint8Array }[] = []
  for (const { statement, index } of statements) {
    const value = await readOpenings(store, statement.id, index)
    if (value === undefined) continue
    found.push({ statement: statement.id, leaves: disclosed(statement, value, disclose) })
  }
  return found
}

/**
 * The openings that came beside a statement, as they are exchanged: with the entry that it is in, or, of an offer whose
 * acceptance came without them, with its own.
 */
export async function readOpenings(
  store: StoreReader,
  statement: StatementId,
  within?: number,
): Promise<Uint8Array | undefined> {
  const beside = within === undefined ? undefined : await store.opening(within, statement)
  if (beside !== undefined) return beside
  const [own] = await store.indexesOf([statement])
  return own === undefined || own === within ? undefined : store.opening(own, statement)
}

function disclosed(statement: Statement, value: Uint8Array, disclose: Disclose): Uint8Array {
  const leaves = leavesOf(statement, value, (opening) => disclose(statement, opening))
  if (leaves === undefined)
    throw new LedgerFault("corrupt", `the openings of ${statement.id} are not its own`)
  return encodeLeaves(leaves)
}

/** Places that the openings shown name, so that the bundle can say what they are called. */
const placesIn = (openings: Bundle["openings"]): readonly string[] =>
  openings.flatMap(({ leaves }) => placesNamed(leaves))

function placesNamed(openings: Uint8Array | null | undefined): readonly string[] {
  if (!openings) return []
  const decoded = decodeCbor(openings)
  const leaves = decoded.ok ? decoded.value : []
  const [place] = sealedFields.place
  const [fittings, { read }] = sealedFields.fittings
  return (Array.isArray(leaves) ? leaves : []).flatMap((leaf: CborValue) => {
    const [, field, , value] = Array.isArray(leaf) ? (leaf as readonly CborValue[]) : []
    if (field === place && value instanceof Uint8Array) return [toHex(value)]
    if (field !== fittings || value === null || value === undefined) return []
    const { room, premises } = read(value, "fittings")
    return [room, premises].filter((each) => each !== null)
  })
}

/** Places that the item's statements name openly. */
const placesGiven = ({ miniLogs }: Evidence): readonly string[] =>
  [...miniLogs].flatMap(([id, { type }]) => (type === "place" ? [id] : []))

/** These places, and the rooms and premises that they say they stand in. */
async function placesAround(
  store: StoreReader,
  named: readonly string[],
): Promise<readonly Subject[]> {
  const around = await Promise.all(
    named.map(async (id) => placesNamed(await readOpenings(store, id as StatementId))),
  )
  return [...new Set([...named, ...around.flat()])].map((id) => ({
    type: "place",
    id: id as SubjectId,
  }))
}

async function isPublished(running: Running, size: number): Promise<boolean> {
  const newest = running.published?.size ?? 0
  if (!Number.isSafeInteger(size) || size < 1 || size > newest) return false
  return (await publicationAt(running.store, size)) !== undefined
}

/** The path of an entry in a published tree, or undefined where that does not exist. */
export async function proveInclusion(
  running: Running,
  index: number,
  size: number,
): Promise<readonly Hash[] | undefined> {
  const { store, growth } = running
  if (!(await isPublished(running, size))) return undefined
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined
  return withNodes(store, growth, (read) => inclusionProof(index, size, read))
}

export async function proveConsistency(
  running: Running,
  from: number,
  to: number,
): Promise<readonly Hash[] | undefined> {
  const { store, growth } = running
  if (from > to || !(await isPublished(running, from)) || !(await isPublished(running, to)))
    return undefined
  return withNodes(store, growth, (read) => consistencyProof(from, to, read))
}
