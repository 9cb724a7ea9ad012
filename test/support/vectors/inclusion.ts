/** tlog-proof.json and cose-receipt.json. */

import { bad, type Case, edit, good, stricter } from "./cases.ts"
import { arrayOf, byteString, integer, mapOf, nothing, tagged, textString } from "./cbor.ts"
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
  south,
  start,
  stranger,
  turned,
  west,
  withUnusedBit,
  witnessLine,
} from "./signing.ts"
import { inclusionPath, leafHash, rootOf } from "./trees.ts"

const leaves = Array.from({ length: 20 }, (_, i) => leafHash(`entry ${i}`))
const leafAt = (index: number): Buffer => leaves[index] as Buffer
const witnesses = [north, south, east, west]
const names = ["north", "south", "east", "west"]
const witnessLines = witnesses.map(({ vkey }, i) => `witness ${names[i]} ${vkey}\n`).join("")
const policy = `log ${log.vkey}\n${witnessLines}group g 3 ${names.join(" ")}\nquorum g\nfaulty 1\n`
const withoutQuorum = `log ${log.vkey}\nquorum none\n`

const cosigned = (text: string, pens: readonly Pen[]): string =>
  note(text, logLine(log, text), ...pens.map((pen, i) => witnessLine(pen, text, start + i)))
const textOf = (size: number): string =>
  checkpointText(log.name, size, rootOf(leaves.slice(0, size)))
const hashLines = (path: readonly Uint8Array[]): string =>
  path.map((hash) => `${base64(hash)}\n`).join("")
const proofFile = (head: string, path: readonly Uint8Array[], checkpoint: string): string =>
  `c2sp.org/tlog-proof@v1\n${head}\n${hashLines(path)}\n${checkpoint}`

type Proven = { readonly index: number; readonly size: number; readonly pens?: readonly Pen[] }

function proven(name: string, { index, size, pens = witnesses }: Proven, extra = ""): Case {
  const path = inclusionPath(index, leaves.slice(0, size))
  return good(
    `proof: ${name}`,
    "verify-tlog-proof",
    {
      policy,
      leafHash: hex(leafAt(index)),
      proof: proofFile(`${extra}index ${index}`, path, cosigned(textOf(size), pens)),
    },
    {
      origin: log.name,
      size,
      index,
      cosigned: pens.map((pen) => names[witnesses.indexOf(pen)] ?? ""),
    },
  )
}

function misspelt(from: Case, whole: string): readonly Case[] {
  const refused = (what: string, changed: string): Case =>
    bad(from, `proof: ${what}`, "malformed", { proof: changed })
  const change = (what: string, found: string, replacement: string): Case =>
    refused(what, edit(whole, found, replacement))
  const path = inclusionPath(7, leaves.slice(0, 13))
  const first = base64(path[0] as Buffer)
  const many = Array.from({ length: 64 }, (_, i) => sha256(`hash ${i}`))
  const checkpoint = cosigned(textOf(13), witnesses)
  const extended = `${textOf(13)}extension\n`
  const extra = "extra a3ZpdHRv\n"
  return [
    change("another version", "tlog-proof@v1", "tlog-proof@v2"),
    change("no first line", "c2sp.org/tlog-proof@v1\n", ""),
    change("a space after the first line", "@v1\n", "@v1 \n"),
    change("no index", "index 7\n", ""),
    change("an index without a number", "index 7\n", "index\n"),
    change("a leading zero in the index", "index 7\n", "index 07\n"),
    change("a sign before the index", "index 7\n", "index +7\n"),
    change("two spaces before the index", "index 7\n", "index  7\n"),
    change("the index twice", "index 7\n", "index 7\nindex 7\n"),
    change("extra after the index", "index 7\n", `index 7\n${extra}`),
    change("extra twice", "index 7\n", `${extra}${extra}index 7\n`),
    change("extra without its padding", "index 7\n", "extra a3ZpdHRvIQ\nindex 7\n"),
    change("extra with an unused bit set", "index 7\n", "extra a3ZpdHRvIR==\nindex 7\n"),
    change("extra that is no base64", "index 7\n", "extra kv!tto==\nindex 7\n"),
    stricter(change("extra without bytes", "index 7\n", "extra \nindex 7\n")),
    stricter(change("an index of 2^53", "index 7\n", "index 9007199254740992\n")),
    change("a hash of 31 bytes", first, base64((path[0] as Buffer).subarray(1))),
    change("a hash of 33 bytes", first, base64(Buffer.concat([path[0] as Buffer, Buffer.of(0)]))),
    change("a hash with an unused bit set", first, withUnusedBit(first)),
    change("a hash in hexadecimal", first, hex(path[0] as Buffer)),
    change("a space before a hash", first, ` ${first}`),
    change("an empty line before the path", `index 7\n`, "index 7\n\n"),
    stricter(refused("64 hashes", proofFile("index 7", many, checkpoint))),
    refused("no empty line before the checkpoint", whole.replace("\n\n", "\n")),
    refused("no checkpoint", whole.slice(0, whole.indexOf("\n\n") + 2)),
    refused("a checkpoint without signatures", proofFile("index 7", path, textOf(13))),
    refused("carriage returns", whole.replaceAll("\n", "\r\n")),
    refused("no newline at the end", whole.slice(0, -1)),
    refused("an empty line at the end", `${whole}\n`),
    refused("a byte order mark at the front", `\ufeff${whole}`),
    change("a leading zero in the size", "\n13\n", "\n013\n"),
    stricter(
      refused(
        "an extension line in the checkpoint",
        proofFile("index 7", path, cosigned(extended, witnesses)),
      ),
    ),
  ]
}

