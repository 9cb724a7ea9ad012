/** The lines of a trust policy, each with its reader; `policy.ts` puts them together. */

import { equal, fromHex } from "../encoding/bytes.ts"
import { parseDecimal } from "../log/checkpoint.ts"
import { type NoteKey, parseVkey, printVkey, TYPE_COSIGNATURE, TYPE_ED25519 } from "../log/note.ts"
import { parseThreshold, type Quorum } from "./quorum.ts"

/** tlog-policy asks for at least 32 of each; a note's 64 lines hold them all. */
export const MAX_LOGS = 32
export const MAX_WITNESSES = 32
export const MAX_GROUPS = 32
export const MAX_PINNED_ROOTS = 1024
export const MAX_CLOCK_ERROR_SECONDS = 86_400
export const MAX_SETTLEMENT_SECONDS = 366 * 86_400
/** Ten a second. */
export const MAX_QUERIES_PER_DAY = 864_000

/** More than a clock kept by NTP drifts unnoticed; no wider than the five seconds between two publications. */
const DEFAULT_CLOCK_ERROR_SECONDS = 5
const DEFAULT_SETTLEMENT_SECONDS = 86_400
const DEFAULT_MINIMUM_ASSURANCE = 1

/** `name` is the policy's own word for the witness; the key has a name too, which its signature lines carry. */
export type PolicyWitness = { readonly name: string; readonly key: NoteKey }

/** From S0 (a drawn name) to S3 (a qualified signature). */
export type Assurance = 0 | 1 | 2 | 3

/**
 * `logs` have type 1 and the log's origin as name, `witnesses` type 4; no public key stands twice. `faulty` is how
 * many of the quorum's witnesses may lie or be wrong. `pinnedRoots` maps party id to root key id, both in hex.
 * `urls` maps a log's or witness's verifier key to where it answers; verification never needs it.
 */
export type Policy = {
  readonly logs: readonly NoteKey[]
  readonly witnesses: readonly PolicyWitness[]
  readonly quorum: Quorum
  readonly replayQuorum: Quorum
  readonly faulty: number
  readonly clockErrorMs: number
  readonly settlementMs: number
  readonly minimumAssurance: Assurance
  readonly pinnedRoots: ReadonlyMap<string, string>
  readonly urls: ReadonlyMap<string, string>
  /** By a witness's name, how many requests a day it grants this log; a log's operator keeps to it. */
  readonly queriesPerDay: ReadonlyMap<string, number>
}

export type Draft = {
  readonly policy: { -readonly [Field in keyof Policy]: Policy[Field] } & {
    readonly logs: NoteKey[]
    readonly witnesses: PolicyWitness[]
    readonly pinnedRoots: Map<string, string>
    readonly urls: Map<string, string>
    readonly queriesPerDay: Map<string, number>
  }
  readonly defined: Map<string, Quorum>
  readonly grouped: Set<string>
  /** The keyword of a line that may stand once, to where it stood. */
  readonly stoodAt: Map<string, number>
}

/** Takes the words after the keyword; gives the sentence of what is wrong with them. */
type Reader = (draft: Draft, words: readonly string[]) => string | undefined

export const quoted = (word: string | undefined): string =>
  JSON.stringify((word ?? "").slice(0, 60))

/** Refuses a second wrapping of one public key, and two keys that one signature line could mean. */
function addKey(draft: Draft, key: NoteKey, url: string | undefined): string | undefined {
  const { logs, witnesses, urls } = draft.policy
  for (const other of [...logs, ...witnesses.map((witness) => witness.key)]) {
    if (equal(other.publicKey, key.publicKey))
      return `the public key of ${quoted(key.name)} stands twice`
    if (other.name === key.name && equal(other.keyId, key.keyId))
      return `two keys are called ${quoted(key.name)} and have the same key id`
  }
  if (url !== undefined) urls.set(printVkey(key), url)
  return undefined
}

function define(draft: Draft, name: string, quorum: Quorum): string | undefined {
  if (name === "none") return `"none" cannot be the name of a witness or group`
  if (draft.defined.has(name)) return `the name ${quoted(name)} is defined twice`
  draft.defined.set(name, quorum)
  return undefined
}

const readLog: Reader = (draft, [vkey, url, ...rest]) => {
  if (vkey === undefined || rest.length > 0) return "expected: log <vkey> [<url>]"
  if (draft.policy.logs.length === MAX_LOGS) return `expected at most ${MAX_LOGS} logs`
  const key = parseVkey(vkey)
  if (key?.type !== TYPE_ED25519)
    return `expected an Ed25519 verifier key, type 1, got ${quoted(vkey)}`
  const fault = addKey(draft, key, url)
  if (fault === undefined) draft.policy.logs.push(key)
  return fault
}

const readWitness: Reader = (draft, [name, vkey, url, ...rest]) => {
  if (name === undefined || vkey === undefined || rest.length > 0)
    return "expected: witness <name> <vkey> [<url>]"
  if (draft.policy.witnesses.length === MAX_WITNESSES)
    return `expected at most ${MAX_WITNESSES} witnesses`
  const key = parseVkey(vkey)
  if (key?.type !== TYPE_COSIGNATURE)
    return `expected an Ed25519 cosignature verifier key, type 4, got ${quoted(vkey)}`
  const fault = addKey(draft, key, url) ?? define(draft, name, { kind: "witness", name })
  if (fault === undefined) draft.policy.witnesses.push({ name, key })
  return fault
}

