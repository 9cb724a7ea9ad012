import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { publicKeyOf, signPortable, verifyPortable } from "../../src/cose/ed25519.ts"
import { concat, textOf, toBase64, toHex, utf8 } from "../../src/encoding/bytes.ts"
import {
  claims,
  isNoteText,
  MAX_NAME_BYTES,
  MAX_NOTE_BYTES,
  MAX_SIGNATURES,
  type Note,
  type NoteSignature,
  noteKey,
  parseNote,
  parseSignatures,
  parseVkey,
  printNote,
  printSignatures,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"

const specVkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
const specLine =
  "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
const specNote = `This is an example message.\n\n${specLine}`
const runs = process.env.SLOW === "1" ? 20_000 : 300

describe("the example of the specification", () => {
  const key = parseVkey(specVkey)
  const note = parseNote(utf8(specNote))

  it("verifies", () => {
    if (key === undefined || note === undefined) throw new Error("expected key and note to parse")
    expect(key).toMatchObject({ name: "example.com/foo", type: TYPE_ED25519 })
    expect(toHex(key.keyId)).toBe("530d903a")
    expect(note.text).toBe("This is an example message.\n")
    const [line] = note.signatures as [NoteSignature]
    expect(claims(line, key)).toBe(true)
    expect(verifyPortable(key.publicKey, utf8(note.text), line.signature)).toBe(true)
    expect(verifyPortable(key.publicKey, utf8(`${note.text}\n`), line.signature)).toBe(false)
  })

  it("prints as it came", () => {
    expect(textOf(printNote(note as Note))).toBe(specNote)
    expect(key === undefined ? undefined : printVkey(key)).toBe(specVkey)
  })
})

describe("noteKey", () => {
  const publicKey = publicKeyOf(new Uint8Array(32).fill(1))

  it.each([TYPE_ED25519, TYPE_COSIGNATURE])("derives the key id for type %i", (type) => {
    const hash = createHash("sha256").update("a/b\n").update(Uint8Array.of(type)).update(publicKey)
    const id = hash.digest("hex").slice(0, 8)
    expect(toHex(noteKey("a/b", type, publicKey).keyId)).toBe(id)
    const blob = toBase64(concat(Uint8Array.of(type), publicKey))
    expect(printVkey(noteKey("a/b", type, publicKey))).toBe(`a/b+${id}+${blob}`)
  })

  it("gives one key two ids for its two types", () => {
    const [a, b] = [TYPE_ED25519, TYPE_COSIGNATURE].map((type) => noteKey("a", type, publicKey))
    expect(a?.keyId).not.toEqual(b?.keyId)
  })

  it.each([
    ["an empty name", "", 1, publicKey],
    ["a space in the name", "a b", 1, publicKey],
    ["a plus in the name", "a+b", 1, publicKey],
    ["a name too long", "n".repeat(256), 1, publicKey],
    ["a type nobody here reads", "a", 6, publicKey],
    ["a short public key", "a", 1, publicKey.slice(1)],
  ])("throws on %s", (_, name, type, key) => {
    expect(() => noteKey(name, type, key)).toThrow(/note key: expected/)
  })

  it("takes a name of exactly the limit", () => {
    expect(MAX_NAME_BYTES).toBe(255)
    expect(noteKey("é".repeat(127), 1, publicKey).name).toHaveLength(127)
    expect(() => noteKey("é".repeat(128), 1, publicKey)).toThrow(/note key/)
  })
})

describe("parseVkey refuses", () => {
  const [name, id, blob] = ["example.com/foo", "530d903a", specVkey.slice(25)]
  const withType = (type: number, bytes = 32): string =>
    toBase64(concat(Uint8Array.of(type), new Uint8Array(bytes)))
  it.each([
    ["nothing", ""],
    ["a name alone", name],
    ["two parts", `${name}+${id}`],
    ["a key id of another key", `${name}+530d903b+${blob}`],
    ["a key id in capitals", `${name}+530D903A+${blob}`],
    ["a short key id", `${name}+530d90+${blob}`],
    ["an empty name", `+${id}+${blob}`],
    ["another name", `example.com/fop+${id}+${blob}`],
    ["a name with a space", `example.com /foo+${id}+${blob}`],
    ["a name with a line in it", `example.com\n/foo+${id}+${blob}`],
    ["base64 without its last letter", specVkey.slice(0, -1)],
    ["base64 with padding too much", `${specVkey}====`],
    ["a newline at the end", `${specVkey}\n`],
    ["no key material", `${name}+${id}+`],
    ["type 6", `${name}+${id}+${withType(6, 1312)}`],
    ["type 1 with 33 bytes", `${name}+${id}+${withType(1, 33)}`],
  ])("%s", (_, text) => {
    expect(parseVkey(text)).toBeUndefined()
  })
})

describe("parseNote refuses", () => {
  const text = "This is an example message.\n"
  const replaced = (from: string, to: string): string => {
    if (!specNote.includes(from)) throw new Error(`expected ${JSON.stringify(from)} in the note`)
    return specNote.replace(from, to)
  }
  it.each([
    ["nothing", ""],
    ["text without signatures", text],
    ["text and an empty line", `${text}\n`],
    ["signatures without text", specLine],
    ["an empty line for a text", `\n${specLine}`],
    ["no empty line before the signatures", `${text}${specLine}`],
    ["no newline at the end", specNote.slice(0, -1)],
    ["an empty line at the end", `${specNote}\n`],
    ["carriage returns", specNote.replaceAll("\n", "\r\n")],
    ["a tab in the text", replaced("is an", "is\tan")],
    ["a zero byte in the text", replaced("is an", "is\0an")],
    ["an escape in the name", replaced("com/foo", "com/\u001bfoo")],
    ["a hyphen for the dash", replaced("—", "-")],
    ["an en dash for the dash", replaced("—", "–")],
    ["no space after the dash", replaced("— ", "—")],
    ["two spaces after the dash", replaced("— ", "—  ")],
    ["two spaces before the signature", replaced("foo Uw", "foo  Uw")],
    ["a no-break space before the signature", replaced("foo Uw", "foo\u00a0Uw")],
    ["a space at the end of the line", replaced("aQM=\n", "aQM= \n")],
    ["an empty name", replaced("example.com/foo", "")],
    ["a plus in the name", replaced("com/foo", "com+foo")],
    ["a no-break space in the name", replaced("com/foo", "com\u00a0foo")],
    ["a next-line character in the name", replaced("com/foo", "com\u0085foo")],
    ["a name too long", replaced("example.com/foo", "n".repeat(MAX_NAME_BYTES + 1))],
    ["base64 without padding", replaced("aQM=", "aQM")],
    ["base64 with padding too much", replaced("aQM=", "aQM==")],
    ["base64 with an unused bit set", replaced("aQM=", "aQN=")],
    ["base64 of the URL kind", replaced("rV1yJ", "rV1-J")],
    ["a line without signature", replaced(specLine, "— example.com/foo\n")],
    ["a line with an empty signature", replaced(specLine, "— example.com/foo \n")],
    ["a key id and nothing else", replaced(specLine, "— example.com/foo Uw2QOg==\n")],
    ["text after the signatures", `${specNote}more\n`],
    ["signatures more than the limit", `${text}\n${specLine.repeat(MAX_SIGNATURES + 1)}`],
    ["a note too long", `${"x".repeat(MAX_NOTE_BYTES - specNote.length)}\n${specNote}`],
  ])("%s", (_, note) => {
    expect(parseNote(utf8(note))).toBeUndefined()
  })

  it("bytes that are not UTF-8", () => {
    const at = specNote.indexOf("example")
    const bytes = utf8(specNote)
    bytes[at] = 0xff
    expect(parseNote(bytes)).toBeUndefined()
  })
})

describe("parseNote accepts", () => {
  it("empty lines in the text: the last one separates", () => {
    const note = parseNote(utf8(`a\n\n${specLine}\n${specLine}`))
    expect(note?.text).toBe(`a\n\n${specLine}`)
    expect(note?.signatures).toHaveLength(1)
  })

  it("the specification's other example", () => {
    const quasimodo =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n" +
      "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    const note = parseNote(utf8(quasimodo))
    expect(note?.text.endsWith("ed è subito sera.\n")).toBe(true)
  })

  it("as many signatures as the limit, and a stranger's of any length", () => {
    const note = parseNote(utf8(`a\n\n${specLine.repeat(MAX_SIGNATURES)}`))
    expect(note?.signatures).toHaveLength(MAX_SIGNATURES)
    expect(parseNote(utf8("a\n\n— b AAAAAAE=\n"))?.signatures[0]?.signature).toEqual(
      Uint8Array.of(1),
    )
  })

  it("sixteen of the largest post-quantum signatures", () => {
    const line = { name: "a", keyId: new Uint8Array(4), signature: new Uint8Array(5000) }
    const note = { text: "a\n", signatures: Array.from({ length: 16 }, () => line) }
    expect(parseNote(printNote(note))).toEqual(note)
  })
})

describe("printNote", () => {
  const line = { name: "a", keyId: new Uint8Array(4), signature: new Uint8Array(64) }
  it.each([
    ["text without newline", { text: "a", signatures: [line] }],
    ["a carriage return", { text: "a\r\n", signatures: [line] }],
    ["a lone surrogate", { text: "\ud800\n", signatures: [line] }],
    ["no signature", { text: "a\n", signatures: [] }],
    ["a name with a space", { text: "a\n", signatures: [{ ...line, name: "a b" }] }],
  ])("throws on %s", (_, note) => {
    expect(() => printNote(note)).toThrow(/note: expected/)
  })

  it("is read back by parseNote, whatever the note", () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    const signature = fc.record({
      name: fc.stringMatching(/^[a-zåä/.—0-9]{1,20}$/u),
      keyId: bytes(4),
      signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    })
    const note = fc.record({
      text: fc.stringMatching(/^[ -~å—]{0,9}(\n[ -~å—]{0,9}){0,5}\n$/u),
      signatures: fc.array(signature, { minLength: 1, maxLength: 4 }),
    })
    fc.assert(
      fc.property(note, (each) => {
        expect(parseNote(printNote(each))).toEqual(each)
      }),
      { numRuns: runs },
    )
  })
})

