/**
 * A seal that is false: by its own terms, or by one step of the map. From the map of an earlier seal of the same tree (or
 * from the empty map) and all entries between the two, the judge makes the later seal's map root anew. Both are the
 * ledger's word, so whichever of them is wrong, the ledger said it. A step with anything missing decides nothing.
 */

import { equal, toHex } from "../encoding/bytes.ts"
import { type Opened, openStatement } from "../custody/handover.ts"
import { type ItemId, mapKeyOf, type StatementId } from "../custody/identifier.ts"
import { isRejected } from "../custody/rejected.ts"
import type { Terms } from "../custody/statement.ts"
import type { Content } from "../log/misbehaviour.ts"
import { type NoteKey, TYPE_ED25519 } from "../log/note.ts"
import { emptyMapRoot, type MapProof, openMapProof } from "../merkle/mapproof.ts"
import { mapAfter } from "../merkle/maptransition.ts"
import { frontierRoot } from "../merkle/tree.ts"
import { replayStep, type Replayed, Undecided } from "./step.ts"
import {
  accusedKey,
  type Charge,
  convictOf,
  failed,
  type Leaf,
  openLeaves,
  openSigned,
  passed,
  type Trial,
} from "./trial.ts"

type Accusation = {
  readonly content: Content<"map-root">
  readonly trial: Trial
  readonly key: NoteKey
  readonly origin: string
  readonly leaves: ReadonlyMap<number, Leaf>
}

export function judgeMapRoot(content: Content<"map-root">, trial: Trial): Charge | undefined {
  const key = accusedKey(trial, content.log, TYPE_ED25519)
  if (key === undefined) return undefined
  const head = openSigned(trial, "checkpoint", content.checkpoint, key)
  if (head === undefined) return undefined
  const leaves = openLeaves(trial, content.entries, content.pruned, head.checkpoint)
  if (leaves === undefined) return undefined
  const { origin } = head.checkpoint
  const accusation = { content, trial, key, origin, leaves }
  const seal = sealAt(accusation, "seal", content.at)
  if (seal === undefined) return undefined
  const crime = falseTerms(accusation, seal) ?? falseMap(accusation, seal)
  if (crime === undefined) return undefined
  return { whom: convictOf(trial, key), crime: `its seal at entry ${content.at} ${crime}` }
}

const kindAt = ({ leaves, origin }: Accusation, index: number): Opened | undefined => {
  const leaf = leaves.get(index)
  const opened = leaf && openStatement(leaf.entry.statement, origin)
  return opened === undefined || isRejected(opened) ? undefined : opened
}

function sealAt(accusation: Accusation, name: string, index: number): Terms["seal"] | undefined {
  const opened = kindAt(accusation, index)
  if (opened?.kind !== "seal")
    return failed(accusation.trial, name, `entry ${index} is not given, or is not a seal`)
  passed(accusation.trial, name, `entry ${index}`)
  return opened.terms
}

/** What a seal says of its own place and time. A file that shows this holds nothing else. */
function falseTerms(accusation: Accusation, { size, time }: Terms["seal"]): string | undefined {
  const { content, leaves, trial } = accusation
  const { entries, after, map, frontiers, miniLogs } = content
  const isBare = after === null && map === null && frontiers.length + miniLogs.length === 0
  if (!isBare || entries.length > 1) return undefined
  const appendedAt = leaves.get(content.at)?.entry.appendedAt
  if (size === content.at && time === appendedAt) return undefined
  passed(trial, "terms", `size ${size}, time ${time}`)
  if (size !== content.at) return `says that it covers ${size} entries`
  return `says time ${time}, and its entry ${appendedAt}`
}

