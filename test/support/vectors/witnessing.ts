/** add-checkpoint.json and witness-exchange.json, from tlog-witness alone. */

import { bad, type Case, edit, good, type Json, stricter } from "./cases.ts"
import {
  base64,
  checkpointText,
  hex,
  line,
  log,
  logLine,
  note,
  type Pen,
  penOf,
  sha256,
  stranger,
  turned,
  withUnusedBit,
} from "./signing.ts"
import { consistencyPath, leafHash, rootOf } from "./trees.ts"

const leaves = Array.from({ length: 20 }, (_, i) => leafHash(`entry ${i}`))
/** The same beginning, and from entry 4 on another history. */
const forked = leaves.map((leaf, i) => (i < 4 ? leaf : leafHash(`other entry ${i}`)))

const textOf = (size: number, from = leaves, pen: Pen = log): string =>
  checkpointText(pen.name, size, rootOf(from.slice(0, size)))
const signed = (size: number, from = leaves, pen: Pen = log): string => {
  const text = textOf(size, from, pen)
  return note(text, logLine(pen, text))
}
const proofOf = (old: number, size: number, from = leaves): readonly Buffer[] =>
  old === 0 || old === size ? [] : consistencyPath(old, from.slice(0, size))
const request = (old: number | string, proof: readonly Uint8Array[], checkpoint: string): string =>
  `old ${old}\n${proof.map((hash) => `${base64(hash)}\n`).join("")}\n${checkpoint}`
const honest = (old: number, size: number, from = leaves): string =>
  request(old, proofOf(old, size, from), signed(size, from))

