/** The operations of test/vectors/README.md, each on our code: what a vector asks, and what we answer. */

import { verifyPortable } from "../../src/cose/ed25519.ts"
import { equal, fromHex, textOf, toBase64, toHex, utf8 } from "../../src/encoding/bytes.ts"
import { parseAddCheckpoint, parseSize } from "../../src/log/add-checkpoint.ts"
import { openCheckpoint, parseCheckpoint } from "../../src/log/checkpoint.ts"
import { parseSeen, readCosignatures, seenHash } from "../../src/log/cosignature.ts"
import { decodeEntryBundle, encodeEntryBundle } from "../../src/log/entry-bundle.ts"
import {
  claims,
  type Note,
  type NoteKey,
  parseNote,
  parseSignatures,
  parseVkey,
  printVkey,
  TYPE_COSIGNATURE,
  TYPE_ED25519,
} from "../../src/log/note.ts"
import { newTiles, parseTilePath, tilePath, tileWidth } from "../../src/merkle/tiles.ts"
import { leafHash } from "../../src/merkle/tree.ts"
import {
  type InclusionVerdict,
  verifyCoseReceipt,
  verifyTlogProof,
} from "../../src/verifier/inclusion.ts"
import { type Policy, parsePolicy, type Quorum, quorumMet } from "../../src/verifier/policy.ts"
import type { Inputs, Json, Refusal } from "./vectors/cases.ts"

export type Answer = { readonly expect: "ok"; readonly value: Json } | { readonly expect: Refusal }

const ok = (value: Json): Answer => ({ expect: "ok", value })
const refuse = (code: string, line?: number): Answer => ({
  expect: line === undefined ? { code } : { code, line },
})

const textIn = (inputs: Inputs, name: string): string => {
  const value = inputs[name]
  if (typeof value !== "string")
    throw new Error(`vector: expected text in ${name}, got ${typeof value}`)
  return value
}
const numberIn = (inputs: Inputs, name: string): number => {
  const value = inputs[name]
  if (typeof value !== "number") throw new Error(`vector: expected a number in ${name}`)
  return value
}
const wordsIn = (inputs: Inputs, name: string): readonly string[] => inputs[name] as string[]
/** The bytes of an input that is given as text or, where it is none, in base64. */
const bytesIn = (inputs: Inputs, name: string): Uint8Array =>
  typeof inputs[name] === "string"
    ? utf8(textIn(inputs, name))
    : Uint8Array.from(Buffer.from(textIn(inputs, `${name}Base64`), "base64"))

export function keyOf(vkey: string): NoteKey {
  const key = parseVkey(vkey)
  if (key === undefined) throw new Error(`vector: expected a verifier key, got ${vkey}`)
  return key
}

const linesOf = (note: Pick<Note, "signatures">): Json =>
  note.signatures.map(({ name, keyId, signature }) => ({
    name,
    keyId: toHex(keyId),
    signatureBase64: toBase64(signature),
  }))

function readVkey(inputs: Inputs): Answer {
  const key = parseVkey(textIn(inputs, "vkey"))
  if (key === undefined) return refuse("refused-vkey")
  const { name, type, publicKey } = key
  return ok({ name, keyId: toHex(key.keyId), type, publicKeyBase64: toBase64(publicKey) })
}

function readNote(inputs: Inputs): Answer {
  const note = parseNote(bytesIn(inputs, "note"))
  return note === undefined
    ? refuse("malformed-note")
    : ok({ text: note.text, signatures: linesOf(note) })
}

function openNote(inputs: Inputs): Answer {
  const keys = wordsIn(inputs, "vkeys").map(keyOf)
  const note = parseNote(bytesIn(inputs, "note"))
  if (note === undefined) return refuse("malformed-note")
  const known = note.signatures.flatMap((line) => {
    const key = keys.find((each) => claims(line, each))
    return key === undefined ? [] : [{ key, line }]
  })
  if (known.length === 0) return refuse("no-signature")
  const message = utf8(note.text)
  if (!known.every(({ key, line }) => verifyPortable(key.publicKey, message, line.signature)))
    return refuse("false-signature")
  const signed = keys.filter((key) => known.some((each) => each.key === key))
  return ok({ text: note.text, signedBy: signed.map(printVkey) })
}

function readCheckpoint(inputs: Inputs): Answer {
  const note = parseNote(bytesIn(inputs, "note"))
  if (note === undefined) return refuse("malformed-note")
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint === undefined) return refuse("malformed-checkpoint")
  const { origin, size, root } = checkpoint
  return ok({ origin, size, rootBase64: toBase64(root) })
}