function falseMap(accusation: Accusation, seal: Terms["seal"]): string | undefined {
  const { trial, origin } = accusation
  const genesis = genesisOf(accusation)
  if (genesis === undefined) return undefined
  const base = baseOf(accusation)
  if (base === undefined) return undefined
  const replayed = replay(accusation, genesis, base)
  if (replayed instanceof Undecided) return failed(trial, "replay", replayed.why)
  const unused = unusedOf(accusation.content, replayed)
  if (unused !== undefined) return failed(trial, "replay", unused)
  passed(trial, "replay", `${replayed.heads.size} subjects touched`)
  const leaves = Array.from(replayed.heads, ([subject, { count, frontier }]) => ({
    key: mapKeyOf(origin, subject),
    count,
    root: frontierRoot(frontier),
  }))
  const made = mapAfter(base.map, leaves)
  if (made === undefined) return failed(trial, "map", "the map given does not reach every subject")
  const subjects = base.subjects + made.added
  const roots = `${toHex(seal.mapRoot)}, where replay gives ${toHex(made.root)}`
  if (!equal(seal.mapRoot, made.root)) {
    passed(trial, "map", `sealed ${roots}`)
    return `names the map root ${roots}`
  }
  if (seal.subjects === subjects)
    return failed(trial, "map", "the seal names what replay gives: it is right")
  passed(trial, "map", `sealed ${seal.subjects} subjects, replay ${subjects}`)
  return `counts ${seal.subjects} subjects, where replay gives ${subjects}`
}

/** What the chains of governance are called by. */
function genesisOf(accusation: Accusation): StatementId | undefined {
  const { trial, key } = accusation
  const opened = kindAt(accusation, 0)
  if (opened?.kind !== "genesis")
    return failed(trial, "genesis", "entry 0 is not given, or is not the genesis")
  if (!equal(opened.terms.checkpointKey, key.publicKey))
    return failed(trial, "genesis", "it names another checkpoint key")
  passed(trial, "genesis", opened.id)
  return opened.id
}

type Base = {
  readonly map: MapProof
  readonly before: NonNullable<ReturnType<typeof openMapProof>>["get"]
  readonly subjects: number
  readonly from: number
}

/** The map that the step begins with: that of an earlier seal, or the empty one. */
function baseOf(accusation: Accusation): Base | undefined {
  const { trial, content } = accusation
  const { after, at } = content
  const seal = after === null ? undefined : sealAt(accusation, "seal before", after)
  if (after !== null && seal === undefined) return undefined
  if (after !== null && (after >= at || seal?.size !== after))
    return failed(trial, "seal before", "it is not before the seal accused, or false itself")
  const opened = openMapProof(content.map, seal?.mapRoot ?? emptyMapRoot())
  if (opened === undefined)
    return failed(trial, "map before", "the map given does not have the root in the seal before")
  passed(trial, "map before", after === null ? "the empty map" : `of the seal at ${after}`)
  const subjects = seal?.subjects ?? 0
  return { map: content.map as MapProof, before: opened.get, subjects, from: after ?? 0 }
}

function replay(
  { content, origin, leaves }: Accusation,
  genesis: StatementId,
  { before, from }: Base,
): Replayed | Undecided {
  const frontiers = new Map(content.frontiers.map(({ subject, peaks }) => [subject, peaks]))
  const logs = new Map(content.miniLogs.map(({ item, entries }) => [item, entries]))
  return replayStep({
    origin,
    genesis,
    from,
    to: content.at,
    leaf: (index) => leaves.get(index),
    before: (subject) => before(mapKeyOf(origin, subject)),
    frontier: (subject) => frontiers.get(subject),
    itemLog: (item) => logs.get(item),
  })
}

/** A file holds what its step needs, each once, and nothing else. */
function unusedOf(content: Content<"map-root">, { heads, listed }: Replayed): string | undefined {
  const { frontiers, miniLogs, entries, after, at } = content
  const chains = frontiers.map(({ subject }) => subject)
  const items = miniLogs.map(({ item }) => item)
  const twice = new Set(chains).size < chains.length || new Set(items).size < items.length
  const stray =
    chains.some((id) => !heads.has(id) || listed.has(id as string as ItemId)) ||
    items.some((item) => !listed.has(item))
  const needed = new Set([0, ...miniLogs.flatMap((log) => log.entries)])
  const loose = entries.some(
    ({ index }) => (index < (after ?? 0) || index > at) && !needed.has(index),
  )
  return twice || stray || loose ? "the file holds what the step does not need" : undefined
}
