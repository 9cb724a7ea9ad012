import * as fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { decodeCbor, encodeCbor } from "../../src/encoding/cbor.ts"
import { sha256 } from "../../src/encoding/hash.ts"
import { toHex, utf8 } from "../../src/encoding/bytes.ts"
import {
  decodeMisbehaviour,
  encodeMisbehaviour,
  maxMisbehaviourBytes,
  misbehaviourCddl,
  misbehaviourKinds,
} from "../../src/log/misbehaviour.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { judge } from "../../src/misbehaviour/judge.ts"
import { parsePolicy, printPolicy } from "../../src/verifier/policy.ts"
import { diagnostic, expectBlocks } from "../support/examples.ts"
import { hexBytes, type Item, naive, read } from "../support/outsider.ts"
import { expectPinned, readPinned } from "../support/pinned.ts"
import { makeSpecimens, specimenPolicy, type Specimens } from "../misbehaviour/specimens.ts"

let specimens: Specimens
beforeAll(async () => {
  specimens = await makeSpecimens()
})

const faultOf = (bytes: Uint8Array): string => {
  const decoded = decodeMisbehaviour(bytes)
  if (!("fault" in decoded)) throw new Error("expected a fault")
  return decoded.fault
}

type Fields = Map<number, unknown>
/** The file with other fields, and the digest that fits them. */
function edited(bytes: Uint8Array, change: (fields: Fields) => void): Uint8Array {
  const decoded = decodeCbor(bytes, { depth: 300 })
  if (!decoded.ok) throw new Error(decoded.fault)
  const fields = new Map(decoded.value as unknown as Fields)
  change(fields)
  const whole = encodeCbor(fields as never, { depth: 300 })
  whole.set(sha256(whole.subarray(0, -32)), whole.length - 32)
  return whole
}

describe("a misbehaviour file", () => {
  it.each(misbehaviourKinds)("of the kind %s is read as it was written", (kind) => {
    const file = specimens.files[kind]
    const bytes = encodeMisbehaviour(file)
    expect(decodeMisbehaviour(bytes)).toEqual(file)
    expect(encodeMisbehaviour(decodeMisbehaviour(bytes) as typeof file)).toEqual(bytes)
    expect(edited(bytes, () => {})).toEqual(bytes)
  })

  it("is small", () => {
    const size = (kind: (typeof misbehaviourKinds)[number]): number =>
      encodeMisbehaviour(specimens.files[kind]).length
    expect(size("split-view")).toBeLessThan(1000)
    expect(size("two-sided-witness")).toBeLessThan(1000)
    expect(size("double-receipt")).toBeLessThan(3000)
    expect(size("broken-promise")).toBeLessThan(3000)
    expect(size("map-root")).toBeLessThan(6000)
  })

  it("is refused with another magic, version, kind, content or field, or one bit changed", () => {
    const bytes = encodeMisbehaviour(specimens.files["split-view"])
    const set = (key: number, value: unknown) => edited(bytes, (fields) => fields.set(key, value))
    expect(faultOf(set(0, "kvitto bundle"))).toBe(
      'expected "kvitto misbehaviour", got "kvitto bundle"',
    )
    expect(faultOf(set(1, 2))).toContain("version: expected an integer from 1 to 1")
    expect(faultOf(set(2, 5))).toContain("kind: expected one of 0 split-view")
    expect(faultOf(set(2, 2))).toContain("map-root: expected a map of exactly 9 fields")
    // The same fields, and another key's name for the first.
    expect(decodeMisbehaviour(set(2, 1))).toMatchObject({ kind: "two-sided-witness" })
    expect(faultOf(edited(bytes, (fields) => fields.delete(3)))).toContain(
      "a map of exactly 5 fields",
    )
    expect(faultOf(set(3, new Map()))).toContain("split-view: expected a map of exactly 5 fields")
    expect(faultOf(bytes.slice(0, -1))).toContain("truncated")
    expect(faultOf(new Uint8Array([...bytes, 0]))).toContain("trailing-bytes")
    const changed = bytes.slice()
    changed[100] = (changed[100] as number) ^ 1
    expect(faultOf(changed)).toBe("its bytes are not those that were written: a bit has changed")
    expect(faultOf(new Uint8Array(maxMisbehaviourBytes + 1))).toBe("longer than 67108864 bytes")
    expect(faultOf(new Uint8Array(0))).toContain("truncated")
  })

  it("is never made of noise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(decodeMisbehaviour(noise)).toHaveProperty("fault")
      }),
    )
  })
})

