/**
 * The vectors under test/vectors/c2sp, run on our code as test/vectors/README.md tells others to run them on theirs.
 * They are made by test/support/vectors, which reads the specifications on its own; `UPDATE=1` writes them anew.
 */

import { createPublicKey, verify } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { utf8 } from "../src/encoding/bytes.ts"
import { type NoteKey, parseNote } from "../src/log/note.ts"
import { runExchange, type Served } from "./support/exchange.ts"
import { expectPinned, readPinned } from "./support/pinned.ts"
import { type Answer, keyOf, readers } from "./support/readers.ts"
import { type Case, type Inputs, type Json, printCases } from "./support/vectors/cases.ts"
import { cosignatures } from "./support/vectors/cosignatures.ts"
import { coseReceipts, tlogProofs } from "./support/vectors/inclusion.ts"
import { checkpoints, signedNotes } from "./support/vectors/notes.ts"
import { policies } from "./support/vectors/policies.ts"
import { entryBundles, tiles } from "./support/vectors/tiles.ts"
import { addCheckpoints, exchanges, type Step } from "./support/vectors/witnessing.ts"

const folder = "test/vectors/c2sp"
const makers: { readonly [file: string]: () => readonly Case[] } = {
  "signed-note.json": signedNotes,
  "checkpoint.json": checkpoints,
  "cosignature.json": cosignatures,
  "tiles.json": tiles,
  "entry-bundle.json": entryBundles,
  "policy.json": policies,
  "add-checkpoint.json": addCheckpoints,
  "witness-exchange.json": exchanges,
  "tlog-proof.json": tlogProofs,
  "cose-receipt.json": coseReceipts,
}

/** A case as it stands in its file, the inputs beside the name: what another implementation gets to read. */
type Vector = Inputs & Omit<Case, "inputs">
const made = (file: string): string => printCases(makers[file]?.() ?? [])
/** From the file; where it is being written anew, what will stand there. */
const vectorsOf = (file: string): readonly Vector[] =>
  JSON.parse(
    process.env["UPDATE"] === "1" ? made(file) : readPinned(`${folder}/${file}`),
  ) as Vector[]

const fixed = new Set(["name", "from", "stricter", "operation", "expect", "value"])
const inputNames = (vector: Vector): readonly string[] =>
  Object.keys(vector).filter((key) => !fixed.has(key))
const plainName = (input: string): string => input.replace(/Base64$/, "")

function answerTo(vector: Vector): Answer {
  const read = readers[vector.operation]
  if (read === undefined) throw new Error(`vector: no operation ${vector.operation}`)
  return read(vector)
}

/** node:crypto's own opinion; the vectors must not rest on one implementation of Ed25519. */
function nodeVerifies(key: NoteKey, message: string, signature: Uint8Array): boolean {
  const x = Buffer.from(key.publicKey).toString("base64url")
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" })
  return verify(null, Buffer.from(message), publicKey, signature)
}

/** How many lines of this note are by these keys, all of them true according to Node; throws on a false one. */
function countTrue(note: string, vkeys: readonly string[]): number {
  const parsed = parseNote(utf8(note))
  let count = 0
  for (const { name, keyId, signature } of parsed?.signatures ?? []) {
    const key = vkeys
      .map(keyOf)
      .find((each) => each.name === name && Buffer.from(each.keyId).equals(keyId))
    if (key === undefined) continue
    const time = key.type === 4 ? Buffer.from(signature).readBigUInt64BE(0) : undefined
    const message =
      time === undefined ? (parsed?.text ?? "") : `cosignature/v1\ntime ${time}\n${parsed?.text}`
    if (!nodeVerifies(key, message, time === undefined ? signature : signature.subarray(8)))
      throw new Error(`node: expected a true signature by ${name}`)
    count++
  }
  return count
}

const afterBlank = (text: string): string => text.slice(text.indexOf("\n\n") + 2)
const vkeysIn = (text: string): readonly string[] => text.match(/\S+\+[0-9a-f]{8}\+\S+/g) ?? []

/** The notes of a good case, each with the keys of which every line on it must be true. */
function signedNotesIn(
  vector: Vector,
): readonly { readonly note: string; readonly vkeys: readonly string[] }[] {
  const text = (input: string): string => vector[input] as string
  switch (vector.operation) {
    case "open-note":
      return [{ note: text("note"), vkeys: vector["vkeys"] as string[] }]
    case "open-checkpoint":
      return [{ note: text("note"), vkeys: [text("vkey")] }]
    case "read-cosignatures":
      return (vector.value as Json[]).length === 0
        ? []
        : [{ note: text("note"), vkeys: vector["vkeys"] as string[] }]
    case "verify-tlog-proof":
      return [{ note: afterBlank(text("proof")), vkeys: vkeysIn(text("policy")) }]
    case "exchange":
      return (vector["steps"] as unknown as readonly Step[])
        .filter(({ status }) => status === 200)
        .map(({ request }) => ({
          note: afterBlank(request),
          vkeys: vector["logs"] as string[],
        }))
    default:
      return []
  }
}

