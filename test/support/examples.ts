/** Examples in pages: where they stand, and how bytes are printed in them. */

import { expect } from "vitest"
import { toHex } from "../../src/encoding/bytes.ts"
import { type Item, read } from "./outsider.ts"
import { expectPinned, readPinned } from "./pinned.ts"

const fence = /^(```[a-z]*\n)([\s\S]*?)^```$/gm
export const blocksOf = (page: string): string[] =>
  [...readPinned(`docs/${page}`).matchAll(fence)].map(([, , inside = ""]) => inside)

/** The page with exactly these fenced blocks; `UPDATE=1` puts them in. */
export function expectBlocks(page: string, blocks: readonly string[]): void {
  let at = 0
  const whole = readPinned(`docs/${page}`).replace(
    fence,
    (_, opening: string) => `${opening}${blocks[at++]}\`\`\``,
  )
  expect(at).toBe(blocks.length)
  expectPinned(`docs/${page}`, whole)
}

/** What the parts of an item are called. */
export type Words = {
  readonly name: string
  readonly parts?: Readonly<Record<number, Words | string>>
  /** Of a byte string that holds an item. */
  readonly inside?: Words
}

/** Bytes one part a line, each with its name. */
export function annotated(whole: Uint8Array, words: Words, at = 0, indent = "", key = ""): string {
  const { body, end, value } = read(whole, at)
  const said = (bytes: Uint8Array, what = ""): string =>
    `${`${indent}${key}${toHex(bytes)}`.padEnd(77)} # ${words.name}${what}\n`
  const part = (name: number, from: number, before = ""): string => {
    const named = words.parts?.[name] ?? `${words.name} ${name}`
    const own = typeof named === "string" ? { name: named } : named
    return annotated(whole, own, from, `${indent}  `, before)
  }
  const head = whole.subarray(at, body)
  if (Array.isArray(value))
    return said(head, `: ${value.length}`) + value.map((each, i) => part(i, each.at)).join("")
  if (value instanceof Map) {
    const pairs = [...value].map(([name, each], i) => {
      const from = [...value.values()][i - 1]?.end ?? body
      return part(name, each.at, `${toHex(whole.subarray(from, each.at))} `)
    })
    return said(head, `: ${value.size}`) + pairs.join("")
  }
  if (words.inside !== undefined)
    return said(head) + annotated(whole, words.inside, body, `${indent}  `)
  if (!(value instanceof Uint8Array) && typeof value !== "string")
    return said(whole.subarray(at, end), `: ${value}`)
  const what = typeof value === "string" ? `: ${value}` : ""
  if (end - body <= 32) return said(whole.subarray(at, end), what)
  const rows = toHex(whole.subarray(body, end)).match(/.{1,80}/g) ?? []
  const note = what === "" ? `: ${end - body} bytes` : what
  return said(head, note) + rows.map((row) => `${indent}  ${row}\n`).join("")
}

/** Diagnostic notation, over several lines where one is too long. `shown`: bytes of a string before it is cut short. */
export function diagnostic({ value }: Item, shown: number, indent = ""): string {
  if (value instanceof Uint8Array)
    return value.length > shown ? `h'${toHex(value.subarray(0, shown))}…'` : `h'${toHex(value)}'`
  if (!Array.isArray(value)) return JSON.stringify(value)
  const line = `[${value.map((each) => diagnostic(each, shown)).join(", ")}]`
  if (indent.length + line.length <= 92) return line
  // What fits stays beside the bracket; each list inside gets lines of its own.
  const inner = value.map((each, i) => {
    const opens = Array.isArray(each.value) || (i > 0 && Array.isArray(value[i - 1]?.value))
    const gap = opens ? `\n${indent}  ` : i > 0 ? " " : ""
    return `${gap}${diagnostic(each, shown, `${indent}  `)}`
  })
  return `[${inner.join(",")}]`
}