/** `openCheckpoint` says yes or no; which of its steps said no is worked out here. */
function openSigned(inputs: Inputs): Answer {
  const key = keyOf(textIn(inputs, "vkey"))
  if (key.type !== TYPE_ED25519) return refuse("wrong-key-type")
  const bytes = bytesIn(inputs, "note")
  const opened = openCheckpoint(bytes, key, verifyPortable)
  const read = readCheckpoint(inputs)
  if (opened !== undefined) return read
  if (read.expect !== "ok") return read
  const note = parseNote(bytes)
  if (parseCheckpoint(note?.text ?? "")?.origin !== key.name) return refuse("wrong-origin")
  const own = note?.signatures.filter((line) => claims(line, key)) ?? []
  return refuse(own.length === 0 ? "no-signature" : "false-signature")
}

function cosignaturesOn(inputs: Inputs): Answer {
  const keys = wordsIn(inputs, "vkeys").map(keyOf)
  if (keys.some(({ type }) => type !== TYPE_COSIGNATURE)) return refuse("wrong-key-type")
  const note = parseNote(bytesIn(inputs, "note"))
  if (note === undefined) return refuse("malformed-note")
  const found = readCosignatures(note, keys, verifyPortable)
  return found === undefined
    ? refuse("false-cosignature")
    : ok(found.map(({ witness, time }) => ({ name: witness.name, time })))
}

function readSeen(inputs: Inputs): Answer {
  const bytes = bytesIn(inputs, "seen")
  const seen = parseSeen(bytes)
  if (seen === undefined) return refuse("malformed-seen")
  const { origin, size, root } = seen.checkpoint
  const witnesses = seen.signatures.map(({ name }) => name)
  return ok({ origin, size, rootBase64: toBase64(root), witnesses, hash: toHex(seenHash(bytes)) })
}

function readPath(inputs: Inputs): Answer {
  const path = textIn(inputs, "path")
  const tile = parseTilePath(path)
  if (tile === undefined) return refuse("malformed-path")
  if (tilePath(tile.level, tile.index, tile.width) !== path)
    throw new Error(`vector: expected ${path} to print again`)
  return ok({ level: tile.level, index: tile.index, width: tile.width })
}

const listTiles = (inputs: Inputs): Answer =>
  ok(
    newTiles(0, numberIn(inputs, "size")).map((tile) =>
      tilePath(tile.level, tile.index, tile.width),
    ),
  )

function countTiles(inputs: Inputs): Answer {
  const size = numberIn(inputs, "size")
  const levels: Json[] = []
  for (let level = 0; tileWidth(level, 0, size) > 0; level++) {
    const full = Math.floor(Math.floor(size / 256 ** level) / 256)
    // The tile before the partial one is full, and there is none after it.
    if (full > 0 && tileWidth(level, full - 1, size) !== 256) throw new Error("vector: a hole")
    if (tileWidth(level, full + 1, size) !== 0) throw new Error("vector: a tile too many")
    levels.push({ level, full, partial: tileWidth(level, full, size) })
  }
  return ok(levels)
}

function readBundle(inputs: Inputs): Answer {
  const bytes = bytesIn(inputs, "bundle")
  const entries = decodeEntryBundle(bytes, numberIn(inputs, "width"))
  if (entries === undefined) return refuse("malformed-bundle")
  if (!equal(encodeEntryBundle(entries), bytes)) throw new Error("vector: expected the same bytes")
  return ok({
    entriesBase64: entries.map(toBase64),
    leafHashes: entries.map((entry) => toHex(leafHash(entry))),
  })
}

/** Our parser speaks in sentences; the codes of the vectors stand for them. */
const policyCodes: readonly (readonly [RegExp, string])[] = [
  [/^expected UTF-8 without control/, "bad-octets"],
  [/^expected a newline at the end/, "no-newline"],
  [/^no line begins with/, "unknown-keyword"],
  [/stands on line \d+ already$/, "stands-twice"],
  [/^expected a line: quorum/, "no-quorum"],
  [/^expected: root/, "bad-root"],
  [/^expected: |^expected the name of one/, "malformed-line"],
  [/^expected an Ed25519/, "bad-key"],
  [/^the public key of .* stands twice$/, "duplicate-key"],
  [/is defined twice$/, "duplicate-name"],
  [/^"none" cannot be/, "name-none"],
  [/^no witness or group/, "unknown-name"],
  [/is a member of a group already$/, "member-twice"],
  [/^expected all, any or/, "bad-threshold"],
  [/^expected one whole number/, "bad-number"],
  [/^expected one of S0/, "bad-assurance"],
  [/is pinned twice$/, "duplicate-party"],
  [/^a log could show two histories/, "split-view"],
  [/^the quorum could become unreachable/, "unreachable"],
  [/^expected faulty 0 with quorum none/, "faulty-without-quorum"],
  [/meet the replay quorum/, "weak-replay"],
]

