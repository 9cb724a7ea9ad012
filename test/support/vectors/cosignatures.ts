/** cosignature.json: witnesses' lines, and the `seen` note that is made of them. */

import { bad, type Case, edit, good, type Json, stricter } from "./cases.ts"
import {
  base64,
  checkpointText,
  cosignature,
  east,
  hex,
  line,
  log,
  logLine,
  north,
  note,
  type Pen,
  renamed,
  sha256,
  south,
  start,
  stranger,
  turned,
  uint64,
  withUnusedBit,
  witnessLine,
} from "./signing.ts"

const { name: origin } = log
const size = 20852163
const root = sha256("a root")
const text = checkpointText(origin, size, root)
const vkeys = [north, south, east].map(({ vkey }) => vkey)
const own = logLine(log, text)
/** The last second whose milliseconds a double holds exactly. */
const lastSecond = 9_007_199_254_740

const read = (
  name: string,
  lines: readonly string[],
  found: readonly (readonly [Pen, number])[],
): Case =>
  good(
    `cosignatures: ${name}`,
    "read-cosignatures",
    { vkeys, note: note(text, own, ...lines) },
    found.map(([pen, time]): Json => ({ name: pen.name, time })),
  )

function witnessLines(): readonly Case[] {
  const a = witnessLine(north, text, start)
  const b = witnessLine(south, text, start + 1)
  const c = witnessLine(east, text, start + 2)
  const one = read("one witness", [a], [[north, start]])
  const three = read(
    "three witnesses",
    [c, a, b],
    [
      [north, start],
      [south, start + 1],
      [east, start + 2],
    ],
  )
  const last = read(
    "the last time whose milliseconds are exact",
    [witnessLine(north, text, lastSecond)],
    [[north, lastSecond]],
  )
  const byNorth = (signature: Uint8Array): string => line(north.name, north.id, signature)
  const refused = (what: string, ...changed: readonly string[]): Case =>
    bad(one, `cosignatures: ${what}`, "false-cosignature", { note: note(text, own, ...changed) })
  const right = cosignature(north, text, start)
  const other = edit(text, "20852163", "20852164")
  const overflow = 2n ** 63n
  return [
    one,
    three,
    read("none", [], []),
    read(
      "a witness that signed twice is there twice",
      [witnessLine(north, text, start + 9), a],
      [
        [north, start],
        [north, start + 9],
      ],
    ),
    read("time 0", [witnessLine(north, text, 0)], [[north, 0]]),
    last,
    read(
      "a stranger's line is ignored, whatever it holds",
      [line("x", Buffer.alloc(4), right), a],
      [[north, start]],
    ),
    read(
      "a known name with another id is ignored",
      [line(north.name, south.id, right), a],
      [[north, start]],
    ),
    read(
      "a known id with another name is ignored",
      [line(south.name, north.id, right), a],
      [[north, start]],
    ),
    read(
      "the witness's key used as a log's key, type 1, is another key",
      [logLine(renamed(north, north.name, 1), text), a],
      [[north, start]],
    ),
    refused("one bit turned", byNorth(turned(right))),
    refused(
      "another time on the signature",
      byNorth(Buffer.concat([uint64(start + 1), right.subarray(8)])),
    ),
    refused("a signature over another checkpoint", witnessLine(north, other, start)),
    refused(
      "a signature over the text without its last newline",
      byNorth(cosignature(north, text.slice(0, -1), start)),
    ),
    refused(
      "a signature over the checkpoint and the log's line",
      byNorth(cosignature(north, note(text, own), start)),
    ),
    refused(
      "a signature without the header and the time",
      byNorth(Buffer.concat([uint64(start), north.sign(text)])),
    ),
    refused(
      "a header of another version",
      byNorth(Buffer.concat([uint64(start), north.sign(`cosignature/v2\ntime ${start}\n${text}`)])),
    ),
    refused(
      "a leading zero in the signed time",
      byNorth(
        Buffer.concat([uint64(start), north.sign(`cosignature/v1\ntime 0${start}\n${text}`)]),
      ),
    ),
    refused("another witness's signature", byNorth(cosignature(south, text, start))),
    refused(
      "a time in little-endian order",
      byNorth(Buffer.concat([Buffer.from(uint64(start).toReversed()), right.subarray(8)])),
    ),
    refused("a bare signature, without a time", byNorth(right.subarray(8))),
    refused("a signature cut short by an octet", byNorth(right.subarray(0, 71))),
    refused("an octet after the signature", byNorth(Buffer.concat([right, Uint8Array.of(0)]))),
    refused("only the time", byNorth(right.subarray(0, 8))),
    refused("less than a time", byNorth(right.subarray(0, 3))),
    bad(three, "cosignatures: one false line refuses all", "false-cosignature", {
      note: note(
        text,
        own,
        a,
        line(south.name, south.id, turned(cosignature(south, text, start))),
        c,
      ),
    }),
    bad(one, "cosignatures: once rightly and once falsely", "false-cosignature", {
      note: note(text, own, a, byNorth(turned(right))),
    }),
    stricter(
      bad(last, "cosignatures: a time whose milliseconds are beyond 2^53", "false-cosignature", {
        note: note(text, own, witnessLine(north, text, lastSecond + 1)),
      }),
    ),
    bad(one, "cosignatures: a time of 2^63", "false-cosignature", {
      note: note(text, own, witnessLine(north, text, overflow)),
    }),
    bad(one, "cosignatures: a log's key among the witnesses", "wrong-key-type", {
      vkeys: [log.vkey],
    }),
    bad(one, "cosignatures: a note without a newline at the end", "malformed-note", {
      note: note(text, own, a).slice(0, -1),
    }),
    bad(one, "cosignatures: base64 with an unused bit set", "malformed-note", {
      note: note(
        text,
        own,
        edit(
          a,
          base64(Buffer.concat([north.id, right])),
          withUnusedBit(base64(Buffer.concat([north.id, right]))),
        ),
      ),
    }),
  ]
}

