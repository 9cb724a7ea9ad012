/**
 * A reader who has only the format pages: it shares no code with what they describe, takes their words literally, and is
 * slow and obvious.
 */

import { createHash } from "node:crypto"
import { expect } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"

export const hexBytes = (text: string): Uint8Array => {
  expect(text).toMatch(/^(?:[0-9a-f]{2})*$/)
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number(`0x${pair}`))
}

/** What a reader makes of an example: white space and everything from `#` to the end of a line is not part of it. */
export const bytesIn = (example: string): Uint8Array =>
  hexBytes(example.replaceAll(/#.*$/gm, "").replaceAll(/\s/g, ""))

export type Item = {
  readonly at: number
  /** Where the head ends. */
  readonly body: number
  readonly end: number
  readonly value: number | string | boolean | null | Uint8Array | Item[] | Map<number, Item>
}

/** One item of deterministic CBOR (RFC 8949 §4.2.1); throws where the bytes are not. */
export function read(whole: Uint8Array, at = 0): Item {
  const [major, short] = [(whole[at] ?? 256) >> 5, (whole[at] ?? 0) & 31]
  const width = short < 24 ? 0 : 2 ** (short - 24)
  const body = at + 1 + width
  const argument = short < 24 ? short : Number(`0x${toHex(whole.subarray(at + 1, body))}`)
  const isShortest = width === 0 || argument >= (width === 1 ? 24 : 256 ** (width / 2))
  if (major === 8 || major === 6 || short > 27 || body > whole.length || !isShortest)
    throw new Error(`no item at ${at}`)
  const item = (end: number, value: Item["value"]): Item => ({ at, body, end, value })
  if (major < 2) return item(body, major === 0 ? argument : -1 - argument)
  if (major === 7) return item(body, short === 22 ? null : short === 21)
  if (major < 4) {
    const content = whole.subarray(body, body + argument)
    if (content.length < argument) throw new Error(`cut off at ${at}`)
    return item(body + argument, major === 2 ? content : new TextDecoder().decode(content))
  }
  const items: Item[] = []
  let end = body
  for (let i = 0; i < (major === 5 ? 2 : 1) * argument; i++) {
    const next = read(whole, end)
    items.push(next)
    end = next.end
  }
  if (major === 4) return item(end, items)
  const keys = items.filter((_, i) => i % 2 === 0).map(({ value }) => value as number)
  expect(keys.toSorted((a, b) => (a < 0 ? 1e6 - a : a) - (b < 0 ? 1e6 - b : b))).toEqual(keys)
  expect(new Set(keys).size).toBe(keys.length)
  return item(end, new Map(keys.map((key, i) => [key, items[2 * i + 1] as Item])))
}

/** One item and nothing behind it, without positions. */
export function plain(whole: Uint8Array): unknown {
  const bare = ({ value }: Item): unknown =>
    Array.isArray(value)
      ? value.map(bare)
      : value instanceof Map
        ? [...value.values()].map(bare)
        : value
  const item = read(whole)
  expect(item.end).toBe(whole.length)
  return bare(item)
}

export const naive = {
  sha: (...parts: readonly (Uint8Array | number[])[]): Uint8Array => {
    const hash = createHash("sha256")
    for (const part of parts) hash.update(Uint8Array.from(part))
    return new Uint8Array(hash.digest())
  },
  uint: (value: number, width: number): number[] =>
    Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** (width - 1 - i)) % 256),
  leaf: (entry: Uint8Array): Uint8Array => naive.sha([0], entry),
  node: (left: Uint8Array, right: Uint8Array): Uint8Array => naive.sha([1], left, right),
  split: (n: number): number => {
    let k = 1
    while (2 * k < n) k *= 2
    return k
  },
  tree: (leaves: readonly Uint8Array[]): Uint8Array => {
    if (leaves.length === 0) return naive.sha()
    if (leaves.length === 1) return leaves[0] as Uint8Array
    const k = naive.split(leaves.length)
    return naive.node(naive.tree(leaves.slice(0, k)), naive.tree(leaves.slice(k)))
  },
}

type Shape = {
  readonly size: number
  readonly leaves: readonly number[]
  readonly sizes: readonly number[]
}
type Walk = { root: Uint8Array; at: (size: number) => Uint8Array | undefined; steps: string[] }