export function tlogProofs(): readonly Case[] {
  const [index, size] = [7, 13]
  const plain = proven("index 7 of 13, four witnesses", { index, size })
  const whole = plain.inputs["proof"] as string
  const path = inclusionPath(index, leaves.slice(0, size))
  const text = textOf(size)
  const three = proven("three of four witnesses", { index, size, pens: [north, south, east] })
  const refused = (what: string, code: string, changed: string, from = plain): Case =>
    bad(from, `proof: ${what}`, code, { proof: changed })
  const signedBy = (...lines: readonly string[]): string =>
    proofFile(`index ${index}`, path, note(text, ...lines))
  const byAll = witnesses.map((pen, i) => witnessLine(pen, text, start + i))
  const own = logLine(log, text)
  const falseNorth = line(
    north.name,
    north.id,
    turned(Buffer.from(byAll[0]?.split(" ")[2] ?? "", "base64").subarray(4)),
  )
  const withPath = (what: string, changed: readonly Uint8Array[]): Case =>
    refused(what, "not-included", proofFile(`index ${index}`, changed, cosigned(text, witnesses)))
  const withIndex = (what: string, other: number): Case =>
    refused(what, "not-included", edit(whole, "index 7\n", `index ${other}\n`))
  const otherSize = checkpointText(log.name, size + 4, rootOf(leaves.slice(0, size)))
  const strange = checkpointText(stranger.name, size, rootOf(leaves.slice(0, size)))
  return [
    plain,
    three,
    proven("the first of 13", { index: 0, size }),
    proven("the last of 13, with a shorter path", { index: 12, size }),
    proven("the only leaf, with no path", { index: 0, size: 1 }),
    proven("the last of 20", { index: 19, size: 20 }),
    proven("with extra, which nothing authenticates", { index, size }, "extra a3ZpdHRv\n"),
    ...misspelt(plain, whole),
    bad(plain, "proof: a policy without this log", "unknown-log", {
      policy: edit(policy, `log ${log.vkey}\n`, ""),
    }),
    refused(
      "a checkpoint of another origin, signed by that log",
      "unknown-log",
      proofFile(`index ${index}`, path, note(strange, logLine(stranger, strange))),
    ),
    bad(plain, "proof: a policy with another key for this origin", "bad-log-signature", {
      policy: edit(policy, log.vkey, renamed(stranger, log.name).vkey),
    }),
    refused("no line by the log", "bad-log-signature", signedBy(...byAll)),
    refused(
      "a false line by the log",
      "bad-log-signature",
      signedBy(line(log.name, log.id, turned(log.sign(text))), ...byAll),
    ),
    refused(
      "a false line by the log beside the right one",
      "bad-log-signature",
      signedBy(own, line(log.name, log.id, turned(log.sign(text))), ...byAll),
    ),
    refused(
      "a false line by one witness of four",
      "false-cosignature",
      signedBy(own, falseNorth, ...byAll.slice(1)),
    ),
    refused(
      "a false line by a witness who also signed rightly",
      "false-cosignature",
      signedBy(own, ...byAll, falseNorth),
    ),
    refused("two of four witnesses", "quorum-not-met", signedBy(own, ...byAll.slice(0, 2)), three),
    refused("no witness", "quorum-not-met", signedBy(own), three),
    refused(
      "one witness three times",
      "quorum-not-met",
      signedBy(own, ...Array.from({ length: 3 }, (_, i) => witnessLine(north, text, start + i))),
      three,
    ),
    bad(plain, "proof: another leaf", "not-included", { leafHash: hex(leafAt(8)) }),
    bad(plain, "proof: the leaf's bit turned", "not-included", {
      leafHash: hex(turned(leafAt(7))),
    }),
    withIndex("the neighbour's index", 6),
    withIndex("an index as great as the size", 13),
    withIndex("an index beyond the size whose last four bits are right", 23),
    ...path.map((_, at) =>
      withPath(
        `hash ${at + 1} with a bit turned`,
        path.map((hash, i) => (i === at ? turned(hash) : hash)),
      ),
    ),
    withPath("the last hash missing", path.slice(0, -1)),
    withPath("the first hash missing", path.slice(1)),
    withPath("a hash more", [...path, sha256("more")]),
    withPath("the path backwards", path.toReversed()),
    withPath("no path", []),
    refused(
      "a root signed with another size",
      "not-included",
      proofFile(`index ${index}`, path, cosigned(otherSize, witnesses)),
    ),
    refused(
      "another tree's checkpoint",
      "not-included",
      proofFile(`index ${index}`, path, cosigned(textOf(20), witnesses)),
    ),
  ]
}