const policyCode = (sentence: string): string =>
  policyCodes.find(([pattern]) => pattern.test(sentence))?.[1] ?? sentence

const quorumJson = (quorum: Quorum): Json =>
  quorum.kind === "none"
    ? null
    : quorum.kind === "witness"
      ? quorum.name
      : { name: quorum.name, k: quorum.k, members: quorum.members.map(quorumJson) }

const policyJson = (policy: Policy): Json => ({
  logs: policy.logs.map(printVkey),
  witnesses: policy.witnesses.map(({ name, key }) => ({ name, vkey: printVkey(key) })),
  quorum: quorumJson(policy.quorum),
  replayQuorum: quorumJson(policy.replayQuorum),
  faulty: policy.faulty,
  clockErrorSeconds: policy.clockErrorMs / 1000,
  settlementSeconds: policy.settlementMs / 1000,
  minimumAssurance: `S${policy.minimumAssurance}`,
  roots: Object.fromEntries(policy.pinnedRoots),
  urls: Object.fromEntries(policy.urls),
})

function readPolicy(inputs: Inputs): Answer {
  const result = parsePolicy(bytesIn(inputs, "policy"))
  return result.ok
    ? ok(policyJson(result.policy))
    : refuse(policyCode(result.fault.sentence), result.fault.line)
}

function policyIn(inputs: Inputs): Policy {
  const result = parsePolicy(bytesIn(inputs, "policy"))
  if (!result.ok) throw new Error(`vector: expected a policy, got ${result.fault.sentence}`)
  return result.policy
}

const meetsQuorum = (inputs: Inputs): Answer =>
  ok(quorumMet(policyIn(inputs).quorum, new Set(wordsIn(inputs, "witnesses"))))

/** As a witness reads it: `parseAddCheckpoint` leaves the checkpoint in it to the readers of notes. */
function readRequest(inputs: Inputs): Answer {
  const request = parseAddCheckpoint(bytesIn(inputs, "request"))
  const note = request && parseNote(request.checkpoint)
  if (request === undefined || note === undefined || parseCheckpoint(note.text) === undefined)
    return refuse("malformed-request")
  const { oldSize, proof, checkpoint } = request
  return ok({
    old: oldSize,
    proofBase64: proof.map(toBase64),
    checkpoint: textOf(checkpoint) ?? "",
  })
}

function readLines(inputs: Inputs): Answer {
  const lines = parseSignatures(textIn(inputs, "response"))
  if (lines === undefined) return refuse("malformed-response")
  const timeOf = (signature: Uint8Array): number =>
    Number(Buffer.from(signature).readBigUInt64BE(0))
  return ok(
    lines.map(({ name, keyId, signature }) => ({
      name,
      keyId: toHex(keyId),
      time: timeOf(signature),
    })),
  )
}

function readSize(inputs: Inputs): Answer {
  const size = parseSize(textIn(inputs, "response"))
  return size === undefined ? refuse("malformed-response") : ok(size)
}

const inclusion =
  (verify: typeof verifyTlogProof, file: string) =>
  (inputs: Inputs): Answer => {
    const leaf = fromHex(textIn(inputs, "leafHash")) as Uint8Array
    const verdict: InclusionVerdict = verify(
      bytesIn(inputs, file),
      leaf,
      policyIn(inputs),
      verifyPortable,
    )
    if (!verdict.ok) return refuse(verdict.code)
    const { origin, size, index, cosigned } = verdict
    return ok({ origin, size, index, cosigned })
  }

/** Every operation but `exchange`, which needs a witness and time. */
export const readers: { readonly [operation: string]: (inputs: Inputs) => Answer } = {
  "read-vkey": readVkey,
  "read-note": readNote,
  "open-note": openNote,
  "read-checkpoint": readCheckpoint,
  "open-checkpoint": openSigned,
  "read-cosignatures": cosignaturesOn,
  "read-seen": readSeen,
  "read-tile-path": readPath,
  "tile-list": listTiles,
  "tile-widths": countTiles,
  "read-entry-bundle": readBundle,
  "read-policy": readPolicy,
  "meets-quorum": meetsQuorum,
  "read-add-checkpoint": readRequest,
  "read-cosignature-lines": readLines,
  "read-size": readSize,
  "verify-tlog-proof": inclusion(verifyTlogProof, "proof"),
  "verify-cose-receipt": inclusion(verifyCoseReceipt, "receipt"),
}
