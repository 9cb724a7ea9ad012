import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { concat, fromBase64, textOf, utf8 } from "../../src/encoding/bytes.ts"
import {
  type AddCheckpoint,
  MAX_ADD_CHECKPOINT_BYTES,
  MAX_PROOF_LINES,
  parseAddCheckpoint,
  parseSize,
  printAddCheckpoint,
  printSize,
  sizeMediaType,
} from "../../src/log/add-checkpoint.ts"
import { parseCheckpoint } from "../../src/log/checkpoint.ts"
import { MAX_NOTE_BYTES, parseNote, parseSignatures, printSignatures } from "../../src/log/note.ts"

const runs = process.env["SLOW"] === "1" ? 5000 : 200

// The examples of tlog-witness.md.
const head =
  "old 20852014\n" +
  "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" +
  "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n" +
  "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n" +
  "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
const note =
  "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
  "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
  "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n"
const answer =
  "— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==\n" +
  "— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==\n" +
  "— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==\n"
const line = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
const parse = (text: string): AddCheckpoint | undefined => parseAddCheckpoint(utf8(text))

describe("the request in tlog-witness", () => {
  it("parses and prints as it came", () => {
    const request = parse(`${head}\n${note}`)
    expect(request?.oldSize).toBe(20852014)
    expect(request?.proof.map(({ length }) => length)).toEqual([32, 32, 32, 32])
    expect(request?.proof[0]).toEqual(fromBase64(line.trim()))
    expect(request?.checkpoint).toEqual(utf8(note))
    expect(textOf(printAddCheckpoint(request as AddCheckpoint))).toBe(`${head}\n${note}`)
  })

  it("carries a note that parses, and its first empty line is the one that separates", () => {
    const checkpoint = parse(`${head}\n${note}`)?.checkpoint as Uint8Array
    expect(parseCheckpoint(parseNote(checkpoint)?.text ?? "")?.size).toBe(20852163)
  })
})

describe("the answer in tlog-witness", () => {
  it("parses and prints as it came", () => {
    const signatures = parseSignatures(answer)
    expect(signatures?.map(({ signature }) => signature.length)).toEqual([72, 72, 72])
    expect(printSignatures(signatures ?? [])).toBe(answer)
  })
})