const readGroup: Reader = (draft, [name, word, ...names]) => {
  if (name === undefined || word === undefined || names.length === 0)
    return "expected: group <name> all|any|<k> <member>..."
  if (draft.defined.size - draft.policy.witnesses.length === MAX_GROUPS)
    return `expected at most ${MAX_GROUPS} groups`
  const k = parseThreshold(word, names.length)
  if (k === undefined) return `expected all, any or 1 to ${names.length}, got ${quoted(word)}`
  const members: Quorum[] = []
  for (const member of names) {
    const quorum = draft.defined.get(member)
    if (quorum === undefined) return `no witness or group ${quoted(member)} is defined above`
    if (draft.grouped.has(member)) return `${quoted(member)} is a member of a group already`
    draft.grouped.add(member)
    members.push(quorum)
  }
  return define(draft, name, { kind: "group", name, k, members })
}

const quorumReader =
  (field: "quorum" | "replayQuorum"): Reader =>
  (draft, [name, ...rest]) => {
    if (name === undefined || rest.length > 0)
      return "expected the name of one witness or group, or none"
    const quorum: Quorum | undefined = name === "none" ? { kind: "none" } : draft.defined.get(name)
    if (quorum === undefined) return `no witness or group ${quoted(name)} is defined above`
    draft.policy[field] = quorum
    return undefined
  }

const numberReader =
  (field: "faulty" | "clockErrorMs" | "settlementMs", max: number, unit: number): Reader =>
  (draft, [word, ...rest]) => {
    const value = word === undefined || rest.length > 0 ? undefined : parseDecimal(word)
    if (value === undefined || value > max) return `expected one whole number from 0 to ${max}`
    draft.policy[field] = value * unit
    return undefined
  }

const readMinimumAssurance: Reader = (draft, [word = "", ...rest]) => {
  const level = ["S0", "S1", "S2", "S3"].indexOf(word)
  if (level < 0 || rest.length > 0) return "expected one of S0, S1, S2, S3"
  draft.policy.minimumAssurance = level as Assurance
  return undefined
}

const isHash = (word: string | undefined): word is string =>
  word !== undefined && fromHex(word)?.length === 32

const readRoot: Reader = (draft, [party, key, ...rest]) => {
  if (!isHash(party) || !isHash(key) || rest.length > 0)
    return "expected: root <party id> <key id>, each 64 lower-case hex digits"
  const { pinnedRoots } = draft.policy
  if (pinnedRoots.has(party)) return `party ${party} is pinned twice`
  if (pinnedRoots.size === MAX_PINNED_ROOTS) return `expected at most ${MAX_PINNED_ROOTS} roots`
  pinnedRoots.set(party, key)
  return undefined
}

const readQueries: Reader = (draft, [name, word, ...rest]) => {
  const count = word === undefined || rest.length > 0 ? undefined : parseDecimal(word)
  if (name === undefined || count === undefined || count < 1 || count > MAX_QUERIES_PER_DAY)
    return `expected: queries-per-day <witness> <1 to ${MAX_QUERIES_PER_DAY}>`
  const { witnesses, queriesPerDay } = draft.policy
  if (!witnesses.some((witness) => witness.name === name))
    return `no witness ${quoted(name)} is defined above`
  if (queriesPerDay.has(name)) return `${quoted(name)} has a number of queries already`
  queriesPerDay.set(name, count)
  return undefined
}

export const repeatable = new Map<string, Reader>([
  ["log", readLog],
  ["witness", readWitness],
  ["group", readGroup],
  ["root", readRoot],
  ["queries-per-day", readQueries],
])
export const once = new Map<string, Reader>([
  ["quorum", quorumReader("quorum")],
  ["replay-quorum", quorumReader("replayQuorum")],
  ["faulty", numberReader("faulty", MAX_WITNESSES, 1)],
  ["clock-error", numberReader("clockErrorMs", MAX_CLOCK_ERROR_SECONDS, 1000)],
  ["settlement", numberReader("settlementMs", MAX_SETTLEMENT_SECONDS, 1000)],
  ["minimum-assurance", readMinimumAssurance],
])

/** The words that lines of a policy begin with. */
export const policyKeywords: readonly string[] = [...repeatable.keys(), ...once.keys()]

export const newDraft = (): Draft => ({
  policy: {
    logs: [],
    witnesses: [],
    quorum: { kind: "none" },
    replayQuorum: { kind: "none" },
    faulty: 0,
    clockErrorMs: DEFAULT_CLOCK_ERROR_SECONDS * 1000,
    settlementMs: DEFAULT_SETTLEMENT_SECONDS * 1000,
    minimumAssurance: DEFAULT_MINIMUM_ASSURANCE,
    pinnedRoots: new Map(),
    urls: new Map(),
    queriesPerDay: new Map(),
  },
  defined: new Map(),
  grouped: new Set(),
  stoodAt: new Map(),
})
