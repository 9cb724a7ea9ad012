/** The pages that say what the code says: each is held to it, so that neither drifts. */

import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { openSign1 } from "../src/cose/sign.ts"
import { draft } from "../src/custody/draft.ts"
import { findings } from "../src/custody/finding.ts"
import type { PartyId } from "../src/custody/identifier.ts"
import { kinds } from "../src/custody/kind.ts"
import { rejections } from "../src/custody/rejected.ts"
import { sealedFields } from "../src/custody/field.ts"
import { openingsCddl } from "../src/custody/sealed.ts"
import { maxStatementBytes } from "../src/custody/statement.ts"
import { statementCddl } from "../src/custody/statement-cddl.ts"
import { termShapes } from "../src/custody/terms.ts"
import { fromHex, toHex } from "../src/encoding/bytes.ts"
import { type CborValue, decodeCbor } from "../src/encoding/cbor.ts"
import { bundleCddl } from "../src/log/bundle.ts"
import { entryShape } from "../src/log/entry.ts"
import { stepNames } from "../src/verifier/verdict.ts"
import { intake } from "./support/acts.ts"
import { hour, pen, penStart } from "./support/pens.ts"
import { expectPinned, readPinned } from "./support/pinned.ts"

const page = (name: string): string => readPinned(`docs/${name}`)
/** The code blocks of a page, in order. */
const blocks = (name: string): readonly string[] =>
  [...page(name).matchAll(/^```[a-z]*\n([\s\S]*?)^```$/gm)].map(([, inside = ""]) => inside)
/** The first cells of a page's table rows that match. */
const rows = (name: string, pattern: RegExp): readonly (readonly string[])[] =>
  [...page(name).matchAll(pattern)].map(([, ...cells]) => cells)

const cddlPages = {
  "statement.cddl": `; A signed statement of Kvitto, and the openings of its sealed terms. CDDL, RFC 8610.
; Deterministically encoded (RFC 8949, 4.2.1): every other spelling is refused. Meaning: statement.md.
; Printed from the code that reads statements.

${statementCddl()}

${openingsCddl()}
`,
  "bundle.cddl": `; A bundle (.kvitto) and the entries in it. CDDL, RFC 8610. Printed from the code that reads them.

${bundleCddl()}
${[...entryShape.rules.values()].join("\n\n")}

hash = bstr .size 32
`,
}

describe.each(Object.entries(cddlPages))("docs/%s", (name, text) => {
  it("is what the code prints", () => {
    expectPinned(`docs/${name}`, text)
  })

  const bare = text.replaceAll(/;.*$/gm, "").replaceAll(/"[^"]*"/g, "")
  const defined = [...bare.matchAll(/^([a-z][a-zA-Z0-9-]*)(?:<([^>]*)>)? = /gm)]

  it("defines every name once that it uses, and uses every name that it defines", () => {
    const names = defined.map(([, rule = ""]) => rule)
    expect(names.filter((rule, i) => names.indexOf(rule) !== i)).toEqual([])
    const parameters = defined.flatMap(([, , list = ""]) => list.split(", "))
    const prelude = ["bstr", "tstr", "uint", "bool", "null", "any"]
    const words = bare
      .replaceAll(/\.(size|cbor)\b/g, "")
      .matchAll(/(?<![a-zA-Z0-9-])([a-z][a-zA-Z0-9-]*)(?!\s*:|[a-zA-Z0-9-])/g)
    const used = new Set([...words].map(([, word = ""]) => word))
    const known = new Set([...names, ...parameters, ...prelude])
    expect([...used].filter((word) => !known.has(word))).toEqual([])
    const uses = names.filter(
      (rule) => bare.split(new RegExp(`(?<![\\w-])${rule}(?![\\w-])`)).length > 2,
    )
    const roots = ["statement", "openings", "bundle", "entry", "misbehaviour"]
    expect(names.filter((rule) => !uses.includes(rule) && !roots.includes(rule))).toEqual([])
  })

  it("closes every bracket that it opens", () => {
    for (const [open, close] of ["()", "[]", "{}"])
      expect(bare.split(open as string).length).toBe(bare.split(close as string).length)
  })
})

describe("rules of the CDDL", () => {
  it("have one meaning per name, in whichever kind they stand", () => {
    const shapes = [
      ...Object.values(termShapes),
      ...Object.values(sealedFields).map(([, shape]) => shape),
    ]
    const met = new Map<string, string>()
    for (const [name, rule] of shapes.flatMap(({ rules }) => [...rules])) {
      expect(met.get(name) ?? rule).toBe(rule)
      met.set(name, rule)
    }
  })
})

describe.each([
  ["rejections.md", rejections],
  ["findings.md", findings],
] as const)("docs/%s", (name, codes) => {
  it("lists the codes of the code, in its order and its words", () => {
    const listed = rows(name, /^\| `([a-z-]+)` \| ([^|]+) \|/gm)
    expect(listed).toEqual(Object.entries(codes))
  })

  it("says something about each", () => {
    const said = rows(name, /^\| `[a-z-]+` \| [^|]+ \| ([^|]+) \|$/gm)
    expect(said).toHaveLength(Object.keys(codes).length)
  })
})