/** docs/merkle.md, "Partial tree"; undefined for what its verification refuses in steps 1 to 3. */
export function walk(shape: Shape, known: readonly Uint8Array[], cut: readonly Uint8Array[]) {
  const { size, leaves, sizes } = shape
  const isRising = (list: readonly number[], least: number, most: number): boolean =>
    list.every(
      (n, i) => Number.isSafeInteger(n) && n >= least && n <= most && !(n <= (list[i - 1] ?? -1)),
    )
  const isWhole = Number.isSafeInteger(size) && size >= 0
  if (!isWhole || !isRising(leaves, 0, size - 1) || !isRising(sizes, 1, size)) return undefined
  if (known.length !== leaves.length || [...known, ...cut].some(({ length }) => length !== 32))
    return undefined
  const [leafHashes, pruned] = [[...known], [...cut]]
  const steps: string[] = []
  const say = (a: number, b: number, what: string): void => {
    steps.push(`[${a},${b})   ${what}`)
  }
  type Visited = { root: Uint8Array; first: (s: number) => Uint8Array | undefined } | undefined
  const ending = (b: number, root: Uint8Array | undefined): Visited =>
    root && { root, first: (s) => (s === b ? root : undefined) }
  const visit = (a: number, b: number): Visited => {
    const within = [
      ...leaves.filter((i) => i >= a && i < b).map((i) => `leaf ${i}`),
      ...sizes.filter((s) => s > a && s < b).map((s) => `size ${s}`),
    ]
    if (within.length === 0) {
      say(a, b, `cut off  ${toHex(pruned[0] ?? new Uint8Array(0))}`)
      return ending(b, pruned.shift())
    }
    if (b - a === 1) {
      say(a, b, `known    ${toHex(leafHashes[0] ?? new Uint8Array(0))}`)
      return ending(b, leafHashes.shift())
    }
    say(a, b, `split    ${within.join(" and ")} within`)
    const m = a + naive.split(b - a)
    const left = visit(a, m)
    const right = left && visit(m, b)
    if (left === undefined || right === undefined) return undefined
    const root = naive.node(left.root, right.root)
    const first = (s: number): Uint8Array | undefined => {
      if (s === b) return root
      if (s <= m) return left.first(s)
      const rest = right.first(s)
      return rest && naive.node(left.root, rest)
    }
    return { root, first }
  }
  const top = size === 0 ? { root: naive.sha(), first: () => undefined } : visit(0, size)
  if (top === undefined || pruned.length > 0) return undefined
  return { root: top.root, at: top.first, steps } satisfies Walk
}

const bitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
export const mapLeaf = (key: Uint8Array, count: number, root: Uint8Array): Uint8Array =>
  naive.sha([2], key, naive.uint(count, 8), root)
export const mapInner = (depth: number, prefix: Uint8Array, left: Uint8Array, right: Uint8Array) =>
  naive.sha([3], naive.uint(depth, 2), prefix, new Uint8Array(32 - prefix.length), left, right)

/** docs/map.md, verification 1 and 2: the hash of a node whose keys begin with `path`, or undefined. */
export function hashOfMap(node: unknown, path = ""): Uint8Array | undefined {
  if (node === null) return path === "" ? naive.sha([4]) : undefined
  const isHash = (value: unknown): value is Uint8Array =>
    value instanceof Uint8Array && value.length === 32
  const isCount = (value: unknown, least: number, most: number): value is number =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
  if (isHash(node)) return node
  if (!Array.isArray(node)) return undefined
  if (node.length === 3) {
    const [key, count, root] = node as unknown[]
    if (!isHash(key) || !isCount(count, 1, 2 ** 53 - 1) || !isHash(root)) return undefined
    return bitsOf(key).startsWith(path) ? mapLeaf(key, count, root) : undefined
  }
  const [depth, prefix, left, right] = node as unknown[]
  if (node.length !== 4 || !isCount(depth, path.length, 255)) return undefined
  if (!(prefix instanceof Uint8Array) || prefix.length !== Math.ceil(depth / 8)) return undefined
  const bits = bitsOf(prefix)
  if (bits.slice(depth).includes("1") || !bits.startsWith(path)) return undefined
  const [zero, one] = ["0", "1"].map((bit) => bits.slice(0, depth) + bit)
  // `null` is the empty map, and only as a whole.
  const leftHash = left === null ? undefined : hashOfMap(left, zero)
  const rightHash = right === null ? undefined : hashOfMap(right, one)
  return leftHash && rightHash && mapInner(depth, prefix, leftHash, rightHash)
}

/** docs/map.md, "Meaning". */
export function lookUp(
  node: unknown,
  key: Uint8Array,
): { state: string; count?: number; root?: Uint8Array } {
  if (node === null) return { state: "absent" }
  if (node instanceof Uint8Array) return { state: "unproven" }
  const [first, second, third, fourth] = node as [unknown, unknown, unknown, unknown]
  if ((node as unknown[]).length === 3)
    return toHex(first as Uint8Array) === toHex(key)
      ? { state: "present", count: second as number, root: third as Uint8Array }
      : { state: "absent" }
  const [depth, bits] = [first as number, bitsOf(key)]
  if (bits.slice(0, depth) !== bitsOf(second as Uint8Array).slice(0, depth))
    return { state: "absent" }
  return lookUp(bits[depth] === "0" ? third : fourth, key)
}
