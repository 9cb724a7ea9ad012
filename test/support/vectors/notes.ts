/** signed-note.json and checkpoint.json. */

import { bad, type Case, edit, good, type Json, stricter } from "./cases.ts"
import {
  base64,
  checkpointText,
  east,
  hex,
  line,
  log,
  logLine,
  north,
  note,
  type Pen,
  penOf,
  renamed,
  sha256,
  start,
  stranger,
  turned,
  vkeyOf,
  withUnusedBit,
  witnessLine,
} from "./signing.ts"

// The examples of the specifications, to the letter.
const specVkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
const specText = "This is an example message.\n"
const specLine =
  "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
const poem =
  "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n"
const poemLine =
  "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
const sofaRoot = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
const sofaText = `example.com/behind-the-sofa\n20852163\n${sofaRoot}\n`
const sofaLine =
  "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
const sofaWitness =
  "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"

const vkeyValue = ({ name, type, id, publicKey }: Pen): Json => ({
  name,
  keyId: hex(id),
  type,
  publicKeyBase64: base64(publicKey),
})
const vkeyCase = (name: string, pen: Pen): Case =>
  good(name, "read-vkey", { vkey: pen.vkey }, vkeyValue(pen))

/** The first of a row of keys whose base64 has both letters that the alphabet for URLs writes otherwise. */
function penWithBoth(): Pen {
  for (let i = 1; ; i++) {
    const pen = penOf(`letters${i}.example`, 1)
    const material = pen.vkey.split("+").slice(2).join("+")
    if (material.includes("+") && material.includes("/")) return pen
  }
}

function verifierKeys(): readonly Case[] {
  const [name = "", id = "", material = ""] = specVkey.split("+")
  const key = Buffer.from(material, "base64").subarray(1)
  const spec = good(
    "vkey: the specification's example",
    "read-vkey",
    { vkey: specVkey },
    { name, keyId: id, type: 1, publicKeyBase64: base64(key) },
  )
  const refused = (what: string, vkey: string): Case =>
    bad(spec, `vkey: ${what}`, "refused-vkey", { vkey })
  const otherType = vkeyOf(name, 4, key).split("+")[1] ?? ""
  const both = vkeyCase('vkey: "+" and "/" in the base64', penWithBoth())
  const [bothName, bothId, ...rest] = (both.inputs["vkey"] as string).split("+")
  const forUrls = `${bothName}+${bothId}+${rest.join("-").replaceAll("/", "_")}`
  return [
    spec,
    vkeyCase("vkey: a witness's, type 4", north),
    vkeyCase("vkey: a name in another script", renamed(log, "журнал.example/é")),
    vkeyCase("vkey: a name of 255 bytes", renamed(log, "n".repeat(255))),
    refused("another key id", edit(specVkey, "530d903a", "530d903b")),
    refused("the key id of the other type", edit(specVkey, id, otherType)),
    refused("an empty name", vkeyOf("", 1, key)),
    refused("a space in the name", vkeyOf("example.com/f oo", 1, key)),
    refused("a no-break space in the name", vkeyOf("example.com/f\u00a0oo", 1, key)),
    refused("a plus in the name", vkeyOf("example.com/f+oo", 1, key)),
    refused("a newline in the name", vkeyOf("example.com/f\noo", 1, key)),
    refused("type 3, reserved", vkeyOf(name, 3, key)),
    stricter(refused("type 255, for private use", vkeyOf(name, 255, key))),
    stricter(refused("type 6, ML-DSA-44", vkeyOf(name, 6, Buffer.alloc(1312, 7)))),
    refused("a public key of 31 bytes", vkeyOf(name, 1, key.subarray(1))),
    refused("a public key of 33 bytes", vkeyOf(name, 1, Buffer.concat([key, Uint8Array.of(0)]))),
    refused("no public key", vkeyOf(name, 1, new Uint8Array())),
    refused("an upper-case key id", edit(specVkey, "530d903a", "530D903A")),
    refused("a key id of seven digits", edit(specVkey, "530d903a", "530d903")),
    refused("no key id", edit(specVkey, `+${id}`, "")),
    refused("base64 with padding that nothing asks for", `${specVkey}=`),
    refused("base64 cut short by a letter", specVkey.slice(0, -1)),
    refused("a space in the base64", edit(specVkey, "AekyeRrm", "AekyeRrm ")),
    both,
    bad(both, "vkey: base64 in the alphabet for URLs", "refused-vkey", { vkey: forUrls }),
    refused("a newline at the end", `${specVkey}\n`),
    refused("a space at the front", ` ${specVkey}`),
    stricter(refused("a name of 256 bytes", vkeyOf("n".repeat(256), 1, key))),
  ]
}

