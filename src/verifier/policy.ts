/**
 * The trust policy: C2SP tlog-policy with a few lines of our own. What a verifier believes before it reads anything.
 * Format and meaning: docs/policy.md. A policy whose numbers would let a log show two histories is refused.
 */

import { textOf, utf8 } from "../encoding/bytes.ts"
import { type NoteKey, printVkey } from "../log/note.ts"
import { type Draft, newDraft, once, type Policy, quoted, repeatable } from "./policy-lines.ts"
import { groupLines, mostFaulty, quorumFault, quorumName, replayQuorumFault } from "./quorum.ts"

export {
  MAX_GROUPS,
  MAX_LOGS,
  MAX_PINNED_ROOTS,
  MAX_WITNESSES,
  type Policy,
} from "./policy-lines.ts"
export { type Quorum, quorumMet, quorumName, quorumWitnesses } from "./quorum.ts"

export const MAX_POLICY_BYTES = 262_144

/** The first line that is wrong, counted from 1; a line that is missing is reported at the last one. */
export type PolicyFault = { readonly line: number; readonly sentence: string }
export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly fault: PolicyFault }

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
  const { quorum, replayQuorum } = policy
  const quorumLine = stoodAt.get("quorum")
  if (quorumLine === undefined) return refused(lastLine, "expected a line: quorum <name>|none")
  // A plain tlog-policy does not say: then as many as its quorum bears, which is the most careful reading.
  const faulty = stoodAt.has("faulty") ? policy.faulty : mostFaulty(quorum)
  const growth = quorumFault(quorum, faulty)
  if (growth !== undefined) return refused(quorumLine, growth)
  const replay = replayQuorumFault(replayQuorum, faulty)
  if (replay !== undefined) return refused(stoodAt.get("replay-quorum") ?? quorumLine, replay)
  return { ok: true, policy: { ...policy, faulty } }
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
    ...Array.from(policy.queriesPerDay, ([name, count]) => `queries-per-day ${name} ${count}`),
    ...Array.from(policy.pinnedRoots, ([party, key]) => `root ${party} ${key}`),
  ]
  const text = lines.map((line) => `${line}\n`).join("")
  const again = parsePolicy(text)
  if (!again.ok)
    throw new Error(`policy: expected one that can be read back, got ${again.fault.sentence}`)
  return text
}

/** Whether two policies believe the same, wherever the log and the witnesses answer and however often they may be asked. */
export function believesAlike(a: Policy, b: Policy): boolean {
  const creed = (policy: Policy): string =>
    printPolicy({ ...policy, urls: new Map(), queriesPerDay: new Map() })
  return creed(a) === creed(b)
}

/**
 * The policy of a ledger that nobody witnesses: all times are the operator's, and one clock cannot be off against
 * itself. Everything else is the format's default.
 */
export function unwitnessed(log: NoteKey): Policy {
  const result = parsePolicy(`log ${printVkey(log)}\nquorum none\nclock-error 0\n`)
  if (!result.ok) throw new Error(`policy: expected a log's key, got ${printVkey(log)}`)
  return result.policy
}