describe("every rejection", () => {
  const testFiles = (readdirSync(import.meta.dirname, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".test.ts") && path !== "docs.test.ts")
    .map((path) => readFileSync(`${import.meta.dirname}/${path}`, "utf8"))

  it.each(Object.keys(rejections))("%s is tested", (code) => {
    expect(testFiles.some((text) => text.includes(`"${code}"`))).toBe(true)
  })
})

/** RFC 8949 §8, one field per line, byte strings in hex. */
function diagnostic(value: CborValue, names: readonly string[], indent = ""): string {
  if (value instanceof Uint8Array) return `h'${toHex(value)}'`
  if (value instanceof Map) {
    const inner = `${indent}  `
    const lines = [...(value as ReadonlyMap<number, CborValue>)].map(([key, each], i) => {
      const own = each instanceof Map ? termNames : []
      return `${inner}/ ${names[i]} / ${key}: ${diagnostic(each, own, inner)}`
    })
    return `{\n${lines.join(",\n")}\n${indent}}`
  }
  if (Array.isArray(value))
    return `[${(value as readonly CborValue[]).map((each) => diagnostic(each, [], indent)).join(", ")}]`
  return typeof value === "bigint" ? String(value) : JSON.stringify(value)
}
const namesIn = (rule: string): readonly string[] => {
  const body = new RegExp(`^${rule}(?:<[^>]*>)? = \\{\\n([\\s\\S]*?)\\n\\}`, "m").exec(
    statementCddl(),
  )
  return [...(body?.[1] ?? "").matchAll(/^ {2}(\d+): .*; (\w+)$/gm)].map(([, , name = ""]) => name)
}
const fieldNames = namesIn("payload-of")
const termNames = namesIn("offer-terms")

describe("docs/statement.md", () => {
  const shop = pen("3".repeat(64) as PartyId, "cashier", "statement.md")
  const [bag] = intake(shop).held
  const lines = [{ ...(bag as NonNullable<typeof bag>), within: null }]
  const terms = { to: "4".repeat(64) as PartyId, expires: penStart + hour, lines }
  const offer = draft("offer", terms, shop)
  const hex = (toHex(offer.bytes).match(/.{1,96}/g) as string[]).join("\n")

  it("begins with a real statement, in hex and in words", () => {
    const signed = openSign1(offer.bytes)
    const payload = decodeCbor(signed?.payload as Uint8Array)
    if (signed === undefined || !payload.ok) throw new Error("expected a statement")
    const [header] = (decodeCbor(offer.bytes.subarray(1)) as { value: readonly CborValue[] }).value
    const words = `18([
  h'${toHex(header as Uint8Array)}',
  {},
  << ${diagnostic(payload.value, fieldNames, "  ")} >>,
  h'${toHex(signed.signature)}'
])
`
    if (process.env["UPDATE"] === "1") {
      const printed = [`${hex}\n`, words]
      const text = page("statement.md")
        .replaceAll(/^```\n[\s\S]*?^```$/gm, (block) => {
          const inside = printed.shift()
          return inside === undefined ? block : `\`\`\`\n${inside}\`\`\``
        })
        .replace(/Its id is `[^`]*`/, `Its id is \`${offer.id}\``)
      expectPinned("docs/statement.md", text)
    }
    expect(blocks("statement.md").slice(0, 2)).toEqual([`${hex}\n`, words])
    expect(fromHex((blocks("statement.md")[0] as string).replaceAll("\n", ""))).toEqual(offer.bytes)
    expect(page("statement.md")).toContain(offer.id)
  })

  it("has every field of the payload, by its number", () => {
    expect(rows("statement.md", /^\| (\d+) \| `(\w+)` \|/gm)).toEqual(
      fieldNames.map((name, i) => [String(i + 1), name]),
    )
  })

  it("has every kind, by its number", () => {
    expect(rows("statement.md", /^\| (\d+) \| ([a-z]+) \|/gm)).toEqual(
      kinds.map((kind, i) => [String(i + 1), kind]),
    )
  })

  it("has every sealed field, by its number", () => {
    const numbers = Object.entries(sealedFields).map(([name, [number]]) => [name, String(number)])
    expect(rows("statement.md", /^\| ([a-zA-Z]+) \| (\d+) \|/gm)).toEqual(numbers)
  })

  it("has every domain that the code hashes in", () => {
    const source = readFileSync(new URL("../src/encoding/hash.ts", import.meta.url), "utf8")
    const domains = [...source.matchAll(/^ {2}\| "(kvitto\/[a-z-]+)"/gm)].map(([, domain]) => [
      domain,
    ])
    expect(rows("statement.md", /^\| `(kvitto\/[a-z-]+)` \|/gm)).toEqual(domains)
  })

  it("has the limits of the code", () => {
    expect(page("statement.md")).toContain(maxStatementBytes.toLocaleString("en"))
  })
})

describe("docs/verify.md", () => {
  it("numbers the steps as the verifier does", () => {
    const steps = [...page("verify.md").matchAll(/^(\d+)\. \*\*([^*]+)\*\*/gm)].map(
      ([, n, name]) => `${n} ${name}`,
    )
    expect(steps).toEqual(stepNames.map((name, i) => `${i + 1} ${name}`))
  })
})