/** By key id, then by name. */
const sorted = (pens: readonly Pen[]): readonly Pen[] =>
  [...pens].sort((a, b) => a.id.compare(b.id) || Buffer.from(a.name).compare(Buffer.from(b.name)))

function seenNotes(): readonly Case[] {
  const seen = (name: string, seenNote: string, witnesses: readonly Pen[]): Case =>
    good(
      `seen: ${name}`,
      "read-seen",
      { seen: seenNote },
      {
        origin,
        size,
        rootBase64: base64(root),
        witnesses: witnesses.map((pen) => pen.name),
        hash: hex(sha256("kvitto/seen\0", seenNote)),
      },
    )
  const pens = sorted([north, south, east])
  const signed = pens.map((pen, i) => witnessLine(pen, text, start + i))
  const [a, b, c] = signed as [string, string, string]
  const canonical = note(text, ...signed)
  const three = seen("three witnesses, by key id", canonical, pens)
  const none = seen("no witness", `${text}\n`, [])
  const twins = ["a.example", "b.example"].map((name) => ({ ...north, name }))
  const twinLines = twins.map(({ name, id }) => line(name, id, cosignature(north, text, start)))
  const equalIds = seen("two names with one key id, by name", note(text, ...twinLines), twins)
  const refused = (what: string, changed: string, from = three): Case =>
    bad(from, `seen: ${what}`, "malformed-seen", { seen: changed })
  const later = witnessLine(pens[0] as Pen, text, start + 60)
  return [
    three,
    none,
    equalIds,
    refused("two lines exchanged", note(text, b, a, c)),
    refused("one line twice", note(text, a, a, b, c)),
    refused("one witness at two times", note(text, a, later, b, c)),
    refused("the log's own line in it", note(text, ...withLogLine(signed))),
    refused("a stranger's line of type 1 in it", note(text, ...withStranger(signed))),
    refused("an extension line", note(`${text}extension\n`, ...signed)),
    refused("a leading zero in the size", edit(canonical, "20852163", "020852163")),
    refused("no newline at the end", canonical.slice(0, -1)),
    refused("an empty line at the end", `${canonical}\n`),
    refused("no empty line", edit(canonical, "\n\n", "\n")),
    refused("two empty lines", edit(canonical, "\n\n", "\n\n\n")),
    refused("carriage returns", canonical.replaceAll("\n", "\r\n")),
    refused("equal ids, the names exchanged", note(text, ...twinLines.toReversed()), equalIds),
    refused("without a witness, no empty line", text, none),
  ]
}

/** At the place where its key id belongs, so that the order is not what is wrong. */
function placed(signed: readonly string[], extra: string): readonly string[] {
  const id = (each: string): Buffer =>
    Buffer.from(each.split(" ")[2] ?? "", "base64").subarray(0, 4)
  return [...signed, extra].sort((a, b) => id(a).compare(id(b)))
}
const withLogLine = (signed: readonly string[]): readonly string[] => placed(signed, own)
const withStranger = (signed: readonly string[]): readonly string[] =>
  placed(signed, logLine(stranger, text))

export const cosignatures = (): readonly Case[] => [...witnessLines(), ...seenNotes()]
