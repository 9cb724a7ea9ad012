/** RFC 6962 §2.1 as it is written down there: recursive, over whole lists of leaves. */

import { sha256 } from "./signing.ts"

export const leafHash = (entry: Uint8Array | string): Buffer => sha256(Uint8Array.of(0), entry)
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(Uint8Array.of(1), left, right)

function split(count: number): number {
  let k = 1
  while (k * 2 < count) k *= 2
  return k
}

/** MTH over leaf hashes. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (only === undefined) return sha256("")
  if (leaves.length === 1) return only
  const k = split(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

/** PATH(m, D[n]), the leaf's sibling first. */
export function inclusionPath(m: number, leaves: readonly Buffer[]): readonly Buffer[] {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k
    ? [...inclusionPath(m, left), rootOf(right)]
    : [...inclusionPath(m - k, right), rootOf(left)]
}

function subproof(m: number, leaves: readonly Buffer[], whole: boolean): readonly Buffer[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)]
  const k = split(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...subproof(m, left, whole), rootOf(right)]
    : [...subproof(m - k, right, false), rootOf(left)]
}

/** PROOF(m, D[n]), 0 < m ≤ n. */
export const consistencyPath = (m: number, leaves: readonly Buffer[]): readonly Buffer[] =>
  subproof(m, leaves, true)
