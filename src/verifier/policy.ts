/**
 * The trust policy: C2SP tlog-policy with a few lines of our own. What a verifier believes before it reads anything.
 * Format and meaning: docs/policy.md. A policy whose numbers would let a log show two histories is refused.
 */

import { equal, fromHex, textOf, utf8 } from "../encoding/bytes.ts"
import { parseDecimal } from "../log/checkpoint.ts"
import { type NoteKey, parseVkey, printVkey, TYPE_COSIGNATURE, TYPE_ED25519 } from "../log/note.ts"
import {
  groupLines,
  parseThreshold,
  type Quorum,
  quorumFault,
  quorumName,
  replayQuorumFault,
} from "./quorum.ts"

export { type Quorum, quorumMet, quorumWitnesses } from "./quorum.ts"

export const MAX_POLICY_BYTES = 262_144
/** tlog-policy asks for at least 32 of each; a note's 64 lines hold them all. */
export const MAX_LOGS = 32
export const MAX_WITNESSES = 32
export const MAX_GROUPS = 32
export const MAX_PINNED_ROOTS = 1024
export const MAX_CLOCK_ERROR_SECONDS = 86_400
export const MAX_SETTLEMENT_SECONDS = 366 * 86_400

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
}

/** The first line that is wrong, counted from 1; a line that is missing is reported at the last one. */
export type PolicyFault = { readonly line: number; readonly sentence: string }
export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly fault: PolicyFault }

type Draft = {
  readonly policy: { -readonly [Field in keyof Policy]: Policy[Field] } & {
    readonly logs: NoteKey[]
    readonly witnesses: PolicyWitness[]
    readonly pinnedRoots: Map<string, string>
    readonly urls: Map<string, string>
  }
  readonly defined: Map<string, Quorum>
  readonly grouped: Set<string>
  /** The keyword of a line that may stand once, to where it stood. */
  readonly stoodAt: Map<string, number>
}

/** Takes the words after the keyword; gives the sentence of what is wrong with them. */
type Reader = (draft: Draft, words: readonly string[]) => string | undefined

const quoted = (word: string | undefined): string => JSON.stringify((word ?? "").slice(0, 60))

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

const repeatable = new Map<string, Reader>([
  ["log", readLog],
  ["witness", readWitness],
  ["group", readGroup],
  ["root", readRoot],
])
const once = new Map<string, Reader>([
  ["quorum", quorumReader("quorum")],
  ["replay-quorum", quorumReader("replayQuorum")],
  ["faulty", numberReader("faulty", MAX_WITNESSES, 1)],
  ["clock-error", numberReader("clockErrorMs", MAX_CLOCK_ERROR_SECONDS, 1000)],
  ["settlement", numberReader("settlementMs", MAX_SETTLEMENT_SECONDS, 1000)],
  ["minimum-assurance", readMinimumAssurance],
])

const newDraft = (): Draft => ({
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
  },
  defined: new Map(),
  grouped: new Set(),
  stoodAt: new Map(),
})

// Tab and what is not a control character; a stray carriage return would hide in a name.
const isPolicyOctet = (octet: number): boolean =>
  octet === 0x09 || (octet >= 0x20 && octet !== 0x7f)

function readLine(draft: Draft, bytes: Uint8Array, line: number): string | undefined {
  const text = textOf(bytes)
  if (text === undefined || !bytes.every(isPolicyOctet))
    return "expected UTF-8 without control characters other than tab"
  const [keyword, ...words] = text.split(/[\t ]+/).filter((word) => word !== "")
  if (keyword === undefined || keyword.startsWith("#")) return undefined
  const read = repeatable.get(keyword) ?? once.get(keyword)
  if (read === undefined) return `no line begins with ${quoted(keyword)}`
  const before = draft.stoodAt.get(keyword)
  if (before !== undefined) return `${keyword} stands on line ${before} already`
  if (once.has(keyword)) draft.stoodAt.set(keyword, line)
  return read(draft, words)
}

const refused = (line: number, sentence: string): PolicyResult => ({
  ok: false,
  fault: { line, sentence },
})

function finish(draft: Draft, lastLine: number): PolicyResult {
  const { stoodAt, policy } = draft
  const { quorum, replayQuorum, faulty } = policy
  const quorumLine = stoodAt.get("quorum")
  if (quorumLine === undefined) return refused(lastLine, "expected a line: quorum <name>|none")
  if (quorum.kind !== "none" && !stoodAt.has("faulty"))
    return refused(quorumLine, "expected a line beside the quorum: faulty <number of witnesses>")
  const growth = quorumFault(quorum, faulty)
  if (growth !== undefined) return refused(quorumLine, growth)
  const replay = replayQuorumFault(replayQuorum, faulty)
  if (replay !== undefined) return refused(stoodAt.get("replay-quorum") ?? quorumLine, replay)
  return { ok: true, policy }
}

/** The policy a text states, or its first fault. Text and its UTF-8 bytes are the same. */
export function parsePolicy(text: string | Uint8Array): PolicyResult {
  const bytes = typeof text === "string" ? utf8(text) : text
  if (bytes.length > MAX_POLICY_BYTES)
    return refused(1, `expected at most ${MAX_POLICY_BYTES} bytes, got ${bytes.length}`)
  const draft = newDraft()
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    line++
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) return refused(line, "expected a newline at the end of the last line")
    const sentence = readLine(draft, bytes.subarray(start, end), line)
    if (sentence !== undefined) return refused(line, sentence)
    start = end + 1
  }
  return finish(draft, Math.max(line, 1))
}

/** Every setting, defaults too, without comments and groups no quorum uses. Throws if it could not be read back. */
export function printPolicy(policy: Policy): string {
  const { quorum, replayQuorum } = policy
  const located = (key: NoteKey): string => {
    const url = policy.urls.get(printVkey(key))
    return url === undefined ? printVkey(key) : `${printVkey(key)} ${url}`
  }
  // A set, because the replay quorum may be a part of the quorum and a group is defined once.
  const groups = new Set([...groupLines(quorum), ...groupLines(replayQuorum)])
  const lines = [
    ...policy.logs.map((key) => `log ${located(key)}`),
    ...policy.witnesses.map(({ name, key }) => `witness ${name} ${located(key)}`),
    ...groups,
    `quorum ${quorumName(quorum)}`,
    `replay-quorum ${quorumName(replayQuorum)}`,
    `faulty ${policy.faulty}`,
    `clock-error ${policy.clockErrorMs / 1000}`,
    `settlement ${policy.settlementMs / 1000}`,
    `minimum-assurance S${policy.minimumAssurance}`,
    ...Array.from(policy.pinnedRoots, ([party, key]) => `root ${party} ${key}`),
  ]
  const text = lines.map((line) => `${line}\n`).join("")
  const again = parsePolicy(text)
  if (!again.ok)
    throw new Error(`policy: expected one that can be read back, got ${again.fault.sentence}`)
  return text
}