describe.each(Object.keys(makers))("%s", (file) => {
  it("is what the generator makes", () => {
    expectPinned(`${folder}/${file}`, made(file))
  })

  const vectors = vectorsOf(file)
  const byName = new Map(vectors.map((vector) => [vector.name, vector]))

  it("names every case once, and has good ones and bad ones", () => {
    expect(byName.size).toBe(vectors.length)
    expect(vectors.filter(({ expect: expected }) => expected === "ok").length).toBeGreaterThan(2)
  })

  it("makes each bad case from a good one of the same file, by a change of one input", () => {
    for (const vector of vectors) {
      if (vector.expect === "ok") continue
      const from = byName.get(vector.from ?? "")
      expect(from?.expect, vector.name).toBe("ok")
      if (from === undefined) continue
      expect(from.operation, vector.name).toBe(vector.operation)
      const changed = inputNames(vector).filter(
        (input) => JSON.stringify(vector[input]) !== JSON.stringify(from[input]),
      )
      expect(changed, vector.name).toHaveLength(1)
      expect(inputNames(vector).map(plainName).toSorted(), vector.name).toEqual(
        inputNames(from).map(plainName).toSorted(),
      )
    }
  })

  const single = vectors.filter(({ operation }) => operation !== "exchange")
  it.each(single.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    const { expect: expected, value } = vector
    expect(answerTo(vector)).toEqual(
      expected === "ok" ? { expect: expected, value } : { expect: expected },
    )
  })

  const sequences = vectors.filter(({ operation }) => operation === "exchange")
  it.each(sequences.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    await runExchange(
      vector["logs"] as string[],
      vector["steps"] as unknown as readonly Step[],
      vector["after"] as unknown as readonly Served[],
    )
  })
})

describe("the vectors", () => {
  const all = Object.keys(makers).flatMap((file) =>
    vectorsOf(file).map((vector) => ({ file, vector })),
  )

  it("have no file that nothing here runs", () => {
    expect(readdirSync(new URL("vectors/c2sp/", import.meta.url)).toSorted()).toEqual(
      Object.keys(makers).toSorted(),
    )
  })

  it("are made without the code under test", () => {
    const makersFolder = new URL("support/vectors/", import.meta.url)
    for (const name of readdirSync(makersFolder))
      expect(readFileSync(new URL(name, makersFolder), "utf8"), name).not.toMatch(/\/src\//)
  })

  it("hold signatures that node:crypto verifies too", () => {
    const notes = all
      .filter(({ vector }) => vector.expect === "ok")
      .flatMap(({ vector }) => signedNotesIn(vector))
    const counts = notes.map(({ note, vkeys }) => countTrue(note, vkeys))
    expect(counts.every((count) => count > 0)).toBe(true)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(90)
  })

  it("use the operations and codes that the README explains, and no others", () => {
    const page = readFileSync(new URL("vectors/README.md", import.meta.url), "utf8")
    const explained = (heading: string): readonly string[] => {
      const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? ""
      return Array.from(section.matchAll(/^\| `([^`]+)` \|/gm), ([, word = ""]) => word)
    }
    const operations = new Set(all.map(({ vector }) => vector.operation))
    expect(explained("Operations").toSorted()).toEqual([...operations].toSorted())
    const codes = new Set(
      all.flatMap(({ vector }) => (vector.expect === "ok" ? [] : [vector.expect.code])),
    )
    expect(explained("Codes").toSorted()).toEqual([...codes].toSorted())
  })

  it("hold policies for readers who know tlog-policy alone, as the README tells them to read", () => {
    const ours = /^(?=(?:replay-quorum|faulty|clock-error|settlement|minimum-assurance|root) )/gm
    const plain = all.filter(
      ({ vector }) =>
        vector.operation === "read-policy" &&
        vector.stricter !== true &&
        typeof vector["policy"] === "string",
    )
    expect(plain.length).toBeGreaterThan(50)
    for (const { vector } of plain) {
      const policy = (vector["policy"] as string).replaceAll(ours, "#")
      const { expect: found } = answerTo({ ...vector, policy })
      expect(found, vector.name).toEqual(vector.expect)
    }
  })

  it("are described in the README, each file once", () => {
    const page = readFileSync(new URL("vectors/README.md", import.meta.url), "utf8")
    const files = readdirSync(new URL("vectors/", import.meta.url), { recursive: true })
    const vectorFiles = files.map(String).filter((name) => name.endsWith(".json"))
    for (const name of vectorFiles) expect(page, name).toContain(`\`${name}\``)
  })
})
