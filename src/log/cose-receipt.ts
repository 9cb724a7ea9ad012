/**
 * A COSE receipt of inclusion (RFC 9942 §5.2): the ledger's own word, in the form that COSE tools read, that an entry
 * is in its tree. Nobody but the ledger signs it; the file that carries witnesses too is the tlog-proof.
 *
 *   d2                    tag 18
 *   84                    array of 4
 *     58.. a6             byte string that holds the protected header, a map of 6
 *       01 32             alg: Ed25519 (−19, RFC 9864)
 *       04 58 20 ‹32›     kid: thumbprint of the ledger's checkpoint key (RFC 9679)
 *       0f a1 01 ‹text›   CWT claims (RFC 9597): iss is the ledger's origin
 *       19018b 01         vds: RFC9162_SHA256
 *       3a00010000 ‹n›    −65537: tree size
 *       3a00010001 ‹n›    −65538: leaf index
 *     a1 19018c a1 20 81  unprotected header: vdp, of them inclusion proofs, of them one
 *       58.. 83 ‹n› ‹n›   byte string that holds size, index, path; the leaf's sibling first
 *         8. 58 20 ‹32›
 *     f6                  payload: detached. It is the root, and the reader must compute it.
 *     58 40 ‹64›          signature over ["Signature1", protected header, h'', root]
 *
 * A root fixes neither size nor index: one genuine path of ten hashes verifies under 512 sizes. So both are signed here
 * in labels for private use, which other readers of RFC 9942 may skip.
 *
 * The key signs checkpoints too. Neither signature can pass for the other: a note's text is UTF-8, the signed
 * structure begins with 0x84, and no UTF-8 does.
 */

import { type Ed25519Verify, publicKeyLength, signatureLength } from "../cose/ed25519.ts"
import { type KeyId, keyIdFromThumbprint, keyIdOf, thumbprintOf } from "../cose/key.ts"
import { concat, equal, type Hash } from "../encoding/bytes.ts"
import { type CborValue, encodeCbor, readCbor } from "../encoding/cbor.ts"
import {
  anything,
  bytes,
  decodeShape,
  integer,
  type Of,
  readShape,
  text,
} from "../encoding/shape.ts"
import { fields, list, row } from "../encoding/structure.ts"
import { inclusionRoot } from "../merkle/proof.ts"
import { MAX_PROOF_LINES } from "./add-checkpoint.ts"
import { MAX_NAME_BYTES, type NoteSigner, TYPE_ED25519 } from "./note.ts"

/** More than the longest origin and path come to. */
export const maxCoseReceiptBytes = 4096

/** Below −65536 every label is for private use (RFC 9052 §11.1, IANA "COSE Header Parameters"). */
const treeSizeLabel = -65_537
const leafIndexLabel = -65_538

const HASH_BYTES = 32
const tag = 18
const tagHead = 0xc0 | tag
const [algorithmLabel, keyIdLabel, claimsLabel, structureLabel, proofsLabel] = [1, 4, 15, 395, 396]
const ed25519Algorithm = -19
const issuerClaim = 1
const rfc9162Sha256 = 1
const inclusionLabel = -1

const proofShape = row({
  size: integer(1, Number.MAX_SAFE_INTEGER),
  index: integer(0, Number.MAX_SAFE_INTEGER),
  path: list(bytes(HASH_BYTES), 1, MAX_PROOF_LINES),
})
const envelopeShape = row({
  protectedHeader: bytes(1, maxCoseReceiptBytes),
  unprotectedHeader: fields({
    proofs: [
      proofsLabel,
      fields({ inclusion: [inclusionLabel, list(bytes(1, maxCoseReceiptBytes), 1, 1)] }),
    ],
  }),
  payload: anything,
  signature: bytes(signatureLength),
})
const claimsShape = fields({ origin: [issuerClaim, text(1, MAX_NAME_BYTES)] })

/** Where an entry stands: `index` below `size`, `path` of 1 to 63 hashes, the leaf's sibling first. */
export type Inclusion = Of<typeof proofShape> & { readonly origin: string }

/** A COSE receipt of the right shape; whether it is right only a leaf and a key can show: `provesInclusion`. */
export type CoseReceipt = Inclusion & { readonly keyId: KeyId; readonly signature: Uint8Array }

/** In the order of their encodings. The keys of `encodeCbor`'s maps do not reach the private labels. */
function encodeHeader({ origin, size, index, keyId }: Inclusion & { keyId: KeyId }): Uint8Array {
  const members: readonly (readonly [number, CborValue])[] = [
    [algorithmLabel, ed25519Algorithm],
    [keyIdLabel, thumbprintOf(keyId)],
    [claimsLabel, claimsShape.write({ origin })],
    [structureLabel, rfc9162Sha256],
    [treeSizeLabel, size],
    [leafIndexLabel, index],
  ]
  const mapHead = Uint8Array.of(0xa0 | members.length)
  return concat(mapHead, ...members.flat().map((item) => encodeCbor(item)))
}