/** What `read-note` gives. The fields of a line are split off by hand. */
function noteValue(text: string, lines: readonly string[]): Json {
  const signatures = lines.map((each) => {
    const [, name = "", blob = ""] = each.trim().split(" ")
    const bytes = Buffer.from(blob, "base64")
    return {
      name,
      keyId: hex(bytes.subarray(0, 4)),
      signatureBase64: base64(bytes.subarray(4)),
    }
  })
  return { text, signatures }
}

const readNote = (name: string, text: string, ...lines: readonly string[]): Case =>
  good(`note: ${name}`, "read-note", { note: note(text, ...lines) }, noteValue(text, lines))

function shapes(): readonly Case[] {
  const spec = readNote("the specification's example", specText, specLine)
  const withPoem = readNote(
    "the poem at the head of the specification, with an empty line in it",
    poem,
    poemLine,
  )
  const whole = note(specText, specLine)
  const refused = (what: string, changed: string): Case =>
    bad(spec, `note: ${what}`, "malformed-note", { note: changed })
  const inBytes = (what: string, found: string, octets: readonly number[]): Case => {
    const at = Buffer.from(whole).indexOf(found)
    const bytes = Buffer.from(whole)
    const changed = Buffer.concat([
      bytes.subarray(0, at),
      Uint8Array.from(octets),
      bytes.subarray(at + Buffer.byteLength(found)),
    ])
    return bad(spec, `note: ${what}`, "malformed-note", { noteBase64: base64(changed) })
  }
  const blob = specLine.trim().split(" ")[2] ?? ""
  const withBlob = (changed: string): string => edit(whole, blob, changed)
  const many = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, i) =>
      line(`key${i}.example`, Buffer.alloc(4, i), Uint8Array.of(i)),
    )
  const sixtyFour = readNote("64 signatures", specText, ...many(64))
  return [
    spec,
    withPoem,
    readNote("16 signatures, which every verifier takes", specText, ...many(16)),
    sixtyFour,
    readNote("one empty line as its text", "\n", specLine),
    readNote("U+007F, which is no control character below U+0020", "a\u007fb\n", specLine),
    readNote("U+FEFF at the front belongs to the text", `\ufeff${specText}`, specLine),
    readNote("what looks like a signature line, in the text", `${specText}${specLine}`, specLine),
    readNote(
      "an empty line between two signatures ends the text there",
      `${specText}\n${specLine}`,
      specLine,
    ),
    refused("no empty line", specText + specLine),
    refused("no text, only the empty line", `\n${specLine}`),
    refused("no newline at the end", whole.slice(0, -1)),
    refused("an empty line at the end", `${whole}\n`),
    refused("no signature", `${specText}\n`),
    refused("a tab in the text", edit(whole, "This is", "This\tis")),
    refused("a zero octet in the text", edit(whole, "This is", "This\0is")),
    refused("a carriage return in the text", edit(whole, "message.", "message.\r")),
    refused("a carriage return in the empty line", edit(whole, "\n\n", "\n\r\n")),
    refused("a carriage return after the signature", `${whole.slice(0, -1)}\r\n`),
    inBytes("an octet that is not UTF-8", "This is", [0x54, 0xff]),
    inBytes("a letter in more octets than it needs", "This is", [0xc1, 0x94]),
    inBytes("half a surrogate pair", "This is", [0xed, 0xa0, 0x80]),
    inBytes("a character cut short", "This is", [0xe2, 0x80]),
    refused("a hyphen for the em dash", edit(whole, "—", "-")),
    refused("an en dash for the em dash", edit(whole, "—", "–")),
    refused("no dash", edit(whole, "— ", "")),
    refused("a space before the dash", edit(whole, "—", " —")),
    refused("two spaces after the dash", edit(whole, "— ", "—  ")),
    refused("two spaces after the name", edit(whole, "/foo ", "/foo  ")),
    refused("a no-break space after the dash", edit(whole, "— ", "—\u00a0")),
    refused("a space at the end of the line", `${whole.slice(0, -1)} \n`),
    refused("a third word in the line", `${whole.slice(0, -1)} more\n`),
    refused("no name", edit(whole, "example.com/foo ", "")),
    refused("an empty name", edit(whole, "example.com/foo", "")),
    refused("a plus in the name", edit(whole, "com/foo", "com/f+oo")),
    refused("a no-break space in the name", edit(whole, "com/foo", "com/f\u00a0oo")),
    refused("an ideographic space in the name", edit(whole, "com/foo", "com/f\u3000oo")),
    refused("no signature after the name", edit(whole, ` ${blob}`, "")),
    refused("a signature shorter than the key id", withBlob("Uw2Q")),
    stricter(refused("a key id and an empty signature", withBlob("Uw2QOg=="))),
    refused("base64 with an unused bit set", withBlob(withUnusedBit(blob))),
    refused("base64 without its padding", withBlob(blob.replaceAll("=", ""))),
    bad(withPoem, "note: base64 in the alphabet for URLs", "malformed-note", {
      note: note(poem, poemLine.replaceAll("+", "-").replaceAll("/i", "_i").replaceAll("/5", "_5")),
    }),
    refused("another line among the signatures", `${whole}not a signature\n`),
    stricter(
      bad(sixtyFour, "note: 65 signatures", "malformed-note", {
        note: note(specText, ...many(65)),
      }),
    ),
  ]
}

