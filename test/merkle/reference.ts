/** The definitions of RFC 9162 §2.1 and of the map, transcribed as recursion over whole lists; slow and obvious. */

import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { toHex } from "../../src/encoding/bytes.ts"
import type { NodeReader } from "../../src/merkle/tree.ts"

export const hashOf = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(Uint8Array.from(part))
  return new Uint8Array(hash.digest())
}

/** Distinct hashes to stand for anything. */
export const sample = (name: string): Uint8Array => hashOf(Buffer.from(name))

export const entries = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array(Buffer.from(`entry ${i}`)))

/** "the largest power of two smaller than n" */
export const k = (n: number): number => {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}

export const MTH = (D: readonly Uint8Array[]): Uint8Array => {
  const n = D.length
  if (n === 0) return hashOf()
  if (n === 1) return hashOf([0], D[0] as Uint8Array)
  return hashOf([1], MTH(D.slice(0, k(n))), MTH(D.slice(k(n))))
}

/** For comparing many lists of hashes quickly. */
export const hex = (hashes: readonly Uint8Array[]): string => Buffer.concat(hashes).toString("hex")

type Mth = (D: readonly Uint8Array[]) => Uint8Array

/** MTH that remembers, for slices of one list of distinct entries: first entry and length say which slice it is. */
export const rememberingMth = (): Mth => {
  const known = new Map<string, Uint8Array>()
  return (D) => {
    const name = `${D.length} ${D[0] === undefined ? "" : toHex(D[0])}`
    const hash = known.get(name) ?? MTH(D)
    known.set(name, hash)
    return hash
  }
}

export const PATH = (m: number, D: readonly Uint8Array[], mth: Mth = MTH): Uint8Array[] => {
  const n = D.length
  if (n === 1) return []
  return m < k(n)
    ? [...PATH(m, D.slice(0, k(n)), mth), mth(D.slice(k(n)))]
    : [...PATH(m - k(n), D.slice(k(n)), mth), mth(D.slice(0, k(n)))]
}

const SUBPROOF = (m: number, D: readonly Uint8Array[], b: boolean, mth: Mth): Uint8Array[] => {
  const n = D.length
  if (m === n) return b ? [] : [mth(D)]
  return m <= k(n)
    ? [...SUBPROOF(m, D.slice(0, k(n)), b, mth), mth(D.slice(k(n)))]
    : [...SUBPROOF(m - k(n), D.slice(k(n)), false, mth), mth(D.slice(0, k(n)))]
}

export const PROOF = (m: number, D: readonly Uint8Array[], mth: Mth = MTH): Uint8Array[] =>
  SUBPROOF(m, D, true, mth)

/** Reads nodes of a tree over `D`, each computed once; refuses what the tree does not have. */
export const readerOf = (D: readonly Uint8Array[]): NodeReader => {
  const known = new Map<string, Uint8Array>()
  return (level, index) => {
    const [from, to] = [index * 2 ** level, (index + 1) * 2 ** level]
    if (to > D.length) throw new Error(`expected a node within ${D.length}, got ${level}/${index}`)
    const name = `${level}/${index}`
    const hash = known.get(name) ?? MTH(D.slice(from, to))
    known.set(name, hash)
    return hash
  }
}

/** A tree of any size whose leaves are all the same: each level has one hash, so huge trees can be read honestly. */
export const uniformReader = (leaf: Uint8Array): NodeReader => {
  const levels = [leaf]
  for (let level = 0; level < 53; level++) {
    const hash = levels[level] as Uint8Array
    levels.push(hashOf([1], hash, hash))
  }
  return (level) => levels[level] as Uint8Array
}

export type NaiveLeaf = { key: Uint8Array; count: number; root: Uint8Array }

const bits = (key: Uint8Array): string =>
  Array.from(key, (byte) => byte.toString(2).padStart(8, "0")).join("")

const uint = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => Math.floor(value / 256 ** (length - 1 - i)) % 256)

const naiveNode = (leaves: readonly NaiveLeaf[]): Uint8Array => {
  const [only] = leaves
  if (leaves.length === 1 && only !== undefined)
    return hashOf([2], only.key, uint(only.count, 8), only.root)
  const names = leaves.map((leaf) => bits(leaf.key))
  let depth = 0
  while (names.every((name) => name[depth] === names[0]?.[depth])) depth++
  const prefix = (names[0] ?? "").slice(0, depth).padEnd(256, "0")
  const side = (bit: string) => naiveNode(leaves.filter((_, i) => names[i]?.[depth] === bit))
  const prefixBytes = (prefix.match(/.{8}/g) ?? []).map((byte) => Number(`0b${byte}`))
  return hashOf([3], uint(depth, 2), prefixBytes, side("0"), side("1"))
}

export const naiveMapRoot = (leaves: readonly NaiveLeaf[]): Uint8Array =>
  leaves.length === 0 ? hashOf([4]) : naiveNode(leaves)

/** A copy with one bit turned. */
export const flipped = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = new Uint8Array(bytes)
  copy[bit >> 3] = (copy[bit >> 3] as number) ^ (128 >> (bit & 7))
  return copy
}

/** Every copy of a list in which one hash has one bit turned; `step` > 1 takes a regular sample of the bits. */
export function* withOneBitFlipped(
  hashes: readonly Uint8Array[],
  step = 1,
): Generator<Uint8Array[]> {
  for (const [at, hash] of hashes.entries())
    for (let bit = at % step; bit < 8 * hash.length; bit += step)
      yield hashes.with(at, flipped(hash, bit))
}

/** Keys that crowd together: few distinct bits, anywhere in the key, so that prefixes of every length are shared. */
const crowdedKey = fc
  .uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 3 })
  .map((turned) => turned.reduce<Uint8Array>((key, bit) => flipped(key, bit), new Uint8Array(32)))

export const anyKey: fc.Arbitrary<Uint8Array> = fc.oneof(
  crowdedKey,
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
)