// The example of tlog-witness, to the letter.
const specRequest = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`
const specResponse = [
  "— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==\n",
  "— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==\n",
  "— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==\n",
]

function read(name: string, body: string): Case {
  const blank = body.indexOf("\n\n")
  const [oldLine = "", ...proof] = body.slice(0, blank).split("\n")
  const value = {
    old: Number(oldLine.slice(4)),
    proofBase64: proof,
    checkpoint: body.slice(blank + 2),
  }
  return good(`request: ${name}`, "read-add-checkpoint", { request: body }, value)
}

export function addCheckpoints(): readonly Case[] {
  const spec = read("the example of tlog-witness", specRequest)
  const first = read("from nothing, so without a proof", honest(0, 5))
  const hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="
  const many = (count: number): string =>
    request(
      20_852_014,
      Array.from({ length: count }, (_, i) => sha256(`hash ${i}`)),
      signed(5),
    )
  const most = read("63 lines of proof", many(63))
  const largest = read("an old size of 2^53 − 1", request("9007199254740991", [], signed(5)))
  const refused = (what: string, changed: string, from = spec): Case =>
    bad(from, `request: ${what}`, "malformed-request", { request: changed })
  const change = (what: string, found: string, replacement: string): Case =>
    refused(what, edit(specRequest, found, replacement))
  const withOld = (what: string, changed: string): Case => change(what, "old 20852014\n", changed)
  const notText = Buffer.from(specRequest)
  notText[1] = 0xff
  return [
    spec,
    first,
    most,
    largest,
    withOld("no old line", ""),
    withOld("an old line without a size", "old\n"),
    withOld("an old line without a size after the space", "old \n"),
    withOld("a size without the word", "20852014\n"),
    withOld("the word in capitals", "OLD 20852014\n"),
    withOld("two spaces", "old  20852014\n"),
    withOld("a tab for the space", "old\t20852014\n"),
    withOld("a leading zero", "old 020852014\n"),
    withOld("a sign", "old +20852014\n"),
    withOld("a negative size", "old -1\n"),
    withOld("a fraction", "old 20852014.0\n"),
    withOld("a space after the size", "old 20852014 \n"),
    withOld("a carriage return after the size", "old 20852014\r\n"),
    withOld("an empty line after the size", "old 20852014\n\n"),
    refused("zero written twice", edit(honest(0, 5), "old 0\n", "old 00\n"), first),
    stricter(
      refused(
        "an old size of 2^53",
        edit(largest.inputs["request"] as string, "old 9007199254740991", "old 9007199254740992"),
        largest,
      ),
    ),
    refused("64 lines of proof", many(64), most),
    change("a hash of 31 bytes", hash, base64(sha256("short").subarray(1))),
    change("a hash of 33 bytes", hash, base64(Buffer.concat([sha256("long"), Buffer.of(0)]))),
    change("a hash with an unused bit set", hash, withUnusedBit(hash)),
    change("a hash without its padding", hash, hash.slice(0, -1)),
    change("a hash in hexadecimal", hash, hex(sha256("hexadecimal"))),
    change("two hashes on one line", `${hash}\n`, hash),
    change("a space before a hash", hash, ` ${hash}`),
    refused("no empty line before the checkpoint", specRequest.replace("\n\n", "\n")),
    refused("no checkpoint", specRequest.slice(0, specRequest.indexOf("\n\n") + 2)),
    refused(
      "no empty line and no checkpoint",
      specRequest.slice(0, specRequest.indexOf("\n\n") + 1),
    ),
    refused("nothing", ""),
    bad(spec, "request: an octet that is not UTF-8", "malformed-request", {
      requestBase64: base64(notText),
    }),
    ...responses(),
    refused("a checkpoint without its last newline", specRequest.slice(0, -1)),
    change("a leading zero in the checkpoint's size", "\n20852163\n", "\n020852163\n"),
    change(
      "a checkpoint whose root is of 31 bytes",
      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
      base64(sha256("short").subarray(1)),
    ),
  ]
}

function responses(): readonly Case[] {
  const spec = good(
    "response: the example of tlog-witness",
    "read-cosignature-lines",
    { response: specResponse.join("") },
    specResponse.map((each): Json => {
      const [, name = "", blob = ""] = each.trim().split(" ")
      const bytes = Buffer.from(blob, "base64")
      return { name, keyId: hex(bytes.subarray(0, 4)), time: Number(bytes.readBigUInt64BE(4)) }
    }),
  )
  const whole = specResponse.join("")
  const refused = (what: string, changed: string): Case =>
    bad(spec, `response: ${what}`, "malformed-response", { response: changed })
  const size = good(
    "response: the size of a 409",
    "read-size",
    { response: "20852163\n" },
    20_852_163,
  )
  const zero = good(
    "response: the size of a 409 before the first",
    "read-size",
    { response: "0\n" },
    0,
  )
  const badSize = (what: string, changed: string): Case =>
    bad(size, `response: ${what}`, "malformed-response", { response: changed })
  return [
    spec,
    refused("no newline at the end", whole.slice(0, -1)),
    refused("an empty line between two", whole.replace("\n", "\n\n")),
    refused("a hyphen for the em dash", whole.replace("—", "-")),
    refused("a checkpoint before the lines", note(textOf(5), whole)),
    refused("carriage returns", whole.replaceAll("\n", "\r\n")),
    size,
    zero,
    badSize("a size without a newline", "20852163"),
    badSize("a size with two newlines", "20852163\n\n"),
    badSize("a size with a carriage return", "20852163\r\n"),
    badSize("a size with a leading zero", "020852163\n"),
    badSize("a size with a space", " 20852163\n"),
    badSize("a size with a sign", "+20852163\n"),
    badSize("no size", "\n"),
    badSize("a size in words", "many\n"),
  ]
}

/** One request of a sequence, and what it must be answered with. `size` is the body of a 409. */
export type Step = {
  readonly what: string
  readonly request: string
  readonly status: number
  readonly size?: number
}
const step = (what: string, body: string, status: number, size?: number): Step => ({
  what,
  request: body,
  status,
  ...(size === undefined ? {} : { size }),
})

/** What GET <monitoring prefix>/<origin hash>/checkpoint has to show after the last step. */
const served = (pen: Pen, steps: readonly Step[]): Json => {
  const cosigned = steps.filter(
    ({ status, request: body }) => status === 200 && body.includes(`\n\n${pen.name}\n`),
  )
  const checkpoint = cosigned.at(-1)?.request.split("\n\n")[1]
  return {
    originHash: hex(sha256(pen.name)),
    checkpoint: checkpoint === undefined ? null : `${checkpoint}\n`,
  }
}

const exchange = (name: string, steps: readonly Step[], logs: readonly Pen[] = [log]): Case =>
  good(`exchange: ${name}`, "exchange", {
    logs: logs.map(({ vkey }) => vkey),
    steps,
    after: logs.map((pen) => served(pen, steps)),
  })

function growth(): readonly Case[] {
  const other = penOf("other.example/log", 1)
  const otherText = textOf(7, forked, other)
  return [
    exchange("a log that grows", [
      step("the first checkpoint", honest(0, 5), 200),
      step("more, with a proof", honest(5, 8), 200),
      step("the same again", honest(8, 8), 200),
      step("to a size that is not a power of two", honest(8, 13), 200),
      step("by one", honest(13, 14), 200),
      step("the last", honest(14, 20), 200),
    ]),
    exchange("a log that begins empty", [
      step("the empty tree", honest(0, 0), 200),
      step("the empty tree again", honest(0, 0), 200),
      step("its first entries", honest(0, 3), 200),
    ]),
    exchange("who does not know the old size is told", [
      step("before the first, any old size but 0", request(3, proofOf(3, 5), signed(5)), 409, 0),
      step("the first checkpoint", honest(0, 5), 200),
      step("0, to ask", honest(0, 8), 409, 5),
      step("too small", honest(4, 8), 409, 5),
      step("too great", honest(6, 8), 409, 5),
      step("right", honest(5, 8), 200),
      step("what was right a moment ago", honest(5, 8), 409, 8),
      step("an older checkpoint with its own old size", honest(3, 5), 409, 8),
    ]),
    exchange("an old size above the checkpoint's", [
      step("before the first", request(6, [], signed(5)), 400),
      step("the first checkpoint", honest(0, 8), 200),
      step("shrunk, with the right old size", request(8, [], signed(5)), 400),
      step("shrunk, with the proof the other way round", request(8, proofOf(5, 8), signed(5)), 400),
      step("and nothing has changed", honest(8, 9), 200),
    ]),
    exchange(
      "two logs, each with its own size",
      [
        step("the one", honest(0, 5), 200),
        step("the other", request(0, [], note(otherText, logLine(other, otherText))), 200),
        step("the one again", honest(5, 8), 200),
        step(
          "the other's size is its own",
          request(5, proofOf(5, 7, forked), note(otherText, logLine(other, otherText))),
          409,
          7,
        ),
        step("the other again", request(7, [], note(otherText, logLine(other, otherText))), 200),
      ],
      [log, other],
    ),
  ]
}

function signatures(): readonly Case[] {
  const text = textOf(5)
  const own = logLine(log, text)
  const falseOwn = line(log.name, log.id, turned(log.sign(text)))
  const elsewhere = textOf(5, leaves, stranger)
  const sends = (what: string, status: number, ...lines: readonly string[]): Step =>
    step(what, request(0, [], note(text, ...lines)), status)
  const right = sends("the log's line", 200, own)
  return [
    exchange("a log that nobody configured", [
      step(
        "unknown, well signed",
        request(0, [], note(elsewhere, logLine(stranger, elsewhere))),
        404,
      ),
      step(
        "unknown, signed by a log that is known",
        request(0, [], note(elsewhere, logLine(log, elsewhere))),
        404,
      ),
      right,
    ]),
    exchange("no signature by the log", [
      sends("a stranger's line only", 403, logLine(stranger, text)),
      sends("the log's name with another id", 403, line(log.name, stranger.id, log.sign(text))),
      sends("the log's id with another name", 403, line(stranger.name, log.id, log.sign(text))),
      right,
    ]),
    exchange("a false signature by the log", [
      sends("one bit turned", 403, falseOwn),
      sends("another checkpoint's signature", 403, logLine(log, textOf(8))),
      sends("a false one before the right one", 403, falseOwn, own),
      sends("a false one after the right one", 403, own, falseOwn),
      right,
    ]),
    exchange("lines by others are ignored", [
      sends("a stranger's beside the log's", 200, logLine(stranger, text), own),
      step(
        "a stranger's false one beside the log's",
        request(5, [], note(text, line(stranger.name, stranger.id, Buffer.alloc(64)), own)),
        200,
      ),
    ]),
  ]
}

function proofs(): readonly Case[] {
  const proof = proofOf(5, 13)
  const [one, ...rest] = proof as [Buffer, ...Buffer[]]
  const begin = step("the first checkpoint", honest(0, 5), 200)
  const end = step("and nothing has changed: the right proof", honest(5, 13), 200)
  const with13 = (what: string, changed: readonly Uint8Array[]): Step =>
    step(what, request(5, changed, signed(13)), 422)
  const emptyRoot = note(
    checkpointText(log.name, 0, sha256("not empty")),
    logLine(log, checkpointText(log.name, 0, sha256("not empty"))),
  )
  return [
    exchange("a consistency proof that does not verify", [
      begin,
      with13("no proof", []),
      ...proof.map((_, at) =>
        with13(
          `hash ${at + 1} with a bit turned`,
          proof.map((hash, i) => (i === at ? turned(hash) : hash)),
        ),
      ),
      with13("the first hash missing", rest),
      with13("the last hash missing", proof.slice(0, -1)),
      with13("a hash at the front", [sha256("more"), ...proof]),
      with13("a hash at the end", [...proof, sha256("more")]),
      with13("backwards", proof.toReversed()),
      with13("the first hash twice", [one, ...proof]),
      with13("the proof from another size", proofOf(4, 13)),
      with13(
        "63 hashes",
        Array.from({ length: 63 }, () => one),
      ),
      end,
    ]),
    exchange("a proof where none belongs", [
      step("from nothing", request(0, proof, signed(13)), 422),
      step("from nothing to the empty tree", request(0, [one], signed(0)), 422),
      begin,
      step("to the same size", request(5, [one], signed(5)), 422),
      end,
    ]),
    exchange("an empty tree that has entries", [
      step("size 0 with another root", request(0, [], emptyRoot), 422),
      step("size 0 with the right root", honest(0, 0), 200),
      step("size 0 with another root, later", request(0, [], emptyRoot), 422),
    ]),
    exchange("a log that shows another history", [
      begin,
      step("another root at the same size", request(5, [], signed(5, forked)), 422),
      step("another history further on, with its own proof", honest(5, 8, forked), 422),
      step(
        "another history with the true proof",
        request(5, proofOf(5, 8), signed(8, forked)),
        422,
      ),
      end,
      step("another root at the new size", request(13, [], signed(13, forked)), 422),
    ]),
  ]
}

function malformed(): readonly Case[] {
  const right = honest(0, 5)
  const text = textOf(5)
  const extended = `${text}extension\n`
  const leading = edit(text, "\n5\n", "\n05\n")
  const refused = (what: string, changed: string): Step => step(what, changed, 400)
  return [
    exchange("requests that are none", [
      refused("nothing", ""),
      refused("a checkpoint alone", signed(5)),
      refused("a leading zero in the old size", edit(right, "old 0\n", "old 00\n")),
      refused(
        "64 lines of proof",
        request(
          0,
          Array.from({ length: 64 }, (_, i) => sha256(`hash ${i}`)),
          signed(5),
        ),
      ),
      refused(
        "a proof line of 31 bytes",
        edit(right, "old 0\n", `old 0\n${base64(sha256("short").subarray(1))}\n`),
      ),
      refused("no newline at the end", right.slice(0, -1)),
      refused(
        "a leading zero in the checkpoint's size",
        request(0, [], note(leading, logLine(log, leading))),
      ),
      step("and a right one", right, 200),
    ]),
    stricter(
      exchange("a checkpoint with an extension line", [
        refused("rightly signed", request(0, [], note(extended, logLine(log, extended)))),
        step("and without it", right, 200),
      ]),
    ),
  ]
}

export const exchanges = (): readonly Case[] => [
  ...growth(),
  ...signatures(),
  ...proofs(),
  ...malformed(),
]
