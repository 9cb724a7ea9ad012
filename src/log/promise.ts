/**
 * The promise, with which the ledger acknowledges an entry: where it stands, and until when it will be published. One
 * signature covers all promises that are given together, each with its path to the root that is signed; a signature for
 * each would cost as much as a fifth of checking a receipt.
 *
 *   promise     {1: signed, 2: statement, 3: leafHash, 4: index, 5: position, 6: path}
 *   signed      COSE_Sign1 over {1: version, 2: origin, 3: publishBy, 4: count, 5: root}
 *   root        of the RFC 9162 tree over the promises given together, `count` of them
 *   its leaves  "kvitto/promise" ‖ 0 ‖ statement ‖ leafHash ‖ uint64 index
 */

import { concat, equal, type Hash, uint64, writeHex } from "../encoding/bytes.ts"
import { encodeCbor } from "../encoding/cbor.ts"
import { domainPrefix, sha256 } from "../encoding/hash.ts"
import { bytesLength, headLength, Putter } from "../encoding/put.ts"
import { bytes, identifier, integer, named, type Of, pullShape } from "../encoding/shape.ts"
import { fields, list } from "../encoding/structure.ts"
import type { Ed25519Verify } from "../cose/ed25519.ts"
import type { KeyId, SigningKey } from "../cose/key.ts"
import { openSign1, type Signed, sign1, verifySigned } from "../cose/sign.ts"
import type { StatementId } from "../custody/identifier.ts"
import { origin as originShape } from "../custody/shapes.ts"
import { inclusionRoot } from "../merkle/proof.ts"
import { inclusionPaths } from "../merkle/tree.ts"

const promiseType = "application/vnd.kvitto.promise+cbor"
/** As many promises as may be given together; a path then has 16 hashes. */
const maxTogether = 65_536
const maxPath = 16
export const maxPromiseBytes = 2000

const index = integer(0, 2 ** 52)

export const promiseShape = named(
  "promise",
  fields({
    signed: [1, named("signed-promises", bytes(1, 1000), "a COSE_Sign1 over the payload below")],
    statement: [2, identifier<StatementId>()],
    leafHash: [3, bytes(32)],
    index: [4, index],
    position: [5, integer(0, maxTogether - 1)],
    path: [6, list(bytes(32), 0, maxPath)],
  }),
)

export const promisesShape = named(
  "promises",
  fields({
    version: [1, integer(1, 1)],
    origin: [2, originShape],
    publishBy: [3, index],
    count: [4, integer(1, maxTogether)],
    root: [5, bytes(32)],
  }),
)

/** What is promised of one entry. */
export type PromisedEntry = Pick<Of<typeof promiseShape>, "statement" | "leafHash" | "index">
/** `publishBy` in milliseconds since 1970 by the ledger's clock. */
export type Promised = PromisedEntry & Pick<Of<typeof promisesShape>, "origin" | "publishBy">

const start = concat(Uint8Array.of(0), domainPrefix("kvitto/promise"))
const leafMessage = concat(start, new Uint8Array(72))

/** The leaf hash of a promise: its leaf behind a zero byte. */
function leafOf({ statement, leafHash, index: at }: PromisedEntry): Hash {
  if (!writeHex(statement, leafMessage, start.length) || leafHash.length !== 32)
    throw new Error(`promise: expected an id and a leaf hash, got ${statement}`)
  leafMessage.set(leafHash, start.length + 32)
  leafMessage.set(uint64(at), start.length + 64)
  return sha256(leafMessage)
}

/** A promise for each entry, in their order, all under one signature. */
export function signPromises(
  entries: readonly PromisedEntry[],
  { origin, publishBy }: Pick<Promised, "origin" | "publishBy">,
  key: SigningKey,
): readonly Uint8Array[] {
  if (entries.length === 0) return []
  const { root, paths } = inclusionPaths(entries.map(leafOf))
  const whole = { version: 1, origin, publishBy, count: entries.length, root }
  const signed = sign1(promiseType, encodeCbor(promisesShape.write(whole)), key)
  return entries.map((entry, position) =>
    encodePromise({ ...entry, signed, position, path: paths[position] ?? [] }),
  )
}

/** What `promiseShape` writes, put together at once: 3 µs, not 6. */
export function encodePromise(promise: Of<typeof promiseShape>): Uint8Array {
  const { signed, statement, leafHash, index: at, position, path } = promise
  const hash = new Uint8Array(32)
  if (!writeHex(statement, hash, 0)) throw new Error(`promise: expected an id, got ${statement}`)
  // The map's head and six keys are one byte each.
  const fixed = 7 + bytesLength(signed) + 2 * bytesLength(hash) + headLength(path.length)
  const putter = new Putter(
    fixed + headLength(at) + headLength(position) + path.length * bytesLength(hash),
  )
  putter.map(6)
  putter.unsigned(1)
  putter.byteString(signed)
  putter.unsigned(2)
  putter.byteString(hash)
  putter.unsigned(3)
  putter.byteString(leafHash)
  putter.unsigned(4)
  putter.unsigned(at)
  putter.unsigned(5)
  putter.unsigned(position)
  putter.unsigned(6)
  putter.array(path.length)
  for (const each of path) putter.byteString(each)
  return putter.whole()
}

type Enveloped = Of<typeof promiseShape> & { readonly envelope: Signed }

function openEnvelope(whole: Uint8Array): Enveloped | undefined {
  const promise = whole.length > maxPromiseBytes ? undefined : pullShape(promiseShape, whole)
  if (promise === undefined) return undefined
  const envelope = openSign1(promise.signed)
  return envelope?.type === promiseType ? { ...promise, envelope } : undefined
}

/** Which entry bytes speak of and which key they name, if they have the form of a promise. Verifies nothing. */
export function readPromise(
  whole: Uint8Array,
): { readonly keyId: KeyId; readonly index: number } | undefined {
  const opened = openEnvelope(whole)
  return opened && { keyId: opened.envelope.keyId, index: opened.index }
}

/** What bytes promise, if they are a promise and `publicKey` made it. */
export function openPromise(
  whole: Uint8Array,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
): Promised | undefined {
  const opened = openEnvelope(whole)
  if (opened === undefined || !verifySigned(opened.envelope, publicKey, verify)) return undefined
  const promises = pullShape(promisesShape, opened.envelope.payload)
  if (promises === undefined) return undefined
  const { statement, leafHash: leaf, index: at, position, path } = opened
  const promised = { statement, leafHash: leaf, index: at }
  const root = inclusionRoot(position, promises.count, leafOf(promised), path)
  if (root === undefined || !equal(root, promises.root)) return undefined
  return { ...promised, origin: promises.origin, publishBy: promises.publishBy }
}
