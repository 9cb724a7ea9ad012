/** Which witnesses are enough, and whether that rule still means something when `faulty` of them lie or fail. */

import { parseDecimal } from "../log/checkpoint.ts"

/** A group is met when at least `k` of its members are. No witness stands twice below one quorum. */
export type Quorum =
  | { readonly kind: "none" }
  | { readonly kind: "witness"; readonly name: string }
  | {
      readonly kind: "group"
      readonly name: string
      readonly k: number
      readonly members: readonly Quorum[]
    }

/** The word of a `quorum` line. */
export const quorumName = (quorum: Quorum): string =>
  quorum.kind === "none" ? "none" : quorum.name

/** The `k` that the second word of a `group` line asks of `n` members, from 1 to n; otherwise undefined. */
export function parseThreshold(word: string, n: number): number | undefined {
  const k = word === "all" ? n : word === "any" ? 1 : parseDecimal(word)
  return k !== undefined && k >= 1 && k <= n ? k : undefined
}

/** The `group` lines of a quorum, members before the groups that name them. */
export function groupLines(quorum: Quorum): readonly string[] {
  if (quorum.kind !== "group") return []
  const { name, k, members } = quorum
  const word = k === members.length ? "all" : k === 1 ? "any" : String(k)
  const own = `group ${name} ${word} ${members.map(quorumName).join(" ")}`
  return [...members.flatMap(groupLines), own]
}

/** Whether these witnesses (the policy's names) are enough. `none` asks for nobody. */
export function quorumMet(quorum: Quorum, names: ReadonlySet<string>): boolean {
  if (quorum.kind === "none") return true
  if (quorum.kind === "witness") return names.has(quorum.name)
  return quorum.members.filter((member) => quorumMet(member, names)).length >= quorum.k
}

/** The names of the witnesses that can count towards a quorum, each once, in the policy's order. */
export function quorumWitnesses(quorum: Quorum): readonly string[] {
  if (quorum.kind === "none") return []
  return quorum.kind === "witness" ? [quorum.name] : quorum.members.flatMap(quorumWitnesses)
}

/**
 * Numbers of witnesses: how few meet the quorum (`least`), how few any two sets that meet it share (`shared`), how
 * few by their absence keep it from being met (`blocking`).
 */
export type QuorumStrength = {
  readonly least: number
  readonly shared: number
  readonly blocking: number
}

const sumOfSmallest = (values: readonly number[], count: number): number =>
  values
    .toSorted((a, b) => a - b)
    .slice(0, Math.max(0, count))
    .reduce((sum, value) => sum + value, 0)

/**
 * Exact for any nesting, because no witness stands in two branches, so each member can be weakened by itself: two
 * choices of k out of n members have 2k − n in common at least, and n − k + 1 must be lost before k cannot be found.
 */
export function quorumStrength(quorum: Quorum): QuorumStrength {
  if (quorum.kind === "none") return { least: 0, shared: 0, blocking: Infinity }
  if (quorum.kind === "witness") return { least: 1, shared: 1, blocking: 1 }
  const { k } = quorum
  const n = quorum.members.length
  const members = quorum.members.map(quorumStrength)
  const least = members.map((member) => member.least)
  const shared = members.map((member) => member.shared)
  const blocking = members.map((member) => member.blocking)
  return {
    least: sumOfSmallest(least, k),
    shared: sumOfSmallest(shared, 2 * k - n),
    blocking: sumOfSmallest(blocking, n - k + 1),
  }
}

/**
 * Why this quorum of growth means nothing with `faulty` bad witnesses, or undefined. For q of n witnesses it asks
 * for 2q − n > f and q ≤ n − f, so n ≥ 3f + 1.
 */
export function quorumFault(quorum: Quorum, faulty: number): string | undefined {
  if (quorum.kind === "none")
    return faulty === 0
      ? undefined
      : `expected faulty 0 with quorum none, which asks no witness, got ${faulty}`
  const { shared, blocking } = quorumStrength(quorum)
  if (shared <= faulty)
    return `a log could show two histories: two sets that meet the quorum may share only ${shared}, expected more than faulty ${faulty}`
  if (blocking <= faulty)
    return `the quorum could become unreachable: ${blocking} absent witnesses prevent it, expected more than faulty ${faulty}`
  return undefined
}

/** The most bad witnesses with which this quorum still means something. */
export function mostFaulty(quorum: Quorum): number {
  const { shared, blocking } = quorumStrength(quorum)
  return Math.max(0, Math.min(shared, blocking) - 1)
}

/** Why a quorum of replaying witnesses proves nothing, or undefined: every set that meets it needs an honest one. */
export function replayQuorumFault(quorum: Quorum, faulty: number): string | undefined {
  const { least } = quorumStrength(quorum)
  return quorum.kind === "none" || least > faulty
    ? undefined
    : `${least} witnesses meet the replay quorum, expected more than faulty ${faulty}`
}