/** Size and index are not read here: they must be those of the proof, and re-printing shows whether they are. */
function openHeader(header: Uint8Array): { origin: string; keyId: KeyId } | undefined {
  const values: CborValue[] = []
  for (let at = 1; at < header.length; ) {
    const item = readCbor(header, at)
    if (!item.ok) return undefined
    values.push(item.value)
    at = item.end
  }
  const [, , , thumbprint, , claims] = values
  if (!(thumbprint instanceof Uint8Array) || claims === undefined) return undefined
  const keyId = keyIdFromThumbprint(thumbprint)
  const read = readShape(claimsShape, claims)
  return keyId !== undefined && read.ok ? { origin: read.value.origin, keyId } : undefined
}

const render = (receipt: CoseReceipt): Uint8Array =>
  concat(
    Uint8Array.of(tagHead),
    encodeCbor(
      envelopeShape.write({
        protectedHeader: encodeHeader(receipt),
        unprotectedHeader: { proofs: { inclusion: [encodeCbor(proofShape.write(receipt))] } },
        payload: null,
        signature: receipt.signature,
      }),
    ),
  )

const toBeSigned = (header: Uint8Array, root: Hash): Uint8Array =>
  encodeCbor(["Signature1", header, new Uint8Array(0), root])

/**
 * Undefined in a tree of one leaf: its path is empty, and RFC 9942 demands a hash in it. `size` and `root` are those
 * of a published checkpoint: this signature binds the ledger as much as that one. The signer's key has type 1 and the
 * origin as its name, or this throws.
 */
export function signCoseReceipt(
  { root, ...inclusion }: Inclusion & { readonly root: Hash },
  { key, sign }: NoteSigner,
): Uint8Array | undefined {
  if (key.type !== TYPE_ED25519 || key.name !== inclusion.origin)
    throw new Error(
      `COSE receipt: expected a key of type 1 named ${inclusion.origin}, got type ${key.type} named ${key.name}`,
    )
  if (inclusion.size === 1) return undefined
  if (root.length !== HASH_BYTES)
    throw new Error(`COSE receipt: expected a root of ${HASH_BYTES} bytes, got ${root.length}`)
  const unsigned = { ...inclusion, keyId: keyIdOf(key.publicKey) }
  const signature = sign(toBeSigned(encodeHeader(unsigned), root))
  const whole = render({ ...unsigned, signature })
  if (openCoseReceipt(whole) === undefined)
    throw new Error(
      `COSE receipt: expected an index below the size and 1 to ${MAX_PROOF_LINES} hashes, got ${inclusion.index}, ${inclusion.size} and ${inclusion.path.length}`,
    )
  return whole
}

/**
 * Takes apart what `signCoseReceipt` puts together; undefined for anything it would not write. Verifies nothing.
 * `path` and `signature` are views of `whole`, not copies.
 */
export function openCoseReceipt(whole: Uint8Array): CoseReceipt | undefined {
  if (whole.length > maxCoseReceiptBytes || whole[0] !== tagHead) return undefined
  const envelope = decodeShape(envelopeShape, whole.subarray(1))
  if (!envelope.ok) return undefined
  const { protectedHeader, unprotectedHeader, signature } = envelope.value
  const header = openHeader(protectedHeader)
  const proof = decodeShape(proofShape, concat(...unprotectedHeader.proofs.inclusion))
  if (header === undefined || !proof.ok || proof.value.index >= proof.value.size) return undefined
  const receipt = { ...proof.value, ...header, signature }
  return equal(render(receipt), whole) ? receipt : undefined
}

/**
 * Whether the key that the COSE receipt names is this one and signed the root that `leaf` (a leaf hash) and the path give.
 * One answer for all three: a wrong leaf and a wrong signature cannot be told apart, since the root is in no field.
 */
export function provesInclusion(
  receipt: CoseReceipt,
  leaf: Hash,
  publicKey: Uint8Array,
  verify: Ed25519Verify,
): boolean {
  if (publicKey.length !== publicKeyLength || keyIdOf(publicKey) !== receipt.keyId) return false
  const root = inclusionRoot(receipt.index, receipt.size, leaf, receipt.path)
  return (
    root !== undefined &&
    verify(publicKey, toBeSigned(encodeHeader(receipt), root), receipt.signature)
  )
}