function openings(): readonly Case[] {
  const opened = (
    name: string,
    vkeys: readonly string[],
    text: string,
    lines: readonly string[],
    signedBy: readonly string[] = vkeys,
  ): Case =>
    good(`open: ${name}`, "open-note", { vkeys, note: note(text, ...lines) }, { text, signedBy })
  const text = "one line\n\nand another\n"
  const other = penOf("other.example", 1)
  const [own, second] = [logLine(log, text), logLine(other, text)]
  const spec = opened("the specification's example", [specVkey], specText, [specLine])
  const two = opened("two known keys", [log.vkey, other.vkey], text, [own, second])
  const one = opened("an empty line in the text is signed with it", [log.vkey], text, [own])
  const refused = (from: Case, what: string, code: string, lines: readonly string[]): Case =>
    bad(from, `open: ${what}`, code, { note: note(text, ...lines) })
  const bare = log.sign(text)
  const falseOwn = line(log.name, log.id, turned(bare))
  return [
    spec,
    bad(spec, "open: another text under the example's signature", "false-signature", {
      note: edit(note(specText, specLine), "an example", "no example"),
    }),
    bad(spec, "open: the example, and no key is known", "no-signature", { vkeys: [] }),
    bad(spec, "open: the example with another trusted key of the same name", "no-signature", {
      vkeys: [renamed(log, "example.com/foo").vkey],
    }),
    one,
    two,
    opened("one key twice", [log.vkey], text, [own, own]),
    opened("a line by a key nobody knows, right or wrong, is ignored", [log.vkey], text, [
      line(stranger.name, stranger.id, Buffer.alloc(64)),
      own,
      logLine(stranger, text),
    ]),
    opened("a known name with another id is another key", [log.vkey], text, [
      line(log.name, other.id, Buffer.alloc(64)),
      own,
    ]),
    opened("a known id with another name is another key", [log.vkey], text, [
      line(other.name, log.id, Buffer.alloc(64)),
      own,
    ]),
    opened("a stranger's signature of any length", [log.vkey], text, [
      own,
      line(stranger.name, stranger.id, Buffer.alloc(2420, 1)),
    ]),
    refused(one, "one bit turned in the signature", "false-signature", [falseOwn]),
    refused(one, "a signature of 63 bytes", "false-signature", [
      line(log.name, log.id, bare.subarray(0, 63)),
    ]),
    refused(one, "a signature of 65 bytes", "false-signature", [
      line(log.name, log.id, Buffer.concat([bare, Uint8Array.of(0)])),
    ]),
    refused(one, "a signature over the text without its last newline", "false-signature", [
      line(log.name, log.id, log.sign(text.slice(0, -1))),
    ]),
    refused(one, "a signature over text and empty line", "false-signature", [
      line(log.name, log.id, log.sign(`${text}\n`)),
    ]),
    refused(one, "the right name with another id", "no-signature", [
      line(log.name, other.id, bare),
    ]),
    refused(one, "the right id with another name", "no-signature", [
      line(other.name, log.id, bare),
    ]),
    refused(two, "a false signature beside a right one refuses the whole note", "false-signature", [
      falseOwn,
      second,
    ]),
    refused(two, "the same, in the other order", "false-signature", [second, falseOwn]),
    refused(two, "one key, once rightly and once falsely", "false-signature", [
      own,
      falseOwn,
      second,
    ]),
  ]
}

export const signedNotes = (): readonly Case[] => [...verifierKeys(), ...shapes(), ...openings()]

const root = sha256("a root")
const { name: origin } = log