describe("parse by printing again", () => {
  it("what parses after any change prints as those very bytes", () => {
    const original = utf8(specNote)
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.nat(255), fc.nat(2), (at, octet, how) => {
        const removed = how === 1 ? 0 : 1
        const added = how === 2 ? [] : [octet]
        const changed = concat(
          original.subarray(0, at),
          Uint8Array.from(added),
          original.subarray(at + removed),
        )
        const note = parseNote(changed)
        if (note !== undefined) expect(printNote(note)).toEqual(changed)
      }),
      { numRuns: runs * 10 },
    )
  })
})

describe("signature lines alone", () => {
  it("round trip, none included", () => {
    expect(parseSignatures("")).toEqual([])
    const lines = parseSignatures(specLine + specLine)
    expect(lines).toHaveLength(2)
    expect(printSignatures(lines ?? [])).toBe(specLine + specLine)
  })

  it.each([
    ["an empty line", "\n"],
    ["an empty line between", `${specLine}\n${specLine}`],
    ["no last newline", specLine.trimEnd()],
    ["a word too many", specLine.replace("\n", " more\n")],
  ])("refuse %s", (_, text) => {
    expect(parseSignatures(text)).toBeUndefined()
  })
})

describe("isNoteText", () => {
  it("asks for the newline at the end", () => {
    expect(isNoteText("a\n\n")).toBe(true)
    expect(isNoteText("a")).toBe(false)
    expect(isNoteText("")).toBe(false)
  })
})

describe("claims", () => {
  const key = noteKey("a", TYPE_ED25519, publicKeyOf(new Uint8Array(32).fill(1)))
  const line = {
    name: "a",
    keyId: key.keyId,
    signature: signPortable(new Uint8Array(32), key.keyId),
  }
  it("needs both the name and the key id", () => {
    expect(claims(line, key)).toBe(true)
    expect(claims({ ...line, name: "b" }, key)).toBe(false)
    expect(claims({ ...line, keyId: new Uint8Array(4) }, key)).toBe(false)
  })
})