const [treeSize, leafIndex] = [integer(-65_537), integer(-65_538)]
type Pair = readonly [Buffer, Buffer]

/** {1: 1 (OKP), -1: 6 (Ed25519), -2: x}, RFC 9679. */
const thumbprintOf = ({ publicKey }: Pen): Buffer =>
  sha256(
    mapOf(
      [integer(1), integer(1)],
      [integer(-1), integer(6)],
      [integer(-2), byteString(publicKey)],
    ),
  )

type Parts = {
  readonly header: readonly Pair[]
  readonly contents: readonly Buffer[]
  readonly unprotected?: readonly Pair[]
  readonly payload?: Buffer
  readonly root: Buffer
  readonly signature?: (signature: Buffer) => Buffer
}

/** An untagged COSE_Sign1 with a right signature over this header and root. */
function envelope({
  header,
  contents,
  unprotected,
  payload = nothing,
  root,
  signature,
}: Parts): Buffer {
  const protectedHeader = mapOf(...header)
  const signed = log.sign(
    arrayOf(
      textString("Signature1"),
      byteString(protectedHeader),
      byteString(Buffer.alloc(0)),
      byteString(root),
    ),
  )
  const proofs: Pair = [
    integer(396),
    mapOf([integer(-1), arrayOf(...contents.map((content) => byteString(content)))]),
  ]
  return arrayOf(
    byteString(protectedHeader),
    mapOf(...(unprotected ?? [proofs])),
    payload,
    byteString(signature?.(signed) ?? signed),
  )
}

const headerOf = (size: number, index: number, origin = log.name): readonly Pair[] => [
  [integer(1), integer(-19)],
  [integer(4), byteString(thumbprintOf(log))],
  [integer(15), mapOf([integer(1), textString(origin)])],
  [integer(395), integer(1)],
  [treeSize, integer(size)],
  [leafIndex, integer(index)],
]
const contentOf = (size: number, index: number, path: readonly Uint8Array[]): Buffer =>
  arrayOf(integer(size), integer(index), arrayOf(...path.map((hash) => byteString(hash))))
