/**
 * What a group of statements makes of the ledger, as a pure function: no store, no clock. `reads` answers from before
 * the group; what the group itself changes is laid over it, statement by statement.
 */

import type { Hash } from "../encoding/bytes.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId } from "../cose/key.ts"
import type { Finding } from "../custody/finding.ts"
import type { StatementId } from "../custody/identifier.ts"
import { type Rejected, rejected } from "../custody/rejected.ts"
import { authenticate, type Roster } from "../custody/roster.ts"
import { checkBy } from "../custody/scrutiny.ts"
import { next, signerFindings } from "../custody/state.ts"
import { type Subject, subjectsOf } from "../custody/subject.ts"
import { leafHash } from "../merkle/tree.ts"
import type { StoreBatch } from "../store/store.ts"
import { type Candidate, makeEntry, type Tip } from "./append.ts"
import { splitPage, type SubjectHead, touched, written } from "./subject-head.ts"

/** The ledger as it was before the group. Throws for what was not fetched: absent and unknown differ. */
export type Reads = {
  readonly indexOf: (statement: StatementId) => number | undefined
  readonly subject: (id: string) => SubjectHead | undefined
  /** The entry that a `seen` note or a nonce was first seen in, by the note's hash or `nonceMarker`. */
  readonly marker: (hash: string) => number | undefined
}

export type Setting = {
  readonly governance: StatementId
  /** Milliseconds since 1970. */
  readonly now: number
  readonly verify: Ed25519Verify
}

export type Outcome =
  | {
      readonly kind: "appended"
      readonly statement: StatementId
      readonly index: number
      readonly leaf: Hash
      readonly findings: readonly Finding[]
    }
  | { readonly kind: "repeated"; readonly statement: StatementId; readonly index: number }
  | { readonly kind: "refused"; readonly why: Rejected }

export type Integrated = {
  /** One per candidate, in their order. */
  readonly outcomes: readonly Outcome[]
  readonly batch: Pick<StoreBatch, "entries" | "links" | "subjects" | "notes">
  readonly leaves: readonly Hash[]
  readonly subjects: ReadonlyMap<string, SubjectHead>
  readonly tip: Tip
}

type Group = {
  readonly reads: Reads
  readonly setting: Setting
  tip: Tip
  readonly entries: StoreBatch["entries"][number][]
  readonly leaves: Hash[]
  readonly links: StoreBatch["links"][number][]
  readonly indexes: Map<string, number>
  readonly markers: Map<string, number>
  readonly subjects: Map<string, SubjectHead>
}

export function integrate(
  candidates: readonly Candidate[],
  tip: Tip,
  reads: Reads,
  setting: Setting,
): Integrated {
  const group: Group = {
    reads,
    setting,
    tip,
    entries: [],
    leaves: [],
    links: [],
    indexes: new Map(),
    markers: new Map(),
    subjects: new Map(),
  }
  const outcomes = candidates.map((candidate) => take(group, candidate))
  const { entries, links, leaves, subjects } = group
  const heads = Array.from(subjects, ([key, head]) => {
    const { head: after, bytes } = written(head)
    subjects.set(key, after)
    return { key, bytes }
  })
  const batch = {
    entries,
    links,
    notes: Array.from(group.markers, ([hash, index]) => ({ hash, index })),
    subjects: heads,
  }
  return { outcomes, batch, leaves, subjects, tip: group.tip }
}

const headOf = ({ subjects, reads }: Group, id: string): SubjectHead | undefined =>
  subjects.get(id) ?? reads.subject(id)

const markerOf = ({ markers, reads }: Group, hash: string): number | undefined =>
  markers.get(hash) ?? reads.marker(hash)

const rosterOf = (group: Group): Roster => ({
  governance: headOf(group, group.setting.governance)?.states.governance?.governance,
  key: (id: KeyId) => headOf(group, id)?.states.key?.key,
})

function take(group: Group, candidate: Candidate): Outcome {
  const { opened } = candidate
  const { id } = opened
  const known = group.indexes.get(id) ?? group.reads.indexOf(id)
  if (known !== undefined) return { kind: "repeated", statement: id, index: known }
  const why = refusal(group, candidate)
  return why === undefined ? append(group, candidate) : { kind: "refused", why }
}

/** In the order of precedence: who signed it comes before what came beside it. */
function refusal(
  group: Group,
  { opened, received, marker, checked }: Candidate,
): Rejected | undefined {
  const { verify } = group.setting
  const unauthentic = authenticate(opened, rosterOf(group), verify, checkBy(checked, verify))
  if (unauthentic !== undefined) return unauthentic
  const used = markerOf(group, marker)
  if (used !== undefined) return rejected("nonce-reused", `in entry ${used}`)
  if (received === undefined)
    return rejected("openings-mismatch", `beside ${opened.kind} ${opened.id}`)
  return undefined
}

function append(group: Group, candidate: Candidate): Outcome {
  const { opened, openings } = candidate
  const isLogged = (note: string): boolean => markerOf(group, note) !== undefined
  const made = makeEntry(candidate, group.tip, group.setting.now, isLogged)
  const { index, appendedAt } = made.entry
  const leaf = leafHash(made.bytes)
  const roster = rosterOf(group)
  const entered = { opened, index, appendedAt }
  const steps = touchedBy(group, candidate).map((subject) => {
    const before = headOf(group, subject.id)
    const step = next(before?.states[subject.type], subject, entered, roster)
    return { subject, before, step }
  })
  const findings = [
    ...steps.flatMap(({ step }) => step.findings),
    ...signerFindings(entered, roster),
    ...candidate.remarks,
  ]
  // Only now: every subject's next state is judged by the roster as it was before the entry.
  for (const { subject, before, step } of steps) {
    const after = touched(before, subject.type, step.state, { index, leaf })
    const { head, page } = splitPage(subject.id, after)
    group.subjects.set(subject.id, head)
    if (page !== undefined) group.links.push(page)
  }
  group.markers.set(candidate.marker, index)
  for (const hash of made.notes) group.markers.set(hash, index)
  group.indexes.set(opened.id, index)
  group.entries.push({ id: opened.id, bytes: made.bytes, openings })
  group.leaves.push(leaf)
  group.tip = { size: index + 1, lastLeaf: leaf, appendedAt }
  return { kind: "appended", statement: opened.id, index, leaf, findings }
}

const touchedBy = (group: Group, { opened }: Candidate): readonly Subject[] =>
  subjectsOf(
    opened,
    group.setting.governance,
    (container) => headOf(group, container)?.states.item?.item.members ?? [],
  )
