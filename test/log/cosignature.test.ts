import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable, verifyPortable } from "../../src/cose/ed25519.ts"
import { compare, concat, textOf, toHex, uint64, utf8 } from "../../src/encoding/bytes.ts"
import {
  cosign,
  MAX_COSIGNATURE_SECONDS,
  parseSeen,
  printSeen,
  readCosignatures,
  seenHash,
} from "../../src/log/cosignature.ts"
import {
  type Note,
  type NoteSignature,
  type NoteSigner,
  noteKey,
  parseNote,
  parseSignatures,
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
const [cosigned = "", keys = "", seen = "", hash = ""] = blocks
const witnesses = ["north", "south", "east"].map((name, i) =>
  signerOf(`${name}.example/witness`, TYPE_COSIGNATURE, 2 + i),
)
const [north, south, east] = witnesses as [NoteSigner, NoteSigner, NoteSigner]
const witnessKeys = witnesses.map((witness) => witness.key)
const text = "ledger.example/kvitto\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
const start = Date.UTC(2026, 7, 1, 8) / 1000
const noteOf = (...signatures: readonly NoteSignature[]): Note => ({ text, signatures })
const summary = (note: Note): readonly string[] | undefined =>
  readCosignatures(note, witnessKeys, verifyPortable)?.map(
    ({ witness, time }) => `${witness.name.split(".")[0]} ${time - start}`,
  )

describe("the example of docs/checkpoint.md", () => {
  const note = parseNote(utf8(cosigned)) as Note

  it("holds the three cosignatures, with the verifier keys printed there", () => {
    const printed = Array.from(keys.matchAll(/^witness +(\S+)$/gm), (match) => match[1] as string)
    expect(printed).toEqual(witnessKeys.map(printVkey))
    expect(printed.map(parseVkey)).toEqual(witnessKeys)
    expect(summary(note)).toEqual(["north 0", "south 1", "east 2"])
  })

  it("is what these keys sign", () => {
    const lines = witnesses.map((witness, i) => cosign(text, start + i, witness))
    expect(note.signatures.slice(1)).toEqual(lines)
  })

  it("gives the seen note and the hash printed there", () => {
    expect(textOf(printSeen(note, witnessKeys))).toBe(seen)
    expect(toHex(seenHash(utf8(seen)))).toBe(hash.trim())
    const independent = createHash("sha256").update("kvitto/seen\0").update(seen).digest("hex")
    expect(hash.trim()).toBe(independent)
  })
})

describe("the example of tlog-cosignature", () => {
  it("carries its time where the specification puts it", () => {
    const [line] = parseSignatures(
      "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n",
    ) as [NoteSignature]
    expect(line.signature).toHaveLength(72)
    expect(line.signature.slice(0, 8)).toEqual(uint64(1679315147))
  })
})

describe("cosign", () => {
  it("signs the header, the time and the whole text, each with its newline", () => {
    const messages: string[] = []
    const spy: NoteSigner = {
      key: north.key,
      sign: (message) => {
        messages.push(textOf(message) ?? "")
        return new Uint8Array(64)
      },
    }
    cosign(text, 1679315147, spy)
    expect(messages).toEqual([`cosignature/v1\ntime 1679315147\n${text}`])
  })

  it.each([
    ["a log's key", text, start, signerOf("a", TYPE_ED25519, 1)],
    ["a fraction of a second", text, 0.5, north],
    ["a time before 1970", text, -1, north],
    ["milliseconds far beyond the range", text, MAX_COSIGNATURE_SECONDS + 1, north],
    ["a text that is no checkpoint", "a\n1\n", start, north],
    ["an extension line", `${text}extension\n`, start, north],
  ])("throws on %s", (_, of, time, signer) => {
    expect(() => cosign(of, time, signer)).toThrow(/expected/)
  })
})

describe("readCosignatures", () => {
  const a = cosign(text, start, north)
  const b = cosign(text, start + 1, south)
  const reader = (line: NoteSignature, signature: Uint8Array): NoteSignature => ({
    ...line,
    signature,
  })

  it("ignores lines by unknown keys, even with a known name or a known id", () => {
    const nonsense = new Uint8Array(72)
    expect(summary(noteOf())).toEqual([])
    expect(
      summary(
        noteOf(
          { ...a, keyId: Uint8Array.of(1, 2, 3, 4), signature: nonsense },
          { ...a, name: "stranger.example", signature: nonsense },
          b,
        ),
      ),
    ).toEqual(["south 1"])
  })

  it("gives both of two lines by one witness, and sorts by time, then key id", () => {
    const later = cosign(text, start + 9, north)
    expect(summary(noteOf(later, b, a))).toEqual(["north 0", "south 1", "north 9"])
    const [sameTime, first] = [cosign(text, start, east), cosign(text, start, south)]
    expect(compare(east.key.keyId, north.key.keyId)).toBeLessThan(0)
    expect(summary(noteOf(first, a, sameTime))).toEqual(["east 0", "north 0", "south 0"])
  })

  it.each([
    ["a bit turned", a.signature.map((octet, i) => (i === 71 ? octet ^ 16 : octet))],
    ["another time on the signature", concat(uint64(start + 1), a.signature.slice(8))],
    ["a plain signature over the text", north.sign(utf8(text))],
    ["a dated signature over the text alone", concat(uint64(start), north.sign(utf8(text)))],
    ["a signature cut short", a.signature.slice(0, 71)],
    ["an octet too many", concat(a.signature, Uint8Array.of(0))],
    ["only the time", a.signature.slice(0, 8)],
    ["less than a time", a.signature.slice(0, 3)],
    ["another witness's signature", b.signature],
  ])("refuses the whole note for %s by a known witness", (_, signature) => {
    expect(summary(noteOf(reader(a, signature)))).toBeUndefined()
    expect(summary(noteOf(b, a, reader(a, signature)))).toBeUndefined()
  })

  it("does not leave the length to the verifier", () => {
    for (const length of [0, 7, 8, 71, 73]) {
      const note = noteOf(reader(a, new Uint8Array(length)))
      expect(readCosignatures(note, witnessKeys, () => true)).toBeUndefined()
    }
  })

  it("refuses a cosignature of another checkpoint", () => {
    const other = text.replace("20852163", "20852164")
    expect(summary(noteOf(cosign(other, start, north)))).toBeUndefined()
  })

  it("takes the last time whose milliseconds are exact, and refuses the next, rightly signed", () => {
    expect(Number.isSafeInteger(MAX_COSIGNATURE_SECONDS * 1000)).toBe(true)
    expect(Number.isSafeInteger((MAX_COSIGNATURE_SECONDS + 1) * 1000)).toBe(false)
    const last = cosign(text, MAX_COSIGNATURE_SECONDS, north)
    expect(summary(noteOf(last))).toHaveLength(1)
    const time = MAX_COSIGNATURE_SECONDS + 1
    const signature = north.sign(utf8(`cosignature/v1\ntime ${time}\n${text}`))
    const beyond = { ...a, signature: concat(uint64(time), signature) }
    expect(summary(noteOf(beyond))).toBeUndefined()
  })

  it("reads lines that are views into a longer buffer", () => {
    const buffer = concat(Uint8Array.of(9, 9, 9), a.signature)
    expect(summary(noteOf(reader(a, buffer.subarray(3))))).toEqual(["north 0"])
  })

  it("takes no log's key for a witness", () => {
    const log = noteKey("a", TYPE_ED25519, north.key.publicKey)
    expect(() => readCosignatures(noteOf(a), [log], verifyPortable)).toThrow(/expected type 4/)
  })
})

describe("printSeen", () => {
  const lines = witnesses.map((witness, i) => cosign(text, start + i, witness))

  it("is the same for every order of lines and witnesses", () => {
    const expected = printSeen(noteOf(...lines), witnessKeys)
    const backwards = noteOf(...lines.toReversed())
    expect(printSeen(backwards, witnessKeys.toReversed())).toEqual(expected)
  })

  it("leaves out strangers, the log's own line and lines of another length", () => {
    const own = parseNote(utf8(cosigned))?.signatures[0] as NoteSignature
    const short = { ...lines[0], signature: new Uint8Array(71) } as NoteSignature
    const note = noteOf(own, short, lines[1] as NoteSignature, lines[2] as NoteSignature)
    const parsed = parseSeen(printSeen(note, [north.key, south.key]))
    expect(parsed?.signatures).toEqual([lines[1]])
  })

  it("takes the later of two lines by one witness", () => {
    const later = cosign(text, start + 300, north)
    for (const note of [
      noteOf(lines[0] as NoteSignature, later),
      noteOf(later, lines[0] as NoteSignature),
    ])
      expect(parseSeen(printSeen(note, witnessKeys))?.signatures).toEqual([later])
  })

  it("orders two witnesses with one key id by name", () => {
    const keyId = Uint8Array.of(1, 2, 3, 4)
    const twins = ["b", "a"].map((name) => ({ ...north.key, name, keyId }))
    const note = noteOf(
      ...twins.map(({ name }) => ({ name, keyId, signature: new Uint8Array(72) })),
    )
    const parsed = parseSeen(printSeen(note, twins))
    expect(parsed?.signatures.map((line) => line.name)).toEqual(["a", "b"])
  })

  it("is the text and an empty line when no witness signed", () => {
    const bare = printSeen(noteOf(), witnessKeys)
    expect(textOf(bare)).toBe(`${text}\n`)
    expect(parseSeen(bare)?.checkpoint.size).toBe(20852163)
    expect(parseSeen(bare)?.signatures).toEqual([])
  })

  it("throws on a text that is no checkpoint", () => {
    expect(() => printSeen({ text: "a\n", signatures: [] }, [])).toThrow(/expected a checkpoint/)
  })
})

describe("parseSeen", () => {
  const all = seen.split("\n").slice(4, 7)
  const body = `${text}\n`

  it("gives a note whose cosignatures can be read", () => {
    const parsed = parseSeen(utf8(seen))
    expect(parsed?.text).toBe(text)
    expect(parsed === undefined ? undefined : summary(parsed)).toEqual([
      "north 0",
      "south 1",
      "east 2",
    ])
  })

  it.each([
    ["nothing", ""],
    ["the text without the empty line", text],
    ["no newline at the end", seen.slice(0, -1)],
    ["an empty line at the end", `${seen}\n`],
    ["two empty lines", seen.replace("\n\n", "\n\n\n")],
    ["carriage returns", seen.replaceAll("\n", "\r\n")],
    ["lines in another order", `${body}${all[1]}\n${all[0]}\n${all[2]}\n`],
    ["a line twice", `${body}${all[0]}\n${all[0]}\n`],
    ["the log's own line", cosigned],
    ["a line of another length", `${body}— a AAAAAAE=\n`],
    ["an extension line", seen.replace("\n\n", "\nextension\n\n")],
    ["a leading zero in the size", seen.replace("\n2085", "\n02085")],
    [
      "a name in capitals after the same id",
      `${body}${all[0]}\n${all[0]?.replace("east", "EAST")}\n`,
    ],
  ])("refuses %s", (_, changed) => {
    expect(changed).not.toBe(seen)
    expect(parseSeen(utf8(changed))).toBeUndefined()
  })

  it("prints again as the very bytes, whatever was changed in them", () => {
    const original = utf8(seen)
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), (at, octet) => {
        const changed = original.slice()
        changed[at] = octet
        const parsed = parseSeen(changed)
        if (parsed === undefined) return
        const named = parsed.signatures.map((line) => ({ ...north.key, ...line }))
        expect(printSeen(parsed, named)).toEqual(changed)
      }),
      { numRuns: process.env.SLOW === "1" ? 50_000 : 2000 },
    )
  })

  it("is not a note when nobody signed, and is one otherwise", () => {
    expect(parseNote(printSeen(noteOf(), []))).toBeUndefined()
    const note = parseNote(utf8(seen)) as Note
    expect(printNote(note)).toEqual(utf8(seen))
  })
})
