import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable } from "../../src/cose/ed25519.ts"
import { concat, fromBase64, textOf, toBase64, utf8 } from "../../src/encoding/bytes.ts"
import { printCheckpoint, signCheckpoint } from "../../src/log/checkpoint.ts"
import { cosign } from "../../src/log/cosignature.ts"
import {
  MAX_NOTE_BYTES,
  type NoteSigner,
  noteKey,
  parseNote,
  parseVkey,
  printNote,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import {
  MAX_TLOG_PROOF_BYTES,
  parseTlogProof,
  printTlogProof,
  type TlogProof,
} from "../../src/log/tlog-proof.ts"
import { verifyNode } from "../../src/platform/ed25519.ts"
import { inclusionCodes } from "../../src/verifier/inclusion.ts"
import { blocksOf, expectBlocks } from "../support/examples.ts"
import { naive } from "../support/outsider.ts"
import { readPinned } from "../support/pinned.ts"

const runs = process.env["SLOW"] === "1" ? 5000 : 200

function signerOf(name: string, type: number, fill: number): NoteSigner {
  const seed = new Uint8Array(32).fill(fill)
  return {
    key: noteKey(name, type, publicKeyOf(seed)),
    sign: (message) => signPortable(seed, message),
  }
}

// The tree of docs/merkle.md under the keys of docs/checkpoint.md.
const origin = "ledger.example/kvitto"
const log = signerOf(origin, TYPE_ED25519, 1)
const witnesses = ["north", "south", "east"].map((name, i) =>
  signerOf(`${name}.example/witness`, TYPE_COSIGNATURE, 2 + i),
)
const leaves = ["a", "b", "c", "d", "e", "f", "g"].map((entry) => naive.leaf(utf8(entry)))
const over = (from: number, to: number): Uint8Array => naive.tree(leaves.slice(from, to))
const checkpoint = { origin, size: 7, root: over(0, 7) }
const time = Date.UTC(2026, 7, 1, 8) / 1000
const signed = parseNote(signCheckpoint(checkpoint, log))
const cosigned = printNote({
  text: printCheckpoint(checkpoint),
  signatures: [
    ...(signed?.signatures ?? []),
    ...witnesses.map((witness, i) => cosign(printCheckpoint(checkpoint), time + i, witness)),
  ],
})
const path = [over(3, 4), over(0, 2), over(4, 7)]
const example: TlogProof = { extra: null, index: 2, path, checkpoint: cosigned }
const parse = (text: string): TlogProof | undefined => parseTlogProof(utf8(text))

describe("docs/tlog-proof.md", () => {
  it("begins with the proof of one leaf in the tree of docs/merkle.md", () => {
    expectBlocks("tlog-proof.md", [textOf(printTlogProof(example)) as string])
  })

  it("shows it to a reader who has the page, the keys of docs/checkpoint.md and the leaf", () => {
    const [text = ""] = blocksOf("tlog-proof.md")
    const [first, index, ...lines] = text.split("\n")
    expect([first, index]).toEqual(["c2sp.org/tlog-proof@v1", "index 2"])
    const [a = "", b = "", c = "", blank, name, size, root, , ...signatures] = lines
    expect([blank, name, size]).toEqual(["", origin, "7"])
    const [one, two, three] = [a, b, c].map((each) => Buffer.from(each, "base64")) as [
      Buffer,
      Buffer,
      Buffer,
    ]
    const leaf = naive.leaf(utf8("c"))
    const found = naive.node(naive.node(two, naive.node(leaf, one)), three)
    expect(Buffer.from(found).toString("base64")).toBe(root)
    const keys = [...readPinned("docs/checkpoint.md").matchAll(/^(?:log|witness) +(\S+)$/gm)]
    const byName = keys.map(([, vkey = ""]) => parseVkey(vkey))
    expect(signatures.pop()).toBe("")
    expect(signatures).toHaveLength(4)
    for (const line of signatures) {
      const [, who, base64 = ""] = line.split(" ")
      const key = byName.find((each) => each?.name === who)?.publicKey as Uint8Array
      const blob = Buffer.from(base64, "base64").subarray(4)
      const text3 = `${name}\n${size}\n${root}\n`
      const seconds = blob.length === 72 ? blob.readBigUInt64BE() : 0n
      const message = blob.length === 72 ? `cosignature/v1\ntime ${seconds}\n${text3}` : text3
      expect(verifyNode(key, utf8(message), Uint8Array.from(blob.subarray(-64)))).toBe(true)
    }
  })

  it("lists the codes of the code, in its order and its words", () => {
    const rows = [...readPinned("docs/tlog-proof.md").matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm)]
    expect(rows.map(([, code, words]) => [code, words])).toEqual(Object.entries(inclusionCodes))
  })

  it("states the limits of the code", () => {
    const limits = [...readPinned("docs/tlog-proof.md").matchAll(/^\| ([a-z ]+) \| ([\d,]+)/gm)]
    const stated = new Map(
      limits.map(([, what, most = ""]) => [what, Number(most.replaceAll(",", ""))]),
    )
    const extra = new Uint8Array(stated.get("bytes of extra data") ?? 0)
    const long = Array.from({ length: stated.get("hashes in the path") ?? 0 }, () => over(0, 1))
    expect([extra.length, long.length]).toEqual([65_536, 63])
    expect(parseTlogProof(printTlogProof({ ...example, extra, path: long }))).toBeDefined()
    expect(() => printTlogProof({ ...example, extra: concat(extra, extra) })).toThrow("expected")
    expect(() => printTlogProof({ ...example, path: [...long, over(0, 1)] })).toThrow("expected")
    expect(stated.get("bytes of the checkpoint")).toBe(MAX_NOTE_BYTES)
    expect(stated.get("bytes in all")).toBe(MAX_TLOG_PROOF_BYTES)
  })
})