describe("docs/misbehaviour.md", () => {
  const names = ["magic", "version", "kind", "content", "digest"]
  const contentNames = ["", "log", "first", "second", "node", "past"]
  const listed = (
    all: ReadonlyMap<number, Item>,
    words: readonly string[],
    indent: string,
  ): string =>
    [...all]
      .map(([key, each]) => {
        const inner = each.value instanceof Map ? (each.value as ReadonlyMap<number, Item>) : null
        const value =
          inner === null
            ? diagnostic(each, 4, indent)
            : `{\n${listed(inner, contentNames, `${indent}  `)}${indent}}`
        return `${indent}/ ${words[key]} / ${key}: ${value},\n`
      })
      .join("")

  it("begins with a real file", () => {
    const bytes = encodeMisbehaviour(specimens.files["split-view"])
    const { value } = read(bytes)
    expectBlocks("misbehaviour.md", [`{\n${listed(value as Map<number, Item>, names, "  ")}}\n`])
  })

  it("lists the kinds by their numbers, and the limits", () => {
    const page = readPinned("docs/misbehaviour.md")
    const rows = [...page.matchAll(/^\| (\d) \| `([a-z-]+)` \|/gm)].map(([, n, kind]) => [n, kind])
    expect(rows).toEqual(misbehaviourKinds.map((kind, n) => [String(n), kind]))
    expect(page).toContain(`| the file | ${maxMisbehaviourBytes.toLocaleString("en")} bytes |`)
  })

  it("has its grammar, printed from the code", () => {
    const text = `; A misbehaviour file (.kvitto-fault). CDDL, RFC 8610. Printed from the code that reads it.

${misbehaviourCddl()}
hash = bstr .size 32
`
    expectPinned("docs/misbehaviour.cddl", text)
    const cddl = readPinned("docs/misbehaviour.cddl")
    for (const limit of [20_000, 5000, 100_000]) expect(cddl).toContain(`*${limit} `)
  })

  it("has a file of each kind in the vectors, which convicts by the policy beside it", () => {
    const files = misbehaviourKinds.map((kind) => [
      kind,
      toHex(encodeMisbehaviour(specimens.files[kind])),
    ])
    const vector = {
      policy: printPolicy(specimenPolicy),
      files: Object.fromEntries(files) as unknown,
    }
    expectPinned("test/vectors/misbehaviour.json", `${JSON.stringify(vector, null, 2)}\n`)
    const pinned = JSON.parse(readPinned("test/vectors/misbehaviour.json")) as {
      policy: string
      files: Record<string, string>
    }
    const trusted = parsePolicy(pinned.policy)
    if (!trusted.ok) throw new Error(trusted.fault.sentence)
    for (const kind of misbehaviourKinds) {
      const bytes = hexBytes(pinned.files[kind] ?? "")
      expect(judge(bytes, trusted.policy, verifyNode)).toMatchObject({ convicted: true, kind })
    }
  })

  it("is what a reader of the pages alone finds in the split view: one size, two roots, one signer", () => {
    const { files } = JSON.parse(readPinned("test/vectors/misbehaviour.json")) as {
      files: Record<string, string>
    }
    const whole = hexBytes(files["split-view"] ?? "")
    const all = read(whole).value as Map<number, Item>
    const [magic, version, kind, content, digest] = [...all.values()] as [
      Item,
      Item,
      Item,
      Item,
      Item,
    ]
    expect([magic.value, version.value, kind.value]).toEqual(["kvitto misbehaviour", 1, 0])
    expect(digest.value).toEqual(naive.sha(whole.subarray(0, -32)))
    const fields = [...(content.value as Map<number, Item>).values()]
    const [vkey, ...notes] = fields.slice(0, 3) as [Item, Item, Item]
    const words = (vkey.value as string).split("+")
    const key = Uint8Array.from(Buffer.from(words.at(-1) ?? "", "base64"))
    const seen = notes.map(({ value }) => {
      const [body = "", line = ""] = new TextDecoder().decode(value as Uint8Array).split("\n\n")
      const signature = Buffer.from(line.trim().split(" ")[2] ?? "", "base64").subarray(4)
      expect(verifyNode(key.subarray(1), utf8(`${body}\n`), Uint8Array.from(signature))).toBe(true)
      return body.split("\n")
    })
    expect(seen[0]?.slice(0, 2)).toEqual(seen[1]?.slice(0, 2))
    expect(seen[0]?.[2]).not.toBe(seen[1]?.[2])
  })
})
