/**
 * What the ledger keeps of a subject: its mini-log's count and frontier, and its state. One id has one mini-log; since
 * some kinds mention ids that their signer chose, an id may be spoken of as an item and be a key's, so each type has
 * a state of its own and none can overwrite another's.
 */

import { Encoder } from "cbor-x"
import { concat, type Hash } from "../encoding/bytes.ts"
import { appendLeaf, type Frontier, frontierRoot } from "../merkle/tree.ts"
import type { CustodyNode } from "../custody/item.ts"
import type { SubjectState } from "../custody/state.ts"
import type { Subject } from "../custody/subject.ts"
import type { Rebuilt } from "../replay/state.ts"
import { linksInPage, type StoreBatch, type StoreReader } from "../store/store.ts"
import { type Chain, chainOf, noChain, readChain } from "./chain.ts"
import {
  decodeCompact,
  decodeStart,
  encodeCompact,
  listOf,
  maybe,
  parts,
  whole,
} from "./compact.ts"
import { storedItem, storedNode } from "./stored-item.ts"

/**
 * `tail`: the entries of its mini-log that fill no page of links yet, in order; the ones before them stand in pages. So the
 * usual subject, of a few entries, is one stored value, and one of many costs no more to touch.
 * `nodes`: those of an item as they were written last, so that the next one is written alone.
 */
export type SubjectHead = Rebuilt & {
  readonly tail: readonly number[]
  readonly nodes: Chain<CustodyNode>
}

const untouched: SubjectHead = {
  count: 0,
  last: 0,
  frontier: [],
  states: {},
  tail: [],
  nodes: noChain,
}

export const miniLogRoot = ({ frontier }: Pick<SubjectHead, "frontier">): Hash =>
  frontierRoot(frontier)

/** The head after one more entry, which gave the subject this state. `tail` may be a whole page then: see `splitPage`. */
export function touched(
  before: SubjectHead = untouched,
  type: Subject["type"],
  state: SubjectState | undefined,
  entry: { readonly index: number; readonly leaf: Hash },
): SubjectHead {
  return {
    count: before.count + 1,
    last: entry.index,
    frontier: appendLeaf(before.frontier, before.count, entry.leaf),
    states: state === undefined ? before.states : { ...before.states, [type]: state },
    tail: [...before.tail, entry.index],
    nodes: before.nodes,
  }
}

/** The head without its page of links, where it has a whole one, and that page. */
export function splitPage(
  subject: string,
  head: SubjectHead,
): { readonly head: SubjectHead; readonly page?: StoreBatch["links"][number] } {
  if (head.tail.length < linksInPage) return { head }
  const page = head.count / linksInPage - 1
  return { head: { ...head, tail: [] }, page: { subject, page, indexes: head.tail } }
}

/** The entries of a subject's mini-log, in log order. */
export async function miniLogOf(store: StoreReader, subject: string): Promise<readonly number[]> {
  const [bytes] = await store.subjects([subject])
  return bytes === undefined ? [] : entriesIn(store, subject, decodeMiniLog(bytes))
}

export async function entriesIn(
  store: StoreReader,
  subject: string,
  { count, tail }: Pick<SubjectHead, "count" | "tail">,
): Promise<readonly number[]> {
  const pages = (count - tail.length) / linksInPage
  return pages === 0 ? tail : [...(await store.links(subject, 0, pages)), ...tail]
}

const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false })

/** All states but an item's, which are few: as cbor-x writes them; no bytes where there is none. */
function encodeOthers(states: Rebuilt["states"]): Uint8Array {
  const others = Object.entries(states).filter(([type]) => type !== "item")
  return others.length === 0
    ? new Uint8Array(0)
    : Uint8Array.from(encoder.encode(Object.fromEntries(others)))
}

const decodeOthers = (bytes: Uint8Array): Rebuilt["states"] =>
  bytes.length === 0 ? {} : (encoder.decode(bytes) as Rebuilt["states"])

const log = { count: whole, last: whole, tail: listOf(whole) }
const keptLog = parts(log)
const kept = parts({
  ...log,
  others: whole,
  nodes: whole,
  nodeBytes: whole,
  item: maybe(storedItem),
})

/** The peaks, 32 bytes each, one for each set bit of the count; what `kept` has; the chain of nodes; other states. */
export function encodeSubjectHead(head: Rebuilt & Partial<SubjectHead>): Uint8Array {
  return written(head).bytes
}

/** As `encodeSubjectHead`, with the head that knows how its nodes were written. */
export function written(head: Rebuilt & Partial<SubjectHead>): {
  readonly head: SubjectHead
  readonly bytes: Uint8Array
} {
  const { count, last, frontier, states, tail = [] } = head
  const others = encodeOthers(states)
  const item = states.item?.item ?? null
  const nodes = item === null ? noChain : chainOf(storedNode, item.nodes, head.nodes)
  const rest = encodeCompact(kept, {
    count,
    last,
    tail,
    others: others.length,
    nodes: nodes.values.length,
    nodeBytes: nodes.bytes.length,
    item,
  })
  const bytes = concat(Uint8Array.of(frontier.length), ...frontier, rest, nodes.bytes, others)
  return { head: { count, last, frontier, states, tail, nodes }, bytes }
}

const hashLength = 32

export type MiniLog = Pick<SubjectHead, "count" | "last" | "frontier" | "tail">

/** As `decodeSubjectHead`, of the mini-log alone: a quarter of the time. */
export function decodeMiniLog(bytes: Uint8Array): MiniLog {
  const [frontier, start] = readPeaks(bytes)
  return { frontier, ...decodeStart(keptLog, bytes.subarray(start)) }
}

function readPeaks(bytes: Uint8Array): readonly [peaks: Frontier, end: number] {
  const end = 1 + hashLength * (bytes[0] ?? 0)
  const peaks: Hash[] = []
  for (let at = 1; at < end; at += hashLength) peaks.push(bytes.slice(at, at + hashLength))
  return [peaks, end]
}

/** As `decodeSubjectHead`, for who keeps no list of entries. */
export function decodeRebuilt(bytes: Uint8Array): Rebuilt {
  const { count, last, frontier, states } = decodeSubjectHead(bytes)
  return { count, last, frontier, states }
}

/** Only for bytes that `encodeSubjectHead` wrote: the store has proven them unchanged. */
export function decodeSubjectHead(bytes: Uint8Array): SubjectHead {
  const [frontier, start] = readPeaks(bytes)
  const { count, last, tail, others, ...rest } = decodeCompact(kept, bytes.subarray(start))
  const chainEnd = bytes.length - others
  const states = decodeOthers(bytes.subarray(chainEnd))
  if (rest.item === null) return { count, last, frontier, states, tail, nodes: noChain }
  const chain = bytes.subarray(chainEnd - rest.nodeBytes, chainEnd)
  const nodes = readChain(storedNode, chain, rest.nodes)
  const item = { ...rest.item, nodes: nodes.values }
  return { count, last, frontier, states: { ...states, item: { type: "item", item } }, tail, nodes }
}