describe("parseAddCheckpoint", () => {
  it("reads what printAddCheckpoint prints", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const request = fc.record({
      oldSize: fc.maxSafeNat(),
      proof: fc.array(hash, { maxLength: MAX_PROOF_LINES }),
      checkpoint: fc.uint8Array({ minLength: 1, maxLength: 400 }),
    })
    fc.assert(
      fc.property(request, (each) => {
        expect(parseAddCheckpoint(printAddCheckpoint(each))).toEqual(each)
      }),
      { numRuns: runs },
    )
  })

  it("accepts nothing that it would not print, one octet changed", () => {
    const whole = utf8(`${head}\n${note}`)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, octet) => {
        const changed = whole.with(at, octet)
        const read = parseAddCheckpoint(changed)
        if (read !== undefined) expect(printAddCheckpoint(read)).toEqual(changed)
      }),
      { numRuns: 5 * runs },
    )
  })

  it("takes the longest request and nothing longer", () => {
    const oldSize = Number.MAX_SAFE_INTEGER
    const proof = Array.from({ length: MAX_PROOF_LINES }, () => new Uint8Array(32))
    const longest = printAddCheckpoint({
      oldSize,
      proof,
      checkpoint: new Uint8Array(MAX_NOTE_BYTES).fill(97),
    })
    expect(longest).toHaveLength(MAX_ADD_CHECKPOINT_BYTES)
    expect(parseAddCheckpoint(longest)?.checkpoint).toHaveLength(MAX_NOTE_BYTES)
    expect(parseAddCheckpoint(concat(longest, utf8("a")))).toBeUndefined()
  })

  it("copies the note, so that a buffer used again does not change it", () => {
    const buffer = utf8(`${head}\n${note}`)
    const checkpoint = parseAddCheckpoint(buffer)?.checkpoint
    buffer.fill(0)
    expect(checkpoint).toEqual(utf8(note))
  })

  it.each([
    ["the shortest head", `old 0\n\n${note}`],
    ["63 hashes", `old 1\n${line.repeat(63)}\n${note}`],
    ["the largest size", `old 9007199254740991\n\n${note}`],
  ])("takes %s", (_, text) => {
    expect(textOf(printAddCheckpoint(parse(text) as AddCheckpoint))).toBe(text)
  })

  it.each([
    ["nothing", ""],
    ["a newline", "\n"],
    ["an empty line first", `\n${head}\n${note}`],
    ["no old line", `${line}\n${note}`],
    ["another word", `new 7\n\n${note}`],
    ["a capital letter", `Old 7\n\n${note}`],
    ["no size", `old \n\n${note}`],
    ["no space", `old7\n\n${note}`],
    ["two spaces", `old  7\n\n${note}`],
    ["a space behind", `old 7 \n\n${note}`],
    ["a tab", `old\t7\n\n${note}`],
    ["a leading zero", `old 07\n\n${note}`],
    ["a sign", `old +7\n\n${note}`],
    ["a negative size", `old -7\n\n${note}`],
    ["a fraction", `old 7.0\n\n${note}`],
    ["an exponent", `old 7e0\n\n${note}`],
    ["hexadecimal", `old 0x7\n\n${note}`],
    ["a size past 2^53 − 1", `old 9007199254740992\n\n${note}`],
    ["digits of another script", `old ٧\n\n${note}`],
    ["carriage returns", `${head}\n${note}`.replaceAll("\n", "\r\n")],
    ["a carriage return after the size", `old 7\r\n\n${note}`],
    ["a byte order mark", `\u{feff}${head}\n${note}`],
    ["64 hashes", `old 1\n${line.repeat(64)}\n${note}`],
    ["a hash of 31 bytes", `old 7\n${"A".repeat(40)}AA==\n\n${note}`],
    ["a hash of 33 bytes", `old 7\n${"A".repeat(44)}\n\n${note}`],
    ["a hash without padding", `old 7\n${line.replace("=", "")}\n${note}`],
    ["a hash with unused bits set", `old 7\n${line.replace("w=", "x=")}\n${note}`],
    ["a hash in base64url", `old 7\n${"_".repeat(42)}8=\n\n${note}`],
    ["a hash in hex", `old 7\n${"0".repeat(64)}\n\n${note}`],
    ["a space before a hash", `old 7\n ${line}\n${note}`],
    ["a space after a hash", `old 7\n${line.trim()} \n\n${note}`],
    ["two hashes on a line", `old 7\n${line.trim()}${line}\n${note}`],
    ["the old line twice", `old 7\nold 7\n\n${note}`],
    ["no empty line", `old 7\n${note}`],
    ["no checkpoint", `old 7\n\n`],
    ["no newline after the head", `old 7`],
  ])("refuses %s", (_, text) => {
    expect(parse(text)).toBeUndefined()
  })

  it("refuses octets that are no UTF-8 in the head", () => {
    expect(
      parseAddCheckpoint(concat(utf8("old 7"), Uint8Array.of(0xff), utf8(`\n\n${note}`))),
    ).toBe(undefined)
  })

  it("gives a second empty line to the note, which is none then", () => {
    const request = parse(`old 7\n\n\n${note}`) as AddCheckpoint
    expect(textOf(request.checkpoint)).toBe(`\n${note}`)
    expect(parseCheckpoint(parseNote(request.checkpoint)?.text ?? "")).toBeUndefined()
  })
})

describe("printAddCheckpoint throws on", () => {
  const good = { oldSize: 7, proof: [new Uint8Array(32)], checkpoint: utf8(note) }
  it.each<[string, Partial<AddCheckpoint>]>([
    ["a fraction", { oldSize: 0.5 }],
    ["a negative size", { oldSize: -1 }],
    ["a size that is not exact", { oldSize: 2 ** 53 }],
    ["a hash of 31 bytes", { proof: [new Uint8Array(31)] }],
    ["64 hashes", { proof: Array.from({ length: 64 }, () => new Uint8Array(32)) }],
    ["no note", { checkpoint: new Uint8Array(0) }],
    ["a longer note", { checkpoint: new Uint8Array(MAX_NOTE_BYTES + 1) }],
  ])("%s", (_, change) => {
    expect(parseAddCheckpoint(printAddCheckpoint(good))).toEqual(good)
    expect(() => printAddCheckpoint({ ...good, ...change })).toThrow("add-checkpoint: expected")
  })
})

describe("the size in a 409", () => {
  it("comes back", () => {
    expect(sizeMediaType).toBe("text/x.tlog.size")
    expect(printSize(20852014)).toBe("20852014\n")
    for (const size of [0, 1, 9, 10, 2 ** 32, Number.MAX_SAFE_INTEGER])
      expect(parseSize(printSize(size))).toBe(size)
  })

  it.each(["", "\n", "7", "71", "7\n\n", "7\r\n", " 7\n", "7 \n", "07\n", "-7\n", "7.0\n", "x\n"])(
    "is not %j",
    (text) => {
      expect(parseSize(text)).toBeUndefined()
    },
  )

  it("is never printed in a way that nobody could read", () => {
    for (const size of [-1, 0.5, NaN, Infinity, 2 ** 53])
      expect(() => printSize(size)).toThrow("tree size: expected")
  })
})