/** Everything but the named fault is right, the log's signature too. */
export function checkpoints(): readonly Case[] {
  const opened = (name: string, size: number, rootHash: Uint8Array, ...more: readonly string[]) => {
    const text = checkpointText(origin, size, rootHash)
    return good(
      `checkpoint: ${name}`,
      "open-checkpoint",
      { vkey: log.vkey, note: note(text, logLine(log, text), ...more) },
      { origin, size, rootBase64: base64(rootHash) },
    )
  }
  const read = (name: string, ...lines: readonly string[]): Case =>
    good(
      `checkpoint: ${name}`,
      "read-checkpoint",
      { note: note(sofaText, ...lines) },
      { origin: "example.com/behind-the-sofa", size: 20852163, rootBase64: sofaRoot },
    )
  const size = 20852163
  const text = checkpointText(origin, size, root)
  const plain = opened("signed by its log", size, root)
  const whole = plain.inputs["note"] as string
  const cosigned = opened(
    "with a witness's line, which is not looked at",
    size,
    root,
    witnessLine(north, text, start),
  )
  const [first = ""] = text.split("\n")
  const malformed = (what: string, changed: string, from = plain): Case =>
    bad(from, `checkpoint: ${what}`, "malformed-checkpoint", {
      note: note(changed, logLine(log, changed)),
    })
  const withSize = (digits: string): string => checkpointText(origin, digits, root)
  const withRoot = (encoded: string): string => `${origin}\n${size}\n${encoded}\n`
  const relined = (code: string, what: string, changed: string): Case =>
    bad(plain, `checkpoint: ${what}`, code, { note: changed })
  const largest = opened("the largest size of all, 2^53 − 1", Number.MAX_SAFE_INTEGER, root)
  const beside = penOf(origin, 2)
  return [
    read("the example of tlog-checkpoint", sofaLine),
    read("the example of tlog-cosignature", sofaLine, sofaWitness),
    plain,
    cosigned,
    opened("size 0 with the root of the empty tree", 0, sha256("")),
    opened("size 0 with another root: well formed; a witness answers it with 422", 0, root),
    opened("size 1", 1, root),
    largest,
    malformed("an empty origin", edit(text, first, "")),
    malformed("a leading zero", withSize("020852163")),
    malformed("zero written twice", withSize("00")),
    malformed("a plus before the size", withSize("+20852163")),
    malformed("a minus before the size", withSize("-20852163")),
    malformed("a space before the size", withSize(" 20852163")),
    malformed("a space after the size", withSize("20852163 ")),
    malformed("a fraction", withSize("20852163.0")),
    malformed("an exponent", withSize("2e7")),
    malformed("a size in hexadecimal", withSize("0x13e2e03")),
    malformed("a size in digits of another script", withSize("٢٠٨٥٢١٦٣")),
    malformed("no size", withSize("")),
    stricter(malformed("a size of 2^53", withSize("9007199254740992"), largest)),
    malformed("a root of 31 bytes", withRoot(base64(root.subarray(1)))),
    malformed("a root of 33 bytes", withRoot(base64(Buffer.concat([root, Uint8Array.of(0)])))),
    malformed("a root in hexadecimal", withRoot(hex(root))),
    malformed("a root with an unused bit set", withRoot(withUnusedBit(base64(root)))),
    malformed("a root without its padding", withRoot(base64(root).replace("=", ""))),
    malformed("a space after the root", withRoot(`${base64(root)} `)),
    malformed("no root", withRoot("")),
    malformed("the origin's line missing", edit(text, `${origin}\n`, "")),
    malformed("the size's line missing", edit(text, `${size}\n`, "")),
    malformed("the root's line missing", edit(text, `${base64(root)}\n`, "")),
    malformed("an empty line after the root", `${text}\n`),
    malformed("an empty extension line before another", `${text}\nextension\n`),
    stricter(malformed("an extension line", `${text}extension\n`)),
    stricter(wrongOrigin(plain, text)),
    relined("malformed-note", "no empty line before the signatures", edit(whole, "\n\n", "\n")),
    relined("malformed-note", "no newline at the end", whole.slice(0, -1)),
    relined(
      "false-signature",
      "another size under the signature",
      edit(whole, "20852163", "20852164"),
    ),
    relined(
      "false-signature",
      "a false line by the log beside the right one",
      note(text, logLine(log, text), line(origin, log.id, turned(log.sign(text)))),
    ),
    relined("no-signature", "signed by a stranger only", note(text, logLine(stranger, text))),
    relined(
      "no-signature",
      "signed under the log's name with another id",
      note(text, line(origin, beside.id, log.sign(text))),
    ),
    bad(cosigned, "checkpoint: a witness's line only", "no-signature", {
      note: note(text, witnessLine(north, text, start)),
    }),
    stricter(
      bad(plain, "checkpoint: a witness's key where the log's belongs", "wrong-key-type", {
        vkey: east.vkey,
      }),
    ),
  ]
}

function wrongOrigin(from: Case, text: string): Case {
  const changed = edit(text, origin, "other.example/kvitto")
  return bad(from, "checkpoint: an origin that is not the name of the key", "wrong-origin", {
    note: note(changed, logLine(log, changed)),
  })
}
