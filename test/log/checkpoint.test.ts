import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable, verifyPortable } from "../../src/cose/ed25519.ts"
import { fromBase64, textOf, utf8 } from "../../src/encoding/bytes.ts"
import {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  parseDecimal,
  printCheckpoint,
  signCheckpoint,
} from "../../src/log/checkpoint.ts"
import {
  MAX_NAME_BYTES,
  type NoteSignature,
  type NoteSigner,
  noteKey,
  parseNote,
  parseVkey,
  printNote,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"

function signerOf(name: string, type: number, fill: number): NoteSigner {
  const seed = new Uint8Array(32).fill(fill)
  return {
    key: noteKey(name, type, publicKeyOf(seed)),
    sign: (message) => signPortable(seed, message),
  }
}

const page = readFileSync(new URL("../../docs/checkpoint.md", import.meta.url), "utf8")
const blocks = Array.from(page.matchAll(/^```\n([^`]*)^```$/gm), (match) => match[1] as string)
const [cosigned = "", keys = ""] = blocks
const root = fromBase64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=") as Uint8Array
const log = signerOf("ledger.example/kvitto", TYPE_ED25519, 1)
const text = "ledger.example/kvitto\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
const checkpoint: Checkpoint = { origin: "ledger.example/kvitto", size: 20852163, root }
const runs = process.env.SLOW === "1" ? 20_000 : 300

describe("the example of docs/checkpoint.md", () => {
  it("is what this key signs, and opens with the verifier key printed there", () => {
    const vkey = keys.match(/^log +(\S+)$/m)?.[1] ?? ""
    expect(vkey).toBe(printVkey(log.key))
    const key = parseVkey(vkey)
    if (key === undefined) throw new Error("expected the page's verifier key to parse")
    const opened = openCheckpoint(utf8(cosigned), key, verifyPortable)
    expect(opened?.checkpoint).toEqual(checkpoint)
    expect(opened?.note.signatures).toHaveLength(4)
    expect(opened?.bytes).toEqual(utf8(cosigned))
    const lines = cosigned.split("\n").slice(0, 5).join("\n")
    expect(textOf(signCheckpoint(checkpoint, log))).toBe(`${lines}\n`)
  })
})

describe("the example of tlog-checkpoint", () => {
  it("parses and prints as it came", () => {
    const example =
      "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
      "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    const note = parseNote(utf8(example))
    if (note === undefined) throw new Error("expected the example to parse")
    const parsed = parseCheckpoint(note.text)
    expect(parsed).toEqual({ origin: "example.com/behind-the-sofa", size: 20852163, root })
    expect(printCheckpoint(parsed as Checkpoint)).toBe(note.text)
  })
})

describe("parseCheckpoint refuses", () => {
  const [origin, size, hash] = ["a", "7", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="]
  it("but takes the form that each of these breaks", () => {
    expect(parseCheckpoint(`${origin}\n${size}\n${hash}\n`)).toEqual({ origin, size: 7, root })
  })

  it.each([
    ["nothing", ""],
    ["two lines", `${origin}\n${size}\n`],
    ["no newline at the end", `${origin}\n${size}\n${hash}`],
    ["an empty line at the end", `${origin}\n${size}\n${hash}\n\n`],
    ["an empty line at the front", `\n${origin}\n${size}\n${hash}\n`],
    ["carriage returns", `${origin}\r\n${size}\r\n${hash}\r\n`],
    ["an extension line", `${origin}\n${size}\n${hash}\nextension\n`],
    ["an empty origin", `\n${size}\n${hash}\n`],
    ["an origin with a tab", `a\tb\n${size}\n${hash}\n`],
    ["an origin with a lone surrogate", `\ud800\n${size}\n${hash}\n`],
    ["an origin too long", `${"o".repeat(MAX_NAME_BYTES + 1)}\n${size}\n${hash}\n`],
    ["a leading zero", `${origin}\n07\n${hash}\n`],
    ["zero twice", `${origin}\n00\n${hash}\n`],
    ["no size", `${origin}\n\n${hash}\n`],
    ["a sign", `${origin}\n+7\n${hash}\n`],
    ["a negative size", `${origin}\n-7\n${hash}\n`],
    ["a space before the size", `${origin}\n 7\n${hash}\n`],
    ["a space after the size", `${origin}\n7 \n${hash}\n`],
    ["a fraction", `${origin}\n7.0\n${hash}\n`],
    ["an exponent", `${origin}\n7e3\n${hash}\n`],
    ["hexadecimal", `${origin}\n0x7\n${hash}\n`],
    ["digits of another script", `${origin}\n٧\n${hash}\n`],
    ["a size beyond 2^53 − 1", `${origin}\n9007199254740992\n${hash}\n`],
    ["a size of seventeen digits", `${origin}\n10000000000000000\n${hash}\n`],
    ["no root", `${origin}\n${size}\n\n`],
    ["a root of 31 bytes", `${origin}\n${size}\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n`],
    ["a root of 33 bytes", `${origin}\n${size}\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2IA\n`],
    ["a root without padding", `${origin}\n${size}\n${hash.slice(0, -1)}\n`],
    ["a root with an unused bit set", `${origin}\n${size}\n${hash.slice(0, -2)}J=\n`],
    ["a root in hexadecimal", `${origin}\n${size}\n${"0a".repeat(32)}\n`],
  ])("%s", (_, changed) => {
    expect(parseCheckpoint(changed)).toBeUndefined()
  })
})

describe("printCheckpoint", () => {
  it("is read back, whatever the checkpoint", () => {
    const any = fc.record({
      origin: fc.stringMatching(/^[ -~åé—]{1,40}$/u),
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    })
    fc.assert(
      fc.property(any, (each) => {
        expect(parseCheckpoint(printCheckpoint(each))).toEqual(each)
      }),
      { numRuns: runs },
    )
  })

  it.each([
    ["a second line in the origin", { ...checkpoint, origin: "a\nb" }],
    ["a fraction", { ...checkpoint, size: 0.5 }],
    ["a size that is not safe", { ...checkpoint, size: 2 ** 53 }],
    ["a short root", { ...checkpoint, root: root.slice(1) }],
  ])("throws on %s", (_, each) => {
    expect(() => printCheckpoint(each)).toThrow(/checkpoint: expected/)
  })
})

describe("parseDecimal", () => {
  it("takes 0 and 2^53 − 1", () => {
    expect(parseDecimal("0")).toBe(0)
    expect(parseDecimal("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER)
  })

  it("takes nothing that it would not print", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+0-9 ._eExn]{0,18}$/), (digits) => {
        const value = parseDecimal(digits)
        if (value !== undefined) expect(String(value)).toBe(digits)
      }),
      { numRuns: runs },
    )
  })
})

describe("openCheckpoint", () => {
  const bytes = signCheckpoint(checkpoint, log)
  const note = parseNote(bytes)
  const own = note?.signatures[0] as NoteSignature
  const stranger: NoteSignature = { ...own, keyId: Uint8Array.of(1, 2, 3, 4) }
  const false64: NoteSignature = { ...own, signature: own.signature.map((octet) => octet ^ 1) }
  const opens = (signatures: readonly NoteSignature[], of = text): boolean =>
    openCheckpoint(printNote({ text: of, signatures }), log.key, verifyPortable) !== undefined
  const signed = (of: string): NoteSignature => ({ ...own, signature: log.sign(utf8(of)) })

  it("takes the log's line among strangers', and twice", () => {
    expect(opens([own])).toBe(true)
    expect(opens([stranger, own, { ...own, name: "other.example" }])).toBe(true)
    expect(opens([own, own])).toBe(true)
  })

  it("refuses a note without the log's line", () => {
    expect(opens([stranger])).toBe(false)
    expect(opens([{ ...own, name: "other.example" }])).toBe(false)
  })

  it("refuses the whole note for one false line by the log, before or after a right one", () => {
    expect(opens([false64])).toBe(false)
    expect(opens([own, false64])).toBe(false)
    expect(opens([false64, own])).toBe(false)
  })

  it("refuses a signature cut short or continued", () => {
    expect(opens([{ ...own, signature: own.signature.slice(0, 63) }])).toBe(false)
    expect(opens([{ ...own, signature: Uint8Array.of(...own.signature, 0) }])).toBe(false)
  })

  it("refuses another size under the same signature", () => {
    expect(opens([own], text.replace("20852163", "20852164"))).toBe(false)
  })

  it("refuses a rightly signed text of another origin, or with an extension line", () => {
    const [other, longer] = [text.replace("kvitto", "kvatto"), `${text}extension\n`]
    expect(opens([signed(other)], other)).toBe(false)
    expect(opens([signed(longer)], longer)).toBe(false)
  })

  it("refuses signature lines moved into the text", () => {
    const moved = textOf(bytes) ?? ""
    expect(opens([signed(moved)], moved)).toBe(false)
  })

  it("refuses what is no note", () => {
    expect(openCheckpoint(utf8(text), log.key, verifyPortable)).toBeUndefined()
    expect(openCheckpoint(bytes.slice(0, -1), log.key, verifyPortable)).toBeUndefined()
  })

  it("opens no other bytes: every bit turned is refused", () => {
    const step = process.env.SLOW === "1" ? 1 : 13
    for (let bit = 0; bit < bytes.length * 8; bit += step) {
      const changed = bytes.slice()
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
      expect(openCheckpoint(changed, log.key, verifyPortable)).toBeUndefined()
    }
  })
})

describe("keys in the wrong place", () => {
  const witness = signerOf("ledger.example/kvitto", TYPE_COSIGNATURE, 1)
  it("are a broken program", () => {
    expect(() => signCheckpoint(checkpoint, witness)).toThrow(/expected type 1/)
    expect(() => openCheckpoint(utf8(text), witness.key, verifyPortable)).toThrow(/expected type 1/)
    const other = signerOf("other.example", TYPE_ED25519, 1)
    expect(() => signCheckpoint(checkpoint, other)).toThrow(/expected a key named/)
  })
})