describe("the example of tlog-proof", () => {
  // Its signatures are cut short there with "[...]"; in their place stands one of the right form.
  const text =
    "c2sp.org/tlog-proof@v1\n" +
    "extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ\n" +
    "index 73894\n" +
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n" +
    "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n" +
    "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\n" +
    "RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n" +
    "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n\n" +
    "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n" +
    `— example.com/fancylog ${toBase64(new Uint8Array(68).fill(7))}\n`

  it("parses and prints as it came", () => {
    const proof = parse(text) as TlogProof
    expect([proof.index, proof.path.length]).toEqual([73894, 5])
    expect(textOf((proof.extra as Uint8Array).subarray(0, 27))).toBe("age-v1.2.1-darwin-arm64.tar")
    expect(textOf(printTlogProof(proof))).toBe(text)
  })
})

describe("parseTlogProof", () => {
  it("reads what printTlogProof prints", () => {
    const proof = fc.record({
      extra: fc.option(fc.uint8Array({ minLength: 1, maxLength: 100 })),
      index: fc.maxSafeNat(),
      path: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
      checkpoint: fc.constant(cosigned),
    })
    fc.assert(
      fc.property(proof, (each) => {
        expect(parseTlogProof(printTlogProof(each))).toEqual(each)
      }),
      { numRuns: runs },
    )
  })

  it("accepts nothing that it would not print, one octet changed, put in or left out", () => {
    const whole = printTlogProof({ ...example, extra: utf8("extra") })
    const change = fc.constantFrom("changed", "put in", "left out")
    fc.assert(
      fc.property(change, fc.nat(whole.length - 1), fc.nat(255), (how, at, octet) => {
        const middle = how === "left out" ? new Uint8Array(0) : Uint8Array.of(octet)
        const from = how === "put in" ? at : at + 1
        const changed = concat(whole.subarray(0, at), middle, whole.subarray(from))
        const read = parseTlogProof(changed)
        if (read !== undefined) expect(printTlogProof(read)).toEqual(changed)
      }),
      { numRuns: 10 * runs },
    )
  })

  const hash = toBase64(over(0, 1))
  const note = textOf(cosigned) as string
  const good = `c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 2\n${hash}\n\n${note}`
  const swap = (from: string, to: string): string => {
    expect(good).toContain(from)
    return good.replace(from, () => to)
  }

  it.each([
    ["with extra data", good],
    ["without extra data", swap("extra ZXh0cmE=\n", "")],
    ["without a path", swap(`${hash}\n`, "")],
    ["with 63 hashes", swap(`${hash}\n`, `${hash}\n`.repeat(63))],
    ["of the first entry", swap("index 2", "index 0")],
    ["of the last index there is", swap("index 2", "index 9007199254740991")],
  ])("takes a proof %s", (_, text) => {
    expect(textOf(printTlogProof(parse(text) as TlogProof))).toBe(text)
  })

  it.each([
    ["nothing", ""],
    ["another version", swap("@v1", "@v2")],
    ["another name", swap("c2sp.org", "C2SP.org")],
    ["a space after the first line", swap("@v1\n", "@v1 \n")],
    ["a byte order mark", `\u{feff}${good}`],
    ["an empty line first", `\n${good}`],
    ["no first line", good.slice(good.indexOf("\n") + 1)],
    ["carriage returns", good.replaceAll("\n", "\r\n")],
    ["a carriage return in the head", swap("index 2\n", "index 2\r\n")],
    ["a carriage return in the checkpoint", swap(`${origin}\n`, `${origin}\r\n`)],
    ["extra data of no bytes", swap("ZXh0cmE=", "")],
    ["extra data without padding", swap("ZXh0cmE=", "ZXh0cmE")],
    ["extra data with unused bits set", swap("ZXh0cmE=", "ZXh0cmF=")],
    ["extra data in base64url", swap("ZXh0cmE=", "_-8=")],
    ["extra data with a space", swap("ZXh0cmE=", "ZXh0 cmE=")],
    ["too much extra data", swap("ZXh0cmE=", toBase64(new Uint8Array(65_537)))],
    ["extra data twice", swap("extra ZXh0cmE=\n", "extra ZXh0cmE=\nextra ZXh0cmE=\n")],
    ["extra data after the index", swap("extra ZXh0cmE=\nindex 2\n", "index 2\nextra ZXh0cmE=\n")],
    ["extra data after the path", swap(`${hash}\n`, `${hash}\nextra ZXh0cmE=\n`)],
    ["a capital letter", swap("extra Z", "Extra Z")],
    ["no index", swap("index 2\n", "")],
    ["the index twice", swap("index 2\n", "index 2\nindex 2\n")],
    ["the index after the path", swap(`index 2\n${hash}\n`, `${hash}\nindex 2\n`)],
    ["an index without digits", swap("index 2", "index ")],
    ["a leading zero", swap("index 2", "index 02")],
    ["a sign", swap("index 2", "index +2")],
    ["a negative index", swap("index 2", "index -2")],
    ["two spaces", swap("index 2", "index  2")],
    ["a space behind", swap("index 2", "index 2 ")],
    ["a tab", swap("index 2", "index\t2")],
    ["an index past 2^53 − 1", swap("index 2", "index 9007199254740992")],
    ["64 hashes", swap(`${hash}\n`, `${hash}\n`.repeat(64))],
    ["a hash of 31 bytes", swap(hash, toBase64(new Uint8Array(31)))],
    ["a hash of 33 bytes", swap(hash, toBase64(new Uint8Array(33)))],
    ["a hash without padding", swap(hash, hash.slice(0, -1))],
    ["a hash with unused bits set", swap(hash, `${hash.slice(0, -2)}h=`)],
    ["a hash in hex", swap(hash, "0".repeat(64))],
    ["a space after a hash", swap(hash, `${hash} `)],
    ["no empty line", swap("\n\n", "\n")],
    ["two empty lines", swap("\n\n", "\n\n\n")],
    ["an empty line in the path", swap("index 2\n", "index 2\n\n")],
    ["a space in the empty line", swap("\n\n", "\n \n")],
    ["no checkpoint", swap(note, "")],
    ["no final newline", good.slice(0, -1)],
    ["an empty line at the end", `${good}\n`],
    ["a word at the end", `${good}x`],
    ["a checkpoint without signatures", swap(note, printCheckpoint(checkpoint))],
    ["a checkpoint with a further line", swap("\n\n—", "\nmore\n\n—")],
    ["a note that is no checkpoint", swap("\n7\n", "\nseven\n")],
    ["a size with a leading zero", swap("\n7\n", "\n07\n")],
    ["a cut signature", swap(note.slice(-20), "[...]\n")],
  ])("refuses %s", (_, text) => {
    expect(fromBase64(hash)?.length).toBe(32)
    expect(parse(text)).toBeUndefined()
  })
})

describe("printTlogProof throws on", () => {
  it.each<[string, Partial<TlogProof>]>([
    ["extra data of no bytes", { extra: new Uint8Array(0) }],
    ["a fraction", { index: 0.5 }],
    ["an index that is not exact", { index: 2 ** 53 }],
    ["a hash of 31 bytes", { path: [new Uint8Array(31)] }],
    ["what is no checkpoint", { checkpoint: utf8("checkpoint\n") }],
  ])("%s", (_, change) => {
    expect(parseTlogProof(printTlogProof(example))).toEqual(example)
    expect(() => printTlogProof({ ...example, ...change })).toThrow("tlog-proof: expected")
  })
})