const partsOf = (index: number, size: number): Parts => {
  const within = leaves.slice(0, size)
  return {
    header: headerOf(size, index),
    contents: [contentOf(size, index, inclusionPath(index, within))],
    root: rootOf(within),
  }
}

const receipted = (name: string, index: number, size: number): Case =>
  good(
    `receipt: ${name}`,
    "verify-cose-receipt",
    {
      policy: withoutQuorum,
      leafHash: hex(leafAt(index)),
      receiptBase64: base64(tagged(18, envelope(partsOf(index, size)))),
    },
    { origin: log.name, size, index, cosigned: [] },
  )

export function coseReceipts(): readonly Case[] {
  const [index, size] = [7, 13]
  const plain = receipted("index 7 of 13", index, size)
  const parts = partsOf(index, size)
  const { header, contents, root } = parts
  const path = inclusionPath(index, leaves.slice(0, size))
  const whole = Buffer.from(plain.inputs["receiptBase64"] as string, "base64")
  const bytes = (what: string, changed: Uint8Array, code = "malformed"): Case =>
    bad(plain, `receipt: ${what}`, code, { receiptBase64: base64(changed) })
  const made = (what: string, changed: Partial<Parts>, code = "malformed"): Case =>
    bytes(what, tagged(18, envelope({ ...parts, ...changed })), code)
  const withHeader = (at: number, ...pairs: readonly Pair[]): readonly Pair[] =>
    header.toSpliced(at, 1, ...pairs)
  const content = contents[0] as Buffer
  const proofs: Pair = [integer(396), mapOf([integer(-1), arrayOf(byteString(content))])]
  return [
    plain,
    receipted("the first of 13", 0, size),
    receipted("the last of 13, with a shorter path", 12, size),
    receipted("the last of 20", 19, 20),
    receipted("index 1 of 2, with one hash", 1, 2),
    bytes("untagged", envelope(parts)),
    bytes("another tag", tagged(17, envelope(parts))),
    bytes("a byte after it", Buffer.concat([whole, Buffer.of(0)])),
    bytes("a byte cut off", whole.subarray(0, -1)),
    bytes("no bytes", Buffer.alloc(0)),
    made("the root in the payload", { payload: byteString(root) }),
    made("an empty payload", { payload: byteString(Buffer.alloc(0)) }),
    made("a signature of 63 bytes", { signature: (right) => right.subarray(0, 63) }),
    made("a verifiable data structure of type 2", {
      header: withHeader(3, [integer(395), integer(2)]),
    }),
    made("no verifiable data structure", { header: withHeader(3) }),
    made("no algorithm", { header: withHeader(0) }),
    made("the algorithm ES256", { header: withHeader(0, [integer(1), integer(-7)]) }),
    stricter(
      made("the algorithm EdDSA of RFC 9053", { header: withHeader(0, [integer(1), integer(-8)]) }),
    ),
    stricter(made("no key id", { header: withHeader(1) })),
    stricter(
      made("a key id of 4 bytes", { header: withHeader(1, [integer(4), byteString(log.id)]) }),
    ),
    stricter(made("no claims", { header: withHeader(2) })),
    stricter(made("a size that is not signed", { header: withHeader(4) })),
    stricter(made("an index that is not signed", { header: withHeader(5) })),
    stricter(
      made("a signed size that is not the proof's", {
        header: withHeader(4, [treeSize, integer(14)]),
      }),
    ),
    stricter(
      made("a signed index that is not the proof's", {
        header: withHeader(5, [leafIndex, integer(6)]),
      }),
    ),
    stricter(made("header labels in another order", { header: header.toReversed() })),
    stricter(
      made("a label more in the protected header", {
        header: [...header, [integer(-65_539), integer(0)]],
      }),
    ),
    stricter(
      made("a label more in the unprotected header", {
        unprotected: [[integer(4), byteString(log.id)], proofs],
      }),
    ),
    stricter(made("two proofs", { contents: [content, content] })),
    made("no proof", { contents: [] }),
    made("no proofs label", { unprotected: [] }),
    made("a consistency proof in the place of the inclusion proof", {
      unprotected: [[integer(396), mapOf([integer(-2), arrayOf(byteString(content))])]],
    }),
    made("the path without its array", {
      contents: [arrayOf(integer(size), integer(index), ...path.map((hash) => byteString(hash)))],
    }),
    made("a proof that is no byte string", {
      unprotected: [[integer(396), mapOf([integer(-1), arrayOf(content)])]],
    }),
    made("a hash of 31 bytes in the path", {
      contents: [contentOf(size, index, path.with(0, (path[0] as Buffer).subarray(1)))],
    }),
    made("no hash in the path", { contents: [contentOf(size, index, [])] }),
    made("an index as great as the size", {
      header: headerOf(size, size),
      contents: [contentOf(size, size, path)],
    }),
    made("a byte after the proof", { contents: [Buffer.concat([content, Buffer.of(0)])] }),
    stricter(
      made("a size in more bytes than it needs", {
        contents: [
          Buffer.concat([content.subarray(0, 1), Buffer.of(0x18, size), content.subarray(2)]),
        ],
      }),
    ),
    stricter(made("a path of indefinite length", { contents: [indefinite(size, index, path)] })),
    bad(plain, "receipt: a policy without this log", "unknown-log", { policy: "quorum none\n" }),
    made(
      "another origin under the same key",
      { header: headerOf(size, index, "other.example") },
      "unknown-log",
    ),
    bad(plain, "receipt: a policy with another key for this origin", "bad-log-signature", {
      policy: edit(withoutQuorum, log.vkey, renamed(stranger, log.name).vkey),
    }),
    made(
      "another key's id, signed by the log's key",
      { header: withHeader(1, [integer(4), byteString(thumbprintOf(stranger))]) },
      "bad-log-signature",
    ),
    made("one bit turned in the signature", { signature: turned }, "bad-log-signature"),
    bad(plain, "receipt: another leaf", "bad-log-signature", { leafHash: hex(leafAt(8)) }),
    ...path.map((_, at) =>
      made(
        `hash ${at + 1} with a bit turned`,
        {
          contents: [
            contentOf(
              size,
              index,
              path.map((hash, i) => (i === at ? turned(hash) : hash)),
            ),
          ],
        },
        "bad-log-signature",
      ),
    ),
    made(
      "the path backwards",
      { contents: [contentOf(size, index, path.toReversed())] },
      "bad-log-signature",
    ),
    made(
      "the last hash missing",
      { contents: [contentOf(size, index, path.slice(0, -1))] },
      "bad-log-signature",
    ),
    made(
      "a hash more",
      { contents: [contentOf(size, index, [...path, sha256("more")])] },
      "bad-log-signature",
    ),
    made(
      "another index, signed rightly over this root",
      { header: headerOf(size, 6), contents: [contentOf(size, 6, path)] },
      "bad-log-signature",
    ),
    made(
      "a signature over another root",
      { root: rootOf(leaves.slice(0, 12)) },
      "bad-log-signature",
    ),
    made(
      "a signature over the checkpoint's text",
      { signature: () => log.sign(textOf(size)) },
      "bad-log-signature",
    ),
    bad(
      plain,
      "receipt: a quorum is asked for, and a receipt carries no witness",
      "quorum-not-met",
      { policy },
    ),
    bad(plain, "receipt: a witness's key under the log's name", "bad-log-signature", {
      policy: edit(withoutQuorum, log.vkey, renamed(penOf("another.example", 1), log.name).vkey),
    }),
  ]
}

/** The same content with its path as an array that ends by a break. */
const indefinite = (size: number, index: number, path: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.of(0x83),
    integer(size),
    integer(index),
    Buffer.of(0x9f),
    ...path.map((hash) => byteString(hash)),
    Buffer.of(0xff),
  ])
